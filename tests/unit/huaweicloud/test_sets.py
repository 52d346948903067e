# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole sets of Huawei's endpoints, with the calls that they cost."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine import fields
from ansible_collections.inference.endpoints.plugins.module_utils._engine.cancellation import Cancellation
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import BadInput, EndpointError, Refused
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec, bulk

from ..support.huawei_world import MU, PROJECT, WORKSPACE, FabricWorld, MaasWorld
from ..support.world import World
from .test_fabric_readings import service


class _Client:
    def __init__(self, world: World) -> None:
        self.perform = world.perform
        self.limiter: Any = None


def run(
    world: Any, entries: list[dict], *, check_mode: bool = False, may_fail: bool = False, **options: Any
) -> tuple[dict, Counter]:
    """As the bulk module of the world's family: its report, and how often each action was called."""
    resource = type(world.resource)
    params = {field.name: field.default for field in (*argspec.of_set(resource), *argspec.connection(resource))}
    params.update(access_key="AK", secret_key="SK", region="cn-north-4", project_id=PROJECT, **options)
    blank = {field.name: field.default for field in fields.options(argspec.entries(resource).members)}
    params["endpoints"] = [{**blank, **entry} for entry in entries]

    start = len(world.log)
    desired_set = argspec.checked_set(params, resource)
    params["concurrency"] = 0
    outcomes = bulk.run_set(
        params, resource(), desired_set, _Client(world), world.clock, Cancellation(), check_mode=check_mode
    )
    report = bulk.result_of(outcomes)
    assert report["summary"]["failed"] == 0 or not check_mode or may_fail, bulk.failure_message(report)
    return report, Counter(entry["action"] for entry in world.log[start:])


def told(report: dict) -> list:
    return [report["changed"], report["diff"], report["summary"], [one["actions"] for one in report["results"]]]


def fabric(name: str, **more: Any) -> dict:
    return {"name": name, "type": "inference", "reserved_resource": {"mu": MU}, **more}


def maas(name: str, **more: Any) -> dict:
    return {"name": name, "model_name": "m", **more}


FABRIC_SET = [fabric(f"e{number:03}") for number in range(230)]


def test_an_unchanged_workspace_costs_its_pages_and_no_more():
    world = FabricWorld(fabric_create_seconds=0)
    report, _calls = run(world, FABRIC_SET, workspace_id=WORKSPACE)
    assert report["summary"]["created"] == 230
    world.settle()
    report, calls = run(world, FABRIC_SET, workspace_id=WORKSPACE)
    assert (report["changed"], calls) == (False, {"ListEndpoints": 3})
    changed = [*FABRIC_SET[:-1], fabric("e229", description="new")]
    check, _calls = run(world, changed, workspace_id=WORKSPACE, check_mode=True)
    report, calls = run(world, changed, workspace_id=WORKSPACE)
    assert told(check) == told(report)
    assert calls["UpdateEndpoint"] == 1
    assert report["results"][229]["actions"] == ["UpdateEndpoint"]


def test_entries_may_live_in_several_workspaces():
    world = FabricWorld()
    entries = [fabric("a"), fabric("a", workspace_id="other"), fabric("b", workspace_id="other")]
    report, _calls = run(world, entries, workspace_id=WORKSPACE)
    assert report["summary"]["created"] == 3
    assert {(one["workspace_id"], one["name"]) for one in world.endpoints()} == {
        (WORKSPACE, "a"),
        ("other", "a"),
        ("other", "b"),
    }
    ids = [result["endpoint_id"] for result in report["results"]]
    by_id = [{"endpoint_id": ids[1], "workspace_id": "other", "description": "x"}]
    report, calls = run(world, by_id)
    assert report["results"][0]["actions"] == ["UpdateEndpoint"]
    assert calls["ListEndpoints"] >= 1
    with pytest.raises(BadInput, match=r"endpoints\[0\].workspace_id: missing"):
        run(world, [fabric("c")])


def test_pruning_stays_in_its_workspace():
    world = FabricWorld()
    run(world, [fabric("a"), fabric("b"), fabric("c", workspace_id="other")], workspace_id=WORKSPACE)
    world.settle()
    report, _calls = run(world, [fabric("a")], workspace_id=WORKSPACE, prune=True)
    assert report["summary"]["deleted"] == 1
    assert {one["name"] for one in world.endpoints()} == {"a", "c"}
    with pytest.raises(BadInput, match="workspace_id: missing; expected with prune"):
        run(world, [], prune=True, prune_allow_empty=True)


def test_pruning_spares_what_is_declared_by_its_id_alone():
    world = FabricWorld()
    report, _calls = run(world, [fabric("a"), fabric("b")], workspace_id=WORKSPACE)
    world.settle()
    entry = {"endpoint_id": report["results"][0]["endpoint_id"]}
    report, _calls = run(world, [entry], workspace_id=WORKSPACE, prune=True)
    assert [one["name"] for one in world.endpoints()] == ["a"]


def test_what_only_a_single_read_shows_costs_one_read_each():
    world = FabricWorld()
    entries = [{"name": "svc", "type": "ray_service", "config": service(1)}, fabric("b")]
    run(world, entries, workspace_id=WORKSPACE)
    world.settle()
    report, calls = run(world, entries, workspace_id=WORKSPACE)
    assert (report["changed"], calls) == (False, {"ListEndpoints": 1, "ShowEndpoint": 1})
    assert report["results"][0]["unverified"] == []


def test_a_set_of_maas_endpoints_costs_one_list_call():
    world = MaasWorld(maas_quota=30)
    entries = [maas(f"e{number}", rpm=number) for number in range(1, 21)]
    report, calls = run(world, entries)
    assert (report["summary"]["created"], calls["CreateEndpoint"]) == (20, 20)
    report, calls = run(world, entries)
    assert (report["changed"], calls) == (False, {"ListEndpoints": 1})
    entries[4]["rpm"] = 99
    entries[5]["state"] = "stopped"
    check, _calls = run(world, entries, check_mode=True)
    report, calls = run(world, entries)
    assert told(check) == told(report)
    assert (calls["UpdateEndpoint"], calls["DeactivateEndpoint"]) == (1, 1)
    assert calls["ListEndpoints"] <= 4


def test_pruning_a_maas_account_is_guarded():
    world = MaasWorld()
    run(world, [maas("a"), maas("b"), maas("c")])
    with pytest.raises(Refused, match="2 endpoints would be pruned, and prune_max allows 1"):
        run(world, [maas("a")], prune=True, prune_max=1)
    report, _calls = run(world, [maas("a")], prune=True)
    assert (report["summary"]["deleted"], len(world.endpoints())) == (2, 1)


def test_one_entrys_failure_does_not_stop_the_others():
    world = MaasWorld(maas_quota=2)
    report, _calls = run(world, [maas("a"), maas("b"), maas("c")])
    assert (report["summary"]["created"], report["summary"]["failed"]) == (2, 1)
    failed = next(result for result in report["results"] if result["failed"])
    assert "ModelArts.6297" in failed["msg"]


def test_everything_wrong_is_told_before_the_first_call():
    world = MaasWorld()
    entries = [maas("ok"), maas("bad", moderation=False), maas("worse", infer_service_id="x")]
    with pytest.raises(EndpointError) as caught:
        run(world, entries)
    assert [text.partition(": ")[0] for text in caught.value.details()["errors"]] == [
        "endpoints[1].moderation",
        "endpoints[2].infer_service_id",
    ]
    assert not world.log
