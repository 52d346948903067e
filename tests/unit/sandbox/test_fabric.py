# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Fabric endpoint service without sockets, with default switches (Huawei reference 4)."""

from __future__ import annotations

from typing import Any

import pytest

from cloud_sandbox.endpoint_service import InvalidMember, UnknownEndpoint

from .huawei import FABRIC_PATH, INFERENCE, MU, PROJECT, WORKSPACE, Estate

ID36 = "c4513589-df2e-4d58-ab0c-d5a6f2000000"
DPU = {"dpu": {"spec_code": "dpu.1", "warm_up_num": 50, "max_num": 60, "use_public_resource": True}}
RAY = {
    "head_node_resource": {"spec_code": "ray.head"},
    "work_node_resources": [{"name": "w1", "resource": {"spec_code": "ray.worker", "min": 1, "max": 3}}],
}
DEPLOYMENT = {
    "name": "d1",
    "num_replicas": 1,
    "max_ongoing_requests": 10,
    "max_queued_requests": -1,
    "user_config": {"any": ["thing", None]},
    "ray_actor_options": {"num_cpus": 0.5, "memory": 1024, "resources": "{}"},
    "autoscaling_config": {"target_ongoing_requests": 2, "min_replicas": 0, "max_replicas": 2},
}
APPLICATION = {
    "name": "app",
    "import_path": "main:app",
    "route_prefix": "/app",
    "runtime_env": {"working_dir": "s3://bucket/dir", "env_vars": {"A": "1"}},
    "deployments": [DEPLOYMENT],
}
SERVICE: dict[str, Any] = {
    "ray_serve_config": {"applications": [APPLICATION]},
    "ray_cluster_config": {
        "head_group_spec": {"limits": {"spec_code": "h"}, "requests": {"spec_code": "h"}},
        "worker_group_specs": [{"name": "g", "min_replicas": 0, "max_replicas": 1, "limits": {"cpu_resource": 4}}],
    },
    "log_config": {"lts": {"enabled": True, "log_group_id": "g", "log_stream_id": "s"}},
    "data_infos": [{"input_path": "obs://bucket/in"}],
}
RAY_SERVICE = {"type": "ray_service", "reserved_resource": None, "config": {"ray_service_config": SERVICE}}


def service(**members: Any) -> dict[str, Any]:
    """A Ray service with other members in its configuration."""
    return {**RAY_SERVICE, "config": {"ray_service_config": {**SERVICE, **members}}}


def application(**members: Any) -> dict[str, Any]:
    return service(ray_serve_config={"applications": [{**APPLICATION, **members}]})


def deployment(**members: Any) -> dict[str, Any]:
    return application(deployments=[{**DEPLOYMENT, **members}])


def cluster(**members: Any) -> dict[str, Any]:
    return service(ray_cluster_config={**SERVICE["ray_cluster_config"], **members})


