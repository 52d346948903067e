# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Desired against actual, as values: no module, no client, no clock."""

from __future__ import annotations

from typing import Any, NamedTuple

from .fields import CHANGEABLE, READ_ONLY, Field, in_order


class Difference(NamedTuple):
    """One attribute that is not as declared. ``path`` is dotted; ``field`` is its line at the top of the table."""

    field: Field
    path: str
    actual: Any
    desired: Any

    def __str__(self) -> str:
        return f"{self.path}: is {self.actual!r}, wanted {self.desired!r}"


def complete(fields: tuple[Field, ...], desired: dict, actual: dict, purge: dict) -> dict:
    """``desired`` with the elements that must stay added to those keyed lists that are not purged."""
    result = dict(desired)
    for field in fields:
        if field.key is None or field.name not in desired:
            continue
        kept = [] if purge.get(field.purge, True) else actual.get(field.name) or []
        # By repr, since what a server calls a key need not be a text.
        merged = {repr(element.get(field.key)): element for element in kept}
        merged.update({repr(element.get(field.key)): element for element in desired[field.name]})
        result[field.name] = in_order(field, list(merged.values()))
    return result


def differences(fields: tuple[Field, ...], desired: dict, actual: dict) -> list[Difference]:
    """What in ``actual`` is not as ``desired`` says. Only what ``desired`` mentions is looked at."""
    found: list[Difference] = []
    for field in fields:
        if field.role != READ_ONLY and field.name in desired:
            found.extend(_differences(field, field, field.name, desired[field.name], actual.get(field.name)))
    return found


def _differences(top: Field, field: Field, path: str, desired: Any, actual: Any) -> list[Difference]:
    if actual is None and field.essential:
        return []
    if field.one_of:
        return _one_of(top, field, path, desired, actual or {})
    if field.kind == "dict" and field.members:
        actual = actual or {}
        found: list[Difference] = []
        for member in field.members:
            if member.name in desired:
                inner_path = f"{path}.{member.name}"
                found.extend(_differences(top, member, inner_path, desired[member.name], actual.get(member.name)))
        return found
    if field.key is not None:
        same = _by_key(field, desired) == _by_key(field, actual or [])
    else:
        same = _plain(field, desired) == _plain(field, actual)
    return [] if same else [Difference(top, path, actual, desired)]


def _one_of(top: Field, field: Field, path: str, desired: dict, actual: dict) -> list[Difference]:
    """The first member that is set rules: an answer may show, beside a custom model, the base it was made from."""
    ruling = effective_member(field, actual)
    if ruling is None or ruling.name not in desired:
        return [Difference(top, path, _set_members(actual), desired)]
    inner_path = f"{path}.{ruling.name}"
    return _differences(top, ruling, inner_path, desired[ruling.name], actual[ruling.name])


def effective_member(field: Field, value: dict) -> Field | None:
    """The member of a one-of dict that rules ``value``, or None when none is set."""
    return next((member for member in field.members if _is_set(value.get(member.name))), None)


def _is_set(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_is_set(inner) for inner in value.values())
    return value not in (None, "", [])


def _set_members(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _set_members(inner) for name, inner in value.items() if _is_set(inner)}
    return value


def _plain(field: Field, value: Any) -> Any:
    """A server may show an unset text as missing, null or empty; all three mean the same."""
    return (value or None) if field.kind == "str" else value


def _by_key(field: Field, elements: list[dict]) -> list:
    rows = [tuple(element.get(member.name) or member.default for member in field.members) for element in elements]
    return sorted(rows, key=repr)


def view(fields: tuple[Field, ...], attributes: dict) -> dict:
    """The writable attributes that are set, in canonical form: what a diff shows and a recreate carries over."""
    result: dict = {}
    for field in fields:
        value = attributes.get(field.name)
        if field.role == READ_ONLY or value is None or (not _is_set(value) and field.key is None):
            continue
        if field.one_of:
            ruling = effective_member(field, value)
            value = {ruling.name: value[ruling.name]} if ruling else {}
        result[field.name] = _known(field, value)
    return result


def _known(field: Field, value: Any) -> Any:
    """``value`` without null members and without members that the table does not know."""
    if field.kind == "dict" and field.members:
        return {
            member.name: _known(member, value[member.name])
            for member in field.members
            if value.get(member.name) is not None
        }
    if field.kind == "list" and field.members:
        return in_order(field, [_known(Field("", "", "dict", members=field.members), element) for element in value])
    return value


def merge(fields: tuple[Field, ...], base: dict, over: dict) -> dict:
    """``over`` laid on ``base``; both canonical. Members of a one-of dict replace, members of another dict add up."""
    result = dict(base)
    for field in fields:
        if field.name not in over:
            continue
        new, old = over[field.name], base.get(field.name)
        if field.kind == "dict" and field.members and isinstance(old, dict):
            result[field.name] = _merge_one_of(field, old, new) if field.one_of else merge(field.members, old, new)
        else:
            result[field.name] = new
    return result


def _merge_one_of(field: Field, old: dict, new: dict) -> dict:
    """The same thing (no text differs where both speak) keeps what is not mentioned; another thing keeps nothing."""
    if set(old) != set(new):
        return new
    if _one_of(field, field, field.name, new, old):
        return new
    return merge(field.members, old, new)


def update_values(fields: tuple[Field, ...], desired: dict, actual: dict) -> dict:
    """The top-level values that one update must carry: those that differ, companions with their present value."""
    changed = {difference.field.name: difference.field for difference in differences(fields, desired, actual)}
    values: dict = {}
    for name, field in changed.items():
        if field.role != CHANGEABLE:
            continue
        present = view((field,), actual).get(name)
        if field.whole and isinstance(present, dict):
            values[name] = merge(field.members, present, desired[name])
        else:
            values[name] = desired[name]
    return values
