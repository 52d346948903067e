# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real clients call the endpoints of the sandbox: the package openai, and the vendor's client for Ark's data plane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai
import pytest
import requests
import volcenginesdkark as sdk
import volcenginesdkcore as core
from volcenginesdkarkruntime import Ark
from volcenginesdkarkruntime import _exceptions as ark_errors

from .support.sandbox import ACCESS_KEY, SECRET_KEY, Sandbox

# The SDK's own code; nothing of ours.
pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")

FIXED = "a-fixed-key"
MESSAGES: Any = [{"role": "user", "content": "one two three"}]
MODEL = {"FoundationModel": {"Name": "doubao-1-5-pro-32k", "ModelVersion": "250115"}}
ENDPOINTS = "/v1/p/maas/services/custom-endpoint/endpoint"
KEYS = "/v2/p/maas/api-auth/api-keys"
ALIASES = {"ark": "/api/v3", "maas": "/openai/v1", "maas_v2": "/v2"}


@pytest.fixture(scope="module")
def running_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One server process with a fixed API key, and a token for Huawei's control plane."""
    switches = {"start_seconds": 0, "stop_seconds": 0, "delete_seconds": 0}
    folder = tmp_path_factory.mktemp("sandbox")
    with Sandbox(folder, api_keys=[FIXED], auth_token="token", switches=switches) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    """That server, empty."""
    running_sandbox.control("POST", "reset")
    return running_sandbox


def control_plane(sandbox: Sandbox) -> core.ApiClient:
    """The SDK's client of Ark's control plane."""
    configuration = core.Configuration()
    configuration.ak, configuration.sk, configuration.region = ACCESS_KEY, SECRET_KEY, "cn-beijing"
    configuration.scheme, configuration.host = "http", sandbox.url.removeprefix("http://")
    return core.ApiClient(configuration)


def ark(sandbox: Sandbox, action: str, **body: Any) -> dict[str, Any]:
    """Result of one action of Ark's control plane."""
    about = core.UniversalInfo("POST", "ark", "2024-01-01", action, "application/json")
    return dict(core.UniversalApi(control_plane(sandbox)).do_call(about, body))


def maas(sandbox: Sandbox, method: str, path: str, body: Any = None) -> Any:
    """Document of one request to the control plane of MaaS."""
    answer = requests.request(method, sandbox.url + path, json=body, headers={"X-Auth-Token": "token"}, timeout=10)
    answer.raise_for_status()
    return answer.json() if answer.content else None


def endpoint_of(sandbox: Sandbox, cloud: str, **limits: int) -> str:
    """What callers give as ``model`` of a new endpoint."""
    if cloud == "ark":
        limit = {"RateLimit": {name.capitalize(): value for name, value in limits.items()}} if limits else {}
        return str(ark(sandbox, "CreateEndpoint", Name="one", ModelReference=MODEL, **limit)["Id"])
    body = {"source": "custom_from_maas", "model_name": "qwen", "endpoint_name": "one", **limits}
    maas(sandbox, "POST", ENDPOINTS, body)
    return "one"


def client_of(sandbox: Sandbox, cloud: str, key: str = FIXED) -> openai.OpenAI:
    return openai.OpenAI(base_url=sandbox.url + ALIASES[cloud], api_key=key, max_retries=0)


@pytest.mark.parametrize("cloud", list(ALIASES))
def test_openai_is_answered(sandbox: Sandbox, cloud: str) -> None:
    model, client = endpoint_of(sandbox, cloud), client_of(sandbox, cloud)
    answer = client.chat.completions.create(model=model, messages=MESSAGES, max_tokens=2)
    assert (answer.choices[0].message.content, answer.choices[0].finish_reason) == ("one two", "length")
    assert answer.usage is not None
    assert answer.usage.total_tokens == 5

    stream = client.chat.completions.create(
        model=model, messages=MESSAGES, stream=True, stream_options={"include_usage": True}
    )
    events = list(stream)
    text = "".join(event.choices[0].delta.content or "" for event in events if event.choices)
    assert text == "one two three"
    assert events[-1].usage is not None

    found = client.embeddings.create(model=model, input=["a", "b"])
    plain = client.embeddings.create(model=model, input=["a", "b"], encoding_format="float")
    assert found.data[1].embedding == pytest.approx(plain.data[1].embedding)


