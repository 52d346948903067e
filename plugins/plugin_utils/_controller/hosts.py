# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Endpoints as hosts: the code of all inventory plugins. A plugin gives its family and its documentation."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import Refused
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import Resource
from ansible_collections.inference.endpoints.plugins.module_utils._engine.wording import quoted
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.templating import as_data
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.variables import plain

from .naming import Seen, host_names, variable_names
from .reading import ControllerError, Reader, given_of, reading_options

#: The version of the cached value; increase it when a member changes its meaning.
_FORM = 1


class EndpointInventory(BaseInventoryPlugin, Constructable, Cacheable):
    """Base of inventory plugins.

    :cvar family: whose endpoints become hosts.
    :cvar files: how the names of its files end, without ``.yml`` or ``.yaml``.
    """

    NAME: str
    family: type[Resource]
    files: tuple[str, ...] = ()
    inventory: Any
    templar: Any

    def verify_file(self, path: str) -> bool:
        """Return whether the name of a file says that it is for this plugin."""
        endings = tuple(f"{name}{extension}" for name in self.files for extension in (".yml", ".yaml"))
        return bool(super().verify_file(path)) and path.endswith(endings)

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Add the hosts.

        :raises AnsibleParserError: anything that a user, the service or a network does wrong.
        """
        super().parse(inventory, loader, path, cache)
        config = self._read_config_data(path)
        try:
            self._check(config)
            readers = self._readers(config)
            self._add_hosts(self._named(readers, self._found(readers, path, cache)))
        except (ControllerError, Refused) as error:
            raise AnsibleParserError(str(error)) from None

    # --- options

    def set_options(self, task_keys: Any = None, var_options: Any = None, direct: Any = None) -> None:
        """Leave the options for reading to the reader, which checks them with templates rendered and hides secrets."""
        reading = {field.name for field in reading_options(self.family)}
        others = {name: value for name, value in (direct or {}).items() if name not in reading}
        super().set_options(task_keys=task_keys, var_options=var_options, direct=others)

    def _check(self, config: Mapping) -> None:
        unknown = sorted(str(name) for name in config if name not in {*self.option_definitions, "plugin"})
        if unknown:
            known = ", ".join(sorted(self.option_definitions))
            raise ControllerError(f"{', '.join(unknown)}: found options that this plugin does not have; it has {known}")
        prefix = self.get_option("hostvars_prefix")
        if not re.fullmatch(r"([A-Za-z_][A-Za-z0-9_]*)?", prefix) or prefix.startswith("ansible_"):
            raise ControllerError(
                f"hostvars_prefix: found {quoted(prefix)}; expected letters, digits and underscores, not beginning with"
                " a digit or with ansible_"
            )

    def _readers(self, config: Mapping) -> list[Reader]:
        """Return a reader for each source; options beside ``sources`` hold for all of them."""
        options = reading_options(self.family)
        # Which environment variables count depends on the site, so the family looks them up and not Ansible.
        common = given_of(options, config)
        if config.get("sources") is None:
            given = {"": common}
        elif isinstance(config["sources"], list) and config["sources"]:
            given = {f"sources[{number}]": source for number, source in enumerate(config["sources"])}
        else:
            raise ControllerError(
                "sources: found no list with something in it; expected a list of sources, or nothing for a single one"
            )
        readers = []
        for place, source in given.items():
            if not isinstance(source, Mapping):
                raise ControllerError(f"{place}: found no mapping; expected the options of one source")
            merged = self._rendered({**common, **source}, place)
            readers.append(Reader(self.family, merged, place=place))
        for text in {text: None for reader in readers for text in reader.warnings}:
            self.display.warning(f"{self.NAME}: {text}")
        return readers

    def _rendered(self, given: Mapping, place: str) -> dict:
        self.templar.available_variables = self._vars or {}
        rendered = {}
        for name, value in given.items():
            try:
                rendered[name] = plain(self.templar.template(value))
            except AnsibleError as error:
                where = f"{place}.{name}" if place else name
                raise ControllerError(f"{where}: its template cannot be rendered: {error}") from None
        return rendered

    # --- reading

    def _found(self, readers: list[Reader], path: str, cache: bool) -> list[list[dict]]:
        """Return the endpoints of each source, from the cache if it is on and has them."""
        if not self.get_option("cache"):
            return [reader.search() for reader in readers]
        self.load_cache_plugin()
        key = self.get_cache_key(path)
        asked = self._fingerprint(readers)
        with contextlib.suppress(KeyError):  # missing or expired
            known = self._cache[key] if cache else None
            if isinstance(known, dict) and (known.get("form"), known.get("asked")) == (_FORM, asked):
                return known["found"]
        found = [reader.search() for reader in readers]
        self._cache[key] = {"form": _FORM, "asked": asked, "found": found}
        return found

    def _fingerprint(self, readers: list[Reader]) -> str:
        """Return a digest of what is read, where, and as whom. No secret goes into it, so that it may be stored."""
        asked = [[reader.account, *reader.asked()] for reader in readers]
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()

    # --- hosts

    def _named(self, readers: list[Reader], found: list[list[dict]]) -> list[tuple[str, dict]]:
        """Return each endpoint once: the name of its host, and its attributes."""
        seen: dict[str, Seen] = {}
        for number, (reader, endpoints) in enumerate(zip(readers, found, strict=True)):
            place = reader.place
            for attributes in endpoints:
                which = json.dumps([place, attributes["endpoint_id"]], sort_keys=True)
                seen.setdefault(which, Seen(number, {**attributes, **place}))
        names, notes = host_names(list(seen.values()), self.get_option("hostname"))
        for note in notes:
            self.display.warning(f"{self.NAME}: {note}")
        return [(name, each.attributes) for name, each in zip(names, seen.values(), strict=True)]

    def _add_hosts(self, hosts: list[tuple[str, dict]]) -> None:
        """Add the hosts with their variables, as data: no template, and no setting of Ansible."""
        strict = self.get_option("strict")
        names = list(dict.fromkeys(name for _host, attributes in hosts for name in attributes))
        variables = variable_names(names, self.get_option("hostvars_prefix"), f"{self.family.key}_")
        for host, attributes in hosts:
            host = as_data(host)
            self.inventory.add_host(host)
            for name, value in attributes.items():
                self.inventory.set_variable(host, variables[name], as_data(value))
            known = self.inventory.get_host(host).get_vars()
            self._set_composite_vars(self.get_option("compose"), known, host, strict)
            self._add_host_to_composed_groups(self.get_option("groups"), {}, host, strict)
            self._add_host_to_keyed_groups(self.get_option("keyed_groups"), {}, host, strict)
