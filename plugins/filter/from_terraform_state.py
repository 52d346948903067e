# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter inference.endpoints.from_terraform_state; from_terraform_state.yml beside it is its documentation."""

from __future__ import annotations

from typing import Any

from ansible.errors import AnsibleFilterError
from ansible.utils.display import Display

from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.templating import as_data
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.variables import plain
from ansible_collections.inference.endpoints.plugins.plugin_utils._migration import endpoints, terraform


def from_terraform_state(state: Any) -> dict:
    """Return what the documentation says.

    :raises AnsibleFilterError: it is no state, or of a version that is not known.
    """
    return as_data(_manifest(plain(state)))


def _manifest(state: Any) -> dict:
    try:
        manifest, notes = terraform.manifest_of_state(state)
    except endpoints.UnknownState as error:
        raise AnsibleFilterError(f"from_terraform_state: {error}") from None
    for note in notes:
        Display().warning(f"from_terraform_state: {note}")
    return manifest


class FilterModule:
    """The filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"from_terraform_state": from_terraform_state}
