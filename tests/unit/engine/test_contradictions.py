# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server whose replicas disagree: what one call says, another denies, for a while or for good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    Ambiguous,
    NotFound,
    Unclear,
    WaitFailed,
    WrongState,
)

from ..support.world import MODEL, OTHER_MODEL, World

CREATE = {"name": "chat", "model_reference": MODEL}


class Fickle(World):
    """A world in which a call may be answered by ``says`` instead: it returns a result, raises, or gives None."""

    says: Callable[[Call], dict | None] | None = None

    def once(self, call: Call) -> dict:
        answer = None if self.says is None else self.says(call)
        if answer is None:
            return super().once(call)
        self.time += self.latency
        return answer

    def deny(self, *actions: str, seconds: float = float("inf"), kind: type[NotFound | WrongState] = NotFound) -> None:
        """These actions answer for so long that there is no such endpoint, or that its state forbids them."""
        until = self.time + seconds

        def says(call: Call) -> None:
            if call.action in actions and self.time < until:
                self.time += self.latency
                raise kind(f"{call.action}: denied", action=call.action, code="Denied", status=404)

        self.says = says

    def freeze_list(self, seconds: float = float("inf")) -> None:
        """The list shows for so long what it shows now."""
        until, shown = self.time + seconds, super().once(Call("ListEndpoints", {"PageSize": 100}))
        self.says = lambda call: shown if call.action == "ListEndpoints" and self.time < until else None


@pytest.fixture
def world() -> Fickle:
    world = Fickle()
    world.ok(**CREATE)
    world.settle()
    return world


def done(world: World, **options: Any) -> list[str]:
    """What a task that must succeed has done, by its report and by the service's."""
    effects = len(world.effects())
    outcome = world.ok(**options)
    assert outcome.actions == world.effects()[effects:]
    return outcome.actions


@pytest.mark.parametrize("seconds", [1, 5])
def test_absent_does_not_take_a_late_read_for_absence(world, seconds):
    world.deny("GetEndpoint", seconds=seconds)
    done(world, name="chat", state="absent")
    assert world.endpoints() == []


def test_absent_believes_the_read_when_the_list_never_catches_up(world):
    world.freeze_list()
    assert done(world, name="chat", state="absent") == ["StopEndpoint", "DeleteEndpoint"]
    assert done(world, name="chat", state="absent") == []


@pytest.mark.parametrize("seconds", [1, 5, 20])
def test_a_create_waits_until_the_list_no_longer_shows_the_deleted_one(world, seconds):
    world.freeze_list(seconds)
    done(world, name="chat", state="absent")
    assert done(world, **CREATE) == ["CreateEndpoint"]
    assert len(world.endpoints()) == 1


def test_a_list_that_shows_for_good_what_no_read_confirms_stops_a_create(world):
    world.freeze_list()
    done(world, name="chat", state="absent")
    outcome = world.refused(WaitFailed, **CREATE)
    assert outcome.error.code == "InconsistentReads"
    assert "use endpoint_id" in str(outcome.error)
    assert world.endpoints() == []


def test_a_create_that_the_list_never_shows_warns(world):
    world.freeze_list()
    outcome = world.ok(name="talk", model_reference=MODEL)
    assert "does not show" in outcome.warnings[0]


def test_two_of_a_name_of_which_one_is_read_late_are_still_ambiguous(world):
    second = world.ok(name="talk", model_reference=OTHER_MODEL).run.endpoint_id
    world.ok(endpoint_id=second, name="chat")
    until = world.time + 4

    def says(call: Call) -> None:
        if call.action == "GetEndpoint" and call.subject == second and world.time < until:
            world.time += world.latency
            raise NotFound("late", action="GetEndpoint", code="NotFound.Endpoint", status=404)

    world.says = says
    world.refused(Ambiguous, name="chat", description="x")


def test_two_of_a_name_of_which_one_has_gone_are_one(world):
    second = world.ok(name="talk", model_reference=OTHER_MODEL).run.endpoint_id
    world.ok(endpoint_id=second, name="chat")
    world.freeze_list()
    world.ok(endpoint_id=second, state="absent")
    assert done(world, name="chat", description="x") == ["UpdateEndpoint"]


