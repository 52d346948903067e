# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run came to: the fact, the report for programs, the report for people, and the words of the failure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from ansible_collections.inference.endpoints.plugins.filter.fleet_report import fleet_report
from ansible_collections.inference.endpoints.plugins.plugin_utils._report.documents import markdown_text
from ansible_collections.inference.endpoints.plugins.plugin_utils._report.endpoint import WORDS

ROOT = Path(__file__).resolve().parents[3]
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

COUNTS = {**RESULT["summary"], "deleted": 0, "pruned": 1}
VERSION = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]


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
        "started": "",
        "duration_seconds": None,
        "host": "",
        "version": VERSION,
        "check_mode": True,
        "manifests": ["m.yml"],
        "changed": True,
        "failed": True,
        "counts": COUNTS,
        "tags": [],
    }
    family = report["families"]["ark"]
    assert family["summary"] == RESULT["summary"]
    assert family["counts"] == COUNTS
    entries = family["results"]
    assert [entry["outcome_text"] for entry in entries] == [
        "would be created",
        "would be updated",
        "failed",
        "unchanged",
        "failed",
        "would be pruned",
    ]
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

inference.endpoints {VERSION}

Manifests, in order: m.yml

| set | total | created | updated | recreated | deleted | pruned | unchanged | failed |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
| ark | 6 | 1 | 1 | 0 | 0 | 1 | 1 | 2 |

## ark

### Failed

| endpoint | id | declared in | reason | what happened | done before |
|---|---|---|---|---|---|
| throttled |  | m.yml: ark.endpoints\\[4\\] | FlowLimit, request R1 | no |  |
| refused |  | m.yml: ark.endpoints\\[2\\] | refused | it \\| differs |  |

### Changed

| endpoint | id | outcome | declared in | attribute | before | after |
|---|---|---|---|---|---|---|
| new | ep-1 | created | m.yml: ark.endpoints\\[0\\] | name |  | new |
|  |  |  |  | run_state |  | running |
| {SHOWN_NASTY} | ep-2 | updated | m.yml: ark.endpoints\\[1\\] | name | old name | {SHOWN_NASTY} |
|  |  |  |  | rate_limit.tpm | 2 | 3 |
| old | ep-9 | pruned | pruned |  | name: old, run_state: running |  |

### Limits

| project | model | endpoints | rpm | tpm | rpm not set | tpm not set |
|---|---|---:|---:|---:|---:|---:|
|  |  | 2 | 1 | 3 | 1 | 1 |

2 endpoints that failed are not counted: their limits are unknown.
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
    assert "| ark | – | – | – | – | – | – | – | – |" in told["markdown"]
    assert "Nothing was done: 2 problems\n\n- endpoints\\[0\\]: a\n- endpoints\\[1\\]: &lt;b&gt;\n" in told["markdown"]


def test_the_words_of_the_failure_group_by_reason_and_name_the_place():
    assert reports()["failures"] == [
        "ark: 2 of 6 endpoints failed (1 created, 1 updated, 1 pruned, 1 unchanged), by reason: FlowLimit (1),"
        " refused (1)",
        "ark: [FlowLimit] throttled (m.yml: ark.endpoints[4]): no",
        "ark: [refused] refused (m.yml: ark.endpoints[2]): it | differs",
        "ark: 1 endpoint was pruned: old ep-9",
    ]


def failing(number: int, msg: str, **more) -> dict:
    place = f"endpoints[{number % 5}]"
    return outcome(place, f"e{number}", "failed", msg=msg, endpoint_id=f"ep-{number}", **more)


def failed_run(*entries: dict) -> dict:
    summary = {**RESULT["summary"], "total": len(entries), "failed": sum(each["failed"] for each in entries)}
    return {"results": list(entries), "summary": {**summary, "created": 0, "updated": 0}, "changed": False}


def test_one_cause_is_told_once_with_the_first_names_and_places():
    many = [
        failing(
            n,
            f"CreateEndpoint on endpoint e{n}: no quota for 'e{n}' (request R{n}, ep-{n})",
            error_code="QuotaExceeded",
            request_id=f"R{n}",
        )
        for n in range(200)
    ]
    other = failing(201, "another quota", error_code="QuotaExceeded", request_id="R201")
    title, *lines = reports(ark=failed_run(*many, other))["failures"]
    assert title.endswith("by reason: QuotaExceeded (201)")
    assert lines == [
        "ark: [QuotaExceeded] 200 endpoints: CreateEndpoint on endpoint e0: no quota for 'e0' (request R0, ep-0)",
        "ark: [QuotaExceeded] they are "
        + ", ".join(f"e{n} ep-{n} (m.yml: ark.endpoints[{n % 5}])" for n in range(10))
        + " and 190 more",
        "ark: [QuotaExceeded] e201 ep-201 (m.yml: ark.endpoints[1]): another quota",
    ]


def test_reasons_that_differ_stay_apart_whatever_their_messages():
    told = reports(ark=failed_run(failing(1, "no", error_code="A"), failing(2, "no", error_code="B")))["failures"]
    assert [line.partition(" e")[0] for line in told[1:]] == ["ark: [A]", "ark: [B]"]


