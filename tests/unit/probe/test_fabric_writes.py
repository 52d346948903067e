# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The probe that writes to Fabric: it says the value that is set or none, and leaves nothing behind."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.fabric import FABRIC
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.ledger import Cleaner, Ledger
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.questions import READ, WRITE
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.run import Ask, Outcome, probe, values
from cloud_sandbox.switches import ALL_SWITCHES

from . import test_fabric_reads as reads
from .fabric_support import Workspace
from .interrupted import Dying, Killed

SWITCHES = {switch.name: switch for switch in ALL_SWITCHES}
CLAIMED = [SWITCHES[question.switch] for question in FABRIC.questions if question.level == WRITE]

#: Values of switches that have no choices, and words of an API that has others.
MORE = {
    "fabric_inference_name_length": (64, 100, 128),
    **{f"fabric_{verb}_status": ("PENDING",) for verb in ("creating", "updating", "deleting")},
}

#: What other switches must be for a value to show.
SHOWN_WITH: dict[str, dict[str, Any]] = {
    "fabric_create_log_config": {"fabric_show_log_config": "present"},
    "fabric_block_types": {"fabric_create_log_config": "ignored", "fabric_sdk_members": "ignored"},
    "fabric_lag_scope": {"fabric_read_lag_seconds": 3},
    "fabric_deleted_record": {"fabric_deleted_record_seconds": 30},
    **{f"fabric_{verb}_failed": {"fabric_create_outcome": "failed"} for verb in ("update", "delete")},
    **{f"fabric_{verb}_stalled": {"fabric_create_outcome": "frozen"} for verb in ("update", "delete")},
}

#: Endpoints that cannot be deleted are left, and the ledger names them.
ENDLESS = {("fabric_delete_failed", "refused"), ("fabric_delete_stalled", "refused")}

#: Calls of a whole run with its clean-up.
CALLS = 70


def choices(name: str) -> tuple[Any, ...]:
    return (*SWITCHES[name].choices, *MORE.get(name, ()))


def written(workspace: Workspace, path: Path, ask: Ask | None = None) -> tuple[Outcome, list[str]]:
    """A run of the probe with its cleaning before and after."""
    ask = ask or workspace.asker()
    ledger = Ledger(str(path), "account")
    cleaner = Cleaner(ledger, FABRIC.upkeep, ask, workspace.sleep)
    cleaner.clean()
    left: list[str] = []
    try:
        outcome = probe(FABRIC, workspace.settings, ask, workspace.clock, ledger)
    finally:
        left = cleaner.clean()
    return outcome, left


POPULATION = Workspace().living


@pytest.mark.parametrize("switch", CLAIMED, ids=lambda switch: switch.name)
def test_a_switch_makes_a_difference_that_is_told_truly(tmp_path, switch):
    seen = set()
    for number, value in enumerate(choices(switch.name)):
        switches = {**SHOWN_WITH.get(switch.name, {}), switch.name: value}
        workspace = Workspace(switches)
        before = workspace.living
        path = tmp_path / f"{number}.json"
        outcome, left = written(workspace, path)
        assert reads.wrong(outcome, switches) == {}, value
        seen.add(reads.findings(outcome)[switch.name])
        assert bool(left) == ((switch.name, value) in ENDLESS)
        assert set(workspace.living) == {*before, *left}
        assert path.exists() == bool(left)
    assert len(seen) > 1


@pytest.mark.parametrize("seed", range(30))
def test_values_that_come_together(tmp_path, seed):
    chance = random.Random(seed)
    switches = {
        question.switch: chance.choice(
            (reads.choices if question.level == READ else lambda switch: choices(switch.name))(
                SWITCHES[question.switch]
            )
        )
        for question in FABRIC.questions
    }
    # What cannot be deleted, or not be found, is another matter.
    switches.update(fabric_delete_failed="accepted", fabric_delete_stalled="accepted", fabric_page_cap=100)
    switches.update(
        fabric_create_outcome=chance.choice(("running", "running", "failed", "frozen")),
        fabric_update_outcome=chance.choice(("running", "running", "failed")),
        fabric_create_seconds=chance.choice((0, 0.2, 5)),
        fabric_update_seconds=chance.choice((0, 0.2, 5)),
        fabric_delete_seconds=chance.choice((0, 0.2, 5)),
        fabric_deleted_record_seconds=chance.choice((1, 30)),
        fabric_read_lag_seconds=chance.choice((0, 0, 3)),
    )
    workspace = Workspace(switches)
    before = workspace.living
    outcome, left = written(workspace, tmp_path / "ledger.json")
    assert reads.wrong(outcome, switches) == {}
    assert (left, workspace.living) == ([], before)


