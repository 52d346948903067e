# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The effects that a process yields, and what it is sent back. A driver or the scheduler does them."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import Any, Callable, NamedTuple

from .errors import EndpointError

#: How a call may be repeated: reads at will; writes only when the server certainly did not act.
READ, WRITE = "read", "write"


class Call(NamedTuple):
    """An effect: send this to the service, give back the result. ``arguments`` mean something to the client alone.

    ``subject``: the id of the endpoint that it is about. ``usable``: whether a result says what was asked; one that
    does not is no better than a lost answer. ``about``: the name of the endpoint that a call without an id is for.
    """

    action: str
    arguments: dict
    kind: str = WRITE
    subject: str = ""
    usable: Callable[[dict], bool] | None = None
    about: str = ""

    @property
    def title(self) -> str:
        """What a message about this call begins with: its action, and the endpoint that it is for."""
        endpoint = self.subject or self.about
        return f"{self.action} on endpoint {endpoint}" if endpoint else self.action


class Poll(NamedTuple):
    """An effect: in ``after`` seconds, give the endpoint's attributes, or None when there is no such endpoint.

    ``full``: attributes that only the single read returns are needed as well. ``may_be_gone``: that it is gone would
    be no surprise, so that a list which does not show it is word enough.
    """

    endpoint_id: str
    after: float = 0.0
    full: bool = False
    may_be_gone: bool = False


class FindByName(NamedTuple):
    """An effect: give the endpoints with this name in this scope, as a list call shows them.

    ``endpoint_id``: the one that is looked for; a list taken earlier will do if it shows it.
    """

    name: str
    scope: dict
    endpoint_id: str


class Batch(NamedTuple):
    """An effect: make these calls, in any order or at once; give the list of their results.

    ``needed``: so many, from the first, must succeed (None: all); of the others the list has the result or the error.
    """

    calls: list[Call]
    needed: int | None = None

    def results(self, perform: Callable[[Call], Any]) -> list:
        """The results, by one call after the other."""
        return [
            perform(call) if self.is_needed(number) else _result_or_error(perform, call)
            for number, call in enumerate(self.calls)
        ]

    def is_needed(self, number: int) -> bool:
        return self.needed is None or number < self.needed


def _result_or_error(perform: Callable[[Call], Any], call: Call) -> Any:
    try:
        return perform(call)
    except EndpointError as error:
        return error


class Sleep(NamedTuple):
    """An effect: let ``seconds`` pass."""

    seconds: float


class Claim(NamedTuple):
    """An effect: keep other tasks on this machine from creating this endpoint until the process ends; gives a Claimed.

    It never waits, and never fails.
    """

    name: str
    scope: dict


class Claimed(NamedTuple):
    """What came of a claim.

    :ivar is_busy: another task has it. Otherwise this process has it, or nobody can.
    :ivar was_taken: another task has had it since this task began to look.
    """

    is_busy: bool = False
    was_taken: bool = False


class NoClaims:
    """Gives every claim: for where there is nobody else to keep out."""

    def claim(self, owner: Any, effect: Claim) -> Claimed:
        """Try to get a claim for an owner."""
        return Claimed()

    def release(self, owner: Any) -> None:
        """Give back what an owner has."""


#: A process: it yields effects and is sent their results (or thrown their errors); its return value is its result.
Process = Generator[Any, Any, Any]


def counting_calls(process: Process) -> Process:
    """Run a process; return its result, and how many calls it has made."""
    calls = 0
    advance: Callable[[], Any] = partial(next, process)
    while True:
        try:
            effect = advance()
        except StopIteration as end:
            return end.value, calls
        calls += len(effect.calls) if isinstance(effect, Batch) else isinstance(effect, Call)
        try:
            advance = partial(process.send, (yield effect))
        except EndpointError as error:
            advance = partial(process.throw, error)
