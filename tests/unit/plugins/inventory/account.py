# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The account that the plugins on the controller read in these tests: the sandbox's own core, no socket, no waiting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint

from ...support.world import MODEL, World

KEYS = {"access_key": "AK", "secret_key": "SK-canary-7d1f"}


class Client:
    """What a family connects to."""

    def __init__(self, world: World) -> None:
        self.perform = world.perform


@contextmanager
def account(**switches: Any) -> Iterator[World]:
    """A world that Ark endpoints are read from, with nothing in the environment."""
    world = World(**switches)

    def connect(_family: ArkEndpoint, _params: dict, *_others: Any) -> Client:
        return Client(world)

    with mock.patch.object(ArkEndpoint, "connect", connect), mock.patch.dict("os.environ", {}, clear=True):
        yield world


def fill(world: World, *names: str, **more: Any) -> list[str]:
    """Endpoints of these names; their ids."""
    made = [world.ok(name=name, model_reference=MODEL, **more).endpoint["endpoint_id"] for name in names]
    world.gateway.log.clear()
    return made


def calls(world: World) -> list[str]:
    """The actions that have been called since."""
    return [entry["action"] for entry in world.log]
