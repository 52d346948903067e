# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of an endpoint that a test may set by hand, by API name.

A ``Status`` ends any transition under way: Running, Stopped, Deleted and the words for failure are what they say;
every other word is a state on the way that lasts until it is set again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..endpoint_service import setter
from ..transition import RUNNING, STOPPED
from .members import MEMBERS
from .record import Endpoint, phase_of


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _set_status(record: Endpoint, value: Any) -> None:
    record.word, record.phase = _text(value), phase_of(value)
    record.until = record.target = None
    if record.phase in (RUNNING, STOPPED):
        record.reason = ""


def _set_limits(record: Endpoint, value: Any) -> None:
    for limit in (value or {}).values():
        if isinstance(limit, bool) or not isinstance(limit, int | None):
            raise TypeError
    record.rpm, record.tpm = (value or {}).get("Rpm"), (value or {}).get("Tpm")


def _set_tags(record: Endpoint, value: Any) -> None:
    record.tags = {_text(tag["Key"]): _text(tag.get("Value", "")) for tag in value}


def _set_moderation(record: Endpoint, value: Any) -> None:
    record.moderation = _text(value["Strategy"]) if value else None


def _member(name: str) -> Callable[[Endpoint, Any], None]:
    def put(record: Endpoint, value: Any) -> None:
        record.members = {**record.members, name: value}

    return put


SETTABLE: dict[str, Callable[[Endpoint, Any], None]] = {
    "Status": _set_status,
    "StatusReason": setter("reason", str),
    "Name": setter("name", str),
    "Description": setter("description", str),
    "ProjectName": setter("project_name", str),
    "Tags": _set_tags,
    "ModelReference": setter("model_reference", dict),
    **{name: _member(name) for name in MEMBERS},
    "RateLimit": _set_limits,
    "Moderation": _set_moderation,
    "BatchOnly": setter("batch_only", bool),
    "RollingId": setter("rolling_id", str),
    "SupportRolling": setter("support_rolling", bool),
    "SupportScaleTier": setter("support_scale_tier", bool),
    "ScaleTierId": setter("scale_tier_id", str),
}
