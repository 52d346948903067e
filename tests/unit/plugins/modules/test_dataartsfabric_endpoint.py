# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dataartsfabric_endpoint as Ansible runs it: options in, HTTP calls in between, the result out."""

from __future__ import annotations

import json
import sys
from typing import Any
from urllib.parse import quote

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine import fields, plan, reconcile
from ansible_collections.inference.endpoints.plugins.module_utils._http import client as http_client
from ansible_collections.inference.endpoints.plugins.module_utils._http.client import AnswerReader
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud import client, sign
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.fabric import FabricEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec, single
from ansible_collections.inference.endpoints.plugins.modules.dataartsfabric_endpoint import main

from ..scripted_huaweicloud import (
    KEYS,
    PASSWORD,
    PROJECT,
    REQUEST_ID,
    TOKEN,
    WORKSPACE,
    Exchange,
    Fabric,
    create_token,
    run,
)

ID = "0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0"
MU = {"spec_code": "mu.llama3.8b", "min": 0, "max": 1}
ATTRIBUTES = {*(field.name for field in FabricEndpoint.fields), "id"}


def raw(**changes: Any) -> dict:
    """An endpoint as the service shows it; None leaves a member out."""
    members = {
        "id": ID,
        "name": "demo",
        "type": "inference",
        "reserved_resource": {"mu": MU},
        "status": "RUNNING",
        "visibility": "PRIVATE",
        "create_time": "2026-01-02T03:04:05.000Z",
        **changes,
    }
    return {name: value for name, value in members.items() if value is not None}


def listing(*items: dict, name: str = "demo", **more: Any) -> Exchange:
    return Fabric.listing(*items, name=name, **more)


def show(**changes: Any) -> Exchange:
    return Fabric.show(ID, raw(**changes))


def gone() -> Exchange:
    return Fabric.show(ID, error="dataartsfabric.00010009", status=400)


def module(*exchanges: Exchange, **options: Any) -> dict:
    return run(main, *exchanges, **{"workspace_id": WORKSPACE, **options})


def failed(*exchanges: Exchange, **options: Any) -> dict:
    result = module(*exchanges, **options)
    assert result["failed"] is True
    assert "exception" not in result
    return result


def essence(result: dict) -> dict:
    """The keys of the contract's result table, without the endpoint and the headers of the diff."""
    names = ("changed", "endpoint_id", "previous_endpoint_id", "actions", "unverified")
    shown = {key: result.get(key) for key in names}
    return {**shown, "before": result["diff"]["before"], "after": result["diff"]["after"]}


DECLARED = {"name": "demo", "type": "inference", "reserved_resource": {"mu": MU}}
VIEW = {
    "workspace_id": WORKSPACE,
    "name": "demo",
    "type": "inference",
    "reserved_resource": {"mu": MU},
    "run_state": "running",
}
#: What an update sends of that endpoint: everything that can be changed, as it is now.
CARRIED = {"name": "demo", "reserved_resource": {"mu": MU}}

# --- every member reaches the wire

