# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every switch of the Huawei Cloud services has an effect: what a sequence of calls shows under its values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cloud_sandbox.fabric import FABRIC_SWITCHES
from cloud_sandbox.huaweicloud import HUAWEI_SWITCHES, IAM_SWITCHES
from cloud_sandbox.maas import MAAS_SWITCHES
from cloud_sandbox.messages import Reply
from cloud_sandbox.switch_values import SwitchValues
from cloud_sandbox.switches import ALL_SWITCHES

from .huawei import AGREEMENT, CUSTOM, FABRIC_PATH, INFERENCE, MAAS_PATH, WORKSPACE, Estate
from .test_fabric import DPU, ID36, RAY, RAY_SERVICE, SERVICE, deployment
from .test_maas import MODELARTS

Probe = Callable[[Estate], Any]
Case = tuple[Probe, dict[str, Any], dict[Any, Any]]

BAD = "common.01000001"
STATE = "dataartsfabric.00010999"
NAME = "dataartsfabric.00010998"
GONE = "dataartsfabric.00010009"
NONE = "<absent>"
A_NAME, B_NAME = {**CUSTOM, "endpoint_name": "a"}, {**CUSTOM, "endpoint_name": "b"}
OFF = {"moderation": False, "agreement_id": AGREEMENT}
FULL = {"remark": "r", "rpm": 5, "tpm": 6, **OFF}
NEW, OLD = "target_ongoing_requests", "target_num_ongoing_requests_per_replica"
RAY_CLUSTER = {"type": "ray", "reserved_resource": None, "ray_resource": RAY}


def outcome(reply: Reply) -> tuple[str | None, int]:
    return reply.code, reply.http_status


# ---- probes of Fabric ------------------------------------------------------------------------------------------


def create_code(**more: Any) -> Probe:
    return lambda estate: estate.fabric("CreateEndpoint", body={**INFERENCE, **more}).code


def shows(member: str, **more: Any) -> Probe:
    """One member of show after a create."""
    return lambda estate: estate.shown(estate.endpoint(**more)).get(member, NONE)


def config_shows(*path: Any, **more: Any) -> Probe:
    """One member of ray_service_config in show."""

    def probe(estate: Estate) -> Any:
        found = estate.shown(estate.endpoint(**{**RAY_SERVICE, **more}))["config"]["ray_service_config"]
        for step in path:
            found = found.get(step, NONE) if isinstance(found, dict) else found[step]
        return found

    return probe


AUTOSCALING = ("ray_serve_config", "applications", 0, "deployments", 0, "autoscaling_config")


def keys_of(probe: Probe) -> Probe:
    return lambda estate: sorted(probe(estate))


def updated(member: str, update: dict[str, Any], **more: Any) -> Probe:
    """The refusal of an update, or what show has afterwards."""

    def probe(estate: Estate) -> Any:
        one = estate.endpoint(**more)
        code = estate.fabric("UpdateEndpoint", one, update).code
        estate.clock.tick(1)
        return code or estate.shown(one).get(member, NONE)

    return probe


def words(action: str) -> Probe:
    """Status right after an action and two seconds later; the code where show finds nothing."""

    def probe(estate: Estate) -> Any:
        if action == "CreateEndpoint":
            one = estate.fabric(action, body=INFERENCE).endpoint_id or ""
        else:
            one = estate.endpoint()
            assert estate.fabric(action, one, {"description": "d"}).code is None
        seen = []
        for _step in range(2):
            reply = estate.fabric("ShowEndpoint", one)
            seen.append(reply.code or reply.payload["status"])
            estate.clock.tick(2)
        return seen

    return probe


def failure(estate: Estate) -> Any:
    shown = estate.shown(estate.endpoint())
    return [shown.get("error_code", NONE), shown["status"]]


def in_state(action: str, status: str, **more: Any) -> Probe:
    """The code of an action on an endpoint in that state."""

    def probe(estate: Estate) -> Any:
        one = estate.endpoint(**more)
        estate.cloud.fabric.force(one, {"status": status})
        return estate.fabric(action, one, {"description": "d"} if action == "UpdateEndpoint" else None).code

    return probe


def names(*made: str, **query: str) -> Probe:
    def probe(estate: Estate) -> Any:
        for name in made:
            estate.endpoint(name=name)
        reply = estate.fabric("ListEndpoints", **query)
        return reply.code or [one["name"] for one in reply.payload["endpoints"]]

    return probe


def two_visibilities(estate: Estate) -> Any:
    for name, members in (
        ("private", {}),
        ("public", {"visibility": "PUBLIC"}),
        ("foreign", {"visibility": "PUBLIC", "owner": {"user_name": "someone"}}),
    ):
        estate.cloud.fabric.force(estate.endpoint(name=name), members)
    return sorted(one["name"] for one in estate.endpoints())


def item_has(*members: str, **more: Any) -> Probe:
    """Which of the members the only item of a list has."""

    def probe(estate: Estate) -> Any:
        estate.endpoint(**more)
        return [member for member in members if member in estate.endpoints()[0]]

    return probe


def after_delete(estate: Estate) -> Any:
    one = estate.endpoint()
    estate.fabric("DeleteEndpoint", one)
    seen = []
    for _step in range(2):
        estate.clock.tick(1)
        reply = estate.fabric("ShowEndpoint", one)
        seen.append((reply.code or reply.payload["status"], len(estate.endpoints())))
    return seen


def visible_after_create(estate: Estate) -> Any:
    one = estate.fabric("CreateEndpoint", body=INFERENCE).endpoint_id or ""
    seen = []
    for _step in range(2):
        seen.append((estate.fabric("ShowEndpoint", one).code, len(estate.endpoints())))
        estate.clock.tick(2)
    return seen


def second(kind: str = "inference", workspace: str = WORKSPACE) -> Probe:
    """The outcome of a second create of the same name."""

    def probe(estate: Estate) -> Any:
        estate.endpoint()
        body = {"name": "one", "type": kind}
        return outcome(estate.cloud.fabric.perform("CreateEndpoint", {"workspace_id": workspace}, body))

    return probe


