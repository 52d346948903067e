# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The signature against the reference's vectors, the published example, prepared requests, and the official SDK."""

from __future__ import annotations

import calendar
import hashlib
from types import SimpleNamespace
from typing import Any
from unittest import mock
from urllib.parse import quote, urlsplit

import pytest
import requests
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud import sign
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.sign import (
    SdkHmacAuth,
    authorization,
    encode_query,
    signed_host,
)

MOMENT = float(calendar.timegm((2026, 1, 15, 8, 30, 0)))
DATE = "20260115T083000Z"
PROJECT = "0123456789abcdef0123456789abcdef"
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


class Vector:
    """One of the worked examples of Huawei reference 2.3."""

    def __init__(self, **given_and_expected: Any) -> None:
        self.query: list[tuple[str, str]] = []
        self.canonical_query, self.body_hash, self.body = "", EMPTY, b""
        self.project_id: str | None = None
        self.security_token: str | None = None
        self.__dict__.update(given_and_expected)

    @property
    def headers(self) -> dict[str, str]:
        more = {"X-Project-Id": self.project_id, "X-Security-Token": self.security_token}
        return {
            "Content-Type": "application/json",
            "Host": self.host,
            "X-Sdk-Date": DATE,
            **{name: value for name, value in more.items() if value},
        }

    @property
    def expected(self) -> str:
        names = ";".join(sorted(name.lower() for name in self.headers))
        return f"SDK-HMAC-SHA256 Access={self.access_key}, SignedHeaders={names}, Signature={self.signature}"


VECTORS = {
    "1 GET with query": Vector(
        access_key="EXAMPLEAK00000000001",
        secret_key="ExampleSecretKeyForTestVectors0000000001",
        method="GET",
        host="fabric.cn-north-4.myhuaweicloud.com",
        path="/v1/workspaces/e935d0eff4eb4b95aff19d33ae9f57a6/endpoints",
        query=[("offset", "0"), ("limit", "100"), ("name", "my ep.1"), ("type", "inference")],
        canonical_query="limit=100&name=my%20ep.1&offset=0&type=inference",
        project_id=PROJECT,
        canonical_hash="8e6177859d28373c06010151ff83322c19c3dcd53ef4943f3ca1d7f2fb569b23",
        signature="39cbc7f434e62563605acb9f6f2208359e64df7fd62fa8ca2631642814de3756",
    ),
    "2 PUT with a temporary key": Vector(
        access_key="EXAMPLEAK00000000002",
        secret_key="ExampleSecretKeyForTestVectors0000000002",
        method="PUT",
        host="modelarts.ap-southeast-1.myhuaweicloud.com",
        path=f"/v1/{PROJECT}/maas/services/custom-endpoint/endpoint/c4513589-df2e-4d58-ab0c-d5a6f2000000",
        security_token="ExampleSecurityToken+/==0002",
        project_id=PROJECT,
        body=b'{"endpoint_name":"chat-prod","remark":"prod traffic","rpm":60,"tpm":100000,"moderation":true}',
        body_hash="3ecf99ab6aeec03010262c6f9e1659551eb3474576e4b5ead50469cbdf3e2ef1",
        canonical_hash="6d028fc738ca5c8623a23e03f54aaf2254fbc2507736e9fbe07b37794313abcc",
        signature="93abad0f9dcb019eeddb2750c68c260d9ae74ccee8414b3d2e73a1bb9edb03e3",
    ),
    "3 POST of UTF-8": Vector(
        access_key="EXAMPLEAK00000000003",
        secret_key="ExampleSecretKeyForTestVectors0000000003",
        method="POST",
        host="fabric.cn-southwest-2.myhuaweicloud.com",
        path="/v1/workspaces/e935d0ef-f4eb-4b95-aff1-9d33ae9f57a6/endpoints",
        body=(
            '{"name":"ep-推理-1","description":"team a","type":"inference",'
            '"reserved_resource":{"mu":{"spec_code":"mu.llama3.8b","min":0,"max":1}}}'
        ).encode(),
        body_hash="c1fa622e4d0b5a12338e796e7f2aa4f285bc45ff15e2a1251a43c2035ce0580e",
        canonical_hash="082bb8698030c01276e807147ba113ffc8e442ba96af73ee8510e27aae2b0d22",
        signature="f90b9f14b3c9fd1a9b6adff4f01280911758b20a087a60e24013093eb2701a03",
    ),
}


