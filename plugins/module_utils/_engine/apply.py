# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Apply a plan step by step: send each write exactly once, wait for it, and read it back."""

from __future__ import annotations

import json
from typing import Callable

from . import steps
from .effects import Poll, Process
from .errors import CallFailed, NotConverged, StoredOtherwise
from .identity import IdentityCheck
from .job_writes import await_job, begin_job, cancel_job
from .plan import Plan
from .recovery import write_until_known
from .resource import CHANGING, FAILED, GONE, OTHER, RUNNING, STOPPED
from .run import Run
from .steps import Step
from .verify import read_back, see_listed
from .wait import wait_for
from .writes import Creation, Deletion, Update, find, switch_and_wait


def apply_plan(run: Run, plan: Plan, observed: dict | None) -> Process:
    """Do the plan's steps in order; return the endpoint's attributes at the end, or None if it is gone."""
    subjects: dict[str, dict | None] = {steps.OLD: observed, steps.NEW: None}
    for number, step in enumerate(plan.steps, 1):
        wait = run.timing.wait or number < len(plan.steps)
        try:
            subjects[step.subject] = yield from _VERBS[step.verb](run, step, subjects[step.subject], wait)
        except CallFailed as error:
            raise error.saying(f"{error}{_half_replaced(run, plan, observed)}") from error
        except NotConverged as error:
            raise type(error)(f"{error}{_half_replaced(run, plan, observed)}", error.moved) from error
    return subjects[steps.NEW if subjects[steps.NEW] is not None else steps.OLD]


def _half_replaced(run: Run, plan: Plan, observed: dict | None) -> str:
    """Return a further sentence about what a replacement that failed half-way has left, or ''."""
    actions = run.resource.actions
    if (
        observed is None
        or actions[steps.DELETE] in run.actions
        or not {steps.CREATE, steps.DELETE} <= {step.verb for step in plan.steps}
    ):
        return ""
    if actions[steps.CREATE] in run.actions:
        return (
            f". Both endpoints exist now: {run.endpoint_id}, just created, and {run.previous_id}, which it was to"
            " replace. Delete the one that is not wanted, by its endpoint_id, then run the task again"
        )
    if actions.get(steps.STOP) in run.actions and run.desired.state == "present":
        return (
            f". {run.endpoint_id} has been stopped in order to be replaced. To have its successor running, run the task"
            " again with state: started"
        )
    return ""


def _create(run: Run, step: Step, nothing: dict | None, wait: bool) -> Process:
    replaced = run.endpoint_id
    if replaced:
        listed = yield from find(run, step.values)
        run.known_ids = frozenset((replaced, *(match["endpoint_id"] for match in listed)))
    try:
        creation = Creation(run, step)
        yield from write_until_known(run, creation)
    except CallFailed as error:
        if run.resource.actions[steps.DELETE] not in run.actions:
            raise
        raise error.saying(
            f"{error}. {replaced} has been deleted already (recreate: delete_first). To create its successor, run the"
            f" task again with all of these attributes: {json.dumps(step.values, ensure_ascii=False)}"
        ) from error
    endpoint_id = creation.endpoint_id
    run.previous_id, run.endpoint_id = replaced, endpoint_id
    run.record(steps.CREATE, step.extra_actions)
    try:
        created = yield from _see_created(run, step, endpoint_id, wait)
    except StoredOtherwise as error:
        if not creation.is_answered:
            raise
        raise (yield from _delete_created(run, endpoint_id, error)) from error
    except (CallFailed, NotConverged):
        # The new endpoint exists even so, and the next run has to find it by its name.
        try:
            yield from see_listed(run, endpoint_id, step.values)
        except CallFailed as error:
            run.warnings.append(f"Whether the list shows {endpoint_id} by its name could not be read: {error}")
        raise
    yield from see_listed(run, endpoint_id, step.values)
    return created


