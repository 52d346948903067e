# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The signature against the reference's vectors, against prepared requests, and against the official SDK's."""

from __future__ import annotations

import calendar
import datetime
import hashlib
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from volcenginesdkcore import signv4

from ansible_collections.inference.endpoints.plugins.module_utils._http.credentials import Keys
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine import sign
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.sign import (
    HmacAuth,
    authorization,
    signed_host,
)

ACCESS_KEY = "AKLTEXAMPLE0000000000000000000000000000000000000"
SECRET_KEY = "ZXhhbXBsZS1zZWNyZXQta2V5LWRvLW5vdC11c2U="
MOMENT = float(calendar.timegm((2026, 1, 2, 3, 4, 5)))
FROZEN = datetime.datetime(2026, 1, 2, 3, 4, 5)


class Vector:
    """One of the worked examples of Ark reference 2.2."""

    def __init__(self, **given_and_expected: Any) -> None:
        self.method = "POST"
        self.content_type = "application/json"
        self.region, self.service, self.token = "cn-beijing", "ark", None
        self.body = b""
        self.__dict__.update(given_and_expected)

    @property
    def expected(self) -> str:
        return (
            f"HMAC-SHA256 Credential={ACCESS_KEY}/20260102/{self.region}/{self.service}/request,"
            f" SignedHeaders=content-type;host;x-content-sha256;x-date{';x-security-token' if self.token else ''},"
            f" Signature={self.signature}"
        )


VECTORS = {
    "1 GetEndpoint": Vector(
        host="ark.cn-beijing.volcengineapi.com",
        query=[("Action", "GetEndpoint"), ("Version", "2024-01-01")],
        body=b'{"Id": "ep-20260102030405-abcde"}',
        canonical_query="Action=GetEndpoint&Version=2024-01-01",
        body_hash="f93c5ab192ad766a41e5ad1fb95411537e28d1f0728f27122c51d2983d748ac8",
        canonical_hash="6b9fb982555ecc2347c3adbb1c9217cd2aac9dc970580136ba26662cf858c60c",
        signature="1ecddf9d8ac51a53d34c372e442b33f9593b8605539df6d28bf2fb6f2391c45c",
    ),
    "2 CreateEndpoint": Vector(
        host="ark.ap-southeast-1.byteplusapi.com",
        query=[("Action", "CreateEndpoint"), ("Version", "2024-01-01")],
        content_type="application/json; charset=utf-8",
        token="STS-EXAMPLE-TOKEN/+==",
        region="ap-southeast-1",
        body=(
            '{"Name":"测试 endpoint","ModelReference":{"FoundationModel":{"Name":"doubao-1-5-pro-32k",'
            '"ModelVersion":"250115"}},"RateLimit":{"Rpm":10,"Tpm":5000},"DryRun":true}'
        ).encode(),
        canonical_query="Action=CreateEndpoint&Version=2024-01-01",
        body_hash="287dcfa6e5819b3c35c5607e445acd3699e8c40c67b33f03fb22bda891fa3972",
        canonical_hash="cc9d5afbefb1df943fbec835ed9f003d690ec14b28618b346744070cb0a8a646",
        signature="2f3901d5e1253b14a983c60c22a4b325da45068c7b487d18e3f1bccf93733067",
    ),
    "3 AssumeRole": Vector(
        method="GET",
        host="sts.volcengineapi.com",
        query=[
            ("Action", "AssumeRole"),
            ("Version", "2018-01-01"),
            ("DurationSeconds", "3600"),
            ("RoleSessionName", "ansible demo"),
            ("RoleTrn", "trn:iam::2100000000:role/ark-admin"),
        ],
        content_type="text/plain",
        service="sts",
        canonical_query=(
            "Action=AssumeRole&DurationSeconds=3600&RoleSessionName=ansible%20demo"
            "&RoleTrn=trn%3Aiam%3A%3A2100000000%3Arole%2Fark-admin&Version=2018-01-01"
        ),
        body_hash="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        canonical_hash="ce0f7e5328a53d963e657e256028925ce4271ae9dbed88da28e84f03df7f0651",
        signature="412ddd3019a3d310fcde1a394f3f8acf5efbc2ee84f7b368b52d3d69d9ad3fd1",
    ),
    "4 a port": Vector(
        host="127.0.0.1:8080",
        query=[("Action", "ListEndpoints"), ("Version", "2024-01-01")],
        body=b"{}",
        canonical_query="Action=ListEndpoints&Version=2024-01-01",
        body_hash="44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        canonical_hash="7de9034eb49c16a099c31ae5cd4b4a62b81a2ead6ec90f267642791b490802d8",
        signature="5dce274abafa8e4f6b842bc5103e40c775d30c281a65021ec3fbea0d00ad6f0e",
    ),
}


