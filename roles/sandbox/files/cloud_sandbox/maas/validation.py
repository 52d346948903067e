# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may stand in the body of a write, and the errors for everything else (Huawei reference 5.3, 5.4, 5.7)."""

from __future__ import annotations

from typing import Any

from ..huaweicloud.schema import Boolean, Integer, Schema, SchemaError, String
from ..messages import ApiError
from ..switch_values import SwitchValues

SOURCES = ("custom_from_maas", "custom_from_modelarts_v2")
EDITABLE = ("endpoint_name", "remark", "rpm", "tpm", "moderation", "agreement_id")
CREATE = (*EDITABLE, "source", "model_name", "region", "infer_service_id")

_NAMES = {
    "ascii": r"[A-Za-z][A-Za-z0-9._-]*",
    "chinese": r"[A-Za-z\u4e00-\u9fff][A-Za-z0-9._\-\u4e00-\u9fff]*",
    "any_first": r"[A-Za-z0-9._-]+",
}
_SHAPES: dict[str, Schema] = {
    "remark": String(0, 256),
    "moderation": Boolean(),
    "agreement_id": String(1, 64),
    "source": String(words=SOURCES),
    "model_name": String(1),
    "region": String(1),
    "infer_service_id": String(1),
}


def invalid(member: str, why: str, number: str = "0104") -> ApiError:
    """Return 400 ModelArts.0104, or another number, about one member."""
    return ApiError(f"ModelArts.{number}", 400, f"The parameter {member} is not valid: {why}.")


def create(body: Any, switches: SwitchValues) -> dict[str, Any]:
    """Return the members of a create that have a value, checked."""
    given = _known(body, CREATE, switches)
    for member in ("remark", "tpm", "moderation"):
        if member in given:
            policy = switches[f"maas_create_{member}"]
            if policy == "refused":
                raise invalid(member, "no such member can be given in this request")
            if policy == "ignored":
                del given[member]
    if given.get("endpoint_name") in (None, ""):
        raise invalid("endpoint_name", "it is required")
    checked = _checked(given, switches)
    if "source" not in checked and switches["maas_source"] == "required":
        raise invalid("source", "it is required")
    _check_source(checked, switches)
    return checked


def edit(body: Any, switches: SwitchValues) -> dict[str, Any]:
    """Return the members of an edit, checked; a limit of nothing is cleared."""
    return _checked(_known(body, EDITABLE, switches), switches)


def _known(body: Any, members: tuple[str, ...], switches: SwitchValues) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise ApiError("ModelArts.2115", 400, "The body of the request must be a JSON object.")
    for member in body:
        if member not in members and switches["maas_unknown_request_members"] == "refused":
            raise invalid(member, "there is no such member")
    clears = switches["maas_null_limit"]
    given = {}
    for member in members:
        if member not in body:
            continue
        if body[member] is None:
            if member not in ("rpm", "tpm") or clears == "kept":
                continue
            if clears == "refused":
                raise invalid(member, "it must be an integer")
        given[member] = body[member]
    return given


def _checked(given: dict[str, Any], switches: SwitchValues) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    for member, value in given.items():
        if member == "endpoint_name":
            checked[member] = _name(value, switches)
        elif member in ("rpm", "tpm"):
            checked[member] = _limit(value, member, switches)
        else:
            try:
                checked[member] = _SHAPES[member].validate(value, member, False)
            except SchemaError as problem:
                raise invalid(member, str(problem)) from None
    return checked


def _name(value: Any, switches: SwitchValues) -> str:
    try:
        return String(1, 64, _NAMES[switches["maas_name_characters"]]).validate(value, "endpoint_name", False)
    except SchemaError as problem:
        raise invalid("endpoint_name", str(problem), "6274") from None


def _limit(value: Any, member: str, switches: SwitchValues) -> int | None:
    if value is None:
        return None
    try:
        limit = Integer().validate(value, member, False)
    except SchemaError as problem:
        raise invalid(member, str(problem)) from None
    if limit == 0 and switches["maas_zero_limit"] != "kept":
        if switches["maas_zero_limit"] == "refused":
            raise invalid(member, "it must be 1 or more")
        return None
    maximum = switches["maas_limit_maximum"]
    if maximum is not None and limit > maximum:
        raise invalid(member, f"the limit of the model is {maximum}")
    return limit


def _check_source(given: dict[str, Any], switches: SwitchValues) -> None:
    if given.get("source", SOURCES[0]) == SOURCES[0]:
        if "model_name" not in given:
            raise invalid("model_name", "it is required for this source")
        known = switches["maas_models"]
        if known != "any" and given["model_name"] not in known.replace(",", " ").split():
            raise invalid("model_name", "there is no such model")
        return
    if switches["maas_sources"] == "built_in":
        raise invalid("source", "only built-in services can be used")
    for member in ("region", "infer_service_id"):
        if member not in given:
            raise invalid(member, "it is required for this source")
    if switches["maas_modelarts_service"] == "not_mounted":
        raise invalid("infer_service_id", "the service is not mounted on the gateway", "6613")
    if switches["maas_modelarts_service"] == "no_permission":
        raise ApiError("ModelArts.8503", 401, "There is no permission to use ModelArts services.")
