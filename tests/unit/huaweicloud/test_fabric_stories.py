# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stories of Fabric endpoints, with the calls that each step makes."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine import driver
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    Ambiguous,
    BadInput,
    CallFailed,
    NotFound,
    Refused,
    WaitFailed,
)
from ansible_collections.inference.endpoints.plugins.module_utils._engine.merge import merge
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.fabric import FabricEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.masking import MASK, masked, secrets_in
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec, result

from ..support.huawei_world import MU, WORKSPACE, FabricWorld
from .test_fabric_readings import CLUSTER, service

CREATE = {"name": "ep-推理 1", "type": "inference", "description": "team a", "reserved_resource": {"mu": MU}}
NAME = CREATE["name"]


def truth(world: FabricWorld, name: str = NAME) -> dict[str, Any]:
    return world.only(name)


def quick(**switches: Any) -> FabricWorld:
    """A world in which nothing takes time."""
    times = {f"fabric_{what}_seconds": 0 for what in ("create", "update", "delete")}
    return FabricWorld(**{**times, **switches})


def test_created_once_and_left_alone():
    world = quick()
    created = world.foretold(**CREATE)
    assert created.calls == ["ListEndpoints", "CreateEndpoint", "ShowEndpoint", "ListEndpoints"]
    assert created.endpoint["reserved_resource"] == {"mu": MU}
    assert (created.endpoint["id"], created.endpoint["workspace_id"]) == (created.run.endpoint_id, WORKSPACE)
    again = world.ok(**CREATE)
    assert (again.changed, again.calls) == (False, ["ListEndpoints", "ShowEndpoint"])
    by_id = world.ok(endpoint_id=created.run.endpoint_id, description="team a")
    assert (by_id.changed, by_id.calls) == (False, ["ShowEndpoint"])


def test_what_has_to_be_asked_for_is_waited_for():
    world = FabricWorld(fabric_create_seconds=3, fabric_update_seconds=3, fabric_delete_seconds=3)
    assert world.foretold(**CREATE).endpoint["status"] == "RUNNING"
    assert world.foretold(name=NAME, description="b").endpoint["status"] == "RUNNING"
    assert world.ok(name=NAME, description="c", wait=False).endpoint["status"] == "UPDATING"
    assert world.ok(name=NAME, state="absent").endpoint is None  # after the change that is on its way
    assert world.endpoints() == []


def test_an_update_carries_what_it_must_not_reset():
    world = quick(fabric_update_omitted="reset")
    world.ok(**CREATE, cap={"cap_id": "c" * 32})
    outcome = world.foretold(name=NAME, reserved_resource={"mu": {**MU, "max": 9}})
    assert outcome.actions == ["UpdateEndpoint"]
    after = truth(world)
    assert after["description"] == "team a"
    assert after["cap"] == {"cap_id": "c" * 32}
    assert after["reserved_resource"] == {"mu": {**MU, "max": 9}}


def test_rays_resources_are_compared_in_the_form_of_a_request():
    world = quick()
    world.ok(name="ray", type="ray", ray_resource=CLUSTER)
    reordered = {**CLUSTER, "work_node_resources": CLUSTER["work_node_resources"][::-1]}
    assert not world.ok(name="ray", ray_resource=reordered).changed
    grown = {**CLUSTER, "work_node_resources": CLUSTER["work_node_resources"][:1]}
    assert world.foretold(name="ray", ray_resource=grown).changed
    assert [one["name"] for one in truth(world, "ray")["ray_resource"]["worker_group_spec"]] == ["b"]


def test_of_a_ray_service_only_what_is_mentioned_is_managed():
    world = quick(fabric_defaults="sent")
    world.ok(name="svc", type="ray_service", config=service(1, max_replicas_per_node=3))
    # Another deployment setting is not mentioned, and stays.
    assert not world.ok(name="svc", config=service(1)).changed
    world.foretold(name="svc", config=service(2))
    (application,) = truth(world, "svc")["config"]["ray_service_config"]["ray_serve_config"]["applications"]
    (deployment,) = application["deployments"]
    assert (deployment["num_replicas"], deployment["max_replicas_per_node"]) == (2, 3)
    assert application["runtime_env"]["env_vars"] == {"MODE": "prod", "password": "no secret"}


