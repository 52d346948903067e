# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a long task is, as whoever runs the playbook sees it: on standard error alone, and never a secret."""

from __future__ import annotations

import subprocess

from ..support.paths import BIN
from ..support.playbook import GROUP, task
from .story import MODEL


def test_a_long_task_tells_how_far_it_is(sandbox, playbooks):
    """On one host; on the others it is told not to, and hidden."""
    sandbox.switch(start_seconds=7)
    name = f"{{{{ inventory_hostname }}}} holds {sandbox.secret_key}"
    work = task("create", name=name, model_reference=MODEL, wait_interval=1) | {"no_log": "{{ hidden }}"}
    play = {"hosts": "all", "gather_facts": False, "module_defaults": {GROUP: sandbox.connection}, "tasks": [work]}
    hosts = {"teller": {}, "silent": {"inference_endpoints_progress": False}, "secretive": {"hidden": True}}
    everywhere = {"ansible_connection": "local", "hidden": False}
    inventory = playbooks.write("hosts.yml", {"all": {"vars": everywhere, "hosts": hosts}})
    run = subprocess.run(
        [BIN / "ansible-playbook", "-v", "--forks=3", "-i", inventory, playbooks.write("long.yml", [play])],
        env={**playbooks.environment(), "ANSIBLE_PYTHON_INTERPRETER": str(BIN / "python")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    lines = [line for line in run.stderr.splitlines() if line.startswith("ark_endpoint: ")]
    assert [line.rpartition(" s of ")[2] for line in lines] == ["600"]
    assert "teller holds ******** is Scheduling, " in lines[0]
    assert "Scheduling, " not in run.stdout
    assert sandbox.secret_key not in run.stderr
