# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Decide which steps lead from what is observed to what is desired. Pure: values in, a plan out."""

from __future__ import annotations

from typing import NamedTuple

from . import compare, job, plan_warnings
from .desired import Desired
from .errors import BadInput, Refused
from .job import job_mode
from .merge import merge, update_values
from .resource import CHANGING, RUNNING, STOPPED, Resource
from .steps import (
    AWAIT_JOB,
    BEGIN_JOB,
    CANCEL_JOB,
    OLD,
    START,
    STOP,
    UPDATE,
    Step,
    creation_steps,
    deletion_steps,
    switch,
)
from .wording import quoted


class Plan(NamedTuple):
    """What to do, and what the result will be.

    :ivar before: the managed attributes and ``run_state`` as they are; empty if there is no endpoint.
    :ivar after: the same as they will be; empty if the endpoint will be gone.
    :ivar predicted: every attribute as it will be, None where that is not known; None if the endpoint will be gone.
    :ivar desired: the attributes that the endpoint has when the plan is done.
    :ivar unsettled: the endpoint is on its way to another state. Until it has arrived, this plan is a guess.
    """

    steps: tuple[Step, ...]
    before: dict
    after: dict
    predicted: dict | None
    desired: dict
    warnings: tuple[str, ...] = ()
    unsettled: bool = False


def compare_with(resource: Resource, desired: Desired, observed: dict) -> compare.Comparison:
    """Compare a declaration with the endpoint."""
    return compare.against(resource.fields, desired.attributes, observed, desired.purge)


def decide(
    resource: Resource, desired: Desired, observed: dict | None, compared: compare.Comparison | None = None
) -> Plan:
    """Return the plan that leads from what is observed to what is desired.

    :param observed: the endpoint's attributes; None if there is no such endpoint.
    :param compared: the result of ``compare_with``, if the caller has it.
    :raises BadInput: a create is needed and lacks an attribute.
    :raises Refused: an attribute differs that cannot be changed in place, and ``recreate`` is ``never``.
    """
    if observed is None:
        return Plan((), {}, {}, None, {}) if desired.state == "absent" else _creation(resource, desired)
    if desired.state == "absent":
        return _deletion(resource, observed)
    compared = compared or compare_with(resource, desired, observed)
    fixed = [found for found in compared.differing if found.fixed]
    changing = resource.job if job_mode(resource, desired) else None
    if changing and all(found.field.name == changing.field for found in fixed):
        fixed = []
    if fixed and desired.recreate == "never":
        raise Refused(
            f"{desired.label} differs in what cannot be changed in place: {'; '.join(map(str, fixed))}. Declare the"
            f" present value, or {resource.how_to_replace}"
        )
    return (
        _replacement(resource, desired, compared.desired, observed)
        if fixed
        else _change(resource, desired, compared, observed)
    )


def new_name(plan: Plan, observed: dict | None) -> str | None:
    """Return the new name that a plan gives to an endpoint, a new one or a successor included, or None."""
    names = (step.values.get("name") for step in plan.steps)
    old = (observed or {}).get("name")
    return next((name for name in names if name not in (None, old)), None)


def taken_name(resource: Resource, desired: Desired, name: str, own_id: str, matches: list[dict]) -> Refused | None:
    """Return the refusal of a name that another endpoint has, deleted ones included, if names are unique, or None.

    :param matches: the endpoints that may have the name.
    """
    others = [each["endpoint_id"] for each in matches if each["endpoint_id"] != own_id and each["name"] == name]
    if not others or not resource.names_are_unique:
        return None
    return Refused(
        f"{desired.label} cannot be named {quoted(name)}: endpoint {others[0]} has that name, and the service takes"
        " each name once only. Choose another name; nothing was changed"
    )


def _creation(resource: Resource, desired: Desired) -> Plan:
    values = _initial(resource, desired.attributes)
    lacking = lacking_to_create(resource, desired)
    if lacking:
        raise BadInput(
            [f"{name}: missing; {desired.label} does not exist, and creating it needs this" for name in lacking]
        )
    stopped = desired.state == "stopped"
    steps = creation_steps(resource, values, stopped)
    run_state = STOPPED if stopped else RUNNING
    after = dict(compare.view(resource.fields, values), run_state=run_state)
    return Plan(tuple(steps), {}, after, _predicted(resource, {}, values, run_state), values)


def lacking_to_create(resource: Resource, desired: Desired) -> list[str]:
    """Return the names of the attributes that a create needs and ``desired`` does not declare."""
    return resource.lacking(_initial(resource, desired.attributes))


def _initial(resource: Resource, values: dict) -> dict:
    initial = {field.name: field.initial for field in resource.fields if field.initial is not None}
    return {**initial, **values}


def _deletion(resource: Resource, observed: dict) -> Plan:
    before = dict(compare.view(resource.fields, observed), run_state=resource.run_state(observed))
    steps = deletion_steps(resource, observed)
    return Plan(steps, before, {}, None, {}) if steps else Plan((), before, before, observed, {})


