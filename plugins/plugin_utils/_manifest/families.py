# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The list of all families of endpoints, and what a manifest may say about a set of one family."""

from __future__ import annotations

import functools
from dataclasses import replace

from ansible_collections.inference.endpoints.plugins.module_utils._engine import fields
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field, dict_of, list_of
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import Resource
from ansible_collections.inference.endpoints.plugins.module_utils._http import transport
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.fabric import FabricEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import MaasEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint

#: All kinds of endpoints by their keys, which are also the keys of a manifest. A new kind is added here.
FAMILIES: dict[str, type[Resource]] = {family.key: family for family in (ArkEndpoint, FabricEndpoint, MaasEndpoint)}

#: Options that identify an account. Like secrets, they do not belong in a file.
_CREDENTIALS = ("access_key", "user_name", "domain_name")

#: The member of an entry that says where the entry comes from. It is for people and scripts; no module gets it.
ORIGIN = "origin"


def bulk_module(family: type[Resource]) -> str:
    """Return the name of the module that makes a set of endpoints true."""
    return f"inference.endpoints.{family.key}_endpoints"


def action_group(family: type[Resource]) -> str:
    """Return the name under which ``module_defaults`` has defaults for all modules of the family's cloud."""
    return f"group/inference.endpoints.{family.cloud}"


def connection_options(family: type[Resource]) -> dict[str, dict]:
    """Return the options that say where and as whom to connect, as an argument specification."""
    return fields.argument_spec(argspec.connection(family))


def secret_options(family: type[Resource]) -> set[str]:
    """Return the connection options that a file must not hold."""
    options = connection_options(family)
    return {name for name, option in options.items() if option.get("no_log") or name in _CREDENTIALS}


def identity_options(family: type[Resource]) -> set[str]:
    """Return the connection options that distinguish accounts, sites and regions."""
    return set(connection_options(family)) - {field.name for field in transport.OPTIONS}


def every_connection_option() -> set[str]:
    """Return the names of the connection options of all families."""
    return set().union(*(connection_options(family) for family in FAMILIES.values()))


def entry_fields(family: type[Resource]) -> tuple[Field, ...]:
    """Return the options of an entry."""
    return (*argspec.entries(family).members, Field(ORIGIN))


def defaults_fields(family: type[Resource]) -> tuple[Field, ...]:
    """Return the options that entries may inherit: all but their address."""
    return tuple(field for field in entry_fields(family) if field.name not in argspec.ADDRESS)


def set_fields(family: type[Resource], *, secrets: bool = True) -> tuple[Field, ...]:
    """Return the options of one set.

    :param secrets: credentials included.
    """
    hidden = set() if secrets else secret_options(family)
    # What a set leaves out, module_defaults may give.
    connecting = (replace(field, required=False) for field in argspec.connection(family) if field.name not in hidden)
    defaults = dict_of("defaults", *defaults_fields(family))
    entries = list_of("endpoints", *entry_fields(family))
    groups = list_of("groups", defaults, replace(entries, required=True))
    return (*connecting, *argspec.of_set(family), defaults, entries, groups)


@functools.cache
def manifest_fields(listed: frozenset[str], *, secrets: bool) -> tuple[Field, ...]:
    """Return the members of a manifest.

    :param listed: the families that have a list of sets; the others have one set.
    :param secrets: whether a set may hold credentials.
    """
    return tuple(
        Field(
            name,
            kind="list" if name in listed else "dict",
            least=1 if name in listed else None,
            members=set_fields(family, secrets=secrets),
        )
        for name, family in FAMILIES.items()
    )
