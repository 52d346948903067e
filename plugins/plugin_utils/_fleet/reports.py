# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files that the reports of a run are written to, on the controller."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile

from ansible import constants

#: What the files are called before their suffixes.
_STEM = "fleet-report"

_MODE = 0o644


def prepare(folder: str) -> None:
    """Make the folder, and make sure that files can be made in it.

    :raises OSError: it cannot be had.
    """
    os.makedirs(folder, mode=0o755, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        pass


def keep(result: dict) -> str:
    """Write a result where it lasts as long as this run of Ansible, and return the path.

    Ansible shows a failed result as a whole; what has become of each endpoint is too much of it for a terminal.
    """
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=constants.DEFAULT_LOCAL_TMP, suffix=".json", delete=False
    ) as file:
        json.dump(result, file)
    return file.name


def write(folder: str, outcome: dict) -> None:
    """Write the reports, each whole or not at all.

    :param outcome: what the filter ``fleet_report`` returns.
    :raises OSError: a file cannot be written.
    """
    texts = {
        "json": json.dumps(outcome["report"], ensure_ascii=False, indent=4, sort_keys=True),
        "md": outcome["markdown"],
        "html": outcome["html"],
    }
    for suffix, text in texts.items():
        _write(os.path.join(folder, f"{_STEM}.{suffix}"), f"{text.strip()}\n")


def _write(path: str, text: str) -> None:
    path = os.path.realpath(path)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=os.path.dirname(path), delete=False) as file:
        file.write(text)
    try:
        os.chmod(file.name, _MODE)
        os.replace(file.name, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(file.name)
        raise
