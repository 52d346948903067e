# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of one endpoint, told as tasks and the calls that each of them makes."""

from __future__ import annotations

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine import driver
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    Ambiguous,
    BadInput,
    NotConverged,
    NotFound,
    Refused,
    WaitFailed,
    WrongState,
)

from ..support.world import MODEL, OTHER_MODEL, World

CREATE = {"name": "chat", "model_reference": MODEL}
FULL = {
    **CREATE,
    "description": "for the shop",
    "rate_limit": {"rpm": 10, "tpm": 1000},
    "moderation": {"strategy": "Basic"},
    "tags": [{"key": "team", "value": "shop"}, {"key": "env", "value": "prod"}],
}
ANOTHER_MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}


@pytest.fixture
def world() -> World:
    return World()


def made(**switches) -> World:
    """A world in which the full endpoint ``chat`` is running."""
    world = World(**switches)
    world.ok(**FULL)
    return world


def writes(world: World, **options) -> list[str]:
    """What a task that must succeed, and in check mode says so, writes."""
    outcome = world.foretold(**options)
    assert outcome.error is None
    return outcome.actions


def brief(calls: list[str]) -> list[str]:
    """Calls with repetitions in a row told once: how often one polls is no part of the story."""
    return [call for number, call in enumerate(calls) if number == 0 or call != calls[number - 1]]


# --- creating


def test_create_looks_first_then_waits_then_sees_itself_listed(world):
    outcome = world.ok(**CREATE)
    assert brief(outcome.calls) == ["ListEndpoints", "CreateEndpoint", "GetEndpoint", "ListEndpoints"]
    assert outcome.changed
    assert outcome.actions == world.effects() == ["CreateEndpoint"]
    assert outcome.endpoint["status"] == "Running"
    assert outcome.endpoint["project_name"] == "default"
    assert outcome.run.endpoint_id == outcome.endpoint["endpoint_id"] == outcome.endpoint["id"]
    assert outcome.diff == {
        "before": {},
        "after": {"name": "chat", "project_name": "default", "model_reference": MODEL, "run_state": "running"},
    }


def test_create_sends_what_is_declared_and_nothing_else(world):
    world.ok(name="chat", model_reference=MODEL, rate_limit={"rpm": 3}, tags=[], description="")
    (sent,) = [entry["body"] for entry in world.log if entry["action"] == "CreateEndpoint"]
    assert sent == {
        "Name": "chat",
        "ProjectName": "default",
        "ModelReference": {"FoundationModel": {"Name": "doubao-1-5-thinking-pro", "ModelVersion": "250428"}},
        "RateLimit": {"Rpm": 3},
    }


def test_create_in_check_mode_foretells_the_endpoint(world):
    outcome = world.foretold(**FULL)
    assert outcome.actions == ["CreateEndpoint"]
    check = world.task(check_mode=True, name="other", model_reference=MODEL)
    assert check.run.endpoint_id is None
    assert check.endpoint["name"] == "other"
    assert check.endpoint["status"] == "Running"
    assert check.endpoint["create_time"] is None


def test_create_without_waiting_is_seen_once_and_listed(world):
    outcome = world.ok(wait=False, **CREATE)
    assert outcome.calls == ["ListEndpoints", "CreateEndpoint", "GetEndpoint", "ListEndpoints"]
    assert outcome.endpoint["status"] == "Scheduling"


def test_create_stopped_starts_it_first_because_the_service_does(world):
    outcome = world.foretold(state="stopped", **CREATE)
    assert outcome.actions == world.effects() == ["CreateEndpoint", "StopEndpoint"]
    assert outcome.endpoint["status"] == "Stopped"


def test_create_that_fails_to_start_tells_the_servers_reason():
    world = World(start_outcome="failed")
    outcome = world.refused(WaitFailed, **CREATE)
    assert outcome.actions == ["CreateEndpoint"]
    assert outcome.error.code == "EndpointFailed"
    assert "The model instance could not be started." in str(outcome.error)
    assert world.time < 1_767_323_045.0 + 10


