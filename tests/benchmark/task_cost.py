# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task costs: python tests/benchmark/task_cost.py, or ``make benchmark``.

Prints a table and writes build/benchmark/task_cost.json. What is measured, all on this machine and in this run:

* Seconds of one task: the modules take turns in one playbook, over the local connection; taken is the time from the
  result before to the result. Shown are the median, and the median of the ratios to the task that imports requests in
  the same turn, so that what else the machine does meanwhile hits both. The start of ansible-playbook and the making of
  the payload are not in it. The server is the sandbox on loopback, so neither is a real network's latency.
* Module: CPU seconds of its payload, as Ansible would send it, run as a process of its own.
* Requests of a task that finds nothing to do: read off the sandbox's log.
* Size of the payload: the zip that Ansible makes of the module and what it imports.
* Imports: ``python -X importtime`` for the module and requests out of that zip, where nothing is compiled beforehand,
  summed by who owns it; the median of runs.

Nothing here fails for being slow: figures of a busy machine say nothing about the code.
"""

from __future__ import annotations

import base64
import importlib.metadata
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from integration.support.paths import ROOT
from integration.support.playbook import INFO, MODULE, SET, Playbooks, task
from integration.support.sandbox import Sandbox

TURNS = 12
ROUNDS = 2
IMPORT_RUNS = 7

#: What the others are measured by.
BASE = "imports requests"

MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}
PLUGINS = "inference.endpoints.plugins.modules"
RESULT = ROOT / "build" / "benchmark" / "task_cost.json"

BASELINE = """#!/usr/bin/python
from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule
{imports}

def main():
    AnsibleModule(argument_spec={{}}).exit_json(changed=False)


if __name__ == "__main__":
    main()
