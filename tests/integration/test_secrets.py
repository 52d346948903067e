# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and tokens stay secret: on the terminal at any verbosity, in results, and in files left behind."""

from __future__ import annotations

import pytest

from .support.playbook import info, task
from .support.sandbox import Sandbox

ACCESS_KEY = "AKLTcanary"
SECRET_KEY = "Y2FuYXJ5LXNlY3JldA=="
SESSION_TOKEN = "canary-session-token/+=="
WRONG_KEY = "Y2FuYXJ5LXdyb25n"
MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}


@pytest.fixture
def guarded(sandbox: Sandbox) -> Sandbox:
    sandbox.configure(access_key=ACCESS_KEY, secret_key=SECRET_KEY, session_token=SESSION_TOKEN)
    return sandbox


def story(sandbox, **keys):
    """Tasks that succeed, change, and fail: by the server, the signature, the options, the network."""
    wrong = {"access_key": ACCESS_KEY, "session_token": "{{ the_token }}", **keys, "secret_key": "{{ wrong_key }}"}
    tasks = [
        task("create", name="one", model_reference=MODEL, rate_limit={"rpm": 5}, **keys),
        task("change", name="one", rate_limit={"tpm": 7}, **keys),
        info("read", project_name="default", **keys),
        task(
            "refused by the server", name="one", recreate="never", model_reference={"custom_model_id": "cm-2"}, **keys
        ),
        task("wrong signature", name="one", **wrong),
        task("wrong options", name="one", rate_limit={"rpm": -1}, **keys),
        task("wrong type", name="one", rate_limit={"rpm": "many"}, **keys),
        task("no server", name="one", api_url="http://127.0.0.1:9", max_retries=0, **keys),
        task("a secret where it does not belong", name="one", site=keys.get("secret_key", "nowhere"), **keys),
    ]
    return [entry | {"ignore_errors": True} for entry in tasks]


@pytest.mark.parametrize("way", ["options", "environment"])
def test_no_secret_is_told(guarded, playbooks, tmp_path_factory, way):
    """The secrets come by a file of variables that lies elsewhere, or by the environment."""
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "secrets.yml"
    elsewhere.write_text(f"the_key: '{SECRET_KEY}'\nthe_token: '{SESSION_TOKEN}'\nwrong_key: '{WRONG_KEY}'\n")
    environment = {"ARK_API_URL": guarded.url, "VOLCENGINE_ACCESS_KEY": ACCESS_KEY}
    keys = {}
    if way == "options":
        keys = {"access_key": ACCESS_KEY, "secret_key": "{{ the_key }}", "session_token": "{{ the_token }}"}
    else:
        environment |= {"VOLCENGINE_SECRET_KEY": SECRET_KEY, "VOLCENGINE_SESSION_TOKEN": SESSION_TOKEN}
    run = playbooks.run(
        story(guarded, **keys), "-vvvv", "--diff", "--extra-vars", f"@{elsewhere}", environment=environment
    )

    outcomes = {task.name: task.outcome for task in run.tasks}
    assert list(outcomes.values()) == ["ok"] * 3 + ["failed"] * 6
    assert run["wrong signature"]["error_code"] == "SignatureDoesNotMatch"
    assert run["no server"]["error_code"] == "ConnectionError"
    for secret in (SECRET_KEY, SESSION_TOKEN, WRONG_KEY):
        assert secret not in run.output
        assert secret not in str(run.tasks)
        assert [
            path
            for folder in (playbooks.folder, playbooks.scratch)
            for path in folder.rglob("*")
            if path.is_file() and secret.encode() in path.read_bytes()
        ] == []
