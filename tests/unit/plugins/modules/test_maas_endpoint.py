# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""maas_endpoint as Ansible runs it: options in, HTTP calls in between, the result out."""

from __future__ import annotations

import json
import sys
from functools import partial
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine import fields, plan, reconcile
from ansible_collections.inference.endpoints.plugins.module_utils._http.client import AnswerReader
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud import client, sign
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import MaasEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.modules.maas_endpoint import main

from ..scripted_huaweicloud import (
    KEYS,
    MAAS_HOST,
    PASSWORD,
    PROJECT,
    REQUEST_ID,
    TOKEN,
    Exchange,
    Maas,
    create_token,
    find_project,
    run,
)

ID = "c4513589-df2e-4d58-ab0c-d5a6f2000000"
AGREED = "af247c14-2bee-4d78-a5e8-a419ea62b6c6"
ATTRIBUTES = {*(field.name for field in MaasEndpoint.fields), "id"}


def raw(**changes: Any) -> dict:
    """An endpoint as a list shows it (Huawei reference 5.5); None leaves a member out."""
    members = {
        "id": ID,
        "endpoint_name": "chat",
        "source": "custom_from_maas",
        "served_model_name": "deepseek-v3.2",
        "status": "running",
        "cbc_status": "normal",
        "remark": "d",
        "rpm": 60,
        "tpm": 1000,
        "moderation": True,
        **changes,
    }
    return {name: value for name, value in members.items() if value is not None}


module = partial(run, main, host=MAAS_HOST)


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


DECLARED = {"name": "chat", "model_name": "deepseek-v3.2", "description": "d", "rpm": 60, "tpm": 1000}
VIEW = {
    "name": "chat",
    "description": "d",
    "source": "custom_from_maas",
    "model_name": "deepseek-v3.2",
    "rpm": 60,
    "tpm": 1000,
    "moderation": True,
    "run_state": "running",
}
#: What an edit of that endpoint sends: the whole wanted set, as it is now (Huawei reference 5.4).
CARRIED = {"endpoint_name": "chat", "remark": "d", "rpm": 60, "tpm": 1000, "moderation": True}
CREATION = {
    "source": "custom_from_maas",
    "model_name": "deepseek-v3.2",
    "endpoint_name": "chat",
    "remark": "d",
    "rpm": 60,
    "tpm": 1000,
}

# --- every member reaches the wire

CREATIONS = [
    (DECLARED, CREATION),
    (
        {**DECLARED, "source": "custom_from_maas", "moderation": False, "agreement_id": AGREED},
        {**CREATION, "moderation": False, "agreement_id": AGREED},
    ),
    ({**DECLARED, "description": None, "remark": "d", "moderation": True}, {**CREATION, "moderation": True}),
    ({"name": "chat", "model_name": "deepseek-v3.2", "rpm": 0}, {**CREATION, "rpm": 0, "remark": None, "tpm": None}),
    (
        {
            "name": "中文-1.a",
            "source": "custom_from_modelarts_v2",
            "service_region": "cn-southwest-2",
            "infer_service_id": "svc-1",
        },
        {
            "endpoint_name": "中文-1.a",
            "source": "custom_from_modelarts_v2",
            "region": "cn-southwest-2",
            "infer_service_id": "svc-1",
        },
    ),
]


@pytest.mark.parametrize(("options", "body"), CREATIONS)
@pytest.mark.parametrize(
    "answer",
    [{"id": ID}, {"endpoint_id": ID}, {"data": {"custom_endpoint_id": ID}}, {}],
    ids=str,
)
def test_a_creation_carries_exactly_what_is_declared(options: dict, body: dict, answer: dict) -> None:
    sent = {name: value for name, value in body.items() if value is not None}
    shown = {"id": ID, "status": "running", **{name: value for name, value in sent.items() if name != "agreement_id"}}
    # Under which name the id is told is not public; where none is found, the list tells it.
    looked_for = [] if answer else [Maas.listing(shown)]
    result = module(Maas.listing(), Maas.create(sent, answer), *looked_for, Maas.listing(shown), **options)
    assert (result["changed"], result["actions"], result["endpoint_id"]) == (True, ["CreateEndpoint"], ID)
    assert set(result["endpoint"]) == ATTRIBUTES
    assert result["unverified"] == []
    again = module(Maas.listing(shown), **options)
    assert (again["changed"], again["actions"]) == (False, [])
    assert again["diff"]["after"] == result["diff"]["after"]