@pytest.mark.parametrize(("check_mode", "words"), [(False, "2 endpoints were"), (True, "2 endpoints would be")])
def test_pruned_endpoints_are_told_by_name_and_id(check_mode, words):
    gone = [outcome("pruned", f"old{n}", "deleted", endpoint_id=f"ep-{n}") for n in range(2)]
    stuck = outcome("pruned", "stuck", "failed", endpoint_id="ep-7", msg="no")
    told = reports(check_mode, ark=failed_run(*gone, stuck))
    assert told["failures"][1:] == [
        "ark: [refused] stuck ep-7 (pruned): no",
        f"ark: {words} pruned: old0 ep-0, old1 ep-1",
    ]
    assert "| stuck | ep-7 | pruned | refused | no |  |" in told["markdown"]
    assert f"| old1 | ep-1 | {'would be ' if check_mode else ''}pruned |" in told["markdown"]


@pytest.mark.parametrize(("check_mode", "would"), [(False, ""), (True, "would be ")])
def test_a_run_is_summed_up_in_a_line_for_each_set(check_mode, would):
    assert reports(check_mode)["summary"] == [
        f"ark: 6 endpoints: 1 {would}created, 1 {would}updated, 1 {would}pruned, 1 unchanged, 2 failed",
    ]


@pytest.mark.parametrize("check_mode", [False, True])
def test_the_readme_shows_what_the_role_says(check_mode):
    guide = (ROOT / "roles" / "fleet" / "README.md").read_text(encoding="utf-8").splitlines()
    summary = {**dict.fromkeys(RESULT["summary"], 0), "total": 200, "created": 2, "updated": 1, "deleted": 2}
    pruned = [outcome("pruned", f"old{n}", "deleted") for n in range(2)]
    (line,) = reports(check_mode, ark={"results": pruned, "summary": {**summary, "unchanged": 195}})["summary"]
    assert line in guide
    quota = [failing(n, "CreateEndpoint: no", error_code="QuotaExceeded") for n in range(4)]
    run = failed_run(*quota, *(failing(n, f"no {n}") for n in range(3)))
    run["summary"].update({**summary, "created": 193, "updated": 0, "deleted": 0, "unchanged": 0, "failed": 7})
    title, cause, names, *_others = reports(ark=run)["failures"]
    assert title in guide
    assert cause.partition("CreateEndpoint")[0] + "CreateEndpoint: …" in guide
    assert any(shown.startswith(names.partition(" e0")[0]) for shown in guide)


def test_what_else_a_summary_says():
    nothing = dict.fromkeys(RESULT["summary"], 0)
    assert reports(ark={"results": [], "summary": nothing})["summary"] == ["ark: no endpoints"]
    assert reports(ark={"msg": "no route"})["summary"] == ["ark: nothing was done"]
    both = [outcome("endpoints[0]", "a", "deleted"), outcome("pruned", "b", "deleted")]
    told = reports(ark={"results": both, "summary": {**nothing, "total": 2, "deleted": 2}})
    assert told["summary"] == ["ark: 2 endpoints: 1 deleted, 1 pruned"]
    told = reports(ark={"results": both[:1], "summary": {**nothing, "total": 1, "deleted": 1}})
    assert told["summary"] == ["ark: 1 endpoint: 1 deleted"]


def test_long_lists_of_failures_are_cut():
    many = [outcome("endpoints[0]", f"e{index}", "failed", msg=f"m {index}") for index in range(60)]
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
    assert markdown_text(value) == escaped


# --- several sets, several runs, and what else is known

MODEL = {"foundation_model": {"name": "m", "model_version": "1"}}
NEXT = {"foundation_model": {"name": "m", "model_version": "2"}}


def run_of(sets: list[tuple[str, list[dict]]], **facts) -> dict:
    """The reports of a run over sets of Ark, each with its label and its entries."""
    families = [{"name": "ark", "label": label, "origins": [["m.yml:3: ark"]] * 9} for label, _entries in sets]
    told = [{**failed_run(*entries), "changed": any(each["changed"] for each in entries)} for _label, entries in sets]
    for result in told:
        words = [each["outcome"] for each in result["results"]]
        result["summary"] = {"total": len(words), **{word: words.count(word) for word in WORDS if word != "pruned"}}
    return fleet_report({"families": families, "sources": ["m.yml"]}, {"ark": told}, **facts)


def there(name: str, **attributes) -> dict:
    endpoint = {"name": name, "model_reference": MODEL, "status": "Running", "tags": [], **attributes}
    return outcome("endpoints[0]", name, "unchanged", endpoint_id=f"ep-{name}", endpoint=endpoint)