@pytest.fixture(params=VECTORS.values(), ids=VECTORS.keys())
def vector(request: pytest.FixtureRequest) -> Vector:
    return request.param


def test_the_vectors_to_the_letter(vector: Vector) -> None:
    assert hashlib.sha256(vector.body).hexdigest() == vector.body_hash
    hashed: list[bytes] = []
    watching = SimpleNamespace(sha256=lambda data=b"": hashed.append(data) or hashlib.sha256(data))
    with mock.patch.object(sign, "hashlib", watching):
        found = authorization(
            method=vector.method,
            path=vector.path,
            query=vector.query,
            headers=vector.headers,
            body_hash=vector.body_hash,
            access_key=vector.access_key,
            secret_key=vector.secret_key,
        )
    assert found == vector.expected
    canonical = next(data for data in hashed if data)
    assert canonical.decode().split("\n")[:3] == [vector.method, vector.path + "/", vector.canonical_query]
    assert hashlib.sha256(canonical).hexdigest() == vector.canonical_hash


def signed(auth: SdkHmacAuth, url: str, method: str = "POST", **more: Any) -> requests.PreparedRequest:
    headers = {"Content-Type": more.pop("content_type", "application/json")}
    return requests.Request(method, url, headers=headers, auth=auth, **more).prepare()


def test_the_vectors_on_prepared_requests(vector: Vector) -> None:
    auth = SdkHmacAuth(
        vector.access_key, vector.secret_key, vector.security_token, vector.project_id, wall=lambda: MOMENT
    )
    query = f"?{encode_query(vector.query)}" if vector.query else ""
    request = signed(auth, f"https://{vector.host}{vector.path}{query}", vector.method, data=vector.body)
    assert request.headers["Authorization"] == vector.expected
    assert {name: request.headers[name] for name in vector.headers} == vector.headers
    # The slash that ends the signed path is not sent.
    assert request.path_url == vector.path + query


def test_the_example_of_the_vendors_signing_guide() -> None:
    found = authorization(
        method="GET",
        path="/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs",
        query=[("limit", "2"), ("marker", "13551d6b-755d-4757-b956-536f674975c0")],
        headers={
            "Content-Type": "application/json",
            "Host": "service.region.example.com",
            "X-Sdk-Date": "20191115T033655Z",
        },
        body_hash=EMPTY,
        access_key="QTWAOYTTINDUT2QVKYUC",
        secret_key="MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc",
    )
    assert found == (
        "SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=content-type;host;x-sdk-date,"
        " Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe"
    )


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://fabric.example/", "fabric.example"),
        ("https://fabric.example:443/", "fabric.example"),
        ("http://fabric.example:80/", "fabric.example"),
        ("http://fabric.example:443/", "fabric.example:443"),
        ("https://fabric.example:80/", "fabric.example:80"),
        ("http://127.0.0.1:8181/", "127.0.0.1:8181"),
        ("https://[::1]:443/", "[::1]"),
        ("https://[fe80::443]/", "[fe80::443]"),
    ],
)
def test_the_host_that_is_sent_is_the_one_that_is_signed(url: str, host: str) -> None:
    parts = urlsplit(url)
    assert signed_host(parts.scheme, parts.netloc) == host
    request = signed(SdkHmacAuth("AK", "SK", wall=lambda: MOMENT), url, data=b"{}")
    assert request.headers["Host"] == host
    theirs = SdkRequest("POST", resource_path="/", query_params=[], body="{}", header_params=sent_headers(request))
    assert (
        Signer(SimpleNamespace(ak="AK", sk="SK")).sign(theirs).header_params["Authorization"]
        == (request.headers["Authorization"])
    )


def sent_headers(request: requests.PreparedRequest) -> dict[str, str]:
    names = ("Content-Type", "Host", "X-Sdk-Date", "X-Project-Id", "X-Security-Token")
    return {name: request.headers[name] for name in names if name in request.headers}


def test_token_and_project_take_part_in_the_signature() -> None:
    found = [
        signed(SdkHmacAuth("AK", "SK", token, project, wall=lambda: MOMENT), "https://h/", data=b"{}").headers
        for token, project in ((None, None), ("", ""), ("TOKEN", None), (None, "p1"), ("TOKEN", "p1"), ("T", "p2"))
    ]
    assert [sorted(set(headers) & {"X-Security-Token", "X-Project-Id"}) for headers in found] == [
        [],
        [],
        ["X-Security-Token"],
        ["X-Project-Id"],
        ["X-Project-Id", "X-Security-Token"],
        ["X-Project-Id", "X-Security-Token"],
    ]
    assert len({headers["Authorization"] for headers in found}) == 5


