# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Huawei Cloud services over HTTP: the vendor's own SDK as a client, faults, control interface and restart."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkdataartsfabric import v1 as sdk

from cloud_sandbox import process

from .client import Client
from .huawei import CUSTOM, FABRIC_PATH, INFERENCE, MAAS_PATH, PROJECT, WORKSPACE, Estate, HuaweiClient
from .support import MODEL

SETTINGS = {"port": 0, "access_key": "AK", "secret_key": "SK", "auth_token": "static-token"}
AT_ONCE = {"fabric_create_seconds": 0, "fabric_update_seconds": 0, "fabric_delete_seconds": 0}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    data_dir = tmp_path_factory.mktemp("sandbox")
    yield process.start({**SETTINGS, "data_dir": str(data_dir)})["port"]
    process.stop(Path(data_dir))


@pytest.fixture
def control(port: int) -> Iterator[Client]:
    """The control interface of an empty sandbox whose Fabric takes no time."""
    one = Client(port)
    one.control("POST", "reset")
    one.control("PUT", "settings", {**SETTINGS, "switches": AT_ONCE})
    yield one
    one.close()


@pytest.fixture
def client(port: int) -> Iterator[HuaweiClient]:
    one = HuaweiClient(port)
    yield one
    one.close()


def fabric_sdk(port: int, project_id: str | None, region_id: str = "cn-north-4") -> Any:
    url = f"http://127.0.0.1:{port}"
    credentials = BasicCredentials("AK", "SK", project_id).with_iam_endpoint(url)
    region = Region(region_id, url)
    return sdk.DataArtsFabricClient.new_builder().with_credentials(credentials).with_region(region).build()


def test_the_official_sdk_is_served(port: int, control: Client) -> None:
    # Without a project id the SDK looks for it in IAM, once for a key and a region.
    fabric = fabric_sdk(port, None, "cn-north-77")
    demand = sdk.ResourceDemand(spec_code="mu.llama3.8b", min=0, max=1)
    made = fabric.create_endpoint(
        sdk.CreateEndpointRequest(
            workspace_id=WORKSPACE,
            body=sdk.EndpointInput(
                name="推理 1.a", type="inference", reserved_resource=sdk.ReservedResource(mu=demand), description="d"
            ),
        )
    )
    assert (made.name, made.status, made.reserved_resource.mu.max) == ("推理 1.a", "RUNNING", 1)
    assert made.x_request_id
    listed = fabric.list_endpoints(
        sdk.ListEndpointsRequest(workspace_id=WORKSPACE, limit=100, offset=0, name="推理 1.a", type="inference")
    )
    assert (listed.total, [one.id for one in listed.endpoints]) == (1, [made.id])
    fabric.update_endpoint(
        sdk.UpdateEndpointRequest(
            workspace_id=WORKSPACE, endpoint_id=made.id, body=sdk.UpdateEndpointRequestBody(description="other")
        )
    )
    one = sdk.ShowEndpointRequest(workspace_id=WORKSPACE, endpoint_id=made.id)
    shown = fabric.show_endpoint(one)
    assert (shown.description, shown.urls[0].name, shown.owner.user_name) == ("other", "ApiInvoke", "sandbox")
    gone = fabric.delete_endpoint(sdk.DeleteEndpointRequest(workspace_id=WORKSPACE, endpoint_id=made.id))
    assert gone.id == made.id
    with pytest.raises(ClientRequestException) as caught:
        fabric.show_endpoint(one)
    assert (caught.value.status_code, caught.value.error_code) == (400, "dataartsfabric.00010009")
    log = control.control("GET", "log")[1]
    assert [(entry["service"], entry["action"]) for entry in log] == [
        ("iam", "ListProjects"),
        ("fabric", "CreateEndpoint"),
        ("fabric", "ListEndpoints"),
        ("fabric", "UpdateEndpoint"),
        ("fabric", "ShowEndpoint"),
        ("fabric", "DeleteEndpoint"),
        ("fabric", "ShowEndpoint"),
    ]


