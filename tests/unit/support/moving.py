# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else who deletes and creates endpoints while a list is read, so that it moves and its count does not."""

from __future__ import annotations

import itertools
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.driver import drive
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call

from .huawei_world import MU, WORKSPACE, FabricWorld
from .world import MODEL, World

_NUMBERS = itertools.count()


def slip(world: World, times: int = 1) -> str:
    """Let the first endpoint of the second page slip through the next ``times`` lists; return its name now."""
    original, name_of = world.once, _member(world, "Name")
    left = times

    def once(call: Call) -> dict:
        nonlocal left
        answer = original(call)
        if left and call.action == world.resource.list_action and _has_further_pages(answer):
            left -= 1
            world.service.force(world.endpoints()[0][_member(world, "Id")], _deleted(world))
            create(world, f"foreign-{next(_NUMBERS)}")
        return answer

    world.once = once  # type: ignore[method-assign]
    return world.endpoints()[100][name_of]


def create(world: World, name: str) -> None:
    """Create an endpoint as somebody else does: past the engine."""
    if isinstance(world, FabricWorld):
        resource = world.resource.bind({"workspace_id": WORKSPACE}, {})
        values: dict[str, Any] = {"name": name, "type": "inference", "reserved_resource": {"mu": MU}}
    else:
        resource, values = world.resource, {"name": name, "project_name": "default", "model_reference": MODEL}
    before, world.latency = world.latency, 0.0
    drive(resource.create(values), lambda call: type(world).once(world, call))
    world.latency = before


def stock(world: World, count: int) -> list[str]:
    """Create so many endpoints quickly; return their names."""
    names = [f"e{number:03}" for number in range(count)]
    for name in names:
        create(world, name)
        world.time += 1
    world.settle()
    world.gateway.log.clear()
    return names


def _has_further_pages(answer: dict) -> bool:
    total = answer.get("TotalCount", answer.get("total"))
    items = answer.get("Items") or answer.get("endpoints") or []
    first = answer.get("PageNumber", 1) == 1
    return len(items) == 100 < total and first


def _member(world: World, name: str) -> str:
    return name.lower() if isinstance(world, FabricWorld) else name


def _deleted(world: World) -> dict:
    return {"status": "DELETED"} if isinstance(world, FabricWorld) else {"Status": "Deleted"}
