# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rolling updates of an Ark endpoint's model (Ark reference, section 4.8; additions A6, A7)."""

from __future__ import annotations

from typing import Any

from .._engine.attributes import from_api
from .._engine.effects import READ, Call, Process
from .._engine.errors import CallFailed, NotFound
from .._engine.fields import FIXED, READ_ONLY, Field, dict_of, to_api
from .._engine.resource import Job
from .._http import pagination
from .._http.client import described_in

#: How a declaration allows a rolling update.
OPTION = Field("rolling_update", choices=("never", "start", "complete"), default="never")

JOB = Job("model_reference", OPTION.name, "rolling", "rolling_id", "support_rolling", "rolling update")

#: The model behind an endpoint, which a rolling update changes.
MODEL_REFERENCE = dict_of(
    "model_reference",
    Field("custom_model_id", "CustomModelId", identifier=True),
    dict_of(
        "foundation_model",
        Field("name", "Name", identifier=True, required=True),
        Field("model_version", "ModelVersion", identifier=True),
        api="FoundationModel",
    ),
    api="ModelReference",
    role=FIXED,
    one_of=True,
    essential=True,
    to_create=True,
)

#: A rolling update as results show it; GetEndpointRolling's answer.
ROLLING = dict_of(
    "rolling",
    Field("rolling_id", "Id"),
    Field("status", "Status"),
    Field("percent", "RollingGray", "int"),
    dict_of("model_reference", *MODEL_REFERENCE.members, api="RollingIn"),
    Field("create_time", "CreateTime"),
    Field("update_time", "UpdateTime"),
    api="RollingInfo",
    role=READ_ONLY,
    listed=False,
)

#: The codes of a site that does not know the actions.
_UNKNOWN_ACTION = ("InvalidActionOrVersion", "InvalidAction", "ActionNotFound", "ServiceNotFound")


def read(job_id: str) -> Process:
    """Return a rolling update as attributes, or None if there is none with this id."""
    try:
        answer = yield Call("GetEndpointRolling", {"Id": job_id}, READ, job_id, lambda found: bool(_described(found)))
    except NotFound:
        return None
    except CallFailed as error:
        raise _with_advice(error) from error
    raw = _described(answer)
    raw = {**raw, "Id": raw.get("Id") or job_id, "RollingIn": _reference(raw.get("RollingIn"))}
    # Results show only the documented members of a rolling update.
    return from_api(ROLLING.members, {field.api: raw.get(field.api) for field in ROLLING.members})


def begin(endpoint_id: str, value: dict) -> Process:
    """Begin a rolling update to a foundation model; return its id, or None if the answer has none."""
    arguments = {"EndpointId": endpoint_id, **to_api((MODEL_REFERENCE,), {MODEL_REFERENCE.name: value})}
    try:
        answer = yield Call("CreateEndpointRolling", arguments, subject=endpoint_id)
    except CallFailed as error:
        raise _with_advice(error) from error
    return pagination.as_id(answer.get("Id") or _described(answer).get("Id")) or None


def cancel(endpoint_id: str, job_id: str) -> Process:
    """Cancel a rolling update."""
    try:
        yield Call("CancelEndpointRolling", {"Id": job_id}, subject=endpoint_id)
    except CallFailed as error:
        raise _with_advice(error) from error


def obstacle(value: dict, observed: dict) -> str | None:
    """Return why a rolling update to ``value`` cannot begin, or None."""
    if value.get("custom_model_id") or (observed.get("model_reference") or {}).get("custom_model_id"):
        return (
            "a custom model cannot be changed this way. Set recreate to replace the endpoint, which gives it a new id"
        )
    if observed.get("support_rolling") is False:
        return "the service says that this endpoint does not support it (support_rolling: false)"
    return None


def _described(answer: dict) -> dict:
    """Return the rolling update in an answer, nested or flat."""
    found = described_in(answer, "RollingInfo")
    return found if found is not answer or any(map(answer.get, ("Id", "Status", "EndpointId"))) else {}


def _reference(model: Any) -> Any:
    """Return a model as ``{FoundationModel: {…}}``; the reference also shows it without this member."""
    if not isinstance(model, dict) or "FoundationModel" in model or "CustomModelId" in model:
        return model
    return {"FoundationModel": model}


def _with_advice(error: CallFailed) -> CallFailed:
    if error.code.startswith(_UNKNOWN_ACTION):
        return error.saying(
            f"{error}. This site does not offer rolling updates; set recreate to replace the endpoint, which gives it a"
            " new id"
        )
    return error
