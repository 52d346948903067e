# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One run over a set of endpoints: sweep, match, reconcile each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, NamedTuple

from . import bulk_plan
from .bulk_plan import Match, Prune
from .cancellation import Cancellation
from .clock import Clock
from .desired import Desired
from .effects import Call, NoClaims, Process
from .errors import BadInput, EndpointError, Refused
from .lookup import UNREAD, hides_scope, in_scope
from .plan import compare_with
from .reconcile import reconcile
from .resource import GONE, LEAVING, Resource
from .run import Run, Timing
from .scheduler import Scheduler
from .wording import shortened


class Settings(NamedTuple):
    """How to manage a set.

    :ivar scope: the scope that is given for the whole set.
    :ivar prune: what to delete that no entry declares; None for nothing.
    :ivar prune_max: the most endpoints that may be pruned; None for no limit.
    :ivar concurrency: calls in flight.
    """

    timing: Timing
    scope: dict
    prune: Prune | None
    prune_max: int | None
    concurrency: int
    check_mode: bool


class Outcome(NamedTuple):
    """The outcome of one entry, or of the pruning of one endpoint.

    :ivar endpoint: its attributes at the end; None if it is gone, or after a failure.
    """

    match: Match
    run: Run
    endpoint: dict | None
    error: EndpointError | None


