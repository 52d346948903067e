# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls of Volcengine Ark, as scripted.py plays them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from requests import PreparedRequest

from .scripted import Dialect, Exchange, run_script

__all__ = ["KEYS", "Exchange", "call", "listing", "run"]

WRITES = ("GetApiKey", "CreateEndpoint", "UpdateEndpoint", "StartEndpoint", "StopEndpoint", "DeleteEndpoint")
KEYS = {"access_key": "AK", "secret_key": "SK-canary-7d1f", "session_token": "ST-canary-93ab"}
HOST = "ark.cn-beijing.volcengineapi.com"


def call(
    action: str,
    arguments: dict,
    result: Any = None,
    *,
    error: str | None = None,
    status: int = 200,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Exchange:
    """``error`` is a code, ``body`` replaces the platform's envelope."""
    metadata: dict[str, Any] = {"RequestId": f"R-{action}", "Action": action}
    if error:
        metadata["Error"] = {"Code": error, "Message": "no"}
    envelope = json.dumps({"ResponseMetadata": metadata, "Result": result or {}}).encode()
    return Exchange(action, arguments, status, envelope if body is None else body, headers or {})


def listing(name: str | None, *items: dict, project: str | None = "default", page: int = 1, **more: Any) -> Exchange:
    """A ListEndpoints for a name in a project."""
    request: dict[str, Any] = {"PageNumber": page, "PageSize": 100, "SortBy": "CreateTime", "SortOrder": "Asc"}
    if project:
        request["ProjectName"] = project
    if name:
        request["Filter"] = {"Name": name}
    answer = {"TotalCount": len(items), "PageNumber": page, "PageSize": 100, "Items": list(items)}
    return call("ListEndpoints", {**request, **more.pop("request", {})}, {**answer, **more})


def run(main: Callable[[], None], *exchanges: Exchange, **more: Any) -> dict:
    """As ``run_script``."""
    return run_script(_DIALECT, main, *exchanges, **more)


def _read(request: PreparedRequest) -> tuple[str, Any]:
    query = parse_qs(str(urlsplit(request.url or "").query))
    return query["Action"][0], json.loads(request.body or b"null")


def _faults(request: PreparedRequest, host: str) -> list[str]:
    url = urlsplit(request.url or "")
    query = parse_qs(str(url.query))
    body = request.body or b""
    form = {
        "method": (request.method, "POST"),
        "url": ((url.scheme, url.netloc, url.path), ("https", host, "/")),
        "version": (query.get("Version"), ["2024-01-01"]),
        "query": (sorted(query), ["Action", "Version"]),
        "content type": (request.headers.get("Content-Type"), "application/json"),
        "host": (request.headers.get("Host"), host),
        "token": (request.headers.get("X-Security-Token"), KEYS["session_token"]),
        "hash": (
            request.headers.get("X-Content-Sha256"),
            hashlib.sha256(body.encode() if isinstance(body, str) else body).hexdigest(),
        ),
        "signature": (
            str(request.headers.get("Authorization")).split("/", maxsplit=1)[0],
            "HMAC-SHA256 Credential=AK",
        ),
    }
    return [f"{name}: {found} is not {want}" for name, (found, want) in form.items() if found != want]


_DIALECT = Dialect(_read, _faults, WRITES.__contains__, KEYS, ("secret_key", "session_token"), HOST)
