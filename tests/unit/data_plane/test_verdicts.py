# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What answers of data planes mean: every documented code, and answers of something else."""

from __future__ import annotations

import json
import re

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._data_plane.verdicts import VERDICTS, judge

CHAT = {"id": "c-1", "choices": [{"message": {"content": "Hi"}}], "usage": {"total_tokens": 2}}


def error(code: str | None, message: str = "told") -> dict:
    return {"error": {"code": code, "message": message, "type": "BadRequest", "param": ""}}


def verdict(kind: str, status: int, body: object, **options: bool) -> str:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return judge(kind, status, {}, raw, **options).verdict


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (401, "AuthenticationError", "bad_key"),
        (401, "invalid_api_key", "bad_key"),
        (401, "whatever", "bad_key"),
        (401, "InvalidAccountStatus", "refused"),
        (403, "AccessDenied", "no_permission"),
        (403, "whatever", "no_permission"),
        (403, "AccountOverdueError", "overdue"),
        (403, "OperationDenied.ServiceOverdue", "overdue"),
        (429, "insufficient_quota", "overdue"),
        (402, "whatever", "overdue"),
        (400, "InvalidEndpoint.ClosedEndpoint", "closed"),
        (404, "InvalidEndpointOrModel.NotFound", "not_found"),
        (404, "InvalidEndpoint.NotFound", "not_found"),
        (404, "model_not_found", "not_found"),
        (404, "whatever", "not_found"),
        (404, "ModelNotOpen", "model_not_open"),
        (403, "OperationDenied.ServiceNotOpen", "model_not_open"),
        (400, "InvalidEndpointOrModel.ModelIDAccessDisabled", "model_id_disabled"),
        (403, "InvalidEndpointOrModel.ModelIDAccessDisabled", "model_id_disabled"),
        (429, "RateLimitExceeded.EndpointRPMExceeded", "throttled"),
        (429, "RateLimitExceeded.EndpointTPMExceeded", "throttled"),
        (429, "ModelAccountRpmRateLimitExceeded", "throttled"),
        (429, "AccountRateLimitExceeded", "throttled"),
        (429, "QuotaExceeded", "throttled"),
        (429, "ServerOverloaded", "throttled"),
        (429, None, "throttled"),
        (400, "InvalidParameter.messages", "refused"),
        (422, None, "refused"),
        (500, "InternalServiceError", "server_error"),
        (503, None, "server_error"),
    ],
)
def test_errors_of_ark_and_of_openai(status, code, expected):
    assert verdict("chat", status, error(code)) == expected


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, "ModelArts.81002", "bad_key"),
        (401, "ModelArts.81004", "model_not_open"),
        (401, "ModelArts.81005", "overdue"),
        (401, "ModelArts.81006", "overdue"),
        (403, "ModelArts.81006", "overdue"),
        (403, "ModelArts.81011", "refused"),
        (404, "ModelArts.81009", "not_found"),
        (400, "ModelArts.81009", "not_found"),
        (403, "ModelArts.81015", "no_permission"),
        (429, "ModelArts.81101", "throttled"),
        (400, "81103", "throttled"),
        (401, "APIGW.0301", "bad_key"),
        (401, "ModelArts.81003", "bad_key"),
        (404, "APIGW.0101", "foreign_answer"),
    ],
)
@pytest.mark.parametrize("nested", [False, True])
def test_errors_of_maas_in_both_forms(status, code, expected, nested):
    flat = {"error_code": code, "error_msg": "told"}
    assert verdict("chat", status, error(code) if nested else flat) == expected


@pytest.mark.parametrize(
    ("kind", "status", "body", "expected"),
    [
        ("chat", 200, CHAT, "ok"),
        ("embeddings", 200, {"data": [{"embedding": [0.1]}]}, "ok"),
        ("auth", 200, {"object": "list", "data": []}, "ok"),
        ("chat", 200, {"data": []}, "foreign_answer"),
        ("embeddings", 200, CHAT, "foreign_answer"),
        ("chat", 200, {"choices": []}, "foreign_answer"),
        ("embeddings", 200, {"data": None}, "foreign_answer"),
        ("chat", 200, b"<html>Sign in</html>", "foreign_answer"),
        ("chat", 200, b"", "foreign_answer"),
        ("chat", 200, [], "foreign_answer"),
        ("chat", 200, b'{"choices": [', "foreign_answer"),
        ("chat", 302, b"", "foreign_answer"),
        ("chat", 403, b"<html>blocked</html>", "foreign_answer"),
        ("chat", 404, b"<html>nginx</html>", "foreign_answer"),
        ("chat", 502, b"<html>Bad Gateway</html>", "server_error"),
        ("chat", 200, error("AccountOverdueError"), "overdue"),
        ("chat", 400, {"object": "error", "type": "BadRequestError", "message": "max_tokens", "code": 400}, "refused"),
        ("chat", 403, {"error": "blocked"}, "no_permission"),
        ("auth", 404, error("whatever"), "foreign_answer"),
        ("chat", 404, {"ResponseMetadata": {"Error": {"Code": "InvalidActionOrVersion"}}}, "foreign_answer"),
    ],
)
def test_answers_of_other_forms(kind, status, body, expected):
    assert verdict(kind, status, body) == expected


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (404, error("InvalidEndpointOrModel.NotFound"), "ok"),
        (404, error(None), "ok"),
        (200, {"id": "cgt-1", "status": "succeeded"}, "ok"),
        (404, b"<html>nginx</html>", "foreign_answer"),
        (401, error("AuthenticationError"), "bad_key"),
        (403, error("AccessDenied"), "bad_key"),
        (403, b"", "bad_key"),
        (403, b"<html>blocked</html>", "foreign_answer"),
        (403, error("AccountOverdueError"), "overdue"),
        (429, error(None), "throttled"),
        (500, error(None), "server_error"),
    ],
)
def test_the_free_check_of_a_key(status, body, expected):
    assert verdict("auth", status, body, absence_is_good=True) == expected


def test_what_else_an_answer_tells():
    body = json.dumps(error("AccessDenied", "No\n access. Request id: 0217-ab")).encode()
    judgement = judge("chat", 403, {}, body)
    assert (judgement.error_code, judgement.request_id) == ("AccessDenied", "0217-ab")
    assert judgement.message == "No access. Request id: 0217-ab"
    assert judge("chat", 403, {"X-Request-Id": "r"}, body).request_id == "r"
    assert judge("chat", 200, {}, json.dumps(CHAT).encode()).usage == {"total_tokens": 2}


def test_every_answer_has_a_remedy():
    assert [name for name, remedy in VERDICTS.items() if not re.search(r"\w", remedy)] == ["ok", "unreachable"]
