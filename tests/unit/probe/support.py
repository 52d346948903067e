# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts at the sandbox, behind the collection's own clients, without sockets and without waiting."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import Unclear
from ansible_collections.inference.endpoints.plugins.module_utils._http import client as http_client
from ansible_collections.inference.endpoints.plugins.module_utils._http.connection_errors import Target
from ansible_collections.inference.endpoints.plugins.module_utils._http.transport import Answer
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud import client as huawei_client
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.answers import ServiceAnswers
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.sign import SdkHmacAuth
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine import client as volcengine_client
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.answers import PlatformAnswers
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.calls import Asker
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.questions import Settings
from cloud_sandbox.cloud import Cloud
from cloud_sandbox.messages import HttpRequest
from cloud_sandbox.signature import Credentials

EPOCH = 1_767_323_045.0
TOKEN = "k3x9q2m7"

ARK_MODEL = {"FoundationModel": {"Name": "doubao-1-5-thinking-pro", "ModelVersion": "250428"}}
_GIVEN_MODEL = {"foundation_model": {"name": "doubao-1-5-thinking-pro", "model_version": "250428"}}
_ARK_PROJECT = "other"

_HOST = "huawei.sandbox.invalid"
_PROJECT = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
WORKSPACE = "e935d0eff4eb4b95aff19d33ae9f57a6"
_MAAS_MODEL = "DeepSeek-V3"


class Account:
    """An account on a clock of its own, with nothing in it or with a bit of everything.

    :param way: the site of Ark, or how requests to Huawei Cloud prove who sends them: ``token`` (of the account),
        ``password`` (a token of a project), ``keys`` (without a project).
    """

    #: The member of a record of the sandbox with an endpoint's name.
    name = "name"

    def __init__(self, switches: dict[str, Any] | None = None, *, populated: bool = True, way: str) -> None:
        self.time = EPOCH
        self.way = way
        self.cloud = Cloud(Credentials("AK", "SK", auth_token="static"), now=lambda: self.time, seed=1)
        self.gateway = self.cloud.gateway
        self.clock = Clock(now=lambda: self.time, sleep=self.sleep, wall=lambda: self.time)
        self.populate(switches or {}, populated)
        self.cloud.switches.change(switches or {})
        self.mark = len(self.gateway.log)

    def populate(self, switches: dict[str, Any], populated: bool) -> None:
        """Make what is there before a probe comes."""

    def records(self) -> list[dict[str, Any]]:
        """What the sandbox has of endpoints that exist."""
        raise NotImplementedError

    @property
    def settings(self) -> Settings:
        raise NotImplementedError

    def asker(self, retries: int = 0) -> Asker:
        """What the probe asks with."""
        raise NotImplementedError

    def sleep(self, seconds: float) -> None:
        self.time += seconds

    @property
    def log(self) -> list[dict[str, Any]]:
        """What was asked of the account since it was made."""
        return list(self.gateway.log)[self.mark :]

    @property
    def effects(self) -> list[tuple[str, str]]:
        """Action and endpoint of all that changed something."""
        return [(one["action"], one["endpoint_id"]) for one in self.log if one["effect"]]

    @property
    def living(self) -> list[str]:
        """The names of what there is, an hour later."""
        self.time += 3600
        return sorted(one[self.name] for one in self.records())

    def fault(self, kind: str, skip: int = 0, count: int | None = 1, **more: Any) -> None:
        """Let calls meet a fault; the others go through."""
        limit = {} if count is None else {"count": count}
        fault = {"kind": kind, "service": "*", "action": "*", "skip": skip, **limit, **more}
        self.gateway.faults.replace([fault])


