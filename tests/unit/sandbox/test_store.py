# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept in the file comes back as it was."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from cloud_sandbox.ark import ArkService
from cloud_sandbox.cloud import Cloud
from cloud_sandbox.record_store import StateFile, StateFileError
from cloud_sandbox.signature import Credentials

from .huawei import CUSTOM, INFERENCE, PROJECT, WORKSPACE
from .support import MODEL, Clock


def test_endpoints_survive(tmp_path: Path) -> None:
    clock = Clock()
    switches = {"read_lag_seconds": 5, "lag_scope": "writes", "deleted_record": "kept"}

    def open_service() -> tuple[StateFile, ArkService]:
        store = StateFile(tmp_path / "deep" / "state.sqlite")
        service = ArkService(switches, now=clock, store=store.records("ark"))
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
    assert store.records("ark").load() == []
    store.close()


def test_huawei_endpoints_survive(tmp_path: Path) -> None:
    clock = Clock()
    switches = {
        "fabric_lag_scope": "writes",
        "fabric_read_lag_seconds": 5,
        "maas_lag_scope": "writes",
        "maas_list_lag_seconds": 5,
        "fabric_create_seconds": 20,
    }

    def open_cloud() -> tuple[StateFile, Cloud]:
        store = StateFile(tmp_path / "state.sqlite")
        return store, Cloud(Credentials("AK", "SK"), switches, now=clock, store=store)

    def seen(cloud: Cloud) -> list[Any]:
        found = [cloud.fabric.perform("ListEndpoints", {"workspace_id": WORKSPACE})]
        found += [cloud.maas.perform("ListEndpoints", {"project_id": PROJECT})]
        return [one.payload for one in found]

    store, cloud = open_cloud()
    for name in ("测试", "two"):
        cloud.fabric.perform("CreateEndpoint", {"workspace_id": WORKSPACE}, {**INFERENCE, "name": name})
        cloud.maas.perform("CreateEndpoint", {"project_id": PROJECT}, {**CUSTOM, "endpoint_name": f"n{len(name)}"})
        clock.tick(10)
    for one in list(cloud.maas.endpoints):
        cloud.maas.perform("UpdateEndpoint", {"project_id": PROJECT, "endpoint_id": one}, {"rpm": 7})
    endpoints, lists = (dict(cloud.fabric.endpoints), dict(cloud.maas.endpoints)), seen(cloud)
    store.close()

    store, cloud = open_cloud()
    assert seen(cloud) == lists
    assert (cloud.fabric.endpoints, cloud.maas.endpoints) == endpoints
    assert list(cloud.fabric.endpoints) == list(endpoints[0])
    assert [one["status"] for one in lists[0]["endpoints"]] == ["CREATING", "RUNNING"]
    assert {one["rpm"] for one in lists[1]["items"]} == {None}
    clock.tick(10)
    assert {one["rpm"] for one in seen(cloud)[1]["items"]} == {7}
    assert [one["status"] for one in cloud.fabric.state()] == ["RUNNING", "RUNNING"]
    cloud.reset()
    store.close()
    store, cloud = open_cloud()
    assert not cloud.fabric.endpoints
    assert not cloud.maas.endpoints
    store.close()


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    path.write_text("this is not a database, however long the text may be made")
    with pytest.raises(StateFileError, match=r"state\.sqlite cannot be used .* remove it"):
        StateFile(path)


def test_a_newer_layout_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version=99")
    other.close()
    with pytest.raises(StateFileError, match="another version"):
        StateFile(path)
