# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answer the polls of many processes: by one list for all of them if that takes fewer calls than a read each.

A list replaces a read only if it shows all that the reader needs. If it may be stale, the endpoint is read.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Callable, NamedTuple

from .bulk_plan import is_enough, key_of
from .clock import Clock
from .compare import Comparison, differences
from .effects import FindByName, Poll, Process, counting_calls
from .errors import EndpointError
from .lookup import group_by_name, in_scope
from .resource import CHANGING, Resource
from .run import Run

#: Seconds between the beginnings of two sweeps of one scope; polls that are due within it share a sweep.
_SWEEP_DISTANCE = 0.2


class ReadTask(NamedTuple):
    """The key of a process that reads on behalf of others: a ``sweep`` of a scope, a ``look`` for one process."""

    kind: str
    about: Hashable


class _Asked(NamedTuple):
    effect: Any  # Poll or FindByName
    at: float
    due: float
    missed: bool = False  # a list that may have moved while it was read does not show the endpoint


class _Listed(NamedTuple):
    """The endpoints of a scope as a sweep has shown them, by id and by name."""

    by_id: dict[str, dict] = {}
    by_name: dict[str, list[dict]] = {}

    @classmethod
    def of(cls, endpoints: list[dict]) -> _Listed:
        by_id = {each["endpoint_id"]: each for each in endpoints}
        return cls(by_id, group_by_name(by_id.values()))


