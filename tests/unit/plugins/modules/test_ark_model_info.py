# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ark_model_info as Ansible runs it: which calls a question costs, and what comes out; endpoints that need a move."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.inference.endpoints.plugins.filter.retiring_endpoints import retiring_endpoints
from ansible_collections.inference.endpoints.plugins.modules.ark_model_info import main

from ..scripted_ark import Exchange, call, run

MODEL = {"Name": "m", "DisplayName": "M", "VendorName": "v", "PrimaryVersion": "2"}
SHOWN = {
    "name": "m",
    "display_name": "M",
    "vendor": "v",
    "primary_version": "2",
    **dict.fromkeys(("versions", "activated", "deprecated", "overdue", "limits")),
}


def catalogue(*items: dict, number: int = 1, total: int | None = None, names: list | None = None) -> Exchange:
    condition = {"Filter": {"Names": names}} if names else {}
    total = len(items) if total is None else total
    answer = {"TotalCount": total, "PageNumber": number, "PageSize": 100, "Items": list(items)}
    return call("ListFoundationModels", {**condition, "PageNumber": number, "PageSize": 100}, answer)


def versions(name: str, *items: dict) -> Exchange:
    request = {"FoundationModelName": name, "PageNumber": 1, "PageSize": 100}
    return call("ListFoundationModelVersions", request, {"TotalCount": len(items), "Items": list(items)})


def activations(*items: dict, **condition: Any) -> Exchange:
    request = {"Filter": {"IncludeDeprecatedModels": True, **condition}, "PageNumber": 1, "PageSize": 20}
    return call("ListModelActivations", request, {"TotalCount": len(items), "Items": list(items)})


def limits(names: list[str], answer: dict | None = None, **more: Any) -> Exchange:
    return call("ListModelRateLimit", {"FoundationModelNames": names}, answer, **more)


def test_one_call_reads_the_catalogue() -> None:
    result = run(main, catalogue({"Name": "z"}, MODEL))
    assert [each["name"] for each in result["models"]] == ["m", "z"]
    assert result["models"][0] == SHOWN
    assert result["changed"] is False


def test_every_page_is_read() -> None:
    items = [{"Name": f"m-{number:03}"} for number in range(150)]
    result = run(main, catalogue(*items[:100], total=150), catalogue(*items[100:], number=2, total=150))
    assert len(result["models"]) == 150


def test_names_are_exact_whatever_the_server_makes_of_them() -> None:
    result = run(main, catalogue(MODEL, {"Name": "m-lite"}, names=["m"]), names=["m"])
    assert [each["name"] for each in result["models"]] == ["m"]
    assert run(main, names=[])["models"] == []


def test_versions() -> None:
    shown = [{"FoundationModelName": "m", "ModelVersion": "2", "Status": "Published", "PublishTime": "t"}]
    shown.append({"FoundationModelName": "m", "ModelVersion": "1", "Status": "Retiring"})
    (model,) = run(main, catalogue(MODEL), versions("m", *shown), versions=True)["models"]
    assert model["versions"] == [
        {"model_version": "1", "status": "Retiring"},
        {"model_version": "2", "status": "Published", "publish_time": "t"},
    ]


def test_versions_in_other_forms() -> None:
    shown = [
        {"FoundationModelName": "m", "ModelVersion": 250115, "Status": "Published"},
        {"FoundationModelName": "of another model", "ModelVersion": "1", "Status": "Retiring"},
    ]
    (model,) = run(main, catalogue(MODEL), versions("m", *shown), versions=True)["models"]
    assert model["versions"] == [{"model_version": "250115", "status": "Published"}]


