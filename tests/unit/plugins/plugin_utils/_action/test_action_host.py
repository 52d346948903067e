# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's worker as the host of tasks."""

from __future__ import annotations

import os
import queue
import signal
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import Resource
from ansible_collections.inference.endpoints.plugins.plugin_utils._action import host as action_host
from ansible_collections.inference.endpoints.plugins.plugin_utils._action.host import ActionHost


class Kind(Resource):
    """A kind of endpoint whose client remembers what it was made with."""

    @classmethod
    def connection_options(cls) -> tuple:
        return (Field("secret_key", secret=True), Field("region"))

    def connect(self, params: dict, hide: Any, clock: Any, budget: float) -> Any:
        hide("learnt")
        return [hide, clock]


@pytest.fixture(autouse=True)
def ended(monkeypatch) -> queue.SimpleQueue:
    """A worker as new, and the statuses with which it was ended."""
    statuses: queue.SimpleQueue = queue.SimpleQueue()
    monkeypatch.setattr(action_host.os, "_exit", statuses.put)
    monkeypatch.setattr(action_host, "_GRACE", 0.01)
    ActionHost.disconnect()
    ActionHost.interrupted = False
    yield statuses
    ActionHost.disconnect()
    ActionHost.interrupted = False


def host(hidden: set[str] | None = None, **params: Any) -> ActionHost:
    return ActionHost({"secret_key": "s", **params}, False, set() if hidden is None else hidden)


def test_items_that_connect_alike_share_a_client():
    first = host(name="one").connect(Kind(), Clock(), 600.0)
    assert host(name="two").connect(Kind(), Clock(), 600.0) is first


@pytest.mark.parametrize(
    ("params", "budget", "environment"),
    [
        ({"secret_key": "other"}, 600.0, {}),
        ({"region": "other"}, 600.0, {}),
        ({"request_timeout": 1.0}, 600.0, {}),
        ({"concurrency": 3}, 600.0, {}),
        ({}, 5.0, {}),
        ({}, 600.0, {"HW_REGION_NAME": "other"}),
    ],
)
def test_items_that_connect_otherwise_do_not(monkeypatch, params, budget, environment):
    first = host().connect(Kind(), Clock(), 600.0)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert host(**params).connect(Kind(), Clock(), budget) is not first


def test_a_shared_client_serves_the_item_that_is_present():
    hidden: list[set[str]] = [set(), set()]
    slept: list[float] = []
    hide, clock = host(hidden[0]).connect(Kind(), Clock(), 600.0)
    host(hidden[1]).connect(Kind(), Clock(sleep=slept.append), 600.0)
    hide("later")
    clock.sleep(7)
    assert slept == [7]
    assert hidden == [{"learnt"}, {"learnt", "later"}]


def test_a_warning_that_repeats_a_secret_is_masked():
    told = host({"hunter2-secret"})
    told.warn("the server says: hunter2-secret is wrong")
    assert told.warnings == ["the server says: ******** is wrong"]


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture
def usual_signals():
    """No signal is ignored, whatever started the tests: nohup and a shell's background jobs ignore some."""
    kept = [signal.signal(number, signal.default_int_handler) for number in SIGNALS]
    yield
    for number, handler in zip(SIGNALS, kept, strict=True):
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_cancels_and_no_handler_stays(number, ended, usual_signals):
    kept = [signal.getsignal(each) for each in SIGNALS]
    with host().interruptible() as cancellation:
        assert not cancellation.cancelled
        signal.raise_signal(number)
        assert cancellation.cancelled
    assert [signal.getsignal(each) for each in SIGNALS] == kept
    assert ActionHost.interrupted
    assert ended.get(timeout=60) == 1


def test_what_is_ignored_stays_ignored():
    kept = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with host().interruptible() as cancellation:
            signal.raise_signal(signal.SIGHUP)
        assert not cancellation.cancelled
    finally:
        signal.signal(signal.SIGHUP, kept)


def test_the_run_is_wanted_as_long_as_ansible_lives(monkeypatch):
    with host().interruptible() as cancellation:
        assert cancellation.is_wanted()
        monkeypatch.setattr(os, "getppid", lambda: 1)
        assert not cancellation.is_wanted()
