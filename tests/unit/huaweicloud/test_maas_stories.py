# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stories of MaaS endpoints, with the calls that each step makes."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    BadInput,
    CallFailed,
    Refused,
    WaitFailed,
)
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import MaasEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec, result

from ..support.huawei_world import PROJECT, MaasWorld

CREATE = {"name": "chat", "model_name": "DeepSeek-V3", "description": "d", "rpm": 60, "tpm": 1000}
AGREED = "af247c14-2bee-4d78-a5e8-a419ea62b6c6"
LIST = "ListEndpoints"


def test_one_list_call_is_all_that_nothing_to_do_costs():
    world = MaasWorld()
    assert world.foretold(**CREATE).calls == [LIST, "CreateEndpoint", LIST]
    again = world.ok(**CREATE)
    assert (again.changed, again.calls) == (False, [LIST])
    by_id = world.ok(endpoint_id=again.run.endpoint_id, rpm=60)
    assert (by_id.changed, by_id.calls) == (False, [LIST])
    assert again.endpoint["source"] == "custom_from_maas"


def test_an_edit_carries_everything_that_it_could_reset():
    world = MaasWorld(maas_edit_omitted="reset")
    world.ok(**CREATE, moderation=False, agreement_id=AGREED)
    outcome = world.foretold(name="chat", rpm=61, agreement_id=AGREED)
    assert outcome.calls == [LIST, "UpdateEndpoint", LIST]
    ours = world.only("chat")
    assert (ours["rpm"], ours["tpm"], ours["remark"], ours["moderation"]) == (61, 1000, "d", False)
    body = next(entry["body"] for entry in reversed(world.log) if entry["action"] == "UpdateEndpoint")
    assert body == {
        "endpoint_name": "chat",
        "remark": "d",
        "rpm": 61,
        "tpm": 1000,
        "moderation": False,
        "agreement_id": AGREED,
    }


def test_a_rename_warns_that_callers_must_be_told():
    world = MaasWorld()
    made = world.ok(**CREATE)
    assert made.run.warnings == []
    renamed = world.foretold(endpoint_id=made.run.endpoint_id, name="talk")
    (warning,) = renamed.run.warnings
    assert "its name changes from 'chat' to 'talk'. Callers give the name as the model" in warning
    assert world.ok(endpoint_id=made.run.endpoint_id, name="talk", rpm=61).run.warnings == []


def test_the_agreement_is_fetched_only_where_it_is_signed():
    world = MaasWorld()
    wish = {"name": "chat", "moderation": False, "accept_agreement": True}
    world.ok(**CREATE)
    signed = world.foretold(**wish)
    assert signed.actions == ["SignAgreement", "UpdateEndpoint"]
    assert signed.calls == [LIST, "ShowAgreement", "UpdateEndpoint", LIST]
    assert world.ok(**wish).calls == [LIST]
    given = {"name": "chat", "rpm": 61, "moderation": False, "agreement_id": AGREED, "accept_agreement": True}
    assert world.foretold(**given).actions == ["UpdateEndpoint"]


def test_started_and_stopped():
    world = MaasWorld()
    assert world.foretold(**CREATE, state="stopped").actions == ["CreateEndpoint", "DeactivateEndpoint"]
    assert world.foretold(name="chat", state="started", rpm=1).actions == ["ActivateEndpoint", "UpdateEndpoint"]
    assert world.foretold(name="chat", state="stopped", rpm=2).actions == ["UpdateEndpoint", "DeactivateEndpoint"]
    assert not world.ok(name="chat", rpm=2).changed
    assert world.foretold(name="chat", state="absent").actions == ["DeleteEndpoint"]


def test_one_that_is_created_disabled_is_enabled_where_started_is_asked():
    world = MaasWorld()
    real = world.service.perform

    def created_disabled(action: str, parameters: dict, body: Any = None) -> Any:
        reply = real(action, parameters, body)
        if action == "CreateEndpoint":
            world.service.force(reply.payload["id"], {"enabled": False})
        return reply

    world.service.perform = created_disabled
    assert world.ok(**CREATE, state="started").actions == ["CreateEndpoint", "ActivateEndpoint"]
    assert world.only("chat")["enabled"] is True
    assert world.ok(name="other", model_name="m").actions == ["CreateEndpoint"]
    assert world.only("other")["enabled"] is False


def test_a_name_is_gone_for_good():
    world = MaasWorld()
    world.ok(**CREATE)
    world.ok(name="chat", state="absent")
    failed = world.refused(CallFailed, **CREATE)
    assert "ModelArts.6271" in str(failed.error)
    assert "names of deleted endpoints stay taken" in str(failed.error)
    assert failed.actions == []


def test_a_replacement_needs_another_name():
    world = MaasWorld()
    first = world.ok(**CREATE)
    failed = world.refused(Refused, name="chat", model_name="qwen", recreate="create_first")
    assert "ModelArts.6271" in str(failed.error)
    outcome = world.foretold(
        endpoint_id=first.run.endpoint_id, name="chat-2", model_name="qwen", recreate="create_first"
    )
    assert outcome.actions == ["CreateEndpoint", "DeactivateEndpoint", "DeleteEndpoint"]
    (ours,) = world.endpoints()
    assert (ours["endpoint_name"], ours["rpm"], ours["remark"]) == ("chat-2", 60, "d")


