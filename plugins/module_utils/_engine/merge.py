# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Merge attributes: what a replacement carries over, and what an update must carry."""

from __future__ import annotations

from .compare import Comparison, one_of_differences, view
from .fields import CHANGEABLE, Field


def merge(fields: tuple[Field, ...], base: dict, over: dict) -> dict:
    """Return ``base`` overridden by ``over``; both are canonical.

    Dicts are merged, but a one-of dict only with the same thing. A list of ``over`` replaces that of ``base``; what its
    elements leave out comes from the same element of ``base``.
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
    """Return ``new``, completed from ``old`` if both are the same thing: no member differs that both have."""
    differs = set(old) != set(new) or one_of_differences(field, field, field.name, new, old, False)
    return new if differs else merge(field.members, old, new)


def update_values(
    fields: tuple[Field, ...], compared: Comparison, observed: dict, *, all_of_them: bool = False
) -> dict:
    """Return the top-level values that one update must carry: those that differ, companions with their present value.

    :param all_of_them: an update carries all that can be changed, since the service may reset what is left out.
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
