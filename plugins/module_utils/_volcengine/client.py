# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connecting to Volcengine and BytePlus: sites, credentials, the envelope of answers and the classes of errors."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Callable, NamedTuple

from .._engine.clock import Clock
from .._engine.errors import CallFailed, NotFound, Throttled, Unclear, WrongState
from .._engine.resource import Call
from .._http.retry import http_date, retry_after, with_retries
from .._http.transport import Transport, url_problems


class Site(NamedTuple):
    """A brand of the platform: where it is, and where its users keep their keys (reference sections 1.2, 9.1)."""

    host: str
    region: str
    access_key: tuple[str, ...]
    secret_key: tuple[str, ...]
    session_token: tuple[str, ...]
    region_variables: tuple[str, ...]


SITES = {
    "volcengine": Site(
        "https://{service}.{region}.volcengineapi.com",
        "cn-beijing",
        ("VOLCENGINE_ACCESS_KEY", "VOLC_ACCESSKEY"),
        ("VOLCENGINE_SECRET_KEY", "VOLC_SECRETKEY"),
        ("VOLCENGINE_SESSION_TOKEN", "VOLC_SESSION_TOKEN"),
        ("VOLCENGINE_REGION",),
    ),
    "byteplus": Site(
        "https://{service}.{region}.byteplusapi.com",
        "ap-southeast-1",
        ("BYTEPLUS_ACCESS_KEY", "BYTEPLUS_ACCESSKEY"),
        ("BYTEPLUS_SECRET_KEY", "BYTEPLUS_SECRETKEY"),
        ("BYTEPLUS_SESSION_TOKEN",),
        ("BYTEPLUS_REGION",),
    ),
}

OPTIONS: dict[str, dict] = {
    "site": {"type": "str", "choices": list(SITES), "default": "volcengine"},
    "access_key": {"type": "str", "no_log": False},
    "secret_key": {"type": "str", "no_log": True},
    "session_token": {"type": "str", "no_log": True},
    "region": {"type": "str"},
    "api_url": {"type": "str"},
}


class Connection(NamedTuple):
    """Where to and as whom, with the environment taken into account."""

    access_key: str
    secret_key: str
    session_token: str | None
    region: str
    api_url: str | None


def connection(params: dict, environment: Mapping[str, str]) -> Connection:
    """An option counts before the environment; an empty text counts as not given. What is missing is ''."""
    site = SITES[params["site"]]

    def first(option: str, variables: tuple[str, ...]) -> str:
        given = [params[option], *(environment.get(variable) for variable in variables)]
        return next((value for value in given if value), "")

    return Connection(
        first("access_key", site.access_key),
        first("secret_key", site.secret_key),
        first("session_token", site.session_token) or None,
        first("region", site.region_variables) or site.region,
        first("api_url", ("ARK_API_URL",)) or None,
    )


def problems(params: dict, environment: Mapping[str, str]) -> list[str]:
    """What is wrong with the connection options, as sentences ``path: found; allowed``."""
    site, found = SITES[params["site"]], connection(params, environment)
    result = []
    for option in ("access_key", "secret_key"):
        if not getattr(found, option):
            variables = " or ".join(getattr(site, option))
            result.append(f"{option}: missing; give the option {option} or set the environment variable {variables}")
    for option in ("access_key", "secret_key", "session_token", "region"):
        value = getattr(found, option) or ""
        if not value.isascii() or not value.isprintable() or value != value.strip():
            result.append(f"{option}: found characters that cannot be part of one; printable ASCII without blanks")
    if not re.fullmatch(r"[A-Za-z0-9-]+", found.region):
        result.append(f"region: found {found.region!r}; a region id such as {site.region}")
    if found.api_url:
        result.extend(url_problems(found.api_url))
    return result


class Client:
    """Calls of one service of the platform.

    :param hide: told every secret, so that no result or log shows it.
    :param budget: seconds that one call may spend waiting to be repeated.
    """

    def __init__(
        self,
        params: dict,
        environment: Mapping[str, str],
        *,
        service: str,
        version: str,
        hide: Callable[[str], Any],
        clock: Clock,
        budget: float,
    ) -> None:
        from .sign import HmacAuth

        where = connection(params, environment)
        for secret in (where.secret_key, where.session_token):
            if secret:
                hide(secret)
        base = where.api_url or SITES[params["site"]].host.format(service=service, region=where.region)
        auth = HmacAuth(where.access_key, where.secret_key, where.session_token, where.region, service, wall=clock.wall)
        self._transport = Transport(base.rstrip("/"), auth, params, hide, clock)
        self._version = version
        self._retries = params["max_retries"]
        self._budget = budget
        self._clock = clock
        #: What paces the calls of several threads, if there are any.
        self.limiter: Any = None

    def perform(self, call: Call) -> dict:
        """The ``Result`` of a call.

        :raises CallFailed: one of its subclasses, after the retries that are safe for this kind of call.
        """
        return with_retries(
            lambda: self._once(call),
            call.kind,
            retries=self._retries,
            budget=self._budget,
            clock=self._clock,
            limiter=self.limiter,
        )

    def _once(self, call: Call) -> dict:
        answer = self._transport.send(
            call.action,
            "POST",
            "/",
            {"Content-Type": "application/json", "Accept": "application/json"},
            {"Action": call.action, "Version": self._version},
            _body(call.arguments),
        )
        return result_of(call, answer.status, answer.headers, answer.body, self._clock.wall())


