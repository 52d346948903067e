# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Time as a value that is passed around, so that tests need none."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Callable, NamedTuple


class Clock(NamedTuple):
    """Where the time comes from. ``now`` is monotonic seconds, ``wall`` seconds since 1970."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    wall: Callable[[], float] = time.time


def moment(text: object) -> float | None:
    """Return a time of RFC 3339, in UTC if it has no zone, as seconds since 1970; None for any other text."""
    try:
        found = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
        return (found if found.tzinfo else found.replace(tzinfo=timezone.utc)).timestamp()
    except (ValueError, OverflowError):
        return None