def test_a_life() -> None:
    estate = Estate()
    made = estate.fabric("CreateEndpoint", body={**INFERENCE, "description": "d"})
    assert (made.http_status, made.effect, made.payload["status"]) == (202, True, "CREATING")
    assert made.payload["create_time"] == "2026-01-02T03:04:05.000Z"
    assert (made.payload["visibility"], made.payload["reserved_resource"]) == ("PRIVATE", MU)
    one = made.endpoint_id or ""
    assert estate.shown(one)["status"] == "CREATING"
    estate.clock.tick(1)
    shown = estate.shown(one)
    assert (shown["status"], shown["urls"][0]["name"]) == ("RUNNING", "ApiInvoke")
    changed = estate.fabric("UpdateEndpoint", one, {"name": "two", "description": ""})
    assert (changed.http_status, changed.payload["status"], changed.payload["name"]) == (202, "UPDATING", "two")
    assert "urls" not in changed.payload
    estate.clock.tick(1)
    assert (estate.shown(one)["name"], "description" in estate.shown(one)) == ("two", False)
    assert (estate.shown(one, version="PREVIOUS")["name"], estate.shown(one, version="CURRENT")["name"]) == (
        "one",
        "two",
    )
    gone = estate.fabric("DeleteEndpoint", one, is_delete_app_instance="true")
    assert (gone.http_status, gone.payload) == (202, {"id": one})
    assert [item["status"] for item in estate.endpoints()] == ["DELETING"]
    estate.clock.tick(1)
    assert estate.endpoints() == []
    for action, body in (("ShowEndpoint", None), ("UpdateEndpoint", {}), ("DeleteEndpoint", None)):
        reply = estate.fabric(action, one, body)
        assert (reply.http_status, reply.code) == (400, "dataartsfabric.00010009")
        assert reply.payload["solution_msg"]


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({"type": "sql", "reserved_resource": DPU}, {"reserved_resource": DPU}),
        (
            {"type": "ray", "reserved_resource": None, "ray_resource": RAY, "cap": {"cap_id": ID36}},
            {
                "cap": {"cap_id": ID36},
                "ray_resource": {
                    "head_group_spec": {"spec_code": "ray.head"},
                    "worker_group_spec": [
                        {"name": "w1", "spec_code": "ray.worker", "min_replicas": 1, "max_replicas": 3}
                    ],
                },
            },
        ),
        ({"custom_image_id": ID36, "public_access": True}, {"custom_image_id": ID36}),
        (
            {**RAY_SERVICE, "cache_list": [{"mnt_path": "/mnt/c", "cache_ins_id": "c"}]},
            {
                "config": {
                    "ray_service_config": {
                        **SERVICE,
                        "data_infos": [
                            {"input_path": "obs://bucket/in", "output_path": "/mnt/data/0", "env_var_name": "DATA_0"}
                        ],
                    }
                }
            },
        ),
        ({"type": "notebook", "reserved_resource": None}, {"type": "notebook"}),
    ],
)
def test_what_is_sent_is_shown_in_the_form_of_answers(more: dict[str, Any], shown: dict[str, Any]) -> None:
    estate = Estate()
    answer = estate.shown(estate.endpoint(**more))
    assert {member: answer[member] for member in shown} == shown
    assert not {"public_access", "cache_list", "caches", "log_config"} & set(answer)
    (item,) = estate.endpoints()
    assert not {"config", "urls", "runtime_env_type"} & set(item)


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"name": None}, "name:"),
        ({"name": ""}, "name:"),
        ({"name": "x" * 129}, "name:"),
        ({"name": "a/b"}, "name:"),
        ({"name": 7}, "name:"),
        ({"type": None}, "type:"),
        ({"type": "train"}, "type:"),
        ({"description": 1}, "description:"),
        ({"status": "RUNNING"}, "status:"),
        ({"id": ID36}, "id:"),
        ({"reserved_resource": {"gpu": {}}}, "reserved_resource.gpu:"),
        ({"reserved_resource": {"mu": {"spec_code": "m", "min": 0}}}, "reserved_resource.mu.max:"),
        ({"reserved_resource": {"mu": {"spec_code": "m", "min": 2, "max": 1}}}, "reserved_resource.mu.max:"),
        ({"reserved_resource": {"mu": {"spec_code": "m", "min": True, "max": 1}}}, "reserved_resource.mu.min:"),
        ({"reserved_resource": {"apu": {"spec_code": "m"}}}, "reserved_resource.apu.warm_up_num:"),
        (
            {"reserved_resource": {"apu": {"spec_code": "m", "warm_up_num": 2, "max_num": 1}}},
            "reserved_resource.apu.max_num:",
        ),
        ({"reserved_resource": {"apu": {**DPU["dpu"]}}}, "reserved_resource.apu.use_public_resource:"),
        ({"ray_resource": {"head_node_resource": {"spec_code": "h"}}}, "ray_resource.work_node_resources:"),
        (
            {"ray_resource": {**RAY, "work_node_resources": [{"name": "w"}]}},
            "ray_resource.work_node_resources[0].resource:",
        ),
        ({"cap": {"cap_id": "short"}}, "cap.cap_id:"),
        ({"custom_image_id": "short"}, "custom_image_id:"),
        ({"public_access": "yes"}, "public_access:"),
        ({"cache_list": [{"mnt_path": "/x"}]}, "cache_list[0].cache_ins_id:"),
        ({"log_config": {"enable_obs_log": True}}, "log_config.enable_obs_log:"),
        (service(ray_serve_config=None), "config.ray_service_config.ray_serve_config:"),
        (service(data_infos=[{"input_path": "obs://a"}] * 2), "data_infos:"),
        (service(data_infos=[{"input_path": "abc"}]), "data_infos[0].input_path:"),
        (service(oidc_config={"namespace": "x"}), "oidc_config.namespace:"),
        (service(api_config={"backend_timeout": 600001}), "api_config.backend_timeout:"),
        (service(agency_config={"agency_name": "x" * 65}), "agency_config.agency_name:"),
        (service(ray_serve_config={"applications": [APPLICATION, APPLICATION]}), "route_prefix must be unique"),
        (service(ray_serve_config={"applications": [{**APPLICATION, "route_prefix": None}] * 6}), "0 to 5 items"),
        (application(runtime_env=None), "applications[0].runtime_env:"),
        (application(deployments=[]), "1 to 5 items"),
        (application(name="x" * 65), "applications[0].name:"),
        (application(runtime_env={"env_vars": {"A": 1}}), "runtime_env.env_vars:"),
        (deployment(num_replicas=1001), "num_replicas:"),
        (deployment(max_replicas_per_node=0), "max_replicas_per_node:"),
        (deployment(max_queued_requests=-2), "max_queued_requests:"),
        (deployment(user_config="text"), "user_config:"),
        (deployment(ray_actor_options={"resources": {"a": 1}}), "ray_actor_options.resources:"),
        (deployment(ray_actor_options={"num_cpus": -1}), "ray_actor_options.num_cpus:"),
        (deployment(autoscaling_config={"upscale_delay_s": 86401}), "upscale_delay_s:"),
        (cluster(worker_group_specs=[]), "1 to 1000 items"),
        (cluster(worker_group_specs=[{"max_replicas": 0}]), "worker_group_specs[0].max_replicas:"),
        (cluster(head_group_spec={"limits": {"npu_resource": 9}}), "npu_resource:"),
        (cluster(enable_custom=1), "enable_custom:"),
    ],
)
def test_a_create_that_is_not_valid(more: dict[str, Any], place: str) -> None:
    estate = Estate()
    reply = estate.fabric("CreateEndpoint", body={**INFERENCE, **more})
    assert (reply.http_status, reply.code, reply.effect) == (400, "common.01000001", False)
    assert place in reply.payload["error_msg"]
    assert estate.cloud.fabric.endpoints == {}


