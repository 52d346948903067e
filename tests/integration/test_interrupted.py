# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that is killed or interrupted half way leaves nothing that the next run does not put right."""

from __future__ import annotations

import signal

import pytest

from .support.playbook import GROUP, task
from .support.programs import end
from .support.until import until

MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT], ids=["killed", "interrupted"])
def test_a_create_is_taken_up_again(sandbox, playbooks, number):
    sandbox.switch(start_seconds=2)
    tasks = [task("create", name="one", model_reference=MODEL, rate_limit={"rpm": 5})]
    play = {"hosts": "all", "gather_facts": False, "module_defaults": {GROUP: sandbox.connection}, "tasks": tasks}
    process = playbooks.start_file(playbooks.write("killed.yml", [play]))
    try:
        until(lambda: "CreateEndpoint" in sandbox.effects())
    finally:
        end(process, number)
    assert process.returncode != 0

    run = playbooks.run([*tasks, task("start", name="one", state="started")], sandbox=sandbox)
    assert run["create"]["actions"] == run["start"]["actions"] == []
    assert run["start"]["endpoint"]["status"] == "Running"
    assert run["create"]["endpoint_id"] == run["start"]["endpoint_id"] == sandbox.only("one")["Id"]
    assert sandbox.effects() == ["CreateEndpoint"]


def test_a_deletion_is_taken_up_again(sandbox, playbooks):
    playbooks.run([task("create", name="one", model_reference=MODEL)], sandbox=sandbox)
    sandbox.switch(stop_seconds=2)
    tasks = [task("delete", name="one", state="absent")]
    play = {"hosts": "all", "gather_facts": False, "module_defaults": {GROUP: sandbox.connection}, "tasks": tasks}
    process = playbooks.start_file(playbooks.write("killed.yml", [play]))
    try:
        until(lambda: "StopEndpoint" in sandbox.effects())
    finally:
        end(process)

    run = playbooks.run(tasks, sandbox=sandbox)
    assert run["delete"]["actions"] == ["DeleteEndpoint"]
    assert sandbox.endpoints() == []
    assert sandbox.effects() == ["CreateEndpoint", "StopEndpoint", "DeleteEndpoint"]


def test_the_answer_to_a_create_is_lost(sandbox, playbooks):
    """The server acts and the connection breaks: what was created is found and kept, nothing is created twice."""
    sandbox.fault(kind="reset", action="CreateEndpoint", when="after", count=1)
    run = playbooks.run([task("create", name="one", model_reference=MODEL)], sandbox=sandbox)
    assert run["create"]["actions"] == ["CreateEndpoint"]
    assert run["create"]["endpoint_id"] == sandbox.only("one")["Id"]
