# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service answers: status and document of one call, and errors on the way there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class ApiError(Exception):
    """The service does not do what was asked. ``code`` and ``status`` are the wire's, ``status`` an HTTP status."""

    def __init__(self, code: str, status: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.message = message


@dataclass
class Reply:
    """One answer. ``effect`` is true if and only if the call changed the state of the service.

    ``payload`` is a JSON document; nothing stands for an empty body. ``events`` are sent as a stream in its place.
    """

    http_status: int
    payload: Any
    code: str | None = None
    request_id: str = ""
    endpoint_id: str | None = None
    effect: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    events: list[Any] | None = None

    @property
    def result(self) -> dict[str, Any]:
        """Return the Result member of a success, ``{}`` for anything else."""
        return self.payload.get("Result") or {}


@dataclass(frozen=True)
class HttpRequest:
    """One HTTP request as it came in. Header names are looked up in lower case; the query is the raw text,
    ``peer`` the address of the client."""

    method: str
    path: str
    query: str
    headers: Any
    body: bytes
    peer: str = "127.0.0.1"


@dataclass
class Call:
    """A request that has been understood: which action of which service with which body, and where.

    ``parameters`` are those of path and query. A ``secret`` body is not logged, and neither is ``caller``: what the
    service knows of who asks.
    """

    action: str
    body: Any
    site: str = ""
    region: str = ""
    service: str = "ark"
    parameters: dict[str, Any] = field(default_factory=dict)
    secret: bool = False
    caller: Any = None
