# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may stand in the body of a write, and the errors for everything else (Huawei reference 4.3 to 4.5, 4.8).

The checks are stricter than a real server need be: members that a client must never send are refused unless a switch
says otherwise, so that tests can tell that it does not send them.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from ..huaweicloud.schema import Schema, SchemaError, String
from ..messages import ApiError
from ..switch_values import SwitchValues
from . import schema

CREATE_ONLY = ("type", "cache_list", "public_access", "custom_image_id", "log_config")
UPDATABLE = ("name", "description", "reserved_resource", "ray_resource", "cap", "config")

# Members that need a switch's leave, apart from those of UPDATABLE that do on update.
_ON_CREATE = {
    "log_config": "fabric_create_log_config",
    "public_access": "fabric_sdk_members",
    "custom_image_id": "fabric_sdk_members",
}
_ASCII_NAME = r"[A-Za-z0-9_. -]+"
_CHINESE_NAME = r"[A-Za-z0-9_. \-\u4e00-\u9fff]+"
_CONSOLE_DESCRIPTION = re.compile(r"[^^!<>=&\"']*\Z")


def unreadable(why: str) -> ApiError:
    """Return 400 common.01000001."""
    return ApiError("common.01000001", 400, f"The request cannot be read: {why}.")


def invalid(path: str, why: str) -> ApiError:
    """Return 400 common.01000001 about one member."""
    return unreadable(f"{path}: {why}")


def validated(shape: Schema, value: Any, path: str, switches: SwitchValues) -> Any:
    """Return the value if it has the shape."""
    try:
        return shape.validate(value, path, switches["fabric_unknown_request_members"] == "ignored")
    except SchemaError as problem:
        raise invalid(problem.path, str(problem)) from None


def create(body: Any, switches: SwitchValues) -> dict[str, Any]:
    """Return the members of a create that have a value, checked."""
    given = _known(body, (*UPDATABLE, *CREATE_ONLY), switches)
    for member, switch in _ON_CREATE.items():
        if member in given and _policy(switches[switch], member) == "ignored":
            del given[member]
    for member in ("name", "type"):
        if member not in given:
            raise invalid(member, "it is required")
    more = schema.SDK_TYPES if switches["fabric_sdk_types"] == "accepted" else ()
    kinds = (*schema.DOCUMENTED_TYPES, *more)
    kind = validated(String(words=kinds), given["type"], "type", switches)
    checked = _checked(given, switches, kind, switches["fabric_create_description_length"])
    log_config = checked.get("log_config", {})
    if log_config.get("enable_obs_log") and not log_config.get("enable_lts_log"):
        raise invalid("log_config.enable_obs_log", "enable_lts_log must be on first")
    check_blocks(kind, checked, switches)
    return checked


def update(body: Any, kind: str, switches: SwitchValues) -> dict[str, Any]:
    """Return the members of an update that have a value, checked; ``kind`` is the type of the endpoint."""
    given = _known(body, (*UPDATABLE, *CREATE_ONLY), switches)
    for member in CREATE_ONLY:
        if member in given and _policy(switches["fabric_update_create_only"], member) == "ignored":
            del given[member]
    if "config" in given and _policy(switches["fabric_update_config"], "config") == "ignored":
        del given["config"]
    return _checked(given, switches, kind, 1024)


def _known(body: Any, members: tuple[str, ...], switches: SwitchValues) -> dict[str, Any]:
    """Return the members that have a value: null counts as not sent."""
    if not isinstance(body, dict):
        raise unreadable("the body must be a JSON object")
    for member in body:
        if member not in members and switches["fabric_unknown_request_members"] == "refused":
            raise invalid(member, "there is no such member")
    return {member: value for member, value in body.items() if member in members and value is not None}


def _policy(policy: str, member: str) -> str:
    if policy == "refused":
        raise invalid(member, "no such member can be given in this request")
    return policy


def _checked(
    given: dict[str, Any], switches: SwitchValues, kind: str, description_length: int | None
) -> dict[str, Any]:
    checked = {}
    for member, value in given.items():
        if member == "name":
            checked[member] = _name(value, kind, switches)
        elif member == "description":
            checked[member] = validated(String(0, description_length), value, member, switches)
            if switches["fabric_description_characters"] == "console" and not _CONSOLE_DESCRIPTION.match(value):
                raise invalid(member, "the characters ^ ! < > = & \" ' are not allowed")
        elif member == "type":
            checked[member] = value
        else:
            checked[member] = copy.deepcopy(validated(schema.BLOCKS[member], value, member, switches))
    _check_resources(checked, switches)
    _check_sdk_config(checked, switches)
    _check_serve(checked, switches)
    return checked