#: The official example of a creation (F-EXAMPLE).
EXAMPLE = {"name": "demo", "type": "inference", "reserved_resource": {"mu": MU}}
RESOURCE = {"spec_code": "ray.head.4u16g", "cpu_resource": 4, "memory_resource": 16, "npu_resource": 1}
POOL = {"spec_code": "dpu.4u16g", "warm_up_num": 1, "max_num": 2}
SCALING = {
    "min_replicas": 1,
    "max_replicas": 4,
    "initial_replicas": 2,
    "upscale_delay_s": 30,
    "downscale_delay_s": 600,
}
#: Names of today, and those of an older edition (Huawei reference 9.1, row 5).
DEPLOYMENTS = [
    {
        "name": "Translator",
        "num_replicas": 2,
        "max_replicas_per_node": 3,
        "max_ongoing_requests": 100,
        "max_queued_requests": -1,
        "user_config": {"beam": 4, "Labels": ["a", None], "stop": None},
        "ray_actor_options": {"num_cpus": 0.5, "memory": 1024.0, "resources": '{"NPU": 1}'},
        "autoscaling_config": {"target_ongoing_requests": 2, **SCALING},
    },
    {"name": "old.1", "autoscaling_config": {"max_ongoing_requests": 5}},
    {
        "name": "翻译 2",
        "autoscaling_config": {
            "target_num_ongoing_requests_per_replica": 2,
            "max_concurrent_queries": 5,
            **SCALING,
        },
    },
]
RAY_SERVICE = {
    "ray_serve_config": {
        "applications": [
            {
                "name": "translate",
                "import_path": "serve_app:app",
                "route_prefix": "/translate",
                "runtime_env": {"working_dir": "obs://example/app.zip", "env_vars": {"LANGUAGE": "中文", "N": "1"}},
                "deployments": DEPLOYMENTS,
            }
        ]
    },
    "ray_cluster_config": {
        "enable_custom": True,
        "head_group_spec": {"limits": RESOURCE, "requests": RESOURCE},
        "worker_group_specs": [
            {"name": "workers", "min_replicas": 1, "max_replicas": 2, "limits": RESOURCE, "requests": RESOURCE}
        ],
    },
    "log_config": {"lts": {"enabled": True, "log_group_id": "g-1", "log_stream_id": "s-1"}},
    "oidc_config": {"enable_oidc": True, "client_id": "client-1", "namespace": "ray-svc-01234567"},
    "api_config": {"enable_independent_api": True, "backend_timeout": 60000},
    "agency_config": {"enable_agency": True, "agency_name": "fabric"},
    "data_infos": [{"input_path": "obs://example/data"}],
}
#: Every member of the tree in the reference (4.4) and of the official page (9.1, seed). No type is documented to take
#: all blocks; of the types that the SDK alone has nothing is known, so nothing is refused.
EVERYTHING = {
    "name": "推理 ep_1.a-b",
    "type": "notebook",
    "description": "team a",
    "reserved_resource": {"apu": POOL, "dpu": {**POOL, "use_public_resource": True}, "mu": MU},
    "ray_resource": {
        "head_node_resource": {"spec_code": "ray.head.4u16g"},
        "work_node_resources": [{"name": "workers", "resource": {"spec_code": "ray.work", "min": 1, "max": 4}}],
    },
    "cap": {"cap_id": "c" * 32, "version_id": "d" * 36},
    "config": {"ray_service_config": RAY_SERVICE},
    "cache_list": [{"mnt_path": "/cache", "cache_ins_id": "e" * 32}],
    "public_access": True,
    "custom_image_id": "f" * 32,
    "log_config": {"enable_lts_log": True, "enable_obs_log": True, "obs_path": "obs://example/logs"},
}
SHOWN_RAY = {
    "head_group_spec": {"spec_code": "ray.head.4u16g"},
    "worker_group_spec": [{"name": "workers", "spec_code": "ray.work", "min_replicas": 1, "max_replicas": 4}],
}


def leaves(options: dict, place: str = "") -> set[str]:
    """The paths of the options that have none inside."""
    found = set()
    for name, option in options.items():
        inner = option.get("options")
        found |= leaves(inner, f"{place}{name}.") if inner else {f"{place}{name}"}
    return found


def given(options: dict, values: Any, place: str = "") -> set[str]:
    """The paths of those that ``values`` have, in any element of a list."""
    found = set()
    for element in values if isinstance(values, list) else [values]:
        for name, value in element.items():
            inner = options[name].get("options")
            found |= given(inner, value, f"{place}{name}.") if inner else {f"{place}{name}"}
    return found


def test_no_member_is_forgotten_in_these_tests() -> None:
    options = fields.argument_spec(argspec.declaration(FabricEndpoint))
    about_the_call = {"state", "endpoint_id", "recreate", "delete_app_instances", "workspace_id"}
    assert given(options, EVERYTHING) == leaves(options) - about_the_call


def shown(body: dict, **changes: Any) -> dict:
    """An endpoint that was created with ``body``, as the service shows it where it shows everything."""
    ray = {"ray_resource": SHOWN_RAY} if "ray_resource" in body else {}
    return {**raw(reserved_resource=None), **body, **ray, **changes}


@pytest.mark.parametrize("body", [EXAMPLE, EVERYTHING], ids=["the official example", "everything"])
def test_a_creation_carries_exactly_what_is_declared(body: dict) -> None:
    name = body["name"]
    # The documented filter does not know blanks and dots, so such names are looked for without it (4.9).
    query = {"name": name} if name == "demo" else {}
    result = module(
        Fabric.listing(**query),
        Fabric.create(body, shown(body, status="CREATING")),
        Fabric.show(ID, shown(body, status="CREATING")),
        Fabric.show(ID, shown(body)),
        Fabric.listing(shown(body), **query),
        **body,
    )
    assert essence(result) == {
        "changed": True,
        "endpoint_id": ID,
        "previous_endpoint_id": None,
        "actions": ["CreateEndpoint"],
        "unverified": [],
        "before": {},
        "after": {"workspace_id": WORKSPACE, **body, "run_state": "running"},
    }
    assert set(result["endpoint"]) == ATTRIBUTES
    assert {name: result["endpoint"][name] for name in body} == body
    again = module(Fabric.listing(shown(body), **query), Fabric.show(ID, shown(body)), **body)
    assert (again["changed"], again["actions"], again["unverified"]) == (False, [], [])
    assert again["diff"]["before"] == again["diff"]["after"] == result["diff"]["after"]


