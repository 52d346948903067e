# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role against a real sandbox: what it does, what it says, what it writes."""

from __future__ import annotations

import json
import re

import pytest

from ..support.playbook import GROUP
from ..support.sandbox import ACCESS_KEY, SECRET_KEY, WRITES
from .support import MODEL, OTHER_MODEL, ROLE, fleet, look, write

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
    run = playbooks.run([fleet(**variables), look()], "--extra-vars", '{"text": "from a template"}', sandbox=sandbox)
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

    mark = sandbox.mark()
    again = playbooks.run([fleet(**variables), look()], "--extra-vars", '{"text": "from a template"}', sandbox=sandbox)
    assert again["result"]["fleet_result"]["changed"] is False
    assert sandbox.calls(after=mark) == ["ListEndpoints"]


def test_options_of_the_set_reach_the_module(sandbox, playbooks):
    playbooks.run(
        [fleet(ark={"endpoints": [{"name": f"e{n}", "model_reference": MODEL} for n in range(3)]})], sandbox=sandbox
    )
    ark = {"project_name": "default", "prune": True, "prune_max": 2, "endpoints": [{"name": "e0"}], "wait": False}
    foreseen = playbooks.run([fleet(ark=ark), look()], "--check", "--diff", sandbox=sandbox)
    assert foreseen["result"]["fleet_result"]["ark"]["summary"] == {**NOTHING, "total": 3, "deleted": 2, "unchanged": 1}
    assert len(sandbox.endpoints()) == 3
    assert foreseen[MADE]["diff"]

    refused = playbooks.attempt([fleet(ark={**ark, "prune_max": 1})], sandbox=sandbox)
    assert refused.status != 0
    assert "2 endpoints would be pruned" in refused[MADE]["msg"]
    assert len(sandbox.endpoints()) == 3

    playbooks.run([fleet(ark={**ark, "wait": True})], sandbox=sandbox)
    assert [one["Name"] for one in sandbox.endpoints()] == ["e0"]


def test_a_broken_manifest_is_told_and_nothing_is_called(sandbox, playbooks):
    (playbooks.folder / "a.yml").write_text(
        "ark:\n  secret_key: canary-1\n  endpoints:\n    - name: x\n      rate_limit: {rpm: -1}\n    - {}\n",
        encoding="utf-8",
    )
    (playbooks.folder / "b.yml").write_text("ark:\n - [\n", encoding="utf-8")
    mark = sandbox.mark()
    task = {"name": "try", "block": [fleet(manifests=["a.yml", "b.yml"])], "rescue": [look()]}
    run = playbooks.run([task], sandbox=sandbox)
    errors = run["result"]["fleet_result"]["errors"]
    assert [error.split("; ")[0] for error in errors] == [
        "a.yml, line 2: ark.secret_key: found a credential (its value is not shown)",
        "a.yml, line 5: ark.endpoints[0].rate_limit.rpm: found -1",
        "a.yml, line 6: ark.endpoints[1].name: missing",
        "b.yml, line 3: this is not valid YAML: while parsing a flow node, did not find expected node content",
    ]
    assert run[MADE]["msg"].splitlines() == errors
    assert run["result"]["fleet_result"]["failed"] is True
    assert "canary" not in run.output
    assert sandbox.calls(after=mark) == []


def test_without_a_manifest_the_role_fails(sandbox, playbooks):
    run = playbooks.attempt([fleet()], sandbox=sandbox)
    variables = "fleet_ark or fleet_dataartsfabric or fleet_maas"
    assert run[MADE]["msg"] == f"there is no manifest: set fleet_manifests to a list of YAML files, or {variables}"


