# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the resources of all clouds connect: each cloud gives its connection options and its client."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, Callable

from .._engine.fields import Field
from .._engine.resource import Resource
from .client import Client
from .connector import Connector


class CloudResource(Resource):
    """A resource of a service of a cloud.

    :cvar connecting: the cloud's module ``connection``, with OPTIONS, connection, problems, secrets and warnings.
    :cvar client: makes the cloud's client for a service.
    :cvar service: the service, as in the names of hosts.
    """

    connecting: Any
    client: Any
    service: str = ""
    _hide: Callable[[str], Any] = staticmethod(lambda text: None)

    @classmethod
    def connection_options(cls) -> tuple[Field, ...]:
        return cls.connecting.OPTIONS

    @classmethod
    def connection_problems(cls, params: dict) -> list[str]:
        return cls.connecting.problems(params, os.environ)

    @classmethod
    def connection_secrets(cls, params: dict) -> Iterator[str]:
        return cls.connecting.secrets(params, os.environ)

    @classmethod
    def connection_warnings(cls, params: dict) -> list[str]:
        return cls.connecting.warnings(params, os.environ)

    @classmethod
    def connection_source(cls, params: dict) -> str:
        return cls.connecting.connection(params, os.environ).told

    @classmethod
    def connection_account(cls, params: dict) -> str:
        return cls.connecting.connection(params, os.environ).account

    def connect(self, params: dict, hide: Callable[[str], Any], clock: Any, budget: float) -> Client:
        self._hide = hide
        return self.client(Connector(params, hide, clock, budget), self.service)