def test_an_update_carries_everything_that_can_be_changed() -> None:
    fixed = ("type", "cache_list", "public_access", "custom_image_id", "log_config")
    body = {name: value for name, value in EVERYTHING.items() if name not in fixed}
    body["description"] = "team b"
    result = module(
        Fabric.show(ID, shown(EVERYTHING)),
        Fabric.update(ID, body, shown(EVERYTHING, description="team b", status="UPDATING")),
        Fabric.show(ID, shown(EVERYTHING, description="team b")),
        endpoint_id=ID,
        description="team b",
    )
    assert (result["actions"], result["endpoint"]["description"]) == (["UpdateEndpoint"], "team b")


CHANGES = [
    ({"name": "blue"}, {**CARRIED, "name": "blue"}, {"name": "blue"}),
    ({"description": "d"}, {**CARRIED, "description": "d"}, {"description": "d"}),
    (
        {"reserved_resource": {"mu": {**MU, "max": 2}}},
        {**CARRIED, "reserved_resource": {"mu": {**MU, "max": 2}}},
        {"reserved_resource": {"mu": {**MU, "max": 2}}},
    ),
    ({"cap": {"cap_id": "c" * 32}}, {**CARRIED, "cap": {"cap_id": "c" * 32}}, {"cap": {"cap_id": "c" * 32}}),
]


@pytest.mark.parametrize(("options", "body", "changes"), CHANGES, ids=",".join)
def test_what_is_changed_in_place(options: dict, body: dict, changes: dict) -> None:
    renamed = [listing(raw(**changes), name="blue")] if "name" in options else []
    exchanges = [show(), Fabric.update(ID, body, raw(**changes)), show(**changes), *renamed]
    result = module(*exchanges, endpoint_id=ID, **options)
    assert essence(result) == {
        "changed": True,
        "endpoint_id": ID,
        "previous_endpoint_id": None,
        "actions": ["UpdateEndpoint"],
        "unverified": [],
        "before": VIEW,
        "after": {**VIEW, **options},
    }
    foretold = module(show(), endpoint_id=ID, check_mode=True, **options)
    assert essence(foretold) == essence(result)


def test_a_second_run_by_name_costs_a_list_and_a_read() -> None:
    result = module(listing(raw()), show(), **DECLARED)
    assert essence(result) == {
        "changed": False,
        "endpoint_id": ID,
        "previous_endpoint_id": None,
        "actions": [],
        "unverified": [],
        "before": VIEW,
        "after": VIEW,
    }
    assert set(result["endpoint"]) == ATTRIBUTES


def test_the_name_is_matched_exactly_whatever_the_server_lists() -> None:
    others = [raw(id="ep-2", name="Demo"), raw(id="ep-3", name="demo2"), raw(id="ep-4", status="DELETED")]
    assert module(listing(*others, raw()), show(), name="demo")["endpoint_id"] == ID


def test_members_that_are_not_known_are_kept_and_tokens_are_masked() -> None:
    urls = [{"name": "ApiInvoke", "address": "https://e/v1", "type": "PUBLIC", "token": "UT-canary-8a40"}]
    result = module(show(urls=urls, trialInfo={"accessToken": "UT-canary-8a40", "left": 3}), endpoint_id=ID)
    assert result["endpoint"]["urls"] == [{**urls[0], "token": "********"}]
    assert result["endpoint"]["trial_info"]["left"] == 3
    assert "canary" not in json.dumps(result)


def test_a_token_is_masked_wherever_else_it_stands() -> None:
    token = "UT-canary/8a40+=="
    urls = [{"address": f"https://e/v1?token={token}", "type": "PUBLIC", "token": token}]
    members = {
        "urls": urls,
        "description": f"curl -H 'X: {token}'",
        "newMember": {"curl": f"https://e/v1?token={quote(token, safe='')}", "lines": [quote(token), token]},
    }
    result = module(show(**members), endpoint_id=ID)
    endpoint = result["endpoint"]
    assert endpoint["urls"] == [{"address": "https://e/v1?token=********", "type": "PUBLIC", "token": "********"}]
    assert endpoint["description"] == "curl -H 'X: ********'"
    assert endpoint["new_member"]["curl"] == "https://e/v1?token=********"
    body = {**CARRIED, "description": "d"}
    refusal = Fabric.update(ID, body, error="dataartsfabric.00010003", told=f"not while {token} is in use")
    refused = failed(show(**members), refusal, endpoint_id=ID, description="d")
    assert "not while ******** is in use" in refused["msg"]
    assert refused["diff"]["before"]["description"] == "curl -H 'X: ********'"
    for told in (result, refused):
        assert "canary" not in json.dumps(told)


@pytest.mark.parametrize("token", ["t", "12345678", "enabled", ""])
def test_a_token_that_is_no_secret_masks_nothing_else(token: str) -> None:
    urls = [{"address": f"https://t/12345678/enabled/{token}", "token": token}]
    result = module(show(urls=urls), endpoint_id=ID)
    assert result["endpoint"]["urls"] == [{**urls[0], "token": "********" if token else ""}]


