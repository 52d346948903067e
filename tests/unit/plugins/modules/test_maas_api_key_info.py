# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""maas_api_key_info as Ansible runs it: one list, masked."""

from __future__ import annotations

import json

from ansible_collections.inference.endpoints.plugins.modules.maas_api_key_info import main

from ..scripted_huaweicloud import MAAS_HOST, run
from .test_maas_api_key import KEY, MASKED, listing, shown


def test_all_keys_by_age() -> None:
    young = shown("b", "k-1", create_at="2026-02-02T03:04:05.000Z")
    result = run(main, listing(young, shown("a", "k-2")), host=MAAS_HOST)
    assert [key["key_id"] for key in result["api_keys"]] == ["k-2", "k-1"]
    assert (result["quota"], result["changed"]) == (30, False)
    assert result["api_keys"][0]["api_key"] == MASKED


def test_one_key_and_its_successors() -> None:
    keys = [shown("chat-r1767323045", "k-2"), shown("chat", "k-1"), shown("chatter", "k-3")]
    result = run(main, listing(*keys), host=MAAS_HOST, label="chat")
    assert [key["label"] for key in result["api_keys"]] == ["chat", "chat-r1767323045"]


def test_a_key_that_the_service_does_not_mask_is_masked() -> None:
    result = run(main, listing(shown(api_key=KEY)), host=MAAS_HOST)
    assert KEY not in json.dumps(result)
    assert result["api_keys"][0]["api_key"] == "********"


def test_bad_input() -> None:
    assert run(main, host=MAAS_HOST, label=" ")["errors"][0].startswith("label: found")
