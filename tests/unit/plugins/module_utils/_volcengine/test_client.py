# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that are really sent: signed, and repeated where that is safe."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ, WRITE, Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import Throttled, Unclear
from ansible_collections.inference.endpoints.plugins.module_utils._http.client import Connector
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.client import Client
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.connection import OPTIONS

from ...loopback import Loopback, answer

MOMENT = 1_767_323_045.0  # 2026-01-02T03:04:05Z


def options(**given: Any) -> dict:
    base = {
        **dict.fromkeys(field.name for field in OPTIONS),
        "site": "volcengine",
        "validate_certs": True,
        "ca_path": None,
    }
    return {**base, "request_timeout": 5.0, "max_retries": 2, **given}


KEYS = {"access_key": "AK", "secret_key": "SK"}


# --- calls


class Patience:
    def __init__(self) -> None:
        self.slept: list[float] = []
        self.clock = Clock(now=lambda: 0.0, sleep=self.slept.append, wall=lambda: MOMENT)


def client(patience: Patience, hidden: set[str], environment: dict | None = None, **given: Any) -> Client:
    params = options(**{**KEYS, **given})
    return Client(Connector(params, hidden.add, patience.clock, 60.0, environment or {}), "ark")


def enveloped(result: Any = None, code: str | None = None) -> bytes:
    metadata: dict[str, Any] = {"RequestId": "R"}
    if code:
        metadata["Error"] = {"Code": code, "Message": "m"}
    return json.dumps({"ResponseMetadata": metadata, "Result": result}).encode()


def test_a_call_is_one_signed_post_with_compact_utf8() -> None:
    with Loopback([answer(enveloped({"Id": "ep-1"}))]) as server:
        link = client(Patience(), set(), api_url=server.url + "/", session_token="TOKEN")
        assert link.perform(Call("CreateEndpoint", {"Name": "测试", "Tags": []})) == {"Id": "ep-1"}
    (request,) = server.requests
    assert request.line == "POST /?Action=CreateEndpoint&Version=2024-01-01 HTTP/1.1"
    assert request.body.decode() == '{"Name":"测试","Tags":[]}'
    sent = request.headers
    assert (sent["content-type"], sent["host"]) == ("application/json", f"127.0.0.1:{server.port}")
    assert (sent["x-date"], sent["x-security-token"]) == ("20260102T030405Z", "TOKEN")
    assert sent["authorization"].startswith("HMAC-SHA256 Credential=AK/20260102/cn-beijing/ark/request, ")


def test_reads_and_throttled_writes_are_repeated_and_unclear_writes_are_not() -> None:
    busy, broken = answer(enveloped(code="FlowLimitExceeded"), "429 Slow", Retry_After="3"), answer(b"", "502 Bad")
    with Loopback([busy, answer(enveloped()), broken, answer(enveloped()), broken]) as server:
        patience = Patience()
        link = client(patience, set(), api_url=server.url)
        assert link.perform(Call("StopEndpoint", {}, WRITE)) == {}
        assert patience.slept == [3.0]
        assert link.perform(Call("GetEndpoint", {}, READ)) == {}
        with pytest.raises(Unclear):
            link.perform(Call("StopEndpoint", {}, WRITE))
    assert len(server.requests) == 5


def test_max_retries_is_the_number_of_repetitions() -> None:
    busy = answer(enveloped(code="AccountFlowLimitExceeded"))
    with Loopback([busy] * 9) as server, pytest.raises(Throttled) as caught:
        client(Patience(), set(), api_url=server.url).perform(Call("ListEndpoints", {}, READ))
    assert len(server.requests) == 3
    assert "Given up (max_retries: 2). The service throttles: try again later" in str(caught.value)


def test_secrets_of_options_and_of_the_environment_are_told() -> None:
    hidden: set[str] = set()
    environment = {"VOLC_ACCESSKEY": "AK", "VOLC_SECRETKEY": "S3CRET", "VOLC_SESSION_TOKEN": "T0KEN"}
    client(Patience(), hidden, environment, access_key=None, secret_key=None)
    assert hidden >= {"S3CRET", "T0KEN"}