def test_sets_of_a_family_are_told_apart():
    failed = outcome("endpoints[0]", "b", "failed", msg="no")
    told = run_of([("site volcengine", [there("a")]), ("site byteplus", [failed])])
    assert [(each["label"], each["failed"]) for each in told["result"]["ark"]] == [
        ("site volcengine", False),
        ("site byteplus", True),
    ]
    assert told["result"]["failed"] is True
    assert told["summary"] == [
        "ark (site volcengine): 1 endpoint: 1 unchanged",
        "ark (site byteplus): 1 endpoint: 1 failed",
    ]
    assert told["report"]["counts"]["total"] == 2
    titles = [f"## ark (site {site})\n\n{rest}" for site, rest in (("volcengine", "Every"), ("byteplus", "### Failed"))]
    assert all(title in told["markdown"] for title in titles)


def test_the_reports_of_shards_become_one():
    shards = [
        run_of([("", [there("a", tags=[{"key": "k", "value": "v"}])])], host=host, started=start, time=end)["report"]
        for host, start, end in (
            ("search", "2026-01-02T03:00:05Z", "2026-01-02T03:01:00Z"),
            ("chat", "2026-01-02T03:00:00Z", "2026-01-02T03:02:05Z"),
        )
    ]
    told = fleet_report(json.loads(json.dumps(shards)))
    report = told["report"]
    assert list(report["families"]) == ["search: ark", "chat: ark"]
    assert (report["started"], report["time"], report["duration_seconds"]) == (
        "2026-01-02T03:00:00Z",
        "2026-01-02T03:02:05Z",
        125,
    )
    assert (report["host"], report["counts"]["total"], report["tags"][0]["total"]) == ("search, chat", 2, 2)
    assert told["result"] == {"changed": False, "failed": False}
    assert told["summary"] == ["search: ark: 1 endpoint: 1 unchanged", "chat: ark: 1 endpoint: 1 unchanged"]
    assert f"took 2 min 5 s, on search, chat, inference.endpoints {VERSION}\n" in told["markdown"]


CLOSED = {"model": "ep-a", "verdict": "closed", "msg": "Start it.", "latency_seconds": 0.25}
ROLLING = {"rolling_id": "r", "status": "Rolling", "percent": 40, "model_reference": NEXT}


@pytest.mark.parametrize(
    ("attributes", "facts", "notice"),
    [
        ({"rolling": ROLLING}, {}, "rolls to m 2: 40 %, Rolling"),
        (
            {"rolling": {**ROLLING, "percent": None, "model_reference": None}},
            {},
            "rolls to another model: 0 %, Rolling",
        ),
        ({"rolling": None}, {}, None),
        (
            {},
            {"checks": {"ark": [CLOSED]}},
            "check: closed. Start it",
        ),
        ({}, {"checks": {"ark": [{"model": "ep-a", "verdict": "ok"}]}}, None),
        ({}, {"checks": {"maas": [{**CLOSED, "model": "a"}]}}, None),
        ({}, {"checks": {"ark": [{**CLOSED, "label": "another set"}]}}, None),
        (
            {},
            {"models": [{"name": "m", "versions": [{"model_version": "1", "status": "Retiring"}]}]},
            "m 1: it will be withdrawn; move to another version",
        ),
        ({}, {"models": [{"name": "m", "versions": [{"model_version": "1", "status": "Published"}]}]}, None),
    ],
)
def test_what_an_operator_should_look_at(attributes, facts, notice):
    told = run_of([("", [there("a", **attributes)])], **facts)
    assert ("### To look at" in told["markdown"]) is (notice is not None)
    assert notice is None or f"| a | ep-a | {notice}" in told["markdown"]


def test_verdicts_are_counted_on_the_terminal():
    checks = [{"model": f"ep-{name}", "verdict": verdict} for name, verdict in (("a", "ok"), ("b", "closed"))]
    told = run_of([("", [there("a"), there("b")])], checks={"ark": checks})
    assert told["summary"][1:] == ["ark: 2 endpoints checked: 1 closed, 1 ok"]


def test_a_verdict_that_is_a_failure_makes_the_run_fail():
    check = {**CLOSED, "failed": True}
    told = run_of([("", [{**there("a"), "check": check}, {**there("b"), "check": {**check, "failed": False}}])])
    assert told["failures"] == ["ark: 1 endpoint checked: closed: a ep-a. Start it."]
    assert (told["result"]["failed"], told["report"]["failed"]) == (True, True)


def test_tags_that_come_and_go_are_told_one_by_one():
    kept, old, new = ({"key": key, "value": "v"} for key in ("kept", "old", "new"))
    entry = outcome("endpoints[0]", "a", "updated", endpoint_id="ep-a", endpoint={"tags": [kept, new]})
    result = {**failed_run(entry), "diff": [diff("a", {"tags": [kept, old]}, {"tags": [kept, new]})]}
    told = reports(ark=result)
    assert "| tags | − old=v | + new=v |" in told["markdown"]
    assert [row["tag"] for row in told["report"]["tags"]] == ["kept=v", "new=v"]


def test_each_pruned_endpoint_is_one_line_of_the_difference():
    shown = reports()["diff"]
    assert [each["before_header"] for each in shown] == ["ark: new ep-1", f"ark: {NASTY} ep-2", "ark: pruned"]
    assert (shown[-1]["before"], shown[-1]["after"]) == ("old ep-9\n", "")
