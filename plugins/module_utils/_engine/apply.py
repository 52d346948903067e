# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plan carried out step by step: each write done exactly once, waited for, and read back."""

from __future__ import annotations

from typing import Any, Callable

from . import compare
from .errors import CallFailed, NotConverged, NotFound, Unclear, WaitFailed, WrongState
from .plan import CREATE, DELETE, NEW, OLD, START, STOP, STOP_TO_DELETE, UPDATE, Plan, Step, switch
from .resource import CHANGING, FAILED, GONE, LEAVING, OTHER, RUNNING, STOPPED, FindByName, Poll, Process, Sleep
from .run import Run
from .wait import SETTLED, wait_for

_MOVING = (CHANGING, LEAVING, GONE)


def apply_plan(run: Run, plan: Plan, observed: dict | None) -> Process:
    """Do the plan's steps in order; the endpoint's attributes at the end, None when it is gone."""
    subjects: dict[str, dict | None] = {OLD: observed, NEW: None}
    for number, step in enumerate(plan.steps, 1):
        wait = run.timing.wait or number < len(plan.steps)
        try:
            subjects[step.subject] = yield from _WORK[step.verb](run, step, subjects[step.subject], wait)
        except CallFailed as error:
            raise error.saying(f"{error}{_left_behind(run, plan, observed)}") from error
        except NotConverged as error:
            raise NotConverged(f"{error}{_left_behind(run, plan, observed)}", error.moved) from error
    return subjects[NEW if subjects[NEW] is not None else OLD]


def _left_behind(run: Run, plan: Plan, observed: dict | None) -> str:
    """What a replacement that failed half-way has left behind, as a further sentence."""
    actions = run.resource.actions
    if observed is None or actions[DELETE] in run.actions or not {CREATE, DELETE} <= {step.verb for step in plan.steps}:
        return ""
    if actions[CREATE] in run.actions:
        return (
            f". Both are there now: {run.endpoint_id}, just created, and {run.previous_id}, which it was to replace."
            " Delete the one that is not wanted, by its endpoint_id, then run the task again"
        )
    if actions.get(STOP) in run.actions and run.desired.state == "present":
        return (
            f". {run.endpoint_id} has been stopped in order to be replaced; to have its successor running, run the task"
            " again with state: started"
        )
    return ""


# --- create


def _create(run: Run, step: Step, nothing: dict | None, wait: bool) -> Process:
    replaced, action = run.endpoint_id, run.resource.actions[CREATE]
    if replaced:
        listed = yield from _find(run, step.values)
        run.known_ids = frozenset((replaced, *(match["endpoint_id"] for match in listed)))
    try:
        endpoint_id = yield from _create_once(run, step)
    except CallFailed as error:
        if run.resource.actions[DELETE] not in run.actions:
            raise
        raise error.saying(
            f"{error}. {replaced} has been deleted already (recreate: delete_first); to create its successor, run the"
            f" task again with all of these attributes: {step.values}"
        ) from error
    run.previous_id, run.endpoint_id = replaced, endpoint_id
    run.record(CREATE, step.extra_actions)
    created = None
    try:
        if wait:
            created = yield from wait_for(run, endpoint_id, step.goals, action, full=True)
            state = run.resource.run_state(created)
            if run.desired.state == "started" and state in (STOPPED, OTHER):
                created = yield from _switch(run, switch(START, state), created, True)
        created = yield from _read_back(run, endpoint_id, created, step.values, {}, action)
    except (CallFailed, NotConverged):
        # What has been created is there, however it turned out: the next run has to find it by its name.
        try:
            yield from _see_listed(run, endpoint_id, step.values)
        except CallFailed as error:
            run.warnings.append(f"Whether {endpoint_id} is listed by its name could not be seen: {error}")
        raise
    yield from _see_listed(run, endpoint_id, step.values)
    return created


def _find(run: Run, values: dict) -> Process:
    """Endpoints with the name, in the scope, that ``values`` tell."""
    return (yield FindByName(values["name"], _scope(run, values), ""))


def _scope(run: Run, values: dict) -> dict:
    return {name: values.get(name) for name in run.resource.scope}


