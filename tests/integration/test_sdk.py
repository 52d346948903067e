# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendor's SDK as a second opinion on the wire format: it and the modules work on the same sandbox, over HTTP."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
import volcenginesdkark as sdk
import volcenginesdkcore as core
from volcenginesdkcore.interceptor.interceptors.build_request_interceptor import sanitize_for_serialization
from volcenginesdkcore.interceptor.interceptors.deserialized_response_interceptor import DeserializedResponseInterceptor
from volcenginesdkcore.rest import ApiException

from ansible_collections.inference.endpoints.plugins.module_utils._engine import driver
from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._http.transport import OPTIONS
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine import connection
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.client import VERSION

from .support.playbook import info, task

# The SDK's own code; nothing of ours.
pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")

DECLARED = {
    "name": "SDK 测试",
    "description": '两边 "quoted" \\ 🚀',
    "model_reference": {"foundation_model": {"name": "doubao-1-5-thinking-pro", "model_version": "250428"}},
    "model_unit_id": "mu-1",
    "moderation": {"strategy": "Basic"},
    "project_name": "default",
    "rate_limit": {"rpm": 10, "tpm": 5},
    "tags": [{"key": "env", "value": "test"}, {"key": "团队", "value": ""}],
}


def api_client(sandbox, secret_key=None):
    """The SDK's client, pointed at the sandbox; one attempt for each call, so that the log tells what it sent."""
    configuration = core.Configuration()
    configuration.ak = sandbox.access_key
    configuration.sk = secret_key or sandbox.secret_key
    configuration.region = "cn-beijing"
    configuration.scheme = "http"
    configuration.host = sandbox.url.removeprefix("http://")
    configuration.auto_retry = False
    return core.ApiClient(configuration)


@pytest.fixture
def vendor(sandbox):
    return sdk.ARKApi(api_client(sandbox))


@pytest.fixture
def call_any(sandbox):
    """Any action by its name: the SDK's way to those that it has no method for."""
    universal = core.UniversalApi(api_client(sandbox))

    def call(action, **body):
        about = core.UniversalInfo(
            method="POST", service="ark", version=VERSION, action=action, content_type="application/json"
        )
        return universal.do_call(about, body)

    return call


@pytest.fixture
def ours(sandbox):
    """The client of the modules: ``ours(action, **members)`` sends a call as they do."""
    params = {field.name: field.default for field in (*connection.OPTIONS, *OPTIONS)}
    params.update(sandbox.connection, max_retries=0)
    made = ArkEndpoint().connect(params, hide=lambda secret: None, clock=Clock(), budget=10.0)
    return lambda action, **members: made.perform(Call(action, members))


def create_request(name="SDK 测试"):
    return sdk.CreateEndpointRequest(
        name=name,
        description=DECLARED["description"],
        model_reference=sdk.ModelReferenceForCreateEndpointInput(
            foundation_model=sdk.FoundationModelForCreateEndpointInput(
                name="doubao-1-5-thinking-pro", model_version="250428"
            )
        ),
        model_unit_id="mu-1",
        moderation=sdk.ModerationForCreateEndpointInput(strategy="Basic"),
        project_name="default",
        rate_limit=sdk.RateLimitForCreateEndpointInput(rpm=10, tpm=5),
        tags=[
            sdk.TagForCreateEndpointInput(key="env", value="test"),
            sdk.TagForCreateEndpointInput(key="团队", value=""),
        ],
    )


def test_life_by_the_sdk(sandbox, vendor, call_any):
    """The sandbox understands whatever the SDK sends, and answers so that the SDK understands."""
    sandbox.switch(start_seconds=0, stop_seconds=0, delete_seconds=0)
    endpoint_id = vendor.create_endpoint(create_request()).id
    got = vendor.get_endpoint(sdk.GetEndpointRequest(id=endpoint_id))
    assert (got.name, got.description, got.status) == (DECLARED["name"], DECLARED["description"], "Running")
    assert (got.rate_limit.rpm, got.rate_limit.tpm, got.moderation.strategy) == (10, 5, "Basic")
    assert got.model_reference.foundation_model.model_version == "250428"
    assert {tag.key: tag.value for tag in got.tags if not tag.key.startswith("sys:")} == {"env": "test", "团队": ""}

    call_any("UpdateEndpoint", Id=endpoint_id, Name="renamed", RateLimit={"Rpm": 20, "Tpm": 50})
    chosen = sdk.FilterForListEndpointsInput(name="renamed", statuses=["Running"])
    listed = vendor.list_endpoints(sdk.ListEndpointsRequest(filter=chosen, page_size=10, page_number=1))
    assert listed.total_count == 1
    assert [(item.id, item.rate_limit.rpm, item.rate_limit.tpm) for item in listed.items] == [(endpoint_id, 20, 50)]

    certificate = vendor.get_endpoint_certificate(sdk.GetEndpointCertificateRequest(id=endpoint_id))
    assert certificate.pca_root_ca_certificate.startswith("-----BEGIN CERTIFICATE-----")
    assert certificate.not_before < certificate.not_after

    vendor.stop_endpoint(sdk.StopEndpointRequest(id=endpoint_id))
    assert vendor.get_endpoint(sdk.GetEndpointRequest(id=endpoint_id)).status == "Stopped"
    call_any("StartEndpoint", Id=endpoint_id)
    with pytest.raises(ApiException, match=r"OperationDenied\.EndpointStatus"):
        vendor.delete_endpoint(sdk.DeleteEndpointRequest(id=endpoint_id))
    vendor.stop_endpoint(sdk.StopEndpointRequest(id=endpoint_id))
    vendor.delete_endpoint(sdk.DeleteEndpointRequest(id=endpoint_id))
    with pytest.raises(ApiException, match=r"NotFound\.Endpoint") as gone:
        vendor.get_endpoint(sdk.GetEndpointRequest(id=endpoint_id))
    assert gone.value.status == 404


