# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make calls of a Huawei Cloud service: signed, or with a token, which is renewed when it is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from .._engine.effects import Call
from .._http import client
from .._http.client import Connector, json_body
from .answers import ServiceAnswers, Unauthenticated
from .connection import KEYS, connection, secrets
from .iam import ADVICE, Iam
from .sign import SdkHmacAuth, encode_query

HOST = "https://{service}.{region}.myhuaweicloud.com"


class Client(client.Client):
    """Calls of one service.

    The ``arguments`` of a call have ``method`` and ``path``, and may have ``query`` and ``body``. ``path`` is
    percent-encoded. ``{project_id}`` in it stands for the id of the project, which is looked up if it is not given.

    :param service: ``fabric`` or ``modelarts``, as in the names of hosts.
    """

    def __init__(self, connector: Connector, service: str) -> None:
        where = connection(connector.params, connector.environment)
        for secret in secrets(connector.params, connector.environment):
            connector.hide(secret)
        auth = None
        if where.way == KEYS:
            auth = SdkHmacAuth(*where.keys[:3], project_id=where.project_id, wall=connector.clock.wall)
        base = where.api_url or HOST.format(service=service, region=where.region)
        transport = connector.transport(base, auth, "api_url and region")
        super().__init__(transport, connector.params["max_retries"], connector.budget, connector.clock)
        self.account = f"{base} {where.account}"
        self._iam = Iam(where, auth, connector)
        self._answers = ServiceAnswers(
            service, connector.clock, transport.target, credentials=ADVICE[where.way], signed=where.way == KEYS
        )

    def attempt(self, call: Call) -> dict:
        token = self._iam.token()
        try:
            result = self._send(call, token)
        except Unauthenticated:
            # The request was refused unread, so a write may be repeated too.
            other = self._iam.other_token(token)
            if other is None:
                raise
            token, result = other, self._send(call, other)
        self._iam.accepted(token)
        return result

    def _send(self, call: Call, token: str) -> dict:
        arguments = call.arguments
        path, body = arguments["path"], arguments.get("body")
        if "{project_id}" in path:
            path = path.replace("{project_id}", quote(self._iam.project_id(), safe=""))
        query = encode_query(_pairs(arguments.get("query") or {}))
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if token:
            headers["X-Auth-Token"] = token
        return self._exchange(
            call,
            arguments["method"],
            f"{path}?{query}" if query else path,
            headers,
            body=b"" if body is None else json_body(body),
        )


def _pairs(query: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a query as texts: a list as its items, None not at all."""
    for name, value in query.items():
        for item in value if isinstance(value, (list, tuple)) else (value,):
            if item is not None:
                yield name, str(item).lower() if isinstance(item, bool) else str(item)
