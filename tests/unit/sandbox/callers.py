# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Those who call endpoints, in-process: one account with both data planes, and short ways to use them."""

from __future__ import annotations

from typing import Any

from cloud_sandbox.cloud import Cloud
from cloud_sandbox.gateway import Outcome
from cloud_sandbox.messages import HttpRequest
from cloud_sandbox.signature import Credentials

from .huawei import CUSTOM, PROJECT, raw
from .support import MODEL, Clock

FIXED = "fixed-api-key"
CHAT = {"messages": [{"role": "user", "content": "one two three"}]}


class Callers:
    """An account with a clock and the fixed API key."""

    def __init__(self, **switches: Any) -> None:
        self.clock = Clock()
        self.cloud = Cloud(Credentials("AK", "SK", api_keys=(FIXED,)), switches, now=self.clock, seed=7)

    # ---- endpoints and keys --------------------------------------------------------------------------------------

    def ark(self, action: str, **body: Any) -> dict[str, Any]:
        """Result of an action of Ark that succeeds; then some time passes."""
        reply = self.cloud.ark.perform(action, body)
        assert reply.code is None, reply.payload
        self.clock.tick(1)
        return reply.result

    def ark_endpoint(self, **more: Any) -> str:
        """Id of a new Ark endpoint that is running."""
        return str(self.ark("CreateEndpoint", **{"Name": "one", "ModelReference": MODEL, **more})["Id"])

    def ark_key(self, *endpoint_ids: str, seconds: int = 600, **more: Any) -> str:
        """A temporary key for endpoints."""
        given = {"DurationSeconds": seconds, "ResourceType": "endpoint", "ResourceIds": list(endpoint_ids), **more}
        return str(self.ark("GetApiKey", **given)["ApiKey"])

    def maas(self, action: str, body: Any = None, **parameters: Any) -> Any:
        """Document of an action of MaaS that succeeds; then some time passes."""
        reply = self.cloud.maas.perform(action, {"project_id": PROJECT, **parameters}, body)
        assert reply.code is None, reply.payload
        self.clock.tick(1)
        return reply.payload

    def maas_endpoint(self, **more: Any) -> str:
        """Id of a new MaaS endpoint, whose name is one unless given."""
        return str(self.maas("CreateEndpoint", {**CUSTOM, **more})["id"])

    def maas_key(self, **more: Any) -> dict[str, Any]:
        """A new MaaS key, with its plaintext in api_key."""
        return dict(self.maas("CreateApiKey", {"allow_all": True, **more}))

    # ---- calls ---------------------------------------------------------------------------------------------------

    def send(
        self, method: str, path: str, body: Any = None, key: str | None = FIXED, peer: str = "127.0.0.1"
    ) -> Outcome:
        """One request of a data plane."""
        headers = {"content-type": "application/json"}
        if key is not None:
            headers["authorization"] = f"Bearer {key}"
        return self.cloud.gateway.request(HttpRequest(method, path, "", headers, raw(body), peer))

    def chat(self, model: str, key: str | None = FIXED, *, base: str = "", **more: Any) -> tuple[int, str | None]:
        """Status and code of a chat; the base URL is that of the cloud to which such a model belongs."""
        base = base or ("/api/v3" if model.startswith(("ep-", "doubao")) else "/openai/v1")
        outcome = self.send("POST", f"{base}/chat/completions", {"model": model, **CHAT, **more}, key)
        return outcome.status, outcome.entry["code"]
