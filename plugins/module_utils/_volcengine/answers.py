# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read answers of Volcengine and BytePlus: the envelope, and the class of an error (Ark reference, section 3)."""

from __future__ import annotations

import re
from typing import Any

from .._engine.effects import Call
from .._engine.errors import CallFailed, NotFound, Throttled, Unclear, WrongState
from .._http.client import AnswerReader, Refusal, as_mapping, clock_sentence, parsed_json
from .._http.transport import Answer


class PlatformAnswers(AnswerReader):
    """Reads the answers of one service of the platform (reference section 3.1)."""

    def read(self, call: Call, answer: Answer) -> dict | Refusal | None:
        envelope = _envelope(answer)
        metadata = envelope.get("ResponseMetadata")
        if not isinstance(metadata, dict):
            return None
        error, result = metadata.get("Error"), envelope.get("Result")
        if not error and answer.status < 300:
            return result if isinstance(result, dict) else {}
        found = error if isinstance(error, dict) else {"Code": error}
        code = str(found.get("Code") or f"HTTP{answer.status}")
        return Refusal(code, str(found.get("Message") or ""))

    def request_id(self, answer: Answer) -> str | None:
        request_id = as_mapping(_envelope(answer).get("ResponseMetadata")).get("RequestId")
        return str(request_id) if request_id else None

    def classify(self, refusal: Refusal, call: Call, status: int) -> type[CallFailed]:
        return classify(refusal.code, status, addressed=bool(call.subject))

    def advise(self, refusal: Refusal, call: Call, answer: Answer) -> str:
        if refusal.code == "InvalidTimestamp":
            offset = self.clock_offset(answer)
            return "Check the clock of this machine" if offset is None else clock_sentence(offset)
        return next((advice for pattern, advice in _ADVICE if re.match(pattern, refusal.code)), "")


def _envelope(answer: Answer) -> Any:
    try:
        return as_mapping(parsed_json(answer.body))
    except ValueError:
        return {}


_NOT_ABSENCE = ("ServiceNotFound", "InvalidActionOrVersion", "ModelNotOpen")
_TRANSIENT = (
    "UndefinedError",
    "InternalError",
    "FailToConnect",
    "InternalServiceTimeout",
    "ServiceUnavailableTemp",
    "InternalServiceError",
)
_QUOTA = ("QuotaExceeded", "SetLimitExceeded")
_ELSEWHERE = re.compile(r"project|region|service|action|version|account|user|model", re.IGNORECASE)
_STATE = re.compile(r"^OperationDenied\..*(Status|State|Phase)|^IncorrectEndpointStatus|^InvalidEndpoint\w*Status")


def classify(code: str, status: int, *, addressed: bool) -> type[CallFailed]:
    """Return the class of an error (reference sections 3.2, 3.3).

    :param addressed: the call names an endpoint by id.
    """
    if code in ("FlowLimitExceeded", "AccountFlowLimitExceeded") or code.endswith("QPMExceeded"):
        return Throttled
    if code.startswith("RateLimitExceeded") or (status == 429 and not code.startswith(_QUOTA)):
        return Throttled
    if addressed and _means_absent(code, status):
        return NotFound
    if _STATE.match(code) or (addressed and status == 409):
        return WrongState
    if code in _TRANSIENT or status == 408 or status >= 500:
        return Unclear
    return CallFailed


def _means_absent(code: str, status: int) -> bool:
    """Return whether the endpoint is missing, and not its model, its project, the region or the action."""
    if code in _NOT_ABSENCE:
        return False
    head, _dot, tail = code.partition(".")
    if head in ("NotFound", "ResourceNotFound"):
        missing = tail
    elif code.endswith(".NotFound"):
        missing = code[: -len(".NotFound")]
    elif status == 404 and not code.startswith("HTTP"):
        missing = code
    else:
        return False
    return "endpoint" in missing.lower() or not _ELSEWHERE.search(missing)


def is_about_the_caller(code: str) -> bool:
    """Return whether an error is about the credentials, the site or the account, and not about the endpoint."""
    return code == "InvalidTimestamp" or any(re.match(pattern, code) for pattern, _text in _ADVICE)


_ADVICE = (
    (
        r"InvalidAccessKey|MissingAuth|InvalidCredential|InvalidAuth",
        "Check access_key and the site it belongs to; a key that was deleted or has expired needs a new one",
    ),
    (r"SignatureDoesNotMatch", "Check secret_key, region and site"),
    (r"InvalidSecretToken", "The session token is wrong or has expired; get new temporary credentials"),
    (
        r"LackPolicy|LackProjectPolicy|AccessDenied|OperationDenied\.Permission",
        "The credentials lack a permission for this",
    ),
    (r"ServiceNotFound|InvalidActionOrVersion", "Check api_url, site and region: this is no answer about an endpoint"),
    (r"OperationDenied\.ServiceNotOpen|ModelNotOpen", "Activate the model for this account first"),
    (
        r"(Resource)?NotFound\.(FoundationModel|ModelVersion|CustomModel|Model)|\w*Model\w*\.NotFound"
        r"|InvalidParameter\.\w*Model",
        "Check model_reference; the module ark_model_info lists the models and versions that there are",
    ),
    (r"AccountOverdue|OperationDenied\.ServiceOverdue", "The account has unpaid bills"),
    (r"QuotaExceeded|SetLimitExceeded", "A quota is used up; delete something or have it raised"),
    (r"Duplicate\.Tags", "Each tag key may be given once"),
)
