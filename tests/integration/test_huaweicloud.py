# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Huawei Cloud's modules in playbooks: beside the vendor's SDK, in one manifest with Ark, and with secrets kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkdataartsfabric import v1 as sdk

from .support.playbook import GROUP
from .support.sandbox import Sandbox

# The SDK's own code; nothing of ours.
pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")

GROUP_HUAWEI = "group/inference.endpoints.huaweicloud"
WORKSPACE = "e935d0ef-f4eb-4b95-aff1-9d33ae9f57a6"
PROJECT = "0123456789abcdef0123456789abcdef"
MU = {"spec_code": "mu.llama3.8b", "min": 0, "max": 1}


def fabric(title: str, what: str = "endpoint", **options: Any) -> dict:
    """A task with the Fabric module."""
    return {"name": title, f"inference.endpoints.dataartsfabric_{what}": {"workspace_id": WORKSPACE, **options}}


def maas(title: str, what: str = "endpoint", **options: Any) -> dict:
    """A task with the MaaS module."""
    return {"name": title, f"inference.endpoints.maas_{what}": options}


def connected(sandbox: Sandbox, **more: Any) -> dict:
    """The keywords of a play whose tasks find the sandbox."""
    connection = {**sandbox.connection, "auth_url": sandbox.url, "region": "cn-southwest-2"}
    defaults = {GROUP_HUAWEI: {**connection, "project_id": PROJECT, **more}, GROUP: sandbox.connection}
    return {"module_defaults": defaults}


def test_the_vendors_sdk_and_the_modules_see_one_and_the_same_endpoint(sandbox, playbooks):
    credentials = BasicCredentials(sandbox.access_key, sandbox.secret_key, PROJECT)
    region = Region("cn-southwest-2", sandbox.url)
    vendor = sdk.DataArtsFabricClient.new_builder().with_credentials(credentials).with_region(region).build()
    demand = sdk.ResourceDemand(**MU)
    made = vendor.create_endpoint(
        sdk.CreateEndpointRequest(
            workspace_id=WORKSPACE,
            body=sdk.EndpointInput(
                name="sdk 推理.1", type="inference", reserved_resource=sdk.ReservedResource(mu=demand)
            ),
        )
    )
    declared = {"name": "sdk 推理.1", "type": "inference", "reserved_resource": {"mu": MU}}
    mark = sandbox.mark()
    run = playbooks.run(
        [
            fabric("as the SDK made it", **declared),
            fabric("changed", name="sdk 推理.1", description="说明 🚀", reserved_resource={"mu": {**MU, "max": 3}}),
            fabric("read", "endpoint_info", endpoint_ids=[made.id]),
        ],
        play=connected(sandbox),
    )
    assert not run["as the SDK made it"]["changed"]
    assert sandbox.calls(mark)[:2] == ["ListEndpoints", "ShowEndpoint"]
    assert run["changed"]["actions"] == ["UpdateEndpoint"]
    assert [one["endpoint_id"] for one in run["read"]["endpoints"]] == [made.id]
    seen = vendor.show_endpoint(sdk.ShowEndpointRequest(workspace_id=WORKSPACE, endpoint_id=made.id))
    assert (seen.description, seen.reserved_resource.mu.max, seen.reserved_resource.mu.spec_code) == (
        "说明 🚀",
        3,
        "mu.llama3.8b",
    )


MANIFEST = """
ark:
  endpoints:
    - name: chat
      model_reference: {foundation_model: {name: doubao-1-5-pro-32k, model_version: '250115'}}
      rate_limit: {rpm: 60, tpm: 1000}
dataartsfabric:
  workspace_id: e935d0ef-f4eb-4b95-aff1-9d33ae9f57a6
  defaults:
    type: inference
    reserved_resource: {mu: {spec_code: mu.llama3.8b, min: 0, max: 1}}
  endpoints:
    - {name: 推理-1, description: 一}
    - {name: 推理-2, description: 二}
maas:
  defaults: {model_name: DeepSeek-V3, rpm: 60}
  endpoints:
    - {name: chat-prod}
    - {name: chat-test, rpm: 6, state: stopped}
"""

FAMILIES = {
    "ark": "ark_endpoint_info",
    "dataartsfabric": "dataartsfabric_endpoint_info",
    "maas": "maas_endpoint_info",
}


