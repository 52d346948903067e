# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One endpoint made true: find it, decide, and say what came of it.

Everything here is a process (family.py): it yields calls and polls and never touches a socket or a clock, so one driver
runs it alone, another runs hundreds of them at once, and a test runs it against a model of a server.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable, NamedTuple

from .compare import Comparison
from .errors import Ambiguous, CallFailed, NotFound, WaitFailed
from .plan import Desired, Plan, decide
from .resource import FAILED, GONE, LEAVING, OTHER, RUNNING, STOPPED, Poll, Process, Resource, Sleep

#: Reads may lag behind writes (contract rule 6: look for at least 5 seconds). Bounded by ``wait_timeout``.
LAG_SECONDS = 6.0

SETTLED = frozenset((RUNNING, STOPPED, FAILED, OTHER, GONE))

_FIRST_PAUSE, _GROWTH = 0.1, 1.6


class Timing(NamedTuple):
    """How long to wait. ``interval`` and ``timeout`` in seconds; ``retries`` of a create or another write."""

    wait: bool = True
    timeout: float = 600.0
    interval: float = 5.0
    retries: int = 5


class Run:
    """One endpoint's reconciliation under way: its inputs, and what has been done so far, whatever happens next.

    :ivar actions: the API's names of the writes that took effect, in order.
    :ivar endpoint_id: the id of the endpoint that the run is about, as soon as there is one.
    :ivar previous_id: the id of the endpoint that a recreate has replaced.
    :ivar scope: where lists show the endpoint; empty when that is not known.
    """

    def __init__(
        self,
        resource: Resource,
        desired: Desired,
        timing: Timing,
        *,
        now: Callable[[], float],
        check_mode: bool = False,
    ) -> None:
        self.resource = resource.bind(desired.scope, desired.call_options)
        self.desired = desired
        self.timing = timing
        self.check_mode = check_mode
        self.now = now
        self.deadline = now() + timing.timeout
        self.actions: list[str] = []
        self.warnings: list[str] = []
        self.endpoint_id: str | None = desired.endpoint_id
        self.previous_id: str | None = None
        self.scope = desired.scope
        self.plan: Plan | None = None
        self.known_ids: frozenset[str] = frozenset()
        self.absence: CallFailed | None = None

    def record(self, verb: str, extra_actions: tuple[str, ...] = ()) -> None:
        """Note a write that took effect."""
        self.actions.extend((*extra_actions, self.resource.actions[verb]))

    def expired(self) -> bool:
        return self.now() >= self.deadline

    def lag_end(self) -> float:
        """Until when a read that contradicts a write may be put down to lag."""
        return min(self.now() + LAG_SECONDS, self.deadline)

    def pauses(self) -> Iterator[float]:
        """Seconds between looks: they grow from a tenth to the interval, and end on the deadline."""
        pause = min(_FIRST_PAUSE, self.timing.interval)
        while True:
            yield max(0.0, min(pause, self.deadline - self.now()))
            pause = min(pause * _GROWTH, self.timing.interval)


#: Stands for attributes that have not been read yet, where None says that there is no such endpoint.
UNREAD: Any = object()


def reconcile(run: Run, observed: Any = UNREAD, compared: Comparison | None = None) -> Process:
    """Make ``run.desired`` true, or, in check mode, say what that would take.

    ``observed``: the endpoint's attributes, if already read; ``compared``: their comparison with what is desired.

    :returns: the endpoint's attributes as they are at the end (as foretold, in check mode), None when it is gone.
    :raises EndpointError: anything that prevents it; ``run`` then still tells what has been done.
    """
    if observed is UNREAD:
        observed = yield from locate(run)
    while True:
        if observed is None and run.absence is not None and run.desired.state != "absent":
            raise run.absence
        run.plan = decide(run.resource, run.desired, observed, compared)
        if not run.plan.unsettled:
            break
        settled = yield from wait_for(run, observed["endpoint_id"], SETTLED, run.resource.read_action, full=True)
        observed, compared = settled if settled is not None else (yield from locate(run)), None
    run.warnings.extend(run.plan.warnings)
    if not run.plan.steps:
        return observed
    if run.check_mode:
        if any(step.verb == "create" for step in run.plan.steps):
            run.previous_id, run.endpoint_id = run.endpoint_id, None
        return run.plan.predicted
    from .apply import apply_plan  # writing costs its import only when there is something to write

    return (yield from apply_plan(run, run.plan, observed))


