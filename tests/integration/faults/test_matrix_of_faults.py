# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of fault at every action, with real ansible-playbook and real sockets, single and in bulk.

What counts is what the sandbox has and what its log says, not what is reported. One run of ansible-playbook has a host
for each case, so that their waiting is done side by side.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ..support.playbook import GROUP, MODULE, SET, Playbooks
from ..support.sandbox import WRITES as WRITE_ACTIONS
from ..support.sandbox import Sandbox
from .matrix import MODEL, PATIENCE, TASKS, WRITES, Case, cases

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

#: Members that no create and no update may carry: what is read-only or belongs to the platform.
NEVER_SENT = {"Status", "CreateTime", "UpdateTime", "EndpointModelType", "BatchOnly", "RollingId", "SupportRolling"}


def prepare(sandbox: Sandbox, playbooks: Playbooks, wanted: list[Case]) -> dict[str, str]:
    """The endpoints as they are before the tasks; their ids by name."""
    declared = [
        {
            "name": case.name,
            "model_reference": MODEL,
            "rate_limit": {"rpm": 5, "tpm": 50},
            "state": "stopped" if case.action == "StartEndpoint" else "present",
        }
        for case in wanted
        if case.action not in ("CreateEndpoint", "ListEndpoints")
    ]
    playbooks.run([{"name": "prepare", SET: {"endpoints": declared, "wait_timeout": 120}}], sandbox=sandbox)
    return {one["Name"]: one["Id"] for one in sandbox.endpoints()}


def arm(sandbox: Sandbox, wanted: list[Case], ids: dict[str, str], count: int | None = 1) -> None:
    """Each fault strikes the calls about its own endpoint."""
    sandbox.control("PUT", "faults", [case.fault(ids.get(case.name), count) for case in wanted])


def strikes(sandbox: Sandbox) -> Counter:
    """How often faults of each kind have struck."""
    struck: Counter = Counter()
    for fault in sandbox.control("GET", "faults"):
        struck[fault["kind"]] += fault["hits"]
    return struck


def writes_by_name(log: list[dict[str, Any]], ids: dict[str, str]) -> dict[str, list[str]]:
    """What was done to the endpoint of each name, from the sandbox's log."""
    names = {endpoint_id: name for name, endpoint_id in ids.items()}
    done: dict[str, list[str]] = {}
    for entry in log:
        body = entry["body"] or {}
        if entry["effect"]:
            name = names.get(entry["endpoint_id"]) or body.get("Name")
            names.setdefault(entry["endpoint_id"], name)
            done.setdefault(name, []).append(entry["action"])
    return done


def check_what_was_sent(log: list[dict[str, Any]]) -> None:
    """Nothing read-only, no tag of the platform."""
    for entry in log:
        body = entry["body"] or {}
        if entry["action"] in ("CreateEndpoint", "UpdateEndpoint"):
            assert not NEVER_SENT & set(body), entry
            assert not any(tag["Key"].startswith(("sys:", "volc:")) for tag in body.get("Tags") or []), entry


def check_service(sandbox: Sandbox, wanted: list[Case]) -> None:
    """One endpoint for each name that is declared, as it is declared."""
    found = Counter(one["Name"] for one in sandbox.endpoints())
    assert found == Counter(case.name for case in wanted if case.action != "DeleteEndpoint")
    for one in sandbox.endpoints():
        action = one["Name"].partition("-")[0]
        assert one["Status"] == ("Stopped" if action == "StopEndpoint" else "Running"), one
        assert one["RateLimit"] == {"Rpm": 7 if action == "UpdateEndpoint" else 5, "Tpm": 50}, one
        assert one.get("Description", "") == TASKS.get(action, {}).get("description", ""), one


def play_of(sandbox: Sandbox, **options: Any) -> dict[str, Any]:
    defaults = {**sandbox.connection, "request_timeout": PATIENCE, "wait_timeout": 120, **options}
    return {"strategy": "free", "module_defaults": {GROUP: defaults}}


def singles(sandbox: Sandbox, playbooks: Playbooks, wanted: list[Case], *titles: str, **options: Any) -> Any:
    """The task of each case on a host of its own, once for each title."""
    hosts = {
        f"h{number}": {"options": {"name": case.name, **TASKS.get(case.action, TASKS["CreateEndpoint"])}}
        for number, case in enumerate(wanted)
    }
    tasks = [{"name": title, MODULE: "{{ options }}", "ignore_errors": True} for title in titles]
    run = playbooks.attempt(
        tasks, "--forks", "24", hosts=hosts, play=play_of(sandbox, **options), environment={"ANSIBLE_FORKS": "24"}
    )
    return {case: [run.on(f"h{number}")[title].result for title in titles] for number, case in enumerate(wanted)}