def test_secrets_among_environment_variables_are_hidden_and_still_compared() -> None:
    serve = RAY_SERVICE["ray_serve_config"]
    (application,) = serve["applications"]  # type: ignore[index]
    secret = {**application, "runtime_env": {"env_vars": {"DB_PASSWORD": "EV-canary-70d2", "MODE": "prod"}}}
    config = {"ray_service_config": {**RAY_SERVICE, "ray_serve_config": {"applications": [secret]}}}
    body = {"name": "demo", "type": "ray_service", "config": config}
    result = module(
        listing(), Fabric.create(body, shown(body)), Fabric.show(ID, shown(body)), listing(shown(body)), **body
    )
    assert result["actions"] == ["CreateEndpoint"]
    again = module(listing(shown(body)), Fabric.show(ID, shown(body)), **body)
    assert again["changed"] is False
    for told in (result, again, module(Fabric.show(ID, shown(body)), endpoint_id=ID)):
        assert "canary" not in json.dumps(told)
        assert "prod" in json.dumps(told)


# --- what cannot be read back

UNREAD = ("config", "cache_list", "public_access", "custom_image_id", "log_config")


def test_what_the_service_does_not_show_is_named_and_makes_no_difference() -> None:
    hidden = {name: value for name, value in shown(EVERYTHING).items() if name not in UNREAD}
    hidden["reserved_resource"] = {"apu": POOL, "dpu": POOL, "mu": MU}
    result = module(Fabric.listing(hidden), Fabric.show(ID, hidden), **EVERYTHING)
    assert result["changed"] is False
    assert result["unverified"] == ["reserved_resource.dpu.use_public_resource", *UNREAD]
    assert [result["endpoint"][name] for name in UNREAD] == [None] * len(UNREAD)


def test_an_update_that_may_reset_what_it_cannot_carry_is_refused() -> None:
    shows_no_config = show(type="ray_service", reserved_resource=None)
    result = failed(shows_no_config, endpoint_id=ID, description="d")
    assert "the service does not show its config, and an update that cannot carry it may reset it" in result["msg"]
    assert result["actions"] == []


# --- absent and recreate


@pytest.mark.parametrize(
    ("options", "query"), [({}, {}), ({"delete_app_instances": True}, {"is_delete_app_instance": "true"})]
)
@pytest.mark.parametrize(
    "end",
    [gone(), Fabric.show(ID, error="common.01000001", told="endpoint not found", status=404), show(status="DELETED")],
    ids=["400", "404", "DELETED"],
)
def test_absent(options: dict, query: dict, end: Exchange) -> None:
    deletion = Fabric.delete(ID, {"id": ID}, query=query)
    exchanges = [listing(raw()), show(), deletion, show(status="DELETING"), end]
    result = module(*exchanges, name="demo", state="absent", **options)
    assert result["endpoint"] is None
    assert essence(result) == {
        "changed": True,
        "endpoint_id": ID,
        "previous_endpoint_id": None,
        "actions": ["DeleteEndpoint"],
        "unverified": [],
        "before": VIEW,
        "after": {},
    }


@pytest.mark.parametrize(
    ("exchange", "address", "endpoint_id"),
    [
        (listing(), {"name": "demo"}, None),
        (listing(raw(status="DELETED")), {"name": "demo"}, None),
        (gone(), {"endpoint_id": ID}, ID),
        (Fabric.show(ID, error="common.01000001", told="not found", status=404), {"endpoint_id": ID}, ID),
        (show(status="DELETED"), {"endpoint_id": ID}, ID),
    ],
)
def test_absent_already(exchange: Exchange, address: dict, endpoint_id: str | None) -> None:
    result = module(exchange, state="absent", **address)
    assert result["endpoint"] is None
    assert (result["changed"], result["actions"], result["endpoint_id"]) == (False, [], endpoint_id)
    assert (result["diff"]["before"], result["diff"]["after"]) == ({}, {})


def test_recreate_tells_both_ids_and_carries_over_what_goes_with_the_new_type() -> None:
    job = {"type": "job", "reserved_resource": {"dpu": POOL}}
    cluster = {"type": "ray", "reserved_resource": None, "ray_resource": SHOWN_RAY, "description": "d"}
    new = raw(id="ep-2", description="d", **job)
    result = module(
        listing(raw(**cluster)),
        show(**cluster),
        Fabric.delete(ID, {"id": ID}),
        gone(),
        listing(),
        Fabric.create({"name": "demo", "description": "d", **job}, new),
        Fabric.show("ep-2", new),
        listing(new),
        name="demo",
        recreate="delete_first",
        **job,
    )
    assert result["actions"] == ["DeleteEndpoint", "CreateEndpoint"]
    assert (result["endpoint_id"], result["previous_endpoint_id"]) == ("ep-2", ID)
    assert "config, cache_list, public_access, custom_image_id, log_config cannot be read" in result["warnings"][0]


