# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the resources of all clouds share: how they connect, and how they read a status."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, Callable

from .._engine.fields import Field
from .._engine.resource import CHANGING, GONE, Resource
from .client import Client, Connector


class CloudResource(Resource):
    """A resource of a service of a cloud.

    :cvar connecting: the cloud's module ``connection``, with OPTIONS, connection, problems, secrets and warnings.
    :cvar client: makes the cloud's client for a service.
    :cvar service: the service, as in the names of hosts.
    :cvar run_states: from a status word, in lower case, to the state that it means. Any other word means CHANGING.
    :cvar page_size: how many endpoints a page of the list has.
    """

    connecting: Any
    client: Any
    service: str = ""
    run_states: Mapping[str, str] = {}
    page_size = 100
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
        return cls.connecting.connection(params, os.environ).source_in_words

    @classmethod
    def connection_account(cls, params: dict) -> str:
        return cls.connecting.connection(params, os.environ).account

    def connect(self, params: dict, hide: Callable[[str], Any], clock: Any, budget: float) -> Client:
        self._hide = hide
        return self.client(Connector(params, hide, clock, budget), self.service)

    # --- reading

    def pages(self, endpoints: int) -> int:
        return max(1, -(-endpoints // self.page_size))

    def run_state(self, attributes: dict | None) -> str:
        return GONE if attributes is None else self.run_states.get(self.status_word(attributes), CHANGING)

    def status_word(self, attributes: dict) -> str:
        """Return the status as ``run_states`` has it, or '' if none is shown."""
        return str(attributes.get("status") or "").lower()

    def is_stopping(self, attributes: dict) -> bool:
        return self.status_word(attributes).startswith("stop")
