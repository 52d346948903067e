# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault at every call of every task on Huawei's services: what they have and have done is what counts."""

from __future__ import annotations

import functools
import itertools
import random
from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import CallFailed

from ..fuzz.figures import TIMES
from ..support.huawei_world import MU, FabricWorld, MaasWorld

FABRIC = {"name": "chat", "type": "inference", "description": "d", "reserved_resource": {"mu": MU}}
MAAS = {"name": "chat", "model_name": "deepseek-v3", "description": "d", "rpm": 1, "tpm": 2}

#: Task: (world, state of the endpoint before, options, the writes that it takes).
TASKS: dict[str, tuple[type, str | None, dict[str, Any], list[str]]] = {
    "fabric create": (FabricWorld, None, FABRIC, ["CreateEndpoint"]),
    "fabric update": (FabricWorld, "present", {**FABRIC, "description": "new"}, ["UpdateEndpoint"]),
    "fabric rename": (FabricWorld, "present", {"endpoint_id": True, "name": "talk"}, ["UpdateEndpoint"]),
    "fabric delete": (FabricWorld, "present", {"name": "chat", "state": "absent"}, ["DeleteEndpoint"]),
    "fabric delete first": (
        FabricWorld,
        "present",
        {**FABRIC, "type": "sql", "recreate": "delete_first"},
        ["DeleteEndpoint", "CreateEndpoint"],
    ),
    "maas create": (MaasWorld, None, MAAS, ["CreateEndpoint"]),
    "maas create stopped": (MaasWorld, None, {**MAAS, "state": "stopped"}, ["CreateEndpoint", "DeactivateEndpoint"]),
    "maas update": (MaasWorld, "present", {**MAAS, "rpm": 5}, ["UpdateEndpoint"]),
    "maas guard off": (
        MaasWorld,
        "present",
        {"name": "chat", "moderation": False, "accept_agreement": True},
        ["SignAgreement", "UpdateEndpoint"],
    ),
    "maas rename": (MaasWorld, "present", {"endpoint_id": True, "name": "talk"}, ["UpdateEndpoint"]),
    "maas stop": (MaasWorld, "present", {"name": "chat", "state": "stopped"}, ["DeactivateEndpoint"]),
    "maas start": (MaasWorld, "stopped", {"name": "chat", "state": "started"}, ["ActivateEndpoint"]),
    "maas delete": (MaasWorld, "stopped", {"name": "chat", "state": "absent"}, ["DeleteEndpoint"]),
    "maas delete running": (
        MaasWorld,
        "present",
        {"name": "chat", "state": "absent"},
        ["DeactivateEndpoint", "DeleteEndpoint"],
    ),
}
READS = {FabricWorld: ["ListEndpoints", "ShowEndpoint"], MaasWorld: ["ListEndpoints"]}

#: Faults after which it is not known whether the call took effect. To the engine a cut body is a reset.
UNCLEAR = ("error", "reset", "html", "hang", "garbage", "foreign")
SERVERS = {
    "plain": {},
    "reads lag": {
        "fabric_read_lag_seconds": 3,
        "fabric_list_lag_seconds": 4,
        "maas_list_lag_seconds": 4,
        "maas_lag_scope": "writes",
    },
    "slow": {
        "fabric_create_seconds": 9,
        "fabric_update_seconds": 9,
        "fabric_delete_seconds": 9,
        "fabric_deleting_status": "unchanged",
        "maas_delete_enabled": "refused",
        "maas_control_repeat": "refused",
        "maas_create_reply": "none",
    },
}


def start(task: str, server: str) -> tuple[Any, dict[str, Any]]:
    """A world before the task, and the task's options."""
    world_class, state, options, _writes = TASKS[task]
    world = world_class(**SERVERS[server])
    if state is not None:
        world.ok(**(FABRIC if world_class is FabricWorld else MAAS), state=state, wait_timeout=600)
        world.settle()
    options = {"wait_timeout": 600, **options}
    if options.get("endpoint_id"):
        options["endpoint_id"] = world.only("chat")["id"]
    return world, options


def truth(world: Any) -> list[dict[str, Any]]:
    """What the service has, without what differs from run to run."""
    volatile = ("id", "create_time", "update_time", "urls", "business_engine_instance_ids")
    return [{member: value for member, value in one.items() if member not in volatile} for one in world.endpoints()]


@functools.cache
def clean(task: str, server: str) -> list[dict[str, Any]]:
    """What the service has after the task when nothing goes wrong."""
    world, options = start(task, server)
    effects = len(world.effects())
    assert world.ok(**options).actions == TASKS[task][3]
    assert world.effects()[effects:] == effective(task)
    world.settle()
    return truth(world)


def effective(task: str) -> list[str]:
    """The writes of a task that the service logs: to sign is a part of another one."""
    return [action for action in TASKS[task][3] if action != "SignAgreement"]


def trouble(world: Any, task: str, options: dict[str, Any], expected: list[dict], *, must_pass: bool = True) -> str:
    """What is wrong with the task, run with faults armed; '' if nothing is."""
    effects = len(world.effects())
    outcome = world.task(**options)
    done = world.effects()[effects:]
    actions = [action for action in outcome.actions if action != "SignAgreement"]
    if outcome.error is not None and (must_pass or not isinstance(outcome.error, CallFailed)):
        return f"failed: {outcome.error!r}"
    unknown = "Whether it took effect is not known" in str(outcome.error)
    if actions != done and not (unknown and actions == done[: len(actions)]):
        return f"reports {outcome.actions}, has done {done}; error: {outcome.error}"
    if outcome.error is None and done != effective(task):
        return f"has done {done}"
    if len(world.endpoints()) > 1:
        return f"leaves {len(world.endpoints())} endpoints"
    world.gateway.faults.replace([])
    world.settle()
    again = world.task(**options)
    world.settle()
    if again.error is not None:
        return f"the next run fails: {again.error!r}"
    if again.changed and outcome.error is None:
        return f"the next run does {again.actions}"
    return "" if truth(world) == expected else f"ends with {truth(world)}, not {expected}"


