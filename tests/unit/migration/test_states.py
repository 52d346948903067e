# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""States of Terraform and Pulumi as manifests: every documented form, what is left out, what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.inference.endpoints.plugins.filter import from_pulumi_state as pulumi_plugin
from ansible_collections.inference.endpoints.plugins.filter import from_terraform_state as terraform_plugin
from ansible_collections.inference.endpoints.plugins.filter.from_pulumi_state import from_pulumi_state
from ansible_collections.inference.endpoints.plugins.filter.from_terraform_state import from_terraform_state

#: What the state of either tool shows of an endpoint, under Terraform's names.
SHOWN = {
    "id": "ep-1",
    "endpoint_id": "ep-1",
    "name": "chat",
    "description": "",
    "project_name": "default",
    "model_reference": {"custom_model_id": None, "foundation_model": {"name": "m", "model_version": "1"}},
    "model_unit_id": None,
    "moderation": {"strategy": "Default"},
    "rate_limit": {"rpm": 60, "tpm": 1000},
    "tags": [{"key": "team", "value": "a"}, {"key": "sys:ark:createdBy", "value": "x"}],
    "status": "Running",
    "status_reason": None,
    "create_time": "2026-01-02T03:04:05Z",
    "certificate": {"pca_name": None},
    "something_new": {"a": 1},
}
DECLARED = {
    "endpoint_id": "ep-1",
    "name": "chat",
    "description": "",
    "project_name": "default",
    "model_reference": {"foundation_model": {"name": "m", "model_version": "1"}},
    "moderation": {"strategy": "Default"},
    "rate_limit": {"rpm": 60, "tpm": 1000},
    "tags": [{"key": "team", "value": "a"}],
}


def shown(number: int, **attributes: Any) -> dict:
    return {**SHOWN, "id": f"ep-{number}", "endpoint_id": f"ep-{number}", "name": f"chat-{number}", **attributes}


def resource(*instances: dict, **members: Any) -> dict:
    """A resource of a state file, version 4."""
    return {
        "mode": "managed",
        "type": "volcenginecc_ark_endpoint",
        "name": "chat",
        "provider": 'provider["registry.terraform.io/volcengine/volcenginecc"]',
        "instances": [{"schema_version": 0, "sensitive_attributes": [], **instance} for instance in instances],
        **members,
    }


def state_file(*resources: dict) -> dict:
    return {
        "version": 4,
        "terraform_version": "1.9.8",
        "serial": 7,
        "lineage": "0a1b2c3d-0000-0000-0000-000000000000",
        "outputs": {},
        "resources": list(resources),
        "check_results": None,
    }


def value(address: str, attributes: dict, **members: Any) -> dict:
    """A resource in the output of ``terraform show -json``."""
    return {
        "address": address,
        "mode": "managed",
        "type": "volcenginecc_ark_endpoint",
        "name": "chat",
        "provider_name": "registry.terraform.io/volcengine/volcenginecc",
        "schema_version": 0,
        "values": attributes,
        "sensitive_values": {"model_reference": {"foundation_model": {}}, "rate_limit": {}, "tags": [{}]},
        **members,
    }


def output(*resources: dict, **module: Any) -> dict:
    root = {"resources": list(resources), **module}
    return {"format_version": "1.0", "terraform_version": "1.9.8", "values": {"root_module": root}}


def camel(attributes: Any) -> Any:
    if isinstance(attributes, list):
        return [camel(each) for each in attributes]
    if not isinstance(attributes, dict):
        return attributes
    names = {name: name.split("_")[0] + "".join(part.title() for part in name.split("_")[1:]) for name in attributes}
    return {names[name]: camel(inner) for name, inner in attributes.items()}


def urn(name: str = "chat", package: str = "volcenginecc") -> str:
    return f"urn:pulumi:production::shop::{package}:ark/endpoint:Endpoint::{name}"


def stack_resource(attributes: dict, name: str = "chat", **members: Any) -> dict:
    return {
        "urn": urn(name),
        "custom": True,
        "id": attributes["id"],
        "type": "volcenginecc:ark/endpoint:Endpoint",
        "inputs": {"__defaults": [], "name": "as declared"},
        "outputs": camel(attributes),
        "parent": "urn:pulumi:production::shop::pulumi:pulumi:Stack::shop-production",
        **members,
    }


def stack(*resources: dict) -> dict:
    first = {
        "urn": "urn:pulumi:production::shop::pulumi:pulumi:Stack::shop-production",
        "custom": False,
        "type": "pulumi:pulumi:Stack",
    }
    manifest = {"time": "2026-01-02T03:04:05Z", "magic": "0", "version": "v3.140.0"}
    deployment = {"manifest": manifest, "resources": [first, *resources], "pending_operations": []}
    return {"version": 3, "deployment": deployment}


