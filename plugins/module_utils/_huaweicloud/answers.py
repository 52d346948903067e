# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers of Huawei Cloud: what a body says, and what class an error is of (Huawei reference 4.11, 5.10, 7, 8)."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from .._engine.errors import CallFailed, NotFound, Throttled, Unclear, WrongState
from .._engine.resource import WRITE, Call
from .._http.retry import http_date, retry_after
from .._http.transport import Answer


class Unauthenticated(CallFailed):
    """The credentials were refused, before anything else of the call was looked at."""


class Asked(NamedTuple):
    """Whom the call was sent to, and how, as far as it matters to whoever reads the answer."""

    service: str
    #: Seconds since 1970 on this machine.
    wall: float
    #: What to check when the credentials are refused.
    credentials: str
    #: The call was signed, so that the clock of this machine matters.
    signed: bool = False
    #: The option that says where the service is.
    url_option: str = "api_url"


class Problem(NamedTuple):
    """What the envelope of an error says. ``code`` is '' when it names none."""

    code: str
    told: str


def result_of(call: Call, answer: Answer, asked: Asked) -> dict:
    """The object in an answer; ``{}`` for an empty body and for a bare value such as the ``1`` of a MaaS edit.

    :raises CallFailed: the answer is an error, or no answer of this service at all.
    """
    is_json, parsed = _parsed(answer.body)
    if 200 <= answer.status < 300:
        return _success(call, answer, asked, is_json, parsed)
    problem = _problem(parsed) if is_json else None
    if problem is None and not answer.body.strip() and _is_mute_refusal(call, answer):
        problem = Problem("", "")
    if problem is None:
        raise _foreign(call, answer, asked)
    code = problem.code or f"HTTP{answer.status}"
    kind = classify(problem, answer.status, addressed=bool(call.subject), writes=call.kind == WRITE)
    text = f"{_on(call)}: the server refused with {code} (HTTP {answer.status}, request id {_request_id(answer)})"
    text += f": {problem.told.rstrip('.')}" if problem.told else ""
    advice = _advice(problem, answer, asked)
    raise kind(
        text + (f". {advice}" if advice else ""),
        action=call.action,
        code=code,
        status=answer.status,
        request_id=_request_id(answer),
        retry_after=retry_after(answer.headers, asked.wall),
    )


def _success(call: Call, answer: Answer, asked: Asked, is_json: bool, parsed: Any) -> dict:
    if answer.body.strip() and (not is_json or isinstance(parsed, list)):
        raise _foreign(call, answer, asked)
    result = parsed if isinstance(parsed, dict) else {}
    if call.usable is not None and not call.usable(result):
        request_id = _request_id(answer)
        raise Unclear(
            f"{_on(call)}: the answer (HTTP {answer.status}, request id {request_id}) does not say what was asked",
            action=call.action,
            code="ForeignAnswer",
            status=answer.status,
            request_id=request_id,
        )
    return result


def _parsed(body: bytes) -> tuple[bool, Any]:
    try:
        return True, json.loads(body)
    except (ValueError, RecursionError):
        return False, None


def _request_id(answer: Answer) -> str | None:
    return answer.headers.get("X-Request-Id") or None


# --- the envelopes of errors

_PAIRS = (("error_code", "error_msg"), ("errorCode", "errorMsg"), ("code", "message"))


def _problem(parsed: Any) -> Problem | None:
    """What an error's body says, in any of its envelopes; None when it is none of these APIs'.

    Where a number stands for the code, the words are in the object below it.
    """
    if not isinstance(parsed, dict):
        return None
    found = [_pair(level, *names) for level in (parsed, parsed.get("error")) for names in _PAIRS]
    coded = [(code, told) for code, told in found if code not in (None, "", {}, [])]
    if not coded:
        return None
    code, told = next(((code, told) for code, told in coded if isinstance(code, str)), coded[0])
    told = told or next((other for _code, other in found if other), "")
    solution = parsed.get("solution_msg")
    sentences = [" ".join(str(text).split()) for text in (told, solution) if text]
    return Problem(str(code), ". ".join(sentence.rstrip(".") for sentence in sentences))


def _pair(level: Any, code: str, message: str) -> tuple[Any, Any]:
    return (level.get(code), level.get(message)) if isinstance(level, dict) else (None, None)


def _is_mute_refusal(call: Call, answer: Answer) -> bool:
    """Whether an empty body is this service's refusal: some of its successes are mute, so its 404 may be (5.10).

    Only the gateway's id of the request tells such an answer to a read from that of any other server.
    """
    if not call.subject:
        return False
    if call.kind != WRITE:
        return answer.status == 404 and _request_id(answer) is not None
    return answer.status in (*_ABOUT_STATE, 404)


def _foreign(call: Call, answer: Answer, asked: Asked) -> CallFailed:
    """An answer without an envelope: a proxy's page, a cut-off body, another service."""
    status = answer.status
    if status == 429:
        kind: type[CallFailed] = Throttled
    elif status == 401:
        kind = Unauthenticated
    elif 300 <= status < 500 and status != 408:
        kind = CallFailed
    else:
        kind = Unclear
    what = f"{len(answer.body)} bytes of {answer.headers.get('Content-Type') or 'unknown type'}"
    text = f"{_on(call)}: the answer (HTTP {status}, {what}) is not one of the API {asked.service}"
    if 300 <= status < 400:
        text += "; redirects are not followed, so that nothing secret goes elsewhere"
    return kind(
        f"{text}. Check {asked.url_option} and the proxies in between",
        action=call.action,
        code="ForeignAnswer",
        status=status,
        request_id=_request_id(answer),
        retry_after=retry_after(answer.headers, asked.wall),
    )


