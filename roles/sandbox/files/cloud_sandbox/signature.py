# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Server side of the HMAC-SHA256 request signature (Ark reference 2), written from the description alone."""

from __future__ import annotations

import calendar
import hashlib
import hmac
import re
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote

from .messages import HttpRequest

ALGORITHM = "HMAC-SHA256"
DEFAULT_LIFETIME = 900

_PART = re.compile(r"\s*(\w+)=([^,]*?)\s*(?:,|\Z)")
_DATE = re.compile(r"\d{8}T\d{6}Z\Z")


class SignatureError(Exception):
    """The request is not accepted; ``code`` is one of the gateway's (Ark reference 3.2)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Credentials:
    """The key pair that is accepted; with a session token it is a temporary one. Secrets are not shown by repr.

    ``auth_token`` is a token that the Huawei Cloud services accept beside those that their IAM issues, ``domain_name``
    the account that IAM knows. ``api_keys`` are accepted by the data planes, and by nothing else.
    """

    access_key: str
    secret_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)
    auth_token: str | None = field(default=None, repr=False)
    domain_name: str = "sandbox"
    api_keys: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Scope:
    """What a signature was made for."""

    access_key: str
    date: str
    region: str
    service: str


@dataclass(frozen=True)
class Authorization:
    """The parts of an Authorization header."""

    scope: Scope
    signed_headers: tuple[str, ...]
    signature: str


def parse_authorization(header: str | None) -> Authorization:
    """Take an Authorization header apart; raises `SignatureError`."""
    if not header:
        raise SignatureError("MissingAuthenticationToken", "The request carries no Authorization header.")
    algorithm, _blank, rest = header.partition(" ")
    if algorithm != ALGORITHM:
        raise SignatureError("InvalidAuthorization", f"The Authorization header must begin with {ALGORITHM}.")
    parts = dict(_PART.findall(rest))
    if "Credential" not in parts:
        raise SignatureError("InvalidCredential", "The Authorization header has no Credential part.")
    pieces = parts["Credential"].split("/")
    if len(pieces) != 5 or pieces[4] != "request" or not all(pieces):
        raise SignatureError("InvalidCredential", "Credential must be <key id>/<date>/<region>/<service>/request.")
    if not parts.get("SignedHeaders"):
        raise SignatureError("InvalidAuthorization", "The Authorization header has no SignedHeaders part.")
    if not parts.get("Signature"):
        raise SignatureError("MissingSignature", "The Authorization header has no Signature part.")
    return Authorization(Scope(*pieces[:4]), tuple(parts["SignedHeaders"].split(";")), parts["Signature"])


def canonical_query(query: str) -> str:
    """Return the query as it is signed: decoded, sorted by name, encoded by RFC 3986."""
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    return "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in pairs)


def header_bytes(text: str) -> bytes:
    """Return a header's bytes: those that are not UTF-8 come as surrogates and go back to what they were."""
    return text.encode("utf-8", "surrogateescape")


@lru_cache(maxsize=64)
def signing_key(secret_key: str, date: str, region: str, service: str) -> bytes:
    """Return the key of one day, region and service."""
    key = header_bytes(secret_key)
    for step in (date, region, service, "request"):
        key = hmac.new(key, header_bytes(step), hashlib.sha256).digest()
    return key


def expected_signature(
    request: HttpRequest, scope: Scope, signed_headers: tuple[str, ...], secret_key: str, host: str | None = None
) -> str:
    """Return the signature that fits; ``host`` replaces the Host header. Raises KeyError for a header not sent."""
    lines = []
    for name in signed_headers:
        value = host if name == "host" and host is not None else request.headers.get(name)
        if value is None:
            raise KeyError(name)
        lines.append(f"{name}:{value}\n")
    digest = hashlib.sha256(request.body).hexdigest()
    canonical = "\n".join(
        (request.method, request.path, canonical_query(request.query), "".join(lines), ";".join(signed_headers), digest)
    )
    hashed = hashlib.sha256(header_bytes(canonical)).hexdigest()
    to_sign = "\n".join(
        (ALGORITHM, request.headers.get("x-date"), f"{scope.date}/{scope.region}/{scope.service}/request", hashed)
    )
    key = signing_key(secret_key, scope.date, scope.region, scope.service)
    return hmac.new(key, header_bytes(to_sign), hashlib.sha256).hexdigest()


def verify(
    request: HttpRequest, credentials: Credentials, now: float, *, service: str = "ark", future_seconds: float = 900
) -> Scope:
    """Check a request and say what it was signed for; raises `SignatureError`.

    ``now`` is in UTC seconds. A signature lives for X-Expires seconds, or 900; the client's clock may be ahead by
    ``future_seconds``.
    """
    given = parse_authorization(request.headers.get("authorization"))
    scope = given.scope
    stamp = request.headers.get("x-date")
    if not stamp:
        raise SignatureError("MissingRequestInfo", "The request carries no X-Date header.")
    if not _DATE.match(stamp):
        raise SignatureError("InvalidTimestamp", f"X-Date {stamp} must have the form YYYYMMDDTHHMMSSZ.")
    if scope.service != service:
        raise SignatureError("ServiceNotFound", f"The credential is for the service {scope.service}, not {service}.")
    if scope.access_key != credentials.access_key:
        raise SignatureError("InvalidAccessKey", "The access key does not exist.")
    _check_time(stamp, request.headers, now, future_seconds)
    _check_token(request.headers.get("x-security-token"), credentials)
    if scope.date != stamp[:8]:
        raise SignatureError("InvalidCredential", "The date of the credential is not that of X-Date.")
    if "host" not in given.signed_headers or "x-date" not in given.signed_headers:
        raise SignatureError("SignatureDoesNotMatch", "SignedHeaders must contain host and x-date.")
    if not _matches(request, given, credentials.secret_key):
        raise SignatureError("SignatureDoesNotMatch", "The signature does not fit; check the secret key.")
    return scope


def _matches(request: HttpRequest, given: Authorization, secret_key: str) -> bool:
    announced = request.headers.get("x-content-sha256")
    if announced is not None and announced != hashlib.sha256(request.body).hexdigest():
        return False
    sent = request.headers.get("host") or ""
    hosts = [sent]
    if sent.endswith((":80", ":443")):
        # Clients leave a default port out of what they sign.
        hosts.append(sent.rpartition(":")[0])
    try:
        return any(
            hmac.compare_digest(
                expected_signature(request, given.scope, given.signed_headers, secret_key, host), given.signature
            )
            for host in hosts
        )
    except (KeyError, TypeError):
        # A signed header was not sent, or the signature has characters outside ASCII.
        return False


def _check_time(stamp: str, headers: Any, now: float, future_seconds: float) -> None:
    try:
        signed_at = calendar.timegm(time.strptime(stamp, "%Y%m%dT%H%M%SZ"))
        lifetime = float(headers.get("x-expires") or DEFAULT_LIFETIME)
    except ValueError:
        raise SignatureError("InvalidTimestamp", "X-Date or X-Expires is not valid.") from None
    if not signed_at - future_seconds <= now <= signed_at + lifetime:
        raise SignatureError("InvalidTimestamp", "The signature has expired or the clock of the client is wrong.")


def _check_token(token: str | None, credentials: Credentials) -> None:
    expected = credentials.session_token
    if (token or "") != (expected or ""):
        wrong = "is not the one of the access key" if expected else "was sent, but the access key is a permanent one"
        raise SignatureError("InvalidSecretToken", f"The security token {wrong}.")
