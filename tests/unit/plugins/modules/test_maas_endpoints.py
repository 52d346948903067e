# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""maas_endpoints as Ansible runs it: what a set costs in calls, and what comes out for each entry."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._http.client import AnswerReader
from ansible_collections.inference.endpoints.plugins.modules.maas_endpoints import main

from ..scripted_huaweicloud import KEYS, MAAS_HOST, REQUEST_ID, Exchange, Maas, run
from .test_maas_endpoint import AGREED, ATTRIBUTES, CARRIED, CREATION, DECLARED
from .test_maas_endpoint import raw as full

RESULT = {"name", "endpoint_id", "outcome", "changed", "actions", "failed", "msg", "endpoint", "place", "unverified"}

module = partial(run, main, host=MAAS_HOST)


def entry(name: str, **changes: Any) -> dict:
    return {**DECLARED, "name": name, **changes}


def raw(name: str, **changes: Any) -> dict:
    return full(**{"id": f"id-of-{name}", "endpoint_name": name, **changes})


def creation(name: str) -> Exchange:
    return Maas.create({**CREATION, "endpoint_name": name}, {"id": f"id-of-{name}"})


def failed(*exchanges: Exchange, **options: Any) -> dict:
    result = module(*exchanges, **options)
    assert result["failed"] is True
    assert "exception" not in result
    return result


def counted(**counts: int) -> dict:
    words = ("total", "created", "updated", "recreated", "deleted", "unchanged", "failed")
    return {**dict.fromkeys(words, 0), "total": sum(counts.values()), **counts}


def told(result: dict) -> list:
    each = [(one["name"], one["outcome"], one["actions"], one["changed"]) for one in result["results"]]
    return [result["changed"], result["actions"], result["diff"], result["summary"], each]


def test_an_unchanged_set_costs_one_list_call() -> None:
    names = [f"e{number}" for number in range(30)]
    result = module(Maas.listing(*map(raw, names)), endpoints=[entry(name) for name in names])
    assert (result["changed"], result["actions"], result["diff"]) == (False, [], [])
    assert result["summary"] == counted(unchanged=30)
    assert [one["name"] for one in result["results"]] == names
    assert {frozenset(one) for one in result["results"]} == {frozenset(RESULT)}
    assert [one["unverified"] for one in result["results"]] == [[]] * 30
    assert set(result["results"][0]["endpoint"]) == ATTRIBUTES


ENTRIES = [
    entry("new"),
    entry("same"),
    entry("other", rpm=61),
    {"name": "off", "state": "stopped"},
    {"endpoint_id": "id-of-old", "state": "absent"},
]


def test_a_set_is_made_true_and_check_mode_foretells_it() -> None:
    sweep = Maas.listing(raw("same"), raw("other"), raw("off"), raw("old", status="stopped"))
    after = Maas.listing(raw("same"), raw("other", rpm=61), raw("off", status="stopped"), raw("new"))
    calls = [
        creation("new"),
        Maas.edit("id-of-other", {**CARRIED, "endpoint_name": "other", "rpm": 61}),
        Maas.control("id-of-off", "deactivate"),
        Maas.delete("id-of-old"),
    ]
    result = module(sweep, *calls, after, endpoints=ENTRIES)
    assert result["actions"] == ["CreateEndpoint", "UpdateEndpoint", "DeactivateEndpoint", "DeleteEndpoint"]
    assert result["summary"] == counted(created=1, updated=2, deleted=1, unchanged=1)
    assert [one["outcome"] for one in result["results"]] == ["created", "unchanged", "updated", "updated", "deleted"]
    assert [difference["before_header"] for difference in result["diff"]] == [
        "endpoint 'new'",
        "endpoint 'other'",
        "endpoint 'off'",
        "endpoint id-of-old",
    ]
    assert told(module(sweep, endpoints=ENTRIES, check_mode=True)) == told(result)


def test_an_entry_may_sign_the_agreement() -> None:
    wish = {"name": "a", "moderation": False, "accept_agreement": True}
    body = {**CARRIED, "endpoint_name": "a", "moderation": False, "agreement_id": AGREED}
    calls = [Maas.listing(raw("a")), Maas.agreement(AGREED), Maas.edit("id-of-a", body)]
    result = module(*calls, Maas.listing(raw("a", moderation=False)), endpoints=[wish])
    assert result["actions"] == ["SignAgreement", "UpdateEndpoint"]


@pytest.mark.parametrize("option", ["description", "remark"])
def test_an_entry_may_use_an_alias(option: str) -> None:
    wish = {"name": "a", option: "new"}
    calls = [Maas.listing(raw("a")), Maas.edit("id-of-a", {**CARRIED, "endpoint_name": "a", "remark": "new"})]
    result = module(*calls, Maas.listing(raw("a", remark="new")), endpoints=[wish])
    assert (result["actions"], result["diff"][0]["after"]["description"]) == (["UpdateEndpoint"], "new")
    assert module(Maas.listing(raw("a", remark="new")), endpoints=[wish])["changed"] is False
    wrong = failed(endpoints=[{"name": "a", option: "d" * 257}])
    assert [error.partition(":")[0] for error in wrong["errors"]] == ["endpoints[0].description"]


