# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plan carried out step by step: each write done exactly once, waited for, and read back."""

from __future__ import annotations

from . import compare
from .errors import CallFailed, NotConverged, NotFound, Unclear, WrongState
from .family import CHANGING, GONE, LEAVING, RUNNING, STOPPED, Listing, Pause, Poll, Process
from .plan import CREATE, DELETE, NEW, OLD, START, STOP, UPDATE, Plan, Step
from .reconcile import SETTLED, Run, wait_for


def carry_out(run: Run, plan: Plan, actual: dict | None) -> Process:
    """Do the plan's steps in order; the endpoint's attributes at the end, None when it is gone."""
    subjects: dict[str, dict | None] = {OLD: actual, NEW: None}
    for number, step in enumerate(plan.steps, 1):
        wait = run.timing.wait or number < len(plan.steps)
        subjects[step.subject] = yield from _WORK[step.verb](run, step, subjects[step.subject], wait)
    return subjects[NEW if subjects[NEW] is not None else OLD]


# --- create


def _create(run: Run, step: Step, nothing: dict | None, wait: bool) -> Process:
    replaced, action = run.endpoint_id, run.family.actions[CREATE]
    if replaced:
        run.known_ids = frozenset(match["endpoint_id"] for match in (yield from _find(run, step.values)))
    try:
        endpoint_id = yield from _create_once(run, step)
    except CallFailed as error:
        if run.family.actions[DELETE] not in run.actions:
            raise
        raise error.saying(
            f"{error}. {replaced} has been deleted already (recreate: delete_first); to create its successor, run the"
            f" task again with all of these attributes: {step.values}"
        ) from error
    run.previous_id, run.endpoint_id = replaced, endpoint_id
    run.did(CREATE)
    created = None
    if wait:
        created = yield from wait_for(run, endpoint_id, step.goals, action, full=True)
    created = yield from _read_back(run, endpoint_id, created, step.values, {}, action)
    yield from _see_listed(run, endpoint_id, step.values)
    return created


def _find(run: Run, values: dict) -> Process:
    """Endpoints with the name, in the scope, that ``values`` tell."""
    return (yield from run.family.find(values["name"], _scope(run, values)))


def _scope(run: Run, values: dict) -> dict:
    return {name: values.get(name) for name in run.family.scope}


def _create_once(run: Run, step: Step) -> Process:
    """Create, and after an answer that does not tell, look for the new endpoint before trying again; its id."""
    for attempt in range(1, run.timing.retries + 2):
        tried = f"{attempt} attempt{'' if attempt == 1 else 's'}"
        try:
            endpoint_id = yield from run.family.create(step.values)
            if endpoint_id:
                return endpoint_id
            unclear = Unclear(
                f"{run.family.actions[CREATE]} was accepted, but the answer has no id",
                action=run.family.actions[CREATE],
                code="MissingId",
            )
        except Unclear as error:
            unclear = error
        appeared = yield from _look_for_new(run, step, unclear)
        if len(appeared) == 1:
            return appeared[0]["endpoint_id"]
        if appeared:
            ids = ", ".join(match["endpoint_id"] for match in appeared)
            raise _still_unclear(unclear, f"{len(appeared)} new endpoints of that name have appeared: {ids}")
        if run.expired():
            break
    raise _still_unclear(unclear, f"no new endpoint of that name has appeared after {tried}")


def _look_for_new(run: Run, step: Step, unclear: Unclear) -> Process:
    """Endpoints of that name that were not there before, looked for as long as reads may lag behind writes."""
    until = run.lag_end()
    for pause in run.pauses():
        try:
            matches = yield from _find(run, step.values)
        except CallFailed as error:
            raise _still_unclear(unclear, f"looking for it failed as well: {error}") from error
        appeared = [match for match in matches if match["endpoint_id"] not in run.known_ids]
        if appeared or run.now() >= until:
            return appeared
        yield Pause(min(pause, max(0.0, until - run.now())))


