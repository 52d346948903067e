# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls of Huawei Cloud, as scripted.py plays them: method and path, then query and body.

Requests are signed unless a test gives other credentials than ``KEYS`` (Huawei reference 2).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from requests import PreparedRequest

from .scripted import Dialect, Exchange, run_script

PROJECT = "0123456789abcdef0123456789abcdef"
WORKSPACE = "e935d0ef-f4eb-4b95-aff1-9d33ae9f57a6"
REQUEST_ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
KEYS = {
    "access_key": "AK",
    "secret_key": "SK-canary-7d1f",
    "security_token": "ST-canary-93ab",
    "region": "cn-southwest-2",
    "project_id": PROJECT,
}
#: Options in place of keys, and what they are on the wire.
TOKEN = {"access_key": None, "secret_key": None, "security_token": None, "auth_token": "AT-canary-55e0"}
PASSWORD = {
    **TOKEN,
    "auth_token": None,
    "user_name": "lin",
    "password": "PW-canary-c4b1",
    "domain_name": "corp",
}
IAM_HOST = "iam.cn-southwest-2.myhuaweicloud.com"
FABRIC_HOST = "fabric.cn-southwest-2.myhuaweicloud.com"
MAAS_HOST = "modelarts.cn-southwest-2.myhuaweicloud.com"

_FABRIC = f"/v1/workspaces/{WORKSPACE}/endpoints"
_MAAS = f"/v1/{PROJECT}/maas/services/custom-endpoint"


