# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of a running sandbox: signed calls and the control interface, over a kept-alive connection."""

from __future__ import annotations

import http.client
import json
import time
from typing import Any

from .signing import sign_headers


class Client:
    """Speaks to 127.0.0.1 at a port with the pair AK, SK."""

    def __init__(self, port: int, timeout: float = 10) -> None:
        self.host = f"127.0.0.1:{port}"
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def send(self, action: str, body: Any) -> http.client.HTTPResponse:
        """One signed request; the answer is not yet read."""
        query = f"Action={action}&Version=2024-01-01"
        raw = json.dumps(body).encode()
        headers = sign_headers(raw, query, host=self.host, now=time.time())
        self._connection.request("POST", f"/?{query}", raw, headers)
        return self._connection.getresponse()

    def __call__(self, action: str, **body: Any) -> tuple[int, Any]:
        """Status and document of one action."""
        answer = self.send(action, body)
        return answer.status, json.loads(answer.read())

    def control(self, method: str, path: str, document: Any = None) -> tuple[int, Any]:
        """Status and document of one request to the control interface."""
        raw = None if document is None else json.dumps(document).encode()
        self._connection.request(method, f"/_sandbox/{path}", raw)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())

    def close(self) -> None:
        """Let the connection go; the next request opens another."""
        self._connection.close()
