# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events about models that are about to go, and about endpoints that do not answer; both only where asked for."""

from __future__ import annotations

import json

import pytest

from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.reading import ControllerError

from ..inventory.account import account, calls, fill
from ..loopback import Loopback, answer
from .watched import Source

KEY = "app-canary-77d0"
RETIRING = {"FoundationModel": {"Name": "doubao-1-5-pro-32k", "ModelVersion": "240101"}}
CLOSED = answer(json.dumps({"error": {"code": "InvalidEndpoint.ClosedEndpoint"}}).encode(), "400 Bad Request")
OK = answer(b'{"choices": [{}]}')


@pytest.fixture
def world():
    with account() as found:
        yield found


def nothing() -> None:
    """Nothing happens between two looks."""


def test_a_model_that_is_about_to_go_is_told_once(world):
    fill(world, "stays")
    (goes,) = fill(world, "goes")
    world.force("goes", ModelReference=RETIRING)
    source = Source(world, model_events=True, interval=3600)
    assert source.run(nothing, nothing) == [["model_retiring goes"], [], []]
    event = source.events[0]
    assert event["endpoint_id"] == goes
    assert event["retirement"]["version_status"] == "Retiring"
    assert "240101" in event["retirement"]["msg"]


def test_neither_is_looked_at_unless_asked_for(world):
    fill(world, "goes")
    world.force("goes", ModelReference=RETIRING)
    assert Source(world).run(nothing) == [[], []]
    assert set(calls(world)) == {"ListEndpoints"}


def test_models_are_looked_at_now_and_then(world):
    fill(world, "one")
    assert Source(world, model_events=True, interval=60).run(nothing, nothing) == [[], [], []]
    assert calls(world).count("ListFoundationModels") == 1


def test_an_endpoint_that_does_not_answer_is_told_until_it_does(world):
    fill(world, "one")
    with Loopback([CLOSED, CLOSED, OK, CLOSED]) as server:
        source = Source(world, check_api_key=KEY, check_base_url=server.url, interval=3600)
        told = source.run(nothing, nothing, nothing)
        assert told == [["endpoint_unhealthy one"], [], ["endpoint_healthy one"], ["endpoint_unhealthy one"]]
        assert len(server.requests) == 4
    assert [event["check"]["verdict"] for event in source.events] == ["closed", "ok", "closed"]
    assert KEY not in json.dumps(source.events)


def test_one_that_stops_is_neither_healthy_nor_forgotten(world):
    fill(world, "one")
    with Loopback([CLOSED, OK]) as server:
        source = Source(world, check_api_key=KEY, check_base_url=server.url, interval=3600)
        told = source.run(lambda: world.force("one", Status="Stopped"), lambda: world.force("one", Status="Running"))
        assert told == [
            ["endpoint_unhealthy one"],
            ["status_changed one"],
            ["status_changed one", "endpoint_healthy one"],
        ]
        assert len(server.requests) == 2


def test_a_key_that_the_data_plane_repeats_is_in_no_event_and_no_file(world, tmp_path):
    fill(world, "one")
    state = tmp_path / "state.json"
    body = json.dumps({"error": {"code": "AccessDenied", "message": f"no access for Bearer {KEY}"}}).encode()
    with Loopback([answer(body, "403 Forbidden")]) as server:
        source = Source(world, check_api_key=KEY, check_base_url=server.url, state_file=str(state))
        assert source.run() == [["endpoint_unhealthy one"]]
    assert KEY not in json.dumps(source.events) + state.read_text(encoding="utf-8")


def test_a_key_of_the_control_plane_is_refused(world):
    fill(world, "one")
    with pytest.raises(ControllerError, match="found a key of the control plane") as caught:
        Source(world, check_api_key="AKLTcanarycanarycanary").run(nothing)
    assert "canary" not in str(caught.value)
