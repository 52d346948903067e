# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an operator sees: failures, refusals, bad input, differences."""

from __future__ import annotations

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
    twins = [{"name": name, "model_reference": MODEL} for name in ("e0100", "other")]
    renamed = [{"endpoint_id": "{{ twins.results[1].endpoint_id }}", "name": "e0100"}]
    tasks = [fleet("create", twins) | {"register": "twins"}, fleet("rename", renamed), fleet("all", declared)]
    run = playbooks.attempt(tasks, sandbox=sandbox)
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
    """So are two entries for one endpoint."""
    declared = entries(20)
    declared[17]["rate_limit"] = {"rpm": -1}
    declared[3]["tags"] = [{"key": "volc:x", "value": "1"}]
    declared[5]["name"] = " "
    twice = fleet("twice", [*entries(3), entries(1)[0]])
    run = playbooks.attempt([fleet("bad", declared, concurrency=0) | {"ignore_errors": True}, twice], sandbox=sandbox)
    errors = run["bad"]["errors"]
    paths = sorted(error.split(":")[0] for error in errors)
    assert paths == ["concurrency", "endpoints[17].rate_limit.rpm", "endpoints[3].tags[0].key", "endpoints[5].name"]
    assert all(error in run["bad"]["msg"] for error in errors)
    assert "endpoints[3]" in run["twice"]["errors"][0]
    assert sandbox.log() == []


GUARDS = {
    "project_name: missing": {"prune": True},
    "prune_allow_empty": {"prune": True, "project_name": "default"},
    "4 endpoints would be pruned": {"prune": True, "project_name": "default", "prune_max": 2},
}


def test_pruning_is_guarded(sandbox, playbooks):
    tasks = [fleet("create", entries(5))]
    for words, options in GUARDS.items():
        declared = [] if "empty" in words else entries(1)
        tasks.append(fleet(words, declared, **options) | {"ignore_errors": True})
    run = playbooks.run(tasks, sandbox=sandbox)
    for words in GUARDS:
        assert run[words]["failed"]
        assert words in run[words]["msg"]
    assert sandbox.effects() == ["CreateEndpoint"] * 5


def test_what_is_pruned_is_shown_beforehand_and_is_the_same_afterwards(sandbox, playbooks):
    options = {"project_name": "default", "prune": True, "prune_tags": [{"key": "team", "value": "x"}]}
    declared = entries(2, description="other")
    tasks = [
        fleet("create", entries(5, tags=[{"key": "team", "value": "x"}])),
        fleet("check", declared, **options) | {"check_mode": True},
        fleet("prune", declared, **options),
    ]
    run = playbooks.run(tasks, "--diff", sandbox=sandbox)
    check, real = run["check"], run["prune"]
    for key in ("changed", "actions", "diff", "summary"):
        assert check[key] == real[key]
    assert [one["place"] for one in real["results"]] == ["endpoints[0]", "endpoints[1]", *["pruned"] * 3]
    assert real["summary"] == {
        **dict.fromkeys(("created", "recreated", "unchanged", "failed"), 0),
        "total": 5,
        "updated": 2,
        "deleted": 3,
    }
    for title in ("check", "prune"):
        output = run.told(title)
        assert output.count("--- before: endpoint ") == output.count("+++ after: endpoint ") == 5
        assert all(f"e000{number}" in output for number in range(5))
        assert "other" in output
    assert sandbox.secret_key not in run.output
    assert sandbox.effects().count("DeleteEndpoint") == 3
    assert sandbox.effects().count("UpdateEndpoint") == 2
    assert sorted(one["Name"] for one in sandbox.endpoints()) == ["e0000", "e0001"]
