# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records in an SQLite file, so that they survive a restart of the server.

The services work in memory and save each change here. A change costs one small statement in write-ahead mode that
does not wait for the disk: a crash of the process loses nothing, a crash of the machine may.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any, Protocol

_LAYOUT = 2


class StateFileError(RuntimeError):
    """The file cannot be used; the text is a sentence."""


class Storable(Protocol):
    """A record that can be stored."""

    @property
    def id(self) -> str:
        """Return what identifies the record among those of its kind."""

    def to_json(self) -> dict[str, Any]:
        """Return the whole record as JSON types."""


class StateFile:
    """The file of one sandbox; the file and its folder are made when missing."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._file = sqlite3.connect(path, isolation_level=None)
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=OFF")
            (layout,) = self._file.execute("PRAGMA user_version").fetchone()
            if layout not in (0, _LAYOUT):
                raise StateFileError(f"{path} was written by another version of the sandbox; remove it.")
            self._file.execute(f"PRAGMA user_version={_LAYOUT}")
            self._file.execute(
                "CREATE TABLE IF NOT EXISTS record"
                " (kind TEXT, id TEXT, data TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID"
            )
        except sqlite3.Error as problem:
            raise StateFileError(f"{path} cannot be used as the sandbox's store ({problem}); remove it.") from problem

    def records(self, kind: str) -> RecordStore:
        """Return the part of the file that holds the records of one kind."""
        return RecordStore(self._file, kind)

    def close(self) -> None:
        """Write everything into the one file and close it."""
        self._file.close()


class RecordStore:
    """The stored records of one kind."""

    def __init__(self, file: sqlite3.Connection, kind: str) -> None:
        self._file = file
        self._kind = kind

    def load(self) -> list[dict[str, Any]]:
        """Return the stored records as JSON types; raises `StateFileError`."""
        rows = self._file.execute("SELECT data FROM record WHERE kind = ? ORDER BY id", (self._kind,)).fetchall()
        try:
            return [json.loads(data) for (data,) in rows]
        except ValueError as problem:
            raise StateFileError(f"A stored {self._kind} cannot be read; remove the store.") from problem

    def save(self, record: Storable) -> None:
        """Store the present state of a record."""
        data = json.dumps(record.to_json())
        self._file.execute("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", (self._kind, record.id, data))

    def delete(self, record_id: str) -> None:
        """Delete a record."""
        self._file.execute("DELETE FROM record WHERE kind = ? AND id = ?", (self._kind, record_id))
