# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a stored Fabric endpoint looks in answers, under every reading of the reference (Huawei reference 4.6)."""

from __future__ import annotations

import copy
from typing import Any

from ..huaweicloud.views import Members, when
from ..switch_values import SwitchValues
from ..transition import RUNNING
from .record import FabricEndpoint
from .validation import schema_names

OWNER = {
    "domain_name": "sandbox",
    "domain_id": "5a4d0b1f0000000000000000000000d1",
    "user_name": "sandbox",
    "user_id": "5a4d0b1f0000000000000000000000e1",
}
#: Nothing that would open anything; clients have to hide it all the same.
URL_TOKEN = "sandbox-invoke-token"


def brief(record: FabricEndpoint, switches: SwitchValues) -> dict[str, Any]:
    """Return an item of a list."""
    return dict(_brief(record, switches))


def minimal(record: FabricEndpoint, switches: SwitchValues) -> dict[str, Any]:
    """Return an item of a list that has only the members that are always there."""
    always = ("id", "name", "type", "status", "create_time", "update_time", "owner")
    return {member: value for member, value in _brief(record, switches).items() if member in always}


def full(record: FabricEndpoint, switches: SwitchValues) -> dict[str, Any]:
    """Return the whole endpoint, as show and the writes answer."""
    shown = _brief(record, switches)
    urls = []
    if record.phase == RUNNING and switches["fabric_urls"] == "present":
        host = f"{record.id}.fabric.sandbox.invalid"
        kind = "PUBLIC" if record.blocks.get("public_access") else "PRIVATE"
        urls = [{"name": "ApiInvoke", "address": f"https://{host}/v1", "type": kind, "token": URL_TOKEN}]
    shown.put("urls", urls, [])
    shown.put("business_engine_instance_ids", [f"bei-{record.id}"] if record.phase == RUNNING else [], [])
    shown.put("tokens_quota", None, {})
    shown["runtime_env_type"] = "RELEASE"
    if switches["fabric_show_config"] == "present":
        shown.put("config", _config(record, switches), {})
    if switches["fabric_show_public_access"] == "present":
        shown["public_access"] = bool(record.blocks.get("public_access", False))
    if switches["fabric_show_log_config"] == "present":
        shown.put("log_config", record.blocks.get("log_config"), {})
    return dict(shown)


def _brief(record: FabricEndpoint, switches: SwitchValues) -> Members:
    form = switches["fabric_time_form"]
    shown = Members(switches, "fabric_unset_members")
    shown["id"] = record.id
    shown["name"] = record.name
    shown["type"] = record.type
    shown["status"] = record.word
    shown["create_time"] = when(record.created, form)
    shown["update_time"] = when(record.updated, form)
    shown["owner"] = record.owner or OWNER
    shown["visibility"] = record.visibility
    shown.put("description", record.description)
    shown.put("cap", record.blocks.get("cap"), {})
    if switches["fabric_show_custom_image"] == "present":
        shown.put("custom_image_id", record.blocks.get("custom_image_id"))
    shown.put("reserved_resource", _reserved(record, switches), {})
    shown.put("ray_resource", _ray(record, switches), {})
    caches = switches["fabric_show_caches"]
    if caches != "absent":
        shown.put(caches, record.blocks.get("cache_list"), [])
    details = switches["fabric_failure_details"] == "present"
    shown.put("error_code", record.error_code if details and record.reason else None)
    shown.put("error_msg", record.reason if details else None)
    if switches["fabric_unknown_members"]:
        shown["engine"] = {"compute_id": None, "capacity": 1}
        if shown.get("reserved_resource"):
            shown["reserved_resource"]["gpu"] = None
    return shown


def _reserved(record: FabricEndpoint, switches: SwitchValues) -> dict[str, Any] | None:
    reserved: dict[str, Any] | None = copy.deepcopy(record.blocks.get("reserved_resource"))
    if reserved and switches["fabric_defaults"] != "absent":
        for unit in ("apu", "dpu"):
            if unit in reserved:
                reserved[unit].setdefault("max_num", reserved[unit]["warm_up_num"])
    return reserved


def _ray(record: FabricEndpoint, switches: SwitchValues) -> dict[str, Any] | None:
    """Return the Ray cluster in the form of answers, which is not that of requests."""
    given: dict[str, Any] | None = record.blocks.get("ray_resource")
    if not given or switches["fabric_ray_shape"] == "request":
        return copy.deepcopy(given)
    workers = [
        {
            "name": one["name"],
            "spec_code": one["resource"]["spec_code"],
            "min_replicas": one["resource"]["min"],
            "max_replicas": one["resource"]["max"],
        }
        for one in given["work_node_resources"]
    ]
    return {"head_group_spec": dict(given["head_node_resource"]), "worker_group_spec": workers}


def _config(record: FabricEndpoint, switches: SwitchValues) -> dict[str, Any] | None:
    config: dict[str, Any] | None = copy.deepcopy(record.blocks.get("config"))
    service = (config or {}).get("ray_service_config")
    if not service:
        return config
    deployments = [
        deployment
        for application in service["ray_serve_config"].get("applications", [])
        for deployment in application["deployments"]
    ]
    if switches["fabric_defaults"] != "absent":
        _fill(service, deployments, blocks=switches["fabric_defaults"] == "blocks")
    for deployment in deployments:
        if "autoscaling_config" in deployment:
            deployment["autoscaling_config"] = _renamed(deployment["autoscaling_config"], switches)
    if switches["fabric_data_infos"] == "extended":
        for place, item in enumerate(service.get("data_infos", [])):
            item.update(output_path=f"/mnt/data/{place}", env_var_name=f"DATA_{place}")
    return config


def _fill(service: dict[str, Any], deployments: list[dict[str, Any]], *, blocks: bool) -> None:
    """Fill in documented defaults; with ``blocks`` also those of blocks that were not sent."""
    for deployment in deployments:
        deployment.setdefault("max_replicas_per_node", 1)
    service["ray_cluster_config"].setdefault("enable_custom", False)
    defaults: dict[str, dict[str, Any]] = {
        "oidc_config": {"enable_oidc": False},
        "api_config": {"enable_independent_api": False, "backend_timeout": 60000},
        "agency_config": {"enable_agency": False},
    }
    for member, values in defaults.items():
        if blocks or member in service:
            service[member] = {**values, **service.get(member, {})}
    if blocks or "lts" in service.get("log_config", {}):
        log_config = service.setdefault("log_config", {})
        log_config["lts"] = {"enabled": False, **log_config.get("lts", {})}


def _renamed(autoscaling: dict[str, Any], switches: SwitchValues) -> dict[str, Any]:
    shown = switches["fabric_autoscaling_shown"]
    if shown == "given":
        return autoscaling
    new, old = schema_names()
    names = dict(zip(old, new, strict=True)) if shown == "new" else dict(zip(new, old, strict=True))
    return {names.get(member, member): value for member, value in autoscaling.items()}
