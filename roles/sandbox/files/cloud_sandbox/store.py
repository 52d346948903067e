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

from .ark.record import Endpoint

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

    def close(self) -> None:
        """Write everything into the one file and let go of it."""
        self._file.close()
