# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls of MaaS, and how replies show endpoints (Huawei reference, section 5)."""

from __future__ import annotations

from ansible_collections.inference.endpoints.plugins.module_utils._http.pagination import PageFormat, as_id

from .huaweicloud import Api
from .questions import Reply
from .replies import EndpointFormat

FORM = EndpointFormat(
    PageFormat("items", "id", "total", ("count", "quantity_limit")),
    name="endpoint_name",
    status="status",
    created="create_time",
    is_whole_without_total=True,
)

_BASE = "/v1/{project_id}/maas"
_ENDPOINTS = f"{_BASE}/services/custom-endpoint/endpoint"
_CONTROL = f"{_BASE}/services/custom-endpoint/control/{{id}}"

API = Api(
    {
        "ListEndpoints": ("GET", _ENDPOINTS),
        "CreateEndpoint": ("POST", _ENDPOINTS),
        "UpdateEndpoint": ("PUT", f"{_ENDPOINTS}/{{id}}"),
        "DeleteEndpoint": ("DELETE", f"{_ENDPOINTS}/{{id}}"),
        "ActivateEndpoint": ("PUT", _CONTROL),
        "DeactivateEndpoint": ("PUT", _CONTROL),
        "ShowAgreement": ("GET", f"{_BASE}/compliance/agreements"),
        "ListApiKeys": ("GET", "/v2/{project_id}/maas/api-auth/api-keys"),
        "ShowNothing": ("GET", f"{_BASE}/{{nothing}}"),
    },
    {
        "ListEndpoints": FORM.page.is_page,
        "ShowAgreement": lambda answer: bool(as_id(answer.get("agreement_id"))),
        "ListApiKeys": lambda answer: isinstance(answer.get("api_key_list"), dict),
    },
    name="endpoint_name",
)

#: Members that may hold the id in the answer to a creation.
IDS = ("id", "endpoint_id", "custom_endpoint_id")


def id_in(reply: Reply) -> str:
    """Return the id that the answer to a creation shows, or ''."""
    document = reply.document
    if reply.code:
        return ""
    if isinstance(document, str):
        return document
    data = document.get("data") if isinstance(document, dict) else None
    places = (place for place in (document, data) if isinstance(place, dict))
    return next(filter(None, (as_id(place.get(member)) for place in places for member in IDS)), "")
