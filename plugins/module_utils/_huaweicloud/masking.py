# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets inside declarations and answers: the token of an endpoint's URL, passwords among environment variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .._core.fields import snake_case

MASK = "********"

#: Members below which the names are the user's own.
_OWN_DATA = ("env_vars", "user_config")

_TOKEN = re.compile(r"^(.*_)?(token|password|secret|secret_key|api_?key)$", re.IGNORECASE)
_SECRET_VARIABLE = re.compile(r"token|passw|secret|credential|(api|access|private)_?key", re.IGNORECASE)
#: Shorter texts, and what is a number or a switch (MAX_TOKENS=4096), would make every other text unreadable.
_NO_SECRET = re.compile(r"^(.{0,5}|[-+0-9.,eE]+|true|false|none|null|enabled|disabled)$", re.IGNORECASE | re.DOTALL)


def masked(value: Any) -> Any:
    """An answer with every text masked that is the member of a name that promises a secret (Huawei reference 4.6).

    What the user has put there under names of his own stays, since it has to be compared.
    """
    if isinstance(value, dict):
        return {name: inner if name in _OWN_DATA else _masked_member(name, inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner) for inner in value]
    return value


def _masked_member(name: Any, value: Any) -> Any:
    return MASK if value and isinstance(value, str) and _TOKEN.match(snake_case(str(name))) else masked(value)


def secrets_in(value: Any, *, own: bool = False) -> Iterator[str]:
    """The texts that seem to be secrets, to go by the names that a user has given them, at any depth.

    ``own``: the names in ``value`` are the user's.
    """
    if isinstance(value, dict):
        for name, inner in value.items():
            if own and isinstance(inner, str) and _SECRET_VARIABLE.search(str(name)) and not _NO_SECRET.match(inner):
                yield inner
            yield from secrets_in(inner, own=own or name in _OWN_DATA)
    elif isinstance(value, list):
        for inner in value:
            yield from secrets_in(inner, own=own)