def test_the_old_one_may_go_first_where_its_name_is_not_needed_any_more():
    world = MaasWorld(maas_quota=1)
    first = world.ok(**CREATE)
    other = {"endpoint_id": first.run.endpoint_id, "name": "chat-2", "model_name": "qwen"}
    failed = world.refused(CallFailed, **other, recreate="create_first")
    assert "ModelArts.6297" in str(failed.error)
    assert "delete_first where the account may have no more" in str(world.refused(Refused, **other).error)
    outcome = world.foretold(**other, recreate="delete_first")
    assert outcome.actions == ["DeactivateEndpoint", "DeleteEndpoint", "CreateEndpoint"]
    assert (world.only("chat-2")["served_model_name"], world.only("chat-2")["rpm"]) == ("qwen", 60)
    # Under the same name it cannot be done, and is not begun.
    failed = world.refused(Refused, name="chat-2", model_name="m", recreate="delete_first")
    assert ("ModelArts.6271" in str(failed.error), failed.actions) == (True, [])
    # Where nothing is to be replaced, how to do that does not matter.
    assert world.foretold(name="chat-2", rpm=61, recreate="delete_first").actions == ["UpdateEndpoint"]


@pytest.mark.parametrize("source", ["", None])
def test_what_is_shown_empty_is_not_known(source):
    world = MaasWorld(maas_served_model="absent", maas_unknown_members=True)
    real = world.once

    def emptied(call: Any) -> dict:
        answer = real(call)
        for item in answer.get("items") or ():
            item.update(served_model_name="", region="", infer_service_id=source, source=source)
        return answer

    world.once = emptied
    world.foretold(**CREATE, source="custom_from_maas")
    again = world.ok(**CREATE, source="custom_from_maas")
    assert not again.changed
    assert result.unverified_in(again.run.resource, again.run.desired, again.endpoint) == {
        "unverified": ["source", "model_name"]
    }
    # What can be read is cleared by an empty text as before.
    assert world.foretold(name="chat", description="").actions == ["UpdateEndpoint"]
    assert not world.ok(name="chat", description="").changed


def test_the_quota_is_told_with_its_numbers():
    world = MaasWorld(maas_quota=2)
    for name in ("a", "b"):
        world.ok(name=name, model_name="m")
    failed = world.refused(CallFailed, name="c", model_name="m")
    assert "The account has 2 of the 2 endpoints that it may have" in str(failed.error)


def test_a_list_that_is_not_whole_is_no_word_on_what_exists():
    world = MaasWorld(maas_items_cap=1)
    for name in ("a", "b"):
        world.service.perform(
            "CreateEndpoint",
            {"project_id": PROJECT},
            {"endpoint_name": name, "source": "custom_from_maas", "model_name": "m"},
        )
    failed = world.refused(CallFailed, name="c", model_name="m")
    assert (failed.error.code, failed.actions) == ("ListIncomplete", [])
    assert "shows 1 of 2 endpoints" in str(failed.error)


@pytest.mark.parametrize(
    ("shown", "same"),
    [
        ("DeepSeek-V3", True),
        ("deepseek-v3", True),
        ("MaaS DeepSeek-V3", True),
        ("DeepSeek-V3.1", False),
        ("DeepSeek-R1", False),
    ],
)
def test_the_model_is_told_by_the_name_under_which_it_is_served(shown, same):
    world = MaasWorld()
    world.ok(**CREATE)
    world.force("chat", model_name=shown)
    if same:
        assert not world.ok(**CREATE).changed
    else:
        assert f"model_name: found {shown!r}, expected 'DeepSeek-V3'" in str(world.refused(Refused, **CREATE).error)


def test_a_service_of_ones_own_is_fronted_and_what_the_list_keeps_to_itself_is_named():
    world = MaasWorld()
    own = {"source": "custom_from_modelarts_v2", "service_region": "cn-southwest-2", "infer_service_id": "s" * 32}
    world.foretold(name="own", **own)
    again = world.ok(name="own", **own)
    assert not again.changed
    assert result.unverified_in(again.run.resource, again.run.desired, again.endpoint) == {
        "unverified": ["service_region", "infer_service_id"]
    }
    assert "infer_service_id: missing" in str(
        MaasWorld().refused(BadInput, name="own", source="custom_from_modelarts_v2", service_region="r").error
    )
    assert "model_name: missing" in str(MaasWorld().refused(BadInput, name="own").error)


@pytest.mark.parametrize(
    ("declared", "places"),
    [
        ({"moderation": False}, ["moderation"]),
        ({"moderation": False, "agreement_id": AGREED}, []),
        ({"moderation": False, "accept_agreement": True}, []),
        ({"moderation": True}, []),
        ({"moderation": False, "state": "absent"}, []),
        ({"recreate": "delete_first"}, []),
        ({"recreate": "create_first"}, []),
        ({"source": "custom_from_maas", "infer_service_id": "x"}, ["infer_service_id"]),
        ({"source": "custom_from_modelarts_v2", "model_name": "x"}, ["model_name"]),
        ({"model_name": "x", "infer_service_id": "y"}, ["infer_service_id"]),
    ],
)
def test_what_a_declaration_says_against_itself(declared, places):
    found = argspec.contradictions({"state": "present", "recreate": "never", **declared}, MaasEndpoint)
    assert [sentence.partition(": ")[0] for sentence in found] == places


