# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ListEndpoints: filters, order and pages (Ark reference 4.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..switch_values import SwitchValues
from . import validation, views
from .errors import invalid, missing
from .record import Endpoint

MEMBERS = frozenset("PageNumber PageSize ProjectName TagFilters Filter SortBy SortOrder".split())
FILTERS = (
    "Ids",
    "Name",
    "Statuses",
    "EndpointModelTypes",
    "FoundationModelName",
    "FoundationModelNames",
    "ModelVersions",
    "CustomModelIds",
)

Test = Callable[[Endpoint], bool]

_NAME_TESTS: dict[str, Callable[[str, str], bool]] = {
    "exact": lambda name, sought: name == sought,
    "prefix": lambda name, sought: name.startswith(sought),
    "substring": lambda name, sought: sought in name,
    "case_insensitive": lambda name, sought: sought.casefold() in name.casefold(),
    "ignored": lambda name, sought: True,
}

_SORT_KEYS: dict[str, Callable[[Endpoint], Any]] = {
    "CreateTime": lambda record: (record.created, record.sequence),
    "UpdateTime": lambda record: (record.updated, record.sequence),
}


def _foundation(record: Endpoint, member: str) -> str | None:
    value: str | None = record.model_reference.get("FoundationModel", {}).get(member)
    return value


class Query:
    """One validated request; raises an error when it is not valid."""

    def __init__(self, body: Mapping[str, Any], switches: SwitchValues) -> None:
        self.switches = switches
        body = validation.only(body, MEMBERS, switches)
        self.page = validation.page(body, switches)
        self.tests: list[Test] = []
        self._project(body.get("ProjectName"))
        self._filter(validation.mapping(body.get("Filter", {}), "Filter", FILTERS))
        self._tags(body.get("TagFilters", []))
        self.sort_by = body.get("SortBy", "")
        self.descending = body.get("SortOrder", "Desc")
        if self.sort_by and self.sort_by not in _SORT_KEYS:
            raise invalid("SortBy", f"it must be one of {', '.join(_SORT_KEYS)}")
        if self.descending not in ("Asc", "Desc"):
            raise invalid("SortOrder", "it must be Asc or Desc")

    def answer(self, records: list[Endpoint]) -> dict[str, Any]:
        """Return the Result for these endpoints, which come oldest first."""
        found = [record for record in records if all(test(record) for test in self.tests)]
        if self.sort_by and self.switches["list_sort"] == "applied":
            found.sort(key=_SORT_KEYS[self.sort_by], reverse=self.descending == "Desc")
        elif self.switches["list_order"] == "newest_first":
            found.reverse()
        number, size = self.page
        first = (number - 1) * (size + self.switches["list_shift"])
        items = found[first : first + size]
        return {
            "TotalCount": len(found),
            "PageNumber": number,
            "PageSize": size,
            "Items": [views.endpoint(record, self.switches, full=False) for record in items],
        }

    def _project(self, project: Any) -> None:
        if project in (None, ""):
            if self.switches["list_scope_without_project"] == "account":
                return
            project = "default"
        sought = validation.text(project, "ProjectName")
        if self.switches["project_filter"] == "applied":
            self.tests.append(lambda record: record.project_name == sought)

    def _filter(self, given: Mapping[str, Any]) -> None:
        if given.get("Name"):
            sought = validation.text(given["Name"], "Filter.Name")
            matches = _NAME_TESTS[self.switches["name_filter"]]
            self.tests.append(lambda record: matches(record.name, sought))
        if given.get("FoundationModelName"):
            model = validation.text(given["FoundationModelName"], "Filter.FoundationModelName")
            self.tests.append(lambda record: _foundation(record, "Name") == model)
        self._one_of(given, "Ids", lambda record: record.id)
        self._one_of(given, "Statuses", lambda record: record.word)
        self._one_of(given, "EndpointModelTypes", views.model_type)
        self._one_of(given, "FoundationModelNames", lambda record: _foundation(record, "Name"))
        self._one_of(given, "ModelVersions", lambda record: _foundation(record, "ModelVersion"))
        self._one_of(given, "CustomModelIds", lambda record: record.model_reference.get("CustomModelId"))

    def _one_of(self, given: Mapping[str, Any], member: str, value: Callable[[Endpoint], str | None]) -> None:
        if not given.get(member):
            return
        sought = frozenset(validation.strings(given[member], f"Filter.{member}"))
        self.tests.append(lambda record: value(record) in sought)

    def _tags(self, given: Any) -> None:
        if not isinstance(given, list):
            raise invalid("TagFilters", "it must be an array")
        for item in given:
            item = validation.mapping(item, "TagFilters", ("Key", "Values"))
            if not item.get("Key"):
                raise missing("TagFilters.Key")
            self.tests.append(
                self._tag_test(item["Key"], validation.strings(item.get("Values", []), "TagFilters.Values"))
            )

    def _tag_test(self, key: str, values: list[str]) -> Test:
        def test(record: Endpoint) -> bool:
            shown = {tag["Key"]: tag["Value"] for tag in views.all_tags(record, self.switches)}
            return key in shown and (not values or shown[key] in values)

        return test
