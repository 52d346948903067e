# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Assuming a role: the request to STS, its temporary keys, when they are renewed, and what STS refuses."""

from __future__ import annotations

import json
import pathlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ, Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import CallFailed
from ansible_collections.inference.endpoints.plugins.module_utils._http.client import Connector
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.client import Client
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.connection import OPTIONS

from ...loopback import Deed, Loopback, Received, answer

MOMENT = 1_767_323_045.0  # 2026-01-02T03:04:05Z
ROLE = "trn:iam::2100000000:role/ark-admin"
LONG_TERM = {"access_key": "AKLTEXAMPLE0000000000000000000000000000000000000", "secret_key": "S3CRET"}
LIST = Call("ListEndpoints", {}, READ)


class Time:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.clock = Clock(now=lambda: self.passed, sleep=lambda seconds: None, wall=lambda: MOMENT + self.passed)


def issued(number: int = 1, seconds: int = 3600, **changes: Any) -> Deed:
    """Temporary keys by a server whose clock is a day off."""
    credentials = {
        "AccessKeyId": f"AK-{number}",
        "SecretAccessKey": f"SK-S3CRET-{number}",
        "SessionToken": f"ST-S3CRET-{number}",
        "CurrentTime": "2026-01-01T00:00:00+08:00",
        "ExpiredTime": f"2026-01-01T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}+08:00",
        **changes,
    }
    return enveloped({"Credentials": {name: value for name, value in credentials.items() if value is not None}})


def enveloped(result: dict | None = None, code: str = "", message: str = "", status: str = "200 OK") -> Deed:
    metadata: dict[str, Any] = {"RequestId": "R"}
    if code:
        metadata["Error"] = {"Code": code, "Message": message}
    return answer(json.dumps({"ResponseMetadata": metadata, "Result": result or {}}).encode(), status)


def client(url: str, sts_url: str, time: Time, hidden: set[str] | None = None, **role: Any) -> Client:
    given = {"role_trn": ROLE, "sts_url": sts_url, **role}
    params = {
        **dict.fromkeys(field.name for field in OPTIONS),
        **LONG_TERM,
        "site": "volcengine",
        "api_url": url,
        "assume_role": given,
        "validate_certs": True,
        "ca_path": None,
        "request_timeout": 5.0,
        "max_retries": 2,
    }
    hide = (set() if hidden is None else hidden).add
    return Client(Connector(params, hide, time.clock, 60.0, {}), "ark")


def signer(request: Received) -> tuple[str, str | None]:
    return request.headers["authorization"].split("/")[0], request.headers.get("x-security-token")


def test_one_signed_call_to_sts_and_its_keys_sign_the_rest() -> None:
    hidden: set[str] = set()
    with Loopback([issued()]) as sts, Loopback([enveloped()] * 2) as ark:
        role = {"session_name": "ansible demo", "duration_seconds": 3600}
        link = client(ark.url, sts.url, Time(), hidden, **role)
        assert (sts.requests, hidden) == ([], {"S3CRET"})  # nothing before it is needed
        for _turn in range(2):
            link.perform(LIST)
    (request,) = sts.requests
    assert request.line == (
        "GET /?Action=AssumeRole&DurationSeconds=3600&RoleSessionName=ansible%20demo"
        "&RoleTrn=trn%3Aiam%3A%3A2100000000%3Arole%2Fark-admin&Version=2018-01-01 HTTP/1.1"
    )
    assert request.headers["content-type"] == "text/plain"
    assert f"Credential={LONG_TERM['access_key']}/20260102/cn-beijing/sts/request" in request.headers["authorization"]
    assert {signer(each) for each in ark.requests} == {("HMAC-SHA256 Credential=AK-1", "ST-S3CRET-1")}
    assert hidden == {"S3CRET", "SK-S3CRET-1", "ST-S3CRET-1"}


def test_an_oidc_token_is_sent_in_the_body_without_a_signature(tmp_path: pathlib.Path) -> None:
    hidden: set[str] = set()
    token = tmp_path / "token"
    token.write_text("head.S3CRET-B0DY.tail\n")
    policy = '{"Statement": []}'
    with Loopback([issued(CurrentTime=None, Expiration="2026-01-02T04:04:05Z")]) as sts, Loopback([enveloped()]) as ark:
        client(ark.url, sts.url, Time(), hidden, oidc_token_file=str(token), policy=policy).perform(LIST)
    (request,) = sts.requests
    assert request.line == "POST /?Action=AssumeRoleWithOIDC&Version=2018-01-01 HTTP/1.1"
    assert "authorization" not in request.headers
    sent = {name: value for name, (value,) in parse_qs(request.body.decode(), strict_parsing=True).items()}
    assert sent.pop("RoleSessionName").startswith("ansible-")
    assert sent == {"RoleTrn": ROLE, "OIDCToken": "head.S3CRET-B0DY.tail", "Policy": policy}
    assert "head.S3CRET-B0DY.tail" in hidden


@pytest.mark.parametrize(
    ("seconds", "renewed_at"),
    [(3600, 3540.0), (900, 840.0), (60, 30.0)],
)
def test_keys_are_renewed_sixty_seconds_before_they_end(seconds: int, renewed_at: float) -> None:
    time = Time()
    with Loopback([issued(1, seconds), issued(2)]) as sts, Loopback([enveloped()] * 3) as ark:
        link = client(ark.url, sts.url, time)
        for moment in (0.0, renewed_at - 0.1, renewed_at):
            time.passed = moment
            link.perform(LIST)
    assert [signer(each)[1] for each in ark.requests] == ["ST-S3CRET-1", "ST-S3CRET-1", "ST-S3CRET-2"]
    assert len(sts.requests) == 2


def test_many_threads_ask_sts_once() -> None:
    with Loopback([issued()]) as sts:
        keys = client("http://127.0.0.1:9", sts.url, Time())._transport._auth._keys
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda _turn: keys(), range(64)))
    assert {each.access_key for each in found} == {"AK-1"}
    assert len(sts.requests) == 1


@pytest.mark.parametrize(
    ("deeds", "code", "words", "requests"),
    [
        (
            [enveloped(code="AccessDenied", message="User is not authorized to assume it.", status="403 No")],
            "AccessDenied",
            "AssumeRole: the server refused with AccessDenied (HTTP 403, request id R): User is not authorized to"
            " assume it. The credentials lack a permission for this. Check who may assume"
            f" {ROLE}. Nothing else was sent",
            1,
        ),
        (
            [enveloped(code="InvalidSecretToken", status="401 No")],
            "InvalidSecretToken",
            "The session token is wrong or has expired; get new temporary credentials. Check who may assume",
            1,
        ),
        ([enveloped({"Credentials": {"AccessKeyId": "AK"}})] * 3, "ForeignAnswer", "does not say what was asked", 3),
        ([answer(b"<html>", "404 No")], "ForeignAnswer", "Check assume_role.sts_url and the proxies", 1),
    ],
)
def test_what_sts_says_is_in_the_failure_and_it_is_not_asked_again(
    deeds: list[Deed], code: str, words: str, requests: int
) -> None:
    with Loopback(deeds) as sts, Loopback([]) as ark:
        link = client(ark.url, sts.url, Time())
        failures = []
        for _turn in range(2):
            with pytest.raises(CallFailed) as caught:
                link.perform(LIST)
            failures.append(caught.value)
    assert [(error.action, error.code) for error in failures] == [("AssumeRole", code)] * 2
    assert words in str(failures[0])
    assert (len(sts.requests), ark.requests) == (requests, [])
