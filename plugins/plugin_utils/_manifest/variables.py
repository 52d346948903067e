# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make a manifest of the role's variables: plain values, converted as the bulk modules would convert them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.parameters import DEFAULT_TYPE_VALIDATORS

from ansible_collections.inference.endpoints.plugins.module_utils._engine import fields

from .families import FAMILIES, set_fields
from .loader import Source

#: The failure of a run without any manifest.
NO_MANIFEST = "there is no manifest: set fleet_manifests to a list of YAML files, or " + " or ".join(
    f"fleet_{name}" for name in FAMILIES
)

#: The value of ``omit`` as a text: the placeholder of ansible-core 2.18, the marker of later releases.
_PLACE_HOLDER, _MARKER = "__omit_place_holder__", "<<Omit>>"


def inline(variables: Mapping[str, Any]) -> list[Source]:
    """Return the manifest that the role's variables make up, or an empty list if none of them is set.

    :param variables: the variables by the key of their family.
    """
    document = {name: plain(value) for name, value in variables.items() if not is_omitted(value)}
    document = {name: value for name, value in document.items() if value not in ({}, [], "", None)}
    for name, family in FAMILIES.items():
        if name in document:
            document[name] = _typed_sets(fields.argument_spec(set_fields(family)), document[name])
    return [Source("", document, prefix="fleet_")] if document else []


def is_omitted(value: Any) -> bool:
    """Return whether ``value`` is Ansible's ``omit``, which means "not given"."""
    if isinstance(value, str):
        return value.startswith(_PLACE_HOLDER)
    return not isinstance(value, (Mapping, list, tuple, int, float)) and str(value) == _MARKER


def plain(value: Any) -> Any:
    """Return ``value`` in the types of JSON, without Ansible's wrappers and without omitted members."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items() if not is_omitted(inner)}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value if not is_omitted(inner)]
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value)


def _typed_sets(spec: dict[str, dict], value: Any) -> Any:
    return [_typed_members(spec, each) for each in value] if isinstance(value, list) else _typed_members(spec, value)


def _typed_members(spec: dict[str, dict], value: Any) -> Any:
    """Return a mapping with each known option converted as a module would convert it."""
    if not isinstance(value, dict):
        return value
    options = {alias: option for name, option in spec.items() for alias in (name, *option.get("aliases", ()))}
    return {name: _typed(options[name], inner) if name in options else inner for name, inner in value.items()}


def _typed(option: dict, value: Any) -> Any:
    """Return ``value`` as Ansible converts it; a value that Ansible refuses stays, and the check tells the problem."""
    kind = option["type"]
    if kind == "str":
        return str(value) if isinstance(value, (bool, int, float)) else value
    if value is None or kind == "path":
        return value
    try:
        converted = DEFAULT_TYPE_VALIDATORS[kind](value)
    except (AttributeError, OverflowError, RecursionError, TypeError, ValueError):
        return value
    if kind == "dict" and "options" in option:
        return _typed_members(option["options"], converted)
    if kind == "list" and "options" in option:
        return [_typed_members(option["options"], each) for each in converted]
    if kind == "list" and "elements" in option:
        return [_typed({"type": option["elements"]}, each) for each in converted]
    return converted
