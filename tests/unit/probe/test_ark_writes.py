# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The probe that writes: it says the value that is set or none, and leaves nothing behind, whatever happens."""

from __future__ import annotations

import functools
import json
import random
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.ark import ARK
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.ledger import Cleaner, Ledger
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.questions import (
    WRITE,
    Answered,
    New,
    Reply,
)
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.run import Ask, Outcome, probe, values
from cloud_sandbox.switches import ALL_SWITCHES

from .interrupted import Dying, Killed
from .support import MODEL, Account

SWITCHES = {switch.name: switch for switch in ALL_SWITCHES}
CLAIMED = [SWITCHES[question.switch] for question in ARK.questions if question.level == WRITE]

#: Words of an API that has others.
WORDS = ("Rebooting",)

#: What other switches must be for a value to show.
SHOWN_WITH = {"updating_status": {"update_seconds": 5}, "deleted_record": {"deleted_record_seconds": 30}}


def choices(name: str) -> tuple[Any, ...]:
    switch = SWITCHES[name]
    return (False, True) if switch.kind == "bool" else (*switch.choices, *(WORDS if switch.kind == "word" else ()))


def written(account: Account, path: Path, ask: Ask | None = None) -> Outcome:
    """A run of the probe with its cleaning before and after."""
    ask = ask or account.asker()
    ledger = Ledger(str(path), "account")
    cleaner = Cleaner(ledger, ARK.upkeep, ask, account.sleep)
    cleaner.clean()
    try:
        return probe(ARK, account.settings, ask, account.clock, ledger)
    finally:
        cleaner.clean()


def living(account: Account) -> list[str]:
    account.sleep(3600)
    return sorted(one["Name"] for one in account.cloud.ark.state() if one["Status"] != "Deleted")


POPULATION = sorted(("plain", "Limited One", "custom", "broken"))


@functools.cache
def told(name: str, value: Any) -> tuple[Outcome, list[str], list[Any]]:
    """The outcome under a value, what lives afterwards, and what the ledger still names."""
    account = Account({**SHOWN_WITH.get(name, {}), name: value})
    ledger = Ledger("/nonexistent/ledger", "account")
    ledger._save = lambda: None  # type: ignore[method-assign]
    ask = account.asker()
    outcome = probe(ARK, account.settings, ask, account.clock, ledger)
    Cleaner(ledger, ARK.upkeep, ask, account.sleep).clean()
    return outcome, living(account), list(ledger)


@pytest.mark.parametrize("name", [switch.name for switch in CLAIMED])
def test_the_value_that_is_set_or_none(name):
    for value in choices(name):
        switches = {**SHOWN_WITH.get(name, {}), name: value}
        outcome, alive, named = told(name, value)
        for other, found in values(outcome).items():
            assert found == switches.get(other, SWITCHES[other].default), (value, other)
        assert not [question.switch for question, finding in outcome.findings if isinstance(finding, New)]
        assert (alive, named) == (POPULATION, [])


@pytest.mark.parametrize("switch", CLAIMED, ids=lambda switch: switch.name)
def test_a_switch_makes_a_difference_that_is_seen(switch):
    seen = {
        repr(finding)
        for value in choices(switch.name)
        for question, finding in told(switch.name, value)[0].findings
        if question.switch == switch.name
    }
    assert len(seen) > 1


@pytest.mark.parametrize("seed", range(25))
def test_values_that_come_together(tmp_path, seed):
    chance = random.Random(seed)
    names = {question.switch for question in ARK.questions if SWITCHES[question.switch].kind != "count"}
    switches: dict[str, Any] = {name: chance.choice(choices(name)) for name in sorted(names)}
    switches.update(update_seconds=chance.choice((0, 5)), deleted_record_seconds=chance.choice((1, 30)))
    account = Account(switches)
    before = living(account)
    outcome = written(account, tmp_path / "ledger.json")
    assert {
        name: found for name, found in values(outcome).items() if found != switches.get(name, SWITCHES[name].default)
    } == {}
    assert living(account) == before


