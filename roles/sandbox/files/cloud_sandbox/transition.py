# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""States that move with the clock: worked out when somebody looks."""

from __future__ import annotations

from dataclasses import dataclass

# The phases that decisions are made on; the words shown to clients are apart from them.
RUNNING, STOPPED, FAILED, MOVING, DELETED = "running", "stopped", "failed", "moving", "deleted"


@dataclass(kw_only=True)
class Transition:
    """A state as phase, word and reason. ``until`` (UTC seconds) and ``target`` describe a move that is under way."""

    phase: str = RUNNING
    word: str = ""
    reason: str = ""
    until: float | None = None
    target: tuple[str, str, str] | None = None
    deleted_at: float | None = None

    def settle(self, now: float) -> None:
        """Finish a move whose time has come."""
        if self.until is not None and now >= self.until:
            ended = self.until
            self.finish()
            if self.phase == DELETED:
                self.deleted_at = ended

    def finish(self) -> None:
        """End the move that is under way, whatever the time."""
        assert self.target is not None
        self.phase, self.word, self.reason = self.target
        self.until = self.target = None

    def move(self, shown: str, target: tuple[str, str, str], now: float, seconds: float) -> None:
        """Begin a move to ``target`` (phase, Status, StatusReason) that takes ``seconds``.

        ``shown`` is the Status on the way; ``none`` means that clients see the target at once and ``unchanged`` that
        they see the old word until the end.
        """
        self.target, self.until = target, now + seconds
        if seconds <= 0 or shown == "none":
            self.finish()
            if self.phase == DELETED:
                self.deleted_at = now
            return
        self.phase = MOVING
        if shown != "unchanged":
            self.word, self.reason = shown, ""
