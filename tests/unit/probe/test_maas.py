# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MaaS: every value of every switch that a question claims to answer: the probe says that value, or cannot tell."""

from __future__ import annotations

import functools
import json
import random
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.ledger import Cleaner, Ledger
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.maas import MAAS
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.questions import (
    READ,
    WRITE,
    Answered,
    New,
    Reply,
    Unanswered,
    Untold,
)
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.run import Ask, Outcome, probe, values
from cloud_sandbox.switch_values import Switch
from cloud_sandbox.switches import ALL_SWITCHES

from .interrupted import Dying, Killed
from .maas_support import NAMES, Account

SWITCHES = {switch.name: switch for switch in ALL_SWITCHES}
ASKED = {level: sorted({each.switch for each in MAAS.questions if each.level == level}) for level in (READ, WRITE)}

#: Values of switches that have no choices, or more than those.
SAMPLES: dict[str, tuple[Any, ...]] = {
    "maas_quota": (5, 10, 30),
    "maas_items_cap": ("none", 1, 2),
    "maas_limit_maximum": ("none", 100),
    "maas_agreement_id": ("af247c14-2bee-4d78-a5e8-a419ea62b6c6", "another"),
    "maas_transient_status": ("none", "CREATING", "deploy_wait"),
}
#: What other switches must be for a value to show.
SHOWN_WITH: dict[str, dict[str, Any]] = {
    "maas_lag_scope": {"maas_list_lag_seconds": 3},
    "maas_transient_status": {"maas_transient_seconds": 2},
    "maas_wrong_state": {"maas_control_repeat": "refused"},
}


KINDS = ("throttle", "flow_limit", "error", "reset", "hang", "cut_body", "html")


def choices(name: str) -> tuple[Any, ...]:
    switch: Switch = SWITCHES[name]
    return (False, True) if switch.kind == "bool" else SAMPLES.get(name) or switch.choices


def cases(level: str) -> list[tuple[str, Any]]:
    return [(name, value) for name in ASKED[level] for value in choices(name)]


def findings(outcome: Outcome) -> dict[str, Any]:
    return {question.switch: finding for question, finding in outcome.findings}


def wrong(outcome: Outcome, switches: dict[str, Any]) -> dict[str, Any]:
    """The answers that are not what the sandbox plays, and the findings that no reading foresees."""
    found = {}
    for name, finding in findings(outcome).items():
        switch = SWITCHES[name]
        played = switch.accept(switches.get(name, switch.default))
        if isinstance(finding, New) or (isinstance(finding, Answered) and switch.accept(finding.value) != played):
            found[name] = (finding, played)
    return found


def asked(account: Account) -> Outcome:
    return probe(MAAS, account.settings, account.asker())


def written(account: Account, path: Path, ask: Ask | None = None) -> Outcome:
    """A run of the probe with its cleaning before and after."""
    ask = ask or account.asker()
    ledger = Ledger(str(path), "account")
    cleaner = Cleaner(ledger, MAAS.upkeep, ask, account.sleep)
    cleaner.clean()
    try:
        return probe(MAAS, account.settings, ask, account.clock, ledger)
    finally:
        cleaner.clean()


def test_each_open_question_is_asked_or_not_asked_for_a_reason():
    assert {number for each in (*MAAS.questions, *MAAS.unasked) for number in each.open} == set(range(11, 22))


# --- the level that reads


@pytest.mark.parametrize("way", ["password", "token", "keys"])
@pytest.mark.parametrize("populated", [True, False], ids=["populated", "empty"])
def test_reading_tells_the_value_that_is_set_or_none(populated, way):
    seen: dict[str, set[str]] = {}
    for name, value in cases(READ):
        switches = {**SHOWN_WITH.get(name, {}), name: value}
        outcome = asked(Account(switches, populated=populated, way=way))
        assert wrong(outcome, switches) == {}, (name, value)
        finding = findings(outcome)[name]
        is_denied = (way, name, value) == ("keys", "maas_signing", "refused")
        assert is_denied or not isinstance(finding, Unanswered), (name, value)
        seen.setdefault(name, set()).add(repr(finding))
    if populated:
        # Another project is refused to a token for one, and its list is empty to others. What requests that are not
        # signed leave open, signed ones tell; of lists without times see below.
        blind = {
            "password": {"maas_signing", "maas_empty_list", "maas_list_order"},
            "token": {"maas_signing", "huawei_forbidden_shape", "maas_list_order"},
            "keys": {"huawei_forbidden_shape", "maas_list_order"},
        }
        assert {name for name, told in seen.items() if len(told) < 2} == blind[way]


