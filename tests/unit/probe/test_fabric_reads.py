# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The probe that reads Fabric: it says the value of a switch that is set, or that it cannot tell."""

from __future__ import annotations

import random
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.fabric import FABRIC
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.questions import (
    READ,
    Answered,
    New,
    Unanswered,
    Untold,
)
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.run import Outcome, probe, values
from cloud_sandbox.switch_values import Switch
from cloud_sandbox.switches import ALL_SWITCHES

from .fabric_support import Workspace

SWITCHES = {switch.name: switch for switch in ALL_SWITCHES}
CLAIMED = [SWITCHES[question.switch] for question in FABRIC.questions if question.level == READ]

#: Values of switches that have no choices.
COUNTS = {"fabric_page_cap": (1, 2, 7, 100)}


def choices(switch: Switch) -> tuple[Any, ...]:
    return (False, True) if switch.kind == "bool" else COUNTS.get(switch.name) or switch.choices


def with_value(name: str, value: Any, *, populated: bool = True) -> Workspace:
    """A workspace at a sandbox with this value of a switch, which shows it."""
    way = "keys" if name == "fabric_project_header" else "token"
    workspace = Workspace({name: value}, populated=populated, way=way)
    if name == "huawei_forbidden_shape":
        workspace.gateway.faults.replace([{"kind": "error", "action": "ListEndpoints", "status": 403, "code": "x.403"}])
    return workspace


def asked(workspace: Workspace) -> Outcome:
    return probe(FABRIC, workspace.settings, workspace.asker())


def findings(outcome: Outcome) -> dict[str, Any]:
    return {question.switch: finding for question, finding in outcome.findings}


def wrong(outcome: Outcome, switches: dict[str, Any]) -> dict[str, Any]:
    """Return the answers that are not what is set, and those that are said to be new."""
    found = findings(outcome)
    new = {name: finding for name, finding in found.items() if isinstance(finding, New)}
    told = values(outcome).items()
    return {**new, **{name: value for name, value in told if value != switches.get(name, SWITCHES[name].default)}}


@pytest.mark.parametrize("switch", CLAIMED, ids=lambda switch: switch.name)
def test_a_switch_makes_a_difference_that_is_told_truly(switch):
    seen = set()
    for value in choices(switch):
        outcomes = [asked(with_value(switch.name, value, populated=populated)) for populated in (True, False)]
        assert [wrong(outcome, {switch.name: value}) for outcome in outcomes] == [{}, {}]
        found = findings(outcomes[0])[switch.name]
        assert isinstance(found, (Answered, Untold))
        seen.add(found)
    assert len(seen) > 1


@pytest.mark.parametrize("seed", range(30))
def test_values_that_come_together(seed):
    chance = random.Random(seed)
    switches = {switch.name: chance.choice(choices(switch)) for switch in CLAIMED}
    outcome = asked(Workspace(switches))
    assert wrong(outcome, switches) == {}


def test_each_open_question_is_asked_or_not_asked_for_a_reason():
    numbers = {number for each in (*FABRIC.questions, *FABRIC.unasked) for number in each.open}
    assert numbers == set(range(1, 11))


def test_nothing_is_written():
    workspace = Workspace()
    outcome = asked(workspace)
    assert {entry["action"] for entry in workspace.log} == {"ListEndpoints", "ShowEndpoint", ""}
    assert not any(entry["effect"] for entry in workspace.log)
    assert len(workspace.log) == outcome.calls < 40


KINDS = ("throttle", "flow_limit", "error", "reset", "hang", "cut_body", "html", "foreign")


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    """What a run tells in which nothing goes wrong."""
    return values(asked(Workspace()))


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_makes_no_wrong_answer(kind, truth):
    for skip in range(KINDS.index(kind) % 3, 27, 3):
        workspace = Workspace()
        workspace.gateway.faults.replace([{"kind": kind, "action": "*", "skip": skip, "count": 1}])
        outcome = asked(workspace)
        assert {name: value for name, value in values(outcome).items() if truth.get(name) != value} == {}, skip
        assert not any(isinstance(finding, New) for finding in findings(outcome).values()), skip
        # The gateway turns one path away, whatever happens behind it.
        if skip < outcome.calls - 1:
            assert any(isinstance(finding, Unanswered) for finding in findings(outcome).values()), skip


def test_a_service_that_throttles_is_asked_again(truth):
    workspace = Workspace()
    workspace.cloud.switches.change({"requests_per_second": 0.2, "throttle_retry_after": "seconds"})
    outcome = probe(FABRIC, workspace.settings, workspace.asker(retries=5))
    assert values(outcome) == truth


@pytest.mark.parametrize(
    ("status", "code"), [(403, "dataartsfabric.00019999"), (401, "APIGW.0301"), (400, "dataartsfabric.00010003")]
)
def test_what_is_denied_answers_nothing(status, code):
    workspace = Workspace()
    workspace.gateway.faults.replace([{"kind": "error", "action": "*", "status": status, "code": code}])
    outcome = asked(workspace)
    assert outcome.is_silent
    found = findings(outcome)
    assert found.pop("huawei_forbidden_shape") == Answered("flat") or status != 403
    assert {type(finding) for finding in found.values()} == {Unanswered, Untold}
    # Wrong credentials could lock the account.
    assert status != 401 or len(workspace.log) == 1
