# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command line: ``python -m cloud_sandbox start|stop|status|serve|switches``.

``start`` and ``serve`` read their settings as JSON from standard input; ``stop`` and ``status`` take ``--data-dir``.
Every command but ``serve`` prints one JSON line; a failure has ``failed`` and a sentence in ``msg`` and exits with 1.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

REQUIREMENT = "aiohttp>=3.9"


def missing_requirement() -> str | None:
    """Return a sentence about what this Python lacks to run the server, or nothing."""
    if sys.version_info < (3, 11):
        return f"The sandbox needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}."
    if importlib.util.find_spec("aiohttp") is None:
        return (
            f"The sandbox needs aiohttp, which {sys.executable} does not have; "
            f"run: {sys.executable} -m pip install '{REQUIREMENT}'"
        )
    return None


def read_settings() -> Any:
    """Return the settings on standard input; raises ValueError."""
    return json.load(sys.stdin)


def run(arguments: argparse.Namespace) -> Any:
    """Do one command and return its document."""
    from . import process

    if arguments.command == "switches":
        from .switch_values import SwitchValues
        from .switches import ALL_SWITCHES

        return SwitchValues(ALL_SWITCHES).describe()
    if arguments.command == "stop":
        return process.stop(Path(arguments.data_dir), dry_run=arguments.dry_run)
    if arguments.command == "status":
        return process.status(Path(arguments.data_dir))
    try:
        settings = read_settings()
    except ValueError:
        raise process.SandboxError("The settings on standard input are not valid JSON.") from None
    if arguments.command == "start":
        return process.start(settings, dry_run=arguments.dry_run)
    return process.serve_in_foreground(process.validated_settings(settings))


def main(argv: list[str] | None = None) -> int:
    """Run a command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="cloud_sandbox", description="A local stand-in for cloud control planes.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("start", "start a server in the background; settings as JSON on standard input"),
        ("serve", "run a server in the foreground; settings as JSON on standard input"),
        ("stop", "stop the server of a data folder"),
        ("status", "tell whether the server of a data folder runs"),
        ("switches", "print the table of switches"),
    ):
        command = commands.add_parser(name, help=text)
        if name in ("start", "stop"):
            command.add_argument("--dry-run", action="store_true", help="only tell what would change")
        if name in ("stop", "status"):
            command.add_argument("--data-dir", required=True)
    arguments = parser.parse_args(argv)
    problem = missing_requirement() if arguments.command in ("start", "serve") else None
    document = None
    if problem is None:
        from .process import SandboxError

        try:
            document = run(arguments)
        except SandboxError as error:
            problem = str(error)
    if problem is not None:
        if arguments.command == "serve":
            print(problem, file=sys.stderr)
        else:
            print(json.dumps({"failed": True, "changed": False, "msg": problem}))
        return 1
    if document is not None:
        print(json.dumps(document))
    return 0


if __name__ == "__main__":
    sys.exit(main())
