# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter inference.endpoints.to_manifest; to_manifest.yml beside this file is its documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible.utils.display import Display

from ansible_collections.inference.endpoints.plugins.module_utils._engine.wording import summary
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.export import (
    RUN_STATES,
    manifest_of,
    unusable,
)
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.families import (
    FAMILIES,
    connection_options,
    secret_options,
)
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.templating import as_data, truth
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.variables import plain


def to_manifest(endpoints: Any, family: str = "ark", run_states: str = "stopped", by_id: bool = False) -> dict:
    """Do what the documentation of the filter says.

    :raises AnsibleFilterError: what came in is no list of endpoints, or an option has no such value.
    """
    for name, value, known in (("family", family, FAMILIES), ("run_states", run_states, RUN_STATES)):
        if not isinstance(value, str) or value not in known:
            raise AnsibleFilterError(f"to_manifest: {name}: found {summary(value)}; expected one of {', '.join(known)}")
    by_id = truth("to_manifest", "by_id", by_id)
    if isinstance(endpoints, (str, Mapping)) or not hasattr(endpoints, "__iter__"):
        raise AnsibleFilterError("to_manifest: found no list; expected the endpoints of the info module's result")
    given = plain(list(endpoints))
    if not given or not all(isinstance(each, dict) and "endpoints" in each for each in given):
        _check(given, family, "")
        return as_data(_manifest(given, family, run_states, by_id))
    for index, each in enumerate(given):
        _check_set(each, family, f"[{index}]")
    return as_data({family: [_set(each, family, run_states, by_id) for each in given]})


def _check(endpoints: Any, family: str, place: str) -> None:
    if not isinstance(endpoints, list):
        raise AnsibleFilterError(f"to_manifest: {place}: found no list; expected the endpoints of the info module")
    for index, each in enumerate(endpoints):
        if not isinstance(each, dict) or not each.get("endpoint_id"):
            raise AnsibleFilterError(
                f"to_manifest: {place}[{index}]: found no endpoint; expected a mapping with an endpoint_id"
            )
        wrong = unusable(family, each)
        if wrong:
            raise AnsibleFilterError(
                f"to_manifest: {place}[{index}].{wrong[0]}. Where a part of it equals a secret of the task, read the"
                " endpoints with other credentials"
            )


def _check_set(part: dict, family: str, place: str) -> None:
    """Check that a set has endpoints and, beside them, connection options that a file may hold."""
    endpoint = FAMILIES[family]
    known = set(connection_options(endpoint)) - secret_options(endpoint)
    unknown = sorted(part.keys() - known - {"endpoints"})
    if unknown:
        raise AnsibleFilterError(
            f"to_manifest: {place}.{unknown[0]}: found an option that no file holds; expected endpoints and, for their"
            f" connection, {', '.join(sorted(known))}"
        )
    _check(part["endpoints"], family, f"{place}.endpoints")


def _set(part: dict, family: str, run_states: str, by_id: bool) -> dict:
    connection = {name: value for name, value in part.items() if name != "endpoints"}
    return {**connection, **_manifest(part["endpoints"], family, run_states, by_id)[family]}


def _manifest(attributes: list[dict], family: str, run_states: str, by_id: bool) -> dict:
    manifest, notes = manifest_of(attributes, family, run_states, by_id)
    for note in notes:
        Display().warning(f"to_manifest: {note}")
    return manifest


class FilterModule:
    """The filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"to_manifest": to_manifest}
