# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that a manifest has among environment variables: no task of the role shows them, and it still tells all."""

from __future__ import annotations

import json
from typing import Any

from ..support.sandbox import Sandbox
from ..test_huaweicloud import WORKSPACE, connected
from .support import ROLE, fleet, look, with_keywords, write

IN_FILE, IN_VARIABLE = "canary-file-70d2", "canary-variable-41c8"
FAILED = f"{ROLE} : Make the endpoints true"


def service(name: str, secret: str, **more: Any) -> dict[str, Any]:
    """A Ray service with a secret, as a manifest declares it."""
    application = {
        "name": "app",
        "import_path": "m:a",
        "runtime_env": {"env_vars": {"DB_PASSWORD": secret, "MODE": "prod"}},
        "deployments": [{"name": "d", "num_replicas": 1}],
    }
    cluster = {"head_group_spec": {}, "worker_group_specs": [{"name": "w", "min_replicas": 1}]}
    config = {"ray_serve_config": {"applications": [application]}, "ray_cluster_config": cluster}
    return {"name": name, "type": "ray_service", "config": {"ray_service_config": config}, **more}


def declared(playbooks: Any, **more: Any) -> dict[str, Any]:
    """Variables of the role: one Ray service from a file, and one from a variable."""
    said = {"workspace_id": WORKSPACE, "endpoints": [service("one", IN_FILE)]}
    write(playbooks.folder, "fleet.yml", {"dataartsfabric": said})
    return {"manifests": ["fleet.yml"], "dataartsfabric": {"endpoints": [service("two", IN_VARIABLE, **more)]}}


def attempt(playbooks: Any, sandbox: Sandbox, tasks: list[dict]) -> tuple[Any, str]:
    """A run that tells as much as Ansible can, and all that has been told: to people, to callbacks and to a log."""
    log = playbooks.folder / "ansible.log"
    loud = {"ANSIBLE_LOG_PATH": str(log), "ANSIBLE_DISPLAY_ARGS_TO_STDOUT": "true"}
    run = playbooks.attempt(tasks, "-vvvv", "--diff", environment=loud, play=connected(sandbox))
    told = [run.output, log.read_text(encoding="utf-8"), json.dumps([task.result for task in [*run.tasks, *run.items]])]
    reports = [path for folder in ("foreseen", "reports") for path in playbooks.folder.glob(f"{folder}/*")]
    told += [path.read_text(encoding="utf-8") for path in reports]
    return run, "\n".join(told)


def test_no_task_shows_the_secrets_of_a_manifest(sandbox, playbooks):
    """Neither in check mode nor in the real run."""
    work = fleet(**declared(playbooks), report_dir="reports")
    foreseen = with_keywords({**work, "vars": {**work["vars"], "fleet_report_dir": "foreseen"}}, check_mode=True)
    run, told = attempt(playbooks, sandbox, [foreseen, look("foreseen"), work, look()])
    assert run.status == 0, run.output
    assert "canary" not in told
    # What is no secret is there to be looked at.
    for title in ("foreseen", "result"):
        result = run[title]["fleet_result"]["dataartsfabric"]
        assert result["summary"]["created"] == 2
        assert '"MODE": "prod"' in json.dumps(result)


def test_failures_are_told_in_full_and_without_secrets(sandbox, playbooks):
    sandbox.fault(kind="error", status=403, code="APIGW.0310", action="CreateEndpoint", name="two")
    variables = declared(playbooks)
    tried = {"name": "try", "block": [fleet(**variables, report_dir="reports")], "rescue": [look()]}
    run, told = attempt(playbooks, sandbox, [tried])
    assert "canary" not in told
    assert run["result"]["fleet_result"]["dataartsfabric"]["summary"]["failed"] == 1
    assert "[APIGW.0310] two (fleet_dataartsfabric.endpoints[0]): CreateEndpoint" in run[FAILED]["msg"]


def test_what_is_wrong_with_a_manifest_is_told_in_full_and_without_its_secrets(sandbox, playbooks):
    variables = declared(playbooks, odd=1, log_config={"enable_obs_log": "x"})
    tried = {"name": "try", "block": [fleet(**variables)], "rescue": [look()]}
    run, told = attempt(playbooks, sandbox, [tried])
    assert "canary" not in told
    errors = run["result"]["fleet_result"]["errors"]
    assert sorted(error.partition("; ")[0] for error in errors) == [
        "fleet_dataartsfabric.endpoints[0].log_config.enable_obs_log: found 'x'",
        "fleet_dataartsfabric.endpoints[0].odd: unknown option",
    ]
    assert run[FAILED]["msg"].splitlines() == errors
