# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets whose endpoints roll to another model: how many calls that takes, and that each rolling begins once."""

from __future__ import annotations

import pytest

from ..support.world import OTHER_MODEL
from .world import FleetWorld, calls

ROLL = {"model_reference": OTHER_MODEL, "rolling_update": "complete"}


def rolling(entries: list[dict], count: int, **options) -> list[dict]:
    """The entries, the first ``count`` of them with the new model."""
    return [{**each, **(ROLL if number < count else {}), **options} for number, each in enumerate(entries)]


def test_a_second_run_over_twenty_rollings_among_two_hundred_reads_each_once():
    world = FleetWorld(rolling_seconds=3000)
    entries = rolling(world.stock(200), 20, rolling_update="start")
    assert world.foretold(entries, project_name="default").summary == {"total": 200, "updated": 20, "unchanged": 180}
    done = world.good(entries, project_name="default")
    assert calls(done) == {"ListEndpoints": 2, "GetEndpoint": 20, "GetEndpointRolling": 20}
    assert done.summary == {"total": 200, "unchanged": 200}


def test_an_unchanged_set_that_may_roll_costs_the_lists():
    world = FleetWorld()
    entries = [{**each, "rolling_update": "complete"} for each in world.stock(120)]
    assert calls(world.good(entries, project_name="default")) == {"ListEndpoints": 2}


def test_many_rollings_are_awaited_together():
    world = FleetWorld(rolling_seconds=300)
    entries = rolling(world.stock(100), 20)
    done = world.foretold(entries, project_name="default", wait_timeout=1000)
    assert done.actions == ["CreateEndpointRolling"] * 20
    # One list stands for the polls of all of them; between two looks at a job pass seconds.
    assert calls(done)["ListEndpoints"] < 100
    assert calls(done)["GetEndpoint"] < 20 * 6
    assert world.effects().count("CreateEndpointRolling") == 20


def test_where_lists_hide_rollings_the_endpoints_that_may_roll_are_read():
    world = FleetWorld(rolling_seconds=3000, list_rolling_fields="absent")
    entries = rolling(world.stock(30), 3, rolling_update="start")
    world.good(entries, project_name="default")
    done = world.good(entries, project_name="default")
    assert done.summary == {"total": 30, "unchanged": 30}
    assert calls(done)["GetEndpoint"] == 30


@pytest.mark.parametrize("kind", ["reset", "error", "hang"])
def test_a_lost_answer_begins_no_second_rolling(kind):
    world = FleetWorld(rolling_seconds=60)
    entries = rolling(world.stock(10), 5)
    world.gateway.faults.add({"kind": kind, "action": "CreateEndpointRolling", "when": "after", "count": 3})
    done = world.good(entries, project_name="default")
    assert done.summary == {"total": 10, "updated": 5, "unchanged": 5}
    assert world.effects().count("CreateEndpointRolling") == 5
