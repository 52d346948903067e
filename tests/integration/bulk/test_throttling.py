# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that takes only so many requests a second: slower, but not one entry fails."""

from __future__ import annotations

import pytest

from .sets import entries, fleet

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("rate", "count", "style", "retry_after"),
    [
        (20, 100, "429", "none"),
        (20, 100, "429", "seconds"),
        (20, 100, "flow_limit", "none"),
        (20, 100, "flow_limit", "date"),
        (5, 30, "429", "none"),
        (5, 30, "flow_limit", "seconds"),
    ],
)
def test_nothing_fails_on_a_server_that_throttles(sandbox, playbooks, rate, count, style, retry_after):
    sandbox.switch(requests_per_second=rate, throttle_style=style, throttle_retry_after=retry_after)
    declared = entries(count)
    run = playbooks.run(
        [
            fleet("create", declared),
            fleet("again", declared),
            fleet("delete", [{"name": one["name"], "state": "absent"} for one in declared]),
        ],
        sandbox=sandbox,
    )
    summaries = {title: run[title]["summary"] for title in ("create", "again", "delete")}
    assert {title: summary["failed"] for title, summary in summaries.items()} == dict.fromkeys(summaries, 0)
    assert (summaries["create"]["created"], summaries["again"]["unchanged"]) == (count, count)
    assert summaries["delete"]["deleted"] == count
    assert sandbox.endpoints() == []
    effects = sandbox.effects()
    assert effects.count("CreateEndpoint") == effects.count("DeleteEndpoint") == count
    refused = sum(entry["fault"] == "rate" for entry in sandbox.log())
    assert 0 < refused < len(sandbox.log()) / 3


def test_a_ceiling_of_ones_own_is_kept(sandbox, playbooks):
    playbooks.run([fleet("create", entries(30), requests_per_second=10)], sandbox=sandbox)
    log = sandbox.log()
    assert len(log) >= 31
    assert (len(log) - 1) / (log[-1]["time"] - log[0]["time"]) < 11
