# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The envelope of Ark's answers (Ark reference 3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..messages import ApiError, Reply
from .errors import GATEWAY_CODES

VERSION = "2024-01-01"


def reply(result: Mapping[str, Any], endpoint_id: str | None = None, *, effect: bool = False) -> Reply:
    """Return a success; `complete` adds the metadata."""
    return Reply(200, {"ResponseMetadata": {}, "Result": dict(result)}, None, "", endpoint_id, effect)


def complete(
    answer: Reply, request_id: str, action: str, region: str, *, service: str = "ark", version: str = VERSION
) -> Reply:
    """Add the metadata to a success."""
    answer.request_id = request_id
    answer.payload["ResponseMetadata"] = _metadata(request_id, action, region, service, version)
    return answer


def error_reply(
    error: ApiError,
    request_id: str,
    action: str | None,
    region: str,
    *,
    service: str = "ark",
    version: str = VERSION,
) -> Reply:
    """Return the answer for an error."""
    told: dict[str, Any] = {"Code": error.code, "Message": error.message}
    if error.code in GATEWAY_CODES:
        told["CodeN"] = GATEWAY_CODES[error.code][0]
    metadata = {**_metadata(request_id, action, region, service, version), "Error": told}
    return Reply(error.status, {"ResponseMetadata": metadata}, error.code, request_id)


def _metadata(request_id: str, action: str | None, region: str, service: str, version: str) -> dict[str, Any]:
    return {"RequestId": request_id, "Action": action or "", "Version": version, "Service": service, "Region": region}
