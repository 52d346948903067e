# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One stored endpoint and how its state moves with the clock."""

from __future__ import annotations

import copy
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from ..moves import DELETED, FAILED, MOVING, RUNNING, STOPPED, Moving

__all__ = ["DELETED", "FAILED", "MOVING", "RUNNING", "STOPPED", "Endpoint", "Past", "phase_of"]

FAILED_WORDS = ("Failed", "Abnormal", "Error", "Unhealthy")


def phase_of(word: str) -> str:
    """The phase that a Status set by hand stands for: unknown words are states on the way."""
    if word in FAILED_WORDS:
        return FAILED
    return {"Running": RUNNING, "Stopped": STOPPED, "Deleted": DELETED}.get(word, MOVING)


@dataclass
class Past:
    """What reads still show although a write has happened: ``before`` until the given times (UTC seconds)."""

    read_until: float
    list_until: float
    before: Endpoint | None


@dataclass
class Endpoint(Moving):
    """State of one endpoint. Times are UTC seconds."""

    id: str
    region: str
    sequence: int
    name: str
    project_name: str
    created: float
    updated: float
    description: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    model_reference: dict[str, Any] = field(default_factory=dict)
    model_unit_id: str = ""
    rpm: int | None = None
    tpm: int | None = None
    moderation: str | None = None
    service_info: dict[str, Any] | None = None
    word: str = field(default="Running", kw_only=True)
    batch_only: bool = False
    rolling_id: str = ""
    support_rolling: bool = True
    support_scale_tier: bool = True
    scale_tier_id: str = ""
    past: list[Past] = field(default_factory=list)

    def snapshot(self) -> Endpoint:
        """A copy that later writes do not touch; without the past."""
        twin = copy.copy(self)
        twin.tags = dict(self.tags)
        twin.past = []
        return twin

    def essence(self) -> tuple[Any, ...]:
        """What tells whether a write changed anything: all but times of bookkeeping."""
        return (
            self.name, self.description, self.project_name, dict(self.tags), self.model_reference, self.model_unit_id,
            self.rpm, self.tpm, self.moderation, self.service_info, self.phase, self.word, self.target,
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON types."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Endpoint:
        """The inverse of `to_json`; members that this version does not know are left out."""
        known = {entry.name for entry in fields(cls)}
        values = {key: value for key, value in data.items() if key in known}
        values["target"] = tuple(values["target"]) if values.get("target") else None
        values["past"] = [
            Past(one["read_until"], one["list_until"], cls.from_json(one["before"]) if one["before"] else None)
            for one in values.get("past") or []
        ]
        return cls(**values)
