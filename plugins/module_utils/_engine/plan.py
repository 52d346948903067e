# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Decide which steps lead from what is observed to what is desired. Pure: values in, a plan out."""

from __future__ import annotations

from typing import NamedTuple

from . import compare, job
from .errors import BadInput, Refused
from .resource import CHANGING, FAILED, GONE, LEAVING, OTHER, RUNNING, STOPPED, Resource
from .wording import told

CREATE, UPDATE, START, STOP, DELETE = "create", "update", "start", "stop", "delete"
BEGIN_JOB, CANCEL_JOB, AWAIT_JOB = "begin_job", "cancel_job", "await_job"

#: Which endpoint a step is about: the one that was there, or the one that the plan creates.
OLD, NEW = "old", "new"


class Desired(NamedTuple):
    """What a task, or one entry of a set, declares about one endpoint.

    :ivar state: ``present``, ``started``, ``stopped`` or ``absent``.
    :ivar endpoint_id: the address by id; without it the address is ``attributes["name"]`` in ``scope``.
    :ivar attributes: every writable attribute that is managed, None-free; a lookup's scope included.
    :ivar scope: the scope of the address.
    :ivar purge: from a purge option's name to its value.
    :ivar recreate: ``never``, ``create_first`` or ``delete_first``.
    :ivar call_options: how calls are to be made (Resource.call_options).
    """

    state: str
    endpoint_id: str | None
    attributes: dict
    scope: dict
    purge: dict
    recreate: str = "never"
    call_options: dict = {}

    @property
    def label(self) -> str:
        name = self.attributes.get("name")
        if self.endpoint_id:
            return f"endpoint {self.endpoint_id}" + (f" (to be named {name!r})" if name else "")
        where = (f" in {field.rsplit('_', 1)[0]} {value!r}" for field, value in self.scope.items())
        return f"endpoint {name!r}" + "".join(where)


class Step(NamedTuple):
    """One write. ``values`` are the attributes that a create or an update carries, ``goals`` the states to wait for.

    ``extra_actions``: API names of what else it does (Resource.extra_actions). ``carried``: of an update, what is
    there already.
    """

    verb: str
    subject: str = OLD
    values: dict = {}
    goals: frozenset[str] = frozenset()
    extra_actions: tuple[str, ...] = ()
    carried: frozenset[str] = frozenset()

    def names(self, resource: Resource) -> tuple[str, ...]:
        """The API's names of what the step writes."""
        return self.extra_actions if self.verb == AWAIT_JOB else (*self.extra_actions, resource.actions[self.verb])


#: Before a deletion, a stop has done its work in any state from which the deletion can go on.
STOP_TO_DELETE = Step(STOP, goals=frozenset((STOPPED, FAILED, LEAVING, GONE)))
_DELETE = Step(DELETE, goals=frozenset((GONE,)))


def switch(verb: str, state: str, *further: str) -> Step:
    """A start or a stop of an endpoint in ``state``; one whose status does not tell will not tell afterwards."""
    unclear = (OTHER,) if state == OTHER else ()
    return Step(verb, goals=frozenset((RUNNING if verb == START else STOPPED, *unclear, *further)))


def _creation_steps(resource: Resource, values: dict, stopped: bool) -> list[Step]:
    at_once = (STOPPED, OTHER) if resource.settles_at_once else ()
    late = {field.name: values[field.name] for field in resource.fields if field.late and field.name in values}
    values = {name: value for name, value in values.items() if name not in late}
    steps = [Step(CREATE, NEW, values, frozenset((RUNNING, *at_once)), resource.extra_actions(values))]
    if compare.differences(resource.fields, late, {}):
        steps.append(Step(UPDATE, NEW, late))
    if stopped:
        steps.append(Step(STOP, NEW, goals=frozenset((STOPPED, OTHER) if resource.settles_at_once else (STOPPED,))))
    return steps


class Plan(NamedTuple):
    """What is to be done, and what the result will be.

    :ivar before: the managed attributes and ``run_state`` as they are; empty when there is no endpoint.
    :ivar after: the same as they will be; empty when the endpoint will be gone.
    :ivar predicted: every attribute as it will be, None where that is not known; None when it will be gone.
    :ivar desired: the attributes to be found when the plan has been carried out.
    :ivar unsettled: the endpoint is on its way to another state, which must be known before this plan is more than
        a guess.
    """

    steps: tuple[Step, ...]
    before: dict
    after: dict
    predicted: dict | None
    desired: dict
    warnings: tuple[str, ...] = ()
    unsettled: bool = False


def compare_with(resource: Resource, desired: Desired, observed: dict) -> compare.Comparison:
    """What ``desired`` declares against the endpoint that there is."""
    return compare.against(resource.fields, desired.attributes, observed, desired.purge)


