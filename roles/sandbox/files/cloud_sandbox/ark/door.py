# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP entrance of the Ark service: signature, query and body (Ark reference 1.1, 2, 3.2)."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qs

from ..answers import Call, HttpRequest, Refused, Reply
from ..faults import Fault
from ..signature import Credentials, SignatureRefused, parse_authorization, verify
from .bodies import whole_body
from .errors import CODE_OF_STATUS, gateway_refusal
from .service import SITE_REGIONS, VERSION, ArkService


class ArkDoor:
    """Turns requests into calls of an `ArkService`. ``credentials`` may be exchanged while it runs."""

    def __init__(self, service: ArkService, credentials: Credentials, *, now: Callable[[], float]) -> None:
        self.service = service
        self.credentials = credentials
        self._now = now

    def claims(self, request: HttpRequest) -> bool:
        """Every request with an Action in its query, and whatever nobody else wants."""
        return "Action=" in request.query

    def label(self, request: HttpRequest) -> Call:
        """Action and region as far as they can be told."""
        action = parse_qs(request.query).get("Action", [""])[0]
        try:
            region = parse_authorization(request.headers.get("authorization")).scope.region
        except SignatureRefused:
            region = SITE_REGIONS["volcengine"]
        return Call(action, {}, *self._place(region))

    def understand(self, request: HttpRequest) -> Call:
        """Check signature, method, action, version and body, in this order; raises `Refused`."""
        readings = self.service.readings
        try:
            scope = verify(request, self.credentials, self._now(), future_seconds=readings["timestamp_future_seconds"])
        except SignatureRefused as refusal:
            status = int(readings["timestamp_status"]) if refusal.code == "InvalidTimestamp" else None
            raise gateway_refusal(refusal.code, refusal.message, status) from None
        query = parse_qs(request.query)
        for member in ("Action", "Version"):
            if member not in query:
                raise gateway_refusal("MissingParameter", f"The query has no {member}.")
        if request.path != "/" or query["Version"][0] != VERSION or query["Action"][0] not in self.service.actions:
            raise gateway_refusal(
                "InvalidActionOrVersion",
                f"Could not find operation {query['Action'][0]} for version {query['Version'][0]}.",
            )
        if request.method != "POST":
            raise gateway_refusal("MethodNotAllowed", f"The method {request.method} is not allowed; use POST.")
        try:
            body = json.loads(request.body) if request.body else {}
        except (ValueError, RecursionError):
            raise gateway_refusal("MissingParameter", "The body of the request is not valid JSON.") from None
        return Call(query["Action"][0], whole_body(body), *self._place(scope.region))

    def perform(self, call: Call) -> Reply:
        """Do it."""
        return self.service.perform(call.action, call.body, site=call.site, region=call.region or None)

    def refuse(self, refusal: Refused, call: Call) -> Reply:
        """The answer for a refusal."""
        return self.service.refuse(refusal, call.action, call.region)

    def fault(self, fault: Fault) -> Refused:
        """Documented code and status for a fault."""
        if fault.kind == "flow_limit":
            return Refused(fault.code or "AccountFlowLimitExceeded", fault.status, fault.message)
        return Refused(fault.code or CODE_OF_STATUS.get(fault.status, "UndefinedError"), fault.status, fault.message)

    def _place(self, region: str) -> tuple[str, str]:
        """Site and region that a request goes to: a sandbox that plays one site has that site's region only."""
        forced = self.service.readings["site"]
        if forced != "auto":
            return forced, SITE_REGIONS[forced]
        return ("volcengine" if region.startswith("cn-") else "byteplus"), region
