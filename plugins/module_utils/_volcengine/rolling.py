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


class RollingUpdate(Job):
    """The rolling update of the model of an endpoint."""

    field = MODEL_REFERENCE.name
    option = OPTION.name
    result = ROLLING.name
    id_field = "rolling_id"
    support_field = "support_rolling"
    noun = "rolling update"

    def read(self, job_id: str) -> Process:
        call = Call("GetEndpointRolling", {"Id": job_id}, READ, job_id, lambda found: bool(_described(found)))
        try:
            answer = yield from _offered(call)
        except NotFound:
            return None
        raw = _described(answer)
        raw = {**raw, "Id": raw.get("Id") or job_id, "RollingIn": _reference(raw.get("RollingIn"))}
        # Results show only the documented members of a rolling update.
        return from_api(ROLLING.members, {field.api: raw.get(field.api) for field in ROLLING.members})

    def begin(self, endpoint_id: str, value: dict) -> Process:
        arguments = {"EndpointId": endpoint_id, **to_api((MODEL_REFERENCE,), {MODEL_REFERENCE.name: value})}
        answer = yield from _offered(Call("CreateEndpointRolling", arguments, subject=endpoint_id))
        return pagination.as_id(answer.get("Id") or _described(answer).get("Id")) or None

    def cancel(self, endpoint_id: str, job_id: str) -> Process:
        yield from _offered(Call("CancelEndpointRolling", {"Id": job_id}, subject=endpoint_id))

    def obstacle(self, value: dict, observed: dict) -> str | None:
        if value.get("custom_model_id") or (observed.get("model_reference") or {}).get("custom_model_id"):
            return (
                "a custom model cannot be changed this way. Set recreate to replace the endpoint, which gives it a new"
                " id"
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


def _offered(call: Call) -> Process:
    """Return the result of a call; if the site does not know the action, say what to do instead."""
    try:
        return (yield call)
    except CallFailed as error:
        if not error.code.startswith(_UNKNOWN_ACTION):
            raise
        raise error.saying(
            f"{error}. This site does not offer rolling updates; set recreate to replace the endpoint, which gives it a"
            " new id"
        ) from error
