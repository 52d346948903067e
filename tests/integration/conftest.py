# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives every worker a sandbox of its own, and makes the collection importable by its full name."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .support.paths import COLLECTIONS
from .support.playbook import Playbooks
from .support.sandbox import Sandbox

sys.path.insert(0, str(COLLECTIONS))


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
