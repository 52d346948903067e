# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a long task is, as whoever runs the playbook sees it: on standard error alone, and never a secret."""

from __future__ import annotations

import subprocess

import pytest

from ..support.paths import BIN
from ..support.playbook import GROUP, task
from .story import MODEL


@pytest.mark.parametrize(
    ("keywords", "told"),
    [({}, True), ({"vars": {"inference_endpoints_progress": False}}, False), ({"no_log": True}, False)],
)
def test_a_long_task_tells_how_far_it_is(sandbox, playbooks, keywords, told):
    sandbox.switch(start_seconds=7)
    work = task("create", name=f"holds {sandbox.secret_key}", model_reference=MODEL, wait_interval=1) | keywords
    play = {"hosts": "all", "gather_facts": False, "module_defaults": {GROUP: sandbox.connection}, "tasks": [work]}
    inventory = playbooks.write("hosts.yml", {"all": {"hosts": {"localhost": {"ansible_connection": "local"}}}})
    run = subprocess.run(
        [BIN / "ansible-playbook", "-v", "-i", inventory, playbooks.write("long.yml", [play])],
        env={**playbooks.environment(), "ANSIBLE_PYTHON_INTERPRETER": str(BIN / "python")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    lines = [line for line in run.stderr.splitlines() if line.startswith("ark_endpoint: ")]
    assert [line.rpartition(" s of ")[2] for line in lines] == (["600"] if told else [])
    assert all("holds ******** is Scheduling, " in line for line in lines)
    assert "Scheduling, " not in run.stdout
    assert sandbox.secret_key not in run.stderr
