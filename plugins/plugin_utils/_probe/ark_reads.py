# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls that only read, of Ark. Where nothing that the account has tells, nothing is guessed."""

from __future__ import annotations

from typing import Any

from .ark_replies import items
from .questions import Observation, Seen, Settings, always

#: Endpoints that are read one by one.
_MOST_READS = 5


def _first_endpoints(_settings: Settings, seen: Seen) -> list[dict[str, Any]]:
    return [{"Id": item["Id"]} for item in items(seen["list"][0])[:_MOST_READS]]


def _first_custom(_settings: Settings, seen: Seen) -> list[dict[str, Any]]:
    return [{"Id": item["Id"]} for item in items(seen["list_custom"][0])[:1]]


def name_fragments(name: str) -> dict[str, str] | None:
    """Return filters by the way of matching that finds the name; None if the name does not lend itself."""
    inner, prefix = name[1:-1], name[:-1]
    swapped = inner.swapcase()
    if len(name) < 4 or name.startswith(inner) or swapped in name or swapped.casefold() != inner.casefold():
        return None
    return {"case_insensitive": swapped, "substring": inner, "prefix": prefix, "exact": name}


def named(seen: Seen) -> dict[str, Any] | None:
    """Return the first listed endpoint whose name lends itself to filters."""
    return next((item for item in items(seen["list"][0]) if name_fragments(str(item.get("Name", "")))), None)


def _name_filters(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
    item = named(seen)
    fragments = name_fragments(item["Name"]) if item else None
    if not fragments:
        return []
    texts = (f"probe-{settings.token}", *fragments.values())
    return [{"Filter": {"Name": text}, "PageSize": 100} for text in texts]


def _listed_models(_settings: Settings, seen: Seen) -> list[dict[str, Any]]:
    models = (item.get("ModelReference") or {} for item in items(seen["list"][0]))
    names = sorted({(model.get("FoundationModel") or {}).get("Name") or "" for model in models} - {""})
    return [{"FoundationModelNames": names[:1]}] if names else []


OBSERVATIONS = (
    Observation("list", "ListEndpoints", always({"PageSize": 100})),
    Observation("list_101", "ListEndpoints", always({"PageSize": 101})),
    Observation(
        "list_sorted",
        "ListEndpoints",
        always(*({"PageSize": 100, "SortBy": "CreateTime", "SortOrder": order} for order in ("Asc", "Desc"))),
    ),
    Observation(
        "list_project",
        "ListEndpoints",
        lambda settings, _seen: [{"PageSize": 100, "ProjectName": settings.options["project_name"]}],
    ),
    Observation(
        "list_no_project",
        "ListEndpoints",
        lambda settings, _seen: [{"PageSize": 100, "ProjectName": f"probe-{settings.token}"}],
    ),
    Observation(
        "list_custom", "ListEndpoints", always({"PageSize": 100, "Filter": {"EndpointModelTypes": ["CustomModel"]}})
    ),
    Observation("list_named", "ListEndpoints", _name_filters),
    Observation("get", "GetEndpoint", _first_endpoints),
    Observation("get_custom", "GetEndpoint", _first_custom),
    Observation(
        "get_unknown", "GetEndpoint", lambda settings, _seen: [{"Id": f"ep-20200101000000-{settings.token[:5]}"}]
    ),
    Observation("get_malformed", "GetEndpoint", lambda settings, _seen: [{"Id": f"no endpoint {settings.token}"}]),
    Observation("certificate", "GetEndpointCertificate", lambda settings, seen: _first_endpoints(settings, seen)[:2]),
    Observation(
        "get_rolling",
        "GetEndpointRolling",
        lambda settings, _seen: [{"Id": f"er-20200101000000-{settings.token[:5]}"}],
    ),
    Observation("list_keys", "ListApiKeys", always({})),
    Observation("activations", "ListModelActivations", always({"PageSize": 10})),
    Observation("limits", "ListModelRateLimit", _listed_models),
)