def test_each_send_is_signed_anew() -> None:
    times = iter((MOMENT, MOMENT + 60))
    session = requests.Session()
    session.auth = SdkHmacAuth("AK", "SK", wall=lambda: next(times))
    request = requests.Request("POST", "https://h/", data=b"{}", headers={"Content-Type": "application/json"})
    first, second = session.prepare_request(request), session.prepare_request(request)
    assert [item.headers["X-Sdk-Date"] for item in (first, second)] == [DATE, "20260115T083100Z"]
    assert first.headers["Authorization"] != second.headers["Authorization"]


def test_what_libraries_and_proxies_rewrite_is_not_signed() -> None:
    session = requests.Session()
    session.auth = SdkHmacAuth("AK", "SK", wall=lambda: MOMENT)
    session.headers["X_Under"] = "score"
    request = requests.Request("PUT", "https://h/", data=b"{}", headers={"Content-Type": "application/json"})
    assert "SignedHeaders=content-type;host;x-sdk-date," in session.prepare_request(request).headers["Authorization"]


def test_no_form_of_the_auth_object_shows_a_secret() -> None:
    auth = SdkHmacAuth("AK", "S3CRET", "T0KEN")
    assert f"{auth!r} {auth}" == "SdkHmacAuth() SdkHmacAuth()"


# --- the official SDK

header_text = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
some_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


def by_the_sdk(method: str, path: str, query: list, headers: dict[str, str], body: str, keys: tuple[str, str]) -> str:
    request = SdkRequest(method, resource_path=path, query_params=query, header_params=dict(headers), body=body)
    Signer(SimpleNamespace(ak=keys[0], sk=keys[1])).sign(request)
    assert request.uri == path + (f"?{encode_query(query)}" if query else "")
    return request.header_params["Authorization"]


@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "put"]),
    segments=st.lists(some_text, max_size=5),
    query=st.lists(st.tuples(some_text, some_text), max_size=6),
    body=some_text,
    host=st.sampled_from(["fabric.cn-north-4.myhuaweicloud.com", "h:80", "127.0.0.1:8443"]),
    token=st.none() | header_text,
    project=st.none() | header_text,
    keys=st.tuples(header_text, header_text),
)
def test_the_official_sdk_signs_the_same_way(
    method: str,
    segments: list[str],
    query: list[tuple[str, str]],
    body: str,
    host: str,
    token: str | None,
    project: str | None,
    keys: tuple[str, str],
) -> None:
    more = {"X-Security-Token": token, "X-Project-Id": project}
    headers = {"Content-Type": "application/json", "Host": host, "X-Sdk-Date": DATE}
    headers.update({name: value for name, value in more.items() if value})
    path = "/" + "/".join(segments)
    found = authorization(
        method=method,
        path=path,
        query=query,
        headers=headers,
        body_hash=hashlib.sha256(body.encode()).hexdigest(),
        access_key=keys[0],
        secret_key=keys[1],
    )
    assert found == by_the_sdk(method, quote(path, safe="/"), query, headers, body, keys)


@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
    segments=st.lists(some_text.filter(lambda text: text not in (".", "..")), min_size=1, max_size=4),
    query=st.dictionaries(some_text.filter(bool), some_text, max_size=4),
    body=some_text,
)
def test_a_request_that_requests_has_prepared_is_signed_as_the_sdk_signs_what_is_sent(
    method: str, segments: list[str], query: dict[str, str], body: str
) -> None:
    path = "/v1/" + "/".join(quote(segment, safe="") for segment in segments)
    url = f"http://127.0.0.1:8181{path}" + (f"?{encode_query(query.items())}" if query else "")
    request = signed(SdkHmacAuth("AK", "SK", "TOKEN", "p-1", wall=lambda: MOMENT), url, method, data=body.encode())
    on_the_wire, _mark, sent_query = request.path_url.partition("?")
    assert (on_the_wire, sent_query) == (path, encode_query(query.items()))
    theirs = by_the_sdk(method, path, list(query.items()), sent_headers(request), body, ("AK", "SK"))
    assert request.headers["Authorization"] == theirs