def decide(
    resource: Resource, desired: Desired, observed: dict | None, compared: compare.Comparison | None = None
) -> Plan:
    """The plan that makes ``desired`` true, starting from ``observed`` (None: there is no such endpoint).

    ``compared``: the two held against each other, if that has been done already.

    :raises BadInput: a create is needed and lacks something.
    :raises Refused: something differs that cannot be changed in place, and ``recreate`` is ``never``.
    """
    if observed is None:
        return _nothing(resource) if desired.state == "absent" else _creation(resource, desired)
    if desired.state == "absent":
        return _deletion(resource, observed)
    compared = compared or compare_with(resource, desired, observed)
    fixed = [found for found in compared.differing if found.fixed]
    by_job = resource.job if job_mode(resource, desired) else None
    if by_job and all(found.field.name == by_job.field for found in fixed):
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
    """Return the name that a plan gives to an endpoint that is there, or to its successor; None where it stays."""
    names = (step.values.get("name") for step in plan.steps)
    shown = (observed or {}).get("name")
    return next((name for name in names if name not in (None, shown)), None) if observed else None


def taken_name(resource: Resource, desired: Desired, name: str, own_id: str, matches: list[dict]) -> Refused | None:
    """Return the refusal of a name that another endpoint bears, where names are unique; ``matches`` bear it."""
    others = [
        each["endpoint_id"]
        for each in matches
        if each["endpoint_id"] != own_id and resource.run_state(each) != GONE and each["name"] == name
    ]
    if not others or not resource.names_are_unique:
        return None
    return Refused(
        f"{desired.label} cannot be named {told(name)}: endpoint {others[0]} bears that name, and the service takes"
        " each name once only. Choose another name; nothing was changed"
    )


def job_mode(resource: Resource, desired: Desired) -> str | None:
    """Return what kind of job the declaration asks for (job.START or job.COMPLETE), None for none."""
    if resource.job is None or resource.job.field not in desired.attributes:
        return None
    mode = desired.call_options.get(resource.job.option)
    return mode if mode in (job.START, job.COMPLETE) else None


def without_awaiting_jobs(resource: Resource, desired: Desired) -> Desired:
    """Return the declaration of a task that waits for nothing: a job is begun, and that is all."""
    if resource.job is None or job_mode(resource, desired) is None:
        return desired
    return desired._replace(call_options={**desired.call_options, resource.job.option: job.START})


def _nothing(resource: Resource) -> Plan:
    return Plan((), {}, {}, None, {})


def _creation(resource: Resource, desired: Desired) -> Plan:
    values = _initial(resource, desired.attributes)
    lacking = lacking_to_create(resource, desired)
    if lacking:
        raise BadInput(
            [f"{name}: missing; {desired.label} does not exist, and creating it needs this" for name in lacking]
        )
    stopped = desired.state == "stopped"
    steps = _creation_steps(resource, values, stopped)
    run_state = STOPPED if stopped else RUNNING
    after = dict(compare.view(resource.fields, values), run_state=run_state)
    return Plan(tuple(steps), {}, after, _predicted(resource, {}, values, run_state), values)


def lacking_to_create(resource: Resource, desired: Desired) -> list[str]:
    """The attributes that ``desired`` would have to declare, were there no such endpoint."""
    return resource.lacking(_initial(resource, desired.attributes))


def _initial(resource: Resource, values: dict) -> dict:
    initial = {field.name: field.initial for field in resource.fields if field.initial is not None}
    return {**initial, **values}


def _deletion(resource: Resource, observed: dict) -> Plan:
    before = dict(compare.view(resource.fields, observed), run_state=resource.run_state(observed))
    steps = deletion_steps(resource, observed)
    return Plan(steps, before, {}, None, {}) if steps else Plan((), before, before, observed, {})


def deletion_steps(resource: Resource, observed: dict) -> tuple[Step, ...]:
    """Return what deletes an endpoint; nothing where it is on its way out."""
    state = resource.run_state(observed)
    if state == LEAVING:
        return ()
    stop_first = STOP in resource.actions and (
        state == RUNNING or (state == CHANGING and not resource.is_stopping(observed))
    )
    return (STOP_TO_DELETE, _DELETE) if stop_first else (_DELETE,)


def _change(resource: Resource, desired: Desired, compared: compare.Comparison, observed: dict) -> Plan:
    state = resource.run_state(observed)
    values = compare.update_values(resource.fields, compared, observed, all_of_them=resource.updates_whole)
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
        # The start comes first: whether a stopped endpoint can be updated is not known of every server.
        steps, run_state = [switch(START, state), *steps], RUNNING
    elif desired.state == "stopped" and state != STOPPED:
        steps, run_state = [*steps, switch(STOP, state)], STOPPED
    before = dict(compare.view(resource.fields, observed), run_state=state)
    unsettled = state == CHANGING and bool(steps)
    by_job = _job_step(resource, desired, observed)
    if by_job is not None:
        steps = [*steps, by_job]
        unsettled = unsettled or (state == CHANGING and by_job.verb == BEGIN_JOB)
    after = dict(compare.merge(resource.fields, before, {**values, **(by_job.values if by_job else {})}))
    after.update(run_state=run_state)
    predicted = _predicted(resource, observed, values, run_state) if steps else observed
    if by_job is not None:
        predicted = _predicted_by_job(resource, desired, predicted)
    return Plan(
        tuple(steps),
        before,
        after,
        predicted,
        compared.desired,
        (*_warnings(desired, observed, state), *_callers_to_tell(resource, desired, before, after)),
        unsettled,
    )


