# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source lives on: looks that fail, restarts, cancellations, and no event twice or lost."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import stat
import threading

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.changes import nothing_known
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.following import Times, follow
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.memory import Memory
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.reading import ControllerError

from ...support.world import MODEL
from ..inventory.account import KEYS, account, calls, fill
from .watched import PATIENCE, Source, threads


@pytest.fixture
def world():
    with account() as found:
        yield found


@pytest.fixture
def state(tmp_path):
    return str(tmp_path / "state.json")


def nothing() -> None:
    """Nothing happens between two looks."""


def create(world, name: str):
    return lambda: fill(world, name)


def delete(world, name: str):
    return lambda: world.ok(name=name, state="absent")


def force(world, name: str, **members):
    return lambda: world.force(name, **members)


def fault(world, **fault):
    return lambda: world.gateway.faults.add({"count": 1, **fault})


def test_a_life(world):
    fill(world, "old")
    source = Source(world)
    assert source.run(
        create(world, "new"),
        nothing,
        force(world, "new", Status="Failed", StatusReason="no stock"),
        force(world, "old", Description="other"),
        delete(world, "old"),
        nothing,
    ) == [[], ["appeared new"], [], ["status_changed new"], ["changed old"], ["disappeared old"], []]
    assert source.pauses == [60.0] * 7
    assert len({event["event_id"] for event in source.events}) == len(source.events)


def test_a_look_costs_one_call_and_a_vanished_endpoint_another(world):
    fill(world, "a", "b")
    world.gateway.log.clear()
    assert Source(world, project_name="default").run(nothing) == [[], []]
    assert calls(world) == ["ListEndpoints"] * 2
    Source(world, project_name="default").run(delete(world, "a"), world.gateway.log.clear)
    assert calls(world) == ["ListEndpoints"]


def test_filters_and_details_are_those_of_the_info_module(world):
    fill(world, "chat")
    fill(world, "other", project_name="search")
    world.gateway.log.clear()
    source = Source(world, project_name="search", details=True, initial_events=True)
    assert source.run() == [["appeared other"]]
    assert calls(world) == ["ListEndpoints", "GetEndpoint"]
    assert source.events[0]["endpoint"]["batch_only"] is not None


def test_one_that_the_filters_do_not_select_any_more(world):
    fill(world, "chat")
    source = Source(world, statuses=["Running"])
    assert source.run(force(world, "chat", Status="Stopped"), nothing, nothing) == [[], [], ["disappeared chat"], []]
    assert source.events[0]["exists"] is True


# --- failures

TRANSIENT = [{"kind": "throttle"}, {"kind": "error", "status": 503}, {"kind": "reset"}, {"kind": "garbage"}]


@pytest.mark.parametrize("kind", TRANSIENT, ids=lambda kind: kind["kind"])
def test_a_hiccup_neither_loses_nor_repeats(world, kind, caplog):
    """The client's own retries are used up, so the whole look fails; it is the next that tells."""
    fill(world, "old")
    source = Source(world, interval=10)
    broken = fault(world, action="ListEndpoints", **{**kind, "count": 6})

    def both() -> None:
        fill(world, "new")
        broken()

    with caplog.at_level(logging.WARNING):
        assert source.run(both, nothing, nothing) == [[], [], ["appeared new"], []]
    assert source.pauses == [10.0, 10.0, 10.0, 10.0]
    assert "Next look in 10 s (failure 1 in a row)" in caplog.text
    assert KEYS["secret_key"] not in caplog.text


def test_pauses_grow_and_shrink_again(world):
    fill(world, "old")
    source = Source(world, interval=10, longest_pause=50)
    down = fault(world, action="ListEndpoints", kind="error", status=403, code="AccessDenied", count=5)
    source.run(down, nothing, nothing, nothing, nothing, nothing, nothing)
    # A refusal that is no passing fault ends nothing once the source has been at work; the service may take it back.
    assert source.pauses == [10.0, 10.0, 20.0, 40.0, 50.0, 50.0, 10.0, 10.0]


def test_the_pause_that_the_service_asks_for_is_kept(world):
    source = Source(world, interval=10, longest_pause=20)
    source.run(fault(world, action="ListEndpoints", kind="throttle", retry_after=5000), nothing)
    assert source.pauses[1] == 5000.0


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ({"interval": 0}, "interval: found 0; expected a number above 0"),
        ({"longest_pause": -1}, "longest_pause: found -1; expected a number above 0"),
        ({"intervall": 5}, "intervall: unknown option; did you mean interval?"),
        ({"access_key": ""}, "access_key: missing"),
        ({"name": ""}, "name: found ''; expected a text that is not empty"),
        ({"manifests": ["nowhere.yml"]}, "nowhere.yml: No such file or directory"),
        ({"state_file": "/nowhere/state.json"}, "state_file: /nowhere/state.json cannot be written: No such file"),
    ],
)
def test_bad_input_ends_the_source_at_once(world, args, sentence):
    with pytest.raises(ControllerError) as told:
        Source(world, **args).run()
    assert sentence in str(told.value)


