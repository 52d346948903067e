# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clients that tell what a service said, with the collection's own requests, signatures and error tables."""

from __future__ import annotations

from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    CallFailed,
    Throttled,
    Unclear,
    Unsent,
)
from ansible_collections.inference.endpoints.plugins.module_utils._http.transport import Answer

from .questions import Reply


class Witness:
    """A transport that keeps the last answer and counts.

    :ivar calls: requests that were sent, repetitions included.
    """

    def __init__(self, transport: Any) -> None:
        self._transport = transport
        self.answer: Answer | None = None
        self.calls = 0

    @property
    def target(self) -> Any:
        """Return where requests go."""
        return self._transport.target

    def send(self, *request: Any, **more: Any) -> Answer:
        """Send a request."""
        self.calls += 1
        self.answer = None
        self.answer = self._transport.send(*request, **more)
        return self.answer

    def close(self) -> None:
        """Give the connections back."""
        self._transport.close()


class Asker:
    """Asks through a client of the collection.

    :ivar witness: what the client's requests go through.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self.witness = client._transport = Witness(client._transport)

    def __call__(self, call: Call) -> Reply:
        """Return what the service says to a call.

        :raises CallFailed: it says nothing, or nothing that is its own.
        """
        try:
            result = self._client.perform(call)
        except (Throttled, Unsent, Unclear):
            raise
        except CallFailed as error:
            if error.code == "ForeignAnswer" or error.code.startswith("HTTP") or error.action != call.action:
                raise
            return Reply(call.action, error.status, error.code, error.request_id, {}, type(error).__name__)
        answer = self.witness.answer
        request_id = self._client._answers.request_id(answer) if answer else None
        return Reply(call.action, answer.status if answer else None, "", request_id, result)
