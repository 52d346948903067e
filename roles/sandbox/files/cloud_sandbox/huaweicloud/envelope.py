# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Error answers of the Huawei Cloud services and of the gateway before them (Huawei reference 4.11, 5.10, 8)."""

from __future__ import annotations

from typing import Any

from ..messages import ApiError, Reply
from ..switch_values import SwitchValues

# A error with this code has no body at all.
NO_BODY = "empty"

_GATEWAY_STATUS = {"0101": 404, "0201": 400, "0301": 401, "0303": 401, "0308": 429, "0310": 403}


def gateway_error(number: str, message: str, status: int | None = None) -> ApiError:
    """Return an error of the gateway by the number of its code, at its usual status unless another is given."""
    return ApiError(f"APIGW.{number}", status or _GATEWAY_STATUS[number], message)


def coded(pair: str, message: str, family: str = "") -> ApiError:
    """Return an error from a switch value ``code/status``; ``family`` is put before a code that has none."""
    code, status = pair.rsplit("/", 1)
    if family and code != NO_BODY and "." not in code:
        code = f"{family}.{code}"
    return ApiError(code, int(status), message)


def answer(error: ApiError, switches: SwitchValues, request_id: str, *, solution: str | None = None) -> Reply:
    """Return the answer for an error, as the switches say; ``solution`` is a further member of the envelope."""
    code = error.code
    if code.startswith("APIGW."):
        code = switches["huawei_gateway_prefix"] + code[len("APIGW") :]
    payload = None if code == NO_BODY else _payload(code, error, switches, solution)
    return Reply(
        error.status,
        payload,
        None if code == NO_BODY else code,
        request_id,
        headers=request_id_header(switches, request_id),
    )


def request_id_header(switches: SwitchValues, request_id: str) -> dict[str, str]:
    """Return the header that tells the request id."""
    return {"X-Request-Id": request_id} if switches["huawei_request_id"] == "present" else {}


def _payload(code: str, error: ApiError, switches: SwitchValues, solution: str | None) -> dict[str, Any]:
    message = error.message
    if error.status == 403 and switches["huawei_forbidden_shape"] == "nested":
        inner = {"code": 403, "message": message, "title": "Forbidden"}
        return {"error_code": 403, "error_msg": message, "title": "Forbidden", "error": inner}
    style = switches["huawei_envelope"]
    if style == "camel":
        return {"errorCode": code, "errorMsg": message}
    if style == "code_message":
        return {"code": code, "message": message}
    flat = {"error_code": code, "error_msg": message}
    if solution is not None:
        flat["solution_msg"] = solution
    return {"error": flat} if style == "nested" else flat
