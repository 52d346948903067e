# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine and the Huawei families against the sandbox's own core, without sockets and without waiting."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from requests.structures import CaseInsensitiveDict

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import Unclear
from ansible_collections.inference.endpoints.plugins.module_utils._http.transport import Answer
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.answers import ServiceAnswers
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.fabric import FabricEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import MaasEndpoint
from cloud_sandbox.messages import HttpRequest

from .world import CREDENTIALS, Outcome, World

PROJECT = "0123456789abcdef0123456789abcdef"
WORKSPACE = "e935d0ef-f4eb-4b95-aff1-9d33ae9f57a6"
MU = {"spec_code": "mu.llama3.8b", "min": 0, "max": 1}


class _HuaweiWorld(World):
    service_name = ""

    def once(self, call: Call) -> dict:
        self.time += self.latency
        arguments = call.arguments
        body = arguments.get("body")
        outcome = self.gateway.request(
            HttpRequest(
                arguments["method"],
                arguments["path"].replace("{project_id}", PROJECT),
                urlencode(arguments.get("query") or {}),
                {"x-auth-token": CREDENTIALS.auth_token, "content-type": "application/json"},
                b"" if body is None else json.dumps(body).encode(),
            )
        )
        self.time += outcome.delay
        if outcome.kind != "answer":
            self.time += min(outcome.seconds, 30.0) if outcome.kind == "hang" else 0.0
            raise Unclear(f"{call.action}: {outcome.kind}", action=call.action, code="ConnectionError")
        headers = CaseInsensitiveDict({**outcome.headers, "Content-Type": outcome.content_type})
        answers = ServiceAnswers(self.service_name, Clock(wall=lambda: self.time), credentials="Check the credentials")
        return answers.result_of(call, Answer(outcome.status, headers, outcome.body))

    def endpoints(self, name: str | None = None) -> list[dict]:
        return [one for one in self.service.state() if name in (None, self._name(one)) and not self._is_gone(one)]

    def force(self, name: str, **members: Any) -> None:
        self.service.force(self.only(name)["id"], members)

    @staticmethod
    def _name(one: dict) -> str:
        return one["name"]

    @staticmethod
    def _is_gone(one: dict) -> bool:
        return one["status"] == "DELETED"


class FabricWorld(_HuaweiWorld):
    """One account of DataArts Fabric."""

    service_name = "fabric"

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.service = self.cloud.fabric
        self.resource = self.bound = FabricEndpoint()

    def task(self, **options: Any) -> Any:
        return super().task(**{"workspace_id": WORKSPACE, **options})


class MaasWorld(_HuaweiWorld):
    """One account of ModelArts Studio."""

    service_name = "modelarts"

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.service = self.cloud.maas
        self.resource = self.bound = MaasEndpoint()

    @staticmethod
    def _name(one: dict) -> str:
        return one["endpoint_name"]

    @staticmethod
    def _is_gone(one: dict) -> bool:
        return False


class Life:
    """The life of one endpoint in a world, and the judge of each of its steps."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.world.latency = 0.001
        #: Whether everything is given the time to pass before a step.
        self.rests = False

    def ours(self) -> list[dict]:
        """What the service truly has."""
        return self.world.endpoints()

    def step(self, **options: Any) -> Outcome:
        """Check, do, do again: all three agree with each other and with what the service has done."""
        options = {"wait_timeout": 300, **options}
        if self.rests:
            self.world.settle()
        effects = len(self.world.effects())
        check = self.world.task(check_mode=True, **options)
        assert len(self.world.effects()) == effects
        real = self.world.task(**options)
        assert real.error is None, f"{options}: {real.error!r}"
        assert check.error is None, f"{options}: {check.error!r}"
        assert (check.changed, check.actions, check.diff) == (real.changed, real.actions, real.diff)
        done = self.world.effects()[effects:]
        assert [action for action in real.actions if action != "SignAgreement"] == done
        again = self.world.task(**options)
        assert again.error is None, f"{options} again: {again.error!r}"
        assert not again.changed, f"{options} again: {again.actions}"
        assert len(self.world.effects()) == effects + len(done)
        assert len(self.ours()) <= 1
        return real

    def fails(self, kind: type[Exception], excuse: str, **options: Any) -> Outcome:
        """A wish that cannot be had fails in this way, and leaves one endpoint."""
        effects = len(self.world.effects())
        real = self.world.task(wait_timeout=300, **options)
        assert isinstance(real.error, kind), f"{options}: {real.error!r}, actions {real.actions}"
        assert excuse in str(real.error), str(real.error)
        assert len(self.world.effects()) - effects <= len(real.actions)
        assert len(self.ours()) <= 1
        return real