@pytest.mark.parametrize("action", ["StopEndpoint", "DeleteEndpoint"])
def test_a_deletion_that_finds_nothing_while_a_read_does_is_tried_again(world, action):
    world.deny(action, seconds=4)
    world.ok(name="chat", state="absent")
    assert world.endpoints() == []


def test_a_deletion_that_never_finds_what_a_read_shows_fails(world):
    world.ok(name="chat", state="stopped")
    world.deny("DeleteEndpoint")
    outcome = world.refused(NotFound, name="chat", state="absent")
    assert outcome.actions == []
    assert "status is 'Stopped'" in str(outcome.error)


@pytest.mark.parametrize("stop_stopped", ["error", "noop"])
def test_a_deletion_refused_for_good_fails_soon_and_says_in_which_state(stop_stopped):
    world = Fickle(stop_stopped=stop_stopped)
    world.ok(state="stopped", **CREATE)
    world.deny("DeleteEndpoint", kind=WrongState)
    start = world.time
    outcome = world.refused(WrongState, name="chat", state="absent", wait_timeout=600)
    assert "status is 'Stopped'" in str(outcome.error)
    assert world.time - start < 30


@pytest.mark.parametrize(
    ("action", "options"),
    [
        ("StopEndpoint", {"state": "stopped"}),
        ("UpdateEndpoint", {"description": "x"}),
        ("StopEndpoint", {"state": "absent"}),
    ],
)
def test_a_refusal_for_good_fails_soon_and_changes_nothing(world, action, options):
    world.deny(action, kind=WrongState)
    start = world.time
    outcome = world.refused(WrongState, name="chat", wait_timeout=600, **options)
    assert outcome.actions == []
    assert "The endpoint's status is 'Running'" in str(outcome.error)
    assert world.time - start < 30
    assert world.only("chat")["Status"] == "Running"


@pytest.mark.parametrize(
    ("verb", "before", "state"), [("stopped", "started", "Stopped"), ("started", "stopped", "Running")]
)
def test_somebody_else_was_quicker(verb, before, state):
    """The state read is old: the service has the wanted one already, and refuses to be asked for it."""
    world = Fickle(read_lag_seconds=4, lag_scope="writes")
    endpoint_id = world.ok(state=before, **CREATE).run.endpoint_id
    world.settle()
    world.service.perform("StopEndpoint" if verb == "stopped" else "StartEndpoint", {"Id": endpoint_id})
    world.time += 1
    outcome = world.ok(name="chat", state=verb)
    assert outcome.actions == []
    assert outcome.endpoint["status"] == state


def test_a_stop_accepted_without_effect_is_no_success():
    world = Fickle()
    world.ok(**CREATE)
    world.says = lambda call: {} if call.action == "StopEndpoint" else None
    outcome = world.refused(WaitFailed, name="chat", state="stopped", wait_timeout=30)
    assert outcome.error.code == "WaitTimeout"
    assert "last status was 'Running'" in str(outcome.error)


def test_a_create_accepted_without_an_id_is_looked_for():
    world = Fickle(list_lag_seconds=4)

    def says(call: Call) -> dict | None:
        return {} if call.action == "CreateEndpoint" and World.once(world, call) else None

    world.says = says
    assert done(world, **CREATE) == ["CreateEndpoint"]
    assert len(world.endpoints()) == 1


def test_an_endpoint_that_vanishes_while_it_is_waited_for_is_created_without_a_predecessor(world):
    world.force("chat", Status="Wobbling")

    vanishes = world.time + 10

    def says(call: Call) -> None:
        if world.time >= vanishes:
            world.service.endpoints.clear()
            world.says = None

    world.says = says
    outcome = world.ok(**CREATE, description="new")
    assert outcome.actions == ["CreateEndpoint"]
    assert outcome.run.previous_id is None


def test_a_stop_that_has_been_done_is_not_done_again_for_a_deletion_that_is_refused():
    world = Fickle(stop_stopped="noop")
    world.ok(**CREATE)
    world.deny("DeleteEndpoint", kind=WrongState)
    outcome = world.refused(WrongState, name="chat", state="absent")
    assert outcome.actions == ["StopEndpoint"]


