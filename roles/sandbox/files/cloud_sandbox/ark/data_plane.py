# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data plane of Ark, where ``model`` is the id of an endpoint. Its base URL is ``<sandbox>/api/v3``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..data_plane.api import DataPlaneApi, Target
from ..messages import ApiError, Call, HttpRequest
from ..routing import Route
from ..switch_values import SwitchValues
from ..transition import DELETED, MOVING, RUNNING
from .api_keys import ApiKey, ArkApiKeys
from .endpoints import ArkEndpoints
from .errors import coded
from .record import Endpoint

_ENDPOINT_ID = re.compile(r"ep-")


class ArkDataPlane(DataPlaneApi):
    """Chat and embeddings, and the look for a task that does not exist: a check of the key that costs nothing."""

    name = "ark_data"
    prefix = re.compile(r"/api/v3(/|\Z)")
    routes = (
        Route("POST", "/api/v3/chat/completions", "ChatCompletions"),
        Route("POST", "/api/v3/embeddings", "Embeddings"),
        Route("GET", "/api/v3/contents/generations/tasks/{task_id}", "GetTask"),
    )
    codes = {
        "no_route": ("InvalidAction", 404),
        "no_key": ("AuthenticationError", 401),
        "bad_body": ("InvalidParameter", 400),
        "pool_rpm": ("ModelAccountRpmRateLimitExceeded", 429),
        "rpm": ("RateLimitExceeded.EndpointRPMExceeded", 429),
        "tpm": ("RateLimitExceeded.EndpointTPMExceeded", 429),
    }
    fault_codes = {
        401: "AuthenticationError",
        403: "AccessDenied",
        404: "InvalidEndpointOrModel.NotFound",
        429: "ServerOverloaded",
        500: "InternalServiceError",
    }

    def __init__(
        self, endpoints: ArkEndpoints, keys: ArkApiKeys, switches: SwitchValues, *, now: Callable[[], float]
    ) -> None:
        super().__init__(switches, now=now)
        self.endpoints = endpoints
        self.keys = keys

    def authenticate(self, key: str, request: HttpRequest) -> ApiKey:
        """Return what is known of an API key; raises `ApiError`."""
        known = self.keys.find(key)
        if known is None:
            raise self.error("no_key", "The API key is missing, not valid, or has expired.")
        return known

    def target(self, model: str, caller: ApiKey) -> Target:
        """Return the endpoint with this id; raises `ApiError`."""
        refusal = self.switches["ark_data_refusal"]
        if refusal != "none":
            raise coded(refusal, "The sandbox has been told to refuse all calls.")
        if not _ENDPOINT_ID.match(model):
            return self._by_model_id(model, caller)
        if not caller.allows(model):
            raise coded(self.switches["ark_key_scope_answer"], f"The API key may not be used for {model}.")
        record = self.endpoints.endpoints.get(model)
        if record is not None:
            record.settle(self._now())
        if record is None or record.phase == DELETED:
            raise self._not_found(model)
        self._check_state(record)
        return Target(record.id, self._model_of(record), record.rpm, record.tpm, self.switches["ark_data_pool_rpm"])

    def other(self, call: Call) -> dict[str, Any]:
        """Return a task: none exists."""
        raise coded(self.switches["ark_data_no_task"], f"The task {call.parameters['task_id']} does not exist.")

    def _check_state(self, record: Endpoint) -> None:
        reading = self.switches["ark_data_transitional"]
        if record.phase == MOVING and reading == "overloaded":
            raise ApiError("ServerOverloaded", 429, f"The endpoint {record.id} is not ready; try again later.")
        if record.phase != RUNNING and not (record.phase == MOVING and reading == "served"):
            raise ApiError("InvalidEndpoint.ClosedEndpoint", 400, f"The endpoint {record.id} is closed.")
        name = record.model_reference.get("FoundationModel", {}).get("Name")
        if name and not self.endpoints.catalogue.is_activated(name):
            raise ApiError("ModelNotOpen", 404, f"The account has not activated the model {name}.")

    @staticmethod
    def _model_of(record: Endpoint) -> str:
        reference = record.model_reference
        foundation = reference.get("FoundationModel")
        if foundation:
            return f"{foundation['Name']}-{foundation['ModelVersion']}"
        return str(reference.get("CustomModelId", record.id))

    def _by_model_id(self, model: str, caller: ApiKey) -> Target:
        """Return the account's own access to a model, which is called by the id of the model."""
        known = next((name for name in self.endpoints.catalogue.model_ids() if name == model), None)
        if known is None or not caller.allows_models():
            raise self._not_found(model)
        answer = self.switches["ark_data_model_id"]
        if answer != "served":
            raise coded(answer, "The account lets models be called by endpoint id only.")
        return Target(model, model, pool_rpm=self.switches["ark_data_pool_rpm"])

    def _not_found(self, model: str) -> ApiError:
        return coded(
            self.switches["ark_data_not_found"], f"The model or endpoint {model} does not exist or you have no access."
        )
