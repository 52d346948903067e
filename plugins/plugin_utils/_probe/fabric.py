# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of DataArts Fabric: what is asked, and what is not and why."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.fabric_fields import WORKSPACE

from . import huaweicloud
from .fabric_reading import READING
from .fabric_replies import API, FORM, code_of, mine
from .fabric_writing import WRITING
from .questions import Cloud, Reply, Upkeep, leave

_COSTS = "it takes endpoints that reserve resources, which costs money"
_DISTURBS = "it could disturb others who use the account"
_VARIES = "it differs from one call to the next, so one run does not tell it"

#: The code of a refusal of the workspace.
_NO_WORKSPACE = "00010003"

UNASKED = (
    *huaweicloud.UNASKED,
    leave("What does an update do with config?", "fabric_update_config fabric_update_log_config", _COSTS, 1),
    leave(
        "Which members may a creation have that reserves resources?",
        "fabric_sdk_config fabric_use_public_resource fabric_autoscaling_accepted fabric_mu_min",
        _COSTS,
    ),
    leave("Are the types container_job and notebook accepted?", "fabric_sdk_types", _COSTS, 3),
    leave("May a Ray cluster with job runs be deleted?", "fabric_delete_ray", _COSTS),
    leave("How many endpoints may there be?", "fabric_max_endpoints fabric_quota_answer", _DISTURBS, 7),
    leave(
        "How long do changes take, and how far do reads lag?",
        "fabric_create_seconds fabric_update_seconds fabric_delete_seconds fabric_deleted_record_seconds"
        " fabric_read_lag_seconds fabric_list_lag_seconds",
        _VARIES,
        7,
    ),
    leave(
        "How do creations, updates and deletions end?",
        "fabric_create_outcome fabric_update_outcome fabric_delete_outcome",
        _VARIES,
    ),
    leave(
        "How long may a description be?",
        "fabric_create_description_length",
        "only many creations tell a limit that no document names",
    ),
    leave("Which workspaces exist?", "fabric_workspaces", "it is the account's, and no trait of the cloud"),
    leave(
        "What is the answer for a token that is not usable?",
        "fabric_token_refusal",
        "it takes wrong credentials, which could lock those of the account",
    ),
    leave("Which hosts are there outside China?", "", "the connection says where it asks", 8),
)


def _is_denied(reply: Reply) -> bool:
    return huaweicloud.is_denied(reply) or code_of(reply) == _NO_WORKSPACE


def _made(reply: Reply) -> str:
    return next((str(endpoint["id"]) for endpoint in FORM.shown([reply])), "")


def _addressed(action: str) -> Callable[[str, str], Call]:
    """Return a function of an endpoint's id and workspace that returns the call of an action about it."""
    return lambda endpoint_id, workspace: API.call(action, {WORKSPACE.name: workspace, "id": endpoint_id})


FABRIC = Cloud(
    title="Huawei Cloud DataArts Fabric",
    sandbox=("fabric", "huaweicloud"),
    reading=READING,
    writing=WRITING,
    unasked=UNASKED,
    call=lambda settings, action, more: API.call(action, {WORKSPACE.name: settings.options[WORKSPACE.name], **more}),
    is_denied=_is_denied,
    upkeep=Upkeep(
        scope=lambda call: unquote(call.arguments["path"].split("/")[3]),
        is_certain=lambda _call, reply: not reply.code,
        made=_made,
        search=lambda name, workspace: API.call("ListEndpoints", {WORKSPACE.name: workspace, **mine(name=name)}),
        found=FORM.found,
        read=_addressed("ShowEndpoint"),
        # There is nothing that could be stopped.
        stop=_addressed("ShowEndpoint"),
        delete=_addressed("DeleteEndpoint"),
        is_gone=FORM.is_gone,
    ),
    options=(WORKSPACE,),
    to_ask=(WORKSPACE.name,),
    to_write=(),
    place=huaweicloud.place,
    plan="of the type inference, without resources, in the workspace {workspace_id}; update and delete them",
    words=frozenset(("status", "type", "visibility", "runtime_env_type", "error_code", "errorCode")),
)
