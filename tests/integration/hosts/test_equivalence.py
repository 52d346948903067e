# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task in Ansible's worker gives, to the last key, the result that its module gives as a process."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import pytest

from ..support.playbook import Playbooks, Run
from . import story

#: What differs between any two runs: ids, moments, and where the playbook lies.
_VOLATILE = re.compile(
    r"ark-data-\w+-\d+|\S{4}\*{4}\S{4}|/[^ ']*playbook\.yml|-----BEGIN [^-]+-----[^-]+-----END [^-]+-----"
    r"|ep-\d{14}-\w+|\b20\d{12}[0-9A-F]{8,}\b|20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?"
    r"|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b|\b1[67]\d{11}\b"
)
#: What time decides, and what Ansible itself adds to a failure, in other words for an action than for a module.
_UNEQUAL = (
    "latency_seconds",
    "exception",
    "_ansible_no_log",
    "_ansible_parsed",
    "module_stdout",
    "module_stderr",
    "rc",
)


def steady(value: Any) -> Any:
    """Without what differs between any two runs."""
    if isinstance(value, dict):
        return {name: steady(each) for name, each in value.items() if name not in _UNEQUAL}
    if isinstance(value, list):
        return [steady(each) for each in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value > 1e9:
        return "volatile"
    return _VOLATILE.sub("volatile", value) if isinstance(value, str) else value


class Told(NamedTuple):
    """Both runs of the story."""

    tasks: list[dict]
    worker: Run
    process: Run
    secrets: list[str]


@pytest.fixture(scope="module")
def told(running_sandbox, tmp_path_factory) -> Told:
    """The story, told by the worker and by processes, each time on an account as new."""
    tasks, runs = story.tasks(), []
    for way in (story.WORKER, story.PROCESS):
        running_sandbox.reset()
        for name in ("denied", "e4", "e5"):
            running_sandbox.fault(kind="error", status=403, code="AccessDenied", action="CreateEndpoint", name=name)
        playbooks = Playbooks(tmp_path_factory.mktemp("way"), tmp_path_factory.mktemp("p"))
        (playbooks.folder / "odd.yml").write_text(story.variables_file(running_sandbox), encoding="utf-8")
        password = playbooks.folder / "password"
        password.write_bytes(story.VAULT_PASSWORD)
        runs.append(
            playbooks.attempt(
                tasks,
                "-vvvv",
                "--vault-password-file",
                str(password),
                hosts={"localhost": {}, "elsewhere": {}},
                environment={"ANSIBLE_PIPELINING": "1"},  # processes cost the less
                play={"hosts": "localhost", **story.keywords(running_sandbox, way)},
            )
        )
        assert not (playbooks.folder / "templated").exists(), "text was taken for a template"
    return Told(tasks, *runs, [running_sandbox.secret_key, story.PASSWORD])


def test_the_results_are_the_same_to_the_last_key(told):
    assert (told.worker.status, told.process.status) == (0, 0), told.worker.output
    assert [task.name for task in told.worker.tasks] == [task["name"] for task in told.tasks]
    pairs = zip([*told.worker.tasks, *told.worker.items], [*told.process.tasks, *told.process.items], strict=True)
    for one, other in pairs:
        assert (one.name, one.outcome, steady(one.result)) == (other.name, other.outcome, steady(other.result))


def test_each_task_ran_where_it_was_meant_to(told):
    count = sum(task["name"] not in story.NOT_OURS for task in told.tasks)
    assert told.worker.output.count("The task runs in the worker") >= count, told.worker.output
    assert "The task runs as a process" not in told.worker.output
    assert told.process.output.count("as a process: inference_endpoints_embedded is false") >= count


def test_nothing_secret_is_told_at_any_verbosity(told):
    for run in (told.worker, told.process):
        results = json.dumps([task.result for task in (*run.tasks, *run.items)])
        assert [secret for secret in told.secrets if secret in run.output or secret in results] == []
    assert story.ENVIRONMENT not in told.worker.output


def test_the_warnings_on_the_terminal_are_the_same(told):
    def warnings(run: Run) -> list[str]:
        return sorted(steady(line) for line in run.output.splitlines() if line.startswith("[WARNING]"))

    assert warnings(told.worker) == warnings(told.process)
