# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of a Fabric endpoint as one tree of shapes (Huawei reference 4.3, 4.4)."""

from __future__ import annotations

from ..huaweicloud.schema import AnyObject, Array, Boolean, Integer, Number, Object, Schema, String, StringMap

DOCUMENTED_TYPES = ("service", "ray", "inference", "job", "ray_service", "sql")
SDK_TYPES = ("container_job", "notebook")

_ID = String(32, 36, r"[A-Za-z0-9-]*")
_SPEC = String(1)

_RESOURCE: dict[str, Schema] = {"spec_code": _SPEC, "warm_up_num": Integer(), "max_num": Integer()}
_DEMAND = Object({"spec_code": _SPEC, "min": Integer(), "max": Integer()}, ("spec_code", "min", "max"))
RESERVED_RESOURCE = Object(
    {
        "apu": Object(_RESOURCE, ("spec_code", "warm_up_num")),
        "dpu": Object({**_RESOURCE, "use_public_resource": Boolean()}, ("spec_code", "warm_up_num")),
        "mu": _DEMAND,
    }
)
RAY_RESOURCE = Object(
    {
        "head_node_resource": Object({"spec_code": _SPEC}, ("spec_code",)),
        "work_node_resources": Array(Object({"name": String(1), "resource": _DEMAND}, ("name", "resource"))),
    },
    ("head_node_resource", "work_node_resources"),
)
CAP = Object({"cap_id": _ID, "version_id": _ID})

_AUTOSCALING = Object(
    {
        "target_ongoing_requests": Integer(1, 1000),
        "target_num_ongoing_requests_per_replica": Integer(1, 1000),
        "max_ongoing_requests": Integer(1, 100_000),
        "max_concurrent_queries": Integer(1, 100_000),
        "min_replicas": Integer(0, 1000),
        "max_replicas": Integer(0, 1000),
        "initial_replicas": Integer(0, 1000),
        "upscale_delay_s": Integer(0, 86_400),
        "downscale_delay_s": Integer(0, 86_400),
    }
)
_DEPLOYMENT = Object(
    {
        "name": String(1, 64),
        "num_replicas": Integer(0, 1000),
        "max_replicas_per_node": Integer(1, 100),
        "max_ongoing_requests": Integer(1, 100_000),
        "max_queued_requests": Integer(-1, 100_000),
        "user_config": AnyObject(),
        "ray_actor_options": Object({"num_cpus": Number(), "memory": Number(), "resources": String(0, 1024)}),
        "autoscaling_config": _AUTOSCALING,
    }
)
_APPLICATION = Object(
    {
        "name": String(1, 64),
        "import_path": String(1),
        "route_prefix": String(),
        "runtime_env": Object({"working_dir": String(), "env_vars": StringMap()}),
        "deployments": Array(_DEPLOYMENT, 1, 5),
    },
    ("name", "import_path", "runtime_env", "deployments"),
)
_SPEC_OF_GROUP = Object(
    {
        "spec_code": String(),
        "cpu_resource": Integer(0, 192),
        "memory_resource": Integer(0, 1536),
        "npu_resource": Integer(0, 8),
    }
)
_LIMITS: dict[str, Schema] = {"limits": _SPEC_OF_GROUP, "requests": _SPEC_OF_GROUP}
_WORKERS = Object(
    {
        "name": String(0, 128, r"[A-Za-z0-9_-]*"),
        "min_replicas": Integer(0, 10_000),
        "max_replicas": Integer(1, 10_000),
        **_LIMITS,
    }
)
_CLUSTER = Object(
    {"enable_custom": Boolean(), "head_group_spec": Object(_LIMITS), "worker_group_specs": Array(_WORKERS, 1, 1000)},
    ("head_group_spec", "worker_group_specs"),
)
_LTS = Object({"enabled": Boolean(), "log_group_id": String(), "log_stream_id": String()})
_RAY_SERVICE = Object(
    {
        "ray_serve_config": Object({"applications": Array(_APPLICATION, 0, 5)}),
        "ray_cluster_config": _CLUSTER,
        "log_config": Object({"lts": _LTS}),
        "oidc_config": Object(
            {
                "enable_oidc": Boolean(),
                "client_id": String(1, 64, r"[A-Za-z0-9_.-]*"),
                "namespace": String(1, 16, r"ray-svc-.*"),
            }
        ),
        "api_config": Object({"enable_independent_api": Boolean(), "backend_timeout": Integer(0, 600_000)}),
        "agency_config": Object({"enable_agency": Boolean(), "agency_name": String(0, 64)}),
        "data_infos": Array(Object({"input_path": String(4, 1024)}), 0, 1),
    },
    ("ray_serve_config", "ray_cluster_config"),
)
CONFIG = Object({"ray_service_config": _RAY_SERVICE})
CACHE_LIST = Array(Object({"mnt_path": String(1), "cache_ins_id": String(1)}, ("mnt_path", "cache_ins_id")))
LOG_CONFIG = Object({"enable_lts_log": Boolean(), "enable_obs_log": Boolean(), "obs_path": String()})

#: Members whose shape does not depend on a switch.
BLOCKS: dict[str, Schema] = {
    "reserved_resource": RESERVED_RESOURCE,
    "ray_resource": RAY_RESOURCE,
    "cap": CAP,
    "config": CONFIG,
    "cache_list": CACHE_LIST,
    "log_config": LOG_CONFIG,
    "public_access": Boolean(),
    "custom_image_id": _ID,
}

#: Which blocks belong to which type (Huawei reference 4.5, the best reading); the first is the one that matters.
FITTING: dict[str, tuple[str, ...]] = {
    "inference": ("reserved_resource.mu",),
    "sql": ("reserved_resource.dpu",),
    "job": ("reserved_resource.apu", "reserved_resource.dpu"),
    "service": ("reserved_resource.apu", "reserved_resource.dpu", "reserved_resource.mu"),
    "ray": ("ray_resource", "cap", "custom_image_id", "cache_list", "log_config"),
    "ray_service": ("config", "cap", "custom_image_id", "cache_list", "log_config"),
}
