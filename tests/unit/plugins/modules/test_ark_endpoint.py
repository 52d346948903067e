# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ark_endpoint as Ansible runs it: options in, HTTP calls in between, the result out."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine import compare, plan, reconcile
from ansible_collections.inference.endpoints.plugins.module_utils._http import client as http_client
from ansible_collections.inference.endpoints.plugins.module_utils._http.client import AnswerReader
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec, single
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine import client, sign
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import FIELDS, ArkEndpoint
from ansible_collections.inference.endpoints.plugins.modules.ark_endpoint import main

from ..scripted_ark import KEYS, call, listing, run

ID = "ep-20260102030405-abcde"
MODEL = {"foundation_model": {"name": "doubao", "model_version": "250428"}}
RAW_MODEL = {"FoundationModel": {"Name": "doubao", "ModelVersion": "250428"}}
#: The attributes of an endpoint: those of the table, and those that follow from them.
ATTRIBUTES = {*(field.name for field in FIELDS), "id", "system_tags", "certificate"}


def raw(**changes: Any) -> dict:
    return {
        "Id": ID,
        "Name": "demo",
        "ProjectName": "default",
        "ModelReference": RAW_MODEL,
        "RateLimit": {"Rpm": 10, "Tpm": 5},
        "Tags": [{"Key": "env", "Value": "test"}, {"Key": "sys:ark:createdBy", "Value": "IAMUser/1/x"}],
        "Status": "Running",
        "CreateTime": "2026-01-02T03:04:05Z",
        **changes,
    }


def get(endpoint_id: str = ID, **changes: Any):
    return call("GetEndpoint", {"Id": endpoint_id}, raw(Id=endpoint_id, **changes))


def gone(action: str = "GetEndpoint"):
    return call(action, {"Id": ID}, error="NotFound.Endpoint", status=404)


def write(action: str, **arguments: Any):
    return call(action, {"Id": ID, **arguments})


DECLARED = {
    "name": "demo",
    "model_reference": MODEL,
    "rate_limit": {"tpm": 5, "rpm": 10},
    "tags": [{"key": "env", "value": "test"}],
}
VIEW = {
    "name": "demo",
    "project_name": "default",
    "model_reference": MODEL,
    "rate_limit": {"rpm": 10, "tpm": 5},
    "tags": [{"key": "env", "value": "test"}],
    "run_state": "running",
}
CREATION = call(
    "CreateEndpoint",
    {
        "Name": "demo",
        "ProjectName": "default",
        "ModelReference": RAW_MODEL,
        "RateLimit": {"Tpm": 5, "Rpm": 10},
        "Tags": [{"Key": "env", "Value": "test"}],
    },
    {"Id": ID},
)


def essence(result: dict) -> dict:
    """The keys of the contract's result table, without the endpoint and the headers of the diff."""
    shown = {key: result.get(key) for key in ("changed", "endpoint_id", "previous_endpoint_id", "actions")}
    return {**shown, "before": result["diff"]["before"], "after": result["diff"]["after"]}


# --- success


def test_create() -> None:
    result = run(main, listing("demo"), CREATION, get(Status="Scheduling"), get(), listing("demo", raw()), **DECLARED)
    assert essence(result) == {
        "changed": True,
        "endpoint_id": ID,
        "previous_endpoint_id": None,
        "actions": ["CreateEndpoint"],
        "before": {},
        "after": VIEW,
    }
    assert set(result["endpoint"]) == ATTRIBUTES
    assert result["endpoint"]["tags"] == [{"key": "env", "value": "test"}]
    assert result["endpoint"]["system_tags"] == [{"key": "sys:ark:createdBy", "value": "IAMUser/1/x"}]
    assert "previous_endpoint_id" not in result
    assert "failed" not in result


def test_a_second_run_by_name_costs_a_list_and_a_read() -> None:
    result = run(main, listing("demo", raw()), get(), **DECLARED)
    assert essence(result) == {
        "changed": False,
        "endpoint_id": ID,
        "previous_endpoint_id": None,
        "actions": [],
        "before": VIEW,
        "after": VIEW,
    }
    assert (set(result["endpoint"]), result["endpoint"]["certificate"]) == (ATTRIBUTES, None)


def test_a_second_run_by_id_costs_one_read() -> None:
    assert run(main, get(), endpoint_id=ID, **DECLARED)["changed"] is False


