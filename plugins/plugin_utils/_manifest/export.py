# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make a manifest of existing endpoints, which changes nothing when it is applied. Pure."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine import compare, validation
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import READ_ONLY
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import (
    GONE,
    LEAVING,
    RUNNING,
    STOPPED,
)
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec

from .families import FAMILIES, entry_fields

#: Which run states become the option ``state``.
RUN_STATES: dict[str, dict[str, str]] = {
    "stopped": {STOPPED: "stopped"},
    "all": {STOPPED: "stopped", RUNNING: "started"},
    "none": {},
}


def manifest_of(endpoints: list[dict], name: str, run_states: str, by_id: bool) -> tuple[dict, list[str]]:
    """Return the manifest of endpoints of the family ``name``, and sentences about what it leaves out.

    :param endpoints: attributes, as an info module returns them.
    :param run_states: a key of RUN_STATES.
    :param by_id: address every endpoint by its id, and not only endpoints that share a name.
    """
    family = FAMILIES[name]()
    staying = [each for each in endpoints if family.run_state(each) not in (LEAVING, GONE)]
    addresses = Counter(_address(family, each) for each in staying)
    entries: list[dict] = []
    notes: list[str] = []
    for attributes in staying:
        address = _address(family, attributes)
        is_unique = addresses[address] == 1
        entry: dict[str, Any] = {}
        if by_id or not is_unique or not all(address):
            entry["endpoint_id"] = attributes["endpoint_id"]
        entry.update(_attributes(family.fields, attributes))
        if not is_unique:
            del entry["name"]  # two entries may not give one name to two endpoints
        notes.extend(f"{attributes['endpoint_id']}: {sentence}" for sentence in _drop_invalid(family, entry))
        if "name" not in entry:
            entry = {"endpoint_id": attributes["endpoint_id"], **entry}
        state = RUN_STATES[run_states].get(family.run_state(attributes))
        if state in family.states:
            entry["state"] = state
        entries.append(entry)
    return {name: {"endpoints": entries}}, notes


def unusable(family: str, endpoint: dict) -> list[str]:
    """Return why a manifest cannot hold some of the managed attributes, such as a text that Ansible has masked."""
    names = ["endpoint_id", *(field.name for field in FAMILIES[family].fields if field.role != READ_ONLY)]
    return [sentence for name in names for sentence in validation.unusable(endpoint.get(name), name)]


def _address(family: Any, attributes: dict) -> tuple:
    return (str(attributes.get("name") or "").strip() and attributes["name"], *map(attributes.get, family.scope))


def _attributes(fields: tuple, attributes: dict) -> dict:
    """Return the managed attributes, with an empty text where a manifest may declare one."""
    managed = compare.view(fields, attributes)
    for field in fields:
        if field.kind == "str" and not field.filled and attributes.get(field.name) == "" and field.role != "read-only":
            managed[field.name] = ""
    return {field.name: managed[field.name] for field in fields if field.name in managed}


def _drop_invalid(family: Any, entry: dict) -> list[str]:
    """Take out of ``entry`` each attribute whose value a manifest may not declare; return sentences about them."""
    problems = validation.problems(entry_fields(type(family)), entry) or argspec.contradictions(entry, type(family))
    for sentence in problems:
        entry.pop(sentence.split(":")[0].split(".")[0].split("[")[0], None)
    return [f"{sentence}; it was left out, so it is not managed" for sentence in problems]
