# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Say in words what a field takes."""

from __future__ import annotations

from typing import Callable

from .fields import Field
from .wording import joined

#: So many members of a mapping are named.
_MOST_NAMED = 6


def expected(field: Field) -> str:
    """Return what ``field`` takes, to follow the word "expected"."""
    if field.remedy:
        return field.remedy
    if field.choices and field.kind != "list":
        return f"one of {', '.join(field.choices)}"
    return _EXPECTED.get(field.kind, _text)(field)


def _number(field: Field) -> str:
    number = "a whole number" if field.kind == "int" else "a number"
    least, most = field.minimum, field.maximum
    if field.above is not None:
        return f"{number} above {field.above}" + ("" if most is None else f", at most {most}")
    if least is not None and most is not None:
        return f"{number} from {least} to {most}"
    return number if least is None else f"{number} of at least {least}"


def _text(field: Field) -> str:
    if field.least or field.most is not None:
        return f"a text of {_span(field)} characters"
    return "a text that is not empty" if field.filled or field.identifier else "a text"


def _list(field: Field) -> str:
    size = f" of {_span(field)}" if field.least or field.most is not None else " of"
    if field.values:
        return f"a list{size} texts" + (f", each one of {', '.join(field.choices)}" if field.choices else "")
    return f"a list{size} mappings with {_members(field)}"


def _span(field: Field) -> str:
    return f"at least {field.least}" if field.most is None else f"{field.least or 0} to {field.most}"


def choice(field: Field) -> str:
    """Return which members of a dict must be given."""
    return f"exactly one of {_members(field)}" if field.one_of else f"at least one of {joined(field.any_of)}"


def _dict(field: Field) -> str:
    chosen = field.one_of or field.any_of
    return f"a mapping with {choice(field) if chosen else _members(field)}"


def _members(field: Field) -> str:
    names = [member.name for member in field.members]
    return joined(names if len(names) <= _MOST_NAMED else [*names[:_MOST_NAMED], "others"])


_EXPECTED: dict[str, Callable[[Field], str]] = {
    "int": _number,
    "float": _number,
    "bool": lambda _field: "true or false",
    "path": lambda _field: "the path of a file",
    "json": lambda _field: "a text that is JSON",
    "map": lambda field: "a mapping of texts" if field.values else "a mapping",
    "list": _list,
    "dict": _dict,
}
