# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands before a service: throttling, faults and the log of requests. No sockets, no waiting.

`Gateway.call` is for use in-process; a server uses `admit` and `settle`, and waits between and after them as the
pending and the outcome say.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from .faults import Fault, FaultPlan, TokenBucket, retry_after_header
from .messages import ApiError, Call, HttpRequest, Reply
from .switch_values import SwitchValues

LOG_LENGTH = 200_000
EVENT_STREAM = "text/event-stream"

_HTML = "<html><head><title>{status}</title></head><body><center><h1>{status}</h1></center></body></html>\n"


class Api(Protocol):
    """The entrance of one service: it claims requests, understands them and wraps errors in its own envelope."""

    def matches(self, request: HttpRequest) -> bool:
        """Tell whether the request is for this service."""

    def identify(self, request: HttpRequest) -> Call:
        """Return action and region as far as they can be told, without any check."""

    def parse(self, request: HttpRequest) -> Call:
        """Check signature and form; raises `ApiError`."""

    def perform(self, call: Call) -> Reply:
        """Do it."""

    def error_reply(self, error: ApiError, call: Call) -> Reply:
        """Return the answer for an error."""

    def fault_error(self, fault: Fault) -> ApiError:
        """Return the service's own words for an error of a given kind, status or code."""


@dataclass
class Outcome:
    """What the client experiences. ``kind`` is answer, reset, cut or hang; ``delay`` is seconds before it happens.

    ``reply`` is what the service said, also where the client never gets to see it; nothing if it did not act.
    """

    kind: str
    status: int
    body: bytes
    headers: dict[str, str]
    delay: float
    entry: dict[str, Any]
    reply: Reply | None = None
    seconds: float = 0.0
    content_type: str = "application/json"

    @property
    def document(self) -> Any:
        """Return the JSON document of an answer; raises ValueError where there is none."""
        return json.loads(self.body)


@dataclass
class PendingCall:
    """A request on its way: what it asks, or the answer that it gets without being looked at."""

    api: Api
    call: Call
    logged_body: Any
    refused: ApiError | None = None
    headers: dict[str, str] = field(default_factory=dict)
    fault: Fault | None = None
    delay_before: float = 0.0
    delay_after: float = 0.0
    throttled: bool = False


