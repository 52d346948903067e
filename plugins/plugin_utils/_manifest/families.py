# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The families that a manifest may declare, each one line in a table, and the JSON Schema that follows from it."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

from ansible_collections.inference.endpoints.plugins.module_utils._engine import fields, schema
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import Resource
from ansible_collections.inference.endpoints.plugins.module_utils._http import transport
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.fabric import FabricEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import MaasEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint


class ManifestFamily(NamedTuple):
    """What a family is to a manifest: the endpoints that it declares, and the module that makes a set of them true."""

    endpoint: type[Resource]
    module: str


#: A family is a key of a manifest, a variable of the role (``fleet_`` + key), and a task file of the role.
FAMILIES: dict[str, ManifestFamily] = {
    "ark": ManifestFamily(ArkEndpoint, "inference.endpoints.ark_endpoints"),
    "dataartsfabric": ManifestFamily(FabricEndpoint, "inference.endpoints.dataartsfabric_endpoints"),
    "maas": ManifestFamily(MaasEndpoint, "inference.endpoints.maas_endpoints"),
}

#: Options that say which endpoint is meant, so that no other may inherit them.
_ADDRESS = ("name", "endpoint_id")


def connection_options() -> set[str]:
    """Options that say where and as whom to connect; they come from the playbook and the environment."""
    return set(transport.OPTIONS).union(*(family.endpoint.connection_options() for family in FAMILIES.values()))


@functools.cache
def free_maps() -> frozenset[str]:
    """The options below which keys are the user's own data."""
    return frozenset(name for family in FAMILIES.values() for name in _free_maps(family.endpoint.fields))


def _free_maps(members: tuple[Field, ...]) -> set[str]:
    below = [name for field in members for name in _free_maps(field.members)]
    return {*below, *(field.name for field in members if field.kind == "map")}


def endpoint_schema(family: type[Resource]) -> dict:
    """The JSON Schema of an entry."""
    return argspec.endpoint_schema(family)


def defaults_schema(family: type[Resource]) -> dict:
    """The JSON Schema of what entries inherit: everything but their address."""
    entry = endpoint_schema(family)
    inherited = {name: rule for name, rule in entry["properties"].items() if name not in _ADDRESS}
    rules = {"allOf": once} if (once := schema.under_one_name(family.fields)) else {}
    return {"type": "object", "properties": inherited, "additionalProperties": False, **rules}


def family_schema(family: type[Resource]) -> dict:
    """The JSON Schema of what a manifest says about one family."""
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
        },
        "additionalProperties": False,
    }


def manifest_schema() -> dict:
    """The JSON Schema of a manifest, in the form that the collection's own check reads.

    Null, which takes back what would be inherited, is not in it: the check takes it out before.
    """
    return {
        "type": "object",
        "properties": {name: family_schema(family.endpoint) for name, family in FAMILIES.items()},
        "additionalProperties": False,
        "minProperties": 1,
        schema.REMEDY: f"at least one of {', '.join(FAMILIES)}",
    }


def by_name(document: dict[str, Any]) -> dict[str, Any]:
    """A manifest in which every option stands under its own name, not under an alias; it has been found right."""
    return fields.by_name({name: {"options": _said_of(family.endpoint)} for name, family in FAMILIES.items()}, document)


def _said_of(family: type[Resource]) -> dict:
    """What a manifest says about a family, as options."""
    declarations = {
        name: {"options": argspec.endpoint_options(family, in_set=True)} for name in ("defaults", "endpoints")
    }
    return {**argspec.set_options(family), **declarations, "groups": {"options": declarations}}


def takes_null(family: type[Resource]) -> dict[str, set[str]]:
    """The options that null takes back: ``endpoint`` those of an entry or of defaults, ``set`` those of the set."""
    return {"endpoint": set(defaults_schema(family)["properties"]), "set": set(argspec.set_options(family))}


def without_nulls(document: dict[str, Any]) -> dict[str, Any]:
    """A manifest without the nulls that are allowed; a null elsewhere stays, to be refused."""
    result = dict(document)
    for name, family in FAMILIES.items():
        if isinstance(document.get(name), dict):
            result[name] = _family_without_nulls(document[name], takes_null(family.endpoint))
    return result


def _family_without_nulls(said: dict, nullable: dict[str, set[str]]) -> dict:
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
