# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ark: how it shows endpoints, how what a probe makes is removed, and what is not asked and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ, WRITE, Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._http.pagination import PageFormat
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.rolling import MODEL_REFERENCE

from .questions import Cloud, Settings, Upkeep, leave
from .replies import EndpointFormat

FORM = EndpointFormat(
    PageFormat("Items", "Id", "TotalCount", ()),
    name="Name",
    status="Status",
    created="CreateTime",
    steady=frozenset(("Running", "Stopped", "Failed", "Abnormal")),
    deleted="Deleted",
    wrapper="Endpoint",
)


def limits(endpoint: Mapping[str, Any]) -> dict[str, Any]:
    """Return the limits that an endpoint shows."""
    found = endpoint.get("RateLimit")
    return found if isinstance(found, dict) else {}


def is_limited(endpoint: Mapping[str, Any]) -> bool:
    """Tell whether an endpoint shows a limit of requests or tokens."""
    return any(limits(endpoint).get(member) is not None for member in ("Rpm", "Tpm"))


_COSTS = "it calls models, which costs money"
_DISTURBS = "it could disturb others who use the account"
_SLOW = "it changes endpoints in ways that take long and that a probe could not take back for sure"
_LATER = "this release of the probe does not ask it yet"

UNASKED = (
    leave("How many calls may be made, and what is the answer to too many?", _DISTURBS, 18)(
        "requests_per_second requests_burst throttle_style throttle_retry_after ark_key_calls_per_minute"
    ),
    leave("How many endpoints may there be?", _DISTURBS, 18)("max_endpoints quota_answer"),
    leave("How do models and keys behave in calls?", _COSTS)(
        "ark_data_refusal ark_data_not_found ark_data_model_id ark_data_transitional ark_data_no_task "
        "ark_key_scope_answer ark_data_pool_rpm"
    ),
    leave("For what are temporary keys issued?", "it would make a credential")(
        "ark_key_resource_ids ark_key_unknown_resource"
    ),
    leave("What is the answer for a model that is not activated?", "terms would be accepted")("model_not_open"),
    leave("How do rolling updates go?", _SLOW, 17)(
        "rolling_seconds rolling_step rolling_outcome rolling_revert_seconds rolling_model_lag_seconds rolling_status "
        "rolling_reverting_status rolling_reverted_status rolling_done_status rolling_cancel_done "
        "rolling_id_when_done rolling_dry_run rolling_other_model rolling_same_model rolling_second rolling_stopped "
        "rolling_model_shape rolling_shape update_rolling"
    ),
    leave("Are large pages of activations served?", "its answer cannot be told from a passing fault")(
        "activation_large_pages"
    ),
    leave("What are regions without a control plane, and clocks that are wrong, answered?", _LATER, 19, 21)(
        "unknown_region timestamp_status timestamp_future_seconds"
    ),
    leave("What is accepted on the way between states, and of an endpoint that has failed?", _LATER, 5, 6, 12)(
        "start_transitional stop_transitional delete_transitional update_transitional start_failed delete_failed"
    ),
    leave("How long may names and descriptions be?", _LATER, 2)("name_max_length description_max_length"),
    leave("May the version of a model be left out?", _LATER)("model_version"),
    leave("How long do changes take, and how far do reads lag?", _LATER, 4, 7)(
        "start_seconds stop_seconds update_seconds delete_seconds deleted_record_seconds read_lag_seconds "
        "list_lag_seconds lag_scope"
    ),
    leave("Do starts fail?", "it is no lasting trait of a cloud")("start_outcome"),
    leave("Which site is it?", "the connection says it")("site"),
    leave("May endpoints be moved between projects?", _SLOW, 16)(""),
)

#: How codes begin that are about the caller, the account or the place, not about what is asked.
_DENIALS = (
    "AccessDenied",
    "AccountOverdue",
    "InvalidAccessKey",
    "InvalidAuthorization",
    "InvalidCredential",
    "InvalidSecretToken",
    "InvalidTimestamp",
    "Lack",
    "MissingAuthentication",
    "OperationDenied.Permission",
    "OperationDenied.ServiceOverdue",
    "ServiceNotFound",
    "SignatureDoesNotMatch",
)


def _call(_settings: Settings, action: str, arguments: dict[str, Any]) -> Call:
    about = str(arguments.get("Name", ""))
    return Call(action, arguments, subject=str(arguments.get("Id", "")), about=about)


def _addressed(action: str, kind: str) -> Callable[[str, str], Call]:
    """Return a function of an endpoint's id and project that returns the call of an action about it."""
    return lambda endpoint_id, _project: Call(action, {"Id": endpoint_id}, kind, endpoint_id)


def _search(name: str, project: str) -> Call:
    return Call("ListEndpoints", {"ProjectName": project, "Filter": {"Name": name}, "PageSize": 100}, READ)


#: The cloud, but for what it is asked.
cloud = partial(
    Cloud,
    title="Volcengine Ark and BytePlus ModelArk",
    sandbox=("ark",),
    unasked=UNASKED,
    call=_call,
    is_denied=lambda reply: reply.code.startswith(_DENIALS),
    upkeep=Upkeep(
        scope=lambda call: str(call.arguments["ProjectName"]),
        is_certain=lambda call, reply: not reply.code and not call.arguments.get("DryRun"),
        made=lambda reply: str(reply.result.get("Id") or ""),
        search=_search,
        found=FORM.found,
        read=_addressed("GetEndpoint", READ),
        stop=_addressed("StopEndpoint", WRITE),
        delete=_addressed("DeleteEndpoint", WRITE),
        is_gone=FORM.is_gone,
    ),
    options=(Field("project_name", default="default"), MODEL_REFERENCE),
    to_write=("model_reference",),
    place=lambda params: {"site": params["site"]},
    plan="in the project {project_name}; update, stop, start and delete them",
    words=frozenset(("Status", "EndpointModelType")),
)