def test_the_official_sdk_and_a_ray_cluster(port: int, control: Client) -> None:
    fabric = fabric_sdk(port, PROJECT)
    worker = sdk.WorkNodeResourceDemand(name="w", resource=sdk.ResourceDemand(spec_code="ray.w", min=1, max=2))
    made = fabric.create_endpoint(
        sdk.CreateEndpointRequest(
            workspace_id=WORKSPACE,
            body=sdk.EndpointInput(
                name="ray",
                type="ray",
                ray_resource=sdk.RayResourceInput(
                    head_node_resource=sdk.HeadNodeResourceDemand(spec_code="ray.h"), work_node_resources=[worker]
                ),
                public_access=True,
            ),
        )
    )
    assert made.ray_resource.head_group_spec.spec_code == "ray.h"
    (shown,) = made.ray_resource.worker_group_spec
    assert (shown.name, shown.spec_code, shown.min_replicas, shown.max_replicas) == ("w", "ray.w", 1, 2)
    assert control.control("GET", "state")[1]["fabric"][0]["public_access"] is True


def test_one_url_serves_all_services(control: Client, client: HuaweiClient) -> None:
    assert control("CreateEndpoint", Name="ark", ModelReference=MODEL)[0] == 200
    assert client("POST", FABRIC_PATH, INFERENCE)[0] == 202
    assert client("POST", MAAS_PATH, CUSTOM)[0] == 200
    state = control.control("GET", "state")[1]
    assert [state["endpoints"][0]["Name"], state["fabric"][0]["name"], state["maas"][0]["endpoint_name"]] == [
        "ark",
        "one",
        "one",
    ]
    for service in ("ark", "fabric", "maas"):
        (entry,) = control.control("GET", f"log?service={service}")[1]
        assert (entry["service"], entry["action"]) == (service, "CreateEndpoint")
    assert len(control.control("GET", "log?action=CreateEndpoint")[1]) == 3
    assert control.control("GET", "log?service=maas&action=ListEndpoints")[1] == []
    control.control("POST", "reset")
    assert control.control("GET", "state")[1] == {"endpoints": [], "fabric": [], "maas": []}


def test_answers_without_a_body(control: Client, client: HuaweiClient) -> None:
    one = client("POST", MAAS_PATH, CUSTOM)[1]["id"]
    assert client("PUT", f"{MAAS_PATH}/{one}", {"rpm": 1}) == (200, 1)
    answer = client.send(
        "PUT", MAAS_PATH.replace("endpoint/endpoint", "endpoint/control") + f"/{one}", {"action": "activate"}
    )
    assert (answer.status, answer.read(), answer.headers.get("Content-Type")) == (204, b"", None)
    control.control("PATCH", "switches", {"maas_not_found": "empty/404"})
    assert client("DELETE", f"{MAAS_PATH}/other") == (404, None)


def test_control_of_huawei_endpoints(control: Client, client: HuaweiClient) -> None:
    fabric = client("POST", FABRIC_PATH, INFERENCE)[1]["id"]
    maas = client("POST", MAAS_PATH, CUSTOM)[1]["id"]
    status, forced = control.control("PATCH", f"endpoints/{fabric}", {"status": "TRIAL_ENDED"})
    assert (status, forced["status"], forced["workspace_id"]) == (200, "TRIAL_ENDED", WORKSPACE)
    assert client("GET", f"{FABRIC_PATH}/{fabric}")[1]["status"] == "TRIAL_ENDED"
    assert control.control("PATCH", f"endpoints/{maas}", {"enabled": False})[1]["status"] == "INACTIVE"
    assert control.control("PATCH", f"endpoints/{maas}", {"colour": 1})[0] == 400
    assert control.control("PATCH", "switches", {"fabric_total": "perhaps"})[0] == 400
    assert "fabric_total" in control.control("GET", "switches")[1]


