# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the answers of the Huawei Cloud services have in common."""

from __future__ import annotations

import time
from typing import Any

from ..switch_values import SwitchValues


def when(seconds: float, form: str) -> str:
    """Return ISO 8601 as ``milliseconds`` (UTC, with Z), ``seconds`` (without a fraction) or ``offset`` (+08:00)."""
    if form == "offset":
        return time.strftime("%Y-%m-%dT%H:%M:%S+08:00", time.gmtime(seconds + 8 * 3600))
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{whole}.{int(seconds % 1 * 1000):03d}Z" if form == "milliseconds" else whole + "Z"


def listed(member: str, items: list[dict[str, Any]], total: int | None, empty: str) -> dict[str, Any]:
    """Return a document with a list, and its total if there is one.

    ``empty`` says how a list without items looks: array, null or absent. It is absent only beside a total: an empty
    object would not be the answer to anything.
    """
    counted: dict[str, Any] = {} if total is None else {"total": total}
    if items or empty == "array":
        return {**counted, member: items}
    return counted if counted and empty == "absent" else {**counted, member: None}


class Members(dict[str, Any]):
    """An answer under construction that knows how members without a value are shown: omitted, null or empty."""

    def __init__(self, switches: SwitchValues, switch: str) -> None:
        super().__init__()
        self._style = switches[switch]

    def put(self, name: str, value: Any, empty: Any = "") -> None:
        """Add a member, or what stands for one without a value."""
        if value is None or value == empty:
            if self._style == "omitted":
                return
            value = None if self._style == "null" else empty
        self[name] = value