def test_a_create_that_fails_is_seen_listed_all_the_same_so_that_the_next_run_finds_it():
    world = World(start_outcome="failed", list_lag_seconds=4)
    world.refused(WaitFailed, **CREATE)
    outcome = world.ok(**CREATE)
    assert outcome.actions == []
    assert "could not be started" in outcome.warnings[0]
    assert world.only("chat")["Status"] == "Failed"


def test_create_without_a_model_names_what_is_missing(world):
    outcome = world.foretold(name="chat")
    assert isinstance(outcome.error, BadInput)
    (sentence,) = outcome.error.errors
    assert sentence.startswith("model_reference: missing; endpoint 'chat' in project")
    assert sentence.endswith("does not exist, and creating it needs this")
    assert outcome.calls == ["ListEndpoints"]


def test_a_name_is_a_name_within_its_project(world):
    world.ok(project_name="a", **CREATE)
    world.ok(project_name="b", **CREATE)
    world.ok(**CREATE)
    assert sorted(one["ProjectName"] for one in world.endpoints("chat")) == ["a", "b", "default"]
    assert not world.ok(project_name="a", **CREATE).changed


def test_a_name_is_matched_exactly_whatever_the_filter_does():
    world = World(name_filter="case_insensitive")
    world.ok(name="Chat", model_reference=MODEL)
    world.ok(name="chat-2", model_reference=MODEL)
    assert world.ok(**CREATE).actions == ["CreateEndpoint"]
    assert not world.ok(**CREATE).changed


def test_text_of_any_script_passes_unharmed(world):
    declared = {"name": "聊天 – čaj ☕", "description": "描述\n«quoted» \\ 𝔘", "model_reference": MODEL}
    world.ok(**declared)
    assert world.only(declared["name"])["Description"] == declared["description"]
    assert not world.ok(**declared).changed


# --- nothing to do


def test_unchanged_by_name_costs_one_list_and_one_read():
    world = made()
    outcome = world.foretold(**FULL)
    assert outcome.calls == ["ListEndpoints", "GetEndpoint"]
    assert not outcome.changed
    assert outcome.diff["before"] == outcome.diff["after"]


def test_unchanged_by_id_costs_one_read():
    world = made()
    outcome = world.foretold(**FULL, endpoint_id=world.only("chat")["Id"])
    assert outcome.calls == ["GetEndpoint"]
    assert not outcome.changed


def test_an_id_alone_manages_nothing():
    world = made(unknown_members=True)
    outcome = world.ok(endpoint_id=world.only("chat")["Id"])
    assert outcome.actions == []
    assert outcome.endpoint["description"] == "for the shop"


def test_an_id_that_does_not_exist_is_refused_and_told_how_to_create(world):
    outcome = world.refused(NotFound, endpoint_id="ep-20260101000000-abcde", **CREATE)
    assert outcome.calls == ["GetEndpoint"]
    assert "leave endpoint_id out" in str(outcome.error)


def test_a_deleted_record_is_no_endpoint():
    world = World(deleted_record="kept", deleted_record_seconds=1e6)
    endpoint_id = world.ok(**CREATE).run.endpoint_id
    assert world.ok(state="absent", **CREATE).endpoint is None
    assert not world.ok(state="absent", **CREATE).changed
    assert not world.ok(state="absent", endpoint_id=endpoint_id).changed
    outcome = world.refused(NotFound, endpoint_id=endpoint_id, description="x")
    assert outcome.error.code == "EndpointDeleted"
    assert world.ok(**CREATE).actions == ["CreateEndpoint"]
    assert world.only("chat")["Id"] != endpoint_id


# --- changing in place


