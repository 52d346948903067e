# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connecting: sites, keys from options and environment, what is wrong with them, and the request that is sent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import Throttled, Unclear
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import READ, WRITE, Call
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.client import Client
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.connection import connection, problems

from ...loopback import Loopback, answer

NONE = dict.fromkeys(("access_key", "secret_key", "session_token", "region", "api_url"))
MOMENT = 1_767_323_045.0  # 2026-01-02T03:04:05Z


def options(**given: Any) -> dict:
    base = {"site": "volcengine", **NONE, "validate_certs": True, "ca_path": None}
    return {**base, "request_timeout": 5.0, "max_retries": 2, **given}


KEYS = {"access_key": "AK", "secret_key": "SK"}


@pytest.mark.parametrize(
    ("site", "option", "variables"),
    [
        ("volcengine", "access_key", ["VOLCENGINE_ACCESS_KEY", "VOLC_ACCESSKEY"]),
        ("volcengine", "secret_key", ["VOLCENGINE_SECRET_KEY", "VOLC_SECRETKEY"]),
        ("volcengine", "session_token", ["VOLCENGINE_SESSION_TOKEN", "VOLC_SESSION_TOKEN"]),
        ("volcengine", "region", ["VOLCENGINE_REGION"]),
        ("volcengine", "api_url", ["ARK_API_URL"]),
        ("byteplus", "access_key", ["BYTEPLUS_ACCESS_KEY", "BYTEPLUS_ACCESSKEY"]),
        ("byteplus", "secret_key", ["BYTEPLUS_SECRET_KEY", "BYTEPLUS_SECRETKEY"]),
        ("byteplus", "session_token", ["BYTEPLUS_SESSION_TOKEN"]),
        ("byteplus", "region", ["BYTEPLUS_REGION"]),
        ("byteplus", "api_url", ["ARK_API_URL"]),
    ],
)
def test_the_option_counts_first_and_then_each_variable_in_its_order(site: str, option: str, variables: list) -> None:
    environment = {variable: f"from-{variable}" for variable in variables}
    assert getattr(connection(options(site=site, **{option: "given"}), environment), option) == "given"
    while variables:
        for empty in (None, ""):
            found = connection(options(site=site, **{option: empty}), environment)
            assert getattr(found, option) == f"from-{variables[0]}"
        # An empty variable counts as one that is not set.
        environment[variables.pop(0)] = ""


@pytest.mark.parametrize(("site", "region"), [("volcengine", "cn-beijing"), ("byteplus", "ap-southeast-1")])
def test_without_anything_there_is_the_sites_region_and_nothing_else(site: str, region: str) -> None:
    foreign = {
        "VOLCENGINE_ACCESS_KEY" if site == "byteplus" else "BYTEPLUS_ACCESS_KEY": "other site's",
        "VOLCENGINE_REGION" if site == "byteplus" else "BYTEPLUS_REGION": "other-site",
    }
    assert connection(options(site=site), foreign) == ("", "", None, region, None)


@pytest.mark.parametrize(
    ("given", "environment", "sentences"),
    [
        (KEYS, {}, []),
        ({}, {"VOLC_ACCESSKEY": "AK", "VOLC_SECRETKEY": "SK"}, []),
        (
            {},
            {},
            [
                "access_key: missing; give the option access_key or set the environment variable VOLCENGINE_ACCESS_KEY"
                " or VOLC_ACCESSKEY",
                "secret_key: missing; give the option secret_key or set the environment variable VOLCENGINE_SECRET_KEY"
                " or VOLC_SECRETKEY",
            ],
        ),
        (
            {"site": "byteplus", "access_key": "AK", "secret_key": ""},
            {"VOLCENGINE_SECRET_KEY": "SK"},
            [
                "secret_key: missing; give the option secret_key or set the environment variable BYTEPLUS_SECRET_KEY"
                " or BYTEPLUS_SECRETKEY",
            ],
        ),
        (
            {**KEYS, "secret_key": "S3CRET\n"},
            {},
            ["secret_key: found characters that cannot be part of one; printable ASCII without blanks"],
        ),
        (
            {**KEYS, "access_key": " AK"},
            {"VOLCENGINE_SESSION_TOKEN": "密"},
            [
                "access_key: found characters that cannot be part of one; printable ASCII without blanks",
                "session_token: found characters that cannot be part of one; printable ASCII without blanks",
            ],
        ),
        ({**KEYS, "region": "cn/beijing"}, {}, ["region: found 'cn/beijing'; a region id such as cn-beijing"]),
        (
            {**KEYS, "region": "evil.example/x", "site": "byteplus"},
            {},
            ["region: found 'evil.example/x'; a region id such as ap-southeast-1"],
        ),
        (
            {**KEYS, "api_url": "127.0.0.1:8181"},
            {},
            ["api_url: found '127.0.0.1:8181'; a URL that begins with http:// or https:// and names a host"],
        ),
        (
            KEYS,
            {"ARK_API_URL": "http://u:p@h"},
            ["api_url: found a URL with credentials in it; give them as access_key and secret_key"],
        ),
    ],
)
def test_what_is_wrong_is_said_with_option_and_variables(given: dict, environment: dict, sentences: list[str]) -> None:
    assert problems(options(**given), environment) == sentences


# --- calls


class Patience:
    def __init__(self) -> None:
        self.slept: list[float] = []
        self.clock = Clock(now=lambda: 0.0, sleep=self.slept.append, wall=lambda: MOMENT)


def client(patience: Patience, hidden: set[str], environment: dict | None = None, **given: Any) -> Client:
    return Client(
        options(**{**KEYS, **given}),
        environment or {},
        service="ark",
        version="2024-01-01",
        hide=hidden.add,
        clock=patience.clock,
        budget=60.0,
    )


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
    assert str(caught.value).endswith("Given up (max_retries: 2)")


def test_secrets_of_options_and_of_the_environment_are_told() -> None:
    hidden: set[str] = set()
    environment = {"VOLCENGINE_SECRET_KEY": "S3CRET", "VOLC_SESSION_TOKEN": "T0KEN"}
    client(Patience(), hidden, environment, secret_key=None)
    assert hidden >= {"S3CRET", "T0KEN"}