def get_with_token(port: int, token: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", FABRIC_PATH, headers={"X-Auth-Token": token})
    status = connection.getresponse().status
    connection.close()
    return status


def ask_token(port: int) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = (
        '{"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "AK", "password": "SK",'
        ' "domain": {"name": "sandbox"}}}}, "scope": {"project": {"name": "cn-north-4"}}}}'
    )
    connection.request("POST", "/v3/auth/tokens", body, {"Content-Type": "application/json;charset=utf8"})
    answer = connection.getresponse()
    assert answer.status == 201
    connection.close()
    return answer.headers["X-Subject-Token"]


def test_tokens_over_http(port: int, control: Client) -> None:
    assert get_with_token(port, "static-token") == 200
    # As long as a token may be; Python's own client reads no longer header line.
    control.control("PATCH", "switches", {"iam_token_length": 65000})
    token = ask_token(port)
    assert (len(token), get_with_token(port, token)) == (65000, 200)
    assert control.control("DELETE", "tokens")[0] == 200
    assert (get_with_token(port, token), get_with_token(port, "static-token")) == (401, 200)
    control.control("PUT", "settings", {"access_key": "AK", "secret_key": "SK"})
    assert get_with_token(port, "static-token") == 401


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "reset"}, ConnectionResetError),
        ({"kind": "cut_body"}, http.client.IncompleteRead),
        ({"kind": "hang", "seconds": 0.05}, ConnectionResetError),
    ],
)
def test_faults_of_the_connection(
    control: Client, client: HuaweiClient, fault: dict[str, Any], error: type[Exception], when: str
) -> None:
    control.control("POST", "faults", {**fault, "when": when, "count": 1, "service": "maas"})
    # The other services do not meet it.
    assert client("POST", FABRIC_PATH, INFERENCE)[0] == 202
    with pytest.raises(error):
        client("POST", MAAS_PATH, CUSTOM)
    client.close()
    assert [one["endpoint_name"] for one in client("GET", MAAS_PATH)[1]["items"]] == (
        ["one"] if when == "after" else []
    )


def test_a_cut_answer_without_a_body_is_a_reset(control: Client, client: HuaweiClient) -> None:
    one = client("POST", MAAS_PATH, CUSTOM)[1]["id"]
    control.control("POST", "faults", {"kind": "cut_body", "when": "after", "count": 1})
    with pytest.raises(ConnectionResetError):
        client("DELETE", f"{MAAS_PATH}/{one}")
    client.close()
    assert client("GET", MAAS_PATH)[1]["items"] == []


@pytest.mark.parametrize(
    ("fault", "path", "status", "code"),
    [
        ({"kind": "throttle"}, FABRIC_PATH, 429, "APIGW.0308"),
        ({"kind": "flow_limit"}, MAAS_PATH, 429, "APIGW.0308"),
        ({"kind": "error"}, FABRIC_PATH, 500, "common.00000500"),
        ({"kind": "error", "status": 408}, FABRIC_PATH, 408, "common.00000408"),
        ({"kind": "error", "status": 504}, FABRIC_PATH, 504, "APIGW.0201"),
        ({"kind": "error", "status": 503}, MAAS_PATH, 503, "APIGW.0201"),
        ({"kind": "error", "status": 401}, MAAS_PATH, 401, "APIGW.0301"),
        ({"kind": "error", "status": 403}, MAAS_PATH, 403, "APIGW.0310"),
        ({"kind": "error", "status": 400, "code": "ModelArts.9999"}, MAAS_PATH, 400, "ModelArts.9999"),
    ],
)
@pytest.mark.parametrize("when", ["before", "after"])
def test_faults_in_the_words_of_the_service(
    fault: dict[str, Any], path: str, status: int, code: str, when: str
) -> None:
    estate = Estate([{**fault, "when": when, "retry_after": 2}])
    outcome = estate.signed("POST", path, INFERENCE if path == FABRIC_PATH else CUSTOM)
    assert (outcome.status, outcome.document["error_code"]) == (status, code)
    assert outcome.headers["Retry-After"] == "2"
    service = estate.cloud.fabric if path == FABRIC_PATH else estate.cloud.maas
    assert len(service.endpoints) == (when == "after")
    entry = estate.cloud.gateway.log[-1]
    assert (entry["fault"], entry["code"], entry["effect"]) == (fault["kind"], code, when == "after")


