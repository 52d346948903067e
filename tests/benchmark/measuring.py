# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks with a watch on them: seconds, processor time, the module's peak of memory, the requests that it made."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from integration.support.paths import BIN, COLLECTIONS, ROOT
from integration.support.sandbox import Sandbox

#: Stands for the module's Python, and notes the peak of its memory; costs about a hundredth of a second.
_INTERPRETER = """\
#!{python} -SE
import os, sys
pid = os.posix_spawn({python!r}, [{python!r}, *sys.argv[1:]], os.environ)
_pid, status, usage = os.wait4(pid, 0)
with open({record!r}, "a") as record:
    record.write(f"{{usage.ru_maxrss}}\\n")
sys.exit(os.waitstatus_to_exitcode(status))
"""


class Measured(NamedTuple):
    """One ansible-playbook: ``seconds`` on the wall, ``cpu`` seconds of all its processes, the module's memory."""

    seconds: float
    cpu: float
    megabytes: float
    requests: dict[str, int]


class Stage:
    """A folder with playbooks, and the sandbox that they talk to."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        self.folder = folder
        self.sandbox = sandbox
        self._record = folder / "memory"
        interpreter = folder / "python"
        interpreter.write_text(_INTERPRETER.format(python=sys.executable, record=str(self._record)))
        interpreter.chmod(interpreter.stat().st_mode | stat.S_IXUSR)
        self._variables = {"ansible_python_interpreter": str(interpreter)}
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "ARK_", "VOLC"))},
            **sandbox.environment,
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            "ANSIBLE_CONFIG": str(ROOT / "tests" / "ansible.cfg"),
            "ANSIBLE_HOME": str(folder / "ansible"),
            "ANSIBLE_LIBRARY": str(Path(__file__).resolve().parent / "library"),
            "LC_ALL": "C.UTF-8",
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }

    def play(self, tasks: list[dict[str, Any]], variables: dict[str, Any] | None = None) -> Measured:
        """Run these tasks with ``variables`` from a JSON file; they must succeed."""
        play = [{"hosts": "localhost", "gather_facts": False, "vars": self._variables, "tasks": tasks}]
        playbook, given = self.folder / "playbook.json", self.folder / "variables.json"
        playbook.write_text(json.dumps(play))
        given.write_text(json.dumps(variables or {}))
        self._record.write_text("0\n")
        self.sandbox.control("DELETE", "log")
        begin = time.monotonic()
        process = subprocess.Popen(
            [str(BIN / "ansible-playbook"), "--extra-vars", f"@{given}", str(playbook)],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert process.stdout is not None
        output = process.stdout.read().decode()
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(output[-3000:])
        peak = max(int(line) for line in self._record.read_text().split())
        return Measured(seconds, usage.ru_utime + usage.ru_stime, peak / 1024, self._requests())

    def _requests(self) -> dict[str, int]:
        return dict(Counter(entry["action"] for entry in self.sandbox.log()))