CHANGES = {
    "description": ({"description": "new"}, {"Description": "new"}),
    "description cleared": ({"description": ""}, {"Description": None}),
    "both limits": ({"rate_limit": {"rpm": 1, "tpm": 2}}, {"RateLimit": {"Rpm": 1, "Tpm": 2}}),
    "one limit": ({"rate_limit": {"rpm": 7}}, {"RateLimit": {"Rpm": 7, "Tpm": 1000}}),
    "other limit": ({"rate_limit": {"tpm": 7}}, {"RateLimit": {"Rpm": 10, "Tpm": 7}}),
    "limit of zero": ({"rate_limit": {"tpm": 0}}, {"RateLimit": {"Rpm": 10, "Tpm": 0}}),
    "moderation": ({"moderation": {"strategy": "Skip"}}, {"Moderation": {"Strategy": "Skip"}}),
    "tags replaced": ({"tags": [{"key": "a", "value": "1"}]}, {"Tags": {"a": "1"}}),
    "tags cleared": ({"tags": []}, {"Tags": {}}),
    "tags added": (
        {"tags": [{"key": "a", "value": "1"}], "purge_tags": False},
        {"Tags": {"a": "1", "team": "shop", "env": "prod"}},
    ),
    "tag changed": (
        {"tags": [{"key": "env", "value": "test"}], "purge_tags": False},
        {"Tags": {"team": "shop", "env": "test"}},
    ),
    "several": (
        {"description": "x", "rate_limit": {"rpm": 1}, "tags": []},
        {"Description": "x", "RateLimit": {"Rpm": 1, "Tpm": 1000}, "Tags": {}},
    ),
}


def truth(world: World) -> dict:
    """The managed members of ``chat`` in a form in which order and system tags do not matter."""
    one = dict(world.only("chat"))
    one["Tags"] = {tag["Key"]: tag["Value"] for tag in one.get("Tags", []) if not tag["Key"].startswith("sys:")}
    return {member: value for member, value in one.items() if member not in ("UpdateTime", "Id", "CreateTime")}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_one_update_of_that_attribute_alone(what):
    declared, expected = CHANGES[what]
    world = made()
    before = truth(world)
    outcome = world.foretold(name="chat", **declared)
    assert brief(outcome.calls) == ["ListEndpoints", "GetEndpoint", "UpdateEndpoint", "GetEndpoint"]
    assert outcome.actions == ["UpdateEndpoint"]
    wanted = {**before, **{member: value for member, value in expected.items() if value is not None}}
    for member, value in expected.items():
        if value is None:
            wanted.pop(member)
    assert truth(world) == wanted
    assert not world.foretold(name="chat", **declared).changed


@pytest.mark.parametrize("what", ["tags order", "tag without value", "purge_tags false", "system tags"])
def test_tags_that_say_the_same_are_no_change(what):
    world = made()
    declared = {
        "tags order": {"tags": FULL["tags"][::-1]},
        "tag without value": {"tags": [*FULL["tags"], {"key": "bare", "value": ""}]},
        "purge_tags false": {"tags": FULL["tags"][:1], "purge_tags": False},
        "system tags": {"tags": FULL["tags"]},
    }[what]
    world.ok(name="chat", **declared)
    assert not world.foretold(name="chat", **declared).changed
    assert world.ok(name="chat").endpoint["system_tags"] == [
        {"key": "sys:ark:createdBy", "value": "IAMUser/1000000001/sandbox"}
    ]


def test_rename_by_id_keeps_the_endpoint_and_waits_for_the_list():
    world = made(list_lag_seconds=3, lag_scope="writes")
    world.settle()
    endpoint_id = world.only("chat")["Id"]
    outcome = world.foretold(endpoint_id=endpoint_id, name="talk")
    assert brief(outcome.calls) == ["GetEndpoint", "UpdateEndpoint", "GetEndpoint", "ListEndpoints"]
    assert world.only("talk")["Id"] == endpoint_id
    assert not world.ok(name="talk", model_reference=MODEL).changed
    assert world.ok(name="chat", state="absent").actions == []


def test_an_update_that_the_server_takes_but_does_not_apply_fails_and_says_what():
    world = made(update_tags="ignored")
    outcome = world.refused(NotConverged, name="chat", tags=[], description="new")
    assert "tags: found" in str(outcome.error)
    assert "description" not in str(outcome.error)
    assert outcome.actions == ["UpdateEndpoint"]
    again = world.refused(NotConverged, name="chat", tags=[], description="new")
    assert not again.changed


def test_a_moderation_that_is_not_applied_fails_and_is_no_change():
    world = made(update_moderation="ignored")
    outcome = world.refused(NotConverged, name="chat", moderation={"strategy": "Skip"})
    assert "moderation.strategy: found 'Basic', expected 'Skip'" in str(outcome.error)
    assert not outcome.changed