@pytest.fixture(params=VECTORS.values(), ids=VECTORS.keys())
def vector(request: pytest.FixtureRequest) -> Vector:
    return request.param


def headers_of(vector: Vector) -> dict[str, str]:
    headers = {
        "Content-Type": vector.content_type,
        "Host": vector.host,
        "X-Content-Sha256": hashlib.sha256(vector.body).hexdigest(),
        "X-Date": "20260102T030405Z",
    }
    return {**headers, "X-Security-Token": vector.token} if vector.token else headers


def test_the_vectors_to_the_letter(vector: Vector) -> None:
    assert headers_of(vector)["X-Content-Sha256"] == vector.body_hash
    hashed: list[bytes] = []
    watching = SimpleNamespace(sha256=lambda data=b"": hashed.append(data) or hashlib.sha256(data))
    with mock.patch.object(sign, "hashlib", watching):
        found = authorization(
            method=vector.method,
            path="/",
            query=vector.query,
            headers=headers_of(vector),
            body_hash=vector.body_hash,
            access_key=ACCESS_KEY,
            secret_key=SECRET_KEY,
            region=vector.region,
            service=vector.service,
        )
    assert found == vector.expected
    canonical = next(data for data in hashed if data)
    assert canonical.decode().split("\n")[:3] == [vector.method, "/", vector.canonical_query]
    assert hashlib.sha256(canonical).hexdigest() == vector.canonical_hash


def signed(auth: HmacAuth, url: str, method: str = "POST", **more: Any) -> requests.PreparedRequest:
    headers = {"Content-Type": more.pop("content_type", "application/json")}
    return requests.Request(method, url, headers=headers, auth=auth, **more).prepare()


def auth_at(*moments: float, token: str | None = None, region: str = "cn-beijing", service: str = "ark") -> HmacAuth:
    times = iter(moments or (MOMENT,))
    return HmacAuth(lambda: Keys(ACCESS_KEY, SECRET_KEY, token or ""), region, service, wall=lambda: next(times))


def test_the_vectors_on_prepared_requests(vector: Vector) -> None:
    request = signed(
        auth_at(token=vector.token, region=vector.region, service=vector.service),
        f"https://{vector.host}/",
        vector.method,
        params=vector.query,
        data=vector.body,
        content_type=vector.content_type,
    )
    assert request.headers["Authorization"] == vector.expected
    assert {name: request.headers[name] for name in headers_of(vector)} == headers_of(vector)


@pytest.mark.parametrize(
    ("netloc", "host"),
    [
        ("ark.example", "ark.example"),
        ("ark.example:80", "ark.example"),
        ("ark.example:443", "ark.example"),
        ("ark.example:8443", "ark.example:8443"),
        ("ark.example:8080", "ark.example:8080"),
        ("[::1]:443", "[::1]"),
        ("[::1]:8181", "[::1]:8181"),
        ("[fe80::80]", "[fe80::80]"),
    ],
)
def test_the_host_that_is_sent_is_the_one_that_is_signed(netloc: str, host: str) -> None:
    assert signed_host(netloc) == host
    request = signed(auth_at(), f"http://{netloc}/", params={"Action": "A"}, data=b"{}")
    assert request.headers["Host"] == host
    assert "host;" in request.headers["Authorization"]


def test_a_session_token_takes_part_in_the_signature() -> None:
    without, with_token, other = (
        signed(auth_at(token=token), "https://h/?Action=A", data=b"{}") for token in (None, "TOKEN", "OTHER")
    )
    assert "X-Security-Token" not in without.headers
    assert with_token.headers["X-Security-Token"] == "TOKEN"
    assert ";x-security-token," in with_token.headers["Authorization"]
    assert len({request.headers["Authorization"] for request in (without, with_token, other)}) == 3


