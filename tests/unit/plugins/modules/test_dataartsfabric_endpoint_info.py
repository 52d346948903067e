# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dataartsfabric_endpoint_info as Ansible runs it: which lists and reads a question costs, and what comes out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._http.client import AnswerReader
from ansible_collections.inference.endpoints.plugins.modules.dataartsfabric_endpoint_info import main

from ..scripted_huaweicloud import KEYS, REQUEST_ID, WORKSPACE, Exchange, Fabric, run
from .test_dataartsfabric_endpoint import ATTRIBUTES, EVERYTHING
from .test_dataartsfabric_endpoint import shown as shown_in_full


def raw(endpoint_id: str, **changes: Any) -> dict:
    return {
        "id": endpoint_id,
        "name": f"name-of-{endpoint_id}",
        "type": "inference",
        "status": "RUNNING",
        "create_time": "2026-01-02T03:04:05.000Z",
        **changes,
    }


def show(endpoint_id: str, **changes: Any) -> Exchange:
    return Fabric.show(endpoint_id, raw(endpoint_id, **changes))


def module(*exchanges: Exchange, **options: Any) -> dict:
    return run(main, *exchanges, **{"workspace_id": WORKSPACE, **options})


def listed(*exchanges: Exchange, **options: Any) -> dict:
    return module(*exchanges, **{"details": False, **options})


def ids(result: dict) -> list[str]:
    return [endpoint["endpoint_id"] for endpoint in result["endpoints"]]


def test_nothing_is_an_empty_list() -> None:
    result = module(Fabric.listing())
    assert (result["endpoints"], result["changed"]) == ([], False)
    assert "quantity_limit" not in result


def test_details_read_each_endpoint_and_fill_what_lists_lack() -> None:
    full = shown_in_full(EVERYTHING, id="ep-1", urls=[{"address": "https://e", "token": "UT-canary-8a40"}])
    result = module(Fabric.listing(raw("ep-1")), Fabric.show("ep-1", full))
    (endpoint,) = result["endpoints"]
    assert set(endpoint) == ATTRIBUTES
    assert {name: endpoint[name] for name in EVERYTHING} == EVERYTHING
    assert endpoint["urls"] == [{"address": "https://e", "token": "********"}]
    assert "canary" not in json.dumps(result)


def test_without_details_one_sweep_is_all() -> None:
    (endpoint,) = listed(Fabric.listing(raw("ep-1")))["endpoints"]
    assert set(endpoint) == ATTRIBUTES
    for name in ("config", "urls", "tokens_quota", "runtime_env_type", "business_engine_instance_ids"):
        assert endpoint[name] is None


def test_every_page_is_read() -> None:
    items = [raw(f"ep-{number:03}") for number in range(250)]
    pages = [Fabric.listing(*items[start : start + 100], offset=start, total=250) for start in (0, 100, 200)]
    assert ids(listed(*pages)) == [f"ep-{number:03}" for number in range(250)]


def test_smaller_pages_than_asked_for_are_read_as_well() -> None:
    items = [raw(f"ep-{number}") for number in range(5)]
    pages = [Fabric.listing(*items[start : start + 2], offset=start, total=5) for start in (0, 2, 4)]
    assert ids(listed(*pages)) == [f"ep-{number}" for number in range(5)]


@pytest.mark.parametrize(
    "end",
    [
        Fabric.show("ep-1", error="dataartsfabric.00010009"),
        Fabric.show("ep-1", error="common.01000001", told="endpoint not found", status=404),
        show("ep-1", status="DELETED"),
        show("ep-1", name="renamed"),
    ],
)
def test_what_vanishes_between_list_and_read_is_left_out(end: Exchange) -> None:
    sweep = Fabric.listing(raw("ep-1", name="a"), raw("ep-2", name="a"), name="a")
    assert ids(module(sweep, end, show("ep-2", name="a"), name="a")) == ["ep-2"]


FILTERS = [
    ({"name": "a"}, {"name": "a"}, {"name": "a"}, [{"name": "A"}, {"name": "ab"}]),
    # The documented filter does not know blanks and dots (4.9).
    ({"name": "a. b"}, {}, {"name": "a. b"}, [{"name": "a"}]),
    ({"name": "推理"}, {"name": "推理"}, {"name": "推理"}, [{"name": "推理2"}]),
    ({"type": "sql"}, {"type": "sql"}, {"type": "sql"}, [{}]),
    ({"visibility": "PUBLIC"}, {"visibility": "PUBLIC"}, {"visibility": "PUBLIC"}, [{"visibility": "PRIVATE"}]),
    ({"visibility": "PRIVATE"}, {"visibility": "PRIVATE"}, {"visibility": "PRIVATE"}, [{"visibility": "PUBLIC"}]),
    ({"endpoint_ids": ["ep-1"]}, {}, {}, [{}]),
    ({}, {}, {}, []),
]


