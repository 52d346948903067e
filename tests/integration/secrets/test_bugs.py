# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A bug in each layer, which shouts out all it can lay hands on: no secret reaches the terminal, a log or a file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ..support.paths import ROOT
from ..support.playbook import INFO, MODULE, SET
from .keys import BY_ENVIRONMENT, BY_OPTION, LOUD, MODEL, SECRETS, files_with, variables

#: Added to a file of the collection: when a task's environment says so, this raises with the environment and every
#: variable of every caller of ours in its text, as a careless debugging line would.
BUG = """

def _shout(layer):
    import os
    import sys

    if os.environ.get("ARK_BROKEN") != layer:
        return
    seen, frame = [dict(os.environ)], sys._getframe(1)
    while frame is not None and "ansible_collections" in frame.f_code.co_filename:
        for value in list(frame.f_locals.values()):
            seen += [value, getattr(value, "params", None), getattr(value, "__dict__", None)]
        frame = frame.f_back
    raise RuntimeError("bug in %s, which saw %r" % (layer, seen))


def _broken(work, layer):
    def broken(*given, **named):
        _shout(layer)
        return work(*given, **named)

    return broken

"""
#: From a layer to its file, and where in it the bug sits.
LAYERS = {
    "sign": ("_volcengine/sign.py", "authorization = _broken(authorization, 'sign')"),
    "connection": ("_volcengine/client.py", "connection = _broken(connection, 'connection')"),
    "client": ("_volcengine/client.py", "Client.attempt = _broken(Client.attempt, 'client')"),
    "transport": ("_http/transport.py", "Transport.send = _broken(Transport.send, 'transport')"),
    "engine": ("_engine/reconcile.py", "decide = _broken(decide, 'engine')"),
    "family": ("_volcengine/ark.py", "ArkEndpoint.attributes = _broken(ArkEndpoint.attributes, 'family')"),
    "checks": ("_task/argspec.py", "problems = _broken(problems, 'checks')"),
    "driver": ("_engine/driver.py", "performer = _broken(performer, 'driver')"),
    "scheduler": ("_engine/scheduler.py", "Scheduler.run = _broken(Scheduler.run, 'scheduler')"),
}
#: What looks the secrets of the environment up cannot have told them when it breaks.
TELLS_OF_THE_ENVIRONMENT = {"connection"}
FORMS = {
    "single": ({MODULE: {"name": "one", "description": "x"}}, set(LAYERS) - {"scheduler"}),
    "read": ({INFO: {"project_name": "default"}}, set(LAYERS) - {"scheduler", "engine"}),
    "bulk": ({SET: {"endpoints": [{"name": "one", "description": "x"}]}}, set(LAYERS) - {"driver"}),
}


@pytest.fixture
def broken_collection(tmp_path_factory) -> Path:
    """A copy of the collection with a bug in each layer, all of them asleep."""
    folder = tmp_path_factory.mktemp("broken")
    copy = folder / "ansible_collections" / "inference" / "endpoints"
    for part in ("plugins", "meta"):
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "galaxy.yml", copy)
    files = {file for file, _line in LAYERS.values()}
    for file in files:
        path = copy / "plugins" / "module_utils" / file
        lines = [line for other, line in LAYERS.values() if other == file]
        path.write_text(path.read_text(encoding="utf-8") + BUG + "\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("way", ["options", "environment"])
def test_a_bug_in_any_layer_tells_no_secret(guarded, playbooks, broken_collection, tmp_path_factory, way):
    keys = {"api_url": guarded.url, **(BY_OPTION if way == "options" else {})}
    environment = {**LOUD, "ANSIBLE_COLLECTIONS_PATH": str(broken_collection)}
    environment["ANSIBLE_LOG_PATH"] = str(playbooks.folder / "ansible.log")
    environment["ANSIBLE_REMOTE_TEMP"] = str(playbooks.folder / "remote")
    environment |= {} if way == "options" else BY_ENVIRONMENT
    tasks = [{"name": "create", MODULE: {**keys, "name": "one", "model_reference": MODEL}}]
    for form, (call, all_layers) in FORMS.items():
        layers = all_layers if way == "options" else all_layers - TELLS_OF_THE_ENVIRONMENT
        (module, options), *_none = call.items()
        tasks += [
            {
                "name": f"{form} {layer}",
                module: {**keys, **options},
                "environment": {"ARK_BROKEN": layer},
                "ignore_errors": True,
            }
            for layer in sorted(layers)
        ]
    elsewhere = variables(tmp_path_factory.mktemp("elsewhere"))
    run = playbooks.attempt(tasks, "-vvvv", "--diff", *elsewhere, environment=environment)
    assert run["create"]["actions"] == ["CreateEndpoint"], run.output
    struck = {task.name for task in run.tasks if "which saw" in str(task.result.get("msg"))}
    assert struck == {task["name"] for task in tasks[1:]}
    assert "Traceback (most recent call last)" in run.output
    told = {task.name: task for task in run.tasks if any(secret in str(task.result) for secret in SECRETS)}
    assert sorted(told) == []
    assert not any(secret in run.output for secret in SECRETS)
    assert files_with(playbooks.folder, SECRETS) == files_with(playbooks.scratch, SECRETS) == []