class ArkAccount(Account):
    name = "Name"

    def call(self, action: str, arguments: dict[str, Any]) -> Any:
        return self.gateway.call(action, arguments, site=self.way)

    def populate(self, switches: dict[str, Any], populated: bool) -> None:
        self.cloud.switches.change(switches)
        start = self.cloud.switches["start_outcome"]
        for name, outcome, more in (
            ("plain", start, {}),
            ("Limited One", start, {"ProjectName": _ARK_PROJECT, "RateLimit": {"Rpm": 10, "Tpm": 5000}}),
            ("custom", start, {"ModelReference": {"CustomModelId": "cm-1"}}),
            ("broken", "failed", {}),
        ):
            if populated:
                self.time += 3
                self.cloud.switches.change({"start_outcome": outcome})
                self.call("CreateEndpoint", {"Name": name, "ModelReference": ARK_MODEL, **more})
        self.cloud.switches.change({"start_outcome": start})
        self.time += 3600

    def records(self) -> list[dict[str, Any]]:
        return [one for one in self.cloud.ark.state() if one["Status"] != "Deleted"]

    @property
    def settings(self) -> Settings:
        return Settings(TOKEN, {"site": self.way, "project_name": _ARK_PROJECT, "model_reference": _GIVEN_MODEL})

    def asker(self, retries: int = 0) -> Asker:
        return Asker(_ArkClient(self, retries))


class _HuaweiAccount(Account):
    """An account of a service of Huawei Cloud."""

    token = "static"

    def perform(self, action: str, body: Any, endpoint_id: str = "") -> str:
        """Do one action without a request; the id of the endpoint."""
        parameters = {"workspace_id": WORKSPACE, "project_id": _PROJECT, "endpoint_id": endpoint_id}
        reply = self.service.perform(action, parameters, body)
        assert reply.code is None, reply
        self.time += 3
        return str(reply.endpoint_id)

    @property
    def service(self) -> Any:
        raise NotImplementedError


class MaasAccount(_HuaweiAccount):
    name = "endpoint_name"

    @property
    def service(self) -> Any:
        return self.cloud.maas

    def populate(self, switches: dict[str, Any], populated: bool) -> None:
        maas = {"source": "custom_from_maas", "model_name": _MAAS_MODEL}
        for body in (
            {"endpoint_name": "plain", **maas},
            {"endpoint_name": "Limited.One", **maas, "rpm": 60, "tpm": 10000, "remark": "the team's"},
            {
                "endpoint_name": "own",
                "source": "custom_from_modelarts_v2",
                "region": "cn-southwest-2",
                "infer_service_id": "b0c1d2e3",
            },
        ):
            if populated:
                self.perform("CreateEndpoint", body)
        self.time += 3600
        if self.way == "password":
            self.token = self.cloud.authenticator.issue(_PROJECT, 864000)[0]

    def records(self) -> list[dict[str, Any]]:
        return self.cloud.maas.state()

    @property
    def settings(self) -> Settings:
        return Settings(TOKEN, {"model_name": _MAAS_MODEL, "way": self.way})

    def asker(self, retries: int = 0) -> Asker:
        return Asker(_HuaweiClient(self, retries, "modelarts"))


def _mu() -> dict[str, Any]:
    return {"type": "inference", "reserved_resource": {"mu": {"spec_code": "mu.llama3.8b", "min": 0, "max": 1}}}


def _ray_service(*names: str, **more: Any) -> dict[str, Any]:
    """Return a Ray service with these members for autoscaling."""
    deployment = {"name": "d", "autoscaling_config": dict.fromkeys(names, 5)}
    application = {"name": "a", "import_path": "a:app", "runtime_env": {}, "deployments": [deployment]}
    service = {
        "ray_serve_config": {"applications": [application]},
        "ray_cluster_config": {"head_group_spec": {}, "worker_group_specs": [{"name": "w"}]},
        **more,
    }
    return {"type": "ray_service", "config": {"ray_service_config": service}}


_RAY_CLUSTER = {
    "type": "ray",
    "ray_resource": {
        "head_node_resource": {"spec_code": "c.4"},
        "work_node_resources": [{"name": "w", "resource": {"spec_code": "c.8", "min": 1, "max": 2}}],
    },
    "cache_list": [{"mnt_path": "/mnt/c", "cache_ins_id": "c" * 32}],
    "custom_image_id": "d" * 32,
    "log_config": {"enable_lts_log": True},
}


