# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what is wanted and what is there to the steps that lead from one to the other. Pure: values in, a plan out."""

from __future__ import annotations

from typing import NamedTuple

from . import compare
from .errors import BadInput, Refused
from .family import CHANGING, FAILED, GONE, LEAVING, OTHER, RUNNING, STOPPED, Family

CREATE, UPDATE, START, STOP, DELETE = "create", "update", "start", "stop", "delete"

#: Which endpoint a step is about: the one that was there, or the one that the plan creates.
OLD, NEW = "old", "new"


class Want(NamedTuple):
    """What a task, or one entry of a set, declares about one endpoint.

    :ivar state: ``present``, ``started``, ``stopped`` or ``absent``.
    :ivar endpoint_id: the address by id; without it the address is ``attributes["name"]`` in ``scope``.
    :ivar attributes: every writable attribute that is managed, None-free; a lookup's scope included.
    :ivar scope: the scope of the address.
    :ivar purge: from a purge option's name to its value.
    :ivar recreate: ``never``, ``create_first`` or ``delete_first``.
    :ivar terms: how calls are to be made (Family.terms).
    """

    state: str
    endpoint_id: str | None
    attributes: dict
    scope: dict
    purge: dict
    recreate: str = "never"
    terms: dict = {}

    @property
    def label(self) -> str:
        name = self.attributes.get("name")
        if self.endpoint_id:
            return f"endpoint {self.endpoint_id}" + (f" (to be named {name!r})" if name else "")
        where = (f" in {field.rsplit('_', 1)[0]} {value!r}" for field, value in self.scope.items())
        return f"endpoint {name!r}" + "".join(where)


class Step(NamedTuple):
    """One write. ``values`` are the attributes that a create or an update carries, ``goals`` the states to wait for.

    ``signs``: API names of what else it does (Family.signs). ``carried``: of an update, what is there already.
    """

    verb: str
    subject: str = OLD
    values: dict = {}
    goals: frozenset[str] = frozenset()
    signs: tuple[str, ...] = ()
    carried: frozenset[str] = frozenset()

    def names(self, family: Family) -> tuple[str, ...]:
        """The API's names of what the step does."""
        return (*self.signs, family.actions[self.verb])


#: Before a deletion, a stop has done its work in any state from which the deletion can go on.
STOP_TO_DELETE = Step(STOP, goals=frozenset((STOPPED, FAILED, LEAVING, GONE)))
_DELETE = Step(DELETE, goals=frozenset((GONE,)))


def switch(verb: str, state: str, *further: str) -> Step:
    """A start or a stop of an endpoint in ``state``; one whose status does not tell will not tell afterwards."""
    unclear = (OTHER,) if state == OTHER else ()
    return Step(verb, goals=frozenset((RUNNING if verb == START else STOPPED, *unclear, *further)))


def _creation_steps(family: Family, values: dict, stopped: bool) -> list[Step]:
    at_once = (STOPPED, OTHER) if family.settles_at_once else ()
    creation = Step(CREATE, NEW, values, frozenset((RUNNING, *at_once)), family.signs(values))
    stop = Step(STOP, NEW, goals=frozenset((STOPPED, OTHER) if family.settles_at_once else (STOPPED,)))
    return [creation, stop] if stopped else [creation]


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


def hold_against(family: Family, want: Want, actual: dict) -> compare.Comparison:
    """What ``want`` declares against the endpoint that there is."""
    return compare.against(family.fields, want.attributes, actual, want.purge)


def decide(family: Family, want: Want, actual: dict | None, compared: compare.Comparison | None = None) -> Plan:
    """The plan that makes ``want`` true, starting from ``actual`` (None: there is no such endpoint).

    ``compared``: the two held against each other, if that has been done already.

    :raises BadInput: a create is needed and lacks something.
    :raises Refused: something differs that cannot be changed in place, and ``recreate`` is ``never``.
    """
    if actual is None:
        return _nothing(family) if want.state == "absent" else _creation(family, want)
    if want.state == "absent":
        return _deletion(family, actual)
    compared = compared or hold_against(family, want, actual)
    fixed = [found for found in compared.differing if found.fixed]
    if fixed and want.recreate == "never":
        raise Refused(
            f"{want.label} differs in what cannot be changed in place: {'; '.join(map(str, fixed))}. Declare the"
            f" present value, or {family.how_to_replace}"
        )
    return _replacement(family, want, compared.desired, actual) if fixed else _change(family, want, compared, actual)


def _nothing(family: Family) -> Plan:
    return Plan((), {}, {}, None, {})


def _creation(family: Family, want: Want) -> Plan:
    values = _initial(family, want.attributes)
    lacking = lacking_to_create(family, want)
    if lacking:
        raise BadInput(
            [f"{name}: missing; {want.label} does not exist, and creating it needs this" for name in lacking]
        )
    stopped = want.state == "stopped"
    steps = _creation_steps(family, values, stopped)
    run_state = STOPPED if stopped else RUNNING
    after = dict(compare.view(family.fields, values), run_state=run_state)
    return Plan(tuple(steps), {}, after, _predicted(family, {}, values, run_state), values)


