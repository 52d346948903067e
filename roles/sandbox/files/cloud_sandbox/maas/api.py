# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP entrance of MaaS (Huawei reference 5.1, 5.2)."""

from __future__ import annotations

import re

from ..huaweicloud.api import HuaweiApi
from ..huaweicloud.envelope import coded, gateway_error
from ..messages import ApiError, Call, HttpRequest
from ..routing import Route

_ROOT = "/v1/{project_id}/maas"
_ALL = _ROOT + "/services/custom-endpoint/endpoint"
_ONE = _ALL + "/{endpoint_id}"
_KEYS = "/v2/{project_id}/maas/api-auth/api-keys"
_CONTROLS = {"activate": "ActivateEndpoint", "deactivate": "DeactivateEndpoint"}


class MaasApi(HuaweiApi):
    """``/v1/{project_id}/maas/...``, ``/v2/...`` for keys. What the control call is named depends on its body."""

    name = "maas"
    prefix = re.compile(r"/v[12]/[^/]+/maas(/|\Z)")
    routes = (
        Route("POST", _ALL, "CreateEndpoint"),
        Route("GET", _ALL, "ListEndpoints"),
        Route("PUT", _ONE, "UpdateEndpoint"),
        Route("DELETE", _ONE, "DeleteEndpoint"),
        Route("PUT", _ROOT + "/services/custom-endpoint/control/{endpoint_id}", "ControlEndpoint"),
        Route("GET", _ROOT + "/compliance/agreements", "ShowAgreement"),
        Route("POST", _KEYS, "CreateApiKey"),
        Route("GET", _KEYS, "ListApiKeys"),
        Route("PUT", _KEYS + "/{key_id}", "UpdateApiKey"),
        Route("DELETE", _ROOT + "/api-auth/api-keys/{key_id}", "DeleteApiKey"),
    )
    codes = {400: "ModelArts.0104"}

    def _enter(self, request: HttpRequest, call: Call) -> str | None:
        signed = request.headers.get("x-auth-token") is None and request.headers.get("authorization")
        if signed and self.service.switches["maas_signing"] == "refused":
            raise gateway_error("0301", "Incorrect IAM authentication information: x-auth-token not found.")
        return super()._enter(request, call)

    def _bad_token(self, why: str) -> ApiError:
        return coded(self.service.switches["maas_token_refusal"], why)

    def _bad_json(self) -> ApiError:
        return ApiError("ModelArts.2115", 400, "The body of the request is not valid JSON.")

    def _admit(self, request: HttpRequest, call: Call, project_id: str | None) -> None:
        if call.action == "ControlEndpoint" and isinstance(call.body, dict):
            call.action = _CONTROLS.get(str(call.body.get("action")), call.action)
        if project_id is not None and project_id != call.parameters["project_id"]:
            raise gateway_error("0310", "The token is for another project.")
