# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shapes of JSON values, declared once and checked as a whole tree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


class BadShape(ValueError):
    """A value that does not have its shape. ``path`` says where, the text why."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(why)
        self.path = path


class Shape(Protocol):
    """A kind of value."""

    def take(self, value: Any, path: str, lenient: bool) -> Any:
        """The value if it fits, raises `BadShape` otherwise. ``lenient`` drops members that are not known."""


@dataclass(frozen=True)
class Text:
    """A string of so many characters; ``pattern`` must match it whole."""

    least: int = 0
    most: int | None = None
    pattern: str = ""
    words: tuple[str, ...] = ()

    def take(self, value: Any, path: str, lenient: bool) -> str:
        if not isinstance(value, str):
            raise BadShape(path, "it must be a string")
        if len(value) < self.least or (self.most is not None and len(value) > self.most):
            raise BadShape(path, f"its length must be {self.least} to {'any' if self.most is None else self.most}")
        if self.words and value not in self.words:
            raise BadShape(path, f"it must be one of {', '.join(self.words)}")
        if self.pattern and not re.fullmatch(self.pattern, value):
            raise BadShape(path, f"it must match {self.pattern}")
        return value


@dataclass(frozen=True)
class Whole:
    """An integer in a range."""

    least: int = 0
    most: int = 2**31 - 1

    def take(self, value: Any, path: str, lenient: bool) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise BadShape(path, f"it must be an integer from {self.least} to {self.most}")
        return value


@dataclass(frozen=True)
class Number:
    """A number, 0 or more."""

    def take(self, value: Any, path: str, lenient: bool) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            raise BadShape(path, "it must be a number, 0 or more")
        return value


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def take(self, value: Any, path: str, lenient: bool) -> bool:
        if not isinstance(value, bool):
            raise BadShape(path, "it must be true or false")
        return value


@dataclass(frozen=True)
class Free:
    """An object of any content."""

    def take(self, value: Any, path: str, lenient: bool) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise BadShape(path, "it must be an object")
        return value


@dataclass(frozen=True)
class Texts:
    """A map of strings."""

    def take(self, value: Any, path: str, lenient: bool) -> dict[str, str]:
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise BadShape(path, "it must be a map of strings")
        return value


@dataclass(frozen=True)
class Listing:
    """An array of so many items of one shape."""

    item: Shape
    least: int = 0
    most: int | None = None

    def take(self, value: Any, path: str, lenient: bool) -> list[Any]:
        if not isinstance(value, list):
            raise BadShape(path, "it must be an array")
        if len(value) < self.least or (self.most is not None and len(value) > self.most):
            raise BadShape(path, f"it must have {self.least} to {'any' if self.most is None else self.most} items")
        return [self.item.take(one, f"{path}[{place}]", lenient) for place, one in enumerate(value)]


@dataclass(frozen=True)
class Tree:
    """An object with known members, of which ``needed`` must be there; null counts as not sent."""

    members: Mapping[str, Shape] = field(default_factory=dict)
    needed: tuple[str, ...] = ()

    def take(self, value: Any, path: str, lenient: bool) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise BadShape(path, "it must be an object")
        taken = {}
        for name, one in value.items():
            place = f"{path}.{name}" if path else name
            if name not in self.members:
                if not lenient:
                    raise BadShape(place, "there is no such member")
            elif one is not None:
                taken[name] = self.members[name].take(one, place, lenient)
        for name in self.needed:
            if name not in taken:
                raise BadShape(f"{path}.{name}" if path else name, "it is required")
        return taken