@pytest.mark.parametrize("shown", ["given", "new", "old"])
@pytest.mark.parametrize("option", ["target_ongoing_requests", "target_num_ongoing_requests_per_replica"])
def test_a_setting_that_has_two_names_is_one_setting(option, shown):
    world = quick(fabric_autoscaling_shown=shown)

    def declared(value: int) -> dict[str, Any]:
        return service(1, autoscaling_config={option: value, "min_replicas": 1, "max_replicas": 2})

    world.ok(name="svc", type="ray_service", config=declared(5))
    assert not world.ok(name="svc", config=declared(5)).changed
    assert world.ok(name="svc", config=declared(6)).actions == ["UpdateEndpoint"]
    assert not world.ok(name="svc", config=declared(6)).changed


def test_the_log_config_of_a_ray_service_cannot_be_changed_in_place():
    def declared(enabled: bool) -> dict[str, Any]:
        config = service(1)
        config["ray_service_config"]["log_config"] = {"lts": {"enabled": enabled}}
        return config

    world = quick()
    world.ok(name="svc", type="ray_service", config=declared(True))
    assert not world.ok(name="svc", config=declared(True)).changed
    failed = world.refused(Refused, name="svc", config=declared(False))
    assert "config.ray_service_config.log_config.lts.enabled: found true, expected false" in str(failed.error)


UNREAD = {
    "cache_list": [{"mnt_path": "/cache", "cache_ins_id": "c" * 32}],
    "public_access": False,
    "custom_image_id": "d" * 32,
    "log_config": {"enable_lts_log": True, "enable_obs_log": True, "obs_path": "obs://b/p"},
}


@pytest.mark.parametrize("shown", [False, True])
def test_what_cannot_be_read_back_is_named_and_makes_no_difference(shown):
    word = "present" if shown else "absent"
    world = quick(
        fabric_show_caches="caches" if shown else "absent",
        fabric_show_public_access=word,
        fabric_show_custom_image=word,
        fabric_show_log_config=word,
    )
    declared = {"name": "ray", "type": "ray", "ray_resource": CLUSTER, **UNREAD}
    world.foretold(**declared)
    again = world.ok(**declared)
    assert not again.changed
    told = result.unverified_in(again.run.resource, again.run.desired, again.endpoint)
    assert told == {"unverified": [] if shown else ["cache_list", "public_access", "custom_image_id", "log_config"]}
    other = {"name": "ray", "public_access": True}
    if shown:
        assert "public_access: found false, expected true" in str(world.refused(Refused, **other).error)
    else:
        assert not world.ok(**other).changed


def test_a_replacement_carries_over_what_goes_with_the_new_type():
    world = quick()
    first = world.ok(**CREATE)
    outcome = world.foretold(name=NAME, type="ray", ray_resource=CLUSTER, recreate="delete_first")
    assert outcome.actions == ["DeleteEndpoint", "CreateEndpoint"]
    assert outcome.run.previous_id == first.run.endpoint_id
    after = truth(world)
    assert after["description"] == "team a"
    assert "reserved_resource" not in after
    assert "cannot be read" in outcome.warnings[0]
    assert "Its successor does not get reserved_resource, which may not fit" in outcome.warnings[1]


POOL = {"spec_code": "dpu.s", "warm_up_num": 50}
#: From one type to another: what is there, what is declared, what the new one gets, and what is told to stay behind.
SUCCESSORS = [
    ("inference", {"mu": MU}, "service", {}, {"mu": MU}, ""),
    ("job", {"apu": POOL, "dpu": POOL}, "service", {"apu": {**POOL, "warm_up_num": 9}}, None, ""),
    ("inference", {"mu": MU}, "sql", {}, {}, "reserved_resource"),
    ("inference", {"mu": MU}, "sql", {"dpu": POOL}, {"dpu": POOL}, "reserved_resource.mu"),
    # Declared, it is sent, whatever the record has.
    ("inference", {"mu": MU}, "sql", {"mu": MU}, {"mu": MU}, ""),
    ("job", {"apu": POOL, "dpu": POOL}, "sql", {}, {"dpu": POOL}, "reserved_resource.apu"),
    # Of some types nothing is known.
    ("inference", {"mu": MU}, "notebook", {}, {"mu": MU}, ""),
]


