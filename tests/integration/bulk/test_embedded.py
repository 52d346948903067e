# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A bulk module in a child of Ansible's worker does, returns and shows what it does as a process of its own."""

from __future__ import annotations

import json
import re

import pytest

from ..support.playbook import SET
from .sets import EMBEDDED, PROCESS, entries, fleet

#: What differs between any two runs: ids and moments, and Ansible's own words about how the module is run.
_VOLATILE = re.compile(r"ep-\d{14}-\w+|\b20\d{12}[0-9A-F]{8,}\b|20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")

CHANGED = [*entries(3), {**entries(4)[3], "rate_limit": {"rpm": 700, "tpm": 100_000}}]
LOOP = {"loop": [entries(1), entries(2)], "loop_control": {"label": "set"}}


def story(secret_key: str) -> list[dict]:
    """Tasks of every kind, one after the other; what is to fail may fail."""
    return [
        fleet("unknown option", [{**entries(1)[0], "rate_limits": {}}]) | {"ignore_errors": True},
        fleet("wrong type", [{**entries(1)[0], "rate_limit": {"rpm": "many"}}]) | {"ignore_errors": True},
        {"name": "no entries", SET: {"project_name": "default"}, "ignore_errors": True},
        fleet("bad input", [{"name": " "}, {"name": "a", "rate_limit": {"rpm": -1}}], concurrency=0)
        | {"ignore_errors": True},
        fleet("no server", entries(1), api_url="http://127.0.0.1:9", max_retries=0) | {"ignore_errors": True},
        fleet("check create", entries(4)) | {"check_mode": True, "diff": True},
        fleet("create", entries(4)) | {"diff": True},
        fleet("again", entries(4)),
        fleet("check change", CHANGED) | {"check_mode": True, "diff": True},
        fleet("change", CHANGED) | {"diff": True},
        fleet("partly", entries(6)) | {"ignore_errors": True},
        fleet("secret", entries(1, description=f"is {secret_key}")) | {"diff": True},
        fleet("any script", entries(1, description="思 ñ 😀 \u202e \u2028 \t|")) | {"diff": True},
        fleet("untold", entries(2)) | {"no_log": True},
        fleet("loop", "{{ item }}") | LOOP,
        fleet("in another environment", entries(2), access_key=None, secret_key=None)
        | {"environment": {"VOLCENGINE_ACCESS_KEY": "AKLTnobody", "VOLCENGINE_SECRET_KEY": "bm9ib2R5"}}
        | {"ignore_errors": True},
        fleet("delegated", entries(2)) | {"delegate_to": "localhost"},
        fleet("delete", [{"name": one["name"], "state": "absent"} for one in entries(6)]),
    ]


def steady(value):
    """Without what differs between any two runs."""
    if isinstance(value, dict):
        return {key: steady(each) for key, each in value.items()}
    if isinstance(value, list):
        return [steady(each) for each in value]
    return _VOLATILE.sub("volatile", value) if isinstance(value, str) else value


@pytest.fixture
def tell(sandbox, playbooks):
    """Runs the story one way, on an account as new."""

    def run(way):
        sandbox.reset()
        for name in ("e0004", "e0005"):
            sandbox.fault(kind="error", status=403, code="AccessDenied", action="CreateEndpoint", name=name)
        return playbooks.run(story(sandbox.secret_key), sandbox=sandbox, play={"vars": way})

    return run


def test_both_ways_give_the_same_results_and_print_the_same(tell, sandbox):
    embedded, effects = tell(EMBEDDED), sandbox.effects()
    process = tell(PROCESS)
    assert [task.name for task in embedded.tasks] == [one["name"] for one in story("")]
    for one, other in zip([*embedded.tasks, *embedded.items], [*process.tasks, *process.items], strict=True):
        assert (one.name, one.outcome) == (other.name, other.outcome)
        assert steady(one.result) == steady(other.result), one.name
    assert steady(embedded.output) == steady(process.output)
    assert effects == sandbox.effects()
    failed = {task.name for task in embedded.tasks if task.failed}
    assert failed == {
        "unknown option",
        "wrong type",
        "no entries",
        "bad input",
        "no server",
        "partly",
        "in another environment",
    }
    assert embedded["partly"]["summary"] == {
        **dict.fromkeys(("created", "updated", "recreated", "deleted"), 0),
        "total": 6,
        "unchanged": 3,
        "updated": 1,
        "failed": 2,
    }


@pytest.mark.parametrize(
    ("way", "words"), [(EMBEDDED, "in a child of the worker"), (PROCESS, "as a process of its own")]
)
def test_nothing_secret_is_told_at_any_verbosity_and_each_way_is_the_way_that_was_meant(sandbox, playbooks, way, words):
    # What stands in a playbook Ansible may show by itself, so the secret comes from elsewhere.
    tasks = [task for task in story("nothing") if "environment" not in task]
    run = playbooks.run(tasks, "-vvvvv", environment=sandbox.environment, play={"vars": way})
    assert run["create"]["summary"]["created"] == 4
    assert sandbox.secret_key not in run.output
    assert sandbox.secret_key not in json.dumps([task.result for task in run.tasks])
    assert run.output.count(words) >= len(tasks)


def test_a_secret_in_the_environment_of_a_task_is_not_told_as_a_command(sandbox, playbooks):
    environment = {**sandbox.environment, "VOLCENGINE_SECRET_KEY": "{{ secret }}"}
    run = playbooks.run(
        [fleet("create", entries(2)) | {"environment": environment}],
        "-vvvvv",
        play={"vars": {"secret": "{{ lookup('ansible.builtin.env', 'THE_SECRET') }}"}},
        environment={"THE_SECRET": sandbox.secret_key},
    )
    assert run["create"]["summary"]["created"] == 2
    assert sandbox.secret_key not in run.output
