# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role against a real sandbox: what it does, what it says, what it writes."""

from __future__ import annotations

import json
import re

import pytest

from ..support.playbook import GROUP, task
from ..support.sandbox import ACCESS_KEY, SECRET_KEY, WRITES
from .support import MODEL, OTHER_MODEL, ROLE, fleet, look, tried, with_keywords, write

NOTHING = dict.fromkeys(("total", "created", "updated", "recreated", "deleted", "unchanged", "failed"), 0)
MADE = f"{ROLE} : Make the endpoints true"
TOLD = f"{ROLE} : Tell what became of the endpoints"


def test_files_and_variables_make_one_fleet(sandbox, playbooks):
    write(
        playbooks.folder,
        "base.yml",
        {
            "ark": {
                "defaults": {"model_reference": MODEL, "tags": [{"key": "by", "value": "fleet"}]},
                "endpoints": [{"name": "one"}, {"name": "two", "rate_limit": {"rpm": 5, "tpm": 50}}],
            }
        },
    )
    write(
        playbooks.folder,
        "more.yml",
        {"ark": {"groups": [{"defaults": {"state": "stopped"}, "endpoints": [{"name": "two"}, {"name": "three"}]}]}},
    )
    variables = {
        "manifests": ["base.yml", str(playbooks.folder / "more.yml")],
        "ark": {"endpoints": [{"name": "three", "description": "{{ text }}"}]},
    }
    tasks = [fleet(**variables), look(), fleet(**variables), look("again")]
    run = playbooks.run(tasks, "--extra-vars", '{"text": "from a template"}', sandbox=sandbox)
    result = run["result"]["fleet_result"]
    assert (result["changed"], result["failed"]) == (True, False)
    assert result["ark"]["summary"] == {**NOTHING, "total": 3, "created": 3}
    real = {one["Name"]: one for one in sandbox.endpoints()}
    assert {name: one["Status"] for name, one in real.items()} == {
        "one": "Running",
        "two": "Stopped",
        "three": "Stopped",
    }
    assert real["two"]["RateLimit"] == {"Rpm": 5, "Tpm": 50}
    assert real["three"]["Description"] == "from a template"
    assert all({"Key": "by", "Value": "fleet"} in one["Tags"] for one in real.values())

    assert run["again"]["fleet_result"]["changed"] is False
    assert sandbox.calls(since=run.end_of("result")) == ["ListEndpoints"]


def test_options_of_the_set_reach_the_module(sandbox, playbooks):
    made = {"endpoints": [{"name": f"e{n}", "model_reference": MODEL} for n in range(3)]}
    ark = {"project_name": "default", "prune": True, "prune_max": 2, "endpoints": [{"name": "e0"}], "wait": False}
    tasks = [
        fleet(ark=made),
        with_keywords(fleet(ark=ark), check_mode=True, diff=True),
        look("foreseen"),
        tried(fleet(ark={**ark, "prune_max": 1})),
        look("refused"),
        fleet(ark={**ark, "wait": True}),
    ]
    run = playbooks.run(tasks, sandbox=sandbox)
    _made, foreseen, refused, _done = run.all(MADE)
    assert run["foreseen"]["fleet_result"]["ark"]["summary"] == {**NOTHING, "total": 3, "deleted": 2, "unchanged": 1}
    assert foreseen["diff"]
    assert refused["failed"]
    assert "2 endpoints would be pruned" in refused["msg"]
    assert sandbox.effects().count("DeleteEndpoint") == 2
    assert sandbox.effects(since=run.end_of("refused")).count("DeleteEndpoint") == 2
    assert [one["Name"] for one in sandbox.endpoints()] == ["e0"]