def again_after_delete(estate: Estate) -> Any:
    estate.fabric("DeleteEndpoint", estate.endpoint())
    estate.clock.tick(1)
    return estate.fabric("CreateEndpoint", body=INFERENCE).code


def reply_to(action: str) -> Probe:
    """Members of the answer to a write, or nothing for an empty body."""

    def probe(estate: Estate) -> Any:
        one = estate.endpoint() if action != "CreateEndpoint" else ""
        body = {"CreateEndpoint": INFERENCE, "UpdateEndpoint": {"description": "d"}}.get(action)
        payload = estate.fabric(action, one, body).payload
        return payload and ("full" if "status" in payload else sorted(payload))

    return probe


def missing(estate: Estate) -> Any:
    reply = estate.fabric("ShowEndpoint", "no-such-id")
    return (*outcome(reply), reply.payload is None)


def sent(method: str, path: str, body: Any = None, *, calls: int = 1, **more: Any) -> Probe:
    """Status and code (None for success) of the last of some signed requests."""

    def probe(estate: Estate) -> Any:
        for _call in range(calls):
            answer = estate.signed(method, path, body, **more)
        return answer.status, answer.entry["code"]

    return probe


def junk_token(path: str) -> Probe:
    def probe(estate: Estate) -> Any:
        answer = estate.with_token("junk", "GET", path)
        return answer.status, answer.document["error_code"]

    return probe


def error_members(estate: Estate) -> Any:
    return estate.fabric("ShowEndpoint", "no-such-id").payload


def forbidden(estate: Estate) -> Any:
    estate.cloud.gateway.faults.add({"kind": "error", "status": 403})
    document = estate.signed("GET", FABRIC_PATH).document
    return sorted(document), document["error_code"], sorted(document.get("error", {}))


def locked(estate: Estate) -> Any:
    for _turn in range(3):
        estate.signed("GET", FABRIC_PATH, secret_key="wrong")
    seen = []
    for _step in range(2):
        seen.append(estate.signed("GET", FABRIC_PATH).status)
        estate.clock.tick(100)
    return seen


def token_after(seconds: float) -> Probe:
    def probe(estate: Estate) -> Any:
        token = estate.token()
        estate.clock.tick(seconds)
        return estate.with_token(token, "GET", FABRIC_PATH).status

    return probe


def long_token(estate: Estate) -> Any:
    token = estate.token()
    return len(token) >= 60000, estate.with_token(token, "GET", FABRIC_PATH).status


def projects(estate: Estate) -> Any:
    found = estate.signed("GET", "/v3/projects?name=cn-north-4").document["projects"]
    token = estate.ask_token(scope={"project": {"name": "cn-north-4"}})
    return [one["name"] for one in found], len({one["id"] for one in found}), token.status


def wrong_password(estate: Estate) -> Any:
    return sorted(estate.ask_token(password="wrong").document)


# ---- probes of MaaS --------------------------------------------------------------------------------------------


def made_code(**more: Any) -> Probe:
    return lambda estate: estate.maas("CreateEndpoint", body={**CUSTOM, **more}).code


def item(*members: str, **more: Any) -> Probe:
    """Members of the only item of a list."""

    def probe(estate: Estate) -> Any:
        estate.custom(**more)
        found = [estate.items()[0].get(member, NONE) for member in members]
        return found[0] if len(found) == 1 else found

    return probe


def edited(edit: dict[str, Any], *members: str, **more: Any) -> Probe:
    """The refusal of an edit, or members of the only item afterwards."""

    def probe(estate: Estate) -> Any:
        code = estate.maas("UpdateEndpoint", estate.custom(**more), edit).code
        found = [estate.items()[0].get(member, NONE) for member in members]
        return code or (found[0] if len(found) == 1 else found)

    return probe


def status_words(estate: Estate) -> Any:
    one = estate.custom()
    seen = [estate.items()[0].get("status", NONE)]
    estate.maas("ControlEndpoint", one, {"action": "deactivate"})
    return [*seen, estate.items()[0].get("status", NONE)]


def after_create(estate: Estate) -> Any:
    estate.maas("CreateEndpoint", body=CUSTOM)
    seen = [estate.items()[0]["status"]]
    estate.clock.tick(2)
    return [*seen, estate.items()[0]["status"]]


def listed(member: str) -> Probe:
    def probe(estate: Estate) -> Any:
        estate.custom(endpoint_name="a")
        estate.custom(endpoint_name="b")
        return estate.maas("ListEndpoints").payload.get(member, NONE)

    return probe


def listed_names(estate: Estate) -> Any:
    return [one["endpoint_name"] for one in listed("items")(estate)]


def listed_after(*, edit: bool) -> Probe:
    """Names in the list right after a write and two seconds later."""

    def probe(estate: Estate) -> Any:
        one = estate.maas("CreateEndpoint", body=A_NAME).endpoint_id or ""
        if edit:
            estate.clock.tick(9)
            estate.maas("UpdateEndpoint", one, {"endpoint_name": "b"})
        seen = []
        for _step in range(2):
            seen.append([found["endpoint_name"] for found in estate.items()])
            estate.clock.tick(2)
        return seen

    return probe


def id_place(estate: Estate) -> Any:
    payload = estate.maas("CreateEndpoint", body=CUSTOM).payload
    if isinstance(payload, dict):
        inner = payload.get("data", {})
        return sorted(payload)[:3], sorted(inner)
    return type(payload).__name__


def edit_reply(estate: Estate) -> Any:
    return repr(estate.maas("UpdateEndpoint", estate.custom(), {"rpm": 1}).payload)


def on_disabled(action: str, body: Any = None, *, enabled: bool = False) -> Probe:
    def probe(estate: Estate) -> Any:
        one = estate.custom()
        estate.cloud.maas.force(one, {"enabled": enabled})
        return outcome(estate.maas(action, one, body))

    return probe


