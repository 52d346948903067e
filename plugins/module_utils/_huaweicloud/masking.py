# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find and mask secrets in declarations and answers, such as passwords among environment variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Callable
from urllib.parse import quote

from .._engine.attributes import snake_case

MASK = "********"

#: Members whose content has names that the user chose.
_OWN_DATA = ("env_vars", "user_config")

_TOKEN = re.compile(r"^(.*_)?(token|password|secret|secret_key|api_?key)$", re.IGNORECASE)
_SECRET_VARIABLE = re.compile(r"token|passw|secret|credential|(api|access|private)_?key", re.IGNORECASE)
#: Not masked, since the same text is part of many others: short texts, numbers (MAX_TOKENS=4096) and switches.
_NO_SECRET = re.compile(r"^(.{0,5}|[-+0-9.,eE]+|true|false|none|null|enabled|disabled)$", re.IGNORECASE | re.DOTALL)


def masked(answer: Any, hide: Callable[[str], Any]) -> Any:
    """Return an answer with each text masked whose name says that it is a secret (Huawei reference 4.6).

    Values under names that the user chose are not masked, since they are compared.

    :param hide: told every secret of either kind, since the same text may also stand in a URL or in a message.
    """
    for secret in secrets_in(answer):
        hide(secret)
    return _masked(answer)


def _masked(value: Any) -> Any:
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    result = {name: inner if name in _OWN_DATA else _masked(inner) for name, inner in value.items()}
    tokens = (name for name, inner in value.items() if inner and isinstance(inner, str) and _is_token(name))
    return {**result, **dict.fromkeys(tokens, MASK)}


def _is_token(name: Any) -> bool:
    return bool(_TOKEN.match(snake_case(str(name))))


def secrets_in(value: Any, *, own: bool = False) -> Iterator[str]:
    """Yield the texts whose names say that they are secrets, at any depth, also as they stand in a URL.

    :param own: the user chose the names in ``value``.
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
