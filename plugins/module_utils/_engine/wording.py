# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How messages to users show paths and values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

#: So many characters of a value are shown.
_MOST_SHOWN = 80

#: So many things of a kind are named in one message.
MOST_NAMED = 10


def dotted(place: str, path: Iterable[Any]) -> str:
    """Return ``tags[2].key`` for ``("tags", 2, "key")``, below ``place``."""
    text = place
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else str(part))
    return text or "options"


def summary(value: Any) -> str:
    """Return what was given, in few words: a text in quotes, of a mapping its keys, of a list its length."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, dict):
        return f"a mapping with {joined(sorted(map(str, value)))}" if value else "an empty mapping"
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    return content(value)


def quoted(text: str) -> str:
    """Return ``text`` in quotes, with what cannot be printed escaped; a long one is cut."""
    result = f"'{_printable(text)}'"
    return result if len(result) <= _MOST_SHOWN else f"{result[: _MOST_SHOWN - 3]}..."


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def as_text(value: Any) -> str:
    """Return the value of an attribute for a sentence: a text in quotes, anything else by its content."""
    return quoted(value) if isinstance(value, str) else content(value)


def content(value: Any) -> str:
    """Return the content of a value, on one line and without quotes: ``doubao-1-5-pro-32k 250115`` for a model."""
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
    return _printable(str(value)) or "''"


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


def shortened(texts: Sequence[str], most: int = MOST_NAMED) -> str:
    """Return ``a, b and 7 more``: the first texts of a list that may be long."""
    more = len(texts) - most
    return ", ".join(texts[:most]) + (f" and {more} more" if more > 0 else "")
