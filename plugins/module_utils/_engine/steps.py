# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps of a plan: one write each. Pure."""

from __future__ import annotations

from typing import NamedTuple

from . import compare
from .resource import CHANGING, FAILED, GONE, LEAVING, OTHER, RUNNING, STOPPED, Resource

CREATE, UPDATE, START, STOP, DELETE = "create", "update", "start", "stop", "delete"
BEGIN_JOB, CANCEL_JOB, AWAIT_JOB = "begin_job", "cancel_job", "await_job"

#: Which endpoint a step is about: the one that exists before the plan, or the one that the plan creates.
OLD, NEW = "old", "new"


class Step(NamedTuple):
    """One write.

    :ivar subject: OLD or NEW.
    :ivar values: the attributes that a create or an update carries.
    :ivar goals: the states to wait for.
    :ivar extra_actions: API names of its further writes (Resource.extra_actions).
    :ivar carried: the names of those ``values`` of an update that the endpoint has already.
    """

    verb: str
    subject: str = OLD
    values: dict = {}
    goals: frozenset[str] = frozenset()
    extra_actions: tuple[str, ...] = ()
    carried: frozenset[str] = frozenset()

    def names(self, resource: Resource) -> tuple[str, ...]:
        """Return the API's names of what the step writes."""
        return self.extra_actions if self.verb == AWAIT_JOB else (*self.extra_actions, resource.actions[self.verb])


#: The stop before a deletion. It ends in any state from which the deletion can go on.
STOP_TO_DELETE = Step(STOP, goals=frozenset((STOPPED, FAILED, LEAVING, GONE)))
_DELETE = Step(DELETE, goals=frozenset((GONE,)))


def switch(verb: str, state: str, *further: str) -> Step:
    """Return the start or the stop of an endpoint in ``state``."""
    # A status word that tells neither running nor stopped before will not tell it afterwards.
    unclear = (OTHER,) if state == OTHER else ()
    return Step(verb, goals=frozenset((RUNNING if verb == START else STOPPED, *unclear, *further)))


def creation_steps(resource: Resource, values: dict, stopped: bool) -> list[Step]:
    """Return the steps that create an endpoint.

    :param stopped: stop it afterwards.
    """
    at_once = (STOPPED, OTHER) if resource.settles_at_once else ()
    late = {field.name: values[field.name] for field in resource.fields if field.late and field.name in values}
    values = {name: value for name, value in values.items() if name not in late}
    steps = [Step(CREATE, NEW, values, frozenset((RUNNING, *at_once)), resource.extra_actions(values))]
    if compare.differences(resource.fields, late, {}):
        steps.append(Step(UPDATE, NEW, late))
    if stopped:
        steps.append(Step(STOP, NEW, goals=frozenset((STOPPED, OTHER) if resource.settles_at_once else (STOPPED,))))
    return steps


def deletion_steps(resource: Resource, observed: dict) -> tuple[Step, ...]:
    """Return the steps that delete an endpoint; none if it is being deleted already."""
    state = resource.run_state(observed)
    if state == LEAVING:
        return ()
    stop_first = STOP in resource.actions and (
        state == RUNNING or (state == CHANGING and not resource.is_stopping(observed))
    )
    return (STOP_TO_DELETE, _DELETE) if stop_first else (_DELETE,)
