# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bytes there and back: one kept-alive session, faults sorted by whether the server can have acted, and retries."""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Iterator
from typing import Any, Callable, NamedTuple
from urllib.parse import unquote, urlsplit

from .._engine.clock import Clock
from .._engine.errors import CallFailed, MissingLibrary, Unclear, Unsent

#: Options that every module of every cloud has.
OPTIONS: dict[str, dict] = {
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
    "request_timeout": {"type": "float", "default": 30.0},
    "max_retries": {"type": "int", "default": 5},
}

#: Seconds that may be asked for: what every clock and socket can wait.
LONGEST = 1_000_000

#: What the options above must fulfil, as properties of a JSON Schema.
RULES: dict[str, dict] = {
    "request_timeout": {"type": "number", "exclusiveMinimum": 0, "maximum": LONGEST},
    "max_retries": {"type": "integer", "minimum": 0},
}

#: An answer beyond this is not one of these APIs'.
_MOST_BYTES = 64 * 1024 * 1024


class Answer(NamedTuple):
    """What came back. ``headers`` are looked up without regard to case."""

    status: int
    headers: Any
    body: bytes


def problems(params: dict) -> list[str]:
    """What is wrong with the options above and is no matter of types, as sentences ``path: found; allowed``."""
    path = params["ca_path"]
    if path and not os.path.exists(path):
        return [f"ca_path: found {path!r}, which does not exist; a file or directory with CA certificates"]
    return []


def url_problems(url: str) -> list[str]:
    """What is wrong with a base URL, as sentences about ``api_url``."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        reason = "" if "@" in url else f" ({error})"  # Python's words quote the text, and with it what is before an @
        return [f"api_url: found a text that is no URL{reason}; something like https://host:port"]
    usable = parts.scheme in ("http", "https") and host and not any(character.isspace() for character in url)
    plain = usable and not parts.query and not parts.fragment
    # An @ in what is no base URL may end a password with a stray character in it, so that text is not repeated.
    if parts.username is not None or parts.password is not None or ("@" in url and not plain):
        return ["api_url: found a URL with credentials in it; give them as access_key and secret_key"]
    if not usable:
        return [f"api_url: found {url!r}; a URL that begins with http:// or https:// and names a host"]
    if not plain:
        return [f"api_url: found {url!r}; a base URL without query and fragment"]
    return []


def hide_passwords(url: str | None, hide: Callable[[str], Any]) -> None:
    """Tell ``hide`` the password in a URL, if there is one."""
    for text in _passwords(url or ""):
        hide(text)


class Transport:
    """A session to one base URL.

    :param auth: a ``requests`` auth object that signs each request anew.
    :param hide: told every text that must not be shown (passwords of proxies).
    :raises MissingLibrary: requests cannot be imported.
    """

    def __init__(self, base_url: str, auth: Any, params: dict, hide: Callable[[str], Any], clock: Clock) -> None:
        try:
            import requests
        except ImportError:
            raise MissingLibrary("requests", traceback.format_exc()) from None
        self._requests = requests
        self._base_url = base_url
        self._timeout = params["request_timeout"]
        self._clock = clock
        session = requests.Session()
        session.auth = auth
        connections = requests.adapters.HTTPAdapter(pool_connections=1, pool_maxsize=params.get("concurrency") or 1)
        session.mount("https://", connections)
        session.mount("http://", connections)
        # The environment's proxies and CA bundle are looked up once, not again for each request.
        found = session.merge_environment_settings(base_url, {}, True, None, None)
        session.trust_env = False
        session.proxies = found["proxies"]
        for proxy in session.proxies.values():
            hide_passwords(proxy, hide)
        session.verify = bool(params["validate_certs"]) and (params["ca_path"] or found["verify"])
        if not session.verify:
            import urllib3

            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self._session = session

    def send(self, action: str, method: str, path: str, headers: dict, query: dict, body: bytes) -> Answer:
        """One request, no retry, no redirect followed.

        :raises Unsent: it certainly did not arrive.
        :raises Unclear: it may have arrived, and there is no complete answer.
        """
        errors = self._requests.exceptions
        deadline = self._clock.now() + self._timeout
        try:
            response = self._session.request(
                method,
                self._base_url + path,
                params=query,
                data=body,
                headers=headers,
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
            )
            return Answer(response.status_code, response.headers, self._read(response, action, deadline))
        except errors.SSLError as error:
            raise _no_answer(CallFailed, action, self._base_url, "TlsError", error) from error
        except errors.Timeout as error:
            kind = Unsent if isinstance(error, errors.ConnectTimeout) else Unclear
            raise _no_answer(kind, action, self._base_url, "Timeout", error) from error
        except (errors.ConnectionError, errors.ChunkedEncodingError, errors.ContentDecodingError) as error:
            kind = Unsent if _never_connected(error) else Unclear
            raise _no_answer(kind, action, self._base_url, "ConnectionError", error) from error
        except (errors.RequestException, OSError, ValueError) as error:
            # ValueError is what the standard library makes of a proxy's URL with a stray bracket or port.
            raise _no_answer(CallFailed, action, self._base_url, "RequestError", error) from error

    def _read(self, response: Any, action: str, deadline: float) -> bytes:
        body = bytearray()
        for piece in self._pieces(response):
            body += piece
            if len(body) > _MOST_BYTES or self._clock.now() > deadline:
                response.close()
                what = "is too large" if len(body) > _MOST_BYTES else f"took longer than {self._timeout:g} s"
                code = "AnswerTooLarge" if len(body) > _MOST_BYTES else "Timeout"
                raise Unclear(f"{action}: the answer of {self._base_url} {what}", action=action, code=code)
        return bytes(body)

    def _pieces(self, response: Any) -> Iterator[bytes]:
        """The body as it arrives; a read of a fixed size would go on until it is full, however slowly bytes come."""
        from urllib3.exceptions import HTTPError, ReadTimeoutError

        read1 = getattr(response.raw, "read1", None)
        if read1 is None:  # urllib3 1.26
            yield from response.iter_content(65536)
            return
        try:
            while piece := read1(65536, decode_content=True):
                yield piece
        except ReadTimeoutError as error:
            raise self._requests.exceptions.ReadTimeout(error) from error
        except HTTPError as error:
            raise self._requests.exceptions.ChunkedEncodingError(error) from error

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()


def _passwords(proxy: str) -> set[str]:
    """The password in a proxy's URL, as written and as meant. The URL may lack its scheme or be none at all."""
    credentials, at, _host = proxy.rpartition("@")
    password = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*://", "", credentials).partition(":")[2]
    return {password, unquote(password)} if at and password else set()


def _never_connected(error: BaseException) -> bool:
    """Whether urllib3's reason for giving up is that there was no connection to send anything over."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")


def _no_answer(kind: type[CallFailed], action: str, url: str, code: str, error: Exception) -> CallFailed:
    cause: BaseException = error
    while deeper := cause.__cause__ or cause.__context__:
        cause = deeper
    reason = str(cause) or type(cause).__name__
    return kind(f"{action}: no answer from {url}: {reason}", action=action, code=code)
