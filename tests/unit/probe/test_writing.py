# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The probe that writes: it says the value that is set or none, and leaves nothing behind, whatever happens."""

from __future__ import annotations

import json
import random

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe import report
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.questions import Answered, New, Reply
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.run import Ask, values

from .cases import CASES, SWITCHES, Case, choices, findings, wrong
from .support import ARK_MODEL, TOKEN
from .test_reading import of_each_cloud

ASKED = [(name, switch) for name, case in CASES.items() for switch in case.write_switches]
KINDS = ("throttle", "flow_limit", "error", "reset", "hang", "cut_body", "html")

#: Endpoints that cannot be deleted are left, and the ledger names them.
ENDLESS = {("fabric_delete_failed", "refused"), ("fabric_delete_stalled", "refused")}

OURS = f"probe-{TOKEN}"


@pytest.mark.parametrize(("name", "switch"), ASKED, ids=lambda each: each)
def test_a_switch_makes_a_difference_that_is_told_truly(tmp_path, name, switch):
    case = CASES[name]
    seen = set()
    for number, value in enumerate(choices(switch)):
        switches = case.switches(switch, value)
        account = case.new(switches)
        before = account.living
        path = tmp_path / f"{number}.json"
        outcome, left = case.write(account, path)
        assert wrong(outcome, switches) == {}, value
        finding = findings(outcome)[switch]
        seen.add(repr(finding))
        if SWITCHES[switch].kind == "choice" and isinstance(finding, Answered):
            assert switch not in report.verdict(outcome), value
        assert bool(left) == ((switch, value) in ENDLESS), value
        assert account.living == sorted((*before, *left)), value
        assert path.exists() == bool(left)
        assert [action for action, _id in account.effects].count("CreateEndpoint") <= 2
        assert left or len(account.log) < 150
    assert len(seen) > 1


@of_each_cloud
@pytest.mark.parametrize("seed", range(10))
def test_values_that_come_together(tmp_path, case, seed):
    chance = random.Random(seed)
    names = [name for name in (*case.read_switches, *case.write_switches) if name not in case.together]
    switches = case.some(chance, names, **case.together)
    account = case.new(switches)
    before = account.living
    outcome, left = case.write(account, tmp_path / "ledger.json")
    assert wrong(outcome, switches) == {}
    # Where the list leaves endpoints out, some stay in the ledger.
    is_shown = switches.get("maas_items_cap", "none") == "none"
    assert (left, account.living) == ([], before) or (not is_shown and (tmp_path / "ledger.json").exists())


@of_each_cloud
def test_what_is_written_is_bounded(tmp_path, case):
    account = case.new()
    case.write(account, tmp_path / "ledger.json")
    made = {endpoint_id for action, endpoint_id in account.effects if action == "CreateEndpoint"}
    assert [action for action, _id in account.effects].count("CreateEndpoint") == len(made) == 2
    assert {endpoint_id for _action, endpoint_id in account.effects} == made
    assert len(account.log) < 80


def test_endpoints_of_fabric_cost_nothing(tmp_path):
    account = CASES["dataartsfabric"].new()
    CASES["dataartsfabric"].write(account, tmp_path / "ledger.json")
    bodies = [one["body"] for one in account.log if one["action"] == "CreateEndpoint"]
    assert {body["type"] for body in bodies} == {"inference"}
    assert {body.get("reserved_resource", {}).get("mu", {}).get("min", 0) for body in bodies} == {0}
    assert not any(body.get("public_access") for body in bodies)


# --- interrupted runs


class Killed(BaseException):
    """The end of the process."""


class Dying:
    """Asks until the process ends: before the call of this number, or after it."""

    def __init__(self, ask: Ask, number: int, *, after: bool) -> None:
        self._ask = ask
        self._left = number
        self._after = after

    def __call__(self, call: Call) -> Reply:
        self._left -= 1
        if self._left == 0 and self._after:
            self._ask(call)
        if self._left <= 0:
            raise Killed
        return self._ask(call)


def kinds_of_calls(case: Case, switches, path) -> list[str]:
    """Of which kind each call of a whole run is."""
    account, kinds = case.new(switches), []
    ask = account.asker()

    def noted(call: Call) -> Reply:
        kinds.append(call.kind)
        return ask(call)

    case.write(account, path, noted)
    return kinds


@of_each_cloud
@pytest.mark.parametrize("hidden", [False, True], ids=["", "hidden"])
def test_a_second_run_leaves_nothing_of_one_that_was_killed(tmp_path, case, hidden):
    path = tmp_path / "ledger.json"
    switches = case.hidden if hidden else {}
    population = case.new().living
    # A call that reads changes nothing, so that the end after it is the end before the next one.
    kinds = list(enumerate(kinds_of_calls(case, switches, path), 1))
    ends = [(number, True) for number, kind in kinds if kind == "write"]
    for number, after in ends if hidden else [*((number, False) for number, _kind in kinds), *ends]:
        account = case.new(switches)
        with pytest.raises(Killed):
            case.write(account, path, Dying(account.asker(), number, after=after))
        assert all(name in population or OURS in name for name in account.living), (number, after)
        if number % 5:
            assert case.clean(account, path) == [], (number, after)
        else:
            assert case.write(account, path)[1] == [], (number, after)
        assert account.living == population, (number, after)
        assert not path.exists()