"""


def variants(endpoint_id: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """What is compared: module and options by name."""
    return {
        "imports nothing but AnsibleModule": ("only_basic", {}),
        BASE: ("only_requests", {}),
        "ark_endpoint by id, nothing to do": (MODULE, {"endpoint_id": endpoint_id}),
        "ark_endpoint by name, nothing to do": (MODULE, {"name": "bench", "rate_limit": {"rpm": 5}}),
        "ark_endpoint_info by name": (INFO, {"name": "bench"}),
        "ark_endpoints with one entry": (SET, {"endpoints": [{"name": "bench", "rate_limit": {"rpm": 5}}]}),
    }


def measure_tasks(sandbox: Sandbox, playbooks: Playbooks, endpoint_id: str) -> dict[str, list[float]]:
    """Seconds of each task, by variant; what stands at the same place of two lists was done one after the other."""
    compared = variants(endpoint_id)
    seconds: dict[str, list[float]] = {name: [] for name in compared}
    turn = [{"name": name, module: options} for name, (module, options) in compared.items()]
    library = write_baselines(playbooks.folder)
    for _turn in range(ROUNDS):
        run = playbooks.run(turn * TURNS, sandbox=sandbox, environment={"ANSIBLE_LIBRARY": str(library)})
        # In the first turn Ansible makes the payloads, which it keeps for the others.
        for earlier, later in itertools.pairwise(run.tasks[len(turn) - 1 :]):
            seconds[later.name].append(later.at - earlier.at)
    return seconds


def write_baselines(folder: Path) -> Path:
    """Modules that do nothing, with and without requests."""
    library = folder / "library"
    library.mkdir(exist_ok=True)
    (library / "only_basic.py").write_text(BASELINE.format(imports=""))
    (library / "only_requests.py").write_text(BASELINE.format(imports="import requests  # noqa: F401\n"))
    return library


def measure_requests(sandbox: Sandbox, playbooks: Playbooks, endpoint_id: str) -> dict[str, list[str]]:
    """The requests of one task, by variant."""
    wanted = {name: given for name, given in variants(endpoint_id).items() if not given[0].startswith("only_")}
    result = {}
    for name, (module, options) in wanted.items():
        before = sandbox.mark()
        playbooks.run([{"name": name, module: options}], sandbox=sandbox)
        result[name] = sandbox.calls(before)
    return result


def payload(folder: Path, name: str, module: str, options: dict[str, Any], sandbox: Sandbox) -> tuple[Path, Path]:
    """The file that Ansible sends for a task, which runs by itself, and the zip inside of it."""
    playbooks = Playbooks(folder / name)
    playbooks.folder.mkdir()
    playbooks.run(
        [{"name": "keep", module: options}],
        sandbox=sandbox,
        environment={
            "ANSIBLE_KEEP_REMOTE_FILES": "true",
            "ANSIBLE_REMOTE_TEMP": str(playbooks.folder / "remote"),
            "ANSIBLE_LIBRARY": str(write_baselines(folder)),
        },
    )
    (wrapper,) = (playbooks.folder / "remote").rglob("AnsiballZ_*.py")
    longest = max(re.findall(r"[A-Za-z0-9+/=]{1000,}", wrapper.read_text(encoding="utf-8")), key=len)
    packed = playbooks.folder / "payload.zip"
    packed.write_bytes(base64.b64decode(longest))
    return wrapper, packed


def measure_module(wrapper: Path) -> float:
    """Median CPU seconds of the payload as a process of its own."""
    seconds = []
    for _turn in range(IMPORT_RUNS):
        before = os.times()
        subprocess.run([sys.executable, str(wrapper)], check=True, capture_output=True)
        after = os.times()
        seconds.append(after.children_user - before.children_user + after.children_system - before.children_system)
    return statistics.median(seconds)


OWNERS = (
    ("this collection", re.compile(r"ansible_collections\.inference")),
    ("ansible", re.compile(r"ansible\b")),
    (
        "requests and what it needs",
        re.compile(r"(requests|urllib3|idna|certifi|charset_normalizer|chardet|http|ssl|email)\b"),
    ),
    ("jsonschema and what it needs", re.compile(r"(jsonschema|jsonschema_specifications|referencing|rpds|attrs?)\b")),
)


REST = "standard library"


def measure_imports(packed: Path, module: str) -> dict[str, float]:
    """Median milliseconds of importing a module out of its payload, by owner; each counts its own time only."""
    runs: list[dict[str, float]] = []
    for _turn in range(IMPORT_RUNS):
        told = subprocess.run(
            [sys.executable, "-X", "importtime", "-c", f"import {module}, requests"],
            env={**os.environ, "PYTHONPATH": str(packed)},
            capture_output=True,
            text=True,
            check=True,
        ).stderr
        totals = dict.fromkeys([*(name for name, _prefix in OWNERS), REST], 0.0)
        for line in told.splitlines():
            found = re.match(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)", line)
            if found:
                owner = next((name for name, rule in OWNERS if rule.match(found[2])), REST)
                totals[owner] += int(found[1]) / 1000
        runs.append(totals)
    return {owner: statistics.median(run[owner] for run in runs) for owner in runs[0]}


def measure() -> dict[str, Any]:
    """Everything, as a document."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with Sandbox(folder / "sandbox") as sandbox:
            (folder / "plays").mkdir()
            playbooks = Playbooks(folder / "plays")
            create = task("create", name="bench", model_reference=MODEL, rate_limit={"rpm": 5, "tpm": 6})
            endpoint_id = playbooks.run([create], sandbox=sandbox)["create"]["endpoint_id"]
            compared = variants(endpoint_id)
            seconds = measure_tasks(sandbox, playbooks, endpoint_id)
            requests = measure_requests(sandbox, playbooks, endpoint_id)
            alone, sizes, imports = {}, {}, {}
            for number, (name, (module, options)) in enumerate(compared.items()):
                wrapper, packed = payload(folder, f"payload{number}", module, options, sandbox)
                alone[name] = measure_module(wrapper)
                sizes[name] = packed.stat().st_size
                if not module.startswith("only_"):
                    imports[name] = measure_imports(packed, f"ansible_collections.{PLUGINS}.{module.split('.')[-1]}")
    return {
        "python": sys.version.split()[0],
        "ansible_core": importlib.metadata.version("ansible-core"),
        "tasks_of_each": len(seconds[BASE]),
        "seconds_per_task": {name: statistics.median(values) for name, values in seconds.items()},
        "ratio": {
            name: statistics.median(one / other for one, other in zip(values, seconds[BASE], strict=True))
            for name, values in seconds.items()
        },
        "cpu_seconds_of_module": alone,
        "payload_bytes": sizes,
        "requests": requests,
        "import_milliseconds": imports,
    }


def table(document: dict[str, Any]) -> str:
    """The document for people."""
    lines = [
        f"ansible-core {document['ansible_core']}, Python {document['python']}; "
        f"medians of {document['tasks_of_each']} tasks each",
        "",
        f"{'':38} {'s/task':>7} {'ratio':>6} {'module':>7} {'zip':>8}  requests",
    ]
    for name, seconds in document["seconds_per_task"].items():
        ratio, alone = document["ratio"][name], document["cpu_seconds_of_module"][name]
        size = document["payload_bytes"][name] / 1024
        calls = ", ".join(document["requests"].get(name, []))
        lines.append(f"{name:38} {seconds:7.3f} {ratio:6.2f} {alone:5.2f} s {size:4.0f} KiB  {calls}")
    lines += ["", "import out of the payload, ms"]
    for name, owners in document["import_milliseconds"].items():
        told = ", ".join(f"{owner} {spent:.0f}" for owner, spent in owners.items())
        lines.append(f"{name:38} {told}")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, write."""
    document = measure()
    print(table(document))
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    print(f"\nwritten to {RESULT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
