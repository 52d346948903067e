# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may use the Huawei Cloud services: signatures (reference 2.2, 2.3), tokens and projects (2.1, 2.4)."""

from __future__ import annotations

import calendar
import hashlib
import json
from typing import Any

import pytest

from cloud_sandbox.huaweicloud.signature import SignatureError, canonical_request, verify
from cloud_sandbox.messages import HttpRequest
from cloud_sandbox.signature import Credentials

from .huawei import FABRIC_PATH, INFERENCE, MAAS_PATH, PROJECT, Estate

VECTOR_TIME = float(calendar.timegm((2026, 1, 15, 8, 30, 0)))
STAMP = "20260115T083000Z"
HEX_PROJECT = {"x-project-id": "0123456789abcdef0123456789abcdef"}

# Method, host, path, raw query, body, further headers, key number, security token, hash of the canonical request,
# signature: the vectors of reference 2.3.
VECTORS = {
    "1": (
        "GET",
        "fabric.cn-north-4.myhuaweicloud.com",
        "/v1/workspaces/e935d0eff4eb4b95aff19d33ae9f57a6/endpoints",
        "offset=0&limit=100&name=my%20ep.1&type=inference",
        "",
        HEX_PROJECT,
        None,
        "8e6177859d28373c06010151ff83322c19c3dcd53ef4943f3ca1d7f2fb569b23",
        "39cbc7f434e62563605acb9f6f2208359e64df7fd62fa8ca2631642814de3756",
    ),
    "2": (
        "PUT",
        "modelarts.ap-southeast-1.myhuaweicloud.com",
        "/v1/0123456789abcdef0123456789abcdef/maas/services/custom-endpoint/endpoint/c4513589-df2e-4d58-ab0c-d5a6f2000000",
        "",
        '{"endpoint_name":"chat-prod","remark":"prod traffic","rpm":60,"tpm":100000,"moderation":true}',
        HEX_PROJECT,
        "ExampleSecurityToken+/==0002",
        "6d028fc738ca5c8623a23e03f54aaf2254fbc2507736e9fbe07b37794313abcc",
        "93abad0f9dcb019eeddb2750c68c260d9ae74ccee8414b3d2e73a1bb9edb03e3",
    ),
    "3": (
        "POST",
        "fabric.cn-southwest-2.myhuaweicloud.com",
        "/v1/workspaces/e935d0ef-f4eb-4b95-aff1-9d33ae9f57a6/endpoints",
        "",
        '{"name":"ep-推理-1","description":"team a","type":"inference",'
        '"reserved_resource":{"mu":{"spec_code":"mu.llama3.8b","min":0,"max":1}}}',
        {},
        None,
        "082bb8698030c01276e807147ba113ffc8e442ba96af73ee8510e27aae2b0d22",
        "f90b9f14b3c9fd1a9b6adff4f01280911758b20a087a60e24013093eb2701a03",
    ),
}


def vector(number: str) -> tuple[HttpRequest, Credentials, tuple[str, ...], str]:
    """A request of the reference, whose it is, its signed headers and the hash of its canonical form."""
    method, host, path, query, body, more, token, digest, signature = VECTORS[number]
    headers = {"content-type": "application/json", "host": host, "x-sdk-date": STAMP, **more}
    if token:
        headers["x-security-token"] = token
    names = tuple(sorted(headers))
    headers["authorization"] = (
        f"SDK-HMAC-SHA256 Access=EXAMPLEAK0000000000{number}, SignedHeaders={';'.join(names)}, Signature={signature}"
    )
    known = Credentials(f"EXAMPLEAK0000000000{number}", f"ExampleSecretKeyForTestVectors000000000{number}", token)
    return HttpRequest(method, path, query, headers, body.encode()), known, names, digest


@pytest.mark.parametrize("number", VECTORS)
def test_the_vectors_of_the_reference_are_accepted(number: str) -> None:
    request, known, names, digest = vector(number)
    assert hashlib.sha256(canonical_request(request, names).encode()).hexdigest() == digest
    verify(request, known, VECTOR_TIME)