@pytest.mark.parametrize(
    "body",
    [
        {"type": "inference"},
        {"cache_list": []},
        {"public_access": True},
        {"custom_image_id": ID36},
        {"name": ""},
        {"description": "x" * 1025},
        {"status": "RUNNING"},
        None,
        [],
    ],
)
def test_an_update_that_is_not_valid(body: Any) -> None:
    estate = Estate()
    one = estate.endpoint()
    reply = estate.fabric("UpdateEndpoint", one, body)
    assert (reply.http_status, reply.code, reply.effect) == (400, "common.01000001", False)
    assert estate.shown(one)["status"] == "RUNNING"


def test_an_update_that_changes_nothing_has_no_effect() -> None:
    estate = Estate()
    one = estate.endpoint()
    reply = estate.fabric("UpdateEndpoint", one, {"reserved_resource": MU})
    assert (reply.http_status, reply.effect) == (202, False)


def test_names_are_unique_in_a_workspace() -> None:
    estate = Estate()
    one = estate.endpoint()
    two = estate.endpoint(name="two")
    taken = estate.fabric("UpdateEndpoint", two, {"name": "one"})
    assert (taken.http_status, taken.code) == (400, "dataartsfabric.00010998")
    assert estate.fabric("UpdateEndpoint", one, {"name": "one"}).code is None
    elsewhere = estate.cloud.fabric.perform("CreateEndpoint", {"workspace_id": "other"}, INFERENCE)
    assert elsewhere.http_status == 202
    assert {item["id"] for item in estate.endpoints()} == {one, two}
    # Nor does another workspace see them.
    assert estate.cloud.fabric.perform("ShowEndpoint", {"workspace_id": "other", "endpoint_id": one}).http_status == 400