SINGLE = [(task, action) for task in TASKS for action in (*READS[TASKS[task][0]], *effective(task))]
NAMES = [f"{task}-{action}" for task, action in SINGLE]
each_call = pytest.mark.parametrize(("task", "action"), SINGLE, ids=NAMES)


def strikes(task: str, action: str, server: str) -> list[dict[str, Any]]:
    """The faults at a call: each moment and each repetition, each with one kind.

    To the engine all kinds of a moment are one answer. They take turns from server to server and from call to call.
    """
    turn = SINGLE.index((task, action)) + list(SERVERS).index(server)
    is_read = action in READS[TASKS[task][0]]
    found = []
    for place, repeat in enumerate(({"count": 1}, {"skip": 1, "count": 1} if is_read else {"count": 2})):
        unclear = UNCLEAR[(turn + len(SERVERS) * place) % len(UNCLEAR)]
        for kind, when in ((unclear, "before"), (unclear, "after"), ("throttle", "before")):
            found.append({"kind": kind, "action": action, "when": when, **repeat})
    return found


def test_every_kind_strikes_at_every_call_at_every_moment():
    wanted = {*itertools.product(UNCLEAR, ("before", "after")), ("throttle", "before")}
    for task, action in SINGLE:
        found = [(fault["kind"], fault["when"]) for server in SERVERS for fault in strikes(task, action, server)]
        assert set(found) == wanted, (task, action)


@pytest.mark.parametrize("server", SERVERS)
@each_call
def test_a_passing_fault_changes_nothing_but_the_time(task, action, server):
    expected = clean(task, server)
    wrong = []
    for fault in strikes(task, action, server):
        world, options = start(task, server)
        world.gateway.faults.add(fault)
        found = trouble(world, task, options, expected)
        if found:
            wrong.append(f"{fault}: {found}")
    assert not wrong, "\n".join(wrong)


REFUSALS = [("APIGW.0301", 401), ("APIGW.0303", 401), ("APIGW.0101", 404), ("ModelArts.8503", 401)]


@each_call
def test_a_refusal_ends_the_task_and_is_told_as_the_server_said_it(task, action):
    turn = SINGLE.index((task, action))
    for code, status in (REFUSALS[turn % 4], REFUSALS[(turn + 2) % 4]):
        world, options = start(task, "plain")
        world.gateway.faults.add({"kind": "error", "action": action, "code": code, "status": status})
        before = len(world.log)
        outcome = world.task(**options)
        details = outcome.error.details()
        assert (details["action"], details["error_code"], details["http_status"]) == (action, code, status)
        assert len([entry for entry in world.log[before:] if entry["fault"]]) == 1, "a refusal is not retried"


@pytest.mark.parametrize("task", TASKS)
def test_a_fault_that_lasts_fails_honestly_or_not_at_all(task):
    expected = clean(task, "plain")
    turn = list(TASKS).index(task)
    kinds = (UNCLEAR[turn % len(UNCLEAR)], UNCLEAR[(turn + 3) % len(UNCLEAR)])  # two for each task, in turn
    strikes_of_task = [*itertools.product(kinds, ("before", "after")), ("throttle", "before")]
    for action, (kind, when) in itertools.product(effective(task), strikes_of_task):
        world, options = start(task, "plain")
        world.gateway.faults.add({"kind": kind, "action": action, "when": when})
        found = trouble(world, task, {**options, "wait_timeout": 100}, expected, must_pass=when == "after")
        assert not found, (action, kind, when)


@pytest.mark.parametrize("world_class", [FabricWorld, MaasWorld])
@pytest.mark.parametrize("seed", range(3 * TIMES))
def test_a_life_among_faults_leaves_one_endpoint_as_declared(world_class, seed):
    dice = random.Random(f"{world_class.__name__} {seed}")
    world = world_class(seed=seed, maas_deleted_name="reusable", **SERVERS[dice.choice(list(SERVERS))])
    base = FABRIC if world_class is FabricWorld else MAAS
    for number in range(20):
        states = ["present", "present", "absent"] if world_class is FabricWorld else ["started", "stopped", "absent"]
        options = {**base, "description": dice.choice("abc"), "state": dice.choice(states)}
        kinds = dice.sample([*UNCLEAR, "throttle"], 2)
        world.gateway.faults.replace(
            [
                {
                    "kind": kind,
                    "when": "before" if kind == "throttle" else dice.choice(["before", "after"]),
                    "probability": dice.choice([0.1, 0.3, 0.6]),
                    "seed": dice.randrange(10**6),
                }
                for kind in kinds
            ]
        )
        outcome = world.task(wait_timeout=dice.choice([30, 300, 3000]), **options)
        story = f"task {number} {options}: {outcome.actions}, error {outcome.error!r}"
        world.gateway.faults.replace([])
        assert outcome.error is None or isinstance(outcome.error, CallFailed), story
        world.settle()
        assert len(world.endpoints()) <= 1, story
        again = world.task(wait_timeout=300, **options)
        assert again.error is None, (story, again.error)
        assert not again.changed or outcome.error is not None, (story, again.actions)
        world.settle()
        assert not world.ok(wait_timeout=300, **options).changed
