# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options as plain JSON values, without what Ansible attaches to its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def plain(value: Any) -> Any:
    """Return a copy of plain types: no tags, no wrappers of unsafe or vaulted text.

    :raises TypeError: JSON has no type for something in it, such as a date.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (int, float)):
        return int.__int__(value) if isinstance(value, int) else float.__float__(value)
    if isinstance(value, Mapping):
        return {_key(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if getattr(value, "__ENCRYPTED__", False):  # vaulted text of ansible-core 2.18
        return str.__str__(str(value))
    raise TypeError("its options have a value that JSON has no type for")


def _key(key: Any) -> str:
    if isinstance(key, str):
        return str.__str__(key)
    raise TypeError("its options have a key that is no text")
