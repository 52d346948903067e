# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make attributes of an endpoint of what an answer shows."""

from __future__ import annotations

import json
import re
from typing import Any, Callable

from .fields import Field, in_order

_WORD_BORDER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

#: What an answer shows of an attribute that is not set.
_NOTHING: tuple[Any, ...] = (None, "", [], {})


def from_api(fields: tuple[Field, ...], raw: dict) -> dict:
    """Return the attributes in an answer: every field (None if the server sent nothing), and unknown members."""
    attributes = {}
    unknown = len(raw)
    for field in fields:
        unknown -= field.api in raw
        value = raw.get(field.api)
        if field.also and value in _NOTHING:
            value = next((raw[member] for member in field.also if raw.get(member) not in _NOTHING), value)
        attributes[field.name] = None if value is None else _FROM_API[field.kind](field, value)
    if unknown:
        known = {member for field in fields for member in (field.api, *field.also)}
        for member, value in raw.items():
            if member not in known:
                attributes.setdefault(snake_case(member), _snake_keys(value))
    return attributes


def _text(_field: Field, value: Any) -> Any:
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)  # the server broke its schema; a text can still be compared
    return str(value)


def _json(field: Field, value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return _text(field, value)


def _dict(field: Field, value: Any) -> Any:
    if not isinstance(value, dict):
        return None
    return from_api(field.members, value) if field.members else _snake_keys(value)


def _list(field: Field, value: Any) -> Any:
    if not isinstance(value, list):
        return None
    if not field.members:
        return _snake_keys(value)
    return in_order(field, [from_api(field.members, element) for element in value if isinstance(element, dict)])


def _whole_number(_field: Field, value: Any) -> Any:
    """Return a whole number that came as a text or a float as an int, anything else as it came."""
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _number(_field: Field, value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}(\.\d{1,18})?", value):
        return float(value)
    return value


_TRUTHS = {"true": True, "false": False, "1": True, "0": False}


def _truth(_field: Field, value: Any) -> Any:
    """Return a bool that came in another form (a text, 0 or 1) as a bool, anything else as it came."""
    return _TRUTHS.get(str(value).lower(), value)


#: By the kind of a field: from a value in an answer, not null, to its canonical form.
_FROM_API: dict[str, Callable[[Field, Any], Any]] = {
    "str": _text,
    "int": _whole_number,
    "float": _number,
    "bool": _truth,
    "dict": _dict,
    "list": _list,
    "map": lambda _field, value: value if isinstance(value, dict) else None,
    "json": _json,
}


def snake_case(member: str) -> str:
    """Return ``update_time`` for ``UpdateTime``, ``some_url_part`` for ``SomeURLPart``."""
    return _WORD_BORDER.sub("_", member).lower()


def _snake_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {snake_case(member): _snake_keys(inner) for member, inner in value.items()}
    if isinstance(value, list):
        return [_snake_keys(inner) for inner in value]
    return value


def without_unset(fields: tuple[Field, ...], attributes: dict) -> dict:
    """Return ``attributes`` without unset members inside dicts and lists; the top keeps every field."""
    members = {field.name: field.members for field in fields if field.members}
    return {name: _set_only(members[name], value) if name in members else value for name, value in attributes.items()}


def _set_only(fields: tuple[Field, ...], value: Any) -> Any:
    if isinstance(value, list):
        return [_set_only(fields, element) for element in value]
    if not isinstance(value, dict):
        return value
    known = {field.name for field in fields}
    members = without_unset(fields, value)
    return {name: inner for name, inner in members.items() if inner is not None or name not in known}
