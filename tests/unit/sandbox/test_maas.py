# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The MaaS custom-endpoint service without sockets, with default switches (Huawei reference 5)."""

from __future__ import annotations

from typing import Any

import pytest

from cloud_sandbox.endpoint_service import InvalidMember

from .huawei import AGREEMENT, CUSTOM, MAAS_PATH, PROJECT, Estate

MODELARTS = {
    "source": "custom_from_modelarts_v2",
    "model_name": None,
    "region": "cn-southwest-2",
    "infer_service_id": "s",
}

#: The request example of the page about editing, word for word (seed document 003).
EDIT_SAMPLE = """{
"endpoint_name": "DeepSeek-Test",
"remark": "DeepSeek endpoint test",
"moderation": false,
"agreement_id": "af247c14-2bee-4d78-a5e8-a419ea62b6c6",
"rpm":0,
"tpm":0
}"""
CONTROL_PATH = MAAS_PATH.replace("custom-endpoint/endpoint", "custom-endpoint/control")


def test_a_life_by_the_documented_requests() -> None:
    estate = Estate()
    token = estate.token()
    made = estate.with_token(token, "POST", MAAS_PATH, CUSTOM)
    assert made.status == 200
    one = made.document["id"]
    edited = estate.with_token(token, "PUT", f"{MAAS_PATH}/{one}", EDIT_SAMPLE)
    assert (edited.status, edited.body) == (200, b"1")
    listed = estate.with_token(token, "GET", MAAS_PATH).document
    assert listed == {
        "total": 1,
        "count": "1",
        "quantity_limit": 10,
        "items": [
            {
                "id": one,
                "source": "custom_from_maas",
                "status": "ACTIVE",
                "cbc_status": "NORMAL",
                "endpoint_name": "DeepSeek-Test",
                "remark": "DeepSeek endpoint test",
                "rpm": 0,
                "tpm": 0,
                "served_model_name": "DeepSeek-V3",
                "model_version_id": None,
                "resident_model_id": listed["items"][0]["resident_model_id"],
                "moderation": False,
            }
        ],
    }
    for action, word in (("deactivate", "INACTIVE"), ("activate", "ACTIVE")):
        told = estate.with_token(token, "PUT", f"{CONTROL_PATH}/{one}", {"action": action})
        assert (told.status, told.body) == (204, b"")
        assert [item["status"] for item in estate.items()] == [word]
    gone = estate.with_token(token, "DELETE", f"{MAAS_PATH}/{one}")
    assert (gone.status, gone.body, estate.items()) == (204, b"", [])
    again = estate.with_token(token, "DELETE", f"{MAAS_PATH}/{one}")
    assert (again.status, again.document["error_code"]) == (400, "ModelArts.6291")
    assert estate.codes() == [
        ("iam", "CreateToken", 201, None),
        ("maas", "CreateEndpoint", 200, None),
        ("maas", "UpdateEndpoint", 200, None),
        ("maas", "ListEndpoints", 200, None),
        ("maas", "DeactivateEndpoint", 204, None),
        ("maas", "ActivateEndpoint", 204, None),
        ("maas", "DeleteEndpoint", 204, None),
        ("maas", "DeleteEndpoint", 400, "ModelArts.6291"),
    ]


def test_signing_is_accepted_too() -> None:
    estate = Estate()
    assert estate.signed("POST", MAAS_PATH, CUSTOM).status == 200
    assert estate.signed("GET", MAAS_PATH).document["total"] == 1


def test_the_disclaimer() -> None:
    estate = Estate()
    path = f"/v1/{PROJECT}/maas/compliance/agreements"
    told = {lang: estate.signed("GET", f"{path}?lang={lang}").document for lang in ("en", "zh")}
    assert told["en"]["agreement_id"] == told["zh"]["agreement_id"] == AGREEMENT
    assert told["en"]["close_notice"] != told["zh"]["close_notice"]
    assert estate.signed("GET", path + "?lang=fr").status == 400
    assert estate.codes()[0] == ("maas", "ShowAgreement", 200, None)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"endpoint_name": None}, "ModelArts.0104"),
        ({"endpoint_name": ""}, "ModelArts.0104"),
        ({"endpoint_name": "1x"}, "ModelArts.6274"),
        ({"endpoint_name": "a b"}, "ModelArts.6274"),
        ({"endpoint_name": "a" * 65}, "ModelArts.6274"),
        ({"endpoint_name": "推理"}, "ModelArts.6274"),
        ({"endpoint_name": 7}, "ModelArts.6274"),
        ({"source": None}, "ModelArts.0104"),
        ({"source": "other"}, "ModelArts.0104"),
        ({"model_name": None}, "ModelArts.0104"),
        ({"remark": "x" * 257}, "ModelArts.0104"),
        ({"rpm": -1}, "ModelArts.0104"),
        ({"tpm": "5"}, "ModelArts.0104"),
        ({"rpm": True}, "ModelArts.0104"),
        ({"moderation": "no"}, "ModelArts.0104"),
        ({"moderation": False}, "ModelArts.0104"),
        ({"moderation": False, "agreement_id": "other"}, "ModelArts.6998"),
        ({"status": "ACTIVE"}, "ModelArts.0104"),
        ({**MODELARTS, "region": None}, "ModelArts.0104"),
        ({**MODELARTS, "infer_service_id": None}, "ModelArts.0104"),
    ],
)
def test_a_create_that_is_not_valid(more: dict[str, Any], code: str) -> None:
    estate = Estate()
    reply = estate.maas("CreateEndpoint", body={**CUSTOM, **more})
    assert (reply.http_status, reply.code, reply.effect) == (400, code, False)
    assert set(reply.payload) == {"error_code", "error_msg"}
    assert estate.items() == []


