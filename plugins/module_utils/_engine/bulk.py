# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One run over a set of endpoints: look, decide, do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable, NamedTuple

from . import bulk_plan
from .bulk_plan import Match, Prune
from .clock import Clock
from .effects import Call, NoClaims, Process
from .errors import BadInput, EndpointError, Refused
from .lookup import UNREAD, hides_scope, in_scope
from .plan import Desired, compare_with
from .reconcile import reconcile
from .resource import GONE, LEAVING, Resource
from .run import Run, Timing
from .scheduler import Cancellation, Scheduler


class Settings(NamedTuple):
    """How a set is to be managed.

    :ivar scope: the scope that is given for the whole set.
    :ivar prune: what to delete besides; None for nothing.
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
    """What came of one entry, or of one endpoint that was pruned.

    :ivar endpoint: its attributes at the end; None when it is gone, or after a failure.
    """

    match: Match
    run: Run
    endpoint: dict | None
    error: EndpointError | None


class BulkRun:
    """One run over a set.

    :param call: makes one call; used from several threads at once.
    :param claims: keep other tasks on this machine from creating the same.
    :param watch: told again and again how many endpoints are done, how many of these failed, and how many there are.
    """

    def __init__(
        self,
        resource: Resource,
        desired_set: list[Desired],
        settings: Settings,
        call: Callable[[Call], Any],
        clock: Clock,
        cancellation: Cancellation,
        watch: Callable[[int, int, int], Any] = lambda _done, _failed, _total: None,
        claims: NoClaims | None = None,
    ) -> None:
        self._resource = resource
        self._desired_set = desired_set
        self._settings = settings
        self._call = call
        self._clock = clock
        self._cancellation = cancellation
        self._watch = watch
        self._claims = claims
        self._outcomes: list[Outcome] = []

    def run(self) -> None:
        """Make the set as it is desired; ``outcomes`` says how far that went.

        :raises BadInput: entries turn out to contradict each other.
        :raises Refused: too much would be pruned.
        """
        deadline = self._clock.now() + self._settings.timing.timeout
        scheduler = Scheduler(
            self._resource,
            self._call,
            self._clock,
            self._settings.concurrency,
            deadline,
            self._cancellation,
            self._claims,
        )
        try:
            matches = self._look(scheduler)
            runs = [self._begin(scheduler, number, match, deadline) for number, match in enumerate(matches)]
            scheduler.run(lambda: self._tell(scheduler, len(runs)))
        finally:
            scheduler.close()
        self._outcomes = [
            Outcome(match, run, scheduler.results.get(number), _at_place(match, scheduler.errors.get(number)))
            for number, (match, run) in enumerate(zip(matches, runs))
        ]

    def _tell(self, scheduler: Scheduler, total: int) -> None:
        failed = len(scheduler.errors)
        self._watch(len(scheduler.results) + failed, failed, total)

    def outcomes(self) -> list[Outcome]:
        """Return what came of each entry, in order, and then of each endpoint that was pruned."""
        return self._outcomes

    def warnings(self) -> Iterator[str]:
        """Return what the user should know although nothing failed."""
        return (warning for outcome in self._outcomes for warning in outcome.run.warnings)

    def _look(self, scheduler: Scheduler) -> list[Match]:
        scope, prune = self._settings.scope, self._settings.prune
        for swept, expected in bulk_plan.scopes_of(self._resource, self._desired_set, scope):
            scheduler.sweep(bulk_plan.key_of(swept), swept, expected)
        scheduler.run()
        listed, unlisted = _taken_from(scheduler)
        lost = self._look_for_unseen(scheduler, listed)
        found = bulk_plan.match_all(self._resource, self._desired_set, listed, {**unlisted, **lost})
        conflicts = bulk_plan.conflicts(self._resource, found)
        if conflicts:
            raise BadInput(conflicts)
        found = bulk_plan.refuse_taken_names(self._resource, found, listed)
        scope_key = bulk_plan.key_of(scope)
        if scope_key in unlisted and (prune or not found):
            raise unlisted[scope_key]
        if not prune:
            return found
        pruned = self._to_prune(scheduler, prune, bulk_plan.to_prune(self._resource, found, listed, prune))
        return found + bulk_plan.hold_back(self._resource, found, pruned)

    def _look_for_unseen(self, scheduler: Scheduler, listed: dict[Any, list[dict]]) -> dict[Any, EndpointError]:
        """Complete ``listed`` by what lists that moved while they were read may lack; return what failed."""
        for name, scope in bulk_plan.unseen(self._desired_set, listed):
            if scheduler.may_lack(scope):
                scheduler.find((bulk_plan.key_of(scope), name), name, scope)
        scheduler.run()
        found, failed = _taken_from(scheduler)
        for (scope_key, _name), endpoints in found.items():
            known = {each["endpoint_id"] for each in listed[scope_key]}
            listed[scope_key].extend(each for each in endpoints if each["endpoint_id"] not in known)
        return failed

    def _to_prune(self, scheduler: Scheduler, prune: Prune, unlisted: list[Match]) -> list[Match]:
        """Return what is to be pruned of the endpoints that no entry is about; one of another scope is not.

        :raises Refused: there are too many.
        :raises EndpointError: what scope one belongs to cannot be read.
        """
        most = self._settings.prune_max
        hidden = [match.desired.endpoint_id for match in unlisted if hides_scope(prune.scope, match.shown)]
        for endpoint_id in hidden:
            scheduler.add(endpoint_id, self._resource.bind(prune.scope, {}).read(endpoint_id))
        scheduler.run()
        read, failed = _taken_from(scheduler)
        for error in failed.values():
            raise error
        elsewhere = {endpoint_id for endpoint_id in hidden if not in_scope(prune.scope, read[endpoint_id] or {})}
        pruned = [match for match in unlisted if match.desired.endpoint_id not in elsewhere]
        if most is not None and len(pruned) > most:
            names = [f"{match.shown.get('name')} ({match.desired.endpoint_id})" for match in pruned]
            raise Refused(
                f"{len(pruned)} endpoints would be pruned, and prune_max allows {most}; nothing was changed. They"
                f" are: {bulk_plan.listed(names)}. Declare them, or raise prune_max"
            )
        return pruned

    def _begin(self, scheduler: Scheduler, number: int, match: Match, deadline: float) -> Run:
        settings = self._settings
        run = Run(self._resource, match.desired, settings.timing, now=self._clock.now, check_mode=settings.check_mode)
        run.deadline = deadline
        run.known_ids = match.known_ids
        observed = match.observed
        if observed is not UNREAD and observed is not None:
            run.endpoint_id = observed["endpoint_id"]
            run.scope = {name: observed.get(name) for name in self._resource.scope}
        if match.error is not None:
            scheduler.errors[number] = match.error
        else:
            scheduler.add(number, self._one(run, observed), run)
        return run

    def _one(self, run: Run, observed: dict | None) -> Process:
        """As ``reconcile``; an endpoint of which a list shows too little is read by its id, not searched for again."""
        if observed is UNREAD or observed is None:
            return (yield from reconcile(run, observed))
        compared = compare_with(run.resource, run.desired, observed)
        if not bulk_plan.needs_a_read(run.resource, run.desired, observed, compared):
            return (yield from reconcile(run, observed, compared))
        seen = yield from run.resource.read(observed["endpoint_id"])
        return (yield from reconcile(run, seen if self._confirms(run, seen) else UNREAD))

    def _confirms(self, run: Run, found: dict | None) -> bool:
        """Whether a read shows what a list has shown: an endpoint that is there, under the name that was looked for."""
        named = run.desired.endpoint_id or (found or {}).get("name") in (None, run.desired.attributes["name"])
        belongs = found is not None and in_scope(run.desired.scope, found)
        return bool(named) and belongs and self._resource.run_state(found) not in (LEAVING, GONE)


def _taken_from(scheduler: Scheduler) -> tuple[dict[Any, Any], dict[Any, EndpointError]]:
    """Return the results and the errors of what has been done so far, and forget them."""
    taken = dict(scheduler.results), dict(scheduler.errors)
    scheduler.results.clear()
    scheduler.errors.clear()
    return taken


def _at_place(match: Match, error: EndpointError | None) -> EndpointError | None:
    return error.below(match.place) if isinstance(error, BadInput) else error
