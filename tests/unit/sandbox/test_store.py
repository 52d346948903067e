# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept in the file comes back as it was."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from cloud_sandbox.ark import ArkService
from cloud_sandbox.store import Store, StoreUnusable

from .support import MODEL, Clock


def test_endpoints_survive(tmp_path: Path) -> None:
    clock = Clock()
    switches = {"read_lag_seconds": 5, "lag_scope": "writes", "deleted_record": "kept"}

    def open_service() -> tuple[Store, ArkService]:
        store = Store(tmp_path / "deep" / "state.sqlite")
        service = ArkService(switches, now=clock, journal=store)
        service.restore(store.load())
        return store, service

    store, service = open_service()
    ids = []
    for name in ("测试 🚀", "two", "three"):
        reply = service.perform("CreateEndpoint", {"Name": name, "ModelReference": MODEL, "Tags": [{"Key": "k"}]})
        ids.append(reply.endpoint_id)
    clock.tick(10)
    service.perform("StopEndpoint", {"Id": ids[1]})
    clock.tick(10)
    service.perform("DeleteEndpoint", {"Id": ids[1]})
    service.perform("UpdateEndpoint", {"Id": ids[0], "Description": "d"})
    service.perform("StopEndpoint", {"Id": ids[2]})
    before = dict(service.endpoints)
    seen = service.perform("ListEndpoints", {}).result
    store.close()

    store, again = open_service()
    assert again.endpoints == before
    assert list(again.endpoints) == ids
    assert again.perform("ListEndpoints", {}).result == seen
    clock.tick(10)
    assert [one["Status"] for one in again.state()] == ["Running", "Stopped"]
    again.reset()
    assert store.load() == []
    store.close()


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.write_text("this is not a database, however long the text may be made")
    with pytest.raises(StoreUnusable, match=r"state\.sqlite cannot be used .* remove it"):
        Store(path)


def test_a_newer_layout_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version=99")
    other.close()
    with pytest.raises(StoreUnusable, match="another version"):
        Store(path)
