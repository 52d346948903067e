# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The field tables of a DataArts Fabric endpoint: attributes, filters (Huawei reference, sections 4.2 to 4.8)."""

from __future__ import annotations

from typing import Any

from .._engine.fields import FIXED, READ_ONLY, Field, Filter, dict_of, list_of

TYPES = ("service", "ray", "inference", "job", "ray_service", "sql", "container_job", "notebook")

#: Names: Chinese characters, Latin letters, digits, and a few signs.
_NAME = r"^[\u3400-\u9fff\uf900-\ufaffA-Za-z0-9_. -]+$"
_NAME_REMEDY = "Chinese characters, letters, digits, _ - . and spaces"
_ID = r"^[A-Za-z0-9-]{32,36}$"
_ID_REMEDY = "an id: 32 to 36 letters, digits and hyphens"


def _part_name(**rules: Any) -> Field:
    return Field("name", pattern=_NAME, remedy=f"a text of up to 64 {_NAME_REMEDY}", least=1, most=64, **rules)


def _spec_code(required: bool = True) -> Field:
    return Field("spec_code", identifier=True, required=required)


_POOL = (
    _spec_code(),
    Field("warm_up_num", kind="int", minimum=0, required=True),
    Field("max_num", kind="int", minimum=0),
)
_DEMAND = (
    _spec_code(),
    Field("min", kind="int", minimum=0, required=True),
    Field("max", kind="int", minimum=0, required=True),
)
_RESERVED_RESOURCE = (
    dict_of("apu", *_POOL),
    dict_of("dpu", *_POOL, Field("use_public_resource", kind="bool", unread=True)),
    dict_of("mu", *_DEMAND),
)
_RAY_RESOURCE = (
    dict_of("head_node_resource", _spec_code(), required=True),
    list_of(
        "work_node_resources",
        Field("name", identifier=True, required=True),
        dict_of("resource", *_DEMAND, required=True),
        required=True,
        key="name",
    ),
)

#: Versions of the API have several names for one thing; which of them an answer shows is not documented.
_ONGOING = ("target_ongoing_requests", "target_num_ongoing_requests_per_replica")
_AT_ONCE = ("max_ongoing_requests", "max_concurrent_queries")
_AUTOSCALING = (
    Field(_ONGOING[0], kind="int", minimum=1, maximum=1000, rivals=_ONGOING[1:], unread=True),
    Field(_ONGOING[1], kind="int", minimum=1, rivals=_ONGOING[:1], unread=True),
    Field(_AT_ONCE[0], kind="int", minimum=1, rivals=_AT_ONCE[1:], unread=True),
    Field(_AT_ONCE[1], kind="int", minimum=1, rivals=_AT_ONCE[:1], unread=True),
    Field("min_replicas", kind="int", minimum=0, maximum=1000),
    Field("max_replicas", kind="int", minimum=0, maximum=1000),
    Field("initial_replicas", kind="int", minimum=0, maximum=1000),
    Field("upscale_delay_s", kind="int", minimum=0, maximum=86400),
    Field("downscale_delay_s", kind="int", minimum=0, maximum=86400),
)
_DEPLOYMENT = (
    _part_name(),
    Field("num_replicas", kind="int", minimum=0, maximum=1000),
    Field("max_replicas_per_node", kind="int", minimum=1, maximum=100),
    Field("max_ongoing_requests", kind="int", minimum=1, maximum=100000, unread=True),
    Field("max_queued_requests", kind="int", minimum=-1, maximum=100000, unread=True),
    Field("user_config", kind="map"),
    dict_of(
        "ray_actor_options",
        Field("num_cpus", kind="float", minimum=0),
        Field("memory", kind="float", minimum=0),
        Field("resources", kind="json", most=1024),
    ),
    dict_of("autoscaling_config", *_AUTOSCALING),
)
_APPLICATION = (
    _part_name(required=True),
    Field("import_path", identifier=True, required=True),
    Field("route_prefix"),
    dict_of("runtime_env", Field("working_dir"), Field("env_vars", kind="map", values="str"), required=True),
    list_of("deployments", *_DEPLOYMENT, required=True, key="name", least=1, most=5),
)
_RESOURCE = (
    _spec_code(required=False),
    Field("cpu_resource", kind="int", minimum=0, maximum=192),
    Field("memory_resource", kind="int", minimum=0, maximum=1536),
    Field("npu_resource", kind="int", minimum=0, maximum=8),
)
_BOUNDS = (
    dict_of("limits", *_RESOURCE),
    dict_of("requests", *_RESOURCE),
)
_WORKER_GROUP = (
    Field(
        "name",
        pattern=r"^[A-Za-z0-9_-]*$",
        remedy="a text of up to 128 letters, digits, _ and -",
        most=128,
    ),
    Field("min_replicas", kind="int", minimum=0, maximum=10000),
    Field("max_replicas", kind="int", minimum=1, maximum=10000),
    *_BOUNDS,
)
_RAY_SERVICE_CONFIG = (
    dict_of("ray_serve_config", list_of("applications", *_APPLICATION, key="name", most=5), required=True),
    dict_of(
        "ray_cluster_config",
        Field("enable_custom", kind="bool", absent=False),
        dict_of("head_group_spec", *_BOUNDS, required=True),
        list_of("worker_group_specs", *_WORKER_GROUP, required=True, key="name", least=1, most=1000),
        required=True,
    ),
    # An update ignores it (section 4.8).
    dict_of(
        "log_config",
        dict_of("lts", Field("enabled", kind="bool", absent=False), Field("log_group_id"), Field("log_stream_id")),
        role=FIXED,
        unread=True,
    ),
    dict_of(
        "oidc_config",
        Field("enable_oidc", kind="bool", absent=False),
        Field(
            "client_id",
            pattern=r"^[A-Za-z0-9_.-]{1,64}$",
            remedy="a text of 1 to 64 letters, digits, _ - and .",
        ),
        Field("namespace"),
    ),
    dict_of(
        "api_config",
        Field("enable_independent_api", kind="bool", absent=False),
        Field("backend_timeout", kind="int", minimum=0, maximum=600000, absent=60000),
    ),
    dict_of("agency_config", Field("enable_agency", kind="bool", absent=False), Field("agency_name", most=64)),
    list_of("data_infos", Field("input_path", least=4, most=1024, required=True), most=1),
)

