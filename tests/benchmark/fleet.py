# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a whole set costs: first run, no-op, one limit changed, delete all; as one task and as a loop of single ones.

    python tests/benchmark/fleet.py [--sizes 10,50,200,1000] [--latencies 0,50] [--loop-up-to 50] [--sweep 10000]

Prints a table and the figures that have a target, and writes build/benchmark/fleet.json. A number is the whole
ansible-playbook, against a sandbox that this starts and stops: the best of some runs, which take turns with an empty
playbook, since what else the machine does makes a run only slower. Loops, which take minutes, are run once.

Floors: a playbook without tasks ("empty"); one with ``ping``, which is what Ansible takes for any module; one with a
module that takes the same entries and returns as much, but calls nobody ("takes only"). Variants of the no-op: the
module as a process of its own, and the entries handed over by --extra-vars. "sandbox" is the CPU time of the server,
which shares the machine; "MB" the peak of the largest process. Nothing is asserted about times.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

from measuring import ROOT, Measured, Sandbox, Stage

MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}
SET = [{"inference.endpoints.ark_endpoints": {"endpoints": "{{ entries }}"}}]
TAKES_ONLY = [{"takes_only": {"endpoints": "{{ entries }}"}}]
LOOP = [
    {
        "inference.endpoints.ark_endpoint": {
            "name": "{{ item.name }}",
            "state": "{{ item.state | default(omit) }}",
            "model_reference": "{{ item.model_reference | default(omit) }}",
            "description": "{{ item.description | default(omit) }}",
            "rate_limit": "{{ item.rate_limit | default(omit) }}",
            "tags": "{{ item.tags | default(omit) }}",
        },
        "loop": "{{ entries }}",
        "loop_control": {"label": "{{ item.name }}"},
    }
]
PROCESS = {"inference_endpoints_embedded": False}


def entries(count: int) -> list[dict[str, Any]]:
    """Declarations as a team writes them."""
    return [
        {
            "name": f"team-{number % 7}-endpoint-{number:05d}",
            "description": "Made by the benchmark",
            "model_reference": MODEL,
            "rate_limit": {"rpm": 600, "tpm": 100_000},
            "tags": [{"key": "team", "value": str(number % 7)}, {"key": "stage", "value": "test"}],
        }
        for number in range(count)
    ]


def scenarios(count: int) -> dict[str, list[dict[str, Any]]]:
    """The runs in their order, each with its entries."""
    declared = entries(count)
    changed = [*declared[:-1], {**declared[-1], "rate_limit": {"rpm": 700, "tpm": 100_000}}]
    gone = [{"name": one["name"], "state": "absent"} for one in declared]
    return {"first run": declared, "no-op": declared, "one limit": changed, "delete all": gone}


class Row(NamedTuple):
    """One line of the table. ``times_empty``: as many times as long as an empty playbook of the same minutes."""

    way: str
    scenario: str
    endpoints: int
    latency_ms: int
    seconds: float
    cpu_seconds: float
    times_empty: float
    cpu_times_empty: float
    sandbox_cpu_seconds: float
    megabytes: float
    lists: int
    reads: int
    writes: int

    def __str__(self) -> str:
        return (
            f"{self.endpoints:>5} {self.latency_ms:>3}  {self.way:<5} {self.scenario:<14} {self.seconds:>7.2f}"
            f" {self.cpu_seconds:>7.2f} {self.times_empty:>8.2f} {self.cpu_times_empty:>10.2f}"
            f" {self.sandbox_cpu_seconds:>8.2f} {self.megabytes:>6.1f} {self.lists:>5} {self.reads:>5} {self.writes:>6}"
        )


HEADER = "    N  ms  way   what                 s   cpu s  s/empty  cpu/empty  sandbox     MB  list   get  write"


