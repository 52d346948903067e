# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where names are unique, a name that the list shows at another endpoint is refused before the first write."""

from __future__ import annotations

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import Refused

from ..huaweicloud.test_sets import maas, run
from ..support.huawei_world import MaasWorld
from ..support.world import MODEL, World


@pytest.fixture
def world():
    world = MaasWorld()
    for name in ("chat", "talk"):
        world.ok(name=name, model_name="m", moderation=True)
    return world


@pytest.mark.parametrize("more", [{}, {"recreate": "create_first", "model_name": "other"}], ids=["rename", "replace"])
@pytest.mark.parametrize("check_mode", [True, False])
def test_one_endpoint(world, more, check_mode):
    effects = world.effects()
    ids = {one["endpoint_name"]: one["id"] for one in world.endpoints()}
    done = world.task(endpoint_id=ids["chat"], name="talk", moderation=True, check_mode=check_mode, **more)
    assert isinstance(done.error, Refused)
    assert f"endpoint {ids['talk']} has that name" in str(done.error)
    assert world.effects() == effects
    assert world.ok(endpoint_id=ids["chat"], name="free", moderation=True).actions == ["UpdateEndpoint"]


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_set(world, check_mode):
    effects = world.effects()
    ids = {one["endpoint_name"]: one["id"] for one in world.endpoints()}
    entries = [
        maas("talk", endpoint_id=ids["chat"], moderation=True, model_name=None),
        maas("free", endpoint_id=ids["talk"], moderation=True, model_name=None),
    ]
    report, _calls = run(world, entries[:1], may_fail=True, check_mode=check_mode)
    assert f"endpoint {ids['talk']} has that name" in report["results"][0]["msg"]
    assert world.effects() == effects
    report, _calls = run(world, entries, may_fail=True, check_mode=check_mode)
    assert [one["failed"] for one in report["results"]] == [True, False]


@pytest.mark.parametrize("check_mode", [True, False])
def test_the_name_of_a_deleted_endpoint_that_the_list_shows_is_taken(world, check_mode):
    world.force("talk", status="deleted")
    effects = world.effects()
    done = world.task(name="talk", model_name="m", check_mode=check_mode)
    assert "has that name" in str(done.error)
    report, _calls = run(world, [maas("talk"), maas("new")], may_fail=True, check_mode=check_mode)
    assert [one["failed"] for one in report["results"]] == [True, False]
    assert world.task(name="talk", state="absent").actions == []
    assert world.effects() == effects + ([] if check_mode else ["CreateEndpoint"])


def test_where_names_need_not_be_unique_the_service_decides():
    world = World()
    for name in ("chat", "talk"):
        world.ok(name=name, model_reference=MODEL)
    done = world.ok(endpoint_id=world.only("chat")["Id"], name="talk")
    assert done.actions == ["UpdateEndpoint"]
