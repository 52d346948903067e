# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""maas_endpoint_info as Ansible runs it: one list call, what is selected from it, and what the account may have."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._http.client import AnswerReader
from ansible_collections.inference.endpoints.plugins.modules.maas_endpoint_info import main

from ..scripted_huaweicloud import KEYS, MAAS_HOST, REQUEST_ID, TOKEN, Exchange, Maas, run
from .test_maas_endpoint import ATTRIBUTES, VIEW
from .test_maas_endpoint import raw as full

module = partial(run, main, host=MAAS_HOST)


def raw(endpoint_id: str, **changes: Any) -> dict:
    return full(id=endpoint_id, endpoint_name=f"name-of-{endpoint_id}", **changes)


def ids(result: dict) -> list[str]:
    return [endpoint["endpoint_id"] for endpoint in result["endpoints"]]


@pytest.mark.parametrize(
    ("members", "limit"), [({}, 10), ({"quantity_limit": 30}, 30), ({"quantity_limit": None}, None)]
)
def test_nothing_is_an_empty_list_with_what_the_account_may_have(members: dict, limit: int | None) -> None:
    result = module(Maas.listing(**members))
    assert (result["endpoints"], result["quantity_limit"], result["changed"]) == ([], limit, False)


def test_every_attribute_is_there() -> None:
    more = {"model_version_id": "", "resident_model_id": "m-1", "cbc_status": "normal", "region": "r"}
    (endpoint,) = module(Maas.listing(full(**more)))["endpoints"]
    assert set(endpoint) == ATTRIBUTES
    managed = {name: value for name, value in VIEW.items() if name != "run_state"}
    assert {name: endpoint[name] for name in managed} == managed
    told = [endpoint[name] for name in ("model_version_id", "resident_model_id", "cbc_status", "service_region")]
    assert told == ["", "m-1", "normal", "r"]


@pytest.mark.parametrize(
    ("options", "selected"),
    [
        ({}, ["a", "b", "c"]),
        ({"name": "name-of-b"}, ["b"]),
        ({"name": "Name-of-b"}, []),
        ({"name": "name"}, []),
        ({"source": "custom_from_maas"}, ["a", "c"]),
        ({"source": "custom_from_modelarts_v2"}, ["b"]),
        ({"endpoint_ids": ["c", "a", "z"]}, ["a", "c"]),
        ({"endpoint_ids": []}, []),
        ({"endpoint_ids": ["a", "b"], "source": "custom_from_maas"}, ["a"]),
    ],
)
def test_filters_are_applied_to_the_one_list(options: dict, selected: list[str]) -> None:
    items = [raw("b", source="custom_from_modelarts_v2"), raw("c"), raw("a")]
    result = module(Maas.listing(*items), **options)
    assert (ids(result), result["quantity_limit"]) == (selected, 10)


def test_the_order_is_by_creation_and_then_by_id() -> None:
    times = {"d": "2026-01-02T03:04:05Z", "c": "2026-01-02T11:04:04+08:00", "b": "2026-01-02T03:04:05Z", "a": None}
    items = [raw(endpoint_id, create_time=time) for endpoint_id, time in times.items()]
    assert ids(module(Maas.listing(*items))) == ["c", "b", "d", "a"]


def test_tokens_are_masked() -> None:
    (endpoint,) = module(Maas.listing(raw("a", urls=[{"token": "UT-canary-8a40", "type": "t"}])))["endpoints"]
    assert endpoint["urls"] == [{"token": "********", "type": "t"}]


def test_check_mode_is_the_same() -> None:
    assert ids(module(Maas.listing(raw("a")), check_mode=True)) == ["a"]


def test_a_token_is_sent_as_it_was_given() -> None:
    assert ids(module(Maas.listing(raw("a")), **TOKEN)) == ["a"]


# --- failures


def refused(code: str, status: int, told: str = "no") -> Exchange:
    body = json.dumps({"error_code": code, "error_msg": told}).encode()
    return Maas.listing()._replace(status=status, body=body)


def test_a_refused_list_is_a_failure_with_everything() -> None:
    result = module(refused("APIGW.0310", 403))
    told = {key: result[key] for key in ("failed", "changed", "action", "error_code", "http_status", "request_id")}
    assert told == {
        "failed": True,
        "changed": False,
        "action": "ListEndpoints",
        "error_code": "APIGW.0310",
        "http_status": 403,
        "request_id": REQUEST_ID,
    }
    assert "endpoints" not in result


def test_a_list_that_keeps_some_back_is_a_failure() -> None:
    result = module(Maas.listing(raw("a"), total=2))
    assert (result["failed"], result["error_code"]) == (True, "ListIncomplete")
    assert "ListEndpoints shows 1 of 2 endpoints" in result["msg"]


@pytest.mark.parametrize("answer", [b"1", b"", b"{}", b'{"items": 3}', b"<html>"])
def test_what_is_no_list_does_not_count_as_an_empty_one(answer: bytes) -> None:
    result = module(Maas.listing()._replace(body=answer, many=True), max_retries=1)
    assert (result["failed"], result["error_code"]) == (True, "ForeignAnswer")


def test_a_throttled_list_is_asked_again() -> None:
    assert ids(module(refused("APIGW.0308", 429), Maas.listing(raw("a")))) == ["a"]


@pytest.mark.parametrize(
    ("options", "errors"),
    [
        (
            {"name": " ", "endpoint_ids": ["a", ""]},
            [
                "endpoint_ids[1]: found ''; expected a text that is not empty",
                "name: found ' '; expected a text that is not empty",
            ],
        ),
        ({"request_timeout": 0}, ["request_timeout: found 0; expected a number above 0, at most 1000000"]),
    ],
)
def test_bad_input(options: dict, errors: list[str]) -> None:
    result = module(**options)
    assert (result["failed"], result["errors"]) == (True, errors)


def test_a_bug_is_told_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError(f"broken {KEYS['secret_key']}")

    monkeypatch.setattr(AnswerReader, "result_of", broken)
    assert module(Maas.listing())["msg"].endswith("please report it: RuntimeError: broken ********")
