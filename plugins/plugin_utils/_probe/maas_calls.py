# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls of MaaS, and parts of their replies (Huawei reference, section 5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._http import pagination

from .questions import Reply, Upkeep

_BASE = "/v1/{project_id}/maas"
_ENDPOINTS = f"{_BASE}/services/custom-endpoint/endpoint"
_CONTROL = f"{_BASE}/services/custom-endpoint/control"

#: Method and path of each action; what it needs in the path comes from the arguments.
_ACTIONS = {
    "ListEndpoints": ("GET", _ENDPOINTS),
    "CreateEndpoint": ("POST", _ENDPOINTS),
    "UpdateEndpoint": ("PUT", f"{_ENDPOINTS}/{{id}}"),
    "DeleteEndpoint": ("DELETE", f"{_ENDPOINTS}/{{id}}"),
    "ActivateEndpoint": ("PUT", f"{_CONTROL}/{{id}}"),
    "DeactivateEndpoint": ("PUT", f"{_CONTROL}/{{id}}"),
    "ShowAgreement": ("GET", f"{_BASE}/compliance/agreements"),
    "ListApiKeys": ("GET", "/v2/{project_id}/maas/api-auth/api-keys"),
    "ShowNothing": ("GET", f"{_BASE}/{{id}}"),
}
_LIST = pagination.PageFormat("items", "id", "total", ("count", "quantity_limit"))
_USABLE: dict[str, Callable[[dict], bool]] = {
    "ListEndpoints": _LIST.is_page,
    "ShowAgreement": lambda answer: bool(pagination.as_id(answer.get("agreement_id"))),
    "ListApiKeys": lambda answer: isinstance(answer.get("api_key_list"), dict),
}
#: Members that may hold the id in the answer to a creation.
_IDS = ("id", "endpoint_id", "custom_endpoint_id")


def call(action: str, arguments: dict[str, Any]) -> Call:
    """Return the call of an action.

    :param arguments: ``id`` and ``project_id`` belong into the path, the others into the body or the query.
    """
    rest = dict(arguments)
    method, path = _ACTIONS[action]
    endpoint_id = str(rest.pop("id", ""))
    path = path.replace("{id}", quote(endpoint_id, safe=""))
    if "project_id" in rest:
        path = path.replace("{project_id}", rest.pop("project_id"))
    sent: dict[str, Any] = {"method": method, "path": path}
    if rest:
        sent["query" if method == "GET" else "body"] = rest
    about = str(rest.get("endpoint_name", ""))
    subject = endpoint_id if method != "GET" else ""
    return Call(action, sent, subject=subject, about=about, usable=_USABLE.get(action))


def _control(action: str) -> Callable[[str, str], Call]:
    word = "activate" if action == "ActivateEndpoint" else "deactivate"
    return lambda endpoint_id, _scope: call(action, {"id": endpoint_id, "action": word})


def items(reply: Reply) -> list[dict[str, Any]]:
    """Return the endpoints that a list shows."""
    return [item for item in _LIST.items_of(reply.result) if pagination.as_id(item.get("id"))]


def item(reply: Reply, endpoint_id: str) -> dict[str, Any] | None:
    """Return an endpoint as a list shows it."""
    return next((each for each in items(reply) if each["id"] == endpoint_id), None)


def is_whole(reply: Reply) -> bool:
    """Tell whether a list shows all that there is, as far as it says."""
    total = _LIST.total_of(reply.result)
    return not reply.code and (total is None or total <= len(items(reply)))


def id_in(reply: Reply) -> str:
    """Return the id that the answer to a creation shows, or ''."""
    document = reply.document
    if reply.code:
        return ""
    if isinstance(document, str):
        return document
    data = document.get("data") if isinstance(document, dict) else None
    places = (place for place in (document, data) if isinstance(place, dict))
    return next(filter(None, (pagination.as_id(place.get(member)) for place in places for member in _IDS)), "")


def _found(reply: Reply, name: str) -> list[str] | None:
    found = [each["id"] for each in items(reply) if each.get("endpoint_name") == name]
    return found if found or is_whole(reply) else None


UPKEEP = Upkeep(
    scope=lambda _call: "",
    # An object without an id may be a proxy's.
    is_certain=lambda _call, reply: bool(id_in(reply)) or not (reply.code or isinstance(reply.document, dict)),
    made=id_in,
    search=lambda _name, _scope: call("ListEndpoints", {})._replace(kind="read"),
    found=_found,
    read=lambda _endpoint_id, _scope: call("ListEndpoints", {})._replace(kind="read"),
    stop=_control("DeactivateEndpoint"),
    delete=lambda endpoint_id, _scope: call("DeleteEndpoint", {"id": endpoint_id}),
    is_gone=lambda reply, endpoint_id: is_whole(reply) and item(reply, endpoint_id) is None,
)
