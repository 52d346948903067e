# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of the platform: the envelope, both error tables of the reference, and bodies that are none of these."""

from __future__ import annotations

import email.utils
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ, Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    CallFailed,
    NotFound,
    Throttled,
    Unclear,
    WrongState,
)
from ansible_collections.inference.endpoints.plugins.module_utils._http.transport import Answer
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.answers import PlatformAnswers, classify

WALL = 1_767_323_045.0  # 2026-01-02T03:04:05Z
ANSWERS = PlatformAnswers("ark", Clock(wall=lambda: WALL))
GET = Call("GetEndpoint", {"Id": "ep-1"}, READ, "ep-1")
LIST = Call("ListEndpoints", {}, READ)


def envelope(code: Any = None, message: Any = "what the server says", **metadata: Any) -> bytes:
    error = {"Error": {"Code": code, "Message": message, "CodeN": 1}} if code else {}
    return json.dumps({"ResponseMetadata": {"RequestId": "R-1", **error, **metadata}, "Result": {"Id": "x"}}).encode()


def failure(body: bytes, status: int = 200, headers: dict[str, str] | None = None, call: Call = GET) -> CallFailed:
    with pytest.raises(CallFailed) as caught:
        ANSWERS.result_of(call, Answer(status, headers or {}, body))
    return caught.value


GATEWAY = [
    ("UndefinedError", 500, Unclear),
    ("MissingParameter", 400, CallFailed),
    ("MissingAuthenticationToken", 401, CallFailed),
    ("MissingRequestInfo", 400, CallFailed),
    ("MissingSignature", 401, CallFailed),
    ("InvalidTimestamp", 400, CallFailed),
    ("InvalidTimestamp", 403, CallFailed),
    ("ServiceNotFound", 404, CallFailed),
    ("InvalidActionOrVersion", 404, CallFailed),
    ("InvalidAccessKey", 401, CallFailed),
    ("SignatureDoesNotMatch", 401, CallFailed),
    ("LackPolicy", 403, CallFailed),
    ("AccessDenied", 403, CallFailed),
    ("InternalError", 500, Unclear),
    ("FailToConnect", 502, Unclear),
    ("InternalServiceTimeout", 504, Unclear),
    ("FlowLimitExceeded", 429, Throttled),
    ("ServiceUnavailableTemp", 503, Unclear),
    ("MethodNotAllowed", 405, CallFailed),
    ("InternalServiceError", 502, Unclear),
    ("InvalidAuthorization", 400, CallFailed),
    ("InvalidCredential", 400, CallFailed),
    ("InvalidSecretToken", 401, CallFailed),
    ("AccountFlowLimitExceeded", 200, Throttled),
    ("LackProjectPolicy", 403, CallFailed),
    ("InnerApiNeedAccountInfo", 400, CallFailed),
]

ARK = [
    ("MissingParameter.Name", 400, CallFailed),
    ("InvalidParameter", 400, CallFailed),
    ("InvalidParameter.RateLimit", 400, CallFailed),
    ("Duplicate.Tags.Key", 400, CallFailed),
    ("AuthenticationError", 401, CallFailed),
    ("InvalidAccountStatus", 401, CallFailed),
    ("AccountOverdueError", 403, CallFailed),
    ("OperationDenied.ServiceOverdue", 403, CallFailed),
    ("OperationDenied.PermissionDenied", 403, CallFailed),
    ("OperationDenied.ServiceNotOpen", 403, CallFailed),
    ("OperationDenied.InvalidState", 403, WrongState),
    ("OperationDenied.UnsupportedPhase", 403, WrongState),
    ("OperationDenied.EndpointStatus", 403, WrongState),
    ("OperationDenied.EndpointStatus", 400, WrongState),
    ("NotFound.Endpoint", 404, NotFound),
    ("NotFound.Endpoint", 400, NotFound),
    ("NotFound", 404, NotFound),
    ("ResourceNotFound.Endpoint", 404, NotFound),
    ("InvalidEndpointOrModel.NotFound", 404, NotFound),
    ("InvalidEndpoint.NotFound", 404, NotFound),
    ("EndpointNotExist", 404, NotFound),
    ("ModelNotOpen", 404, CallFailed),
    ("RateLimitExceeded.EndpointRPMExceeded", 429, Throttled),
    ("RateLimitExceeded.EndpointTPMExceeded", 429, Throttled),
    ("ModelAccountRpmRateLimitExceeded", 429, Throttled),
    ("APIAccountRpmRateLimitExceeded", 429, Throttled),
    ("AccountRateLimitExceeded", 429, Throttled),
    ("QuotaWriteQPMExceeded", 400, Throttled),
    ("QuotaExceeded", 429, CallFailed),
    ("SetLimitExceeded", 429, CallFailed),
    ("ServerOverloaded", 429, Throttled),
    ("RequestBurstTooFast", 429, Throttled),
    ("InvalidEndpoint.ClosedEndpoint", 400, CallFailed),
    ("InternalServiceError", 500, Unclear),
]