def test_a_create_that_drops_an_attribute_fails_and_says_which():
    world = World(create_moderation="ignored")
    outcome = world.refused(NotConverged, **FULL)
    assert outcome.actions == ["CreateEndpoint"]
    assert outcome.changed
    assert world.ok(**FULL).actions == ["UpdateEndpoint"]


def test_a_wait_timeout_below_the_lag_fails_without_claiming_what_it_cannot_know():
    world = made()
    world.service.switches.change({"read_lag_seconds": 4, "lag_scope": "writes"})
    outcome = world.refused(WaitFailed, name="chat", description="new", wait_timeout=1)
    assert outcome.error.code == "WaitTimeout"
    assert "description: found 'for the shop', expected 'new'" in str(outcome.error)
    assert outcome.actions == ["UpdateEndpoint"]
    outcome = world.refused(WaitFailed, name="talk", model_reference=MODEL, wait_timeout=1)
    assert outcome.error.code == "WaitTimeout"
    assert "never seen" in str(outcome.error)
    assert outcome.actions == ["CreateEndpoint"]
    world.settle()
    assert not world.ok(name="talk", model_reference=MODEL, wait_timeout=1).changed


def test_an_update_refused_because_stopped_starts_nothing():
    world = made(update_stopped="refused")
    world.ok(name="chat", state="stopped")
    outcome = world.refused(WrongState, name="chat", description="new")
    assert outcome.actions == []
    assert "The endpoint's status is 'Stopped'" in str(outcome.error)
    assert truth(world)["Status"] == "Stopped"
    assert writes(world, name="chat", state="started", description="new") == ["StartEndpoint", "UpdateEndpoint"]


def test_an_update_under_way_is_waited_for():
    world = made(updating_status="Updating", update_seconds=3)
    outcome = world.foretold(name="chat", description="new")
    assert outcome.endpoint["status"] == "Running"
    assert world.ok(name="chat", description="newer", wait=False).endpoint["status"] == "Updating"


def test_unknown_members_are_kept_in_snake_case():
    world = made(unknown_members=True)
    endpoint = world.ok(name="chat").endpoint
    assert endpoint["is_aicc"] is False
    assert endpoint["intelligent_router"] == {
        "strategy": "Balanced",
        "candidate_sets": [{"model_name": "x", "weight_pca": 1}],
    }
    assert endpoint["rate_limit"] == {"rpm": 10, "tpm": 1000, "ipm": 0}
    assert writes(world, name="chat", rate_limit={"rpm": 2}) == ["UpdateEndpoint"]


def test_members_that_the_server_leaves_out_are_null():
    world = World(get_newer_members="absent")
    endpoint = world.ok(**CREATE).endpoint
    unsent = ("description", "moderation", "rate_limit", "batch_only", "rolling_id", "scale_tier_id", "status_reason")
    assert {name: endpoint[name] for name in unsent} == dict.fromkeys(unsent)
    assert endpoint["tags"] == []


# --- run state


def test_stop_and_start():
    world = made()
    outcome = world.foretold(name="chat", state="stopped")
    assert brief(outcome.calls) == ["ListEndpoints", "GetEndpoint", "StopEndpoint", "GetEndpoint"]
    assert outcome.diff["before"]["run_state"] == "running"
    assert outcome.diff["after"]["run_state"] == "stopped"
    assert outcome.endpoint["status"] == "Stopped"
    assert not world.foretold(name="chat", state="stopped").changed
    assert not world.foretold(name="chat", state="present").changed
    assert writes(world, name="chat", state="started") == ["StartEndpoint"]
    assert truth(world)["Status"] == "Running"
    assert not world.foretold(name="chat", state="started").changed


def test_changing_and_stopping_changes_first():
    world = made()
    assert writes(world, name="chat", state="stopped", description="x") == ["UpdateEndpoint", "StopEndpoint"]


def test_not_waiting_sees_it_on_its_way():
    world = made(stop_seconds=5)
    outcome = world.ok(name="chat", state="stopped", wait=False)
    assert outcome.endpoint["status"] == "Stopping"
    assert outcome.calls == ["ListEndpoints", "GetEndpoint", "StopEndpoint", "GetEndpoint"]


