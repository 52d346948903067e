# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The signature check against vectors made by the vendor's own signer (Ark reference 2.2), and its refusals."""

from __future__ import annotations

import calendar
from dataclasses import replace
from typing import Any

import pytest

from cloud_sandbox.messages import HttpRequest
from cloud_sandbox.signature import Credentials, SignatureError, signing_key, verify

from .signing import signed
from .support import START

KEY = Credentials("AKLTEXAMPLE0000000000000000000000000000000000000", "ZXhhbXBsZS1zZWNyZXQta2V5LWRvLW5vdC11c2U=")
NOW = float(calendar.timegm((2026, 1, 2, 3, 4, 5)))
JSON = "application/json"
CREATE = (
    '{"Name":"测试 endpoint","ModelReference":{"FoundationModel":{"Name":"doubao-1-5-pro-32k",'
    '"ModelVersion":"250115"}},"RateLimit":{"Rpm":10,"Tpm":5000},"DryRun":true}'
)
ASSUME = (
    "Action=AssumeRole&Version=2018-01-01&DurationSeconds=3600&RoleSessionName=ansible%20demo"
    "&RoleTrn=trn:iam::2100000000:role/ark-admin"
)

# method, query, host, content type, body, token, region, service, digest of the body, signature
VECTORS = [
    (
        "POST", "Action=GetEndpoint&Version=2024-01-01", "ark.cn-beijing.volcengineapi.com", JSON,
        '{"Id": "ep-20260102030405-abcde"}', None, "cn-beijing", "ark",
        "f93c5ab192ad766a41e5ad1fb95411537e28d1f0728f27122c51d2983d748ac8",
        "1ecddf9d8ac51a53d34c372e442b33f9593b8605539df6d28bf2fb6f2391c45c",
    ),
    (
        "POST", "Action=CreateEndpoint&Version=2024-01-01", "ark.ap-southeast-1.byteplusapi.com",
        "application/json; charset=utf-8", CREATE, "STS-EXAMPLE-TOKEN/+==", "ap-southeast-1", "ark",
        "287dcfa6e5819b3c35c5607e445acd3699e8c40c67b33f03fb22bda891fa3972",
        "2f3901d5e1253b14a983c60c22a4b325da45068c7b487d18e3f1bccf93733067",
    ),
    (
        "GET", ASSUME, "sts.volcengineapi.com", "text/plain", "", None, "cn-beijing", "sts",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "412ddd3019a3d310fcde1a394f3f8acf5efbc2ee84f7b368b52d3d69d9ad3fd1",
    ),
    (
        "POST", "Action=ListEndpoints&Version=2024-01-01", "127.0.0.1:8080", JSON, "{}", None, "cn-beijing", "ark",
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        "5dce274abafa8e4f6b842bc5103e40c775d30c281a65021ec3fbea0d00ad6f0e",
    ),
]  # fmt: skip


def vector(number: int) -> tuple[HttpRequest, Credentials, str]:
    method, query, host, content_type, body, token, region, service, digest, signature = VECTORS[number]
    headers = {"content-type": content_type, "host": host, "x-content-sha256": digest, "x-date": "20260102T030405Z"}
    if token:
        headers["x-security-token"] = token
    headers["authorization"] = (
        f"HMAC-SHA256 Credential={KEY.access_key}/20260102/{region}/{service}/request, "
        f"SignedHeaders={';'.join(headers)}, Signature={signature}"
    )
    return HttpRequest(method, "/", query, headers, body.encode()), replace(KEY, session_token=token), service


@pytest.mark.parametrize("number", range(len(VECTORS)))
def test_vectors_are_accepted(number: int) -> None:
    request, credentials, service = vector(number)
    scope = verify(request, credentials, NOW, service=service)
    assert (scope.region, scope.service) == (VECTORS[number][6], service)


@pytest.mark.parametrize("number", range(len(VECTORS)))
def test_vectors_with_any_change_are_refused(number: int) -> None:
    request, credentials, service = vector(number)
    changed = [
        replace(request, body=request.body + b" "),
        replace(request, query=request.query + "&More=1"),
        replace(request, method="PUT"),
        replace(request, headers={**request.headers, "host": "other"}),
        replace(request, headers={**request.headers, "content-type": "x"}),
    ]
    for one in changed:
        with pytest.raises(SignatureError) as caught:
            verify(one, credentials, NOW, service=service)
        assert caught.value.code == "SignatureDoesNotMatch"
    with pytest.raises(SignatureError):
        verify(request, replace(credentials, secret_key="other"), NOW, service=service)