def _on(call: Call) -> str:
    return call.action + (f" on endpoint {call.subject}" if call.subject else "")


# --- classes of errors

_GATEWAY = re.compile(r"(?:^|\.)APIGW?\.(\d{4})$")
_CREDENTIALS = ("0301", "0303", "1002")
_THROTTLED = "0308"
_QUOTA, _NO_PERMISSION, _PARAMETER = "ModelArts.6297", "ModelArts.8503", "ModelArts.0104"
_NO_WORKSPACE = "00010003"
_ABSENT = ("00010009", "ModelArts.6291")
_UNCLEAR = ("common.00000408", "common.00000500", "00000001")
#: Documented codes about something else than the endpoint or its state.
_ELSEWHERE = (
    _NO_WORKSPACE,
    "00010004",
    "00010005",
    "00010006",
    "00010007",
    "00010195",
    "ModelArts.2115",
    "ModelArts.6271",
    "ModelArts.6274",
    "ModelArts.6299",
    "ModelArts.6613",
    _QUOTA,
    _NO_PERMISSION,
)
_UNREADABLE = ("common.01000001", _PARAMETER)
#: Statuses under which a code that nobody has published may stand for a state that forbids the call.
_ABOUT_STATE = (400, 403, 409, 412, 422, 423)
_FORBIDDEN = re.compile(r"permission|authori[sz]ed|access denied|\bpolic(?:y|ies)\b|\brole\b", re.IGNORECASE)


def classify(problem: Problem, status: int, *, addressed: bool, writes: bool) -> type[CallFailed]:
    """The class of an error. ``addressed``: the call names an endpoint by id; ``writes``: it would change that."""
    code, gateway = problem.code, _gateway(problem.code)
    if gateway == _THROTTLED or (status == 429 and not code.endswith(_QUOTA)):
        return Throttled
    if gateway in _CREDENTIALS or (status == 401 and not code.endswith(_NO_PERMISSION)):
        return Unauthenticated
    if gateway == "0310" or code.endswith((_QUOTA, _NO_PERMISSION)):
        return CallFailed
    if status == 408 or status >= 500 or code.endswith(_UNCLEAR):
        return Unclear
    if code.endswith(_PARAMETER) and re.search(r"\btoken\b", problem.told, re.IGNORECASE):
        # Shown with 400 and, on a page about deletion, with 404, where it may be the endpoint that is missing (9.2).
        return WrongState if addressed and writes and status == 404 else Unauthenticated
    if gateway or code.endswith(_ELSEWHERE):
        return CallFailed
    if status == 404 or (status == 400 and code.endswith(_ABSENT)):
        return NotFound if addressed and not _is_about_scope(problem) else CallFailed
    if addressed and writes and _may_be_the_state(problem, status):
        return WrongState
    return CallFailed


def _gateway(code: str) -> str | None:
    """The number of a code of the gateway, which comes under two prefixes (reference section 8)."""
    match = _GATEWAY.search(code)
    return match.group(1) if match else None


def _is_about_scope(problem: Problem) -> bool:
    """Whether the words name a workspace or a project as what is missing."""
    words = problem.told.lower()
    return bool(re.search("workspace|project", words)) and not re.search("endpoint|resource", words)


def _may_be_the_state(problem: Problem, status: int) -> bool:
    """Whether the endpoint's state may be what forbids the call: the codes for that are not public."""
    if status == 403 and (problem.code in ("403", "Forbidden") or _FORBIDDEN.search(problem.told)):
        return False
    return status == 409 or (status in _ABOUT_STATE and not problem.code.endswith(_UNREADABLE))


# --- what to do about an error

#: Seconds that a request's date may be off before the gateway refuses it (reference section 2.2).
_TOLERANCE = 900

_ADVICE = (
    (r"APIGW?\.0101$", "Check {url} and region: this is no answer about an endpoint"),
    (r"APIGW?\.0310$", "Check project_id: the project is not available"),
    (r"00010003$", "Check workspace_id and project_id"),
    (r"0001000[56]$", "Accept the present version of the service's agreement first"),
    (r"00010195$", "Enable the feature for this account first"),
    (r"ModelArts\.6271$", "The names of deleted endpoints stay taken; choose another name"),
    (r"ModelArts\.6297$", "The quota of endpoints is used up; delete one or have it raised"),
    (r"ModelArts\.6613$", "Publish the ModelArts service on the API gateway, with no authentication of its own"),
    (r"ModelArts\.8503$", "The credentials lack a permission for this"),
)


def _advice(problem: Problem, answer: Answer, asked: Asked) -> str:
    gateway = _gateway(problem.code)
    for pattern, advice in _ADVICE:
        if re.search(r"(?:^|\.)" + pattern, problem.code):
            return advice.format(url=asked.url_option)
    kind = classify(problem, answer.status, addressed=False, writes=False)
    if kind is Unauthenticated:
        return (_clock_advice(gateway, answer, asked) if asked.signed else "") or asked.credentials
    if answer.status == 403 and kind is CallFailed:
        return "" if _may_be_the_state(problem, 403) else "The credentials lack a permission for this"
    if answer.status == 404 and _is_about_scope(problem):
        return "Check workspace_id and project_id"
    return ""


def _clock_advice(gateway: str | None, answer: Answer, asked: Asked) -> str:
    server = http_date(answer.headers.get("Date"))
    offset = None if server is None else asked.wall - server
    if offset is not None and abs(offset) > _TOLERANCE:
        side = "ahead of" if offset > 0 else "behind"
        return f"The clock of this machine is wrong. It is {abs(offset):.0f} s {side} the server's"
    if gateway != "0303":
        return ""
    measured = "" if offset is None else f" (it is {offset:+.0f} s off the server's)"
    return f"Check the clock of this machine{measured}. {asked.credentials}"