class Gateway:
    """One front for the services of a sandbox. ``now`` gives UTC seconds."""

    def __init__(
        self,
        apis: list[Api],
        switches: SwitchValues,
        *,
        now: Callable[[], float],
        faults: FaultPlan | None = None,
    ) -> None:
        self.apis = apis
        self.switches = switches
        self.faults = faults or FaultPlan()
        self.log: deque[dict[str, Any]] = deque(maxlen=LOG_LENGTH)
        self._bucket = TokenBucket()
        self._now = now
        self._n = 0

    def admit(self, request: HttpRequest) -> PendingCall:
        """Understand a request, count it against the rate, and let faults strike; nothing has taken effect yet."""
        api = next((one for one in self.apis if one.matches(request)), self.apis[0])
        try:
            call = api.parse(request)
        except ApiError as error:
            return PendingCall(api, api.identify(request), None, error)
        return self._admit(api, call)

    def _admit(self, api: Api, call: Call) -> PendingCall:
        pending = PendingCall(api, call, None if call.secret else call.body)
        rate = self.switches["requests_per_second"]
        wait = self._bucket.take(rate, self.switches["requests_burst"], self._now()) if rate else 0.0
        if wait:
            self._throttle(pending, wait)
            return pending
        target = call.parameters.get("endpoint_id")
        for fault in self.faults.decide(call.action, call.body, service=call.service, endpoint_id=target):
            if fault.kind != "latency":
                pending.fault = fault
            elif fault.when == "before":
                pending.delay_before += fault.seconds
            else:
                pending.delay_after += fault.seconds
        return pending

    def _throttle(self, pending: PendingCall, wait: float) -> None:
        kind = "throttle" if self.switches["throttle_style"] == "429" else "flow_limit"
        status = 429 if kind == "throttle" else 200
        pending.refused = pending.api.fault_error(Fault(kind, status=status, message="Too many requests; slow down."))
        pending.throttled = True
        form = self.switches["throttle_retry_after"]
        if form != "none":
            pending.headers["Retry-After"] = retry_after_header(wait, form, self._now())

    def complete(self, pending: PendingCall) -> Outcome:
        """Let the service act, or not, and say what the client is to experience."""
        fault, reply = pending.fault, None
        if pending.refused is not None:
            reply = pending.api.error_reply(pending.refused, pending.call)
        elif fault is None or fault.when == "after":
            reply = pending.api.perform(pending.call)
        outcome = self._outcome(pending, reply)
        outcome.delay = pending.delay_after
        self._write_log(pending, outcome)
        return outcome

    def call(self, action: str, body: dict[str, Any], *, site: str = "volcengine", region: str = "") -> Outcome:
        """Do one call in-process: no signature, no waiting; the delays that a server would make are in the outcome."""
        return self._at_once(self._admit(self.apis[0], Call(action, body, site, region)))

    def request(self, request: HttpRequest) -> Outcome:
        """Do one request in-process, with every check that a server makes and without waiting, as for `call`."""
        return self._at_once(self.admit(request))

    def _at_once(self, pending: PendingCall) -> Outcome:
        outcome = self.complete(pending)
        outcome.delay += pending.delay_before
        return outcome

    def _outcome(self, pending: PendingCall, reply: Reply | None) -> Outcome:
        fault = pending.fault
        if fault is None:
            assert reply is not None
            return self._answer(reply, pending.headers)
        if fault.kind in ("throttle", "flow_limit", "error"):
            told = pending.api.error_reply(pending.api.fault_error(fault), pending.call)
            headers = {}
            if fault.retry_after is not None:
                headers["Retry-After"] = retry_after_header(fault.retry_after, fault.retry_after_form, self._now())
            outcome = self._answer(told, headers)
            outcome.reply = reply
            return outcome
        if fault.kind == "cut_body":
            # Before acting there is no true answer to cut: any document will do, since it never arrives whole.
            whole = self._answer(reply or Reply(200, {"ResponseMetadata": {}, "Result": {}}), {})
            # Where there is no body to cut the connection still ends too early.
            whole.kind, whole.reply = "cut" if whole.body else "reset", reply
            return whole
        if fault.kind in ("reset", "hang"):
            return Outcome(fault.kind, 0, b"", {}, 0.0, {}, reply, fault.seconds)
        text = fault.body
        content_type = "application/json"
        if fault.kind == "html":
            content_type = "text/html"
            text = _HTML.format(status=fault.status) if text is None else text
        elif text is None:
            text = '{"status": "ok"}' if fault.kind == "foreign" else '{"ResponseMetadata": {"Reque'
        return Outcome("answer", fault.status, text.encode(), {}, 0.0, {}, reply, content_type=content_type)

    @staticmethod
    def _answer(reply: Reply, headers: dict[str, str]) -> Outcome:
        content_type = "application/json"
        if reply.events is not None:
            content_type = EVENT_STREAM
            told = [*(json.dumps(event, ensure_ascii=False) for event in reply.events), "[DONE]"]
            text = "".join(f"data: {one}\n\n" for one in told)
        else:
            text = "" if reply.payload is None else json.dumps(reply.payload, ensure_ascii=False)
        body = text.encode("utf-8", "replace")
        headers = {**reply.headers, **headers}
        return Outcome("answer", reply.http_status, body, headers, 0.0, {}, reply, content_type=content_type)

    def _write_log(self, pending: PendingCall, outcome: Outcome) -> None:
        self._n += 1
        reply, call = outcome.reply, pending.call
        told = outcome.status or None
        code = reply.code if reply is not None else None
        if pending.fault is not None and pending.fault.kind in ("throttle", "flow_limit", "error"):
            code = pending.api.fault_error(pending.fault).code
        body = pending.logged_body
        outcome.entry = {
            "n": self._n,
            "time": self._now(),
            "service": call.service,
            "action": call.action,
            "region": call.region,
            "parameters": call.parameters,
            "body": body,
            "status": told,
            "code": code,
            "request_id": reply.request_id if reply is not None else None,
            "endpoint_id": (reply.endpoint_id if reply else None)
            or call.parameters.get("endpoint_id")
            or (body.get("Id") if isinstance(body, dict) else None),
            "effect": reply.effect if reply is not None else False,
            "fault": pending.fault.kind if pending.fault else ("rate" if pending.throttled else None),
        }
        self.log.append(outcome.entry)
