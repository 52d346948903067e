# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which models the account may use, the limits of models and of content generation."""

from __future__ import annotations

from typing import Any

import pytest

from cloud_sandbox.ark import CONTENT_GENERATION_SWITCHES, ENTITLEMENT_SWITCHES

from .support import Account


def activations(account: Account, **body: Any) -> list[str]:
    """Names of the models that ListModelActivations shows."""
    reply = account("ListModelActivations", **body)
    assert reply.code is None, reply.payload
    return [item["FoundationModelName"] for item in reply.result["Items"]]


def test_activations() -> None:
    account = Account()
    everything = {"IncludeDeprecatedModels": True}
    assert activations(account, Filter={"States": ["Unavailable"]}) == ["sandbox-not-open"]
    assert "doubao-lite-4k" not in activations(account)
    assert "doubao-lite-4k" in activations(account, Filter=everything)
    assert activations(account, Filter={"FoundationModelNames": ["deepseek-v3"]}) == ["deepseek-v3"]
    (item,) = account("ListModelActivations", Filter={**everything, "FoundationModelNames": ["doubao-lite-4k"]}).result[
        "Items"
    ]
    assert item == {
        "FoundationModelName": "doubao-lite-4k",
        "DisplayName": "Doubao Lite 4k",
        "VendorName": "Sandbox",
        "State": "Available",
        "IsDeprecated": True,
        "IsOverdue": False,
    }
    first = account("ListModelActivations", PageNumber=1, PageSize=2, WithPrice=False, WithFreeUsage=False).result
    assert (len(first["Items"]), first["TotalCount"]) == (2, 5)
    assert account("ListModelActivations", Filter={"Colour": 1}).code == "InvalidParameter.Filter.Colour"


def test_a_model_of_the_own_catalogue() -> None:
    account = Account()
    account.ark.catalogue.replace(
        [{"Name": "m", "Activated": False, "Deprecated": True, "Overdue": True, "Versions": [{"ModelVersion": "1"}]}]
    )
    (item,) = account("ListModelActivations", Filter={"IncludeDeprecatedModels": True}).result["Items"]
    assert (item["State"], item["IsDeprecated"], item["IsOverdue"]) == ("Unavailable", True, True)
    assert account("ListFoundationModels").result["Items"] == [
        {"Name": "m", "DisplayName": "m", "VendorName": "Sandbox", "PrimaryVersion": "1"}
    ]


def test_limits_of_models() -> None:
    account = Account()
    names = ["deepseek-v3", "nothing"]
    (item,) = account("ListModelRateLimit", FoundationModelNames=names).result["Items"]
    assert (item["FoundationModelName"], item["CurrentRateLimit"]["Rpm"]) == ("deepseek-v3", 30000)
    assert account("ListModelRateLimit").code == "InvalidParameter.FoundationModelNames"


def test_content_generation() -> None:
    account = Account(content_generation="member")
    one = account.create()
    assert account.get(one)["ContentGeneration"] == {"ConcurrentRequests": -1, "CreateTaskRpm": -1}
    assert account("UpdateEndpoint", Id=one, ContentGeneration={"CreateTaskRpm": 0}).effect
    assert account("UpdateEndpoint", Id=one, ContentGeneration={"ConcurrentRequests": 3}).effect
    assert not account("UpdateEndpoint", Id=one, ContentGeneration={"ConcurrentRequests": 3}).effect
    assert account.get(one)["ContentGeneration"] == {"ConcurrentRequests": 3, "CreateTaskRpm": 0}
    for limits in ({"CreateTaskRpm": -2}, {"CreateTaskRpm": True}, {"Colour": 1}):
        assert account("UpdateEndpoint", Id=one, ContentGeneration=limits).code.startswith("InvalidParameter.")


def rates(account: Account) -> list[Any]:
    home = account("ListModelRateLimit", FoundationModelNames=["deepseek-v3"])
    abroad = account.ark.perform("ListModelRateLimit", {"FoundationModelNames": ["deepseek-v3"]}, site="byteplus")
    return [home.code, abroad.code]


def members(account: Account) -> bool:
    (item,) = account("ListModelRateLimit", FoundationModelNames=["deepseek-v3"]).result["Items"]
    return "CurrentTpd" in item and "ContentGenerationRateLimit" in item


def updated(account: Account) -> Any:
    one = account.create(RateLimit={"Rpm": 1, "Tpm": 2})
    limits = {"CreateTaskRpm": 5}
    codes = [
        account("UpdateEndpoint", Id=one, ContentGeneration=limits).code,
        account("UpdateEndpoint", Id=one, RateLimit={"ContentGeneration": limits}).code,
    ]
    shown = account.get(one)
    return codes, [place for place in (shown, shown["RateLimit"]) if "ContentGeneration" in place] == [shown]


def in_list(account: Account) -> bool:
    account.ark.switches.change({"content_generation": "member"})
    account.create()
    return "ContentGeneration" in account.items()[0]


UNKNOWN = "InvalidActionOrVersion"
CASES: dict[str, tuple[Any, dict[str, Any]]] = {
    "activation_list": (
        lambda account: account("ListModelActivations").code,
        {"present": None, "absent": UNKNOWN},
    ),
    "activation_large_pages": (
        lambda account: [
            account("ListModelActivations", PageSize=size, WithPrice=price).code
            for size, price in ((20, True), (21, False), (21, True))
        ],
        {"served": [None, None, None], "timeout": [None, None, "InternalServiceTimeout"]},
    ),
    "model_limits": (rates, {"present": [None, None], "volcengine": [None, UNKNOWN], "absent": [UNKNOWN, UNKNOWN]}),
    "model_limit_members": (members, {"all": True, "first": False}),
    "content_generation": (
        updated,
        {
            "unknown": (["InvalidParameter.ContentGeneration", "InvalidParameter.RateLimit.ContentGeneration"], False),
            "member": ([None, "InvalidParameter.RateLimit.ContentGeneration"], True),
            "nested": (["InvalidParameter.ContentGeneration", None], False),
        },
    ),
    "list_content_generation": (in_list, {"absent": False, "present": True}),
}


@pytest.mark.parametrize(("switch", "value"), [(name, value) for name, (_t, seen) in CASES.items() for value in seen])
def test_switch_has_its_effect(switch: str, value: str) -> None:
    probe, seen = CASES[switch]
    assert probe(Account(**{switch: value})) == seen[value]


def test_nested_content_generation() -> None:
    account = Account(content_generation="nested")
    one = account.create(RateLimit={"Rpm": 1, "Tpm": 2})
    account("UpdateEndpoint", Id=one, RateLimit={"Rpm": 3, "Tpm": 2, "ContentGeneration": {"CreateTaskRpm": 5}})
    assert account.get(one)["RateLimit"] == {
        "Rpm": 3,
        "Tpm": 2,
        "ContentGeneration": {"ConcurrentRequests": -1, "CreateTaskRpm": 5},
    }


def test_every_switch_has_a_case() -> None:
    table = (*ENTITLEMENT_SWITCHES, *CONTENT_GENERATION_SWITCHES)
    assert list(CASES) == [switch.name for switch in table]
    for switch in table:
        assert set(CASES[switch.name][1]) == set(switch.choices)