def _create_once(run: Run, step: Step) -> Process:
    """Create, and after an answer that does not tell, look for the new endpoint before trying again; its id."""
    unclear: Any = None
    for attempt in range(1, run.timing.retries + 2):
        tried = f"{attempt} attempt{'' if attempt == 1 else 's'}"
        try:
            endpoint_id = yield from run.resource.create(step.values)
            if endpoint_id:
                return endpoint_id
            unclear = Unclear(
                f"{run.resource.actions[CREATE]} was accepted, but the answer has no id",
                action=run.resource.actions[CREATE],
                code="MissingId",
            )
        except Unclear as error:
            unclear = error
        except CallFailed as error:
            if unclear is None or not run.resource.name_is_taken(error):
                raise
            # By the create of which no answer came, in all likelihood: it will be seen.
            appeared = yield from _look_for_new(run, step, unclear, run.deadline)
            if len(appeared) != 1:
                raise
            return appeared[0]["endpoint_id"]
        since = run.now()
        appeared = yield from _look_for_new(run, step, unclear, run.lag_end())
        if len(appeared) == 1:
            return appeared[0]["endpoint_id"]
        if appeared:
            ids = ", ".join(match["endpoint_id"] for match in appeared)
            raise _still_unclear(unclear, f"{len(appeared)} new endpoints of that name have appeared: {ids}")
        if run.expired():
            break
        yield from _respect_retry_after(run, unclear, since)
    raise _still_unclear(unclear, f"no new endpoint of that name has appeared after {tried}")


def _respect_retry_after(run: Run, failure: CallFailed | None, since: float) -> Process:
    """Before something is sent again: let the time pass for which the server has asked (Retry-After) when it failed."""
    left = since + (failure.retry_after or 0.0) - run.now() if failure else 0.0
    if left > 0:
        yield Sleep(min(left, max(0.0, run.deadline - run.now())))


def _look_for_new(run: Run, step: Step, unclear: CallFailed, until: float) -> Process:
    """Endpoints of that name that were not there before, looked for ``until`` then.

    What is deleted, or on its way there, is none of ours: a list may show the record of an older one late.
    """
    departed = (LEAVING, GONE)
    for pause in run.pauses():
        try:
            matches = yield from _find(run, step.values)
        except CallFailed as error:
            raise _still_unclear(unclear, f"looking for it failed as well: {error}") from error
        matches = [match for match in matches if match["endpoint_id"] not in run.known_ids]
        appeared = [match for match in matches if run.resource.run_state(match) not in departed]
        if appeared or run.now() >= until:
            return appeared
        yield Sleep(min(pause, max(0.0, until - run.now())))


def _still_unclear(error: CallFailed, finding: str) -> CallFailed:
    return error.saying(
        f"{error}. Whether it took effect is not known: {finding}. Look at the endpoints, then run the task again"
    )


def _see_listed(run: Run, endpoint_id: str, values: dict) -> Process:
    """Wait until the list shows the endpoint under its name, so that the next task by name finds it.

    Also where two controllers that create the same name at the same moment can notice each other. Where a list is all
    there is to read, it has been seen there already.
    """
    if not run.resource.reads_singly:
        return
    until = run.lag_end()
    for pause in run.pauses():
        matches = yield FindByName(values["name"], _scope(run, values), endpoint_id)
        ids = {match["endpoint_id"] for match in matches if run.resource.run_state(match) not in (LEAVING, GONE)}
        others = ids - run.known_ids - {endpoint_id}
        if others:
            run.warnings.append(
                f"Other endpoints named {values['name']!r} are there as well ({', '.join(sorted(others))}). If two"
                " controllers manage this name, delete the one that is not wanted, by its endpoint_id"
            )
        if endpoint_id in ids:
            return
        if run.now() >= until:
            run.warnings.append(
                f"The list does not show {endpoint_id} under the name {values['name']!r} yet. Until it does, a task"
                " that addresses it by name will not find it; use endpoint_id"
            )
            return
        yield Sleep(pause)


# --- update


def _update(run: Run, step: Step, before: dict, wait: bool) -> Process:
    """Update, read back, and wait for what that has set going."""
    resource, endpoint_id, action = run.resource, before["endpoint_id"], run.resource.actions[UPDATE]
    # An endpoint that had failed before may well be found failed again: the update is no cure.
    goals = frozenset((RUNNING, STOPPED, OTHER, resource.run_state(before)))
    # A first read may lag, and show that the endpoint has settled although the update is only about to begin.
    begun = frozenset((CHANGING, FAILED)) - goals
    yield from _update_once(run, step, before)
    run.record(UPDATE, step.extra_actions)
    observed = yield Poll(endpoint_id, 0.0, True)
    while True:
        state = resource.run_state(observed)
        if state == CHANGING and not wait:
            break  # what is on its way need not show yet
        if state == CHANGING or (state == FAILED and state not in goals):
            observed = yield from wait_for(run, endpoint_id, goals, action, before=before, full=True)
        observed = yield from _read_back(run, endpoint_id, observed, step.values, before, action, begun)
        if resource.run_state(observed) not in begun:
            break
    if step.values.get("name", before["name"]) != before["name"]:
        run.known_ids |= {endpoint_id}
        yield from _see_listed(run, endpoint_id, dict(observed, name=step.values["name"]))
    return observed


