# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of an endpoint, over real connections to a server on loopback."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._data_plane import check
from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import BadInput

from ..loopback import Deed, Loopback, answer, reset
from ..scripted import PassingTime

KEY = "0a1b2c3d-canary-key"
CHAT = answer(json.dumps({"choices": [{}], "usage": {"total_tokens": 9}}).encode(), X_Request_Id="r-1")


class FakeHost:
    """A host that keeps what it is told."""

    def __init__(self, check_mode: bool, **params: Any) -> None:
        defaults = {field.name: field.default for field in check.OPTIONS}
        self.params = {**defaults, "model": "ep-1", "api_key": KEY, **params}
        self.check_mode = check_mode
        self.time = PassingTime()
        self.hide = lambda _secret: None

    def clock(self) -> Clock:
        return Clock(self.time.now, self.time.sleep)


def error(status: str, code: str, message: str = "told") -> Deed:
    return answer(json.dumps({"error": {"code": code, "message": message}}).encode(), status)


def run(*deeds: Deed, check_mode: bool = False, **params: Any) -> tuple[dict, list, FakeHost]:
    """The result, what the server received, and the host."""
    with Loopback(deeds) as server:
        host = FakeHost(check_mode, base_url=f"{server.url}/api/v3", **params)
        result = check.run(host)
    assert KEY not in json.dumps(result)
    return result, server.requests, host


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    for name in ("ARK_API_KEY", "MAAS_API_KEY", "BYTEPLUS_API_KEY", "OPENAI_API_KEY", *check.CONTROL_PLANE_VARIABLES):
        monkeypatch.delenv(name, raising=False)


def test_one_request_tells_that_an_endpoint_answers():
    result, requests, _host = run(CHAT)
    assert [request.line for request in requests] == ["POST /api/v3/chat/completions HTTP/1.1"]
    assert requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert json.loads(requests[0].body) == {
        "model": "ep-1",
        "messages": [{"role": "user", "content": "Hi"}],
        "max_tokens": 1,
    }
    assert {name: result[name] for name in ("changed", "verdict", "usage", "http_status", "request_id")} == {
        "changed": False,
        "verdict": "ok",
        "usage": {"total_tokens": 9},
        "http_status": 200,
        "request_id": "r-1",
    }
    assert result["latency_seconds"] > 0
    assert "failed" not in result


@pytest.mark.parametrize(
    ("params", "line", "body"),
    [
        ({"kind": "embeddings"}, "POST /api/v3/embeddings HTTP/1.1", {"model": "ep-1", "input": ["Hi"]}),
        ({"kind": "auth"}, "GET /api/v3/contents/generations/tasks/cgt-20240101000000-none0 HTTP/1.1", None),
        ({"kind": "auth", "provider": "maas"}, "GET /api/v3/models HTTP/1.1", None),
        ({"kind": "auth", "provider": "openai"}, "GET /api/v3/models HTTP/1.1", None),
    ],
)
def test_what_else_is_asked(params, line, body):
    deed = error("404 Not Found", "NotFound") if "tasks" in line else answer(b'{"data": [{}]}')
    result, requests, _host = run(deed, **params)
    assert result["verdict"] == "ok"
    assert [request.line for request in requests] == [line]
    assert (json.loads(requests[0].body) if body else None) == body


def test_check_mode_asks_about_the_key_alone():
    result, requests, _host = run(error("404 Not Found", "NotFound"), check_mode=True, accept=["closed"])
    assert [request.line.split()[0] for request in requests] == ["GET"]
    assert result["verdict"] == "ok"
    assert "failed" not in result
    assert result["msg"].startswith("the API key: ok")


def test_a_verdict_that_is_not_accepted_fails_with_the_remedy():
    result, _requests, _host = run(error("400 Bad Request", "InvalidEndpoint.ClosedEndpoint", "is closed."))
    assert (result["failed"], result["verdict"], result["error_code"]) == (
        True,
        "closed",
        "InvalidEndpoint.ClosedEndpoint",
    )
    assert result["msg"] == (
        "chat with ep-1: closed (HTTP 400, InvalidEndpoint.ClosedEndpoint): is closed."
        " Start the endpoint. If it runs, check the account for unpaid bills"
    )


