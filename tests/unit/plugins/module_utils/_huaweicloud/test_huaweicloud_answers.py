# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of Huawei Cloud: envelopes, the error tables of the reference, and bodies that are none of these."""

from __future__ import annotations

import email.utils
import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ, WRITE, Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    CallFailed,
    NotFound,
    Throttled,
    Unclear,
    WrongState,
)
from ansible_collections.inference.endpoints.plugins.module_utils._http.client import Refusal
from ansible_collections.inference.endpoints.plugins.module_utils._http.transport import Answer
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.answers import (
    ServiceAnswers,
    Unauthenticated,
    classify,
)

WALL = 1_767_323_045.0  # 2026-01-02T03:04:05Z
SHOW = Call("ShowEndpoint", {}, READ, "ep-1")
LIST = Call("ListEndpoints", {}, READ)
CREATE = Call("CreateEndpoint", {}, WRITE)
UPDATE = Call("UpdateEndpoint", {}, WRITE, "ep-1")
DELETE = Call("DeleteEndpoint", {}, WRITE, "ep-1")
CALLS = (SHOW, LIST, CREATE, UPDATE, DELETE)


def answers(*, signed: bool = True) -> ServiceAnswers:
    return ServiceAnswers("fabric", Clock(wall=lambda: WALL), credentials="Check the credentials", signed=signed)


def told(code: Any, message: Any = "what the server says", **more: Any) -> bytes:
    return json.dumps({"error_code": code, "error_msg": message, **more}).encode()


def read(body: bytes, status: int, call: Call, headers: dict[str, str] | None = None, **how: Any) -> dict:
    return answers(**how).result_of(call, Answer(status, CaseInsensitiveDict(headers or {}), body))


def failure(
    body: bytes, status: int = 400, call: Call = SHOW, headers: dict[str, str] | None = None, **how: Any
) -> CallFailed:
    with pytest.raises(CallFailed) as caught:
        read(body, status, call, headers, **how)
    return caught.value


def kinds(body: bytes, status: int) -> dict[str, type]:
    return {call.action: failure(body, status, call).__class__ for call in CALLS}


def same(kind: type) -> dict[str, type]:
    return {call.action: kind for call in CALLS}


# --- classes of errors

ABSENT = {**same(CallFailed), "ShowEndpoint": NotFound, "UpdateEndpoint": NotFound, "DeleteEndpoint": NotFound}
STATE = {**same(CallFailed), "UpdateEndpoint": WrongState, "DeleteEndpoint": WrongState}

TABLE = [
    # the gateway, under both of its prefixes (reference section 8)
    *[
        (f"{prefix}.{number}", status, same(kind))
        for prefix in ("APIGW", "APIG", "dataartsfabric.APIG")
        for number, status, kind in (
            ("0101", 404, CallFailed),
            ("0201", 400, CallFailed),
            ("0201", 413, CallFailed),
            ("0201", 504, Unclear),
            ("0301", 401, Unauthenticated),
            ("0301", 400, Unauthenticated),
            ("0301", 500, Unauthenticated),
            ("0303", 401, Unauthenticated),
            ("0303", 403, Unauthenticated),
            ("0308", 429, Throttled),
            ("0308", 400, Throttled),
            ("0310", 403, CallFailed),
            ("0310", 404, CallFailed),
            ("1002", 401, Unauthenticated),
        )
    ],
    # Fabric (4.11): printed without a prefix, sent with one
    *[
        (f"{prefix}{number}", status, expected)
        for prefix in ("", "dataartsfabric.")
        for number, status, expected in (
            ("00000001", 500, same(Unclear)),
            ("00000001", 400, same(Unclear)),
            ("00010003", 400, same(CallFailed)),
            ("00010003", 404, same(CallFailed)),
            ("00010004", 400, same(CallFailed)),
            ("00010005", 400, same(CallFailed)),
            ("00010006", 400, same(CallFailed)),
            ("00010007", 400, same(CallFailed)),
            ("00010009", 400, ABSENT),
            ("00010009", 404, ABSENT),
            ("00010195", 403, same(CallFailed)),
            ("00010195", 400, same(CallFailed)),
        )
    ],
    ("common.01000001", 400, same(CallFailed)),
    ("common.01000001", 404, ABSENT),
    ("common.00000408", 408, same(Unclear)),
    ("common.00000408", 400, same(Unclear)),
    ("common.00000500", 500, same(Unclear)),
    # MaaS (5.10)
    ("ModelArts.0104", 400, same(CallFailed)),
    ("ModelArts.0104", 404, ABSENT),
    ("ModelArts.2115", 400, same(CallFailed)),
    ("ModelArts.6271", 400, same(CallFailed)),
    ("ModelArts.6271", 409, same(CallFailed)),
    ("ModelArts.6274", 400, same(CallFailed)),
    ("ModelArts.6291", 400, ABSENT),
    ("ModelArts.6291", 404, ABSENT),
    ("ModelArts.6297", 400, same(CallFailed)),
    ("ModelArts.6297", 429, same(CallFailed)),
    ("ModelArts.6299", 400, same(CallFailed)),
    ("ModelArts.6613", 400, same(CallFailed)),
    ("ModelArts.8503", 401, same(CallFailed)),
    ("ModelArts.8503", 403, same(CallFailed)),
    # codes that nobody has published: what they can mean, the status says
    *[("Some.0815", status, STATE) for status in (400, 403, 412, 422, 423)],
    ("Some.0815", 409, STATE),
    ("Some.0815", 401, same(Unauthenticated)),
    ("Some.0815", 404, ABSENT),
    ("Some.0815", 405, same(CallFailed)),
    ("Some.0815", 408, same(Unclear)),
    ("Some.0815", 413, same(CallFailed)),
    ("Some.0815", 429, same(Throttled)),
    *[("Some.0815", status, same(Unclear)) for status in (500, 501, 502, 503, 504, 520, 599)],
]


