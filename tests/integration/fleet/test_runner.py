# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shards on ansible-runner: two workers, one of them killed in the middle, its shard repeated, one report."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest
import yaml

from ..support.guide import blocks
from ..support.paths import BIN, ROOT
from ..support.playbook import Playbooks
from ..support.sandbox import Sandbox
from .support import MODEL

pytestmark = [pytest.mark.slow, pytest.mark.timeout(280)]

FILES = {block.value: block.text for block in blocks(ROOT / "docs" / "scale-out.md") if block.kind == "file"}
SHARDS = ("search", "chat")
PATIENCE = 120


def shard(name: str) -> str:
    """Twelve endpoints of one project; both shards share the account's rate."""
    endpoints = [{"name": f"{name}-{number}"} for number in range(12)]
    said = {"project_name": name, "requests_per_second": 4.0, "defaults": {"model_reference": MODEL}}
    return yaml.safe_dump({"ark": {**said, "endpoints": endpoints}})


def lay_out(folder: Path) -> None:
    for name in ("project/shards", "inventory"):
        (folder / "job" / name).mkdir(parents=True)
    (folder / "job" / "project" / "apply.yml").write_text(FILES["apply.yml"], encoding="utf-8")
    (folder / "job" / "inventory" / "shards.yml").write_text(FILES["shards.yml"], encoding="utf-8")
    for name in ("shards.yml", "merge.yml"):
        (folder / name).write_text(FILES[name], encoding="utf-8")
    for name in SHARDS:
        (folder / "job" / "project" / "shards" / f"{name}.yml").write_text(shard(name), encoding="utf-8")


class Runner:
    """Steps of ansible-runner in one folder."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._environment = {**environment, "PATH": f"{BIN}:{os.environ['PATH']}"}

    def step(self, *arguments: str, taken: str | None = None, given: str) -> subprocess.Popen:
        """Begin a step that takes one stream and gives another; it leads a process group of its own."""
        with open(self._folder / (taken or os.devnull), "rb") as source, open(self._folder / given, "wb") as target:
            return subprocess.Popen(
                [str(BIN / "ansible-runner"), *arguments],
                cwd=self._folder,
                env=self._environment,
                stdin=source,
                stdout=target,
                start_new_session=True,
            )

    def end(self, *arguments: str, taken: str | None = None, given: str) -> None:
        assert self.step(*arguments, taken=taken, given=given).wait(PATIENCE) == 0

    def worker(self, name: str, folder: str) -> subprocess.Popen:
        return self.step("worker", "--private-data-dir", f"work/{folder}", taken=f"{name}.job", given=f"{name}.done")


def kill_tree(pid: int) -> None:
    """Kill a process with all that it has started, at once, as the end of a container does."""
    os.kill(pid, signal.SIGSTOP)  # it shall start nothing more
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    for child in children:
        kill_tree(int(child))
    os.kill(pid, signal.SIGKILL)


def test_a_killed_worker_leaves_nothing_doubled(sandbox: Sandbox, playbooks: Playbooks) -> None:
    lay_out(playbooks.folder)
    runner = Runner(playbooks.folder, {**playbooks.environment(), **sandbox.environment})
    for name in SHARDS:
        packed = ("--playbook", "apply.yml", "--limit", name, "--cmdline", "--extra-vars report_dir=../artifacts")
        runner.end("transmit", "job", "--ident", name, *packed, given=f"{name}.job")

    begun = {name: runner.worker(name, name) for name in SHARDS}
    until = time.monotonic() + PATIENCE
    while not any(one["Name"].startswith("chat-") for one in sandbox.endpoints()):
        assert time.monotonic() < until
        time.sleep(0.05)
    kill_tree(begun["chat"].pid)
    begun["chat"].wait(PATIENCE)
    assert begun["search"].wait(PATIENCE) == 0
    half = Counter(one["Name"] for one in sandbox.endpoints())

    assert runner.worker("chat", "again").wait(PATIENCE) == 0
    names = Counter(one["Name"] for one in sandbox.endpoints())
    assert names == Counter({f"{name}-{number}": 1 for name in SHARDS for number in range(12)})
    assert set(half) < set(names)  # it was killed in the middle

    for name in SHARDS:
        runner.end("process", f"results/{name}", "--ident", name, taken=f"{name}.done", given=f"{name}.told")
        (playbooks.folder / "reports" / name).mkdir(parents=True)
        shutil.copy(
            playbooks.folder / "results" / name / "artifacts" / name / "fleet-report.json",
            playbooks.folder / "reports" / name,
        )
    done = playbooks.run_file(playbooks.folder / "merge.yml", "-i", "shards.yml")
    assert done.status == 0, done.output
    text = (playbooks.folder / "reports" / "fleet-report.html").read_text(encoding="utf-8")
    assert "search: ark" in text
    assert "chat: ark" in text
