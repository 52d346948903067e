# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Server side of the SDK-HMAC-SHA256 request signature (Huawei reference 2.2), written from the description alone."""

from __future__ import annotations

import calendar
import hashlib
import hmac
import re
import time
from dataclasses import dataclass
from urllib.parse import quote, unquote

from ..messages import HttpRequest
from ..routing import query_pairs
from ..signature import Credentials, header_bytes

ALGORITHM = "SDK-HMAC-SHA256"
UNSIGNED = "UNSIGNED-PAYLOAD"
LARGEST_BODY = 12 * 1024 * 1024

_HEADER = re.compile(r"SDK-HMAC-SHA256 Access=([^,\s]+), SignedHeaders=([^,\s]+), Signature=([0-9a-f]{64})\Z")
_DATE = re.compile(r"\d{8}T\d{6}Z\Z")


class SignatureError(Exception):
    """The request is not accepted; ``number`` is that of the gateway's code (Huawei reference 8)."""

    def __init__(self, number: str, message: str) -> None:
        super().__init__(message)
        self.number = number
        self.message = message


@dataclass(frozen=True)
class Authorization:
    """The parts of an Authorization header."""

    access_key: str
    signed_headers: tuple[str, ...]
    signature: str


def parse_authorization(header: str | None) -> Authorization:
    """Take an Authorization header apart; raises `SignatureError`."""
    found = _HEADER.match(header or "")
    if found is None:
        raise SignatureError(
            "0301", f"The header Authorization must be {ALGORITHM} Access=..., SignedHeaders=..., Signature=..."
        )
    access_key, names, signature = found.groups()
    return Authorization(access_key, tuple(names.split(";")), signature)


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")


def canonical_uri(path: str) -> str:
    """Return the path as it is signed: each segment decoded and encoded again, and a slash at the end."""
    encoded = "/".join(_encoded(segment) for segment in unquote(path).split("/"))
    return encoded if encoded.endswith("/") else encoded + "/"


def canonical_query(query: str) -> str:
    """Return the query as it is signed: decoded, sorted by name and value, encoded by RFC 3986."""
    return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in sorted(query_pairs(query)))


def canonical_request(request: HttpRequest, signed_headers: tuple[str, ...], host: str | None = None) -> str:
    """Return the text that is hashed; ``host`` replaces the Host header. Raises KeyError for a header not sent."""
    lines = []
    for name in signed_headers:
        value = host if name == "host" and host is not None else request.headers.get(name)
        if value is None:
            raise KeyError(name)
        lines.append(f"{name}:{value.strip()}\n")
    override = request.headers.get("x-sdk-content-sha256") if request.body else None
    digest = override or hashlib.sha256(request.body).hexdigest()
    return "\n".join(
        (
            request.method.upper(),
            canonical_uri(request.path),
            canonical_query(request.query),
            "".join(lines),
            ";".join(signed_headers),
            digest,
        )
    )


def expected_signature(
    request: HttpRequest, signed_headers: tuple[str, ...], secret_key: str, host: str | None = None
) -> str:
    """Return the signature that fits the request. Raises KeyError for a header not sent."""
    hashed = hashlib.sha256(header_bytes(canonical_request(request, signed_headers, host))).hexdigest()
    to_sign = f"{ALGORITHM}\n{request.headers['x-sdk-date']}\n{hashed}"
    return hmac.new(header_bytes(secret_key), header_bytes(to_sign), hashlib.sha256).hexdigest()


def verify(request: HttpRequest, credentials: Credentials, now: float, *, skew_seconds: float = 900) -> None:
    """Check a signed request; raises `SignatureError`. ``now`` is in UTC seconds, ``skew_seconds`` how far the
    client's clock may be off in either direction."""
    given = parse_authorization(request.headers.get("authorization"))
    stamp = request.headers.get("x-sdk-date") or ""
    if not _DATE.match(stamp) or "x-sdk-date" not in given.signed_headers:
        raise SignatureError("0301", "The header X-Sdk-Date must be sent as YYYYMMDDTHHMMSSZ, and signed.")
    try:
        signed_at = calendar.timegm(time.strptime(stamp, "%Y%m%dT%H%M%SZ"))
    except ValueError:
        raise SignatureError("0301", f"X-Sdk-Date {stamp} is no time.") from None
    if abs(now - signed_at) > skew_seconds:
        raise SignatureError("0303", "The signature has expired, or the clock of the client is wrong.")
    if given.access_key != credentials.access_key:
        raise SignatureError("0301", "The access key does not exist.")
    _check_token(request, given, credentials)
    _check_digest(request)
    if not _matches(request, given, credentials.secret_key):
        raise SignatureError("0301", "Incorrect IAM authentication information: verify aksk signature fail.")


def _check_token(request: HttpRequest, given: Authorization, credentials: Credentials) -> None:
    token = request.headers.get("x-security-token") or ""
    expected = credentials.session_token or ""
    if token != expected:
        wrong = "is not the one of the access key" if expected else "was sent, but the access key is a permanent one"
        raise SignatureError("0301", f"The security token {wrong}.")
    if expected and "x-security-token" not in given.signed_headers:
        raise SignatureError("0301", "X-Security-Token must be signed.")


def _check_digest(request: HttpRequest) -> None:
    announced = request.headers.get("x-sdk-content-sha256")
    if announced in (None, UNSIGNED):
        return
    if announced != hashlib.sha256(request.body).hexdigest():
        raise SignatureError("0301", "X-Sdk-Content-Sha256 does not fit the body.")


def _matches(request: HttpRequest, given: Authorization, secret_key: str) -> bool:
    sent = request.headers.get("host") or ""
    hosts = [sent]
    if sent.endswith((":80", ":443")):
        # Clients leave a default port out of what they sign.
        hosts.append(sent.rpartition(":")[0])
    try:
        return any(
            hmac.compare_digest(expected_signature(request, given.signed_headers, secret_key, host), given.signature)
            for host in hosts
        )
    except KeyError:
        # A signed header was not sent.
        return False