def _update_once(run: Run, step: Step, before: dict) -> Process:
    """Send the update until it is taken; after an answer that does not tell, look before sending it again."""
    resource, endpoint_id, action = run.resource, before["endpoint_id"], run.resource.actions[UPDATE]
    lost: Unclear | None = None
    observed: dict | None = None

    def applied(read: dict | None) -> bool:
        return bool(lost and read and not compare.differences(resource.fields, step.values, read))

    def enough_to_go_on(read: dict | None) -> bool:
        return applied(read) or resource.run_state(read) == CHANGING

    for _attempt in range(run.timing.retries + 1):
        try:
            yield from _send_update(run, step, endpoint_id)
            return
        except (Unclear, WrongState) as error:
            failure, lost = error, error if isinstance(error, Unclear) else lost
        since, refused = run.now(), isinstance(failure, WrongState)
        observed = yield from _look(run, lost, endpoint_id, enough_to_go_on if refused else applied)
        if applied(observed):
            return
        if run.expired() or (refused and resource.run_state(observed) != CHANGING):
            break
        if refused:
            yield from wait_for(run, endpoint_id, SETTLED, action)
        yield from _respect_retry_after(run, failure, since)
    raise _still_unclear(failure, "the old values are still there") if lost else _in_state(failure, observed)


def _send_update(run: Run, step: Step, endpoint_id: str) -> Process:
    """One update; once more without what the API may not take, where that is there already."""
    resource = run.resource
    try:
        yield from resource.update(endpoint_id, step.values)
    except CallFailed as error:
        left_out = step.carried.intersection(resource.doubtful)
        if error.status != 400 or not left_out:
            raise
        yield from resource.update(
            endpoint_id, {name: step.values[name] for name in step.values if name not in left_out}
        )


def _look(
    run: Run,
    lost: Unclear | None,
    endpoint_id: str,
    enough: Callable[[dict | None], bool],
    until: float | None = None,
) -> Process:
    """The endpoint's attributes as soon as they are ``enough``, or those that it has settled with by ``until``.

    For after a write that was refused or of which no answer came: reads may lag behind writes, so for so long (the
    default of ``until``) a read proves nothing. What is on its way is waited for. ``lost`` tells of the write whose
    answer was lost, if there is one.

    :raises CallFailed: the endpoint cannot be read.
    """
    until = run.lag_end() if until is None else until
    pause = 0.0
    for next_pause in run.pauses():
        try:
            observed = yield Poll(endpoint_id, pause, True)
        except CallFailed as error:
            if lost is None:
                raise
            raise _still_unclear(lost, f"reading the endpoint failed as well: {error}") from error
        state = run.resource.run_state(observed)
        if enough(observed) or (state in SETTLED and run.now() >= until) or run.expired():
            return None if state == GONE else observed
        pause = next_pause
    return None


def _in_state(error: CallFailed, observed: dict | None) -> CallFailed:
    return error.saying(f"{error}. The endpoint's status is {(observed or {}).get('status')!r}")


def _read_back(
    run: Run,
    endpoint_id: str,
    read: dict | None,
    wanted: dict,
    before: dict,
    action: str,
    begun: frozenset[str] = frozenset(),
) -> Process:
    """Attributes in which nothing of ``wanted`` differs. Reads may lag, so a difference is looked at again.

    ``read``: attributes read already; ``before``: those from before the write, empty for a create. In the states
    ``begun`` the write is at work, so that nothing can be said yet: then they are the attributes as they are.

    :raises NotConverged: the server took the write, but what is read stays otherwise.
    :raises WaitFailed: ``wait_timeout`` was up while a difference may still be due to lag.
    """
    fields, until = run.resource.fields, run.lag_end()
    for pause in run.pauses():
        if read is None:
            read = yield Poll(endpoint_id, 0.0, True)
        differing = compare.differences(fields, wanted, read) if read else []
        if read and (not differing or run.resource.run_state(read) in begun):
            return read
        if run.now() >= until:
            break
        yield Sleep(pause)
        read = None
    if read is None:
        raise CallFailed(
            f"{action} was accepted, but the endpoint {endpoint_id} cannot be read", action=action, code="EndpointGone"
        )
    shown = "; ".join(map(str, differing))
    if until >= run.deadline:
        raise WaitFailed(
            f"{action} on endpoint {endpoint_id} was accepted, but does not show yet, and {run.timing.timeout:g} s"
            f" (wait_timeout) are up: {shown}",
            action=action,
            code="WaitTimeout",
        )
    old = compare.view(fields, before)
    moved = not before or bool(compare.differences(fields, {name: old[name] for name in wanted if name in old}, read))
    raise NotConverged(
        f"{action} on endpoint {endpoint_id} was accepted, but it had no effect on: {shown}. The server does not"
        " support this value or this change; nothing further was tried",
        moved,
    )


