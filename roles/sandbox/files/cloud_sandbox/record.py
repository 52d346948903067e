# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the stored endpoints of all services have in common."""

from __future__ import annotations

import copy
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from .transition import DELETED, Transition


@dataclass(kw_only=True)
class Record(Transition):
    """State of one endpoint. Times are UTC seconds.

    Reads may lag behind writes: ``past`` has, oldest first, when writes happened and what was there before each
    (nothing for a create).
    """

    id: str
    sequence: int
    name: str
    created: float
    updated: float
    past: list[tuple[float, dict[str, Any] | None]] = field(default_factory=list, repr=False)

    def remember(self, now: float, lag_seconds: float, *, new: bool = False) -> None:
        """Remember what is there before a write, which reads show for ``lag_seconds``."""
        self.past = [(written, before) for written, before in self.past if now < written + lag_seconds]
        if lag_seconds > 0:
            self.past.append((now, None if new else {**self.to_json(), "past": []}))

    def lags(self, now: float, lag_seconds: float) -> bool:
        """Tell whether reads that lag by that much do not show the record as it is."""
        return any(now < written + lag_seconds for written, _before in self.past)

    def seen(self, now: float, lag_seconds: float) -> Self | None:
        """Return what reads show that lag behind by that much."""
        for written, before in self.past:
            if now < written + lag_seconds:
                if before is None:
                    return None
                then = self.from_json(copy.deepcopy(before))
                then.settle(now)
                return then if then.phase != DELETED else None
        return self

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON types."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the inverse of `to_json`; members that this version does not know are left out."""
        known = {entry.name for entry in fields(cls)}
        values = {key: value for key, value in data.items() if key in known}
        values["target"] = tuple(values["target"]) if values.get("target") else None
        values["past"] = list(map(tuple, values.get("past") or []))
        return cls(**values)
