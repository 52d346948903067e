# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ark_endpoint_info as Ansible runs it: which lists and reads a question costs, and what comes out."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._http.client import AnswerReader
from ansible_collections.inference.endpoints.plugins.modules.ark_endpoint_info import main

from ..scripted_ark import KEYS, Exchange, call, run
from .test_ark_endpoint import ATTRIBUTES, CERTIFICATE


def raw(endpoint_id: str, **changes: Any) -> dict:
    return {
        "Id": endpoint_id,
        "Name": f"name of {endpoint_id}",
        "ProjectName": "default",
        "Status": "Running",
        "EndpointModelType": "FoundationModel",
        "ModelReference": {"FoundationModel": {"Name": "doubao", "ModelVersion": "250428"}},
        "CreateTime": "2026-01-02T03:04:05Z",
        **changes,
    }


def page(items: list[dict], number: int = 1, total: int | None = None, **request: Any) -> Exchange:
    paging = {"PageNumber": number, "PageSize": 100, "SortBy": "CreateTime", "SortOrder": "Asc"}
    answer = {"TotalCount": len(items) if total is None else total, "PageNumber": number, "Items": items}
    return call("ListEndpoints", {**request, **paging}, answer)


def get(endpoint_id: str, **changes: Any) -> Exchange:
    return call("GetEndpoint", {"Id": endpoint_id}, raw(endpoint_id, **changes))


def ids(result: dict) -> list[str]:
    return [endpoint["endpoint_id"] for endpoint in result["endpoints"]]


def listed(*exchanges: Exchange, **options: Any) -> dict:
    return run(main, *exchanges, **{"details": False, **options})


def test_nothing_is_an_empty_list_and_no_project_is_sent() -> None:
    result = run(main, page([]))
    assert (result["endpoints"], result["changed"]) == ([], False)


def test_details_read_each_endpoint_and_fill_what_lists_lack() -> None:
    result = run(main, page([raw("ep-1")]), get("ep-1", Moderation={"Strategy": "Default"}, BatchOnly=False))
    (endpoint,) = result["endpoints"]
    assert set(endpoint) == ATTRIBUTES
    assert (endpoint["moderation"], endpoint["batch_only"]) == ({"strategy": "Default"}, False)


def test_without_details_one_sweep_is_all() -> None:
    (endpoint,) = listed(page([raw("ep-1")]))["endpoints"]
    assert set(endpoint) == ATTRIBUTES
    for name in ("moderation", "batch_only", "support_scale_tier", "scale_tier_id", "certificate"):
        assert endpoint[name] is None


