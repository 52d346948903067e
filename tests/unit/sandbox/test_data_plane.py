# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls of endpoints are answered by the state of the same endpoints."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cloud_sandbox.messages import HttpRequest

from .callers import CHAT, FIXED, Callers

OK = (200, None)
CLOSED = (400, "InvalidEndpoint.ClosedEndpoint")
NOT_FOUND = (404, "InvalidEndpointOrModel.NotFound")
BAD_KEY = (401, "AuthenticationError")
DENIED = (403, "AccessDenied")


def test_a_chat() -> None:
    callers = Callers()
    one = callers.ark_endpoint()
    outcome = callers.send("POST", "/api/v3/chat/completions", {"model": one, **CHAT})
    assert outcome.document == {
        "id": outcome.headers["X-Request-Id"],
        "object": "chat.completion",
        "created": int(callers.clock()),
        "model": "doubao-1-5-pro-32k-250115",
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": "one two three"}, "finish_reason": "stop"}
        ],
        "usage": {"prompt_tokens": 3, "completion_tokens": 3, "total_tokens": 6},
    }
    shorter = callers.send("POST", "/api/v3/chat/completions", {"model": one, **CHAT, "max_tokens": 1}).document
    assert shorter["choices"][0]["message"]["content"] == "one"
    assert shorter["choices"][0]["finish_reason"] == "length"
    assert shorter["usage"]["completion_tokens"] == 1


def test_a_stream() -> None:
    callers = Callers()
    one = callers.ark_endpoint()
    body = {"model": one, **CHAT, "stream": True, "stream_options": {"include_usage": True}}
    outcome = callers.send("POST", "/api/v3/chat/completions", body)
    assert outcome.content_type == "text/event-stream"
    *events, last, nothing = outcome.body.decode().split("\n\n")
    assert (last, nothing) == ("data: [DONE]", "")
    told = [json.loads(event.removeprefix("data: ")) for event in events]
    text = "".join(one["choices"][0]["delta"].get("content", "") for one in told[:-1])
    assert text == "one two three"
    assert told[-2]["choices"][0]["finish_reason"] == "stop"
    assert (told[-1]["choices"], told[-1]["usage"]["total_tokens"]) == ([], 6)


def test_embeddings() -> None:
    callers = Callers()
    one = callers.ark_endpoint()
    found = callers.send("POST", "/api/v3/embeddings", {"model": one, "input": ["a b", "c"]}).document
    assert [item["index"] for item in found["data"]] == [0, 1]
    assert len(found["data"][0]["embedding"]) == 8
    assert found["data"][0]["embedding"] != found["data"][1]["embedding"]
    assert found["usage"] == {"prompt_tokens": 3, "total_tokens": 3}


@pytest.mark.parametrize("path", ["/api/v3", "/openai/v1"])
@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("chat/completions", {}),
        ("chat/completions", {"model": ""}),
        ("chat/completions", {"model": "m"}),
        ("chat/completions", {"model": "m", "messages": ["hello"]}),
        ("chat/completions", {"model": "m", **CHAT, "max_tokens": 0}),
        ("chat/completions", [1]),
        ("chat/completions", "{"),
        ("embeddings", {"model": "m"}),
    ],
)
def test_bad_requests(path: str, action: str, body: Any) -> None:
    outcome = Callers().send("POST", f"{path}/{action}", body)
    code = "InvalidParameter" if path == "/api/v3" else "ModelArts.81001"
    assert (outcome.status, outcome.entry["code"]) == (400, code)
    assert outcome.document["error"]["type"] == "BadRequest"


# ---- Ark ---------------------------------------------------------------------------------------------------------


def test_the_state_of_an_ark_endpoint_decides() -> None:
    callers = Callers(stop_seconds=5)
    one = callers.ark_endpoint()
    assert callers.chat(one) == OK
    callers.ark("StopEndpoint", Id=one)
    assert callers.chat(one) == CLOSED
    callers.clock.tick(5)
    assert callers.chat(one) == CLOSED
    callers.ark("StartEndpoint", Id=one)
    assert callers.chat(one) == OK
    callers.cloud.ark.force(one, {"Status": "Failed"})
    assert callers.chat(one) == CLOSED
    callers.ark("DeleteEndpoint", Id=one)
    assert callers.chat(one) == NOT_FOUND
    assert callers.chat("ep-20260101000000-aaaaa") == NOT_FOUND
    assert callers.chat("doubao-none") == NOT_FOUND


