# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real runs of ansible-inventory, ansible-playbook and ansible-doc with an inventory of endpoints."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from ..support import programs
from ..support.paths import BIN
from ..support.playbook import Playbooks, Run
from ..support.sandbox import Sandbox

PLUGIN = "inference.endpoints.ark"
LOOKUP = "inference.endpoints.ark_endpoint_id"
MODEL = {"FoundationModel": {"Name": "doubao-1-5-pro-32k", "ModelVersion": "250115"}}


class Listing(NamedTuple):
    """What ansible-inventory says. ``messages`` are its warnings and errors."""

    status: int
    document: dict[str, Any]
    messages: str

    @property
    def hosts(self) -> dict[str, dict]:
        """The variables of each host."""
        return self.document.get("_meta", {}).get("hostvars", {})

    def group(self, name: str) -> set[str]:
        """The hosts of a group."""
        return set(self.document[name]["hosts"])


class Controller(Playbooks):
    """Runs commands in ``folder`` with ``variables`` in their environment, beside what every test runs with."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        super().__init__(folder)
        self.variables = variables

    def environment(self) -> dict[str, str]:
        """With the variables of this controller."""
        return {**super().environment(), **self.variables}

    def command(self, name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        """A command that has ended."""
        command = [str(BIN / name), *arguments]
        return programs.run(command, self.folder, {**self.environment(), **environment}, apart=True)

    def source(self, name: str = "test.ark.yml", /, **options: Any) -> Path:
        """A file of the inventory plugin."""
        return self.write(name, {"plugin": PLUGIN, **options})

    def list(self, path: Path, *arguments: str, **environment: str) -> Listing:
        """What ansible-inventory makes of a file; that it succeeds says nothing of the file."""
        strict = {"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}
        done = self.command("ansible-inventory", "--list", "-i", str(path), *arguments, **{**strict, **environment})
        document = json.loads(done.stdout, object_hook=plain) if done.returncode == 0 else {}
        return Listing(done.returncode, document, done.stderr)

    def hosts(self, **options: Any) -> Listing:
        """What a source of these options comes to; it must be read without failure."""
        listing = self.list(self.source(**options))
        assert listing.status == 0, listing.messages
        return listing

    def list_together(self, *sources: Path) -> subprocess.CompletedProcess:
        """What ansible-inventory makes of several sources, which succeeds whether they can be read or not."""
        return self.command("ansible-inventory", "--list", *(f"--inventory={path}" for path in sources))

    def refused_together(self, *sources: dict[str, Any]) -> list[str]:
        """What is said of each of these sources, none of which can be read, as one line each."""
        paths = [self.source(f"{number}.ark.yml", **options) for number, options in enumerate(sources)]
        rest = " ".join(self.list_together(*paths).stderr.split())
        assert "Traceback" not in rest
        said = []
        for path in paths:
            text, end, rest = rest.partition(f"Unable to parse {path} as an inventory source")
            assert end, f"{path} was read"
            said.append(text)
        return said

    def play(self, tasks: list[dict], **play: Any) -> Run:
        """A playbook of these tasks on localhost, with what the environment says."""
        return self.attempt(tasks, play=play)

    def play_on(self, source: Path, tasks: list[dict]) -> subprocess.CompletedProcess:
        """A playbook of these tasks on all hosts of a source."""
        keywords = {
            "hosts": "all",
            "gather_facts": False,
            "connection": "local",
            "vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"},
        }
        path = self.write("each.yml", [{**keywords, "tasks": tasks}])
        return self.command("ansible-playbook", "-i", str(source), str(path))


def plain(value: dict) -> Any:
    """Texts that nobody vouches for come in a mapping of their own (from ansible-core 2.19 on)."""
    return value["__ansible_unsafe"] if set(value) == {"__ansible_unsafe"} else value


def put(sandbox: Sandbox, *names: str, site: str = "volcengine", **members: Any) -> list[str]:
    """Endpoints that are there and run, made by nobody's task; their ids. The log of requests is as before."""
    # Imported late: the folder that it is found in is put on the path by the fixtures.
    from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
    from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
    from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
    from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.reading import Reader

    reader = Reader(ArkEndpoint, {**sandbox.connection, "site": site})
    client = ArkEndpoint().connect(reader.params, reader.secrets.hide, Clock(), 60.0)
    sandbox.switch(start_seconds=0)
    ids = []
    for name in names:
        arguments = {"Name": name, "ModelReference": MODEL, **members}
        ids.append(client.perform(Call("CreateEndpoint", arguments))["Id"])
    sandbox.control("DELETE", "log")
    return ids


def documents(examples: str) -> list[dict]:
    """The YAML documents of EXAMPLES."""
    return list(yaml.safe_load_all(examples))