def _name(value: Any, kind: str, switches: SwitchValues) -> str:
    longest = switches["fabric_inference_name_length"] if kind == "inference" else 128
    pattern = _CHINESE_NAME if switches["fabric_name_characters"] == "chinese" else _ASCII_NAME
    name: str = validated(String(1, min(longest, 128), pattern), value, "name", switches)
    return name


def _check_resources(given: dict[str, Any], switches: SwitchValues) -> None:
    reserved = given.get("reserved_resource", {})
    for unit in ("apu", "dpu"):
        block = reserved.get(unit, {})
        if block.get("max_num", block.get("warm_up_num", 0)) < block.get("warm_up_num", 0):
            raise invalid(f"reserved_resource.{unit}.max_num", "it must not be below warm_up_num")
    if "use_public_resource" in reserved.get("dpu", {}):
        path = "reserved_resource.dpu.use_public_resource"
        if _policy(switches["fabric_use_public_resource"], path) == "ignored":
            del reserved["dpu"]["use_public_resource"]
    demands = [("reserved_resource.mu", reserved.get("mu"))]
    workers = given.get("ray_resource", {}).get("work_node_resources", [])
    demands += [(f"ray_resource.work_node_resources[{n}].resource", one["resource"]) for n, one in enumerate(workers)]
    for path, demand in demands:
        if demand and demand["max"] < demand["min"]:
            raise invalid(f"{path}.max", "it must not be below min")
    if reserved.get("mu", {}).get("min") and switches["fabric_mu_min"] == "zero":
        raise invalid("reserved_resource.mu.min", "it can only be 0 for now")


def _check_sdk_config(given: dict[str, Any], switches: SwitchValues) -> None:
    """Check members of a configuration that only the SDK knows (Huawei reference 9.1 #6, #7)."""
    service = given.get("config", {}).get("ray_service_config", {})
    if switches["fabric_sdk_config"] == "accepted" or not service:
        return
    for place, member in (
        *((service, block) for block in ("log_config", "oidc_config", "api_config", "agency_config")),
        (service["ray_cluster_config"], "enable_custom"),
    ):
        if member in place and _policy(switches["fabric_sdk_config"], f"config.{member}") == "ignored":
            del place[member]


def _check_serve(given: dict[str, Any], switches: SwitchValues) -> None:
    """Route prefixes are unique, and autoscaling has the names of the time (Huawei reference 9.1 #5)."""
    serve = given.get("config", {}).get("ray_service_config", {}).get("ray_serve_config", {})
    prefixes = [one["route_prefix"] for one in serve.get("applications", []) if one.get("route_prefix")]
    if len(set(prefixes)) != len(prefixes):
        raise invalid("config.ray_service_config.ray_serve_config.applications", "route_prefix must be unique")
    accepted = switches["fabric_autoscaling_accepted"]
    if accepted == "both":
        return
    refused = schema_names()[1 if accepted == "new" else 0]
    for application in serve.get("applications", []):
        for deployment in application["deployments"]:
            for member in deployment.get("autoscaling_config", {}):
                if member in refused:
                    raise invalid(f"autoscaling_config.{member}", "there is no such member")


def schema_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """New and old names of the same members of an autoscaling block, in the same order."""
    return (
        ("target_ongoing_requests", "max_ongoing_requests"),
        ("target_num_ongoing_requests_per_replica", "max_concurrent_queries"),
    )


def check_blocks(kind: str, given: dict[str, Any], switches: SwitchValues) -> None:
    """Check that the blocks go with the type, as far as the switch says that the server looks."""
    reading = switches["fabric_block_types"]
    fitting = schema.FITTING.get(kind)
    if reading == "any" or fitting is None:
        return
    present = [f"reserved_resource.{unit}" for unit in given.get("reserved_resource") or {}] + [
        member for member in schema.BLOCKS if member not in ("reserved_resource", "public_access") and given.get(member)
    ]
    for path in present:
        if path not in fitting:
            raise invalid(path, f"it does not go with the type {kind}")
    if reading == "required" and not (fitting[0] in present or set(present) & set(fitting[1:3])):
        raise invalid(fitting[0], f"it is required for the type {kind}")
