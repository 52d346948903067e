# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The HMAC-SHA256 request signature of Volcengine and BytePlus (Ark reference, section 2)."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterable
from typing import Any, Callable
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from .._http.credentials import Keys

ALGORITHM = "HMAC-SHA256"


def authorization(
    *,
    method: str,
    path: str,
    query: Iterable[tuple[str, str]],
    headers: dict[str, str],
    body_hash: str,
    access_key: str,
    secret_key: str,
    region: str,
    service: str,
) -> str:
    """Return the Authorization header of a request.

    :param path: the path without percent-encoding.
    :param headers: the headers to sign, with ``Host`` and ``X-Date`` (``YYYYMMDDTHHMMSSZ``, UTC) among them.
    """
    signed = sorted((name.lower(), value) for name, value in headers.items())
    names = ";".join(name for name, _value in signed)
    block = "".join(f"{name}:{value}\n" for name, value in signed)
    pairs = "&".join("=".join(pair) for pair in sorted((_encode(name), _encode(value)) for name, value in query))
    canonical = "\n".join((method, quote(path, safe="/-_.~"), pairs, block, names, body_hash))
    date = dict(signed)["x-date"]
    scope = f"{date[:8]}/{region}/{service}/request"
    to_sign = "\n".join((ALGORITHM, date, scope, hashlib.sha256(canonical.encode()).hexdigest()))
    key = secret_key.encode()
    for part in scope.split("/"):
        key = _hmac(key, part)
    signature = _hmac(key, to_sign).hex()
    return f"{ALGORITHM} Credential={access_key}/{scope}, SignedHeaders={names}, Signature={signature}"


def _encode(text: str) -> str:
    return quote(text, safe="-_.~")


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


def signed_host(netloc: str) -> str:
    """Return the Host that is sent and signed: without a default port (reference section 2.1, step 5)."""
    host, colon, port = netloc.rpartition(":")
    return host if colon and port in ("80", "443") else netloc


class HmacAuth:
    """Signs each request when it is sent.

    :param keys: gives the keys to sign with; they may change from one request to the next.
    :param wall: gives seconds since 1970.
    """

    def __init__(
        self, keys: Callable[[], Keys], region: str, service: str, wall: Callable[[], float] = time.time
    ) -> None:
        self._keys = keys
        self._scope = {"region": region, "service": service}
        self._wall = wall

    def __repr__(self) -> str:
        return "HmacAuth()"

    def __call__(self, request: Any) -> Any:
        keys = self._keys()
        url = urlsplit(request.url)
        body = request.body or b""
        body_hash = hashlib.sha256(body.encode() if isinstance(body, str) else body).hexdigest()
        headers = {
            "Content-Type": request.headers["Content-Type"],
            "Host": signed_host(url.netloc),
            "X-Content-Sha256": body_hash,
            "X-Date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(self._wall())),
        }
        if keys.token:
            headers["X-Security-Token"] = keys.token
        request.headers.update(headers)
        request.headers["Authorization"] = authorization(
            method=request.method,
            path=unquote(url.path) or "/",
            query=parse_qsl(url.query, keep_blank_values=True),
            headers=headers,
            body_hash=body_hash,
            access_key=keys.access_key,
            secret_key=keys.secret_key,
            **self._scope,
        )
        return request
