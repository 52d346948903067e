# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A process that ends in the middle of a probe."""

from __future__ import annotations

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.questions import Reply
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.run import Ask


class Killed(BaseException):
    """The end of the process."""


class Dying:
    """Asks until the process ends: before the call of this number, or after it."""

    def __init__(self, ask: Ask, number: int, *, after: bool) -> None:
        self._ask = ask
        self._left = number
        self._after = after

    def __call__(self, call: Call) -> Reply:
        self._left -= 1
        if self._left == 0 and self._after:
            self._ask(call)
        if self._left <= 0:
            raise Killed
        return self._ask(call)