def test_the_name_is_matched_exactly_and_in_its_project_whatever_the_server_lists() -> None:
    others = [raw(Id="ep-2", Name="Demo"), raw(Id="ep-3", Name="demo2"), raw(Id="ep-4", ProjectName="other")]
    result = run(main, listing("demo", *others, raw()), get(), name="demo")
    assert result["endpoint_id"] == ID


def test_update_sends_what_differs_with_its_companion_and_reads_it_back() -> None:
    changed = {"Rpm": 20, "Tpm": 5}
    result = run(
        main,
        listing("demo", raw()),
        get(),
        write("UpdateEndpoint", RateLimit=changed),
        get(RateLimit=changed),
        name="demo",
        rate_limit={"rpm": 20},
    )
    assert essence(result) == {
        "changed": True,
        "endpoint_id": ID,
        "previous_endpoint_id": None,
        "actions": ["UpdateEndpoint"],
        "before": VIEW,
        "after": {**VIEW, "rate_limit": {"rpm": 20, "tpm": 5}},
    }
    assert result["endpoint"]["rate_limit"] == {"rpm": 20, "tpm": 5}


def test_rename_by_id_leaves_the_project_alone() -> None:
    renamed = raw(Name="测试", ProjectName="other")
    result = run(
        main,
        get(ProjectName="other"),
        write("UpdateEndpoint", Name="测试"),
        call("GetEndpoint", {"Id": ID}, renamed),
        listing("测试", renamed, project="other"),
        endpoint_id=ID,
        name="测试",
    )
    assert (result["actions"], result["endpoint"]["name"]) == (["UpdateEndpoint"], "测试")


@pytest.mark.parametrize(
    ("state", "status", "action", "run_state"),
    [("started", "Stopped", "StartEndpoint", "running"), ("stopped", "Running", "StopEndpoint", "stopped")],
)
def test_start_and_stop(state: str, status: str, action: str, run_state: str) -> None:
    arrived = "Running" if state == "started" else "Stopped"
    result = run(main, get(Status=status), write(action), get(Status=arrived), endpoint_id=ID, state=state)
    assert result["actions"] == [action]
    assert result["diff"]["after"] == {**VIEW, "run_state": run_state}
    assert result["endpoint"]["status"] == arrived


def test_absent() -> None:
    result = run(
        main,
        listing("demo", raw()),
        get(),
        write("StopEndpoint"),
        get(Status="Stopped"),
        write("DeleteEndpoint"),
        gone(),
        name="demo",
        state="absent",
    )
    assert result["endpoint"] is None
    assert essence(result) == {
        "changed": True,
        "endpoint_id": ID,
        "previous_endpoint_id": None,
        "actions": ["StopEndpoint", "DeleteEndpoint"],
        "before": VIEW,
        "after": {},
    }


@pytest.mark.parametrize(
    ("exchange", "address", "endpoint_id"),
    [(listing("demo"), {"name": "demo"}, None), (gone(), {"endpoint_id": ID}, ID)],
)
def test_absent_already(exchange: Any, address: dict, endpoint_id: str | None) -> None:
    result = run(main, exchange, state="absent", **address)
    assert result["endpoint"] is None
    assert (result["changed"], result["actions"], result["endpoint_id"]) == (False, [], endpoint_id)
    assert (result["diff"]["before"], result["diff"]["after"]) == ({}, {})


def test_recreate_tells_both_ids_and_carries_over() -> None:
    new_model = {"FoundationModel": {"Name": "doubao", "ModelVersion": "250715"}}
    result = run(
        main,
        listing("demo", raw(Status="Stopped")),
        get(Status="Stopped"),
        write("DeleteEndpoint"),
        gone(),
        listing("demo"),
        call("CreateEndpoint", {**CREATION.arguments, "ModelReference": new_model}, {"Id": "ep-2"}),
        get("ep-2", ModelReference=new_model),
        listing("demo", raw(Id="ep-2", ModelReference=new_model)),
        name="demo",
        state="started",
        model_reference={"foundation_model": {"name": "doubao", "model_version": "250715"}},
        recreate="delete_first",
    )
    assert result["actions"] == ["DeleteEndpoint", "CreateEndpoint"]
    assert (result["endpoint_id"], result["previous_endpoint_id"]) == ("ep-2", ID)


