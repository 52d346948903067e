# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How messages to users show paths and values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

#: Of a value, so many characters are shown.
_MOST_SHOWN = 80


def dotted(place: str, path: Iterable[Any]) -> str:
    """Return ``tags[2].key`` for ``("tags", 2, "key")``, below ``place``."""
    text = place
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else str(part))
    return text or "options"


def shown(value: Any) -> str:
    """Return ``value`` as a sentence shows it: texts in quotes, no notation of Python or JSON."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, dict):
        return f"a mapping with {joined(sorted(map(str, value)))}" if value else "an empty mapping"
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    return content(value)


def quoted(text: str) -> str:
    """Return ``text`` in quotes, with what cannot be printed escaped and a long one cut."""
    told = repr(text)
    return told if len(told) <= _MOST_SHOWN else f"{told[: _MOST_SHOWN - 3]}..."


def told(value: Any) -> str:
    """Return ``value`` as a sentence about an endpoint tells it: a text in quotes, else what is in it."""
    return quoted(value) if isinstance(value, str) else content(value)


def content(value: Any) -> str:
    """Return what is in ``value``, on one line and without quotes: ``doubao-1-5-pro-32k 250115`` for a model."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list):
        return _cut(", ".join(map(content, value))) if value else "nothing"
    if isinstance(value, dict):
        return _cut(_members(value))
    text = str(value)
    return text if text and text.isprintable() else repr(text)


def _members(value: dict) -> str:
    given = {name: inner for name, inner in value.items() if inner is not None}
    if set(given) == {"key", "value"}:
        return f"{content(given['key'])}={content(given['value'])}" if given["value"] else content(given["key"])
    if len(given) == 1 or all(isinstance(inner, str) for inner in given.values()):
        return " ".join(map(content, given.values())) or "nothing"
    return ", ".join(f"{name} {content(inner)}" for name, inner in given.items())


def _cut(text: str) -> str:
    return text if len(text) <= 10 * _MOST_SHOWN else f"{text[: 10 * _MOST_SHOWN]}..."


def joined(words: Iterable[str], last: str = "and") -> str:
    """Return ``a, b and c``."""
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end