class Table:
    """Measures, prints and remembers.

    :param repeat: runs of which the best counts.
    """

    def __init__(self, stage: Stage, repeat: int) -> None:
        self._stage = stage
        self._repeat = repeat
        self.rows: list[Row] = []

    def size(self, count: int, latency: int, with_loop: bool) -> None:
        """All rows of one number of endpoints."""
        self._latency(latency)
        declared = entries(count)
        runs: dict[str, list[Measured]] = {}
        play = self._stage.play
        for _round in range(self._repeat):
            for name, found in (
                ("ping", play([{"ansible.builtin.ping": {}}])),
                ("takes only", play(TAKES_ONLY, declared)),
            ):
                runs.setdefault(name, []).append(found)
            for scenario, wanted in scenarios(count).items():
                runs.setdefault("empty", []).append(play([]))
                runs.setdefault(scenario, []).append(play(SET, wanted))
                if scenario == "no-op":
                    runs.setdefault("no-op process", []).append(play(SET, wanted, **PROCESS))
                    runs.setdefault("no-op extra", []).append(play(SET, wanted, extra=True))
        for name in sorted(runs, key=[*FLOORS, *runs].index):
            self._note("-" if name in FLOORS else "set", name, count, latency, runs[name], runs["empty"])
        if with_loop:
            for scenario, wanted in scenarios(count).items():
                self._note("loop", scenario, count, latency, [play(LOOP, wanted)], runs["empty"])

    def sweep(self, count: int) -> None:
        """One very large set: made without latency, looked at with it."""
        declared = entries(count)
        for scenario, latency in (("first run", 0), ("no-op", 0), ("no-op", 50)):
            self._latency(latency)
            empty = self._stage.play([])
            self._note("set", scenario, count, latency, [self._stage.play(SET, declared)], [empty])

    def _latency(self, latency: int) -> None:
        fault = [{"kind": "latency", "seconds": latency / 1000}] if latency else []
        self._stage.sandbox.control("PUT", "faults", fault)

    def _note(
        self, way: str, scenario: str, count: int, latency: int, runs: list[Measured], empty: list[Measured]
    ) -> None:
        best, floor = best_of(runs), best_of(empty)
        reads = ("ListEndpoints", "GetEndpoint")
        found = Row(
            way,
            scenario,
            count,
            latency,
            round(best.seconds, 2),
            round(best.cpu, 2),
            round(best.seconds / floor.seconds, 2),
            round(best.cpu / floor.cpu, 2),
            round(best.sandbox, 2),
            round(best.megabytes, 1),
            best.requests.get("ListEndpoints", 0),
            best.requests.get("GetEndpoint", 0),
            sum(number for action, number in best.requests.items() if action not in reads),
        )
        self.rows.append(found)
        print(found, flush=True)


FLOORS = ("empty", "ping", "takes only")


def best_of(runs: list[Measured]) -> Measured:
    """The least time of each kind, and the most memory; requests are those of the quickest run."""
    quickest = min(runs, key=lambda one: one.seconds)
    return quickest._replace(cpu=min(one.cpu for one in runs), megabytes=max(one.megabytes for one in runs))


class Target(NamedTuple):
    """What is to be reached. ``holds``: whether a figure reaches the limit."""

    what: str
    limit: str
    found: float | None
    holds: bool | None

    def __str__(self) -> str:
        if self.found is None:
            return f"{self.what}: {self.limit}; not measured"
        return f"{self.what}: {self.limit}; found {self.found:g}, {'reached' if self.holds else 'NOT reached'}"


