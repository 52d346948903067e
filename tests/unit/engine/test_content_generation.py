# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits that an update sets and a create does not take, under each reading of where they stand (additions A1)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import NotConverged

from ..support.world import MODEL, World

CREATED = ["CreateEndpoint", "UpdateEndpoint"]


def declared(concurrent: int, **more: Any) -> dict:
    limits = {"concurrent_requests": concurrent, **more}
    return {"name": "video", "model_reference": MODEL, "content_generation": limits}


@pytest.mark.parametrize("reading", ["member", "nested"])
@pytest.mark.parametrize("listed", ["absent", "present"])
def test_a_life(reading: str, listed: str) -> None:
    world = World(content_generation=reading, list_content_generation=listed)
    created = world.foretold(**declared(4))
    assert created.actions == world.effects() == CREATED
    assert created.endpoint["content_generation"] == {"concurrent_requests": 4, "create_task_rpm": -1}
    assert world.ok(**declared(4)).actions == []
    # The member that is not mentioned keeps its value.
    assert world.ok(**declared(4, create_task_rpm=60)).actions == ["UpdateEndpoint"]
    changed = world.ok(name="video", rate_limit={"rpm": 5}, content_generation={"concurrent_requests": 0})
    assert changed.actions == ["UpdateEndpoint"]
    assert changed.endpoint["content_generation"] == {"concurrent_requests": 0, "create_task_rpm": 60}
    assert changed.endpoint["rate_limit"]["rpm"] == 5
    # Not mentioned, not managed; a replacement takes it over.
    assert world.ok(name="video", description="new").endpoint["content_generation"]["create_task_rpm"] == 60
    other = {"foundation_model": {**MODEL["foundation_model"], "model_version": "other"}}
    replaced = world.ok(name="video", model_reference=other, recreate="create_first")
    assert replaced.actions[:2] == CREATED
    assert replaced.endpoint["content_generation"] == {"concurrent_requests": 0, "create_task_rpm": 60}


@pytest.mark.parametrize("reading", ["member", "nested"])
def test_no_limit_is_what_a_new_endpoint_has(reading: str) -> None:
    world = World(content_generation=reading)
    assert world.ok(**declared(-1)).actions == ["CreateEndpoint"]
    assert world.ok(**declared(-1)).actions == []


def test_a_site_that_does_not_know_it_says_so() -> None:
    outcome = World().task(**declared(4))
    assert isinstance(outcome.error, NotConverged) or "ContentGeneration" in str(outcome.error)