# --- start, stop


def _switch(run: Run, step: Step, before: dict, wait: bool, *, patient: bool = False) -> Process:
    """Start or stop, and wait for it. Asked again only when what is then read says that it was in vain.

    A stop that a deletion begins with is not waited for where the endpoint was on its way, or in a state of which
    nobody knows what it is, and shows no sign of the stop: the server may delete it all the same. ``patient``: it did
    not.
    """
    resource, endpoint_id, action = run.resource, before["endpoint_id"], run.resource.actions[step.verb]
    lost: Unclear | None = None
    noted = False
    for _attempt in range(run.timing.retries + 1):
        failure, observed, state, since = None, before, resource.run_state(before), 0.0
        try:
            yield from getattr(resource, step.verb)(endpoint_id)
        except (NotFound, Unclear, WrongState) as error:
            if isinstance(error, NotFound) and GONE not in step.goals:
                raise
            failure, lost, since = error, error if isinstance(error, Unclear) else lost, run.now()
            observed = yield from _sign(run, step, before, failure, lost)
        if not noted and (failure is None or (lost and _has_moved(run, step, before, observed))):
            noted = True
            run.record(step.verb)
        if noted and not wait:
            return (yield Poll(endpoint_id, 0.0, True))
        if failure is None and state != CHANGING:
            observed = yield from wait_for(run, endpoint_id, step.goals, action, before=before, full=True)
        elif not patient and failure is None and GONE in step.goals and (yield from _stays(run, before)):
            return before
        elif resource.run_state(observed) == CHANGING:
            # What was on its way elsewhere may arrive there, and has to be asked again then.
            observed = yield from _look(run, lost, endpoint_id, lambda read: resource.run_state(read) in step.goals)
        if resource.run_state(observed) in step.goals:
            return observed
        if (
            run.expired()
            or observed is None
            or (isinstance(failure, WrongState) and resource.run_state(observed) == state)
        ):
            break
        yield from _respect_retry_after(run, failure, since)
        before = observed
    raise _no_switch(failure, lost, action, observed or before)


def _stays(run: Run, before: dict) -> Process:
    """Whether the endpoint shows the status of ``before`` still when that cannot be put down to lag any more."""
    until = run.lag_end()
    for pause in run.pauses():
        observed = yield Poll(before["endpoint_id"], min(pause, max(0.0, until - run.now())), True)
        if observed is None or observed.get("status") != before.get("status"):
            return False
        if run.now() >= until:
            return not run.expired()
    return False


def _sign(run: Run, step: Step, before: dict, failure: CallFailed, lost: Unclear | None) -> Process:
    """The endpoint as soon as it shows that it is being switched although the call failed, or when it never does."""
    # A refusal after an answer that was lost says that the first call is at work, be it visible or not.
    at_work = lost and isinstance(failure, WrongState) and run.resource.run_state(before) in (RUNNING, STOPPED)
    return (
        yield from _look(
            run,
            lost,
            before["endpoint_id"],
            lambda read: run.resource.run_state(read) in step.goals or _has_moved(run, step, before, read),
            run.deadline if at_work else None,
        )
    )


def _has_moved(run: Run, step: Step, before: dict, observed: dict | None) -> bool:
    """Whether the endpoint is on the way that ``step`` wants it to go, or has gone it, since ``before``."""
    old, new = run.resource.run_state(before), run.resource.run_state(observed)
    if old == CHANGING:
        return new in step.goals and new in (RUNNING, STOPPED)
    return new not in (old, GONE, LEAVING)


