# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an operator sees: failures, refusals, bad input, differences."""

from __future__ import annotations

import pytest

from .sets import MODEL, entries, fleet


def test_seven_of_two_hundred_fail_for_four_reasons_and_the_others_are_right(sandbox, playbooks):
    sandbox.switch(models="catalogue")
    declared = entries(200)
    for number in (11, 12):
        sandbox.fault(kind="error", status=403, code="AccessDenied", action="CreateEndpoint", name=f"e00{number}")
    for number in (60, 61):
        declared[number]["model_reference"] = {"foundation_model": {"name": "no-such-model", "model_version": "1"}}
    for number in (150, 151):
        sandbox.fault(kind="error", status=429, code="QuotaExceeded", action="CreateEndpoint", name=f"e0{number}")
    for name in ("e0100", "other"):
        playbooks.run([fleet("create", [{"name": name, "model_reference": MODEL}])], sandbox=sandbox)
    other = sandbox.only("other")["Id"]
    playbooks.run([fleet("rename", [{"endpoint_id": other, "name": "e0100"}])], sandbox=sandbox)
    run = playbooks.attempt([fleet("all", declared)], sandbox=sandbox)
    result = run["all"]
    assert run.status == 2
    assert result["summary"]["failed"] == 7
    assert result["summary"]["created"] == 193
    failed = {number: one for number, one in enumerate(result["results"]) if one["failed"]}
    assert sorted(failed) == [11, 12, 60, 61, 100, 150, 151]
    assert {one["error_code"] for number, one in failed.items() if number != 100} >= {"AccessDenied", "QuotaExceeded"}
    assert "endpoint_id" in failed[100]["msg"]
    message = result["msg"]
    assert message.startswith("7 of 200 endpoints failed (193 created): ")
    assert message.count(" | ") == 3
    for number in failed:
        assert f"endpoints[{number}] e{number:04d}" in message
    assert "permission" in message
    assert "quota" in message
    assert len(message) < 3000
    right = [one for one in sandbox.endpoints() if one["Status"] == "Running"]
    assert len(right) == 195
    assert run.output.count("7 of 200 endpoints failed") >= 1


def test_bad_input_is_told_with_its_path_all_at_once_and_before_any_call(sandbox, playbooks):
    declared = entries(20)
    declared[17]["rate_limit"] = {"rpm": -1}
    declared[3]["tags"] = [{"key": "volc:x", "value": "1"}]
    declared[5]["name"] = " "
    run = playbooks.attempt([fleet("bad", declared, concurrency=0)], sandbox=sandbox)
    errors = run["bad"]["errors"]
    paths = sorted(error.split(":")[0] for error in errors)
    assert paths == ["concurrency", "endpoints[17].rate_limit.rpm", "endpoints[3].tags[0].key", "endpoints[5].name"]
    assert all(error in run["bad"]["msg"] for error in errors)
    assert sandbox.log() == []


def test_two_entries_for_one_endpoint_are_refused_before_any_call(sandbox, playbooks):
    run = playbooks.attempt([fleet("twice", [*entries(3), entries(1)[0]])], sandbox=sandbox)
    assert "endpoints[3]" in run["twice"]["errors"][0]
    assert sandbox.log() == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"prune": True}, "project_name: missing"),
        ({"prune": True, "project_name": "default", "endpoints": []}, "prune_allow_empty"),
        ({"prune": True, "project_name": "default", "prune_max": 2}, "4 endpoints would be pruned"),
    ],
)
def test_pruning_is_guarded(sandbox, playbooks, options, words):
    playbooks.run([fleet("create", entries(5))], sandbox=sandbox)
    start = sandbox.mark()
    declared = options.pop("endpoints", entries(1))
    run = playbooks.attempt([fleet("prune", declared, **options)], sandbox=sandbox)
    assert words in run["prune"]["msg"]
    assert sandbox.effects(start) == []


def test_what_is_pruned_is_shown_beforehand_and_is_the_same_afterwards(sandbox, playbooks):
    playbooks.run([fleet("create", entries(5, tags=[{"key": "team", "value": "x"}]))], sandbox=sandbox)
    options = {"project_name": "default", "prune": True, "prune_tags": [{"key": "team", "value": "x"}]}
    tasks = [fleet("prune", entries(2, description="other"), **options)]
    start = sandbox.mark()
    check = playbooks.run(tasks, "--check", "--diff", sandbox=sandbox)
    assert sandbox.effects(start) == []
    real = playbooks.run(tasks, "--diff", sandbox=sandbox)
    for key in ("changed", "actions", "diff", "summary"):
        assert check["prune"][key] == real["prune"][key]
    assert [one["place"] for one in real["prune"]["results"]] == ["endpoints[0]", "endpoints[1]", *["pruned"] * 3]
    assert real["prune"]["summary"] == {
        **dict.fromkeys(("created", "recreated", "unchanged", "failed"), 0),
        "total": 5,
        "updated": 2,
        "deleted": 3,
    }
    for output in (check.output, real.output):
        assert output.count("--- before: endpoint ") == output.count("+++ after: endpoint ") == 5
        assert all(f"e000{number}" in output for number in range(5))
        assert "other" in output
        assert sandbox.secret_key not in output
    assert sorted(one["Name"] for one in sandbox.endpoints()) == ["e0000", "e0001"]
