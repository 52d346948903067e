# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account's life among faults: single tasks and whole sets, other people, and a network that fails at any moment."""

from __future__ import annotations

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import CallFailed

from ..ark_endpoints.world import FleetWorld, entry
from ..fuzz.figures import count, examples
from ..support.world import MODEL, OTHER_MODEL, WRITES
from .test_faults import SERVERS, TURNED_AWAY, UNCLEAR

NAMES = ("chat", "talk", "推理", "lab-1")

faults = st.lists(
    st.builds(
        lambda kind, action, when, probability, seed: {
            "kind": kind,
            "action": action,
            "when": "before" if kind in TURNED_AWAY else when,
            "probability": probability,
            "seed": seed,
        },
        st.sampled_from([*UNCLEAR, *TURNED_AWAY]),
        st.sampled_from(["*", list(WRITES), ["GetEndpoint", "ListEndpoints"], "CreateEndpoint", "DeleteEndpoint"]),
        st.sampled_from(["before", "after"]),
        st.sampled_from([0.1, 0.3, 0.6]),
        st.integers(0, 10**6),
    ),
    max_size=2,
)
wishes = st.fixed_dictionaries(
    {"state": st.sampled_from(["present", "started", "stopped", "absent"])},
    optional={
        "description": st.sampled_from(["", "a", "b"]),
        "rate_limit": st.sampled_from([{"rpm": 1}, {"tpm": 2}, {"rpm": 3, "tpm": 4}]),
        "tags": st.sampled_from([[], [{"key": "a", "value": "1"}], [{"key": "b", "value": ""}]]),
        "purge_tags": st.booleans(),
        "model_reference": st.sampled_from([MODEL, OTHER_MODEL]),
    },
)


def declaration(name: str, wish: dict) -> dict:
    """Deleting first: a replacement that creates first and is broken off leaves both, and says so."""
    if wish["state"] == "absent":
        return {"name": name, "state": "absent"}
    return {"name": name, "model_reference": MODEL, "recreate": "delete_first", **wish}


class Life(RuleBasedStateMachine):
    """After each task the service and the report agree, and a plain run of the same task makes it true."""

    @initialize(server=st.sampled_from(sorted(SERVERS)), seed=st.integers(0, 99))
    def begin(self, server, seed):
        self.world = FleetWorld(seed=seed, **SERVERS[server])

    @rule(name=st.sampled_from(NAMES), wish=wishes, armed=faults, patience=st.sampled_from([30, 300, 3000]))
    def a_task(self, name, wish, armed, patience):
        world, options = self.world, declaration(name, wish)
        effects = self.arm(armed)
        outcome = world.task(wait_timeout=patience, **options)
        done = self.disarm(effects)
        if outcome.error is None:
            assert outcome.actions == done
        else:
            assert isinstance(outcome.error, CallFailed), repr(outcome.error)
            unknown = "Whether it took effect is not known" in str(outcome.error)
            assert outcome.actions == done or (unknown and outcome.actions == done[:-1]), (outcome.error, done)
        count("lives: single tasks")
        assert not world.ok(wait_timeout=900, **options).changed or outcome.error is not None
        world.settle()
        assert not world.ok(wait_timeout=900, **options).changed

    @rule(
        wanted=st.dictionaries(st.sampled_from(NAMES), wishes, min_size=1),
        armed=faults,
        patience=st.sampled_from([60, 600, 3000]),
        prune=st.booleans(),
    )
    def a_set(self, wanted, armed, patience, prune):
        world = self.world
        declared = [entry(**declaration(name, wish)) for name, wish in wanted.items()]
        scope = {"project_name": "default", "prune": prune}
        effects = self.arm(armed)
        outcome = world.run(declared, wait_timeout=patience, **scope)
        done = self.disarm(effects)
        if outcome.error is not None:
            assert (isinstance(outcome.error, CallFailed), done) == (True, []), (outcome.error, done)
        else:
            unknown = sum("is not known" in result["msg"] for result in outcome.results)
            unseen = Counter(done) - Counter(outcome.actions)
            assert not Counter(outcome.actions) - Counter(done)
            assert unseen.total() <= unknown, (unseen, outcome.results)
        count("lives: sets")
        world.good(declared, wait_timeout=3000, **scope)
        world.settle()
        assert not world.good(declared, wait_timeout=3000, **scope).report["changed"]
        there = {name for name, wish in wanted.items() if wish["state"] != "absent"}
        found = {one["Name"] for one in world.endpoints()}
        assert found & set(wanted) == there
        assert found == there or not prune

    @rule(name=st.sampled_from(NAMES), status=st.sampled_from(["Running", "Stopped", "Failed"]))
    def somebody_else(self, name, status):
        if self.world.endpoints(name):
            self.world.force(name, Status=status, Description="theirs")

    def arm(self, armed: list[dict]) -> int:
        """Let these faults strike; how many writes there were before."""
        self.world.gateway.faults.replace(armed)
        return len(self.world.effects())

    def disarm(self, effects: int) -> list[str]:
        """No faults any more; the writes that had an effect since."""
        for fault in self.world.gateway.faults.describe():
            count(f"faults in lives: {fault['kind']}", fault["hits"])
        self.world.gateway.faults.replace([])
        self.world.settle()
        return self.world.effects()[effects:]

    @invariant()
    def each_name_once(self):
        if hasattr(self, "world"):
            names = [one["Name"] for one in self.world.endpoints()]
            assert len(names) == len(set(names)), names


Life.TestCase.settings = settings(**examples(20), stateful_step_count=12)
TestLife = Life.TestCase