@pytest.mark.parametrize(("code", "status", "expected"), TABLE)
def test_the_tables_of_the_reference(code: str, status: int, expected: dict[str, type]) -> None:
    assert kinds(told(code), status) == expected
    error = failure(told(code), status, headers={"x-request-ID": "R-1"})
    assert (error.action, error.code, error.status, error.request_id) == ("ShowEndpoint", code, status, "R-1")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Workspace does not exist.", same(CallFailed)),
        ("The project was not found", same(CallFailed)),
        ("Endpoint not found in workspace w-1", ABSENT),
        ("The resource of this project does not exist", ABSENT),
        ("Not found", ABSENT),
    ],
)
def test_a_missing_workspace_is_no_missing_endpoint(message: str, expected: dict[str, type]) -> None:
    assert kinds(told("common.01000001", message), 404) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (told(403, None, title="Forbidden", error={"code": "Some.1", "message": "No permission"}), same(CallFailed)),
        (told("Some.1", "User is not authorized to perform DataArtsFabric:endpoint:alter"), same(CallFailed)),
        (told("Some.1", "Policy doesn't allow this"), same(CallFailed)),
        (told(403, "Forbidden"), same(CallFailed)),
        (told("Some.1", "This is not allowed now"), STATE),
    ],
)
def test_a_403_is_about_permissions_when_it_says_so(body: bytes, expected: dict[str, type]) -> None:
    assert kinds(body, 403) == expected


def test_the_code_that_is_shown_with_a_tokens_text_is_about_the_token() -> None:
    body = told("ModelArts.0104", "Invalid token.")
    assert kinds(body, 400) == same(Unauthenticated)
    # On the page about deletion it is shown with 404: whichever is meant, the endpoint is looked at again.
    expected = {**same(Unauthenticated), "UpdateEndpoint": WrongState, "DeleteEndpoint": WrongState}
    assert kinds(body, 404) == expected


@given(st.text(), st.text(), st.integers(300, 599), st.booleans(), st.booleans())
def test_every_code_and_status_has_a_class(code: str, message: str, status: int, addressed: bool, writes: bool) -> None:
    kind = classify(Refusal(code, message), status, addressed=addressed, writes=writes)
    assert issubclass(kind, CallFailed)
    assert addressed or kind not in (NotFound, WrongState)
    assert writes or kind is not WrongState


# --- envelopes


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({"error_code": "A.1", "error_msg": "m"}, "A.1", "m"),
        ({"errorCode": "A.1", "errorMsg": "m"}, "A.1", "m"),
        ({"code": "A.1", "message": "m"}, "A.1", "m"),
        ({"error": {"error_code": "A.1", "error_msg": "m"}}, "A.1", "m"),
        ({"error": {"errorCode": "A.1", "errorMsg": "m"}}, "A.1", "m"),
        ({"error": {"code": "A.1", "message": "m", "title": "t"}}, "A.1", "m"),
        # the variant of Fabric's 403: a number above, the words below
        ({"error_code": 403, "title": "t", "error": {"code": "A.1", "message": "m", "title": "t"}}, "A.1", "m"),
        ({"error_code": 403, "error_msg": None, "error": {"code": 403, "message": "m"}}, "403", "m"),
        ({"error_code": 7, "error_msg": "m"}, "7", "m"),
        ({"error_code": "A.1", "error_msg": "one.", "solution_msg": "two  lines\nhere."}, "A.1", "one. two lines here"),
        ({"error_code": "A.1", "solution_msg": "Do this."}, "A.1", "Do this"),
        ({"error_code": "A.1", "error_msg": {"odd": 1}}, "A.1", "{'odd': 1}"),
    ],
)
def test_every_envelope_is_read(body: dict, code: str, words: str) -> None:
    error = failure(json.dumps(body).encode(), 405)
    assert error.code == code
    assert str(error) == (
        f"ShowEndpoint on endpoint ep-1: the server refused with {code} (HTTP 405, request id None): {words}"
    )


