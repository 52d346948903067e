# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks with a watch on them: seconds, processor time, peak of memory, the requests that they made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from integration.support.paths import BIN, COLLECTIONS, ROOT
from integration.support.sandbox import Sandbox
from integration.support.until import until

#: Whatever of the user's own would change what a playbook does, or how long it takes.
_FOREIGN = ("ANSIBLE_", "ARK_", "VOLC", "BYTEPLUS_", "HW_", "HUAWEICLOUD_", "PYTHON")

#: How entries come into a playbook.
FILE = "{{ (lookup('ansible.builtin.file', playbook_dir ~ '/entries.json') | from_json).entries }}"


class Measured(NamedTuple):
    """One ansible-playbook, or one script.

    :ivar seconds: on the wall.
    :ivar cpu: seconds of all its processes.
    :ivar sandbox: CPU seconds of the sandbox meanwhile.
    :ivar megabytes: the peak of the largest of its processes.
    """

    seconds: float
    cpu: float
    sandbox: float
    megabytes: float
    requests: dict[str, int]


class Stage:
    """A folder with playbooks, and the sandbox that they talk to."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        self.folder = folder
        self.sandbox = sandbox
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)},
            **sandbox.environment,
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            "ANSIBLE_CONFIG": str(ROOT / "tests" / "ansible.cfg"),
            "ANSIBLE_HOME": str(folder / "ansible"),
            "ANSIBLE_LIBRARY": str(Path(__file__).resolve().parent / "library"),
            "LC_ALL": "C.UTF-8",
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }

    def play(
        self,
        tasks: list[dict[str, Any]],
        entries: list[dict[str, Any]] | None = None,
        **variables: Any,
    ) -> Measured:
        """Run these tasks; they must succeed.

        ``entries`` are what the variable of that name says; the task reads them from a file of JSON.
        """
        given = self.folder / "entries.json"
        given.write_text(json.dumps({"entries": entries}))
        if entries is not None:
            variables["entries"] = FILE
        playbook = self.folder / "playbook.json"
        playbook.write_text(
            json.dumps([{"hosts": "localhost", "gather_facts": False, "vars": variables, "tasks": tasks}])
        )
        return self._run([str(BIN / "ansible-playbook"), str(playbook)])

    def script(self, name: str, *arguments: str) -> Measured:
        """Run a script of this folder, once no endpoint is on its way; it must succeed."""
        until(lambda: all(one["Status"] != "Scheduling" for one in self.sandbox.endpoints()))
        return self._run([sys.executable, str(Path(__file__).resolve().parent / name), *arguments])

    def latency(self, milliseconds: int) -> None:
        """Let the sandbox answer so much later."""
        fault = [{"kind": "latency", "seconds": milliseconds / 1000}] if milliseconds else []
        self.sandbox.control("PUT", "faults", fault)

    def _run(self, command: list[str]) -> Measured:
        self.sandbox.control("DELETE", "log")
        used, begin = self._sandbox_cpu(), time.monotonic()
        process = subprocess.Popen(
            command,
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
        return Measured(
            seconds,
            usage.ru_utime + usage.ru_stime,
            self._sandbox_cpu() - used,
            usage.ru_maxrss / 1024,  # the largest of the process and those that it has waited for
            self._requests(),
        )

    def _sandbox_cpu(self) -> float:
        stat = Path(f"/proc/{self._sandbox_pid()}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    def _sandbox_pid(self) -> int:
        return int(self.sandbox.control("GET", "health")["pid"])

    def _requests(self) -> dict[str, int]:
        return dict(Counter(entry["action"] for entry in self.sandbox.log()))
