# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""MaaS (Huawei reference 5): its calls, how it shows endpoints, and what is not asked and why."""

from __future__ import annotations

from functools import partial

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._http.pagination import PageFormat, as_id

from . import huaweicloud
from .huaweicloud import Api
from .questions import Cloud, Made, Reply, Upkeep, leave
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

#: What enables and disables an endpoint.
ACTIVATE, DEACTIVATE = {"action": "activate"}, {"action": "deactivate"}

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


_SIGNS = "it takes switching the content guard off, which signs its disclaimer"
_SERVICE = "it takes a ModelArts service of your own"

UNASKED = (
    *huaweicloud.UNASKED,
    leave("When may the content guard be switched off?", _SIGNS, 14)(
        "maas_moderation_level maas_agreement_needed maas_stale_agreement"
    ),
    leave("Which ModelArts services can be used?", _SERVICE)("maas_sources maas_modelarts_service"),
    leave("Which models exist?", "it would take a third endpoint")("maas_models"),
    leave("Where may a name exist only once?", "it would write to another project")("maas_name_scope"),
    leave("How long do changes take, and how far do lists lag?", "one run does not tell a lasting trait")(
        "maas_transient_seconds maas_list_lag_seconds"
    ),
    leave("What is the answer to a wrong token?", "wrong ones may lock the user", 15)("maas_token_refusal"),
    leave("How are API keys made, changed and found?", "it would make a credential")(
        "maas_key_activation_seconds maas_key_create_reply maas_key_update_omitted maas_key_endpoint_form "
        "maas_key_label_code maas_key_not_found"
    ),
    leave("How do endpoints and keys behave in calls?", "it calls models, which costs money")(
        "maas_data_error_shape maas_data_refusal maas_data_disabled maas_key_refusal"
    ),
    leave("Where are regions and workspaces looked up?", "newer documentation tells it", 19)(""),
)


def _list(_name_or_id: str, _scope: str) -> Call:
    return API.call("ListEndpoints", {})


#: The cloud, but for what it is asked.
cloud = partial(
    Cloud,
    title="Huawei Cloud ModelArts Studio MaaS",
    sandbox=("maas", "huaweicloud"),
    unasked=UNASKED,
    call=lambda _settings, action, arguments: API.call(action, arguments),
    is_denied=huaweicloud.is_denied,
    upkeep=Upkeep(
        scope=lambda _call: "",
        # An object without an id may be a proxy's.
        is_certain=lambda _call, reply: bool(id_in(reply)) or not (reply.code or isinstance(reply.document, dict)),
        made=id_in,
        search=_list,
        found=FORM.found,
        read=_list,
        stop=lambda endpoint_id, _scope: API.call("DeactivateEndpoint", {"id": endpoint_id, **DEACTIVATE}),
        delete=lambda endpoint_id, _scope: API.call("DeleteEndpoint", {"id": endpoint_id}),
        is_gone=lambda reply, endpoint_id: FORM.is_whole(reply) and not FORM.item(reply, Made("", endpoint_id)),
    ),
    options=(Field("model_name"),),
    to_write=("model_name",),
    place=huaweicloud.place,
    plan="edit, rename, disable, enable and delete them, after which their names stay taken for ever",
    words=frozenset(("status", "cbc_status", "source", "error_code", "errorCode")),
)
