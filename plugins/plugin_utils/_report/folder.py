# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the reports of a run to a folder on the controller."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile

from ansible import constants

_MODE = 0o644

#: The name of the reports of a fleet without their suffixes.
_STEM = "fleet-report"


def problem(folder: str) -> str:
    """Create a folder, and make sure that files can be written to it; return why it cannot be used, or ''."""
    try:
        os.makedirs(folder, mode=0o755, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, ValueError) as error:
        return str(error)
    return ""


def write(folder: str, name: str, text: str) -> None:
    """Write a file, completely or not at all.

    :raises OSError: it cannot be written.
    """
    path = os.path.realpath(os.path.join(folder, name))
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=os.path.dirname(path), delete=False) as file:
        file.write(text)
    try:
        os.chmod(file.name, _MODE)
        os.replace(file.name, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(file.name)
        raise


def write_all(folder: str, outcome: dict) -> None:
    """Write the reports of a fleet. Each file is written completely or not at all.

    :param outcome: the result of the filter ``fleet_report``.
    :raises OSError: a file cannot be written.
    """
    texts = {
        "json": json.dumps(outcome["report"], ensure_ascii=False, indent=4, sort_keys=True),
        "md": outcome["markdown"],
        "html": outcome["html"],
    }
    for suffix, text in texts.items():
        write(folder, f"{_STEM}.{suffix}", f"{text.strip()}\n")


def keep(result: dict) -> str:
    """Write a result to a file that lasts as long as this run of Ansible, and return the path.

    Ansible shows a failed result as a whole, and the outcome of each endpoint is too much for a terminal.
    """
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=constants.DEFAULT_LOCAL_TMP, suffix=".json", delete=False
    ) as file:
        json.dump(result, file)
    return file.name
