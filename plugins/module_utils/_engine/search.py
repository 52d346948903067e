# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Search endpoints for an info module: the service filters a list, then this module does, since it trusts no service.

A filter is one line in the table of a resource. Its option, its rules, its place in the list request and what it
selects follow from that line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .clock import moment
from .effects import Process
from .fields import Filter, to_api
from .resource import GONE, Resource


def search(resource: Resource, params: dict) -> Process:
    """Return the endpoints that all given filters select, with the extras that are asked for, oldest first."""
    found = yield from _selected(resource, params)
    for attributes in found:
        for extra in resource.extras:
            if params.get(extra):
                attributes[extra] = yield from resource.read_extra(extra, attributes)
    return found


def _selected(resource: Resource, params: dict) -> Process:
    """Return the endpoints that all given filters select: list of attributes, oldest first.

    With ``details``, each endpoint is read by its id as well, and must still fulfil the filters.
    """
    given = {each: params[each.name] for each in resource.filters if each.selects and params.get(each.name) is not None}
    details = params.get("details", False)
    ids = next((value for each, value in given.items() if each.selects == "endpoint_id" and not each.sent), None)
    if details and ids:
        found = list(dict.fromkeys(ids))  # this service's list has no filter for ids, so reads alone are cheaper
    else:
        listed = yield from resource.list_filtered(_conditions(given), _sought(resource, given))
        selected = {each["endpoint_id"]: each for each in listed if _is_selected(resource, each, given, details)}
        if not details:
            return sorted(selected.values(), key=age)
        found = list(selected)
    read = []
    for endpoint_id in found:
        attributes = yield from resource.bind(params, {}).read(endpoint_id)
        if attributes is not None and _is_selected(resource, attributes, given, False):
            read.append(attributes)
    return sorted(read, key=age)


def _sought(resource: Resource, given: dict[Filter, Any]) -> list[tuple[str, str]]:
    """Return pairs: the member of an answer that shows an id or a name, and one that the filters ask for."""
    members = {field.name: field.api for field in resource.fields if field.name in ("endpoint_id", "name")}
    return [
        (members[str(each.selects)], one)
        for each, value in given.items()
        if each.selects in members
        for one in (value if each.values else [value])
    ]


def _conditions(given: dict[Filter, Any]) -> dict:
    """Return members of the list request: ``{"Filter": {"Name": …}}`` for a filter that is sent as ``Filter.Name``."""
    conditions: dict[str, Any] = {}
    for each, value in given.items():
        if not each.sent:
            continue
        *above, name = each.sent.split(".")
        parent = conditions
        for member in above:
            parent = parent.setdefault(member, {})
        parent[name] = [to_api(each.members, element) for element in value] if each.members else value
    return conditions


def _is_selected(resource: Resource, attributes: dict, given: dict[Filter, Any], unknown_too: bool) -> bool:
    """Return whether all filters select an endpoint.

    :param unknown_too: a filter whose attribute is not shown does not rule the endpoint out.
    """
    return resource.run_state(attributes) != GONE and all(
        (unknown_too or each.unread) if answer is None else answer for each, answer in _answers(attributes, given)
    )


def _answers(attributes: dict, given: dict[Filter, Any]) -> Iterator[tuple[Filter, bool | None]]:
    """Yield each filter with whether it selects the endpoint; None if the attributes do not tell."""
    for each, value in given.items():
        if not isinstance(each.selects, str):
            yield each, each.selects(attributes, value)
            continue
        observed: Any = attributes
        for name in each.selects.split("."):
            observed = (observed or {}).get(name)
        known = observed not in (None, "")
        yield each, (observed in value if each.values else observed == value) if known else None


def age(attributes: dict) -> tuple:
    """Return a key to sort by: time of creation, then id. Times may have different zones; unreadable ones come last."""
    created, endpoint_id = moment(attributes.get("create_time")), str(attributes["endpoint_id"])
    if created is None:
        return (1, 0.0, str(attributes.get("create_time") or ""), endpoint_id)
    return (0, created, "", endpoint_id)
