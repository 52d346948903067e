# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter inference.endpoints.to_manifest; to_manifest.yml beside this file is its documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible.utils.display import Display

from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.export import RUN_STATES, manifest_of
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.families import FAMILIES
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.templating import guarded
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.variables import plain


def to_manifest(endpoints: Any, family: str = "ark", run_states: str = "stopped", by_id: bool = False) -> dict:
    """As the documentation says.

    :raises AnsibleFilterError: what came in is no list of endpoints, or an option has no such value.
    """
    for name, value, known in (("family", family, FAMILIES), ("run_states", run_states, RUN_STATES)):
        if value not in known:
            raise AnsibleFilterError(f"to_manifest: {name}: found {value!r}; expected one of {', '.join(known)}")
    if isinstance(endpoints, (str, Mapping)) or not hasattr(endpoints, "__iter__"):
        raise AnsibleFilterError("to_manifest: found no list; expected the endpoints of the info module's result")
    attributes = [plain(endpoint) for endpoint in endpoints]
    for index, each in enumerate(attributes):
        if not isinstance(each, dict) or not each.get("endpoint_id"):
            raise AnsibleFilterError(
                f"to_manifest: [{index}]: found no endpoint; expected a mapping with an endpoint_id"
            )
    return guarded("to_manifest", lambda: _manifest(attributes, family, run_states, by_id))


def _manifest(attributes: list[dict], family: str, run_states: str, by_id: bool) -> dict:
    manifest, notes = manifest_of(attributes, family, run_states, by_id)
    for note in notes:
        Display().warning(f"to_manifest: {note}")
    return manifest


class FilterModule:
    """The filter."""

    def filters(self) -> dict:
        """By name."""
        return {"to_manifest": to_manifest}