def test_an_old_failure_that_a_late_read_shows_again_is_not_the_outcome_of_a_start(world):
    endpoint_id = world.ok(name="chat").endpoint["endpoint_id"]
    world.service.force(endpoint_id, {"Status": "Failed", "StatusReason": "old"})
    old = World.once(world, Call("GetEndpoint", {"Id": endpoint_id}))
    reads = []

    def says(call: Call) -> dict | None:
        if call.action == "StartEndpoint":
            reads.clear()
        if call.action == "GetEndpoint":
            reads.append(call)
        return old if call.action == "GetEndpoint" and len(reads) == 2 else None

    world.says = says
    assert done(world, name="chat", state="started") == ["StartEndpoint"]
    assert len(reads) > 2


def test_an_update_that_a_late_read_does_not_show_yet_is_waited_for_all_the_same():
    world = Fickle(updating_status="Updating", update_seconds=30)
    world.ok(**CREATE)
    world.settle()
    old = World.once(world, Call("GetEndpoint", {"Id": world.only("chat")["Id"]}))
    late = iter([old])

    def says(call: Call) -> dict | None:
        updated = "UpdateEndpoint" in [entry["action"] for entry in world.log]
        return next(late, None) if call.action == "GetEndpoint" and updated else None

    world.says = says
    outcome = world.ok(name="chat", description="new")
    assert (outcome.actions, outcome.endpoint["status"]) == (["UpdateEndpoint"], "Running")
    assert outcome.endpoint["description"] == "new"


def test_an_update_that_ends_in_a_failure_tells_the_servers_reason(world):
    def says(call: Call) -> None:
        if "UpdateEndpoint" in [entry["action"] for entry in world.log]:
            world.force("chat", Status="Failed", StatusReason="no capacity for this limit")

    world.says = says
    outcome = world.refused(WaitFailed, name="chat", description="new")
    assert outcome.error.code == "EndpointFailed"
    assert "no capacity for this limit" in str(outcome.error)


def failing_deletion(world: Fickle, *words: tuple[str, str]) -> None:
    """Once a deletion has been asked for, reads show one of these statuses, with its reason, after the other."""
    endpoint_id = world.only("chat")["Id"]
    left = list(words)

    def says(call: Call) -> dict | None:
        if call.action == "DeleteEndpoint":
            world.says = shows
            return {}
        return None

    def shows(call: Call) -> dict | None:
        if call.action != "GetEndpoint":
            return None
        status, reason = left.pop(0) if len(left) > 1 else left[0]
        world.service.force(endpoint_id, {"Status": status, "StatusReason": reason})
        return None

    world.says = says


@pytest.mark.parametrize(
    "words",
    [
        [("Deleting", ""), ("Deleting", ""), ("Failed", "jobs still run")],
        [("Failed", "jobs still run")],
        [("Abnormal", "old")],
    ],
)
def test_a_deletion_that_fails_of_one_that_had_failed_before_ends_the_wait(world, words):
    world.force("chat", Status="Failed", StatusReason="old")
    failing_deletion(world, *words)
    began = world.time
    outcome = world.refused(WaitFailed, name="chat", state="absent", wait_timeout=600)
    assert outcome.error.code == "EndpointFailed"
    assert words[-1][1] in str(outcome.error)
    assert world.time - began < 60


def test_an_old_failure_is_shown_until_the_endpoint_is_gone_and_is_no_failed_deletion(world):
    world.force("chat", Status="Failed", StatusReason="old")
    failing_deletion(world, ("Failed", "old"))
    outcome = world.refused(WaitFailed, name="chat", state="absent", wait_timeout=60)
    assert outcome.error.code == "WaitTimeout"
    assert "its last status was 'Failed' (old)" in str(outcome.error)


@pytest.mark.parametrize("seconds", [0, 4])
def test_one_that_has_failed_and_must_be_stopped_first_is_deleted_though_it_never_shows_as_stopped(world, seconds):
    world.force("chat", Status="Failed")
    stopped_at = []

    def says(call: Call) -> dict | None:
        if call.action == "StopEndpoint":
            stopped_at.append(world.time)
            return {}
        if call.action == "DeleteEndpoint" and not (stopped_at and world.time >= stopped_at[0] + seconds):
            raise WrongState("DeleteEndpoint: stop it first", action=call.action, code="Denied", status=400)
        return None

    world.says = says
    assert world.ok(name="chat", state="absent").actions == ["StopEndpoint", "DeleteEndpoint"]
    assert world.endpoints() == []


