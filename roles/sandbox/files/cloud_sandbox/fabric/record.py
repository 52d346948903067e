# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One stored Fabric endpoint."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..record import Record
from ..transition import DELETED, FAILED, MOVING, RUNNING

# Stable, but not usable: nothing failed, yet calls are not served.
STALLED = "stalled"

_PHASES = {
    "RUNNING": RUNNING,
    "CREATE_FAILED": FAILED,
    "UPDATE_FAILED": FAILED,
    "DELETE_FAILED": FAILED,
    "DELETED": DELETED,
    "FROZEN": STALLED,
    "INACTIVE": STALLED,
    "TRIAL_ENDED": STALLED,
}


def phase_of(word: str) -> str:
    """Return the phase of a status set by hand: unknown words are states on the way (Huawei reference 4.7)."""
    return _PHASES.get(word, MOVING)


@dataclass(kw_only=True)
class FabricEndpoint(Record):
    """``blocks`` has the members of the body but name, description and type, in the form of a request.

    ``previous`` is what the last update replaced. ``owner`` is nothing for the caller's own.
    """

    workspace_id: str
    type: str
    description: str | None = None
    blocks: dict[str, Any] = field(default_factory=dict)
    word: str = "RUNNING"
    error_code: str | None = None
    visibility: str = "PRIVATE"
    owner: dict[str, str] | None = None
    model_ids: list[str] = field(default_factory=list)
    previous: dict[str, Any] | None = field(default=None, repr=False)

    def changeable(self) -> dict[str, Any]:
        """Return what an update may change."""
        return {"name": self.name, "description": self.description, **self.blocks}