def test_a_refusal_names_action_endpoint_code_status_request_and_advice() -> None:
    headers = {"X-Request-Id": "R-1"}
    assert str(failure(told("dataartsfabric.00010003", "No  such\nworkspace."), 400, LIST, headers)) == (
        "ListEndpoints: the server refused with dataartsfabric.00010003 (HTTP 400, request id R-1): No such workspace."
        " Check workspace_id and project_id"
    )


@pytest.mark.parametrize(
    ("code", "status", "advice"),
    [
        ("APIGW.0101", 404, "Check api_url: this is no answer about an endpoint"),
        ("APIG.0310", 403, "Check project_id: the project is not available"),
        ("APIGW.0301", 401, "Check the credentials"),
        ("APIG.1002", 401, "Check the credentials"),
        ("Some.1", 401, "Check the credentials"),
        ("ModelArts.8503", 401, "The credentials lack a permission for this"),
        ("ModelArts.6271", 400, "The names of deleted endpoints stay taken; choose another name"),
        ("ModelArts.6297", 400, "The quota of endpoints is used up; delete one or have it raised"),
        ("dataartsfabric.00010003", 400, "Check workspace_id and project_id"),
        ("dataartsfabric.00010005", 400, "Accept the present version of the service's agreement first"),
        ("dataartsfabric.00010195", 400, "Enable the feature for this account first"),
    ],
)
def test_what_to_do_about_it(code: str, status: int, advice: str) -> None:
    assert str(failure(told(code), status)).endswith(f": what the server says. {advice}")


def test_advice_that_follows_from_the_words() -> None:
    assert str(failure(told("A.1", "no permission"), 403)).endswith("The credentials lack a permission for this")
    assert str(failure(told("A.1", "no workspace"), 404)).endswith("Check workspace_id and project_id")
    assert str(failure(told("A.1", "invalid"), 400)).endswith("invalid")


@pytest.mark.parametrize(
    ("code", "status", "server_ahead", "sentence"),
    [
        ("APIGW.0303", 401, -1000, "The clock of this machine is wrong. It is 1000 s ahead of the server's"),
        ("APIG.0303", 403, 1000, "The clock of this machine is wrong. It is 1000 s behind the server's"),
        ("APIGW.0301", 401, 1000, "The clock of this machine is wrong. It is 1000 s behind the server's"),
        ("Some.1", 401, -1000, "The clock of this machine is wrong. It is 1000 s ahead of the server's"),
        (
            "APIGW.0303",
            401,
            60,
            "Check the clock of this machine (it is -60 s off the server's). Check the credentials",
        ),
        ("APIGW.0303", 401, None, "Check the clock of this machine. Check the credentials"),
        ("APIGW.0301", 401, 60, "Check the credentials"),
        ("APIGW.0301", 401, None, "Check the credentials"),
    ],
)
def test_a_wrong_clock_is_measured(code: str, status: int, server_ahead: int | None, sentence: str) -> None:
    date = {} if server_ahead is None else {"Date": email.utils.formatdate(WALL + server_ahead, usegmt=True)}
    error = failure(told(code), status, headers=date)
    assert str(error).endswith(f": what the server says. {sentence}")
    # A token does not care about this machine's clock.
    unsigned = str(failure(told(code), status, headers=date, signed=False))
    assert unsigned.endswith(": what the server says. Check the credentials")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [({}, None), ({"Retry-After": "7"}, 7.0), ({"Retry-After": email.utils.formatdate(WALL + 9, usegmt=True)}, 9.0)],
)
def test_retry_after_comes_along(header: dict[str, str], seconds: float | None) -> None:
    assert failure(told("APIGW.0308"), 429, headers=header).retry_after == seconds
    assert failure(b"slow down", 429, headers=header).retry_after == seconds


# --- success


