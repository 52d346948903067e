# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of an endpoint that need no code of their own: a new one is one line of the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .validation import text


@dataclass(frozen=True)
class Member:
    """One member. ``check`` takes a value and its path, returns what is stored, and raises `ApiError`."""

    check: Callable[[Any, str], Any]
    update: bool = True
    listed: bool = True


def any_text(value: Any, path: str) -> str:
    """Return a text, the empty one too."""
    return text(value, path, empty=True)


MEMBERS: dict[str, Member] = {
    "ModelUnitId": Member(any_text, update=False),
}


def names(*, update: bool) -> frozenset[str]:
    """Return which of them the body of a create, or of an update, may have."""
    return frozenset(name for name, member in MEMBERS.items() if member.update or not update)


def checked(body: dict[str, Any]) -> dict[str, Any]:
    """Return the values of those that a body has; raises `ApiError`."""
    return {name: member.check(body[name], name) for name, member in MEMBERS.items() if name in body}