def test_a_path_prefix_is_signed() -> None:
    found = {
        signed(auth_at(), f"https://h{path}?Action=A", data=b"{}").headers["Authorization"] for path in ("/", "/ark/")
    }
    assert len(found) == 2
    assert (
        signed(auth_at(), "https://h?Action=A", data=b"{}").headers["Authorization"]
        == signed(auth_at(), "https://h/?Action=A", data=b"{}").headers["Authorization"]
    )


def test_each_send_is_signed_anew() -> None:
    session = requests.Session()
    session.auth = auth_at(MOMENT, MOMENT + 60)
    request = requests.Request("POST", "https://h/?Action=A", data=b"{}", headers={"Content-Type": "application/json"})
    first, second = session.prepare_request(request), session.prepare_request(request)
    assert [item.headers["X-Date"] for item in (first, second)] == ["20260102T030405Z", "20260102T030505Z"]
    assert first.headers["Authorization"] != second.headers["Authorization"]


def test_a_text_as_body_is_signed_as_the_bytes_that_are_sent() -> None:
    text, data = (signed(auth_at(), "https://h/?Action=A", data=body) for body in ("测试", "测试".encode()))
    assert text.headers["Authorization"] == data.headers["Authorization"]


def test_no_form_of_the_auth_object_shows_a_secret() -> None:
    auth = HmacAuth(lambda: Keys("AK", "S3CRET", "T0KEN"), "cn-beijing", "ark")
    assert f"{auth!r} {auth}" == "HmacAuth() HmacAuth()"


# --- the official SDK


class FrozenDatetime(datetime.datetime):
    @classmethod
    def utcnow(cls) -> datetime.datetime:
        return FROZEN


header_text = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
some_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
    query=st.dictionaries(some_text, some_text, max_size=6),
    body=some_text,
    host=st.sampled_from(["ark.cn-beijing.volcengineapi.com", "h:80", "h:443", "h:8080", "127.0.0.1:8443"]),
    content_type=st.sampled_from(["application/json", "text/plain", "application/json; charset=utf-8"]),
    token=st.none() | header_text,
    access_key=header_text,
    secret_key=header_text,
    region=st.sampled_from(["cn-beijing", "ap-southeast-1"]),
    service=st.sampled_from(["ark", "sts", "iam"]),
)
def test_the_official_sdk_signs_the_same_way(
    method: str,
    query: dict[str, str],
    body: str,
    host: str,
    content_type: str,
    token: str | None,
    access_key: str,
    secret_key: str,
    region: str,
    service: str,
) -> None:
    theirs = {"Content-Type": content_type, "Host": host}
    with mock.patch.object(signv4.datetime, "datetime", FrozenDatetime):
        signv4.SignerV4.sign(
            "/", method, theirs, body, None, query, access_key, secret_key, region, service, session_token=token
        )
    ours = {
        "Content-Type": content_type,
        "Host": signed_host(host),
        "X-Content-Sha256": theirs["X-Content-Sha256"],
        "X-Date": "20260102T030405Z",
    }
    if token:
        ours["X-Security-Token"] = token
    found = authorization(
        method=method,
        path="/",
        query=query.items(),
        headers=ours,
        body_hash=hashlib.sha256(body.encode()).hexdigest(),
        access_key=access_key,
        secret_key=secret_key,
        region=region,
        service=service,
    )
    assert found == theirs["Authorization"]


@given(query=st.dictionaries(some_text.filter(bool), some_text, max_size=4), body=some_text)
def test_a_request_that_requests_has_prepared_is_signed_as_the_sdk_signs_it(query: dict[str, str], body: str) -> None:
    request = signed(auth_at(), "http://127.0.0.1:8181/", params=query, data=body.encode())
    theirs = {"Content-Type": "application/json", "Host": "127.0.0.1:8181"}
    with mock.patch.object(signv4.datetime, "datetime", FrozenDatetime):
        signv4.SignerV4.sign("/", "POST", theirs, body, None, query, ACCESS_KEY, SECRET_KEY, "cn-beijing", "ark")
    assert request.headers["Authorization"] == theirs["Authorization"]