def targets(rows: list[Row]) -> list[Target]:
    """The figures that have a target, for a server with 50 ms latency."""
    table = {(one.way, one.scenario, one.endpoints, one.latency_ms): one for one in rows}
    made, some = table.get(("set", "first run", 200, 50)), table.get(("set", "no-op", 200, 50))
    many, limit = table.get(("set", "no-op", 1000, 50)), table.get(("set", "one limit", 200, 50))
    few, loop = table.get(("set", "no-op", 50, 50)), table.get(("loop", "no-op", 50, 50))
    huge = table.get(("set", "no-op", 10_000, 0))
    usual = table.get(("set", "no-op", 1000, 0))
    largest = max((one.megabytes for one in rows if one.endpoints == 1000 and one.way == "set"), default=None)
    growth = huge and usual and round(huge.seconds / usual.seconds, 1)
    return [
        _most("200 created, waited for and verified, seconds", 3.5, made and made.seconds),
        _most("no-op over 200, times an empty playbook", 1.6, some and some.times_empty),
        _most("no-op over 1000, times an empty playbook", 2.5, many and many.times_empty),
        _exactly("no-op over 1000, list requests", 10, many and many.lists),
        _exactly("no-op over 1000, other requests", 0, many and many.reads + many.writes),
        _exactly("one limit among 200, writes", 1, limit and limit.writes),
        _least("no-op over 50, times faster than the loop", 25, few and loop and round(loop.seconds / few.seconds, 1)),
        _most("memory at 1000, megabytes", 150, largest),
        _most("no-op over 10000, times that over 1000", 10, growth),
    ]


def _most(what: str, limit: float, found: float | None) -> Target:
    return Target(what, f"at most {limit:g}", found, found is not None and found <= limit)


def _least(what: str, limit: float, found: float | None) -> Target:
    return Target(what, f"at least {limit:g}", found, found is not None and found >= limit)


def _exactly(what: str, limit: int, found: int | None) -> Target:
    return Target(what, f"exactly {limit}", found, found == limit)


def speed_ups(rows: list[Row]) -> list[str]:
    """How much faster one task is than the loop; in the second figure an empty playbook is taken off both."""
    told = []
    for loop in (one for one in rows if one.way == "loop"):
        key = (loop.endpoints, loop.latency_ms)
        rest = [one for one in rows if one.way != "loop" and (one.endpoints, one.latency_ms) == key]
        same = {one.scenario: one.seconds for one in rest}
        own = same[loop.scenario]
        net = (loop.seconds - same["empty"]) / max(own - same["empty"], 0.01)
        told.append(
            f"{loop.scenario} of {key[0]} at {key[1]} ms: {loop.seconds / own:.1f} x faster than the loop"
            f" ({net:.1f} x net)"
        )
    return told


def numbers(text: str) -> list[int]:
    return [int(word) for word in text.split(",")]


def terminated(number: int, _frame: Any) -> None:
    """End, once, by way of stopping the sandbox."""
    signal.signal(number, signal.SIG_IGN)
    sys.exit("terminated")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=numbers, default=[10, 50, 200, 1000], help="endpoints")
    parser.add_argument("--latencies", type=numbers, default=[0, 50], help="of the server, in milliseconds")
    parser.add_argument("--loop-up-to", type=int, default=50, help="most endpoints that the loop is measured with")
    parser.add_argument("--repeat", type=int, default=2, help="runs of which the best counts")
    parser.add_argument("--sweep", type=int, help="also a set of so many: made once, looked at twice")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, terminated)
    with (
        tempfile.TemporaryDirectory() as folder,
        Sandbox(Path(folder) / "sandbox", lifetime_seconds=4 * 3600) as sandbox,
    ):
        stage = Stage(Path(folder), sandbox)
        stage.play([{"ansible.builtin.ping": {}}])  # what is cold is not what is measured
        stage.play(SET, [])
        print(HEADER)
        table = Table(stage, given.repeat)
        for latency in given.latencies:
            for count in given.sizes:
                table.size(count, latency, with_loop=count <= given.loop_up_to)
        if given.sweep:
            table.sweep(given.sweep)
    reached, told = targets(table.rows), speed_ups(table.rows)
    print("\n".join(["", *map(str, reached), "", *told]))
    load = os.getloadavg()[0]
    machine = f"{os.cpu_count()} processors, load {load:.1f} at the end, Python {platform.python_version()}"
    document = {
        "machine": machine,
        "rows": [one._asdict() for one in table.rows],
        "targets": [one._asdict() for one in reached],
        "against_the_loop": told,
    }
    target = ROOT / "build" / "benchmark" / "fleet.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(document, indent=1) + "\n")
    print(f"\n{machine}\nWritten to {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