WORDS = {
    "running": (
        *("ACTIVE", "Activated", "Enable", "Enabled", "running", "Online", "normal", "AVAILABLE", "deployed"),
        *("Serving", "in service", "In-Service", "IN_SERVICE", "InService", "SUCCESS", "SUCCEEDED", " ready "),
        *("1", 1, True, "true", "启用", "运行中"),
    ),
    "stopped": (
        *("INACTIVE", "Deactivated", "Disable", "DISABLED", "stopped", "Offline", "closed", "unavailable"),
        *("undeployed", "not-deployed", "paused", "suspended", "0", 0, False, "false", "已停用"),
    ),
    "failed": ("FAILED", "error", "abnormal", "create_failed", "DeployFailed", "START FAILED", "异常"),
    "leaving": ("deleting", "Terminating"),
    "gone": ("DELETED", "removed"),
    # Settled, but neither one nor the other.
    "other": ("FROZEN", "trial_ended", "expired", "concerning", "欠费"),
    # Everything else is on its way, be it known to be or not.
    "changing": ("CREATING", "Deploying", "PENDING", "deploy_wait", "S_20", "-1", "2", "启动中", "unheard of"),
}


@pytest.mark.parametrize(("state", "word"), [(state, word) for state, words in WORDS.items() for word in words])
def test_words_of_status(state, word):
    resource = MaasEndpoint()
    attributes = resource.attributes({"id": "x", "status": word})
    assert resource.run_state(attributes) == state


@pytest.mark.parametrize("nothing", [{}, {"status": None}, {"status": ""}, {"status": " "}])
def test_no_status_tells_nothing(nothing):
    resource = MaasEndpoint()
    assert resource.run_state(resource.attributes({"id": "x", **nothing})) == "other"
    assert resource.run_state(None) == "gone"


@pytest.mark.parametrize(("word", "stopping"), [("STOPPING", True), ("Deactivating", True), ("deploying", False)])
def test_the_way_to_a_stop(word, stopping):
    assert MaasEndpoint().is_stopping({"status": word}) is stopping


@pytest.mark.parametrize("word", ["CREATING", "deploy_wait", "S_1"])
def test_what_is_on_its_way_is_waited_for_before_and_after(word):
    world = MaasWorld(maas_transient_status=word, maas_transient_seconds=20)
    assert world.ok(**CREATE, wait=False).endpoint["status"] == word
    began = world.time
    assert world.ok(name="chat", rpm=61).actions == ["UpdateEndpoint"]
    assert world.time - began > 15
    created = world.foretold(name="other", model_name="m")
    assert created.endpoint["status"] == "ACTIVE"


def test_words_that_nobody_knows_are_waited_for_and_told():
    world = MaasWorld(maas_status_words="unknown")
    created = world.refused(WaitFailed, **CREATE, wait_timeout=30)
    assert (created.actions, created.error.code) == (["CreateEndpoint"], "WaitTimeout")
    assert "its last status was 'S_20'" in str(created.error)
    # What it is does not matter where there is nothing to do.
    again = world.ok(**CREATE)
    assert (again.changed, again.calls, again.warnings) == (False, [LIST], [])
    assert not world.ok(**CREATE, recreate="delete_first").changed
    for wish in ({"rpm": 1}, {"state": "started"}, {"state": "stopped"}):
        failed = world.refused(WaitFailed, name="chat", wait_timeout=30, **wish)
        assert failed.actions == []
        assert "its last status was 'S_20'" in str(failed.error)
    # A creation that nobody waits for is over when it has been taken.
    assert world.ok(name="other", model_name="m", wait=False).endpoint["status"] == "S_20"


@pytest.mark.parametrize(
    ("state", "actions"),
    [
        ("started", ["CreateEndpoint", "ActivateEndpoint"]),
        ("stopped", ["CreateEndpoint", "DeactivateEndpoint"]),
        ("present", ["CreateEndpoint"]),
    ],
)
def test_where_the_status_tells_nothing_what_is_wanted_is_asked_for(state, actions):
    world = MaasWorld(maas_status_words="absent")
    outcome = world.ok(**CREATE, state=state)
    assert outcome.actions == actions
    assert world.only("chat")["enabled"] is (state != "stopped")


def test_a_name_taken_by_a_create_of_which_no_answer_came_is_that_creates():
    world = MaasWorld(maas_list_lag_seconds=15)
    world.gateway.faults.add({"kind": "reset", "action": "CreateEndpoint", "when": "after", "count": 1})
    outcome = world.ok(**CREATE, wait_timeout=120)
    assert outcome.actions == ["CreateEndpoint"]
    assert outcome.run.endpoint_id == world.only("chat")["id"]
