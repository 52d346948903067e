# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From names to ids with as few calls as there can be."""

from __future__ import annotations

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.ids import find
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.reading import (
    ControllerError,
    Reader,
)

from ..inventory.account import KEYS, account, calls, fill

SCOPE = {"project_name": "default"}


@pytest.fixture
def world():
    with account() as found:
        yield found


def ids(*names: str, **scope: str) -> dict[str, list[str]]:
    reader = Reader(ArkEndpoint, KEYS, options=argspec.connection(ArkEndpoint))
    found = find(reader, list(names), {**SCOPE, **scope})
    return {name: [each["endpoint_id"] for each in matches] for name, matches in found.items()}


def bodies(world) -> list[dict]:
    return [entry["body"] for entry in world.log]


def test_one_name_is_one_filtered_call_with_the_project_in_it(world):
    (chat,) = fill(world, "chat")
    assert ids("chat") == {"chat": [chat]}
    assert [(body["ProjectName"], body["Filter"]) for body in bodies(world)] == [("default", {"Name": "chat"})]


def test_several_names_are_one_sweep(world):
    a, b, _c = fill(world, "a", "b", "c")
    assert ids("a", "b", "nobody") == {"a": [a], "b": [b], "nobody": []}
    assert calls(world) == ["ListEndpoints"]
    assert "Filter" not in bodies(world)[0]


@pytest.mark.parametrize(
    ("endpoints", "names", "requests"),
    [
        (100, 2, 1),  # a page
        (200, 2, 2),  # as many pages as names
        (201, 2, 1 + 2),  # more: the first page says so, then a call for each name
        (300, 5, 3),
    ],
)
def test_of_sweep_and_filtered_calls_the_cheaper_one(world, endpoints, names, requests):
    made = fill(world, *(f"e{number:03}" for number in range(endpoints)), wait=False)
    wanted = {f"e{number:03}": [made[number]] for number in range(endpoints - names, endpoints)}
    assert ids(*wanted) == wanted
    assert calls(world) == ["ListEndpoints"] * requests


def test_names_are_compared_exactly(world):
    (chat,) = fill(world, "chat")
    fill(world, "Chat", "chat-2", "ch\u0430t")  # the last with a letter of another script
    world.gateway.log.clear()
    assert ids("chat") == {"chat": [chat]}
    assert ids("cha", "chat") == {"cha": [], "chat": [chat]}


def test_only_the_project_counts(world):
    (other,) = fill(world, "chat", project_name="search")
    assert ids("chat") == {"chat": []}
    assert ids("chat", project_name="search") == {"chat": [other]}


def test_all_that_bear_the_name_are_found(world):
    twins = fill(world, "chat")
    world.service.force(fill(world, "twin")[0], {"Name": "chat"})
    assert len(ids("chat")["chat"]) == 2
    assert twins[0] in ids("chat")["chat"]


@pytest.mark.parametrize("status", ["Deleting", "Terminating", "Deleted"])
def test_what_is_being_deleted_does_not_count(world, status):
    fill(world, "chat")
    world.force("chat", Status=status)
    assert ids("chat") == {"chat": []}
    assert ids("chat", "other")["chat"] == []


def test_a_failure_is_told(world):
    world.gateway.faults.add({"kind": "error", "status": 403, "code": "AccessDenied"})
    with pytest.raises(ControllerError, match="AccessDenied"):
        ids("a", "b")
    assert calls(world) == ["ListEndpoints"]
