# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Error codes of the Ark control plane with their HTTP status and number (Ark reference 3.2 and 3.3)."""

from __future__ import annotations

from ..messages import ApiError

# code: (CodeN, HTTP status); the number exists for codes of the gateway only.
GATEWAY_CODES: dict[str, tuple[int, int]] = {
    "UndefinedError": (100001, 500),
    "MissingParameter": (100002, 400),
    "MissingAuthenticationToken": (100003, 401),
    "MissingRequestInfo": (100004, 400),
    "MissingSignature": (100005, 401),
    "InvalidTimestamp": (100006, 403),
    "ServiceNotFound": (100007, 404),
    "InvalidActionOrVersion": (100008, 404),
    "InvalidAccessKey": (100009, 401),
    "SignatureDoesNotMatch": (100010, 401),
    "LackPolicy": (100012, 403),
    "AccessDenied": (100013, 403),
    "InternalError": (100014, 500),
    "FailToConnect": (100015, 502),
    "InternalServiceTimeout": (100016, 504),
    "FlowLimitExceeded": (100018, 429),
    "ServiceUnavailableTemp": (100019, 503),
    "MethodNotAllowed": (100020, 405),
    "InternalServiceError": (100023, 502),
    "InvalidAuthorization": (100024, 400),
    "InvalidCredential": (100025, 400),
    "InvalidSecretToken": (100026, 401),
    "AccountFlowLimitExceeded": (100027, 200),
}

# The documented code that goes with a bare HTTP status, for faults.
CODE_OF_STATUS = {
    429: "FlowLimitExceeded",
    500: "InternalError",
    502: "InternalServiceError",
    503: "ServiceUnavailableTemp",
    504: "InternalServiceTimeout",
}


def gateway_error(code: str, message: str, status: int | None = None) -> ApiError:
    """Return an error with one of the gateway's codes, at its documented status unless another is given."""
    return ApiError(code, status or GATEWAY_CODES[code][1], message)


def missing(field: str) -> ApiError:
    """Return 400 MissingParameter.<field>."""
    return ApiError(f"MissingParameter.{field}", 400, f"The parameter `{field}` is required but it is missing.")


def invalid(field: str, why: str) -> ApiError:
    """Return 400 InvalidParameter.<field>."""
    return ApiError(f"InvalidParameter.{field}", 400, f"The parameter `{field}` is not valid: {why}.")


def coded(pair: str, message: str) -> ApiError:
    """Return an error from a switch value of the form ``Code/status``."""
    code, status = pair.rsplit("/", 1)
    return ApiError(code, int(status), message)