def test_a_request_that_signs_nothing_but_host_and_date() -> None:
    headers = {"host": "service.region.example.com", "x-sdk-date": "20191115T033655Z"}
    request = HttpRequest("GET", "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs", "marker=m&limit=2", headers, b"")
    assert canonical_request(request, ("host", "x-sdk-date")).split("\n") == [
        "GET",
        "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs/",
        "limit=2&marker=m",
        "host:service.region.example.com",
        "x-sdk-date:20191115T033655Z",
        "",
        "host;x-sdk-date",
        hashlib.sha256(b"").hexdigest(),
    ]


def changed(request: HttpRequest, **members: Any) -> HttpRequest:
    values = {member: getattr(request, member) for member in ("method", "path", "query", "headers", "body")}
    headers = {**values["headers"], **members.pop("headers", {})}
    return HttpRequest(**{**values, **members, "headers": {k: v for k, v in headers.items() if v is not None}})


@pytest.mark.parametrize(
    ("what", "number"),
    [
        ({"method": "DELETE"}, "0301"),
        ({"path": "/v1/other"}, "0301"),
        ({"query": "limit=1"}, "0301"),
        ({"body": b"{}"}, "0301"),
        ({"headers": {"x-project-id": "other"}}, "0301"),
        ({"headers": {"x-project-id": None}}, "0301"),
        ({"headers": {"x-security-token": "other"}}, "0301"),
        ({"headers": {"x-security-token": None}}, "0301"),
        ({"headers": {"x-sdk-content-sha256": "0" * 64}}, "0301"),
        ({"headers": {"x-sdk-date": None}}, "0301"),
        ({"headers": {"x-sdk-date": "yesterday"}}, "0301"),
        ({"headers": {"x-sdk-date": "20261332T083000Z"}}, "0301"),
        ({"headers": {"x-sdk-date": "20260115T080000Z"}}, "0303"),
        ({"headers": {"authorization": None}}, "0301"),
        ({"headers": {"authorization": "Bearer x"}}, "0301"),
    ],
)
def test_what_was_signed_must_arrive_as_it_was(what: dict[str, Any], number: str) -> None:
    request, known, _names, _digest = vector("2")
    with pytest.raises(SignatureError) as caught:
        verify(changed(request, **what), known, VECTOR_TIME)
    assert caught.value.number == number


@pytest.mark.parametrize("off", [-901, 901])
def test_a_clock_more_than_a_quarter_of_an_hour_off(off: int) -> None:
    request, known, _names, _digest = vector("1")
    verify(request, known, VECTOR_TIME + off / 901 * 900)
    with pytest.raises(SignatureError, match="clock"):
        verify(request, known, VECTOR_TIME + off)


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({}, 200, None),
        ({"secret_key": "other"}, 401, "APIGW.0301"),
        ({"access_key": "other"}, 401, "APIGW.0301"),
        ({"ahead": 901.0}, 401, "APIGW.0303"),
        ({"ahead": -901.0}, 401, "APIGW.0303"),
    ],
)
@pytest.mark.parametrize("path", [FABRIC_PATH, MAAS_PATH, "/v3/projects"])
def test_signed_requests(path: str, more: dict[str, Any], status: int, code: str | None) -> None:
    estate = Estate()
    outcome = estate.signed("GET", path, **more)
    assert (outcome.status, outcome.document.get("error_code")) == (status, code)


@pytest.mark.parametrize("path", [FABRIC_PATH, MAAS_PATH])
def test_neither_token_nor_signature(path: str) -> None:
    outcome = Estate().send("GET", path)
    assert (outcome.status, outcome.document["error_code"]) == (401, "APIGW.0301")


