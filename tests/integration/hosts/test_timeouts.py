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
    run = playbooks.attempt([fleet("create", declared) | {"timeout": 2}], sandbox=sandbox)
    assert run.status == 2
    assert "(2)" in run["create"]["msg"] or "2 second" in run["create"]["msg"], run["create"]["msg"]
    made = len(sandbox.endpoints())
    assert 0 < made < COUNT - 30
    mark = sandbox.mark()
    sandbox.control("DELETE", "faults")
    again = playbooks.run([fleet("create", declared)], sandbox=sandbox)
    assert sandbox.calls(mark)[0] == "ListEndpoints", "the first run went on writing"
    assert again["create"]["summary"]["created"] == COUNT - made


def test_an_item_that_takes_too_long_does_not_spoil_the_connection_of_the_next(sandbox, playbooks):
    sandbox.fault(kind="latency", seconds=3, when="after", action="CreateEndpoint", count=1)
    loop = {"loop": ["one", "two"], "timeout": 2, "ignore_errors": True}
    run = playbooks.attempt([task("create", name="{{ item }}", model_reference=MODEL) | loop], sandbox=sandbox)
    outcomes = [item.outcome for item in run.items]
    assert outcomes == ["failed", "ok"], run.output
    again = playbooks.run([task("create", name="{{ item }}", model_reference=MODEL) | loop], sandbox=sandbox)
    assert [item.outcome for item in again.items] == ["ok", "ok"]
    assert sorted(one["Name"] for one in sandbox.endpoints()) == ["one", "two"]
    assert sandbox.effects() == ["CreateEndpoint"] * 2
