# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls on threads: they begin while other processes are planned, and not after the end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.cancellation import Cancellation, Interrupted
from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ, Call, Claim, Process
from ansible_collections.inference.endpoints.plugins.module_utils._engine.scheduler import Scheduler
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint

PATIENCE = 20.0


def scheduler(perform: Callable[[Call], Any], concurrency: int, cancellation: Cancellation | None = None) -> Scheduler:
    clock = Clock()
    return Scheduler(ArkEndpoint(), perform, clock, concurrency, clock.now() + PATIENCE, cancellation or Cancellation())


def calls(*actions: str) -> Process:
    for action in actions:
        yield Call(action, {}, READ)
    return "done"


def test_a_call_is_under_way_before_the_other_processes_begin():
    begun = threading.Event()

    def claims_and_calls() -> Process:
        yield Claim("chat", {})
        yield Call("CreateEndpoint", {})

    def waits() -> Process:
        assert begun.wait(PATIENCE)
        return (yield from calls("ListEndpoints"))

    many = scheduler(lambda _call: begun.set(), 2)
    many.add("first", claims_and_calls())
    many.add("second", waits())
    many.run()
    many.close()
    assert many.results == {"first": None, "second": "done"}


@pytest.mark.parametrize("concurrency", [1, 3, 8])
def test_no_more_calls_are_in_flight_than_allowed(concurrency):
    lock = threading.Lock()
    full = threading.Barrier(concurrency)
    in_flight, most = 0, 0

    def perform(_call: Call) -> None:
        nonlocal in_flight, most
        with lock:
            in_flight += 1
            most = max(most, in_flight)
        full.wait(PATIENCE)  # so many come together, or this breaks
        with lock:
            in_flight -= 1

    many = scheduler(perform, concurrency)
    for number in range(4 * concurrency):
        many.add(number, calls("ListEndpoints"))
    many.run()
    many.close()
    assert set(many.results.values()) == {"done"}
    assert most == concurrency


def test_after_the_end_no_call_begins_and_those_in_flight_are_awaited():
    cancellation = Cancellation()
    made: list[str] = []

    def perform(call: Call) -> None:
        cancellation.cancel()
        made.append(call.action)

    many = scheduler(perform, 1, cancellation)
    for number in range(5):
        many.add(number, calls(f"Call{number}", "Another"))
    many.run()
    many.close()
    assert made == ["Call0"]
    assert many.results == {}
    assert {type(error) for error in many.errors.values()} == {Interrupted}
    assert len(many.errors) == 5