def missing_custom(estate: Estate) -> Any:
    reply = estate.maas("DeleteEndpoint", "no-such-id")
    return (*outcome(reply), reply.payload is None)


def name_again(how: str, project: str = "") -> Probe:
    """The code of a create with a name that was used before."""

    def probe(estate: Estate) -> Any:
        one = estate.custom(endpoint_name="a")
        if how == "renamed":
            estate.maas("UpdateEndpoint", one, {"endpoint_name": "b"})
        elif how == "deleted":
            estate.maas("DeleteEndpoint", one)
        return estate.maas("CreateEndpoint", body=A_NAME, **({"project": project} if project else {})).code

    return probe


def quota(estate: Estate) -> Any:
    replies = [estate.maas("CreateEndpoint", body=body).code for body in (A_NAME, B_NAME)]
    return replies, estate.maas("ListEndpoints").payload["quantity_limit"]


def kept_off(estate: Estate) -> Any:
    """The code of an edit that keeps the guard off without signing again."""
    return estate.maas("UpdateEndpoint", estate.custom(**OFF), {"moderation": False, "rpm": 3}).code


LIVING = [None, None]
HUAWEI_CASES: dict[str, list[Case]] = {
    "huawei_gateway_prefix": [
        (
            lambda estate: estate.send("GET", FABRIC_PATH).document["error_code"],
            {},
            {"APIGW": "APIGW.0301", "APIG": "APIG.0301"},
        )
    ],
    "huawei_envelope": [
        (
            keys_of(error_members),
            {"fabric_solution_msg": "absent"},
            {
                "flat": ["error_code", "error_msg"],
                "camel": ["errorCode", "errorMsg"],
                "code_message": ["code", "message"],
                "nested": ["error"],
            },
        )
    ],
    "huawei_forbidden_shape": [
        (
            forbidden,
            {"fabric_solution_msg": "absent"},
            {
                "flat": (["error_code", "error_msg"], "APIGW.0310", []),
                "nested": (["error", "error_code", "error_msg", "title"], 403, ["code", "message", "title"]),
            },
        )
    ],
    "huawei_request_id": [
        (
            lambda estate: [
                "X-Request-Id" in estate.signed("GET", path).headers for path in (FABRIC_PATH, MAAS_PATH, "/v1/none")
            ][:2],
            {},
            {"present": [True, True], "absent": [False, False]},
        )
    ],
    "huawei_clock_skew_seconds": [
        (sent("GET", FABRIC_PATH, ahead=-60.0), {}, {900: (200, None), 30: (401, "APIGW.0303")})
    ],
    "huawei_lock_after_failures": [(locked, {}, {"none": [200, 200], 2: [401, 200], 3: [200, 200]})],
    "huawei_lock_seconds": [(locked, {"huawei_lock_after_failures": 2}, {60: [401, 200], 600: [401, 401]})],
    "huawei_content_type": [
        (
            sent("POST", FABRIC_PATH, INFERENCE, more={"content-type": "text/plain"}),
            {},
            {"required": (400, "APIGW.0201"), "any": (202, None)},
        )
    ],
}
IAM_CASES: dict[str, list[Case]] = {
    "iam_token_seconds": [(token_after(60), {}, {86400: 200, 30: 401})],
    "iam_token_length": [(long_token, {}, {0: (False, 200), 60000: (True, 200)})],
    "iam_projects": [
        (
            projects,
            {},
            {"one": (["cn-north-4"], 1, 201), "none": ([], 0, 401), "several": (["cn-north-4", "cn-north-4"], 2, 201)},
        )
    ],
    "iam_error_shape": [(wrong_password, {}, {"nested": ["error"], "flat": ["error_code", "error_msg"]})],
}
CACHES = [{"mnt_path": "/mnt/c", "cache_ins_id": "c"}]
LOG = {"enable_lts_log": True}
LTS = {"lts": {"enabled": True, "log_group_id": "g", "log_stream_id": "s"}}
NEW_LTS = {"lts": {"enabled": False}}
FABRIC_CASES: dict[str, list[Case]] = {
    "fabric_show_config": [
        (
            lambda estate: "config" in estate.shown(estate.endpoint(**RAY_SERVICE)),
            {},
            {"present": True, "absent": False},
        )
    ],
    "fabric_show_caches": [
        (
            lambda estate: {
                member: value
                for member, value in estate.shown(estate.endpoint(cache_list=CACHES)).items()
                if "cache" in member
            },
            {},
            {"absent": {}, "caches": {"caches": CACHES}, "cache_list": {"cache_list": CACHES}},
        )
    ],
    "fabric_show_public_access": [(shows("public_access", public_access=True), {}, {"absent": NONE, "present": True})],
    "fabric_show_custom_image": [
        (shows("custom_image_id", custom_image_id=ID36), {}, {"present": ID36, "absent": NONE})
    ],
    "fabric_show_log_config": [(shows("log_config", log_config=LOG), {}, {"absent": NONE, "present": LOG})],
    "fabric_ray_shape": [
        (
            keys_of(shows("ray_resource", **RAY_CLUSTER)),
            {},
            {
                "response": ["head_group_spec", "worker_group_spec"],
                "request": ["head_node_resource", "work_node_resources"],
            },
        )
    ],
    "fabric_data_infos": [
        (
            keys_of(config_shows("data_infos", 0)),
            {},
            {"extended": ["env_var_name", "input_path", "output_path"], "as_sent": ["input_path"]},
        )
    ],
    "fabric_defaults": [
        (
            shows("reserved_resource", reserved_resource={"apu": {"spec_code": "a", "warm_up_num": 2}}),
            {},
            {
                "absent": {"apu": {"spec_code": "a", "warm_up_num": 2}},
                "sent": {"apu": {"spec_code": "a", "warm_up_num": 2, "max_num": 2}},
            },
        ),
        (
            config_shows("oidc_config"),
            {},
            {"absent": NONE, "sent": NONE, "blocks": {"enable_oidc": False}},
        ),
        (
            config_shows("ray_cluster_config", "enable_custom"),
            {},
            {"absent": NONE, "sent": False, "blocks": False},
        ),
    ],
    "fabric_autoscaling_shown": [
        (
            config_shows(*AUTOSCALING, **deployment(autoscaling_config={OLD: 3})),
            {},
            {"given": {OLD: 3}, "new": {NEW: 3}, "old": {OLD: 3}},
        ),
        (config_shows(*AUTOSCALING, **deployment(autoscaling_config={NEW: 3})), {}, {"old": {OLD: 3}, "new": {NEW: 3}}),
    ],
    "fabric_urls": [(lambda estate: "urls" in estate.shown(estate.endpoint()), {}, {"present": True, "absent": False})],
    "fabric_failure_details": [
        (
            failure,
            {"fabric_create_outcome": "failed"},
            {"present": ["dataartsfabric.00010900", "CREATE_FAILED"], "absent": [NONE, "CREATE_FAILED"]},
        )
    ],
    "fabric_unset_members": [
        (shows("description"), {}, {"omitted": NONE, "null": None, "empty": ""}),
        (shows("cap"), {}, {"omitted": NONE, "null": None, "empty": {}}),
    ],
    "fabric_unknown_members": [
        (shows("engine"), {}, {False: NONE, True: {"compute_id": None, "capacity": 1}}),
        (keys_of(shows("reserved_resource")), {}, {False: ["mu"], True: ["gpu", "mu"]}),
    ],
    "fabric_time_form": [
        (
            shows("create_time"),
            {},
            {
                "milliseconds": "2026-01-02T03:04:05.000Z",
                "seconds": "2026-01-02T03:04:05Z",
                "offset": "2026-01-02T11:04:05+08:00",
            },
        )
    ],
    "fabric_id_form": [(lambda estate: len(estate.endpoint()), {}, {"hyphens": 36, "plain": 32})],
    "fabric_previous_version": [
        (
            lambda estate: (
                estate.fabric(
                    "ShowEndpoint",
                    estate.fabric("UpdateEndpoint", estate.endpoint(), {"description": "d"}).endpoint_id or "",
                    version="PREVIOUS",
                ).code
            ),
            {},
            {"present": None, "absent": GONE},
        )
    ],
    "fabric_read_lag_seconds": [(visible_after_create, {}, {0: [(None, 1)] * 2, 1: [(GONE, 0), (None, 1)]})],
    "fabric_list_lag_seconds": [(visible_after_create, {}, {0: [(None, 1)] * 2, 1: [(None, 0), (None, 1)]})],
    "fabric_list_items": [
        (
            item_has("id", "reserved_resource", "config", **RAY_SERVICE),
            {},
            {"brief": ["id"], "full": ["id", "config"], "minimal": ["id"]},
        ),
        (
            item_has("id", "reserved_resource"),
            {},
            {"brief": ["id", "reserved_resource"], "minimal": ["id"]},
        ),
    ],
    "fabric_total": [
        (lambda estate: "total" in estate.fabric("ListEndpoints").payload, {}, {"present": True, "absent": False})
    ],
    "fabric_empty_list": [
        (
            lambda estate: estate.fabric("ListEndpoints").payload,
            {},
            {"array": {"total": 0, "endpoints": []}, "null": {"total": 0, "endpoints": None}, "absent": {"total": 0}},
        ),
        (
            lambda estate: estate.fabric("ListEndpoints").payload,
            {"fabric_total": "absent"},
            {"array": {"endpoints": []}, "absent": {"endpoints": None}},
        ),
    ],
    "fabric_lag_scope": [
        (
            lambda estate: estate.shown(
                estate.fabric("UpdateEndpoint", estate.endpoint(), {"name": "two"}).endpoint_id or ""
            )["name"],
            {"fabric_read_lag_seconds": 0.5},
            {"create": "two", "writes": "one"},
        ),
        (
            lambda estate: [
                after_delete(estate),
                estate.cloud.fabric.endpoints,
            ],
            {"fabric_list_lag_seconds": 1.5},
            {"create": [[(GONE, 0), (GONE, 0)], {}], "writes": [[(GONE, 1), (GONE, 0)], {}]},
        ),
    ],
    "fabric_sdk_config": [
        (
            lambda estate: create_code(**RAY_SERVICE)(estate) or "config" in estate.cloud.fabric.state()[0],
            {},
            {"accepted": True, "ignored": True, "refused": BAD},
        ),
        (config_shows("log_config"), {}, {"accepted": LTS, "ignored": NONE}),
        (
            create_code(**{**RAY_SERVICE, "config": {"ray_service_config": {**SERVICE, "log_config": None}}}),
            {},
            {"refused": None},
        ),
    ],
    "fabric_list_order": [(names("a", "b"), {}, {"newest_first": ["b", "a"], "oldest_first": ["a", "b"]})],
    "fabric_page_cap": [(names("a", "b", limit="2"), {}, {100: ["b", "a"], 1: ["b"]})],
    "fabric_limit_over_100": [(names(limit="101"), {}, {"refused": BAD, "capped": []})],
    "fabric_name_filter": [
        (
            names("prod", "Prod-2", "my-prod", "x", name="prod"),
            {"fabric_list_order": "oldest_first"},
            {
                "exact": ["prod"],
                "prefix": ["prod"],
                "fuzzy": ["prod", "my-prod"],
                "case_insensitive": ["prod", "Prod-2", "my-prod"],
                "ignored": ["prod", "Prod-2", "my-prod", "x"],
            },
        ),
        (names("prod", "prod-2", name="prod"), {}, {"exact": ["prod"], "prefix": ["prod-2", "prod"]}),
    ],
    "fabric_name_filter_characters": [
        (names("a.b", name="a.b"), {}, {"any": ["a.b"], "unmatched": [], "refused": BAD}),
        (names("推理", name="推理"), {}, {"refused": ["推理"]}),
    ],
    "fabric_list_default_visibility": [
        (
            two_visibilities,
            {},
            {
                "own": ["private", "public"],
                "PRIVATE": ["private"],
                "PUBLIC": ["foreign", "public"],
                "ALL": ["foreign", "private", "public"],
            },
        )
    ],
    "fabric_creating_status": [
        (
            words("CreateEndpoint"),
            {},
            {"CREATING": ["CREATING", "RUNNING"], "none": ["RUNNING"] * 2, "等待": ["等待", "RUNNING"]},
        )
    ],
    "fabric_updating_status": [
        (
            words("UpdateEndpoint"),
            {},
            {"UPDATING": ["UPDATING", "RUNNING"], "none": ["RUNNING"] * 2, "SCALING": ["SCALING", "RUNNING"]},
        ),
        (
            lambda estate: (
                in_state("UpdateEndpoint", "RUNNING")(estate),
                estate.fabric("UpdateEndpoint", estate.endpoints()[0]["id"], {}).code,
            ),
            {},
            {"unchanged": (None, STATE), "none": (None, None)},
        ),
    ],
    "fabric_deleting_status": [
        (
            words("DeleteEndpoint"),
            {},
            {"DELETING": ["DELETING", GONE], "none": [GONE, GONE], "unchanged": ["RUNNING", GONE]},
        )
    ],
    "fabric_create_seconds": [(words("CreateEndpoint"), {}, {0: ["RUNNING"] * 2, 9: ["CREATING"] * 2})],
    "fabric_update_seconds": [(words("UpdateEndpoint"), {}, {0: ["RUNNING"] * 2, 9: ["UPDATING"] * 2})],
    "fabric_delete_seconds": [(words("DeleteEndpoint"), {}, {0: [GONE] * 2, 9: ["DELETING"] * 2})],
    "fabric_create_outcome": [
        (
            shows("status"),
            {},
            {
                "running": "RUNNING",
                "failed": "CREATE_FAILED",
                "inactive": "INACTIVE",
                "frozen": "FROZEN",
                "trial_ended": "TRIAL_ENDED",
            },
        )
    ],
    "fabric_update_outcome": [
        (
            words("UpdateEndpoint"),
            {},
            {"running": ["UPDATING", "RUNNING"], "failed": ["UPDATING", "UPDATE_FAILED"]},
        )
    ],
    "fabric_delete_outcome": [
        (words("DeleteEndpoint"), {}, {"deleted": ["DELETING", GONE], "failed": ["DELETING", "DELETE_FAILED"]})
    ],
    "fabric_deleted_record": [
        (
            after_delete,
            {},
            {
                "gone": [(GONE, 0)] * 2,
                "kept": [("DELETED", 1), (GONE, 0)],
                "kept_in_show": [("DELETED", 0), (GONE, 0)],
                "kept_in_list": [(GONE, 1), (GONE, 0)],
            },
        )
    ],
    "fabric_deleted_record_seconds": [
        (
            after_delete,
            {"fabric_deleted_record": "kept"},
            {1: [("DELETED", 1), (GONE, 0)], 9: [("DELETED", 1), ("DELETED", 1)]},
        )
    ],
    "fabric_update_transitional": [(in_state("UpdateEndpoint", "CREATING"), {}, {"refused": STATE, "accepted": None})],
    "fabric_update_failed": [(in_state("UpdateEndpoint", "CREATE_FAILED"), {}, {"refused": STATE, "accepted": None})],
    "fabric_update_stalled": [(in_state("UpdateEndpoint", "FROZEN"), {}, {"refused": STATE, "accepted": None})],
    "fabric_delete_transitional": [(in_state("DeleteEndpoint", "UPDATING"), {}, {"refused": STATE, "accepted": None})],
    "fabric_delete_failed": [(in_state("DeleteEndpoint", "DELETE_FAILED"), {}, {"refused": STATE, "accepted": None})],
    "fabric_delete_stalled": [(in_state("DeleteEndpoint", "TRIAL_ENDED"), {}, {"refused": STATE, "accepted": None})],
    "fabric_delete_ray": [
        (in_state("DeleteEndpoint", "RUNNING", **RAY_CLUSTER), {}, {"accepted": None, "flag_needed": STATE}),
        (
            lambda estate: (
                estate.fabric("DeleteEndpoint", estate.endpoint(**RAY_CLUSTER), is_delete_app_instance="true").code
            ),
            {},
            {"accepted": None, "flag_needed": None},
        ),
    ],
    "fabric_delete_flag": [
        (
            lambda estate: (
                estate.fabric("DeleteEndpoint", estate.endpoint(**RAY_CLUSTER), is_delete_app_instance="true").code
            ),
            {"fabric_delete_ray": "flag_needed"},
            {"accepted": None, "ignored": STATE, "refused": BAD},
        )
    ],
    "fabric_wrong_state": [
        (
            lambda estate: outcome(
                estate.fabric("DeleteEndpoint", estate.fabric("CreateEndpoint", body=INFERENCE).endpoint_id or "")
            ),
            {},
            {
                "00010999/409": (STATE, 409),
                "00010999/400": (STATE, 400),
                "00000001/500": ("dataartsfabric.00000001", 500),
            },
        )
    ],
    "fabric_update_omitted": [
        (updated("description", {"name": "two"}, description="d"), {}, {"kept": "d", "reset": NONE}),
        (updated("name", {"description": "d"}), {}, {"reset": "one", "kept": "one"}),
        (updated("custom_image_id", {"name": "2"}, custom_image_id=ID36), {}, {"reset": ID36, "kept": ID36}),
    ],
    "fabric_update_nested": [
        (
            updated("cap", {"cap": {"version_id": ID36}}, cap={"cap_id": ID36}),
            {},
            {"replaced": {"version_id": ID36}, "merged": {"cap_id": ID36, "version_id": ID36}},
        )
    ],
    "fabric_update_config": [
        (
            updated(
                "config",
                {"config": {"ray_service_config": {**SERVICE, "log_config": None, "data_infos": []}}},
                **{**RAY_SERVICE, "config": {"ray_service_config": {**SERVICE, "log_config": None}}},
            ),
            {"fabric_data_infos": "as_sent"},
            {
                "accepted": {
                    "ray_service_config": {
                        **{key: value for key, value in SERVICE.items() if key != "log_config"},
                        "data_infos": [],
                    }
                },
                "ignored": {
                    "ray_service_config": {key: value for key, value in SERVICE.items() if key != "log_config"}
                },
                "refused": BAD,
            },
        )
    ],
    "fabric_update_log_config": [
        (
            lambda estate: updated(
                "config", {"config": {"ray_service_config": {**SERVICE, "log_config": NEW_LTS}}}, **RAY_SERVICE
            )(estate)["ray_service_config"]["log_config"],
            {},
            {"ignored": LTS, "accepted": NEW_LTS},
        )
    ],
    "fabric_update_create_only": [
        (updated("type", {"type": "job", "description": "d"}), {}, {"refused": BAD, "ignored": "inference"})
    ],
    "fabric_create_log_config": [
        (
            lambda estate: create_code(log_config=LOG)(estate) or "log_config" in estate.cloud.fabric.state()[0],
            {},
            {"accepted": True, "ignored": False, "refused": BAD},
        )
    ],
    "fabric_sdk_members": [
        (
            lambda estate: create_code(custom_image_id=ID36)(estate) or "custom_image_id" in estate.endpoints()[0],
            {},
            {"accepted": True, "ignored": False, "refused": BAD},
        )
    ],
    "fabric_sdk_types": [(create_code(type="notebook"), {}, {"accepted": None, "refused": BAD})],
    "fabric_use_public_resource": [
        (
            lambda estate: (
                create_code(type="sql", reserved_resource=DPU)(estate)
                or "use_public_resource" in estate.endpoints()[0]["reserved_resource"]["dpu"]
            ),
            {},
            {"accepted": True, "ignored": False, "refused": BAD},
        )
    ],
    "fabric_autoscaling_accepted": [
        (create_code(**deployment(autoscaling_config={OLD: 3})), {}, {"both": None, "new": BAD, "old": None}),
        (create_code(**deployment(autoscaling_config={NEW: 3})), {}, {"both": None, "new": None, "old": BAD}),
    ],
    "fabric_unknown_request_members": [(create_code(colour="red"), {}, {"refused": BAD, "ignored": None})],
    "fabric_block_types": [
        (create_code(ray_resource=RAY), {}, {"any": None, "refused": BAD, "required": BAD}),
        (create_code(reserved_resource=None), {}, {"any": None, "refused": None, "required": BAD}),
        (create_code(), {}, {"any": None, "required": None}),
    ],
    "fabric_mu_min": [
        (
            create_code(reserved_resource={"mu": {"spec_code": "m", "min": 1, "max": 1}}),
            {},
            {"any": None, "zero": BAD},
        )
    ],
    "fabric_name_characters": [(create_code(name="推理"), {}, {"chinese": None, "ascii": BAD})],
    "fabric_inference_name_length": [(create_code(name="x" * 65), {}, {128: None, 64: BAD})],
    "fabric_create_description_length": [(create_code(description="x" * 1025), {}, {"none": None, 1024: BAD})],
    "fabric_description_characters": [(create_code(description="a & b"), {}, {"any": None, "console": BAD})],
    "fabric_names_unique": [
        (
            second(),
            {},
            {"workspace": (NAME, 400), "type": (NAME, 400), "account": (NAME, 400), "no": (None, 202)},
        ),
        (second("job"), {}, {"workspace": (NAME, 400), "type": (None, 202)}),
        (second(workspace="other"), {}, {"workspace": (None, 202), "account": (NAME, 400)}),
    ],
    "fabric_deleted_name": [(again_after_delete, {}, {"reusable": None, "burned": NAME})],
    "fabric_duplicate": [(second(), {}, {"00010998/400": (NAME, 400), "00010998/409": (NAME, 409)})],
    "fabric_max_endpoints": [
        (
            lambda estate: [create_code(name=name)(estate) for name in ("a", "b")],
            {},
            {"none": LIVING, 1: [None, "dataartsfabric.00010997"]},
        )
    ],
    "fabric_quota_answer": [
        (
            lambda estate: estate.fabric("CreateEndpoint", body=INFERENCE).http_status,
            {"fabric_max_endpoints": 0},
            {"00010997/400": 400, "00010997/403": 403},
        )
    ],
    "fabric_create_reply": [(reply_to("CreateEndpoint"), {}, {"full": "full", "id": ["id"], "empty": None})],
    "fabric_update_reply": [(reply_to("UpdateEndpoint"), {}, {"full": "full", "id": ["id"], "empty": None})],
    "fabric_delete_reply": [(reply_to("DeleteEndpoint"), {}, {"id": ["id"], "empty": None})],
    "fabric_write_status": [(sent("POST", FABRIC_PATH, INFERENCE), {}, {202: (202, None), "200": (200, None)})],
    "fabric_not_found": [
        (
            missing,
            {},
            {
                "00010009/400": (GONE, 400, False),
                "00010009/404": (GONE, 404, False),
                "common.01000001/404": (BAD, 404, False),
                "empty/404": (None, 404, True),
            },
        )
    ],
    "fabric_code_prefix": [
        (lambda estate: missing(estate)[0], {}, {"present": GONE, "absent": "00010009"}),
    ],
    "fabric_solution_msg": [
        (
            keys_of(error_members),
            {},
            {"present": ["error_code", "error_msg", "solution_msg"], "absent": ["error_code", "error_msg"]},
        )
    ],
    "fabric_workspaces": [
        (
            lambda estate: estate.fabric("ListEndpoints").code,
            {},
            {"any": None, f"w1, {WORKSPACE}": None, "w1": "dataartsfabric.00010003"},
        )
    ],
    "fabric_agreement": [(create_code(), {}, {"registered": None, "missing": "dataartsfabric.00010006"})],
    "fabric_inference": [(create_code(), {}, {"enabled": None, "disabled": "dataartsfabric.00010195"})],
    "fabric_project_header": [
        (sent("GET", FABRIC_PATH), {}, {"optional": (200, None), "required": (400, "dataartsfabric.00010003")}),
        (sent("GET", FABRIC_PATH, more={"x-project-id": "p"}), {}, {"required": (200, None)}),
    ],
    "fabric_token_refusal": [
        (junk_token(FABRIC_PATH), {}, {"APIG.1002/401": (401, "APIG.1002"), "APIGW.0301/401": (401, "APIGW.0301")})
    ],
}
MAAS_BAD, MAAS_STATE, USED = "ModelArts.0104", "ModelArts.6999", "ModelArts.6271"
MAAS_CASES: dict[str, list[Case]] = {
    "maas_status_words": [
        (
            status_words,
            {},
            {
                "active": ["ACTIVE", "INACTIVE"],
                "enabled": ["enabled", "disabled"],
                "running": ["RUNNING", "STOPPED"],
                "digits": ["1", "0"],
                "numbers": [1, 0],
                "unknown": ["S_20", "S_40"],
                "absent": [NONE, NONE],
            },
        )
    ],
    "maas_transient_status": [(after_create, {}, {"none": ["ACTIVE", "ACTIVE"], "PENDING": ["PENDING", "ACTIVE"]})],
    "maas_transient_seconds": [
        (
            after_create,
            {"maas_transient_status": "PENDING"},
            {0: ["ACTIVE", "ACTIVE"], 1: ["PENDING", "ACTIVE"], 9: ["PENDING", "PENDING"]},
        )
    ],
    "maas_cbc_status": [(item("cbc_status"), {}, {"present": "NORMAL", "absent": NONE})],
    "maas_served_model": [
        (
            item("served_model_name"),
            {},
            {"same": "DeepSeek-V3", "display": "MaaS DeepSeek-V3", "absent": NONE},
        )
    ],
    "maas_list_moderation": [(item("moderation"), {}, {"present": True, "absent": NONE})],
    "maas_list_remark": [(item("remark", remark="r"), {}, {"present": "r", "absent": NONE})],
    "maas_list_model_members": [
        (item("model_version_id"), {}, {"present": None, "absent": NONE}),
        (lambda estate: len(item("resident_model_id")(estate)), {}, {"present": 32, "absent": len(NONE)}),
    ],
    "maas_list_service_members": [
        (
            item("region", "infer_service_id", **MODELARTS),
            {},
            {"absent": [NONE] * 2, "present": ["cn-southwest-2", "s"]},
        )
    ],
    "maas_list_times": [(item("create_time"), {}, {"absent": NONE, "present": "2026-01-02T03:04:05.000Z"})],
    "maas_unset_members": [
        (
            item("remark", "rpm", "model_version_id"),
            {},
            {"null": [None] * 3, "omitted": [NONE] * 3, "empty": ["", None, ""]},
        )
    ],
    "maas_unknown_members": [(item("workspace"), {}, {False: NONE, True: {"id": "0"}})],
    "maas_count": [(listed("count"), {}, {"text": "2", "number": 2, "absent": NONE})],
    "maas_total": [(listed("total"), {}, {"present": 2, "absent": NONE})],
    "maas_quantity_limit": [(listed("quantity_limit"), {}, {"present": 10, "absent": NONE})],
    "maas_items_cap": [
        (listed_names, {}, {"none": ["b", "a"], 1: ["b"]}),
        (listed("total"), {}, {"none": 2, 1: 2}),
    ],
    "maas_empty_list": [
        (
            lambda estate: estate.maas("ListEndpoints").payload.get("items", NONE),
            {},
            {"array": [], "null": None, "absent": NONE},
        )
    ],
    "maas_list_order": [(listed_names, {}, {"newest_first": ["b", "a"], "oldest_first": ["a", "b"]})],
    "maas_list_lag_seconds": [(listed_after(edit=False), {}, {0: [["a"], ["a"]], 1: [[], ["a"]]})],
    "maas_lag_scope": [
        (
            listed_after(edit=True),
            {"maas_list_lag_seconds": 1},
            {"create": [["b"], ["b"]], "writes": [["a"], ["b"]]},
        )
    ],
    "maas_create_reply": [
        (
            id_place,
            {},
            {
                "id": (["id"], []),
                "endpoint_id": (["endpoint_id"], []),
                "custom_endpoint_id": (["custom_endpoint_id"], []),
                "nested": (["data"], ["id"]),
                "text": "str",
                "item": (["cbc_status", "endpoint_name", "id"], []),
                "none": "NoneType",
            },
        )
    ],
    "maas_create_status": [(sent("POST", MAAS_PATH, CUSTOM), {}, {200: (200, None), 201: (201, None)})],
    "maas_edit_reply": [(edit_reply, {}, {"number": "1", "text": "'1'", "object": "{'1': '1'}", "empty": "None"})],
    "maas_edit_omitted": [
        (
            edited({"rpm": 7}, "remark", "rpm", "tpm", "moderation", **FULL),
            {},
            {"kept": ["r", 7, 6, False], "moderation_reset": ["r", 7, 6, True], "reset": [None, 7, None, True]},
        )
    ],
    "maas_edit_disabled": [
        (
            on_disabled("UpdateEndpoint", {"rpm": 1}),
            {},
            {"accepted": (None, 200), "refused": (MAAS_STATE, 400)},
        )
    ],
    "maas_create_remark": [
        (
            lambda estate: made_code(remark="r")(estate) or estate.items()[0]["remark"],
            {},
            {"accepted": "r", "ignored": None, "refused": MAAS_BAD},
        )
    ],
    "maas_create_tpm": [
        (
            lambda estate: made_code(tpm=5)(estate) or estate.items()[0]["tpm"],
            {},
            {"accepted": 5, "ignored": None, "refused": MAAS_BAD},
        )
    ],
    "maas_create_moderation": [
        (
            lambda estate: made_code(**OFF)(estate) or estate.items()[0]["moderation"],
            {},
            {"accepted": False, "ignored": True, "refused": MAAS_BAD},
        )
    ],
    "maas_zero_limit": [
        (edited({"rpm": 0}, "rpm", rpm=5), {}, {"kept": 0, "null": None, "refused": MAAS_BAD}),
    ],
    "maas_null_limit": [
        (edited({"rpm": None}, "rpm", rpm=5), {}, {"clears": None, "kept": 5, "refused": MAAS_BAD}),
    ],
    "maas_limit_maximum": [(made_code(rpm=11), {}, {"none": None, 10: MAAS_BAD, 11: None})],
    "maas_moderation_level": [(made_code(**OFF), {}, {"V2": None, "V1": MAAS_BAD})],
    "maas_agreement_needed": [(kept_off, {}, {"every_edit": MAAS_BAD, "change": None})],
    "maas_agreement_id": [
        (made_code(**OFF), {}, {AGREEMENT: None, "a-newer-one": "ModelArts.6998"}),
        (lambda estate: estate.maas("ShowAgreement").payload["agreement_id"], {}, {AGREEMENT: AGREEMENT, "x": "x"}),
    ],
    "maas_stale_agreement": [
        (
            made_code(moderation=False, agreement_id="old"),
            {},
            {"ModelArts.6998/400": "ModelArts.6998", "ModelArts.0104/400": MAAS_BAD, "accepted": None},
        )
    ],
    "maas_source": [(made_code(source=None), {}, {"required": MAAS_BAD, "optional": None})],
    "maas_sources": [(made_code(**MODELARTS), {}, {"both": None, "built_in": MAAS_BAD})],
    "maas_modelarts_service": [
        (
            made_code(**MODELARTS),
            {},
            {"usable": None, "not_mounted": "ModelArts.6613", "no_permission": "ModelArts.8503"},
        )
    ],
    "maas_models": [(made_code(), {}, {"any": None, "DeepSeek-V3, qwen": None, "deepseek-v3": MAAS_BAD})],
    "maas_unknown_request_members": [(made_code(colour="red"), {}, {"refused": MAAS_BAD, "ignored": None})],
    "maas_name_characters": [
        (made_code(endpoint_name="推理"), {}, {"ascii": "ModelArts.6274", "chinese": None}),
        (made_code(endpoint_name="1a"), {}, {"ascii": "ModelArts.6274", "any_first": None}),
    ],
    "maas_name_scope": [(name_again("living", "other"), {}, {"account": USED, "project": None})],
    "maas_deleted_name": [(name_again("deleted"), {}, {"burned": USED, "reusable": None})],
    "maas_renamed_name": [(name_again("renamed"), {}, {"reusable": None, "burned": USED})],
    "maas_quota": [(quota, {}, {10: ([None, None], 10), 1: ([None, "ModelArts.6297"], 1)})],
    "maas_control_repeat": [
        (
            on_disabled("ControlEndpoint", {"action": "deactivate"}),
            {},
            {"accepted": (None, 204), "refused": (MAAS_STATE, 400)},
        )
    ],
    "maas_delete_enabled": [
        (on_disabled("DeleteEndpoint", enabled=True), {}, {"accepted": (None, 204), "refused": (MAAS_STATE, 400)}),
        (on_disabled("DeleteEndpoint"), {}, {"refused": (None, 204)}),
    ],
    "maas_wrong_state": [
        (
            on_disabled("DeleteEndpoint", enabled=True),
            {"maas_delete_enabled": "refused"},
            {"ModelArts.6999/400": (MAAS_STATE, 400), "ModelArts.6999/409": (MAAS_STATE, 409)},
        )
    ],
    "maas_not_found": [
        (
            missing_custom,
            {},
            {
                "ModelArts.6291/400": ("ModelArts.6291", 400, False),
                "ModelArts.6291/404": ("ModelArts.6291", 404, False),
                "empty/404": (None, 404, True),
            },
        )
    ],
    "maas_signing": [(sent("GET", MAAS_PATH), {}, {"accepted": (200, None), "refused": (401, "APIGW.0301")})],
    "maas_token_refusal": [
        (
            junk_token(MAAS_PATH),
            {},
            {
                "APIGW.0301/401": (401, "APIGW.0301"),
                "ModelArts.0104/400": (400, MAAS_BAD),
                "ModelArts.0104/401": (401, MAAS_BAD),
                "ModelArts.0104/404": (404, MAAS_BAD),
            },
        )
    ],
}
CASES = {**HUAWEI_CASES, **IAM_CASES, **FABRIC_CASES, **MAAS_CASES}


