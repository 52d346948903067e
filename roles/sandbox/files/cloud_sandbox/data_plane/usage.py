# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of its limits an endpoint, or all endpoints of a model, have used within the last minute."""

from __future__ import annotations

from collections import defaultdict, deque

WINDOW_SECONDS = 60.0


class UsageWindow:
    """Calls and tokens by user of a limit; times are UTC seconds."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[tuple[float, int]]] = defaultdict(deque)

    def exceeded(self, user: str, rpm: int | None, tpm: int | None, now: float) -> str | None:
        """Return which limit lets no further call pass: rpm, tpm or none. A limit of nothing is no limit."""
        calls = self._calls[user]
        while calls and calls[0][0] <= now - WINDOW_SECONDS:
            calls.popleft()
        if rpm is not None and len(calls) >= rpm:
            return "rpm"
        if tpm is not None and sum(tokens for _at, tokens in calls) >= tpm:
            return "tpm"
        return None

    def add(self, user: str, tokens: int, now: float) -> None:
        """Count a call that was answered."""
        self._calls[user].append((now, tokens))
