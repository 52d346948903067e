# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that were used once and may not be used again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ..record_store import RecordStore


@dataclass(frozen=True)
class UsedName:
    """A name in a scope (a project, a workspace); ``why`` is deleted or renamed."""

    scope: str
    name: str
    why: str

    @property
    def id(self) -> str:
        """Return what tells it from others."""
        return f"{self.why}/{self.scope}/{self.name}"

    def to_json(self) -> dict[str, Any]:
        """Everything, as JSON types."""
        return asdict(self)


class UsedNames:
    """All such names of a service; ``store`` keeps them."""

    def __init__(self, store: RecordStore | None = None) -> None:
        self._store = store
        known = (UsedName(**document) for document in (store.load() if store else []))
        self._names: dict[str, UsedName] = {used.id: used for used in known}

    def add(self, scope: str, name: str, why: str) -> None:
        """Add a name that has been given up."""
        used = UsedName(scope, name, why)
        self._names[used.id] = used
        if self._store is not None:
            self._store.save(used)

    def __iter__(self) -> Any:
        return iter(self._names.values())

    def clear(self) -> None:
        """Forget all names."""
        for key in list(self._names):
            del self._names[key]
            if self._store is not None:
                self._store.delete(key)
