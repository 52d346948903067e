# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives every worker a sandbox of its own, and makes the collection importable by its full name."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .support.guide import Reader
from .support.paths import BIN, COLLECTIONS, ROOT, SANDBOX_PACKAGE_PARENT
from .support.playbook import Playbooks
from .support.ports import free_port
from .support.sandbox import Sandbox

sys.path.insert(0, str(COLLECTIONS))

MAKE = """\
#!/bin/sh
set -eu
cd "{root}"
for target in "$@"; do
    case $target in
        *=*) ;;
        demo) ANSIBLE_COLLECTIONS_PATH="{collections}" ANSIBLE_CONFIG=docs/demo/ansible.cfg \\
            ansible-playbook docs/demo/ark_endpoint.yml ;;
        *) grep -q "^$target:" Makefile || {{ echo "no target $target" >&2; exit 2; }} ;;
    esac
done
"""


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One server process for all tests of a worker."""
    with Sandbox(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    """That server, empty and with every switch at its default."""
    running_sandbox.reset()
    return running_sandbox


@pytest.fixture
def playbooks(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Playbooks:
    """Runs playbooks in a folder of their own, with nothing of the user's settings and credentials."""
    return Playbooks(tmp_path, tmp_path_factory.mktemp("p"))


@pytest.fixture(scope="module")
def shared_playbooks(tmp_path_factory: pytest.TempPathFactory) -> Playbooks:
    """The same for all tests of a module: one run shows many things, and starting Ansible is what costs."""
    return Playbooks(tmp_path_factory.mktemp("shared"), tmp_path_factory.mktemp("p"))


@pytest.fixture(scope="module")
def shared_sandbox(running_sandbox: Sandbox) -> Sandbox:
    """The server, empty when the module begins."""
    running_sandbox.reset()
    return running_sandbox


@pytest.fixture(scope="session")
def tarball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The collection as "make build" builds it."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [str(BIN / "ansible-galaxy"), "collection", "build", "--output-path", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.tar.gz")
    return built


@pytest.fixture
def reader(tmp_path_factory: pytest.TempPathFactory, playbooks: Playbooks, tarball: Path) -> Iterator[Reader]:
    """Who has the tarball, and nothing installed. Port 8181, where pages start a sandbox, is one that is free.

    ``make`` is a stand-in: its targets are what CI runs, the tests among them, so that it only looks whether a target
    exists; the demo is run.
    """
    base = tmp_path_factory.mktemp("reader")
    folder, home, tools = (base / name for name in ("pages", "home", "bin"))
    for made in (folder / "build" / "dist", home, tools):
        made.mkdir(parents=True)
    (folder / "build" / "dist" / tarball.name).symlink_to(tarball)
    make = tools / "make"
    make.write_text(MAKE.format(root=ROOT, collections=COLLECTIONS), encoding="utf-8")
    make.chmod(0o755)
    environment = {
        **playbooks.environment(),
        "ANSIBLE_COLLECTIONS_PATH": str(base / "collections"),
        "HOME": str(home),
        "PATH": f"{tools}:{BIN}:{os.environ['PATH']}",
    }
    yield Reader(folder, environment, {"8181": str(free_port())})
    own_sandbox = home / ".cache" / "inference-endpoints-sandbox"
    if own_sandbox.is_dir():
        subprocess.run(
            [sys.executable, "-m", "cloud_sandbox", "stop", "--data-dir", str(own_sandbox)],
            cwd=SANDBOX_PACKAGE_PARENT,
            check=True,
            capture_output=True,
        )