WORKSPACE = Field(
    "workspace_id",
    role=FIXED,
    pattern=r"^[A-Za-z0-9-]{1,36}$",
    essential=True,
    remedy="the id of a workspace: 1 to 36 letters, digits and hyphens",
)

FIELDS = (
    WORKSPACE,
    Field(
        "name",
        pattern=_NAME,
        least=1,
        most=128,
        essential=True,
        to_create=True,
        remedy=f"a text of 1 to 128 {_NAME_REMEDY}",
    ),
    Field("type", role=FIXED, choices=TYPES, essential=True, to_create=True),
    Field("description"),
    dict_of("reserved_resource", *_RESERVED_RESOURCE, whole=True),
    dict_of("ray_resource", *_RAY_RESOURCE, whole=True),
    dict_of(
        "cap",
        Field("cap_id", pattern=_ID, remedy=_ID_REMEDY),
        Field("version_id", pattern=_ID, remedy=_ID_REMEDY),
        any_of=("cap_id", "version_id"),
        whole=True,
    ),
    dict_of("config", dict_of("ray_service_config", *_RAY_SERVICE_CONFIG), whole=True, listed=False, unread=True),
    list_of(
        "cache_list",
        Field("mnt_path", identifier=True, required=True),
        Field("cache_ins_id", identifier=True, required=True),
        role=FIXED,
        also=("caches",),
        key="mnt_path",
        unread=True,
    ),
    Field("public_access", kind="bool", role=FIXED, unread=True),
    Field("custom_image_id", role=FIXED, pattern=_ID, remedy=_ID_REMEDY, unread=True),
    dict_of(
        "log_config",
        Field("enable_lts_log", kind="bool", absent=False),
        Field("enable_obs_log", kind="bool", absent=False),
        Field("obs_path"),
        role=FIXED,
        unread=True,
    ),
    Field("endpoint_id", "id", role=READ_ONLY),
    Field("status", role=READ_ONLY),
    Field("status_reason", role=READ_ONLY, volatile=True),
    Field("error_code", role=READ_ONLY, volatile=True),
    Field("error_msg", role=READ_ONLY, volatile=True),
    Field("visibility", role=READ_ONLY),
    Field("owner", kind="dict", role=READ_ONLY),
    Field("urls", kind="list", role=READ_ONLY, listed=False),
    Field("business_engine_instance_ids", kind="list", role=READ_ONLY, listed=False),
    Field("tokens_quota", kind="dict", role=READ_ONLY, listed=False),
    Field("runtime_env_type", role=READ_ONLY, listed=False),
    Field("create_time", role=READ_ONLY),
    Field("update_time", role=READ_ONLY, volatile=True),
)


def _is_visible(attributes: dict, visibility: str) -> bool | None:
    return visibility == "ALL" or attributes["visibility"] in (None, visibility)


FILTERS = (
    Filter(
        "workspace_id",
        required=True,
        pattern=WORKSPACE.pattern,
        remedy=WORKSPACE.remedy,
        sent="workspace_id",
        selects="workspace_id",
    ),
    Filter("endpoint_ids", kind="list", values="str", identifier=True, selects="endpoint_id"),
    Filter("name", identifier=True, sent="name", selects="name"),
    Filter("type", choices=TYPES, sent="type", selects="type"),
    Filter("visibility", choices=("PRIVATE", "PUBLIC", "ALL"), sent="visibility", selects=_is_visible),
    Filter("details", kind="bool", default=True),
)
