# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The SDK-HMAC-SHA256 request signature of Huawei Cloud (Huawei reference, section 2.2)."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterable
from typing import Any, Callable
from urllib.parse import parse_qsl, quote, unquote, urlsplit

ALGORITHM = "SDK-HMAC-SHA256"

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def encode_query(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the query as it is signed and sent: sorted, with a blank as ``%20``."""
    return "&".join(f"{_encode(name)}={_encode(value)}" for name, value in sorted(pairs))


def authorization(
    *,
    method: str,
    path: str,
    query: Iterable[tuple[str, str]],
    headers: dict[str, str],
    body_hash: str,
    access_key: str,
    secret_key: str,
) -> str:
    """Return the Authorization header of a request.

    :param path: the path without percent-encoding.
    :param headers: the headers to sign, with ``Host`` and ``X-Sdk-Date`` (``YYYYMMDDTHHMMSSZ``, UTC) among them.
    """
    signed = sorted((name.lower(), value.strip()) for name, value in headers.items())
    names = ";".join(name for name, _value in signed)
    block = "".join(f"{name}:{value}\n" for name, value in signed)
    folder = quote(path, safe="/-_.~")
    folder += "" if folder.endswith("/") else "/"  # only in the signature; the request is sent without it
    canonical = "\n".join((method.upper(), folder, encode_query(query), block, names, body_hash))
    to_sign = "\n".join((ALGORITHM, dict(signed)["x-sdk-date"], hashlib.sha256(canonical.encode()).hexdigest()))
    signature = hmac.new(secret_key.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Access={access_key}, SignedHeaders={names}, Signature={signature}"


def _encode(text: str) -> str:
    return quote(text, safe="-_.~")


def signed_host(scheme: str, netloc: str) -> str:
    """Return the Host that is sent and signed: without the port of the scheme, which HTTP libraries leave out."""
    port = _DEFAULT_PORTS.get(scheme, "")
    return netloc[: -len(port)] if port and netloc.endswith(port) else netloc


class SdkHmacAuth:
    """Signs each request when it is sent.

    Only headers that no HTTP library rewrites are signed, so that the server receives what was signed.

    :param wall: gives seconds since 1970.
    """

    def __init__(
        self,
        access_key: str,
        secret_key: str,
        security_token: str | None = None,
        project_id: str | None = None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._keys = {"access_key": access_key, "secret_key": secret_key}
        self._more = {"X-Security-Token": security_token, "X-Project-Id": project_id}
        self._wall = wall

    def __repr__(self) -> str:
        return "SdkHmacAuth()"

    def __call__(self, request: Any) -> Any:
        url = urlsplit(request.url)
        body = request.body or b""
        headers = {
            "Content-Type": request.headers["Content-Type"],
            "Host": signed_host(url.scheme, url.netloc),
            "X-Sdk-Date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(self._wall())),
            **{name: value for name, value in self._more.items() if value},
        }
        request.headers.update(headers)
        request.headers["Authorization"] = authorization(
            method=request.method,
            path=unquote(url.path) or "/",
            query=parse_qsl(url.query, keep_blank_values=True),
            headers=headers,
            body_hash=hashlib.sha256(body.encode() if isinstance(body, str) else body).hexdigest(),
            **self._keys,
        )
        return request