@pytest.mark.parametrize("word", ["Scheduling", "Pending", "Wobbling"])
def test_an_endpoint_on_its_way_is_waited_for_before_it_is_changed(word):
    world = made(
        stop_seconds=0, start_seconds=20, starting_status=word, wrong_state_code="OperationDenied.InvalidState"
    )
    world.ok(name="chat", state="stopped")
    world.ok(name="chat", state="started", wait=False)
    outcome = world.foretold(name="chat", description="new")
    assert outcome.actions == ["UpdateEndpoint"]
    assert outcome.diff["before"]["run_state"] == "running"


def test_an_endpoint_on_its_way_to_what_is_wanted_needs_nothing():
    world = made(stop_seconds=20)
    world.ok(name="chat", state="stopped", wait=False)
    outcome = world.foretold(name="chat", state="stopped")
    assert outcome.actions == []
    assert outcome.endpoint["status"] == "Stopped"


def test_an_endpoint_that_stays_on_its_way_is_named_with_its_last_status():
    world = made()
    world.force("chat", Status="Wobbling")
    outcome = world.refused(WaitFailed, name="chat", description="new", wait_timeout=30)
    assert outcome.error.code == "WaitTimeout"
    assert "last status was 'Wobbling'" in str(outcome.error)
    assert "30 s" in str(outcome.error)
    assert outcome.actions == []


def test_a_stop_that_takes_too_long_is_named_with_its_last_status():
    world = made(stop_seconds=100)
    outcome = world.refused(WaitFailed, name="chat", state="stopped", wait_timeout=3)
    assert outcome.actions == ["StopEndpoint"]
    assert "last status was 'Stopping'" in str(outcome.error)


def test_present_on_a_failed_endpoint_applies_what_differs_and_warns():
    world = made()
    world.force("chat", Status="Failed", StatusReason="no capacity")
    outcome = world.foretold(name="chat", description="new")
    assert outcome.actions == ["UpdateEndpoint"]
    assert "no capacity" in outcome.warnings[0]
    outcome = world.foretold(name="chat", description="new")
    assert not outcome.changed
    assert "no capacity" in outcome.warnings[0]


def test_started_on_a_failed_endpoint_tries_one_start():
    world = made()
    world.force("chat", Status="Abnormal")
    assert writes(world, name="chat", state="started") == ["StartEndpoint"]
    world.force("chat", Status="Failed")
    world.service.switches.change({"start_outcome": "failed"})
    outcome = world.refused(WaitFailed, name="chat", state="started")
    assert outcome.actions == ["StartEndpoint"]
    assert outcome.error.code == "EndpointFailed"


@pytest.mark.parametrize("shown", ["unchanged", "none", "Scheduling"])
def test_the_failure_from_before_a_start_is_not_its_outcome(shown):
    world = made(starting_status=shown, start_seconds=4)
    world.force("chat", Status="Failed")
    world.time += 60
    assert writes(world, name="chat", state="started") == ["StartEndpoint"]


def test_stopped_on_a_failed_endpoint_stops_it():
    world = made(stopping_status="unchanged", stop_seconds=4)
    world.force("chat", Status="Failed")
    assert writes(world, name="chat", state="stopped") == ["StopEndpoint"]


# --- deleting


def test_absent_stops_then_deletes_then_waits():
    world = made()
    endpoint_id = world.only("chat")["Id"]
    outcome = world.foretold(name="chat", state="absent")
    assert brief(outcome.calls) == [
        *["ListEndpoints", "GetEndpoint", "StopEndpoint", "GetEndpoint", "DeleteEndpoint", "GetEndpoint"]
    ]
    assert outcome.endpoint is None
    assert outcome.run.endpoint_id == endpoint_id
    assert outcome.diff["after"] == {}
    assert world.endpoints() == []
    assert world.foretold(name="chat", state="absent").calls == ["ListEndpoints"]
    assert world.foretold(endpoint_id=endpoint_id, state="absent").calls == ["GetEndpoint"]


@pytest.mark.parametrize("delete_running", ["allowed", "refused"])
def test_absent_from_stopped_deletes_directly(delete_running):
    world = made(delete_running=delete_running)
    world.ok(name="chat", state="stopped")
    assert writes(world, name="chat", state="absent") == ["DeleteEndpoint"]