def test_ark_limits_by_the_clock() -> None:
    callers = Callers()
    one = callers.ark_endpoint(RateLimit={"Rpm": 2, "Tpm": 100})
    two = callers.ark_endpoint(Name="two")
    throttled = (429, "RateLimitExceeded.EndpointRPMExceeded")
    assert [callers.chat(one) for _turn in range(3)] == [OK, OK, throttled]
    assert callers.chat(two) == OK
    callers.clock.tick(60)
    assert callers.chat(one) == OK
    callers.ark("UpdateEndpoint", Id=one, RateLimit={"Rpm": 9, "Tpm": 6})
    assert callers.chat(one) == (429, "RateLimitExceeded.EndpointTPMExceeded")
    callers.ark("UpdateEndpoint", Id=one, RateLimit={"Rpm": 0, "Tpm": 9})
    callers.clock.tick(60)
    assert callers.chat(one) == throttled
    refused = callers.send("POST", "/api/v3/chat/completions", {"model": one, **CHAT}).document["error"]
    assert (refused["code"], refused["type"]) == ("RateLimitExceeded.EndpointRPMExceeded", "TooManyRequests")


def test_ark_keys() -> None:
    callers = Callers()
    one, two = callers.ark_endpoint(), callers.ark_endpoint(Name="two")
    key = callers.ark_key(one, seconds=600)
    assert callers.chat(one, key) == OK
    assert callers.chat(two, key) == DENIED
    assert callers.chat("doubao-1-5-pro-32k-250115", key) == NOT_FOUND
    assert callers.chat("doubao-1-5-pro-32k-250115", FIXED) == OK
    for wrong in ("SK", "AK", key[:-1], key + "0", "ark-tmp-.", "x", "ключ"):
        assert callers.chat(one, wrong) == BAD_KEY, wrong
    assert callers.chat(one, None) == BAD_KEY
    callers.clock.tick(600)
    assert callers.chat(one, key) == BAD_KEY


def test_the_free_check_of_a_key() -> None:
    callers = Callers()
    path = "/api/v3/contents/generations/tasks/none"
    assert callers.send("GET", path).status == 404
    assert callers.send("GET", path, key="wrong").status == 401
    assert callers.send("GET", path, key=callers.ark_key(callers.ark_endpoint())).status == 404
    assert callers.send("GET", "/api/v3/models").entry["code"] == "InvalidAction"


def test_a_key_of_the_data_plane_is_none_of_the_control_plane() -> None:
    callers = Callers()
    outcome = callers.cloud.gateway.request(bearing("POST", "/", "Action=ListEndpoints&Version=2024-01-01", FIXED))
    assert (outcome.status, outcome.document["ResponseMetadata"]["Error"]["Code"]) == (400, "InvalidAuthorization")
    outcome = callers.cloud.gateway.request(bearing("GET", "/v1/p/maas/services/custom-endpoint/endpoint", "", FIXED))
    assert outcome.status == 401


def bearing(method: str, path: str, query: str, key: str) -> Any:
    return HttpRequest(method, path, query, {"authorization": f"Bearer {key}"}, b"")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"ResourceType": "endpoint", "ResourceIds": ["ep-1"]}, "MissingParameter.DurationSeconds"),
        ({"DurationSeconds": 9, "ResourceIds": ["ep-1"]}, "MissingParameter.ResourceType"),
        ({"DurationSeconds": 9, "ResourceType": "endpoint"}, "MissingParameter.ResourceIds"),
        ({"DurationSeconds": 2_592_001, "ResourceType": "endpoint"}, "InvalidParameter.DurationSeconds"),
        ({"DurationSeconds": 9, "ResourceType": "model"}, "InvalidParameter.ResourceType"),
        ({"DurationSeconds": 9, "ResourceType": "presetendpoint"}, "MissingParameter.ProjectName"),
        ({"DurationSeconds": 9, "ResourceType": "endpoint", "ResourceIds": ["ep-1"]}, "NotFound.Endpoint"),
        ({"DurationSeconds": 9, "ResourceType": "endpoint", "Colour": 1}, "InvalidParameter.Colour"),
    ],
)
def test_bad_requests_for_a_key(body: dict[str, Any], code: str) -> None:
    assert Callers().cloud.ark.perform("GetApiKey", body).code == code


def test_permanent_ark_keys_are_listed() -> None:
    callers = Callers()
    assert callers.ark("ListApiKeys", ProjectName="default", Filter={}) == {
        "TotalCount": 1,
        "Items": [{"Id": 1, "Name": "api-key-1", "Status": "Active"}],
    }
    assert callers.ark("GetRawApiKey", Id=1) == {"ApiKey": FIXED}
    assert callers.cloud.ark.perform("GetRawApiKey", {"Id": 2}).code == "NotFound.ApiKey"


def test_no_api_key_in_the_log() -> None:
    callers = Callers()
    one = callers.ark_endpoint()
    key = callers.ark_key(one)
    callers.chat(one, key)
    (entry,) = callers.cloud.gateway.log
    assert (entry["service"], entry["action"], entry["endpoint_id"]) == ("ark_data", "ChatCompletions", one)
    assert key not in json.dumps(list(callers.cloud.gateway.log))


