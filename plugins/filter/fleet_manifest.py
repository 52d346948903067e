# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter inference.endpoints.fleet_manifest; fleet_manifest.yml beside this file is its documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest import loader
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.families import FAMILIES
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.merge import merged
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.templating import guarded


def fleet_manifest(paths: Any, inline: Mapping[str, Any] | None = None, folder: str = ".") -> dict:
    """As the documentation says."""
    return guarded("fleet_manifest", lambda: _manifest([paths] if isinstance(paths, str) else paths, inline, folder))


def _manifest(paths: Any, inline: Mapping[str, Any] | None, folder: str) -> dict:
    sources = [_read(str(path), str(folder)) for path in paths or ()] + loader.inline(inline or {})
    families, errors = merged(sources)
    if not sources:
        variables = " or ".join(f"fleet_{name}" for name in FAMILIES)
        errors = [f"there is no manifest: set fleet_manifests to a list of YAML files, or {variables}"]
    return {
        "families": families,
        "sources": [each.name or "variables" for each in sources],
        "errors": errors,
    }


def _read(path: str, folder: str) -> loader.Source:
    try:
        return loader.read(path, folder)
    except loader.Unreadable as error:
        return loader.Source(path, None, unreadable=str(error))


class FilterModule:
    """The filter."""

    def filters(self) -> dict:
        """By name."""
        return {"fleet_manifest": fleet_manifest}