def _job_step(resource: Resource, desired: Desired, observed: dict) -> Step | None:
    """Return the step about a job. Its values are what the endpoint will show, where that is to change.

    :raises Refused: the job cannot begin, or another one is in the way.
    """
    mode = job_mode(resource, desired)
    if mode is None or resource.job is None:
        return None
    value = desired.attributes[resource.job.field]
    move = job.next_job_move(resource, mode, desired.label, value, observed)
    if move is job.JobMove.BEGIN:
        job.check_begin(resource, desired.state, desired.label, value, observed)
        return Step(BEGIN_JOB, values={resource.job.field: value})
    verbs = {job.JobMove.CANCEL: CANCEL_JOB, job.JobMove.AWAIT: AWAIT_JOB}
    return Step(verbs[move]) if move in verbs else None


def _predicted_by_job(resource: Resource, desired: Desired, predicted: dict) -> dict:
    """Return what the endpoint will show: the new value once the task has waited for the job."""
    spec = job.spec_of(resource)
    unknown = {**predicted, spec.id_field: None, spec.result: None}
    if job_mode(resource, desired) == job.COMPLETE:
        shaped = resource.shape({spec.field: desired.attributes[spec.field]})
        unknown[spec.field] = shaped[spec.field]
    return unknown


def _replacement(resource: Resource, desired: Desired, completed: dict, observed: dict) -> Plan:
    state = resource.run_state(observed)
    before = dict(compare.view(resource.fields, observed), run_state=state)
    carried = compare.merge(resource.fields, compare.view(resource.fields, observed), completed)
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
    creation = _creation_steps(resource, values, stopped)
    deletion = list(_deletion(resource, observed).steps)
    steps = creation + deletion if desired.recreate == "create_first" else deletion + creation
    run_state = STOPPED if stopped else RUNNING
    return Plan(
        tuple(steps),
        before,
        dict(values, run_state=run_state),
        _predicted(resource, {}, values, run_state),
        values,
        (
            *_left_behind(resource, desired, carried, observed),
            *_not_carried(desired, carried, values),
            *_callers_to_tell(resource, desired, before, values),
        ),
        state == CHANGING,
    )


def _not_carried(desired: Desired, carried: dict, values: dict) -> tuple[str, ...]:
    left = _missing(carried, values)
    if not left:
        return ()
    return (
        f"{desired.label} is replaced; its successor does not get {', '.join(left)}, which may not go with what else it"
        " is to be. To have it there all the same, declare it",
    )


def _missing(whole: dict, part: dict, place: str = "") -> list[str]:
    """The paths of what ``part`` lacks of ``whole``."""
    found = []
    for name, value in whole.items():
        if name not in part:
            found.append(f"{place}{name}")
        elif isinstance(value, dict) and isinstance(part[name], dict):
            found.extend(_missing(value, part[name], f"{place}{name}."))
    return found


def _left_behind(resource: Resource, desired: Desired, values: dict, observed: dict) -> tuple[str, ...]:
    lost = [
        field.name
        for field in resource.fields
        if field.name not in values and compare.is_unread(field, observed.get(field.name))
    ]
    if not lost:
        return ()
    return (
        f"{desired.label} is replaced; whether it had {', '.join(lost)} cannot be read, so its successor has what the"
        " task declares of them, and nothing else",
    )


def _predicted(resource: Resource, observed: dict, values: dict, run_state: str) -> dict:
    fields = resource.fields
    predicted = dict(observed) if observed else resource.shape({})
    predicted.update({name: value for name, value in resource.shape(values).items() if name in values})
    shown = observed or {}
    predicted.update({field.name: None for field in fields if compare.is_unread(field, shown.get(field.name))})
    if observed:
        predicted.update({field.name: None for field in fields if field.volatile})
    if not observed or resource.run_state(observed) != run_state:
        predicted.update(status=resource.status_for(run_state))
    return resource.finish(predicted)


def _callers_to_tell(resource: Resource, desired: Desired, before: dict, after: dict) -> tuple[str, ...]:
    """Warn if what callers give to reach the endpoint changes under them."""
    given = resource.callers_give
    if given == "endpoint_id" or before.get(given) == after.get(given):
        return ()
    return (
        f"{desired.label}: its {given} changes from {told(before.get(given))} to {told(after.get(given))}. Callers give"
        f" the {given} as the model, so requests with the old one fail: tell them",
    )


def _warnings(desired: Desired, observed: dict, state: str) -> tuple[str, ...]:
    if state == OTHER and desired.state in ("started", "stopped"):
        return (
            f"{desired.label}: the status {told(observed.get('status'))} does not tell whether it is started or"
            " stopped, so each run asks for it again",
        )
    if state != FAILED or desired.state != "present":
        return ()
    reason = observed.get("status_reason") or "the server gives no reason"
    return (f"{desired.label} has failed (status {observed.get('status')}): {reason}",)