def test_what_is_written_is_bounded(tmp_path):
    workspace = Workspace()
    written(workspace, tmp_path / "ledger.json")
    made = {one["endpoint_id"] for one in workspace.log if one["effect"] and one["action"] == "CreateEndpoint"}
    assert len(made) == 2
    assert {one["endpoint_id"] for one in workspace.log if one["effect"]} == made
    bodies = [one["body"] for one in workspace.log if one["action"] == "CreateEndpoint"]
    assert {body["type"] for body in bodies} == {"inference"}
    assert {body.get("reserved_resource", {}).get("mu", {}).get("min", 0) for body in bodies} == {0}
    assert not any(body.get("public_access") for body in bodies)
    assert len(workspace.log) <= CALLS


def _writing_calls() -> range:
    """The numbers of the calls from the first that writes."""
    reading = reads.asked(Workspace()).calls
    return range(reading, CALLS + 1)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", _writing_calls())
def test_a_second_run_leaves_nothing_of_one_that_was_killed(tmp_path, number, after):
    path = tmp_path / "ledger.json"
    workspace = Workspace({"fabric_create_reply": "empty" if number % 2 else "full"})
    with pytest.raises(Killed):
        written(workspace, path, Dying(workspace.asker(), number, after=after))
    assert not [name for name in set(workspace.living) - set(POPULATION) if not name.startswith("probe-k3x9q2m7")]
    if number % 5 == 0:
        written(workspace, path)
    else:  # what such a run begins with
        Cleaner(Ledger(str(path), "account"), FABRIC.upkeep, workspace.asker(), workspace.sleep).clean()
    assert workspace.living == POPULATION
    assert not path.exists()


@pytest.fixture(scope="module")
def truth(tmp_path_factory) -> dict[str, Any]:
    """What a run tells in which nothing goes wrong."""
    return values(written(Workspace(), tmp_path_factory.mktemp("truth") / "ledger.json")[0])


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", reads.KINDS[:-1])
def test_a_fault_at_any_call_makes_no_wrong_answer(tmp_path, truth, kind, when):
    for skip in range(2 * reads.KINDS.index(kind), CALLS, 14):
        workspace = Workspace()
        workspace.gateway.faults.replace([{"kind": kind, "action": "*", "skip": skip, "count": 1, "when": when}])
        outcome, left = written(workspace, tmp_path / "ledger.json")
        assert {name: value for name, value in values(outcome).items() if truth.get(name) != value} == {}, skip
        assert (left, workspace.living) == ([], POPULATION), skip


def test_only_what_the_ledger_names_is_deleted(tmp_path):
    path = tmp_path / "ledger.json"
    path.write_text(json.dumps([{"account": "another", "name": "plain", "scope": "", "ids": [], "unsure": 1}]))
    workspace = Workspace()
    workspace.perform("CreateEndpoint", {"name": "probe-abcdefgh", "type": "inference"})
    before = workspace.living
    written(workspace, path)
    assert workspace.living == before
    assert [entry["account"] for entry in json.loads(path.read_text())] == ["another"]


def test_what_cannot_be_found_is_said_to_be_left(tmp_path):
    hidden = {"fabric_create_reply": "empty", "fabric_name_filter": "ignored", "fabric_list_order": "oldest_first"}
    workspace = Workspace({**hidden, "fabric_page_cap": 1})
    outcome, left = written(workspace, tmp_path / "ledger.json")
    assert left == ["probe-k3x9q2m7"]
    assert workspace.living == sorted((*POPULATION, *left))
    assert [entry["name"] for entry in json.loads((tmp_path / "ledger.json").read_text())] == left
    assert not isinstance(reads.findings(outcome)["fabric_creating_status"], reads.Answered)