def test_no_option_is_forgotten_in_these_tests() -> None:
    about_the_call = {"state", "endpoint_id", "recreate", "accept_agreement"}
    assert {option for options, _body in CREATIONS for option in options} - {"remark"} == (
        {field.name for field in fields.options(argspec.declaration(MaasEndpoint))} - about_the_call
    )


#: The request of the official page about edits, word for word.
OFFICIAL = json.loads("""{
"endpoint_name": "DeepSeek-Test",
"remark": "DeepSeek endpoint test",
"moderation": false,
"agreement_id": "af247c14-2bee-4d78-a5e8-a419ea62b6c6",
"rpm":0,
"tpm":0
}""")


def test_the_official_example_of_an_edit() -> None:
    options = {**OFFICIAL, "name": OFFICIAL["endpoint_name"]}
    del options["endpoint_name"]
    edited = raw(endpoint_name="DeepSeek-Test", remark="DeepSeek endpoint test", moderation=False, rpm=0, tpm=0)
    result = module(Maas.listing(raw()), Maas.edit(ID, OFFICIAL), Maas.listing(edited), endpoint_id=ID, **options)
    assert essence(result) == {
        "changed": True,
        "endpoint_id": ID,
        "previous_endpoint_id": None,
        "actions": ["UpdateEndpoint"],
        "unverified": [],
        "before": VIEW,
        "after": {
            **VIEW,
            "name": "DeepSeek-Test",
            "description": "DeepSeek endpoint test",
            "moderation": False,
            "rpm": 0,
            "tpm": 0,
        },
    }
    for shown in (edited, {**edited, "rpm": None, "tpm": None}):
        assert module(Maas.listing(shown), **options)["changed"] is False


CHANGES = [
    ({"name": "blue"}, {"endpoint_name": "blue"}),
    ({"description": "e"}, {"remark": "e"}),
    ({"description": ""}, {"remark": ""}),
    ({"rpm": 61}, {"rpm": 61}),
    ({"tpm": 0}, {"tpm": 0}),
    ({"moderation": False, "agreement_id": AGREED}, {"moderation": False, "agreement_id": AGREED}),
]


@pytest.mark.parametrize(("options", "changes"), CHANGES, ids=",".join)
def test_an_edit_carries_the_whole_wanted_set(options: dict, changes: dict) -> None:
    shown = {name: value for name, value in changes.items() if name != "agreement_id"}
    exchanges = [Maas.listing(raw()), Maas.edit(ID, {**CARRIED, **changes}), Maas.listing(raw(**shown))]
    result = module(*exchanges, endpoint_id=ID, **options)
    assert (result["changed"], result["actions"]) == (True, ["UpdateEndpoint"])
    foretold = module(Maas.listing(raw()), endpoint_id=ID, check_mode=True, **options)
    assert essence(foretold) == essence(result)


def test_the_latest_agreement_is_fetched_and_signed_where_that_is_accepted() -> None:
    edit = Maas.edit(ID, {**CARRIED, "moderation": False, "agreement_id": AGREED})
    options = {"name": "chat", "moderation": False, "accept_agreement": True}
    result = module(Maas.listing(raw()), Maas.agreement(AGREED), edit, Maas.listing(raw(moderation=False)), **options)
    assert result["actions"] == ["SignAgreement", "UpdateEndpoint"]
    assert module(Maas.listing(raw(moderation=False)), **options)["changed"] is False
    foretold = module(Maas.listing(raw()), check_mode=True, **options)
    assert essence(foretold) == essence(result)


def test_an_edit_that_may_switch_the_guard_on_is_refused() -> None:
    result = failed(Maas.listing(raw(moderation=None)), name="chat", rpm=61)
    assert "the service does not show whether the content guard (moderation) is on" in result["msg"]
    assert result["actions"] == []


# --- success


def test_a_second_run_costs_one_list() -> None:
    for address in ({"name": "chat"}, {"endpoint_id": ID}):
        result = module(Maas.listing(raw()), **{**DECLARED, **address})
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