def test_absent_from_failed_deletes_directly_or_stops_after_all():
    world = made()
    world.force("chat", Status="Failed")
    assert writes(world, name="chat", state="absent") == ["DeleteEndpoint"]
    world = made(delete_failed="refused")
    world.force("chat", Status="Failed")
    assert world.ok(name="chat", state="absent").actions == ["StopEndpoint", "DeleteEndpoint"]
    assert world.endpoints() == []


@pytest.mark.parametrize("stop", ["refused", "accepted"])
@pytest.mark.parametrize("delete", ["refused", "allowed"])
@pytest.mark.parametrize("way", ["starting", "stopping"])
def test_absent_from_on_the_way(way, stop, delete):
    world = made(stop_transitional=stop, delete_transitional=delete, start_seconds=7, stop_seconds=7)
    world.ok(name="chat", state="stopped", wait=way == "starting")
    if way == "starting":
        world.ok(name="chat", state="started", wait=False)
    effects = len(world.effects())
    outcome = world.ok(name="chat", state="absent")
    assert world.endpoints() == []
    assert outcome.actions == world.effects()[effects:]


def test_absent_of_one_that_is_leaving_waits_and_changes_nothing():
    world = made(delete_seconds=5)
    world.ok(name="chat", state="absent", wait=False)
    assert world.ok(name="chat", state="absent", wait=False).endpoint["status"] == "Deleting"
    outcome = world.foretold(name="chat", state="absent")
    assert not outcome.changed
    assert outcome.endpoint is None


def test_a_name_on_its_way_out_is_waited_for_before_it_is_given_again():
    world = made(delete_seconds=5, names_unique="project")
    old = world.only("chat")["Id"]
    world.ok(name="chat", state="absent", wait=False)
    assert world.foretold(**FULL).actions == ["CreateEndpoint"]
    assert world.only("chat")["Id"] != old


def test_a_list_that_goes_on_showing_one_that_has_left_is_only_late():
    world = made(delete_seconds=2, list_lag_seconds=1000, lag_scope="writes")
    world.settle()
    world.ok(name="chat", state="stopped")
    world.time += 1000
    world.ok(name="chat", state="absent", wait=False)
    world.time += 1
    outcome = world.task(name="chat", state="absent", wait_timeout=30)
    assert outcome.error is None
    assert world.endpoints() == []


def test_an_id_on_its_way_out_is_waited_for_and_then_missed():
    world = made(delete_seconds=5)
    endpoint_id = world.only("chat")["Id"]
    world.ok(name="chat", state="absent", wait=False)
    world.refused(NotFound, endpoint_id=endpoint_id, description="x")


# --- ambiguity


def test_a_name_that_several_bear_is_refused_with_what_tells_them_apart():
    world = World()
    first = world.ok(**CREATE).run.endpoint_id
    second = world.ok(name="other", model_reference=OTHER_MODEL).run.endpoint_id
    world.ok(endpoint_id=second, name="chat")
    for state in ("present", "started", "stopped", "absent"):
        outcome = world.foretold(name="chat", state=state)
        assert isinstance(outcome.error, Ambiguous)
        assert outcome.actions == []
        assert [one["endpoint_id"] for one in outcome.error.candidates] == [first, second]
        for text in (first, second, "default", "250428", "250715", "2026-01-02T03:04:05Z", "endpoint_id"):
            assert text in str(outcome.error)
    assert world.ok(endpoint_id=second, state="absent").changed
    assert not world.ok(**CREATE).changed


# --- what cannot be changed in place


def test_another_model_is_refused_with_both_values():
    world = made()
    outcome = world.foretold(**{**FULL, "model_reference": OTHER_MODEL})
    assert isinstance(outcome.error, Refused)
    assert "model_reference.foundation_model.model_version: found '250428', expected '250715'" in str(outcome.error)
    assert outcome.actions == []


RECREATIONS = {
    ("create_first", "running"): ["CreateEndpoint", "StopEndpoint", "DeleteEndpoint"],
    ("delete_first", "running"): ["StopEndpoint", "DeleteEndpoint", "CreateEndpoint"],
    ("create_first", "stopped"): ["CreateEndpoint", "StopEndpoint", "DeleteEndpoint"],
    ("delete_first", "stopped"): ["DeleteEndpoint", "CreateEndpoint", "StopEndpoint"],
}


