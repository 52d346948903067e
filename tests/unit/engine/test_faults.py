# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault at every call of every task. What counts is what the service has and has done, not what is reported."""

from __future__ import annotations

import functools
import itertools
import random

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import CallFailed
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import to_api

from ..fuzz.figures import TIMES
from ..support.world import MODEL, OTHER_MODEL, WRITES, Outcome, World

DECLARED = {"name": "chat", "model_reference": MODEL, "description": "d", "rate_limit": {"rpm": 1, "tpm": 2}}

#: Task: (state of the endpoint before, options, the writes that it takes).
TASKS = {
    "create": (None, DECLARED, ["CreateEndpoint"]),
    "create stopped": (None, {**DECLARED, "state": "stopped"}, ["CreateEndpoint", "StopEndpoint"]),
    "update": ("running", {**DECLARED, "description": "new"}, ["UpdateEndpoint"]),
    "update tags": ("running", {"name": "chat", "tags": [{"key": "a", "value": "b"}]}, ["UpdateEndpoint"]),
    "rename": ("running", {"endpoint_id": True, "name": "talk"}, ["UpdateEndpoint"]),
    "stop": ("running", {"name": "chat", "state": "stopped"}, ["StopEndpoint"]),
    "stop and return": ("running", {"name": "chat", "state": "stopped", "wait": False}, ["StopEndpoint"]),
    "start": ("stopped", {"name": "chat", "state": "started"}, ["StartEndpoint"]),
    "start failed": ("failed", {"name": "chat", "state": "started"}, ["StartEndpoint"]),
    "start and update": (
        "stopped",
        {"name": "chat", "state": "started", "description": "x"},
        ["StartEndpoint", "UpdateEndpoint"],
    ),
    "delete running": ("running", {"name": "chat", "state": "absent"}, ["StopEndpoint", "DeleteEndpoint"]),
    "delete stopped": ("stopped", {"name": "chat", "state": "absent"}, ["DeleteEndpoint"]),
    "delete failed": ("failed", {"name": "chat", "state": "absent"}, ["DeleteEndpoint"]),
    "delete and return": ("stopped", {"name": "chat", "state": "absent", "wait": False}, ["DeleteEndpoint"]),
    "create first": (
        "running",
        {**DECLARED, "model_reference": OTHER_MODEL, "recreate": "create_first"},
        ["CreateEndpoint", "StopEndpoint", "DeleteEndpoint"],
    ),
    "delete first": (
        "running",
        {**DECLARED, "model_reference": OTHER_MODEL, "recreate": "delete_first"},
        ["StopEndpoint", "DeleteEndpoint", "CreateEndpoint"],
    ),
}

ROLL = {"name": "chat", "model_reference": OTHER_MODEL, "rolling_update": "complete"}
TASKS["roll"] = ("running", ROLL, ["CreateEndpointRolling"])
TASKS["roll and return"] = ("running", {**ROLL, "rolling_update": "start"}, ["CreateEndpointRolling"])

#: Faults after which it is not known whether the call took effect.
UNCLEAR = ("error", "reset", "cut_body", "html", "hang", "garbage", "foreign")
#: Faults that say that the call was turned away unread, so that they can strike only before it has an effect.
TURNED_AWAY = ("throttle", "flow_limit")

#: Servers on which the faults strike.
SERVERS = {
    "plain": {},
    "reads lag": {"read_lag_seconds": 3, "list_lag_seconds": 4, "lag_scope": "writes"},
    "slow and strict": {
        "stop_seconds": 9,
        "start_seconds": 9,
        "delete_seconds": 9,
        "wrong_state_status": "409",
    },
    "slow and silent": {
        "stopping_status": "unchanged",
        "deleting_status": "unchanged",
        "starting_status": "unchanged",
        "stop_seconds": 9,
        "start_seconds": 5,
        "delete_seconds": 9,
    },
    "obliging": {
        "start_running": "noop",
        "stop_stopped": "noop",
        "delete_running": "allowed",
        "delete_transitional": "allowed",
        "update_transitional": "accepted",
        "starting_status": "none",
        "stopping_status": "none",
        "deleting_status": "none",
    },
}


def start(task: str, server: str) -> tuple[World, dict]:
    """A world before the task, and the task's options."""
    state, options, _writes = TASKS[task]
    world = World(**SERVERS[server])
    if state is not None:
        body = to_api(world.resource.fields, {**DECLARED, "project_name": "default"})
        world.service.perform("CreateEndpoint", body)
        world.settle()
        world.force("chat", Status=state.capitalize())
        world.settle()
    options = {"wait_timeout": 600, **options}
    if options.get("endpoint_id"):
        options["endpoint_id"] = world.only("chat")["Id"]
    return world, options