def test_the_name_is_matched_exactly() -> None:
    others = [raw(id="a", endpoint_name="Chat"), raw(id="b", endpoint_name="chat2")]
    assert module(Maas.listing(*others, raw()), name="chat")["endpoint_id"] == ID


def test_what_the_service_does_not_show_is_named_and_makes_no_difference() -> None:
    hidden = raw(source=None, served_model_name=None, moderation=None)
    result = module(Maas.listing(hidden), **DECLARED, source="custom_from_maas", moderation=True)
    assert (result["changed"], result["unverified"]) == (False, ["source", "model_name", "moderation"])
    hidden = raw(source="custom_from_modelarts_v2", served_model_name=None)
    result = module(Maas.listing(hidden), name="chat", service_region="r", infer_service_id="s")
    assert (result["changed"], result["unverified"]) == (False, ["service_region", "infer_service_id"])


def test_members_that_are_not_known_are_kept_and_tokens_are_masked() -> None:
    result = module(
        Maas.listing(raw(apiKey="UT-canary-8a40", zone="z", workspace={"token": "UT-canary-8a40"})), name="chat"
    )
    endpoint = result["endpoint"]
    assert (endpoint["api_key"], endpoint["zone"], endpoint["workspace"]) == ("********", "z", {"token": "********"})
    assert "canary" not in json.dumps(result)


@pytest.mark.parametrize(
    ("state", "status", "action", "verb", "arrived", "run_state"),
    [
        ("started", "stopped", "ActivateEndpoint", "activate", "running", "running"),
        ("stopped", "running", "DeactivateEndpoint", "deactivate", "stopped", "stopped"),
    ],
)
def test_enable_and_disable(state: str, status: str, action: str, verb: str, arrived: str, run_state: str) -> None:
    control = Maas.control(ID, verb)
    result = module(
        Maas.listing(raw(status=status)), control, Maas.listing(raw(status=arrived)), endpoint_id=ID, state=state
    )
    assert result["actions"] == [action]
    assert result["diff"]["after"] == {**VIEW, "run_state": run_state}
    assert result["endpoint"]["status"] == arrived
    assert module(Maas.listing(raw(status=arrived)), endpoint_id=ID, state=state)["changed"] is False


def test_enable_and_edit_in_one_task() -> None:
    result = module(
        Maas.listing(raw(status="stopped")),
        Maas.control(ID, "activate"),
        Maas.listing(raw()),
        Maas.edit(ID, {**CARRIED, "rpm": 1}),
        Maas.listing(raw(rpm=1)),
        name="chat",
        state="started",
        rpm=1,
    )
    assert result["actions"] == ["ActivateEndpoint", "UpdateEndpoint"]


def test_absent() -> None:
    result = module(
        Maas.listing(raw()),
        Maas.control(ID, "deactivate"),
        Maas.listing(raw(status="stopped")),
        Maas.delete(ID),
        Maas.listing(),
        name="chat",
        state="absent",
    )
    assert result["endpoint"] is None
    assert essence(result) == {
        "changed": True,
        "endpoint_id": ID,
        "previous_endpoint_id": None,
        "actions": ["DeactivateEndpoint", "DeleteEndpoint"],
        "unverified": [],
        "before": VIEW,
        "after": {},
    }


def test_what_does_not_run_is_deleted_directly() -> None:
    stopped = Maas.listing(raw(status="stopped"))
    result = module(stopped, Maas.delete(ID), Maas.listing(), name="chat", state="absent")
    assert result["actions"] == ["DeleteEndpoint"]


@pytest.mark.parametrize(
    ("code", "status"), [("ModelArts.6291", 400), ("ModelArts.6291", 404), ("ModelArts.0001", 404)]
)
def test_an_endpoint_that_vanished_before_its_deletion_is_absent(code: str, status: int) -> None:
    refusal = Maas.delete(ID, error=code, told="the endpoint does not exist", status=status)
    stopped, empty = Maas.listing(raw(status="stopped")), Maas.listing()._replace(many=True)
    result = module(stopped, refusal, empty, name="chat", state="absent")
    assert (result["endpoint"], result["changed"], result.get("failed")) == (None, False, None)


