# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What several tests of the Huawei Cloud services of the sandbox share."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
from typing import Any
from urllib.parse import quote

from cloud_sandbox.cloud import Cloud
from cloud_sandbox.gateway import Outcome
from cloud_sandbox.messages import HttpRequest, Reply
from cloud_sandbox.signature import Credentials

from .support import Clock

PROJECT = "0123456789abcdef0123456789abcdef"
WORKSPACE = "e935d0eff4eb4b95aff19d33ae9f57a6"
AGREEMENT = "af247c14-2bee-4d78-a5e8-a419ea62b6c6"
FABRIC_PATH = f"/v1/workspaces/{WORKSPACE}/endpoints"
MAAS_PATH = f"/v1/{PROJECT}/maas/services/custom-endpoint/endpoint"
MU = {"mu": {"spec_code": "mu.llama3.8b", "min": 0, "max": 1}}
INFERENCE = {"name": "one", "type": "inference", "reserved_resource": MU}
CUSTOM = {"source": "custom_from_maas", "model_name": "DeepSeek-V3", "endpoint_name": "one"}


def sign_headers(
    method: str,
    path: str,
    body: bytes = b"",
    *,
    host: str,
    now: float,
    query: str = "",
    access_key: str = "AK",
    secret_key: str = "SK",
    more: dict[str, str] | None = None,
) -> dict[str, str]:
    """Headers of a signed request, names in lower case; ``query`` is sorted and encoded already."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
    headers = {"content-type": "application/json", "host": host, "x-sdk-date": stamp, **(more or {})}
    names = sorted(headers)
    block = "".join(f"{name}:{headers[name]}\n" for name in names)
    digest = hashlib.sha256(body).hexdigest()
    canonical = f"{method}\n{path}/\n{query}\n{block}\n{';'.join(names)}\n{digest}"
    to_sign = f"SDK-HMAC-SHA256\n{stamp}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret_key.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    headers["authorization"] = (
        f"SDK-HMAC-SHA256 Access={access_key}, SignedHeaders={';'.join(names)}, Signature={signature}"
    )
    return headers


def raw(body: Any) -> bytes:
    """A document as it is sent; text as it is."""
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()


class Estate:
    """All services of one account with a clock, and short ways to use them."""

    def __init__(
        self, faults: list[Any] | None = None, credentials: Credentials | None = None, **switches: Any
    ) -> None:
        self.clock = Clock()
        known = credentials or Credentials("AK", "SK", auth_token="static-token")
        self.cloud = Cloud(known, switches, faults=faults, now=self.clock, seed=7)

    # ---- the services themselves -------------------------------------------------------------------------------

    def fabric(self, action: str, endpoint_id: str = "", body: Any = None, **query: str) -> Reply:
        """One action of Fabric in the one workspace."""
        parameters = {"workspace_id": WORKSPACE, "endpoint_id": endpoint_id, **query}
        if not endpoint_id:
            del parameters["endpoint_id"]
        return self.cloud.fabric.perform(action, parameters, body)

    def maas(self, action: str, endpoint_id: str = "", body: Any = None, project: str = PROJECT, **query: str) -> Reply:
        """One action of MaaS."""
        return self.cloud.maas.perform(action, {"project_id": project, "endpoint_id": endpoint_id, **query}, body)

    def endpoint(self, **more: Any) -> str:
        """Id of a new Fabric endpoint that is running."""
        return self._settled(self.fabric("CreateEndpoint", body={**INFERENCE, **more}))

    def custom(self, **more: Any) -> str:
        """Id of a new MaaS endpoint."""
        return self._settled(self.maas("CreateEndpoint", body={**CUSTOM, **more}))

    def _settled(self, reply: Reply) -> str:
        assert reply.code is None, reply.payload
        assert reply.endpoint_id
        self.clock.tick(1)
        return reply.endpoint_id

    def shown(self, endpoint_id: str, **query: str) -> dict[str, Any]:
        """What ShowEndpoint of Fabric answers."""
        reply = self.fabric("ShowEndpoint", endpoint_id, **query)
        assert reply.code is None, reply.payload
        return dict(reply.payload)

    def endpoints(self, **query: str) -> list[dict[str, Any]]:
        """The first page of Fabric's endpoints."""
        reply = self.fabric("ListEndpoints", query.pop("endpoint_id", ""), None, **query)
        assert reply.code is None, reply.payload
        return list(reply.payload["endpoints"])

    def items(self, project: str = PROJECT) -> list[dict[str, Any]]:
        """All MaaS endpoints."""
        return list(self.maas("ListEndpoints", project=project).payload["items"])

    # ---- through the gateway -----------------------------------------------------------------------------------

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Outcome:
        """One request with the given headers only."""
        path, _mark, query = path.partition("?")
        return self.cloud.gateway.request(HttpRequest(method, path, query, headers, raw(body)))

    def signed(self, method: str, path: str, body: Any = None, *, ahead: float = 0.0, **more: Any) -> Outcome:
        """One signed request."""
        path, _mark, query = path.partition("?")
        content = raw(body)
        now = self.clock() + ahead
        headers = sign_headers(method, path, content, host="127.0.0.1:8181", now=now, query=query, **more)
        return self.cloud.gateway.request(HttpRequest(method, path, query, headers, content))

    def with_token(self, token: str, method: str, path: str, body: Any = None) -> Outcome:
        """One request with a token."""
        return self.send(method, path, body, **{"x-auth-token": token, "content-type": "application/json"})

    def token(self, **scope: Any) -> str:
        """A token for a project (``name`` or ``id``) from the sandbox's IAM."""
        outcome = self.ask_token(scope={"project": scope or {"id": PROJECT}})
        assert outcome.status == 201, outcome.body
        return outcome.headers["X-Subject-Token"]

    def ask_token(
        self, user: str = "AK", password: str = "SK", domain: str = "sandbox", scope: Any = None, query: str = ""
    ) -> Outcome:
        """The token request of the reference 2.1."""
        named = {"name": user, "password": password, "domain": {"name": domain}}
        auth: dict[str, Any] = {"identity": {"methods": ["password"], "password": {"user": named}}}
        if scope is not None:
            auth["scope"] = scope
        headers = {"content-type": "application/json;charset=utf8"}
        return self.send("POST", "/v3/auth/tokens" + query, {"auth": auth}, **headers)

    def codes(self) -> list[tuple[str, str, int | None, str | None]]:
        """Service, action, status and code of every request so far."""
        return [(one["service"], one["action"], one["status"], one["code"]) for one in self.cloud.gateway.log]


class HuaweiClient:
    """Speaks to a running sandbox at 127.0.0.1 with the pair AK, SK."""

    def __init__(self, port: int, timeout: float = 60) -> None:
        self.host = f"127.0.0.1:{port}"
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def send(self, method: str, path: str, body: Any = None, **query: str) -> http.client.HTTPResponse:
        """One signed request; the answer is not yet read."""
        content = raw(body)
        text = "&".join(f"{name}={quote(value, safe='-_.~')}" for name, value in sorted(query.items()))
        headers = sign_headers(method, path, content, host=self.host, now=time.time(), query=text)
        self._connection.request(method, f"{path}?{text}" if text else path, content, headers)
        return self._connection.getresponse()

    def __call__(self, method: str, path: str, body: Any = None, **query: str) -> tuple[int, Any]:
        """Status and document of one request; no document for an empty body."""
        answer = self.send(method, path, body, **query)
        text = answer.read()
        return answer.status, json.loads(text) if text else None

    def close(self) -> None:
        """Let the connection go; the next request opens another."""
        self._connection.close()
