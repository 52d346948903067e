# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The effects that a process yields. A driver or the scheduler performs each and sends its result back."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import Any, Callable, NamedTuple

from .errors import EndpointError

#: How a call may be repeated: a read at will, a write only if the server certainly did not act.
READ, WRITE = "read", "write"


class Call(NamedTuple):
    """An effect: send this call to the service; gives its result.

    :ivar arguments: mean something to the client alone.
    :ivar kind: READ or WRITE.
    :ivar subject: the id of the endpoint that the call is about.
    :ivar usable: tells whether a result answers the call. If it does not, the answer counts as lost.
    :ivar about: the name of the endpoint that a call without an id is for.
    """

    action: str
    arguments: dict
    kind: str = WRITE
    subject: str = ""
    usable: Callable[[dict], bool] | None = None
    about: str = ""

    @property
    def title(self) -> str:
        """Return what a message about this call begins with: its action, and the endpoint that it is for."""
        endpoint = self.subject or self.about
        return f"{self.action} on endpoint {endpoint}" if endpoint else self.action


class Poll(NamedTuple):
    """An effect: look at an endpoint in ``after`` seconds; gives its attributes, or None if there is none.

    :ivar full: attributes that only the single read returns are needed as well.
    :ivar may_be_gone: a list that does not show the endpoint proves that it is gone, since a delete was sent.
    """

    endpoint_id: str
    after: float = 0.0
    full: bool = False
    may_be_gone: bool = False


class FindByName(NamedTuple):
    """An effect: look for a name in a scope; gives its endpoints as a list call shows them.

    :ivar endpoint_id: the endpoint that must be among them; an earlier list that shows it will do. Empty for none.
    """

    name: str
    scope: dict
    endpoint_id: str


class Batch(NamedTuple):
    """An effect: make these calls, in any order or at once; gives the list of their results.

    :ivar needed: so many, from the first, must succeed; None for all. Of the others the list has the result or the
        error.
    """

    calls: list[Call]
    needed: int | None = None

    def results(self, perform: Callable[[Call], Any]) -> list:
        """Make one call after the other, and return their results."""
        return [
            perform(call) if self.is_needed(number) else _result_or_error(perform, call)
            for number, call in enumerate(self.calls)
        ]

    def is_needed(self, number: int) -> bool:
        """Return whether the batch fails if this call does."""
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
    """An effect: keep other tasks on this machine from creating this endpoint; gives a Claimed.

    The claim lasts until the process ends. Claiming never waits and never fails.
    """

    name: str
    scope: dict


class Claimed(NamedTuple):
    """The result of a claim.

    :ivar is_busy: another task has the claim. Otherwise this process has it, or claims cannot be had here.
    :ivar was_taken: another task has had the claim since this task began to look.
    """

    is_busy: bool = False
    was_taken: bool = False


class NoClaims:
    """Grants every claim, where there is no other task to keep out."""

    def claim(self, owner: Any, effect: Claim) -> Claimed:
        """Try to get a claim for an owner."""
        return Claimed()

    def release(self, owner: Any) -> None:
        """Give back the claim of an owner."""


#: A generator that yields effects and is sent their results, or thrown their errors. Its return value is its result.
Process = Generator[Any, Any, Any]


def counting_calls(process: Process) -> Process:
    """Run a process; return its result and the number of calls that it made."""
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
