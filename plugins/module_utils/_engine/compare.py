# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compare desired attributes with observed ones, as values: no module, no client, no clock."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from .fields import CHANGEABLE, FIXED, READ_ONLY, Field, in_order
from .wording import told


class Difference(NamedTuple):
    """One attribute that is not as declared. ``path`` is dotted; ``field`` is its line at the top of the table.

    ``fixed``: it, or what it is a part of, cannot be changed in place.
    """

    field: Field
    path: str
    observed: Any
    desired: Any
    fixed: bool = False

    def __str__(self) -> str:
        return f"{self.path}: found {told(self.observed)}, expected {told(self.desired)}"


class Comparison(NamedTuple):
    """A declaration held against an endpoint. ``desired`` has all that is to be found, ``differing`` what is not."""

    desired: dict
    differing: list[Difference]


def against(fields: tuple[Field, ...], desired: dict, observed: dict, purge: dict) -> Comparison:
    """Return what of ``desired``, completed with what must stay, is otherwise in ``observed``."""
    completed = complete(fields, desired, observed, purge)
    return Comparison(completed, differences(fields, completed, observed))


def complete(fields: tuple[Field, ...], desired: dict, observed: dict, purge: dict) -> dict:
    """``desired`` with the elements that must stay added to those keyed lists that are not purged."""
    result = dict(desired)
    for field in fields:
        if field.key is None or field.name not in desired:
            continue
        kept = [] if purge.get(field.purge, True) else observed.get(field.name) or []
        # By repr, since what a server calls a key need not be a text.
        merged = {repr(element.get(field.key)): element for element in kept}
        merged.update({repr(element.get(field.key)): element for element in desired[field.name]})
        result[field.name] = in_order(field, list(merged.values()))
    return result


def differences(fields: tuple[Field, ...], desired: dict, observed: dict) -> list[Difference]:
    """What in ``observed`` is not as ``desired`` says. Only what ``desired`` mentions is looked at."""
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
        return _one_of(top, field, path, desired, observed or {}, fixed)
    if field.kind == "dict" and field.members:
        observed = observed or {}
        found: list[Difference] = []
        for member in field.members:
            if member.name in desired:
                inner = (f"{path}.{member.name}", desired[member.name], _there(member, observed))
                found.extend(_differences(top, member, *inner, fixed))
        return found
    if field.kind == "list":
        return _in_list(top, field, path, desired, observed or [], fixed)
    if field.same is not None and desired and observed:
        same = field.same(desired, observed)
    else:
        same = _plain(field, desired) == _plain(field, observed)
    return [] if same else [Difference(top, path, observed, desired, fixed)]


def _there(field: Field, observed: dict) -> Any:
    """What is shown of a member, be it under another name."""
    shown = (observed.get(name) for name in (field.name, *field.rivals))
    return next((value for value in shown if value is not None), None)


def _one_of(top: Field, field: Field, path: str, desired: dict, observed: dict, fixed: bool) -> list[Difference]:
    """The first member that is set rules: an answer may show, beside a custom model, the base it was made from."""
    ruling = effective_member(field, observed)
    if ruling is None or ruling.name not in desired:
        return [Difference(top, path, _set_members(observed), desired, fixed)]
    inner_path = f"{path}.{ruling.name}"
    return _differences(top, ruling, inner_path, desired[ruling.name], observed[ruling.name], fixed)


def _in_list(top: Field, field: Field, path: str, desired: list, observed: list, fixed: bool) -> list[Difference]:
    """A declared list is all there is to be; of each of its elements only what is mentioned is looked at.

    It is one difference, or two: where only a part that is fixed differs, that has to be told.
    """
    pairs = _pairs(field, desired, observed)
    if pairs is None:
        return [Difference(top, path, _known(field, observed), desired, fixed)]
    kinds = {
        found.fixed
        for element, there in pairs
        for member in field.members
        if member.name in element or member.default is not None
        for found in _differences(
            top, member, path, element.get(member.name, member.default), _there(member, there), fixed
        )
    }
    return [Difference(top, path, _known(field, observed), desired, kind) for kind in sorted(kinds)]


def _pairs(field: Field, desired: list, observed: list) -> list[tuple[dict, dict]] | None:
    """Each desired element with the one that is there; None when they are not the same elements.

    Told apart by their keys, if every desired element has one, else by their places.
    """
    if len(desired) != len(observed):
        return None
    if field.key is None or any(element.get(field.key) is None for element in desired):
        return list(zip(desired, observed))
    # By repr, since what a server calls a key need not be a text.
    keys = [repr(element[field.key]) for element in desired]
    there = {repr(element.get(field.key)): element for element in observed}
    if set(keys) != set(there) or len(keys) != len(set(keys)):
        return None
    return [(element, there[key]) for element, key in zip(desired, keys)]


def effective_member(field: Field, value: dict) -> Field | None:
    """The member of a one-of dict that rules ``value``, or None when none is set."""
    return next((member for member in field.members if _is_set(value.get(member.name))), None)


