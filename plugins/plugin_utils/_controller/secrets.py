# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mask secrets in texts and values."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.common.parameters import remove_values

from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field


class Secrets:
    """Texts that appear in no message, no result, no cache and no file."""

    def __init__(self, options: tuple[Field, ...], given: Any = None) -> None:
        """Begin with the values of secret ``options`` in ``given``."""
        self._texts: set[str] = set()
        for field in options:
            if field.secret and isinstance(given, dict):
                self._hide_all(given.get(field.name))

    def _hide_all(self, value: Any) -> None:
        """Hide a value of any type, since a secret of the wrong type is a secret too."""
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            for each in value:
                self._hide_all(each)
        elif value not in (None, "", True, False):
            self.hide(str(value))

    def hide(self, text: str) -> None:
        """Add a secret."""
        if text:
            self._texts.add(text)

    def masked(self, value: Any) -> Any:
        """Return ``value`` with asterisks for every secret in it, at any depth."""
        return remove_values(value, self._texts) if self._texts else value
