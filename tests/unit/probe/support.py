# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection's own client in front of the sandbox's gateway, without sockets and without waiting."""

from __future__ import annotations

from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import Unclear
from ansible_collections.inference.endpoints.plugins.module_utils._http import client as http_client
from ansible_collections.inference.endpoints.plugins.module_utils._http.connection_errors import Target
from ansible_collections.inference.endpoints.plugins.module_utils._http.transport import Answer
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.answers import PlatformAnswers
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.client import Client
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.calls import Asker
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.questions import Settings
from cloud_sandbox.cloud import Cloud
from cloud_sandbox.signature import Credentials

EPOCH = 1_767_323_045.0
MODEL = {"FoundationModel": {"Name": "doubao-1-5-thinking-pro", "ModelVersion": "250428"}}
GIVEN_MODEL = {"foundation_model": {"name": "doubao-1-5-thinking-pro", "model_version": "250428"}}
PROJECT = "other"


class Account:
    """An account at the sandbox, on a clock of its own, with nothing in it or with a bit of everything."""

    def __init__(self, switches: dict[str, Any] | None = None, *, populated: bool = True, site: str = "volcengine"):
        self.time = EPOCH
        self.cloud = Cloud(Credentials("AK", "SK", auth_token="static-token"), switches, now=lambda: self.time, seed=1)
        self.gateway = self.cloud.gateway
        self.site = site
        self.clock = Clock(now=lambda: self.time, sleep=self.sleep, wall=lambda: self.time)
        self.latency = 3.0
        if populated:
            self._populate()
        self.latency = 0.01
        self.mark = len(self.gateway.log)

    def sleep(self, seconds: float) -> None:
        self.time += seconds

    def call(self, action: str, arguments: dict[str, Any]) -> Any:
        self.time += self.latency
        return self.gateway.call(action, arguments, site=self.site)

    def _populate(self) -> None:
        self.call("CreateEndpoint", {"Name": "plain", "ModelReference": MODEL})
        limits = {"Rpm": 10, "Tpm": 5000}
        self.call(
            "CreateEndpoint",
            {"Name": "Limited One", "ModelReference": MODEL, "ProjectName": PROJECT, "RateLimit": limits},
        )
        self.call("CreateEndpoint", {"Name": "custom", "ModelReference": {"CustomModelId": "cm-1"}})
        kept = self.cloud.switches["start_outcome"]
        self.cloud.switches.change({"start_outcome": "failed"})
        self.call("CreateEndpoint", {"Name": "broken", "ModelReference": MODEL})
        self.cloud.switches.change({"start_outcome": kept})
        self.time += 3600

    @property
    def log(self) -> list[dict[str, Any]]:
        """What was asked of the account since it was made."""
        return list(self.gateway.log)[self.mark :]

    @property
    def settings(self) -> Settings:
        return Settings("k3x9q2m7", {"site": self.site, "project_name": PROJECT, "model_reference": GIVEN_MODEL})

    def asker(self, retries: int = 0) -> Asker:
        return Asker(_MemoryClient(self, retries))


class _MemoryTransport:
    def __init__(self, account: Account) -> None:
        self._account = account
        self.target = Target("", "api_url", None)

    def send(self, call: Call, *_request: Any, **_more: Any) -> Answer:
        outcome = self._account.call(call.action, call.arguments)
        self._account.time += outcome.delay
        if outcome.kind != "answer":
            raise Unclear(f"{call.action}: {outcome.kind}", action=call.action, code="ConnectionError")
        headers = {**outcome.headers, "Content-Type": outcome.content_type}
        return Answer(outcome.status, headers, outcome.body)


class _MemoryClient(Client):
    def __init__(self, account: Account, retries: int) -> None:
        # pylint: disable-next=non-parent-init-called,super-init-not-called
        http_client.Client.__init__(self, _MemoryTransport(account), retries, 600.0, account.clock)
        self._answers = PlatformAnswers("ark", account.clock)
        self._version = "2024-01-01"