def test_a_verdict_that_is_accepted_is_no_failure():
    result, _requests, _host = run(error("400 Bad Request", "InvalidEndpoint.ClosedEndpoint"), accept=["closed"])
    assert (result["verdict"], result.get("failed")) == ("closed", None)


def test_what_the_server_says_about_a_bad_key_is_not_repeated():
    result, _requests, _host = run(error("401 Unauthorized", "AuthenticationError", "bad key 0a1b2c3d-can***"))
    assert "0a1b2c3d" not in result["msg"]


def test_every_verdict_that_is_not_accepted_is_asked_for_again():
    deeds = (error("401 Unauthorized", "AuthenticationError"), error("429 Too Many Requests", "x"), CHAT)
    result, requests, host = run(*deeds, attempts=5, interval=7.0)
    assert (result["verdict"], len(requests), host.time.slept) == ("ok", 3, 14.0)


def test_attempts_are_bounded():
    result, requests, host = run(*[error("500 Internal Server Error", "x")] * 3, attempts=2, interval=7.0)
    assert (result["verdict"], result["failed"], len(requests), host.time.slept) == ("server_error", True, 2, 7.0)


def test_no_answer_is_unreachable():
    result, _requests, _host = run(reset())
    assert (result["verdict"], result["http_status"], result["failed"]) == ("unreachable", None, True)
    assert result["error_code"] == "ConnectionError"
    assert "Check base_url" in result["msg"]


def test_a_redirect_is_not_followed():
    result, requests, _host = run(answer(b"", "302 Found", Location="http://127.0.0.1:1/"), CHAT)
    assert (result["verdict"], len(requests)) == ("foreign_answer", 1)


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"api_key": None}, "api_key: missing; expected the option api_key or the environment variable ARK_API_KEY"),
        ({"api_key": None, "provider": "maas"}, "environment variable MAAS_API_KEY"),
        ({"api_key": "AKLTcanarycanarycanary"}, "api_key: found a key of the control plane"),
        ({"api_key": "control-canary"}, "api_key: found a key of the control plane"),
        ({"api_key": "canary\n"}, "api_key: found characters that cannot be part of one"),
        ({"model": None}, "model: missing"),
        ({"model": ""}, "model: found ''; expected the id"),
        ({"model": "ep-1\n"}, "model: found 'ep-1\\n'; expected no blanks"),
        ({"provider": "maas", "model": "ep-20260102030405-abcde"}, "the id of an endpoint; expected its name"),
        ({"provider": "maas", "model": "c4513589-df2e-4d58-ab0c-d5a6f2000000"}, "the id of an endpoint"),
        ({"base_url": "host"}, "base_url: found 'host'"),
        (
            {"base_url": "https://me:canary@host/v1"},
            "base_url: found a URL with credentials in it; expected those as api_key",
        ),
        ({"provider": "openai", "base_url": None}, "base_url: missing"),
        ({"max_tokens": 0}, "max_tokens: found 0"),
        ({"attempts": 0}, "attempts: found 0"),
        ({"timeout": 0.0}, "timeout: found 0"),
        ({"interval": -1.0}, "interval: found -1"),
        ({"accept": []}, "accept: found an empty list"),
        ({"ca_path": "/nowhere"}, "ca_path: found '/nowhere'"),
    ],
)
def test_bad_input_is_refused_before_the_first_request(params, told, monkeypatch):
    monkeypatch.setenv("VOLCENGINE_SECRET_KEY", "control-canary")
    with pytest.raises(BadInput) as caught:
        check.run(FakeHost(False, **params))
    assert len(caught.value.errors) == 1
    assert told in str(caught.value)
    assert "canary" not in str(caught.value)


def test_the_key_of_the_environment_is_a_secret_too(monkeypatch):
    monkeypatch.setenv("BYTEPLUS_API_KEY", "from-environment")
    assert check.secrets({"api_key": None, "provider": "byteplus"}) == ["from-environment"]
    assert check.secrets_in({"base_url": "https://me:pass@host"}) == ["pass"]
