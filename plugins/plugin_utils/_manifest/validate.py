# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check one manifest by itself; each problem is a sentence ``path: found X; expected Y``. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine import validation
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import Resource
from ansible_collections.inference.endpoints.plugins.module_utils._engine.wording import dotted, joined
from ansible_collections.inference.endpoints.plugins.module_utils._http import transport
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec

from .families import (
    FAMILIES,
    connection_options,
    every_connection_option,
    manifest_fields,
    secret_options,
)

#: The parts of a set that are not options. Null takes an option back, but means nothing for these.
_PARTS = {"defaults": "a mapping", "endpoints": "a list", "groups": "a list"}


def problems(document: Any, *, secrets: bool = False) -> list[str]:
    """Return each problem of one manifest.

    :param document: the parsed manifest.
    :param secrets: whether its sets may hold credentials, as the role's variables may.
    """
    if not isinstance(document, dict) or not document:
        kinds = {type(None): "nothing", dict: "nothing in it", list: "a list"}
        kind = kinds.get(type(document), "a single value")
        return [f"the manifest: found {kind}; expected a mapping with {joined(FAMILIES, 'or')}"]
    found: list[str] = []
    judged = _without_misplaced(document, secrets, found)
    listed = frozenset(name for name in FAMILIES if isinstance(document.get(name), list))
    broken = validation.problems(manifest_fields(listed, secrets=secrets), judged, convert=_as_yaml_says)
    return [*found, *broken, *_gaps(judged)]


def _as_yaml_says(field: Field, value: Any) -> Any:
    """Return ``value`` if YAML gave it the kind of ``field``.

    :raises ValueError: YAML gave it another kind; the text is a remedy, if there is one.
    """
    if field.kind in ("str", "path") and isinstance(value, (bool, int, float)):
        raise ValueError("in quotes, since YAML reads it as a number or a truth value")
    return validation.as_it_is(field, value)


def _gaps(document: dict) -> Iterator[str]:
    """Yield the parts that are null, and the entries that have no address."""
    for name in FAMILIES:
        if name in document and document[name] is None:
            yield f"{name}: found nothing; expected a mapping"
        for path, part in sets_of(document, name):
            groups = part.get("groups") if isinstance(part, dict) else None
            yield from _gaps_in(part, path)
            for index, group in enumerate(groups if isinstance(groups, list) else ()):
                yield from _gaps_in(group, f"{path}.groups[{index}]")


def _gaps_in(part: Any, path: str) -> Iterator[str]:
    if not isinstance(part, dict):
        return
    for name, kind in _PARTS.items():
        if name in part and part[name] is None:
            yield f"{path}.{name}: found nothing; expected {kind}"
    entries = part.get("endpoints")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield from argspec.without_address(entry, f"{path}.endpoints[{index}]")


def sets_of(document: dict[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    """Yield each set of a family with its path."""
    part = document.get(name)
    if isinstance(part, list):
        yield from ((f"{name}[{index}]", each) for index, each in enumerate(part))
    elif name in document:
        yield name, part


def _without_misplaced(document: dict, secrets: bool, found: list[str]) -> dict:
    """Return the manifest without misplaced connection options, which get a problem of their own."""
    result = _without(document, "", every_connection_option(), "it below a family, beside endpoints", found)
    for name, family in FAMILIES.items():
        sets = {
            path: _set_without_misplaced(family, path, part, secrets, found) for path, part in sets_of(result, name)
        }
        if isinstance(result.get(name), list):
            result[name] = list(sets.values())
        else:
            result.update(sets)
    return result


def _set_without_misplaced(family: type[Resource], path: str, part: Any, secrets: bool, found: list[str]) -> Any:
    if not isinstance(part, dict):
        return part
    result = dict(part)
    for name in () if secrets else sorted(secret_options(family) & part.keys()):
        del result[name]
        found.append(
            f"{path}.{name}: found a credential (its value is not shown); no file holds one: give it in the"
            " environment, in a profile (profile, config_file), or in the variable"
            f" fleet_{family.key}, which Vault can hold"
        )
    found += _connection_problems(path, result)
    return _declarations(result, path, set(connection_options(family)), found)


def _connection_problems(path: str, part: dict) -> list[str]:
    """Return what is wrong with the URLs of a set, such as a password in one."""
    role = part.get("assume_role")
    urls = {name: part.get(name) for name in ("api_url", "auth_url")}
    urls["assume_role.sts_url"] = role.get("sts_url") if isinstance(role, dict) else None
    return [
        f"{path}.{name}: {sentence.partition(': ')[2]}"
        for name, url in urls.items()
        if isinstance(url, str)
        for sentence in transport.url_problems(url)
    ]


def _declarations(part: dict, path: str, foreign: set[str], found: list[str]) -> dict:
    """Return entries, defaults and groups without options that belong beside them."""
    where = "it beside endpoints, for the whole set"
    result = dict(part)
    if isinstance(part.get("defaults"), dict):
        result["defaults"] = _without(part["defaults"], f"{path}.defaults", foreign, where, found)
    if isinstance(part.get("endpoints"), list):
        entries = enumerate(part["endpoints"])
        result["endpoints"] = [
            _without(entry, f"{path}.endpoints[{index}]", foreign, where, found) for index, entry in entries
        ]
    if isinstance(part.get("groups"), list):
        groups = [(f"{path}.groups[{index}]", group) for index, group in enumerate(part["groups"])]
        result["groups"] = [
            _declarations(_without(group, place, foreign, where, found), place, foreign, found)
            if isinstance(group, dict)
            else group
            for place, group in groups
        ]
    return result


def _without(part: Any, path: str, foreign: set[str], where: str, found: list[str]) -> Any:
    if not isinstance(part, dict):
        return part
    for name in sorted(foreign & part.keys()):
        found.append(f"{dotted(path, [name])}: found a connection option (its value is not shown); expected {where}")
    return {name: value for name, value in part.items() if name not in foreign}