def _see_created(run: Run, step: Step, endpoint_id: str, wait: bool) -> Process:
    """Wait for a new endpoint if the step waits, and read it back."""
    action, created = run.resource.actions[steps.CREATE], None
    if wait:
        check = IdentityCheck(run, endpoint_id, step.values)
        created = yield from wait_for(run, endpoint_id, step.goals, action, full=True, check=check)
        state = run.resource.run_state(created)
        if run.desired.state == "started" and state in (STOPPED, OTHER):
            created = yield from switch_and_wait(run, steps.switch(steps.START, state), created, True)
    return (yield from read_back(run, endpoint_id, created, step.values, {}, action))


def _delete_created(run: Run, endpoint_id: str, failure: StoredOtherwise) -> Process:
    """Delete the endpoint just created, by the id that the create returned; return the failure of the task."""
    replaced, was_deleted = run.previous_id, run.resource.actions[steps.DELETE] in run.actions
    try:
        observed: dict | None = yield Poll(endpoint_id, 0.0, True)
        for step in steps.deletion_steps(run.resource, observed) if observed else ():
            observed = yield from _VERBS[step.verb](run, step._replace(subject=steps.NEW), observed, run.timing.wait)
    except CallFailed as error:
        return error.saying(f"{failure}. Deleting it again failed: {error}. Delete it by its endpoint_id")
    message = f"{failure}. It has been deleted again"
    if replaced and was_deleted:
        message += f". {replaced}, which it was to replace, had been deleted before (recreate: delete_first)"
    elif replaced:
        run.endpoint_id, run.previous_id = replaced, None
        message += f"; {replaced}, which it was to replace, stays"
    return StoredOtherwise(message, True)


def _update(run: Run, step: Step, before: dict, wait: bool) -> Process:
    """Update, read back, and wait until the endpoint has settled again."""
    resource, endpoint_id, action = run.resource, before["endpoint_id"], run.resource.actions[steps.UPDATE]
    # An update does not cure an endpoint that had failed before.
    goals = frozenset((RUNNING, STOPPED, OTHER, resource.run_state(before)))
    # A first read may lag, and show that the endpoint has settled although the update is only about to begin.
    begun = frozenset((CHANGING, FAILED)) - goals
    yield from write_until_known(run, Update(run, step, before))
    observed = yield Poll(endpoint_id, 0.0, True)
    while True:
        state = resource.run_state(observed)
        if state == CHANGING and not wait:
            break  # the new values need not show yet
        if state == CHANGING or (state == FAILED and state not in goals):
            observed = yield from wait_for(run, endpoint_id, goals, action, before=before, full=True)
        observed = yield from read_back(run, endpoint_id, observed, step.values, before, action, begun)
        if resource.run_state(observed) not in begun:
            break
    if step.values.get("name", before["name"]) != before["name"]:
        run.known_ids |= {endpoint_id}
        yield from see_listed(run, endpoint_id, dict(observed, name=step.values["name"]))
    return observed


def _delete(run: Run, step: Step, before: dict | None, wait: bool) -> Process:
    """Delete, and wait until the endpoint is gone if the step waits. An endpoint that is gone already is success."""
    if before is None:
        return None
    write = Deletion(run, step, before)
    observed = yield from write_until_known(run, write)
    endpoint_id = before["endpoint_id"]
    if not wait:
        observed = yield Poll(endpoint_id)
        return None if run.resource.run_state(observed) == GONE else observed
    action = run.resource.actions[steps.DELETE]
    return (yield from wait_for(run, endpoint_id, step.goals, action, before=observed or write.before))


_VERBS: dict[str, Callable[..., Process]] = {
    steps.CREATE: _create,
    steps.UPDATE: _update,
    steps.START: switch_and_wait,
    steps.STOP: switch_and_wait,
    steps.DELETE: _delete,
    steps.BEGIN_JOB: begin_job,
    steps.CANCEL_JOB: cancel_job,
    steps.AWAIT_JOB: await_job,
}
