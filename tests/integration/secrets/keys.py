# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Canaries: secrets that must turn up nowhere, and the ways in which a task is given them."""

from __future__ import annotations

from pathlib import Path

ACCESS_KEY = "AKLTcanary"
SECRET_KEY = "Y2FuYXJ5LXNlY3JldA=="
SESSION_TOKEN = "canary-session-token/+=="
SECRETS = (SECRET_KEY, SESSION_TOKEN)
MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}

#: Options that take them from variables, which a file elsewhere gives.
BY_OPTION = {"access_key": ACCESS_KEY, "secret_key": "{{ the_key }}", "session_token": "{{ the_token }}"}
BY_ENVIRONMENT = {
    "VOLCENGINE_ACCESS_KEY": ACCESS_KEY,
    "VOLCENGINE_SECRET_KEY": SECRET_KEY,
    "VOLCENGINE_SESSION_TOKEN": SESSION_TOKEN,
}

#: Everything that Ansible can tell: tracebacks always (core 2.19 and later), and a log file.
LOUD = {"ANSIBLE_DISPLAY_TRACEBACK": "always", "ANSIBLE_DISPLAY_ARGS_TO_STDOUT": "true"}


def variables(folder: Path) -> list[str]:
    """Arguments of ansible-playbook for a file with the secrets, in a folder of its own."""
    path = folder / "secrets.yml"
    path.write_text(f"the_key: '{SECRET_KEY}'\nthe_token: '{SESSION_TOKEN}'\n", encoding="utf-8")
    return ["--extra-vars", f"@{path}"]


def files_with(folder: Path, texts: tuple[str, ...]) -> list[Path]:
    """The files below ``folder`` that hold one of the texts."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if any(text.encode() in path.read_bytes() for text in texts)]
