# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What no documentation mentions: texts that are stored otherwise, and lists that move while they are read."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from cloud_sandbox.hazards import HAZARD_SWITCHES

from .huawei import FABRIC_PATH, INFERENCE, Estate
from .support import Account

DECOMPOSED = unicodedata.normalize("NFD", "é")
#: What each way makes of a text.
STORED = {
    "given": f" Chat {DECOMPOSED} ",
    "trimmed": f"Chat {DECOMPOSED}",
    "lower": f" chat {DECOMPOSED} ",
    "nfc": " Chat é ",
}
TEXT = STORED["given"]


def ark_name(value: str) -> Any:
    account = Account(stored_name=value)
    one = account.create(TEXT)
    created = account.get(one)["Name"]
    account("UpdateEndpoint", Id=one, Name="other")
    account("UpdateEndpoint", Id=one, Name=TEXT)
    assert account.get(one)["Name"] == created
    return created


def ark_project(value: str) -> Any:
    account = Account(stored_project=value)
    return account.get(account.create(ProjectName=TEXT))["ProjectName"]


def ark_model(value: str) -> Any:
    account = Account(stored_model=value)
    reference = {"FoundationModel": {"Name": TEXT, "ModelVersion": "1"}}
    return account.get(account.create(ModelReference=reference))["ModelReference"]["FoundationModel"]["Name"]


def maas_model(value: str) -> Any:
    estate = Estate(maas_stored_model=value)
    estate.custom(model_name=TEXT)
    return estate.items()[0]["served_model_name"]


@pytest.mark.parametrize("value", list(STORED))
@pytest.mark.parametrize("probe", [ark_name, ark_project, ark_model, maas_model])
def test_a_text_is_stored_otherwise(probe: Any, value: str) -> None:
    assert probe(value) == STORED[value]


def test_a_name_of_fabric_is_stored_without_its_spaces() -> None:
    estate = Estate(fabric_stored_name="trimmed")
    assert estate.shown(estate.endpoint(name=" Chat "))["name"] == "Chat"


def test_names_of_fabric_and_maas_are_stored_otherwise() -> None:
    estate = Estate(fabric_stored_name="lower", maas_stored_name="lower")
    fabric, maas = estate.endpoint(name="Chat"), estate.custom(endpoint_name="Chat")
    assert (estate.shown(fabric)["name"], estate.items()[0]["endpoint_name"]) == ("chat", "chat")
    estate.fabric("UpdateEndpoint", fabric, {"name": "Talk"})
    estate.maas("UpdateEndpoint", maas, {"endpoint_name": "Talk"})
    estate.clock.tick(1)
    assert (estate.shown(fabric)["name"], estate.items()[0]["endpoint_name"]) == ("talk", "talk")


def test_a_list_of_ark_moves() -> None:
    account = Account(list_shift=1)
    for name in "abcdefg":
        account.create(name)
    pages = [account("ListEndpoints", PageNumber=number, PageSize=3).result for number in (1, 2, 3)]
    assert [[item["Name"] for item in page["Items"]] for page in pages] == [["g", "f", "e"], ["c", "b", "a"], []]
    assert {page["TotalCount"] for page in pages} == {7}


def test_a_list_of_fabric_moves() -> None:
    estate = Estate(fabric_list_shift=1)
    for name in "abcde":
        estate.fabric("CreateEndpoint", body={**INFERENCE, "name": name})
        estate.clock.tick(1)
    pages = [estate.signed("GET", f"{FABRIC_PATH}?limit=2&offset={offset}").document for offset in (0, 2)]
    assert [[item["name"] for item in page["endpoints"]] for page in pages] == [["e", "d"], ["b", "a"]]


def test_every_switch_is_here() -> None:
    assert [switch.name for switch in HAZARD_SWITCHES] == [
        "stored_name", "stored_project", "stored_model", "fabric_stored_name", "maas_stored_name", "maas_stored_model",
        "list_shift", "fabric_list_shift",
    ]  # fmt: skip