def test_a_token_opens_its_project() -> None:
    estate = Estate()
    asked = estate.ask_token(scope={"project": {"name": "cn-southwest-2"}})
    told = asked.document["token"]
    assert asked.status == 201
    assert (told["issued_at"], told["expires_at"]) == ("2026-01-02T03:04:05.000000Z", "2026-01-03T03:04:05.000000Z")
    assert (told["methods"], told["user"]["name"], told["project"]["name"]) == (["password"], "AK", "cn-southwest-2")
    token, project = asked.headers["X-Subject-Token"], told["project"]["id"]
    path = MAAS_PATH.replace(PROJECT, project)
    assert estate.with_token(token, "GET", path).status == 200
    assert estate.with_token(token, "GET", FABRIC_PATH).status == 200
    assert estate.with_token(token, "GET", MAAS_PATH).document["error_code"] == "APIGW.0310"
    # Another token leaves the first one good, until it expires.
    assert estate.token() != token
    assert estate.with_token(token, "GET", path).status == 200
    estate.clock.tick(86400)
    assert estate.with_token(token, "GET", path).document["error_code"] == "APIGW.0301"
    assert estate.with_token(token, "GET", FABRIC_PATH).document["error_code"] == "APIG.1002"


def test_the_catalogue_can_be_left_out() -> None:
    estate = Estate()
    assert "catalog" in estate.ask_token().document["token"]
    assert "catalog" not in estate.ask_token(query="?nocatalog=true").document["token"]


def test_other_tokens() -> None:
    estate = Estate()
    assert estate.with_token("static-token", "GET", MAAS_PATH).status == 200
    for token in ("junk", "static-token2", "", "\udcff", "测试.x", estate.token()[:-1]):
        assert estate.with_token(token, "GET", FABRIC_PATH).document["error_code"] == "APIG.1002"
    good = estate.token()
    estate.clock.tick(1)
    estate.cloud.authenticator.revoke()
    assert estate.with_token(good, "GET", FABRIC_PATH).status == 401
    estate.clock.tick(1)
    assert estate.with_token(estate.token(), "GET", FABRIC_PATH).status == 200
    for_account = estate.ask_token(scope={"domain": {"name": "sandbox"}}).headers["X-Subject-Token"]
    assert estate.with_token(for_account, "GET", FABRIC_PATH).document["error_code"] == "APIGW.0301"
    # Another secret key is another password, and makes old tokens worthless.
    estate.cloud.credentials = Credentials("AK", "other")
    assert estate.with_token(good, "GET", FABRIC_PATH).status == 401


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"user": "other"}, 401),
        ({"password": "other"}, 401),
        ({"domain": "other"}, 401),
        ({"scope": {"project": {"name": "nowhere"}}}, 401),
        ({"scope": {"tenant": {}}}, 400),
        ({"user": None}, 400),
    ],
)
def test_bad_token_requests(given: dict[str, Any], status: int) -> None:
    outcome = Estate().ask_token(**given)
    assert (outcome.status, outcome.document["error"]["code"]) == (status, status)
    assert "X-Subject-Token" not in outcome.headers


@pytest.mark.parametrize(
    "body",
    [
        "{",
        None,
        {"auth": {}},
        {"auth": {"identity": {"methods": [], "password": {}}}},
        {
            "auth": {
                "identity": {
                    "methods": ["token"],
                    "password": {"user": {"name": "AK", "password": "SK", "domain": {"name": "sandbox"}}},
                }
            }
        },
    ],
)
def test_token_requests_of_another_form(body: Any) -> None:
    outcome = Estate().send("POST", "/v3/auth/tokens", body, **{"content-type": "application/json"})
    assert (outcome.status, outcome.document["error"]["title"]) == (400, "Bad Request")


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ({"kind": "error"}, 500, "IAM.0002"),
        ({"kind": "throttle"}, 429, "APIGW.0308"),
        ({"kind": "error", "status": 401, "code": "IAM.0101"}, 401, "IAM.0101"),
    ],
)
def test_faults_of_iam(fault: dict[str, Any], status: int, code: str) -> None:
    estate = Estate([{**fault, "service": "iam"}])
    assert estate.ask_token().status == status
    assert estate.codes() == [("iam", "CreateToken", status, code)]


