# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls of Fabric, and how replies show endpoints (Huawei reference 4)."""

from __future__ import annotations

from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._http.pagination import PageFormat

from .huaweicloud import Api
from .questions import Reply
from .replies import EndpointFormat

_ENDPOINTS = "/v1/workspaces/{workspace_id}/endpoints"


def _describes(result: dict[str, Any]) -> bool:
    return bool((result.get("endpoint") or result).get("id"))


def _is_empty_or_describes(result: dict[str, Any]) -> bool:
    return not result or _describes(result)


API = Api(
    {
        "ListEndpoints": ("GET", _ENDPOINTS),
        "CreateEndpoint": ("POST", _ENDPOINTS),
        "ShowEndpoint": ("GET", f"{_ENDPOINTS}/{{id}}"),
        "UpdateEndpoint": ("PUT", f"{_ENDPOINTS}/{{id}}"),
        "DeleteEndpoint": ("DELETE", f"{_ENDPOINTS}/{{id}}"),
        "ShowNothing": ("GET", "/v1/workspaces/{workspace_id}/{nothing}"),
    },
    {
        "ListEndpoints": lambda result: "endpoints" in result or "total" in result,
        "ShowEndpoint": _describes,
        "CreateEndpoint": _is_empty_or_describes,
        "UpdateEndpoint": _is_empty_or_describes,
        "DeleteEndpoint": _is_empty_or_describes,
        "ShowNothing": _is_empty_or_describes,
    },
    name="name",
)

FAILED = frozenset(("CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"))
STALLED = frozenset(("FROZEN", "INACTIVE", "TRIAL_ENDED"))

FORM = EndpointFormat(
    PageFormat("endpoints", "id", "total", ()),
    name="name",
    status="status",
    created="create_time",
    steady=FAILED | STALLED | {"RUNNING"},
    deleted="DELETED",
    wrapper="endpoint",
)

#: The code of a request that the service cannot read, and that of a refusal which tells to try again later.
UNREADABLE, STILL_BUSY = "common.01000001", "00000001"


def mine(**query: str) -> dict[str, Any]:
    """Return a query for the caller's own endpoints. It leaves nothing to defaults."""
    return {"limit": 100, "visibility": "PRIVATE", **query}


def code_of(reply: Reply) -> str:
    """Return the code of a refusal without the service's name before it."""
    return reply.code.removeprefix("dataartsfabric.")
