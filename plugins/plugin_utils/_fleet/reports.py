# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the reports of a run to files on the controller."""

from __future__ import annotations

import json
import tempfile

from ansible import constants

from ansible_collections.inference.endpoints.plugins.plugin_utils._report import folder as files

#: The name of the files without their suffixes.
_STEM = "fleet-report"


def keep(result: dict) -> str:
    """Write a result to a file that lasts as long as this run of Ansible, and return the path.

    Ansible shows a failed result as a whole, and the outcome of each endpoint is too much for a terminal.
    """
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=constants.DEFAULT_LOCAL_TMP, suffix=".json", delete=False
    ) as file:
        json.dump(result, file)
    return file.name


def write(folder: str, outcome: dict) -> None:
    """Write the reports. Each file is written completely or not at all.

    :param outcome: the result of the filter ``fleet_report``.
    :raises OSError: a file cannot be written.
    """
    texts = {
        "json": json.dumps(outcome["report"], ensure_ascii=False, indent=4, sort_keys=True),
        "md": outcome["markdown"],
        "html": outcome["html"],
    }
    for suffix, text in texts.items():
        files.write(folder, f"{_STEM}.{suffix}", f"{text.strip()}\n")
