# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How far a long task is, told now and then."""

from __future__ import annotations

from typing import Any, Callable

#: Seconds before the first word, and between words.
EVERY = 5.0


class Progress:
    """Tells how far a task is: not in its first seconds, and then not too often.

    :param tell: takes a sentence; None where nobody listens.
    :param now: monotonic seconds.
    """

    def __init__(self, tell: Callable[[str], Any] | None, now: Callable[[], float]) -> None:
        self._tell = tell
        self._now = now
        self._begun = now()
        self._told = self._begun

    def report(self, sentence: Callable[[], str], of: float | None = None) -> None:
        """Tell the sentence and the time, if it is time for that.

        :param of: seconds that the task may take at most.
        """
        now = self._now()
        if self._tell is None or now - self._told < EVERY:
            return
        self._told = now
        limit = "" if of is None else f" of {of:g}"
        self._tell(f"{sentence()}, {now - self._begun:.0f} s{limit}")