def test_activation() -> None:
    shown = [
        {"FoundationModelName": "m", "State": "Available", "IsDeprecated": False, "IsOverdue": False},
        {"FoundationModelName": "gone", "DisplayName": "G", "State": "Unavailable", "IsDeprecated": True},
    ]
    result = run(main, catalogue(MODEL, {"Name": "x"}), activations(*shown), activation=True)["models"]
    assert [(each["name"], each["activated"], each["deprecated"]) for each in result] == [
        ("gone", False, True),
        ("m", True, False),
        ("x", None, None),
    ]
    named = run(
        main,
        catalogue(MODEL, names=["m"]),
        activations(*shown, FoundationModelNames=["m"]),
        names=["m"],
        activation=True,
    )
    assert [each["name"] for each in named["models"]] == ["m"]


def test_truth_values_as_texts() -> None:
    shown = [{"FoundationModelName": "m", "State": "available", "IsDeprecated": "false", "IsOverdue": "true"}]
    (model,) = run(main, catalogue(MODEL), activations(*shown), activation=True)["models"]
    assert (model["activated"], model["deprecated"], model["overdue"]) == (True, False, True)


@pytest.mark.parametrize("member", ["Items", "ModelRateLimits"])
def test_limits_under_whatever_member_they_come(member: str) -> None:
    raw = {"FoundationModelName": "m", "DefaultRateLimit": {"Rpm": 1, "FastTpm": 2}, "CurrentTpd": 3}
    (model,) = run(main, catalogue(MODEL), limits(["m"], {member: [raw]}), limits=True)["models"]
    assert model["limits"] == {"default_rate_limit": {"rpm": 1, "fast_tpm": 2}, "current_tpd": 3}


def test_a_site_that_does_not_know_the_action_says_so() -> None:
    refused = limits(["m"], error="InvalidActionOrVersion", status=404)
    result = run(main, catalogue(MODEL), refused, limits=True, site="volcengine")
    assert result["failed"]
    assert "this site does not offer it; leave out limits" in result["msg"]
    assert result["action"] == "ListModelRateLimit"


def test_bad_input() -> None:
    result = run(main, names=["m", " "])
    assert result["failed"]
    assert result["errors"][0].startswith("names[1]: found")


def endpoint(endpoint_id: str, model: str | None, version: str | None = "1") -> dict:
    reference = {"foundation_model": {"name": model, "model_version": version}} if model else {"custom_model_id": "c"}
    return {"endpoint_id": endpoint_id, "name": endpoint_id, "model_reference": reference}


MODELS = [
    {"name": "m", "deprecated": False, "versions": [{"model_version": "1", "status": "Retiring"}]},
    {"name": "n", "deprecated": True, "versions": None},
    {"name": "o", "deprecated": None, "versions": [{"model_version": "1", "status": "Unpublished"}]},
]


def test_endpoints_whose_model_is_about_to_go() -> None:
    endpoints = [
        endpoint("ep-1", "m"),
        endpoint("ep-2", "m", "2"),
        endpoint("ep-3", "n", None),
        endpoint("ep-4", "o"),
        endpoint("ep-5", "unknown"),
        endpoint("ep-6", None),
        {"endpoint_id": "ep-7", "model_reference": None},
    ]
    found = retiring_endpoints(endpoints, MODELS)
    assert [(each["endpoint_id"], each["retirement"]) for each in found] == [
        (
            "ep-1",
            {
                "version_status": "Retiring",
                "deprecated": False,
                "msg": "m 1: it will be withdrawn; move to another version",
            },
        ),
        (
            "ep-3",
            {"version_status": None, "deprecated": True, "msg": "n: its model is deprecated; move to another version"},
        ),
        (
            "ep-4",
            {
                "version_status": "Unpublished",
                "deprecated": False,
                "msg": "o 1: no new endpoint can have it; move to another version",
            },
        ),
    ]


@pytest.mark.parametrize(("endpoints", "models"), [("x", []), ([{}], []), ([], {}), ([], [{"title": "m"}])])
def test_something_else_is_refused(endpoints: Any, models: Any) -> None:
    with pytest.raises(AnsibleFilterError, match=r"expected those of ark_(endpoint|model)_info"):
        retiring_endpoints(endpoints, models)
