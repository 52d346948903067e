# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of MaaS: what is asked, and what is not and why."""

from __future__ import annotations

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call

from . import huaweicloud
from .maas_reading import READING
from .maas_replies import API, FORM, id_in
from .maas_writing import DEACTIVATE, OPTIONS, WRITING
from .questions import Cloud, Made, Upkeep, leave

_SIGNS = "it takes switching the content guard off, which signs its disclaimer"
_SERVICE = "it takes a ModelArts service of your own"

UNASKED = (
    *huaweicloud.UNASKED,
    leave(
        "When may the content guard be switched off?",
        "maas_moderation_level maas_agreement_needed maas_stale_agreement",
        _SIGNS,
        14,
    ),
    leave("Which ModelArts services can be used?", "maas_sources maas_modelarts_service", _SERVICE),
    leave("Which models exist?", "maas_models", "it would take a third endpoint"),
    leave("Where may a name exist only once?", "maas_name_scope", "it would write to another project"),
    leave(
        "How long do changes take, and how far do lists lag?",
        "maas_transient_seconds maas_list_lag_seconds",
        "one run does not tell a lasting trait",
    ),
    leave("What is the answer to a wrong token?", "maas_token_refusal", "wrong ones may lock the user", 15),
    leave(
        "How are API keys made, changed and found?",
        "maas_key_activation_seconds maas_key_create_reply maas_key_update_omitted maas_key_endpoint_form"
        " maas_key_label_code maas_key_not_found",
        "it would make a credential",
    ),
    leave(
        "How do endpoints and keys behave in calls?",
        "maas_data_error_shape maas_data_refusal maas_data_disabled maas_key_refusal",
        "it calls models, which costs money",
    ),
    leave("Where are regions and workspaces looked up?", "", "newer documentation tells it", 19),
)


def _list(_name_or_id: str, _scope: str) -> Call:
    return API.call("ListEndpoints", {})


MAAS = Cloud(
    title="Huawei Cloud ModelArts Studio MaaS",
    sandbox=("maas", "huaweicloud"),
    reading=READING,
    writing=WRITING,
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
    options=OPTIONS,
    to_write=("model_name",),
    place=huaweicloud.place,
    plan="edit, rename, disable, enable and delete them, after which their names stay taken for ever",
    words=frozenset(("status", "cbc_status", "source", "error_code", "errorCode")),
)
