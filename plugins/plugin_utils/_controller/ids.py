# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From names to ids: the code of all lookups. A plugin gives its family and its documentation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.inference.endpoints.plugins.module_utils._engine import validation
from ansible_collections.inference.endpoints.plugins.module_utils._engine.desired import Desired
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import counting_calls
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._engine.lookup import ambiguity
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import GONE, LEAVING, Resource
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.templating import as_data
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.variables import plain

from .reading import ControllerError, Reader, TooManyCalls, given_of

#: What is looked up: names, each without blanks around it.
_TERMS = Field("terms", kind="list", values="str", identifier=True)


class EndpointIdLookup(LookupBase):
    """Base of lookup plugins.

    :cvar family: whose names are looked up. Each member of its scope is an option.
    """

    family: type[Resource]

    def run(self, terms: Any, variables: Any = None, **kwargs: Any) -> list[str]:
        """Return the ids, in the order of the terms.

        :raises AnsibleLookupError: a name is wrong, missing or ambiguous, or reading failed.
        """
        # The reader checks the options for connecting, and shows no secret of them.
        reading = {field.name for field in argspec.connection(self.family)}
        others = {name: value for name, value in kwargs.items() if name not in reading}
        self.set_options(var_options=variables, direct=others)
        try:
            return as_data(self._ids(plain(terms), plain(kwargs)))
        except ControllerError as error:
            raise AnsibleLookupError(str(error)) from None

    def _ids(self, terms: list, given: dict) -> list[str]:
        unknown = sorted(set(given) - set(self.option_definitions))
        if unknown:
            known = ", ".join(sorted(set(self.option_definitions) - {"_terms"}))
            raise ControllerError(f"{', '.join(unknown)}: found options that this lookup does not have; it has {known}")
        family = self.family
        options = argspec.connection(family)
        # Which environment variables count depends on the site, so the family looks them up.
        reader = Reader(family, given_of(options, given), options=options)
        scope = {name: self.get_option(name) for name in family.scope}
        places = tuple(replace(field, required=True) for field in argspec.of_set(family) if field.name in scope)
        wrong = validation.problems((_TERMS, *places), {"terms": terms, **scope})
        if wrong:
            raise ControllerError(" | ".join(wrong))
        for text in reader.warnings:
            self._display.warning(f"{self.ansible_name}: {text}")
        found = find(reader, list(dict.fromkeys(terms)), scope)
        return [each for term in terms for each in self._id_of(found[term], term, scope)]

    def _id_of(self, matches: list[dict], name: str, scope: dict) -> list[str]:
        desired = Desired("present", None, {"name": name}, scope, {})
        if len(matches) > 1:
            raise ControllerError(f"{ambiguity(self.family(), desired, matches)}, in place of the lookup")
        if matches:
            return [matches[0]["endpoint_id"]]
        on_missing = self.get_option("on_missing")
        if on_missing == "error":
            raise ControllerError(f"there is no {desired.label}; check the name and the options, or see on_missing")
        return [""] if on_missing == "empty" else []


def find(reader: Reader, names: list[str], scope: dict) -> dict[str, list[dict]]:
    """Return for each name the endpoints that have it, without those that are being deleted.

    One name costs a list call that is filtered by it. Several names cost the list of the whole scope, unless that has
    more pages than there are names.

    :raises ControllerError: reading failed.
    """
    if len(names) > 1:
        try:
            listed, calls = reader.run(counting_calls(reader.family.list_scope(scope)), most=len(names))
            return {name: _named(reader, listed, name) or _alone(reader, name, scope, calls) for name in names}
        except ControllerError as error:
            if not isinstance(error.cause, TooManyCalls):
                raise
    return {name: _named(reader, reader.run(reader.family.find(name, scope)), name) for name in names}


def _alone(reader: Reader, name: str, scope: dict, calls: int) -> list[dict]:
    """Look up a name that the list lacks, if the list took several calls and may have changed between them."""
    return _named(reader, reader.run(reader.family.find(name, scope)), name) if calls > 1 else []


def _named(reader: Reader, endpoints: list[dict], name: str) -> list[dict]:
    live = (each for each in endpoints if reader.family.run_state(each) not in (LEAVING, GONE))
    return [each for each in live if each["name"] == name]
