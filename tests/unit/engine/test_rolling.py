# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An endpoint that moves to another model version under its id, told as tasks and their calls (contract section 10)."""

from __future__ import annotations

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import CallFailed, Refused, WaitFailed

from ..support.world import MODEL, OTHER_MODEL, World
from .test_stories import brief

CHAT = {"name": "chat", "model_reference": MODEL}
START = {"name": "chat", "model_reference": OTHER_MODEL, "rolling_update": "start"}
COMPLETE = {**START, "rolling_update": "complete", "wait_timeout": 4000}
BACK = {**CHAT, "rolling_update": "complete", "wait_timeout": 4000}
NEW_VERSION = OTHER_MODEL["foundation_model"]["model_version"]
LONG = {"rolling_seconds": 2940}


def running(**switches) -> World:
    world = World(**switches)
    world.ok(**CHAT)
    world.settle()
    return world


def version(world: World) -> str:
    return world.only("chat")["ModelReference"]["FoundationModel"]["ModelVersion"]


def test_complete_begins_waits_and_keeps_the_id():
    world = running(**LONG)
    endpoint_id, begun_at = world.only("chat")["Id"], world.time
    outcome = world.foretold(**COMPLETE)
    assert outcome.actions == ["CreateEndpointRolling"]
    assert outcome.endpoint["endpoint_id"] == endpoint_id
    assert outcome.endpoint["model_reference"]["foundation_model"]["model_version"] == NEW_VERSION == version(world)
    assert 2940 <= world.time - begun_at < 3000
    assert brief(world.ok(**COMPLETE).calls) == ["ListEndpoints", "GetEndpoint"]


def test_start_ends_when_the_service_shows_the_rolling():
    world = running(**LONG)
    outcome = world.foretold(**START)
    assert outcome.actions == ["CreateEndpointRolling"]
    assert brief(outcome.calls) == [
        "ListEndpoints",
        "GetEndpoint",
        "CreateEndpointRolling",
        "GetEndpoint",
        "GetEndpointRolling",
    ]
    rolling = outcome.endpoint["rolling"]
    assert rolling["model_reference"]["foundation_model"]["model_version"] == NEW_VERSION
    assert (rolling["status"], rolling["percent"]) == ("Running", 0)
    assert version(world) != NEW_VERSION


def test_a_second_run_attaches_to_the_rolling():
    world = running(**LONG)
    world.ok(**START)
    started = world.ok(**START)
    assert (started.actions, started.calls) == ([], ["ListEndpoints", "GetEndpoint", "GetEndpointRolling"])
    attached = world.foretold(**COMPLETE)
    assert (attached.changed, attached.actions) == (False, [])
    assert version(world) == NEW_VERSION
    assert world.effects().count("CreateEndpointRolling") == 1


def test_a_rolling_that_the_endpoint_shows_late_is_waited_for():
    world = running(**LONG, read_lag_seconds=3)
    assert world.ok(**START).actions == ["CreateEndpointRolling"]
    assert world.ok(**START).actions == []


def test_a_rolling_that_the_endpoint_does_not_show_is_warned_of():
    world = running(**LONG)
    original = world.once

    def once(call):
        answer = original(call)
        if call.action == "GetEndpoint":
            (answer.get("Endpoint") or answer).pop("RollingId", None)
        return answer

    world.once = once
    (warning,) = world.ok(**START).warnings
    assert "does not show its rolling update eprol-" in warning


def test_without_waiting_complete_is_start():
    world = running(**LONG)
    assert world.ok(**COMPLETE, wait=False).endpoint["rolling"]["percent"] == 0
    assert version(world) != NEW_VERSION


def test_the_old_model_declared_again_cancels():
    world = running(**LONG)
    world.ok(**START)
    world.time += 600
    outcome = world.foretold(**BACK)
    assert outcome.actions == ["CancelEndpointRolling"]
    assert world.ok(**BACK).actions == []
    world.settle()
    assert version(world) != NEW_VERSION


def test_a_rolling_on_its_way_back_is_not_cancelled_twice():
    world = running(**LONG, rolling_revert_seconds=300)
    world.ok(**START)
    world.time += 600
    back = {**BACK, "rolling_update": "start"}
    assert world.ok(**back).actions == ["CancelEndpointRolling"]
    assert world.ok(**back).actions == []
    assert world.ok(**BACK).actions == []


def test_the_timeout_tells_how_far_it_is():
    world = running(**LONG)
    outcome = world.refused(WaitFailed, **{**COMPLETE, "wait_timeout": 1470})
    assert outcome.actions == ["CreateEndpointRolling"]
    assert "status Running, 50 %" in str(outcome.error)
    assert "a further run goes on waiting" in str(outcome.error)


def test_a_rolling_that_is_reverted_fails_once_that_has_lasted():
    world = running(rolling_seconds=60, rolling_outcome="reverted")
    outcome = world.refused(WaitFailed, **COMPLETE)
    assert "Reverted" in str(outcome.error)
    assert outcome.error.code == "JobReverted"


def test_other_changes_are_made_before():
    world = running(**LONG)
    outcome = world.foretold(**START, description="new")
    assert outcome.actions == ["UpdateEndpoint", "CreateEndpointRolling"]


@pytest.mark.parametrize(
    "switches",
    [
        {"rolling_model_shape": "flat"},
        {"rolling_shape": "flat"},
        {"rolling_done_status": "Running"},
        {"rolling_done_status": "Reverted"},
        {"rolling_id_when_done": "kept"},
        {"rolling_id_when_done": "kept", "rolling_done_status": "Reverted"},
        {"rolling_model_lag_seconds": 4},
        {"rolling_status": "InProgress"},
        {"list_rolling_fields": "absent"},
        {"read_lag_seconds": 3, "list_lag_seconds": 4, "lag_scope": "writes"},
        {"rolling_second": "accepted", "rolling_same_model": "accepted"},
        {"update_rolling": "accepted"},
    ],
    ids=str,
)
def test_every_reading(switches):
    world = running(rolling_seconds=30, **switches)
    assert world.foretold(**COMPLETE).actions == ["CreateEndpointRolling"]
    assert world.ok(**COMPLETE).actions == []
    assert version(world) == NEW_VERSION
    assert world.effects().count("CreateEndpointRolling") == 1
    assert world.foretold(**BACK).actions == ["CreateEndpointRolling"]


@pytest.mark.parametrize(
    ("switches", "said"),
    [
        ({"rolling_actions": "absent"}, "This site does not offer rolling updates"),
        ({"rolling_permission": "AccessDenied/403"}, "permission"),
    ],
)
def test_a_service_that_refuses(switches, said):
    world = running(**switches)
    outcome = world.task(**START)
    assert isinstance(outcome.error, CallFailed)
    assert said in str(outcome.error)
    assert outcome.actions == []


def test_a_stopped_endpoint_is_refused_or_started_first():
    world = running(rolling_seconds=30)
    world.ok(name="chat", state="stopped")
    assert world.refused(Refused, **COMPLETE, description="new").calls.count("UpdateEndpoint") == 0
    assert world.foretold(**COMPLETE, state="started").actions == ["StartEndpoint", "CreateEndpointRolling"]


def test_an_endpoint_that_does_not_support_it_is_refused():
    world = running()
    world.force("chat", SupportRolling=False)
    assert "support_rolling: false" in str(world.refused(Refused, **START).error)