FIXED = [
    ({"type": "sql"}, "type: found 'inference', expected 'sql'"),
    ({"cache_list": EVERYTHING["cache_list"]}, "cache_list"),
    ({"public_access": True}, "public_access: found false, expected true"),
    ({"custom_image_id": "f" * 32}, "custom_image_id"),
    ({"log_config": {"enable_lts_log": True}}, "log_config.enable_lts_log: found false, expected true"),
]


@pytest.mark.parametrize(("options", "words"), FIXED)
def test_what_cannot_be_changed_in_place_names_both_values(options: dict, words: str) -> None:
    there = {
        "caches": [{"mnt_path": "/other", "cache_ins_id": "e" * 32}],
        "public_access": False,
        "custom_image_id": "0" * 32,
        "log_config": {"enable_lts_log": False},
    }
    result = failed(show(**there), endpoint_id=ID, **options)
    assert words in result["msg"]
    assert "differs in what cannot be changed in place" in result["msg"]
    assert result["actions"] == []


# --- check mode


@pytest.mark.parametrize(
    ("exchanges", "options", "actions"),
    [
        ([listing()], DECLARED, ["CreateEndpoint"]),
        ([listing(raw()), show()], DECLARED, []),
        ([show()], {"endpoint_id": ID, "description": "d"}, ["UpdateEndpoint"]),
        ([show()], {"endpoint_id": ID, "state": "absent"}, ["DeleteEndpoint"]),
        (
            [show()],
            {"endpoint_id": ID, "type": "sql", "recreate": "create_first"},
            ["CreateEndpoint", "DeleteEndpoint"],
        ),
        ([show(status="UPDATING"), show()], {"endpoint_id": ID, "description": "d"}, ["UpdateEndpoint"]),
    ],
)
def test_check_mode_reads_and_foretells(exchanges: list, options: dict, actions: list[str]) -> None:
    result = module(*exchanges, check_mode=True, **options)
    assert (result["actions"], result["changed"]) == (actions, bool(actions))
    assert result["endpoint"] is None or set(result["endpoint"]) == ATTRIBUTES


# --- failures


def test_a_refused_write_is_told_with_everything() -> None:
    refusal = Fabric.update(ID, {**CARRIED, "description": "d"}, error="APIGW.0310", status=403)
    result = failed(show(), refusal, endpoint_id=ID, description="d")
    told = {key: result[key] for key in ("action", "error_code", "http_status", "request_id", "actions", "changed")}
    assert told == {
        "action": "UpdateEndpoint",
        "error_code": "APIGW.0310",
        "http_status": 403,
        "request_id": REQUEST_ID,
        "actions": [],
        "changed": False,
    }
    assert result["msg"].startswith(f"UpdateEndpoint on endpoint {ID}: the server refused with APIGW.0310 (HTTP 403")
    assert result["endpoint_id"] == ID
    assert result["diff"]["after"]["description"] == "d"


def test_what_was_done_before_a_failure_is_told() -> None:
    service = Fabric.create({**CARRIED, "type": "service"}, error="dataartsfabric.00010003")
    exchanges = [show(), Fabric.delete(ID, {"id": ID}), gone(), listing(), service]
    result = failed(*exchanges, endpoint_id=ID, type="service", recreate="delete_first")
    assert (result["actions"], result["changed"], result["action"]) == (["DeleteEndpoint"], True, "CreateEndpoint")
    assert ". Check workspace_id and project_id. " in result["msg"]
    assert f"{ID} has been deleted already" in result["msg"]


def test_an_update_without_effect_is_a_failure_that_names_the_attribute() -> None:
    update = Fabric.update(ID, {**CARRIED, "description": "d"}, raw())
    result = failed(show(), update, show()._replace(many=True), endpoint_id=ID, description="d")
    assert "description: found nothing, expected 'd'" in result["msg"]
    assert (result["actions"], result["changed"]) == (["UpdateEndpoint"], False)


def test_an_endpoint_that_fails_is_told_with_the_services_reason() -> None:
    broken = raw(status="CREATE_FAILED", error_code="F.1", error_msg="no room")
    result = failed(
        listing(), Fabric.create(EXAMPLE, raw(status="CREATING")), Fabric.show(ID, broken), listing(broken), **DECLARED
    )
    assert (result["error_code"], result["actions"]) == ("EndpointFailed", ["CreateEndpoint"])
    assert "F.1: no room" in result["msg"]


def test_a_name_that_several_bear() -> None:
    twin = raw(id="ep-2", create_time="2026-01-01T00:00:00.000Z")
    result = failed(listing(raw(), twin), show(), Fabric.show("ep-2", twin), name="demo")
    assert [candidate["endpoint_id"] for candidate in result["candidates"]] == ["ep-2", ID]
    for word in ("ep-2", ID, WORKSPACE, "inference", "2026-01-01T00:00:00.000Z", "endpoint_id"):
        assert word in result["msg"]


