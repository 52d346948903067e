# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that is cut short in the worker, by its timeout: nothing goes on, and the next run completes the work."""

from __future__ import annotations

from ..bulk.sets import entries, fleet
from ..support.playbook import task
from .story import MODEL

COUNT = 100


def test_a_set_that_takes_too_long_begins_no_further_call(sandbox, playbooks):
    sandbox.fault(kind="latency", seconds=0.3)
    declared = entries(COUNT)
    short = fleet("create", declared) | {"timeout": 2, "ignore_errors": True}
    run = playbooks.run([short, fleet("again", declared, concurrency=32)], sandbox=sandbox)
    assert run["create"]["failed"]
    assert "(2)" in run["create"]["msg"] or "2 second" in run["create"]["msg"], run["create"]["msg"]
    assert sandbox.calls(since=run.end_of("create"))[0] == "ListEndpoints", "the first task went on writing"
    made = COUNT - run["again"]["summary"]["created"]
    assert 0 < made < COUNT - 30
    assert len(sandbox.endpoints()) == COUNT


def test_an_item_that_takes_too_long_does_not_spoil_the_connection_of_the_next(sandbox, playbooks):
    sandbox.fault(kind="latency", seconds=3, when="after", action="CreateEndpoint", count=1)
    create = {"name": "{{ item }}", "model_reference": MODEL}
    loop = {"loop": ["one", "two"], "timeout": 2, "ignore_errors": True}
    run = playbooks.run([task("create", **create) | loop, task("again", **create) | loop], sandbox=sandbox)
    assert [(item.name, item.outcome) for item in run.items] == [
        ("create", "failed"),
        ("create", "ok"),
        ("again", "ok"),
        ("again", "ok"),
    ]
    assert sorted(one["Name"] for one in sandbox.endpoints()) == ["one", "two"]
    assert sandbox.effects() == ["CreateEndpoint"] * 2
