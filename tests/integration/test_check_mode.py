# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode and --diff: what is foretold is what comes, nothing is written, and people can read it."""

from __future__ import annotations

import pytest

from .support.playbook import GROUP, MODULE, Run, task
from .support.sandbox import WRITES, Sandbox

MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}
FORETOLD = ("changed", "actions", "diff")


STEPS = {
    "create": {"name": "one", "model_reference": MODEL, "rate_limit": {"rpm": 5, "tpm": 6}},
    "change": {"name": "one", "rate_limit": {"rpm": 50}, "description": "raised 说明"},
    "nothing": {"name": "one", "description": "raised 说明"},
    "stop": {"name": "one", "state": "stopped"},
    "delete": {"name": "one", "state": "absent"},
}


@pytest.fixture(scope="module")
def run(shared_sandbox, shared_playbooks) -> Run:
    """Each step in check mode, then for real."""
    tasks = []
    for name, options in STEPS.items():
        tasks += [task(f"{name} (check)", **options) | {"check_mode": True}, task(name, **options)]
    return shared_playbooks.run(tasks, "--diff", sandbox=shared_sandbox)


def test_foretold_equals_done(run: Run, shared_sandbox: Sandbox):
    """The log shows no write for what was run in check mode."""
    for name in STEPS:
        foretold, done = run[f"{name} (check)"], run[name]
        assert {key: foretold[key] for key in FORETOLD} == {key: done[key] for key in FORETOLD}, name
    predicted = run["create (check)"]["endpoint"]
    assert predicted["name"] == "one"
    assert predicted["endpoint_id"] is None
    assert predicted.keys() <= run["create"]["endpoint"].keys()
    assert shared_sandbox.effects() == [action for name in STEPS for action in run[name]["actions"]]


def test_diff_can_be_read(run: Run):
    foretold, done = run.told("change (check)"), run.told("change")
    shown = [line for line in done.splitlines() if line.startswith(("-", "+")) and not line.startswith(("---", "+++"))]
    assert any(line.startswith("-") and '"rpm": 5' in line for line in shown)
    assert any(line.startswith("+") and '"rpm": 50' in line for line in shown)
    assert any('"description": "raised ' in line for line in shown)
    assert not any("tpm" in line for line in shown)
    assert [line for line in foretold.splitlines() if line in shown] == shown
    assert "'one'" in next(line for line in done.splitlines() if line.startswith("+++"))


def test_check_option_writes_nothing(sandbox, playbooks):
    run = playbooks.run(
        [task("create", name="one", model_reference=MODEL), task("delete", name="one", state="absent")],
        "--check",
        sandbox=sandbox,
    )
    assert run["create"]["actions"] == ["CreateEndpoint"]
    assert run["delete"]["actions"] == []
    assert not set(sandbox.calls()) & set(WRITES)


def test_options_of_a_task_go_before_module_defaults(sandbox, playbooks):
    """The action group gives every module its connection; what a task says itself counts more."""
    defaults = {GROUP: {**sandbox.connection, "secret_key": "wrong"}, MODULE: {"project_name": "team"}}
    run = playbooks.run(
        [task("create", name="one", model_reference=MODEL, secret_key=sandbox.secret_key)],
        play={"module_defaults": defaults},
    )
    assert run["create"]["endpoint"]["project_name"] == "team"
    assert [one["ProjectName"] for one in sandbox.endpoints()] == ["team"]
