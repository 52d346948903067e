# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the resources of Huawei Cloud connect."""

# The environment of the process is a default that is meant to be shared.
# pylint: disable=dangerous-default-value

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, Callable

from .._engine.fields import Field
from .._engine.resource import Resource
from . import connection
from .client import Client


class HuaweiResource(Resource):
    """A resource of a Huawei Cloud service.

    :cvar service: the service, as in the names of hosts.
    :cvar regions: the regions in which it is documented.
    """

    service: str = ""
    regions: tuple[str, ...] = ()
    _hide: Callable[[str], Any] = staticmethod(lambda text: None)

    @classmethod
    def connection_options(cls) -> tuple[Field, ...]:
        return connection.OPTIONS

    @classmethod
    def connection_problems(cls, params: dict, environment: Mapping[str, str] = os.environ) -> list[str]:
        return connection.problems(params, environment)

    @classmethod
    def connection_secrets(cls, params: dict, environment: Mapping[str, str] = os.environ) -> Iterator[str]:
        return connection.secrets(params, environment)

    @classmethod
    def connection_warnings(cls, params: dict, environment: Mapping[str, str] = os.environ) -> list[str]:
        return connection.warnings(params, environment, cls.regions)

    @classmethod
    def connection_source(cls, params: dict, environment: Mapping[str, str] = os.environ) -> str:
        return connection.connection(params, environment).told

    def connect(
        self,
        params: dict,
        hide: Callable[[str], Any],
        clock: Any,
        budget: float,
        environment: Mapping[str, str] = os.environ,
    ) -> Client:
        self._hide = hide
        return Client(params, environment, service=self.service, hide=hide, clock=clock, budget=budget)