ADDRESS = "volcenginecc_ark_endpoint.chat"


@pytest.mark.parametrize(
    ("convert", "state", "origin"),
    [
        (from_terraform_state, state_file(resource({"attributes": SHOWN})), ADDRESS),
        (from_terraform_state, output(value(ADDRESS, SHOWN)), ADDRESS),
        (from_pulumi_state, stack(stack_resource(SHOWN)), urn()),
    ],
    ids=["file", "show", "pulumi"],
)
def test_an_endpoint_with_every_attribute(convert, state, origin):
    expected = {"site": "volcengine", "endpoints": [{**DECLARED, "origin": origin}]}
    assert convert(json.loads(json.dumps(state))) == {"ark": expected}


@pytest.mark.parametrize(
    ("state", "origins"),
    [
        (state_file(resource({"attributes": shown(1)}, module="module.a.module.b")), [f"module.a.module.b.{ADDRESS}"]),
        (
            state_file(
                resource(
                    {"index_key": 0, "attributes": shown(1)}, {"index_key": 1, "attributes": shown(2)}, each="list"
                )
            ),
            [f"{ADDRESS}[0]", f"{ADDRESS}[1]"],
        ),
        (
            state_file(resource({"index_key": 'a "b"', "attributes": shown(1)}, module='module.m["x"]')),
            [f'module.m["x"].{ADDRESS}["a \\"b\\""]'],
        ),
        (
            output(
                value(f"{ADDRESS}[0]", shown(1), index=0),
                child_modules=[
                    {
                        "address": "module.a",
                        "resources": [value(f"module.a.{ADDRESS}", shown(2))],
                        "child_modules": [
                            {"address": "module.a.module.b", "resources": [value("module.a.module.b.x", shown(3))]}
                        ],
                    }
                ],
            ),
            [f"{ADDRESS}[0]", f"module.a.{ADDRESS}", "module.a.module.b.x"],
        ),
        (
            state_file(resource({"deposed": "0a1b2c3d", "attributes": shown(1)}, {"attributes": shown(2)})),
            [ADDRESS],
        ),
        (output(value(ADDRESS, shown(1), deposed_key="0a1b2c3d"), value("b", shown(2))), ["b"]),
        (state_file(resource({"attributes": shown(1)}, mode="data"), resource({"attributes": shown(2)})), [ADDRESS]),
        (output(value("data.x", shown(1), mode="data")), []),
        (state_file(resource({"attributes": shown(1), "status": "tainted"})), [ADDRESS]),
        (state_file(resource({"attributes": {"id": "vpc-1"}}, type="volcenginecc_vpc_vpc")), []),
        (state_file(resource({"attributes": shown(1, id=None, endpoint_id=None)})), []),
        (state_file(resource({"attributes": shown(1)}), resource({"attributes": shown(1)}, name="b")), [ADDRESS]),
        (state_file(), []),
        ({"format_version": "1.0"}, []),
    ],
)
def test_which_endpoints_terraform_manages(state, origins):
    manifest = from_terraform_state(state)["ark"]
    assert [entry["origin"] for entry in manifest["endpoints"]] == origins


@pytest.mark.parametrize(
    ("members", "managed"),
    [
        ({}, True),
        ({"type": "volcenginecc:ark:Endpoint"}, True),
        ({"protect": True}, True),
        ({"external": True}, False),
        ({"delete": True}, False),
        ({"pendingReplacement": True}, False),
        ({"type": "volcenginecc:vpc/vpc:Vpc"}, False),
        ({"id": ""}, False),
    ],
)
def test_which_endpoints_pulumi_manages(members, managed):
    assert bool(from_pulumi_state(stack(stack_resource(SHOWN, **members)))["ark"]["endpoints"]) is managed


def test_one_set_per_site():
    byteplus = resource({"attributes": shown(2)}, type="bytepluscc_ark_endpoint")
    sets = from_terraform_state(state_file(byteplus, resource({"attributes": shown(1)})))["ark"]
    assert [(each["site"], [entry["endpoint_id"] for entry in each["endpoints"]]) for each in sets] == [
        ("volcengine", ["ep-1"]),
        ("byteplus", ["ep-2"]),
    ]
    only = stack(stack_resource(SHOWN, type="bytepluscc:ark/endpoint:Endpoint", urn=urn(package="bytepluscc")))
    assert from_pulumi_state(only)["ark"]["site"] == "byteplus"


def test_two_endpoints_of_one_name_are_not_renamed():
    state = state_file(resource({"index_key": 0, "attributes": shown(1, name="a")}, {"attributes": shown(2, name="a")}))
    assert ["name" in entry for entry in from_terraform_state(state)["ark"]["endpoints"]] == [False, False]