@pytest.mark.parametrize("retries", [0, 5])
def test_the_stop_that_a_refused_deletion_asks_for_is_no_retry(retries):
    world = Fickle(delete_failed="refused")
    world.ok(**CREATE)
    world.settle()
    world.force("chat", Status="Failed")
    world.retries = retries
    assert world.ok(name="chat", state="absent").actions == ["StopEndpoint", "DeleteEndpoint"]


def test_the_late_record_of_one_that_has_been_replaced_is_not_taken_for_its_successor(world):
    old = world.only("chat")["Id"]
    hidden = True

    def says(call: Call) -> dict | None:
        nonlocal hidden
        if call.action == "CreateEndpoint":
            World.once(world, call)
            hidden = False
            return {}  # accepted, and no id
        if call.action != "ListEndpoints":
            return None
        answer = World.once(world, call)
        listed = [item for item in answer.get("Items") or [] if item["Id"] != old]
        record = {"Id": old, "Name": "chat", "ProjectName": "default", "Status": "Deleted"}
        deleted = "DeleteEndpoint" in world.effects()
        return {
            "Items": [*listed, record] if deleted and not hidden else answer.get("Items") if not deleted else listed
        }

    world.says = says
    outcome = world.ok(name="chat", model_reference=OTHER_MODEL, recreate="delete_first")
    assert (outcome.run.endpoint_id, outcome.run.previous_id) == (world.only("chat")["Id"], old)


@pytest.mark.parametrize(
    ("action", "options"),
    [
        ("CreateEndpoint", {"name": "talk", "model_reference": MODEL}),
        ("UpdateEndpoint", {"name": "chat", "description": "new"}),
        ("StopEndpoint", {"name": "chat", "state": "stopped"}),
        ("DeleteEndpoint", {"name": "chat", "state": "absent"}),
    ],
)
def test_a_server_that_asks_to_wait_is_not_called_again_before(world, action, options):
    asked = []

    def says(call: Call) -> None:
        if call.action == action:
            asked.append(world.time)
            if len(asked) == 1:
                text = f"{action}: too much to do"
                raise Unclear(text, action=action, code="ServiceUnavailableTemp", status=503, retry_after=20.0)

    world.says = says
    done(world, **options, wait_timeout=600)
    assert len(asked) == 2
    assert asked[1] - asked[0] >= 20.0


def test_a_rename_to_a_name_that_is_taken_warns_of_the_other(world):
    world.ok(name="talk", model_reference=MODEL)
    other = world.only("talk")["Id"]
    (warning,) = world.ok(endpoint_id=world.only("chat")["Id"], name="talk").warnings
    assert warning.startswith(f"Other endpoints named 'talk' exist as well ({other})")


def stuck(world: Fickle, stop_works_after: float, delete_needs_it: bool) -> None:
    """The endpoint shows a status that nobody knows, whatever is done to it, and is then as it was before."""
    world.force("chat", Status="Odd")
    stopped_at: list[float] = []

    def says(call: Call) -> dict | None:
        if call.action == "StopEndpoint":
            stopped_at[:] = stopped_at or [world.time]
            return {}
        works = stopped_at and world.time >= stopped_at[0] + stop_works_after
        if call.action == "DeleteEndpoint" and delete_needs_it and not works:
            raise WrongState("DeleteEndpoint: stop it first", action=call.action, code="Denied", status=400)
        if works and call.action == "GetEndpoint" and [one["Status"] for one in world.endpoints("chat")] == ["Odd"]:
            world.force("chat", Status="Stopped")
        return None

    world.says = says


def test_one_in_a_state_that_nobody_knows_is_deleted_though_it_never_shows_that_it_was_stopped(world):
    stuck(world, float("inf"), delete_needs_it=False)
    world.service.switches.change({"delete_transitional": "allowed"})
    began = world.time
    assert world.ok(name="chat", state="absent", wait_timeout=600).actions == ["StopEndpoint", "DeleteEndpoint"]
    assert world.endpoints() == []
    assert world.time - began < 30


def test_a_stop_that_takes_long_to_show_is_waited_for_once_a_deletion_is_refused(world):
    stuck(world, 60, delete_needs_it=True)
    outcome = world.ok(name="chat", state="absent", wait_timeout=600)
    assert outcome.actions[-1] == "DeleteEndpoint"
    assert world.endpoints() == []