@of_each_cloud
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_at_any_call_makes_no_wrong_answer(tmp_path, case, kind, when):
    population = case.new().living
    # Each call meets a fault of one kind, and each kind some calls.
    for skip in range(KINDS.index(kind) + 7 * (when == "after"), 75, 14):
        account = case.new()
        account.fault(kind, skip, when=when)
        outcome, left = case.write(account, tmp_path / "ledger.json")
        assert wrong(outcome, {}) == {}, skip
        assert (left, account.living) == ([], population), skip


# --- the ledger


@of_each_cloud
def test_only_what_the_ledger_names_is_deleted(tmp_path, case):
    path = tmp_path / "ledger.json"
    path.write_text(json.dumps([{"account": "another", "name": "plain", "scope": "", "ids": [], "unsure": 1}]))
    account = case.new()
    before = account.living
    case.write(account, path)
    assert account.living == before
    assert [entry["account"] for entry in json.loads(path.read_text())] == ["another"]


def test_what_is_only_named_alike_is_left_alone(tmp_path):
    ark, fabric = CASES["ark"].new(), CASES["dataartsfabric"].new()
    ark.call("CreateEndpoint", {"Name": "probe-abcdefgh", "ModelReference": ARK_MODEL})
    fabric.perform("CreateEndpoint", {"name": "probe-abcdefgh", "type": "inference"})
    for name, account in (("ark", ark), ("dataartsfabric", fabric)):
        CASES[name].write(account, tmp_path / "ledger.json")
        assert "probe-abcdefgh" in account.living


def test_a_ledger_of_an_earlier_release_is_read(tmp_path):
    path = tmp_path / "ledger.json"
    account = CASES["ark"].new()
    account.call("CreateEndpoint", {"Name": "probe-abcdefgh", "ModelReference": ARK_MODEL, "ProjectName": "other"})
    entry = {"account": "account", "name": "probe-abcdefgh", "project_name": "other", "ids": [], "unsure": 1}
    path.write_text(json.dumps([entry]))
    assert CASES["ark"].clean(account, path) == []
    assert account.living == CASES["ark"].new().living


def test_a_dry_run_that_makes_an_endpoint_is_the_only_one(tmp_path):
    account = CASES["ark"].new()
    ask = account.asker()

    def deaf(call: Call) -> Reply:
        arguments = {name: value for name, value in call.arguments.items() if name != "DryRun"}
        return ask(call._replace(arguments=arguments))

    outcome, _left = CASES["ark"].write(account, tmp_path / "ledger.json", deaf)
    found = findings(outcome)
    assert found["dry_run"] == New("a dry run that makes an endpoint")
    assert [action for action, _id in account.effects].count("CreateEndpoint") == 1
    assert account.living == CASES["ark"].new().living
    assert not isinstance(found["names_unique"], Answered)


def test_what_cannot_be_found_is_said_to_be_left(tmp_path):
    hidden = {"fabric_create_reply": "empty", "fabric_name_filter": "ignored", "fabric_list_order": "oldest_first"}
    account = CASES["dataartsfabric"].new({**hidden, "fabric_page_cap": 1})
    before = account.living
    outcome, left = CASES["dataartsfabric"].write(account, tmp_path / "ledger.json")
    assert left == [OURS]
    assert account.living == sorted((*before, *left))
    assert [entry["name"] for entry in json.loads((tmp_path / "ledger.json").read_text())] == left
    assert not isinstance(findings(outcome)["fabric_creating_status"], Answered)


def test_the_account_keeps_room_for_others(tmp_path):
    full = {"maas_quota": 4}
    account = CASES["maas"].new(full)
    outcome, _left = CASES["maas"].write(account, tmp_path / "ledger.json")
    assert not account.effects
    assert values(outcome) == values(CASES["maas"].read(CASES["maas"].new(full)))


def test_what_was_made_and_is_not_shown_stays_in_the_ledger(tmp_path):
    path = tmp_path / "ledger.json"
    switches = {"maas_create_reply": "none", "maas_total": "absent", "maas_items_cap": 1}
    account = CASES["maas"].new({**switches, "maas_list_order": "oldest_first"})
    before = account.living
    CASES["maas"].write(account, path)
    assert len(account.living) > len(before)
    # Once lists show it, the next run deletes it.
    account.cloud.switches.change({"maas_items_cap": "none"})
    assert CASES["maas"].clean(account, path) == []
    assert account.living == before
    assert not path.exists()
