# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make calls of a service of Volcengine or BytePlus."""

from __future__ import annotations

from .._engine.effects import Call
from .._http import client
from .._http.client import Connector, json_body
from .answers import PlatformAnswers
from .connection import SITES, connection, secrets
from .sign import HmacAuth
from .sts import RoleKeys

#: The version of the API of Ark (Ark reference, section 1.1).
VERSION = "2024-01-01"


class Client(client.Client):
    """Calls of one service of the platform: signed requests, all of them POST."""

    def __init__(self, connector: Connector, service: str) -> None:
        params, environment = connector.params, connector.environment
        where = connection(params, environment)
        for secret in secrets(params, environment):
            connector.hide(secret)
        role = where.role
        keys = RoleKeys(role, where.keys, where.region, connector) if role else lambda: where.keys
        base = where.api_url or SITES[params["site"]].host.format(service=service, region=where.region)
        auth = HmacAuth(keys, where.region, service, wall=connector.clock.wall)
        transport = connector.transport(base, auth, "api_url" if where.api_url else "site and region")
        super().__init__(transport, params["max_retries"], connector.budget, connector.clock)
        self.account = f"{base} {where.account}"
        self._answers = PlatformAnswers(service, connector.clock, transport.target)

    def attempt(self, call: Call) -> dict:
        return self._exchange(
            call,
            "POST",
            "/",
            {"Content-Type": "application/json", "Accept": "application/json"},
            {"Action": call.action, "Version": VERSION},
            body=json_body(call.arguments),
        )
