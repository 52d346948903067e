# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clients that tell what a service said, with the collection's own requests, signatures and error tables."""

from __future__ import annotations

from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    CallFailed,
    NotFound,
    Throttled,
    Unclear,
    Unsent,
    WrongState,
)
from ansible_collections.inference.endpoints.plugins.module_utils._http.client import Client, parsed_json
from ansible_collections.inference.endpoints.plugins.module_utils._http.transport import Answer

from .questions import Reply


class Asker:
    """Asks through a client of the collection.

    :ivar calls: requests that were sent, repetitions included, those for credentials and projects left out.
    """

    def __init__(self, client: Client) -> None:
        self.calls = 0
        self._client = client
        self._answer: Answer | None = None
        client.watch = self._saw

    def __call__(self, call: Call) -> Reply:
        """Return what the service says to a call.

        :raises CallFailed: it says nothing, or nothing that is its own.
        """
        try:
            result = self._client.perform(call)
        except (Throttled, Unsent, Unclear):
            raise
        except CallFailed as error:
            if error.action != call.action or _is_foreign(error):
                raise
            return self._reply(call, {}, error.code, type(error).__name__)
        return self._reply(call, result)

    def _saw(self, answer: Answer | None) -> None:
        self.calls += 1
        self._answer = answer

    def _reply(self, call: Call, result: dict[str, Any], code: str = "", kind: str = "") -> Reply:
        answer = self._answer
        if answer is None:
            return Reply(call.action, None, code, None, result, kind)
        request_id = self._client.request_id(answer)
        return Reply(call.action, answer.status, code, request_id, result, kind, _document(answer))


def _is_foreign(error: CallFailed) -> bool:
    """Tell whether a refusal is not the service's own. A code that is made of the status alone may be of a proxy."""
    is_mute = error.code.startswith("HTTP") and not isinstance(error, (NotFound, WrongState))
    return error.code == "ForeignAnswer" or is_mute


def _document(answer: Answer) -> Any:
    try:
        return parsed_json(answer.body)
    except ValueError:
        return None
