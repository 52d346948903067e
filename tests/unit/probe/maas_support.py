# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account of MaaS at the sandbox, with nothing in it or with a bit of everything."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import Unclear
from ansible_collections.inference.endpoints.plugins.module_utils._http import client as http_client
from ansible_collections.inference.endpoints.plugins.module_utils._http.connection_errors import Target
from ansible_collections.inference.endpoints.plugins.module_utils._http.transport import Answer
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.answers import ServiceAnswers
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.client import Client
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.sign import SdkHmacAuth
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.calls import Asker
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.questions import Settings
from cloud_sandbox.cloud import Cloud
from cloud_sandbox.messages import HttpRequest
from cloud_sandbox.signature import Credentials

EPOCH = 1_767_323_045.0
HOST = "maas.sandbox.invalid"
PROJECT = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
MODEL = "DeepSeek-V3"

_ENDPOINTS = (
    {"endpoint_name": "plain", "source": "custom_from_maas", "model_name": MODEL},
    {
        "endpoint_name": "Limited.One",
        "source": "custom_from_maas",
        "model_name": MODEL,
        "rpm": 60,
        "tpm": 10000,
        "remark": "the team's",
    },
    {
        "endpoint_name": "own",
        "source": "custom_from_modelarts_v2",
        "region": "cn-southwest-2",
        "infer_service_id": "b0c1d2e3",
    },
)
NAMES = sorted(each["endpoint_name"] for each in _ENDPOINTS)


class Account:
    """An account on a clock of its own.

    :param way: how requests prove who sends them: ``token`` (of the account), ``password`` (a project's), ``keys``.
    """

    def __init__(self, switches: dict[str, Any] | None = None, *, populated: bool = True, way: str = "password"):
        self.time = EPOCH
        self.way = way
        self.cloud = Cloud(Credentials("AK", "SK", auth_token="static"), now=lambda: self.time, seed=1)
        self.gateway = self.cloud.gateway
        self.clock = Clock(now=lambda: self.time, sleep=self.sleep, wall=lambda: self.time)
        self.latency = 0.01
        for body in _ENDPOINTS if populated else ():
            reply = self.cloud.maas.perform("CreateEndpoint", {"project_id": PROJECT}, body)
            assert reply.code is None, reply
            self.time += 3
        self.time += 3600
        self.token = self.cloud.authenticator.issue(PROJECT, 864000)[0] if way == "password" else "static"
        self.cloud.switches.change(switches or {})

    def sleep(self, seconds: float) -> None:
        self.time += seconds

    @property
    def log(self) -> list[dict[str, Any]]:
        """What was asked of the account."""
        return list(self.gateway.log)

    def living(self) -> list[str]:
        """The names of what there is, an hour later."""
        self.time += 3600
        return sorted(one["endpoint_name"] for one in self.cloud.maas.state())

    @property
    def settings(self) -> Settings:
        return Settings("k3x9q2m7", {"model_name": MODEL, "way": self.way})

    def asker(self, retries: int = 0) -> Asker:
        return Asker(MemoryClient(self, retries))


class _MemoryTransport:
    def __init__(self, account: Any) -> None:
        self._account = account
        self._auth = SdkHmacAuth("AK", "SK", wall=lambda: account.time) if account.way == "keys" else None
        self.target = Target("", "api_url", None)

    def send(self, call: Call, method: str, path: str, headers: Any, _query: Any = None, body: bytes = b"") -> Answer:
        account = self._account
        account.time += account.latency
        headers = dict(headers)
        if self._auth is not None:
            self._auth(SimpleNamespace(method=method, url=f"http://{HOST}{path}", headers=headers, body=body))
        where, _mark, query = path.partition("?")
        named = {name.lower(): value for name, value in headers.items()}
        outcome = account.gateway.request(HttpRequest(method, where, query, named, body))
        account.time += outcome.delay
        if outcome.kind != "answer":
            raise Unclear(f"{call.action}: {outcome.kind}", action=call.action, code="ConnectionError")
        return Answer(outcome.status, {**outcome.headers, "Content-Type": outcome.content_type}, outcome.body)


class _Iam:
    """What IAM would tell: one token, one project."""

    def __init__(self, account: Any) -> None:
        self._account = account

    def token(self) -> str:
        return "" if self._account.way == "keys" else self._account.token

    def other_token(self, _refused: str) -> None:
        return None

    def accepted(self, _token: str) -> None:
        pass

    def project_id(self) -> str:
        return PROJECT


class MemoryClient(Client):
    """The collection's client in front of an account at the sandbox, without sockets and without waiting."""

    def __init__(self, account: Any, retries: int, service: str = "modelarts") -> None:
        # pylint: disable-next=non-parent-init-called,super-init-not-called
        http_client.Client.__init__(self, _MemoryTransport(account), retries, 600.0, account.clock)
        self._iam = _Iam(account)
        self._answers = ServiceAnswers(service, account.clock, credentials="Check them")
