# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files that the reports of a run are written to, on the controller."""

from __future__ import annotations

import json
import tempfile

from ansible import constants

from ansible_collections.inference.endpoints.plugins.plugin_utils._report import folder as files

#: What the files are called before their suffixes.
_STEM = "fleet-report"


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
        files.write(folder, f"{_STEM}.{suffix}", f"{text.strip()}\n")
