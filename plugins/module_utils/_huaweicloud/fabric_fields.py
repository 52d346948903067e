# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The field table of a DataArts Fabric endpoint (Huawei reference, sections 4.3 to 4.8)."""

from __future__ import annotations

from typing import Any

from .._engine.fields import FIXED, READ_ONLY, Field

TYPES = ("service", "ray", "inference", "job", "ray_service", "sql", "container_job", "notebook")

#: Names: Chinese characters, Latin letters, digits, and a few signs.
_NAME = r"^[\u3400-\u9fff\uf900-\ufaffA-Za-z0-9_. -]+$"
_NAME_REMEDY = "Chinese characters, letters, digits, _ - . and spaces"
_ID = r"^[A-Za-z0-9-]{32,36}$"
_ID_REMEDY = "an id: 32 to 36 letters, digits and hyphens"


def _part_name(**rules: Any) -> Field:
    return Field("name", "name", pattern=_NAME, remedy=f"a text of up to 64 {_NAME_REMEDY}", least=1, most=64, **rules)


def _spec_code(required: bool = True) -> Field:
    return Field("spec_code", "spec_code", filled=True, required=required)


_POOL = (
    _spec_code(),
    Field("warm_up_num", "warm_up_num", "int", minimum=0, required=True),
    Field("max_num", "max_num", "int", minimum=0),
)
_DEMAND = (
    _spec_code(),
    Field("min", "min", "int", minimum=0, required=True),
    Field("max", "max", "int", minimum=0, required=True),
)
_RESERVED_RESOURCE = (
    Field("apu", "apu", "dict", members=_POOL),
    Field(
        "dpu", "dpu", "dict", members=(*_POOL, Field("use_public_resource", "use_public_resource", "bool", unread=True))
    ),
    Field("mu", "mu", "dict", members=_DEMAND),
)
_RAY_RESOURCE = (
    Field("head_node_resource", "head_node_resource", "dict", required=True, members=(_spec_code(),)),
    Field(
        "work_node_resources",
        "work_node_resources",
        "list",
        required=True,
        key="name",
        members=(
            Field("name", "name", filled=True, required=True),
            Field("resource", "resource", "dict", required=True, members=_DEMAND),
        ),
    ),
)

#: Editions of the API call one thing by several names; which of them an answer shows is not known.
_ONGOING = ("target_ongoing_requests", "target_num_ongoing_requests_per_replica")
_AT_ONCE = ("max_ongoing_requests", "max_concurrent_queries")
_AUTOSCALING = (
    Field(_ONGOING[0], _ONGOING[0], "int", minimum=1, maximum=1000, rivals=_ONGOING[1:], unread=True),
    Field(_ONGOING[1], _ONGOING[1], "int", minimum=1, rivals=_ONGOING[:1], unread=True),
    Field(_AT_ONCE[0], _AT_ONCE[0], "int", minimum=1, rivals=_AT_ONCE[1:], unread=True),
    Field(_AT_ONCE[1], _AT_ONCE[1], "int", minimum=1, rivals=_AT_ONCE[:1], unread=True),
    Field("min_replicas", "min_replicas", "int", minimum=0, maximum=1000),
    Field("max_replicas", "max_replicas", "int", minimum=0, maximum=1000),
    Field("initial_replicas", "initial_replicas", "int", minimum=0, maximum=1000),
    Field("upscale_delay_s", "upscale_delay_s", "int", minimum=0, maximum=86400),
    Field("downscale_delay_s", "downscale_delay_s", "int", minimum=0, maximum=86400),
)
_DEPLOYMENT = (
    _part_name(),
    Field("num_replicas", "num_replicas", "int", minimum=0, maximum=1000),
    Field("max_replicas_per_node", "max_replicas_per_node", "int", minimum=1, maximum=100),
    Field("max_ongoing_requests", "max_ongoing_requests", "int", minimum=1, maximum=100000, unread=True),
    Field("max_queued_requests", "max_queued_requests", "int", minimum=-1, maximum=100000, unread=True),
    Field("user_config", "user_config", "map"),
    Field(
        "ray_actor_options",
        "ray_actor_options",
        "dict",
        members=(
            Field("num_cpus", "num_cpus", "float", minimum=0),
            Field("memory", "memory", "float", minimum=0),
            Field("resources", "resources", "json", most=1024),
        ),
    ),
    Field("autoscaling_config", "autoscaling_config", "dict", members=_AUTOSCALING),
)
_APPLICATION = (
    _part_name(required=True),
    Field("import_path", "import_path", filled=True, required=True),
    Field("route_prefix", "route_prefix"),
    Field(
        "runtime_env",
        "runtime_env",
        "dict",
        required=True,
        members=(Field("working_dir", "working_dir"), Field("env_vars", "env_vars", "map", values="str")),
    ),
    Field("deployments", "deployments", "list", required=True, key="name", least=1, most=5, members=_DEPLOYMENT),
)
_RESOURCE = (
    _spec_code(required=False),
    Field("cpu_resource", "cpu_resource", "int", minimum=0, maximum=192),
    Field("memory_resource", "memory_resource", "int", minimum=0, maximum=1536),
    Field("npu_resource", "npu_resource", "int", minimum=0, maximum=8),
)
_BOUNDS = (
    Field("limits", "limits", "dict", members=_RESOURCE),
    Field("requests", "requests", "dict", members=_RESOURCE),
)
_WORKER_GROUP = (
    Field(
        "name",
        "name",
        pattern=r"^[A-Za-z0-9_-]*$",
        remedy="a text of up to 128 letters, digits, _ and -",
        most=128,
    ),
    Field("min_replicas", "min_replicas", "int", minimum=0, maximum=10000),
    Field("max_replicas", "max_replicas", "int", minimum=1, maximum=10000),
    *_BOUNDS,
)
_RAY_SERVICE_CONFIG = (
    Field(
        "ray_serve_config",
        "ray_serve_config",
        "dict",
        required=True,
        members=(Field("applications", "applications", "list", key="name", most=5, members=_APPLICATION),),
    ),
    Field(
        "ray_cluster_config",
        "ray_cluster_config",
        "dict",
        required=True,
        members=(
            Field("enable_custom", "enable_custom", "bool", absent=False),
            Field("head_group_spec", "head_group_spec", "dict", required=True, members=_BOUNDS),
            Field(
                "worker_group_specs",
                "worker_group_specs",
                "list",
                required=True,
                key="name",
                least=1,
                most=1000,
                members=_WORKER_GROUP,
            ),
        ),
    ),
    # An update ignores it (section 4.8).
    Field(
        "log_config",
        "log_config",
        "dict",
        FIXED,
        unread=True,
        members=(
            Field(
                "lts",
                "lts",
                "dict",
                members=(
                    Field("enabled", "enabled", "bool", absent=False),
                    Field("log_group_id", "log_group_id"),
                    Field("log_stream_id", "log_stream_id"),
                ),
            ),
        ),
    ),
    Field(
        "oidc_config",
        "oidc_config",
        "dict",
        members=(
            Field("enable_oidc", "enable_oidc", "bool", absent=False),
            Field(
                "client_id",
                "client_id",
                pattern=r"^[A-Za-z0-9_.-]{1,64}$",
                remedy="a text of 1 to 64 letters, digits, _ - and .",
            ),
            Field("namespace", "namespace"),
        ),
    ),
    Field(
        "api_config",
        "api_config",
        "dict",
        members=(
            Field("enable_independent_api", "enable_independent_api", "bool", absent=False),
            Field("backend_timeout", "backend_timeout", "int", minimum=0, maximum=600000, absent=60000),
        ),
    ),
    Field(
        "agency_config",
        "agency_config",
        "dict",
        members=(
            Field("enable_agency", "enable_agency", "bool", absent=False),
            Field("agency_name", "agency_name", most=64),
        ),
    ),
    Field(
        "data_infos",
        "data_infos",
        "list",
        most=1,
        members=(Field("input_path", "input_path", least=4, most=1024, required=True),),
    ),
)

