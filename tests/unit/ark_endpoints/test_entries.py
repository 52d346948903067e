# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of the entries of a set, and which sets are refused."""

from __future__ import annotations

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import BadInput, Refused

from ..support.world import OTHER_MODEL
from .world import LIMITS, FleetWorld, calls, entry


def test_everything_at_once_is_foretold_and_then_true():
    world = FleetWorld()
    world.stock(8, **LIMITS)
    world.good([entry("e0005", state="stopped"), entry("e0006", state="stopped")])
    entries = [
        entry("new", **LIMITS),
        entry("e0000", **LIMITS),
        entry("e0001", description="other"),
        entry("e0002", state="stopped"),
        entry("e0003", state="absent"),
        entry("e0004", model_reference=OTHER_MODEL, recreate="create_first"),
        entry("e0005", model_reference=OTHER_MODEL, recreate="delete_first"),
        entry("e0006", state="started"),
        entry("nobody", state="absent"),
    ]
    done = world.foretold(entries, project_name="default", prune=True)
    words = "created unchanged updated updated deleted recreated recreated updated unchanged deleted".split()
    assert done.outcomes == words
    assert done.results[-1]["place"] == "pruned"
    assert done.results[5]["previous_endpoint_id"] != done.results[5]["endpoint_id"]
    assert len(done.report["diff"]) == 8
    assert sorted(one["Name"] for one in world.endpoints()) == sorted(
        ["new", "e0000", "e0001", "e0002", "e0004", "e0005", "e0006"]
    )
    assert world.only("e0005")["Status"] == "Stopped"
    world.settle()
    again = world.good(entries, project_name="default", prune=True)
    assert (again.report["changed"], calls(again)) == (False, {"ListEndpoints": 1})


def test_names_that_change_places():
    world = FleetWorld()
    world.stock(2)
    one, two = world.id_of("e0000"), world.id_of("e0001")
    entries = [entry(endpoint_id=one, name="e0001"), entry(endpoint_id=two, name="e0000")]
    done = world.foretold(entries, project_name="default")
    assert done.actions == ["UpdateEndpoint"] * 2
    assert (world.id_of("e0001"), world.id_of("e0000")) == (one, two)
    world.settle()
    assert not world.good(entries, project_name="default").report["changed"]


@pytest.mark.parametrize(
    "entries",
    [
        lambda world: [entry("e0000"), entry(endpoint_id=world.id_of("e0000"))],
        lambda world: [entry("e0000"), entry(endpoint_id=world.id_of("e0001"), name="e0000")],
        lambda world: [entry("e0000"), entry("e0000", state="absent")],
    ],
)
def test_entries_that_contradict_each_other_change_nothing(entries):
    world = FleetWorld()
    world.stock(2)
    effects = len(world.effects())
    done = world.run([*entries(world), entry("new")])
    assert isinstance(done.error, BadInput)
    assert "endpoints[1]" in str(done.error)
    assert len(world.effects()) == effects


def test_bad_input_is_told_all_at_once_and_before_any_call():
    world = FleetWorld()
    entries = [entry(f"e{number}") for number in range(20)]
    entries[17]["rate_limit"] = {"rpm": -1, "tpm": None}
    entries[18]["tags"] = [{"key": "sys:x", "value": ""}, {"key": "a", "value": ""}, {"key": "a", "value": "b"}]
    entries[19] = {"state": "present", "recreate": "never"}
    done = world.run(entries, prune=True, wait_timeout=0, concurrency=0, requests_per_second=0.0)
    assert isinstance(done.error, BadInput)
    paths = {problem.split(":")[0] for problem in done.error.errors}
    assert paths >= {
        "endpoints[17].rate_limit.rpm",
        "endpoints[18].tags[0].key",
        "endpoints[19].name",
        "project_name",
        "wait_timeout",
        "concurrency",
        "requests_per_second",
    }
    assert not done.calls


