# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP entrance of the Ark service: signature, query and body (Ark reference 1.1, 2, 3.2)."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qs

from ..faults import Fault
from ..messages import ApiError, Call, HttpRequest, Reply
from ..signature import Credentials, SignatureError, parse_authorization, verify
from .envelope import VERSION
from .errors import CODE_OF_STATUS, gateway_error
from .service import SITE_REGIONS, ArkService
from .validation import whole_body


class ArkApi:
    """Turns requests into calls of an `ArkService`. ``credentials`` may be exchanged while it runs.

    ``temporary``: from the id of a key to the temporary keys that STS has issued, if it is one of those.
    """

    def __init__(
        self,
        service: ArkService,
        credentials: Credentials,
        *,
        now: Callable[[], float],
        temporary: Callable[[str], Credentials | None] = lambda _access_key: None,
    ) -> None:
        self.service = service
        self._temporary = temporary
        self.credentials = credentials
        self._now = now

    def matches(self, request: HttpRequest) -> bool:
        """Tell whether the query has an Action that is not one of STS."""
        return "Action=" in request.query and "Action=AssumeRole" not in request.query

    def identify(self, request: HttpRequest) -> Call:
        """Return action and region as far as they can be told."""
        action = parse_qs(request.query).get("Action", [""])[0]
        try:
            region = parse_authorization(request.headers.get("authorization")).scope.region
        except SignatureError:
            region = SITE_REGIONS["volcengine"]
        return Call(action, {}, *self._place(region))

    def parse(self, request: HttpRequest) -> Call:
        """Check signature, method, action, version and body, in this order; raises `ApiError`."""
        switches = self.service.switches
        try:
            credentials = self._temporary(_access_key(request)) or self.credentials
            scope = verify(request, credentials, self._now(), future_seconds=switches["timestamp_future_seconds"])
        except SignatureError as error:
            status = int(switches["timestamp_status"]) if error.code == "InvalidTimestamp" else None
            raise gateway_error(error.code, error.message, status) from None
        query = parse_qs(request.query)
        for member in ("Action", "Version"):
            if member not in query:
                raise gateway_error("MissingParameter", f"The query has no {member}.")
        if request.path != "/" or query["Version"][0] != VERSION or query["Action"][0] not in self.service.action_names:
            raise gateway_error(
                "InvalidActionOrVersion",
                f"Could not find operation {query['Action'][0]} for version {query['Version'][0]}.",
            )
        if request.method != "POST":
            raise gateway_error("MethodNotAllowed", f"The method {request.method} is not allowed; use POST.")
        try:
            body = json.loads(request.body) if request.body else {}
        except (ValueError, RecursionError):
            raise gateway_error("MissingParameter", "The body of the request is not valid JSON.") from None
        return Call(query["Action"][0], whole_body(body), *self._place(scope.region))

    def perform(self, call: Call) -> Reply:
        """Do it."""
        return self.service.perform(call.action, call.body, site=call.site, region=call.region or None)

    def error_reply(self, error: ApiError, call: Call) -> Reply:
        """Return the answer for an error."""
        return self.service.error_reply(error, call.action, call.region)

    def fault_error(self, fault: Fault) -> ApiError:
        """Return documented code and status for a fault."""
        if fault.kind == "flow_limit":
            return ApiError(fault.code or "AccountFlowLimitExceeded", fault.status, fault.message)
        return ApiError(fault.code or CODE_OF_STATUS.get(fault.status, "UndefinedError"), fault.status, fault.message)

    def _place(self, region: str) -> tuple[str, str]:
        """Site and region that a request goes to: a sandbox that plays one site has that site's region only."""
        forced = self.service.switches["site"]
        if forced != "auto":
            return forced, SITE_REGIONS[forced]
        return ("volcengine" if region.startswith("cn-") else "byteplus"), region


def _access_key(request: HttpRequest) -> str:
    """Return the id of the key that signs; raises `SignatureError`."""
    return parse_authorization(request.headers.get("authorization")).scope.access_key
