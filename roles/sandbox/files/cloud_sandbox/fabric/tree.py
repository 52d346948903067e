# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of a Fabric endpoint as one tree of shapes (Huawei reference 4.3, 4.4)."""

from __future__ import annotations

from ..huaweicloud.shapes import Flag, Free, Listing, Number, Shape, Text, Texts, Tree, Whole

DOCUMENTED_TYPES = ("service", "ray", "inference", "job", "ray_service", "sql")
SDK_TYPES = ("container_job", "notebook")

_ID = Text(32, 36, r"[A-Za-z0-9-]*")
_SPEC = Text(1)

_RESOURCE: dict[str, Shape] = {"spec_code": _SPEC, "warm_up_num": Whole(), "max_num": Whole()}
_DEMAND = Tree({"spec_code": _SPEC, "min": Whole(), "max": Whole()}, ("spec_code", "min", "max"))
RESERVED_RESOURCE = Tree(
    {
        "apu": Tree(_RESOURCE, ("spec_code", "warm_up_num")),
        "dpu": Tree({**_RESOURCE, "use_public_resource": Flag()}, ("spec_code", "warm_up_num")),
        "mu": _DEMAND,
    }
)
RAY_RESOURCE = Tree(
    {
        "head_node_resource": Tree({"spec_code": _SPEC}, ("spec_code",)),
        "work_node_resources": Listing(Tree({"name": Text(1), "resource": _DEMAND}, ("name", "resource"))),
    },
    ("head_node_resource", "work_node_resources"),
)
CAP = Tree({"cap_id": _ID, "version_id": _ID})

_AUTOSCALING = Tree(
    {
        "target_ongoing_requests": Whole(1, 1000),
        "target_num_ongoing_requests_per_replica": Whole(1, 1000),
        "max_ongoing_requests": Whole(1, 100_000),
        "max_concurrent_queries": Whole(1, 100_000),
        "min_replicas": Whole(0, 1000),
        "max_replicas": Whole(0, 1000),
        "initial_replicas": Whole(0, 1000),
        "upscale_delay_s": Whole(0, 86_400),
        "downscale_delay_s": Whole(0, 86_400),
    }
)
_DEPLOYMENT = Tree(
    {
        "name": Text(1, 64),
        "num_replicas": Whole(0, 1000),
        "max_replicas_per_node": Whole(1, 100),
        "max_ongoing_requests": Whole(1, 100_000),
        "max_queued_requests": Whole(-1, 100_000),
        "user_config": Free(),
        "ray_actor_options": Tree({"num_cpus": Number(), "memory": Number(), "resources": Text(0, 1024)}),
        "autoscaling_config": _AUTOSCALING,
    }
)
_APPLICATION = Tree(
    {
        "name": Text(1, 64),
        "import_path": Text(1),
        "route_prefix": Text(),
        "runtime_env": Tree({"working_dir": Text(), "env_vars": Texts()}),
        "deployments": Listing(_DEPLOYMENT, 1, 5),
    },
    ("name", "import_path", "runtime_env", "deployments"),
)
_SPEC_OF_GROUP = Tree(
    {
        "spec_code": Text(),
        "cpu_resource": Whole(0, 192),
        "memory_resource": Whole(0, 1536),
        "npu_resource": Whole(0, 8),
    }
)
_LIMITS: dict[str, Shape] = {"limits": _SPEC_OF_GROUP, "requests": _SPEC_OF_GROUP}
_WORKERS = Tree(
    {
        "name": Text(0, 128, r"[A-Za-z0-9_-]*"),
        "min_replicas": Whole(0, 10_000),
        "max_replicas": Whole(1, 10_000),
        **_LIMITS,
    }
)
_CLUSTER = Tree(
    {"enable_custom": Flag(), "head_group_spec": Tree(_LIMITS), "worker_group_specs": Listing(_WORKERS, 1, 1000)},
    ("head_group_spec", "worker_group_specs"),
)
_LTS = Tree({"enabled": Flag(), "log_group_id": Text(), "log_stream_id": Text()})
_RAY_SERVICE = Tree(
    {
        "ray_serve_config": Tree({"applications": Listing(_APPLICATION, 0, 5)}),
        "ray_cluster_config": _CLUSTER,
        "log_config": Tree({"lts": _LTS}),
        "oidc_config": Tree(
            {
                "enable_oidc": Flag(),
                "client_id": Text(1, 64, r"[A-Za-z0-9_.-]*"),
                "namespace": Text(1, 16, r"ray-svc-.*"),
            }
        ),
        "api_config": Tree({"enable_independent_api": Flag(), "backend_timeout": Whole(0, 600_000)}),
        "agency_config": Tree({"enable_agency": Flag(), "agency_name": Text(0, 64)}),
        "data_infos": Listing(Tree({"input_path": Text(4, 1024)}), 0, 1),
    },
    ("ray_serve_config", "ray_cluster_config"),
)
CONFIG = Tree({"ray_service_config": _RAY_SERVICE})
CACHE_LIST = Listing(Tree({"mnt_path": Text(1), "cache_ins_id": Text(1)}, ("mnt_path", "cache_ins_id")))
LOG_CONFIG = Tree({"enable_lts_log": Flag(), "enable_obs_log": Flag(), "obs_path": Text()})

#: Members whose shape does not depend on a switch.
BLOCKS: dict[str, Shape] = {
    "reserved_resource": RESERVED_RESOURCE,
    "ray_resource": RAY_RESOURCE,
    "cap": CAP,
    "config": CONFIG,
    "cache_list": CACHE_LIST,
    "log_config": LOG_CONFIG,
    "public_access": Flag(),
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
