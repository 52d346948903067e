# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many calls a set takes."""

from __future__ import annotations

import itertools

import pytest

from .world import LIMITS, FleetWorld, calls, entry


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (99, 1), (100, 1), (101, 2), (250, 3)])
def test_an_unchanged_set_costs_the_lists_and_nothing_else(count, pages):
    world = FleetWorld()
    entries = world.stock(count, **LIMITS)
    done = world.good(entries, project_name="default")
    assert calls(done) == {"ListEndpoints": pages}
    assert done.summary == ({"total": count, "unchanged": count} if count else {})
    assert not done.report["changed"]
    assert done.report["diff"] == []


def test_each_project_is_swept_once_and_others_are_not():
    world = FleetWorld()
    world.stock(3)
    entries = [entry(f"{project}{number}", project_name=project) for project in "ab" for number in range(120)]
    world.good(entries)
    world.settle()
    assert calls(world.good(entries)) == {"ListEndpoints": 4}


@pytest.mark.parametrize(
    ("switches", "options", "reads"),
    [
        ({}, {"moderation": {"strategy": "Basic"}}, 5),
        ({"list_rate_limit": "absent"}, LIMITS, 5),
        ({"list_rate_limit": "absent"}, {}, 0),
        ({"starting_status": "Pending", "start_seconds": 10**6}, {"wait": False}, 0),
    ],
)
def test_what_the_list_does_not_show_costs_one_read_for_each_entry_that_manages_it(switches, options, reads):
    world = FleetWorld(**switches)
    task = {"wait": options.get("wait", True)}
    entries = [entry(f"e{number}", **{k: v for k, v in options.items() if k != "wait"}) for number in range(5)]
    world.good(entries, **task)
    done = world.good([*entries], **task)
    assert calls(done) == {"ListEndpoints": 1, **({"GetEndpoint": reads} if reads else {})}
    assert done.summary == {"total": 5, "unchanged": 5}


def test_an_id_is_read_only_if_no_list_shows_it():
    world = FleetWorld()
    world.stock(3)
    ids = [each["Id"] for each in world.endpoints()]
    by_id = [entry(endpoint_id=endpoint_id) for endpoint_id in ids]
    assert calls(world.good(by_id)) == {"GetEndpoint": 3}
    assert calls(world.good(by_id, project_name="default")) == {"ListEndpoints": 1}
    assert calls(world.good(by_id, project_name="other")) == {"ListEndpoints": 1, "GetEndpoint": 3}


def test_two_hundred_new_ones_take_one_write_each_and_a_few_looks():
    world = FleetWorld()
    entries = [entry(f"e{number}", **LIMITS) for number in range(200)]
    done = world.good(entries)
    assert done.summary == {"total": 200, "created": 200}
    assert done.calls["CreateEndpoint"] == 200
    assert done.calls["ListEndpoints"] <= 10
    assert done.calls["GetEndpoint"] <= 2
    assert {each["Status"] for each in world.endpoints()} == {"Running"}


@pytest.mark.parametrize("latency", [0.01, 0.04, 0.09])
def test_lists_come_after_the_pauses_between_polls_and_not_more_often_than_every_fifth_of_a_second(latency):
    world = FleetWorld(latency=latency, start_seconds=200 * latency)
    world.good([entry(f"e{number}") for number in range(110)])
    created = max(number for number, each in enumerate(world.log) if each["action"] == "CreateEndpoint")
    lists = list(itertools.takewhile(lambda each: each["action"] == "ListEndpoints", world.log[created + 1 :]))
    begun = [each["time"] for each in lists if each["body"]["PageNumber"] == 1]
    gaps = [later - earlier for earlier, later in itertools.pairwise(begun)]
    pauses = [min(0.1 * 1.6**number, 5.0) for number in range(len(gaps))]
    assert len(gaps) > 4
    assert gaps == pytest.approx([max(0.2, 2 * latency + pause) for pause in pauses], abs=0.005)


def test_one_changed_limit_among_two_hundred_is_one_write_and_the_id_stays():
    world = FleetWorld()
    entries = world.stock(200, **LIMITS)
    before = world.id_of("e0007")
    entries[7] = {**entries[7], "rate_limit": {"rpm": 6, "tpm": None}}
    done = world.good(entries)
    assert done.actions == ["UpdateEndpoint"]
    assert sum(done.calls.values()) <= 6
    assert world.id_of("e0007") == before
    assert done.results[7]["endpoint"]["rate_limit"] == {"rpm": 6, "tpm": 50}
    (diff,) = done.report["diff"]
    assert (diff["before"]["rate_limit"]["rpm"], diff["after"]["rate_limit"]["rpm"]) == (5, 6)
    assert "e0007" in diff["before_header"]


def test_deleting_all_takes_two_writes_each_and_a_few_looks():
    world = FleetWorld()
    world.stock(200)
    done = world.good([], project_name="default", prune=True, prune_allow_empty=True)
    assert done.summary == {"total": 200, "deleted": 200}
    assert (done.calls["StopEndpoint"], done.calls["DeleteEndpoint"]) == (200, 200)
    assert done.calls["ListEndpoints"] <= 16
    assert done.calls["GetEndpoint"] <= 4
    assert not world.endpoints()


def test_one_new_endpoint_in_a_large_project_is_looked_for_by_name():
    world = FleetWorld()
    world.stock(350)
    done = world.good([entry("new")])
    assert done.calls["ListEndpoints"] <= 4 + 2


def test_a_rename_does_not_wait_for_a_list_that_was_read_before_it():
    world = FleetWorld()
    world.stock(2)
    start = world.time
    done = world.good([entry(endpoint_id=world.id_of("e0000"), name="new")], project_name="default")
    assert done.actions == ["UpdateEndpoint"]
    assert done.warnings == []
    assert world.time - start < 2