def test_an_id_that_does_not_exist_is_not_created() -> None:
    result = failed(gone(), endpoint_id=ID, **DECLARED)
    assert (result["error_code"], result["http_status"]) == ("dataartsfabric.00010009", 400)


@pytest.mark.parametrize(
    ("code", "status", "told"),
    [
        ("dataartsfabric.00010003", 400, "the workspace does not exist"),
        ("APIGW.0101", 404, "The API does not exist"),
        ("dataartsfabric.00010195", 404, "not enabled"),
        ("common.01000001", 404, "workspace not found"),
    ],
)
def test_what_looks_like_absence_does_not_count_as_deleted(code: str, status: int, told: str) -> None:
    result = failed(Fabric.show(ID, error=code, told=told, status=status), endpoint_id=ID, state="absent")
    assert (result["error_code"], result["changed"]) == (code, False)


def test_a_proxys_page_does_not_count_as_absence() -> None:
    page = Fabric.show(ID, status=404, raw=b"<html>", headers={"Content-Type": "text/html"})
    result = failed(page, endpoint_id=ID, state="absent")
    assert (result["error_code"], result["http_status"], result["request_id"]) == ("ForeignAnswer", 404, None)


def test_without_an_answer_there_is_no_status() -> None:
    result = failed(Fabric.show(ID, status=0), endpoint_id=ID, max_retries=0)
    told = [result[key] for key in ("action", "error_code", "http_status", "request_id")]
    assert told == ["ShowEndpoint", "ConnectionError", None, None]


def test_a_creation_whose_answer_was_lost_is_looked_for_before_it_is_repeated() -> None:
    lost = Fabric.create(EXAMPLE, status=0)
    result = module(listing(), lost, listing(raw()), show(), listing(raw()), **DECLARED)
    assert (result["actions"], result["endpoint_id"]) == (["CreateEndpoint"], ID)


def test_a_creation_without_a_type_is_bad_input_as_soon_as_that_is_known() -> None:
    result = failed(listing(), name="demo")
    assert len(result["errors"]) == 1
    assert result["errors"][0].startswith("type: missing; ")


# --- bad input: no call at all

NAME = "a text of 1 to 128 Chinese characters, letters, digits, _ - . and spaces"
ID_RULE = "an id: 32 to 36 letters, digits and hyphens"


def broken(path: str, value: Any) -> dict:
    """EVERYTHING as a ray_service, with another value at ``path`` of its config."""
    config = json.loads(json.dumps(RAY_SERVICE))
    *places, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
    inner = config
    for place in places:
        inner = inner[place]
    inner[last] = value
    return {"name": "n", "type": "ray_service", "config": {"ray_service_config": config}}


SERVICE = "config.ray_service_config"
APPLICATION = "ray_serve_config.applications.0"
DEPLOYMENT = f"{APPLICATION}.deployments.0"
WHERE = f"{SERVICE}.ray_serve_config.applications[0]"
WORKER = f"{SERVICE}.ray_cluster_config.worker_group_specs[0]"
PART_NAME = "a text of up to 64 Chinese characters, letters, digits, _ - . and spaces"