def test_byteplus_is_another_host() -> None:
    result = run(
        main,
        listing("demo", raw()),
        call("GetEndpoint", {"Id": ID}, {"Endpoint": raw()}),  # nested, as its documents have it
        name="demo",
        site="byteplus",
        host="ark.ap-southeast-1.byteplusapi.com",
    )
    assert result["endpoint"]["name"] == "demo"


# --- the certificate

CERTIFICATE = {"PCAName": "n", "PCAHost": "h", "NotBefore": 1, "NotAfter": 2, "PCAInstanceCertificate": "PEM"}


def certificate(**answer: Any):
    return call("GetEndpointCertificate", {"Id": ID}, **answer)


def test_the_certificate_costs_one_more_read() -> None:
    result = run(main, get(), certificate(result=CERTIFICATE), endpoint_id=ID, certificate=True)
    assert result["endpoint"]["certificate"] == {
        "pca_name": "n",
        "pca_host": "h",
        "pca_instance_certificate": "PEM",
        "pca_sub_ca_certificate": None,
        "pca_root_ca_certificate": None,
        "not_before": 1,
        "not_after": 2,
    }
    assert result["changed"] is False


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "NotFound.Certificate", "status": 404},
        {"error": "OperationDenied.UnsupportedPhase", "status": 403},
        {"error": "InvalidParameter.Id", "status": 400},
        {"result": {}},
        {"result": {"PCAName": "", "NotBefore": 0}},
    ],
)
def test_an_endpoint_without_a_certificate(answer: dict) -> None:
    result = run(main, get(), certificate(**answer), endpoint_id=ID, certificate=True)
    assert result["endpoint"]["certificate"] is None
    assert "failed" not in result


@pytest.mark.parametrize(
    ("code", "status"), [("AccessDenied", 403), ("OperationDenied.PermissionDenied", 403), ("ServiceNotFound", 404)]
)
def test_a_certificate_that_may_not_be_read_is_a_failure(code: str, status: int) -> None:
    result = run(main, get(), certificate(error=code, status=status), endpoint_id=ID, certificate=True)
    assert (result["failed"], result["error_code"]) == (True, code)


# --- check mode


@pytest.mark.parametrize(
    ("exchanges", "options", "actions"),
    [
        ([listing("demo")], DECLARED, ["CreateEndpoint"]),
        ([listing("demo")], {**DECLARED, "state": "stopped"}, ["CreateEndpoint", "StopEndpoint"]),
        ([listing("demo", raw()), get()], DECLARED, []),
        ([get()], {"endpoint_id": ID, "description": "d"}, ["UpdateEndpoint"]),
        ([get()], {"endpoint_id": ID, "state": "stopped"}, ["StopEndpoint"]),
        ([get()], {"endpoint_id": ID, "state": "absent"}, ["StopEndpoint", "DeleteEndpoint"]),
        (
            [get()],
            {"endpoint_id": ID, "model_reference": {"custom_model_id": "cm"}, "recreate": "create_first"},
            ["CreateEndpoint", "StopEndpoint", "DeleteEndpoint"],
        ),
        ([get(Status="Scheduling"), get()], {"endpoint_id": ID, "state": "stopped"}, ["StopEndpoint"]),
    ],
)
def test_check_mode_reads_and_foretells(exchanges: list, options: dict, actions: list[str]) -> None:
    result = run(main, *exchanges, check_mode=True, **options)
    assert (result["actions"], result["changed"]) == (actions, bool(actions))
    assert result["endpoint"] is None or set(result["endpoint"]) == ATTRIBUTES


def test_check_mode_of_a_recreate_knows_the_old_id_and_not_the_new() -> None:
    options = {"endpoint_id": ID, "model_reference": {"custom_model_id": "cm"}, "recreate": "delete_first"}
    result = run(main, get(), check_mode=True, **options)
    assert (result["endpoint_id"], result["previous_endpoint_id"]) == (None, ID)
    assert result["endpoint"]["model_reference"] == {"custom_model_id": "cm", "foundation_model": None}


# --- failures


def failed(*exchanges: Any, **options: Any) -> dict:
    result = run(main, *exchanges, **options)
    assert result["failed"] is True
    assert "exception" not in result
    return result


