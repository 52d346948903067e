# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A source that watches an account on a clock of its own; a test says what happens between looks."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import threading
from collections.abc import Callable
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.following import Times, follow

from ...support.world import World
from ..inventory.account import KEYS

#: Should a source hang, its test fails rather than hanging too.
PATIENCE = 120


class Source:
    """One life of the source.

    :ivar events: what it has put, ``pauses`` the seconds between its looks.
    """

    def __init__(self, world: World, **args: Any) -> None:
        self.world = world
        self.args = {**KEYS, **args}
        self.events: list[dict] = []
        self.pauses: list[float] = []

    def run(self, *between: Callable[[], Any]) -> list[list[str]]:
        """The kinds of events that each look brings. Between looks are the steps, after the last it is cancelled."""
        steps = list(between)
        marks = [0]

        async def sleep(seconds: float) -> None:
            self.pauses.append(seconds)
            marks.append(len(self.events))
            if not steps:
                raise asyncio.CancelledError
            steps.pop(0)()
            self.world.time += seconds

        async def story() -> None:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait_for(follow(self, self.args, ArkEndpoint, self.times(sleep)), PATIENCE)

        asyncio.run(story())
        kinds = [f"{event['type']} {event['name']}" for event in self.events]
        return [kinds[start:end] for start, end in itertools.pairwise(marks)]

    def times(self, sleep: Callable[[float], Any]) -> Times:
        return Times(
            sleep=sleep,
            doze=lambda _stop, seconds: self.world.sleep(seconds),
            clock=Clock(now=lambda: self.world.time, wall=lambda: self.world.time),
            uniform=lambda _least, most: most,
        )

    async def put(self, event: dict) -> None:
        """As a queue takes it; through JSON, as ansible-rulebook does."""
        self.events.append(json.loads(json.dumps(event)))


def threads() -> list[str]:
    """The threads that read, those that have ended left out."""
    return [each.name for each in threading.enumerate() if each.name == "inference.endpoints"]
