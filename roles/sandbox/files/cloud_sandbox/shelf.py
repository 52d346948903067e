# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service needs of whoever keeps its records."""

from __future__ import annotations

from typing import Any, Protocol


class Keepable(Protocol):
    """A record that can be kept."""

    @property
    def id(self) -> str:
        """What tells it from others of its kind."""

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON types."""


class Journal(Protocol):
    """Where changes of records are told, so that they can be kept."""

    def save(self, record: Any) -> None:
        """The record, a `Keepable`, is new or has changed."""

    def drop(self, record_id: str) -> None:
        """The record is gone for good."""