def lacking_to_create(family: Family, want: Want) -> list[str]:
    """The attributes that ``want`` would have to declare, were there no such endpoint."""
    return family.lacking(_initial(family, want.attributes))


def _initial(family: Family, values: dict) -> dict:
    initial = {field.name: field.initial for field in family.fields if field.initial is not None}
    return {**initial, **values}


def _deletion(family: Family, actual: dict) -> Plan:
    state = family.run_state(actual)
    before = dict(compare.view(family.fields, actual), run_state=state)
    if state == LEAVING:
        return Plan((), before, before, actual, {})
    stop_first = STOP in family.actions and (state == RUNNING or (state == CHANGING and not family.is_stopping(actual)))
    steps = (STOP_TO_DELETE, _DELETE) if stop_first else (_DELETE,)
    return Plan(steps, before, {}, None, {})


def _change(family: Family, want: Want, compared: compare.Comparison, actual: dict) -> Plan:
    state = family.run_state(actual)
    values = compare.update_values(family.fields, compared, actual, all_of_them=family.updates_whole)
    problem = family.unsafe_update(values, actual) if values else None
    if problem:
        raise Refused(f"{want.label} cannot be changed safely: {problem}")
    differing = {found.field.name for found in compared.differing}
    update = Step(UPDATE, OLD, values, signs=family.signs(values), carried=frozenset(values) - differing)
    steps = [update] if values else []
    run_state = state
    if want.state == "started" and state != RUNNING:
        # The start comes first: whether a stopped endpoint can be updated is not known of every server.
        steps, run_state = [switch(START, state), *steps], RUNNING
    elif want.state == "stopped" and state != STOPPED:
        steps, run_state = [*steps, switch(STOP, state)], STOPPED
    before = dict(compare.view(family.fields, actual), run_state=state)
    after = dict(compare.merge(family.fields, before, values), run_state=run_state)
    predicted = _predicted(family, actual, values, run_state) if steps else actual
    unsettled = state == CHANGING and bool(steps)
    return Plan(tuple(steps), before, after, predicted, compared.desired, _warnings(want, actual, state), unsettled)


def _replacement(family: Family, want: Want, desired: dict, actual: dict) -> Plan:
    state = family.run_state(actual)
    before = dict(compare.view(family.fields, actual), run_state=state)
    carried = compare.merge(family.fields, compare.view(family.fields, actual), desired)
    values = family.successor(carried, desired, actual)
    lacking = family.lacking(values)
    if lacking:
        raise BadInput([f"{name}: missing; replacing {want.label} needs it, and it cannot be read" for name in lacking])
    problem = family.irreplaceable(values, actual, want.recreate == "delete_first")
    if problem:
        raise Refused(f"{want.label} cannot be replaced: {problem}")
    stopped = want.state == "stopped" or (want.state == "present" and state == STOPPED)
    creation = _creation_steps(family, values, stopped)
    deletion = list(_deletion(family, actual).steps)
    steps = creation + deletion if want.recreate == "create_first" else deletion + creation
    run_state = STOPPED if stopped else RUNNING
    return Plan(
        tuple(steps),
        before,
        dict(values, run_state=run_state),
        _predicted(family, {}, values, run_state),
        values,
        (*_left_behind(family, want, carried, actual), *_not_carried(want, carried, values)),
        state == CHANGING,
    )


def _not_carried(want: Want, carried: dict, values: dict) -> tuple[str, ...]:
    left = _missing(carried, values)
    if not left:
        return ()
    return (
        f"{want.label} is replaced; its successor does not get {', '.join(left)}, which may not go with what else it is"
        " to be. To have it there all the same, declare it",
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


def _left_behind(family: Family, want: Want, values: dict, actual: dict) -> tuple[str, ...]:
    lost = [
        field.name
        for field in family.fields
        if field.name not in values and compare.is_unread(field, actual.get(field.name))
    ]
    if not lost:
        return ()
    return (
        f"{want.label} is replaced; whether it had {', '.join(lost)} cannot be read, so its successor has what the task"
        " declares of them, and nothing else",
    )


def _predicted(family: Family, actual: dict, values: dict, run_state: str) -> dict:
    fields = family.fields
    predicted = dict(actual) if actual else family.shape({})
    predicted.update({name: value for name, value in family.shape(values).items() if name in values})
    shown = actual or {}
    predicted.update({field.name: None for field in fields if compare.is_unread(field, shown.get(field.name))})
    if actual:
        predicted.update({field.name: None for field in fields if field.volatile})
    if not actual or family.run_state(actual) != run_state:
        predicted.update(status=family.status_for(run_state))
    return family.finish(predicted)


def _warnings(want: Want, actual: dict, state: str) -> tuple[str, ...]:
    if state == OTHER and want.state in ("started", "stopped"):
        return (
            f"{want.label}: the status {actual.get('status')!r} does not tell whether it is started or stopped, so each"
            " run asks for it again",
        )
    if state != FAILED or want.state != "present":
        return ()
    reason = actual.get("status_reason") or "the server gives no reason"
    return (f"{want.label} has failed (status {actual.get('status')}): {reason}",)