def is_unread(field: Field, shown: Any) -> bool:
    """Whether what an answer shows of a field says nothing: missing, null and empty mean the same (see ``_plain``)."""
    return field.unread and not _is_set(shown)


def _is_set(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_is_set(inner) for inner in value.values())
    return value not in (None, "", [])


def _set_members(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _set_members(inner) for name, inner in value.items() if _is_set(inner)}
    return value


def _plain(field: Field, value: Any) -> Any:
    """A server may show an unset text as missing, null or empty; all three mean the same. JSON is what it says."""
    if field.kind == "json":
        return _parsed(value)
    return (value or None) if field.kind == "str" else value


def _parsed(text: Any) -> Any:
    try:
        return json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return text


def unverified(fields: tuple[Field, ...], desired: dict, observed: dict, place: str = "") -> list[str]:
    """The paths of what ``desired`` mentions and an answer does not show, so that nobody knows whether it is so."""
    paths = []
    for field in fields:
        if field.role == READ_ONLY or field.name not in desired:
            continue
        path, there = f"{place}{field.name}", _there(field, observed)
        if is_unread(field, there):
            paths.append(path)
        elif field.kind == "dict" and isinstance(there, dict):
            paths.extend(unverified(field.members, desired[field.name], there, f"{path}."))
        elif field.kind == "list" and isinstance(there, list):
            for number, (element, shown) in enumerate(_pairs(field, desired[field.name], there) or ()):
                paths.extend(unverified(field.members, element, shown, f"{path}[{number}]."))
    return paths


def view(fields: tuple[Field, ...], attributes: dict) -> dict:
    """The writable attributes that are set, in canonical form: what a diff shows and a recreate carries over."""
    result: dict = {}
    for field in fields:
        value = attributes.get(field.name)
        if field.role == READ_ONLY or value is None or is_unread(field, value):
            continue
        if not _is_set(value) and field.key is None:
            continue
        if field.one_of:
            ruling = effective_member(field, value)
            value = {ruling.name: value[ruling.name]} if ruling else {}
        result[field.name] = _known(field, value)
    return result


def _known(field: Field, value: Any) -> Any:
    """``value`` without null members, empty dicts, and members that the table does not know."""
    if field.kind == "dict" and field.members:
        members = {
            member.name: _known(member, value[member.name])
            for member in field.members
            if member.role != READ_ONLY and value.get(member.name) is not None
        }
        return {name: inner for name, inner in members.items() if inner != {}}
    if field.kind == "list" and field.members:
        return in_order(field, [_known(Field("", "", "dict", members=field.members), element) for element in value])
    return value


def merge(fields: tuple[Field, ...], base: dict, over: dict) -> dict:
    """``over`` laid on ``base``; both canonical. Members of a one-of dict replace, members of another dict add up.

    A list is as ``over`` says; what its elements do not mention is taken from the same element of ``base``.
    """
    result = dict(base)
    for field in fields:
        if field.name not in over:
            continue
        new, old = over[field.name], base.get(field.name)
        for rival in field.rivals:
            if rival not in over:
                result.pop(rival, None)
        if field.kind == "dict" and field.members and isinstance(old, dict):
            result[field.name] = _merge_one_of(field, old, new) if field.one_of else merge(field.members, old, new)
        elif field.kind == "list" and field.members and isinstance(old, list):
            result[field.name] = _merge_list(field, old, new)
        else:
            result[field.name] = new
    return result


def _merge_list(field: Field, old: list, new: list) -> list:
    by_key = {repr(element.get(field.key)): element for element in old} if field.key else {}
    same_places = field.key is None and len(old) == len(new)
    merged = []
    for number, element in enumerate(new):
        key = element.get(field.key) if field.key else None
        base = old[number] if same_places else by_key.get(repr(key), {}) if key is not None else {}
        merged.append(merge(field.members, base, element))
    return merged


def _merge_one_of(field: Field, old: dict, new: dict) -> dict:
    """The same thing (no text differs where both speak) keeps what is not mentioned; another thing keeps nothing."""
    if set(old) != set(new):
        return new
    if _one_of(field, field, field.name, new, old, False):
        return new
    return merge(field.members, old, new)


def update_values(
    fields: tuple[Field, ...], compared: Comparison, observed: dict, *, all_of_them: bool = False
) -> dict:
    """The top-level values that one update must carry: those that differ, companions with their present value.

    ``all_of_them``: where anything differs, an update carries everything that can be changed, lest it be reset.
    """
    differing = {difference.field.name for difference in compared.differing}
    changeable = [field for field in fields if field.role == CHANGEABLE]
    if not any(field.name in differing for field in changeable):
        return {}
    desired, present = compared.desired, view(fields, observed)
    values: dict = {}
    for field in changeable:
        name = field.name
        if name in differing or (all_of_them and name in desired):
            whole = field.whole and isinstance(present.get(name), dict)
            values[name] = merge(field.members, present[name], desired[name]) if whole else desired[name]
        elif all_of_them and name in present:
            values[name] = present[name]
    return values
