# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks, loops and sets of endpoints cost, against floors and against a script on the vendor's SDK.

    python tests/benchmark/fleet.py [--sizes 50,200,1000] [--sweep 10000] [--shards 10] [--page docs/speed.md]

A figure is a whole ansible-playbook (or a whole script) against a sandbox that this program starts and stops. What is
compared takes turns, so that the other work of the machine hits both: a ratio is the median of the ratios of the turns.
The table shows the best run of each kind. Nothing is asserted about times.

Floors: a playbook without tasks ("empty"); one with ``ping``, which is what Ansible takes for any module; a loop of
``debug``; a module that takes the same entries and returns as much, but calls no server ("takes only").
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import re
import signal
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

from measuring import ROOT, Measured, Sandbox, Stage

MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}
PING = [{"ansible.builtin.ping": {}}]
SET = [{"inference.endpoints.ark_endpoints": {"endpoints": "{{ entries }}"}}]
TAKES_ONLY = [{"takes_only": {"endpoints": "{{ entries }}"}}]
LOOPED = {"loop": "{{ entries }}", "loop_control": {"label": "{{ item.name }}"}}
DEBUG_LOOP = [{"ansible.builtin.debug": {"msg": "{{ item.name }}"}, **LOOPED}]
OPTIONS = ("name", "model_reference", "description", "rate_limit", "tags")
LOOP = [{"inference.endpoints.ark_endpoint": {name: f"{{{{ item.{name} }}}}" for name in OPTIONS}, **LOOPED}]
PROCESS = {"inference_endpoints_embedded": False}

#: Latency of a server that is not next door, in milliseconds.
AWAY = 50
#: The sizes at which a loop and the vendor's SDK are measured.
LOOP_SIZE, SCRIPT_SIZE = 50, 200
#: Calls in flight of a bulk module by default.
CONCURRENCY = 8

Runs = dict[tuple[str, int, int], list[Measured]]


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


def turn(stage: Stage, count: int, first: bool) -> Iterator[tuple[str, Callable[[], Measured]]]:
    """Yield each thing that is measured, in an order that leaves no endpoint behind; the slowest only ``first``."""
    play, declared = stage.play, entries(count)
    changed = [*declared[:-1], {**declared[-1], "rate_limit": {"rpm": 700, "tpm": 100_000}}]
    gone = [{"name": entry["name"], "state": "absent"} for entry in declared]
    yield "empty", lambda: play([])
    yield "takes only", lambda: play(TAKES_ONLY, declared)
    yield "first run", lambda: play(SET, declared)
    yield "no-op", lambda: play(SET, declared)
    yield "ping", lambda: play(PING)
    if count == LOOP_SIZE:
        yield "debug loop", lambda: play(DEBUG_LOOP, declared)
        yield "loop", lambda: play(LOOP, declared)
        if first:
            yield "loop, processes", lambda: play(LOOP, declared, **PROCESS)
            yield "no-op, process", lambda: play(SET, declared, **PROCESS)
        one = {name: declared[0][name] for name in OPTIONS}
        yield "one task", lambda: play([{"inference.endpoints.ark_endpoint": one}])
        yield "ping again", lambda: play(PING)
    yield "one limit", lambda: play(SET, changed)
    yield "delete all", lambda: play(SET, gone)
    if count == SCRIPT_SIZE:
        yield "SDK, create", lambda: stage.script("sdk_script.py", "create", str(count))
        yield "SDK, delete", lambda: stage.script("sdk_script.py", "delete", str(count))


