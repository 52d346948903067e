# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Judge what an answer of a data plane says about an endpoint or a key, as one word. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

#: What an answer can mean, and what to do about it.
VERDICTS: dict[str, str] = {
    "ok": "",
    "bad_key": "Check api_key: it is a key of the data plane, of this site and region, and may have expired."
    " A new key takes some minutes until it works",
    "no_permission": "The key is good, but not for this: check the endpoints, models and addresses that it is limited"
    " to, and the permissions of its owner",
    "not_found": "Check model and base_url: callers of Ark give the endpoint's id, callers of MaaS its name",
    "closed": "Start the endpoint. If it runs, check the account for unpaid bills",
    "overdue": "Pay the bills of the account, or add to its balance",
    "model_not_open": "Activate the model for this account (on MaaS, its built-in service), or start the endpoint",
    "model_id_disabled": "This account takes ids of endpoints only; give the id of an endpoint, not of a model",
    "throttled": "Wait, or raise the limit of the endpoint, or the quota of the account. A limit of 0 blocks all calls",
    "refused": "Check kind, prompt and max_tokens: the endpoint answers, but does not take this request",
    "server_error": "Try again later, with attempts and interval",
    "unreachable": "",  # the failure of the call says what to check
    "foreign_answer": "Check base_url and the proxies in between: this is no answer of such a data plane",
}

#: Kinds of questions.
CHAT, EMBEDDINGS, AUTH = "chat", "embeddings", "auth"

#: Members of a successful answer; one of them is enough.
_CONTENT = {CHAT: ("choices",), EMBEDDINGS: ("data",), AUTH: ("data", "id", "items", "object")}

#: Error codes; the first that matches counts, before the HTTP status (ark-api.md 3.3, additions A10, H6).
_CODES: tuple[tuple[str, str], ...] = (
    (r"AuthenticationError|invalid_api_key|invalid_authentication\w*|Unauthori[sz]ed\w*|APIGW?\.0301", "bad_key"),
    (r"(ModelArts\.)?8100[23]", "bad_key"),
    (r"AccountOverdueError|OperationDenied\.ServiceOverdue|insufficient_quota", "overdue"),
    (r"(ModelArts\.)?810(05|06|14)", "overdue"),
    (r"InvalidEndpoint\.ClosedEndpoint|InvalidEndpointOrModel\.ClosedEndpoint", "closed"),
    (r"InvalidEndpointOrModel\.ModelIDAccessDisabled", "model_id_disabled"),
    (r"ModelNotOpen|OperationDenied\.ServiceNotOpen|(ModelArts\.)?81004", "model_not_open"),
    (r"AccessDenied|OperationDenied\.PermissionDenied|permission_denied|(ModelArts\.)?81015", "no_permission"),
    (r"[\w.]+\.NotFound|NotFound\.\w+|model_not_found|(ModelArts\.)?81009", "not_found"),
    (r"\w*RateLimitExceeded[\w.]*|rate_limit_exceeded|(ModelArts\.)?8110[13]", "throttled"),
    (r"QuotaExceeded|SetLimitExceeded|InflightBatchsizeExceeded|ServerOverloaded|RequestBurstTooFast", "throttled"),
    (r"APIGW?\.0101|InvalidActionOrVersion|ServiceNotFound", "foreign_answer"),
    (r"InvalidAccountStatus|(ModelArts\.)?81011", "refused"),
    (r"InternalServiceError", "server_error"),
)

_STATUSES = {401: "bad_key", 402: "overdue", 403: "no_permission", 404: "not_found", 408: "server_error"}


class Judgement(NamedTuple):
    """What an answer says.

    :ivar message: the server's message about an error, on one line.
    """

    verdict: str
    error_code: str | None = None
    request_id: str | None = None
    usage: dict | None = None
    message: str = ""


def judge(
    kind: str, status: int, headers: Mapping[str, str], body: bytes, *, absence_is_good: bool = False
) -> Judgement:
    """Return what an answer to a question of this kind says.

    :param absence_is_good: the question about a key is for something that does not exist.
    """
    document = _parsed(body)
    error = _error(document)
    request_id = headers.get("X-Request-Id") or headers.get("X-Tt-Logid")
    if document is not None and "ResponseMetadata" in document:
        return Judgement("foreign_answer", None, request_id, None, "this is the control plane of Ark")
    if error is None and status < 300:
        # A list of models may be empty; an answer to a prompt is not.
        empty: tuple[Any, ...] = () if kind == AUTH else (None, [], "", {})
        useful = document is not None and any(
            member in document and document[member] not in empty for member in _CONTENT[kind]
        )
        usage = document.get("usage") if document else None
        verdict = "ok" if useful else "foreign_answer"
        return Judgement(verdict, None, request_id, usage if isinstance(usage, dict) else None)
    code, message = error or ("", "")
    request_id = request_id or _request_id_in(message)
    page_of_proxy = status == 403 and document is None and bool(body.strip())
    key_only = kind == AUTH and absence_is_good and not page_of_proxy
    verdict = _of_key(status, code, error is not None) if key_only else ""
    return Judgement(
        verdict or _verdict(kind, status, code, error is not None), code or None, request_id, None, message
    )


def _known(code: str) -> str:
    return next((verdict for pattern, verdict in _CODES if re.fullmatch(pattern, code)), "")


def _of_key(status: int, code: str, has_error: bool) -> str:
    """Return the verdict on a key from the answer about something that does not exist; empty if it says nothing."""
    if status == 404 and has_error:
        return "ok"
    return "bad_key" if status in (401, 403) and _known(code) != "overdue" else ""


def _verdict(kind: str, status: int, code: str, has_error: bool) -> str:
    if kind == AUTH and status == 404:
        return "foreign_answer"  # every data plane lists its models, so base_url is wrong
    if known := _known(code):
        return known
    if status in (401, 429):
        return "bad_key" if status == 401 else "throttled"
    if status >= 500:
        return "server_error"
    if not has_error:
        return "foreign_answer"
    return _STATUSES.get(status, "refused")


def _parsed(body: bytes) -> dict | None:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _error(document: dict | None) -> tuple[str, str] | None:
    """Return code and message of an error in the form of OpenAI, Ark or MaaS; None if there is none."""
    if document is None:
        return None
    error = document.get("error")
    if isinstance(error, dict):
        return _text(error.get("code") or error.get("type") or document.get("error_code")), _text(error.get("message"))
    if error:
        return _text(document.get("error_code")), _text(error)
    if document.get("error_code"):
        return _text(document["error_code"]), _text(document.get("error_msg"))
    if document.get("object") == "error":
        return _text(document.get("type")), _text(document.get("message"))
    return None


def _text(value: Any) -> str:
    return " ".join(str(value).split())[:300] if value else ""


def _request_id_in(message: str) -> str | None:
    found = re.search(r"[Rr]equest[ _]id: ?([\w-]+)", message)
    return found.group(1) if found else None