def test_what_is_wrong_is_told_and_nothing_is_called(sandbox, playbooks):
    """Broken manifests, none at all, and folders for reports that cannot be had."""
    (playbooks.folder / "a.yml").write_text(
        "ark:\n  secret_key: canary-1\n  endpoints:\n    - name: x\n      rate_limit: {rpm: -1}\n    - {}\n",
        encoding="utf-8",
    )
    (playbooks.folder / "b.yml").write_text("ark:\n - [\n", encoding="utf-8")
    (playbooks.folder / "file").write_text("", encoding="utf-8")
    manifest = {"endpoints": [{"name": "x", "model_reference": MODEL}]}
    wrong = [
        {"manifests": ["a.yml", "b.yml"]},
        {},
        *({"ark": manifest, "report_dir": folder} for folder in ("/proc/nope", "file", "file/below")),
    ]
    run = playbooks.run([task for each in wrong for task in (tried(fleet(**each)), look())], sandbox=sandbox)
    results = [each["fleet_result"] for each in run.all("result")]
    assert [(each["changed"], each["failed"]) for each in results] == [(False, True)] * len(wrong)
    broken, missing, *unwritable = (each["errors"] for each in results)
    assert [error.split("; ")[0] for error in broken] == [
        "a.yml, line 2: ark.secret_key: found a credential (its value is not shown)",
        "a.yml, line 5: ark.endpoints[0].rate_limit.rpm: found -1",
        "a.yml, line 6: ark.endpoints[1].name: missing",
        "b.yml, line 3: this is not valid YAML: while parsing a flow node, did not find expected node content",
    ]
    variables = "fleet_ark or fleet_dataartsfabric or fleet_maas"
    assert missing == [f"there is no manifest: set fleet_manifests to a list of YAML files, or {variables}"]
    for folder, errors in zip(("/proc/nope", "file", "file/below"), unwritable, strict=True):
        (error,) = errors
        told = f"fleet_report_dir: found {folder}; expected a folder that can be written to. Nothing was"
        assert error.startswith(told)
    assert [each["msg"].splitlines() for each in run.all(MADE)] == [each["errors"] for each in results]
    assert "canary" not in run.output
    assert sandbox.calls() == []


def test_check_mode_reports_what_has_drifted(sandbox, playbooks):
    manifest = {"endpoints": [{"name": "a|b", "model_reference": MODEL, "rate_limit": {"rpm": 5, "tpm": 50}}]}
    drifted = task("drift", name="a|b", model_reference=MODEL, rate_limit={"rpm": 99, "tpm": 50})
    foreseen = with_keywords(fleet(ark=manifest, report_dir="reports/nightly"), check_mode=True)
    run = playbooks.run([drifted, foreseen, look()], sandbox=sandbox)

    (endpoint,) = sandbox.endpoints()
    assert run["result"]["fleet_result"]["changed"] is True
    assert not set(sandbox.calls(since=run.end_of("drift"))) & set(WRITES)
    assert "changed=2 " in run.output  # the drift, and the module's task; writing reports is none
    folder = playbooks.folder / "reports" / "nightly"
    report = json.loads((folder / "fleet-report.json").read_text(encoding="utf-8"))
    assert (report["check_mode"], report["changed"], report["failed"]) == (True, True, False)
    (entry,) = report["families"]["ark"]["results"]
    assert entry["origins"] == ["fleet_ark.endpoints[0]"]
    assert entry["before"]["rate_limit"] == {"rpm": 99, "tpm": 50}
    assert entry["after"]["rate_limit"] == {"rpm": 5, "tpm": 50}
    text = (folder / "fleet-report.md").read_text(encoding="utf-8")
    assert text.startswith("# Fleet report\n")
    assert "check mode, nothing was changed: drifted" in text
    (row,) = [line for line in text.splitlines() if line.startswith("| a\\|b")]
    cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
    assert {"a\\|b", endpoint["Id"], "would be updated"} <= set(cells)
    assert cells[-3:] == ["rate_limit.rpm", "99", "5"]


def test_a_run_that_reaches_nobody_fails_with_the_reason(sandbox, playbooks):
    defaults = {GROUP: {**sandbox.connection, "secret_key": "another"}}
    manifest = {"endpoints": [{"name": "x", "model_reference": MODEL}]}
    run = playbooks.run([tried(fleet(ark=manifest, report_dir="reports")), look()], play={"module_defaults": defaults})
    result = run["result"]["fleet_result"]
    assert (result["changed"], result["failed"]) == (False, True)
    assert "SignatureDoesNotMatch" in run[MADE]["msg"]
    assert "SignatureDoesNotMatch" in (playbooks.folder / "reports" / "fleet-report.md").read_text(encoding="utf-8")


