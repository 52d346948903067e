# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets of endpoints as playbooks hand them over, and the processes that work on them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ..support.playbook import SET

MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}


def entries(count: int, **options: Any) -> list[dict[str, Any]]:
    """So many declarations."""
    declared = {"model_reference": MODEL, "rate_limit": {"rpm": 600, "tpm": 100_000}, **options}
    return [{"name": f"e{number:04d}", **declared} for number in range(count)]


#: Variables of a play: how Ansible runs the bulk modules in it.
WORKER = {"inference_endpoints_embedded": True}
PROCESS = {"inference_endpoints_embedded": False}


def fleet(title: str, declared: list[dict[str, Any]] | str, **options: Any) -> dict[str, Any]:
    """A task of ark_endpoints."""
    return {"name": title, SET: {"endpoints": declared, **options}}


def at_work(record: str, way: dict[str, Any]) -> list[int]:
    """The pids of processes that do the tasks of the run with this record file: Ansible's workers, or modules."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            environment = (folder / "environ").read_bytes().split(b"\0")
        except OSError:  # it has ended meanwhile, or is not ours
            continue
        if f"RECORD_FILE={record}".encode() in environment and _does_tasks(int(folder.name), words, way):
            found.append(int(folder.name))
    return found


def _does_tasks(pid: int, words: list[bytes], way: dict[str, Any]) -> bool:
    if way == PROCESS:
        return len(words) > 1 and b"python" in words[0] and b"AnsiballZ_ark_endpoints" in words[1]
    # A worker is a child of ansible-playbook.
    return len(_line_of(pid, b"ansible-playbook")) == 2


def _line_of(pid: int, program: bytes) -> list[int]:
    """A process and those above it, as long as they are of this program."""
    line: list[int] = []
    try:
        while program in b" ".join(Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:2]):
            line.append(pid)
            pid = parent(pid)
    except OSError:  # it has ended meanwhile
        return []
    return line


def parent(pid: int) -> int:
    """The process that has started this one."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def is_alive(pid: int) -> bool:
    """Whether a process is still at work; one that only waits to be buried is not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
