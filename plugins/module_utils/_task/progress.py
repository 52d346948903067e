# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Report, now and then, how far a long task is."""

from __future__ import annotations

from typing import Any, Callable

#: Seconds before the first report, and between reports.
INTERVAL = 5.0


class Progress:
    """Reports how far a task is: not in its first seconds, and then not too often.

    :param tell: shows a sentence; None if nobody would see it.
    :param now: returns monotonic seconds.
    """

    def __init__(self, tell: Callable[[str], Any] | None, now: Callable[[], float]) -> None:
        self._tell = tell
        self._now = now
        self._begun = now()
        self._last_report = self._begun

    def report(self, sentence: Callable[[], str], of: float | None = None) -> None:
        """Report a sentence and the time taken, if the last report is long enough ago.

        :param of: seconds that the task may take at most.
        """
        now = self._now()
        if self._tell is None or now - self._last_report < INTERVAL:
            return
        self._last_report = now
        limit = "" if of is None else f" of {of:g}"
        self._tell(f"{sentence()}, {now - self._begun:.0f} s{limit}")
