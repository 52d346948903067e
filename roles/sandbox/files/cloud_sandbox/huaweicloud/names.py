# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that were used once and may not be used again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ..shelf import Journal


@dataclass(frozen=True)
class UsedName:
    """A name in a scope (a project, a workspace); ``why`` is deleted or renamed."""

    scope: str
    name: str
    why: str

    @property
    def id(self) -> str:
        """What tells it from others."""
        return f"{self.why}/{self.scope}/{self.name}"

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON types."""
        return asdict(self)


class UsedNames:
    """All such names of a service; ``journal`` keeps them."""

    def __init__(self, journal: Journal | None = None) -> None:
        self._names: dict[str, UsedName] = {}
        self._journal = journal

    def add(self, scope: str, name: str, why: str) -> None:
        """The name has been given up."""
        used = UsedName(scope, name, why)
        self._names[used.id] = used
        if self._journal is not None:
            self._journal.save(used)

    def __iter__(self) -> Any:
        return iter(self._names.values())

    def restore(self, documents: list[dict[str, Any]]) -> None:
        """Take over names that were kept elsewhere."""
        for used in (UsedName(**document) for document in documents):
            self._names[used.id] = used

    def clear(self) -> None:
        """Forget all names."""
        for key in list(self._names):
            del self._names[key]
            if self._journal is not None:
                self._journal.drop(key)