@pytest.mark.parametrize("refusing", ["any", "refused"])
@pytest.mark.parametrize(("old", "there", "new", "declared", "wanted", "left"), SUCCESSORS)
def test_what_a_successor_of_another_type_gets(refusing, old, there, new, declared, wanted, left):
    world = quick(fabric_block_types=refusing)
    world.ok(name="e", type=old, description="d", reserved_resource=there)
    wish = {"name": "e", "type": new, "recreate": "delete_first"}
    wish |= {"reserved_resource": declared} if declared else {}
    if refusing == "refused" and new == "sql" and "mu" in declared:
        assert "has no reserved_resource.mu with type sql" in str(world.refused(CallFailed, **wish).error)
        return
    outcome = world.foretold(**wish)
    assert outcome.actions == ["DeleteEndpoint", "CreateEndpoint"]
    after = truth(world, "e")
    expected = {**there, **declared} if wanted is None else wanted
    assert (after.get("reserved_resource") or {}) == expected
    assert after["description"] == "d"
    told = [text for text in outcome.warnings if "does not get" in text]
    assert [f"does not get {left}, which" in text for text in told] == ([True] if left else [])
    assert not world.ok(**wish).changed


@pytest.mark.parametrize("refusing", ["any", "refused"])
def test_what_the_record_has_with_other_types_is_for_the_service_to_judge(refusing):
    world = quick(fabric_block_types=refusing)
    wish = {"name": "ray", "type": "ray", "ray_resource": CLUSTER, "reserved_resource": {"mu": MU}}
    if refusing == "any":
        assert world.foretold(**wish).endpoint["reserved_resource"] == {"mu": MU}
        # The type stays, so nothing is left behind.
        kept = world.foretold(name="ray", custom_image_id="d" * 32, public_access=True, recreate="delete_first")
        assert truth(world, "ray")["reserved_resource"] == {"mu": MU}
        assert not [text for text in kept.warnings if "does not get" in text]
    else:
        failed = world.refused(CallFailed, **wish)
        assert str(failed.error).endswith("The public documentation has no reserved_resource.mu with type ray")
        assert world.endpoints() == []


def test_creating_first_keeps_the_old_one_where_a_name_may_exist_once():
    world = quick()
    world.ok(**CREATE)
    before = world.endpoints()
    world.refused(CallFailed, name=NAME, type="sql", recreate="create_first")
    assert world.endpoints() == before
    world = quick(fabric_names_unique="no")
    world.ok(**CREATE)
    assert world.foretold(name=NAME, type="sql", recreate="create_first").actions == [
        "CreateEndpoint",
        "DeleteEndpoint",
    ]


def test_two_of_one_name_are_told_apart():
    world = quick(fabric_names_unique="no")
    ids = []
    for kind in ("inference", "sql"):
        reply = world.service.perform("CreateEndpoint", {"workspace_id": WORKSPACE}, {"name": "twin", "type": kind})
        ids.append(reply.payload["id"])
    failed = world.refused(Ambiguous, name="twin", description="x")
    assert {one["endpoint_id"] for one in failed.error.details()["candidates"]} == set(ids)
    assert "type sql" in str(failed.error)
    assert world.foretold(endpoint_id=ids[1], description="x").actions == ["UpdateEndpoint"]


def test_the_same_name_in_another_workspace_is_another_endpoint():
    world = quick()
    world.ok(**CREATE)
    outcome = world.ok(**CREATE, workspace_id="another")
    assert outcome.actions == ["CreateEndpoint"]
    world.refused(NotFound, endpoint_id=outcome.run.endpoint_id, description="x")
    assert not world.ok(endpoint_id=outcome.run.endpoint_id, state="absent").changed
    assert world.ok(endpoint_id=outcome.run.endpoint_id, workspace_id="another", state="absent").changed


