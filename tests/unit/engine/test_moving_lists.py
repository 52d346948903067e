# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""250 endpoints, 100 a page: between two pages one of the first is deleted and another is created.

The first of the second page slips through, and the count does not tell. What a list does not show is looked for on its
own before it is created, called absent, or called missing.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine import driver
from ansible_collections.inference.endpoints.plugins.module_utils._engine.search import search
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.drift import Declared, drifts
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.ids import find
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.reading import (
    Reader,
)

from ..ark_endpoints.world import FleetWorld, entry
from ..huaweicloud.test_sets import fabric, run
from ..support.huawei_world import MU, WORKSPACE, FabricWorld
from ..support.moving import slip, stock
from ..support.world import MODEL, World

CREATE = {"model_reference": MODEL}
FABRIC = {"type": "inference", "reserved_resource": {"mu": MU}}


def names(world: World) -> Counter:
    member = "name" if isinstance(world, FabricWorld) else "Name"
    return Counter(one[member] for one in world.endpoints())


# --- one endpoint, where the server ignores the filter by name, so that looking for it is reading pages


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize(
    ("make", "options"),
    [
        (lambda: World(name_filter="ignored"), CREATE),
        (lambda: FabricWorld(fabric_name_filter="ignored"), FABRIC),
    ],
    ids=["ark", "fabric"],
)
def test_one_endpoint_that_slips_through_is_neither_doubled_nor_called_absent(make, options, times):
    world = make()
    stock(world, 250)
    name = slip(world, times)
    again = world.ok(name=name, **options)
    assert (again.changed, names(world)[name]) == (False, 1)
    name = slip(world, times)
    gone = world.ok(name=name, state="absent")
    assert "DeleteEndpoint" in gone.actions
    assert names(world)[name] == 0


def test_a_name_that_no_page_shows_costs_one_list_more_if_there_are_several_pages():
    world = World(name_filter="ignored")
    stock(world, 250)
    assert world.ok(name="nobody", state="absent").calls == ["ListEndpoints"] * 6
    assert World(name_filter="ignored").ok(name="nobody", state="absent").calls == ["ListEndpoints"]


# --- sets


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("filtered", ["exact", "ignored"])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_entry_that_slips_through_is_neither_doubled_nor_called_absent(state, filtered, check_mode):
    world = FleetWorld(name_filter=filtered)
    stock(world, 250)
    name = slip(world)
    done = world.run([entry(name, state=state)], check_mode=check_mode)
    (result,) = done.results
    assert result["outcome"] == ("unchanged" if state == "present" else "deleted")
    world.settle()
    assert names(world)[name] == (0 if state == "absent" and not check_mode else 1)


@pytest.mark.parametrize(("state", "outcome"), [("present", "unchanged"), ("absent", "deleted")])
def test_an_entry_of_a_fabric_set_that_slips_through_is_found(state, outcome):
    world = FabricWorld(fabric_create_seconds=0, fabric_name_filter="ignored")
    stock(world, 250)
    name = slip(world)
    report, _calls = run(world, [fabric(name, state=state)], workspace_id=WORKSPACE)
    assert [one["outcome"] for one in report["results"]] == [outcome]


def test_what_slips_through_does_not_hold_back_pruning_and_is_not_pruned():
    world = FleetWorld()
    kept = stock(world, 250)
    name = slip(world)
    entries = [entry(each) for each in kept[2:] if each != name] + [entry(name, model_reference=None)]
    done = world.good(entries, prune=True, project_name="default")
    assert names(world)[name] == 1
    pruned = [one["name"] for one in done.results if one["place"] == "pruned"]
    assert name not in pruned
    assert pruned[:2] == ["e000", "e001"]  # the first is gone already, which is success


def test_what_each_kind_of_entry_costs():
    """A created endpoint or an absent entry: a look by name each, or one more list for all; an unchanged set: none."""
    world = FleetWorld()
    existing = [entry(each) for each in stock(world, 250)]
    assert world.good(existing).calls == {"ListEndpoints": 3}
    assert world.good([entry("nobody", state="absent")]).calls == {"ListEndpoints": 3 + 1}
    nobodies = [entry(f"nobody{number}", state="absent") for number in range(50)]
    assert world.good(nobodies).calls == {"ListEndpoints": 3 + 3}
    small = FleetWorld()
    stock(small, 99)
    assert small.good(nobodies).calls == {"ListEndpoints": 1}


def test_a_deletion_is_not_called_done_because_a_list_has_moved():
    world = FleetWorld(delete_seconds=30)
    stock(world, 250)
    leaving = [entry(each["Name"], state="absent") for each in world.endpoints()[100:110]]
    slip(world, 40)
    world.good(leaving)
    assert not [one for one in world.endpoints() if one["Name"] in {each["name"] for each in leaving}]


# --- who only reads


@pytest.mark.parametrize("filters", [{"name": "e100"}, {"endpoint_ids": True}])
def test_the_info_modules_find_what_slips_through(filters):
    world = World(name_filter="ignored")
    stock(world, 250)
    slip(world)
    if "endpoint_ids" in filters:
        filters = {"endpoint_ids": [world.only("e100")["Id"]]}
    params = {**{each.name: None for each in ArkEndpoint.filters}, "details": False, **filters}
    found = driver.drive(search(world.resource, params), world.perform)
    assert [each["name"] for each in found] == ["e100"]


def test_a_lookup_of_several_names_finds_what_slips_through():
    world = World()
    stock(world, 250)
    name = slip(world)

    class InWorld(ArkEndpoint):
        def connect(self, *_given: Any, **_named: Any) -> World:
            return world

    keys = {"access_key": "AK", "secret_key": "SK"}
    reader = Reader(InWorld, keys, options=argspec.connection(InWorld))
    found = find(reader, [name, "e050", "nobody"], {"project_name": "default"})
    assert {each: len(matches) for each, matches in found.items()} == {name: 1, "e050": 1, "nobody": 0}


def test_drift_is_not_seen_where_a_list_has_moved():
    world = World()
    stock(world, 250)
    name = slip(world)
    desired = world.task(check_mode=True, name="e050", **CREATE).run.desired
    wanted = Declared([desired._replace(attributes={**desired.attributes, "name": name})], [["f.yml"]], {}, None)
    [drift] = list(driver.drive(drifts(world.resource, wanted), world.perform))
    assert (drift.is_judged, drift.details) == (True, None)
