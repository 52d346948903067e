# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cases: every kind of fault at every action, before and after the service has acted."""

from __future__ import annotations

from typing import Any, NamedTuple

MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}

#: For each write, and for the read of one endpoint: a task that makes that call. Its endpoint exists before, and runs,
#: unless it is the create.
TASKS: dict[str, dict[str, Any]] = {
    "CreateEndpoint": {"model_reference": MODEL, "rate_limit": {"rpm": 5, "tpm": 50}},
    "UpdateEndpoint": {"description": "new", "rate_limit": {"rpm": 7}},
    "StartEndpoint": {"state": "started"},
    "StopEndpoint": {"state": "stopped"},
    "DeleteEndpoint": {"state": "absent"},
    "GetEndpoint": {"description": "new", "moderation": {"strategy": "Basic"}},
}
#: What the task does when nothing goes wrong.
WRITES = {
    "CreateEndpoint": ["CreateEndpoint"],
    "UpdateEndpoint": ["UpdateEndpoint"],
    "StartEndpoint": ["StartEndpoint"],
    "StopEndpoint": ["StopEndpoint"],
    "DeleteEndpoint": ["StopEndpoint", "DeleteEndpoint"],
    "GetEndpoint": ["UpdateEndpoint"],
    "ListEndpoints": ["CreateEndpoint"],
}
UNCLEAR = ("error", "reset", "cut_body", "html", "hang", "garbage", "foreign", "latency")
#: Faults that say that the call was turned away unread, so that they can strike only before it has an effect.
TURNED_AWAY = ("throttle", "flow_limit")

#: A hang, and an answer that comes too late, end with the client's patience, which is this many seconds.
PATIENCE = 4
LATE = 6


class Case(NamedTuple):
    """One fault at one call of one task."""

    kind: str
    action: str
    when: str

    @property
    def name(self) -> str:
        """The endpoint's name."""
        return f"{self.action}-{self.kind}-{self.when}".replace("_", "-")

    def fault(self, endpoint_id: str | None, count: int | None = 1) -> dict[str, Any]:
        """What the sandbox is told."""
        about = {"name": self.name} if endpoint_id is None else {"endpoint_id": endpoint_id}
        late = {"seconds": LATE} if self.kind == "latency" else {}
        lasting = {} if count is None else {"count": count}
        return {"kind": self.kind, "action": self.action, "when": self.when, **about, **late, **lasting}


def cases(actions: tuple[str, ...] = tuple(TASKS)) -> list[Case]:
    """Every kind at every action, where it can strike."""
    return [
        Case(kind, action, when)
        for action in actions
        for kind in (*UNCLEAR, *TURNED_AWAY)
        for when in ("before", "after")
        if (kind, when) not in {(turned, "after") for turned in TURNED_AWAY}
    ]