def in_shards(stage: Stage, count: int, shards: int) -> Measured:
    """Make a set true in shards, each a project and a playbook of its own; return the sums, and the most memory."""
    done = []
    for number in range(shards):
        options = {"project_name": f"shard-{number}", "endpoints": "{{ entries }}"}
        done.append(stage.play([{"inference.endpoints.ark_endpoints": options}], entries(count // shards)))
    requests = sum((Counter(run.requests) for run in done), Counter())
    seconds, cpu, sandbox = (sum(run[index] for run in done) for index in range(3))
    return Measured(seconds, cpu, sandbox, max(run.megabytes for run in done), dict(requests))


def measure(stage: Stage, sizes: list[int], repeat: int, sweep: int, shards: int = 0) -> Runs:
    """Measure every size without and with latency, and one very large set; print each figure as it comes.

    :param shards: of how many shards the very large set is made once more; 0 for not at all.
    """
    runs: Runs = {}
    print(HEADER)
    for latency in (0, AWAY):
        stage.latency(latency)
        for count in sizes:
            for number in range(repeat):
                for what, run in turn(stage, count, first=number == 0):
                    runs.setdefault((what, count, latency), []).append(run())
            for key in runs:
                if key[1:] == (count, latency):
                    print(line(key, runs[key]), flush=True)
    if sweep:
        for what, latency in (("first run", 0), ("no-op", 0), ("no-op", AWAY)):
            stage.latency(latency)
            key = (what, sweep, latency)
            runs[key] = [stage.play(SET, entries(sweep))]
            print(line(key, runs[key]), flush=True)
    for what in ("shards, first", "shards, no-op") if sweep and shards else ():
        stage.latency(0)
        runs[what, sweep, 0] = [in_shards(stage, sweep, shards)]
        print(line((what, sweep, 0), runs[what, sweep, 0]), flush=True)
    return runs


HEADER = "     N  ms  what                   s   cpu s  sandbox     MB  list   get  write"


def best_of(runs: list[Measured]) -> Measured:
    """Return the quickest run, with the least CPU time and the most memory of all."""
    quickest = min(runs, key=lambda run: run.seconds)
    return quickest._replace(cpu=min(run.cpu for run in runs), megabytes=max(run.megabytes for run in runs))


def line(key: tuple[str, int, int], runs: list[Measured]) -> str:
    what, count, latency = key
    best = best_of(runs)
    lists, reads, writes = calls(best)
    return (
        f"{count:>6} {latency:>3}  {what:<16} {best.seconds:>7.2f} {best.cpu:>7.2f} {best.sandbox:>8.2f}"
        f" {best.megabytes:>6.1f} {lists:>5} {reads:>5} {writes:>6}"
    )


def calls(run: Measured) -> tuple[int, int, int]:
    """Return how many list calls, reads and writes ``run`` made."""
    lists, reads = run.requests.get("ListEndpoints", 0), run.requests.get("GetEndpoint", 0)
    return lists, reads, sum(run.requests.values()) - lists - reads


class Target(NamedTuple):
    """A figure that is to be reached; ``found`` is None if this run did not measure it."""

    what: str
    most: float
    found: float | None

    def __str__(self) -> str:
        return f"{self.what}: {self.verdict}"

    @property
    def verdict(self) -> str:
        if self.found is None:
            return f"at most {self.most:g}; not measured"
        return f"at most {self.most:g}; found {self.found:g}" + ("" if self.found <= self.most else ", not reached")


def targets(runs: Runs, sweep: int) -> list[Target]:
    """Return the figures that have a target."""

    def by_turns(judge: Callable[..., float], *keys: tuple[str, int, int]) -> float | None:
        measured = [runs.get(key) for key in keys]
        if not all(measured):
            return None
        return round(statistics.median(judge(*same_turn) for same_turn in zip(*measured)), 3)

    def ratio(*keys: tuple[str, int, int]) -> float | None:
        return by_turns(lambda one, other: one.seconds / other.seconds, *keys)

    def megabytes(count: int) -> float | None:
        found = [best_of(runs[key]).megabytes for key in runs if key[0] == "no-op" and key[1] == count]
        return round(max(found)) if found else None

    item = by_turns(
        lambda loop, debug: 1000 * (loop.seconds - debug.seconds) / LOOP_SIZE,
        ("loop", LOOP_SIZE, 0),
        ("debug loop", LOOP_SIZE, 0),
    )
    in_flight = 1000 / CONCURRENCY * AWAY / 1000
    created = by_turns(lambda run: run.seconds / in_flight, ("first run", 1000, AWAY))
    growth = ratio(("no-op", sweep, 0), ("no-op", 1000, 0))
    script = f"{SCRIPT_SIZE} {{}}, times a script with ten threads that checks nothing"
    return [
        Target("Loop with nothing to do, no latency: milliseconds an item, beyond debug", 15, item),
        Target(
            f"Loop of {LOOP_SIZE}, times the same as processes",
            0.08,
            ratio(("loop", LOOP_SIZE, 0), ("loop, processes", LOOP_SIZE, 0)),
        ),
        Target("One task, times ping", 1.08, ratio(("one task", LOOP_SIZE, AWAY), ("ping again", LOOP_SIZE, AWAY))),
        Target("200 with nothing to do, times ping", 1, ratio(("no-op", 200, AWAY), ("ping", 200, AWAY))),
        Target(
            script.format("created, waited for and verified"),
            1.9,
            ratio(("first run", SCRIPT_SIZE, AWAY), ("SDK, create", SCRIPT_SIZE, AWAY)),
        ),
        Target(
            script.format("deleted"),
            1.6,
            ratio(("delete all", SCRIPT_SIZE, AWAY), ("SDK, delete", SCRIPT_SIZE, AWAY)),
        ),
        Target(
            "1,000 with nothing to do, times a module that only takes and returns them",
            1,
            ratio(("no-op", 1000, AWAY), ("takes only", 1000, AWAY)),
        ),
        Target("1,000 with nothing to do, megabytes of the largest process", 100, megabytes(1000)),
        Target(f"1,000 created, times what {CONCURRENCY} calls in flight allow", 1.25, created),
        Target(f"{sweep:,} with nothing to do, times 1,000", sweep / 1000, growth),
        Target(f"{sweep:,} with nothing to do, megabytes of the largest process", 200, megabytes(sweep)),
    ]


# --- the page


def page(runs: Runs, reached: list[Target], machine: str) -> str:
    """Return the figures as Markdown."""
    tables = [f"{machine}. Seconds of the best run, CPU seconds in brackets."]
    for latency in sorted({latency for _what, _count, latency in runs}, reverse=True):
        tables += [f"With {latency} ms of latency:" if latency else "Without latency:", table(seconds(runs, latency))]
    aims = [[aim.what, f"{aim.most:g}", f"{aim.found:g}"] for aim in reached if aim.found is not None]
    tables += ["Targets:", table([["", "At most", "Found"], *aims])]
    return "\n\n".join(tables) + "\n"


def table(rows: list[list[str]]) -> str:
    """Return rows, the first of which is the head, as Markdown."""
    lines = [rows[0], ["---"] * len(rows[0]), *rows[1:]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def seconds(runs: Runs, latency: int) -> list[list[str]]:
    """Return the rows of one latency: a column for each size."""
    keys = [(what, count) for what, count, found in runs if found == latency and what in NAMES]
    sizes = sorted({count for _what, count in keys})
    rows = [["", *(f"{count:,}" for count in sizes)]]
    for what in dict.fromkeys(what for what, _count in keys):
        best = [best_of(runs[what, count, latency]) if (what, count) in keys else None for count in sizes]
        rows.append([NAMES[what], *(f"{run.seconds:.1f} ({run.cpu:.1f})" if run else "" for run in best)])
    no_op = [best_of(runs["no-op", count, latency]) for count in sizes]
    rows.append(["List calls when there is nothing to do", *(str(calls(run)[0]) for run in no_op)])
    rows.append(["Largest process then, MB", *(f"{run.megabytes:.0f}" for run in no_op)])
    return rows


NAMES = {
    "empty": "Empty playbook",
    "ping": "`ping`",
    "debug loop": "Loop of `debug`",
    "takes only": "A module that only takes and returns the entries",
    "first run": "Set, first run: create, wait, verify",
    "no-op": "Set, nothing to do",
    "no-op, process": "Set, nothing to do, the module as a process",
    "one limit": "Set, one limit changed",
    "delete all": "Set, delete all",
    "loop": "Loop, nothing to do",
    "loop, processes": "The same, modules as processes",
    "one task": "One task, nothing to do",
    "SDK, create": "Script on the vendor's SDK, ten threads, create only",
    "SDK, delete": "The same script, delete",
}

_FIGURES = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end of figures -->)", re.DOTALL)


def write_page(path: Path, figures: str) -> None:
    """Put ``figures`` between the two marks of the page."""
    text, count = _FIGURES.subn(lambda _found: f"\n{figures}\n", path.read_text(encoding="utf-8"))
    if count != 1:
        sys.exit(f"{path} has no place for figures")
    path.write_text(text, encoding="utf-8")


def numbers(text: str) -> list[int]:
    return [int(word) for word in text.split(",")]


def terminated(number: int, _frame: Any) -> None:
    """End, once, by way of stopping the sandbox."""
    signal.signal(number, signal.SIG_IGN)
    sys.exit("terminated")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=numbers, default=[50, 200, 1000], help="endpoints")
    parser.add_argument("--repeat", type=int, default=3, help="turns")
    parser.add_argument("--sweep", type=int, default=10_000, help="also a set of so many, made once; 0 for none")
    parser.add_argument("--shards", type=int, default=0, help="that set in so many shards as well, in turn")
    parser.add_argument("--page", type=Path, help="the page to write the figures into")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, terminated)
    with (
        tempfile.TemporaryDirectory() as folder,
        Sandbox(Path(folder) / "sandbox", lifetime_seconds=4 * 3600) as sandbox,
    ):
        stage = Stage(Path(folder), sandbox)
        for warm_up in (PING, SET):
            stage.play(warm_up, [])
        before = os.getloadavg()[0]
        runs = measure(stage, given.sizes, given.repeat, given.sweep, given.shards)
    reached = targets(runs, given.sweep or 10_000)
    print("\n".join(["", *map(str, reached)]))
    machine = (
        f"{datetime.date.today()}, version {version()}, {os.cpu_count()} processors, load {before:.1f} at the start,"
        f" Python {platform.python_version()}, ansible-core {importlib.metadata.version('ansible-core')}"
    )
    if given.page:
        write_page(given.page, page(runs, reached, machine))
    rows = [
        {"what": what, "endpoints": count, "latency_ms": latency, "runs": [run._asdict() for run in measured]}
        for (what, count, latency), measured in runs.items()
    ]
    document = {"machine": machine, "rows": rows, "targets": [one._asdict() for one in reached]}
    result = ROOT / "build" / "benchmark" / "fleet.json"
    result.parent.mkdir(parents=True, exist_ok=True)
    result.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"\n{machine}\nWritten to {result.relative_to(ROOT)}")


def version() -> str:
    """Return the collection's version."""
    found = re.search(r"^version: (\S+)", (ROOT / "galaxy.yml").read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else "unknown"


if __name__ == "__main__":
    main()