def locate(run: Run) -> Process:
    """The endpoint that the want addresses, read in full, or None; one on its way out has been waited for."""
    found = yield from (_by_id(run, run.desired.endpoint_id) if run.desired.endpoint_id else _by_name(run))
    # One that was found before, and has vanished while it was waited for, is not what a create would replace.
    run.endpoint_id = run.desired.endpoint_id if found is None else found["endpoint_id"]
    return found


def _by_id(run: Run, endpoint_id: str) -> Process:
    resource = run.resource
    run.absence = None
    try:
        found = yield from resource.fetch(endpoint_id)
        while resource.run_state(found) == LEAVING and not _enough(run):
            yield from wait_for(run, endpoint_id, SETTLED, resource.actions["delete"], before=found)
            found = yield from resource.fetch(endpoint_id)
        if resource.run_state(found) == GONE:
            raise NotFound(
                f"Endpoint {endpoint_id} has been deleted, the server only keeps its record (status"
                f" {found.get('status')!r})",
                action=resource.read_action,
                code="EndpointDeleted",
            )
    except NotFound as error:
        run.absence = error.saying(
            f"{error}. Check the id, the region, the site and what the credentials may see; to create an endpoint"
            " leave endpoint_id out and give its name"
        )
        return None
    return found


def _enough(run: Run) -> bool:
    """Whether an endpoint on its way out is all that was asked for."""
    return run.desired.state == "absent" and not run.timing.wait


def _by_name(run: Run) -> Process:
    resource, desired = run.resource, run.desired
    until = run.lag_end()
    gone: set[str] = set()
    for pause in run.pauses():
        matches = yield from resource.find(desired.attributes["name"], desired.scope)
        run.known_ids = frozenset(match["endpoint_id"] for match in matches)
        matches = [match for match in matches if match["endpoint_id"] not in gone and resource.run_state(match) != GONE]
        if not matches:
            return None
        found = yield from _confirmed(run, matches, until)
        state = resource.run_state(found)
        if state == LEAVING:
            if _enough(run):
                return found
            settled = yield from wait_for(run, found["endpoint_id"], SETTLED, resource.actions["delete"], before=found)
            if resource.run_state(settled) == GONE:
                # Seen leaving, then read as gone: a list that still shows it is only late.
                gone.add(found["endpoint_id"])
                continue
        elif state != GONE and found["name"] in (None, desired.attributes["name"]):
            return found
        elif state == GONE and desired.state == "absent" and run.now() >= until:
            return None
        # The list and the single read contradict each other: one of them lags, so look again.
        if run.expired():
            raise WaitFailed(
                f"The list shows {desired.label} as {matches[0]['endpoint_id']}, but reading that id does not confirm"
                f" it, and this did not change within {run.timing.timeout:g} s. Run the task again, or use endpoint_id",
                action=resource.list_action,
                code="InconsistentReads",
            )
        yield Sleep(pause)
    return None


def _confirmed(run: Run, matches: list[dict], until: float) -> Process:
    """The one endpoint among those listed that a single read confirms, or one on its way out if there is no other.

    None when no read confirms one, and, before ``until``, when only some of several are confirmed: a list may go on
    showing what has been deleted, and a read may not show yet what has been created.

    :raises Ambiguous: several are confirmed.
    """
    resource = run.resource
    live = [match for match in matches if resource.run_state(match) != LEAVING]
    if not live:
        return matches[0]
    if not resource.reads_singly:
        if len(live) > 1:
            raise ambiguity(resource, run.desired, live)
        return live[0]
    if len(live) == 1:
        return (yield from resource.read(live[0]["endpoint_id"]))
    there = []
    for match in live:
        found = yield from resource.read(match["endpoint_id"])
        if resource.run_state(found) not in (LEAVING, GONE):
            there.append(found)
    if len(there) > 1:
        raise ambiguity(resource, run.desired, there)
    return there[0] if there and run.now() >= until else None


