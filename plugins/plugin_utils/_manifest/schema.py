# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The JSON Schema of a manifest, which follows from the field tables and from the options of the bulk modules."""

from __future__ import annotations

import functools
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine import schema
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import Resource
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec

from .families import FAMILIES, ORIGIN, connection_options, secret_options

#: Options that say which endpoint is meant, so that no other may inherit them.
ADDRESS = ("name", "endpoint_id")


def endpoint_schema(family: type[Resource]) -> dict:
    """Return the JSON Schema of an entry."""
    result = argspec.endpoint_schema(family)
    result["properties"][ORIGIN] = {"type": "string"}
    return result


def defaults_schema(family: type[Resource]) -> dict:
    """Return the JSON Schema of what entries inherit: everything but their address."""
    entry = argspec.endpoint_schema(family)
    inherited = {name: rule for name, rule in entry["properties"].items() if name not in ADDRESS}
    rules = {"allOf": once} if (once := schema.under_one_name(family.fields)) else {}
    return {"type": "object", "properties": inherited, "additionalProperties": False, **rules}


def connection_rules(family: type[Resource], *, secrets: bool) -> dict[str, dict]:
    """Return the rules of the connection options that a set may carry; ``secrets``: of all of them."""
    hidden = set() if secrets else secret_options(family)
    return schema.for_fields(tuple(field for field in argspec.connection(family) if field.name not in hidden))[
        "properties"
    ]


def set_schema(family: type[Resource], *, secrets: bool = False) -> dict:
    """Return the JSON Schema of one set of a family; ``secrets``: it may hold credentials."""
    entries = {"type": "array", "items": endpoint_schema(family)}
    group = {
        "type": "object",
        "properties": {"defaults": defaults_schema(family), "endpoints": entries},
        "required": ["endpoints"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "defaults": defaults_schema(family),
            "endpoints": entries,
            "groups": {"type": "array", "items": group},
            **argspec.set_rules(family),
            **connection_rules(family, secrets=secrets),
        },
        "additionalProperties": False,
    }


@functools.cache
def manifest_schema(listed: frozenset[str], *, secrets: bool) -> dict:
    """Return the JSON Schema of a manifest, in the form that the collection's own check reads.

    Null, which takes back what would be inherited, is not in it: the check takes it out before.

    :param listed: the families that hold a list of sets; the others hold one set.
    :param secrets: whether a set may hold credentials.
    """
    properties: dict[str, Any] = {}
    for name, family in FAMILIES.items():
        one = set_schema(family.endpoint, secrets=secrets)
        properties[name] = {"type": "array", "items": one, "minItems": 1} if name in listed else one
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "minProperties": 1,
        schema.REMEDY: f"at least one of {', '.join(FAMILIES)}",
    }


def takes_null(family: type[Resource]) -> dict[str, set[str]]:
    """Return the options that null takes back: ``endpoint`` in an entry or in defaults, ``set`` beside them."""
    inherited = {*defaults_schema(family)["properties"], ORIGIN}
    return {"endpoint": inherited, "set": {*argspec.set_rules(family), *connection_options(family)}}


def without_nulls(document: dict[str, Any]) -> dict[str, Any]:
    """Return a manifest without the nulls that are allowed; a null elsewhere stays, to be refused."""
    result = dict(document)
    for name, family in FAMILIES.items():
        nullable, said = takes_null(family.endpoint), document.get(name)
        if isinstance(said, list):
            result[name] = [_set_without_nulls(each, nullable) for each in said]
        elif name in document:
            result[name] = _set_without_nulls(said, nullable)
    return result


def _set_without_nulls(said: Any, nullable: dict[str, set[str]]) -> Any:
    if not isinstance(said, dict):
        return said
    result = {key: value for key, value in said.items() if value is not None or key not in nullable["set"]}
    if isinstance(result.get("groups"), list):
        result["groups"] = [_declarations_without_nulls(group, nullable["endpoint"]) for group in result["groups"]]
    return _declarations_without_nulls(result, nullable["endpoint"])


def _declarations_without_nulls(said: Any, nullable: set[str]) -> Any:
    if not isinstance(said, dict):
        return said
    result = dict(said)
    if "defaults" in said:
        result["defaults"] = _entry_without_nulls(said["defaults"], nullable)
    if isinstance(said.get("endpoints"), list):
        result["endpoints"] = [_entry_without_nulls(entry, nullable) for entry in said["endpoints"]]
    return result


def _entry_without_nulls(said: Any, nullable: set[str]) -> Any:
    if not isinstance(said, dict):
        return said
    return {key: value for key, value in said.items() if value is not None or key not in nullable}