BAD = [
    ({}, ["name: missing; expected name or endpoint_id, to say which endpoint is meant"]),
    (
        {"name": ""},
        [("name: found ''; expected a text of 1 to 128 Chinese characters, letters, digits, _ - . and spaces")],
    ),
    (
        {"name": "a/b"},
        [("name: found 'a/b'; expected a text of 1 to 128 Chinese characters, letters, digits, _ - . and spaces")],
    ),
    (
        {"name": "a" * 129},
        [
            (
                "name: found "
                "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...; "
                "expected a text of 1 to 128 Chinese characters, letters, digits, _ - . and spaces"
            )
        ],
    ),
    (
        {"name": "n", "workspace_id": "a b"},
        ["workspace_id: found 'a b'; expected the id of a workspace: 1 to 36 letters, digits and hyphens"],
    ),
    (
        {"name": "n", "cap": {"cap_id": "short"}, "custom_image_id": "", "wait_timeout": 0, "wait_interval": -1},
        [
            "cap.cap_id: found 'short'; expected an id: 32 to 36 letters, digits and hyphens",
            "custom_image_id: found ''; expected an id: 32 to 36 letters, digits and hyphens",
            "wait_timeout: found 0; expected a whole number above 0, at most 1000000",
            "wait_interval: found -1; expected a number above 0, at most 1000000",
        ],
    ),
    ({"name": "n", "cap": {}}, ["cap: found none of cap_id and version_id; expected at least one of them"]),
    (
        {"name": "n", "reserved_resource": {"mu": {"spec_code": " ", "min": -1, "max": 0}}},
        [
            "reserved_resource.mu.spec_code: found ' '; expected a text that is not empty",
            "reserved_resource.mu.min: found -1; expected a whole number of at least 0",
        ],
    ),
    (
        {
            "name": "n",
            "reserved_resource": {
                "apu": {**POOL, "warm_up_num": 3},
                "dpu": {**POOL, "max_num": 0},
                "mu": {**MU, "min": 2},
            },
        },
        [
            "reserved_resource.apu.max_num: found 2; expected at least warm_up_num, which is 3",
            "reserved_resource.dpu.max_num: found 0; expected at least warm_up_num, which is 1",
            "reserved_resource.mu.max: found 1; expected at least min, which is 2",
        ],
    ),
    (
        {
            "name": "n",
            "ray_resource": {
                "head_node_resource": {"spec_code": "h"},
                "work_node_resources": [
                    {"name": "a", "resource": {"spec_code": "w", "min": 2, "max": 1}},
                    {"name": "a", "resource": {"spec_code": "w", "min": 0, "max": 1}},
                ],
            },
        },
        [
            (
                "ray_resource.work_node_resources[1].name: found 'a' again, as in "
                "ray_resource.work_node_resources[0]; expected each only once"
            ),
            ("ray_resource.work_node_resources[0].resource.max: found 1; expected at least min, which is 2"),
        ],
    ),
    (
        {"name": "n", "log_config": {"enable_obs_log": True}},
        [("log_config.enable_obs_log: found true; expected enable_lts_log to be true as well")],
    ),
    (
        broken(f"{APPLICATION}.name", "a/b"),
        [
            (
                "config.ray_service_config.ray_serve_config.applications[0].name: found 'a/b'; expected "
                "a text of up to 64 Chinese characters, letters, digits, _ - . and spaces"
            )
        ],
    ),
    (broken(f"{APPLICATION}.import_path", ""), [f"{WHERE}.import_path: found ''; expected a text that is not empty"]),
    (
        broken(f"{APPLICATION}.deployments", []),
        [
            (
                "config.ray_service_config.ray_serve_config.applications[0].deployments: found an empty "
                "list; expected a list of 1 to 5 mappings with name, num_replicas, "
                "max_replicas_per_node, max_ongoing_requests, max_queued_requests, user_config and others"
            )
        ],
    ),
    (
        broken(f"{DEPLOYMENT}.max_queued_requests", -2),
        [
            (
                "config.ray_service_config.ray_serve_config.applications[0].deployments[0].max_queued_requests: "
                "found -2; expected a whole number from -1 to 100000"
            )
        ],
    ),
    (
        broken(f"{DEPLOYMENT}.autoscaling_config.min_replicas", 5),
        [
            f"{WHERE}.deployments[0].autoscaling_config.max_replicas: found 4;"
            " expected at least min_replicas, which is 5"
        ],
    ),
    (
        broken("ray_cluster_config.worker_group_specs.0.limits.cpu_resource", 193),
        [
            (
                "config.ray_service_config.ray_cluster_config.worker_group_specs[0].limits.cpu_resource: "
                "found 193; expected a whole number from 0 to 192"
            )
        ],
    ),
    (
        broken("ray_cluster_config.worker_group_specs.0.min_replicas", 3),
        [f"{WORKER}.max_replicas: found 2; expected at least min_replicas, which is 3"],
    ),
    (
        broken("api_config.backend_timeout", 600001),
        [
            (
                "config.ray_service_config.api_config.backend_timeout: found 600001; expected a whole "
                "number from 0 to 600000"
            )
        ],
    ),
    (
        broken("data_infos", [{"input_path": "obs"}]),
        [f"{SERVICE}.data_infos[0].input_path: found 'obs'; expected a text of 4 to 1024 characters"],
    ),
    (
        {"name": "n", "api_url": "127.0.0.1:8181", "auth_url": "ftp://h", "project_id": "a/b", "region": "a b"},
        [
            "region: found 'a b'; expected a region id such as cn-southwest-2",
            "project_id: found 'a/b'; expected letters, digits, hyphens and underscores",
            "auth_url: found 'ftp://h'; expected a URL that begins with http:// or https:// and names a host",
            "api_url: found '127.0.0.1:8181'; expected a URL that begins with http:// or https:// and names a host",
        ],
    ),
    (
        {"name": "n", "access_key": None, "secret_key": None, "security_token": None, "region": None},
        [
            (
                "access_key: found no way to authenticate; expected auth_token (HW_AUTH_TOKEN), or "
                "access_key (HW_ACCESS_KEY or HUAWEICLOUD_SDK_AK) and secret_key (HW_SECRET_KEY or "
                "HUAWEICLOUD_SDK_SK), or user_name (HW_USER_NAME) and password (HW_USER_PASSWORD) and "
                "domain_name (HW_DOMAIN_NAME)"
            ),
            (
                "region: missing, and no api_url is given; expected the option region or the environment "
                "variable HW_REGION_NAME"
            ),
        ],
    ),
    (
        {"name": "n", "secret_key": ""},
        [
            "secret_key: missing beside access_key; keys go together, so give it beside the others in the options",
        ],
    ),
]


