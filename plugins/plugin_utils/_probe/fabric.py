# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of DataArts Fabric: what is asked, and what is not and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ, WRITE, Call
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.fabric_fields import WORKSPACE

from . import fabric_reads, fabric_writes, huaweicloud
from .fabric_questions import READ_QUESTIONS, WRITE_QUESTIONS
from .fabric_replies import code_of, is_gone, items, name_of, shown
from .questions import Cloud, Reply, Settings, Unasked, Upkeep

_COSTS = "it takes endpoints that reserve resources, which costs money"
_DISTURBS = "it could disturb others who use the account"
_VARIES = "it differs from one call to the next, so one run does not tell it"

#: The code of a refusal of the workspace.
_NO_WORKSPACE = "00010003"

UNASKED = (
    *huaweicloud.UNASKED,
    Unasked("What does an update do with config?", ("fabric_update_config", "fabric_update_log_config"), _COSTS, (1,)),
    Unasked(
        "Which members may a creation have that reserves resources?",
        ("fabric_sdk_config", "fabric_use_public_resource", "fabric_autoscaling_accepted", "fabric_mu_min"),
        _COSTS,
    ),
    Unasked("Are the types container_job and notebook accepted?", ("fabric_sdk_types",), _COSTS, (3,)),
    Unasked("May a Ray cluster with job runs be deleted?", ("fabric_delete_ray",), _COSTS),
    Unasked("How many endpoints may there be?", ("fabric_max_endpoints", "fabric_quota_answer"), _DISTURBS, (7,)),
    Unasked(
        "How long do changes take, and how far do reads lag?",
        (
            "fabric_create_seconds",
            "fabric_update_seconds",
            "fabric_delete_seconds",
            "fabric_deleted_record_seconds",
            "fabric_read_lag_seconds",
            "fabric_list_lag_seconds",
        ),
        _VARIES,
        (7,),
    ),
    Unasked(
        "How do creations, updates and deletions end?",
        ("fabric_create_outcome", "fabric_update_outcome", "fabric_delete_outcome"),
        _VARIES,
    ),
    Unasked(
        "How long may a description be?",
        ("fabric_create_description_length",),
        "only many creations tell a limit that no document names",
    ),
    Unasked("Which workspaces exist?", ("fabric_workspaces",), "it is the account's, and no trait of the cloud"),
    Unasked(
        "What is the answer for a token that is not usable?",
        ("fabric_token_refusal",),
        "it takes wrong credentials, which could lock those of the account",
    ),
    Unasked("Which hosts are there outside China?", (), "the connection says where it asks", (8,)),
)


def _lists(result: dict[str, Any]) -> bool:
    return "endpoints" in result or "total" in result


def _describes(result: dict[str, Any]) -> bool:
    return bool((result.get("endpoint") or result).get("id"))


_USABLE: dict[str, Callable[[dict[str, Any]], bool]] = {"ListEndpoints": _lists, "ShowEndpoint": _describes}


def _call(action: str, request: dict[str, Any]) -> Call:
    endpoint_id = unquote(request["path"].partition("/endpoints")[2].lstrip("/"))
    usable = _USABLE.get(action, lambda result: not result or _describes(result))
    kind = READ if request["method"] == "GET" else WRITE
    return Call(action, request, kind, endpoint_id, usable, _name_in(request["body"]))


def _name_in(body: Any) -> str:
    return str((body or {}).get("name", ""))


def _is_denied(reply: Reply) -> bool:
    return huaweicloud.is_denied(reply) or code_of(reply) == _NO_WORKSPACE


def _made(reply: Reply) -> str:
    return next((str(endpoint["id"]) for endpoint in shown([reply])), "")


def _found(reply: Reply, name: str) -> list[str] | None:
    found = items(reply)
    ids = [str(item["id"]) for item in found if name_of(item) == name]
    # A filter that is ignored may leave the endpoint to a page that was not asked for.
    is_told = ids or not found or reply.result.get("total") == len(found)
    return ids if is_told and not reply.code else None


def _at(workspace: str) -> Settings:
    return Settings("", {WORKSPACE.name: workspace})


def _read(endpoint_id: str, workspace: str) -> Call:
    return _call("ShowEndpoint", fabric_reads.one_of(_at(workspace), endpoint_id))


UPKEEP = Upkeep(
    scope=lambda call: unquote(call.arguments["path"].split("/")[3]),
    is_certain=lambda _call, reply: not reply.code,
    made=_made,
    search=lambda name, workspace: _call("ListEndpoints", fabric_reads.search(_at(workspace), name)),
    found=_found,
    read=_read,
    # There is nothing that could be stopped.
    stop=_read,
    delete=lambda endpoint_id, workspace: _call(
        "DeleteEndpoint", fabric_reads.one_of(_at(workspace), endpoint_id, method="DELETE")
    ),
    is_gone=lambda reply, _endpoint_id: is_gone(reply),
)

FABRIC = Cloud(
    title="Huawei Cloud DataArts Fabric",
    sandbox=("fabric", "huaweicloud"),
    observations=fabric_reads.OBSERVATIONS + fabric_writes.OBSERVATIONS,
    questions=(*READ_QUESTIONS, *huaweicloud.questions("list", "nowhere", "list"), *WRITE_QUESTIONS),
    unasked=UNASKED,
    call=_call,
    is_denied=_is_denied,
    upkeep=UPKEEP,
    options=(WORKSPACE,),
    to_ask=(WORKSPACE.name,),
    to_write=(),
    place=huaweicloud.place,
    plan="of the type inference, without resources, in the workspace {workspace_id}; update and delete them",
    words=frozenset(("status", "type", "visibility", "runtime_env_type", "error_code", "errorCode")),
)
