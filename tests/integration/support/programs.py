# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of Ansible, each run a process of its own that begins with the libraries of others imported.

Half of what a short run costs is the import of these libraries. A server imports them once and forks for each run.
Nothing of Ansible itself is imported beforehand: Ansible reads its environment when it is imported.

This file is both sides: ``run`` is for tests, and as a script it is the server.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

#: What ansible-playbook and the collection import of others.
LIBRARIES = (
    "concurrent.futures.thread",
    "cryptography.hazmat.backends",
    "cryptography.hazmat.primitives.ciphers",
    "cryptography.hazmat.primitives.serialization.ssh",
    "ctypes",
    "difflib",
    "importlib.metadata",
    "importlib.resources",
    "jinja2.nativetypes",
    "jsonschema",
    "multiprocessing.managers",
    "multiprocessing.queues",
    "packaging.requirements",
    "requests",
    "tarfile",
    "uuid",
    "yaml",
)


def run(
    command: list[str], folder: Path, environment: dict[str, str], *, apart: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run a program of Ansible to its end, as ``subprocess.run`` would.

    :param command: the program's path and its arguments.
    :param apart: whether stderr is taken apart; else it is part of stdout.
    """
    if "PYTHONPATH" in environment:  # other libraries
        stderr = subprocess.PIPE if apart else subprocess.STDOUT
        return subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            encoding="utf-8",
            check=False,
        )
    with tempfile.TemporaryDirectory() as scratch:
        output, errors = Path(scratch, "output"), Path(scratch, "errors")
        errors.touch()
        order = {
            "command": command,
            "folder": str(folder),
            "environment": environment,
            "output": str(output),
            "errors": str(errors if apart else output),
        }
        server = _server()
        try:
            print(json.dumps(order), file=server.stdin, flush=True)
            status = int(server.stdout.readline())
        except BaseException:
            end(server)
            _server.cache_clear()
            raise
        return subprocess.CompletedProcess(
            command, status, output.read_text(encoding="utf-8"), errors.read_text(encoding="utf-8")
        )


def end(process: subprocess.Popen, number: int = signal.SIGKILL) -> None:
    """End a process and all that it started, its workers too, which lead sessions of their own."""
    for pid in [process.pid, *_descendants(process.pid)]:
        with contextlib.suppress(ProcessLookupError):  # it has ended by itself
            os.kill(pid, number)
    process.communicate(timeout=60)


def _descendants(pid: int) -> list[int]:
    listing = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in (line.split() for line in listing.splitlines())}
    found, wave = [], [pid]
    while wave:
        wave = [child for child, parent in parents.items() if parent in wave]
        found += wave
    return found


@functools.cache
def _server() -> subprocess.Popen[str]:
    """One for each process of pytest, which ends when that does."""
    return subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _become(order: dict) -> None:
    """Be the program, from its first line to its end."""
    os.setsid()
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    files = [os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_APPEND) for name in ("output", "errors")]
    for number, file in enumerate([os.open(os.devnull, os.O_RDONLY), *files]):
        os.dup2(file, number)
    sys.argv = order["command"]
    sys.path[0] = str(Path(sys.argv[0]).parent)
    tempfile.tempdir = None
    runpy.run_path(sys.argv[0], run_name="__main__")


def _serve() -> None:
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # else the collector writes to each page that the processes share
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _become(json.loads(line))
            return
        _pid, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    _serve()