def test_a_passing_fault_at_each_call_of_a_task(sandbox, playbooks):
    wanted = cases()
    ids = prepare(sandbox, playbooks, wanted)
    arm(sandbox, wanted, ids)
    mark = sandbox.mark()
    results = singles(sandbox, playbooks, wanted, "first", "again")
    log = sandbox.log(mark)
    done = writes_by_name(log, ids)
    struck = strikes(sandbox)
    assert sum(struck.values()) == len(wanted)
    wrong = []
    for case, (first, again) in results.items():
        # A second run that found nothing to do leaves the log as the first one has left it.
        writes = WRITES[case.action]
        if first.get("failed") or again.get("failed"):
            wrong.append((case, first.get("msg"), again.get("msg")))
        elif not (first["actions"] == done.get(case.name) == writes and first["changed"]):
            wrong.append((case, first["actions"], done.get(case.name)))
        elif again["changed"] or again["actions"]:
            wrong.append((case, "again", again["actions"]))
    assert wrong == []
    check_what_was_sent(log)
    check_service(sandbox, wanted)
    print("faults survived by single tasks:", dict(struck))


def test_a_passing_fault_at_each_call_of_a_set(sandbox, playbooks):
    wanted = cases()
    ids = prepare(sandbox, playbooks, wanted)
    arm(sandbox, wanted, ids)
    mark = sandbox.mark()
    declared = [{"name": case.name, **TASKS[case.action]} for case in wanted]
    run = playbooks.run(
        [{"name": title, SET: {"endpoints": declared, "concurrency": 16}} for title in ("first", "again")],
        play=play_of(sandbox, wait_timeout=300),
    )
    log = sandbox.log(mark)
    done = writes_by_name(log, ids)
    results = dict(zip(wanted, run["first"]["results"], strict=True))
    wrong = [
        (case, result["actions"], done.get(case.name))
        for case, result in results.items()
        if not result["actions"] == done.get(case.name) == WRITES[case.action]
    ]
    assert wrong == []
    assert run["again"]["changed"] is False
    check_what_was_sent(log)
    check_service(sandbox, wanted)
    struck = strikes(sandbox)
    # A list may stand for the read of an endpoint, so not every read is made that could be struck.
    assert all(struck[kind] for kind in {case.kind for case in wanted})
    print("faults survived by a set:", dict(struck))


@pytest.mark.parametrize("form", ["single", "bulk"])
def test_passing_faults_at_the_list(sandbox, playbooks, form):
    """Nothing tells one list call from another, so here each fault strikes whoever comes next, two spared between."""
    wanted = cases(("ListEndpoints",))
    faults = [{**case.fault("any"), "skip": 2 * number} for number, case in enumerate(wanted)]
    for fault in faults:
        del fault["endpoint_id"]
    sandbox.control("PUT", "faults", faults)
    if form == "single":
        results = singles(sandbox, playbooks, wanted, "first", "again")
        assert [[one["actions"] for one in pair] for pair in results.values()] == [[["CreateEndpoint"], []]] * len(
            wanted
        )
    else:
        declared = [{"name": case.name, **TASKS["CreateEndpoint"]} for case in wanted]
        tasks = [{"name": f"add {one['name']}", SET: {"endpoints": [one]}} for one in declared]
        tasks += [{"name": f"all {turn}", SET: {"endpoints": declared}} for turn in range(9)]
        run = playbooks.run(tasks, play=play_of(sandbox))
        assert [task.result["changed"] for task in run.tasks] == [True] * len(wanted) + [False] * 9
    assert sandbox.effects() == ["CreateEndpoint"] * len(wanted)
    check_service(sandbox, wanted)
    struck = strikes(sandbox)
    assert sum(struck.values()) == len(wanted)
    print(f"faults at the list survived ({form}):", dict(struck))


def test_a_fault_that_lasts_is_told_honestly_and_a_plain_run_heals(sandbox, playbooks):
    """Each write fails again and again; afterwards each report is true, and the next run does what is missing."""
    wanted = [case for case in cases(WRITE_ACTIONS) if case.kind not in ("hang", "latency")]
    ids = prepare(sandbox, playbooks, wanted)
    arm(sandbox, wanted, ids, count=None)
    mark = sandbox.mark()
    results = singles(sandbox, playbooks, wanted, "first", wait_timeout=12, max_retries=1)
    log = sandbox.log(mark)
    done = writes_by_name(log, ids)
    wrong = []
    for case, (first,) in results.items():
        unknown = "Whether it took effect is not known" in first.get("msg", "")
        actions, truth = first["actions"], done.get(case.name, [])
        if actions != truth and not (unknown and actions == truth[: len(actions)]):
            wrong.append((case, actions, truth, first.get("msg")))
        elif first["failed"] and not (first["error_code"] and first["action"]):
            wrong.append((case, first))
    assert wrong == []
    struck = strikes(sandbox)
    sandbox.control("DELETE", "faults")
    healed = singles(sandbox, playbooks, wanted, "heal", "again")
    assert [case for case, pair in healed.items() if any(one.get("failed") for one in pair)] == []
    assert [case for case, (_heal, again) in healed.items() if again["changed"]] == []
    check_what_was_sent(sandbox.log(mark))
    check_service(sandbox, wanted)
    print("lasting faults told honestly:", dict(struck))