@pytest.mark.parametrize(("address", "endpoint_id"), [({"name": "chat"}, None), ({"endpoint_id": ID}, ID)])
def test_absent_already(address: dict, endpoint_id: str | None) -> None:
    result = module(Maas.listing(raw(id="other", endpoint_name="other")), state="absent", **address)
    assert (result["changed"], result["actions"], result["endpoint_id"]) == (False, [], endpoint_id)
    assert (result["diff"]["before"], result["diff"]["after"]) == ({}, {})


# --- check mode


@pytest.mark.parametrize(
    ("listed", "options", "actions"),
    [
        ([], DECLARED, ["CreateEndpoint"]),
        ([], {**DECLARED, "state": "stopped"}, ["CreateEndpoint", "DeactivateEndpoint"]),
        (
            [],
            {**DECLARED, "moderation": False, "accept_agreement": True},
            ["SignAgreement", "CreateEndpoint"],
        ),
        ([raw()], DECLARED, []),
        ([raw()], {"name": "chat", "rpm": 1}, ["UpdateEndpoint"]),
        ([raw()], {"name": "chat", "state": "stopped"}, ["DeactivateEndpoint"]),
        ([raw()], {"name": "chat", "state": "absent"}, ["DeactivateEndpoint", "DeleteEndpoint"]),
    ],
)
def test_check_mode_reads_and_foretells(listed: list[dict], options: dict, actions: list[str]) -> None:
    result = module(Maas.listing(*listed), check_mode=True, **options)
    assert (result["actions"], result["changed"]) == (actions, bool(actions))
    assert result["endpoint"] is None or set(result["endpoint"]) == ATTRIBUTES


# --- failures


def test_a_refused_write_is_told_with_everything() -> None:
    refusal = Maas.edit(ID, {**CARRIED, "rpm": 1}, error="ModelArts.8503", status=401)
    # An edit's answer is a bare 1, a refusal has an envelope.
    result = failed(Maas.listing(raw()), refusal, name="chat", rpm=1)
    told = {key: result[key] for key in ("action", "error_code", "http_status", "request_id", "actions", "changed")}
    assert told == {
        "action": "UpdateEndpoint",
        "error_code": "ModelArts.8503",
        "http_status": 401,
        "request_id": REQUEST_ID,
        "actions": [],
        "changed": False,
    }
    assert "The credentials lack a permission for this" in result["msg"]
    assert result["diff"]["after"] == {**VIEW, "rpm": 1}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ModelArts.6271", "The names of deleted endpoints stay taken"),
        ("ModelArts.6297", "The account has 1 of the 10 endpoints that it may have"),
        ("ModelArts.6613", "Publish the ModelArts service on the API gateway"),
    ],
)
def test_a_refused_creation_says_what_to_do(code: str, words: str) -> None:
    other = raw(id="other", endpoint_name="other")
    result = failed(Maas.listing(other), Maas.create(CREATION, error=code), **DECLARED)
    assert (result["error_code"], result["actions"]) == (code, [])
    assert words in result["msg"]


def test_a_creation_whose_answer_was_lost_is_looked_for_before_it_is_repeated() -> None:
    lost = Maas.create(CREATION, status=0)
    result = module(Maas.listing(), lost, Maas.listing(raw()), Maas.listing(raw()), **DECLARED)
    assert (result["actions"], result["endpoint_id"]) == (["CreateEndpoint"], ID)


def test_what_was_done_before_a_failure_is_told() -> None:
    exchanges = [
        Maas.listing(raw(status="stopped")),
        Maas.control(ID, "activate"),
        Maas.listing(raw()),
        Maas.edit(ID, {**CARRIED, "rpm": 1}, error="ModelArts.0104"),
    ]
    result = failed(*exchanges, name="chat", state="started", rpm=1)
    assert (result["actions"], result["changed"], result["action"]) == (["ActivateEndpoint"], True, "UpdateEndpoint")


def test_an_update_without_effect_is_a_failure_that_names_the_attribute() -> None:
    again = Maas.listing(raw())._replace(many=True)
    result = failed(Maas.listing(raw()), Maas.edit(ID, {**CARRIED, "rpm": 1}), again, name="chat", rpm=1)
    assert "rpm: found 60, expected 1" in result["msg"]
    assert (result["actions"], result["changed"]) == (["UpdateEndpoint"], False)


