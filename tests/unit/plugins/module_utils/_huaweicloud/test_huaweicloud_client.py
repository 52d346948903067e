# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that are really sent: signed, with a token, with one from IAM; and what is repeated."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ, WRITE, Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    CallFailed,
    NotFound,
    Throttled,
    Unclear,
)
from ansible_collections.inference.endpoints.plugins.module_utils._http.client import Connector
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.client import Client
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.connection import OPTIONS
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.iam import Once

from ...loopback import Deed, Loopback, Received, answer, reset

MOMENT = 1_767_323_045.0  # 2026-01-02T03:04:05Z
KEYS = {"access_key": "AK", "secret_key": "SK-S3CRET"}
TOKEN = {"auth_token": "TOKEN-S3CRET"}
PASSWORD = {"user_name": "用户", "password": "PASSWORD-S3CRET", "domain_name": "corp"}
MAAS = "/v1/{project_id}/maas/services/custom-endpoint/endpoint"


class Patience:
    """A clock on which waiting takes no time."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.clock = Clock(now=lambda: 0.0, sleep=self.slept.append, wall=lambda: MOMENT)


def client(patience: Patience, hidden: set[str] | None = None, environment: dict | None = None, **given: Any) -> Client:
    more = {"validate_certs": True, "ca_path": None, "request_timeout": 30.0, "max_retries": 2}
    params = {**dict.fromkeys(field.name for field in OPTIONS), **more, **given}
    hide = (set() if hidden is None else hidden).add
    return Client(Connector(params, hide, patience.clock, 60.0, environment or {}), "modelarts")


def call(
    method: str = "GET", path: str = "/v1/x", kind: str = READ, action: str = "ListEndpoints", **more: Any
) -> Call:
    subject = more.pop("subject", "")
    return Call(action, {"method": method, "path": path, **more}, kind, subject)


def refusal(code: str, message: str = "m") -> bytes:
    return json.dumps({"error_code": code, "error_msg": message}).encode()


def lines(server: Loopback) -> list[str]:
    return [request.line.removesuffix(" HTTP/1.1") for request in server.requests]


# --- the request


def signature_by_the_sdk(request: Received, path: str, query: list) -> str:
    """What the official SDK makes of a request as it arrived."""
    names = ("content-type", "host", "x-sdk-date", "x-project-id", "x-security-token")
    headers = {name: request.headers[name] for name in names if name in request.headers}
    headers["X-Sdk-Date"] = headers.pop("x-sdk-date")
    method = request.line.split()[0]
    theirs = SdkRequest(
        method, resource_path=path, query_params=query, header_params=headers, body=request.body.decode()
    )
    signed = Signer(SimpleNamespace(ak="AK", sk="SK-S3CRET")).sign(theirs)
    return signed.header_params["Authorization"]


def test_a_signed_read_goes_out_as_it_was_signed() -> None:
    query = {"name": "my ep+1/ü", "offset": 0, "all": True, "type": ["b", "a"], "none": None}
    with Loopback([answer(b'{"total": 0}')]) as server:
        link = client(Patience(), **KEYS, api_url=server.url + "/", security_token="ST", project_id="p1")
        assert link.perform(call(path=MAAS, query=query)) == {"total": 0}
    (request,) = server.requests
    path = MAAS.format(project_id="p1")
    assert request.line == (f"GET {path}?all=true&name=my%20ep%2B1%2F%C3%BC&offset=0&type=a&type=b HTTP/1.1")
    sent = request.headers
    assert (sent["content-type"], sent["host"]) == ("application/json", f"127.0.0.1:{server.port}")
    assert (sent["x-sdk-date"], sent["x-security-token"], sent["x-project-id"]) == ("20260102T030405Z", "ST", "p1")
    assert "x-auth-token" not in sent
    assert request.body == b""
    pairs = [("all", "true"), ("name", "my ep+1/ü"), ("offset", "0"), ("type", "a"), ("type", "b")]
    assert sent["authorization"] == signature_by_the_sdk(request, path, pairs)
    assert "SignedHeaders=content-type;host;x-project-id;x-sdk-date;x-security-token," in sent["authorization"]


def test_a_signed_write_is_compact_utf8_and_names_no_project_that_was_not_given() -> None:
    body = {"name": "ep-推理", "reserved_resource": {"mu": {"min": 0}}, "description": None}
    with Loopback([answer(b"1"), answer(b"", "204 No Content")]) as server:
        link = client(Patience(), **KEYS, api_url=server.url)
        assert link.perform(call("PUT", "/v1/w%2Fx/e", WRITE, body=body)) == {}
        assert link.perform(call("DELETE", "/v1/e", WRITE)) == {}
    put, delete = server.requests
    assert put.line == "PUT /v1/w%2Fx/e HTTP/1.1"
    assert put.body.decode() == '{"name":"ep-推理","reserved_resource":{"mu":{"min":0}},"description":null}'
    assert (delete.line, delete.body) == ("DELETE /v1/e HTTP/1.1", b"")
    for request, path in ((put, "/v1/w/x/e"), (delete, "/v1/e")):
        assert "x-project-id" not in request.headers
        assert request.headers["authorization"] == signature_by_the_sdk(request, path, [])


def test_a_token_is_sent_and_nothing_is_signed() -> None:
    with Loopback([answer()]) as server:
        assert client(Patience(), **TOKEN, api_url=server.url, project_id="p1").perform(call(path=MAAS)) == {}
    (request,) = server.requests
    assert request.headers["x-auth-token"] == "TOKEN-S3CRET"
    assert not {"authorization", "x-sdk-date", "x-project-id"} & set(request.headers)


def test_hosts_follow_service_and_region() -> None:
    link = client(Patience(), **KEYS, region="ap-southeast-1")
    assert link._transport._base_url == "https://modelarts.ap-southeast-1.myhuaweicloud.com"


# --- repeating


def test_reads_and_throttled_writes_are_repeated_and_unclear_writes_are_not() -> None:
    busy, broken = answer(refusal("APIGW.0308"), "429 Slow", Retry_After="3"), answer(b"", "502 Bad")
    with Loopback([busy, answer(), broken, answer(), broken]) as server:
        patience = Patience()
        link = client(patience, **KEYS, api_url=server.url)
        assert link.perform(call("PUT", kind=WRITE)) == {}
        assert patience.slept == [3.0]
        assert link.perform(call()) == {}
        with pytest.raises(Unclear):
            link.perform(call("PUT", kind=WRITE))
    assert len(server.requests) == 5


def test_max_retries_is_the_number_of_repetitions_and_each_is_signed_anew() -> None:
    times = iter(range(1_767_323_045, 1_767_323_945))
    patience = Patience()
    patience.clock = patience.clock._replace(wall=lambda: float(next(times)))
    with Loopback([answer(refusal("APIG.0308"), "429 Slow")] * 9) as server, pytest.raises(Throttled) as caught:
        client(patience, **KEYS, api_url=server.url).perform(call())
    assert len({request.headers["authorization"] for request in server.requests}) == 3
    assert "Given up (max_retries: 2). The service throttles: try again later" in str(caught.value)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("401 Unauthorized", "APIGW.0301"),
        ("401 Unauthorized", "APIGW.0303"),
        ("401 Unauthorized", "APIG.1002"),
        ("403 Forbidden", "APIGW.0310"),
        ("401 Unauthorized", "ModelArts.8503"),
        ("400 Bad Request", "ModelArts.6297"),
        ("400 Bad Request", "ModelArts.6271"),
        ("400 Bad Request", "common.01000001"),
    ],
)
@pytest.mark.parametrize("way", [KEYS, TOKEN], ids=["keys", "token"])
def test_what_repetition_cannot_mend_is_sent_once(status: str, code: str, way: dict) -> None:
    with Loopback([answer(refusal(code), status)] * 3) as server, pytest.raises(CallFailed) as caught:
        client(Patience(), **way, api_url=server.url).perform(call())
    assert (caught.value.code, len(server.requests)) == (code, 1)


def test_a_limiter_is_asked() -> None:
    taken: list[int] = []
    with Loopback([answer()]) as server:
        link = client(Patience(), **KEYS, api_url=server.url)
        link.limiter = SimpleNamespace(take=lambda: taken.append(1), answered=lambda: taken.append(2))
        link.perform(call())
    assert taken == [1, 2]


# --- a token from IAM


def issued(token: str, project: str | None = "p-of-token") -> Deed:
    body: dict[str, Any] = {"token": {"expires_at": "2026-01-03T03:04:05.000000Z", "methods": ["password"]}}
    if project:
        body["token"]["project"] = {"id": project, "name": "cn-southwest-2"}
    return answer(json.dumps(body).encode(), "201 Created", X_Subject_Token=token)


EXPIRED = [
    ("401 Unauthorized", refusal("APIGW.0301", "The token must be updated")),
    ("401 Unauthorized", refusal("APIG.1002")),
    ("400 Bad Request", refusal("ModelArts.0104", "Invalid token.")),
    ("401 Unauthorized", b"<html>"),
]


@pytest.mark.parametrize(
    ("more", "scope"),
    [({}, {"name": "cn-southwest-2"}), ({"project_id": "p1"}, {"id": "p1"})],
)
def test_a_password_becomes_a_token_at_the_first_call(more: dict, scope: dict) -> None:
    hidden: set[str] = set()
    with Loopback([issued("FETCHED-S3CRET"), answer(), answer()]) as server:
        link = client(
            Patience(), hidden, **PASSWORD, region="cn-southwest-2", api_url=server.url, auth_url=server.url, **more
        )
        assert server.requests == []
        link.perform(call(path=MAAS))
        link.perform(call(path=MAAS))
    project = more.get("project_id", "p-of-token")
    target = "GET " + MAAS.format(project_id=project)
    assert lines(server) == ["POST /v3/auth/tokens?nocatalog=true", target, target]
    login = server.requests[0]
    user = {"name": "用户", "password": "PASSWORD-S3CRET", "domain": {"name": "corp"}}
    assert json.loads(login.body) == {
        "auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": {"project": scope}}
    }
    assert login.headers["content-type"] == "application/json;charset=utf8"
    assert not {"x-auth-token", "authorization"} & set(login.headers)
    assert [request.headers.get("x-auth-token") for request in server.requests[1:]] == ["FETCHED-S3CRET"] * 2
    assert hidden >= {"PASSWORD-S3CRET", "FETCHED-S3CRET"}


def tokens(server: Loopback) -> list[str | None]:
    return [request.headers.get("x-auth-token") for request in server.requests]


@contextlib.contextmanager
def logged_in(logins: list[Deed], deeds: list[Deed]) -> Iterator[tuple[Client, Loopback, Loopback]]:
    """A client with a password, IAM, and the service; each is a server that has one connection at a time."""
    with Loopback(logins) as iam, Loopback(deeds) as server:
        link = client(Patience(), **PASSWORD, region="cn-north-4", api_url=server.url, auth_url=iam.url)
        yield link, iam, server


REFUSED = answer(refusal("APIGW.0301"), "401 Unauthorized")


@pytest.mark.parametrize(("status", "body"), EXPIRED)
@pytest.mark.parametrize("kind", [READ, WRITE])
def test_a_token_that_is_refused_is_renewed_and_the_call_repeated(status: str, body: bytes, kind: str) -> None:
    with logged_in([issued("T1"), issued("T2")], [answer(), answer(body, status), answer(b'{"id": "e"}')]) as world:
        link, iam, server = world
        link.perform(call())
        assert link.perform(call("PUT", kind=kind, body={"a": 1})) == {"id": "e"}
    assert (len(iam.requests), tokens(server)) == (2, ["T1", "T1", "T2"])
    assert server.requests[1].body == server.requests[2].body == b'{"a":1}'


def test_renewal_is_no_loop() -> None:
    with logged_in([issued("T1"), issued("T2")], [REFUSED] * 4) as (link, iam, server):
        for _attempt in range(3):
            with pytest.raises(CallFailed) as caught:
                link.perform(call())
    # The second token was never of any use, so there is no third.
    assert (len(iam.requests), tokens(server)) == (2, ["T1", "T2", "T2", "T2"])
    assert str(caught.value).endswith(
        "Check user_name, password and domain_name: an IAM user is needed, and its rights for this project"
    )


def test_a_renewed_token_that_worked_may_be_renewed_again() -> None:
    deeds = [answer(), REFUSED, answer(), REFUSED, answer()]
    with logged_in([issued("T1"), issued("T2"), issued("T3")], deeds) as (link, _iam, server):
        for _call in range(3):
            link.perform(call())
    assert tokens(server) == ["T1", "T1", "T2", "T2", "T3"]


def test_a_renewal_that_fails_is_the_failure() -> None:
    denied = answer(refusal("IAM.0011", "wrong"), "401 Unauthorized")
    with logged_in([issued("T1"), denied], [REFUSED]) as (link, iam, _server):
        for _attempt in range(2):
            with pytest.raises(CallFailed) as caught:
                link.perform(call())
    assert (caught.value.action, caught.value.code, len(iam.requests)) == ("CreateToken", "IAM.0011", 2)


def test_a_permission_that_lacks_renews_nothing() -> None:
    refused = answer(refusal("ModelArts.8503"), "401 Unauthorized")
    world = logged_in([issued("T1")], [refused])
    with world as (link, iam, server), pytest.raises(CallFailed, match="lack a permission"):
        link.perform(call())
    assert (len(iam.requests), len(server.requests)) == (1, 1)


@pytest.mark.parametrize(
    ("deeds", "code", "status", "sent", "words"),
    [
        (
            [answer(b'{"error":{"code":401,"message":"wrong","title":"Unauthorized"}}', "401 Unauthorized")],
            "401",
            401,
            1,
            "CreateToken: the server refused with 401 (HTTP 401, request id None): wrong. Check user_name, password",
        ),
        (
            [answer(b"<html>", "404 Not Found")] * 3,
            "ForeignAnswer",
            404,
            1,
            "is not one of the API iam. Check auth_url and the proxies in between",
        ),
        ([answer(b"", "503 Busy")] * 3, "ForeignAnswer", 503, 3, "Given up (max_retries: 2)"),
        ([answer(refusal("IAM.1"), "429 Slow")] * 3, "IAM.1", 429, 3, "Given up (max_retries: 2)"),
        ([answer(b"{}", "201 Created")] * 3, "ForeignAnswer", 201, 3, "has no X-Subject-Token. Check auth_url"),
        ([reset()] * 3, "ConnectionError", None, 3, "CreateToken: no answer from http://127.0.0.1:"),
    ],
)
@pytest.mark.parametrize("kind", [READ, WRITE])
def test_a_token_that_cannot_be_had_leaves_no_doubt_about_the_call(
    deeds: list[Deed], code: str, status: int | None, sent: int, words: str, kind: str
) -> None:
    with Loopback(deeds) as server:
        link = client(Patience(), **PASSWORD, region="cn-north-4", api_url=server.url, auth_url=server.url)
        found = []
        for _attempt in range(2):
            with pytest.raises(CallFailed) as caught:
                link.perform(call("PUT", kind=kind, subject="ep-1"))
            found.append(str(caught.value))
            assert caught.value.__class__ is CallFailed
    assert len(server.requests) == sent, "a failed login is not tried again by the next call"
    assert (caught.value.action, caught.value.code, caught.value.status) == ("CreateToken", code, status)
    assert words in found[0]
    assert found[0].endswith(". What the task is about was not sent")
    assert found[0] == found[1]
    assert "S3CRET" not in found[0]


# --- the project


def projects(*items: dict) -> Deed:
    return answer(json.dumps({"projects": list(items)}).encode())


ONE = {"id": "p-found", "name": "cn-southwest-2"}
ALIKE = {"id": "p-other", "name": "cn-southwest-2"}
SUB = {"id": "p-sub", "name": "cn-southwest-2_team"}


@pytest.mark.parametrize("way", [KEYS, TOKEN], ids=["keys", "token"])
def test_the_project_is_found_once_and_only_where_a_path_needs_it(way: dict) -> None:
    with Loopback([projects(ONE, SUB)]) as iam, Loopback([answer()] * 3) as server:
        link = client(Patience(), **way, region="cn-southwest-2", api_url=server.url, auth_url=iam.url)
        link.perform(call())
        link.perform(call(path=MAAS))
        link.perform(call(path=MAAS))
    target = "GET " + MAAS.format(project_id="p-found")
    assert lines(iam) == ["GET /v3/projects?name=cn-southwest-2"]
    assert lines(server) == ["GET /v1/x", target, target]
    (lookup,) = iam.requests
    if way is KEYS:
        expected = signature_by_the_sdk(lookup, "/v3/projects", [("name", "cn-southwest-2")])
        assert lookup.headers["authorization"] == expected
    else:
        assert lookup.headers["x-auth-token"] == "TOKEN-S3CRET"
    assert not any("x-project-id" in request.headers for request in [*iam.requests, *server.requests])


def test_a_token_that_names_no_project_leaves_the_look_up() -> None:
    with Loopback([issued("T1", project=None), projects(ONE), answer()]) as server:
        link = client(Patience(), **PASSWORD, region="cn-southwest-2", api_url=server.url, auth_url=server.url)
        link.perform(call(path=MAAS))
    assert lines(server)[1:] == [
        "GET /v3/projects?name=cn-southwest-2",
        "GET " + MAAS.format(project_id="p-found"),
    ]
    assert server.requests[1].headers["x-auth-token"] == "T1"


@pytest.mark.parametrize(
    ("deeds", "code", "words"),
    [
        ([projects()], "NoProject", "the region cn-southwest-2 has none for these credentials"),
        ([projects(SUB)], "NoProject", "the region cn-southwest-2 has none for these credentials"),
        ([projects(ONE, ALIKE)], "NoProject", "the region cn-southwest-2 has the projects p-found, p-other"),
        ([answer(b'{"x": 1}')] * 3, "ForeignAnswer", "has no projects. Check auth_url"),
        ([answer(refusal("IAM.0002"), "403 Forbidden")], "IAM.0002", "ListProjects: the server refused with IAM.0002"),
        ([answer(refusal("IAM.0002"), "404 Not Found")], "IAM.0002", "ListProjects: the server refused with IAM.0002"),
    ],
)
def test_a_project_that_is_not_clear_has_to_be_named(deeds: list[Deed], code: str, words: str) -> None:
    with Loopback(deeds) as server:
        link = client(Patience(), **KEYS, region="cn-southwest-2", api_url=server.url, auth_url=server.url)
        for _attempt in range(2):
            with pytest.raises(CallFailed) as caught:
                link.perform(call("DELETE", MAAS, WRITE, subject="ep-1"))
            assert caught.value.__class__ is CallFailed
    assert len(server.requests) == len(deeds)
    assert (caught.value.action, caught.value.code) == ("ListProjects", code)
    assert words in str(caught.value)
    if code == "NoProject":
        assert "Give the option project_id" in str(caught.value)


def test_without_a_region_there_is_nothing_to_look_for() -> None:
    with Loopback([]) as server, pytest.raises(CallFailed) as caught:
        client(Patience(), **KEYS, api_url=server.url, auth_url=server.url).perform(call(path=MAAS))
    assert server.requests == []
    assert str(caught.value) == (
        "ListEndpoints: ListProjects: project_id is not given, and without a region it cannot be found. Give the option"
        " project_id"
    )


# --- several threads


def all_at_once(job: Callable[[], Any], threads: int = 8) -> list[Any]:
    start = threading.Barrier(threads)

    def run() -> Any:
        start.wait(60)
        try:
            return job()
        except CallFailed as error:
            return error

    with ThreadPoolExecutor(threads) as pool:
        return [future.result() for future in [pool.submit(run) for _thread in range(threads)]]


def test_of_many_threads_one_fetches() -> None:
    fetched: list[str] = []

    def fetch() -> str:
        fetched.append(f"T{len(fetched) + 1}")
        return fetched[-1]

    once = Once(fetch)
    assert all_at_once(once.get) == ["T1"] * 8
    # All of them hear that the first is refused; one fetches another.
    assert all_at_once(lambda: once.again("T1")) == ["T2"] * 8
    # None of them could use it, so there is no point in a third.
    assert all_at_once(lambda: once.again("T2")) == [None] * 8
    once.proved("T1")
    assert once.again("T2") is None
    once.proved("T2")
    assert all_at_once(lambda: once.again("T2")) == ["T3"] * 8
    assert fetched == ["T1", "T2", "T3"]


def test_of_many_threads_one_fails_and_all_hear_of_it() -> None:
    asked: list[int] = []

    def fetch() -> str:
        asked.append(1)
        raise CallFailed("no", action="CreateToken", code="C", status=401)

    failures = all_at_once(Once(fetch).get)
    assert [(str(error), error.code) for error in failures] == [("no", "C")] * 8
    assert len({id(error) for error in failures}) == 8, "each thread raises one of its own"
    assert len(asked) == 1


class Answers:
    """A service that takes the newest token only; answers do not depend on the order in which threads come."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.logins = 0


