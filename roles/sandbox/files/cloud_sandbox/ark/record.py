# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One stored Ark endpoint."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from ..record import Record
from ..transition import DELETED, FAILED, MOVING, RUNNING, STOPPED

FAILED_WORDS = ("Failed", "Abnormal", "Error", "Unhealthy")


def phase_of(word: str) -> str:
    """Return the phase that a Status set by hand stands for: unknown words are states on the way."""
    if word in FAILED_WORDS:
        return FAILED
    return {"Running": RUNNING, "Stopped": STOPPED, "Deleted": DELETED}.get(word, MOVING)


@dataclass(kw_only=True)
class Endpoint(Record):
    """State of one endpoint.

    ``members`` are those of the table in `members`. At ``rolling_ends`` it has ``rolling_model``, if a rolling is
    under way that is not reverted.
    """

    region: str
    project_name: str
    description: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    model_reference: dict[str, Any] = field(default_factory=dict)
    members: dict[str, Any] = field(default_factory=dict)
    rpm: int | None = None
    tpm: int | None = None
    moderation: str | None = None
    content_generation: dict[str, int] = field(default_factory=dict)
    service_info: dict[str, Any] | None = None
    word: str = "Running"
    batch_only: bool = False
    rolling_id: str = ""
    rolling_model: dict[str, Any] | None = None
    rolling_ends: float | None = None
    rolling_id_stays: bool = False
    support_rolling: bool = True
    support_scale_tier: bool = True
    scale_tier_id: str = ""

    def settle(self, now: float) -> None:
        """Finish a transition and a rolling whose time has come."""
        super().settle(now)
        if self.rolling_ends is not None and now >= self.rolling_ends:
            if self.rolling_model is not None:
                self.model_reference, self.updated = self.rolling_model, self.rolling_ends
            if not self.rolling_id_stays:
                self.rolling_id = ""
            self.rolling_model = self.rolling_ends = None

    def snapshot(self) -> Endpoint:
        """Return a copy that later writes do not touch; without the past."""
        twin = copy.copy(self)
        twin.tags = dict(self.tags)
        twin.past = []
        return twin

    def comparable(self) -> tuple[Any, ...]:
        """Return what tells whether a write changed anything: all but times of bookkeeping."""
        return (
            self.name, self.description, self.project_name, dict(self.tags), self.model_reference, self.members,
            self.rpm, self.tpm, self.moderation, self.content_generation, self.service_info,
            self.phase, self.word, self.target,
        )  # fmt: skip