@pytest.mark.parametrize(
    ("body", "result"),
    [
        (b'{"id": "ep-1"}', {"id": "ep-1"}),
        # An endpoint that has failed carries the words of an error, and is no error.
        (
            b'{"id": "ep-1", "error_code": "A.1", "error_msg": "m"}',
            {"id": "ep-1", "error_code": "A.1", "error_msg": "m"},
        ),
        (b"{}", {}),
        (b"", {}),
        (b" \n", {}),
        (b"1", {}),
        (b'"1"', {}),
        (b"null", {}),
        (b"true", {}),
        ('{"name": "推理"}'.encode("utf-16"), {"name": "推理"}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
    ],
)
@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_results(body: bytes, status: int, result: dict) -> None:
    assert read(body, status, SHOW) == result


def test_a_result_that_does_not_say_what_was_asked_is_as_good_as_none() -> None:
    call = Call("ListEndpoints", {}, READ, usable=lambda result: isinstance(result.get("endpoints"), list))
    assert read(b'{"endpoints": []}', 200, call) == {"endpoints": []}
    for body in (b'{"total": 0}', b"", b"1"):
        error = failure(body, 200, call, {"X-Request-Id": "R-1"})
        assert (error.__class__, error.code, error.request_id) == (Unclear, "ForeignAnswer", "R-1")
        assert str(error) == ("ListEndpoints: the answer (HTTP 200, request id R-1) does not say what was asked")


# --- foreign answers

FOREIGN = {
    "html": b"<html><title>404 Not Found</title></html>",
    "text": b"404 page not found",
    "list": b"[1, 2]",
    "cut off": b'{"error_code": "dataartsfabric.00010009", "error_m',
    "no UTF-8": b'{"error_code": "\xff\xfe"}',
    "deep": b"[" * 100_000,
    "nul": b"\x00" * 100,
}
#: These are objects, so that with a status of success they are results.
OBJECTS = {
    "no envelope": b'{"status": 404, "error": "Not Found", "path": "/v1"}',
    "message alone": b'{"message": "no Route matched with those values"}',
    "empty object": b"{}",
    "empty code": b'{"error_code": "", "error_msg": "m"}',
    "number": b"1",
}
STATUSES = [
    (301, CallFailed),
    (400, CallFailed),
    (401, Unauthenticated),
    (403, CallFailed),
    (404, CallFailed),
    (407, CallFailed),
    (408, Unclear),
    (429, Throttled),
    (500, Unclear),
    (502, Unclear),
    (530, Unclear),
]


@pytest.mark.parametrize(("status", "kind"), STATUSES)
def test_what_is_not_of_this_api_is_never_taken_for_an_answer(status: int, kind: type) -> None:
    for body, call in itertools.product([*FOREIGN.values(), *OBJECTS.values()], CALLS):
        error = failure(body, status, call, {"Content-Type": "text/html"})
        assert error.__class__ is kind
        assert (error.code, error.status, error.request_id) == ("ForeignAnswer", status, None)
        size = f"{len(body)} bytes of text/html"
        assert f": the answer (HTTP {status}, {size}) is not one of the API fabric" in str(error)
        assert str(error).endswith("Check api_url and the proxies in between")


@pytest.mark.parametrize("body", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_success_that_cannot_be_read_is_unclear(body: bytes) -> None:
    assert failure(body, 200, UPDATE).__class__ is Unclear


def test_a_redirect_is_explained() -> None:
    assert "redirects are not followed, so that nothing secret goes elsewhere" in str(failure(b"", 302))


@pytest.mark.parametrize("body", [b"", b" \r\n"])
def test_an_empty_404_may_be_mute_as_success_is(body: bytes) -> None:
    writes = {**same(CallFailed), "UpdateEndpoint": NotFound, "DeleteEndpoint": NotFound}
    assert kinds(body, 404) == writes
    # Of a read, only an answer that has gone through the gateway is one of this API.
    through_the_gateway = {call.action: failure(body, 404, call, {"X-Request-Id": "R"}).__class__ for call in CALLS}
    assert through_the_gateway == ABSENT


@pytest.mark.parametrize("status", [400, 403, 409, 412, 422, 423])
def test_a_refusal_without_a_word_may_be_about_the_state(status: int) -> None:
    assert kinds(b"", status) == STATE
    assert failure(b"", status, DELETE).code == f"HTTP{status}"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["error", "error_code", "error_msg", "errorCode", "code", "message", "solution_msg"])
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    body=anything.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=60),
    status=st.integers(200, 599),
    headers=st.dictionaries(
        st.sampled_from(["Date", "Retry-After", "Content-Type", "X-Request-Id"]), st.text(max_size=20)
    ),
    call=st.sampled_from(CALLS),
)
def test_whatever_comes_is_a_result_or_a_typed_failure(
    body: bytes, status: int, headers: dict[str, str], call: Call
) -> None:
    result: dict | CallFailed
    try:
        result = read(body, status, call, headers)
    except CallFailed as error:
        result = error
    if isinstance(result, CallFailed):
        assert isinstance(result.code, str)
        assert result.code
        assert result.status == status
        assert result.request_id is None or isinstance(result.request_id, str)
    else:
        assert isinstance(result, dict)
        assert status < 300