def truth(world: World) -> list[dict]:
    """What the service has, without what differs from run to run."""
    volatile = ("Id", "CreateTime", "UpdateTime")
    return [{member: value for member, value in one.items() if member not in volatile} for one in world.endpoints()]


@functools.cache
def clean(task: str, server: str) -> list[dict]:
    """What the service has after the task when nothing goes wrong."""
    world, options = start(task, server)
    effects = len(world.effects())
    assert world.ok(**options).actions == world.effects()[effects:] == TASKS[task][2]
    world.settle()
    return truth(world)


def struck(
    task: str, server: str, fault: dict, *, must_pass: bool = True, wait_timeout: int = 600
) -> tuple[World, Outcome, str]:
    """A world in which the task was run with this fault armed, the outcome, and what is wrong; '' if nothing is."""
    world, options = start(task, server)
    world.gateway.faults.add(fault)
    effects = len(world.effects())
    outcome = world.task(**{**options, "wait_timeout": wait_timeout})
    done = world.effects()[effects:]
    return world, outcome, _trouble(world, task, server, options, outcome, done, must_pass=must_pass)


def _trouble(
    world: World, task: str, server: str, options: dict, outcome: Outcome, done: list[str], *, must_pass: bool
) -> str:
    writes = TASKS[task][2]
    if outcome.error is not None and must_pass:
        return f"failed: {outcome.error}"
    if outcome.error is not None and not isinstance(outcome.error, CallFailed):
        return f"failed strangely: {outcome.error!r}"
    unknown = outcome.error is not None and "Whether it took effect is not known" in str(outcome.error)
    if outcome.actions != done and not (unknown and outcome.actions == done[: len(outcome.actions)]):
        return f"reports {outcome.actions}, has done {done}; error: {outcome.error}"
    if outcome.error is None and done != writes:
        return f"has done {done}, needless or missing against {writes}"
    names = [one["Name"] for one in world.endpoints()]
    if len(set(names)) != len(names) and (outcome.error is None or options.get("recreate") != "create_first"):
        return f"leaves {names}"
    if len(set(names)) != len(names):
        # A replacement broken off between creating and deleting: a person has to say which one is to stay.
        ids = [one["Id"] for one in world.endpoints()]
        return "" if all(one in str(outcome.error) for one in ids) else f"does not tell of {ids}: {outcome.error}"
    stopped_for_nothing = outcome.actions == ["StopEndpoint"] and options.get("recreate") == "delete_first"
    if stopped_for_nothing and "run the task again with state: started" not in str(outcome.error):
        return f"does not tell that it has stopped the endpoint: {outcome.error}"
    return _healed(world, options, clean(task, server), changed=outcome.error is not None)


def _healed(world: World, options: dict, expected: list[dict], *, changed: bool) -> str:
    """What is still wrong after a plain run of the same task on a service without faults."""
    world.gateway.faults.replace([])
    world.settle()
    if options.get("recreate") == "delete_first" and [one["Status"] for one in world.endpoints()] == ["Stopped"]:
        # Broken off between stopping and deleting: what ran is now stopped, and only a person can tell.
        options = {**options, "state": "started"}
    again = world.task(**options)
    if again.error is not None:
        return f"the next run fails: {again.error!r}"
    if again.changed and not changed:
        return f"the next run does {again.actions}"
    world.settle()
    if truth(world) != expected:
        return f"ends with {truth(world)}, not {expected}"
    return ""


def actions_of(task: str) -> list[str]:
    return ["ListEndpoints", "GetEndpoint", *TASKS[task][2]]


SINGLE = [(task, action) for task in TASKS for action in actions_of(task)]
NAMES = [f"{task}-{action}" for task, action in SINGLE]
each_call = pytest.mark.parametrize(("task", "action"), SINGLE, ids=NAMES)


def strikes(task: str, action: str, server: str) -> list[dict]:
    """The faults at a call: each moment and each repetition, each with one kind.

    To the engine all kinds of a moment are one answer. They take turns from server to server and from call to call.
    """
    turn = SINGLE.index((task, action)) + list(SERVERS).index(server)
    again = ({"count": 1}, {"count": 2}) if action in WRITES else ({"count": 1}, {"skip": 1, "count": 1})
    found = []
    for place, repeat in enumerate(again):
        unclear = UNCLEAR[(turn + len(SERVERS) * place) % len(UNCLEAR)]
        turned_away = TURNED_AWAY[(turn + place) % len(TURNED_AWAY)]
        for kind, when in ((unclear, "before"), (unclear, "after"), (turned_away, "before")):
            found.append({"kind": kind, "action": action, "when": when, **repeat})
    return found


def test_every_kind_strikes_at_every_call_at_every_moment():
    wanted = {*itertools.product(UNCLEAR, ("before", "after")), *((kind, "before") for kind in TURNED_AWAY)}
    for task, action in SINGLE:
        found = [(fault["kind"], fault["when"]) for server in SERVERS for fault in strikes(task, action, server)]
        assert set(found) == wanted, (task, action)


