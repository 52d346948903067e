# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pace the calls of all threads: a ceiling that sinks while the server throttles."""

from __future__ import annotations

import threading
from collections import deque

from .clock import Clock

#: Calls per second below which throttling alone does not slow down.
_SLOWEST = 0.5


class RateLimiter:
    """Limits the calls per second of all threads together. The limit sinks while the server throttles.

    :param most: calls per second, or None for no limit until the server throttles.
    """

    def __init__(self, most: float | None, clock: Clock) -> None:
        self._most = most
        self._rate = most
        self._clock = clock
        self._lock = threading.Lock()
        self._next = 0.0
        self._sent: deque = deque(maxlen=200)
        self._slowed_at = float("-inf")
        self._raised_at = float("-inf")

    @property
    def rate(self) -> float | None:
        """Return the calls per second at present; None for no limit."""
        return self._rate

    def take(self) -> None:
        """Wait until another call may be sent."""
        with self._lock:
            now = self._clock.now()
            turn = max(now, self._next)
            self._next = turn + (1.0 / self._rate if self._rate else 0.0)
            self._sent.append(turn)
        self._clock.sleep(turn - now)

    def throttled(self, retry_after: float | None) -> None:
        """Slow down, because the server rejected a call; once for a burst of rejections.

        :param retry_after: seconds that the server asked for, if it did.
        """
        with self._lock:
            now = self._clock.now()
            pause = retry_after or 0.0
            if now - self._slowed_at > 0.5:
                self._slowed_at = self._raised_at = now
                recent = [moment for moment in self._sent if moment > now - 1.0]
                slowest = min(_SLOWEST, self._most or _SLOWEST)
                self._rate = max(slowest, 0.7 * (self._rate or max(len(recent), 1)))
                pause = max(pause, 0.5)
            self._next = max(self._next, now + pause)

    def answered(self) -> None:
        """Speed up a little for each second without a rejection, because the server answered a call."""
        with self._lock:
            now = self._clock.now()
            if self._rate and self._rate != self._most and now - self._raised_at > 1.0:
                self._raised_at = now
                self._rate = min(self._rate * 1.15 + 0.5, self._most or float("inf"))