@pytest.mark.parametrize(("recreate", "state"), RECREATIONS)
def test_a_recreate_carries_over_all_that_is_not_mentioned(recreate, state):
    world = made()
    if state == "stopped":
        world.ok(name="chat", state="stopped")
    old, before = world.only("chat")["Id"], truth(world)
    wish = {"name": "chat", "model_reference": OTHER_MODEL, "recreate": recreate, "rate_limit": {"tpm": 5}}
    outcome = world.foretold(**wish)
    assert outcome.actions == RECREATIONS[recreate, state]
    after = truth(world)
    assert world.only("chat")["Id"] == outcome.run.endpoint_id == outcome.endpoint["endpoint_id"]
    assert outcome.run.previous_id == old != outcome.run.endpoint_id
    assert after == {
        **before,
        "ModelReference": {"FoundationModel": {"Name": "doubao-1-5-thinking-pro", "ModelVersion": "250715"}},
        "RateLimit": {"Rpm": 10, "Tpm": 5},
    }
    assert not world.foretold(**wish).changed


@pytest.mark.parametrize("recreate", ["create_first", "delete_first"])
def test_a_recreate_of_a_stopped_endpoint_starts_it_only_if_asked(recreate):
    world = made()
    world.ok(name="chat", state="stopped")
    world.foretold(name="chat", model_reference=OTHER_MODEL, recreate=recreate, state="started")
    assert truth(world)["Status"] == "Running"


def test_a_successor_that_cannot_start_leaves_the_old_one_and_says_so():
    world = made(start_outcome="running")
    old = world.only("chat")["Id"]
    world.service.switches.change({"start_outcome": "failed"})
    outcome = world.refused(WaitFailed, name="chat", model_reference=OTHER_MODEL, recreate="create_first")
    assert outcome.actions == ["CreateEndpoint"]
    new = outcome.run.endpoint_id
    assert {one["Id"] for one in world.endpoints("chat")} == {old, new}
    assert old in str(outcome.error)
    assert new in str(outcome.error)


def test_a_create_that_fails_after_the_deletion_tells_what_is_needed_to_repeat_it():
    world = made()
    world.service.switches.change({"max_endpoints": 1, "quota_answer": "QuotaExceeded/403"})
    world.ok(name="chat", state="stopped")
    world.gateway.faults.add({"kind": "error", "status": 403, "code": "QuotaExceeded", "action": "CreateEndpoint"})
    outcome = world.task(name="chat", model_reference=OTHER_MODEL, recreate="delete_first")
    assert outcome.actions == ["DeleteEndpoint"]
    assert "for the shop" in str(outcome.error)
    assert "deleted already" in str(outcome.error)


# --- certificate


@pytest.mark.parametrize("absence", ["not_found", "empty", "empty_members", "denied"])
def test_a_certificate_that_is_not_there_is_null(absence):
    world = made(certificate="none", certificate_absence=absence)
    endpoint = world.ok(name="chat").endpoint
    assert endpoint["certificate"] is None
    assert driver.drive(world.resource.read_extra("certificate", endpoint), world.perform) is None


def test_a_certificate_is_read_under_the_names_of_the_other_tools():
    world = made()
    endpoint = world.ok(name="chat").endpoint
    certificate = driver.drive(world.resource.read_extra("certificate", endpoint), world.perform)
    assert certificate["pca_host"] == f"{endpoint['id']}.ark.sandbox.invalid"
    assert certificate["pca_sub_ca_certificate"].startswith("-----BEGIN CERTIFICATE-----")
    assert certificate["not_after"] - certificate["not_before"] == 365 * 24 * 3600


def test_a_create_that_is_refused_for_a_state_says_what_the_server_says():
    world = World()
    retiring = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "240101"}}
    outcome = world.refused(WrongState, name="a", model_reference=retiring)
    assert "Version 240101 of doubao-1-5-pro-32k is retiring" in str(outcome.error)
    assert (outcome.actions, world.endpoints()) == ([], [])