#: What says "not found" of something else than the endpoint, whatever its status.
NO_ABSENCE = [
    ("NotFound.ProjectName", 404),
    ("NotFound.Project", 404),
    ("ResourceNotFound.Project", 404),
    ("NotFound.FoundationModel", 404),
    ("NotFound.ModelVersion", 404),
    ("FoundationModel.NotFound", 404),
    ("NotFound.Region", 404),
    ("InvalidRegion.NotFound", 404),
    ("InvalidRegion", 404),
    ("RegionNotSupported", 404),
    ("NotFound.Service", 404),
    ("UserNotFound", 404),
    ("AccountNotFound", 404),
    ("ServiceNotFound", 400),
    ("InvalidActionOrVersion", 400),
    ("ModelNotOpen", 403),
]


@pytest.mark.parametrize(("code", "status", "kind"), GATEWAY + ARK)
def test_both_tables_of_the_reference(code: str, status: int, kind: type[CallFailed]) -> None:
    for http_status in {status, 200} if kind is not NotFound and status != 404 and status != 429 else {status}:
        error = failure(envelope(code), http_status)
        assert error.__class__ is kind, (code, http_status)
        assert (error.action, error.code, error.status, error.request_id) == ("GetEndpoint", code, http_status, "R-1")


@pytest.mark.parametrize(("code", "status"), NO_ABSENCE)
def test_what_looks_like_absence_and_is_none(code: str, status: int) -> None:
    assert failure(envelope(code), status).__class__ is CallFailed


@pytest.mark.parametrize("code", ["NotFound.Endpoint", "ResourceNotFound.Endpoint", "NotFound", "SomethingElse"])
def test_a_call_that_names_no_endpoint_cannot_learn_that_one_is_absent(code: str) -> None:
    assert failure(envelope(code), 404, call=LIST).__class__ is CallFailed


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504, 520, 599, 408])
def test_a_fault_of_the_server_leaves_the_effect_unclear_whatever_its_code(status: int) -> None:
    assert classify("NeverHeardOf", status, addressed=True) is Unclear
    assert failure(b"<html>", status).__class__ is Unclear


def test_a_conflict_is_one_with_the_state_where_an_endpoint_is_named() -> None:
    assert failure(envelope("Conflict"), 409).__class__ is WrongState
    assert failure(envelope("Conflict"), 409, call=LIST).__class__ is CallFailed


@given(st.text(), st.integers(200, 599), st.booleans())
def test_every_code_and_status_has_a_class(code: str, status: int, addressed: bool) -> None:
    kind = classify(code, status, addressed=addressed)
    assert issubclass(kind, CallFailed)
    assert addressed or kind is not NotFound


# --- the sentences


def test_a_refusal_names_action_endpoint_code_status_request_and_advice() -> None:
    assert str(failure(envelope("AccessDenied", "No  right\nto it."), 403)) == (
        "GetEndpoint on endpoint ep-1: the server refused with AccessDenied (HTTP 403, request id R-1): No right to it."
        " The credentials lack a permission for this"
    )
    assert str(failure(envelope("Odd", ""), 400, call=LIST)) == (
        "ListEndpoints: the server refused with Odd (HTTP 400, request id R-1)"
    )


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (
            "InvalidAccessKey",
            "Check access_key and the site it belongs to; a key that was deleted or has expired needs a new one",
        ),
        (
            "NotFound.FoundationModelVersion",
            "Check model_reference; the module ark_model_info lists the models and versions that there are",
        ),
        ("SignatureDoesNotMatch", "Check secret_key, region and site"),
        ("InvalidSecretToken", "The session token is wrong or has expired; get new temporary credentials"),
        ("LackProjectPolicy", "The credentials lack a permission for this"),
        ("ServiceNotFound", "Check api_url, site and region: this is no answer about an endpoint"),
        ("InvalidActionOrVersion", "Check api_url, site and region: this is no answer about an endpoint"),
        ("OperationDenied.ServiceNotOpen", "Activate the model for this account first"),
        ("ModelNotOpen", "Activate the model for this account first"),
        ("AccountOverdueError", "The account has unpaid bills"),
        ("QuotaExceeded", "A quota is used up; delete something or have it raised"),
        ("Duplicate.Tags.Key", "Each tag key may be given once"),
    ],
)
def test_what_to_do_about_it(code: str, advice: str) -> None:
    assert str(failure(envelope(code), 403)).endswith(f": what the server says. {advice}")


@pytest.mark.parametrize(
    ("server_ahead", "sentence"),
    [
        (-1000, "The clock of this machine is wrong. It is 1000 s ahead of the server's"),
        (1000, "The clock of this machine is wrong. It is 1000 s behind the server's"),
        (None, "Check the clock of this machine"),
    ],
)
def test_a_wrong_clock_is_measured(server_ahead: int | None, sentence: str) -> None:
    date = {} if server_ahead is None else {"Date": email.utils.formatdate(WALL + server_ahead, usegmt=True)}
    assert str(failure(envelope("InvalidTimestamp"), 403, date)).endswith(f": what the server says. {sentence}")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": email.utils.formatdate(WALL + 9, usegmt=True)}, 9.0),
        ({"Retry-After": "²"}, None),
    ],
)
def test_retry_after_comes_along(header: dict[str, str], seconds: float | None) -> None:
    assert failure(envelope("FlowLimitExceeded"), 429, header).retry_after == seconds
    assert failure(b"slow down", 429, header).retry_after == seconds