FIELDS = (
    Field(
        "workspace_id",
        "workspace_id",
        role=FIXED,
        pattern=r"^[A-Za-z0-9-]{1,36}$",
        essential=True,
        remedy="the id of a workspace: 1 to 36 letters, digits and hyphens",
    ),
    Field(
        "name",
        "name",
        pattern=_NAME,
        least=1,
        most=128,
        essential=True,
        to_create=True,
        remedy=f"a text of 1 to 128 {_NAME_REMEDY}",
    ),
    Field("type", "type", role=FIXED, choices=TYPES, essential=True, to_create=True),
    Field("description", "description"),
    Field("reserved_resource", "reserved_resource", "dict", whole=True, members=_RESERVED_RESOURCE),
    Field("ray_resource", "ray_resource", "dict", whole=True, members=_RAY_RESOURCE),
    Field(
        "cap",
        "cap",
        "dict",
        any_of=True,
        whole=True,
        members=(
            Field("cap_id", "cap_id", pattern=_ID, remedy=_ID_REMEDY),
            Field("version_id", "version_id", pattern=_ID, remedy=_ID_REMEDY),
        ),
    ),
    Field(
        "config",
        "config",
        "dict",
        whole=True,
        listed=False,
        unread=True,
        members=(Field("ray_service_config", "ray_service_config", "dict", members=_RAY_SERVICE_CONFIG),),
    ),
    Field(
        "cache_list",
        "cache_list",
        "list",
        FIXED,
        also=("caches",),
        key="mnt_path",
        unread=True,
        members=(
            Field("mnt_path", "mnt_path", filled=True, required=True),
            Field("cache_ins_id", "cache_ins_id", filled=True, required=True),
        ),
    ),
    Field("public_access", "public_access", "bool", FIXED, unread=True),
    Field("custom_image_id", "custom_image_id", role=FIXED, pattern=_ID, remedy=_ID_REMEDY, unread=True),
    Field(
        "log_config",
        "log_config",
        "dict",
        FIXED,
        unread=True,
        members=(
            Field("enable_lts_log", "enable_lts_log", "bool", absent=False),
            Field("enable_obs_log", "enable_obs_log", "bool", absent=False),
            Field("obs_path", "obs_path"),
        ),
    ),
    Field("endpoint_id", "id", role=READ_ONLY),
    Field("status", "status", role=READ_ONLY),
    Field("status_reason", "status_reason", role=READ_ONLY, volatile=True),
    Field("error_code", "error_code", role=READ_ONLY, volatile=True),
    Field("error_msg", "error_msg", role=READ_ONLY, volatile=True),
    Field("visibility", "visibility", role=READ_ONLY),
    Field("owner", "owner", "dict", READ_ONLY),
    Field("urls", "urls", "list", READ_ONLY, listed=False),
    Field("business_engine_instance_ids", "business_engine_instance_ids", "list", READ_ONLY, listed=False),
    Field("tokens_quota", "tokens_quota", "dict", READ_ONLY, listed=False),
    Field("runtime_env_type", "runtime_env_type", role=READ_ONLY, listed=False),
    Field("create_time", "create_time", role=READ_ONLY),
    Field("update_time", "update_time", role=READ_ONLY, volatile=True),
)