def test_eight_threads_share_one_login_and_one_look_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from ansible_collections.inference.endpoints.plugins.module_utils._http import transport

    service = Answers()
    sent: list[tuple[str, str | None]] = []

    def send(
        self: Any, call: Call, method: str, path: str, headers: dict, query: dict | None = None, body: bytes = b""
    ) -> transport.Answer:
        action = call.action
        with service.lock:
            sent.append((action, headers.get("X-Auth-Token")))
            if action == "CreateToken":
                service.logins += 1
                return transport.Answer(201, {"X-Subject-Token": f"T{service.logins}"}, b'{"token": {}}')
            if action == "ListProjects":
                return transport.Answer(200, {}, json.dumps({"projects": [ONE]}).encode())
            if headers["X-Auth-Token"] != f"T{service.logins}" or (service.logins == 1 and expired):
                return transport.Answer(401, {}, refusal("APIGW.0301"))
            return transport.Answer(200, {}, b"{}")

    monkeypatch.setattr(transport.Transport, "send", send)
    link = client(Patience(), **PASSWORD, region="cn-southwest-2", concurrency=8)
    expired = False
    assert all_at_once(lambda: link.perform(call(path=MAAS))) == [{}] * 8
    assert [action for action, _token in sent if action != "ListEndpoints"] == ["CreateToken", "ListProjects"]
    expired = True
    assert all_at_once(lambda: link.perform(call(path=MAAS))) == [{}] * 8
    assert service.logins == 2