@pytest.mark.parametrize(("options", "errors"), BAD)
def test_bad_input_fails_before_the_first_call(options: dict, errors: list[str]) -> None:
    result = failed(**options)
    assert result["errors"] == errors
    assert result["msg"].endswith("in the options: " + " | ".join(errors))
    assert (result["actions"], result["changed"]) == ([], False)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"name": "n", "workspace_id": None}, "workspace_id"),
        ({"name": "n", "colour": "red"}, "colour"),
        ({"name": "n", "type": "mars"}, "type"),
        ({"name": "n", "state": "started"}, "state"),
        ({"name": "n", "reserved_resource": {"mu": {"spec_code": "m", "min": 0}}}, "max"),
        ({"name": "n", "reserved_resource": {"gpu": {}}}, "gpu"),
        ({"name": "n", "ray_resource": {"head_node_resource": {"spec_code": "h"}}}, "work_node_resources"),
    ],
)
def test_where_ansible_speaks_first_its_words_stand(options: dict, words: str) -> None:
    assert words in failed(**options)["msg"]


# --- credentials and places


@pytest.mark.parametrize(
    ("environment", "options"),
    [
        ({"HW_ACCESS_KEY": "AK", "HW_SECRET_KEY": KEYS["secret_key"], "HW_SECURITY_TOKEN": KEYS["security_token"]}, {}),
        (
            {
                "HUAWEICLOUD_SDK_AK": "AK",
                "HUAWEICLOUD_SDK_SK": KEYS["secret_key"],
                "HUAWEICLOUD_SDK_SECURITY_TOKEN": KEYS["security_token"],
                "HUAWEICLOUD_SDK_PROJECT_ID": PROJECT,
            },
            {},
        ),
        ({"HW_AUTH_TOKEN": TOKEN["auth_token"]}, {"token": TOKEN["auth_token"]}),
        ({"HW_AUTH_TOKEN": "other"}, {**TOKEN}),
    ],
)
def test_credentials_come_from_the_environment(environment: dict[str, str], options: dict) -> None:
    nothing = {**dict.fromkeys(("access_key", "secret_key", "security_token", "region")), **options}
    everywhere = {"HW_REGION_NAME": "cn-southwest-2", "HW_PROJECT_ID": PROJECT, **environment}
    result = module(show(), endpoint_id=ID, environment=everywhere, **nothing)
    assert result["changed"] is False


def test_a_password_gets_a_token_once() -> None:
    token = "TK-canary-e1b7"
    exchanges = [create_token(token, {"id": PROJECT}), listing(raw()), show()]
    result = module(*exchanges, name="demo", token=token, **PASSWORD)
    assert result["changed"] is False
    assert token not in json.dumps(result)


def test_another_address_is_an_option_or_a_variable() -> None:
    assert module(show(), endpoint_id=ID, api_url="https://fabric.example", host="fabric.example")["changed"] is False
    environment = {"HUAWEICLOUD_API_URL": "https://fabric.example/"}
    assert module(show(), endpoint_id=ID, environment=environment, host="fabric.example")["changed"] is False


def test_a_region_where_the_service_is_not_documented_is_warned_about() -> None:
    result = module(show(), endpoint_id=ID, region="ap-southeast-1", host="fabric.ap-southeast-1.myhuaweicloud.com")
    assert result["warnings"] == [
        "region: found 'ap-southeast-1'; expected cn-north-4 or cn-southwest-2, where this service is documented"
    ]


# --- libraries and bugs


def test_a_missing_library_is_the_usual_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "requests", None)
    result = module(name="n")
    assert result["failed"] is True
    assert result["msg"].startswith("Failed to import the required Python library (requests) on ")
    assert result["actions"] == []


LAYERS = [
    (argspec, "to_desired"),
    (single, "drive"),
    (reconcile, "locate"),
    (plan.compare, "differences"),
    (FabricEndpoint, "attributes"),
    (AnswerReader, "result_of"),
    (http_client, "Transport"),
    (client.Client, "attempt"),
    (sign.SdkHmacAuth, "__call__"),
]


@pytest.mark.parametrize(("layer", "name"), LAYERS, ids=lambda value: getattr(value, "__name__", value))
def test_a_bug_is_told_without_secrets(layer: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError(f"broken {KEYS['secret_key']} {KEYS['security_token']}")

    calls = [show()] if name in ("differences", "attributes", "result_of") else []
    with monkeypatch.context() as patched:
        patched.setattr(layer, name, broken)
        result = module(*calls, endpoint_id=ID, description="d")
    assert result["failed"] is True
    assert result["msg"].startswith("This is a bug in the collection, please report it: RuntimeError: broken ")
    assert (result["actions"], result["changed"]) == ([], False)
