# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a whole set costs: first run, no-op, one limit changed, delete all; as one task and as a loop of single ones.

    python tests/benchmark/fleet.py [--sizes 10,50,200,1000] [--latencies 0,50] [--loop-up-to 50]

Prints a table and writes build/benchmark/fleet.json. Each number is one run of a whole ansible-playbook, against
a sandbox that this starts and stops. Below it are three floors: a playbook without tasks; one with ``ping``, which is
what Ansible takes for any module; and one with a module that takes the same entries and returns as much, but calls
nobody. They are measured anew for each size, since the machine may be busier than a minute ago. Nothing is asserted
about times.
"""

from __future__ import annotations

import argparse
import json
import signal
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

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
WAYS = {"set": SET, "loop": LOOP}


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


def row(way: str, scenario: str, count: int, latency: int, measured: Measured, empty: Measured) -> dict[str, Any]:
    requests = measured.requests
    reads = ("ListEndpoints", "GetEndpoint")
    return {
        "way": way,
        "scenario": scenario,
        "endpoints": count,
        "latency_ms": latency,
        "seconds": round(measured.seconds, 2),
        "cpu_seconds": round(measured.cpu, 2),
        "times_empty": round(measured.seconds / empty.seconds, 2),
        "cpu_times_empty": round(measured.cpu / empty.cpu, 2),
        "module_megabytes": round(measured.megabytes, 1),
        "lists": requests.get("ListEndpoints", 0),
        "reads": requests.get("GetEndpoint", 0),
        "writes": sum(number for action, number in requests.items() if action not in reads),
    }


HEADER = "   N   ms  way   what         s      cpu s  s/empty  cpu/empty    MB   list   get  write"


def line(found: dict[str, Any]) -> str:
    form = (
        "{endpoints:>5} {latency_ms:>3}  {way:<5} {scenario:<10} {seconds:>6.2f} {cpu_seconds:>7.2f}"
        " {times_empty:>8.2f} {cpu_times_empty:>10.2f} {module_megabytes:>6.1f} {lists:>6} {reads:>5} {writes:>6}"
    )
    return form.format(**found)


def middle(runs: list[Measured]) -> Measured:
    """The run that took the median time."""
    return sorted(runs, key=lambda one: one.seconds)[len(runs) // 2]


def measure(stage: Stage, sizes: list[int], latencies: list[int], loop_up_to: int, repeat: int) -> list[dict[str, Any]]:
    """All rows, printed as they come."""
    rows = []

    def note(found: dict[str, Any]) -> None:
        rows.append(found)
        print(line(found), flush=True)

    stage.play([{"ansible.builtin.ping": {}}])  # what is cold is not what is measured
    for latency in latencies:
        stage.sandbox.control("PUT", "faults", [{"kind": "latency", "seconds": latency / 1000}] if latency else [])
        for count in sizes:
            empty = middle([stage.play([]) for _number in range(repeat)])
            note(row("-", "empty", count, latency, empty, empty))
            ping = middle([stage.play([{"ansible.builtin.ping": {}}]) for _number in range(repeat)])
            note(row("-", "ping", count, latency, ping, empty))
            takes = [stage.play(TAKES_ONLY, {"entries": entries(count)}) for _number in range(repeat)]
            note(row("-", "takes only", count, latency, middle(takes), empty))
            for way in WAYS if count <= loop_up_to else ("set",):
                for scenario, declared in scenarios(count).items():
                    times = repeat if scenario == "no-op" and way == "set" else 1
                    runs = [stage.play(WAYS[way], {"entries": declared}) for _number in range(times)]
                    note(row(way, scenario, count, latency, middle(runs), empty))
    return rows


def speed_ups(rows: list[dict[str, Any]]) -> list[str]:
    """How much faster one task is than the loop, scenario by scenario; the floor is taken off in the second figure."""
    told = []
    for one in rows:
        key = (one["scenario"], one["endpoints"], one["latency_ms"])
        loops = [r for r in rows if r["way"] == "loop" and (r["scenario"], r["endpoints"], r["latency_ms"]) == key]
        if one["way"] == "set" and loops:
            empty = statistics.mean(
                r["seconds"] for r in rows if r["scenario"] == "empty" and (r["endpoints"], r["latency_ms"]) == key[1:]
            )
            whole = loops[0]["seconds"] / one["seconds"]
            net = (loops[0]["seconds"] - empty) / max(one["seconds"] - empty, 0.01)
            told.append(f"{key[0]} of {key[1]} at {key[2]} ms: {whole:.1f} x faster than the loop ({net:.1f} x net)")
    return told


def numbers(text: str) -> list[int]:
    return [int(word) for word in text.split(",")]


def terminated(number: int, _frame: Any) -> None:
    """End, once, by way of stopping the sandbox."""
    signal.signal(number, signal.SIG_IGN)
    sys.exit("terminated")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=numbers, default=[10, 50, 200, 1000], help="endpoints; 10000 works too")
    parser.add_argument("--latencies", type=numbers, default=[0, 50], help="of the server, in milliseconds")
    parser.add_argument("--loop-up-to", type=int, default=50, help="most endpoints that the loop is measured with")
    parser.add_argument("--repeat", type=int, default=3, help="runs of which the floor and the no-op show the median")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, terminated)
    with (
        tempfile.TemporaryDirectory() as folder,
        Sandbox(Path(folder) / "sandbox", lifetime_seconds=4 * 3600) as sandbox,
    ):
        print(HEADER)
        stage = Stage(Path(folder), sandbox)
        rows = measure(stage, given.sizes, given.latencies, given.loop_up_to, given.repeat)
    told = speed_ups(rows)
    print("\n".join(["", *told]))
    target = ROOT / "build" / "benchmark" / "fleet.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"rows": rows, "against_the_loop": told}, indent=1) + "\n")
    print(f"\nWritten to {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
