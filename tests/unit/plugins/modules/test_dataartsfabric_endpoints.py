# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dataartsfabric_endpoints as Ansible runs it: what a set costs in calls, and what comes out for each entry."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._http.client import AnswerReader
from ansible_collections.inference.endpoints.plugins.modules.dataartsfabric_endpoints import main

from ..scripted_huaweicloud import KEYS, REQUEST_ID, WORKSPACE, Exchange, Fabric, run
from .test_dataartsfabric_endpoint import ATTRIBUTES, EVERYTHING, MU
from .test_dataartsfabric_endpoint import shown as shown_in_full

RESULT = {"name", "endpoint_id", "outcome", "changed", "actions", "failed", "msg", "endpoint", "place", "unverified"}


def entry(name: str, **changes: Any) -> dict:
    return {"name": name, "type": "inference", "reserved_resource": {"mu": MU}, **changes}


def raw(name: str, **changes: Any) -> dict:
    """The endpoint of that name, as a list and a single read show it."""
    return {
        "id": f"id-of-{name}",
        **entry(name),
        "status": "RUNNING",
        "create_time": "2026-01-02T03:04:05.000Z",
        **changes,
    }


def module(*exchanges: Exchange, **options: Any) -> dict:
    return run(main, *exchanges, **{"workspace_id": WORKSPACE, **options})


def failed(*exchanges: Exchange, **options: Any) -> dict:
    result = module(*exchanges, **options)
    assert result["failed"] is True
    assert "exception" not in result
    return result


def counted(**counts: int) -> dict:
    words = ("total", "created", "updated", "recreated", "deleted", "unchanged", "failed")
    return {**dict.fromkeys(words, 0), "total": sum(counts.values()), **counts}


def test_an_unchanged_set_costs_one_list_call_per_page() -> None:
    names = [f"e{number:03}" for number in range(230)]
    items = [raw(name) for name in names]
    pages = [Fabric.listing(*items[start : start + 100], offset=start, total=230) for start in (0, 100, 200)]
    result = module(*pages, endpoints=[entry(name) for name in names])
    assert (result["changed"], result["actions"], result["diff"]) == (False, [], [])
    assert result["summary"] == counted(unchanged=230)
    assert [one["name"] for one in result["results"]] == names
    assert [one["endpoint_id"] for one in result["results"]] == [f"id-of-{name}" for name in names]
    assert {frozenset(one) for one in result["results"]} == {frozenset(RESULT)}
    assert set(result["results"][0]["endpoint"]) == ATTRIBUTES


def test_an_empty_workspace_costs_one_list_call() -> None:
    assert module(Fabric.listing(), endpoints=[])["summary"] == counted()


def test_what_only_a_single_read_shows_costs_one_read() -> None:
    service = entry("svc", type="ray_service", reserved_resource=None, config=EVERYTHING["config"])
    full = shown_in_full({name: value for name, value in service.items() if value is not None}, id="id-of-svc")
    brief = {name: value for name, value in full.items() if name != "config"}
    exchanges = [Fabric.listing(brief, raw("b")), Fabric.show("id-of-svc", full)]
    result = module(*exchanges, endpoints=[service, entry("b")])
    assert (result["changed"], result["summary"]) == (False, counted(unchanged=2))
    assert result["results"][0]["endpoint"]["config"] == EVERYTHING["config"]


def told(result: dict) -> list:
    each = [(one["name"], one["outcome"], one["actions"], one["changed"]) for one in result["results"]]
    return [result["changed"], result["actions"], result["diff"], result["summary"], each]


def test_a_set_is_made_true_and_check_mode_foretells_it() -> None:
    endpoints = [entry("new"), entry("same"), entry("other", description="d"), {"name": "old", "state": "absent"}]
    # An update carries everything that can be changed, and a list does not show all of that.
    sweep, read = Fabric.listing(raw("same"), raw("other"), raw("old")), Fabric.show("id-of-other", raw("other"))
    foretold = module(sweep, read, endpoints=endpoints, check_mode=True)
    carried = {"name": "other", "description": "d", "reserved_resource": {"mu": MU}}
    result = module(
        sweep,
        Fabric.create(entry("new"), raw("new", status="CREATING")),
        read,
        Fabric.delete("id-of-old", {"id": "id-of-old"}),
        Fabric.update("id-of-other", carried, raw("other", description="d", status="UPDATING")),
        # One look at the list for all that wait.
        Fabric.listing(raw("same"), raw("other", description="d"), raw("new")),
        endpoints=endpoints,
    )
    assert result["actions"] == ["CreateEndpoint", "UpdateEndpoint", "DeleteEndpoint"]
    assert result["summary"] == counted(created=1, updated=1, deleted=1, unchanged=1)
    assert [one["outcome"] for one in result["results"]] == ["created", "unchanged", "updated", "deleted"]
    assert [difference["before_header"] for difference in result["diff"]] == [
        f"endpoint {name!r} in workspace {WORKSPACE!r}" for name in ("new", "other", "old")
    ]
    assert [set(one["endpoint"] or ATTRIBUTES) for one in result["results"]] == [ATTRIBUTES] * 4
    assert told(foretold) == told(result)


def test_workspaces_may_be_given_for_each_entry() -> None:
    sweeps = [Fabric.listing(raw("a")), Fabric.listing(raw("a", id="twin"), workspace="other")]
    endpoints = [entry("a", workspace_id=WORKSPACE), entry("a", workspace_id="other")]
    result = module(*sweeps, endpoints=endpoints, workspace_id=None)
    assert result["summary"] == counted(unchanged=2)
    assert [one["endpoint"]["workspace_id"] for one in result["results"]] == [WORKSPACE, "other"]


