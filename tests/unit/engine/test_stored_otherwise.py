# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service that changes on its way in what identifies an endpoint, or what cannot be changed later."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    CallFailed,
    NotConverged,
    StoredOtherwise,
)

from ..ark_endpoints.world import FleetWorld, entry
from ..huaweicloud.test_sets import fabric, maas, run
from ..support.huawei_world import MU, WORKSPACE, FabricWorld, MaasWorld
from ..support.world import MODEL, World

ARK = {"model_reference": MODEL}
FABRIC = {"type": "inference", "reserved_resource": {"mu": MU}}
MAAS = {"model_name": "m"}
FAMILIES = [(World, ARK), (FabricWorld, FABRIC), (MaasWorld, MAAS)]
FAMILY_NAMES = ["ark", "fabric", "maas"]

DECOMPOSED = "caf\u0065\u0301"

#: What the service makes of a name, and a declared name that it changes.
FORMS: list[tuple[str, Callable[[str], str], str]] = [
    ("trims", str.strip, "chat "),
    ("lower-cases", str.lower, "Chat"),
    ("composes", lambda name: unicodedata.normalize("NFC", name), DECOMPOSED),
    ("prefixes", lambda name: name if name.startswith("acct-") else f"acct-{name}", "chat"),
]


def changing(world: Any, form: Callable[[str], str], *, members: tuple[str, ...] = ("Name", "name", "endpoint_name")):
    """Let the service change texts under these members of creations and updates."""
    original = world.once

    def altered(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {
            key: form(inner) if key in members and isinstance(inner, str) else altered(inner)
            for key, inner in value.items()
        }

    def once(call: Call) -> dict:
        if call.action not in ("CreateEndpoint", "UpdateEndpoint"):
            return original(call)
        return original(call._replace(arguments=altered(call.arguments)))

    world.once = once
    return world


def undo(world: World) -> list[str]:
    """The writes of a creation that is undone."""
    stops = {"stop"} & set(world.resource.actions)
    return ["CreateEndpoint", *(world.resource.actions[verb] for verb in sorted(stops)), "DeleteEndpoint"]


# The other families take no such names in the first place.
SINGLE = [
    (make, options, form, declared)
    for make, options in FAMILIES
    for word, form, declared in FORMS
    if make is World or word in ("lower-cases", "prefixes")
]


@pytest.mark.parametrize("wait", [True, False])
@pytest.mark.parametrize(("make", "options", "form", "declared"), SINGLE)
def test_three_runs_leave_no_endpoint_and_tell_what_is_stored(make, options, form, declared, wait):
    world = changing(make(), form)
    for number in range(3):
        if number and make is MaasWorld:
            # There a name stays taken for ever, so that only the first run creates anything.
            assert world.refused(CallFailed, name=declared, wait=wait, **options).actions == []
            continue
        start = world.time
        done = world.refused(StoredOtherwise, name=declared, wait=wait, **options)
        world.settle()
        assert world.endpoints() == []
        assert done.actions[0] == "CreateEndpoint"
        assert done.actions[-1] == "DeleteEndpoint"
        assert world.effects()[-len(done.actions) :] == done.actions
        text = str(done.error)
        assert repr(declared) in text
        assert repr(form(declared)) in text
        assert "It has been deleted again" in text
        assert world.time - 3600 - start < 30


def test_a_stale_read_is_not_taken_for_another_name():
    world = World(read_lag_seconds=3, list_lag_seconds=4)
    assert world.ok(name="chat", **ARK).actions == ["CreateEndpoint"]


@pytest.mark.parametrize("member", ["ProjectName", "Name"])
def test_a_project_or_a_model_that_is_stored_otherwise_is_undone_as_well(member):
    declared = {"project_name": "Team"} if member == "ProjectName" else {}
    model = {"foundation_model": {"name": "Doubao-1-5-thinking-pro", "model_version": "250428"}}

    def form(text: str) -> str:
        return text.lower()

    world = changing(World(), form, members=(member,))
    done = world.refused(StoredOtherwise, name="chat", model_reference=model if member == "Name" else MODEL, **declared)
    assert done.actions == undo(world)
    world.settle()
    assert world.endpoints() == []


@pytest.mark.parametrize(
    ("order", "left"), [("create_first", ["chat"]), ("delete_first", [])], ids=["create_first", "delete_first"]
)
def test_a_replacement_that_is_stored_otherwise(order, left):
    world = World()
    world.ok(name="chat", **ARK)
    changing(world, lambda name: f"acct-{name}", members=("Name",))
    old = world.only("chat")["Id"]
    done = world.refused(
        StoredOtherwise,
        name="chat",
        recreate=order,
        model_reference={"custom_model_id": "cm-1"},
    )
    world.settle()
    assert [one["Name"] for one in world.endpoints()] == left
    assert f"{old}, which it was to replace, {'stays' if left else 'had been deleted before'}" in str(done.error)
    if left:
        assert (done.run.endpoint_id, done.run.previous_id) == (old, None)


@pytest.mark.parametrize("when", ["before", "after"])
def test_without_an_id_in_the_answer_nothing_is_created_again_and_nothing_deleted(when):
    world = changing(World(), str.lower, members=("Name",))
    world.gateway.faults.add({"kind": "reset", "action": "CreateEndpoint", "when": when, "count": 1})
    done = world.task(name="Chat", model_reference={"custom_model_id": "cm-1"})
    if when == "before":
        assert isinstance(done.error, StoredOtherwise)
        return
    assert isinstance(done.error, CallFailed)
    assert "'chat'" in str(done.error)
    assert "Nothing was created again" in str(done.error)
    assert world.effects() == ["CreateEndpoint"]


@pytest.mark.parametrize("may_list_all", [True, False])
def test_a_lost_creation_in_a_project_that_the_service_changes_is_not_repeated(may_list_all):
    world = changing(World(), str.lower, members=("ProjectName",))
    world.gateway.faults.add({"kind": "reset", "action": "CreateEndpoint", "when": "after", "count": 1})
    if not may_list_all:
        world.once = refusing_lists_of_all(world.once)
    done = world.task(name="chat", project_name="Team", model_reference=MODEL)
    if may_list_all:
        assert "the service shows 'chat' in 'team'" in str(done.error)
        assert world.effects() == ["CreateEndpoint"]
    else:
        assert isinstance(done.error, StoredOtherwise)  # a second one, recognised by its id and deleted again
        assert len(world.endpoints()) == 1


def refusing_lists_of_all(once: Callable[[Call], dict]) -> Callable[[Call], dict]:
    def limited(call: Call) -> dict:
        if call.action == "ListEndpoints" and "ProjectName" not in call.arguments:
            raise CallFailed("no permission", action=call.action, code="AccessDenied", status=403)
        return once(call)

    return limited


def test_a_lost_creation_is_repeated_beside_the_same_name_in_another_project():
    world = World()
    world.ok(name="chat", project_name="other", **ARK)
    world.gateway.faults.add({"kind": "reset", "action": "CreateEndpoint", "when": "before", "count": 1})
    assert world.ok(name="chat", project_name="team", **ARK).actions == ["CreateEndpoint"]


@pytest.mark.parametrize(("make", "options"), FAMILIES, ids=FAMILY_NAMES)
def test_a_rename_that_is_stored_otherwise_fails_and_says_so(make, options):
    world = make()
    world.ok(name="chat", **options)
    made = world.endpoints()[0]
    changing(world, str.lower)
    declared = {"moderation": True} if make is MaasWorld else {}
    done = world.refused(NotConverged, endpoint_id=made.get("Id") or made["id"], name="Talk", **declared)
    assert "'talk'" in str(done.error)
    assert done.actions == ["UpdateEndpoint"]
    assert len(world.endpoints()) == 1


# --- sets


def test_a_set_undoes_what_is_stored_otherwise_and_keeps_the_rest():
    world = changing(FleetWorld(), str.lower, members=("Name",))
    model = {"custom_model_id": "cm-1"}
    for _run in range(3):
        done = world.run([entry("Chat", model_reference=model), entry("talk", model_reference=model)])
        assert done.results[0]["actions"] == ["CreateEndpoint", "StopEndpoint", "DeleteEndpoint"]
        assert done.results[0]["failed"]
        assert not done.results[1]["failed"]
        world.settle()
        assert [one["Name"] for one in world.endpoints()] == ["talk"]


@pytest.mark.parametrize(
    ("make", "declared", "options"),
    [(FabricWorld, fabric, {"workspace_id": WORKSPACE}), (MaasWorld, maas, {})],
    ids=["fabric", "maas"],
)
def test_a_set_of_huaweis_undoes_it_as_well(make, declared, options):
    world = changing(make(), str.lower)
    report, _calls = run(world, [declared("Chat")], **options)
    assert report["results"][0]["actions"] == undo(world)
    assert "'chat'" in report["results"][0]["msg"]
    world.settle()
    assert world.endpoints() == []