@pytest.mark.parametrize(
    ("switch", "probe", "others", "value", "expected"),
    [
        pytest.param(switch, probe, others, value, expected, id=f"{switch}-{number}-{value}")
        for switch, cases in CASES.items()
        for number, (probe, others, outcomes) in enumerate(cases)
        for value, expected in outcomes.items()
    ],
)
def test_switch_has_its_effect(switch: str, probe: Probe, others: dict[str, Any], value: Any, expected: Any) -> None:
    assert probe(Estate(**{**others, switch: value})) == expected


SWITCHES = (*HUAWEI_SWITCHES, *IAM_SWITCHES, *FABRIC_SWITCHES, *MAAS_SWITCHES)


def test_every_switch_is_shown_with_all_its_values() -> None:
    assert set(CASES) == {switch.name for switch in SWITCHES}
    for switch in SWITCHES:
        tried = {str(value) for _probe, _others, outcomes in CASES[switch.name] for value in outcomes}
        assert set(switch.choices) <= tried, switch.name
        shown = {repr(expected) for _probe, _others, outcomes in CASES[switch.name] for expected in outcomes.values()}
        assert len(shown) > 1, switch.name


def test_switches_are_documented_and_told_apart_by_service() -> None:
    assert len({switch.name for switch in ALL_SWITCHES}) == len(ALL_SWITCHES)
    assert all(row["meaning"] for row in SwitchValues(ALL_SWITCHES).describe())
    for switch in SWITCHES:
        assert switch.name.split("_")[0] in ("huawei", "iam", "fabric", "maas")
        assert switch.section
