# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the info module reads: a list sweep, sifted here as well since the server's filters are not to be relied on."""

from __future__ import annotations

from typing import Any

from .._engine.resource import Process
from .._http.pagination import age

_IDS_PER_SWEEP = 100


def search(resource: Any, params: dict) -> Process:
    """Endpoints that all given filters select, by creation time, then id."""
    found: dict[str, dict] = {}
    for request in _requests(params):
        sought = [("Id", endpoint_id) for endpoint_id in request.get("Filter", {}).get("Ids", ())]
        sought += [("Name", params["name"])] if params.get("name") else []
        for attributes in (yield from resource.sweep(request, sought=sought)):
            if _selected(attributes, params, or_unknown=params["details"]):
                found[attributes["endpoint_id"]] = attributes
    if params["details"]:
        for endpoint_id in list(found):
            attributes = yield from resource.read(endpoint_id)
            # Gone, renamed, stopped meanwhile: what is returned fulfils the filters itself.
            if attributes is None or not _selected(attributes, params):
                del found[endpoint_id]
            else:
                found[endpoint_id] = attributes
    return sorted(found.values(), key=age)


def _requests(params: dict) -> list[dict]:
    """The list requests that cover the filters: one, or more when there are many ids."""
    names = {
        "name": "Name",
        "statuses": "Statuses",
        "endpoint_model_types": "EndpointModelTypes",
        "foundation_model_name": "FoundationModelName",
        "model_versions": "ModelVersions",
        "custom_model_ids": "CustomModelIds",
    }
    conditions = {api: params[option] for option, api in names.items() if params.get(option)}
    base: dict[str, Any] = {}
    if params.get("project_name"):
        base["ProjectName"] = params["project_name"]
    if params.get("tag_filters"):
        base["TagFilters"] = [
            {"Key": tag["key"], **({"Values": tag["values"]} if tag.get("values") else {})}
            for tag in params["tag_filters"]
        ]
    ids = params.get("endpoint_ids")
    if ids is None:
        return [{**base, **({"Filter": conditions} if conditions else {})}]
    chunks = [ids[start : start + _IDS_PER_SWEEP] for start in range(0, len(ids), _IDS_PER_SWEEP)]
    return [{**base, "Filter": {**conditions, "Ids": chunk}} for chunk in chunks]


def _selected(attributes: dict, params: dict, *, or_unknown: bool = False) -> bool:
    """Whether the filters select an endpoint. ``or_unknown``: what is not shown rules it not out, a read will tell."""
    unknown = (None, "") if or_unknown else ()
    reference = attributes["model_reference"] or {}
    model = reference.get("foundation_model") or {}
    single = {
        "name": attributes["name"],
        "project_name": attributes["project_name"] or params.get("project_name"),
        "foundation_model_name": model.get("name"),
    }
    several = {
        "endpoint_ids": attributes["endpoint_id"],
        "statuses": attributes["status"],
        "endpoint_model_types": attributes["endpoint_model_type"],
        "model_versions": model.get("model_version"),
        "custom_model_ids": reference.get("custom_model_id"),
    }
    return (
        all(params.get(option) in (None, value) or value in unknown for option, value in single.items())
        and all(
            params.get(option) is None or value in params[option] or value in unknown
            for option, value in several.items()
        )
        and all(_tagged(attributes, tag, or_unknown=or_unknown) for tag in params.get("tag_filters") or [])
    )


def _tagged(attributes: dict, wanted: dict, *, or_unknown: bool) -> bool:
    tags = attributes["tags"] + attributes["system_tags"]
    if or_unknown and not tags:
        return True
    values = [tag["value"] for tag in tags if tag["key"] == wanted["key"]]
    return bool(values) and (not wanted.get("values") or any(value in wanted["values"] for value in values))
