# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Send requests over one kept-alive session, and sort faults by whether the server can have acted."""

# ``os.environ`` is a mutable default, and meant to be shared.
# pylint: disable=dangerous-default-value

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator, Mapping
from typing import Any, Callable, NamedTuple
from urllib.parse import urlsplit

from .._engine.clock import Clock
from .._engine.effects import WRITE, Call
from .._engine.errors import MissingLibrary
from .._engine.fields import Field
from .._engine.wording import quoted
from .connection_errors import Target
from .proxy import find_proxy, hide_passwords

__all__ = ["LONGEST", "OPTIONS", "Answer", "Transport", "hide_passwords"]

#: The most seconds that an option may ask for: every clock and socket can wait so long.
LONGEST = 1_000_000

VALIDATE_CERTS = Field("validate_certs", kind="bool", default=True)
CA_PATH = Field("ca_path", kind="path")

#: Options that every module of every cloud has.
OPTIONS = (
    VALIDATE_CERTS,
    CA_PATH,
    Field("request_timeout", kind="float", default=30.0, above=0, maximum=LONGEST),
    Field("max_retries", kind="int", default=5, minimum=0),
)

#: The APIs send no larger answer.
_MOST_BYTES = 64 * 1024 * 1024


class Answer(NamedTuple):
    """An HTTP answer. The names in ``headers`` are case-insensitive."""

    status: int
    headers: Any
    body: bytes


def problems(params: dict) -> list[str]:
    """Return what is wrong with OPTIONS beyond their types, as sentences ``path: found X; expected Y``."""
    path = params["ca_path"]
    if path and not os.path.exists(path):
        return [f"ca_path: found '{path}', which does not exist; expected a file or directory with CA certificates"]
    return []


def url_problems(url: str, option: str = "api_url") -> list[str]:
    """Return what is wrong with the base URL in an option, as sentences ``path: found X; expected Y``."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        reason = "" if "@" in url else f" ({error})"  # Python's message quotes the text, so maybe a password
        return [f"{option}: found a text that is no URL{reason}; expected something like https://host:port"]
    usable = parts.scheme in ("http", "https") and host and not any(character.isspace() for character in url)
    plain = usable and not parts.query and not parts.fragment
    # If the URL is malformed, what precedes an @ may be a password, so the text is not repeated.
    if parts.username is not None or parts.password is not None or ("@" in url and not plain):
        return [f"{option}: found a URL with credentials in it; expected those as access_key and secret_key"]
    if not usable:
        return [f"{option}: found {quoted(url)}; expected a URL that begins with http:// or https:// and names a host"]
    if not plain:
        return [f"{option}: found {quoted(url)}; expected a base URL without query and fragment"]
    return []


class Transport:
    """Connections to one base URL. A session of requests would add cookies, hooks and redirects to every call.

    :param auth: a ``requests`` auth object that signs each request anew.
    :param params: the options of OPTIONS.
    :param hide: takes each text that must not be shown (passwords of proxies).
    :param environment: where proxies and CA bundles are configured.
    :param url_option: the option that sets the base URL, for messages.
    :raises MissingLibrary: requests cannot be imported.
    """

    def __init__(
        self,
        base_url: str,
        auth: Any,
        params: dict,
        hide: Callable[[str], Any],
        clock: Clock,
        environment: Mapping[str, str] = os.environ,
        url_option: str = "api_url",
    ) -> None:
        try:
            import requests
        except ImportError:
            raise MissingLibrary("requests", traceback.format_exc()) from None
        self._requests = requests
        self._base_url = base_url
        self._timeout = params["request_timeout"]
        self._clock = clock
        proxy = find_proxy(base_url, environment, requests.utils.should_bypass_proxies)
        hide_passwords(proxy.url if proxy else None, hide)
        self.target = Target(base_url, url_option, proxy)
        self._auth = auth
        self._headers = requests.utils.default_headers()
        self._connections = requests.adapters.HTTPAdapter(
            pool_connections=1, pool_maxsize=params.get("concurrency") or 1
        )
        self._proxies = {urlsplit(base_url).scheme: proxy.url} if proxy else {}
        bundle = params["ca_path"] or environment.get("REQUESTS_CA_BUNDLE") or environment.get("CURL_CA_BUNDLE")
        self._verify = bool(params["validate_certs"]) and (bundle or True)
        if not self._verify:
            import urllib3

            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self._connections_break = False

    def send(
        self,
        call: Call,
        method: str,
        path: str,
        headers: Mapping[str, str],
        query: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        """Send the request of a call, without retries and without following redirects.

        :raises Unsent: it certainly did not arrive.
        :raises Unclear: it may have arrived, and there is no complete answer.
        """
        deadline = self._clock.now() + self._timeout
        if self._connections_break and call.kind == WRITE:
            # This server breaks connections. A write on a kept-alive one might get no answer, so open a new one.
            self.close()
        try:
            request = self._requests.PreparedRequest()
            request.prepare(
                method,
                self._base_url + path,
                headers={**self._headers, **headers},
                params=query,
                data=body,
                auth=self._auth,
            )
            response = self._connections.send(
                request, stream=True, timeout=self._timeout, verify=self._verify, proxies=self._proxies
            )
            return Answer(response.status_code, response.headers, self._read(response, call, deadline))
        except (self._requests.exceptions.RequestException, OSError, ValueError) as error:
            # ValueError is what the standard library makes of a proxy's URL with a stray bracket or port.
            self._connections_break = True
            raise self.target.failure(error, call, self._requests.exceptions) from error

    def _read(self, response: Any, call: Call, deadline: float) -> bytes:
        body = bytearray()
        for piece in self._pieces(response):
            body += piece
            if len(body) > _MOST_BYTES or self._clock.now() > deadline:
                response.close()
                what = "is too large" if len(body) > _MOST_BYTES else f"took longer than {self._timeout:g} s"
                code = "AnswerTooLarge" if len(body) > _MOST_BYTES else "Timeout"
                raise self.target.interrupted(call, code, what)
        return bytes(body)

    def _pieces(self, response: Any) -> Iterator[bytes]:
        """Yield the body as it arrives. A read of a fixed size would wait until that is complete."""
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
        self._connections.close()
