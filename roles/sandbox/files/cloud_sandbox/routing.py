# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of the services that have paths."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from .messages import HttpRequest


def query_pairs(query: str) -> list[tuple[str, str]]:
    """Return names and values of a query. A plus sign is a plus sign: a blank is %20 here."""
    pairs = [part.partition("=") for part in query.split("&") if part]
    return [(unquote(name), unquote(value)) for name, _equals, value in pairs]


class Route:
    """One method and path; ``pattern`` has ``{name}`` for each segment that is a parameter."""

    def __init__(self, method: str, pattern: str, action: str) -> None:
        self.method = method
        self.action = action
        self._path = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern) + r"\Z")

    def match(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return the parameters of path and query if the request is for this route; the last of repeated ones."""
        found = self._path.match(request.path) if request.method == self.method else None
        if found is None:
            return None
        in_path = {name: unquote(value) for name, value in found.groupdict().items()}
        return {**dict(query_pairs(request.query)), **in_path}