@pytest.mark.parametrize(
    ("cloud", "error", "code"),
    [
        ("ark", openai.AuthenticationError, "AuthenticationError"),
        ("maas", openai.AuthenticationError, "ModelArts.81003"),
    ],
)
def test_a_bad_key(sandbox: Sandbox, cloud: str, error: type[openai.APIStatusError], code: str) -> None:
    model = endpoint_of(sandbox, cloud)
    for wrong in (ACCESS_KEY, SECRET_KEY, "token", "none"):
        with pytest.raises(openai.AuthenticationError) as caught:
            client_of(sandbox, cloud, wrong).chat.completions.create(model=model, messages=MESSAGES)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("cloud", "code"), [("ark", "RateLimitExceeded.EndpointRPMExceeded"), ("maas", "ModelArts.81101")]
)
def test_more_calls_than_the_limit(sandbox: Sandbox, cloud: str, code: str) -> None:
    model, client = endpoint_of(sandbox, cloud, rpm=1), client_of(sandbox, cloud)
    client.chat.completions.create(model=model, messages=MESSAGES)
    with pytest.raises(openai.RateLimitError) as caught:
        client.chat.completions.create(model=model, messages=MESSAGES)
    assert caught.value.code == code


def test_ark_stopped_and_deleted(sandbox: Sandbox) -> None:
    model, client = endpoint_of(sandbox, "ark"), client_of(sandbox, "ark")
    ark(sandbox, "StopEndpoint", Id=model)
    with pytest.raises(openai.BadRequestError) as closed:
        client.chat.completions.create(model=model, messages=MESSAGES)
    assert closed.value.code == "InvalidEndpoint.ClosedEndpoint"
    ark(sandbox, "DeleteEndpoint", Id=model)
    with pytest.raises(openai.NotFoundError) as gone:
        client.chat.completions.create(model=model, messages=MESSAGES)
    assert gone.value.code == "InvalidEndpointOrModel.NotFound"


def test_the_vendors_client_of_ark(sandbox: Sandbox) -> None:
    model = endpoint_of(sandbox, "ark")
    key = ark(sandbox, "GetApiKey", DurationSeconds=600, ResourceType="endpoint", ResourceIds=[model])["ApiKey"]
    client = Ark(base_url=f"{sandbox.url}/api/v3", api_key=key, max_retries=0)
    assert client.chat.completions.create(model=model, messages=MESSAGES).choices[0].message.content == "one two three"
    words = [
        event.choices[0].delta.content
        for event in client.chat.completions.create(model=model, messages=MESSAGES, stream=True)
    ]
    assert words == ["one", " two", " three", None]
    assert len(client.embeddings.create(model=model, input=["a"]).data[0].embedding) == 8
    with pytest.raises(ark_errors.ArkNotFoundError):
        client.content_generation.tasks.get(task_id="none")

    other = str(ark(sandbox, "CreateEndpoint", Name="other", ModelReference=MODEL)["Id"])
    with pytest.raises(ark_errors.ArkPermissionDeniedError) as caught:
        client.chat.completions.create(model=other, messages=MESSAGES)
    assert caught.value.code == "AccessDenied"


def test_the_vendors_sdk_gets_a_key(sandbox: Sandbox) -> None:
    model = endpoint_of(sandbox, "ark")
    request = sdk.GetApiKeyRequest(duration_seconds=600, resource_type="endpoint", resource_ids=[model])
    made = sdk.ARKApi(control_plane(sandbox)).get_api_key(request)
    answer = client_of(sandbox, "ark", made.api_key).chat.completions.create(model=model, messages=MESSAGES)
    assert answer.choices[0].message.content == "one two three"


def test_keys_of_maas(sandbox: Sandbox) -> None:
    model = endpoint_of(sandbox, "maas")
    maas(sandbox, "POST", ENDPOINTS, {"source": "custom_from_maas", "model_name": "qwen", "endpoint_name": "two"})
    (endpoint_id,) = [one["id"] for one in maas(sandbox, "GET", ENDPOINTS)["items"] if one["endpoint_name"] == model]
    made = maas(sandbox, "POST", KEYS, {"label": "app", "allow_all": True, "endpoint_whitelist": [endpoint_id]})
    client = client_of(sandbox, "maas", made["api_key"])
    assert client.chat.completions.create(model=model, messages=MESSAGES).choices[0].message.content == "one two three"
    assert [one.id for one in client.models.list()] == ["one"]
    with pytest.raises(openai.PermissionDeniedError) as caught:
        client.chat.completions.create(model="two", messages=MESSAGES)
    assert caught.value.code == "ModelArts.81015"

    assert made["api_key"] not in str(maas(sandbox, "GET", KEYS))
    maas(sandbox, "DELETE", f"/v1/p/maas/api-auth/api-keys/{made['id']}")
    with pytest.raises(openai.AuthenticationError):
        client.chat.completions.create(model=model, messages=MESSAGES)
