# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compare desired attributes with observed ones, as values: no module, no client, no clock."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from .fields import FIXED, READ_ONLY, Field, in_order
from .wording import as_text


class Difference(NamedTuple):
    """One attribute that is not as declared.

    :ivar field: its line at the top of the table.
    :ivar path: dotted path below the endpoint.
    :ivar fixed: the attribute, or one that contains it, cannot be changed in place.
    """

    field: Field
    path: str
    observed: Any
    desired: Any
    fixed: bool = False

    def __str__(self) -> str:
        return f"{self.path}: found {as_text(self.observed)}, expected {as_text(self.desired)}"


class Comparison(NamedTuple):
    """A declaration compared with an endpoint.

    :ivar desired: the declared attributes, completed with the list elements that stay.
    :ivar differing: how the endpoint differs from them.
    """

    desired: dict
    differing: list[Difference]


def against(fields: tuple[Field, ...], desired: dict, observed: dict, purge: dict) -> Comparison:
    """Complete ``desired`` with the list elements that stay, and compare it with ``observed``.

    :param purge: from a purge option's name to its value.
    """
    completed = complete(fields, desired, observed, purge)
    return Comparison(completed, differences(fields, completed, observed))


def complete(fields: tuple[Field, ...], desired: dict, observed: dict, purge: dict) -> dict:
    """Return ``desired`` with the observed elements added to each keyed list that is not purged."""
    result = dict(desired)
    for field in fields:
        if field.key is None or field.name not in desired:
            continue
        kept = [] if purge.get(field.purge, True) else observed.get(field.name) or []
        # A server may show a key that is no text, or cannot be hashed; repr takes any.
        merged = {repr(element.get(field.key)): element for element in kept}
        merged.update({repr(element.get(field.key)): element for element in desired[field.name]})
        result[field.name] = in_order(field, list(merged.values()))
    return result


def differences(fields: tuple[Field, ...], desired: dict, observed: dict) -> list[Difference]:
    """Return how ``observed`` differs from ``desired``, which alone says what to compare."""
    found: list[Difference] = []
    for field in fields:
        if field.role != READ_ONLY and field.name in desired:
            found.extend(_differences(field, field, field.name, desired[field.name], observed.get(field.name)))
    return found


def _differences(
    top: Field, field: Field, path: str, desired: Any, observed: Any, fixed: bool = False
) -> list[Difference]:
    fixed = fixed or field.role == FIXED
    if (field.essential and not _is_set(observed)) or is_unread(field, observed):
        return []
    if observed is None:
        observed = field.absent
    if field.one_of:
        return one_of_differences(top, field, path, desired, observed or {}, fixed)
    if field.kind == "dict" and field.members:
        observed = observed or {}
        found: list[Difference] = []
        for member in field.members:
            if member.name in desired:
                inner = (f"{path}.{member.name}", desired[member.name], _observed_value(member, observed))
                found.extend(_differences(top, member, *inner, fixed))
        return found
    if field.kind == "list":
        return _list_differences(top, field, path, desired, observed or [], fixed)
    if field.same is not None and desired and observed:
        same = field.same(desired, observed)
    else:
        same = _canonical(field, desired) == _canonical(field, observed)
    return [] if same else [Difference(top, path, observed, desired, fixed)]


def _observed_value(field: Field, observed: dict) -> Any:
    """Return the value of a member, which an answer may show under the name of a rival."""
    values = (observed.get(name) for name in (field.name, *field.rivals))
    return next((value for value in values if value is not None), None)


def one_of_differences(
    top: Field, field: Field, path: str, desired: dict, observed: dict, fixed: bool
) -> list[Difference]:
    """Compare the member that rules: an answer may show, beside a custom model, the base it was made from."""
    ruling = _ruling_member(field, observed)
    if ruling is None or ruling.name not in desired:
        return [Difference(top, path, _set_members(observed), desired, fixed)]
    inner_path = f"{path}.{ruling.name}"
    return _differences(top, ruling, inner_path, desired[ruling.name], observed[ruling.name], fixed)


