# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of an endpoint, told by ansible-playbook and checked against what the sandbox truly has."""

from __future__ import annotations

from .support.playbook import info, task

# The example of the documentation of the Terraform and Pulumi resources, every attribute of it.
DEMO = {
    "name": "EndpointDemo",
    "description": "endpoint for tf demo",
    "model_reference": {"foundation_model": {"name": "doubao-1-5-thinking-pro", "model_version": "250428"}},
    "tags": [{"key": "env", "value": "test"}],
    "project_name": "default",
    "rate_limit": {"tpm": 5, "rpm": 10},
}
ATTRIBUTES = set(
    "name description project_name model_reference model_unit_id moderation rate_limit tags system_tags endpoint_id id "
    "endpoint_model_type status status_reason batch_only support_rolling rolling_id support_scale_tier scale_tier_id "
    "create_time update_time certificate".split()
)
CERTIFICATE = set(
    "pca_name pca_host pca_instance_certificate pca_sub_ca_certificate pca_root_ca_certificate not_before "
    "not_after".split()
)


def test_life_by_name(sandbox, playbooks):
    run = playbooks.run(
        [
            task("create", **DEMO, certificate=True),
            task("again", **DEMO),
            task("raise the limit", name="EndpointDemo", rate_limit={"tpm": 500}),
            task("stop", name="EndpointDemo", state="stopped"),
            task("present leaves it stopped", name="EndpointDemo", description="other"),
            task("start", name="EndpointDemo", state="started"),
            info("read", name="EndpointDemo", certificate=True),
            task("delete", name="EndpointDemo", state="absent"),
            task("delete again", name="EndpointDemo", state="absent"),
            info("read nothing", name="EndpointDemo"),
        ],
        sandbox=sandbox,
    )

    created = run["create"]
    endpoint, endpoint_id = created["endpoint"], created["endpoint_id"]
    assert created["changed"]
    assert created["actions"] == ["CreateEndpoint"]
    assert created["diff"]["before"] == {}
    assert set(endpoint) >= ATTRIBUTES
    assert {name: endpoint[name] for name in DEMO if name != "model_reference"} == {
        name: value for name, value in DEMO.items() if name != "model_reference"
    }
    assert endpoint["model_reference"] == {**DEMO["model_reference"], "custom_model_id": None}
    assert endpoint["id"] == endpoint["endpoint_id"] == endpoint_id
    assert endpoint["status"] == "Running"
    assert endpoint["endpoint_model_type"] == "FoundationModel"
    assert set(endpoint["certificate"]) == CERTIFICATE
    assert endpoint["certificate"]["pca_host"]
    assert isinstance(endpoint["certificate"]["not_after"], int)
    assert [tag["key"] for tag in endpoint["system_tags"]] == ["sys:ark:createdBy"]

    assert (run["again"]["changed"], run["again"]["actions"]) == (False, [])
    assert run["raise the limit"]["endpoint"]["rate_limit"] == {"rpm": 10, "tpm": 500}
    assert run["stop"]["endpoint"]["status"] == "Stopped"
    assert run["present leaves it stopped"]["endpoint"]["status"] == "Stopped"
    assert run["start"]["endpoint"]["status"] == "Running"
    assert run["start"]["diff"]["before"]["run_state"] == "stopped"
    assert run["start"]["diff"]["after"]["run_state"] == "running"

    (read,) = run["read"]["endpoints"]
    assert not run["read"]["changed"]
    assert read == {**run["start"]["endpoint"], "certificate": endpoint["certificate"]}

    assert run["delete"]["actions"] == ["StopEndpoint", "DeleteEndpoint"]
    assert run["delete"]["endpoint"] is None
    assert run["delete"]["endpoint_id"] == endpoint_id
    assert (run["delete again"]["changed"], run["delete again"]["actions"]) == (False, [])
    assert run["read nothing"]["endpoints"] == []

    assert {task.result.get("endpoint_id") for task in run.tasks} <= {endpoint_id, None}
    assert sandbox.effects() == [
        "CreateEndpoint",
        "UpdateEndpoint",
        "StopEndpoint",
        "UpdateEndpoint",
        "StartEndpoint",
        "StopEndpoint",
        "DeleteEndpoint",
    ]
    assert sandbox.endpoints() == []


def test_life_by_id(sandbox, playbooks):
    the_id = "{{ created.endpoint_id }}"
    model = {"foundation_model": {"name": "doubao-1-5-thinking-pro", "model_version": "250715"}}
    run = playbooks.run(
        [
            task("create", **DEMO) | {"register": "created"},
            task("no-op", endpoint_id=the_id),
            task("rename", endpoint_id=the_id, name="EndpointRenamed"),
            task("rename again", endpoint_id=the_id, name="EndpointRenamed"),
            task("tags", endpoint_id=the_id, tags=[]),
            task("another model", endpoint_id=the_id, model_reference=model) | {"ignore_errors": True},
            task("replace", endpoint_id=the_id, model_reference=model, recreate="create_first")
            | {"register": "replaced"},
            info("read", endpoint_ids=["{{ replaced.endpoint_id }}", the_id]),
            task("delete", endpoint_id="{{ replaced.endpoint_id }}", state="absent"),
            task("delete the old one", endpoint_id=the_id, state="absent"),
        ],
        sandbox=sandbox,
    )

    endpoint_id = run["create"]["endpoint_id"]
    assert not run["no-op"]["changed"]
    assert run["rename"]["actions"] == ["UpdateEndpoint"]
    assert run["rename"]["endpoint_id"] == endpoint_id
    assert run["rename"]["endpoint"]["name"] == "EndpointRenamed"
    assert not run["rename again"]["changed"]
    assert run["tags"]["endpoint"]["tags"] == []
    assert run["tags"]["endpoint"]["system_tags"] != []

    refused = run["another model"]
    assert refused["failed"]
    assert refused["actions"] == []
    for text in ("250428", "250715", "recreate"):
        assert text in refused["msg"]

    replaced = run["replace"]
    assert replaced["actions"] == ["CreateEndpoint", "StopEndpoint", "DeleteEndpoint"]
    assert replaced["previous_endpoint_id"] == endpoint_id
    assert replaced["endpoint_id"] != endpoint_id
    assert replaced["endpoint"]["rate_limit"] == {"rpm": 10, "tpm": 5}
    assert replaced["endpoint"]["description"] == DEMO["description"]
    assert [one["endpoint_id"] for one in run["read"]["endpoints"]] == [replaced["endpoint_id"]]
    assert run["delete"]["changed"]
    assert not run["delete the old one"]["changed"]
    assert sandbox.endpoints() == []
