# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a long task is: on a clock of its own, nothing in the first seconds, then not too often."""

from __future__ import annotations

import re

from ansible_collections.inference.endpoints.plugins.module_utils._engine.cancellation import Cancellation
from ansible_collections.inference.endpoints.plugins.module_utils._engine.driver import performer
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Poll
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec, bulk
from ansible_collections.inference.endpoints.plugins.module_utils._task.progress import Progress
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint

from ....ark_endpoints.world import OPTIONS, FleetWorld, _Client, entry


def told_at(moments: list[float], of: float | None = None) -> list[str]:
    """What is told of sentences that come at these moments."""
    told: list[str] = []
    times = iter([100.0, *moments])
    progress = Progress(told.append, lambda: next(times))
    for number in range(len(moments)):
        progress.report(lambda number=number: f"look {number}", of)
    return told


def test_nothing_at_first_and_then_at_most_every_five_seconds():
    assert told_at([101.0, 104.9, 105.0, 107.0, 109.9, 110.2]) == ["look 2, 5 s", "look 5, 10 s"]


def test_the_limit_is_told_where_there_is_one():
    assert told_at([140.4], of=600.0) == ["look 0, 40 s of 600"]


def test_no_sentence_is_made_where_nobody_listens():
    Progress(None, iter([0.0, 60.0]).__next__).report(lambda: 1 / 0 and "")


def test_the_driver_shows_what_each_poll_has_seen():
    world, seen = FleetWorld(), []
    created = world.ok(name="one", model_reference={"custom_model_id": "cm-1"}).endpoint
    perform = performer(world.resource, world.perform, world.clock, lambda *poll: seen.append(poll))
    observed = perform(Poll(created["endpoint_id"], 1.0))
    assert seen == [(created["endpoint_id"], observed)]


REFUSAL = {"kind": "error", "status": 403, "code": "AccessDenied", "action": "CreateEndpoint", "name": "e3"}


def test_a_set_tells_how_many_are_done_and_how_many_failed():
    world, told = FleetWorld(start_seconds=20, faults=[REFUSAL]), []
    params = {**OPTIONS, "endpoints": [entry(f"e{number}") for number in range(4)]}
    desired_set = argspec.checked_set(params, ArkEndpoint)
    params["concurrency"] = 0
    given = (params, ArkEndpoint(), desired_set, _Client(world), world.clock, Cancellation())
    bulk.run_set(*given, check_mode=False, tell_progress=told.append)
    assert told[0].partition(", ")[0] == "1 of 4 endpoints done"
    assert all(re.fullmatch(r"[1-4] of 4 endpoints done, 1 failed, \d+ s", sentence) for sentence in told), told
