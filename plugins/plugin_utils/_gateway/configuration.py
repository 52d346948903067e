# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Endpoints as the configuration of a gateway. Pure: sorted, stable, and without any key."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ansible.module_utils.parsing.convert_bool import boolean

from ansible_collections.inference.endpoints.plugins.module_utils._data_plane.providers import (
    OF_SITE,
    PROVIDERS,
    Provider,
    is_access_key,
)
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import (
    GONE,
    LEAVING,
    RUNNING,
    Resource,
)
from ansible_collections.inference.endpoints.plugins.module_utils._engine.validation import unusable
from ansible_collections.inference.endpoints.plugins.module_utils._engine.wording import summary
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import MaasEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.families import FAMILIES

#: Attributes that only endpoints of the other kind have.
_FOREIGN: dict[type[Resource], tuple[str, str]] = {
    MaasEndpoint: ("model_reference", "endpoint_model_type"),
    ArkEndpoint: ("served_model_name", "cbc_status"),
}

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_URL = re.compile(r"https?://[^\s/@?#]+(/[^\s?#]*)?")


class Options(NamedTuple):
    """How endpoints become entries; the documentation of the filters says what each option means."""

    alias_tag: str | None = None
    aliases: Any = None
    include_stopped: bool = False
    api_key_env: str | None = None
    site: str | None = None
    provider: str | None = None
    base_url: str | None = None


class Refused(Exception):
    """What came in is wrong; the text says where, what was found and what is expected."""


def options(given: dict) -> Options:
    """Return the options of a filter.

    :raises Refused: there is no option of such a name, or one is of another type.
    """
    unknown = sorted(set(given) - set(Options._fields))
    if unknown:
        raise Refused(f"{unknown[0]}: unknown option; expected {', '.join(Options._fields)}")
    taken = Options(**given)
    if taken.alias_tag is not None and not isinstance(taken.alias_tag, str):
        raise Refused(f"alias_tag: found {summary(taken.alias_tag)}; expected the key of a tag")
    try:
        return taken._replace(include_stopped=boolean(taken.include_stopped))
    except TypeError:
        raise Refused(f"include_stopped: found {summary(taken.include_stopped)}; expected true or false") from None


def to_openai_providers(endpoints: Any, options: Options) -> list[dict]:
    """Return an entry per callable endpoint, ordered by name, then id.

    :param endpoints: attributes, as an info module returns them.
    :raises Refused: an endpoint or an option is wrong.
    """
    name = _provider_name(options)
    provider, resource = PROVIDERS[name], FAMILIES.get(name, ArkEndpoint)
    base_url, variable = _base_url(provider, options), _variable(provider, options)
    entries = {}
    for index, endpoint in enumerate(_checked(endpoints, resource)):
        if not _is_callable(resource(), endpoint, options.include_stopped):
            continue
        entry = {
            "name": _alias(endpoint, options, f"[{index}]"),
            "base_url": base_url,
            "model": endpoint[provider.model],
            "api_key_env": variable,
            **_limits(endpoint),
            "endpoint_id": endpoint["endpoint_id"],
        }
        for problem in unusable(entry, f"[{index}]"):
            raise Refused(problem)
        entries[endpoint["endpoint_id"]] = entry
    return sorted(entries.values(), key=lambda entry: (entry["name"], entry["endpoint_id"]))


def to_litellm(endpoints: Any, options: Options) -> list[dict]:
    """Return a ``model_list`` of LiteLLM, in the order of ``to_openai_providers``.

    :raises Refused: an endpoint or an option is wrong.
    """
    prefix = PROVIDERS[_provider_name(options)].litellm
    return [_litellm(prefix, entry) for entry in to_openai_providers(endpoints, options)]


def _litellm(prefix: str, entry: dict) -> dict:
    params = {
        "model": f"{prefix}/{entry['model']}",
        "api_base": entry["base_url"],
        "api_key": f"os.environ/{entry['api_key_env']}",
    }
    limits = {name: entry[name] for name in ("rpm", "tpm") if entry[name] is not None}
    return {
        "model_name": entry["name"],
        "litellm_params": {**params, **limits},
        "model_info": {"id": entry["endpoint_id"]},
    }


