# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP entrance of Fabric (Huawei reference 4.1)."""

from __future__ import annotations

import re

from ..huaweicloud.api import HuaweiApi
from ..huaweicloud.envelope import coded
from ..messages import ApiError, Call, HttpRequest
from ..routing import Route
from .service import FAMILY
from .validation import unreadable

_ALL = "/v1/workspaces/{workspace_id}/endpoints"
_ONE = _ALL + "/{endpoint_id}"


class FabricApi(HuaweiApi):
    """``/v1/workspaces/...``."""

    name = "fabric"
    prefix = re.compile(r"/v1/workspaces(/|\Z)")
    routes = (
        Route("POST", _ALL, "CreateEndpoint"),
        Route("GET", _ALL, "ListEndpoints"),
        Route("GET", _ONE, "ShowEndpoint"),
        Route("PUT", _ONE, "UpdateEndpoint"),
        Route("DELETE", _ONE, "DeleteEndpoint"),
        Route("POST", _ONE + "/subscribe", "SubscribeEndpoint"),
    )
    codes = {400: "common.01000001", 408: "common.00000408", 500: "common.00000500"}

    def _bad_token(self, why: str) -> ApiError:
        return coded(self.service.switches["fabric_token_refusal"], why)

    def _bad_json(self) -> ApiError:
        return unreadable("the body is not valid JSON")

    def _admit(self, request: HttpRequest, call: Call, project_id: str | None) -> None:
        # A signed request says in a header what a token says by itself (Huawei reference 2).
        needed = self.service.switches["fabric_project_header"] == "required"
        sent = request.headers.get("x-auth-token") or request.headers.get("x-project-id")
        if needed and not sent:
            raise coded("00010003/400", "The workspace does not exist.", FAMILY)