def test_wrong_credentials_end_the_source_at_once(world):
    fault(world, action="ListEndpoints", kind="error", status=401, code="SignatureDoesNotMatch", count=9)()
    source = Source(world)
    with pytest.raises(ControllerError, match="SignatureDoesNotMatch"):
        source.run()
    assert source.pauses == []


def test_a_service_that_is_down_at_first_does_not(world):
    fill(world, "old")
    fault(world, action="ListEndpoints", kind="error", status=503, count=6)()
    assert Source(world, initial_events=True).run(nothing) == [[], ["appeared old"]]


# --- restarts


def test_a_restart_neither_repeats_nor_loses(world, state):
    fill(world, "old", "going")
    first = Source(world, state_file=state)
    assert first.run(create(world, "new")) == [[], ["appeared new"]]
    create(world, "meanwhile")()
    delete(world, "going")()
    second = Source(world, state_file=state)
    assert second.run(nothing) == [["appeared meanwhile", "disappeared going"], []]
    ids = [event["event_id"] for event in first.events + second.events]
    assert len(set(ids)) == 3


def test_initial_events_are_those_of_the_first_life_only(world, state):
    fill(world, "old")
    assert Source(world, state_file=state, initial_events=True).run() == [["appeared old"]]
    assert Source(world, state_file=state, initial_events=True).run() == [[]]


def test_other_endpoints_are_a_new_beginning(world, state, caplog):
    fill(world, "old")
    Source(world, state_file=state).run()
    fill(world, "other", project_name="search")
    with caplog.at_level(logging.WARNING):
        assert Source(world, state_file=state, project_name="search").run() == [[]]
    assert "it is about other endpoints" in caplog.text


ODD = [
    "",
    "{",
    "[]",
    "[" * 100_000,
    '{"form": 2}',
    '{"form": 1}',
    '{"form": 1, "asked": 1, "known": null}',
    '{"form": 1, "asked": 1, "known": {"stream": "s"}}',
]


@pytest.mark.parametrize("content", ODD)
def test_a_file_that_is_something_else_is_not_overwritten(world, state, content):
    with open(state, "w") as file:
        file.write(content)
    with pytest.raises(ControllerError, match="is not a state file of this version; remove it"):
        Source(world, state_file=state).run()
    with open(state) as file:
        assert file.read() == content


def test_the_file_is_for_its_owner_and_holds_no_secret(world, state):
    fill(world, "chat", description=f"my key is {KEYS['secret_key']}")
    source = Source(world, state_file=state, session_token="ST-canary", initial_events=True)
    source.run(nothing)
    assert stat.S_IMODE(os.stat(state).st_mode) == 0o600
    with open(state, encoding="utf-8") as file:
        content = file.read()
    assert "chat" in content
    assert "canary" not in content
    assert "canary" not in json.dumps(source.events)
    assert os.listdir(os.path.dirname(state)) == ["state.json"]


def test_a_file_that_cannot_be_written_stays_as_it_was(state, monkeypatch):
    memory = Memory(state, "asked")
    known = nothing_known("first")
    memory.save(known)

    def fail(*_names):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(ControllerError, match="cannot be written: No space left on device"):
        memory.save(nothing_known("second"))
    assert memory.load() == (known, False)
    assert os.listdir(os.path.dirname(state)) == ["state.json"]


# --- cancellation


def cancelled_after(world, number: int, state: str) -> list[dict]:
    """A source that is cancelled while its event after ``number`` others waits for room in the queue."""

    async def story() -> list[dict]:
        queue: asyncio.Queue = asyncio.Queue(maxsize=1)
        args = {**KEYS, "state_file": state, "initial_events": True}
        task = asyncio.ensure_future(follow(queue, args, ArkEndpoint, Source(world).times(asyncio.sleep)))
        taken = [await asyncio.wait_for(queue.get(), PATIENCE) for _each in range(number)]
        while not queue.full():
            await asyncio.sleep(0.01)
        taken.append(queue.get_nowait())
        while not queue.full():
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return [*taken, queue.get_nowait()]

    return asyncio.run(story())


@pytest.mark.parametrize("number", [0, 1, 2])
def test_cancelled_in_the_middle_the_rest_comes_after_the_restart(world, state, number):
    names = ["a", "b", "c", "d", "e", "f"]
    fill(world, *names)
    before = cancelled_after(world, number, state)
    after = Source(world, state_file=state)
    after.run(nothing)
    assert sorted(event["name"] for event in before + after.events) == names
    assert len({event["event_id"] for event in before + after.events}) == len(names)
    assert len(before) == number + 2


