# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source in a real ansible-rulebook (which needs Java), against the sandbox."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from ..support.paths import BIN, ROOT
from ..support.programs import end
from .controller import Controller, put

pytestmark = pytest.mark.slow

#: Seconds until a test gives up hope; usually it is a matter of a few.
PATIENCE = 200

MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}


@pytest.fixture(autouse=True)
def tools() -> None:
    """Nothing is skipped: without the tools this fails and says what to do."""
    assert (BIN / "ansible-rulebook").exists(), "ansible-rulebook is missing; it belongs to requirements-dev.txt"
    assert shutil.which("java"), (
        "ansible-rulebook needs Java 17 or newer, for instance Debian's openjdk-17-jre-headless"
    )


class Rulebook:
    """A running ansible-rulebook and what it has said."""

    def __init__(self, process: subprocess.Popen, output: Path) -> None:
        self.process = process
        self._output = output

    @property
    def output(self) -> str:
        return self._output.read_text(encoding="utf-8", errors="replace")

    def until(self, holds: Callable[[], Any]) -> None:
        """Wait for something that comes of itself."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert self.process.poll() is None, f"it ended\n{self.output}"
            assert time.monotonic() < deadline, self.output
            time.sleep(0.2)

    def says(self, text: str) -> None:
        """Wait until it has said that."""
        self.until(lambda: text in self.output)

    def stop(self) -> None:
        """End it as a service manager does."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)


@contextmanager
def running(controller: Controller, rulebook: str, *arguments: str) -> Iterator[Rulebook]:
    hosts = {
        "localhost": {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}
    }
    inventory = controller.write("hosts.yml", {"all": {"hosts": hosts}})
    output = controller.folder / "output.txt"
    environment = {**controller.environment(), "PYTHONUNBUFFERED": "1"}
    environment["PATH"] = f"{BIN}:{environment['PATH']}"
    # For a playbook the whole folder is copied to a temporary one, which must not be a part of it.
    environment["TMPDIR"] = tempfile.mkdtemp(dir=controller.folder.parent)
    with output.open("w") as file:
        process = subprocess.Popen(
            [str(BIN / "ansible-rulebook"), "--rulebook", rulebook, "--inventory", str(inventory), *arguments],
            cwd=controller.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Rulebook(process, output)
    finally:
        end(process)


def write_rulebook(controller: Controller, **options: Any) -> str:
    """A rulebook that says every event in one line."""
    line = "<{{ event.type }} {{ event.name }} {{ event.status }} {{ event.event_id }}>"
    source = {"inference.endpoints.ark_endpoint": {"interval": 1, "state_file": "state.json", **options}}
    rule = {"name": "say", "condition": "event.type is defined", "action": {"debug": {"msg": line}}}
    rulebook = [{"name": "test", "hosts": "all", "sources": [source], "rules": [rule]}]
    return str(controller.write("rulebook.yml", rulebook))


def test_events_of_a_life_and_a_restart(sandbox, controller):
    """What happens while nobody watches is told after the restart, and nothing is told twice."""
    (old,) = put(sandbox, "old")
    rulebook = write_rulebook(controller)
    told = []
    with running(controller, rulebook) as first:
        first.until((controller.folder / "state.json").exists)
        first.until(lambda: "ListEndpoints" in sandbox.calls())
        first.until(lambda: json.loads((controller.folder / "state.json").read_text())["known"]["endpoints"])
        (new,) = put(sandbox, "智能客服")
        first.says("<appeared 智能客服 Running")
        sandbox.control("PATCH", f"endpoints/{new}", {"Status": "Failed"})
        first.says("<status_changed 智能客服 Failed")
        first.stop()
        told.append(first.output)
    sandbox.control("PATCH", f"endpoints/{old}", {"Status": "Stopped"})
    with running(controller, rulebook) as second:
        second.says("<status_changed old Stopped")
        second.stop()
        told.append(second.output)
    lines = [line for output in told for line in output.splitlines() if line.startswith("<")]
    assert [line.split()[0] for line in lines] == ["<appeared", "<status_changed", "<status_changed"]
    assert len({line.split()[-1] for line in lines}) == 3
    assert sandbox.secret_key not in "".join(told)
    assert sandbox.secret_key not in (controller.folder / "state.json").read_text(encoding="utf-8")


def test_wrong_options_end_it_with_a_sentence(sandbox, controller):
    keys = {"access_key": sandbox.access_key, "secret_key": "Y2FuYXJ5LXNlY3JldA"}
    with running(controller, write_rulebook(controller, **keys)) as rulebook:
        rulebook.process.wait(PATIENCE)
        assert rulebook.process.returncode != 0
        assert "SignatureDoesNotMatch" in rulebook.output
        assert "Y2FuYXJ5LXNlY3JldA" not in rulebook.output


def test_the_example_rulebook_repairs_what_has_drifted(sandbox, controller):
    """By its name in the collection; the manifest's endpoints do not exist, and then the playbook has made them."""
    (controller.folder / "fleet").mkdir()
    manifest = {"ark": {"project_name": "default", "endpoints": [{"name": "chat-prod", "model_reference": MODEL}]}}
    controller.write("fleet/base.yml", manifest)
    role = {"role": "inference.endpoints.fleet", "vars": {"fleet_manifests": ["fleet/base.yml"]}}
    controller.write("fleet.yml", [{"hosts": "localhost", "gather_facts": False, "roles": [role]}])
    example = ROOT / "extensions" / "eda" / "rulebooks" / "ark_endpoint.yml"
    (rules,) = (ruleset["rules"] for ruleset in yaml.safe_load(example.read_text(encoding="utf-8")))
    assert [rule["action"].get("run_playbook") for rule in rules][-1] == {"name": "fleet.yml"}
    with running(controller, "inference.endpoints.ark_endpoint") as rulebook:
        rulebook.until(lambda: [one["Status"] for one in sandbox.endpoints()] == ["Running"])
        assert sandbox.only("chat-prod")["Id"]
        rulebook.stop()
    assert sandbox.effects() == ["CreateEndpoint"]


def test_a_reader_of_the_guide_gets_there(reader, tarball):
    install = ["ansible-galaxy", "collection", "install", str(tarball)]
    subprocess.run(install, env=reader.environment, check=True, capture_output=True)
    reader.follow(ROOT / "docs" / "events.md")
    assert reader.done
