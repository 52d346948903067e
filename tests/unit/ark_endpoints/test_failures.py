# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures, time-outs and interrupts: each entry tells its own story, and the others are right."""

from __future__ import annotations

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.cancellation import Cancellation
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import CallFailed
from ansible_collections.inference.endpoints.plugins.module_utils._task import bulk

from ..support.world import EPOCH
from .world import FleetWorld, entry


def test_the_failure_of_one_leaves_the_others_right():
    world = FleetWorld(models="catalogue")
    good = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}
    world.gateway.faults.replace(
        [
            {"kind": "error", "status": 403, "code": "AccessDenied", "action": "CreateEndpoint", "name": "e3"},
            {"kind": "error", "status": 429, "code": "QuotaExceeded", "action": "CreateEndpoint", "name": "e5"},
        ]
    )
    entries = [entry(f"e{number}", model_reference=good) for number in range(30)]
    entries[7] = entry("e7", model_reference={"foundation_model": {"name": "nope", "model_version": "1"}})
    entries[9] = {**entry("e9"), "model_reference": None}
    done = world.run(entries)
    assert done.error is None
    assert done.summary == {"total": 30, "created": 26, "failed": 4}
    assert {number for number, result in enumerate(done.results) if result["failed"]} == {3, 5, 7, 9}
    assert {result["endpoint"]["status"] for result in done.results if not result["failed"]} == {"Running"}
    denied = done.results[3]
    assert (denied["action"], denied["error_code"], denied["http_status"]) == ("CreateEndpoint", "AccessDenied", 403)
    assert denied["request_id"]
    assert "model_reference: missing" in done.results[9]["msg"]
    message = bulk.failure_message(done.report)
    assert message.startswith("4 of 30 endpoints failed (26 created): ")
    assert all(f"endpoints[{number}] e{number}" in message for number in (3, 5, 7, 9))
    assert len(done.report["diff"]) == 26


@pytest.mark.parametrize(("check_mode", "would"), [(False, ""), (True, "would be ")])
def test_what_has_not_failed_is_told_as_what_it_is(check_mode, would):
    world = FleetWorld()
    world.stock(4)
    world.settle()
    old = world.only("e0003")["Id"]
    other = {"foundation_model": {"name": "another", "model_version": "1"}}
    entries = [
        entry("e0000", model_reference=other),
        entry("e0001", description="new"),
        {**entry("e0002"), "state": "absent"},
        entry("added"),
    ]
    done = world.run(entries, project_name="default", prune=True, check_mode=check_mode)
    told = f"1 {would}created, 1 {would}updated, 1 {would}deleted, 1 {would}pruned: e0003 ({old})"
    assert done.report["msg"].startswith(f"1 of 5 endpoints failed ({told}): endpoints[0] e0000: ")
    assert done.summary == {"total": 5, "created": 1, "updated": 1, "deleted": 2, "failed": 1}


def test_a_project_that_cannot_be_listed_fails_its_entries_alone():
    world = FleetWorld()
    world.stock(1)
    world.gateway.faults.add(
        {"kind": "error", "status": 403, "code": "AccessDenied", "action": "ListEndpoints", "count": 1}
    )
    done = world.run([entry("a", project_name="lost"), entry("e0000")])
    assert done.outcomes == ["failed", "unchanged"]
    assert done.results[0]["error_code"] == "AccessDenied"
    assert done.report["error_code"] == "AccessDenied"


def test_a_lost_list_is_no_reason_to_prune():
    world = FleetWorld()
    world.stock(2)
    world.gateway.faults.add({"kind": "error", "status": 403, "code": "AccessDenied", "action": "ListEndpoints"})
    done = world.run([entry("e0000")], project_name="default", prune=True)
    assert isinstance(done.error, CallFailed)
    assert len(world.endpoints()) == 2


def test_many_failures_of_one_kind_are_told_once():
    world = FleetWorld()
    world.gateway.faults.add({"kind": "error", "status": 403, "code": "AccessDenied", "action": "CreateEndpoint"})
    message = bulk.failure_message(world.run([entry(f"e{number}") for number in range(50)]).report)
    assert message.count("AccessDenied") == 1
    assert "50 of 50 endpoints failed (none succeeded): endpoints[0] e0" in message
    assert "and 40 more" in message


def test_what_an_entry_lacks_to_be_created_is_told_with_its_place():
    world = FleetWorld()
    done = world.run([entry("a"), entry("b", model_reference=None)])
    assert done.outcomes == ["created", "failed"]
    (told,) = done.results[1]["errors"]
    assert told.startswith("endpoints[1].model_reference: missing; ")
    assert done.report["errors"] == [told]


def test_an_ambiguous_name_fails_alone_and_tells_all_candidates():
    world = FleetWorld()
    world.stock(1)
    for _twin in range(2):
        world.gateway.call(
            "CreateEndpoint",
            {"Name": "twin", "ModelReference": {"FoundationModel": {"Name": "m", "ModelVersion": "1"}}},
        )
    world.settle()
    done = world.foretold([entry("twin"), entry("e0000", description="x")])
    assert done.outcomes == ["failed", "updated"]
    assert len(done.results[0]["candidates"]) == 2


def test_the_time_is_for_the_whole_set_and_each_entry_says_how_far_it_came():
    world = FleetWorld(start_seconds=10**6, latency=1.0)
    done = world.run([entry(f"e{number}") for number in range(30)], wait_timeout=20)
    assert {result["error_code"] for result in done.results} == {"WaitTimeout"}
    made = [result for result in done.results if result["actions"]]
    assert len(made) == len(world.endpoints()) < 30
    assert all("Scheduling" in result["msg"] for result in made[:5])
    assert all("was not sent" in result["msg"] for result in done.results if not result["actions"])
    assert world.time < EPOCH + 60


@pytest.mark.parametrize("after", [0, 1, 4, 20, 31])
def test_an_interrupt_leaves_per_entry_results_and_a_second_run_completes(after):
    world = FleetWorld()
    cancellation = Cancellation()
    once = world.once
    world.once = lambda call: (cancellation.cancel() if len(world.log) >= after else None, once(call))[1]
    entries = [entry(f"e{number}") for number in range(30)]
    done = world.run(entries, cancellation=cancellation)
    world.once = once
    assert done.error is None
    assert len(done.results) == 30
    assert done.summary["failed"] >= 1
    assert sum(result["actions"] == ["CreateEndpoint"] for result in done.results) == len(world.endpoints())
    assert all("Interrupted" in result["msg"] for result in done.results if result["failed"])
    world.settle()
    world.good(entries)
    assert len({each["Name"] for each in world.endpoints()}) == len(world.endpoints()) == 30


def test_a_call_without_an_answer_at_the_interrupt_is_told_as_unknown():
    world = FleetWorld(faults=[{"kind": "reset", "when": "after", "action": "CreateEndpoint"}])
    cancellation = Cancellation()
    once = world.once
    world.once = lambda call: (cancellation.cancel() if call.action == "CreateEndpoint" else None, once(call))[1]
    done = world.run([entry("a"), entry("b")], cancellation=cancellation)
    assert "whether its last call took effect is not known" in done.results[0]["msg"]
    assert "not known" not in done.results[1]["msg"]


def test_a_bug_in_a_call_is_not_taken_for_a_failure_of_an_entry():
    world = FleetWorld()
    world.once = lambda call: 1 // 0
    with pytest.raises(ZeroDivisionError):
        world.run([entry("a")])