def _provider_name(options: Options) -> str:
    """Return the key in PROVIDERS that ``site`` and ``provider`` mean, Ark's where neither is given."""
    meant = set()
    for option in ("site", "provider"):
        given = getattr(options, option)
        if given is None:
            continue
        name = OF_SITE.get(given, given) if isinstance(given, str) else ""
        if name not in PROVIDERS:
            raise Refused(f"{option}: found {summary(given)}; expected one of {', '.join([*OF_SITE, *PROVIDERS])}")
        meant.add(name)
    if len(meant) > 1:
        raise Refused(f"site, provider: found {options.site} and {options.provider}; expected one of the two")
    return meant.pop() if meant else "ark"


def _base_url(provider: Provider, options: Options) -> str:
    given = options.base_url
    if not given and not provider.base_url:
        raise Refused("base_url: missing; this provider has no default")
    if given and not (isinstance(given, str) and _URL.fullmatch(given)):
        found = "a text that is no base URL" if "@" in str(given) else summary(given)
        raise Refused(f"base_url: found {found}; expected something like https://host/v1")
    return (given or provider.base_url).rstrip("/")


def _variable(provider: Provider, options: Options) -> str:
    """Return the name of the environment variable; what is none may be the key itself, so it is not shown."""
    name = options.api_key_env or provider.api_key_env
    if not isinstance(name, str) or not _VARIABLE.fullmatch(name) or is_access_key(name):
        raise Refused(
            "api_key_env: found a text that is no name of an environment variable; expected something like"
            f" {provider.api_key_env}, never the key itself"
        )
    return name


def _checked(endpoints: Any, resource: type[Resource]) -> list[dict]:
    if not isinstance(endpoints, list):
        raise Refused("found no list; expected the endpoints of the info module's result")
    for index, each in enumerate(endpoints):
        if not isinstance(each, dict) or not isinstance(each.get("endpoint_id"), str) or not each["endpoint_id"]:
            raise Refused(f"[{index}]: found no endpoint; expected a mapping with an endpoint_id")
        if any(attribute in each for attribute in _FOREIGN[resource]):
            other = "ark or byteplus" if resource is MaasEndpoint else "maas"
            raise Refused(f"[{index}]: found an endpoint of another provider; expected the option provider={other}")
        if resource is MaasEndpoint and not (isinstance(each.get("name"), str) and each["name"]):
            raise Refused(f"[{index}].name: missing; callers of MaaS give the name, not the id")
    return endpoints


def _is_callable(resource: Resource, endpoint: dict, include_stopped: bool) -> bool:
    """Return whether calls reach the endpoint, or would if it ran."""
    state = resource.run_state(endpoint)
    if endpoint.get("batch_only") or state in (LEAVING, GONE):
        return False
    return include_stopped or state == RUNNING or not endpoint.get("status")


def _limits(endpoint: dict) -> dict:
    limits = endpoint.get("rate_limit") or {}
    return {name: limits.get(name, endpoint.get(name)) for name in ("rpm", "tpm")}


def _alias(endpoint: dict, options: Options, place: str) -> str:
    """Return the public name: of the mapping, else of the tag, else the endpoint's own."""
    aliases = options.aliases or {}
    if not isinstance(aliases, dict):
        raise Refused(f"aliases: found {summary(aliases)}; expected a mapping from id or name to alias")
    for key in (endpoint["endpoint_id"], endpoint.get("name")):
        if key in aliases:
            return _valid_alias(aliases[key], f"aliases.{key}")
    for tag in endpoint.get("tags") or ():
        if options.alias_tag and tag.get("key") == options.alias_tag and tag.get("value"):
            return _valid_alias(tag["value"], f"{place}.tags.{options.alias_tag}")
    return _valid_alias(endpoint.get("name") or endpoint["endpoint_id"], f"{place}.name")


def _valid_alias(alias: Any, path: str) -> str:
    usable = isinstance(alias, str) and alias and alias == alias.strip() and alias.isprintable() and "*" not in alias
    if not usable:
        raise Refused(f"{path}: found {summary(alias)}; expected a text without blanks around it, line ends or *")
    return alias