@pytest.mark.parametrize(
    ("options", "kind", "words"),
    [
        ({"prune": True}, BadInput, "project_name"),
        ({"prune": True, "project_name": "default", "entries": []}, BadInput, "prune_allow_empty"),
        ({"prune": True, "project_name": "default", "prune_max": 1}, Refused, "3 endpoints would be pruned"),
    ],
)
def test_pruning_is_guarded(options, kind, words):
    world = FleetWorld()
    world.stock(4)
    effects = len(world.effects())
    entries = options.pop("entries", [entry("e0000")])
    for check_mode in (True, False):
        done = world.run(entries, check_mode=check_mode, **options)
        assert done.error.__class__ is kind
        assert words in str(done.error)
    assert len(world.effects()) == effects


def test_pruning_keeps_to_its_project_even_if_the_server_does_not():
    world = FleetWorld(project_filter="ignored")
    world.good([entry("mine"), entry("theirs", project_name="other")])
    world.settle()
    done = world.foretold([], project_name="default", prune=True, prune_allow_empty=True)
    assert [result["name"] for result in done.results] == ["mine"]
    assert [each["Name"] for each in world.endpoints()] == ["theirs"]


@pytest.mark.parametrize("check_mode", [True, False])
def test_nothing_is_pruned_while_an_entry_may_mean_it_by_a_wrong_name(check_mode):
    world = FleetWorld()
    world.stock(2)
    world.settle()
    entries = [entry("e0000"), entry("eOOO1", model_reference=None), entry("new")]
    done = world.run(entries, project_name="default", prune=True, check_mode=check_mode)
    assert done.outcomes == ["unchanged", "failed", "created", "failed"]
    assert done.results[3]["place"] == "pruned"
    assert "'e0001'" in done.results[3]["msg"]
    assert "endpoints[1] (endpoint 'eOOO1' in project 'default')" in done.results[3]["msg"]
    assert done.actions == ["CreateEndpoint"]
    assert len(world.endpoints()) == (2 if check_mode else 3)


def test_what_was_pruned_is_told_by_name_also_where_something_failed():
    world = FleetWorld()
    world.stock(1)
    world.settle()
    pruned = world.only("e0000")["Id"]
    world.gateway.faults.add({"kind": "error", "status": 403, "code": "QuotaExceeded", "action": "CreateEndpoint"})
    done = world.run([entry("new")], project_name="default", prune=True)
    assert f"1 of 2 endpoints failed (1 pruned: e0000 ({pruned})): endpoints[0] new" in done.report["msg"]
    (difference,) = done.report["diff"]
    assert difference["before_header"] == f"endpoint 'e0000' ({pruned}), pruned"


def test_a_deletion_is_not_bothered_by_what_a_replacement_would_do():
    world = FleetWorld()
    world.stock(1)
    world.settle()
    assert world.good([entry("e0000", state="absent", recreate="create_first")]).outcomes == ["deleted"]


def test_the_name_of_another_project_is_not_taken_for_this_one():
    world = FleetWorld(project_filter="ignored")
    world.good([entry("a", project_name="other")])
    world.settle()
    assert world.foretold([entry("a")]).outcomes == ["created"]


def test_without_waiting_nothing_is_waited_for_but_the_steps_in_between():
    world = FleetWorld(start_seconds=1000, delete_seconds=1000, stop_seconds=2)
    start = world.time
    made = world.good([entry(f"e{number}") for number in range(20)], wait=False)
    assert made.summary == {"total": 20, "created": 20}
    assert world.time - start < 20
    assert {result["endpoint"]["status"] for result in made.results} == {"Scheduling"}
    world.settle()
    start = world.time
    gone = [entry(f"e{number}", state="absent") for number in range(20)]
    assert world.good(gone, wait=False).summary == {"total": 20, "deleted": 20}
    assert world.time - start < 20
    assert {one["Status"] for one in world.endpoints()} == {"Deleting"}
    assert world.good(gone, wait=False).actions == []
