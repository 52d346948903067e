# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Endpoints in a state of Terraform: the file itself, or the output of ``terraform show -json``. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from .endpoints import SITES, Managed, UnknownState, manifest, mapping, mappings

_TYPE = re.compile(rf"({'|'.join(SITES)})_ark_endpoint")

_EXPECTED = "expected the parsed state, version 4, or the parsed output of terraform show -json"


def manifest_of_state(state: Any) -> tuple[dict, list[str]]:
    """Return the manifest of all endpoints that Terraform manages, and sentences about what it leaves out.

    :raises UnknownState: the input is no state, or has an unknown version.
    """
    return manifest(_managed(state), lambda name: name)


def _managed(state: Any) -> Iterator[Managed]:
    if not isinstance(state, dict):
        raise UnknownState(f"found {'a text' if isinstance(state, str) else 'no mapping'}; {_EXPECTED}")
    if "planned_values" in state or "resource_changes" in state:
        raise UnknownState(f"found a plan; {_EXPECTED}, without a file of a plan")
    if "deployment" in state:
        raise UnknownState("found a state of Pulumi; expected the filter from_pulumi_state")
    if "format_version" in state:
        _check("format_version", state["format_version"], r"[01]\.[0-9]+")
        return _in_module(
            mapping(mapping(state.get("values"), "values").get("root_module"), "values.root_module"),
            "values.root_module",
        )
    _check("version", state.get("version"), "4")
    return _in_file(state)


def _check(path: str, version: Any, pattern: str) -> None:
    if isinstance(version, bool) or not re.fullmatch(pattern, str(version)):
        found = "missing" if version is None else f"found {str(version)[:40]}, which is not known"
        raise UnknownState(f"{path}: {found}; {_EXPECTED}")


def _in_file(state: dict) -> Iterator[Managed]:
    for path, resource in mappings(state.get("resources"), "resources"):
        site = _site(resource)
        for place, instance in mappings(resource.get("instances"), f"{path}.instances") if site else ():
            if instance.get("deposed"):
                continue
            attributes = mapping(instance.get("attributes"), f"{place}.attributes")
            marked = _sensitive(instance.get("sensitive_attributes"))
            yield _endpoint(site, _address(resource, instance), attributes, marked)


def _address(resource: dict, instance: dict) -> str:
    key = instance.get("index_key")
    index = "" if key is None else f"[{json.dumps(key, ensure_ascii=False)}]"
    module = f"{resource['module']}." if resource.get("module") else ""
    return f"{module}{resource['type']}.{resource.get('name')}{index}"


def _in_module(module: dict, path: str) -> Iterator[Managed]:
    for place, resource in mappings(module.get("resources"), f"{path}.resources"):
        site = _site(resource)
        if site and not resource.get("deposed_key"):
            attributes = mapping(resource.get("values"), f"{place}.values")
            marked = resource.get("sensitive_values")
            yield _endpoint(site, str(resource.get("address")), attributes, marked if isinstance(marked, dict) else {})
    for place, child in mappings(module.get("child_modules"), f"{path}.child_modules"):
        yield from _in_module(child, place)


def _site(resource: dict) -> str:
    """Return the site that a resource belongs to; empty for a data source and for other kinds of resources."""
    kind = _TYPE.fullmatch(str(resource.get("type")))
    return SITES[kind.group(1)] if kind and resource.get("mode", "managed") == "managed" else ""


def _endpoint(site: str, address: str, attributes: dict, marked: dict) -> Managed:
    endpoint_id = attributes.get("endpoint_id") or attributes.get("id")
    return Managed(site, address, endpoint_id, attributes, lambda name, _value: _holds_mark(marked.get(name)))


def _sensitive(paths: Any) -> dict:
    """Return the top-level names in ``sensitive_attributes``, a list of paths made of steps."""
    steps = [path[0] for path in paths or () if isinstance(path, list) and path and isinstance(path[0], dict)]
    return {str(step.get("value")): True for step in steps}


def _holds_mark(marked: Any) -> bool:
    """Return whether a value, or a part of it, is marked as sensitive."""
    if isinstance(marked, dict):
        return any(map(_holds_mark, marked.values()))
    return any(map(_holds_mark, marked)) if isinstance(marked, list) else marked is True
