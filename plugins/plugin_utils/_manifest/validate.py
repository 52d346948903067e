# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check one manifest by itself; each problem is a sentence ``path: found X; expected Y``. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine import validation
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._engine.wording import dotted, joined
from ansible_collections.inference.endpoints.plugins.module_utils._http import transport
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec

from .families import FAMILIES, connection_options, every_connection_option, manifest_fields, secret_options
from .sets import elements, sets_of

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
    misplaced = dict(_misplaced(document, secrets))
    listed = frozenset(name for name in FAMILIES if isinstance(document.get(name), list))
    broken = validation.problems(manifest_fields(listed, secrets=secrets), document, convert=_as_yaml_says)
    return [
        *(f"{path}: {sentence}" for path, sentence in misplaced.items()),
        *_url_problems(document),
        *(problem for problem in broken if problem.split(": ", 1)[0] not in misplaced),
        *_gaps(document),
    ]


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
            for place, each in ((path, part), *elements(part, path, "groups")):
                yield from _gaps_in(each, place)


def _gaps_in(part: Any, path: str) -> Iterator[str]:
    for name, kind in _PARTS.items() if isinstance(part, dict) else ():
        if name in part and part[name] is None:
            yield f"{path}.{name}: found nothing; expected {kind}"
    for place, entry in elements(part, path, "endpoints"):
        if isinstance(entry, dict):
            yield from argspec.without_address(entry, place)


def _misplaced(document: dict, secrets: bool) -> Iterator[tuple[str, str]]:
    """Yield the paths of connection options that may not stand there, each with ``found X; expected Y``."""
    yield from _connection_options(document, "", every_connection_option(), "it below a family, beside endpoints")
    for name, family in FAMILIES.items():
        for path, part in sets_of(document, name):
            for option in (
                sorted(secret_options(family) & part.keys()) if isinstance(part, dict) and not secrets else ()
            ):
                yield (
                    f"{path}.{option}",
                    "found a credential (its value is not shown); no file holds one: give it in the environment, in a"
                    f" profile (profile, config_file), or in the variable fleet_{family.key}, which Vault can hold",
                )
            for place, each in _declarations(part, path):
                options = set(connection_options(family))
                yield from _connection_options(each, place, options, "it beside endpoints, for the whole set")


def _declarations(part: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield defaults, entries and groups, at any depth, each with its path."""
    if isinstance(part, dict):
        yield f"{path}.defaults", part.get("defaults")
    yield from elements(part, path, "endpoints")
    for place, group in elements(part, path, "groups"):
        yield place, group
        yield from _declarations(group, place)


def _connection_options(part: Any, path: str, names: set[str], where: str) -> Iterator[tuple[str, str]]:
    for name in sorted(names & part.keys()) if isinstance(part, dict) else ():
        yield dotted(path, [name]), f"found a connection option (its value is not shown); expected {where}"


def _url_problems(document: dict) -> Iterator[str]:
    """Yield what is wrong with the URLs of the sets, such as a password in one."""
    for path, part in (each for name in FAMILIES for each in sets_of(document, name)):
        if not isinstance(part, dict):
            continue
        role = part.get("assume_role")
        urls = {name: part.get(name) for name in ("api_url", "auth_url")}
        urls["assume_role.sts_url"] = role.get("sts_url") if isinstance(role, dict) else None
        for name, url in urls.items():
            yield from transport.url_problems(url, f"{path}.{name}") if isinstance(url, str) else ()