@dataclass
class BulkRun:
    """One run over a set.

    :param call: makes one call; several threads use it at once.
    :param claims: keep other tasks on this machine from creating the same.
    :param watch: takes, at each turn, how many endpoints are done, how many of these failed, and how many there are.
    """

    resource: Resource
    desired_set: list[Desired]
    settings: Settings
    call: Callable[[Call], Any]
    clock: Clock
    cancellation: Cancellation
    watch: Callable[[int, int, int], Any] = lambda _done, _failed, _total: None
    claims: NoClaims | None = None

    def run(self) -> list[Outcome]:
        """Make the set as it is desired.

        :returns: the outcome of each entry, in order, then of each endpoint that was pruned.
        :raises BadInput: two entries mean one endpoint, or contradict each other.
        :raises Refused: too many endpoints would be pruned.
        """
        deadline = self.clock.now() + self.settings.timing.timeout
        scheduler = Scheduler(
            self.resource, self.call, self.clock, self.settings.concurrency, deadline, self.cancellation, self.claims
        )
        try:
            matches = self._match(scheduler)
            runs = [self._begin(scheduler, number, match, deadline) for number, match in enumerate(matches)]
            scheduler.run(lambda: self._report_progress(scheduler, len(runs)))
        finally:
            scheduler.close()
        return [
            Outcome(match, run, scheduler.results.get(number), _at_place(match, scheduler.errors.get(number)))
            for number, (match, run) in enumerate(zip(matches, runs))
        ]

    def _report_progress(self, scheduler: Scheduler, total: int) -> None:
        failed = len(scheduler.errors)
        self.watch(len(scheduler.results) + failed, failed, total)

    def _match(self, scheduler: Scheduler) -> list[Match]:
        """Sweep the scopes; return each entry, and each deletion by pruning, with its endpoint."""
        scope, prune = self.settings.scope, self.settings.prune
        for swept, expected in bulk_plan.scopes_of(self.resource, self.desired_set, scope):
            scheduler.sweep(bulk_plan.key_of(swept), swept, expected)
        scheduler.run()
        listed, unlisted = _taken_from(scheduler)
        failed = self._look_for_unseen(scheduler, listed)
        matches = bulk_plan.match_all(self.resource, self.desired_set, listed, {**unlisted, **failed})
        conflicts = bulk_plan.conflicts(self.resource, matches)
        if conflicts:
            raise BadInput(conflicts)
        matches = bulk_plan.refuse_taken_names(self.resource, matches, listed)
        scope_key = bulk_plan.key_of(scope)
        if scope_key in unlisted and (prune or not matches):
            raise unlisted[scope_key]
        if not prune:
            return matches
        pruned = self._to_prune(scheduler, prune, bulk_plan.to_prune(self.resource, matches, listed, prune))
        return matches + bulk_plan.hold_back(self.resource, matches, pruned)

    def _look_for_unseen(self, scheduler: Scheduler, listed: dict[Any, list[dict]]) -> dict[Any, EndpointError]:
        """Look for entries that a list may lack because it moved while it was read; return the failures by entry.

        :param listed: gets the endpoints that are found.
        """
        for name, scope in bulk_plan.unseen(self.desired_set, listed):
            if scheduler.may_lack(scope):
                scheduler.find((bulk_plan.key_of(scope), name), name, scope)
        scheduler.run()
        found, failed = _taken_from(scheduler)
        known = {scope_key: {each["endpoint_id"] for each in endpoints} for scope_key, endpoints in listed.items()}
        for (scope_key, _name), endpoints in found.items():
            new = [each for each in endpoints if each["endpoint_id"] not in known[scope_key]]
            listed[scope_key].extend(new)
            known[scope_key].update(each["endpoint_id"] for each in new)
        return failed

    def _to_prune(self, scheduler: Scheduler, prune: Prune, undeclared: list[Match]) -> list[Match]:
        """Return the endpoints to prune: of those that no entry means, the ones that belong to the scope.

        :raises Refused: there are too many.
        :raises EndpointError: the scope of one cannot be read.
        """
        most = self.settings.prune_max
        hidden = [match.attributes["endpoint_id"] for match in undeclared if hides_scope(prune.scope, match.attributes)]
        for endpoint_id in hidden:
            scheduler.add(endpoint_id, self.resource.bind(prune.scope, {}).read(endpoint_id))
        scheduler.run()
        read, failed = _taken_from(scheduler)
        for error in failed.values():
            raise error
        elsewhere = {endpoint_id for endpoint_id in hidden if not in_scope(prune.scope, read[endpoint_id] or {})}
        pruned = [match for match in undeclared if match.desired.endpoint_id not in elsewhere]
        if most is not None and len(pruned) > most:
            names = [f"{match.attributes.get('name')} ({match.desired.endpoint_id})" for match in pruned]
            raise Refused(
                f"{len(pruned)} endpoints would be pruned, and prune_max allows {most}; nothing was changed. They"
                f" are: {shortened(names)}. Declare them, or raise prune_max"
            )
        return pruned

    def _begin(self, scheduler: Scheduler, number: int, match: Match, deadline: float) -> Run:
        settings = self.settings
        run = Run(self.resource, match.desired, settings.timing, now=self.clock.now, check_mode=settings.check_mode)
        run.deadline = deadline
        run.known_ids = match.known_ids
        observed = match.observed
        if observed is not UNREAD and observed is not None:
            run.endpoint_id = observed["endpoint_id"]
            run.scope = {name: observed.get(name) for name in self.resource.scope}
        if match.error is not None:
            scheduler.errors[number] = match.error
        else:
            scheduler.add(number, self._reconcile(run, observed), run)
        return run

    def _reconcile(self, run: Run, observed: dict | None) -> Process:
        """Reconcile an entry; if the list shows too little of its endpoint, read that by its id first."""
        if observed is UNREAD or observed is None:
            return (yield from reconcile(run, observed))
        compared = compare_with(run.resource, run.desired, observed)
        if not bulk_plan.needs_a_read(run.resource, run.desired, observed, compared):
            return (yield from reconcile(run, observed, compared))
        observed = yield from run.resource.read(observed["endpoint_id"])
        return (yield from reconcile(run, observed if self._confirms(run, observed) else UNREAD))

    def _confirms(self, run: Run, observed: dict | None) -> bool:
        """Return whether a read shows the endpoint of the list: not being deleted, with the same name and scope."""
        named = run.desired.endpoint_id or (observed or {}).get("name") in (None, run.desired.attributes["name"])
        belongs = observed is not None and in_scope(run.desired.scope, observed)
        return bool(named) and belongs and self.resource.run_state(observed) not in (LEAVING, GONE)


def _taken_from(scheduler: Scheduler) -> tuple[dict[Any, Any], dict[Any, EndpointError]]:
    """Take the results and the errors so far out of the scheduler."""
    taken = dict(scheduler.results), dict(scheduler.errors)
    scheduler.results.clear()
    scheduler.errors.clear()
    return taken


def _at_place(match: Match, error: EndpointError | None) -> EndpointError | None:
    return error.below(match.place) if isinstance(error, BadInput) else error