def test_a_refused_write_is_told_with_everything() -> None:
    refusal = write("UpdateEndpoint", Description="d")._replace(
        status=403, body=call("UpdateEndpoint", {}, error="AccessDenied").body
    )
    result = failed(get(), refusal, endpoint_id=ID, description="d")
    told = {key: result[key] for key in ("action", "error_code", "http_status", "request_id", "actions", "changed")}
    assert told == {
        "action": "UpdateEndpoint",
        "error_code": "AccessDenied",
        "http_status": 403,
        "request_id": "R-UpdateEndpoint",
        "actions": [],
        "changed": False,
    }
    assert result["msg"].startswith(f"UpdateEndpoint on endpoint {ID}: the server refused with AccessDenied (HTTP 403")
    assert result["endpoint_id"] == ID
    assert result["diff"]["after"]["description"] == "d"


def test_what_was_done_before_a_failure_is_told() -> None:
    result = failed(
        get(),
        write("StopEndpoint"),
        get(Status="Stopped"),
        write("DeleteEndpoint")._replace(status=403, body=call("DeleteEndpoint", {}, error="LackPolicy").body),
        endpoint_id=ID,
        state="absent",
    )
    assert (result["actions"], result["changed"], result["action"]) == (["StopEndpoint"], True, "DeleteEndpoint")


def test_an_update_without_effect_is_a_failure_that_names_the_attribute() -> None:
    again = get()._replace(many=True)  # how often it looks within the lag is the engine's affair
    update = write("UpdateEndpoint", Moderation={"Strategy": "Basic"})
    result = failed(get(), update, again, endpoint_id=ID, moderation={"strategy": "Basic"})
    assert "moderation.strategy: found nothing, expected 'Basic'" in result["msg"]
    assert (result["actions"], result["changed"]) == (["UpdateEndpoint"], False)


def test_a_name_that_several_bear() -> None:
    twins = [raw(CreateTime="2026-01-02T03:04:05Z"), raw(Id="ep-2", CreateTime="2026-01-01T00:00:00Z")]
    result = failed(listing("demo", *twins), get(), get("ep-2", CreateTime="2026-01-01T00:00:00Z"), name="demo")
    assert [candidate["endpoint_id"] for candidate in result["candidates"]] == ["ep-2", ID]
    for word in ("ep-2", ID, "doubao", "2026-01-01T00:00:00Z", "default", "endpoint_id"):
        assert word in result["msg"]


def test_an_id_that_does_not_exist_is_not_created() -> None:
    result = failed(gone(), endpoint_id=ID, **DECLARED)
    assert (result["error_code"], result["http_status"]) == ("NotFound.Endpoint", 404)


@pytest.mark.parametrize("code", ["ServiceNotFound", "InvalidActionOrVersion", "ModelNotOpen", "NotFound.ProjectName"])
def test_what_looks_like_absence_does_not_count_as_deleted(code: str) -> None:
    result = failed(call("GetEndpoint", {"Id": ID}, error=code, status=404), endpoint_id=ID, state="absent")
    assert (result["error_code"], result["changed"]) == (code, False)


def test_a_proxys_page_does_not_count_as_absence() -> None:
    page = call("GetEndpoint", {"Id": ID}, status=404, body=b"<html>", headers={"Content-Type": "text/html"})
    result = failed(page, endpoint_id=ID, state="absent")
    assert (result["error_code"], result["http_status"], result["request_id"]) == ("ForeignAnswer", 404, None)


def test_a_difference_that_cannot_be_changed_names_both_values() -> None:
    result = failed(get(), endpoint_id=ID, model_unit_id="mu-1", project_name="other")
    assert (
        "project_name: found 'default', expected 'other'; model_unit_id: found nothing, expected 'mu-1'"
        in result["msg"]
    )
    assert result["actions"] == []


# --- bad input: no call at all

NOT_EMPTY = "a text that is not empty"
PLATFORM = "a key that does not begin with sys: or volc:; those belong to the platform"


