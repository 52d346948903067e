# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP entrance of STS: a signed GET, or for an OIDC token an unsigned POST (Ark reference 9.2)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from urllib.parse import parse_qsl

from ..ark import envelope
from ..ark.errors import CODE_OF_STATUS, gateway_error
from ..faults import Fault
from ..messages import ApiError, Call, HttpRequest, Reply
from ..signature import Credentials, SignatureError, parse_authorization, verify
from .service import VERSION, StsService

ASSUME_ROLE, WITH_OIDC = "AssumeRole", "AssumeRoleWithOIDC"


class StsApi:
    """Turns requests into calls of an `StsService`. ``credentials`` may be exchanged while it runs."""

    def __init__(self, service: StsService, credentials: Credentials, *, now: Callable[[], float]) -> None:
        self.service = service
        self.credentials = credentials
        self._now = now

    def matches(self, request: HttpRequest) -> bool:
        """Requests with an action of STS in their query."""
        return dict(parse_qsl(request.query)).get("Action") in (ASSUME_ROLE, WITH_OIDC)

    def identify(self, request: HttpRequest) -> Call:
        """Return action and region as far as they can be told."""
        try:
            region = parse_authorization(request.headers.get("authorization")).scope.region
        except SignatureError:
            region = ""
        return Call(dict(parse_qsl(request.query)).get("Action", ""), {}, region=region, service="sts")

    def parse(self, request: HttpRequest) -> Call:
        """Check signature or token, and version; raises `ApiError`. A token is not part of the call."""
        call = self.identify(request)
        asked = dict(parse_qsl(request.query))
        if request.method == "POST":
            asked.update(parse_qsl(request.body.decode("utf-8", "replace")))
        if call.action == ASSUME_ROLE:
            try:
                verify(request, self.credentials, self._now(), service="sts")
            except SignatureError as error:
                raise gateway_error(error.code, error.message) from None
        else:
            self.service.check_oidc_token(asked.pop("OIDCToken", ""))
        if asked.pop("Version", "") != VERSION:
            raise gateway_error("InvalidActionOrVersion", f"Could not find operation {call.action}.")
        del asked["Action"]
        call.body = asked
        return call

    def perform(self, call: Call) -> Reply:
        """Do it; temporary keys are no state that a cloud would show, so there is no effect."""
        try:
            result = self.service.assume(call.body, oidc=call.action == WITH_OIDC)
        except ApiError as error:
            return self.error_reply(error, call)
        answer = envelope.reply(result)
        return envelope.complete(answer, _request_id(), call.action, call.region, service="sts", version=VERSION)

    def error_reply(self, error: ApiError, call: Call) -> Reply:
        """Return the answer for an error."""
        return envelope.error_reply(error, _request_id(), call.action, call.region, service="sts", version=VERSION)

    def fault_error(self, fault: Fault) -> ApiError:
        """Return documented code and status for a fault."""
        return ApiError(fault.code or CODE_OF_STATUS.get(fault.status, "UndefinedError"), fault.status, fault.message)


def _request_id() -> str:
    return uuid.uuid4().hex.upper()