def test_prune_deletes_what_is_not_declared() -> None:
    sweep = Maas.listing(raw("kept"), raw("loose", status="stopped"))
    calls = [sweep, Maas.delete("id-of-loose"), Maas.listing(raw("kept"))]
    result = module(*calls, endpoints=[entry("kept")], prune=True)
    assert result["summary"] == counted(unchanged=1, deleted=1)
    assert [one["place"] for one in result["results"]] == ["endpoints[0]", "pruned"]
    check = module(sweep, endpoints=[entry("kept")], prune=True, check_mode=True)
    assert told(check) == told(result)


def test_more_than_prune_max_is_refused_before_the_first_deletion() -> None:
    options = {"prune": True, "prune_allow_empty": True, "prune_max": 1}
    result = failed(Maas.listing(raw("a"), raw("b")), endpoints=[], **options)
    assert "2 endpoints would be pruned, and prune_max allows 1; nothing was changed" in result["msg"]
    assert (result["actions"], result["changed"]) == ([], False)


# --- failures


def test_one_failure_does_not_stop_the_others() -> None:
    refusal = Maas.create({**CREATION, "endpoint_name": "a"}, error="ModelArts.6271")
    calls = [Maas.listing(), refusal, creation("b"), Maas.listing(raw("b"))]
    result = failed(*calls, endpoints=[entry("a"), entry("b")])
    assert result["summary"] == counted(created=1, failed=1)
    bad, good = result["results"]
    assert {name: bad[name] for name in ("failed", "action", "error_code", "http_status", "request_id")} == {
        "failed": True,
        "action": "CreateEndpoint",
        "error_code": "ModelArts.6271",
        "http_status": 400,
        "request_id": REQUEST_ID,
    }
    assert bad["msg"].endswith("The names of deleted endpoints stay taken; choose another name")
    assert (good["failed"], good["actions"]) == (False, ["CreateEndpoint"])


def test_a_list_that_keeps_some_back_fails_every_entry_and_is_told_once() -> None:
    result = failed(Maas.listing(raw("a"), total=2), endpoints=[entry("a"), entry("b")])
    assert (result["action"], result["error_code"]) == ("ListEndpoints", "ListIncomplete")
    assert result["summary"] == counted(failed=2)


BAD = [
    (
        {
            "endpoints": [
                {"name": "1"},
                {"name": "a", "moderation": False, "rpm": -1},
                {"name": "b", "source": "custom_from_maas", "infer_service_id": "x"},
            ]
        },
        [
            (
                "endpoints[0].name: found '1'; expected 1 to 64 letters, digits, - _ and ., first a "
                "letter (on the China site also Chinese characters)"
            ),
            "endpoints[1].rpm: found -1; expected a whole number of at least 0",
            (
                "endpoints[1].moderation: found false without an agreement; expected one, since "
                "switching the content guard off signs its disclaimer. Give agreement_id, the id of the "
                "latest one, or set accept_agreement to true to have that one fetched and signed"
            ),
            (
                "endpoints[2].infer_service_id: found 'x' with source custom_from_maas; expected "
                "nothing, or another source"
            ),
        ],
    ),
    (
        {"endpoints": [entry("a"), entry("a")]},
        ["endpoints[1]: found endpoint 'a' again, as in endpoints[0]; expected each only once"],
    ),
    (
        {"endpoints": [], "prune": True},
        [("endpoints: found an empty list; expected prune_allow_empty too, since prune deletes everything")],
    ),
]


@pytest.mark.parametrize(("options", "errors"), BAD)
def test_bad_input_fails_before_the_first_call(options: dict, errors: list[str]) -> None:
    result = failed(**options)
    assert result["errors"] == errors
    assert (result["actions"], result["changed"]) == ([], False)


def test_entries_that_turn_out_to_be_one_endpoint_are_refused() -> None:
    result = failed(Maas.listing(raw("a")), endpoints=[entry("a"), {"endpoint_id": "id-of-a", "rpm": 1}])
    assert result["errors"] == [
        "endpoints[1]: found id-of-a, which endpoints[0] is about as well; expected each only once"
    ]


def test_a_bug_is_told_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_options: Any) -> None:
        raise RuntimeError(f"broken {KEYS['secret_key']}")

    monkeypatch.setattr(AnswerReader, "result_of", broken)
    result = module(Maas.listing(), endpoints=[entry("a")])
    assert result["msg"].endswith("please report it: RuntimeError: broken ********")
