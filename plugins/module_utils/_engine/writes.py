# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of writes: how to send each, and how to recognise its effect in a read."""

from __future__ import annotations

from typing import Any

from . import compare
from .effects import FindByName, Poll, Process, Sleep
from .errors import CallFailed, Throttled, Unclear, Unsent, WrongState
from .identity import is_near
from .recovery import Write, write_until_known
from .resource import CHANGING, GONE, LEAVING, RUNNING, STOPPED
from .run import Run
from .steps import CREATE, STOP, STOP_TO_DELETE, Step, switch
from .wait import wait_for
from .wording import as_text
from .write_policy import Sight, Verb


class Creation(Write):
    """The creation of an endpoint.

    :ivar endpoint_id: the id that the server has given it; empty while it is not known.
    :ivar is_answered: the id comes from the answer to the create, not from a list.
    """

    verb = Verb.CREATE

    def __init__(self, run: Run, step: Step) -> None:
        super().__init__(run, None, True)
        self.step = step
        self.endpoint_id = ""
        self.is_answered = False
        self._attempts = 0

    def send(self) -> Process:
        if self._attempts:
            yield from self._refuse_if_stored_otherwise()
        self._attempts += 1
        try:
            self.endpoint_id = (yield from self.run.resource.create(self.step.values)) or ""
            self.is_answered = bool(self.endpoint_id)
        except CallFailed as error:
            # The create whose answer was lost has probably taken the name; a read will show its endpoint.
            if self._attempts > 1 and self.run.resource.name_is_taken(error):
                raise error.saying(str(error), WrongState) from error
            raise
        if not self.endpoint_id:
            action = self.run.resource.actions[CREATE]
            raise Unclear(f"{action} was accepted, but the answer has no id", action=action, code="MissingId")

    def _refuse_if_stored_otherwise(self) -> Process:
        """Do not create again if the service may have changed the name or the scope of what it created before.

        :raises CallFailed: a list shows an endpoint whose address is a form of the declared one.
        """
        resource, name, scope = self.run.resource, self.step.values["name"], scope_of(self.run, self.step.values)
        listed = [*(yield from resource.list_scope(scope)), *(yield from self._in_other_scopes())]
        declared = {"name": name, **scope}
        for each in listed:
            stored = {member: each.get(member) for member in declared}
            if _may_be_made_of(declared, stored) and resource.run_state(each) not in (LEAVING, GONE):
                action, address = resource.actions[CREATE], " in ".join(map(as_text, filter(None, stored.values())))
                raise CallFailed(
                    f"{action} for {as_text(name)} has not been answered clearly, and the service shows {address}"
                    f" ({each['endpoint_id']}), which it may have made of that. Nothing was created again. Declare what"
                    " the service stores, or delete that endpoint by its endpoint_id",
                    action=action,
                    code="StoredOtherwise",
                )

    def _in_other_scopes(self) -> Process:
        """Return what the account has, where a list need not name a scope and the credentials may see that much."""
        if not any(self.run.resource.scope.values()):
            return []
        try:
            return (yield from self.run.resource.list_scope({}))
        except (Throttled, Unclear, Unsent):
            raise
        except CallFailed:  # refused: what these credentials may not see cannot be looked at
            return []

    def look(self, pause: float) -> Process:
        """Return the new endpoints of that name, without those being deleted, which this task did not create."""
        if pause > 0:
            yield Sleep(pause)
        matches = yield from find(self.run, self.step.values)
        state = self.run.resource.run_state
        return [
            match
            for match in matches
            if match["endpoint_id"] not in self.run.known_ids and state(match) not in (LEAVING, GONE)
        ]

    def sight(self, observed: Any) -> Sight:
        if len(observed or ()) == 1:
            self.endpoint_id = observed[0]["endpoint_id"]
            return Sight.REACHED
        return Sight.SEVERAL if observed else Sight.ABSENT

    def allowed_before(self) -> bool:
        return True

    def record(self) -> None:
        """Leave that to the caller, which knows what the new endpoint replaces."""

    def finding(self, observed: Any) -> str:
        if observed:
            ids = ", ".join(match["endpoint_id"] for match in observed)
            return f"{len(observed)} new endpoints of that name have appeared: {ids}"
        tried = f"{self._attempts} attempt{'' if self._attempts == 1 else 's'}"
        return f"no new endpoint of that name has appeared after {tried}"

    def without_effect(self, failure: CallFailed | None, observed: Any) -> CallFailed:
        action = self.run.resource.actions[CREATE]
        return failure or CallFailed(f"{action}: {self.finding(observed)}", action=action, code="WaitTimeout")


class EndpointWrite(Write):
    """A write on an existing endpoint."""

    def __init__(self, run: Run, step: Step, before: dict, wait: bool = True) -> None:
        super().__init__(run, before, wait)
        self.step = step
        self.endpoint_id = before["endpoint_id"]

    def look(self, pause: float) -> Process:
        return (yield Poll(self.endpoint_id, pause, True))

    def record(self) -> None:
        self.run.record(self.step.verb, self.step.extra_actions)

    def without_effect(self, failure: CallFailed | None, observed: Any) -> CallFailed:
        if failure is not None:
            return failure.saying(f"{failure}. The endpoint's status is {self._status(observed)}")
        action = self.run.resource.actions[self.step.verb]
        return CallFailed(
            f"{action} on endpoint {self.endpoint_id} was accepted, but had no effect: {self.finding(observed)}",
            action=action,
            code="NoEffect",
        )

    def _status(self, observed: dict | None) -> str:
        return as_text((observed or self.before or {}).get("status"))

    def _settled_sight(self, observed: dict | None) -> Sight:
        state, old = self.run.resource.run_state(observed), self.run.resource.run_state(self.before)
        if state in (CHANGING, LEAVING):
            return Sight.MOVING
        return Sight.UNCHANGED if state == old else Sight.ELSEWHERE


