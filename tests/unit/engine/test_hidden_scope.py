# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list that ignores the project it is asked for, and does not show it: nothing in another project is touched."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call

from ..ark_endpoints.world import FleetWorld, entry
from ..support.world import MODEL, OTHER_MODEL, World

TEAM = {"project_name": "team", "model_reference": MODEL}
HERE = {"model_reference": MODEL}


def hiding(world: Any, *hidden: str) -> Any:
    """Let the list ignore the project, and leave out these members, or the project."""
    original = world.once

    def once(call: Call) -> dict:
        if call.action != "ListEndpoints":
            return original(call)
        arguments = {name: value for name, value in call.arguments.items() if name != "ProjectName"}
        answer = original(call._replace(arguments=arguments))
        for item in answer["Items"]:
            for member in hidden or ("ProjectName",):
                item.pop(member, None)
        return answer

    world.once = once
    return world


def projects(world: World) -> list[tuple[str, str]]:
    return sorted((each["Name"], each["ProjectName"]) for each in world.endpoints())


def test_one_endpoint_is_looked_for_in_its_own_project():
    world = hiding(World())
    assert world.ok(name="chat", **TEAM).actions == ["CreateEndpoint"]
    assert world.foretold(name="chat", state="absent").actions == []
    assert world.foretold(name="chat", **HERE).actions == ["CreateEndpoint"]
    assert world.foretold(name="chat", **HERE).actions == []
    assert world.foretold(name="chat", state="stopped", **TEAM).actions == ["StopEndpoint"]
    assert projects(world) == [("chat", "default"), ("chat", "team")]


@pytest.mark.parametrize("state", ["absent", "stopped"])
def test_a_set_leaves_alone_what_belongs_elsewhere(state):
    world = hiding(FleetWorld())
    world.ok(name="chat", **TEAM)
    done = world.foretold([entry("chat", state=state)])
    assert done.actions == ([] if state == "absent" else ["CreateEndpoint", "StopEndpoint"])
    assert ("chat", "team") in projects(world)
    assert world.service.state()[0]["Status"] == "Running"


def test_pruning_keeps_to_its_project():
    world = hiding(FleetWorld())
    world.ok(name="chat", **TEAM)
    world.ok(name="old", **HERE)
    done = world.foretold([entry("new")], project_name="default", prune=True, prune_max=1)
    assert done.outcomes == ["created", "deleted"]
    world.settle()
    assert projects(world) == [("chat", "team"), ("new", "default")]


def test_a_set_in_which_nothing_changes_costs_its_list_alone():
    world = hiding(FleetWorld())
    entries = world.stock(3)
    assert dict(world.good(entries).calls) == {"ListEndpoints": 1}


@pytest.mark.parametrize("rolling_update", ["never", "start"])
def test_a_set_reads_the_model_where_the_list_leaves_it_out(rolling_update):
    world = hiding(FleetWorld(rolling_seconds=3000), "ModelReference")
    world.ok(name="chat", **HERE)
    declared = {"model_reference": OTHER_MODEL, "rolling_update": rolling_update}
    done = world.foretold([entry("chat", **declared)])
    assert done.outcomes == ["failed" if rolling_update == "never" else "updated"]
    assert world.foretold([entry("chat", **declared)]).actions == []
