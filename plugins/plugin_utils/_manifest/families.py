# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The families that a manifest may declare, each one line in a table, and the options of a set of one family."""

from __future__ import annotations

from typing import NamedTuple

from ansible_collections.inference.endpoints.plugins.module_utils._engine import fields
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import Resource
from ansible_collections.inference.endpoints.plugins.module_utils._http import transport
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.fabric import FabricEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import MaasEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint


class ManifestFamily(NamedTuple):
    """What a family is to a manifest.

    :ivar endpoint: the kind of endpoint that it declares.
    :ivar module: the bulk module that makes a set of them true.
    :ivar group: the action group of that module, for ``module_defaults``.
    """

    endpoint: type[Resource]
    module: str
    group: str


#: A family is a key of a manifest and a variable of the role (``fleet_`` + key).
FAMILIES: dict[str, ManifestFamily] = {
    "ark": ManifestFamily(ArkEndpoint, "inference.endpoints.ark_endpoints", "inference.endpoints.ark"),
    "dataartsfabric": ManifestFamily(
        FabricEndpoint, "inference.endpoints.dataartsfabric_endpoints", "inference.endpoints.huaweicloud"
    ),
    "maas": ManifestFamily(MaasEndpoint, "inference.endpoints.maas_endpoints", "inference.endpoints.huaweicloud"),
}

#: Options that identify somebody, beside those that no log shows; no file holds them.
_CREDENTIALS = ("access_key", "user_name", "domain_name")

#: A member of an entry that says where it comes from, for people and scripts; no module gets it.
ORIGIN = "origin"


def connection_options(family: type[Resource]) -> dict[str, dict]:
    """Return the options that say where and as whom to connect, as ``AnsibleModule`` wants them."""
    return fields.argument_spec(argspec.connection(family))


def secret_options(family: type[Resource]) -> set[str]:
    """Return the connection options that a file must not hold."""
    options = connection_options(family)
    return {name for name, option in options.items() if option.get("no_log") or name in _CREDENTIALS}


def identity_options(family: type[Resource]) -> set[str]:
    """Return the connection options that tell one account, site or region from another."""
    return set(connection_options(family)) - {field.name for field in transport.OPTIONS}


def every_connection_option() -> set[str]:
    """Return the names of the connection options of all families."""
    return set().union(*(connection_options(family.endpoint) for family in FAMILIES.values()))


def set_fields(family: type[Resource]) -> tuple[Field, ...]:
    """Return what a manifest says about one set."""
    entries = argspec.entries(family)
    members = (*entries.members, Field(ORIGIN))
    declarations = (Field("defaults", kind="dict", members=members), Field("endpoints", kind="list", members=members))
    groups = Field("groups", kind="list", members=declarations)
    return (*argspec.connection(family), *argspec.of_set(family), *declarations, groups)