# --- success


@pytest.mark.parametrize(
    ("body", "result"),
    [
        (b'{"ResponseMetadata": {"RequestId": "R"}, "Result": {"Id": "ep-1"}}', {"Id": "ep-1"}),
        (b'{"ResponseMetadata": {}, "Result": {}}', {}),
        (b'{"ResponseMetadata": {}}', {}),
        (b'{"ResponseMetadata": {}, "Result": null}', {}),
        (b'{"ResponseMetadata": {}, "Result": "text"}', {}),
        (b'{"ResponseMetadata": {"Error": null}, "Result": {"a": 1}}', {"a": 1}),
        ('{"ResponseMetadata": {}, "Result": {"Name": "测试"}}'.encode("utf-16"), {"Name": "测试"}),
        (b'\xef\xbb\xbf{"ResponseMetadata": {}, "Result": {"a": 1}}', {"a": 1}),
    ],
)
def test_results(body: bytes, result: dict) -> None:
    assert ANSWERS.result_of(GET, Answer(200, {}, body)) == result


# --- foreign answers


FOREIGN = {
    "empty": b"",
    "html": b"<html><title>404 Not Found</title></html>",
    "no object": b"[1, 2]",
    "null": b"null",
    "no envelope": b'{"Result": {"Id": "ep-1"}}',
    "other service": b'{"error": {"code": "NotFound.Endpoint", "message": "m"}}',
    "odd envelope": b'{"ResponseMetadata": "text"}',
    "cut off": b'{"ResponseMetadata": {"RequestId": "R"}, "Resu',
    "no UTF-8": b'{"ResponseMetadata": {"RequestId": "\xff\xfe"}}',
    "deep": b"[" * 100_000,
    "deep envelope": b'{"ResponseMetadata": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001,
    "huge number": b'{"ResponseMetadata": ' + b"9" * 10_000 + b"}",
    "nul": b"\x00" * 100,
}


@pytest.mark.parametrize("body", FOREIGN.values(), ids=FOREIGN.keys())
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, Unclear),
        (204, Unclear),
        (301, CallFailed),
        (400, CallFailed),
        (401, CallFailed),
        (404, CallFailed),
        (407, CallFailed),
        (408, Unclear),
        (429, Throttled),
        (500, Unclear),
        (502, Unclear),
        (530, Unclear),
    ],
)
def test_what_is_not_of_this_api_is_never_taken_for_an_answer(body: bytes, status: int, kind: type) -> None:
    error = failure(body, status, {"Content-Type": "text/html"})
    assert error.__class__ is kind
    assert (error.code, error.status, error.request_id) == ("ForeignAnswer", status, None)
    assert f"GetEndpoint on endpoint ep-1: the answer (HTTP {status}, {len(body)} bytes of text/html)" in str(error)
    assert str(error).endswith("Check api_url and the proxies in between")


def test_a_redirect_is_explained() -> None:
    assert "redirects are not followed, so that nothing secret goes elsewhere" in str(failure(b"", 302))


@pytest.mark.parametrize(
    ("error", "code"),
    [("text", "text"), (["a"], "['a']"), ({"Message": "m"}, "HTTP400"), ({"Code": 7}, "7"), ({"Code": {}}, "HTTP400")],
)
def test_an_odd_error_is_an_error_all_the_same(error: Any, code: str) -> None:
    body = json.dumps({"ResponseMetadata": {"RequestId": 7, "Error": error}}).encode()
    found = failure(body, 400)
    assert (type(found), found.code, found.request_id) == (CallFailed, code, "7")


def test_an_envelope_without_an_error_under_a_status_that_is_one() -> None:
    assert failure(envelope(), 400).code == "HTTP400"
    assert failure(envelope(), 503).__class__ is Unclear


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["ResponseMetadata", "Result", "Error", "Code", "Message", "RequestId", "Endpoint"])
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    body=anything.map(lambda value: json.dumps(value).encode())
    | st.fixed_dictionaries(
        {"ResponseMetadata": st.fixed_dictionaries({"Error": anything, "RequestId": anything})}
    ).map(lambda value: json.dumps(value).encode())
    | st.binary(max_size=60),
    status=st.integers(200, 599),
    headers=st.dictionaries(st.sampled_from(["Date", "Retry-After", "Content-Type"]), st.text(max_size=20)),
)
def test_whatever_comes_is_a_result_or_a_typed_failure(body: bytes, status: int, headers: dict[str, str]) -> None:
    result: dict | CallFailed
    try:
        result = ANSWERS.result_of(GET, Answer(status, headers, body))
    except CallFailed as error:
        result = error
    if isinstance(result, CallFailed):
        assert isinstance(result.code, str)
        assert result.status == status
        assert result.request_id is None or isinstance(result.request_id, str)
    else:
        assert isinstance(result, dict)
        assert status < 300