def test_the_order_of_a_list_with_times_is_read():
    for value in choices("maas_list_order"):
        found = findings(asked(Account({"maas_list_order": value, "maas_list_times": "present"})))
        assert found["maas_list_order"] == Answered(value)


@pytest.mark.parametrize("seed", range(25))
def test_reading_under_values_that_come_together(seed):
    chance = random.Random(seed)
    switches = {name: chance.choice(choices(name)) for name in ASKED[READ] if name != "maas_signing"}
    outcome = asked(Account(switches, way=chance.choice(("password", "token"))))
    assert wrong(outcome, switches) == {}


def test_nothing_is_written():
    account = Account()
    asked(account)
    assert not any(entry["effect"] for entry in account.log)
    assert {entry["action"] for entry in account.log} == {"", "ListEndpoints", "ListApiKeys", "ShowAgreement"}


@pytest.mark.parametrize("kind", [*KINDS, "foreign"])
def test_a_fault_makes_no_wrong_answer(kind):
    for skip in range(len(MAAS.observations)):
        account = Account()
        account.gateway.faults.replace([{"kind": kind, "service": "*", "action": "*", "skip": skip, "count": 1}])
        outcome = asked(account)
        assert wrong(outcome, {}) == {}, skip
        is_hit = account.gateway.faults.describe()[0]["hits"]
        assert bool(is_hit) == any(isinstance(each, Unanswered) for each in findings(outcome).values()), skip


def test_a_service_that_throttles_is_asked_again():
    account = Account({"requests_per_second": 0.2, "throttle_retry_after": "seconds"})
    outcome = probe(MAAS, account.settings, account.asker(retries=5))
    assert values(outcome) == values(asked(Account()))


def test_credentials_that_are_refused_are_tried_once():
    account = Account(way="keys")
    account.cloud.switches.change({"maas_signing": "refused"})
    outcome = asked(account)
    assert outcome.is_silent
    assert len(account.log) == 1
    assert isinstance(findings(outcome)["maas_signing"], Untold)


# --- the level that writes


@functools.cache
def told_by_writing(name: str, value: Any) -> tuple[Outcome, list[str], dict[str, Any]]:
    """The outcome under a value, what is there afterwards, and what is left in the ledger."""
    switches = {**SHOWN_WITH.get(name, {}), name: value}
    account = Account(switches)
    left: dict[str, Any] = {}
    ledger = Ledger("/nonexistent/ledger", "account")
    ledger._save = lambda: left.update(entries=len(ledger._entries))  # type: ignore[method-assign]
    ask = account.asker()
    outcome = probe(MAAS, account.settings, ask, account.clock, ledger)
    left["failed"] = Cleaner(ledger, MAAS.upkeep, ask, account.sleep).clean()
    creations = [entry for entry in account.log if entry["effect"] and entry["action"] == "CreateEndpoint"]
    left.update(created=len(creations), calls=len(account.log))
    return outcome, account.living(), left


@pytest.mark.parametrize("name", ASKED[WRITE])
def test_writing_tells_the_value_that_is_set_or_none(name):
    for value in choices(name):
        outcome, living, left = told_by_writing(name, value)
        assert wrong(outcome, {**SHOWN_WITH.get(name, {}), name: value}) == {}, value
        assert living == NAMES
        assert (left["entries"], left["failed"]) == (0, [])
        assert left["created"] <= 2
        assert left["calls"] < 150


@pytest.mark.parametrize("name", ASKED[WRITE])
def test_a_switch_makes_a_difference_that_is_seen(name):
    seen = {repr(findings(told_by_writing(name, value)[0])[name]) for value in choices(name)}
    assert len(seen) > 1


