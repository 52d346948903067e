# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the clients of all clouds share: retries, and the distinction of results, refusals and foreign answers.

A cloud subclasses ``AnswerReader`` (its envelope, error tables and advice) and ``Client`` (its form of a request).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, Callable, NamedTuple

from .._engine.clock import Clock
from .._engine.effects import Call
from .._engine.errors import CallFailed, Throttled, Unclear
from .connection_errors import Target
from .retry import http_date, retry_after, with_retries
from .transport import Answer, Transport

#: Seconds that the date of a request may differ from the server's clock (both clouds, reference sections 2).
_CLOCK_TOLERANCE = 900


class Refusal(NamedTuple):
    """What the envelope of an error says. ``code`` is '' if it names none."""

    code: str
    message: str = ""


class AnswerReader:
    """Reads the answers of one service.

    :param service: its name, for messages.
    :param target: where its calls go, for messages; None if only ``api_url`` can be named.
    """

    def __init__(self, service: str, clock: Clock, target: Target | None = None) -> None:
        self.service = service
        self.clock = clock
        self.target = target or Target("", "api_url", None)

    # --- what a cloud gives

    def read(self, call: Call, answer: Answer) -> dict | Refusal | None:
        """Return the result in an answer, or the refusal, or None if the answer is not one of this service."""
        raise NotImplementedError

    def request_id(self, answer: Answer) -> str | None:
        """Return the id that the service gave to the request."""
        raise NotImplementedError

    def classify(self, refusal: Refusal, call: Call, status: int) -> type[CallFailed]:
        """Return the class of an error."""
        raise NotImplementedError

    def advise(self, refusal: Refusal, call: Call, answer: Answer) -> str:
        """Return what to do about a refusal as a sentence without a full stop, or ''."""
        raise NotImplementedError

    def classify_foreign(self, status: int) -> type[CallFailed]:
        """Return the class of an answer that is not one of this service."""
        if status == 429:
            return Throttled
        return CallFailed if 300 <= status < 500 and status != 408 else Unclear

    # --- what follows from it

    def result_of(self, call: Call, answer: Answer) -> dict:
        """Return the result in an answer.

        :raises CallFailed: the answer is an error, does not say what was asked, or is not one of this service.
        """
        result = self.read(call, answer)
        if result is None:
            raise self._foreign(call, answer)
        if isinstance(result, Refusal):
            raise self._refused(call, answer, result)
        if call.usable is not None and not call.usable(result):
            what = f"the answer (HTTP {answer.status}, request id {self.request_id(answer)})"
            raise self.failure(Unclear, call, answer, "ForeignAnswer", f"{what} does not say what was asked")
        return result

    def failure(self, kind: type[CallFailed], call: Call, answer: Answer, code: str, text: str) -> CallFailed:
        """Return a failed call with the facts of its answer."""
        return kind(
            f"{call.title}: {text}",
            action=call.action,
            code=code,
            status=answer.status,
            request_id=self.request_id(answer),
            retry_after=retry_after(answer.headers, self.clock.wall()),
        )

    def clock_offset(self, answer: Answer) -> float | None:
        """Return the seconds by which this machine's clock is ahead of the server's, or None if that is not known."""
        server = http_date(answer.headers.get("Date"))
        return None if server is None else self.clock.wall() - server

    def wrong_clock(self, answer: Answer) -> str:
        """Return a sentence if the clock of this machine is too far off to sign requests, or ''."""
        offset = self.clock_offset(answer)
        return clock_sentence(offset) if offset is not None and abs(offset) > _CLOCK_TOLERANCE else ""

    def _refused(self, call: Call, answer: Answer, refusal: Refusal) -> CallFailed:
        code = refusal.code or f"HTTP{answer.status}"
        text = f"the server refused with {code} (HTTP {answer.status}, request id {self.request_id(answer)})"
        message = " ".join(refusal.message.split()).rstrip(".")
        advice = self.advise(refusal, call, answer)
        text += (f": {message}" if message else "") + (f". {advice}" if advice else "")
        return self.failure(self.classify(refusal, call, answer.status), call, answer, code, text)

    def _foreign(self, call: Call, answer: Answer) -> CallFailed:
        """Return the failure of an answer without an envelope: a proxy's page, a cut-off body, another service."""
        status = answer.status
        what = f"{len(answer.body)} bytes of {answer.headers.get('Content-Type') or 'unknown type'}"
        text = f"the answer (HTTP {status}, {what}) is not one of the API {self.service}"
        if 300 <= status < 400:
            text += "; redirects are not followed, so that nothing secret goes elsewhere"
        if status == 407:
            text += "; it is a proxy that asks for credentials, which belong into the proxy's URL"
        proxy = self.target.proxy
        between = f"{proxy.shown}, which may have answered in its place" if proxy else "the proxies in between"
        text += f". Check {self.target.url_option} and {between}"
        return self.failure(self.classify_foreign(status), call, answer, "ForeignAnswer", text)