FIXED = [
    ({"model_name": "qwen3"}, "model_name: found 'deepseek-v3.2', expected 'qwen3'"),
    ({"source": "custom_from_modelarts_v2"}, "source: found 'custom_from_maas', expected 'custom_from_modelarts_v2'"),
    ({"service_region": "r-2"}, "service_region: found 'r-1', expected 'r-2'"),
    ({"infer_service_id": "s-2"}, "infer_service_id: found 's-1', expected 's-2'"),
]


@pytest.mark.parametrize(("options", "words"), FIXED)
def test_what_cannot_be_changed_in_place_names_both_values(options: dict, words: str) -> None:
    result = failed(Maas.listing(raw(region="r-1", infer_service_id="s-1")), name="chat", **options)
    assert words in result["msg"]
    assert result["actions"] == []


def test_a_replacement_under_the_same_name_is_refused_with_the_reason() -> None:
    result = failed(Maas.listing(raw()), name="chat", model_name="qwen3", recreate="create_first")
    assert "cannot be replaced: no two endpoints may bear the name 'chat'" in result["msg"]
    assert "ModelArts.6271" in result["msg"]


def test_a_replacement_under_another_name() -> None:
    new = raw(id="new", endpoint_name="blue", served_model_name="qwen3")
    body = {**CREATION, "endpoint_name": "blue", "model_name": "qwen3", "moderation": True}
    result = module(
        Maas.listing(raw()),
        Maas.listing(raw()),
        Maas.create(body, {"id": "new"}),
        Maas.listing(raw(), new),
        Maas.control(ID, "deactivate"),
        Maas.listing(raw(status="stopped"), new),
        Maas.delete(ID),
        Maas.listing(new),
        endpoint_id=ID,
        name="blue",
        model_name="qwen3",
        recreate="create_first",
    )
    assert result["actions"] == ["CreateEndpoint", "DeactivateEndpoint", "DeleteEndpoint"]
    assert (result["endpoint_id"], result["previous_endpoint_id"]) == ("new", ID)


def test_a_name_that_several_bear() -> None:
    twin = raw(id="ep-2", served_model_name="qwen3")
    result = failed(Maas.listing(raw(), twin), name="chat")
    assert {candidate["endpoint_id"] for candidate in result["candidates"]} == {"ep-2", ID}
    for word in ("ep-2", ID, "deepseek-v3.2", "qwen3", "custom_from_maas", "endpoint_id"):
        assert word in result["msg"]


def test_an_id_that_does_not_exist_is_not_created() -> None:
    result = failed(Maas.listing(), endpoint_id=ID, **DECLARED)
    assert (result["action"], result["error_code"], result["http_status"]) == (
        "ListEndpoints",
        "EndpointNotListed",
        None,
    )


def test_a_list_that_keeps_some_back_decides_nothing() -> None:
    result = failed(Maas.listing(raw(), total=2), state="absent", name="other")
    assert result["error_code"] == "ListIncomplete"


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("APIGW.0101", 404, "Check api_url and region"),
        ("APIGW.0301", 401, "Check access_key, secret_key and security_token"),
        ("ModelArts.0104", 400, "Check access_key, secret_key and security_token"),
    ],
)
def test_what_looks_like_absence_does_not_count_as_deleted(code: str, status: int, words: str) -> None:
    told = "Invalid token." if code == "ModelArts.0104" else "no"
    refusal = Maas.listing()._replace(status=status, body=json.dumps({"error_code": code, "error_msg": told}).encode())
    result = failed(refusal, name="chat", state="absent")
    assert (result["error_code"], result["http_status"], result["changed"]) == (code, status, False)
    assert words in result["msg"]


@pytest.mark.parametrize("missing", ["model_name", "infer_service_id"])
def test_a_creation_without_a_model_is_bad_input_as_soon_as_that_is_known(missing: str) -> None:
    own = {"source": "custom_from_modelarts_v2", "service_region": "r"} if missing == "infer_service_id" else {}
    result = failed(Maas.listing(), name="chat", **own)
    assert len(result["errors"]) == 1
    assert result["errors"][0].startswith(f"{missing}: missing; ")


# --- bad input: no call at all