def _still_unclear(error: CallFailed, finding: str) -> CallFailed:
    return error.saying(
        f"{error}. Whether it took effect is not known: {finding}. Look at the endpoints, then run the task again"
    )


def _see_listed(run: Run, endpoint_id: str, values: dict) -> Process:
    """Wait until the list shows the endpoint under its name, so that the next task by name finds it.

    Also where two controllers that create the same name at the same moment can notice each other.
    """
    until = run.lag_end()
    for pause in run.pauses():
        matches = yield Listing(values["name"], _scope(run, values), endpoint_id)
        ids = {match["endpoint_id"] for match in matches if run.family.run_state(match) not in (LEAVING, GONE)}
        others = ids - run.known_ids - {endpoint_id}
        if others:
            run.warnings.append(
                f"Other endpoints named {values['name']!r} have appeared meanwhile ({', '.join(sorted(others))}). If"
                " two controllers manage this name, delete the one that is not wanted, by its endpoint_id"
            )
        if endpoint_id in ids:
            return
        if run.now() >= until:
            run.warnings.append(
                f"The list does not show {endpoint_id} under the name {values['name']!r} yet. Until it does, a task"
                " that addresses it by name will not find it; use endpoint_id"
            )
            return
        yield Pause(pause)


# --- update


def _update(run: Run, step: Step, before: dict | None, wait: bool) -> Process:
    endpoint_id, action = before["endpoint_id"], run.family.actions[UPDATE]
    attempt = 0
    while True:
        attempt += 1
        try:
            yield from run.family.update(endpoint_id, step.values)
            break
        except Unclear as error:
            actual = yield Poll(endpoint_id, 0.0, True)
            if actual and not compare.differences(run.family.fields, step.values, actual):
                break
            if attempt > run.timing.retries or run.expired():
                raise _still_unclear(error, "the old values are still there") from error
        except WrongState as error:
            actual = yield Poll(endpoint_id, 0.0, True)
            if run.family.run_state(actual) != CHANGING or attempt > run.timing.retries:
                raise _in_state(error, actual) from error
            yield from wait_for(run, endpoint_id, SETTLED, action, before=before)
    run.did(UPDATE)
    actual = yield from _read_back(run, endpoint_id, None, step.values, before, action)
    if wait and run.family.run_state(actual) == CHANGING:
        settled = frozenset((RUNNING, STOPPED))
        actual = yield from wait_for(run, endpoint_id, settled, action, before=before, full=True)
    if "name" in step.values:
        run.known_ids |= {endpoint_id}
        yield from _see_listed(run, endpoint_id, dict(actual, name=step.values["name"]))
    return actual


def _in_state(error: CallFailed, actual: dict | None) -> CallFailed:
    return error.saying(f"{error}. The endpoint's status is {(actual or {}).get('status')!r}")


def _read_back(run: Run, endpoint_id: str, read: dict | None, wanted: dict, before: dict, action: str) -> Process:
    """Attributes in which nothing of ``wanted`` differs. Reads may lag, so a difference is looked at again.

    ``read``: attributes read already; ``before``: those from before the write, empty for a create.

    :raises NotConverged: the server took the write, but what is read stays otherwise.
    """
    fields, until = run.family.fields, run.lag_end()
    for pause in run.pauses():
        if read is None:
            read = yield Poll(endpoint_id, 0.0, True)
        differing = compare.differences(fields, wanted, read) if read else []
        if read and not differing:
            return read
        if run.now() >= until:
            break
        yield Pause(pause)
        read = None
    if read is None:
        raise CallFailed(
            f"{action} was accepted, but the endpoint {endpoint_id} cannot be read", action=action, code="EndpointGone"
        )
    old = compare.view(fields, before)
    moved = not before or bool(compare.differences(fields, {name: old[name] for name in wanted if name in old}, read))
    raise NotConverged(
        f"{action} on endpoint {endpoint_id} was accepted, but it had no effect on: "
        + "; ".join(map(str, differing))
        + ". The server does not support this value or this change; nothing further was tried",
        moved,
    )


# --- start, stop


