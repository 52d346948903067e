# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A workspace of Fabric at the sandbox, with nothing in it or with a bit of everything."""

from __future__ import annotations

from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.calls import Asker
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.questions import Settings
from cloud_sandbox.cloud import Cloud
from cloud_sandbox.signature import Credentials

from .maas_support import EPOCH, MemoryClient

WORKSPACE = "e935d0eff4eb4b95aff19d33ae9f57a6"

_MU = {"mu": {"spec_code": "mu.llama3.8b", "min": 0, "max": 1}}
_RAY = {
    "head_node_resource": {"spec_code": "c.4"},
    "work_node_resources": [{"name": "w", "resource": {"spec_code": "c.8", "min": 1, "max": 2}}],
}
_CLUSTER = {
    "name": "cluster",
    "type": "ray",
    "ray_resource": _RAY,
    "cache_list": [{"mnt_path": "/mnt/c", "cache_ins_id": "c" * 32}],
    "custom_image_id": "d" * 32,
    "log_config": {"enable_lts_log": True},
}


def _service(*names: str, **more: Any) -> dict[str, Any]:
    """Return a Ray service with these members for autoscaling."""
    deployment = {"name": "d", "autoscaling_config": dict.fromkeys(names, 5)}
    application = {"name": "a", "import_path": "a:app", "runtime_env": {}, "deployments": [deployment]}
    service = {
        "ray_serve_config": {"applications": [application]},
        "ray_cluster_config": {"head_group_spec": {}, "worker_group_specs": [{"name": "w"}]},
        **more,
    }
    return {"type": "ray_service", "config": {"ray_service_config": service}}


#: What is there before a probe comes.
_ENDPOINTS = (
    {"name": "plain", "type": "inference", "reserved_resource": _MU},
    {"name": "Fast.One", "type": "inference", "reserved_resource": _MU, "description": "with a dot"},
    {"name": "Chat-Team", "type": "inference", "reserved_resource": _MU},
    _CLUSTER,
    {"name": "serve-new", **_service("target_ongoing_requests")},
    {"name": "serve-old", **_service("max_concurrent_queries", data_infos=[{"input_path": "obs://b/in"}])},
    {"name": "pool", "type": "service", "reserved_resource": {"apu": {"spec_code": "a", "warm_up_num": 1}}},
    {"name": "open", "type": "inference", "reserved_resource": _MU},
    {"name": "foreign", "type": "inference", "reserved_resource": _MU},
)

#: Twins that some rules for names allow.
_TWINS = {
    "type": ({"name": "twin", "type": "inference"}, {"name": "twin", "type": "service"}),
    "no": ({"name": "twin", "type": "inference"}, {"name": "twin", "type": "inference"}),
}


class Workspace:
    """A workspace on a clock of its own.

    :param way: how requests prove who sends them: ``token``, or ``keys`` without a project.
    """

    def __init__(self, switches: dict[str, Any] | None = None, *, populated: bool = True, way: str = "token") -> None:
        self.time = EPOCH
        given = switches or {}
        early = {name: given[name] for name in ("fabric_id_form", "fabric_names_unique") if name in given}
        self.cloud = Cloud(Credentials("AK", "SK", auth_token="static"), early, now=lambda: self.time, seed=1)
        self.gateway = self.cloud.gateway
        self.clock = Clock(now=lambda: self.time, sleep=self.sleep, wall=lambda: self.time)
        self.latency = 0.01
        self.way, self.token = way, "static"
        if populated:
            self._populate(given.get("fabric_names_unique", ""))
        self.cloud.switches.change(given)
        self.mark = len(self.gateway.log)

    def sleep(self, seconds: float) -> None:
        self.time += seconds

    def perform(self, action: str, body: Any, endpoint_id: str = "") -> str:
        """Do one action without a request; the id of the endpoint."""
        parameters = {"workspace_id": WORKSPACE, "endpoint_id": endpoint_id}
        reply = self.cloud.fabric.perform(action, parameters, body)
        assert reply.code is None, reply
        self.time += 3
        return str(reply.endpoint_id)

    def _populate(self, names_unique: str) -> None:
        ids = {}
        for body in (*_ENDPOINTS, *_TWINS.get(names_unique, ())):
            ids[body["name"]] = self.perform("CreateEndpoint", body)
        self.perform("UpdateEndpoint", {"description": "changed"}, ids["Chat-Team"])
        self.cloud.fabric.force(ids["open"], {"visibility": "PUBLIC"})
        self.cloud.fabric.force(ids["foreign"], {"visibility": "PUBLIC", "owner": {"user_id": "other"}})
        self.cloud.switches.change({"fabric_create_outcome": "failed"})
        self.perform("CreateEndpoint", {"name": "broken", "type": "inference", "reserved_resource": _MU})
        self.cloud.switches.change({"fabric_create_outcome": "running"})
        self.time += 3600

    @property
    def log(self) -> list[dict[str, Any]]:
        """What was asked of the workspace since it was made."""
        return list(self.gateway.log)[self.mark :]

    @property
    def living(self) -> list[str]:
        """The names of what there is, an hour later."""
        self.time += 3600
        return sorted(one["name"] for one in self.cloud.fabric.state() if one["status"] != "DELETED")

    @property
    def settings(self) -> Settings:
        return Settings("k3x9q2m7", {"workspace_id": WORKSPACE, "way": self.way, "has_project": False})

    def asker(self, retries: int = 0) -> Asker:
        return Asker(MemoryClient(self, retries, "fabric"))