def test_a_failure_is_told_with_the_services_reason():
    world = quick(fabric_create_outcome="failed")
    failed = world.refused(WaitFailed, **CREATE)
    assert failed.actions == ["CreateEndpoint"]
    assert "The resources could not be created" in str(failed.error)
    warned = world.ok(name=NAME, description="team a")
    assert "has failed (status CREATE_FAILED)" in warned.warnings[0]
    assert world.foretold(name=NAME, state="absent").actions == ["DeleteEndpoint"]


@pytest.mark.parametrize("outcome", ["inactive", "frozen", "trial_ended"])
def test_what_settles_without_running_is_told_at_once_and_can_be_deleted(outcome):
    world = quick(fabric_create_outcome=outcome)
    failed = world.refused(WaitFailed, **CREATE)
    assert (failed.error.code, failed.actions) == ("EndpointNotRunning", ["CreateEndpoint"])
    assert f"its last status was {outcome.upper()!r}" in str(failed.error)
    assert not world.ok(**CREATE).changed
    assert world.foretold(name=NAME, state="absent").actions == ["DeleteEndpoint"]


def test_an_update_that_fails_is_told_with_the_services_reason():
    world = quick(fabric_update_outcome="failed")
    world.ok(**CREATE)
    failed = world.refused(WaitFailed, name=NAME, description="b")
    assert "The change could not be carried out" in str(failed.error)


def test_an_unknown_status_is_waited_for_and_told():
    world = quick()
    world.ok(**CREATE)
    world.force(NAME, status="PONDERING")
    failed = world.refused(WaitFailed, name=NAME, description="b", wait_timeout=30)
    assert "'PONDERING'" in str(failed.error)
    assert failed.actions == []


@pytest.mark.parametrize("refusal", ["00010999/409", "00010999/400", "00000001/500"])
def test_a_deletion_refused_on_the_way_is_repeated_once_there(refusal):
    world = FabricWorld(fabric_create_seconds=20, fabric_wrong_state=refusal)
    world.ok(**CREATE, wait=False)
    deleted = world.ok(name=NAME, state="absent")
    assert deleted.actions == ["DeleteEndpoint"]
    assert world.endpoints() == []


def test_a_deletion_refused_for_another_reason_is_not_repeated():
    world = quick(fabric_delete_ray="flag_needed")
    world.ok(name="ray", type="ray", ray_resource=CLUSTER)
    failed = world.task(name="ray", state="absent")
    assert isinstance(failed.error, CallFailed)
    assert (failed.actions, failed.calls.count("DeleteEndpoint")) == ([], 1)
    assert world.foretold(name="ray", state="absent", delete_app_instances=True).actions == ["DeleteEndpoint"]


def contradictions(**declared: Any) -> list[str]:
    return argspec.contradictions({"state": "present", **declared}, FabricEndpoint)


twice = service(1)
twice["ray_service_config"]["ray_serve_config"]["applications"] *= 2


def bounds(**numbers: int) -> dict[str, Any]:
    return {"spec_code": "s", **numbers}


@pytest.mark.parametrize(
    ("declared", "places"),
    [
        ({"type": "inference", "ray_resource": CLUSTER}, []),
        ({"type": "ray", "config": service(1)}, []),
        ({"type": "ray_service", "reserved_resource": {"mu": MU}}, []),
        ({"ray_resource": CLUSTER}, []),
        ({"reserved_resource": {"mu": bounds(min=3, max=2)}}, ["reserved_resource.mu.max"]),
        ({"reserved_resource": {"apu": bounds(warm_up_num=3, max_num=2)}}, ["reserved_resource.apu.max_num"]),
        (
            {"ray_resource": {"work_node_resources": [{"name": "a", "resource": bounds(min=2, max=1)}]}},
            ["ray_resource.work_node_resources[0].resource.max"],
        ),
        ({"config": service(1, user_config={"min": 5, "max": 1})}, []),
        ({"log_config": {"enable_obs_log": True}}, ["log_config.enable_obs_log"]),
        ({"endpoint_id": "a b?x=1"}, ["endpoint_id"]),
        ({"config": twice}, ["config.ray_service_config.ray_serve_config.applications[1].route_prefix"]),
    ],
)
def test_what_a_declaration_says_against_itself(declared, places):
    assert [sentence.partition(": ")[0] for sentence in contradictions(**declared)] == places


