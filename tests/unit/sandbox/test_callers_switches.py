# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every switch of keys and data planes makes a difference that callers see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cloud_sandbox import ark, maas
from cloud_sandbox.switch_values import Switch

from .callers import Callers
from .huawei import PROJECT

MODEL_ID = "doubao-1-5-pro-32k-250115"
MISSING = "ep-20260101000000-aaaaa"

Probe = Callable[[Callers], Any]


def get_key(**body: Any) -> Probe:
    def probe(callers: Callers) -> Any:
        given = {"DurationSeconds": 60, "ResourceType": "endpoint", **body}
        return callers.cloud.ark.perform("GetApiKey", given).code

    return probe


def keys_at_once(callers: Callers) -> Any:
    given = {"DurationSeconds": 60, "ResourceType": "endpoint", "ResourceIds": [callers.ark_endpoint()]}
    return [callers.cloud.ark.perform("GetApiKey", given).code for _turn in range(2)]


def ark_chat(callers: Callers) -> Any:
    return callers.chat(callers.ark_endpoint())


def two_endpoints(callers: Callers) -> Any:
    return [callers.chat(callers.ark_endpoint(Name=name)) for name in ("one", "two")]


def starting(callers: Callers) -> Any:
    callers.cloud.switches.change({"start_seconds": 9})
    return callers.chat(callers.ark_endpoint())


def other_endpoint(callers: Callers) -> Any:
    key = callers.ark_key(callers.ark_endpoint())
    return callers.chat(callers.ark_endpoint(Name="two"), key)


def task(callers: Callers) -> Any:
    return callers.send("GET", "/api/v3/contents/generations/tasks/x").entry["code"]


def perform(callers: Callers, action: str, body: Any = None, **parameters: Any) -> Any:
    return callers.cloud.maas.perform(action, {"project_id": PROJECT, "key_id": "none", **parameters}, body)


def fresh_key(callers: Callers) -> Any:
    callers.maas_endpoint()
    return callers.chat("one", callers.maas_key()["api_key"])


def made(callers: Callers) -> Any:
    return sorted(perform(callers, "CreateApiKey", {"allow_all": True}).payload)


def updated(callers: Callers) -> Any:
    key = callers.maas_key(description="d")
    return callers.maas("UpdateApiKey", {"allow_all": True}, key_id=key["id"])["description"]


def listed_by(form: str) -> Probe:
    def probe(callers: Callers) -> Any:
        endpoint_id = callers.maas_endpoint()
        named = {"id": endpoint_id, "name": "one"}[form]
        return callers.chat("one", callers.maas_key(endpoint_whitelist=[named])["api_key"])[0]

    return probe


def whitelists(callers: Callers) -> Any:
    return [listed_by("id")(callers), listed_by_name(callers)]


def listed_by_name(callers: Callers) -> Any:
    return callers.chat("one", callers.maas_key(endpoint_whitelist=["one"])["api_key"])[0]


def same_label(callers: Callers) -> Any:
    callers.maas_key(label="app")
    return perform(callers, "CreateApiKey", {"label": "app", "allow_all": True}).code


def no_key(callers: Callers) -> Any:
    reply = perform(callers, "DeleteApiKey")
    return reply.code, reply.http_status


def permissions(callers: Callers) -> Any:
    calls = (("CreateApiKey", {"allow_all": True}), ("ListApiKeys", None), ("DeleteApiKey", None))
    return [perform(callers, action, body).http_status for action, body in calls]


def maas_chat(callers: Callers) -> Any:
    callers.maas_endpoint()
    return callers.chat("one")


def error_members(callers: Callers) -> Any:
    return sorted(callers.send("GET", "/v2/models", key="wrong").document)


def disabled(callers: Callers) -> Any:
    endpoint_id = callers.maas_endpoint()
    callers.maas("DeactivateEndpoint", {"action": "deactivate"}, endpoint_id=endpoint_id)
    return callers.chat("one")


def not_listed(callers: Callers) -> Any:
    callers.maas_endpoint()
    return callers.chat("one", callers.maas_key(endpoint_whitelist=["other"])["api_key"])


def refusals(*pairs: str) -> dict[str, tuple[int, str]]:
    """What a refusal of each value looks like: its status and its code."""
    return {pair: (int(pair.rsplit("/")[1]), pair.rsplit("/")[0]) for pair in pairs}


OK = (200, None)
CLOSED = (400, "InvalidEndpoint.ClosedEndpoint")

