# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shapes of JSON values, declared once and checked as a whole tree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


class SchemaError(ValueError):
    """A value that does not have its shape. ``path`` says where, the text why."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(why)
        self.path = path


class Schema(Protocol):
    """A kind of value."""

    def validate(self, value: Any, path: str, allow_unknown: bool) -> Any:
        """Return the value if it fits; raises `SchemaError`. ``allow_unknown`` drops members that are not known."""


@dataclass(frozen=True)
class String:
    """A string of so many characters; ``pattern`` must match it whole."""

    minimum: int = 0
    maximum: int | None = None
    pattern: str = ""
    words: tuple[str, ...] = ()

    def validate(self, value: Any, path: str, allow_unknown: bool) -> str:
        if not isinstance(value, str):
            raise SchemaError(path, "it must be a string")
        if len(value) < self.minimum or (self.maximum is not None and len(value) > self.maximum):
            raise SchemaError(
                path, f"its length must be {self.minimum} to {'any' if self.maximum is None else self.maximum}"
            )
        if self.words and value not in self.words:
            raise SchemaError(path, f"it must be one of {', '.join(self.words)}")
        if self.pattern and not re.fullmatch(self.pattern, value):
            raise SchemaError(path, f"it must match {self.pattern}")
        return value


@dataclass(frozen=True)
class Integer:
    """An integer in a range."""

    minimum: int = 0
    maximum: int = 2**31 - 1

    def validate(self, value: Any, path: str, allow_unknown: bool) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not self.minimum <= value <= self.maximum:
            raise SchemaError(path, f"it must be an integer from {self.minimum} to {self.maximum}")
        return value


@dataclass(frozen=True)
class Number:
    """A number, 0 or more."""

    def validate(self, value: Any, path: str, allow_unknown: bool) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            raise SchemaError(path, "it must be a number, 0 or more")
        return value


@dataclass(frozen=True)
class Boolean:
    """True or false."""

    def validate(self, value: Any, path: str, allow_unknown: bool) -> bool:
        if not isinstance(value, bool):
            raise SchemaError(path, "it must be true or false")
        return value


@dataclass(frozen=True)
class AnyObject:
    """An object of any content."""

    def validate(self, value: Any, path: str, allow_unknown: bool) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise SchemaError(path, "it must be an object")
        return value


@dataclass(frozen=True)
class StringMap:
    """A map of strings."""

    def validate(self, value: Any, path: str, allow_unknown: bool) -> dict[str, str]:
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise SchemaError(path, "it must be a map of strings")
        return value


@dataclass(frozen=True)
class Array:
    """An array of so many items of one shape."""

    item: Schema
    minimum: int = 0
    maximum: int | None = None

    def validate(self, value: Any, path: str, allow_unknown: bool) -> list[Any]:
        if not isinstance(value, list):
            raise SchemaError(path, "it must be an array")
        if len(value) < self.minimum or (self.maximum is not None and len(value) > self.maximum):
            raise SchemaError(
                path, f"it must have {self.minimum} to {'any' if self.maximum is None else self.maximum} items"
            )
        return [self.item.validate(one, f"{path}[{place}]", allow_unknown) for place, one in enumerate(value)]


@dataclass(frozen=True)
class Object:
    """An object with known members, of which ``needed`` must be there; null counts as not sent."""

    members: Mapping[str, Schema] = field(default_factory=dict)
    needed: tuple[str, ...] = ()

    def validate(self, value: Any, path: str, allow_unknown: bool) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise SchemaError(path, "it must be an object")
        taken = {}
        for name, one in value.items():
            place = f"{path}.{name}" if path else name
            if name not in self.members:
                if not allow_unknown:
                    raise SchemaError(place, "there is no such member")
            elif one is not None:
                taken[name] = self.members[name].validate(one, place, allow_unknown)
        for name in self.needed:
            if name not in taken:
                raise SchemaError(f"{path}.{name}" if path else name, "it is required")
        return taken