def test_one_manifest_for_three_clouds_and_its_export_changes_nothing(sandbox, playbooks, tmp_path):
    (tmp_path / "fleet.yml").write_text(MANIFEST, encoding="utf-8")
    role = {"name": "inference.endpoints.fleet"}

    def made_true(name: str, **variables: Any) -> list[dict]:
        return [
            {"name": name, "ansible.builtin.include_role": role, "vars": variables},
            {"name": f"{name}: result", "ansible.builtin.debug": {"var": "fleet_result"}},
        ]

    tasks = made_true("first", fleet_manifests=["fleet.yml"], fleet_report_dir="reports")
    tasks += made_true("again", fleet_manifests=["fleet.yml"])
    for family, module in FAMILIES.items():
        options = {"workspace_id": WORKSPACE} if family == "dataartsfabric" else {}
        manifest = f"{{{{ {family}.endpoints | inference.endpoints.to_manifest('{family}') }}}}"
        tasks += [
            {"name": f"read {family}", f"inference.endpoints.{module}": options, "register": family},
            {"name": f"export {family}", "ansible.builtin.debug": {"msg": manifest}},
        ]
    run = playbooks.run(tasks, play=connected(sandbox))
    first, again = (run[f"{name}: result"]["fleet_result"] for name in ("first", "again"))
    assert {family: first[family]["summary"]["created"] for family in FAMILIES} == {
        "ark": 1,
        "dataartsfabric": 2,
        "maas": 2,
    }
    assert first["maas"]["results"][1]["actions"] == ["CreateEndpoint", "DeactivateEndpoint"]
    assert (again["changed"], again["failed"]) == (False, False)
    report = json.loads((tmp_path / "reports" / "fleet-report.json").read_text(encoding="utf-8"))
    assert set(report["families"]) == set(FAMILIES)

    mark = sandbox.mark()
    exported = {family: run[f"export {family}"]["msg"][family] for family in FAMILIES}
    (tmp_path / "exported.yml").write_text(yaml.safe_dump(exported, allow_unicode=True), encoding="utf-8")
    run = playbooks.run(made_true("export", fleet_manifests=["exported.yml"]), play=connected(sandbox))
    assert not run["export: result"]["fleet_result"]["changed"]
    assert sandbox.effects(mark) == []


CANARIES = ("canary-secret-key-1", "canary-security-token-2", "canary-auth-token-3", "canary-env-variable-4")


@pytest.mark.parametrize("way", ["keys", "token", "password"])
def test_no_secret_is_told(sandbox, playbooks, tmp_path, way):
    secret, security_token, auth_token, variable = CANARIES
    settings = {"access_key": "HWcanary", "secret_key": secret, "auth_token": auth_token}
    if way == "keys":
        settings["session_token"] = security_token
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "secrets.yml").write_text(
        yaml.safe_dump({"s": secret, "t": security_token, "a": auth_token, "v": variable}), encoding="utf-8"
    )
    keys = {
        "keys": {"access_key": "HWcanary", "secret_key": "{{ s }}", "security_token": "{{ t }}"},
        "token": {"auth_token": "{{ a }}"},
        "password": {"user_name": "HWcanary", "password": "{{ s }}", "domain_name": "sandbox"},
    }[way]
    application = {
        "name": "app",
        "import_path": "m:a",
        "runtime_env": {"env_vars": {"HF_TOKEN": "{{ v }}"}},
        "deployments": [{"name": "d", "num_replicas": 1}],
    }
    cluster = {"head_group_spec": {}, "worker_group_specs": [{"name": "w", "min_replicas": 1}]}
    config = {"ray_serve_config": {"applications": [application]}, "ray_cluster_config": cluster}
    service = {"name": "svc", "type": "ray_service", "config": {"ray_service_config": config}}
    tasks = [
        fabric("create", **service),
        fabric("change", **{**service, "description": "other"}),
        fabric("read", "endpoint_info"),
        maas("another", name="chat", model_name="m"),
        fabric("refused", name="svc", type="sql"),
        fabric("wrong", name="svc", api_url="http://127.0.0.1:9", max_retries=0),
        maas("wrong options", name="chat", rpm=-1),
        maas("a secret where it does not belong", name="chat", source="{{ a }}" if way == "token" else "{{ s }}"),
    ]
    sandbox.configure(**settings)
    defaults = {"api_url": sandbox.url, "auth_url": sandbox.url, "region": "cn-southwest-2", **keys}
    run = playbooks.run(
        [entry | {"ignore_errors": True} for entry in tasks],
        "-vvvv",
        "--diff",
        "--extra-vars",
        f"@{elsewhere / 'secrets.yml'}",
        play={"module_defaults": {GROUP_HUAWEI: defaults}},
    )
    told = run.output + json.dumps([task.result for task in run.tasks])
    assert run["create"]["actions"] == ["CreateEndpoint"], run.output
    assert run["change"]["changed"]
    left = [path for path in tmp_path.rglob("*") if path.is_file() and elsewhere not in path.parents]
    told += "".join(path.read_text(encoding="utf-8", errors="replace") for path in left)
    for canary in CANARIES:
        assert canary not in told, canary