def test_reports_that_cannot_be_written_hide_no_failure(sandbox, playbooks):
    # A folder that can be written to, and a file in it that cannot: not even root makes files there.
    (playbooks.folder / "reports").mkdir()
    (playbooks.folder / "reports" / "fleet-report.md").symlink_to("/proc")
    sandbox.fault(kind="error", status=403, code="QuotaExceeded", action="CreateEndpoint", name="two", count=1)
    manifest = {"endpoints": [{"name": name, "model_reference": MODEL} for name in ("one", "two")]}
    work = tried(fleet(ark=manifest, report_dir="reports"))
    run = playbooks.run([work, look(), work], sandbox=sandbox)
    first, again = run.all(MADE)
    told, told_again = run.all(TOLD)
    title, failure, unwritten = first["msg"].splitlines()
    assert title.startswith("ark: 1 of 2 endpoints failed (1 created)")
    assert failure.startswith("ark: [QuotaExceeded] two (fleet_ark.endpoints[1]): ")
    assert unwritten.startswith("reports: ")
    assert told["msg"] == ["ark: 2 endpoints: 1 created, 1 failed"]
    assert run["result"]["fleet_result"]["ark"]["summary"]["failed"] == 1
    assert again["failed"]
    assert again["msg"].startswith("reports: ")
    assert told_again["msg"] == ["ark: 2 endpoints: 1 created, 1 unchanged"]


def test_the_role_says_what_it_did_or_would_do(sandbox, playbooks):
    before = [{"name": name, "model_reference": MODEL} for name in ("kept", "old")]
    wanted = [{"name": name, "model_reference": MODEL} for name in ("kept", "new")]
    variables = {"ark": {"project_name": "default", "prune": True, "endpoints": wanted}}
    tasks = [
        fleet(ark={"endpoints": before}),
        with_keywords(fleet(**variables), check_mode=True),
        fleet(**variables, report_dir="reports"),
        fleet(**variables),
    ]
    run = playbooks.run(tasks, sandbox=sandbox)
    assert [each["msg"] for each in run.all(TOLD)[1:]] == [
        ["ark: 3 endpoints: 1 would be created, 1 would be pruned, 1 unchanged"],
        [
            "ark: 3 endpoints: 1 created, 1 pruned, 1 unchanged",
            f"reports: {playbooks.folder}/reports/fleet-report.json, .md and .html",
        ],
        ["ark: 2 endpoints: 2 unchanged"],
    ]
    assert [line for each in run.all(TOLD) for line in each["msg"] if line not in run.output] == []
    assert [each["changed"] for each in run.all(MADE)] == [True, True, True, False]
    assert "changed=3 " in run.output