NAME = "1 to 64 letters, digits, - _ and ., first a letter (on the China site also Chinese characters)"


@pytest.mark.parametrize(
    ("options", "errors"),
    [
        ({}, ["name: missing; expected name or endpoint_id, to say which endpoint is meant"]),
        (
            {"name": "1st"},
            [
                (
                    "name: found '1st'; expected 1 to 64 letters, digits, - _ and ., first a letter (on the "
                    "China site also Chinese characters)"
                )
            ],
        ),
        (
            {"name": "a b"},
            [
                (
                    "name: found 'a b'; expected 1 to 64 letters, digits, - _ and ., first a letter (on the "
                    "China site also Chinese characters)"
                )
            ],
        ),
        (
            {"name": "a" * 65},
            [
                (
                    "name: found 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'; "
                    "expected 1 to 64 letters, digits, - _ and ., first a letter (on the China site also "
                    "Chinese characters)"
                )
            ],
        ),
        (
            {"name": "n", "rpm": -1, "tpm": -2, "moderation": False, "wait_timeout": 0},
            [
                "rpm: found -1; expected a whole number of at least 0",
                "tpm: found -2; expected a whole number of at least 0",
                "wait_timeout: found 0; expected a whole number above 0, at most 1000000",
                (
                    "moderation: found false without an agreement; expected one, since switching the content "
                    "guard off signs its disclaimer. Give agreement_id, the id of the latest one, or set "
                    "accept_agreement to true to have that one fetched and signed"
                ),
            ],
        ),
        (
            {"name": "n", "moderation": False, "agreement_id": ""},
            [
                "agreement_id: found ''; expected a text that is not empty",
                (
                    "moderation: found false without an agreement; expected one, since switching the content "
                    "guard off signs its disclaimer. Give agreement_id, the id of the latest one, or set "
                    "accept_agreement to true to have that one fetched and signed"
                ),
            ],
        ),
        (
            {"name": "n", "description": "d" * 257},
            [
                (
                    "description: found "
                    "'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd...; "
                    "expected a text of 0 to 256 characters"
                )
            ],
        ),
        (
            {"name": "n", "source": "custom_from_maas", "service_region": "r", "infer_service_id": "s"},
            [
                ("service_region: found 'r' with source custom_from_maas; expected nothing, or another source"),
                ("infer_service_id: found 's' with source custom_from_maas; expected nothing, or another source"),
            ],
        ),
        (
            {"name": "n", "source": "custom_from_modelarts_v2", "model_name": "m"},
            [("model_name: found 'm' with source custom_from_modelarts_v2; expected nothing, or another source")],
        ),
        ({"name": "n", "model_name": " "}, ["model_name: found ' '; expected a text that is not empty"]),
        (
            {"name": "n", "api_url": "https://user:hunter2@host", "auth_url": "https://user:hunter2@iam"},
            [
                ("auth_url: found a URL with credentials in it; expected those as access_key and secret_key"),
                ("api_url: found a URL with credentials in it; expected those as access_key and secret_key"),
            ],
        ),
        (
            {"name": "n", **PASSWORD, "domain_name": None},
            [
                (
                    "domain_name: missing beside user_name and password; give the option domain_name or set "
                    "the environment variable HW_DOMAIN_NAME"
                )
            ],
        ),
    ],
)
def test_bad_input_fails_before_the_first_call(options: dict, errors: list[str]) -> None:
    result = failed(**options)
    assert result["errors"] == errors
    assert result["msg"].endswith("in the options: " + " | ".join(errors))
    assert (result["actions"], result["changed"]) == ([], False)
    # The result repeats the options here, which is the case at high verbosity.
    assert "hunter2" not in json.dumps(result)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"name": "n", "colour": "red"}, "colour"),
        ({"name": "n", "source": "mars"}, "source"),
        ({"name": "n", "state": "gone"}, "state"),
        ({"name": "n", "rpm": "many"}, "rpm"),
    ],
)
def test_where_ansible_speaks_first_its_words_stand(options: dict, words: str) -> None:
    assert words in failed(**options)["msg"]


# --- credentials and places


