# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ListEndpoints: filters, order and pages (Huawei reference 4.2, 4.9)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..huaweicloud.views import listed
from ..switch_values import SwitchValues
from . import schema, views
from .record import FabricEndpoint
from .validation import invalid

PARAMETERS = frozenset("workspace_id offset limit name endpoint_id model_id type visibility".split())

_FILTER_CHARACTERS = re.compile(r"[\w-]+\Z")
_NAME_TESTS: dict[str, Callable[[str, str], bool]] = {
    "exact": lambda name, sought: name == sought,
    "prefix": lambda name, sought: name.startswith(sought),
    "fuzzy": lambda name, sought: sought in name,
    "case_insensitive": lambda name, sought: sought.casefold() in name.casefold(),
    "ignored": lambda name, sought: True,
}
_VISIBLE: dict[str, Callable[[FabricEndpoint], bool]] = {
    "own": lambda record: record.owner is None,
    "PRIVATE": lambda record: record.owner is None and record.visibility == "PRIVATE",
    "PUBLIC": lambda record: record.visibility == "PUBLIC",
    "ALL": lambda record: record.owner is None or record.visibility == "PUBLIC",
}


class Query:
    """One validated request; raises an error when it is not valid."""

    def __init__(self, parameters: dict[str, Any], switches: SwitchValues) -> None:
        self.switches = switches
        for name in parameters:
            if name not in PARAMETERS:
                raise invalid(name, "there is no such query parameter")
        self.offset = _whole(parameters, "offset", 0, 0, 10**9)
        refused = switches["fabric_limit_over_100"] == "refused"
        self.limit = min(
            _whole(parameters, "limit", 10, 1, 100 if refused else 10**9), 100, switches["fabric_page_cap"]
        )
        self.tests: list[Callable[[FabricEndpoint], bool]] = []
        self._choice(parameters, "type", (*schema.DOCUMENTED_TYPES, *schema.SDK_TYPES))
        self._choice(parameters, "visibility", ("PRIVATE", "PUBLIC", "ALL"))
        self.tests.append(_VISIBLE[parameters.get("visibility") or switches["fabric_list_default_visibility"]])
        if "type" in parameters:
            kind = parameters["type"]
            self.tests.append(lambda record: record.type == kind)
        if "endpoint_id" in parameters:
            sought = parameters["endpoint_id"]
            self.tests.append(lambda record: record.id == sought)
        if "model_id" in parameters:
            model = parameters["model_id"]
            self.tests.append(lambda record: model in record.model_ids)
        if "name" in parameters:
            self._name(parameters["name"])

    def answer(self, records: list[FabricEndpoint]) -> dict[str, Any]:
        """Return the document for these endpoints, which come oldest first."""
        found = [record for record in records if all(test(record) for test in self.tests)]
        if self.switches["fabric_list_order"] == "newest_first":
            found.reverse()
        view = {"brief": views.brief, "full": views.full, "minimal": views.minimal}[self.switches["fabric_list_items"]]
        first = self.offset + self.offset // self.limit * self.switches["fabric_list_shift"]
        page = found[first : first + self.limit]
        items = [view(record, self.switches) for record in page]
        total = len(found) if self.switches["fabric_total"] == "present" else None
        return listed("endpoints", items, total, self.switches["fabric_empty_list"])

    @staticmethod
    def _choice(parameters: dict[str, Any], name: str, words: tuple[str, ...]) -> None:
        if name in parameters and parameters[name] not in words:
            raise invalid(name, f"it must be one of {', '.join(words)}")

    def _name(self, sought: str) -> None:
        if not 1 <= len(sought) <= 128:
            raise invalid("name", "its length must be 1 to 128")
        matches = _NAME_TESTS[self.switches["fabric_name_filter"]]
        if not _FILTER_CHARACTERS.match(sought):
            reading = self.switches["fabric_name_filter_characters"]
            if reading == "refused":
                raise invalid("name", "Chinese characters, letters, digits, _ and - are allowed")
            if reading == "unmatched":
                self.tests.append(lambda record: False)
        self.tests.append(lambda record: matches(record.name, sought))


def _whole(parameters: dict[str, Any], name: str, default: int, least: int, most: int) -> int:
    text = str(parameters.get(name, default))
    if not text.isdecimal() or len(text) > 10 or not least <= int(text) <= most:
        raise invalid(name, f"it must be an integer from {least} to {most}")
    return int(text)
