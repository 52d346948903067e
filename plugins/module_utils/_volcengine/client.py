# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make calls of a service of Volcengine or BytePlus."""

# The environment of the process is a default that is meant to be shared.
# pylint: disable=dangerous-default-value

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Callable

from .._engine.clock import Clock
from .._engine.effects import Call
from .._http import client
from .._http.client import json_body
from .._http.credentials import Keys
from .._http.transport import Transport
from .answers import PlatformAnswers
from .connection import SITES, connection, secrets
from .sign import HmacAuth
from .sts import RoleKeys

#: The version of the API of Ark (Ark reference, section 1.1).
VERSION = "2024-01-01"


class Client(client.Client):
    """Calls of one service of the platform: signed requests, all of them POST.

    :param hide: told every secret, so that no result or log shows it.
    :param budget: seconds that one call may spend waiting to be repeated.
    :param environment: the variables that stand in for options.
    """

    def __init__(
        self,
        params: dict,
        environment: Mapping[str, str] = os.environ,
        *,
        service: str,
        hide: Callable[[str], Any],
        clock: Clock,
        budget: float,
    ) -> None:
        where = connection(params, environment)
        for secret in secrets(params, environment):
            hide(secret)
        keys: Callable[[], Keys] = where.sign_with
        if where.role is not None:
            keys = RoleKeys(where.role, where.keys, where.region, params, hide, clock, budget, environment)
        base = where.api_url or SITES[params["site"]].host.format(service=service, region=where.region)
        auth = HmacAuth(keys, where.region, service, wall=clock.wall)
        option = "api_url" if where.api_url else "site and region"
        transport = Transport(base.rstrip("/"), auth, params, hide, clock, environment, option)
        super().__init__(transport, params["max_retries"], budget, clock)
        self.account = f"{base} {where.account}"
        self._answers = PlatformAnswers(service, clock, transport.target)

    def attempt(self, call: Call) -> dict:
        return self._exchange(
            call,
            "POST",
            "/",
            {"Content-Type": "application/json", "Accept": "application/json"},
            {"Action": call.action, "Version": VERSION},
            body=json_body(call.arguments),
        )