@pytest.mark.parametrize(
    ("options", "errors"),
    [
        ({}, ["name: missing; expected name or endpoint_id, to say which endpoint is meant"]),
        ({"name": " "}, ["name: found ' '; expected a text that is not empty"]),
        (
            {"name": "n", "rate_limit": {"rpm": -1}, "tags": [{"key": "sys:a"}], "wait_timeout": 0},
            [
                "rate_limit.rpm: found -1; expected a whole number of at least 0",
                (
                    "tags[0].key: found 'sys:a'; expected no sys: or volc: at its beginning, which belongs "
                    "to the platform"
                ),
                "wait_timeout: found 0; expected a whole number above 0, at most 1000000",
            ],
        ),
        ({"name": "n", "rate_limit": {}}, ["rate_limit: found none of rpm and tpm; expected at least one of them"]),
        (
            {"name": "n", "api_url": "127.0.0.1:8181", "wait_interval": -1},
            [
                "wait_interval: found -1; expected a number above 0, at most 1000000",
                (
                    "api_url: found '127.0.0.1:8181'; expected a URL that begins with http:// or https:// "
                    "and names a host"
                ),
            ],
        ),
        (
            {"name": "n", "api_url": "https://user:hunter2@host"},
            [("api_url: found a URL with credentials in it; expected those as access_key and secret_key")],
        ),
        (
            {"name": "n", "access_key": None, "secret_key": "", "session_token": None},
            [
                (
                    "access_key: missing; give the option access_key or set the environment variable "
                    "VOLCENGINE_ACCESS_KEY or VOLC_ACCESSKEY, or name a profile"
                ),
                (
                    "secret_key: missing; give the option secret_key or set the environment variable "
                    "VOLCENGINE_SECRET_KEY or VOLC_SECRETKEY, or name a profile"
                ),
            ],
        ),
    ],
)
def test_bad_input_fails_before_the_first_call(options: dict, errors: list[str]) -> None:
    result = failed(**options)
    assert result["errors"] == errors
    assert result["msg"].endswith("in the options: " + " | ".join(errors))
    assert (result["actions"], result["changed"]) == ([], False)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"name": "n", "colour": "red"}, "colour"),
        ({"name": "n", "rate_limit": {"ipm": 1}}, "ipm"),
        ({"name": "n", "site": "mars"}, "site"),
        ({"name": "n", "state": "gone"}, "state"),
        ({"name": "n", "rate_limit": {"rpm": "many"}}, "rpm"),
        ({"name": "n", "tags": [{"value": "v"}]}, "key"),
    ],
)
def test_where_ansible_speaks_first_its_words_stand(options: dict, words: str) -> None:
    assert words in failed(**options)["msg"]


def test_a_creation_without_a_model_is_bad_input_as_soon_as_that_is_known() -> None:
    result = failed(listing("demo"), name="demo")
    assert len(result["errors"]) == 1
    assert result["errors"][0].startswith("model_reference: missing; ")


# --- libraries and bugs


def test_a_missing_library_is_the_usual_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "requests", None)
    result = run(main, name="n")
    assert result["failed"] is True
    assert result["msg"].startswith("Failed to import the required Python library (requests) on ")
    assert result["actions"] == []


LAYERS = [
    (argspec, "to_desired"),
    (single, "drive"),
    (reconcile, "locate"),
    (plan.compare, "differences"),
    (compare, "view"),
    (ArkEndpoint, "attributes"),
    (AnswerReader, "result_of"),
    (http_client, "Transport"),
    (client.Client, "attempt"),
    (sign, "authorization"),
]


@pytest.mark.parametrize(("layer", "name"), LAYERS, ids=lambda value: getattr(value, "__name__", value))
def test_a_bug_is_told_without_secrets(layer: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError(f"broken {KEYS['secret_key']} {KEYS['session_token']}")

    calls = [get()] if name in ("differences", "view", "attributes", "result_of") else []
    with monkeypatch.context() as patched:
        patched.setattr(layer, name, broken)
        result = run(main, *calls, endpoint_id=ID, description="d")
    assert result["failed"] is True
    assert result["msg"].startswith("This is a bug in the collection, please report it: RuntimeError: broken ")
    assert (result["actions"], result["changed"]) == ([], False)


def test_secrets_from_the_environment_are_hidden_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError(f"broken {KEYS['secret_key']}")

    monkeypatch.setattr(AnswerReader, "result_of", broken)
    environment = {
        "VOLC_ACCESSKEY": KEYS["access_key"],
        "VOLC_SECRETKEY": KEYS["secret_key"],
        "VOLC_SESSION_TOKEN": KEYS["session_token"],
    }
    nothing = dict.fromkeys(("access_key", "secret_key", "session_token"))
    result = run(main, get(), endpoint_id=ID, environment=environment, **nothing)
    assert result["msg"].endswith("RuntimeError: broken ********")