def call(
    line: str,
    result: Any = None,
    *,
    query: dict[str, str] | None = None,
    body: Any = None,
    error: str | None = None,
    told: str = "no",
    status: int = 200,
    raw: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Exchange:
    """A call. ``line``: method and path; ``query`` and ``body``: all that it carries besides.

    ``error``: the code of a refusal, which says ``told``; ``raw``: an answer that is no JSON of the service;
    ``status``: 0 for no answer at all.
    """
    answer = {"error_code": error, "error_msg": told} if error else result
    encoded = (b"" if answer is None else json.dumps(answer).encode()) if raw is None else raw
    heads = {"X-Request-Id": REQUEST_ID} if headers is None else headers
    return Exchange(line, {"query": query or {}, "body": body}, status, encoded, heads)


def _done(status: int, more: dict) -> dict:
    """``more`` with this status, unless it says another."""
    return {"status": 400 if "error" in more else status, **more}


class Fabric:
    """The calls of DataArts Fabric (Huawei reference 4.1)."""

    @staticmethod
    def listing(
        *items: dict, offset: int = 0, total: int | None = None, workspace: str = WORKSPACE, **query: str
    ) -> Exchange:
        """One page of a list, with these filters."""
        answer = {"total": len(items) if total is None else total, "endpoints": list(items)}
        sent = {**query, "offset": str(offset), "limit": "100"}
        return call(f"GET /v1/workspaces/{workspace}/endpoints", answer, query=sent)

    @staticmethod
    def show(endpoint_id: str, *results: Any, **more: Any) -> Exchange:
        return call(f"GET {_FABRIC}/{endpoint_id}", *results, **_done(200, more))

    @staticmethod
    def create(body: dict, *results: Any, **more: Any) -> Exchange:
        return call(f"POST {_FABRIC}", *results, body=body, **_done(202, more))

    @staticmethod
    def update(endpoint_id: str, body: dict, *results: Any, **more: Any) -> Exchange:
        return call(f"PUT {_FABRIC}/{endpoint_id}", *results, body=body, **_done(202, more))

    @staticmethod
    def delete(endpoint_id: str, *results: Any, **more: Any) -> Exchange:
        return call(f"DELETE {_FABRIC}/{endpoint_id}", *results, **_done(202, more))


class Maas:
    """The calls of ModelArts Studio MaaS (Huawei reference 5.1)."""

    @staticmethod
    def listing(*items: dict, **members: Any) -> Exchange:
        answer = {"total": len(items), "count": str(len(items)), "items": list(items), "quantity_limit": 10}
        return call(f"GET {_MAAS}/endpoint", {**answer, **members})

    @staticmethod
    def create(body: dict, *results: Any, **more: Any) -> Exchange:
        return call(f"POST {_MAAS}/endpoint", *results, body=body, **_done(200, more))

    @staticmethod
    def edit(endpoint_id: str, body: dict, **more: Any) -> Exchange:
        """The answer to an edit is a bare 1."""
        return call(f"PUT {_MAAS}/endpoint/{endpoint_id}", 1, body=body, **_done(200, more))

    @staticmethod
    def delete(endpoint_id: str, **more: Any) -> Exchange:
        return call(f"DELETE {_MAAS}/endpoint/{endpoint_id}", **_done(204, more))

    @staticmethod
    def control(endpoint_id: str, action: str, **more: Any) -> Exchange:
        return call(f"PUT {_MAAS}/control/{endpoint_id}", body={"action": action}, **_done(204, more))

    @staticmethod
    def agreement(agreement_id: str) -> Exchange:
        answer = {"id": "1", "agreement_id": agreement_id, "agreement_data": "Disclaimer"}
        return call(f"GET /v1/{PROJECT}/maas/compliance/agreements", answer, query={"lang": "en"})


def create_token(token: str, scope: dict, **answer: Any) -> Exchange:
    """What IAM is asked for a token, and its answer (Huawei reference 2.1)."""
    user = {
        "name": PASSWORD["user_name"],
        "password": PASSWORD["password"],
        "domain": {"name": PASSWORD["domain_name"]},
    }
    body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": {"project": scope}}}
    return call(
        "POST iam/v3/auth/tokens",
        {"token": {"expires_at": "2026-01-03T03:04:05.000000Z", **answer}},
        query={"nocatalog": "true"},
        body=body,
        status=201,
        headers={"X-Subject-Token": token},
    )


def find_project(*projects: dict) -> Exchange:
    """What IAM is asked for the id of a region's project (Huawei reference 2.4)."""
    return call("GET iam/v3/projects", {"projects": list(projects)}, query={"name": "cn-southwest-2"})


def run(
    main: Callable[[], None], *exchanges: Exchange, host: str = FABRIC_HOST, token: str | None = None, **more: Any
) -> dict:
    """As ``run_script``. ``token``: what authenticates calls when no option says so."""
    options = {**KEYS, **more}
    secrets = tuple(name for name in _SECRETS if options.get(name))
    known = {name: options[name] for name in {*KEYS, *secrets}}
    form = _Form(token or more.get("auth_token"), options["project_id"])
    return run_script(Dialect(_read, form.faults, _writes, known, secrets, host), main, *exchanges, **more)


_SECRETS = ("secret_key", "security_token", "auth_token", "password")


def _writes(line: str) -> bool:
    return line.split()[0] != "GET" and " iam/" not in line


def _read(request: PreparedRequest) -> tuple[str, Any]:
    url = urlsplit(str(request.url))
    place = f"iam{url.path}" if url.netloc == IAM_HOST else url.path
    body = json.loads(request.body) if request.body else None
    return f"{request.method} {place}", {"query": dict(parse_qsl(str(url.query))), "body": body}


class _Form:
    """What every request has beside its address and body. ``token``: what authenticates it instead of a signature."""

    def __init__(self, token: str | None, project: str | None) -> None:
        self.token = token
        self.project = project

    def faults(self, request: PreparedRequest, host: str) -> list[str]:
        url = urlsplit(str(request.url))
        headers = {name.lower(): str(value) for name, value in request.headers.items()}
        content = headers.get("content-type", "").partition(";")[0]
        form: dict[str, tuple] = {"content type": (content, "application/json"), "scheme": (url.scheme, "https")}
        if url.netloc != IAM_HOST:
            form["host"] = (url.netloc, host)
        if self.token is None:
            form.update(
                signature=(headers.get("authorization", "").partition(",")[0], "SDK-HMAC-SHA256 Access=AK"),
                signed=(";x-sdk-date;x-security-token" in headers.get("authorization", ""), True),
                project=(headers.get("x-project-id"), self.project),
                date=(headers.get("x-sdk-date"), "20260102T030405Z"),
                security_token=(headers.get("x-security-token"), KEYS["security_token"]),
                token=(headers.get("x-auth-token"), None),
            )
        else:
            own = None if (request.method, url.path) == ("POST", "/v3/auth/tokens") else self.token
            form.update(token=(headers.get("x-auth-token"), own), signature=(headers.get("authorization"), None))
        return [f"{name}: {found} is not {want}" for name, (found, want) in form.items() if found != want]
