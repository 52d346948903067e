# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets inside declarations and answers: the token of an endpoint's URL, passwords among environment variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Callable
from urllib.parse import quote

from .._engine.fields import snake_case

MASK = "********"

#: Members below which the names are the user's own.
_OWN_DATA = ("env_vars", "user_config")

_TOKEN = re.compile(r"^(.*_)?(token|password|secret|secret_key|api_?key)$", re.IGNORECASE)
_SECRET_VARIABLE = re.compile(r"token|passw|secret|credential|(api|access|private)_?key", re.IGNORECASE)
#: Shorter texts, and what is a number or a switch (MAX_TOKENS=4096), would make every other text unreadable.
_NO_SECRET = re.compile(r"^(.{0,5}|[-+0-9.,eE]+|true|false|none|null|enabled|disabled)$", re.IGNORECASE | re.DOTALL)


def masked(answer: Any, hide: Callable[[str], Any]) -> Any:
    """An answer with every text masked that is the member of a name that promises a secret (Huawei reference 4.6).

    What the user has put there under names of his own stays, since it has to be compared. ``hide`` is told every secret
    of either kind: the same text may stand anywhere else as well, in an address or in a message.
    """
    for secret in secrets_in(answer):
        hide(secret)
    return _masked(answer)


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: inner if name in _OWN_DATA else _masked_member(name, inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    return value


def _masked_member(name: Any, value: Any) -> Any:
    return MASK if value and isinstance(value, str) and _is_token(name) else _masked(value)


def _is_token(name: Any) -> bool:
    return bool(_TOKEN.match(snake_case(str(name))))


def secrets_in(value: Any, *, own: bool = False) -> Iterator[str]:
    """The texts that seem to be secrets, to go by their names, at any depth; as they stand in a URL, too.

    ``own``: the names in ``value`` are the user's.
    """
    if isinstance(value, dict):
        for name, inner in value.items():
            promised = _SECRET_VARIABLE.search(str(name)) if own else _is_token(name)
            if promised and isinstance(inner, str) and not _NO_SECRET.match(inner):
                yield from dict.fromkeys((inner, quote(inner, safe=""), quote(inner)))
            yield from secrets_in(inner, own=own or name in _OWN_DATA)
    elif isinstance(value, list):
        for inner in value:
            yield from secrets_in(inner, own=own)
