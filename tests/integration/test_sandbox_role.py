# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role `sandbox` as a playbook uses it."""

from __future__ import annotations

import os
import sys

from .support.playbook import Playbooks

ROLE = {"name": "inference.endpoints.sandbox"}


def test_relative_paths_begin_at_the_playbook(playbooks: Playbooks) -> None:
    folder = playbooks.folder / "plays"
    folder.mkdir()
    variables = {
        "sandbox_port": 0,
        "sandbox_data_dir": "state/of the sandbox",
        "sandbox_python": os.path.relpath(sys.executable, folder),
        "sandbox_lifetime_seconds": 60,
        "sandbox_fresh": True,
    }
    include = {"name": "Sandbox", "ansible.builtin.include_role": ROLE}
    start = {**include, "vars": variables}
    stop = {**include, "vars": {**variables, "sandbox_state": "stopped"}}
    stored = {"name": "Stored", "ansible.builtin.stat": {"path": str(folder / "state/of the sandbox/state.sqlite")}}
    tasks = [start, {**start, "name": "Again"}, stored, stop]
    path = playbooks.write("plays/site.yml", [{"hosts": "all", "gather_facts": False, "tasks": tasks}])

    run = playbooks.run_file(path)

    assert run.status == 0, run.output
    assert run["Stored"]["stat"]["exists"]
    changes = [task.result["changed"] for task in run.tasks if "See that the server" in task.name]
    assert changes == [True, False, True]
