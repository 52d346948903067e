# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ContentGeneration, the limits of video and image generation on an endpoint (additions A1)."""

from __future__ import annotations

from typing import Any

from ..switch_values import Switch, SwitchValues
from .errors import invalid
from .record import Endpoint
from .validation import INT32, mapping

CONTENT_GENERATION_SWITCHES = (
    Switch(
        "content_generation",
        "unknown",
        "ContentGeneration of an endpoint: unknown, a member of its own, or within RateLimit",
        "A1",
        ("unknown", "member", "nested"),
    ),
    Switch("list_content_generation", "absent", "list items show ContentGeneration", "A1", ("absent", "present")),
)
MEMBERS = ("ConcurrentRequests", "CreateTaskRpm")


def take(body: dict[str, Any], switches: SwitchValues) -> dict[str, int]:
    """Take ContentGeneration out of the body of an update, wherever it stands; raises `ApiError`.

    -1 is no limit, 0 blocks calls.
    """
    place = {"member": body, "nested": body.get("RateLimit")}.get(switches["content_generation"])
    if not isinstance(place, dict) or place.get("ContentGeneration") is None:
        return {}
    limits = mapping(place.pop("ContentGeneration"), "ContentGeneration", MEMBERS)
    for member, limit in limits.items():
        if isinstance(limit, bool) or not isinstance(limit, int) or not -1 <= limit <= INT32:
            raise invalid(f"ContentGeneration.{member}", f"it must be an integer from -1 to {INT32}")
    if place is not body and not place:
        del body["RateLimit"]
    return limits


def show(shown: dict[str, Any], record: Endpoint, switches: SwitchValues, *, full: bool) -> None:
    """Add ContentGeneration to the members of an endpoint."""
    reading = switches["content_generation"]
    if reading == "unknown" or not (full or switches["list_content_generation"] == "present"):
        return
    limits = {member: record.content_generation.get(member, -1) for member in MEMBERS}
    if reading == "member":
        shown["ContentGeneration"] = limits
    else:
        shown["RateLimit"] = {**(shown.get("RateLimit") or {}), "ContentGeneration": limits}
