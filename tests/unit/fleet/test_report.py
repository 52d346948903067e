# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run came to: the fact, the report for programs, the report for people, and the words of the failure."""

from __future__ import annotations

import json

import pytest

from ansible_collections.inference.endpoints.plugins.filter.fleet_report import fleet_report
from ansible_collections.inference.endpoints.plugins.plugin_utils._fleet.report import text

NASTY = "a|b `c` <img src=x onerror=y> & [link](http://example.com) *x* _y_ in_word\nnew $x$ @me #1 ~~z~~ \\"

ENDPOINTS = [
    {"name": "new"},
    {"endpoint_id": "ep-2", "name": NASTY},
    {"name": "refused", "project_name": "p"},
    {"name": "fine"},
    {"name": "throttled"},
]
MANIFEST = {
    "families": [
        {
            "name": "ark",
            "module": "inference.endpoints.ark_endpoints",
            "options": {},
            "endpoints": ENDPOINTS,
            "origins": [[f"m.yml: ark.endpoints[{index}]"] for index in range(5)],
        }
    ],
    "sources": ["m.yml"],
    "errors": [],
}


def outcome(place: str, name: str, outcome: str, **more) -> dict:
    return {
        "place": place,
        "name": name,
        "endpoint_id": None,
        "outcome": outcome,
        "changed": outcome not in ("unchanged", "failed"),
        "actions": [],
        "failed": outcome == "failed",
        "msg": "",
        "endpoint": None,
        **more,
    }


def diff(header: str, before: dict, after: dict) -> dict:
    return {"before": before, "after": after, "before_header": header, "after_header": header}


RESULT = {
    "changed": True,
    "failed": False,
    "failed_when_result": False,
    "results": [
        outcome("endpoints[0]", "new", "created", endpoint_id="ep-1", actions=["CreateEndpoint"]),
        outcome("endpoints[1]", NASTY, "updated", endpoint_id="ep-2", actions=["UpdateEndpoint"]),
        outcome("endpoints[2]", "refused", "failed", msg="it | differs"),
        outcome("endpoints[3]", "fine", "unchanged", endpoint_id="ep-4"),
        outcome(
            "endpoints[4]", "throttled", "failed", msg="no", error_code="FlowLimit", request_id="R1", http_status=429
        ),
        outcome("pruned", "old", "deleted", endpoint_id="ep-9", actions=["StopEndpoint", "DeleteEndpoint"]),
    ],
    "summary": {
        "total": 6,
        "created": 1,
        "updated": 1,
        "recreated": 0,
        "deleted": 1,
        "unchanged": 1,
        "failed": 2,
    },
    "diff": [
        diff("endpoint 'new' in project_name 'default'", {}, {"name": "new", "run_state": "running"}),
        diff(
            f"endpoint ep-2 (to be named {NASTY!r})",
            {"name": "old name", "description": NASTY, "rate_limit": {"rpm": 1, "tpm": 2}},
            {"name": NASTY, "description": NASTY, "rate_limit": {"rpm": 1, "tpm": 3}},
        ),
        diff("endpoint ep-9 (to be named 'old')", {"name": "old", "run_state": "running"}, {}),
    ],
}


def reports(check_mode: bool = False, **results: dict) -> dict:
    return fleet_report(MANIFEST, results or {"ark": RESULT}, check_mode, "2026-01-02T03:04:05Z")


def test_the_fact_has_each_family_and_changed_and_failed_over_all():
    told = reports()["result"]
    assert told["changed"] is True
    assert told["failed"] is True
    assert told["ark"] == {name: value for name, value in RESULT.items() if name != "failed_when_result"} | {
        "failed": True
    }


@pytest.mark.parametrize(
    ("result", "changed", "failed"),
    [
        ({"changed": False, "summary": {**RESULT["summary"], "failed": 0}, "results": []}, False, False),
        ({"changed": True, "summary": {**RESULT["summary"], "failed": 0}, "results": []}, True, False),
        ({"changed": False, "msg": "no route"}, False, True),
        ({"msg": "MODULE FAILURE", "rc": 1}, False, True),
    ],
)
def test_a_family_has_failed_when_an_entry_has_or_when_it_never_came_to_entries(result, changed, failed):
    told = reports(ark=result)["result"]
    assert (told["changed"], told["failed"], told["ark"]["failed"]) == (changed, failed, failed)


def test_the_report_for_programs():
    report = reports(check_mode=True)["report"]
    assert json.loads(json.dumps(report)) == report
    assert {name: report[name] for name in report if name != "families"} == {
        "form": 1,
        "time": "2026-01-02T03:04:05Z",
        "check_mode": True,
        "manifests": ["m.yml"],
        "changed": True,
        "failed": True,
    }
    family = report["families"]["ark"]
    assert family["summary"] == RESULT["summary"]
    entries = family["results"]
    assert [entry["origins"] for entry in entries] == [*MANIFEST["families"][0]["origins"], []]
    assert [(entry["before"], entry["after"]) for entry in entries] == [
        ({}, {"name": "new", "run_state": "running"}),
        (RESULT["diff"][1]["before"], RESULT["diff"][1]["after"]),
        (None, None),
        (None, None),
        (None, None),
        ({"name": "old", "run_state": "running"}, {}),
    ]


