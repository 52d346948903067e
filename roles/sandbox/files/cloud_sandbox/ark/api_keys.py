# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API keys of Ark's data plane: fixed ones of the settings, and temporary ones of GetApiKey (Ark reference 4.7).

A temporary key carries its own proof, so none has to be stored.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..messages import ApiError, Reply
from ..signature import Credentials, header_bytes
from ..switch_values import SwitchValues
from . import validation
from .endpoints import ArkEndpoints
from .envelope import reply
from .errors import gateway_error, invalid, missing

RESOURCE_TYPES = ("endpoint", "bot", "presetendpoint")
LONGEST_SECONDS = 2_592_000
_PREFIX = "ark-tmp-"
_MEMBERS = frozenset("DurationSeconds ResourceType ResourceIds ProjectName".split())


@dataclass(frozen=True)
class ApiKey:
    """What a key allows: everything, or the resources of one type."""

    resource_type: str | None = None
    resource_ids: tuple[str, ...] = ()

    def allows(self, endpoint_id: str) -> bool:
        """Tell whether the key may be used for an endpoint."""
        if self.resource_type is None:
            return True
        return self.resource_type == "endpoint" and (not self.resource_ids or endpoint_id in self.resource_ids)

    def allows_models(self) -> bool:
        """Tell whether the key may be used for models by their id."""
        return self.resource_type in (None, "presetendpoint")


class ArkApiKeys:
    """The keys of one account. ``credentials`` may be exchanged, which makes temporary keys worthless."""

    def __init__(
        self, endpoints: ArkEndpoints, credentials: Credentials, switches: SwitchValues, *, now: Callable[[], float]
    ) -> None:
        self.endpoints = endpoints
        self.credentials = credentials
        self.switches = switches
        self._now = now
        self._issued: list[float] = []

    def actions(self) -> dict[str, Callable[[dict[str, Any], str], Reply]]:
        """Return the actions by name; each takes a body and a region."""
        return {"GetApiKey": self._get, "ListApiKeys": self._list, "GetRawApiKey": self._get_raw}

    def find(self, key: str) -> ApiKey | None:
        """Return what a key allows, or nothing if it is not good."""
        given = header_bytes(key)
        if any(hmac.compare_digest(given, header_bytes(fixed)) for fixed in self.credentials.api_keys):
            return ApiKey()
        payload, _dot, proof = key.removeprefix(_PREFIX).partition(".")
        if not key.startswith(_PREFIX) or not hmac.compare_digest(header_bytes(proof), self._proof(payload).encode()):
            return None
        resource_type, resource_ids, expires = json.loads(base64.urlsafe_b64decode(payload))
        return ApiKey(resource_type, tuple(resource_ids)) if self._now() < expires else None

    def _proof(self, payload: str) -> str:
        return hmac.new(header_bytes(self.credentials.secret_key), header_bytes(payload), hashlib.sha256).hexdigest()

    # ---- actions -----------------------------------------------------------------------------------------------

    def _get(self, body: dict[str, Any], region: str) -> Reply:
        body = validation.only(body, _MEMBERS, self.switches)
        for member in ("DurationSeconds", "ResourceType"):
            if member not in body:
                raise missing(member)
        seconds = body["DurationSeconds"]
        if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 <= seconds <= LONGEST_SECONDS:
            raise invalid("DurationSeconds", f"it must be an integer from 0 to {LONGEST_SECONDS}")
        if body["ResourceType"] not in RESOURCE_TYPES:
            raise invalid("ResourceType", f"it must be one of {', '.join(RESOURCE_TYPES)}")
        ids = self._resource_ids(body, region)
        self._check_rate()
        expires = int(self._now()) + seconds
        payload = base64.urlsafe_b64encode(json.dumps([body["ResourceType"], ids, expires]).encode()).decode()
        return reply({"ApiKey": f"{_PREFIX}{payload}.{self._proof(payload)}", "ExpiredTime": expires})

    def _resource_ids(self, body: dict[str, Any], region: str) -> list[str]:
        ids = validation.strings(body.get("ResourceIds", []), "ResourceIds")
        if body["ResourceType"] == "presetendpoint":
            if "ProjectName" not in body:
                raise missing("ProjectName")
        elif not ids and self.switches["ark_key_resource_ids"] == "required":
            raise missing("ResourceIds")
        if body["ResourceType"] == "endpoint" and self.switches["ark_key_unknown_resource"] == "refused":
            for one in ids:
                self.endpoints.require(one, region)
        return ids

    def _check_rate(self) -> None:
        rate, now = self.switches["ark_key_calls_per_minute"], self._now()
        self._issued = [at for at in self._issued if at > now - 60]
        if rate is not None and len(self._issued) >= rate:
            raise gateway_error("FlowLimitExceeded", "GetApiKey has been called too often; slow down.")
        self._issued.append(now)

    def _fixed(self) -> list[dict[str, Any]]:
        if self.switches["ark_key_list"] == "absent":
            raise gateway_error("InvalidActionOrVersion", "Could not find the operation.")
        return [
            {"Id": number, "Name": f"api-key-{number}", "Status": "Active", "ApiKey": key}
            for number, key in enumerate(self.credentials.api_keys, 1)
        ]

    def _list(self, body: dict[str, Any], region: str) -> Reply:
        number, size = validation.page(body, self.switches)
        found = [{name: value for name, value in one.items() if name != "ApiKey"} for one in self._fixed()]
        return reply({"TotalCount": len(found), "Items": found[(number - 1) * size : number * size]})

    def _get_raw(self, body: dict[str, Any], region: str) -> Reply:
        if "Id" not in body:
            raise missing("Id")
        for one in self._fixed():
            if one["Id"] == body["Id"]:
                return reply({"ApiKey": one["ApiKey"]})
        raise ApiError("NotFound.ApiKey", 404, f"The API key {body['Id']} does not exist.")