def test_a_default_port_may_be_left_out_of_what_is_signed() -> None:
    request, known, _names, _digest = vector("1")
    host = request.headers["host"]
    verify(changed(request, headers={"host": f"{host}:443"}), known, VECTOR_TIME)
    with pytest.raises(SignatureError):
        verify(changed(request, headers={"host": f"{host}:444"}), known, VECTOR_TIME)


def test_an_unsigned_payload_is_what_the_header_says() -> None:
    """The marker takes the place of the hash of the body, so a signature over the hash does not fit any more."""
    request, known, _names, _digest = vector("3")
    with pytest.raises(SignatureError):
        verify(changed(request, headers={"x-sdk-content-sha256": "UNSIGNED-PAYLOAD"}), known, VECTOR_TIME)


def test_projects() -> None:
    estate = Estate()
    everything = estate.signed("GET", "/v3/projects").document["projects"]
    assert [one["name"] for one in everything] == ["cn-north-4", "cn-southwest-2", "ap-southeast-1"]
    (one,) = estate.signed("GET", "/v3/projects?name=cn-southwest-2").document["projects"]
    assert one == everything[1]
    assert len(one["id"]) == 32
    assert estate.signed("GET", "/v3/projects?name=nowhere").document["projects"] == []
    scoped = estate.ask_token(scope={"project": {"id": one["id"]}}).document["token"]["project"]
    assert scoped["name"] == "cn-southwest-2"


def test_a_domain_of_ones_own() -> None:
    estate = Estate(credentials=Credentials("AK", "SK", domain_name="acme"))
    assert estate.ask_token(domain="acme").document["token"]["user"]["domain"]["name"] == "acme"
    assert estate.ask_token().status == 401


def test_temporary_keys() -> None:
    estate = Estate(credentials=Credentials("AK", "SK", "TOKEN"))
    assert estate.signed("GET", FABRIC_PATH).status == 401
    assert estate.signed("GET", FABRIC_PATH, more={"x-security-token": "other"}).status == 401
    assert estate.signed("GET", FABRIC_PATH, more={"x-security-token": "TOKEN"}).status == 200


def test_no_secret_in_the_log() -> None:
    estate = Estate()
    token = estate.token()
    estate.with_token(token, "POST", FABRIC_PATH, INFERENCE)
    estate.ask_token(password="wrong-password")
    estate.with_token("wrong-token", "GET", MAAS_PATH)
    text = json.dumps(list(estate.cloud.gateway.log))
    for secret in ('"SK"', "wrong-password", token, "wrong-token", "static-token"):
        assert secret not in text
    assert estate.codes() == [
        ("iam", "CreateToken", 201, None),
        ("fabric", "CreateEndpoint", 202, None),
        ("iam", "CreateToken", 401, "IAM.0001"),
        ("maas", "ListEndpoints", 401, "APIGW.0301"),
    ]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/workspaces"),
        ("PATCH", FABRIC_PATH),
        ("GET", FABRIC_PATH + "/"),
        ("GET", f"{MAAS_PATH}/one"),
        ("GET", f"/v1/{PROJECT}/maas"),
        ("GET", "/v3/users"),
    ],
)
def test_what_does_not_exist_is_not_an_endpoint_that_is_gone(method: str, path: str) -> None:
    outcome = Estate().signed(method, path)
    assert (outcome.status, outcome.document["error_code"]) == (404, "APIGW.0101")
    assert outcome.headers["X-Request-Id"]


def test_a_body_of_more_than_12_mb() -> None:
    outcome = Estate().signed("POST", FABRIC_PATH, "x" * (12 * 1024 * 1024 + 1))
    assert (outcome.status, outcome.document["error_code"]) == (413, "APIGW.0201")