def test_a_fault_may_be_meant_for_one_service_action_or_endpoint() -> None:
    faults = [
        {"kind": "error", "status": 501, "service": ["maas", "iam"], "action": "CreateEndpoint"},
        {"kind": "error", "status": 502, "name": "special"},
        {"kind": "error", "status": 503, "endpoint_id": "an-id"},
        {"kind": "error", "status": 504, "service": "iam"},
    ]
    estate = Estate(faults)
    assert estate.signed("POST", MAAS_PATH, CUSTOM).status == 501
    assert estate.signed("GET", MAAS_PATH).status == 200
    assert estate.signed("POST", FABRIC_PATH, INFERENCE).status == 202
    assert estate.signed("POST", FABRIC_PATH, {**INFERENCE, "name": "special"}).status == 502
    assert estate.signed("GET", f"{FABRIC_PATH}/an-id").status == 503
    assert estate.signed("GET", f"{FABRIC_PATH}/an-other").status == 400
    assert estate.signed("GET", "/v3/projects").status == 504


def test_a_rate_throttles_all_services() -> None:
    estate = Estate(requests_per_second=0.5, throttle_retry_after="seconds", throttle_style="flow_limit")
    assert estate.signed("GET", FABRIC_PATH).status == 200
    throttled = estate.signed("GET", MAAS_PATH)
    assert (throttled.status, throttled.document["error_code"]) == (429, "APIGW.0308")
    assert throttled.headers["Retry-After"] == "2"


def test_everything_survives_a_restart(tmp_path: Path) -> None:
    settings = {
        **SETTINGS,
        "data_dir": str(tmp_path),
        "switches": {"fabric_deleted_name": "burned", **AT_ONCE},
    }
    one = HuaweiClient(process.start(settings)["port"])
    try:
        kept = one("POST", FABRIC_PATH, {**INFERENCE, "name": "kept"})[1]["id"]
        gone = one("POST", FABRIC_PATH, INFERENCE)[1]["id"]
        assert one("DELETE", f"{FABRIC_PATH}/{gone}")[0] == 202
        assert one("PUT", f"{FABRIC_PATH}/{kept}", {"description": "测试"})[0] == 202
        custom = one("POST", MAAS_PATH, {**CUSTOM, "endpoint_name": "kept", "rpm": 5})[1]["id"]
        burned = one("POST", MAAS_PATH, CUSTOM)[1]["id"]
        assert one("DELETE", f"{MAAS_PATH}/{burned}")[0] == 204
        token = ask_token(int(one.host.partition(":")[2]))
        before = (one("GET", f"{FABRIC_PATH}/{kept}"), one("GET", FABRIC_PATH), one("GET", MAAS_PATH))
        one.close()
        process.stop(tmp_path)
        port = process.start(settings)["port"]
        one = HuaweiClient(port)
        assert (one("GET", f"{FABRIC_PATH}/{kept}"), one("GET", FABRIC_PATH), one("GET", MAAS_PATH)) == before
        assert [item["id"] for item in before[2][1]["items"]] == [custom]
        assert one("GET", f"{FABRIC_PATH}/{kept}", version="PREVIOUS")[0] == 200
        assert one("POST", MAAS_PATH, CUSTOM)[1]["error_code"] == "ModelArts.6271"
        assert one("POST", FABRIC_PATH, INFERENCE)[1]["error_code"] == "dataartsfabric.00010998"
        assert get_with_token(port, token) == 200
        assert b"static-token" not in b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    finally:
        one.close()
        process.stop(tmp_path)


@pytest.mark.parametrize("member", ["auth_token", "domain_name", "session_token"])
def test_settings_are_checked(tmp_path: Path, member: str) -> None:
    with pytest.raises(process.SandboxError, match=f"{member} must be a text"):
        process.validated_settings({**SETTINGS, "data_dir": str(tmp_path), member: 7})


def test_a_running_sandbox_takes_over_another_token(tmp_path: Path) -> None:
    settings = {**SETTINGS, "data_dir": str(tmp_path)}
    port = process.start(settings)["port"]
    try:
        assert process.start(settings)["changed"] is False
        other = process.start({**settings, "auth_token": "other-token"})
        assert (other["changes"], other["port"]) == (["credentials"], port)
        assert (get_with_token(port, "static-token"), get_with_token(port, "other-token")) == (401, 200)
    finally:
        process.stop(tmp_path)
