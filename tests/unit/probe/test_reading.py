# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every value of every switch that reading claims to answer: the probe says that value, or that it cannot tell."""

from __future__ import annotations

import random

import pytest

from ansible_collections.inference.endpoints.plugins.plugin_utils._probe import report
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.questions import Answered, Unanswered, Untold
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.run import values

from .cases import CASES, SWITCHES, choices, findings, wrong

ASKED = [(name, switch) for name, case in CASES.items() for switch in case.read_switches]
KINDS = ("throttle", "flow_limit", "error", "reset", "hang", "cut_body", "html", "foreign")

of_each_cloud = pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))


@pytest.mark.parametrize(("name", "switch"), ASKED, ids=lambda each: each)
def test_a_switch_makes_a_difference_that_is_told_truly(name, switch):
    case = CASES[name]
    for way in case.ways:
        seen = set()
        for value in choices(switch):
            switches = case.switches(switch, value)
            for populated in (True, False):
                outcome = case.read(case.new(switches, populated=populated, way=way))
                assert wrong(outcome, switches) == {}, (way, value, populated)
                finding = findings(outcome)[switch]
                is_denied = (way, switch, value) == ("keys", "maas_signing", "refused")
                assert is_denied or not isinstance(finding, Unanswered), (way, value, populated)
                if SWITCHES[switch].kind == "choice" and isinstance(finding, Answered):
                    assert switch not in report.verdict(outcome), (way, value)
                if populated:
                    seen.add(repr(finding))
        is_blind = switch in case.blind.get(way, ())
        # What one site of Ark leaves open, the other tells.
        assert is_blind == (len(seen) < 2) or name == "ark", way


@pytest.mark.parametrize("switch", CASES["ark"].read_switches)
def test_one_site_or_the_other_shows_each_switch(switch):
    case = CASES["ark"]
    seen = {
        repr(findings(case.read(case.new(case.switches(switch, value), way=way)))[switch])
        for way in case.ways
        for value in choices(switch)
    }
    assert len(seen) > 1


@of_each_cloud
@pytest.mark.parametrize("seed", range(40))
def test_values_that_come_together(case, seed):
    chance = random.Random(seed)
    switches = case.some(chance, case.read_switches)
    way = chance.choice([way for way in case.ways if way != "keys"])
    assert wrong(case.read(case.new(switches, way=way)), switches) == {}


@of_each_cloud
def test_each_open_question_is_asked_or_not_asked_for_a_reason(case):
    assert {number for each in (*case.cloud.questions, *case.cloud.unasked) for number in each.open} == set(case.open)


@of_each_cloud
def test_nothing_is_written(case):
    account = case.new()
    outcome = case.read(account)
    assert {entry["action"] for entry in account.log} == case.reads
    assert not account.effects
    assert len(account.log) == outcome.calls < 40


@of_each_cloud
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_makes_no_wrong_answer(case, kind):
    calls = case.read(case.new()).calls
    # Each call meets faults of some kinds, and each kind some calls.
    step = 1 if calls < 12 else 3
    for skip in range(KINDS.index(kind) % step, calls, step):
        account = case.new()
        account.fault(kind, skip)
        outcome = case.read(account)
        assert wrong(outcome, {}) == {}, skip
        # The gateway turns one path away, whatever happens behind it.
        is_hit = bool(account.gateway.faults.describe()[0]["hits"])
        is_told = any(isinstance(finding, Unanswered) for finding in findings(outcome).values())
        assert is_hit == is_told, skip


@of_each_cloud
def test_a_service_that_throttles_is_asked_again(case):
    account = case.new()
    account.cloud.switches.change({"requests_per_second": 0.2, "throttle_retry_after": "seconds"})
    assert values(case.read(account, retries=5)) == values(case.read(case.new()))


DENIALS = [
    ("ark", 403, "AccessDenied", {"rolling_permission": Answered("AccessDenied/403")}),
    ("dataartsfabric", 403, "dataartsfabric.00019999", {"huawei_forbidden_shape": Answered("flat")}),
    ("dataartsfabric", 400, "dataartsfabric.00010003", {}),
    # Wrong credentials could lock the account.
    ("dataartsfabric", 401, "APIGW.0301", {}),
]


@pytest.mark.parametrize(("name", "status", "code", "told"), DENIALS)
def test_what_is_denied_answers_nothing(name, status, code, told):
    account = CASES[name].new()
    account.fault("error", count=None, status=status, code=code)
    outcome = CASES[name].read(account)
    assert outcome.is_silent
    found = findings(outcome)
    assert {switch: finding for switch, finding in found.items() if isinstance(finding, Answered)} == told
    # What takes the other level is told apart from what got no reply.
    assert {type(finding) for switch, finding in found.items() if switch not in told} == {Unanswered, Untold}
    assert status != 401 or len(account.log) == 1


def test_credentials_that_are_refused_are_tried_once():
    account = CASES["maas"].new({"maas_signing": "refused"}, way="keys")
    outcome = CASES["maas"].read(account)
    assert outcome.is_silent
    assert len(account.log) == 1
    assert isinstance(findings(outcome)["maas_signing"], Untold)


@pytest.mark.parametrize("value", choices("huawei_forbidden_shape"))
def test_how_fabric_refuses_with_403(value):
    account = CASES["dataartsfabric"].new({"huawei_forbidden_shape": value})
    account.fault("error", count=None, action="ListEndpoints", status=403, code="x.403")
    found = findings(CASES["dataartsfabric"].read(account))
    assert found["huawei_forbidden_shape"] == Answered(value)