@pytest.mark.parametrize(("options", "query", "right", "wrong"), FILTERS)
def test_a_filter_is_sent_and_applied_again(options: dict, query: dict, right: dict, wrong: list[dict]) -> None:
    items = [raw("ep-1", **right), *(raw(f"ep-{number}", **other) for number, other in enumerate(wrong, 2))]
    assert ids(listed(Fabric.listing(*items, **query), **options)) == ["ep-1"]


def test_all_visibilities_are_all() -> None:
    items = [raw("ep-1", visibility="PUBLIC"), raw("ep-2", visibility="PRIVATE"), raw("ep-3")]
    assert ids(listed(Fabric.listing(*items, visibility="ALL"), visibility="ALL")) == ["ep-1", "ep-2", "ep-3"]


def test_ids_are_read_directly_where_details_are_wanted() -> None:
    gone = Fabric.show("ep-2", error="dataartsfabric.00010009")
    result = module(show("ep-1"), gone, endpoint_ids=["ep-1", "ep-2", "ep-1"])
    assert ids(result) == ["ep-1"]


def test_the_order_is_by_creation_whatever_the_zone_and_then_by_id() -> None:
    times = {
        "ep-d": "2026-01-02T03:04:05.000Z",
        "ep-c": "2026-01-02T11:04:04.000+08:00",  # a second before
        "ep-b": "2026-01-02T03:04:05.000Z",
        "ep-x": "some day",
        "ep-y": None,
    }
    items = [raw(endpoint_id, create_time=time) for endpoint_id, time in times.items()]
    assert ids(listed(Fabric.listing(*items))) == ["ep-c", "ep-b", "ep-d", "ep-y", "ep-x"]


def test_check_mode_is_the_same() -> None:
    assert ids(listed(Fabric.listing(raw("ep-1")), check_mode=True)) == ["ep-1"]


# --- failures


def refused(code: str, status: int, told: str = "no") -> Exchange:
    body = json.dumps({"error_code": code, "error_msg": told}).encode()
    return Fabric.listing()._replace(status=status, body=body)


@pytest.mark.parametrize(
    ("code", "status"), [("dataartsfabric.00010003", 400), ("APIGW.0310", 403), ("common.01000001", 404)]
)
def test_a_refused_list_is_a_failure_with_everything(code: str, status: int) -> None:
    result = listed(refused(code, status))
    told = {key: result[key] for key in ("failed", "changed", "action", "error_code", "http_status", "request_id")}
    assert told == {
        "failed": True,
        "changed": False,
        "action": "ListEndpoints",
        "error_code": code,
        "http_status": status,
        "request_id": REQUEST_ID,
    }
    assert "endpoints" not in result


def test_a_throttled_list_is_asked_again() -> None:
    assert ids(listed(refused("APIGW.0308", 429), Fabric.listing(raw("ep-1")))) == ["ep-1"]


@pytest.mark.parametrize(
    ("options", "errors"),
    [
        (
            {"name": " ", "endpoint_ids": ["ep-1", ""], "workspace_id": "a/b"},
            [
                ("workspace_id: found 'a/b'; expected the id of a workspace: 1 to 36 letters, digits and hyphens"),
                "endpoint_ids[1]: found ''; expected a text that is not empty",
                "name: found ' '; expected a text that is not empty",
            ],
        ),
        (
            {"max_retries": -1, "region": "a b"},
            [
                "max_retries: found -1; expected a whole number of at least 0",
                "region: found 'a b'; expected a region id such as cn-southwest-2",
            ],
        ),
    ],
)
def test_bad_input(options: dict, errors: list[str]) -> None:
    result = listed(**options)
    assert (result["failed"], result["errors"]) == (True, errors)


@pytest.mark.parametrize("options", [{"workspace_id": None}, {"type": "mars"}, {"visibility": "NONE"}])
def test_where_ansible_speaks_first_its_words_stand(options: dict) -> None:
    result = module(**options)
    assert result["failed"] is True
    assert next(iter(options)) in result["msg"]


def test_a_bug_is_told_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError(f"broken {KEYS['secret_key']}")

    monkeypatch.setattr(AnswerReader, "result_of", broken)
    assert listed(Fabric.listing())["msg"].endswith("please report it: RuntimeError: broken ********")