def test_every_page_is_read() -> None:
    all_items = [raw(f"ep-{number:03}") for number in range(250)]
    pages = [page(all_items[start : start + 100], start // 100 + 1, 250) for start in (0, 100, 200)]
    assert ids(listed(*pages)) == [f"ep-{number:03}" for number in range(250)]


def test_pages_that_shift_give_each_endpoint_once() -> None:
    items = [raw(f"ep-{number:03}") for number in range(101)]
    result = listed(page(items[:100], 1, 101), page(items[99:], 2, 101))
    assert len(ids(result)) == len(set(ids(result))) == 101


def test_an_endpoint_that_vanishes_between_list_and_read_is_left_out() -> None:
    vanished = call("GetEndpoint", {"Id": "ep-1"}, error="NotFound.Endpoint", status=404)
    assert ids(run(main, page([raw("ep-1"), raw("ep-2")]), vanished, get("ep-2"))) == ["ep-2"]


def test_an_endpoint_that_no_longer_fulfils_the_filter_when_it_is_read_is_left_out() -> None:
    sweep = page([raw("ep-1"), raw("ep-2")], Filter={"Statuses": ["Running"]})
    assert ids(run(main, sweep, get("ep-1", Status="Stopped"), get("ep-2"), statuses=["Running"])) == ["ep-2"]


FILTERS = [
    ({"name": "a"}, {"Filter": {"Name": "a"}}, {"Name": "a"}, [{"Name": "A"}, {"Name": "ab"}]),
    ({"project_name": "p"}, {"ProjectName": "p"}, {"ProjectName": "p"}, [{"ProjectName": "q"}]),
    ({"statuses": ["Stopped"]}, {"Filter": {"Statuses": ["Stopped"]}}, {"Status": "Stopped"}, [{}]),
    (
        {"endpoint_model_types": ["CustomModel"]},
        {"Filter": {"EndpointModelTypes": ["CustomModel"]}},
        {"EndpointModelType": "CustomModel"},
        [{}],
    ),
    (
        {"foundation_model_name": "m"},
        {"Filter": {"FoundationModelName": "m"}},
        {"ModelReference": {"FoundationModel": {"Name": "m"}}},
        [{}, {"ModelReference": None}],
    ),
    (
        {"model_versions": ["1", "2"]},
        {"Filter": {"ModelVersions": ["1", "2"]}},
        {"ModelReference": {"FoundationModel": {"Name": "m", "ModelVersion": "2"}}},
        [{}],
    ),
    (
        {"custom_model_ids": ["cm"]},
        {"Filter": {"CustomModelIds": ["cm"]}},
        {"ModelReference": {"CustomModelId": "cm"}},
        [{}],
    ),
    ({"endpoint_ids": ["ep-1"]}, {"Filter": {"Ids": ["ep-1"]}}, {}, [{}]),
    (
        {"tag_filters": [{"key": "k", "values": ["v", "w"]}]},
        {"TagFilters": [{"Key": "k", "Values": ["v", "w"]}]},
        {"Tags": [{"Key": "k", "Value": "w"}]},
        [{}, {"Tags": [{"Key": "k", "Value": "x"}]}, {"Tags": [{"Key": "K", "Value": "v"}]}],
    ),
    (
        {"tag_filters": [{"key": "k"}]},
        {"TagFilters": [{"Key": "k"}]},
        {"Tags": [{"Key": "k"}]},
        [{"Tags": [{"Key": "l"}]}],
    ),
    (
        {"tag_filters": [{"key": "sys:ark:createdBy", "values": ["me"]}]},
        {"TagFilters": [{"Key": "sys:ark:createdBy", "Values": ["me"]}]},
        {"Tags": [{"Key": "sys:ark:createdBy", "Value": "me"}]},
        [{"Tags": [{"Key": "sys:ark:createdBy", "Value": "you"}]}],
    ),
]


@pytest.mark.parametrize(("options", "request_", "right", "wrong"), FILTERS)
def test_a_filter_is_sent_and_applied_again(options: dict, request_: dict, right: dict, wrong: list[dict]) -> None:
    items = [raw("ep-1", **right), *(raw(f"ep-{number}", **other) for number, other in enumerate(wrong, 2))]
    assert ids(listed(page(items, **request_), **options)) == ["ep-1"]


@pytest.mark.parametrize(
    ("options", "request_", "right", "wrong"), [row for row in FILTERS if row[0] != {"endpoint_ids": ["ep-1"]}]
)
def test_what_a_list_does_not_show_a_read_tells(options: dict, request_: dict, right: dict, wrong: list[dict]) -> None:
    hidden = dict.fromkeys(right)
    seen = {**wrong[0], **{member: None for member in right if member not in wrong[0]}}
    sweep = page([raw("ep-1", **hidden), raw("ep-2", **hidden)], **request_)
    assert ids(run(main, sweep, get("ep-1", **right), get("ep-2", **seen), **options)) == ["ep-1"]


def test_filters_add_up() -> None:
    items = [
        raw("ep-1", Name="a", Status="Stopped"),
        raw("ep-2", Name="a", Status="Running"),
        raw("ep-3", Name="b", Status="Stopped"),
    ]
    sweep = page(items, Filter={"Name": "a", "Statuses": ["Stopped"]})
    assert ids(listed(sweep, name="a", statuses=["Stopped"])) == ["ep-1"]


def test_many_ids_take_several_lists_and_none_take_none() -> None:
    wanted = [f"ep-{number:03}" for number in range(150)]
    pages = [
        page([raw(endpoint_id) for endpoint_id in part], Filter={"Ids": part}) for part in (wanted[:100], wanted[100:])
    ]
    assert ids(listed(*pages, endpoint_ids=wanted)) == wanted
    assert ids(listed(endpoint_ids=[])) == []


def test_the_order_is_by_creation_whatever_the_zone_and_then_by_id() -> None:
    times = {
        "ep-d": "2026-01-02T03:04:05Z",
        "ep-c": "2026-01-02T11:04:04+08:00",  # a second before
        "ep-b": "2026-01-02T03:04:05Z",
        "ep-a": "2026-01-02T03:04:05.5Z",
        "ep-x": "some day",
        "ep-y": None,
        "ep-0": "2026-01-02T03:04:06",
    }
    result = listed(page([raw(endpoint_id, CreateTime=time) for endpoint_id, time in times.items()]))
    assert ids(result) == ["ep-c", "ep-b", "ep-d", "ep-a", "ep-0", "ep-y", "ep-x"]


def test_certificates_are_read_for_each() -> None:
    result = listed(
        page([raw("ep-1"), raw("ep-2")]),
        call("GetEndpointCertificate", {"Id": "ep-1"}, CERTIFICATE),
        call("GetEndpointCertificate", {"Id": "ep-2"}, error="OperationDenied.UnsupportedPhase", status=403),
        certificate=True,
    )
    first, second = result["endpoints"]
    assert (first["certificate"]["pca_name"], second["certificate"]) == ("n", None)


def test_check_mode_is_the_same() -> None:
    assert ids(listed(page([raw("ep-1")]), check_mode=True)) == ["ep-1"]


# --- failures


def test_a_refused_list_is_a_failure_with_everything() -> None:
    refusal = page([])._replace(status=403, body=call("ListEndpoints", {}, error="AccessDenied").body)
    result = listed(refusal)
    told = {key: result[key] for key in ("failed", "changed", "action", "error_code", "http_status", "request_id")}
    assert told == {
        "failed": True,
        "changed": False,
        "action": "ListEndpoints",
        "error_code": "AccessDenied",
        "http_status": 403,
        "request_id": "R-ListEndpoints",
    }
    assert "endpoints" not in result


def test_a_throttled_list_is_asked_again() -> None:
    busy = page([])._replace(body=call("ListEndpoints", {}, error="AccountFlowLimitExceeded").body)
    assert ids(listed(busy, page([raw("ep-1")]))) == ["ep-1"]


@pytest.mark.parametrize(
    ("options", "errors"),
    [
        ({"name": " "}, ["name: found ' '; expected a text that is not empty"]),
        ({"endpoint_ids": ["ep-1", ""]}, ["endpoint_ids[1]: found ''; expected a text that is not empty"]),
        ({"tag_filters": [{"key": ""}]}, ["tag_filters[0].key: found ''; expected a text that is not empty"]),
        ({"max_retries": -1}, ["max_retries: found -1; expected a whole number of at least 0"]),
        (
            {"request_timeout": 0, "region": "a b"},
            [
                "request_timeout: found 0; expected a number above 0, at most 1000000",
                "region: found 'a b'; expected a region id such as cn-beijing",
            ],
        ),
    ],
)
def test_bad_input(options: dict, errors: list[str]) -> None:
    result = listed(**options)
    assert (result["failed"], result["errors"]) == (True, errors)


def test_a_bug_is_told_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError(f"broken {KEYS['secret_key']}")

    monkeypatch.setattr(AnswerReader, "result_of", broken)
    assert listed(page([]))["msg"].endswith("please report it: RuntimeError: broken ********")