@pytest.mark.slow
def test_two_hundred_of_which_seven_fail_for_four_reasons(sandbox, playbooks):
    before = {"e003": OTHER_MODEL, "e007": OTHER_MODEL, "e050": MODEL, "twin": MODEL}
    playbooks.run(
        [fleet(ark={"endpoints": [{"name": name, "model_reference": model} for name, model in before.items()]})],
        sandbox=sandbox,
    )
    # A name that two endpoints bear: no task can bring that about, people can.
    sandbox.control("PATCH", f"endpoints/{sandbox.only('twin')['Id']}", {"Name": "e050"})
    reasons = {
        "QuotaExceeded": ["e011", "e012"],
        "OperationDenied.ServiceNotOpen": ["e100", "e199"],
        "ambiguous name": ["e050"],
        "refused": ["e003", "e007"],
    }
    for code in ("QuotaExceeded", "OperationDenied.ServiceNotOpen"):
        for name in reasons[code]:
            sandbox.fault(kind="error", status=403, code=code, action="CreateEndpoint", name=name)
    endpoints = [{"name": f"e{number:03}", "tags": [{"key": "n", "value": str(number)}]} for number in range(200)]
    write(playbooks.folder, "fleet.yml", {"ark": {"defaults": {"model_reference": MODEL}, "endpoints": endpoints}})

    run = playbooks.attempt([fleet(manifests=["fleet.yml"], report_dir="reports")], sandbox=sandbox)

    assert run.status != 0
    text = (playbooks.folder / "fleet.yml").read_text(encoding="utf-8")
    lines_of = {
        name: number for number, line in enumerate(text.splitlines(), 1) for name in re.findall(r"e\d{3}$", line)
    }
    failing = {name: reason for reason, names in reasons.items() for name in names}
    title, *lines = run[MADE]["msg"].splitlines()
    assert title == (
        "ark: 7 of 200 endpoints failed (193 created), by reason: OperationDenied.ServiceNotOpen (2), QuotaExceeded"
        " (2), ambiguous name (1), refused (2)"
    )
    assert len(lines) == 7  # two for each reason, and one for the one that a single endpoint has
    for name, reason in failing.items():
        (line,) = [line for line in lines if f" {name} " in line]
        assert line.startswith(f"ark: [{reason}] ")
        assert f" (fleet.yml, line {lines_of[name]}: ark.endpoints[{int(name[1:])}])" in line
    for code in ("QuotaExceeded", "OperationDenied.ServiceNotOpen"):
        assert [line.startswith(f"ark: [{code}] 2 endpoints: ") for line in lines if code in line] == [True, False]
    assert "endpoint_id" in " ".join(lines)
    assert "cannot be changed in place" in " ".join(lines)

    report = json.loads((playbooks.folder / "reports" / "fleet-report.json").read_text(encoding="utf-8"))
    results = report["families"]["ark"]["results"]
    assert [entry["name"] for entry in results] == [entry["name"] for entry in endpoints]
    assert {entry["name"] for entry in results if entry["failed"]} == set(failing)
    real = {one["Name"]: one for one in sandbox.endpoints() if one["Name"] not in failing}
    assert len(real) == 193
    for entry in endpoints:
        if entry["name"] in failing:
            continue
        one = real[entry["name"]]
        assert one["Status"] == "Running"
        assert {"Key": "n", "Value": entry["tags"][0]["value"]} in one["Tags"]
    text = (playbooks.folder / "reports" / "fleet-report.md").read_text(encoding="utf-8")
    assert len(re.findall(r"^\| e\d{3} ", text, re.MULTILINE)) == 200
    assert ACCESS_KEY not in run.output + text
    assert SECRET_KEY not in run.output + text

    # The operator acts: quota and model are granted, the twin is deleted, the two others may be replaced.
    sandbox.control("DELETE", "faults")
    twin = next(one["Id"] for one in sandbox.endpoints() if one["Name"] == "e050")
    repair = {"endpoints": [{"endpoint_id": twin, "state": "absent"}]}
    replace = {"endpoints": [{"name": name, "recreate": "create_first"} for name in reasons["refused"]]}
    second = playbooks.run(
        [fleet("repair", ark=repair), fleet("again", manifests=["fleet.yml"], ark=replace), look()], sandbox=sandbox
    )
    summary = second["result"]["fleet_result"]["ark"]["summary"]
    assert (summary["failed"], summary["recreated"], summary["created"]) == (0, 2, 4)
    assert len(sandbox.endpoints()) == 200


def test_omit_and_texts_mean_in_the_variables_what_they_mean_to_the_module(sandbox, playbooks):
    name, version = MODEL["foundation_model"].values()
    entry = {
        "name": "typed",
        "description": "{{ nowhere | default(omit) }}",
        "model_reference": {"foundation_model": {"name": name, "model_version": "{{ version }}"}},
        "rate_limit": {"rpm": "{{ limit }}", "tpm": "{{ nowhere | default(omit) }}"},
        "tags": [{"key": "number", "value": 7}, {"key": "truth", "value": True}, "{{ omit }}"],
    }
    variables = {
        "manifests": "{{ nowhere | default(omit) }}",
        "report_dir": "{{ nowhere | default(omit) }}",
        "maas": "{{ omit }}",
        "ark": {"wait": "yes", "concurrency": "4", "prune_max": "{{ nowhere | default(omit) }}", "endpoints": [entry]},
    }
    given = {"version": int(version), "limit": "60"}
    run = playbooks.run([fleet(**variables), look()], "--extra-vars", json.dumps(given), sandbox=sandbox)
    assert run["result"]["fleet_result"]["ark"]["summary"]["created"] == 1
    made = sandbox.only("typed")
    assert not made.get("Description")
    assert made["RateLimit"]["Rpm"] == 60
    tags = {tag["Key"]: tag["Value"] for tag in made["Tags"] if not tag["Key"].startswith("sys:")}
    assert tags == {"number": "7", "truth": "True"}
