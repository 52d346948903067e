# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a task cannot be done in the worker it runs as a process, and -vvv says why; what is missing is told alike."""

from __future__ import annotations

import datetime

from ..support.playbook import task
from .story import MODEL, PROCESS, WORKER

AS_ROOT = {"become": True, "become_method": "ansible.builtin.su"}


def test_a_task_that_needs_a_process_gets_one_and_the_reason_is_told(sandbox, playbooks):
    """The reasons that change what Ansible does with the process; a unit test goes through all of them."""
    tasks = [
        task("in the worker", name="one", model_reference=MODEL),
        task("asynchronous", name="one", description="a") | {"async": 60, "poll": 1},
        task("another user", name="one", description="b") | AS_ROOT,
        task("foreign variable", name="one", description="c") | {"environment": {"LANG": "C", "ARK_X": "y"}},
        task("a date", name="one", description=datetime.date(2026, 1, 2)),
    ]
    run = playbooks.run(tasks, "-vvv", sandbox=sandbox)
    told = [line.partition("The task runs ")[2] for line in run.output.splitlines() if "The task runs " in line]
    assert told == [
        "in the worker",
        "as a process: it is asynchronous",
        "as a process: it becomes another user",
        "as a process: the task's environment has LANG",
        "as a process: its options have a value that JSON has no type for",
    ]
    assert [run[name]["changed"] for name in ("asynchronous", "another user", "foreign variable")] == [True] * 3


def test_a_missing_library_is_the_same_failure(sandbox, playbooks, tmp_path):
    (tmp_path / "requests.py").write_text("raise ImportError('there is none here')\n", encoding="utf-8")
    told = []
    for way in (WORKER, PROCESS):
        run = playbooks.attempt(
            [task("a", name="a", model_reference=MODEL)],
            sandbox=sandbox,
            environment={"PYTHONPATH": str(tmp_path)},
            play={"vars": way},
        )
        told.append((run.status, run["a"]["msg"], sorted(run["a"].keys() - {"exception"})))
        assert "Traceback" not in run.output
    assert told[0] == told[1]
    assert told[0][1].startswith("Failed to import the required Python library (requests)")
