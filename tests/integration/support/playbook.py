# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real runs of ansible-playbook, and what came of each task."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from . import programs
from .paths import BIN, COLLECTIONS, ROOT
from .sandbox import Sandbox

MODULE = "inference.endpoints.ark_endpoint"
INFO = "inference.endpoints.ark_endpoint_info"
SET = "inference.endpoints.ark_endpoints"
GROUP = "group/inference.endpoints.ark"

#: Whatever of the user's own would change what a playbook does.
_FOREIGN = ("ANSIBLE_", "VOLC", "BYTEPLUS_", "ARK_", "HW_", "HUAWEICLOUD_", "PYTHONPATH", "VIRTUAL_ENV")


class Task(NamedTuple):
    """What came of one task (or of one item of a loop) on one host; ``at``: when, in seconds since 1970."""

    host: str
    name: str
    outcome: str
    result: dict[str, Any]
    at: float

    @property
    def failed(self) -> bool:
        """Whether it failed, ignored or not."""
        return self.outcome == "failed"


class Run(NamedTuple):
    """A finished ansible-playbook. ``output`` is everything that it said on the terminal."""

    status: int
    output: str
    tasks: list[Task]
    items: list[Task]

    def __getitem__(self, name: str) -> dict[str, Any]:
        """The result of the one task of this name."""
        found = [task.result for task in self.tasks if task.name == name]
        assert len(found) == 1, f"{len(found)} results of {name!r}\n{self.output}"
        return found[0]

    def all(self, name: str) -> list[dict[str, Any]]:
        """The results of all tasks of this name, in order."""
        return [task.result for task in self.tasks if task.name == name]

    def end_of(self, name: str) -> float:
        """When the one task of this name had ended, in seconds since 1970."""
        (at,) = [task.at for task in self.tasks if task.name == name]
        return at

    def told(self, name: str) -> str:
        """What was shown of the one task of this name, from its title to the next."""
        _before, _title, text = self.output.partition(f"\nTASK [{name}] ")
        return text.partition("\nTASK [")[0].partition("\nPLAY RECAP ")[0]

    def on(self, host: str) -> dict[str, Task]:
        """The tasks of one host by name."""
        return {task.name: task for task in self.tasks if task.host == host}


class Playbooks:
    """Runs playbooks in ``folder``. The inventory is localhost, or hosts that all are this machine."""

    def __init__(self, folder: Path, scratch: Path | None = None) -> None:
        self.folder = folder
        #: For what Ansible itself needs. It makes sockets there, whose paths may have a hundred characters or so.
        self.scratch = scratch or folder
        self._record = folder / "results.jsonl"

    def run(self, tasks: list[dict], *arguments: str, **more: Any) -> Run:
        """A playbook of these tasks; it must succeed. ``more`` as for ``attempt``."""
        run = self.attempt(tasks, *arguments, **more)
        assert run.status == 0, run.output
        return run

    def attempt(
        self,
        tasks: list[dict],
        *arguments: str,
        sandbox: Sandbox | None = None,
        environment: dict[str, str] | None = None,
        hosts: dict[str, dict] | None = None,
        play: dict[str, Any] | None = None,
    ) -> Run:
        """A playbook of these tasks, with the sandbox's connection as defaults of the action group.

        ``hosts``: variables of each host, instead of localhost. ``play``: further keywords of the play.
        """
        keywords: dict[str, Any] = {"hosts": "all", "gather_facts": False, **(play or {})}
        if sandbox is not None:
            keywords.setdefault("module_defaults", {GROUP: sandbox.connection})
        path = self.write("playbook.yml", [{**keywords, "tasks": tasks}])
        return self.run_file(path, *arguments, environment=environment, hosts=hosts)

    def run_file(
        self,
        path: Path,
        *arguments: str,
        environment: dict[str, str] | None = None,
        hosts: dict[str, dict] | None = None,
    ) -> Run:
        """A playbook that is already a file."""
        command = self._command(path, *arguments, hosts=hosts)
        done = programs.run(command, self.folder, {**self.environment(), **(environment or {})})
        return Run(done.returncode, done.stdout, *self._results())

    def start_file(
        self,
        path: Path,
        *arguments: str,
        environment: dict[str, str] | None = None,
        hosts: dict[str, dict] | None = None,
    ) -> subprocess.Popen:
        """The same from a new Python, not waited for; it leads a process group of its own."""
        return subprocess.Popen(
            self._command(path, *arguments, hosts=hosts),
            cwd=self.folder,
            env={**self.environment(), **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    def _command(self, path: Path, *arguments: str, hosts: dict[str, dict] | None) -> list[str]:
        self._record.write_text("", encoding="utf-8")
        inventory = self._inventory(hosts or {"localhost": {}})
        return [str(BIN / "ansible-playbook"), "--inventory", str(inventory), *arguments, str(path)]

    def write(self, name: str, document: Any) -> Path:
        """A YAML file in the folder."""
        path = self.folder / name
        path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return path

    def _inventory(self, hosts: dict[str, dict]) -> Path:
        everywhere = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
        return self.write("inventory.yml", {"all": {"vars": everywhere, "hosts": hosts}})

    def environment(self) -> dict[str, str]:
        """What every run has in its environment: nothing of the user's own settings and credentials."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
        temporary = self.scratch / "tmp"
        temporary.mkdir(exist_ok=True)
        return {
            **kept,
            "ANSIBLE_CALLBACKS_ENABLED": "record",
            "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).parent / "callback_plugins"),
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            "ANSIBLE_CONFIG": str(ROOT / "tests" / "ansible.cfg"),
            "ANSIBLE_HOME": str(self.scratch / "ansible"),
            "ANSIBLE_FORKS": "2",
            "LC_ALL": "C.UTF-8",
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
            "RECORD_FILE": str(self._record),
            "TMPDIR": str(temporary),
        }

    def _results(self) -> tuple[list[Task], list[Task]]:
        lines = [json.loads(line) for line in self._record.read_text(encoding="utf-8").splitlines()]
        entries = [
            (line["of_item"], Task(line["host"], line["task"], line["outcome"], line["result"], line["at"]))
            for line in lines
        ]
        return [task for of_item, task in entries if not of_item], [task for of_item, task in entries if of_item]


def task(title: str, /, **options: Any) -> dict[str, Any]:
    """A task of ark_endpoint; keywords are added with ``|``."""
    return {"name": title, MODULE: options}


def info(title: str, /, **options: Any) -> dict[str, Any]:
    """A task of ark_endpoint_info."""
    return {"name": title, INFO: options}