def test_what_is_written_is_bounded(tmp_path):
    account = Account()
    written(account, tmp_path / "ledger.json")
    effects = [entry["action"] for entry in account.log if entry["effect"]]
    assert effects.count("CreateEndpoint") == 2
    made = {entry["endpoint_id"] for entry in account.log if entry["effect"] and entry["action"] == "CreateEndpoint"}
    assert {entry["endpoint_id"] for entry in account.log if entry["effect"]} == made
    assert len(account.log) < 150


def _kinds() -> list[str]:
    """Of which kind each call of a whole run is."""
    kinds = []

    def noted(call: Call) -> Reply:
        kinds.append(call.kind)
        return ask(call)

    account = Account()
    ask = account.asker()
    ledger = Ledger("/nonexistent/ledger", "account")
    ledger._save = lambda: None  # type: ignore[method-assign]
    probe(ARK, account.settings, noted, account.clock, ledger)
    Cleaner(ledger, ARK.upkeep, noted, account.sleep).clean()
    return kinds


def test_a_second_run_leaves_nothing_of_one_that_was_killed(tmp_path):
    path = tmp_path / "ledger.json"
    # A call that reads changes nothing, so that the end after it is the end before the next one.
    kinds = list(enumerate(_kinds(), 1))
    ends = [(number, False) for number, _kind in kinds] + [(number, True) for number, kind in kinds if kind == "write"]
    for number, after in ends:
        account = Account()
        with pytest.raises(Killed):
            written(account, path, Dying(account.asker(), number, after=after))
        assert set(living(account)) - set(POPULATION) <= {"probe-k3x9q2m7"}, (number, after)
        # The second run begins with this; what it does then is what the tests above are about.
        assert Cleaner(Ledger(str(path), "account"), ARK.upkeep, account.asker(), account.sleep).clean() == []
        assert living(account) == POPULATION, (number, after)
        assert not path.exists()


KINDS = ("throttle", "flow_limit", "error", "reset", "hang", "cut_body", "html")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_at_any_call_makes_no_wrong_answer(tmp_path, kind, when):
    truth = values(written(Account(), tmp_path / "ledger.json"))
    # Each call meets a fault of one kind, and each kind some calls.
    for skip in range(KINDS.index(kind) + 7 * (when == "after"), 110, 14):
        account = Account()
        account.gateway.faults.replace([{"kind": kind, "action": "*", "skip": skip, "count": 1, "when": when}])
        outcome = written(account, tmp_path / "ledger.json")
        assert {name: found for name, found in values(outcome).items() if truth.get(name) != found} == {}, skip
        assert living(account) == POPULATION, skip


def test_only_what_the_ledger_names_is_deleted(tmp_path):
    path = tmp_path / "ledger.json"
    path.write_text(json.dumps([{"account": "another", "name": "plain", "project_name": "", "ids": [], "unsure": 1}]))
    account = Account()
    account.call("CreateEndpoint", {"Name": "probe-abcdefgh", "ModelReference": MODEL})
    before = living(account)
    written(account, path)
    assert living(account) == before
    assert [entry["account"] for entry in json.loads(path.read_text())] == ["another"]


def test_a_dry_run_that_makes_an_endpoint_is_the_only_one(tmp_path):
    account = Account()
    ask = account.asker()

    def deaf(call: Call) -> Reply:
        arguments = {name: value for name, value in call.arguments.items() if name != "DryRun"}
        return ask(call._replace(arguments=arguments))

    outcome = written(account, tmp_path / "ledger.json", deaf)
    found = {question.switch: finding for question, finding in outcome.findings}
    assert found["dry_run"] == New("a dry run that makes an endpoint")
    assert [entry["action"] for entry in account.log if entry["effect"]].count("CreateEndpoint") == 1
    assert living(account) == POPULATION
    assert not isinstance(found["names_unique"], Answered)