@pytest.mark.parametrize(
    "more", [{}, MODELARTS, {"rpm": 5, "tpm": 6, "remark": "r"}, {"moderation": False, "agreement_id": AGREEMENT}]
)
def test_what_is_sent_is_listed(more: dict[str, Any]) -> None:
    estate = Estate()
    estate.custom(**more)
    (item,) = estate.items()
    told = {"rpm": None, "tpm": None, "remark": None, "moderation": True, **more}
    assert {member: item[member] for member in ("rpm", "tpm", "remark", "moderation")} == {
        member: told[member] for member in ("rpm", "tpm", "remark", "moderation")
    }
    assert not {"agreement_id", "region", "infer_service_id", "model_name"} & set(item)
    truth = estate.cloud.maas.state()[0]
    assert (truth["region"], truth["project_id"]) == (more.get("region"), PROJECT)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"source": "custom_from_maas"}, "ModelArts.0104"),
        ({"model_name": "m"}, "ModelArts.0104"),
        ({"id": "x"}, "ModelArts.0104"),
        ({"endpoint_name": "-x"}, "ModelArts.6274"),
        ({"moderation": False}, "ModelArts.0104"),
        ("[", "ModelArts.2115"),
        ([], "ModelArts.2115"),
    ],
)
def test_an_edit_that_is_not_valid(body: Any, code: str) -> None:
    estate = Estate()
    one = estate.custom()
    outcome = estate.signed("PUT", f"{MAAS_PATH}/{one}", body)
    assert (outcome.status, outcome.document["error_code"]) == (400, code)


def test_limits_and_remark_can_be_cleared() -> None:
    estate = Estate()
    one = estate.custom(rpm=5, tpm=6, remark="r")
    assert estate.maas("UpdateEndpoint", one, {"rpm": None, "remark": ""}).effect
    (item,) = estate.items()
    assert (item["rpm"], item["tpm"], item["remark"]) == (None, 6, None)
    assert not estate.maas("UpdateEndpoint", one, {"tpm": 6}).effect


def test_a_name_is_used_up_by_deletion() -> None:
    estate = Estate()
    one = estate.custom()
    assert estate.maas("CreateEndpoint", body=CUSTOM).code == "ModelArts.6271"
    estate.maas("DeleteEndpoint", one)
    assert estate.maas("CreateEndpoint", body=CUSTOM).code == "ModelArts.6271"
    two = estate.custom(endpoint_name="two")
    assert estate.maas("UpdateEndpoint", two, {"endpoint_name": "one"}).code == "ModelArts.6271"
    # A rename frees the old name, and case tells names apart.
    assert estate.maas("UpdateEndpoint", two, {"endpoint_name": "Two"}).code is None
    assert estate.maas("CreateEndpoint", body={**CUSTOM, "endpoint_name": "two"}).code is None
    estate.cloud.reset()
    assert estate.maas("CreateEndpoint", body=CUSTOM).code is None


def test_the_quota() -> None:
    estate = Estate()
    for number in range(10):
        estate.custom(endpoint_name=f"e{number}")
    reply = estate.maas("CreateEndpoint", body={**CUSTOM, "endpoint_name": "e10"})
    assert (reply.http_status, reply.code) == (400, "ModelArts.6297")
    estate.maas("DeleteEndpoint", estate.items()[0]["id"])
    assert estate.maas("CreateEndpoint", body={**CUSTOM, "endpoint_name": "e10"}).code is None


def test_a_project_sees_its_own_endpoints() -> None:
    estate = Estate()
    one = estate.custom()
    assert estate.items("other") == []
    assert estate.maas("DeleteEndpoint", one, project="other").code == "ModelArts.6291"
    assert estate.maas("CreateEndpoint", body=CUSTOM, project="other").code == "ModelArts.6271"
    assert estate.maas("ListEndpoints", project="a b").code == "ModelArts.0104"


def test_control_knows_two_actions() -> None:
    estate = Estate()
    one = estate.custom()
    assert estate.maas("ControlEndpoint", one, {"action": "restart"}).code == "ModelArts.0104"
    assert estate.maas("ControlEndpoint", one, {"action": "activate", "force": True}).code == "ModelArts.0104"
    assert estate.maas("ControlEndpoint", "other", {"action": "activate"}).code == "ModelArts.6291"
    # Repeating is harmless, and no effect.
    assert [estate.maas("ControlEndpoint", one, {"action": "deactivate"}).effect for _turn in range(2)] == [True, False]


def test_setting_by_hand() -> None:
    estate = Estate()
    one = estate.custom()
    assert estate.cloud.maas.force(one, {"status": "FROZEN"})["status"] == "FROZEN"
    assert estate.cloud.maas.force(one, {"enabled": False, "rpm": 3, "moderation": False})["rpm"] == 3
    assert estate.items()[0]["status"] == "FROZEN"
    with pytest.raises(InvalidMember, match="settable are enabled, endpoint_name"):
        estate.cloud.maas.force(one, {"colour": 1})
    with pytest.raises(InvalidMember, match="cannot be set as rpm"):
        estate.cloud.maas.force(one, {"rpm": True})
