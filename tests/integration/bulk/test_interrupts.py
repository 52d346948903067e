# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that is ended in its middle: nothing goes on behind one's back, and the next run completes the work."""

from __future__ import annotations

import json
import os
import signal

import pytest

from ..support.playbook import GROUP
from ..support.programs import end
from ..support.until import until
from .sets import PROCESS, WORKER, at_work, entries, fleet, is_alive, parent

COUNT = 100


def stop_module(number):
    """A signal to the module alone."""
    return lambda playbook, module: os.kill(module, number)


def stop_playbook(number):
    """A signal to ansible-playbook, as from a terminal or a service manager."""
    return lambda playbook, module: os.kill(playbook.pid, number)


def kill_all_above(playbook, module):
    """Everything that could take the module's result dies at once, and nobody tells the module."""
    above, pid = [], parent(module)
    while pid not in (playbook.pid, 0, 1):
        above.append(pid)
        pid = parent(pid)
    for pid in [playbook.pid, *reversed(above)]:
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize(
    "way", [pytest.param(WORKER, id="worker"), pytest.param(PROCESS, id="process", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize(
    "stop",
    [
        # Ctrl-C goes to all of them; that the module alone gets it is rare, and it is treated as SIGTERM is.
        pytest.param(stop_module(signal.SIGINT), id="SIGINT to the module", marks=pytest.mark.slow),
        pytest.param(stop_module(signal.SIGTERM), id="SIGTERM to the module"),
        pytest.param(stop_playbook(signal.SIGINT), id="SIGINT to ansible-playbook"),
        pytest.param(stop_playbook(signal.SIGTERM), id="SIGTERM to ansible-playbook"),
        pytest.param(kill_all_above, id="SIGKILL to all but the module"),
    ],
)
def test_after_the_end_nothing_is_written_and_the_next_run_completes(sandbox, playbooks, stop, way, request):
    sandbox.fault(kind="latency", seconds=0.15)
    declared = entries(COUNT)
    play = {"hosts": "all", "gather_facts": False, "module_defaults": {GROUP: sandbox.connection}, "vars": way}
    path = playbooks.write("long.yml", [{**play, "tasks": [fleet("create", declared)]}])
    process = playbooks.start_file(path)
    try:
        until(lambda: len(sandbox.endpoints()) >= 16)
        (module,) = at_work(str(playbooks.folder / "results.jsonl"), way)
        stop(process, module)
        until(lambda: not is_alive(module))
        process.communicate(timeout=60)
    finally:
        end(process)
    made = sandbox.endpoints()
    assert 16 <= len(made) < COUNT - 40
    log = sandbox.mark()
    if "the module" in request.node.callspec.id and "SIGKILL" not in request.node.callspec.id:
        (line,) = (playbooks.folder / "results.jsonl").read_text().splitlines()
        result = json.loads(line)["result"]
        assert len(result["results"]) == COUNT
        assert sum(one["actions"] == ["CreateEndpoint"] for one in result["results"]) == len(made)
        assert "Interrupted before it was done" in result["msg"]
    sandbox.control("DELETE", "faults")
    again = playbooks.run([fleet("create", declared)], sandbox=sandbox)
    assert sandbox.calls(log)[0] == "ListEndpoints", "somebody went on writing"
    assert again["create"]["summary"]["created"] == COUNT - len(made)
    names = [one["Name"] for one in sandbox.endpoints()]
    assert len(names) == len(set(names)) == COUNT
