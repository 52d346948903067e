# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read answers of Huawei Cloud: the result, or the class of an error (Huawei reference 4.11, 5.10, 7, 8)."""

from __future__ import annotations

import re
from typing import Any

from .._engine.clock import Clock
from .._engine.effects import WRITE, Call
from .._engine.errors import CallFailed, NotFound, Throttled, Unclear, WrongState
from .._http.client import AnswerReader, Refusal, parsed_json
from .._http.connection_errors import Target
from .._http.transport import Answer


class Unauthenticated(CallFailed):
    """The credentials were refused, before anything else of the call was looked at."""


class ServiceAnswers(AnswerReader):
    """Reads the answers of one service of Huawei Cloud.

    :param credentials: what to check when the credentials are refused.
    :param signed: calls are signed, so that the clock of this machine matters.
    """

    def __init__(
        self, service: str, clock: Clock, target: Target | None = None, *, credentials: str, signed: bool = False
    ) -> None:
        super().__init__(service, clock, target)
        self._credentials = credentials
        self._signed = signed

    def read(self, call: Call, answer: Answer) -> dict | Refusal | None:
        """Return what an answer says; an empty body, or a bare value such as the ``1`` of a MaaS edit, means ``{}``."""
        try:
            is_json, parsed = True, parsed_json(answer.body)
        except ValueError:
            is_json, parsed = False, None
        is_mute = not answer.body.strip()
        if 200 <= answer.status < 300:
            if not is_mute and (not is_json or isinstance(parsed, list)):
                return None
            return parsed if isinstance(parsed, dict) else {}
        refusal = _refusal(parsed)
        if refusal is None and is_mute and self._is_mute_refusal(call, answer):
            return Refusal("")
        return refusal

    def request_id(self, answer: Answer) -> str | None:
        return answer.headers.get("X-Request-Id") or None

    def classify(self, refusal: Refusal, call: Call, status: int) -> type[CallFailed]:
        return classify(refusal, status, addressed=bool(call.subject), writes=call.kind == WRITE)

    def classify_foreign(self, status: int) -> type[CallFailed]:
        return Unauthenticated if status == 401 else super().classify_foreign(status)

    def advise(self, refusal: Refusal, call: Call, answer: Answer) -> str:
        for pattern, advice in _ADVICE:
            if re.search(r"(?:^|\.)" + pattern, refusal.code):
                return advice.format(url=self.target.url_option)
        kind = classify(refusal, answer.status, addressed=False, writes=False)
        if kind is Unauthenticated:
            return (self._advise_on_clock(refusal, answer) if self._signed else "") or self._credentials
        if answer.status == 403 and kind is CallFailed:
            return "" if _may_be_the_state(refusal, 403) else "The credentials lack a permission for this"
        if answer.status == 404 and _is_about_scope(refusal):
            return "Check workspace_id and project_id"
        return ""

    def _advise_on_clock(self, refusal: Refusal, answer: Answer) -> str:
        sentence = self.wrong_clock(answer)
        if sentence or _gateway(refusal.code) != "0303":
            return sentence
        offset = self.clock_offset(answer)
        measured = "" if offset is None else f" (it is {offset:+.0f} s off the server's)"
        return f"Check the clock of this machine{measured}. {self._credentials}"

    def _is_mute_refusal(self, call: Call, answer: Answer) -> bool:
        """Return whether an empty body is a refusal by this service, which answers some writes with one (section 5.10).

        An empty answer to a read counts only with the gateway's request id, since any other server may send it.
        """
        if not call.subject:
            return False
        if call.kind != WRITE:
            return answer.status == 404 and self.request_id(answer) is not None
        return answer.status in (*_ABOUT_STATE, 404)


def places_in(answer: dict, members: tuple[str, ...]) -> list[dict]:
    """Return where an answer may show what was created: the answer itself, and the objects under these members."""
    return [answer, *(answer[member] for member in members if isinstance(answer.get(member), dict))]


# --- the envelopes of errors

_PAIRS = (("error_code", "error_msg"), ("errorCode", "errorMsg"), ("code", "message"))


def _refusal(parsed: Any) -> Refusal | None:
    """Return what the body of an error says, or None if it has none of the known envelopes.

    A body whose code is a number has the words of the error in the object below it.
    """
    if not isinstance(parsed, dict):
        return None
    levels = [level for level in (parsed, parsed.get("error")) if isinstance(level, dict)]
    found = [(level.get(code), level.get(message)) for level in levels for code, message in _PAIRS]
    coded = [(code, message) for code, message in found if code not in (None, "", {}, [])]
    if not coded:
        return None
    code, message = next((pair for pair in coded if isinstance(pair[0], str)), coded[0])
    message = message or next((other for _code, other in found if other), "")
    solution = parsed.get("solution_msg")
    sentences = [" ".join(str(text).split()) for text in (message, solution) if text]
    return Refusal(str(code), ". ".join(sentence.rstrip(".") for sentence in sentences))