def ambiguity(resource: Resource, desired: Desired, matches: list[dict]) -> Ambiguous:
    """The refusal of a name that several endpoints bear; it lists what tells them apart."""
    shown = [
        {name: match.get(name) for name in resource.tells_apart}
        for match in sorted(matches, key=lambda match: str(match.get("create_time")))
    ]
    listing = "; ".join(", ".join(f"{name} {value}" for name, value in row.items()) for row in shown)
    return Ambiguous(
        f"{len(matches)} endpoints match {desired.label}: {listing}. Say which one is meant with endpoint_id", shown
    )


def wait_for(
    run: Run,
    endpoint_id: str,
    goals: frozenset[str],
    action: str,
    *,
    before: dict | None = None,
    full: bool = False,
) -> Process:
    """Poll until the endpoint's state is one of ``goals``; its attributes then, None when it is gone.

    ``action`` is what is being waited for; ``before`` the attributes from before that, so that a failure that was
    there already is not taken for its outcome.

    :raises WaitFailed: it failed, it vanished, or ``wait_timeout`` was up.
    """
    resource = run.resource
    lag_end = run.lag_end()
    failed_before = before if before is not None and resource.run_state(before) == FAILED else None
    moved = False
    seen, pause = None, 0.0
    for next_pause in run.pauses():
        # A list that does not show it is word enough only of what has been deleted: pages shift while they are read.
        attributes = yield Poll(endpoint_id, pause, full, goals == frozenset((GONE,)))
        state = resource.run_state(attributes)
        if state in goals:
            return None if state == GONE else attributes
        seen = attributes or seen
        if state == GONE and lag_end <= run.now() < run.deadline:
            raise _wait_failed(run, endpoint_id, action, "EndpointGone", "cannot be found any more", seen)
        moved = moved or state not in (FAILED, GONE)
        # A failure from before the action shows until the action does, and may show again where reads lag unequally.
        late = run.now() < lag_end and (not moved or _same_failure(attributes, failed_before))
        # What has failed before is shown as such until it is gone; a deletion that fails says so in other words.
        lasting = goals == frozenset((GONE,)) and not moved and _same_failure(attributes, failed_before, ever=True)
        old_failure = failed_before is not None and (late or lasting)
        if state == FAILED and not old_failure:
            reason = attributes.get("status_reason") or "the server gives no reason"
            raise _wait_failed(run, endpoint_id, action, "EndpointFailed", f"has failed: {reason}", seen)
        if state == OTHER and before is None:
            what = f"has settled, and is not {' or '.join(sorted(goals))}"
            raise _wait_failed(run, endpoint_id, action, "EndpointNotRunning", what, seen)
        if run.expired():
            what = f"is not {' or '.join(sorted(goals))} after {run.timing.timeout:g} s (wait_timeout)"
            raise _wait_failed(run, endpoint_id, action, "WaitTimeout", what, seen)
        pause = next_pause
    return None


def _same_failure(attributes: dict | None, before: dict | None, *, ever: bool = False) -> bool:
    """Whether it is the failure from before: of the same moment, or, with ``ever``, in the same words."""
    told = ("status", "status_reason") if ever else ("status", "status_reason", "update_time")
    if attributes is None or before is None:
        return False
    return all(attributes.get(name) == before.get(name) for name in told)


def _wait_failed(run: Run, endpoint_id: str, action: str, code: str, what: str, seen: dict | None) -> WaitFailed:
    last = f"; its last status was {seen.get('status')!r}" if seen else "; it was never seen"
    reason = seen.get("status_reason") if seen else None
    if reason and reason not in what:
        last += f" ({reason})"
    name = f" ({seen['name']})" if seen and seen.get("name") else ""
    return WaitFailed(f"{action}: endpoint {endpoint_id}{name} {what}{last}", action=action, code=code)
