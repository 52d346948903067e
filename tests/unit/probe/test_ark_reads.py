# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every value of every switch that a question claims to answer: the probe says that value, or that it cannot tell."""

from __future__ import annotations

import functools
import itertools
import random
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.ark import ARK, UNASKED
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

from .support import Account

SWITCHES = {switch.name: switch for switch in ALL_SWITCHES}
CLAIMED = [SWITCHES[question.switch] for question in ARK.questions if question.level == READ]
SITES = ("volcengine", "byteplus")

#: Values of switches that have no choices.
COUNTS = {"page_size_cap": (1, 2, 10, 50, 100)}

#: What other switches must be for a value to show.
SHOWN_WITH = {
    "certificate_absence": {"certificate": "none"},
    "list_content_generation": {"content_generation": "member"},
}


def choices(switch: Switch) -> tuple[Any, ...]:
    return (False, True) if switch.kind == "bool" else COUNTS.get(switch.name) or switch.choices


def asked(account: Account) -> Outcome:
    return probe(ARK, account.settings, account.asker())


def findings(outcome: Outcome) -> dict[str, Any]:
    return {question.switch: finding for question, finding in outcome.findings}


@functools.cache
def told(name: str, value: Any, *, populated: bool, site: str) -> dict[str, Any]:
    """What reading tells under a value."""
    switches = {**SHOWN_WITH.get(name, {}), name: value}
    return findings(asked(Account(switches, populated=populated, site=site)))


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("populated", [True, False], ids=["populated", "empty"])
@pytest.mark.parametrize("name", [switch.name for switch in CLAIMED])
def test_the_value_that_is_set_or_none(name, populated, site):
    for value in choices(SWITCHES[name]):
        switches = {**SHOWN_WITH.get(name, {}), name: value}
        found = told(name, value, populated=populated, site=site)
        assert found[name] == Answered(value) or isinstance(found[name], Untold), (value, found[name])
        for other, finding in found.items():
            if isinstance(finding, Answered):
                assert finding.value == switches.get(other, SWITCHES[other].default), (value, other)
            assert not isinstance(finding, New), (value, other, finding)


@pytest.mark.parametrize("seed", range(40))
def test_values_that_come_together(seed):
    chance = random.Random(seed)
    switches = {switch.name: chance.choice(choices(switch)) for switch in CLAIMED}
    outcome = asked(Account(switches, site=chance.choice(SITES)))
    wrong = {name: value for name, value in values(outcome).items() if value != switches[name]}
    assert not wrong
    assert not any(isinstance(finding, New) for finding in findings(outcome).values())


@pytest.mark.parametrize("switch", CLAIMED, ids=lambda switch: switch.name)
def test_a_switch_makes_a_difference_that_is_seen(switch):
    combined = itertools.product(choices(switch), SITES)
    assert len({repr(told(switch.name, value, populated=True, site=site)[switch.name]) for value, site in combined}) > 1


def test_each_open_question_is_asked_or_not_asked_for_a_reason():
    numbers = {number for each in (*ARK.questions, *UNASKED) for number in each.open}
    assert numbers == set(range(1, 23))


def test_nothing_is_written():
    account = Account()
    asked(account)
    assert not any(entry["effect"] for entry in account.log)
    assert {entry["action"].rstrip("s") for entry in account.log} == {
        "GetEndpoint",
        "GetEndpointCertificate",
        "GetEndpointRolling",
        "ListApiKey",
        "ListEndpoint",
        "ListModelActivation",
        "ListModelRateLimit",
    }


KINDS = ("throttle", "flow_limit", "error", "reset", "hang", "cut_body", "html", "foreign")
CALLS = 25


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_makes_no_wrong_answer(kind):
    truth = values(asked(Account()))
    # Each call meets faults of some kinds, and each kind some calls.
    for skip in range(KINDS.index(kind) % 3, CALLS, 3):
        account = Account()
        account.gateway.faults.replace([{"kind": kind, "action": "*", "skip": skip, "count": 1}])
        outcome = asked(account)
        assert all(truth[name] == value for name, value in values(outcome).items()), skip
        assert not any(isinstance(finding, New) for finding in findings(outcome).values()), skip
        if skip < outcome.calls:
            assert any(isinstance(finding, Unanswered) for finding in findings(outcome).values()), skip


def test_a_service_that_throttles_is_asked_again():
    account = Account()
    account.cloud.switches.change({"requests_per_second": 0.2, "throttle_retry_after": "seconds"})
    outcome = probe(ARK, account.settings, account.asker(retries=5))
    assert values(outcome) == values(asked(Account()))


def test_credentials_without_a_permission_answer_nothing():
    account = Account()
    account.gateway.faults.replace([{"kind": "error", "action": "*", "status": 403, "code": "AccessDenied"}])
    found = findings(asked(account))
    assert found.pop("rolling_permission") == Answered("AccessDenied/403")
    # What takes the other level is told apart from what got no reply.
    assert {type(finding) for finding in found.values()} == {Unanswered, Untold}