def _no_switch(failure: CallFailed | None, lost: Unclear | None, action: str, observed: dict) -> CallFailed:
    status = observed.get("status")
    if failure is None:
        on = f"endpoint {observed['endpoint_id']}"
        return CallFailed(
            f"{action} on {on} was accepted, but in vain: its status is {status!r}", action=action, code="NoEffect"
        )
    return _still_unclear(failure, f"the endpoint's status is {status!r}") if lost else _in_state(failure, observed)


# --- delete


def _delete(run: Run, step: Step, before: dict | None, wait: bool) -> Process:
    """Delete; what is gone already is success.

    Where the server refuses because of the state, stop after all; in a family that knows no stop, wait for what is on
    its way.
    """
    if before is None:
        return None
    resource, endpoint_id = run.resource, before["endpoint_id"]
    lost: Unclear | None = None
    planned = run.plan.steps if run.plan else ()
    stopped = resource.run_state(before) != CHANGING and any(
        other.verb == STOP and other.subject == step.subject for other in planned
    )
    refusals, others, observed = 0, 0, before
    while True:
        try:
            yield from resource.delete(endpoint_id)
        except (NotFound, Unclear, WrongState) as error:
            failure, lost = error, error if isinstance(error, Unclear) else lost
        else:
            run.record(DELETE)
            return (yield from _departure(run, step, before, wait))
        since, refused = run.now(), isinstance(failure, WrongState)
        refusals, others = refusals + (refused and (stopped or lost is not None)), others + (not refused)
        may_stop = refused and not stopped
        if may_stop and not lost and STOP not in resource.actions:
            # Only what is on its way is asked to go again: once it has arrived.
            stopped = True
            observed = yield from _look(run, None, endpoint_id, lambda read: resource.run_state(read) in _MOVING)
            if resource.run_state(observed) in SETTLED - {GONE}:
                break
            if resource.run_state(observed) == CHANGING:
                goals = SETTLED | {LEAVING}
                observed = yield from wait_for(
                    run, endpoint_id, goals, resource.actions[DELETE], before=observed, full=True
                )
        else:
            until = run.now() if may_stop and not lost else None
            observed = yield from _look_for_end(run, before, failure, lost, until)
        state = resource.run_state(observed)
        if state in (GONE, LEAVING):
            if lost:
                run.record(DELETE)
            return (yield from _departure(run, step, observed or before, wait))
        # That it is stopped may show later to the server's deletion, so one refusal after that is not the last word.
        if run.expired() or others > run.timing.retries or refusals > 1:
            break
        if may_stop and STOP in resource.actions and (state != STOPPED or resource.run_state(before) == STOPPED):
            stopped = True
            observed = yield from _stop_after_all(run, observed)
        yield from _respect_retry_after(run, failure, since)
        before = observed or before
    if lost:
        raise _still_unclear(failure, f"the endpoint is still there, status {(observed or before).get('status')!r}")
    raise _in_state(failure, observed)


def _look_for_end(run: Run, before: dict, failure: CallFailed, lost: Unclear | None, until: float | None) -> Process:
    """What is left of the endpoint after a deletion that failed."""
    resource, endpoint_id = run.resource, before["endpoint_id"]

    def ended(read: dict | None) -> bool:
        return resource.run_state(read) in (GONE, LEAVING)

    observed = yield from _look(run, lost, endpoint_id, ended, until)
    if lost and isinstance(failure, WrongState) and resource.run_state(observed) == STOPPED:
        # Nothing forbids to delete a stopped endpoint but a deletion at work: the one of which no answer came.
        observed = yield from _look(run, lost, endpoint_id, ended, run.deadline)
    return observed


def _departure(run: Run, step: Step, before: dict, wait: bool) -> Process:
    """Wait until a deleted endpoint is gone, unless nobody waits."""
    if not wait:
        left = yield Poll(before["endpoint_id"])
        return None if run.resource.run_state(left) == GONE else left
    return (yield from wait_for(run, before["endpoint_id"], step.goals, run.resource.actions[DELETE], before=before))


def _stop_after_all(run: Run, observed: dict) -> Process:
    """The stop that a refused deletion asks for; a refusal of the stop leaves the judgement to the next deletion."""
    state = run.resource.run_state(observed)
    try:
        return (yield from _switch(run, switch(STOP, state, *STOP_TO_DELETE.goals), observed, True, patient=True))
    except WrongState:
        return observed


_WORK: dict[str, Callable[..., Process]] = {
    CREATE: _create,
    UPDATE: _update,
    START: _switch,
    STOP: _switch,
    DELETE: _delete,
}
