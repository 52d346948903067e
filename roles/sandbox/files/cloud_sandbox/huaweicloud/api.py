# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP entrance that the Huawei Cloud services have in common (Huawei reference 2, 4.1, 5.1, 8)."""

from __future__ import annotations

import json
import re
from typing import Any, Protocol

from ..faults import Fault
from ..messages import ApiError, Call, HttpRequest, Reply
from ..routing import Route
from ..switch_values import SwitchValues
from .authenticator import Authenticator
from .envelope import gateway_error
from .signature import LARGEST_BODY


class Service(Protocol):
    """What an API leads to."""

    switches: SwitchValues

    def perform(self, action: str, parameters: dict[str, Any], body: Any = None) -> Reply:
        """Do one action; errors are answers too."""

    def error_reply(self, error: ApiError) -> Reply:
        """Return the answer for an error, in the service's envelope."""


class HuaweiApi:
    """Turns requests under one prefix into calls of a service. A subclass says prefix, routes and its own words."""

    name = ""
    prefix = re.compile("")
    routes: tuple[Route, ...] = ()
    #: Documented codes of the service by HTTP status, for faults; the gateway's are used for the rest.
    codes: dict[int, str] = {}

    def __init__(self, service: Service, authenticator: Authenticator) -> None:
        self.service = service
        self.authenticator = authenticator

    def matches(self, request: HttpRequest) -> bool:
        """Tell whether the path begins with the prefix."""
        return self.prefix.match(request.path) is not None

    def identify(self, request: HttpRequest) -> Call:
        """Return action and parameters as far as they can be told."""
        for route in self.routes:
            parameters = route.match(request)
            if parameters is not None:
                return self._call(route.action, None, parameters)
        return self._call("", None, {})

    def parse(self, request: HttpRequest) -> Call:
        """Check size, route, access and form of the body, in this order; raises `ApiError`."""
        if len(request.body) > LARGEST_BODY:
            raise gateway_error("0201", "The body is larger than 12 MB.", 413)
        call = self.identify(request)
        if not call.action:
            raise gateway_error("0101", "The API does not exist or has not been published in the environment.")
        project_id = self._enter(request, call)
        call.body = self._body(request)
        self._admit(request, call, project_id)
        return call

    def perform(self, call: Call) -> Reply:
        """Do it."""
        return self.service.perform(call.action, call.parameters, call.body)

    def error_reply(self, error: ApiError, call: Call) -> Reply:
        """Return the answer for an error."""
        return self.service.error_reply(error)

    def fault_error(self, fault: Fault) -> ApiError:
        """Return documented code and status for a fault. There is no error inside HTTP 200 here: it is throttling."""
        if fault.kind == "flow_limit":
            return ApiError(fault.code or "APIGW.0308", 429, fault.message)
        code = fault.code or self.codes.get(fault.status) or _gateway_code(fault.status)
        return ApiError(code, fault.status, fault.message)

    # ---- what services differ in -------------------------------------------------------------------------------

    def _enter(self, request: HttpRequest, call: Call) -> str | None:
        """Check who comes; the project of a token."""
        return self.authenticator.check(request, self._bad_token)

    def _bad_token(self, why: str) -> ApiError:
        return gateway_error("0301", why)

    def _bad_json(self) -> ApiError:
        return gateway_error("0201", "The body of the request is not valid JSON.")

    def _admit(self, request: HttpRequest, call: Call, project_id: str | None) -> None:
        """Last checks of an authenticated and readable request; raises `ApiError`."""

    # ---- what they have in common ------------------------------------------------------------------------------

    def _call(self, action: str, body: Any, parameters: dict[str, Any]) -> Call:
        return Call(action, body, service=self.name, parameters=parameters)

    def _body(self, request: HttpRequest) -> Any:
        if request.method in ("POST", "PUT") and self.service.switches["huawei_content_type"] == "required":
            kind = (request.headers.get("content-type") or "").partition(";")[0].strip().lower()
            if kind != "application/json":
                raise gateway_error("0201", "The header Content-Type must be application/json.")
        if not request.body:
            return None
        try:
            return json.loads(request.body, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise self._bad_json() from None


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no JSON.")


def _gateway_code(status: int) -> str:
    numbers = {401: "0301", 403: "0310", 404: "0101", 429: "0308"}
    return f"APIGW.{numbers.get(status, '0201')}"
