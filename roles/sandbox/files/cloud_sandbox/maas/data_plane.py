# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data plane of MaaS, where ``model`` is the name of an endpoint. Its base URL is ``<sandbox>/openai/v1``."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from typing import Any

from ..data_plane.api import ERROR_TYPES, DataPlaneApi, Target
from ..huaweicloud.envelope import coded
from ..messages import ApiError, Call, HttpRequest
from ..routing import Route
from ..signature import Credentials, header_bytes
from ..switch_values import SwitchValues
from ..transition import DELETED
from . import views
from .api_keys import MaasApiKey, MaasApiKeys
from .record import MaasEndpoint
from .service import MaasService

_PREFIXES = ("/openai/v1", "/v1", "/v2")


class MaasDataPlane(DataPlaneApi):
    """Chat, embeddings and the list of models. ``credentials`` may be exchanged while it runs."""

    name = "maas_data"
    prefix = re.compile(r"/openai(/|\Z)|/v[12]/(chat/completions|embeddings|models)/?\Z")
    routes = tuple(
        route
        for prefix in _PREFIXES
        for route in (
            Route("POST", f"{prefix}/chat/completions", "ChatCompletions"),
            Route("POST", f"{prefix}/embeddings", "Embeddings"),
            Route("GET", f"{prefix}/models", "ListModels"),
        )
    )
    codes = {
        "no_route": ("APIGW.0101", 404),
        "no_key": ("ModelArts.81002", 400),
        "bad_key": ("ModelArts.81003", 401),
        "bad_body": ("ModelArts.81001", 400),
        "not_found": ("ModelArts.81009", 404),
        "rpm": ("ModelArts.81101", 429),
        "tpm": ("ModelArts.81103", 429),
    }
    fault_codes = {
        400: "ModelArts.81001",
        401: "ModelArts.81003",
        403: "ModelArts.81004",
        404: "ModelArts.81009",
        429: "ModelArts.81101",
        500: "APIG.0203",
    }

    def __init__(
        self,
        service: MaasService,
        keys: MaasApiKeys,
        credentials: Credentials,
        switches: SwitchValues,
        *,
        now: Callable[[], float],
    ) -> None:
        super().__init__(switches, now=now)
        self.service = service
        self.keys = keys
        self.credentials = credentials

    def authenticate(self, key: str, request: HttpRequest) -> MaasApiKey | None:
        """Return the key, or nothing for a fixed one, which may do everything; raises `ApiError`."""
        given = header_bytes(key)
        if any(hmac.compare_digest(given, header_bytes(fixed)) for fixed in self.credentials.api_keys):
            return None
        known = self.keys.find(key)
        if known is None:
            raise self.error("bad_key", "Invalid authorization header.")
        if not known.allows_address(request.peer):
            raise self._refused_by_list("address")
        return known

    def target(self, model: str, caller: MaasApiKey | None) -> Target:
        """Return the endpoint of this name; raises `ApiError`."""
        refusal = self.switches["maas_data_refusal"]
        if refusal != "none":
            raise coded(refusal, "The sandbox has been told to refuse all calls.")
        record = next((one for one in self._endpoints() if one.name == model), None)
        if record is None:
            raise self.error("not_found", f"Invalid model: {model}.")
        if caller is not None and not self._allows(caller, record):
            raise self._refused_by_list("endpoint")
        if not record.enabled or record.word.upper() == "FROZEN":
            frozen = record.word.upper() == "FROZEN"
            answer = "ModelArts.81006/401" if frozen else self.switches["maas_data_disabled"]
            raise coded(answer, f"The endpoint {model} is {'frozen' if frozen else 'disabled'}.")
        return Target(record.id, record.model_name or record.name, record.rpm, record.tpm)

    def other(self, call: Call) -> dict[str, Any]:
        """Return the models that may be called: the endpoints that are enabled."""
        enabled = [one for one in self._endpoints() if one.enabled]
        if call.caller is not None:
            enabled = [one for one in enabled if self._allows(call.caller, one)]
        data = [{"id": one.name, "object": "model", "created": int(one.created), "owned_by": "maas"} for one in enabled]
        return {"object": "list", "data": data}

    def error_document(self, error: ApiError) -> Any:
        """Return the body of an error, as the switch says."""
        if self.switches["maas_data_error_shape"] == "flat":
            return {"error_code": error.code, "error_msg": error.message}
        kind = ERROR_TYPES.get(error.status, "Error")
        return {"error": {"code": error.code, "message": error.message, "param": None, "type": kind}}

    def _endpoints(self) -> list[MaasEndpoint]:
        now = self._now()
        for record in self.service.endpoints.values():
            record.settle(now)
        return [record for record in self.service.endpoints.values() if record.phase != DELETED]

    def _allows(self, key: MaasApiKey, record: MaasEndpoint) -> bool:
        """Tell whether the allow-lists of a key let it call an endpoint: one of them must name it, or both be empty."""
        if not key.endpoint_whitelist and not key.resident_model_version_whitelist:
            return True
        named = {"id": record.id, "name": record.name}
        form = self.switches["maas_key_endpoint_form"]
        names = set(named.values()) if form == "either" else {named[form]}
        resident = views.resident_model_id(record)
        return bool(names & set(key.endpoint_whitelist)) or resident in key.resident_model_version_whitelist

    def _refused_by_list(self, what: str) -> ApiError:
        return coded(self.switches["maas_key_refusal"], f"The API key is not allowed for this {what}.")