def test_pages_and_filters() -> None:
    estate = Estate()
    for number in range(12):
        estate.endpoint(name=f"ep-{number:02}", type="inference" if number % 2 else "job", reserved_resource=None)
    names = [item["name"] for item in estate.endpoints()]
    assert names == [f"ep-{number:02}" for number in range(11, 1, -1)]
    reply = estate.fabric("ListEndpoints", offset="10", limit="100")
    assert (reply.payload["total"], len(reply.payload["endpoints"])) == (12, 2)
    assert [one["name"] for one in estate.endpoints(name="-1")] == ["ep-11", "ep-10"]
    assert {one["type"] for one in estate.endpoints(type="job")} == {"job"}
    some = estate.endpoints(limit="1")[0]["id"]
    assert [one["id"] for one in estate.endpoints(endpoint_id=some)] == [some]
    assert estate.endpoints(model_id=ID36) == []
    estate.cloud.fabric.force(some, {"model_ids": [ID36]})
    assert [one["id"] for one in estate.endpoints(model_id=ID36)] == [some]


def test_visibility() -> None:
    estate = Estate()
    private, public, foreign = (estate.endpoint(name=name) for name in ("private", "public", "foreign"))
    estate.cloud.fabric.force(public, {"visibility": "PUBLIC"})
    estate.cloud.fabric.force(foreign, {"visibility": "PUBLIC", "owner": {"user_name": "someone"}})

    def names(**query: str) -> list[str]:
        return sorted(one["name"] for one in estate.endpoints(**query))

    assert names() == ["private", "public"]
    assert names(visibility="PRIVATE") == ["private"]
    assert names(visibility="PUBLIC") == ["foreign", "public"]
    assert names(visibility="ALL") == ["foreign", "private", "public"]
    assert estate.shown(foreign)["owner"] == {"user_name": "someone"}
    assert estate.fabric("DeleteEndpoint", foreign).http_status == 400
    assert estate.shown(private)["status"] == "RUNNING"


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "ten"},
        {"limit": "9" * 5000},
        {"offset": "-1"},
        {"offset": "1000000001"},
        {"type": "train"},
        {"visibility": "SECRET"},
        {"name": ""},
        {"name": "x" * 129},
        {"colour": "red"},
    ],
)
def test_a_list_that_is_not_valid(query: dict[str, str]) -> None:
    assert Estate().fabric("ListEndpoints", **query).code == "common.01000001"


@pytest.mark.parametrize(
    ("status", "update", "delete"),
    [
        ("RUNNING", None, None),
        ("CREATING", 409, 409),
        ("A_WORD_OF_TOMORROW", 409, 409),
        ("CREATE_FAILED", None, None),
        ("UPDATE_FAILED", None, None),
        ("DELETE_FAILED", None, None),
        ("FROZEN", 409, None),
        ("INACTIVE", 409, None),
        ("TRIAL_ENDED", 409, None),
        ("DELETED", 400, 400),
    ],
)
def test_states_set_by_hand(status: str, update: int | None, delete: int | None) -> None:
    for action, refused in (("UpdateEndpoint", update), ("DeleteEndpoint", delete)):
        estate = Estate()
        one = estate.endpoint()
        forced = estate.cloud.fabric.force(one, {"status": status, "error_msg": "why", "error_code": "x.1"})
        assert forced["status"] == status
        if status != "DELETED":
            assert estate.shown(one)["status"] == status
        reply = estate.fabric(action, one, {"description": "d"} if action == "UpdateEndpoint" else None)
        assert reply.http_status == (refused or 202)


def test_deleting_twice_is_deleting_once() -> None:
    estate = Estate(fabric_delete_transitional="accepted", fabric_update_transitional="accepted")
    one = estate.endpoint()
    assert [estate.fabric("DeleteEndpoint", one).effect for _turn in range(2)] == [True, False]
    assert estate.fabric("UpdateEndpoint", one, {"description": "d"}).http_status == 409
    estate.clock.tick(0.2)
    assert estate.endpoints() == []


