# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make a manifest of the endpoints in the state of another tool. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Callable, NamedTuple

from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.export import manifest_of

#: The providers of both tools, by the site that they manage.
SITES = {"volcenginecc": "volcengine", "bytepluscc": "byteplus"}


class UnknownState(Exception):
    """The input is no state that can be read; the text says what was found and what is expected."""


class Managed(NamedTuple):
    """One endpoint that the other tool manages.

    :ivar origin: its name in the other tool, an address or a URN.
    :ivar endpoint_id: its id as it stands in the state.
    :ivar attributes: its attributes, under the names of the tool.
    :ivar is_secret: whether the state marks a top-level attribute, given by name and value, as a secret.
    """

    site: str
    origin: str
    endpoint_id: Any
    attributes: dict
    is_secret: Callable[[str, Any], bool]


def manifest(found: Iterable[Managed], name_of: Callable[[str], str]) -> tuple[dict, list[str]]:
    """Return a manifest with one set per site, and sentences about what it leaves out.

    :param name_of: from an attribute's name here to its name in the state.
    """
    notes: list[str] = []
    sites: dict[str, dict[str, Managed]] = {}
    for each in found:
        if not isinstance(each.endpoint_id, str) or not each.endpoint_id.strip():
            notes.append(f"{each.origin}: it has no id, so it was left out")
            continue
        known = sites.setdefault(each.site, {}).setdefault(each.endpoint_id, each)
        if known is not each:
            notes.append(f"{each.origin}: it is the same endpoint as {known.origin}, so it was left out")
    sets = [_set(site, managed, name_of, notes) for site, managed in sorted(sites.items(), reverse=True)]
    if not sets:
        notes.append("the state has no endpoint of Ark")
        sets = [{"endpoints": []}]
    return {"ark": sets[0] if len(sets) == 1 else sets}, notes


def _set(site: str, managed: dict[str, Managed], name_of: Callable[[str], str], notes: list[str]) -> dict:
    ark = ArkEndpoint()
    states = {each.endpoint_id: _api_state(ark.fields, each, name_of, notes) for each in managed.values()}
    exported, left_out = manifest_of([ark.attributes(raw) for raw in states.values()], "ark", "none", True)
    notes.extend(left_out)
    members = {field.name: field.api for field in ark.fields}
    entries = []
    for entry in exported["ark"]["endpoints"]:
        raw = states[entry["endpoint_id"]]
        declared = {name: value for name, value in entry.items() if members[name] in raw}  # nothing else is managed
        entries.append({**declared, "origin": managed[entry["endpoint_id"]].origin})
    return {"site": site, "endpoints": entries}


def _api_state(fields: tuple[Field, ...], managed: Managed, name_of: Callable[[str], str], notes: list[str]) -> dict:
    """Return the attributes of an endpoint under the names of the API, without secrets."""
    hidden = {name for name, value in managed.attributes.items() if managed.is_secret(name, value)}
    notes.extend(f"{managed.origin}: {name} is a secret, so it was left out" for name in sorted(hidden))
    attributes = {name: value for name, value in managed.attributes.items() if name not in hidden}
    return {**_to_api(fields, attributes, name_of), "Id": managed.endpoint_id}


def _to_api(fields: tuple[Field, ...], attributes: dict, name_of: Callable[[str], str]) -> dict:
    """Return the known attributes under the names of the API, without those of another type."""
    members = ((field, attributes.get(name_of(field.name))) for field in fields)
    return {field.api: value for field, raw in members if (value := _value(field, raw, name_of)) is not None}


def _value(field: Field, raw: Any, name_of: Callable[[str], str]) -> Any:
    if not field.members:
        return None if isinstance(raw, (dict, list)) else raw
    if field.kind == "dict":
        return _to_api(field.members, raw, name_of) if isinstance(raw, dict) else None
    if not isinstance(raw, list):
        return None
    return [_to_api(field.members, element, name_of) for element in raw if isinstance(element, dict)]


def mappings(value: Any, path: str) -> Iterator[tuple[str, dict]]:
    """Yield the elements of a list of mappings, each with its path; null is an empty list.

    :raises UnknownState: ``value`` is no such list.
    """
    if value is not None and not isinstance(value, list):
        raise UnknownState(f"{path}: found no list; expected a list of mappings")
    for index, element in enumerate(value or ()):
        yield f"{path}[{index}]", mapping(element, f"{path}[{index}]")


def mapping(value: Any, path: str) -> dict:
    """Return ``value``, which is a mapping; null is an empty mapping.

    :raises UnknownState: ``value`` is no mapping.
    """
    if value is not None and not isinstance(value, dict):
        raise UnknownState(f"{path}: found no mapping; expected a mapping")
    return value or {}