def test_the_model_that_answers_after_a_rolling() -> None:
    callers = Callers(rolling_seconds=9)
    one = callers.ark_endpoint()
    model = {"FoundationModel": {"Name": "deepseek-v3", "ModelVersion": "250324"}}
    callers.ark("CreateEndpointRolling", EndpointId=one, ModelReference=model)
    answers = []
    for _turn in range(2):
        answers.append(callers.send("POST", "/api/v3/chat/completions", {"model": one, **CHAT}).document["model"])
        callers.clock.tick(9)
    assert answers == ["doubao-1-5-pro-32k-250115", "deepseek-v3-250324"]


# ---- MaaS --------------------------------------------------------------------------------------------------------


def test_the_state_of_a_maas_endpoint_decides() -> None:
    callers = Callers()
    endpoint_id = callers.maas_endpoint()
    invalid = (404, "ModelArts.81009")
    for base in ("/openai/v1", "/v1", "/v2"):
        assert callers.chat("one", base=base) == OK
    # Callers give the name: the id is none, and a rename breaks them.
    assert callers.chat(endpoint_id) == invalid
    callers.maas("UpdateEndpoint", {"endpoint_name": "two"}, endpoint_id=endpoint_id)
    assert (callers.chat("one"), callers.chat("two")) == (invalid, OK)
    callers.maas("DeactivateEndpoint", {"action": "deactivate"}, endpoint_id=endpoint_id)
    assert callers.chat("two") == (403, "ModelArts.81004")
    callers.maas("ActivateEndpoint", {"action": "activate"}, endpoint_id=endpoint_id)
    callers.cloud.maas.force(endpoint_id, {"status": "FROZEN"})
    assert callers.chat("two") == (401, "ModelArts.81006")
    callers.maas("DeleteEndpoint", endpoint_id=endpoint_id)
    assert callers.chat("two") == invalid


def test_maas_limits_by_the_clock() -> None:
    callers = Callers()
    callers.maas_endpoint(rpm=1)
    callers.maas_endpoint(endpoint_name="tight", tpm=0)
    assert [callers.chat("one") for _turn in range(2)] == [OK, (429, "ModelArts.81101")]
    assert callers.chat("tight") == (429, "ModelArts.81103")
    callers.clock.tick(60)
    assert callers.chat("one") == OK


def test_models_of_maas() -> None:
    callers = Callers()
    off = callers.maas_endpoint(endpoint_name="off")
    one = callers.maas_endpoint()
    callers.maas_endpoint(endpoint_name="two")
    callers.maas("DeactivateEndpoint", {"action": "deactivate"}, endpoint_id=off)
    key = callers.maas_key(endpoint_whitelist=[one])["api_key"]
    assert [model["id"] for model in callers.send("GET", "/v2/models").document["data"]] == ["one", "two"]
    assert [model["id"] for model in callers.send("GET", "/openai/v1/models", key=key).document["data"]] == ["one"]
    assert callers.send("GET", "/openai/v1/models", key="wrong").entry["code"] == "ModelArts.81003"
    assert callers.send("GET", "/openai/v1/models", key=None).entry["code"] == "ModelArts.81002"
    assert callers.send("GET", "/openai/v1/other").entry["code"] == "APIGW.0101"


def test_allow_lists_of_maas_keys() -> None:
    callers = Callers()
    one, two = callers.maas_endpoint(), callers.maas_endpoint(endpoint_name="two", model_name="qwen")
    refused = (403, "ModelArts.81015")
    model = next(item for item in callers.maas("ListEndpoints")["items"] if item["id"] == two)["resident_model_id"]
    by_endpoint = callers.maas_key(endpoint_whitelist=[one])["api_key"]
    by_model = callers.maas_key(resident_model_version_whitelist=[model])["api_key"]
    by_either = callers.maas_key(endpoint_whitelist=[one], resident_model_version_whitelist=[model])["api_key"]
    anything = callers.maas_key()["api_key"]
    answers = {
        by_endpoint: (OK, refused),
        by_model: (refused, OK),
        by_either: (OK, OK),
        anything: (OK, OK),
    }
    for key, expected in answers.items():
        assert (callers.chat("one", key), callers.chat("two", key)) == expected


def test_addresses_of_maas_keys() -> None:
    callers = Callers()
    callers.maas_endpoint()
    addresses = ["192.0.2.1", "192.0.2.10-192.0.2.12", "198.51.100.0/24"]
    key = callers.maas_key(allow_all=False, ip_whitelist=addresses)["api_key"]
    path, body = "/openai/v1/chat/completions", {"model": "one", **CHAT}
    answers = {
        "192.0.2.1": 200, "192.0.2.2": 403, "192.0.2.11": 200, "192.0.2.13": 403, "198.51.100.9": 200, "::1": 403
    }  # fmt: skip
    assert {peer: callers.send("POST", path, body, key, peer).status for peer in answers} == answers