def test_a_wrong_key_is_refused(sandbox):
    """So the signatures above were looked at."""
    with pytest.raises(ApiException, match="SignatureDoesNotMatch"):
        sdk.ARKApi(api_client(sandbox, "d3Jvbmc=")).list_endpoints(sdk.ListEndpointsRequest())


def test_what_the_sdk_made_needs_no_change(sandbox, playbooks, vendor):
    endpoint_id = vendor.create_endpoint(create_request()).id
    run = playbooks.run(
        [task("by name", **DECLARED), task("by id", endpoint_id=endpoint_id, **DECLARED), info("read")],
        sandbox=sandbox,
    )
    assert [run[name]["actions"] for name in ("by name", "by id")] == [[], []]
    assert run["by name"]["endpoint_id"] == endpoint_id
    assert [one["endpoint_id"] for one in run["read"]["endpoints"]] == [endpoint_id]
    assert sandbox.effects() == ["CreateEndpoint"]


def test_what_we_made_the_sdk_reads_alike(sandbox, playbooks, vendor):
    """Every attribute of ours is the one of the same name in the SDK's model, and we leave none of its out."""
    made = playbooks.run([task("create", **DECLARED, certificate=True)], sandbox=sandbox)["create"]["endpoint"]
    got = vendor.get_endpoint(sdk.GetEndpointRequest(id=made["endpoint_id"])).to_dict()
    assert got.keys() <= made.keys()
    tags = sorted(got.pop("tags"), key=lambda tag: tag["key"])
    assert tags == sorted(made["tags"] + made["system_tags"], key=lambda tag: tag["key"])
    assert {name: made[name] for name in got} == got
    certificate = vendor.get_endpoint_certificate(sdk.GetEndpointCertificateRequest(id=made["endpoint_id"]))
    assert made["certificate"] == certificate.to_dict()


def test_the_same_create_is_sent(sandbox, playbooks, vendor):
    """The bodies of both are equal, member for member.

    Whatever else we send is read by the SDK's models without anything left over, for each action that it has one for.
    """
    run = playbooks.run(
        [
            task("create", **DECLARED),
            info("find", name="x", statuses=["Running"], tag_filters=[{"key": "env", "values": ["test"]}]),
            info("find more", model_versions=["250428"], custom_model_ids=["cm-1"], foundation_model_name="y"),
            info("certificate", certificate=True),
            task("delete", name=DECLARED["name"], state="absent"),
        ],
        sandbox=sandbox,
    )
    assert run["delete"]["changed"]
    vendor.create_endpoint(create_request())
    ours, theirs = [entry["body"] for entry in sandbox.log() if entry["action"] == "CreateEndpoint"]
    assert ours == theirs
    seen = set()
    for entry in sandbox.log():
        model = getattr(sdk, f"{entry['action']}Request")
        answer = SimpleNamespace(data=json.dumps({"ResponseMetadata": {}, "Result": entry["body"]}))
        read = DeserializedResponseInterceptor().deserialize(answer, model, "volcenginesdkark")
        assert sanitize_for_serialization(read) == entry["body"], entry["action"]
        seen.add(entry["action"])
    assert seen == {
        "CreateEndpoint",
        "DeleteEndpoint",
        "GetEndpoint",
        "GetEndpointCertificate",
        "ListEndpoints",
        "StopEndpoint",
    }


def test_our_client_and_the_sdks_get_the_same_result(sandbox, ours, call_any):
    sandbox.switch(start_seconds=0)
    model = {"FoundationModel": {"Name": "doubao-1-5-pro-32k", "ModelVersion": "250115"}}
    by_us = ours("CreateEndpoint", Name="Ä", ModelReference=model)
    for action, members in (("GetEndpoint", {"Id": by_us["Id"]}), ("ListEndpoints", {"PageSize": 1})):
        assert ours(action, **members) == call_any(action, **members)
    assert (
        driver.drive(ArkEndpoint().read(by_us["Id"]), lambda call: ours(call.action, **call.arguments))["name"] == "Ä"
    )
