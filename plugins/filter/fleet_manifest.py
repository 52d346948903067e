# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter inference.endpoints.fleet_manifest; fleet_manifest.yml beside this file is its documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest import loader, variables
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.merge import merged
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.templating import as_data


def fleet_manifest(paths: Any, inline: Mapping[str, Any] | None = None, folder: str = ".") -> dict:
    """Do what the documentation of the filter says."""
    return as_data(_manifest([paths] if isinstance(paths, str) else paths, inline, folder))


def _manifest(paths: Any, inline: Mapping[str, Any] | None, folder: str) -> dict:
    sources = loader.read_all(map(str, paths or ()), str(folder)) + variables.inline(inline or {})
    families, errors = merged(sources)
    return {
        "families": [each.without_secrets() for each in families],
        "sources": [each.name or "variables" for each in sources],
        "errors": errors if sources else [variables.NO_MANIFEST],
    }


class FilterModule:
    """The filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"fleet_manifest": fleet_manifest}