def _list_differences(
    top: Field, field: Field, path: str, desired: list, observed: list, fixed: bool
) -> list[Difference]:
    """Compare lists: a declared list replaces the whole list; in each element only what is declared counts.

    :returns: none, one, or two differences: a fixed one beside one that can be changed in place.
    """
    pairs = _pairs(field, desired, observed)
    if pairs is None:
        return [Difference(top, path, _without_unknown(field, observed), desired, fixed)]
    kinds = {
        found.fixed
        for element, other in pairs
        for member in field.members
        if member.name in element or member.default is not None
        for found in _differences(
            top, member, path, element.get(member.name, member.default), _observed_value(member, other), fixed
        )
    }
    return [Difference(top, path, _without_unknown(field, observed), desired, kind) for kind in sorted(kinds)]


def _pairs(field: Field, desired: list, observed: list) -> list[tuple[dict, dict]] | None:
    """Return each desired element with its observed one; None if they are not the same elements.

    Keys identify the elements if every desired element has one; otherwise their places do.
    """
    if len(desired) != len(observed):
        return None
    if field.key is None or any(element.get(field.key) is None for element in desired):
        return list(zip(desired, observed))
    keys = [repr(element[field.key]) for element in desired]
    by_key = {repr(element.get(field.key)): element for element in observed}
    if set(keys) != set(by_key) or len(keys) != len(set(keys)):
        return None
    return [(element, by_key[key]) for element, key in zip(desired, keys)]


def _ruling_member(field: Field, value: dict) -> Field | None:
    """Return the first member of a one-of dict that is set, or None."""
    return next((member for member in field.members if _is_set(value.get(member.name))), None)


def is_unread(field: Field, observed: Any) -> bool:
    """Return whether an answer that shows this of a field says nothing: missing, null and empty mean the same."""
    return field.unread and not _is_set(observed)


def _is_set(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_is_set(inner) for inner in value.values())
    return value not in (None, "", [])


def _set_members(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _set_members(inner) for name, inner in value.items() if _is_set(inner)}
    return value


def _canonical(field: Field, value: Any) -> Any:
    """Return a form in which equal values compare equal: an unset text may be missing, null or empty."""
    if field.kind == "json":
        return _parsed(value)
    return (value or None) if field.kind == "str" else value


def _parsed(text: Any) -> Any:
    try:
        return json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return text


def unverified(fields: tuple[Field, ...], desired: dict, observed: dict, place: str = "") -> list[str]:
    """Return the paths of what ``desired`` declares and an answer does not show, so that it cannot be verified."""
    paths = []
    for field in fields:
        if field.role == READ_ONLY or field.name not in desired:
            continue
        path, value = f"{place}{field.name}", _observed_value(field, observed)
        if is_unread(field, value):
            paths.append(path)
        elif field.kind == "dict" and isinstance(value, dict):
            paths.extend(unverified(field.members, desired[field.name], value, f"{path}."))
        elif field.kind == "list" and isinstance(value, list):
            for number, (element, other) in enumerate(_pairs(field, desired[field.name], value) or ()):
                paths.extend(unverified(field.members, element, other, f"{path}[{number}]."))
    return paths


def view(fields: tuple[Field, ...], attributes: dict) -> dict:
    """Return the writable attributes that are set, in canonical form: what a diff shows and a recreate carries over."""
    result: dict = {}
    for field in fields:
        value = attributes.get(field.name)
        if field.role == READ_ONLY or value is None or is_unread(field, value):
            continue
        if not _is_set(value) and field.key is None:
            continue
        if field.one_of:
            ruling = _ruling_member(field, value)
            value = {ruling.name: value[ruling.name]} if ruling else {}
        result[field.name] = _without_unknown(field, value)
    return result


def _without_unknown(field: Field, value: Any) -> Any:
    """Return ``value`` without members that the table does not know, null members and empty dicts."""
    if field.kind == "dict" and field.members:
        return _known_members(field.members, value)
    if field.kind == "list" and field.members:
        return in_order(field, [_known_members(field.members, element) for element in value])
    return value


def _known_members(members: tuple[Field, ...], value: dict) -> dict:
    known = {
        member.name: _without_unknown(member, value[member.name])
        for member in members
        if member.role != READ_ONLY and value.get(member.name) is not None
    }
    return {name: inner for name, inner in known.items() if inner != {}}