def test_killed_the_events_of_the_last_look_come_again_under_the_same_ids(world, state):
    """What is kept before events are handed over has them all as pending."""
    fill(world, "a", "b")
    kept = []
    source = Source(world, state_file=state, initial_events=True)
    save = Memory.save

    def remember(self, known):
        save(self, known)
        kept.append(json.dumps(known["pending"]))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Memory, "save", remember)
        source.run()
    assert [[event["event_id"] for event in json.loads(each)] for each in kept] == [
        [],
        [event["event_id"] for event in source.events],
        [],
        [],
    ]


def test_reading_does_not_hold_up_the_loop_and_a_cancellation_does_not_wait_for_it(world):
    """The service hangs; other tasks go on meanwhile, and the source ends at once."""
    hanging, release = threading.Event(), threading.Event()

    def hang(_effect):
        hanging.set()
        release.wait(PATIENCE)
        return {"Items": [], "TotalCount": 0}

    world.perform = hang

    async def story() -> None:
        task = asyncio.ensure_future(follow(asyncio.Queue(), dict(KEYS), ArkEndpoint, Times()))
        while not hanging.is_set():
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert threads() == ["inference.endpoints"]

    asyncio.run(story())
    release.set()
    for thread in threading.enumerate():
        if thread.name == "inference.endpoints":
            thread.join(PATIENCE)
    assert threads() == []


def test_a_cancelled_source_does_not_go_on_retrying(world):
    """Waiting to repeat a call ends when the source does."""
    waiting, ended = threading.Event(), threading.Event()

    def doze(stop, seconds):
        waiting.set()
        stop.wait(PATIENCE)
        ended.set()

    class Stubborn:
        def __init__(self, clock):
            self.clock = clock

        def perform(self, _call):
            while True:
                self.clock.sleep(1000)

    def connect(_family, _params, _hide, clock, _budget):
        return Stubborn(clock)

    async def story() -> None:
        task = asyncio.ensure_future(follow(asyncio.Queue(), dict(KEYS), ArkEndpoint, Times(doze=doze)))
        while not waiting.is_set():
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ArkEndpoint, "connect", connect)
        asyncio.run(story())
        assert ended.wait(PATIENCE)
        for thread in threading.enumerate():
            if thread.name == "inference.endpoints":
                thread.join(PATIENCE)
    assert threads() == []


# --- manifests


@pytest.fixture
def manifest(tmp_path, monkeypatch):
    """Writes the manifest fleet.yml in the folder that the source runs in."""
    monkeypatch.chdir(tmp_path)

    def write(description: str) -> None:
        entry = {"name": "chat", "description": description, "model_reference": MODEL}
        document = {"ark": {"project_name": "default", "endpoints": [entry]}}
        (tmp_path / "fleet.yml").write_text(json.dumps(document), encoding="utf-8")

    return write


def test_drift_begins_and_ends(world, manifest):
    manifest("as declared")
    source = Source(world, manifests=["fleet.yml"])
    assert source.run(
        lambda: fill(world, "chat", description="as declared"),
        nothing,
        force(world, "chat", Description="by hand"),
        nothing,
        lambda: manifest("by hand"),
    ) == [
        ["drifted chat"],
        ["appeared chat", "drift_ended chat"],
        [],
        ["changed chat", "drifted chat"],
        [],
        ["drift_ended chat"],
    ]
    assert source.events[0]["drift"]["actions"] == ["CreateEndpoint"]
    assert source.events[4]["drift"]["actions"] == ["UpdateEndpoint"]


def test_the_list_of_the_project_serves_events_and_drift(world, manifest):
    manifest("x")
    fill(world, "chat", description="x")
    Source(world, manifests=["fleet.yml"], project_name="default").run(nothing)
    assert calls(world) == ["ListEndpoints"] * 2


def test_a_manifest_that_breaks_stops_only_the_judging(world, manifest, tmp_path, caplog):
    manifest("x")
    fill(world, "chat", description="x")
    source = Source(world, manifests=["fleet.yml"])

    def breaks():
        (tmp_path / "fleet.yml").write_text("ark: [")
        world.force("chat", Description="by hand")

    with caplog.at_level(logging.WARNING):
        assert source.run(breaks, nothing, lambda: manifest("x")) == [[], ["changed chat"], [], ["drifted chat"]]
    assert "manifests: " in caplog.text
    assert source.pauses == [60.0] * 4


def test_drift_is_told_once_over_restarts(world, manifest, state):
    manifest("x")
    args = {"manifests": ["fleet.yml"], "state_file": state}
    assert Source(world, **args).run(nothing) == [["drifted chat"], []]
    assert Source(world, **args).run() == [[]]
    fill(world, "chat", description="x")
    assert Source(world, **args).run() == [["appeared chat", "drift_ended chat"]]