def _body(arguments: dict) -> bytes:
    """Compact UTF-8; what a server has said with half a surrogate pair in it goes back as the escape that it was."""
    try:
        return json.dumps(arguments, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(arguments, separators=(",", ":")).encode()


def result_of(call: Call, status: int, headers: Mapping[str, str], body: bytes, wall: float) -> dict:
    """The ``Result`` in an answer (reference section 3.1).

    :raises CallFailed: the answer is an error, or no answer of this service at all.
    """
    envelope = _envelope(body)
    metadata = envelope.get("ResponseMetadata")
    if not isinstance(metadata, dict):
        raise _foreign(call, status, headers, body, wall)
    error = metadata.get("Error")
    if not error and status < 300:
        result = envelope.get("Result")
        result = result if isinstance(result, dict) else {}
        if call.usable is not None and not call.usable(result):
            raise _no_use(call, status, metadata)
        return result
    if not isinstance(error, dict):
        error = {"Code": error}
    code = str(error.get("Code") or f"HTTP{status}")
    kind = classify(code, status, addressed=bool(call.subject))
    request_id = metadata.get("RequestId")
    told = " ".join(str(error.get("Message") or "").split())
    text = f"{_on(call)}: the server refused with {code} (HTTP {status}, request id {request_id})"
    text += f": {told.rstrip('.')}" if told else ""
    advice = _advice(code, headers, wall)
    raise kind(
        text + (f". {advice}" if advice else ""),
        action=call.action,
        code=code,
        status=status,
        request_id=_text(request_id),
        retry_after=retry_after(headers, wall),
    )


def _no_use(call: Call, status: int, metadata: dict) -> CallFailed:
    return Unclear(
        f"{_on(call)}: the answer (HTTP {status}, request id {metadata.get('RequestId')}) does not say what was asked",
        action=call.action,
        code="ForeignAnswer",
        status=status,
        request_id=_text(metadata.get("RequestId")),
    )


def _text(value: Any) -> str | None:
    return str(value) if value else None


def _envelope(body: bytes) -> dict:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _foreign(call: Call, status: int, headers: Mapping[str, str], body: bytes, wall: float) -> CallFailed:
    """An answer without the platform's envelope: a proxy's page, a cut-off body, another service."""
    if status == 429:
        kind: type[CallFailed] = Throttled
    elif 300 <= status < 500 and status != 408:
        kind = CallFailed
    else:
        kind = Unclear
    what = f"{len(body)} bytes of {headers.get('Content-Type') or 'unknown type'}"
    text = f"{_on(call)}: the answer (HTTP {status}, {what}) is not one of this API"
    if 300 <= status < 400:
        text += "; redirects are not followed, so that nothing signed goes elsewhere"
    return kind(
        text + ". Check api_url and the proxies in between",
        action=call.action,
        code="ForeignAnswer",
        status=status,
        retry_after=retry_after(headers, wall),
    )


def _on(call: Call) -> str:
    return call.action + (f" on endpoint {call.subject}" if call.subject else "")


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
    """The class of an error (reference sections 3.2, 3.3). ``addressed``: the call names an endpoint by id."""
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
    """Whether it is the endpoint that is missing, and not the model, the project, the region or the action."""
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
    """Whether an error says that these credentials, this site or this account cannot do it, whatever it is about."""
    return code == "InvalidTimestamp" or any(re.match(pattern, code) for pattern, _text in _ADVICE)


def _advice(code: str, headers: Mapping[str, str], wall: float) -> str:
    if code == "InvalidTimestamp":
        server = http_date(headers.get("Date"))
        offset = (
            ""
            if server is None
            else f" It is {abs(wall - server):.0f} s {'ahead of' if wall > server else 'behind'} the server's"
        )
        return f"The clock of this machine is wrong.{offset}" if offset else "Check the clock of this machine"
    for pattern, advice in _ADVICE:
        if re.match(pattern, code):
            return advice
    return ""


_ADVICE = (
    (r"InvalidAccessKey|MissingAuth|InvalidCredential|InvalidAuth", "Check access_key and the site it belongs to"),
    (r"SignatureDoesNotMatch", "Check secret_key, region and site"),
    (r"InvalidSecretToken", "The session token is wrong or has expired; get new temporary credentials"),
    (
        r"LackPolicy|LackProjectPolicy|AccessDenied|OperationDenied\.Permission",
        "The credentials lack a permission for this",
    ),
    (r"ServiceNotFound|InvalidActionOrVersion", "Check api_url, site and region: this is no answer about an endpoint"),
    (r"OperationDenied\.ServiceNotOpen|ModelNotOpen", "Activate the model for this account first"),
    (r"AccountOverdue|OperationDenied\.ServiceOverdue", "The account has unpaid bills"),
    (r"QuotaExceeded|SetLimitExceeded", "A quota is used up; delete something or have it raised"),
    (r"Duplicate\.Tags", "Each tag key may be given once"),
)
