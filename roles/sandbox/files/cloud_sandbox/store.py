# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Endpoints in an SQLite file, so that they survive a restart of the server.

The service works in memory and tells each change to this journal; one small statement in write-ahead mode, without
waiting for the disk, is what a change costs. A crash of the process loses nothing, a crash of the machine may.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from .ark.record import Endpoint
from .shelf import Keepable

_LAYOUT = 1


class StoreUnusable(RuntimeError):
    """The file cannot be used; the text is a sentence."""


class Store:
    """The journal of one service in one file; the file and its folder are made when missing."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._file = sqlite3.connect(path, isolation_level=None)
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=OFF")
            (layout,) = self._file.execute("PRAGMA user_version").fetchone()
            if layout not in (0, _LAYOUT):
                raise StoreUnusable(f"{path} was written by another version of the sandbox; remove it.")
            self._file.execute(f"PRAGMA user_version={_LAYOUT}")
            self._file.execute("CREATE TABLE IF NOT EXISTS ark_endpoint (id TEXT PRIMARY KEY, data TEXT NOT NULL)")
            self._file.execute(
                "CREATE TABLE IF NOT EXISTS shelf"
                " (shelf TEXT, id TEXT, data TEXT NOT NULL, PRIMARY KEY (shelf, id)) WITHOUT ROWID"
            )
        except sqlite3.Error as problem:
            raise StoreUnusable(f"{path} cannot be used as the sandbox's store ({problem}); remove it.") from problem

    def load(self) -> list[Endpoint]:
        """All endpoints kept."""
        rows = self._file.execute("SELECT id, data FROM ark_endpoint").fetchall()
        found = []
        for endpoint_id, data in rows:
            try:
                found.append(Endpoint.from_json(json.loads(data)))
            except (ValueError, TypeError, KeyError) as problem:
                raise StoreUnusable(f"The stored endpoint {endpoint_id} cannot be read; remove the store.") from problem
        return found

    def save(self, endpoint: Endpoint) -> None:
        """Keep this state of an endpoint."""
        self._file.execute(
            "INSERT OR REPLACE INTO ark_endpoint VALUES (?, ?)", (endpoint.id, json.dumps(endpoint.to_json()))
        )

    def drop(self, endpoint_id: str) -> None:
        """Forget an endpoint."""
        self._file.execute("DELETE FROM ark_endpoint WHERE id = ?", (endpoint_id,))

    def shelf(self, name: str) -> Shelf:
        """A part of the file for the records of one kind."""
        return Shelf(self._file, name)

    def close(self) -> None:
        """Write everything into the one file and let go of it."""
        self._file.close()


class Shelf:
    """The journal of one kind of record."""

    def __init__(self, file: sqlite3.Connection, name: str) -> None:
        self._file = file
        self._name = name

    def load(self) -> list[dict[str, Any]]:
        """What was kept, as JSON types; raises `StoreUnusable`."""
        rows = self._file.execute("SELECT data FROM shelf WHERE shelf = ? ORDER BY id", (self._name,)).fetchall()
        try:
            return [json.loads(data) for (data,) in rows]
        except ValueError as problem:
            raise StoreUnusable(f"A stored {self._name} cannot be read; remove the store.") from problem

    def save(self, record: Keepable) -> None:
        """Keep this state of a record."""
        data = json.dumps(record.to_json())
        self._file.execute("INSERT OR REPLACE INTO shelf VALUES (?, ?, ?)", (self._name, record.id, data))

    def drop(self, record_id: str) -> None:
        """Forget a record."""
        self._file.execute("DELETE FROM shelf WHERE shelf = ? AND id = ?", (self._name, record_id))
