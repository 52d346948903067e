# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One life under all pairs of readings of what the public record leaves open.

Every step is run in check mode, for real, and once more. A step may fail only where a reading makes the wish
impossible; then the failure has a type, names the attribute, and the life goes on without that wish.
"""

from __future__ import annotations

import itertools

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    CallFailed,
    NotConverged,
    WaitFailed,
    WrongState,
)
from cloud_sandbox.ark import ARK_SWITCHES

from ..support.pairs import all_pairs
from ..support.world import MODEL, WRITES, Outcome, World

OTHER_VERSION = {"foundation_model": {"name": "doubao-1-5-thinking-pro", "model_version": "250415"}}

#: Values of those switches that have no list of choices, and further words of some that have.
VALUES = {
    "read_lag_seconds": (0, 1, 4),
    "list_lag_seconds": (0, 4),
    "starting_status": ("Scheduling", "Pending", "Starting", "none", "unchanged", "Wobbling"),
    "stopping_status": ("Stopping", "none", "unchanged", "Wobbling"),
    "updating_status": ("none", "Updating"),
    "deleting_status": ("Deleting", "none", "unchanged", "Terminating", "Wobbling"),
    "failed_status": ("Failed", "Abnormal", "Error", "Unhealthy"),
    "start_seconds": (0, 0.2, 3),
    "stop_seconds": (0, 0.2, 3),
    "update_seconds": (0, 2),
    "delete_seconds": (0, 0.2, 3),
    "deleted_record_seconds": (1, 100_000),
    "page_size_cap": (100, 1),
    "name_max_length": ("none", 6),
    "description_max_length": ("none", 6),
    "max_endpoints": ("none", 50),
    "requests_per_second": ("none", 3),
    "requests_burst": (1, 10),
    "timestamp_future_seconds": (0, 900),
}


def domains() -> dict[str, tuple]:
    found = {}
    for switch in ARK_SWITCHES:
        values = VALUES.get(switch.name) or ((True, False) if switch.kind == "bool" else switch.choices)
        assert values, f"tests/unit/engine/test_readings.py does not know what to give the switch {switch.name}"
        found[switch.name] = values
    return found


ROWS = all_pairs(domains())


def test_the_rows_are_all_pairs():
    for (one, lefts), (other, rights) in itertools.combinations(domains().items(), 2):
        together = {(row[one], row[other]) for row in ROWS}
        assert together >= set(itertools.product(lefts, rights)), (one, other)


class Life:
    """An endpoint's life in a world: what is declared, step by step, and the judge of each step."""

    def __init__(self, readings: dict) -> None:
        self.readings = readings
        self.world = World(**readings)
        self.world.latency = 0.001
        self._decoys()

    def _decoys(self) -> None:
        """Other endpoints that a sloppy lookup by name would take for ours."""
        model = {"FoundationModel": {"Name": "doubao-1-5-pro-32k", "ModelVersion": "250115"}}
        names = [("Chat", "default"), ("chat-2", "default"), ("my-chat", "default"), ("talk2", "lab")]
        if self.readings["names_unique"] != "account":
            names += [("chat", "lab"), ("talk", "lab")]
        for name, project in names:
            body = {"Name": name[: self.readings["name_max_length"] if self.readings["name_max_length"] == 6 else 99]}
            self.world.service.perform("CreateEndpoint", {**body, "ProjectName": project, "ModelReference": model})
        self.world.settle()
        self.decoys = self.truth()

    def truth(self) -> dict[str, dict]:
        return {one["Id"]: one for one in self.world.endpoints()}

    def ours(self) -> list[dict]:
        return [one for one in self.world.endpoints() if one["Id"] not in self.decoys]

    def step(self, *, excuse: str = "", **options) -> Outcome:
        """Check, do, do again. ``excuse``: what an error must say for the step to be allowed to fail."""
        options = {"wait_timeout": 300, **options}
        world = self.world
        check = world.task(check_mode=True, **options)
        assert not set(check.calls) & set(WRITES)
        effects = len(world.effects())
        real = world.task(**options)
        done = world.effects()[effects:]
        if real.error is None:
            assert check.error is None, check.error
            assert (check.changed, check.diff) == (real.changed, real.diff)
            assert check.actions == real.actions or self._stops_after_all(real), (check.actions, real.actions)
            assert real.actions == done
            self._again(options)
        else:
            assert excuse, f"{real.error!r}"
            assert excuse in str(real.error), (excuse, str(real.error))
            assert real.actions == done or isinstance(real.error, NotConverged), (real.actions, done)
        assert len(self.ours()) <= 1, self.ours()
        return real

    def _again(self, options: dict) -> None:
        writes = len(self.world.effects())
        again = self.world.task(**options)
        assert again.error is None, again.error
        assert not again.changed, again.actions
        assert not set(again.calls) & set(WRITES)
        assert len(self.world.effects()) == writes

    def _stops_after_all(self, real: Outcome) -> bool:
        """Rule 2 promises the same actions from running and stopped; this one had failed."""
        return self.readings["delete_failed"] == "refused" and real.diff["before"].get("run_state") == "failed"