class Connector(NamedTuple):
    """Makes the connections of one task.

    :ivar params: the options of the task.
    :ivar hide: told every secret, so that no result or log shows it.
    :ivar budget: seconds that one call may spend on retries.
    :ivar environment: the variables that stand in for options.
    """

    params: dict
    hide: Callable[[str], Any]
    clock: Clock
    budget: float
    environment: Mapping[str, str] = os.environ

    def transport(self, base_url: str, auth: Any, url_option: str) -> Transport:
        """Return a connection to a base URL.

        :param auth: signs each request; None for requests without a signature.
        :param url_option: the option that sets the base URL, for messages.
        """
        return Transport(base_url.rstrip("/"), auth, self.params, self.hide, self.clock, self.environment, url_option)


class Client:
    """Sends the calls of one service.

    :param budget: seconds that one call may spend on pauses before retries.
    :ivar account: identifies the account and the service's address; no secret.
    :ivar limiter: paces the calls of several threads; None if there is one thread.
    :ivar watch: takes each answer as it came, before it is read; None for a request that got none.
    """

    #: Reads the answers; a subclass sets it.
    _answers: AnswerReader

    def __init__(self, transport: Transport, retries: int, budget: float, clock: Clock) -> None:
        self.watch: Callable[[Answer | None], Any] | None = None
        self._transport = transport
        self._retries = retries
        self._budget = budget
        self._clock = clock
        self.account = ""
        self.limiter: Any = None

    def perform(self, call: Call) -> dict:
        """Return the result of a call; ``{}`` for an answer without one.

        :raises CallFailed: one of its subclasses, after the retries that are safe for this kind of call.
        """
        try:
            return with_retries(
                lambda: self.attempt(call),
                call.kind,
                retries=self._retries,
                budget=self._budget,
                clock=self._clock,
                limiter=self.limiter,
            )
        except CallFailed as error:
            if error.action == call.action:
                raise
            # A call for credentials or a project failed. The message must also name the call that needed it.
            raise error.saying(f"{call.title}: {error}") from error

    def attempt(self, call: Call) -> dict:
        """Return the result of a call that is sent once."""
        raise NotImplementedError

    def request_id(self, answer: Answer) -> str | None:
        """Return the id that the service gave to the request."""
        return self._answers.request_id(answer)

    def close(self) -> None:
        """Give the connections back."""
        self._transport.close()

    def _exchange(
        self,
        call: Call,
        method: str,
        path: str,
        headers: Mapping[str, str],
        query: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> dict:
        """Send a request for a call, and return the result in its answer.

        :raises CallFailed: the call failed, or whether it did is not known.
        """
        answer = None
        try:
            answer = self._transport.send(call, method, path, headers, query, body)
        finally:
            if self.watch is not None:
                self.watch(answer)
        return self._answers.result_of(call, answer)


def clock_sentence(offset: float) -> str:
    """Return that the clock of this machine is wrong, and by how much."""
    side = "ahead of" if offset > 0 else "behind"
    return f"The clock of this machine is wrong. It is {abs(offset):.0f} s {side} the server's"


def parsed_json(body: bytes) -> Any:
    """Return what a body says.

    :raises ValueError: it is no JSON.
    """
    try:
        return json.loads(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def json_body(value: Any) -> bytes:
    """Return compact JSON in UTF-8. Half a surrogate pair, which a server may have sent, is escaped."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def described_in(answer: dict, member: str) -> dict:
    """Return what an answer describes: the object under ``member``, or the answer itself if it has none there."""
    nested = answer.get(member)
    return nested if isinstance(nested, dict) else answer


def is_key(value: Any) -> bool:
    """Return whether a member of an answer is a key that is not masked."""
    return isinstance(value, str) and bool(value.strip()) and "**" not in value


def as_mapping(value: Any) -> Mapping[str, Any]:
    """Return ``value`` if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}