@pytest.mark.parametrize("server", SERVERS)
@each_call
def test_a_passing_fault_changes_nothing_but_the_time(task, action, server):
    wrong = []
    for fault in strikes(task, action, server):
        _world, _outcome, found = struck(task, server, fault)
        if found:
            wrong.append(f"{fault}: {found}")
    assert not wrong, "\n".join(wrong)


REFUSALS = [("AccessDenied", 403), ("QuotaExceeded", 429), ("InvalidParameter.Name", 400), ("ServiceNotFound", 404)]


@each_call
def test_a_refusal_ends_the_task_and_is_told_as_the_server_said_it(task, action):
    turn = SINGLE.index((task, action))
    for code, status in (REFUSALS[turn % 4], REFUSALS[(turn + 2) % 4]):
        fault = {"kind": "error", "action": action, "code": code, "status": status}
        world, outcome, found = struck(task, "plain", fault, must_pass=False)
        assert not found
        details = outcome.error.details()
        assert (details["action"], details["error_code"], details["http_status"]) == (action, code, status)
        (hit,) = [entry for entry in world.log if entry["fault"]]  # a refusal is not retried
        assert details["request_id"] == hit["request_id"] or details["request_id"]


LASTING = [(task, action) for task, action in SINGLE if action in WRITES]


@pytest.mark.parametrize(("task", "action"), LASTING, ids=[f"{task}-{action}" for task, action in LASTING])
def test_a_fault_that_lasts_fails_honestly_or_not_at_all(task, action):
    turn = LASTING.index((task, action))
    kinds = (UNCLEAR[turn % len(UNCLEAR)], UNCLEAR[(turn + 3) % len(UNCLEAR)])  # two for each call, in turn
    for kind, when in [*itertools.product(kinds, ("before", "after")), ("throttle", "before")]:
        fault = {"kind": kind, "action": action, "when": when}
        _world, _outcome, found = struck(task, "plain", fault, must_pass=when == "after", wait_timeout=100)
        assert not found, (kind, when)


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("seed", range(2 * TIMES))
def test_a_life_among_faults_leaves_one_endpoint_as_declared(server, seed):
    """A life of several tasks, each hit at random; after each, the service and the report agree."""
    dice = random.Random(f"{server} {seed}")
    world = World(seed=seed, **SERVERS[server])
    for number in range(25):
        options = _declaration(dice)
        world.gateway.faults.replace(
            [
                {
                    "kind": kind,
                    "action": dice.choice(["*", list(WRITES), ["GetEndpoint", "ListEndpoints"]]),
                    "when": "before" if kind in TURNED_AWAY else dice.choice(["before", "after"]),
                    "probability": dice.choice([0.1, 0.3, 0.6]),
                    "seed": dice.randrange(10**6),
                }
                for kind in dice.sample([*UNCLEAR, *TURNED_AWAY], 2)
            ]
        )
        effects = len(world.effects())
        outcome = world.task(wait_timeout=dice.choice([30, 300, 3000]), **options)
        story = f"task {number} {options}: {outcome.actions}, error {outcome.error!r}"
        done = world.effects()[effects:]
        world.gateway.faults.replace([])
        if outcome.error is None:
            assert outcome.actions == done, story
        else:
            assert isinstance(outcome.error, CallFailed), story
            unknown = "Whether it took effect is not known" in str(outcome.error)
            assert outcome.actions == done or (unknown and outcome.actions == done[:-1]), (story, done)
        world.settle()
        assert len(world.endpoints("chat")) <= 1, story
        again = world.task(wait_timeout=300, **options)
        assert again.error is None, (story, again.error)
        assert not again.changed or outcome.error is not None, (story, again.actions)
        world.settle()
        assert not world.ok(wait_timeout=300, **options).changed


def _declaration(dice: random.Random) -> dict:
    options = {
        "name": "chat",
        "state": dice.choice(["present", "started", "started", "stopped", "absent"]),
        "model_reference": MODEL,
        "wait": dice.random() < 0.8,
    }
    if options["state"] == "absent":
        return options
    optional = {
        "description": dice.choice(["", "a", "b"]),
        "rate_limit": dice.choice([{"rpm": 1}, {"tpm": 2}, {"rpm": 3, "tpm": 4}]),
        "tags": dice.choice([[], [{"key": "a", "value": "1"}], [{"key": "b", "value": ""}]]),
        "purge_tags": dice.random() < 0.5,
    }
    options.update({name: value for name, value in optional.items() if dice.random() < 0.5})
    if dice.random() < 0.2:
        options.update(model_reference=OTHER_MODEL)
    # Deleting first: a replacement that creates first and is broken off leaves both, and says so.
    return {**options, "recreate": "delete_first"}