def fails(life: Life, wish: dict, kind: type[Exception], excuse: str, *, repeat: bool = True) -> None:
    """A wish that a reading makes impossible fails in this way, twice, and the second time changes nothing more."""
    first = life.step(excuse=excuse, **wish)
    assert isinstance(first.error, kind), f"{excuse}: {first.error!r}, actions {first.actions}"
    if not repeat:
        return
    before = life.ours()
    second = life.step(excuse=excuse, **wish)
    assert isinstance(second.error, kind)
    assert [{**one, "UpdateTime": None} for one in life.ours()] == [{**one, "UpdateTime": None} for one in before]


def moderation_excuse(readings: dict, action: str) -> tuple[type[Exception], str] | None:
    """How a moderation that is not what the endpoint has fails under these readings, if it does."""
    policy = readings[f"{action}_moderation"]
    if policy == "rejected":
        return CallFailed, "InvalidParameter.Moderation"
    if policy == "ignored" or readings["get_newer_members"] == "absent":
        return NotConverged, "moderation.strategy: found "
    return None


@pytest.mark.parametrize("row", range(len(ROWS)))
def test_a_life_under_readings(row):
    readings = ROWS[row]
    life = Life(readings)
    never_runs = readings["start_outcome"] == "failed"
    life.step(name="chat", state="absent")

    # Created, with all that can be declared.
    declared = {
        "name": "chat",
        "model_reference": MODEL,
        "description": "first",
        "rate_limit": {"rpm": 10, "tpm": 1000},
        "tags": [{"key": "b", "value": "2"}, {"key": "a", "value": ""}],
    }
    excuse = moderation_excuse(readings, "create")
    wish = {**declared, "moderation": {"strategy": "Basic"}}
    if excuse and not never_runs:
        fails(life, wish, *excuse, repeat=False)
        life.world.settle()
    elif not excuse:
        declared = wish
    if never_runs and not life.ours():
        fails(life, declared, WaitFailed, "could not be started", repeat=False)
        assert life.world.task(**declared).warnings
    life.step(**declared)
    assert len(life.ours()) == 1

    # Changed in place.
    life.step(name="chat", description="2nd")
    life.step(name="chat", rate_limit={"rpm": 3})
    assert life.ours()[0]["RateLimit"] == {"Rpm": 3, "Tpm": 1000}
    life.step(name="chat", description="")
    assert "Description" not in life.ours()[0]
    life.step(name="chat", description="third", rate_limit={"tpm": 7})
    tag_wish = {"name": "chat", "tags": [{"key": "c", "value": "3"}]}
    if readings["update_tags"] == "refused":
        fails(life, tag_wish, CallFailed, "InvalidParameter.Tags")
    elif readings["update_tags"] != "replaced":
        fails(life, tag_wish, NotConverged, "tags: found ")
    else:
        life.step(**tag_wish)
    if readings["update_tags"] in ("replaced", "merged"):
        life.step(name="chat", tags=[{"key": "d", "value": "4"}], purge_tags=False)
    if readings["update_tags"] == "replaced":
        wish = {"name": "chat", "tags": []}
        if readings["empty_tags_clear"]:
            life.step(**wish)
        else:
            fails(life, wish, NotConverged, "tags: found ")
    wish = {"name": "chat", "moderation": {"strategy": "Default"}}
    shown = readings["get_newer_members"] == "present" and readings["shown_default_moderation"] == "Default"
    excuse = moderation_excuse(readings, "update")
    if excuse and not (shown and "moderation" not in declared):
        fails(life, wish, *excuse)
    else:
        life.step(**wish)
    wish = {"name": "chat", "rate_limit": {"rpm": 0}}
    shown_as_zero = readings["unset_members"] == "empty" and readings["shown_default_rate_limit"] == "none"
    if readings["zero_limit"] == "kept" or shown_as_zero:
        life.step(**wish)
    else:
        fails(life, wish, NotConverged, "rate_limit.rpm: found ")

    # Renamed, by id.
    endpoint_id = life.ours()[0]["Id"]
    life.step(endpoint_id=endpoint_id, name="talk")
    assert not life.world.ok(name="talk").changed
    assert life.ours()[0]["Name"] == "talk"

    # Stopped and started.
    life.step(name="talk", state="stopped")
    assert life.ours()[0]["Status"] == "Stopped"
    wish = {"name": "talk", "description": "4th"}
    if readings["update_stopped"] == "refused":
        fails(life, wish, WrongState, "'Stopped'")
    else:
        life.step(**wish)
    if never_runs:
        fails(life, {"name": "talk", "state": "started"}, WaitFailed, "could not be started", repeat=False)
    else:
        life.step(name="talk", state="started", description="5th")
        assert life.ours()[0]["Status"] == "Running"

    # Gone.
    life.step(name="talk", state="absent")
    assert life.ours() == []
    life.step(name="talk", state="absent")
    life.step(endpoint_id=endpoint_id, state="absent")
    life.world.settle()
    assert life.truth() == life.decoys