def test_a_create_needs_a_name_and_a_type():
    failed = quick().refused(BadInput, name="x")
    assert "type: missing" in str(failed.error)


def test_tokens_in_answers_are_masked_and_the_users_own_names_are_left():
    answer = {
        "urls": [{"token": "t", "name": "n"}],
        "tokens_quota": {"total": 1},
        "x": {"api_key": "k", "password": ""},
    }
    told: list[str] = []
    assert masked(answer, told.append) == {
        "urls": [{"token": MASK, "name": "n"}],
        "tokens_quota": {"total": 1},
        "x": {"api_key": MASK, "password": ""},
    }
    own = {"env_vars": {"HF_TOKEN": "hf_secret", "MAX_TOKENS": "4096", "MODE": "prod"}}
    assert told == []  # too short to be looked for anywhere else
    assert masked(own, told.append) == own
    assert told == ["hf_secret"]
    assert list(secrets_in({"config": [own]})) == ["hf_secret"]


def test_secrets_among_environment_variables_are_handed_over_to_be_hidden():
    hidden: list[str] = []
    world = quick()
    resource = world.resource
    resource._hide = hidden.append
    config = service(1)
    (application,) = config["ray_service_config"]["ray_serve_config"]["applications"]
    application["runtime_env"]["env_vars"] = {"API_KEY": "canary-1234", "MODE": "prod"}
    world.ok(name="svc", type="ray_service", config=config)
    tokens = {url["token"] for one in world.service.state() for url in one["urls"]}
    assert set(hidden) == {"canary-1234", *tokens}
    assert list(FabricEndpoint.secrets_in({"endpoints": [{"config": config}]})) == ["canary-1234"]


def test_merging_keeps_what_is_not_mentioned_of_an_element_and_drops_what_is_not_listed():
    fields = FabricEndpoint.fields
    old = {"ray_resource": CLUSTER}
    new = {"ray_resource": {"work_node_resources": [{"name": "b", "resource": {"max": 7}}]}}
    merged = merge(fields, old, new)
    assert merged["ray_resource"]["head_node_resource"] == {"spec_code": "ray.head"}
    assert merged["ray_resource"]["work_node_resources"] == [
        {"name": "b", "resource": {"spec_code": "ray.work", "min": 0, "max": 7}}
    ]


def test_a_replacement_of_another_type_gets_of_a_block_what_is_declared_of_it():
    world = quick()
    world.ok(**CREATE)
    dpu = {"dpu": {"spec_code": "dpu.s", "warm_up_num": 50}}
    world.foretold(name=NAME, type="sql", reserved_resource=dpu, recreate="delete_first")
    assert truth(world)["reserved_resource"] == dpu


def test_a_deletion_between_two_pages_hides_nobody():
    world = quick(fabric_names_unique="no")
    for number in range(205):
        world.service.perform("CreateEndpoint", {"workspace_id": WORKSPACE}, {"name": f"e{number:03}", "type": "sql"})
    ids = [one["id"] for one in world.endpoints()]
    real = world.gateway.request

    def deleting(request: Any) -> Any:
        answer = real(request)
        if ids and "offset=0" in request.query:
            world.service.perform("DeleteEndpoint", {"workspace_id": WORKSPACE, "endpoint_id": ids[-1]})
            ids.clear()
        return answer

    world.gateway.request = deleting
    resource = world.resource.bind({"workspace_id": WORKSPACE}, {})
    listed = driver.drive(resource.list_scope({"workspace_id": WORKSPACE}), world.perform)
    assert len({one["name"] for one in listed}) >= 204
