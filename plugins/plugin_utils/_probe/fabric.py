# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""DataArts Fabric (Huawei reference 4): its calls, how it shows endpoints, and what is not asked and why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import unquote

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._http.pagination import PageFormat
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.fabric_fields import WORKSPACE

from . import huaweicloud
from .huaweicloud import Api
from .questions import Cloud, Reply, Upkeep, leave
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


_COSTS = "it takes endpoints that reserve resources, which costs money"
_DISTURBS = "it could disturb others who use the account"
_VARIES = "it differs from one call to the next, so one run does not tell it"

#: The code of a refusal of the workspace.
_NO_WORKSPACE = "00010003"

UNASKED = (
    *huaweicloud.UNASKED,
    leave("What does an update do with config?", _COSTS, 1)("fabric_update_config fabric_update_log_config"),
    leave("Which members may a creation have that reserves resources?", _COSTS)(
        "fabric_sdk_config fabric_use_public_resource fabric_autoscaling_accepted fabric_mu_min"
    ),
    leave("Are the types container_job and notebook accepted?", _COSTS, 3)("fabric_sdk_types"),
    leave("May a Ray cluster with job runs be deleted?", _COSTS)("fabric_delete_ray"),
    leave("How many endpoints may there be?", _DISTURBS, 7)("fabric_max_endpoints fabric_quota_answer"),
    leave("How long do changes take, and how far do reads lag?", _VARIES, 7)(
        "fabric_create_seconds fabric_update_seconds fabric_delete_seconds fabric_deleted_record_seconds "
        "fabric_read_lag_seconds fabric_list_lag_seconds"
    ),
    leave("How do creations, updates and deletions end?", _VARIES)(
        "fabric_create_outcome fabric_update_outcome fabric_delete_outcome"
    ),
    leave("How long may a description be?", "only many creations tell a limit that no document names")(
        "fabric_create_description_length"
    ),
    leave("Which workspaces exist?", "it is the account's, and no trait of the cloud")("fabric_workspaces"),
    leave(
        "What is the answer for a token that is not usable?",
        "it takes wrong credentials, which could lock those of the account",
    )("fabric_token_refusal"),
    leave("Which hosts are there outside China?", "the connection says where it asks", 8)(""),
)


def _is_denied(reply: Reply) -> bool:
    return huaweicloud.is_denied(reply) or code_of(reply) == _NO_WORKSPACE


def _made(reply: Reply) -> str:
    return next((str(endpoint["id"]) for endpoint in FORM.shown([reply])), "")


def _addressed(action: str) -> Callable[[str, str], Call]:
    """Return a function of an endpoint's id and workspace that returns the call of an action about it."""
    return lambda endpoint_id, workspace: API.call(action, {WORKSPACE.name: workspace, "id": endpoint_id})


#: The cloud, but for what it is asked.
cloud = partial(
    Cloud,
    title="Huawei Cloud DataArts Fabric",
    sandbox=("fabric", "huaweicloud"),
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