class FabricAccount(_HuaweiAccount):
    @property
    def service(self) -> Any:
        return self.cloud.fabric

    def populate(self, switches: dict[str, Any], populated: bool) -> None:
        early = ("fabric_id_form", "fabric_names_unique")
        self.cloud.switches.change({name: switches[name] for name in early if name in switches})
        if not populated:
            return
        bodies: list[dict[str, Any]] = [
            {"name": "plain", **_mu()},
            {"name": "Fast.One", **_mu(), "description": "with a dot"},
            {"name": "Chat-Team", **_mu()},
            {"name": "cluster", **_RAY_CLUSTER},
            {"name": "serve-new", **_ray_service("target_ongoing_requests")},
            {"name": "serve-old", **_ray_service("max_concurrent_queries", data_infos=[{"input_path": "obs://b/in"}])},
            {"name": "pool", "type": "service", "reserved_resource": {"apu": {"spec_code": "a", "warm_up_num": 1}}},
            {"name": "open", **_mu()},
            {"name": "foreign", **_mu()},
        ]
        # Twins that some rules for names allow.
        twins = {"type": ("inference", "service"), "no": ("inference", "inference")}
        bodies += [{"name": "twin", "type": kind} for kind in twins.get(switches.get("fabric_names_unique", ""), ())]
        ids = {body["name"]: self.perform("CreateEndpoint", body) for body in bodies}
        self.perform("UpdateEndpoint", {"description": "changed"}, ids["Chat-Team"])
        self.cloud.fabric.force(ids["open"], {"visibility": "PUBLIC"})
        self.cloud.fabric.force(ids["foreign"], {"visibility": "PUBLIC", "owner": {"user_id": "other"}})
        self.cloud.switches.change({"fabric_create_outcome": "failed"})
        self.perform("CreateEndpoint", {"name": "broken", **_mu()})
        self.cloud.switches.change({"fabric_create_outcome": "running"})
        self.time += 3600

    def records(self) -> list[dict[str, Any]]:
        return [one for one in self.cloud.fabric.state() if one["status"] != "DELETED"]

    @property
    def settings(self) -> Settings:
        return Settings(TOKEN, {"workspace_id": WORKSPACE, "way": self.way, "has_project": False})

    def asker(self, retries: int = 0) -> Asker:
        return Asker(_HuaweiClient(self, retries, "fabric"))


# --- clients without sockets


class _Transport:
    """Takes calls to the sandbox's gateway."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.target = Target("", "api_url", None)

    def answer(self, call: Call, outcome: Any) -> Answer:
        self.account.time += outcome.delay
        if outcome.kind != "answer":
            raise Unclear(f"{call.action}: {outcome.kind}", action=call.action, code="ConnectionError")
        return Answer(outcome.status, {**outcome.headers, "Content-Type": outcome.content_type}, outcome.body)


class _ArkTransport(_Transport):
    account: ArkAccount

    def send(self, call: Call, *_request: Any, **_more: Any) -> Answer:
        self.account.time += 0.01
        return self.answer(call, self.account.call(call.action, call.arguments))


class _ArkClient(volcengine_client.Client):
    def __init__(self, account: ArkAccount, retries: int) -> None:
        # pylint: disable-next=non-parent-init-called,super-init-not-called
        http_client.Client.__init__(self, _ArkTransport(account), retries, 600.0, account.clock)
        self._answers = PlatformAnswers("ark", account.clock)
        self._version = "2024-01-01"


class _HuaweiTransport(_Transport):
    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._auth = SdkHmacAuth("AK", "SK", wall=lambda: account.time) if account.way == "keys" else None

    def send(self, call: Call, method: str, path: str, headers: Any, _query: Any = None, body: bytes = b"") -> Answer:
        self.account.time += 0.01
        headers = dict(headers)
        if self._auth is not None:
            self._auth(SimpleNamespace(method=method, url=f"http://{_HOST}{path}", headers=headers, body=body))
        where, _mark, query = path.partition("?")
        named = {name.lower(): value for name, value in headers.items()}
        return self.answer(call, self.account.gateway.request(HttpRequest(method, where, query, named, body)))


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
        return _PROJECT


class _HuaweiClient(huawei_client.Client):
    def __init__(self, account: Account, retries: int, service: str) -> None:
        # pylint: disable-next=non-parent-init-called,super-init-not-called
        http_client.Client.__init__(self, _HuaweiTransport(account), retries, 600.0, account.clock)
        self._iam = _Iam(account)
        self._answers = ServiceAnswers(service, account.clock, credentials="Check them")
