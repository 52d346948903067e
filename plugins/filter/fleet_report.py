# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter inference.endpoints.fleet_report; fleet_report.yml beside this file is its documentation."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.templating import as_data, truth
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.variables import plain
from ansible_collections.inference.endpoints.plugins.plugin_utils._report.documents import markdown, page
from ansible_collections.inference.endpoints.plugins.plugin_utils._report.report import (
    RunFacts,
    merged,
    report_of,
    result_of,
)
from ansible_collections.inference.endpoints.plugins.plugin_utils._report.terminal import (
    differences,
    failure_lines,
    summary_lines,
)

_COLLECTION = Path(__file__).parents[2]


def fleet_report(
    manifest: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    results: Mapping[str, Any] | None = None,
    check_mode: bool = False,
    time: str = "",
    **facts: Any,
) -> dict:
    """Return the reports, as the documentation says."""
    check_mode = truth("fleet_report", "check_mode", check_mode)
    given = plain(dict(facts, check_mode=check_mode, time=str(time)))
    run = RunFacts(**given, version=_version())
    return as_data(_reports(plain(manifest), plain(results or {}), run))


def _reports(manifest: Any, results: dict, run: RunFacts) -> dict:
    if isinstance(manifest, list):
        report = merged(manifest)
        result = {"changed": report["changed"], "failed": report["failed"]}
    else:
        report = report_of(manifest, results, run)
        result = result_of(manifest["families"], results)
    return {
        "result": result,
        "report": report,
        "markdown": markdown(report),
        "html": page(report),
        "summary": summary_lines(report),
        "failures": failure_lines(report),
        "diff": differences(report),
    }


@functools.cache
def _version() -> str:
    """Return the version of the collection: of an installed one, or of a checkout."""
    manifest = _COLLECTION / "MANIFEST.json"
    if manifest.exists():
        return str(json.loads(manifest.read_text(encoding="utf-8"))["collection_info"]["version"])
    return str(yaml.safe_load((_COLLECTION / "galaxy.yml").read_text(encoding="utf-8"))["version"])


class FilterModule:
    """The filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"fleet_report": fleet_report}