# --- secrets


@pytest.mark.parametrize(
    ("given", "environment", "expected"),
    [
        ({**KEYS, "security_token": "ST"}, {}, {"SK-S3CRET", "ST"}),
        (TOKEN, {}, {"TOKEN-S3CRET"}),
        (PASSWORD, {}, {"PASSWORD-S3CRET"}),
        (
            KEYS,
            {"HW_AUTH_TOKEN": "E1", "HW_USER_PASSWORD": "E2"},
            {"SK-S3CRET", "E1", "E2"},
        ),
    ],
)
def test_secrets_of_options_and_of_the_environment_are_told(given: dict, environment: dict, expected: set) -> None:
    hidden: set[str] = set()
    client(Patience(), hidden, environment, region="cn-north-4", **given)
    assert hidden >= expected


@pytest.mark.parametrize(("way", "header"), [(KEYS, "authorization"), (TOKEN, "x-auth-token")])
def test_no_failure_shows_a_secret(way: dict, header: str) -> None:
    deeds = [answer(refusal("X.1"), "404 Not Found"), answer(refusal("X.1"), "401 No"), reset(), answer(b"<", "302 F")]
    with Loopback(deeds) as server:
        link = client(Patience(), **way, api_url=server.url)
        shown = []
        for _deed in deeds:
            with pytest.raises(CallFailed) as caught:
                link.perform(call("DELETE", "/v1/e", WRITE, subject="ep-1"))
            shown.append(f"{caught.value} {caught.value!r} {caught.value.details()} {vars(caught.value)}")
    assert all(header in request.headers for request in server.requests)
    assert "S3CRET" not in "".join(shown)
    assert len(shown) == 4


def test_not_found_comes_through() -> None:
    gone = answer(refusal("ModelArts.6291"), "400 Bad Request", X_Request_Id="R-9")
    with Loopback([gone]) as server, pytest.raises(NotFound) as caught:
        client(Patience(), **KEYS, api_url=server.url).perform(call("DELETE", "/v1/e", WRITE, subject="ep-1"))
    assert caught.value.request_id == "R-9"