# --- classes of errors

_GATEWAY = re.compile(r"(?:^|\.)APIGW?\.(\d{4})$")
_CREDENTIALS = ("0301", "0303", "1002")
_THROTTLED = "0308"
_QUOTA, _NO_PERMISSION, _PARAMETER = "ModelArts.6297", "ModelArts.8503", "ModelArts.0104"
_NO_WORKSPACE = "00010003"
_ABSENT = ("00010009", "ModelArts.6291")
_UNCLEAR = ("common.00000408", "common.00000500", "00000001")
#: Documented codes that are not about the endpoint or its state.
_ELSEWHERE = (
    *(_NO_WORKSPACE, _QUOTA, _NO_PERMISSION),
    *("00010004", "00010005", "00010006", "00010007", "00010195"),
    *("ModelArts.2115", "ModelArts.6271", "ModelArts.6274", "ModelArts.6299", "ModelArts.6613"),
)
_UNREADABLE = ("common.01000001", _PARAMETER)
#: Statuses with which an undocumented code may mean that the state of the endpoint forbids the call.
_ABOUT_STATE = (400, 403, 409, 412, 422, 423)
_FORBIDDEN = re.compile(r"permission|authori[sz]ed|access denied|\bpolic(?:y|ies)\b|\brole\b", re.IGNORECASE)


def classify(refusal: Refusal, status: int, *, addressed: bool, writes: bool) -> type[CallFailed]:
    """Return the class of an error.

    :param addressed: the call names an endpoint by id.
    :param writes: the call would change the endpoint.
    """
    code, gateway = refusal.code, _gateway(refusal.code)
    if gateway == _THROTTLED or (status == 429 and not code.endswith(_QUOTA)):
        return Throttled
    if gateway in _CREDENTIALS or (status == 401 and not code.endswith(_NO_PERMISSION)):
        return Unauthenticated
    if gateway == "0310" or code.endswith((_QUOTA, _NO_PERMISSION)):
        return CallFailed
    if status == 408 or status >= 500 or code.endswith(_UNCLEAR):
        return Unclear
    if code.endswith(_PARAMETER) and re.search(r"\btoken\b", refusal.message, re.IGNORECASE):
        # Documented with 400. With 404, as on a page about deletion, the endpoint may be missing instead (9.2).
        return WrongState if addressed and writes and status == 404 else Unauthenticated
    if gateway or code.endswith(_ELSEWHERE):
        return CallFailed
    if status == 404 or (status == 400 and code.endswith(_ABSENT)):
        return NotFound if addressed and not _is_about_scope(refusal) else CallFailed
    if addressed and writes and _may_be_the_state(refusal, status):
        return WrongState
    return CallFailed


def _gateway(code: str) -> str | None:
    """Return the number in a code of the gateway, which has one of two prefixes (reference section 8)."""
    match = _GATEWAY.search(code)
    return match.group(1) if match else None


def _is_about_scope(refusal: Refusal) -> bool:
    """Return whether the message says that a workspace or a project is missing."""
    words = refusal.message.lower()
    return bool(re.search("workspace|project", words)) and not re.search("endpoint|resource", words)


def _may_be_the_state(refusal: Refusal, status: int) -> bool:
    """Return whether the endpoint's state may forbid the call; the codes for that are not documented."""
    if status == 403 and (refusal.code in ("403", "Forbidden") or _FORBIDDEN.search(refusal.message)):
        return False
    return status == 409 or (status in _ABOUT_STATE and not refusal.code.endswith(_UNREADABLE))


# --- what to do about an error

_ADVICE = (
    (r"APIGW?\.0101$", "Check {url}: this is no answer about an endpoint"),
    (r"APIGW?\.0310$", "Check project_id: the project is not available"),
    (r"00010003$", "Check workspace_id and project_id"),
    (r"0001000[56]$", "Accept the present version of the service's agreement first"),
    (r"00010195$", "Enable the feature for this account first"),
    (r"ModelArts\.6271$", "The names of deleted endpoints stay taken; choose another name"),
    (r"ModelArts\.6297$", "The quota of endpoints is used up; delete one or have it raised"),
    (r"ModelArts\.6613$", "Publish the ModelArts service on the API gateway, with no authentication of its own"),
    (r"ModelArts\.8503$", "The credentials lack a permission for this"),
)