def test_check_mode_reports_what_has_drifted(sandbox, playbooks):
    manifest = {"endpoints": [{"name": "a|b", "model_reference": MODEL, "rate_limit": {"rpm": 5, "tpm": 50}}]}
    playbooks.run([fleet(ark=manifest)], sandbox=sandbox)
    (endpoint,) = sandbox.endpoints()
    sandbox.control("PATCH", f"endpoints/{endpoint['Id']}", {"RateLimit": {"Rpm": 99, "Tpm": 50}})
    mark = sandbox.mark()
    variables = {"ark": manifest, "report_dir": "reports/nightly"}
    run = playbooks.run([fleet(**variables), look()], "--check", sandbox=sandbox)

    assert run["result"]["fleet_result"]["changed"] is True
    assert not set(sandbox.calls(after=mark)) & set(WRITES)
    assert "changed=1 " in run.output  # the module's task; writing reports is none
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
    task = {"name": "try", "block": [fleet(ark=manifest, report_dir="reports")], "rescue": [look()]}
    run = playbooks.run([task], play={"module_defaults": defaults})
    result = run["result"]["fleet_result"]
    assert (result["changed"], result["failed"]) == (False, True)
    assert "SignatureDoesNotMatch" in run[MADE]["msg"]
    assert "SignatureDoesNotMatch" in (playbooks.folder / "reports" / "fleet-report.md").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_had_is_told_before_anything_is_changed(sandbox, playbooks):
    (playbooks.folder / "file").write_text("", encoding="utf-8")
    manifest = {"endpoints": [{"name": "x", "model_reference": MODEL}]}
    mark = sandbox.mark()
    for folder in ("/proc/nope", "file", "file/below"):
        task = {"name": "try", "block": [fleet(ark=manifest, report_dir=folder)], "rescue": [look()]}
        run = playbooks.run([task], sandbox=sandbox)
        result = run["result"]["fleet_result"]
        assert (result["changed"], result["failed"]) == (False, True)
        (error,) = result["errors"]
        assert error.startswith(
            f"fleet_report_dir: found {folder}; a folder that reports can be written to. Nothing was"
        )
        assert run[MADE]["msg"] == error
    assert sandbox.calls(after=mark) == []


def test_reports_that_cannot_be_written_hide_no_failure(sandbox, playbooks):
    # A folder that can be written to, and a file in it that cannot: not even root makes files there.
    (playbooks.folder / "reports").mkdir()
    (playbooks.folder / "reports" / "fleet-report.md").symlink_to("/proc")
    sandbox.fault(kind="error", status=403, code="QuotaExceeded", action="CreateEndpoint", name="two")
    manifest = {"endpoints": [{"name": name, "model_reference": MODEL} for name in ("one", "two")]}
    task = {"name": "try", "block": [fleet(ark=manifest, report_dir="reports")], "rescue": [look()]}
    run = playbooks.run([task], sandbox=sandbox)
    title, failure, unwritten = run[MADE]["msg"].splitlines()
    assert title.startswith("ark: 1 of 2 endpoints failed (1 created)")
    assert failure.startswith("ark: [QuotaExceeded] two (fleet_ark.endpoints[1]): ")
    assert unwritten.startswith("reports: ")
    assert run[TOLD]["msg"] == ["ark: 2 endpoints: 1 created, 1 failed"]
    assert run["result"]["fleet_result"]["ark"]["summary"]["failed"] == 1

    sandbox.control("DELETE", "faults")
    again = playbooks.attempt([fleet(ark=manifest, report_dir="reports")], sandbox=sandbox)
    assert again.status != 0
    assert again[MADE]["msg"].startswith("reports: ")
    assert again[TOLD]["msg"] == ["ark: 2 endpoints: 1 created, 1 unchanged"]


def test_the_role_says_what_it_did_or_would_do(sandbox, playbooks):
    before = [{"name": name, "model_reference": MODEL} for name in ("kept", "old")]
    playbooks.run([fleet(ark={"endpoints": before})], sandbox=sandbox)
    wanted = [{"name": name, "model_reference": MODEL} for name in ("kept", "new")]
    variables = {"ark": {"project_name": "default", "prune": True, "endpoints": wanted}}
    foreseen = playbooks.run([fleet(**variables)], "--check", sandbox=sandbox)
    line = "ark: 3 endpoints: 1 would be created, 1 would be pruned, 1 unchanged"
    assert foreseen[TOLD]["msg"] == [line]
    assert line in foreseen.output
    done = playbooks.run([fleet(**variables, report_dir="reports")], sandbox=sandbox)
    line = "ark: 3 endpoints: 1 created, 1 pruned, 1 unchanged"
    assert done[TOLD]["msg"] == [line, f"reports: {playbooks.folder}/reports/fleet-report.json, .md and .html"]
    assert line in done.output
    again = playbooks.run([fleet(**variables)], sandbox=sandbox)
    assert again[TOLD]["msg"] == ["ark: 2 endpoints: 2 unchanged"]
    assert "changed=0 " in again.output


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