def test_signing_key_of_the_reference() -> None:
    key = signing_key(KEY.secret_key, "20260102", "cn-beijing", "ark")
    assert key.hex() == "e63ddf4b57fd6ef53e6210c85a8bbd559d725ac964ecad5ba256cc74a257c3ab"


def headers_with(**changes: str | None) -> dict[str, Any]:
    headers = dict(signed("GetEndpoint", {}, now=START).headers)
    for name, value in changes.items():
        name = name.replace("_", "-")
        if value is None:
            del headers[name]
        else:
            headers[name] = value
    return headers


AUTH = "HMAC-SHA256 Credential=AK/20260102/cn-beijing/ark/request, SignedHeaders=host;x-date, Signature=00"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        (headers_with(authorization=None), "MissingAuthenticationToken"),
        (headers_with(authorization="Bearer x"), "InvalidAuthorization"),
        (headers_with(authorization="HMAC-SHA256 Signature=00"), "InvalidCredential"),
        (headers_with(authorization=AUTH.replace("/request", "")), "InvalidCredential"),
        (headers_with(authorization=AUTH.replace("SignedHeaders=host;x-date, ", "")), "InvalidAuthorization"),
        (headers_with(authorization=AUTH.replace(", Signature=00", "")), "MissingSignature"),
        (headers_with(x_date=None), "MissingRequestInfo"),
        (headers_with(x_date="yesterday"), "InvalidTimestamp"),
        (headers_with(authorization=AUTH.replace("/ark/", "/ecs/")), "ServiceNotFound"),
        (headers_with(authorization=AUTH.replace("AK/", "AKX/")), "InvalidAccessKey"),
        (headers_with(authorization=AUTH), "SignatureDoesNotMatch"),
        (headers_with(authorization=AUTH.replace("host;x-date", "host")), "SignatureDoesNotMatch"),
        (headers_with(authorization=AUTH.replace("host;x-date", "host;x-date;x-other")), "SignatureDoesNotMatch"),
        (headers_with(authorization=AUTH.replace("=00", "=é")), "SignatureDoesNotMatch"),
        (headers_with(x_content_sha256="0" * 64), "SignatureDoesNotMatch"),
        (headers_with(x_security_token="t"), "InvalidSecretToken"),
        (headers_with(authorization=AUTH.replace("20260102", "20260101")), "InvalidCredential"),
    ],
)
def test_refusals(headers: dict[str, str], code: str) -> None:
    request = replace(signed("GetEndpoint", {}, now=START), headers=headers)
    with pytest.raises(SignatureError) as caught:
        verify(request, Credentials("AK", "SK"), START)
    assert caught.value.code == code


@pytest.mark.parametrize(("age", "good"), [(0, True), (900, True), (901, False), (-900, True), (-901, False)])
def test_a_signature_lives_fifteen_minutes(age: float, good: bool) -> None:
    request = signed("GetEndpoint", {}, now=START)
    if good:
        verify(request, Credentials("AK", "SK"), START + age)
        return
    with pytest.raises(SignatureError, match="expired or the clock"):
        verify(request, Credentials("AK", "SK"), START + age)


def test_temporary_key_needs_its_token() -> None:
    key = Credentials("AK", "SK", "token")
    verify(signed("GetEndpoint", {}, now=START, token="token"), key, START)
    for token in (None, "other"):
        with pytest.raises(SignatureError) as caught:
            verify(signed("GetEndpoint", {}, now=START, token=token), key, START)
        assert caught.value.code == "InvalidSecretToken"


def test_default_port_may_be_left_out_of_the_signature() -> None:
    request, credentials, _service = vector(0)
    headers = {**request.headers, "host": request.headers["host"] + ":443"}
    verify(replace(request, headers=headers), credentials, NOW)


def test_credentials_are_not_shown() -> None:
    assert "hidden" not in repr(Credentials("AK", "hidden", "hidden"))