def test_prune_deletes_what_is_not_declared() -> None:
    calls = [
        Fabric.listing(raw("kept"), raw("loose")),
        Fabric.delete("id-of-loose", {"id": "id-of-loose"}),
        Fabric.show("id-of-loose", error="dataartsfabric.00010009"),
    ]
    result = module(*calls, endpoints=[entry("kept")], prune=True, prune_max=1)
    assert result["summary"] == counted(unchanged=1, deleted=1)
    assert [one["place"] for one in result["results"]] == ["endpoints[0]", "pruned"]
    check = module(calls[0], endpoints=[entry("kept")], prune=True, check_mode=True)
    assert told(check) == told(result)


def test_more_than_prune_max_is_refused_before_the_first_deletion() -> None:
    sweep = Fabric.listing(raw("a"), raw("b"))
    result = failed(sweep, endpoints=[], prune=True, prune_allow_empty=True, prune_max=1)
    assert "2 endpoints would be pruned, and prune_max allows 1; nothing was changed" in result["msg"]
    assert (result["actions"], result["changed"]) == ([], False)


# --- failures


def test_one_failure_does_not_stop_the_others() -> None:
    refusal = Fabric.create(entry("a"), error="dataartsfabric.00010195")
    calls = [Fabric.listing(), refusal, Fabric.create(entry("b"), raw("b")), Fabric.show("id-of-b", raw("b"))]
    result = failed(*calls, Fabric.listing(raw("b"), name="b"), endpoints=[entry("a"), entry("b")])
    assert result["summary"] == counted(created=1, failed=1)
    bad, good = result["results"]
    assert {name: bad[name] for name in ("failed", "action", "error_code", "http_status", "request_id")} == {
        "failed": True,
        "action": "CreateEndpoint",
        "error_code": "dataartsfabric.00010195",
        "http_status": 400,
        "request_id": REQUEST_ID,
    }
    assert bad["msg"].endswith("Enable the feature for this account first")
    assert (good["failed"], good["actions"]) == (False, ["CreateEndpoint"])
    assert result["msg"].startswith(
        "1 of 2 endpoints failed (1 created): endpoints[0] a: CreateEndpoint on endpoint a: "
    )


def test_a_list_that_is_refused_fails_every_entry_and_is_told_once() -> None:
    body = json.dumps({"error_code": "dataartsfabric.00010003", "error_msg": "no workspace"}).encode()
    refused = Fabric.listing()._replace(status=400, body=body)
    result = failed(refused, endpoints=[entry("a"), entry("b")])
    assert (result["action"], result["error_code"]) == ("ListEndpoints", "dataartsfabric.00010003")
    assert result["summary"] == counted(failed=2)
    assert result["msg"].count("Check workspace_id and project_id") == 1


def test_a_name_that_several_bear() -> None:
    result = failed(Fabric.listing(raw("a"), raw("a", id="twin")), endpoints=[entry("a")])
    (one,) = result["results"]
    assert {candidate["endpoint_id"] for candidate in one["candidates"]} == {"id-of-a", "twin"}


# --- bad input: no call at all

BAD = [
    (
        {"endpoints": [entry("a"), {"name": "b"}], "workspace_id": None},
        [
            "endpoints[0].workspace_id: missing; expected here, or as workspace_id for the whole set",
            "endpoints[1].workspace_id: missing; expected here, or as workspace_id for the whole set",
        ],
    ),
    (
        {"endpoints": [{}, entry("a", reserved_resource={"mu": {**MU, "min": 2}})]},
        [
            ("endpoints[0].name: missing; expected name or endpoint_id, to say which endpoint is meant"),
            "endpoints[1].reserved_resource.mu.max: found 1; expected at least min, which is 2",
        ],
    ),
    (
        {"endpoints": [entry("a"), entry("a", workspace_id=WORKSPACE)]},
        [
            (
                "endpoints[1]: found endpoint 'a' in workspace 'e935d0ef-f4eb-4b95-aff1-9d33ae9f57a6' "
                "again, as in endpoints[0]; expected each only once"
            )
        ],
    ),
    (
        {"endpoints": [], "prune": True, "workspace_id": None},
        [
            "workspace_id: missing; expected with prune, which deletes within it",
            ("endpoints: found an empty list; expected prune_allow_empty too, since prune deletes everything"),
        ],
    ),
    (
        {"endpoints": [], "concurrency": 0, "prune_max": -1},
        [
            "prune_max: found -1; expected a whole number of at least 0",
            "concurrency: found 0; expected a whole number from 1 to 64",
        ],
    ),
]


@pytest.mark.parametrize(("options", "errors"), BAD)
def test_bad_input_fails_before_the_first_call(options: dict, errors: list[str]) -> None:
    result = failed(**options)
    assert result["errors"] == errors
    assert (result["actions"], result["changed"]) == ([], False)


def test_a_region_where_the_service_is_not_documented_is_warned_about() -> None:
    elsewhere = {"region": "cn-east-3", "host": "fabric.cn-east-3.myhuaweicloud.com"}
    assert module(Fabric.listing(), endpoints=[], **elsewhere)["warnings"] == [
        "region: found 'cn-east-3'; expected cn-north-4 or cn-southwest-2, where this service is documented"
    ]


def test_a_bug_is_told_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError(f"broken {KEYS['secret_key']}")

    monkeypatch.setattr(AnswerReader, "result_of", broken)
    result = module(Fabric.listing(), endpoints=[entry("a")])
    assert result["msg"].endswith("please report it: RuntimeError: broken ********")