@pytest.mark.parametrize(
    ("attributes", "missing"),
    [
        ({"tags": None}, {"tags"}),
        ({"tags": "x"}, {"tags"}),
        ({"tags": [{"value": "x"}]}, {"tags"}),
        ({"rate_limit": {"rpm": None, "tpm": None}}, {"rate_limit"}),
        ({"rate_limit": {"rpm": -5, "tpm": 1}}, {"rate_limit"}),
        ({"rate_limit": 5, "model_reference": []}, {"rate_limit", "model_reference"}),
        ({"name": {"a": "b"}, "description": ["x"]}, {"name", "description"}),
    ],
)
def test_what_is_not_known_is_not_managed(attributes, missing):
    (entry,) = from_terraform_state(state_file(resource({"attributes": {**SHOWN, **attributes}})))["ark"]["endpoints"]
    assert set(DECLARED) - set(entry) == missing


SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "AAABcanary"}


@pytest.mark.parametrize(
    ("plugin", "state", "missing"),
    [
        (pulumi_plugin, stack(stack_resource(SHOWN, outputs=camel({**SHOWN, "description": SECRET}))), "description"),
        (
            pulumi_plugin,
            stack(stack_resource(SHOWN, outputs={**camel(SHOWN), "tags": [{"key": "team", "value": SECRET}]})),
            "tags",
        ),
        (
            pulumi_plugin,
            stack(
                stack_resource(
                    SHOWN, outputs={**camel(SHOWN), "name": {**SECRET, "ciphertext": None, "plaintext": '"canary"'}}
                )
            ),
            "name",
        ),
        (
            terraform_plugin,
            state_file(
                resource(
                    {
                        "attributes": {**SHOWN, "description": "canary"},
                        "sensitive_attributes": [[{"type": "get_attr", "value": "description"}]],
                    }
                )
            ),
            "description",
        ),
        (
            terraform_plugin,
            output(value(ADDRESS, {**SHOWN, "name": "canary"}, sensitive_values={"name": True, "tags": [{}]})),
            "name",
        ),
    ],
)
def test_secrets_are_left_out_and_told_without_their_value(plugin, state, missing, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(plugin.Display, "warning", lambda _self, text: told.append(text))
    name = plugin.__name__.rpartition(".")[2]
    manifest = getattr(plugin, name)(state)
    (entry,) = manifest["ark"]["endpoints"]
    assert set(DECLARED) - set(entry) == {missing}
    assert any(missing in text and "is a secret, so it was left out" in text for text in told)
    assert "canary" not in str(manifest) + str(told)


@pytest.mark.parametrize(
    ("convert", "state", "told"),
    [
        (from_terraform_state, "{}", "found a text; expected the parsed state"),
        (from_terraform_state, [], "found no mapping; expected the parsed state"),
        (from_terraform_state, {}, "version: missing; expected the parsed state, version 4"),
        (from_terraform_state, {**state_file(), "version": 3}, "version: found 3, which is not known"),
        (from_terraform_state, {**state_file(), "version": 5}, "version: found 5, which is not known"),
        (from_terraform_state, {**output(), "format_version": "2.0"}, "format_version: found 2.0, which is not known"),
        (from_terraform_state, {**output(), "planned_values": {}}, "found a plan"),
        (from_terraform_state, {"encrypted_data": "canary", "serial": 1}, "version: missing"),
        (from_terraform_state, stack(), "expected the filter from_pulumi_state"),
        (from_terraform_state, {**state_file(), "resources": {}}, "resources: found no list"),
        (from_terraform_state, {**state_file(), "resources": ["x"]}, "resources[0]: found no mapping"),
        (
            from_terraform_state,
            state_file(resource({"attributes": "x"})),
            "resources[0].instances[0].attributes: found",
        ),
        (from_terraform_state, output(child_modules=[1]), "values.root_module.child_modules[0]: found no mapping"),
        (from_pulumi_state, "{}", "found a text; expected the parsed output of pulumi stack export"),
        (from_pulumi_state, {}, "version: missing"),
        (from_pulumi_state, {**stack(), "version": 99}, "version: found 99, which is not known"),
        (from_pulumi_state, {**stack(), "version": True}, "version: found True, which is not known"),
        (from_pulumi_state, {"version": 3}, "deployment: found no mapping"),
        (from_pulumi_state, state_file(), "expected the filter from_terraform_state"),
    ],
)
def test_what_is_no_known_state_is_refused(convert, state, told):
    with pytest.raises(AnsibleFilterError) as caught:
        convert(state)
    assert told in str(caught.value)
    assert "canary" not in str(caught.value)