class Poller:
    """Holds the Poll and FindByName effects that wait for an answer, by the scope whose list may answer them.

    :param begin: begins a process under a key (Scheduler.add).
    :param answer: sends a value, or an error, to the process of a key.
    :ivar runs: the state of each process that is a reconciliation.
    """

    def __init__(self, resource: Resource, clock: Clock, begin: Callable, answer: Callable) -> None:
        self._resource = resource
        self._clock = clock
        self._begin = begin
        self._answer = answer
        self.runs: dict[Hashable, Run] = {}
        self._waiting: dict[tuple | None, dict[Hashable, _Asked]] = {}
        self._listed: dict[tuple, _Listed] = {}
        self._sweeping: set[tuple] = set()
        self._swept_at: dict[tuple, float] = {}
        self._may_lack: set[tuple] = set()

    def sweep(self, scope: dict, expected: int = 0) -> Process:
        """Return the endpoints of a scope, as its list shows them, without those of other scopes.

        :param expected: how many there should be at least.
        """
        endpoints, calls = yield from counting_calls(self._resource.list_scope(scope, expected))
        # An endpoint that is deleted between two pages moves others to a page that has been read.
        note = self._may_lack.add if endpoints and calls > 1 else self._may_lack.discard
        note(key_of(scope))
        endpoints = [each for each in endpoints if in_scope(scope, each)]
        self._listed[key_of(scope)] = _Listed.of(endpoints)
        return endpoints

    def may_lack(self, scope: tuple) -> bool:
        """Return whether the list of a scope may have moved while it was read, so that it lacks endpoints."""
        return scope in self._may_lack

    def forget(self) -> None:
        """Drop what was listed, and the states: a poller and its scheduler refer to each other, which keeps both."""
        self.runs.clear()
        self._listed.clear()

    def ask(self, key: Hashable, effect: Any) -> None:
        """Accept a Poll or a FindByName of the process of that key."""
        now = self._clock.now()
        if isinstance(effect, Poll):
            self._waiting.setdefault(self._scope_of(key, effect), {})[key] = _Asked(effect, now, now + effect.after)
            return
        named = self._listed.get(key_of(effect.scope), _Listed()).by_name.get(effect.name, [])
        if any(each["endpoint_id"] == effect.endpoint_id for each in named):
            self._answer(key, named)
        else:
            self._waiting.setdefault(key_of(effect.scope), {})[key] = _Asked(effect, now, now)

    def serve(self, now: float) -> float | None:
        """Begin to answer what is due; return when to call again, None if only answers under way are awaited."""
        wake: list[float] = []
        for scope, waiting in list(self._waiting.items()):
            if scope in self._sweeping:
                continue
            if not waiting:
                del self._waiting[scope]
                continue
            due = [key for key, asked in waiting.items() if asked.due <= now]
            if not due:
                wake.append(min(asked.due for asked in waiting.values()))
            elif scope is not None and self._is_worth_a_sweep(scope, waiting, now):
                next_sweep = self._swept_at.get(scope, now - _SWEEP_DISTANCE) + _SWEEP_DISTANCE
                if next_sweep <= now:
                    self._sweeping.add(scope)
                    self._begin(ReadTask("sweep", scope), self._sweep_for_all(scope, now))
                else:
                    wake.append(next_sweep)
            else:
                for key in due:
                    self._begin(ReadTask("look", key), self._look_for_one(key, waiting.pop(key).effect))
        return min(wake) if wake else None

    def _is_worth_a_sweep(self, scope: tuple, waiting: dict[Hashable, _Asked], now: float) -> bool:
        soon = sum(asked.due <= now + _SWEEP_DISTANCE for asked in waiting.values())
        return soon > self._resource.pages(len(self._listed.get(scope, _Listed()).by_id) + len(waiting))

    def _scope_of(self, key: Hashable, poll: Poll) -> tuple | None:
        """Return the scope whose list shows the endpoint of a poll, if it is known and has been swept."""
        run = self.runs.get(key)
        if run is None or not poll.endpoint_id:
            return None
        scope = run.desired.scope or run.scope
        if not scope and self._resource.scope:
            return None
        return key_of(scope) if key_of(scope) in self._listed else None

    def _sweep_for_all(self, scope: tuple, began: float) -> Process:
        """Sweep a scope, and answer the effects that came before the sweep began."""
        error = None
        try:
            yield from self.sweep(dict(scope), self._expected(scope))
        except EndpointError as failure:
            error = failure
        self._sweeping.discard(scope)
        self._swept_at[scope] = began
        listed = self._listed.get(scope, _Listed())
        waiting = self._waiting.get(scope, {})
        for key, asked in [(key, asked) for key, asked in waiting.items() if asked.at <= began]:
            del waiting[key]
            effect = asked.effect
            if error is not None:
                self._answer(key, None, error)
            elif isinstance(effect, FindByName):
                self._answer(key, listed.by_name.get(effect.name, []))
            elif self._needs_second_list(scope, asked, listed.by_id):
                waiting[key] = asked._replace(at=self._clock.now(), missed=True)
            elif self._is_answer(key, effect, listed.by_id.get(effect.endpoint_id)):
                self._answer(key, listed.by_id.get(effect.endpoint_id))
            else:
                self._begin(ReadTask("look", key), self._look_for_one(key, effect))

    def _expected(self, scope: tuple) -> int:
        """Return how many endpoints a scope has at least: those of the last list, and those that are waited for."""
        polls = [asked.effect for asked in self._waiting[scope].values() if isinstance(asked.effect, Poll)]
        known = {*self._listed[scope].by_id, *(poll.endpoint_id for poll in polls)}
        return len(known.difference(poll.endpoint_id for poll in polls if poll.may_be_gone))

    def _needs_second_list(self, scope: tuple, asked: _Asked, listed: dict[str, dict]) -> bool:
        """Return whether a second list must lack the endpoint as well to prove that it is gone."""
        absent = asked.effect.may_be_gone and asked.effect.endpoint_id not in listed
        return absent and self.may_lack(scope) and not asked.missed

    def _is_answer(self, key: Hashable, poll: Poll, observed: dict | None) -> bool:
        """Return whether a list item, or its absence, answers a poll."""
        if observed is None:
            return poll.may_be_gone
        if not poll.full or self._resource.run_state(observed) == CHANGING:
            return True
        run = self.runs[key]
        if run.plan is None:
            return False
        desired = run.plan.desired
        compared = Comparison(desired, differences(self._resource.fields, desired, observed))
        return is_enough(self._resource, run.desired, observed, compared)

    def _look_for_one(self, key: Hashable, effect: Any) -> Process:
        resource = self.runs[key].resource if key in self.runs else self._resource
        try:
            if isinstance(effect, Poll):
                observed = yield from resource.read(effect.endpoint_id)
            else:
                observed = yield from resource.find(effect.name, effect.scope)
        except EndpointError as error:
            self._answer(key, None, error)
        else:
            self._answer(key, observed)