REPLACEABLE = [row for row, readings in enumerate(ROWS) if readings["start_outcome"] == "running"]


@pytest.mark.parametrize("recreate", ["create_first", "delete_first"])
@pytest.mark.parametrize("row", REPLACEABLE)
def test_a_replacement_under_readings(row, recreate):
    readings = ROWS[row]
    life = Life(readings)
    state = "stopped" if row % 2 else "started"
    life.step(
        name="chat",
        state=state,
        model_reference=MODEL,
        description="first",
        rate_limit={"rpm": 10, "tpm": 1000},
        tags=[{"key": "a", "value": "1"}],
    )
    before = life.ours()[0]
    wish = {"name": "chat", "model_reference": OTHER_VERSION, "recreate": recreate}
    shown = readings["get_newer_members"] == "present" and readings["shown_default_moderation"] == "Default"
    if shown and readings["create_moderation"] == "rejected":
        # The default is shown as if it had been set, so it is carried over, and may not be.
        fails(life, wish, CallFailed, "InvalidParameter.Moderation", repeat=False)
    elif recreate == "create_first" and readings["names_unique"] != "no":
        fails(life, wish, CallFailed, "Duplicated.Name")
        assert life.ours() == [before]
    else:
        outcome = life.step(**wish)
        assert outcome.run.previous_id == before["Id"]
        (after,) = life.ours()
        own = {"Id", "CreateTime", "UpdateTime", "ModelReference", "Moderation"}
        assert {k: v for k, v in after.items() if k not in own} == {k: v for k, v in before.items() if k not in own}