#: By switch: the probe, and what it sees under each value.
ARK_KEYS: dict[str, tuple[Probe, dict[Any, Any]]] = {
    "ark_key_resource_ids": (get_key(), {"required": "MissingParameter.ResourceIds", "optional": None}),
    "ark_key_unknown_resource": (
        get_key(ResourceIds=[MISSING]),
        {"refused": "NotFound.Endpoint", "accepted": None},
    ),
    "ark_key_calls_per_minute": (keys_at_once, {"none": [None, None], 1: [None, "FlowLimitExceeded"]}),
    "ark_key_list": (
        lambda callers: callers.cloud.ark.perform("ListApiKeys", {}).code,
        {"present": None, "absent": "InvalidActionOrVersion"},
    ),
}
ARK_DATA: dict[str, tuple[Probe, dict[Any, Any]]] = {
    "ark_data_refusal": (
        ark_chat,
        {
            "none": OK,
            **refusals(
                "AccountOverdueError/403",
                "InvalidEndpoint.ClosedEndpoint/400",
                "AccessDenied/403",
                "ModelNotOpen/404",
                "ModelAccountRpmRateLimitExceeded/429",
            ),
        },
    ),
    "ark_data_not_found": (
        lambda callers: callers.chat(MISSING),
        refusals("InvalidEndpointOrModel.NotFound/404", "InvalidEndpoint.NotFound/404"),
    ),
    "ark_data_model_id": (
        lambda callers: callers.chat(MODEL_ID),
        {
            "served": OK,
            **refusals(
                "InvalidEndpointOrModel.ModelIDAccessDisabled/404",
                "InvalidEndpointOrModel.ModelIDAccessDisabled/403",
                "InvalidEndpointOrModel.ModelIDAccessDisabled/400",
            ),
        },
    ),
    "ark_data_transitional": (
        starting,
        {"closed": CLOSED, "overloaded": (429, "ServerOverloaded"), "served": OK},
    ),
    "ark_data_pool_rpm": (
        two_endpoints,
        {"none": [OK, OK], 1: [OK, (429, "ModelAccountRpmRateLimitExceeded")]},
    ),
    "ark_key_scope_answer": (
        other_endpoint,
        refusals("AccessDenied/403", "AuthenticationError/401", "InvalidEndpointOrModel.NotFound/404"),
    ),
    "ark_data_no_task": (task, {"ResourceNotFound/404": "ResourceNotFound", "NotFound/404": "NotFound"}),
}
MEMBERS = [
    "allow_all", "api_key", "create_at", "description", "endpoint_whitelist", "id", "ip_whitelist", "label",
    "resident_model_version_whitelist", "update_at",
]  # fmt: skip
MAAS_KEYS: dict[str, tuple[Probe, dict[Any, Any]]] = {
    "maas_key_activation_seconds": (fresh_key, {0: OK, 9: (401, "ModelArts.81003")}),
    "maas_key_create_reply": (
        made,
        {"flat": MEMBERS, "nested": ["api_key"], "data": ["data"], "brief": ["api_key", "id"]},
    ),
    "maas_key_update_omitted": (updated, {"kept": "d", "reset": ""}),
    "maas_key_endpoint_form": (whitelists, {"id": [200, 403], "name": [403, 200], "either": [200, 200]}),
    "maas_key_label_code": (same_label, {"ModelArts.6271": "ModelArts.6271", "X.1": "X.1"}),
    "maas_key_not_found": (
        no_key,
        {"ModelArts.0104/404": ("ModelArts.0104", 404), "ModelArts.0104/400": ("ModelArts.0104", 400)},
    ),
    "maas_key_permission": (
        permissions,
        {
            "all": [200, 200, 404],
            "no_create": [403, 200, 404],
            "no_list": [200, 403, 404],
            "no_delete": [200, 200, 403],
        },
    ),
}
MAAS_DATA: dict[str, tuple[Probe, dict[Any, Any]]] = {
    "maas_data_error_shape": (error_members, {"openai": ["error"], "flat": ["error_code", "error_msg"]}),
    "maas_data_refusal": (
        maas_chat,
        {
            "none": OK,
            **refusals("ModelArts.81006/401", "ModelArts.81005/401", "ModelArts.81004/401", "ModelArts.81004/403"),
        },
    ),
    "maas_data_disabled": (
        disabled,
        refusals("ModelArts.81004/403", "ModelArts.81004/401", "ModelArts.81009/404"),
    ),
    "maas_key_refusal": (not_listed, refusals("ModelArts.81015/403", "ModelArts.81015/401")),
}
TABLES: list[tuple[tuple[Switch, ...], dict[str, tuple[Probe, dict[Any, Any]]]]] = [
    (ark.KEY_SWITCHES, ARK_KEYS),
    (ark.DATA_PLANE_SWITCHES, ARK_DATA),
    (maas.KEY_SWITCHES, MAAS_KEYS),
    (maas.DATA_PLANE_SWITCHES, MAAS_DATA),
]
CASES = {name: case for _table, cases in TABLES for name, case in cases.items()}


@pytest.mark.parametrize(("switch", "value"), [(name, value) for name, (_t, seen) in CASES.items() for value in seen])
def test_switch_has_its_effect(switch: str, value: Any) -> None:
    probe, seen = CASES[switch]
    assert probe(Callers(**{switch: value})) == seen[value]


@pytest.mark.parametrize(("table", "cases"), TABLES)
def test_every_switch_has_a_case(table: tuple[Switch, ...], cases: dict[str, Any]) -> None:
    assert list(cases) == [switch.name for switch in table]
    for switch in table:
        assert switch.kind != "choice" or set(cases[switch.name][1]) == set(switch.choices)
