# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of Fabric endpoints under all pairs of readings of what the public record leaves open.

Every step is run in check mode, for real, and once more. A step may fail only where a reading makes the wish
impossible; then the failure names what is wrong.
"""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    CallFailed,
    NotConverged,
    Refused,
)
from cloud_sandbox.fabric.switches import FABRIC_SWITCHES

from ..support.huawei_world import MU, FabricWorld, Life
from ..support.pairs import all_pairs

#: Readings that decide only whether one refusal or another is given; tests of their own are in test_fabric_stories.py.
APART = {
    "fabric_agreement",
    "fabric_create_description_length",
    "fabric_create_outcome",
    "fabric_delete_flag",
    "fabric_delete_outcome",
    "fabric_delete_ray",
    "fabric_description_characters",
    "fabric_duplicate",
    "fabric_inference",
    "fabric_inference_name_length",
    "fabric_list_default_visibility",
    "fabric_max_endpoints",
    "fabric_mu_min",
    "fabric_name_characters",
    "fabric_project_header",
    "fabric_quota_answer",
    "fabric_sdk_types",
    "fabric_token_refusal",
    "fabric_update_outcome",
    "fabric_workspaces",
}
#: Values of those switches that have no list of choices.
VALUES = {
    "fabric_read_lag_seconds": (0, 1, 4),
    "fabric_list_lag_seconds": (0, 4),
    "fabric_page_cap": (100, 1),
    "fabric_create_seconds": (0, 0.2, 3),
    "fabric_update_seconds": (0, 0.2, 3),
    "fabric_delete_seconds": (0, 0.2, 3),
    "fabric_deleted_record_seconds": (1, 100_000),
    "fabric_creating_status": ("CREATING", "none", "Wobbling"),
    "fabric_updating_status": ("UPDATING", "none", "unchanged", "Wobbling"),
    # A service that refuses blocks would not show them by itself.
    "fabric_sdk_config": ("accepted", "ignored"),
    "fabric_deleting_status": ("DELETING", "none", "unchanged", "Wobbling"),
}


def domains() -> dict[str, tuple]:
    found = {}
    for switch in FABRIC_SWITCHES:
        values = VALUES.get(switch.name) or ((True, False) if switch.kind == "bool" else switch.choices)
        if switch.name not in APART:
            found[switch.name] = values
    return found


ROWS = all_pairs(domains())

CLUSTER = {
    "head_node_resource": {"spec_code": "ray.head"},
    "work_node_resources": [
        {"name": "b", "resource": {"spec_code": "ray.work", "min": 0, "max": 2}},
        {"name": "a", "resource": {"spec_code": "ray.work", "min": 1, "max": 1}},
    ],
}


def service(replicas: int, **deployment: Any) -> dict:
    """A Ray service whose one deployment has so many replicas."""
    application = {
        "name": "chat",
        "import_path": "serve:chat",
        "route_prefix": "/chat",
        "runtime_env": {"working_dir": "obs://b/d", "env_vars": {"MODE": "prod", "password": "no secret"}},
        "deployments": [{"name": "Chat", "num_replicas": replicas, "user_config": {"a": [1, None]}, **deployment}],
    }
    cluster = {
        "head_group_spec": {"limits": {"spec_code": "s"}, "requests": {"spec_code": "s"}},
        "worker_group_specs": [{"name": "w", "min_replicas": 1, "max_replicas": 2, "limits": {"spec_code": "s"}}],
    }
    serve = {"applications": [application]}
    return {"ray_service_config": {"ray_serve_config": serve, "ray_cluster_config": cluster}}


#: Of each type: what is declared, and what is changed later (the option, and that the service may take no such change).
KINDS = {
    "inference": ({"reserved_resource": {"mu": MU}}, {"reserved_resource": {"mu": {**MU, "max": 4}}}),
    "ray": (
        {"ray_resource": CLUSTER, "cap": {"cap_id": "c" * 32, "version_id": "d" * 32}},
        {"cap": {"cap_id": "e" * 32, "version_id": "d" * 32}},
    ),
    "ray_service": ({"config": service(1)}, {"config": service(2)}),
}


@pytest.mark.parametrize("row", range(len(ROWS)))
def test_a_life_under_readings(row):
    readings = ROWS[row]
    kind = list(KINDS)[row % len(KINDS)]
    declared, changed = KINDS[kind]
    life = Life(FabricWorld(**readings))
    # Where a change under way does not show, nobody can wait for it.
    life.rests = readings["fabric_updating_status"] == "unchanged"
    life.step(name="chat 1", state="absent")

    life.step(name="chat 1", type=kind, description="first", **declared)
    assert len(life.ours()) == 1
    first = life.ours()[0]["id"]
    # A service that neither shows a block nor keeps what an update leaves out can be updated only with that block.
    blind = kind == "ray_service" and readings["fabric_show_config"] == "absent"
    with_config = {"config": declared["config"]} if blind else {}
    if blind:
        life.fails(Refused, "Declare it as well", name="chat 1", description="2nd")
    takes_config = kind != "ray_service" or readings["fabric_update_config"] == "accepted"
    refuses_config = kind == "ray_service" and readings["fabric_update_config"] == "refused"
    ignores_config = kind == "ray_service" and readings["fabric_update_config"] == "ignored"
    # A service that takes no config in an update and resets what is left out loses it, whatever one does.
    loses_config = refuses_config and readings["fabric_update_omitted"] == "reset"
    if loses_config and not blind:
        life.fails(NotConverged, "config.ray_service_config", name="chat 1", description="2nd")
    elif not loses_config and not (ignores_config and blind):
        life.step(name="chat 1", description="2nd", **with_config)
        life.step(name="chat 1", description="", **with_config)
    assert life.ours()[0]["type"] == kind
    if takes_config and not blind:
        life.step(name="chat 1", **changed)
        life.step(name="chat 1", type=kind, **declared)
    elif refuses_config and not blind and not loses_config:
        life.fails(CallFailed, "config", name="chat 1", **changed)
    elif ignores_config and not blind:
        life.fails(NotConverged, "applications: found ", name="chat 1", **changed)
    life.fails(Refused, f"type: found {kind!r}, expected 'sql'", name="chat 1", type="sql")

    if not loses_config:
        life.step(endpoint_id=first, name="talk", **with_config)
        assert life.ours()[0]["name"] == "talk"
    name = life.ours()[0]["name"]
    life.step(name=name, state="absent")
    assert life.ours() == []
    life.step(endpoint_id=first, state="absent")