def test_subscribing_ends_inactivity() -> None:
    estate = Estate(fabric_create_outcome="inactive")
    one = estate.endpoint()
    assert estate.shown(one)["status"] == "INACTIVE"
    reply = estate.fabric("SubscribeEndpoint", one)
    assert (reply.http_status, reply.payload, estate.shown(one)["status"]) == (200, None, "RUNNING")


def test_setting_by_hand_is_checked() -> None:
    estate = Estate()
    one = estate.endpoint()
    with pytest.raises(UnknownEndpoint):
        estate.cloud.fabric.force("other", {})
    with pytest.raises(InvalidMember, match=r"cannot be set; settable are cache_list"):
        estate.cloud.fabric.force(one, {"colour": 1})
    with pytest.raises(InvalidMember, match="cannot be set as description"):
        estate.cloud.fabric.force(one, {"description": 1})
    assert estate.cloud.fabric.force(one, {"cap": {"cap_id": ID36}})["cap"] == {"cap_id": ID36}
    assert "cap" not in estate.cloud.fabric.force(one, {"cap": None})


def test_ids_and_workspaces_have_a_form() -> None:
    estate = Estate()
    assert estate.fabric("ShowEndpoint", "x" * 37).code == "common.01000001"
    assert estate.fabric("ShowEndpoint", "a_b").code == "common.01000001"
    assert estate.cloud.fabric.perform("ListEndpoints", {"workspace_id": "a b"}).code == "common.01000001"
    assert estate.fabric("ShowEndpoint", estate.endpoint(), version="OLD").code == "common.01000001"
    assert estate.fabric("DeleteEndpoint", estate.endpoint(name="2"), is_delete_app_instance="1").http_status == 400


def test_the_actions_in_the_log() -> None:
    estate = Estate()
    made = estate.signed("POST", FABRIC_PATH, INFERENCE, more={"x-project-id": PROJECT})
    one = made.document["id"]
    estate.clock.tick(1)
    path = f"{FABRIC_PATH}/{one}"
    estate.signed("GET", FABRIC_PATH + "?limit=1&name=a%20b")
    estate.signed("GET", path)
    estate.signed("PUT", path, {"description": "d"})
    estate.clock.tick(1)
    estate.signed("POST", path + "/subscribe")
    estate.signed("DELETE", path + "?is_delete_app_instance=true")
    estate.signed("PUT", path, "{")
    assert estate.codes() == [
        ("fabric", "CreateEndpoint", 202, None),
        ("fabric", "ListEndpoints", 200, None),
        ("fabric", "ShowEndpoint", 200, None),
        ("fabric", "UpdateEndpoint", 202, None),
        ("fabric", "SubscribeEndpoint", 200, None),
        ("fabric", "DeleteEndpoint", 202, None),
        ("fabric", "UpdateEndpoint", 400, "common.01000001"),
    ]
    log = list(estate.cloud.gateway.log)
    assert log[0]["body"] == INFERENCE
    assert log[1]["parameters"] == {"workspace_id": WORKSPACE, "limit": "1", "name": "a b"}
    assert log[5]["parameters"]["is_delete_app_instance"] == "true"
    assert [entry["endpoint_id"] for entry in log] == [one, None, one, one, one, one, one]
    assert [entry["effect"] for entry in log] == [True, False, False, True, False, True, False]


@pytest.mark.parametrize("body", ["{", "[" * 100_000, '{"name": NaN}', b"\xff".decode("latin-1"), "7", "", '"text"'])
def test_bodies_that_are_no_object(body: str) -> None:
    outcome = Estate().signed("POST", FABRIC_PATH, body)
    assert (outcome.status, outcome.document["error_code"]) == (400, "common.01000001")


def test_what_is_done_to_an_answer_stays_there() -> None:
    estate = Estate()
    one = estate.endpoint()
    estate.shown(one)["reserved_resource"]["mu"].clear()
    estate.endpoints()[0]["owner"].clear()
    assert estate.shown(one)["reserved_resource"] == MU
    assert estate.shown(one)["owner"]["user_name"] == "sandbox"