def _switch(run: Run, step: Step, before: dict | None, wait: bool) -> Process:
    """Start or stop, and wait for it. Asked again only when the state then read says that it was in vain."""
    endpoint_id, action = before["endpoint_id"], run.family.actions[step.verb]
    failure: CallFailed | None = None
    unsure, noted, attempt, until = False, False, 0, run.lag_end()
    for pause in run.pauses():
        was_changing = run.family.run_state(before) == CHANGING
        if attempt <= run.timing.retries:
            attempt += 1
            try:
                yield from getattr(run.family, step.verb)(endpoint_id)
                failure = None
            except NotFound:
                if GONE in step.goals:
                    return None
                raise
            except (Unclear, WrongState) as error:
                failure, unsure = error, unsure or isinstance(error, Unclear)
        actual = None if failure is None and wait else (yield Poll(endpoint_id, 0.0, True))
        under_way = run.family.run_state(actual) == CHANGING
        if not noted and (failure is None or (unsure and under_way and not was_changing)):
            noted = True
            run.did(step.verb)
        if noted and not wait:
            return actual
        if failure is None or under_way:
            # An endpoint that was on its way elsewhere may arrive there, and has to be asked again then.
            goals = step.goals if noted and not was_changing else step.goals | SETTLED
            actual = yield from wait_for(run, endpoint_id, goals, action, before=before, full=True)
        if run.family.run_state(actual) in step.goals:
            if unsure and not noted:
                run.did(step.verb)
            return actual
        if actual is None or run.expired():
            raise _in_state(failure or _in_vain(action, endpoint_id), actual)
        if failure is not None and not under_way:
            if not unsure:
                raise _in_state(failure, actual)
            if run.now() >= until:
                raise _still_unclear(failure, f"the endpoint's status is {actual.get('status')!r}")
        before = actual
        yield Pause(pause)


def _in_vain(action: str, endpoint_id: str) -> CallFailed:
    return CallFailed(f"{action} on endpoint {endpoint_id} was accepted, but in vain", action=action, code="NoEffect")


# --- delete


def _delete(run: Run, step: Step, before: dict | None, wait: bool) -> Process:
    """Delete; stop after all if the server wants that; what is gone already is success."""
    if before is None:
        return None
    endpoint_id, action = before["endpoint_id"], run.family.actions[DELETE]
    unsure, stopped, attempt, until = False, False, 0, run.lag_end()
    for pause in run.pauses():
        attempt += 1
        try:
            yield from run.family.delete(endpoint_id)
            run.did(DELETE)
            break
        except NotFound:
            if unsure:
                run.did(DELETE)
            return None
        except (Unclear, WrongState) as error:
            failure, unsure = error, unsure or isinstance(error, Unclear)
        actual = yield Poll(endpoint_id)
        state = run.family.run_state(actual)
        if state in (GONE, LEAVING):
            if unsure:
                run.did(DELETE)
            before = actual or before
            break
        if isinstance(failure, WrongState):
            if state == CHANGING:
                yield from wait_for(run, endpoint_id, SETTLED, action, before=before)
                until = run.lag_end()
            elif not stopped:
                stopped = True
                actual = yield from _stop_after_all(run, actual)
                if actual is None:
                    return None
                until = run.lag_end()
            elif run.now() >= until:
                raise _in_state(failure, actual)
        elif attempt > run.timing.retries or run.expired():
            raise _still_unclear(failure, f"the endpoint is still there, status {actual.get('status')!r}")
        yield Pause(pause)
    if not wait:
        return (yield Poll(endpoint_id))
    return (yield from wait_for(run, endpoint_id, step.goals, action, before=before))


def _stop_after_all(run: Run, actual: dict) -> Process:
    """The stop that a refused deletion asks for; a refusal of the stop leaves the judgement to the next deletion."""
    goals = frozenset((STOPPED, GONE, LEAVING))
    try:
        return (yield from _switch(run, Step(STOP, OLD, {}, goals), actual, True))
    except WrongState:
        return actual


_WORK = {CREATE: _create, UPDATE: _update, START: _switch, STOP: _switch, DELETE: _delete}
