# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control plane of MaaS's API keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cloud_sandbox.cloud import Cloud
from cloud_sandbox.maas.api_keys import LIMIT
from cloud_sandbox.record_store import StateFile
from cloud_sandbox.signature import Credentials

from .callers import Callers
from .huawei import PROJECT, Estate
from .support import Clock

KEYS = f"/v2/{PROJECT}/maas/api-auth/api-keys"
WIDE = {"allow_all": True}


def test_the_life_of_a_key_by_requests() -> None:
    estate = Estate()
    made = estate.signed("POST", KEYS, {**WIDE, "label": "app", "description": "d"}).document
    assert len(made["api_key"]) == 64
    listed = estate.signed("GET", KEYS + "?limit=30&offset=0").document
    masked = {**made, "api_key": f"{made['api_key'][:4]}****{made['api_key'][-4:]}"}
    assert listed == {"api_key_list": {"items": [masked], "total": 1, "count": 1}, "user_api_key_quota": LIMIT}

    change = {"allow_all": False, "ip_whitelist": ["192.0.2.1"], "label": "other", "id": "other", "description": "e"}
    changed = estate.signed("PUT", f"{KEYS}/{made['id']}", change).document
    expected = {"label": "app", "id": made["id"], "description": "e", "allow_all": False, "ip_whitelist": ["192.0.2.1"]}
    assert {member: changed[member] for member in expected} == expected

    # The delete is one of v1, and of v1 alone.
    assert estate.signed("DELETE", f"{KEYS}/{made['id']}").status == 404
    assert estate.signed("DELETE", f"{KEYS.replace('v2', 'v1')}/{made['id']}").status == 204
    assert estate.signed("GET", KEYS).document["api_key_list"]["items"] == []
    assert made["api_key"] not in json.dumps(list(estate.cloud.gateway.log))
    effects = [(entry["action"], entry["effect"]) for entry in estate.cloud.gateway.log if entry["action"]]
    assert effects == [
        ("CreateApiKey", True), ("ListApiKeys", False), ("UpdateApiKey", True), ("DeleteApiKey", True),
        ("ListApiKeys", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "member"),
    [
        ({}, "allow_all"),
        ({"allow_all": "yes"}, "allow_all"),
        ({**WIDE, "label": "a b"}, "label"),
        ({**WIDE, "label": "x" * 101}, "label"),
        ({**WIDE, "description": "x" * 101}, "description"),
        ({**WIDE, "ip_whitelist": ["192.0.2.1"]}, "ip_whitelist"),
        ({"allow_all": False, "ip_whitelist": ["192.0.2.300"]}, "ip_whitelist"),
        ({"allow_all": False, "ip_whitelist": ["192.0.2.9-192.0.2.1"]}, "ip_whitelist"),
        ({"allow_all": False, "ip_whitelist": ["192.0.2.1", "192.0.2.1"]}, "ip_whitelist"),
        ({**WIDE, "endpoint_whitelist": "one"}, "endpoint_whitelist"),
        ({**WIDE, "colour": 1}, "colour"),
    ],
)
def test_bad_requests(body: dict[str, Any], member: str) -> None:
    reply = Callers().cloud.maas.perform("CreateApiKey", {"project_id": PROJECT}, body)
    assert (reply.code, reply.http_status) == ("ModelArts.0104", 400)
    assert member in reply.payload["error_msg"]


def test_labels_quota_and_pages() -> None:
    callers = Callers()
    labels = [callers.maas_key()["label"] for _turn in range(LIMIT)]
    assert len(set(labels)) == LIMIT
    assert all(label.startswith("ak-") for label in labels)
    refused = callers.cloud.maas.perform("CreateApiKey", {"project_id": PROJECT}, WIDE)
    assert refused.code == "ModelArts.6297"
    page = callers.maas("ListApiKeys", offset="5", limit="2")["api_key_list"]
    assert [one["label"] for one in page["items"]] == labels[::-1][5:7]
    assert (page["total"], page["count"]) == (LIMIT, 2)
    upward = callers.maas("ListApiKeys", order="asc", limit="1")["api_key_list"]
    assert [one["label"] for one in upward["items"]] == labels[:1]
    assert callers.maas("ListApiKeys", project_id="another")["api_key_list"]["items"] == []


def test_keys_survive_a_restart_without_their_plaintext(tmp_path: Path) -> None:
    clock = Clock()

    def open_cloud() -> tuple[StateFile, Cloud]:
        file = StateFile(tmp_path / "state.sqlite")
        return file, Cloud(Credentials("AK", "SK"), now=clock, store=file)

    file, cloud = open_cloud()
    key = cloud.maas.perform("CreateApiKey", {"project_id": PROJECT}, WIDE).payload["api_key"]
    file.close()
    assert key.encode() not in (tmp_path / "state.sqlite").read_bytes()
    file, again = open_cloud()
    assert again.maas.keys.find(key) is not None
    assert not again.is_empty()
    again.reset()
    assert (again.is_empty(), file.records("maas_api_key").load()) == (True, [])
    file.close()