SHOWN_NASTY = (
    "a\\|b \\`c\\` &lt;img src=x onerror=y&gt; &amp; \\[link\\](http:&#47;/example.com) \\*x\\* \\_y\\_ in_word<br>new"
    " \\$x\\$ \\@me \\#1 \\~\\~z\\~\\~ \\\\"
)

MARKDOWN = f"""\
# Fleet report

2026-01-02T03:04:05Z, real run: **failed**

Manifests, in order: m.yml

| family | total | created | updated | recreated | deleted | unchanged | failed |
|---|---:|---:|---:|---:|---:|---:|---:|
| ark | 6 | 1 | 1 | 0 | 1 | 1 | 2 |

## ark

### Failed

| endpoint | id | declared in | reason | what happened | done before |
|---|---|---|---|---|---|
| throttled |  | m.yml: ark.endpoints\\[4\\] | FlowLimit, request R1 | no |  |
| refused |  | m.yml: ark.endpoints\\[2\\] | refused | it \\| differs |  |

### Changed

| endpoint | id | outcome | attribute | before | after |
|---|---|---|---|---|---|
| new | ep-1 | created | name |  | new |
|  |  |  | run_state |  | running |
| {SHOWN_NASTY} | ep-2 | updated | name | old name | {SHOWN_NASTY} |
|  |  |  | rate_limit | {{"rpm": 1, "tpm": 2}} | {{"rpm": 1, "tpm": 3}} |
| old | ep-9 | deleted | name | old |  |
|  |  |  | run_state | running |  |

### Limits

| project | model | endpoints | rpm | tpm | rpm not set or 0 | tpm not set or 0 |
|---|---|---:|---:|---:|---:|---:|
|  |  | 2 | 1 | 3 | 1 | 1 |
"""


def test_the_report_for_people():
    assert reports()["markdown"] == MARKDOWN


@pytest.mark.parametrize(
    ("check_mode", "changed", "headline", "rest"),
    [
        (False, False, "real run: nothing to change", "Everything is as declared."),
        (True, False, "check mode, nothing was changed: nothing to change", "Everything is as declared."),
        (True, True, "check mode, nothing was changed: drifted", "### Drifted: a real run would change it"),
        (False, True, "real run: changed", "### Changed"),
    ],
)
def test_what_the_report_for_people_says_first(check_mode, changed, headline, rest):
    result = {**RESULT, "changed": changed, "results": RESULT["results"][:1] if changed else []}
    result["summary"] = {**RESULT["summary"], "failed": 0}
    markdown = reports(check_mode, ark=result)["markdown"]
    assert f"2026-01-02T03:04:05Z, {headline}\n" in markdown
    assert f"\n{rest}\n" in markdown


def test_a_family_that_never_came_to_its_entries():
    told = reports(ark={"changed": False, "msg": "2 problems", "errors": ["endpoints[0]: a", "endpoints[1]: <b>"]})
    assert told["failures"] == [
        "ark: nothing was done: 2 problems",
        "ark: endpoints[0]: a",
        "ark: endpoints[1]: <b>",
    ]
    assert "| ark | – | – | – | – | – | – | – |" in told["markdown"]
    assert "Nothing was done: 2 problems\n\n- endpoints\\[0\\]: a\n- endpoints\\[1\\]: &lt;b&gt;\n" in told["markdown"]


def test_the_words_of_the_failure_group_by_reason_and_name_the_place():
    assert reports()["failures"] == [
        "ark: 2 of 6 endpoints failed (1 created, 1 updated, 1 deleted, 1 unchanged), by reason: FlowLimit (1),"
        " refused (1)",
        "ark: [FlowLimit] throttled (m.yml: ark.endpoints[4]): no",
        "ark: [refused] refused (m.yml: ark.endpoints[2]): it | differs",
    ]


def test_long_lists_of_failures_are_cut():
    many = [outcome("endpoints[0]", f"e{index}", "failed", msg="m") for index in range(60)]
    result = {"results": many, "summary": {**RESULT["summary"], "total": 60, "failed": 60}, "changed": False}
    lines = reports(ark=result)["failures"]
    assert len(lines) == 52
    assert lines[-1] == "ark: and 10 more, see fleet_result and the reports"


def test_nothing_failed_no_words():
    result = {"results": RESULT["results"][:1], "summary": {**RESULT["summary"], "failed": 0}, "changed": True}
    assert reports(ark=result)["failures"] == []


@pytest.mark.parametrize(
    ("value", "escaped"),
    [
        ("推理 · équipe · مرحبا · 👩‍👩‍👧 · e\u0301", "推理 · équipe · مرحبا · 👩‍👩‍👧 · e\u0301"),
        ("\u202eevil", "\\\\u202eevil"),
        ("\x00\x1b[31m", "\\\\u0000\\\\u001b\\[31m"),
        ("a\r\nb\rc\td", "a<br>b\\\\u000dc d"),
        ("www.example.com", "www&#46;example.com"),
    ],
)
def test_any_script_is_kept_and_what_is_not_seen_is_shown(value, escaped):
    assert text(value) == escaped
