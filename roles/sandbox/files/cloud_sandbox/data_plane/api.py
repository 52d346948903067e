# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP entrance that the data planes have in common: OpenAI-style requests with an API key."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..faults import Fault
from ..messages import ApiError, Call, HttpRequest, Reply
from ..routing import Route
from ..switch_values import SwitchValues
from . import completions
from .usage import UsageWindow

#: Names of errors by HTTP status, as the member ``type`` has them.
ERROR_TYPES = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    429: "TooManyRequests",
    500: "InternalServerError",
}


@dataclass(frozen=True)
class Target:
    """The endpoint that a call is for: its id, the model that answers, its limits, and that of account and model."""

    endpoint_id: str
    model: str
    rpm: int | None = None
    tpm: int | None = None
    pool_rpm: int | None = None


class DataPlaneApi:
    """Turns requests under some paths into answers. A subclass says routes, keys, endpoints and its own codes."""

    name = ""
    prefix = re.compile("")
    routes: tuple[Route, ...] = ()
    #: Codes by what went wrong.
    codes: dict[str, tuple[str, int]] = {}
    #: Codes by HTTP status, for faults.
    fault_codes: dict[int, str] = {}

    def __init__(self, switches: SwitchValues, *, now: Callable[[], float]) -> None:
        self.switches = switches
        self.usage = UsageWindow()
        self._now = now
        self._requests = 0

    # ---- what the data planes differ in ------------------------------------------------------------------------

    def authenticate(self, key: str, request: HttpRequest) -> Any:
        """Return what is known of an API key; raises `ApiError`."""
        raise NotImplementedError

    def target(self, model: str, caller: Any) -> Target:
        """Return the endpoint that ``model`` names; raises `ApiError` if it does not answer that caller."""
        raise NotImplementedError

    def error_document(self, error: ApiError) -> Any:
        """Return the body of an error."""
        told = {
            "code": error.code,
            "message": error.message,
            "param": "",
            "type": ERROR_TYPES.get(error.status, "Error"),
        }
        return {"error": told}

    def other(self, call: Call) -> dict[str, Any]:
        """Return the answer to an action that is neither a chat nor an embedding; raises `ApiError`."""
        raise NotImplementedError

    # ---- the entrance ------------------------------------------------------------------------------------------

    def matches(self, request: HttpRequest) -> bool:
        """Tell whether the path is one of the data plane."""
        return self.prefix.match(request.path) is not None

    def identify(self, request: HttpRequest) -> Call:
        """Return action and parameters as far as they can be told."""
        for route in self.routes:
            parameters = route.match(request)
            if parameters is not None:
                return Call(route.action, None, service=self.name, parameters=parameters)
        return Call("", None, service=self.name)

    def parse(self, request: HttpRequest) -> Call:
        """Check route, key and body, in this order; raises `ApiError`."""
        call = self.identify(request)
        if not call.action:
            raise self.error("no_route", f"There is no {request.method} {request.path}.")
        scheme, _blank, key = (request.headers.get("authorization") or "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise self.error("no_key", "The request carries no API key in the header Authorization.")
        call.caller = self.authenticate(key.strip(), request)
        if request.method == "POST":
            call.body = self._body(request)
        return call

    def perform(self, call: Call) -> Reply:
        """Answer; errors are answers too."""
        try:
            if call.action in ("ChatCompletions", "Embeddings"):
                return self._generate(call)
            return self._reply(self.other(call))
        except ApiError as error:
            return self.error_reply(error, call)

    def error_reply(self, error: ApiError, call: Call) -> Reply:
        """Return the answer for an error."""
        request_id = self._request_id()
        headers = {"X-Request-Id": request_id}
        return Reply(error.status, self.error_document(error), error.code, request_id, headers=headers)

    def fault_error(self, fault: Fault) -> ApiError:
        """Return code and status for a fault. There is no error inside HTTP 200 here: it is throttling."""
        status = 429 if fault.kind == "flow_limit" else fault.status
        code = fault.code or self.fault_codes.get(status) or self.fault_codes[500]
        return ApiError(code, status, fault.message)

    # ---- what they have in common ------------------------------------------------------------------------------

    def error(self, why: str, message: str) -> ApiError:
        """Return the error with the code for a reason."""
        code, status = self.codes[why]
        return ApiError(code, status, message)

    def _body(self, request: HttpRequest) -> dict[str, Any]:
        try:
            body = json.loads(request.body)
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            raise self.error("bad_body", "The body of the request is not a JSON object.")
        return body

    def _generate(self, call: Call) -> Reply:
        body, now = call.body, self._now()
        self._check(call)
        target = self.target(body["model"], call.caller)
        pool = f"all endpoints of {target.model}"
        exceeded = self.usage.exceeded(target.endpoint_id, target.rpm, target.tpm, now)
        if not exceeded and self.usage.exceeded(pool, target.pool_rpm, None, now):
            exceeded = "pool_rpm"
        if exceeded:
            limit = getattr(target, exceeded)
            raise self.error(exceeded, f"The limit of {limit} ({exceeded}) is reached; try again later.")
        make = completions.chat if call.action == "ChatCompletions" else completions.embeddings
        answer = make(body, target.model, self._request_id(), now)
        for used in (target.endpoint_id, pool):
            self.usage.add(used, answer["usage"]["total_tokens"], now)
        reply = self._reply(answer, target.endpoint_id)
        if call.action == "ChatCompletions" and body.get("stream"):
            options = body.get("stream_options")
            include_usage = isinstance(options, dict) and bool(options.get("include_usage"))
            reply.payload, reply.events = None, completions.chunks(answer, include_usage=include_usage)
        return reply

    def _check(self, call: Call) -> None:
        body = call.body
        if not isinstance(body.get("model"), str) or not body["model"]:
            raise self.error("bad_body", "The parameter model is required; it must be a text.")
        for member in ("max_tokens", "max_completion_tokens"):
            value = body.get(member)
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
                raise self.error("bad_body", f"The parameter {member} must be an integer from 1.")
        if call.action == "Embeddings":
            if not body.get("input") or not isinstance(body["input"], str | list):
                raise self.error("bad_body", "The parameter input is required; it must be a text or an array.")
            return
        messages = body.get("messages")
        if not isinstance(messages, list) or not messages or not all(isinstance(one, dict) for one in messages):
            raise self.error("bad_body", "The parameter messages is required; it must be an array of messages.")

    def _reply(self, answer: dict[str, Any], endpoint_id: str | None = None) -> Reply:
        request_id = answer.get("id") or self._request_id()
        return Reply(200, answer, None, request_id, endpoint_id, headers={"X-Request-Id": request_id})

    def _request_id(self) -> str:
        self._requests += 1
        return f"{self.name.replace('_', '-')}-{int(self._now() * 1000):x}-{self._requests:06x}"
