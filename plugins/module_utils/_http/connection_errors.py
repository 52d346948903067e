# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Turn an exception of requests into a failed call: whether the server may have acted, why, and what to check."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from .._engine.effects import Call
from .._engine.errors import CallFailed, Unclear, Unsent
from .proxy import Proxy

#: What urllib3 raises when there was no connection to send anything over.
_NEVER_CONNECTED = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")

_TUNNEL_REFUSED = re.compile(r"Tunnel connection failed: (\d+)")


class Target(NamedTuple):
    """Where requests go, as messages say it.

    :ivar url: the base URL.
    :ivar url_option: the option that sets it.
    :ivar proxy: the proxy in between, if there is one.
    """

    url: str
    url_option: str
    proxy: Proxy | None

    def failure(self, error: Exception, call: Call, errors: Any) -> CallFailed:
        """Return the failed call that ``error`` stands for.

        :param errors: ``requests.exceptions``.
        """
        reason = getattr(error.args[0] if error.args else None, "reason", None)  # urllib3's own error
        if isinstance(reason, Exception) and type(reason).__name__ == "ProxyError":
            return self._proxy_failure(reason, call)
        if isinstance(error, errors.SSLError):
            return self._no_answer(CallFailed, call, "TlsError", error)
        if isinstance(error, errors.Timeout):
            kind = Unsent if isinstance(error, errors.ConnectTimeout) else Unclear
            return self._no_answer(kind, call, "Timeout", error)
        if isinstance(error, (errors.ConnectionError, errors.ChunkedEncodingError, errors.ContentDecodingError)):
            kind = Unsent if type(reason).__name__ in _NEVER_CONNECTED else Unclear
            return self._no_answer(kind, call, "ConnectionError", error)
        return self._no_answer(CallFailed, call, "RequestError", error)

    def interrupted(self, call: Call, code: str, what: str) -> CallFailed:
        """Return the failure of an answer whose reading was given up."""
        remedy = f"Check {self.url_option}, or raise request_timeout" if code == "Timeout" else self._checks("")
        return Unclear(f"{call.title}: the answer of {self.url} {what}. {remedy}", action=call.action, code=code)

    def _proxy_failure(self, error: Exception, call: Call) -> CallFailed:
        proxy = self.proxy.shown if self.proxy else "the proxy"
        cause = _innermost(error)
        refused = _TUNNEL_REFUSED.search(cause)
        # A proxy that refuses with a 4xx status will refuse again.
        kind = CallFailed if refused and refused.group(1).startswith("4") else Unsent
        remedy = "Check its credentials and rules" if kind is CallFailed else "Check that it runs"
        return kind(
            f"{call.title}: no answer from {self.url}: {proxy} failed: {cause}. {remedy}, or name the host in NO_PROXY"
            " to go without it",
            action=call.action,
            code="ProxyError",
        )

    def _no_answer(self, kind: type[CallFailed], call: Call, code: str, error: Exception) -> CallFailed:
        cause = _innermost(error)
        through = f" through {self.proxy.shown}" if self.proxy else ""
        return kind(
            f"{call.title}: no answer from {self.url}{through}: {cause.rstrip('.')}. {self._checks(cause)}",
            action=call.action,
            code=code,
        )

    def _checks(self, cause: str) -> str:
        for pattern, advice in _ADVICE:
            if re.search(pattern, cause, re.IGNORECASE):
                return advice.format(url=self.url_option)
        return f"Check {self.url_option} and what is in between: proxies, load balancers, firewalls"


_ADVICE = (
    (r"refused", "Check host and port in {url}, and that the service listens there"),
    (
        r"name or service|resolve|getaddrinfo|nodename|name resolution",
        "Check the host in {url}, and this machine's DNS",
    ),
    (
        r"wrong.version.number|unknown.protocol|record layer",
        "Check {url}: this port does not speak TLS, so http:// may be meant",
    ),
    (r"certificate", "Check {url}, and ca_path for a private certificate authority"),
    (r"timed? ?out", "Check {url} and the firewalls in between, or raise request_timeout"),
    (r"unreachable|no route", "Check {url} and the network of this machine"),
)


def _innermost(error: BaseException) -> str:
    """Return the words of the first cause."""
    original = getattr(error, "original_error", None)
    if original is not None:
        error = original
    while deeper := error.__cause__ or error.__context__:
        error = deeper
    return str(error) or type(error).__name__
