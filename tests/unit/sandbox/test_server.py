# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One server over HTTP: the control interface, faults that need a socket, and the vendor's own SDK as a client."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import volcenginesdkark
import volcenginesdkcore

from cloud_sandbox import process

from .client import Client
from .signing import sign_headers
from .support import MODEL

NEW = {"Name": "n", "ModelReference": MODEL}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    data_dir = tmp_path_factory.mktemp("sandbox")
    started = process.start({"port": 0, "access_key": "AK", "secret_key": "SK", "data_dir": str(data_dir)})
    yield started["port"]
    process.stop(Path(data_dir))


@pytest.fixture
def client(port: int) -> Iterator[Client]:
    """A client of an empty sandbox with default switches and without faults."""
    one = Client(port)
    one.control("POST", "reset")
    one.control("PUT", "settings", {"access_key": "AK", "secret_key": "SK"})
    yield one
    one.close()


def names(client: Client) -> list[str]:
    return [one["Name"] for one in client.control("GET", "state")[1]["endpoints"]]


def test_control_switches(client: Client) -> None:
    assert client.control("GET", "health")[1]["status"] == "ok"
    assert client.control("PATCH", "switches", {"get_shape": "nested"}) == (200, {"changed": ["get_shape"]})
    assert client.control("GET", "switches")[1]["get_shape"] == "nested"
    assert client.control("GET", "switches?describe=true")[1][0]["name"] == "get_shape"
    status, told = client.control("PATCH", "switches", {"get_shape": "round"})
    assert (status, told["error"]) == (400, "switch get_shape: 'round' is not allowed; give one of flat, nested.")


def test_control_endpoints_and_models(client: Client) -> None:
    endpoint_id = client("CreateEndpoint", **NEW)[1]["Result"]["Id"]
    status, forced = client.control("PATCH", f"endpoints/{endpoint_id}", {"Status": "Failed", "StatusReason": "why"})
    assert (status, forced["Status"]) == (200, "Failed")
    assert client("GetEndpoint", Id=endpoint_id)[1]["Result"]["StatusReason"] == "why"
    assert client.control("PATCH", "endpoints/ep-0", {})[0] == 404
    assert client.control("PATCH", f"endpoints/{endpoint_id}", {"Colour": 1})[0] == 400
    assert client.control("PUT", "models", [{"Name": "m"}])[0] == 400
    assert client.control("GET", "models")[1][0]["Name"] == "doubao-1-5-pro-32k"
    status, told = client.control("GET", "nothing")
    assert (status, "GET log" in told["error"]) == (404, True)


def test_control_log(client: Client) -> None:
    client("CreateEndpoint", **NEW)
    client("GetEndpoint", Id="x")
    _status, log = client.control("GET", "log")
    assert [(one["action"], one["status"], one["code"], one["effect"]) for one in log] == [
        ("CreateEndpoint", 200, None, True),
        ("GetEndpoint", 404, "NotFound.Endpoint", False),
    ]
    assert client.control("GET", f"log?after={log[0]['n']}")[1] == log[1:]
    assert client.control("GET", "log?action=CreateEndpoint")[1] == log[:1]
    client.control("DELETE", "log")
    assert client.control("GET", "log")[1] == []


def test_control_faults(client: Client) -> None:
    client.control("POST", "faults", {"kind": "error", "status": 503, "count": 1})
    assert client("ListEndpoints")[0] == 503
    assert client("ListEndpoints")[0] == 200
    assert client.control("GET", "faults")[1] == [{"kind": "error", "status": 503, "count": 1, "seen": 1, "hits": 1}]
    assert client.control("PUT", "faults", [{"kind": "flood"}])[0] == 400
    client.control("DELETE", "faults")
    assert client.control("GET", "faults")[1] == []


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "reset"}, ConnectionResetError),
        ({"kind": "cut_body"}, http.client.IncompleteRead),
        ({"kind": "hang"}, TimeoutError),
        ({"kind": "hang", "seconds": 0.05}, ConnectionResetError),
        ({"kind": "latency", "seconds": 1.5}, TimeoutError),
    ],
)
def test_faults_of_the_connection(port: int, client: Client, fault: dict[str, Any], error: type, when: str) -> None:
    client.control("POST", "faults", {**fault, "when": when, "count": 1})
    hasty = Client(port, timeout=0.3)
    with pytest.raises(error):
        hasty.send("CreateEndpoint", NEW).read()
    hasty.close()
    assert names(client) == (["n"] if when == "after" else [])
    # The server goes on for others.
    assert client("ListEndpoints")[0] == 200


