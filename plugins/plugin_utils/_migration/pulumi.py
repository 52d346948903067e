# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Endpoints in a state of Pulumi, as ``pulumi stack export`` writes it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .endpoints import SITES, Managed, UnknownState, manifest, mapping, mappings

_TYPE = re.compile(rf"({'|'.join(SITES)}):ark(/endpoint)?:Endpoint")

#: The member that marks a special value, such as a secret; its content says which kind.
_SPECIAL = "4dabf18193072939515e22adb298388d"

#: Marks of resources that the stack only reads, will delete, or has deleted during a replacement.
_LEFT_OUT = ("external", "delete", "pendingReplacement")

_EXPECTED = "expected the parsed output of pulumi stack export, version 3"


def manifest_of_state(state: Any) -> tuple[dict, list[str]]:
    """Return the manifest of all endpoints that Pulumi manages, and sentences about what it leaves out.

    :raises UnknownState: the input is no state, or has an unknown version.
    """
    return manifest(_managed(state), _camel_case)


def _managed(state: Any) -> Iterator[Managed]:
    if not isinstance(state, dict):
        raise UnknownState(f"found {'a text' if isinstance(state, str) else 'no mapping'}; {_EXPECTED}")
    if "deployment" not in state and ("format_version" in state or "terraform_version" in state):
        raise UnknownState("found a state of Terraform; expected the filter from_terraform_state")
    version = state.get("version")
    if version != 3 or isinstance(version, bool):
        found = "missing" if version is None else f"found {str(version)[:40]}, which is not known"
        raise UnknownState(f"version: {found}; {_EXPECTED}")
    if not isinstance(state.get("deployment"), dict):
        raise UnknownState(f"deployment: found no mapping; {_EXPECTED}")
    return _in_deployment(state["deployment"])


def _in_deployment(deployment: dict) -> Iterator[Managed]:
    for path, resource in mappings(deployment.get("resources"), "deployment.resources"):
        kind = _TYPE.fullmatch(str(resource.get("type")))
        if kind and not any(resource.get(word) for word in _LEFT_OUT):
            attributes = mapping(resource.get("outputs"), f"{path}.outputs")
            site = SITES[kind.group(1)]
            yield Managed(site, str(resource.get("urn")), resource.get("id"), attributes, _is_secret)


def _is_secret(_name: str, value: Any) -> bool:
    """Return whether a value is special, or holds such a value."""
    if isinstance(value, dict):
        return _SPECIAL in value or any(_is_secret("", inner) for inner in value.values())
    return isinstance(value, list) and any(_is_secret("", inner) for inner in value)


def _camel_case(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)
