# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples in the documentation work, word for word and in the order given."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
import yaml

from .support.paths import BIN, COLLECTIONS, ROOT
from .support.playbook import info, task
from .support.sandbox import API_KEY

MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py") if path.stem != "__init__")

CREATE, UPDATE, STOP, DELETE = ["CreateEndpoint"], ["UpdateEndpoint"], ["StopEndpoint"], ["DeleteEndpoint"]

#: The write actions of each example of the modules that manage one endpoint.
ACTIONS = {
    "ark_endpoint": [CREATE, UPDATE, UPDATE, UPDATE, STOP, CREATE + DELETE, STOP + DELETE, CREATE],
    "dataartsfabric_endpoint": [CREATE, UPDATE, UPDATE, CREATE, CREATE, DELETE + CREATE, DELETE],
    "maas_endpoint": [
        CREATE,
        UPDATE,
        UPDATE,
        ["SignAgreement", "UpdateEndpoint"],
        UPDATE,
        ["DeactivateEndpoint"],
        CREATE,
        DELETE,
    ],
}

#: The example in the documentation of the Terraform resource and of the Pulumi resource, whose model is masked there.
SEED = {
    "name": "EndpointDemo",
    "description": "endpoint for tf demo",
    "model_reference": {"foundation_model": {"name": "doubao-1-5-thinking-pro", "model_version": "250428"}},
    "tags": [{"key": "env", "value": "test"}],
    "project_name": "default",
    "rate_limit": {"tpm": 5, "rpm": 10},
}
SEED_READ_ONLY = set(
    "batch_only certificate create_time endpoint_id endpoint_model_type id rolling_id scale_tier_id status "
    "status_reason support_rolling support_scale_tier update_time".split()
)


@pytest.fixture(scope="module")
def documentation() -> dict[str, dict[str, Any]]:
    """What ansible-doc tells of the modules."""
    names = [f"inference.endpoints.{module}" for module in MODULES]
    told = subprocess.run(
        [str(BIN / "ansible-doc"), "--json", "--type", "module", *names],
        env={"ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS), "LC_ALL": "C.UTF-8", "PATH": str(BIN)},
        capture_output=True,
        check=True,
    )
    return json.loads(told.stdout)


def test_examples(documentation, sandbox, playbooks):
    """Those of all modules, one after the other, as one playbook: each leaves the others to work."""
    examples = {
        module: yaml.safe_load(documentation[f"inference.endpoints.{module}"]["examples"]) for module in MODULES
    }
    assert min(len(tasks) for tasks in examples.values()) >= 2
    data_plane = {"inference.endpoints.endpoint_check": {"base_url": f"{sandbox.url}/api/v3", "api_key": API_KEY}}
    byteplus = {"BYTEPLUS_ACCESS_KEY": sandbox.access_key, "BYTEPLUS_SECRET_KEY": sandbox.secret_key}
    environment = {**sandbox.environment, **byteplus}
    tasks = [task for module in MODULES for task in examples[module]]
    run = playbooks.run(tasks, environment=environment, play={"module_defaults": data_plane})

    assert [(task.name, task.outcome) for task in run.tasks] == [(task["name"], "ok") for task in tasks]
    results = iter(run.tasks)
    for module in MODULES:
        own = [next(results).result for _task in examples[module]]
        if module in ACTIONS:
            assert [result["actions"] for result in own] == ACTIONS[module]
    assert {
        entry["region"] for entry in sandbox.log() if entry["body"] and entry["body"].get("Name") == "support-bot"
    } == {"ap-southeast-1"}
    assert "EndpointRenamed" not in [one["Name"] for one in sandbox.endpoints()]


def test_seed_with_every_attribute(sandbox, playbooks):
    run = playbooks.run(
        [
            task("declare", **SEED, model_unit_id="", moderation={"strategy": "Default"}, certificate=True),
            task("declare again", **SEED, model_unit_id="", moderation={"strategy": "Default"}, certificate=True),
            info("read", name="EndpointDemo", certificate=True),
        ],
        sandbox=sandbox,
    )
    endpoint = run["declare"]["endpoint"]
    assert endpoint.keys() >= SEED.keys() | SEED_READ_ONLY | {"model_unit_id", "moderation"}
    assert endpoint["moderation"] == {"strategy": "Default"}
    assert endpoint["certificate"]["pca_root_ca_certificate"]
    assert not run["declare again"]["changed"]
    assert run["read"]["endpoints"] == [run["declare again"]["endpoint"]]
    true = sandbox.only("EndpointDemo")
    assert true["RateLimit"] == {"Rpm": 10, "Tpm": 5}
    assert true["ModelReference"] == {"FoundationModel": {"Name": "doubao-1-5-thinking-pro", "ModelVersion": "250428"}}
