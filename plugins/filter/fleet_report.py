# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter inference.endpoints.fleet_report; fleet_report.yml beside this file is its documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.loader import plain
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.templating import guarded
from ansible_collections.inference.endpoints.plugins.plugin_utils._report.html_report import page
from ansible_collections.inference.endpoints.plugins.plugin_utils._report.report import (
    failure_lines,
    markdown,
    report_of,
    result_of,
    summary_lines,
)


def fleet_report(
    manifest: Mapping[str, Any], results: Mapping[str, Any], check_mode: bool = False, time: str = ""
) -> dict:
    """As the documentation says."""
    return guarded("fleet_report", lambda: _reports(plain(manifest), plain(results), check_mode, str(time)))


def _reports(manifest: dict, results: dict, check_mode: bool, time: str) -> dict:
    families = manifest["families"]
    told = result_of(families, results)
    report = report_of(families, told, check_mode=check_mode, time=time, sources=manifest["sources"])
    return {
        "result": told,
        "report": report,
        "markdown": markdown(report),
        "html": page(report),
        "summary": summary_lines(report),
        "failures": failure_lines(report),
    }


class FilterModule:
    """The filter."""

    def filters(self) -> dict:
        """By name."""
        return {"fleet_report": fleet_report}