def test_a_page_instead_of_an_answer(client: Client) -> None:
    client.control("POST", "faults", {"kind": "html", "status": 502, "count": 1})
    answer = client.send("ListEndpoints", {})
    assert (answer.status, answer.headers["Content-Type"].partition(";")[0]) == (502, "text/html")
    assert b"<html>" in answer.read()


def test_only_signed_posts_are_served(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/?Action=ListEndpoints&Version=2024-01-01", b"{}")
    answer = connection.getresponse()
    assert (answer.status, b"MissingAuthenticationToken" in answer.read()) == (401, True)
    headers = sign_headers(b"", "Action=ListEndpoints", host=f"127.0.0.1:{port}", now=time.time())
    connection.request("POST", "/?Action=ListEndpoints", b"", headers)
    answer = connection.getresponse()
    assert (answer.status, b'"MissingParameter"' in answer.read()) == (400, True)
    connection.close()


def sdk(port: int) -> Any:
    configuration = volcenginesdkcore.Configuration()
    configuration.ak, configuration.sk, configuration.region = "AK", "SK", "cn-beijing"
    configuration.host, configuration.scheme = f"127.0.0.1:{port}", "http"
    return volcenginesdkcore.ApiClient(configuration)


def test_the_official_sdk_is_served(port: int, client: Client) -> None:
    client.control("PATCH", "switches", {"start_seconds": 0, "stop_seconds": 0, "delete_seconds": 0})
    api_client = sdk(port)
    ark = volcenginesdkark.ARKApi(api_client)
    made = ark.create_endpoint(
        volcenginesdkark.CreateEndpointRequest(
            name="测试",
            model_reference=volcenginesdkark.ModelReferenceForCreateEndpointInput(
                foundation_model=volcenginesdkark.FoundationModelForCreateEndpointInput(
                    name="doubao-1-5-pro-32k", model_version="250115"
                )
            ),
            rate_limit=volcenginesdkark.RateLimitForCreateEndpointInput(rpm=10, tpm=5),
            tags=[volcenginesdkark.TagForCreateEndpointInput(key="env", value="test")],
            moderation=volcenginesdkark.ModerationForCreateEndpointInput(strategy="Basic"),
        )
    )
    shown = ark.get_endpoint(volcenginesdkark.GetEndpointRequest(id=made.id))
    assert (shown.name, shown.status, shown.rate_limit.rpm, shown.moderation.strategy) == (
        "测试",
        "Running",
        10,
        "Basic",
    )
    assert shown.model_reference.foundation_model.model_version == "250115"
    universal = volcenginesdkcore.UniversalApi(api_client)
    for action, body in (("UpdateEndpoint", {"Id": made.id, "Description": "d"}), ("StartEndpoint", {"Id": made.id})):
        info = volcenginesdkcore.UniversalInfo("POST", "ark", "2024-01-01", action, "application/json")
        if action == "StartEndpoint":
            ark.stop_endpoint(volcenginesdkark.StopEndpointRequest(id=made.id))
        universal.do_call(info, body)
    listed = ark.list_endpoints(
        volcenginesdkark.ListEndpointsRequest(filter=volcenginesdkark.FilterForListEndpointsInput(name="测试"))
    )
    assert [(one.id, one.description, one.status) for one in listed.items] == [(made.id, "d", "Running")]
    certificate = ark.get_endpoint_certificate(volcenginesdkark.GetEndpointCertificateRequest(id=made.id))
    assert certificate.not_after > certificate.not_before
    ark.stop_endpoint(volcenginesdkark.StopEndpointRequest(id=made.id))
    ark.delete_endpoint(volcenginesdkark.DeleteEndpointRequest(id=made.id))
    with pytest.raises(volcenginesdkcore.rest.ApiException, match=r"NotFound\.Endpoint"):
        ark.get_endpoint(volcenginesdkark.GetEndpointRequest(id=made.id))