class Update(EndpointWrite):
    """A change in place."""

    verb = Verb.UPDATE

    def send(self) -> Process:
        """Send the update; if it is refused, again without doubtful fields that need no change."""
        resource, values = self.run.resource, self.step.values
        try:
            yield from resource.update(self.endpoint_id, values)
        except CallFailed as error:
            left_out = self.step.carried.intersection(resource.doubtful)
            if error.status != 400 or not left_out:
                raise
            kept = {name: value for name, value in values.items() if name not in left_out}
            yield from resource.update(self.endpoint_id, kept)

    def sight(self, observed: Any) -> Sight:
        if self.run.resource.run_state(observed) == GONE:
            return Sight.ABSENT
        if not compare.differences(self.run.resource.fields, self.step.values, observed):
            return Sight.REACHED
        return self._settled_sight(observed)

    def finding(self, observed: Any) -> str:
        return "the old values are still there"


class Switch(EndpointWrite):
    """A start or a stop."""

    def __init__(self, run: Run, step: Step, before: dict, wait: bool, *, patient: bool = False) -> None:
        super().__init__(run, step, before, wait)
        self.gone_is_fine = GONE in step.goals
        if step.verb == STOP:
            self.verb = Verb.STOP_TO_DELETE if self.gone_is_fine and not patient else Verb.STOP
        else:
            self.verb = Verb.START

    def send(self) -> Process:
        yield from getattr(self.run.resource, self.step.verb)(self.endpoint_id)

    def sight(self, observed: Any) -> Sight:
        old, new = self.run.resource.run_state(self.before), self.run.resource.run_state(observed)
        if new in self.step.goals:
            return Sight.REACHED
        if new == GONE:
            return Sight.ABSENT
        if new == CHANGING and old != CHANGING:
            return Sight.BEGUN
        if new == CHANGING and observed["status"] == (self.before or {}).get("status"):
            return Sight.LINGERING
        return self._settled_sight(observed)

    def shows_effect(self, observed: Any) -> bool:
        old, new = self.run.resource.run_state(self.before), self.run.resource.run_state(observed)
        if old == CHANGING:
            return new in self.step.goals and new in (RUNNING, STOPPED)
        return new not in (old, GONE, LEAVING)

    def allowed_before(self) -> bool:
        return self.run.resource.run_state(self.before) in (RUNNING, STOPPED)

    def finding(self, observed: Any) -> str:
        return f"the endpoint's status is {self._status(observed)}"


class Deletion(EndpointWrite):
    """A deletion. If the server refuses it because of the state, a stop may come first."""

    verb = Verb.DELETE
    gone_is_fine = True

    def __init__(self, run: Run, step: Step, before: dict) -> None:
        super().__init__(run, step, before)
        planned = run.plan.steps if run.plan else ()
        stopped = run.resource.run_state(before) != CHANGING and any(
            other.verb == STOP and other.subject == step.subject for other in planned
        )
        if STOP in run.resource.actions:
            self.verb = Verb.DELETE_STOPPED if stopped else Verb.DELETE_OR_STOP

    def send(self) -> Process:
        yield from self.run.resource.delete(self.endpoint_id)

    def sight(self, observed: Any) -> Sight:
        if self.run.resource.run_state(observed) in (GONE, LEAVING):
            return Sight.REACHED
        return self._settled_sight(observed)

    def allowed_before(self) -> bool:
        return self.run.resource.run_state(self.before) == STOPPED

    def finding(self, observed: Any) -> str:
        return f"the endpoint still exists, status {self._status(observed)}"

    def stop_first(self, observed: Any) -> Process:
        """Stop; if the server refuses that as well, the next deletion decides."""
        self.verb = Verb.DELETE_STOPPED
        step = switch(STOP, self.run.resource.run_state(observed), *STOP_TO_DELETE.goals)
        try:
            return (yield from switch_and_wait(self.run, step, observed, True, patient=True))
        except WrongState:
            return observed


def switch_and_wait(run: Run, step: Step, before: dict, wait: bool, *, patient: bool = False) -> Process:
    """Start or stop, and wait for the outcome; return the endpoint's attributes.

    A stop before a deletion is not waited for if the endpoint was on its way before and shows no effect of the stop:
    the server may delete it even so.

    :param patient: wait even then, because the server has refused the deletion.
    """
    resource, endpoint_id = run.resource, before["endpoint_id"]
    write = Switch(run, step, before, wait, patient=patient)
    observed = yield from write_until_known(run, write)
    if not wait:
        return (yield Poll(endpoint_id, 0.0, True))
    lingers = write.verb is Verb.STOP_TO_DELETE and resource.run_state(observed) == CHANGING
    if resource.run_state(observed) in step.goals or lingers:
        return observed
    action = resource.actions[step.verb]
    return (yield from wait_for(run, endpoint_id, step.goals, action, before=write.before, full=True))


def find(run: Run, values: dict) -> Process:
    """Return the endpoints with the name and in the scope of ``values``."""
    return (yield FindByName(values["name"], scope_of(run, values), ""))


def scope_of(run: Run, values: dict) -> dict:
    """Return the scope of an endpoint with these ``values``."""
    return {name: values.get(name) for name in run.resource.scope}


def _may_be_made_of(declared: dict, stored: dict) -> bool:
    """Return whether a service that changes texts on their way in may have made the one address of the other."""
    near = [is_near(value, stored[member]) for member, value in declared.items()]
    same = [value == stored[member] or not stored[member] for member, value in declared.items()]
    return any(near) and all(each or other for each, other in zip(near, same))