def test_the_project_is_looked_up_where_it_is_not_given() -> None:
    others = [{"id": "other", "name": "cn-southwest-2_mine"}]
    found = find_project({"id": PROJECT, "name": "cn-southwest-2"}, *others)
    assert module(found, Maas.listing(raw()), name="chat", project_id=None)["changed"] is False
    result = failed(find_project(*others), name="chat", project_id=None)
    assert (result["action"], result["error_code"]) == ("ListProjects", "NoProject")
    assert result["msg"].endswith("Give the option project_id. What the task is about was not sent")


def test_a_password_gets_a_token_which_knows_its_project() -> None:
    token = "TK-canary-e1b7"
    fetched = create_token(token, {"name": "cn-southwest-2"}, project={"id": PROJECT})
    result = module(fetched, Maas.listing(raw()), name="chat", token=token, project_id=None, **PASSWORD)
    assert result["changed"] is False
    assert token not in json.dumps(result)


def test_a_token_that_has_expired_is_renewed_once() -> None:
    old = create_token("TK-old", {"id": PROJECT})
    expired = Maas.listing()._replace(
        status=401, body=json.dumps({"error_code": "APIGW.0301", "error_msg": "expired"}).encode()
    )
    result = failed(old, expired, old, expired, name="chat", token="TK-old", **PASSWORD)
    assert (result["error_code"], result["http_status"]) == ("APIGW.0301", 401)
    assert "Check user_name, password and domain_name" in result["msg"]


@pytest.mark.parametrize(
    ("environment", "options"),
    [
        ({"HW_AUTH_TOKEN": TOKEN["auth_token"]}, {"token": TOKEN["auth_token"]}),
        (
            {
                "HW_ACCESS_KEY": "half a pair",
                "HUAWEICLOUD_SDK_AK": "AK",
                "HUAWEICLOUD_SDK_SK": KEYS["secret_key"],
                "HUAWEICLOUD_SDK_SECURITY_TOKEN": KEYS["security_token"],
            },
            {},
        ),
    ],
)
def test_credentials_come_from_the_environment(environment: dict[str, str], options: dict) -> None:
    nothing = {**dict.fromkeys(("access_key", "secret_key", "security_token", "region")), **options}
    everywhere = {"HW_REGION_NAME": "cn-southwest-2", **environment}
    assert module(Maas.listing(raw()), name="chat", environment=everywhere, **nothing)["changed"] is False


def test_a_user_may_come_from_the_environment() -> None:
    nothing = dict.fromkeys(("access_key", "secret_key", "security_token"))
    environment = {
        "HW_USER_NAME": PASSWORD["user_name"],
        "HW_USER_PASSWORD": PASSWORD["password"],
        "HW_DOMAIN_NAME": PASSWORD["domain_name"],
    }
    exchanges = [create_token("TK", {"id": PROJECT}), Maas.listing(raw())]
    result = module(*exchanges, name="chat", environment=environment, token="TK", **nothing)
    assert result["changed"] is False
    assert PASSWORD["password"] not in json.dumps(result)


def test_a_region_where_the_service_is_not_documented_is_warned_about() -> None:
    elsewhere = {"region": "cn-north-4", "host": "modelarts.cn-north-4.myhuaweicloud.com"}
    result = run(main, Maas.listing(raw()), name="chat", **elsewhere)
    assert result["warnings"] == [
        "region: found 'cn-north-4'; expected ap-southeast-1 or cn-southwest-2, where this service is documented"
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
    (reconcile, "locate"),
    (plan.compare, "differences"),
    (MaasEndpoint, "attributes"),
    (AnswerReader, "result_of"),
    (client.Client, "attempt"),
    (sign.SdkHmacAuth, "__call__"),
]


@pytest.mark.parametrize(("layer", "name"), LAYERS, ids=lambda value: getattr(value, "__name__", value))
def test_a_bug_is_told_without_secrets(layer: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError(f"broken {KEYS['secret_key']} {KEYS['security_token']}")

    calls = [Maas.listing(raw())] if name in ("differences", "attributes", "result_of") else []
    with monkeypatch.context() as patched:
        patched.setattr(layer, name, broken)
        result = module(*calls, endpoint_id=ID, rpm=1)
    assert result["failed"] is True
    assert result["msg"].startswith("This is a bug in the collection, please report it: RuntimeError: broken ")
    assert (result["actions"], result["changed"]) == ([], False)
