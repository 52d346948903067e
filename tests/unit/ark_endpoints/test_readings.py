# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever the set, whatever the server, whatever goes wrong."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ..fuzz.figures import examples
from ..support.pairs import all_pairs
from ..support.world import MODEL, OTHER_MODEL
from .world import LIMITS, FleetWorld, calls, entry


def declarations():
    limits = st.none() | st.fixed_dictionaries({"rpm": st.none() | st.integers(0, 9), "tpm": st.integers(0, 9)})
    tags = st.none() | st.lists(
        st.fixed_dictionaries({"key": st.sampled_from(["a", "b", "ключ"]), "value": st.sampled_from(["", "x", "值"])}),
        unique_by=lambda tag: tag["key"],
    )
    return st.fixed_dictionaries(
        {
            "state": st.sampled_from(["present", "started", "stopped", "absent"]),
            "description": st.none() | st.sampled_from(["", "x", "описание"]),
            "rate_limit": limits,
            "tags": tags,
            "purge_tags": st.booleans(),
            "recreate": st.just("delete_first"),
            "model_reference": st.sampled_from([MODEL, OTHER_MODEL]),
        }
    )


def named(declared):
    entries = [{**one, "name": f"e{number}"} for number, one in enumerate(declared)]
    return [{**one, "recreate": "never"} if one["state"] == "absent" else one for one in entries]


SETS = st.lists(declarations(), max_size=8).map(named)


def truth(world):
    volatile = ("Id", "CreateTime", "UpdateTime")
    rows = [{name: value for name, value in one.items() if name not in volatile} for one in world.endpoints()]
    return sorted(rows, key=lambda one: one["Name"])


@settings(**examples(15))
@given(SETS, SETS, st.randoms(use_true_random=False))
def test_any_set_after_any_other_is_foretold_applied_once_and_independent_of_order(first, second, dice):
    world, mixed = FleetWorld(), FleetWorld()
    for entries in (first, second):
        shuffled = dice.sample(entries, len(entries))
        world.foretold(entries, project_name="default")
        mixed.good(shuffled, project_name="default")
        world.settle()
        mixed.settle()
        again = world.good(entries, project_name="default")
        assert not again.report["changed"]
        assert calls(again) == {"ListEndpoints": 1}
        assert truth(world) == truth(mixed)


SWITCHES = {
    "get_shape": ["flat", "nested"],
    "unset_members": ["omitted", "null", "empty"],
    "unknown_members": [False, True],
    "lag": [{}, {"read_lag_seconds": 3, "list_lag_seconds": 4, "lag_scope": "writes"}, {"list_lag_seconds": 5}],
    "project_filter": ["applied", "ignored"],
    "list_rate_limit": ["present", "absent"],
    "list_sort": ["applied", "ignored"],
    "page_size_cap": [100, 3],
    "starting_status": ["Scheduling", "none"],
    "stopping_status": ["Stopping", "none", "unchanged"],
    "deleting_status": ["Deleting", "none", "unchanged"],
    "updating": [{}, {"updating_status": "Updating", "update_seconds": 2}],
    "deleted_record": ["gone", "kept"],
    "delete_running": ["refused", "allowed"],
    "wrong_state_status": ["403", "400", "409"],
    "not_found": ["NotFound.Endpoint/404", "NotFound.Endpoint/400"],
    "names_unique": ["no", "project"],
    "partial_rate_limit": ["merged", "resets", "rejected"],
    "system_tags": ["present", "absent"],
}


def servers():
    """Servers that between them show every pair of readings."""
    for row in all_pairs(SWITCHES):
        switches = {}
        for name, value in row.items():
            switches.update(value if isinstance(value, dict) else {name: value})
        yield switches


SERVERS = list(servers())


def busy_set():
    return [
        entry("new", **LIMITS),
        entry("e0", **LIMITS),
        entry("e1", rate_limit={"rpm": 7, "tpm": None}, tags=[{"key": "a", "value": "b"}]),
        entry("e2", state="stopped"),
        entry("e3", state="absent"),
        entry("e4", model_reference=OTHER_MODEL, recreate="delete_first"),
        entry("e5", state="started"),
    ]


def prepare(world):
    world.good([entry(f"e{number}", **LIMITS) for number in range(7)])
    world.settle()
    world.good([entry("e5", state="stopped")])
    world.settle()


NAMES = ["e0", "e1", "e2", "e4", "e5", "new"]


@pytest.mark.parametrize("number", range(len(SERVERS)))
def test_on_every_pair_of_readings(number):
    world = FleetWorld(seed=number, **SERVERS[number])
    prepare(world)
    done = world.foretold(busy_set(), project_name="default", prune=True, prune_max=1)
    assert done.error is None
    assert done.outcomes == "created unchanged updated updated deleted recreated updated deleted".split(), done.results
    assert sorted(one["Name"] for one in world.endpoints()) == NAMES
    assert world.only("e2")["Status"] == "Stopped"
    assert (world.only("e1")["RateLimit"]["Rpm"], world.only("e1")["RateLimit"]["Tpm"]) == (7, 50)
    world.settle()
    again = world.good(busy_set(), project_name="default", prune=True)
    assert not again.report["changed"]


#: The other kinds of tests/unit/engine/test_faults.py are one of these to the engine.
UNCLEAR = ["error", "reset", "hang", "garbage"]
STRIKES = all_pairs(
    {
        "action": [
            "CreateEndpoint",
            "UpdateEndpoint",
            "StartEndpoint",
            "StopEndpoint",
            "DeleteEndpoint",
            "ListEndpoints",
        ],
        "strike": [
            *itertools.product(UNCLEAR, ["before", "after"]),
            ("throttle", "before"),
            ("flow_limit", "before"),
        ],
        "lag": [{}, {"read_lag_seconds": 3, "list_lag_seconds": 4, "lag_scope": "writes"}],
    }
)


@pytest.mark.parametrize("number", range(len(STRIKES)))
def test_a_fault_leaves_one_endpoint_for_each_name_and_an_honest_report(number):
    action, (kind, when), lag = STRIKES[number].values()
    world = FleetWorld(**lag)
    prepare(world)
    effects = len(world.effects())
    world.gateway.faults.add({"kind": kind, "action": action, "when": when, "probability": 0.4, "seed": 5})
    done = world.run(busy_set(), project_name="default", wait_timeout=300)
    world.gateway.faults.replace([])
    if done.error is None:
        unknown = sum("is not known" in result["msg"] for result in done.results)
        wrong = len(world.effects()) - effects - len(done.actions)
        assert 0 <= wrong <= unknown, done.results
        assert all(
            isinstance(result["msg"], str) and result["failed"] == bool(result["msg"]) for result in done.results
        )
    else:
        assert (action, len(world.effects())) == ("ListEndpoints", effects), done.error
    world.settle()
    names = [one["Name"] for one in world.endpoints()]
    assert len(set(names)) == len(names)
    world.good(busy_set(), project_name="default", prune=True)
    assert sorted(one["Name"] for one in world.endpoints()) == NAMES
    world.settle()
    assert not world.good(busy_set(), project_name="default", prune=True).report["changed"]


@pytest.mark.parametrize(("state", "action"), [("stopped", "StopEndpoint"), ("started", "StartEndpoint")])
def test_a_list_that_lags_switches_nothing_again(state, action):
    world = FleetWorld(list_lag_seconds=30)
    world.stock(2, state="stopped" if state == "started" else "started")
    entries = [entry(f"e{number:04d}", state=state) for number in range(2)]
    assert world.good(entries).actions == [action] * 2
    assert world.good(entries).actions == []
