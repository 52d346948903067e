# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A signing client for tests, by the book of the Ark reference 2.1."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

from cloud_sandbox.messages import HttpRequest


def sign_headers(
    body: bytes,
    query: str,
    *,
    host: str,
    now: float,
    access_key: str = "AK",
    secret_key: str = "SK",
    token: str | None = None,
    region: str = "cn-beijing",
    service: str = "ark",
) -> dict[str, str]:
    """Headers of a signed POST, names in lower case."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
    digest = hashlib.sha256(body).hexdigest()
    headers = {"content-type": "application/json", "host": host, "x-content-sha256": digest, "x-date": stamp}
    if token:
        headers["x-security-token"] = token
    block = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = f"POST\n/\n{query}\n{block}\n{';'.join(headers)}\n{digest}"
    scope = f"{stamp[:8]}/{region}/{service}/request"
    to_sign = f"HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = secret_key.encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    headers["authorization"] = (
        f"HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders={';'.join(headers)}, Signature={signature}"
    )
    return headers


def signed(action: str, body: Any, *, now: float, version: str = "2024-01-01", **more: Any) -> HttpRequest:
    """One signed request, as the gateway gets it."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    query = f"Action={action}&Version={version}"
    headers = sign_headers(raw, query, host="127.0.0.1:8181", now=now, **more)
    return HttpRequest("POST", "/", query, headers, raw)