def _change(resource: Resource, desired: Desired, compared: compare.Comparison, observed: dict) -> Plan:
    state = resource.run_state(observed)
    values = update_values(resource.fields, compared, observed, all_of_them=resource.updates_whole)
    problem = resource.unsafe_update(values, observed) if values else None
    if problem:
        raise Refused(f"{desired.label} cannot be changed safely: {problem}")
    differing = {found.field.name for found in compared.differing}
    update = Step(
        UPDATE, OLD, values, extra_actions=resource.extra_actions(values), carried=frozenset(values) - differing
    )
    steps = [update] if values else []
    run_state = state
    if desired.state == "started" and state != RUNNING:
        # The start comes first: not every server may allow an update of a stopped endpoint.
        steps, run_state = [switch(START, state), *steps], RUNNING
    elif desired.state == "stopped" and state != STOPPED:
        steps, run_state = [*steps, switch(STOP, state)], STOPPED
    before = dict(compare.view(resource.fields, observed), run_state=state)
    unsettled = state == CHANGING and bool(steps)
    job_step = _job_step(resource, desired, observed)
    if job_step is not None:
        steps = [*steps, job_step]
        unsettled = unsettled or (state == CHANGING and job_step.verb == BEGIN_JOB)
    after = dict(merge(resource.fields, before, {**values, **(job_step.values if job_step else {})}))
    after.update(run_state=run_state)
    predicted = _predicted(resource, observed, values, run_state) if steps else observed
    if job_step is not None:
        predicted = _predicted_by_job(resource, desired, predicted)
    return Plan(
        tuple(steps),
        before,
        after,
        predicted,
        compared.desired,
        tuple(plan_warnings.of_change(resource, desired, observed, before, after)),
        unsettled,
    )


def _job_step(resource: Resource, desired: Desired, observed: dict) -> Step | None:
    """Return the step about a job, or None. Its values are those that the endpoint will show instead of others.

    :raises Refused: the job cannot begin, or another one is in the way.
    """
    mode = job_mode(resource, desired)
    if mode is None:
        return None
    value = desired.attributes[resource.job.field]
    move = job.next_job_move(resource, mode, desired.label, value, observed)
    if move is job.JobMove.BEGIN:
        job.check_begin(resource, desired.state, desired.label, value, observed)
        return Step(BEGIN_JOB, values={resource.job.field: value})
    verbs = {job.JobMove.CANCEL: CANCEL_JOB, job.JobMove.AWAIT: AWAIT_JOB}
    return Step(verbs[move]) if move in verbs else None


def _predicted_by_job(resource: Resource, desired: Desired, predicted: dict) -> dict:
    """Return the predicted attributes with what the job will show, and its new value if the task waits for it."""
    spec = resource.job
    unknown = {**predicted, spec.id_field: None, spec.result: None}
    if job_mode(resource, desired) == job.COMPLETE:
        shaped = resource.shape({spec.field: desired.attributes[spec.field]})
        unknown[spec.field] = shaped[spec.field]
    return unknown


def _replacement(resource: Resource, desired: Desired, completed: dict, observed: dict) -> Plan:
    state = resource.run_state(observed)
    before = dict(compare.view(resource.fields, observed), run_state=state)
    carried = merge(resource.fields, compare.view(resource.fields, observed), completed)
    values = resource.successor(carried, completed, observed)
    lacking = resource.lacking(values)
    if lacking:
        raise BadInput(
            [f"{name}: missing; replacing {desired.label} needs it, and it cannot be read" for name in lacking]
        )
    problem = resource.irreplaceable(values, observed, desired.recreate == "delete_first")
    if problem:
        raise Refused(f"{desired.label} cannot be replaced: {problem}")
    stopped = desired.state == "stopped" or (desired.state == "present" and state == STOPPED)
    creation = creation_steps(resource, values, stopped)
    deletion = list(_deletion(resource, observed).steps)
    steps = creation + deletion if desired.recreate == "create_first" else deletion + creation
    run_state = STOPPED if stopped else RUNNING
    return Plan(
        tuple(steps),
        before,
        dict(values, run_state=run_state),
        _predicted(resource, {}, values, run_state),
        values,
        tuple(plan_warnings.of_replacement(resource, desired, observed, before, carried, values)),
        state == CHANGING,
    )


def _predicted(resource: Resource, observed: dict, values: dict, run_state: str) -> dict:
    fields = resource.fields
    shaped = resource.shape(values)
    predicted = {**observed, **{name: shaped[name] for name in shaped if name in values}} if observed else shaped
    unread = (field.name for field in fields if compare.is_unread(field, (observed or {}).get(field.name)))
    predicted.update(dict.fromkeys(unread))
    if observed:
        predicted.update({field.name: None for field in fields if field.volatile})
    if not observed or resource.run_state(observed) != run_state:
        predicted.update(status=resource.status_for(run_state))
    return resource.finish(predicted)