@pytest.mark.parametrize("seed", range(30))
def test_writing_under_values_that_come_together(tmp_path, seed):
    chance = random.Random(seed)
    names = sorted({*ASKED[READ], *ASKED[WRITE]} - {"maas_signing"})
    switches = {name: chance.choice(choices(name)) for name in names}
    switches["maas_list_lag_seconds"] = chance.choice((0, 0, 3, 12))
    switches["maas_transient_seconds"] = chance.choice((0.5, 2, 12, 40))
    account = Account(switches)
    outcome = written(account, tmp_path / "ledger.json")
    assert wrong(outcome, switches) == {}
    assert account.living() == NAMES or (tmp_path / "ledger.json").exists()


def test_the_account_keeps_room_for_others(tmp_path):
    account = Account({"maas_quota": 4})
    outcome = written(account, tmp_path / "ledger.json")
    assert not any(entry["effect"] for entry in account.log)
    assert values(outcome) == {**values(asked(Account({"maas_quota": 4})))}


def _kinds(switches: dict[str, Any]) -> list[str]:
    """What kind each call of a whole run is of."""
    account, kinds = Account(switches), []
    ask = account.asker()

    def noted(call: Call) -> Reply:
        kinds.append(call.kind)
        return ask(call)

    ledger = Ledger("/nonexistent/ledger", "account")
    ledger._save = lambda: None  # type: ignore[method-assign]
    probe(MAAS, account.settings, noted, account.clock, ledger)
    Cleaner(ledger, MAAS.upkeep, noted, account.sleep).clean()
    return kinds


@pytest.mark.parametrize("switches", [{}, {"maas_create_reply": "none", "maas_list_lag_seconds": 4}], ids=["", "blind"])
def test_a_second_run_leaves_nothing_of_one_that_was_killed(tmp_path, switches):
    path = tmp_path / "ledger.json"
    # A call that reads changes nothing, so that the end after it is the end before the next one.
    kinds = list(enumerate(_kinds(switches), 1))
    ends = [(number, False) for number, _kind in kinds] + [(number, True) for number, kind in kinds if kind == "write"]
    for number, after in ends if not switches else [end for end in ends if end[1]]:
        account = Account(switches)
        with pytest.raises(Killed):
            written(account, path, Dying(account.asker(), number, after=after))
        assert all(name in NAMES or "probe-k3x9q2m7" in name for name in account.living())
        # The second run begins with this; what it does then is what the tests above are about.
        assert Cleaner(Ledger(str(path), "account"), MAAS.upkeep, account.asker(), account.sleep).clean() == []
        assert account.living() == NAMES, (number, after)
        assert not path.exists()


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_at_any_call_makes_no_wrong_answer(tmp_path, kind, when):
    # Each call meets a fault of one kind, and each kind some calls.
    for skip in range(KINDS.index(kind) + 7 * (when == "after"), 70, 14):
        account = Account()
        fault = {"kind": kind, "service": "*", "action": "*", "skip": skip, "count": 1, "when": when}
        account.gateway.faults.replace([fault])
        outcome = written(account, tmp_path / "ledger.json")
        assert wrong(outcome, {}) == {}, skip
        assert account.living() == NAMES, skip


def test_only_what_the_ledger_names_is_deleted(tmp_path):
    path = tmp_path / "ledger.json"
    path.write_text(json.dumps([{"account": "another", "name": "plain", "scope": "", "ids": [], "unsure": 1}]))
    account = Account()
    written(account, path)
    assert account.living() == NAMES
    assert [entry["account"] for entry in json.loads(path.read_text())] == ["another"]


def test_what_was_made_and_is_not_shown_stays_in_the_ledger(tmp_path):
    path = tmp_path / "ledger.json"
    switches = {"maas_create_reply": "none", "maas_total": "absent", "maas_items_cap": 1}
    account = Account({**switches, "maas_list_order": "oldest_first"})
    written(account, path)
    assert len(account.living()) > len(NAMES)
    # Once lists show it, the next run deletes it.
    account.cloud.switches.change({"maas_items_cap": "none"})
    assert Cleaner(Ledger(str(path), "account"), MAAS.upkeep, account.asker(), account.sleep).clean() == []
    assert account.living() == NAMES
    assert not path.exists()
