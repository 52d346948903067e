# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every switch has an effect: for each, what one sequence of calls shows under two or more of its values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cloud_sandbox.ark import ARK_SWITCHES, SERVICE_SWITCHES, ArkService
from cloud_sandbox.ark.api import ArkApi
from cloud_sandbox.ark.validation import ACCOUNT_LIMITS
from cloud_sandbox.gateway import Gateway
from cloud_sandbox.signature import Credentials
from cloud_sandbox.switch_values import InvalidSwitch, SwitchValues

from .signing import signed
from .support import MODEL, Account

Probe = Callable[[Account], Any]
CUSTOM = {"CustomModelId": "cm-1"}
LIMITS = {"Rpm": 10, "Tpm": 20}


def code_of(action: str, **body: Any) -> Probe:
    """The code of one call; ``Id`` of a running endpoint is added where the action needs one."""

    def probe(account: Account) -> Any:
        if action in ("UpdateEndpoint", "DeleteEndpoint", "StartEndpoint", "StopEndpoint", "GetEndpointCertificate"):
            body.setdefault("Id", account.create())
        return account(action, **body).code

    return probe


def create_code(**body: Any) -> Probe:
    """The code of a create that has name and model unless they are given."""
    return lambda account: account("CreateEndpoint", **{"Name": "n", "ModelReference": MODEL, **body}).code


def shows(member: str, **body: Any) -> Probe:
    """One member of GetEndpoint after a create; ``<absent>`` if it is not there."""
    return lambda account: account.get(account.create(**body)).get(member, "<absent>")


def on_stopped(action: str, **body: Any) -> Probe:
    return lambda account: account(action, Id=account.stopped(), **body).code


def on_failed(action: str) -> Probe:
    def probe(account: Account) -> Any:
        endpoint_id = account.create()
        account.ark.force(endpoint_id, {"Status": "Failed"})
        return account(action, Id=endpoint_id).code

    return probe


def on_the_way(action: str, **body: Any) -> Probe:
    def probe(account: Account) -> Any:
        endpoint_id = account("CreateEndpoint", Name="n", ModelReference=MODEL).endpoint_id
        return account(action, Id=endpoint_id, **body).code

    return probe


def listed(*names: str, **body: Any) -> Probe:
    def probe(account: Account) -> Any:
        for name in names:
            account.create(name)
        return account.names(**body)

    return probe


def in_projects(**body: Any) -> Probe:
    def probe(account: Account) -> Any:
        account.create("a")
        account.create("b", ProjectName="other")
        return account.names(**body)

    return probe


def words(action: str, switch: str) -> Probe:
    """Status right after an action, and two seconds later."""

    def probe(account: Account) -> Any:
        if action == "CreateEndpoint":
            endpoint_id = account("CreateEndpoint", Name="n", ModelReference=MODEL).endpoint_id or ""
        else:
            endpoint_id = account.stopped() if action in ("DeleteEndpoint", "StartEndpoint") else account.create()
            more = {"Name": "other"} if action == "UpdateEndpoint" else {}
            assert account(action, Id=endpoint_id, **more).code is None
        seen = []
        for _step in range(2):
            reply = account("GetEndpoint", Id=endpoint_id)
            seen.append(reply.code or reply.result["Status"])
            account.clock.tick(2)
        return seen

    return probe


def updated(before: dict[str, Any], update: dict[str, Any], member: str) -> Probe:
    def probe(account: Account) -> Any:
        endpoint_id = account.create(**before)
        code = account("UpdateEndpoint", Id=endpoint_id, **update).code
        return code or account.get(endpoint_id).get(member, "<absent>")

    return probe


def tags_after(given: list[dict[str, str]]) -> Probe:
    def probe(account: Account) -> Any:
        endpoint_id = account.create(Tags=[{"Key": "a", "Value": "1"}])
        return account("UpdateEndpoint", Id=endpoint_id, Tags=given).code or account.user_tags(endpoint_id)

    return probe


def visible_after_create(account: Account) -> Any:
    endpoint_id = account("CreateEndpoint", Name="n", ModelReference=MODEL).endpoint_id
    seen = []
    for _step in range(2):
        seen.append((account("GetEndpoint", Id=endpoint_id).code, len(account.items())))
        account.clock.tick(2)
    return seen


def name_after_update(account: Account) -> Any:
    endpoint_id = account("CreateEndpoint", Name="old", ModelReference=MODEL).endpoint_id
    account.clock.tick(5)
    account("UpdateEndpoint", Id=endpoint_id, Name="new")
    return account.get(endpoint_id or "")["Name"]


def after_delete(account: Account) -> Any:
    endpoint_id = account.stopped()
    account("DeleteEndpoint", Id=endpoint_id)
    seen = []
    for _step in range(2):
        account.clock.tick(1)
        reply = account("GetEndpoint", Id=endpoint_id)
        seen.append((reply.code or reply.result["Status"], len(account.items())))
    return seen


def rolling_update(account: Account) -> Any:
    endpoint_id = account.create()
    account.ark.force(endpoint_id, {"RollingId": "eprol-1"})
    return account("UpdateEndpoint", Id=endpoint_id, Name="other").code


def wrong_state(account: Account) -> Any:
    reply = account("DeleteEndpoint", Id=account.create())
    return (reply.code, reply.http_status)


def quota(account: Account) -> Any:
    replies = [account("CreateEndpoint", Name="n", ModelReference=MODEL) for _turn in range(2)]
    return [(reply.code, reply.http_status) for reply in replies]


def unknown_id(account: Account) -> Any:
    reply = account("GetEndpoint", Id="ep-20260102030405-zzzzz")
    return (reply.code, reply.http_status)


def dry_run(account: Account) -> Any:
    reply = account("CreateEndpoint", Name="n", ModelReference=MODEL, DryRun=True)
    return (reply.code, "Id" in reply.result, reply.effect, account.items())


def certificate(account: Account) -> Any:
    reply = account("GetEndpointCertificate", Id=account.create())
    return (reply.code, reply.result.get("PCAName", "<absent>"))


def page_sizes(size: int) -> Probe:
    def probe(account: Account) -> Any:
        reply = account("ListEndpoints", PageSize=size)
        return reply.code or reply.result["PageSize"]

    return probe


def same_name(project: str) -> Probe:
    def probe(account: Account) -> Any:
        account.create("n")
        return account("CreateEndpoint", Name="n", ModelReference=MODEL, ProjectName=project).code

    return probe


def through_gateway(region: str = "cn-beijing", ahead: float = 0.0, calls: int = 1) -> Probe:
    """Codes, statuses, regions and Retry-After of signed requests."""

    def probe(account: Account) -> Any:
        api = ArkApi(account.ark, Credentials("AK", "SK"), now=account.clock)
        gateway = Gateway([api], account.ark.switches, now=account.clock)
        seen = []
        for _call in range(calls):
            request = signed("ListEndpoints", {}, now=account.clock() + ahead, region=region)
            outcome = gateway.complete(gateway.admit(request))
            metadata = outcome.document["ResponseMetadata"]
            code = metadata.get("Error", {}).get("Code")
            seen.append((code, outcome.status, metadata["Region"], outcome.headers.get("Retry-After")))
        return seen[-1]

    return probe


def sorted_names(**body: Any) -> Probe:
    return listed("a", "b", **body)


NOT_FOUND = ("NotFound.Endpoint", 404)
DENIED = "OperationDenied.EndpointStatus"
BJ, SG = "cn-beijing", "ap-southeast-1"
SLOW = {"requests_per_second": 0.5}

# switch: what to look at, other switches that must be set, and what each value must show.
CASES: dict[str, list[tuple[Probe, dict[str, Any], dict[Any, Any]]]] = {
    "get_shape": [
        (
            lambda account: list(account("GetEndpoint", Id=account.create()).result)[:1],
            {},
            {"flat": ["Id"], "nested": ["Endpoint"]},
        )
    ],
    "get_newer_members": [(shows("SupportRolling"), {}, {"present": True, "absent": "<absent>"})],
    "unset_members": [
        (shows("Description"), {}, {"omitted": "<absent>", "null": None, "empty": ""}),
        (shows("RateLimit"), {}, {"omitted": "<absent>", "null": None, "empty": {}}),
        (
            shows("RateLimit", RateLimit={"Rpm": 3}),
            {},
            {"omitted": {"Rpm": 3}, "null": {"Rpm": 3, "Tpm": None}, "empty": {"Rpm": 3, "Tpm": 0}},
        ),
    ],
    "unknown_members": [(shows("IsAicc"), {}, {False: "<absent>", True: False})],
    "time_form": [
        (
            shows("CreateTime"),
            {},
            {
                "utc": "2026-01-02T03:04:05Z",
                "offset": "2026-01-02T11:04:05+08:00",
                "fraction": "2026-01-02T03:04:05.000Z",
            },
        )
    ],
    "custom_model_base": [
        (shows("ModelReference", ModelReference=CUSTOM), {}, {"absent": CUSTOM, "shown": {**CUSTOM, **MODEL}})
    ],
    "tag_order": [
        (
            lambda account: [
                tag["Key"] for tag in account.get(account.create(Tags=[{"Key": "a"}, {"Key": "b"}]))["Tags"]
            ],
            {},
            {"given": ["sys:ark:createdBy", "a", "b"], "reversed": ["b", "a", "sys:ark:createdBy"]},
        )
    ],
    "system_tags": [
        (
            shows("Tags"),
            {},
            {"present": [{"Key": "sys:ark:createdBy", "Value": "IAMUser/1000000001/sandbox"}], "absent": "<absent>"},
        )
    ],
    "shown_default_rate_limit": [(shows("RateLimit"), {}, {"none": "<absent>", "account": ACCOUNT_LIMITS})],
    "shown_default_moderation": [(shows("Moderation"), {}, {"none": "<absent>", "Default": {"Strategy": "Default"}})],
    "read_lag_seconds": [
        (
            visible_after_create,
            {},
            {0: [(None, 1), (None, 1)], 1: [("NotFound.Endpoint", 0), (None, 1)]},
        )
    ],
    "list_lag_seconds": [(visible_after_create, {}, {0: [(None, 1), (None, 1)], 1: [(None, 0), (None, 1)]})],
    "lag_scope": [(name_after_update, {"read_lag_seconds": 3}, {"create": "new", "writes": "old"})],
    "name_filter": [
        (
            listed("prod", "Prod-2", "my-prod", "x", Filter={"Name": "prod"}, SortBy="CreateTime", SortOrder="Asc"),
            {},
            {
                "exact": ["prod"],
                "prefix": ["prod"],
                "substring": ["prod", "my-prod"],
                "case_insensitive": ["prod", "Prod-2", "my-prod"],
                "ignored": ["prod", "Prod-2", "my-prod", "x"],
            },
        ),
        (listed("prod", "prod-2", Filter={"Name": "prod"}), {}, {"exact": ["prod"], "prefix": ["prod-2", "prod"]}),
    ],
    "project_filter": [(in_projects(ProjectName="other"), {}, {"applied": ["b"], "ignored": ["b", "a"]})],
    "list_scope_without_project": [(in_projects(), {}, {"account": ["b", "a"], "default": ["a"]})],
    "list_rate_limit": [
        (
            lambda account: "RateLimit" in (account.create(RateLimit=LIMITS) and account.items()[0]),
            {},
            {"present": True, "absent": False},
        )
    ],
    "list_rolling_fields": [
        (
            lambda account: "SupportRolling" in (account.create() and account.items()[0]),
            {},
            {"present": True, "absent": False},
        )
    ],
    "list_sort": [
        (sorted_names(SortBy="CreateTime", SortOrder="Asc"), {}, {"applied": ["a", "b"], "ignored": ["b", "a"]})
    ],
    "list_order": [(sorted_names(), {}, {"newest_first": ["b", "a"], "oldest_first": ["a", "b"]})],
    "page_size_cap": [(page_sizes(50), {}, {100: 50, 20: 20})],
    "page_size_over_100": [(page_sizes(101), {}, {"refused": "InvalidParameter.PageSize", "capped": 100})],
    "starting_status": [
        (
            words("CreateEndpoint", "starting_status"),
            {},
            {"Scheduling": ["Scheduling", "Running"], "调度中": ["调度中", "Running"], "none": ["Running", "Running"]},
        ),
        (
            words("StartEndpoint", "starting_status"),
            {},
            {"Pending": ["Pending", "Running"], "unchanged": ["Stopped", "Running"], "none": ["Running", "Running"]},
        ),
    ],
    "stopping_status": [
        (
            words("StopEndpoint", "stopping_status"),
            {},
            {
                "Stopping": ["Stopping", "Stopped"],
                "unchanged": ["Running", "Stopped"],
                "none": ["Stopped", "Stopped"],
            },
        )
    ],
    "updating_status": [
        (
            words("UpdateEndpoint", "updating_status"),
            {"update_seconds": 1},
            {"none": ["Running", "Running"], "Updating": ["Updating", "Running"]},
        )
    ],
    "deleting_status": [
        (
            words("DeleteEndpoint", "deleting_status"),
            {},
            {
                "Deleting": ["Deleting", "NotFound.Endpoint"],
                "unchanged": ["Stopped", "NotFound.Endpoint"],
                "none": ["NotFound.Endpoint", "NotFound.Endpoint"],
            },
        )
    ],
    "failed_status": [
        (shows("Status"), {"start_outcome": "failed"}, {"Failed": "Failed", "Abnormal": "Abnormal"}),
    ],
    "start_seconds": [
        (
            words("CreateEndpoint", ""),
            {},
            {0: ["Running", "Running"], 1: ["Scheduling", "Running"], 9: ["Scheduling"] * 2},
        )
    ],
    "stop_seconds": [(words("StopEndpoint", ""), {}, {0: ["Stopped", "Stopped"], 9: ["Stopping", "Stopping"]})],
    "update_seconds": [
        (words("UpdateEndpoint", ""), {"updating_status": "Up"}, {0: ["Running"] * 2, 9: ["Up", "Up"]}),
    ],
    "delete_seconds": [
        (words("DeleteEndpoint", ""), {}, {0: ["NotFound.Endpoint"] * 2, 9: ["Deleting", "Deleting"]}),
    ],
    "start_outcome": [
        (shows("StatusReason"), {}, {"running": "<absent>", "failed": "The model instance could not be started."})
    ],
    "deleted_record": [
        (
            after_delete,
            {},
            {"gone": [("NotFound.Endpoint", 0)] * 2, "kept": [("Deleted", 1), ("NotFound.Endpoint", 0)]},
        )
    ],
    "deleted_record_seconds": [
        (
            after_delete,
            {"deleted_record": "kept"},
            {1: [("Deleted", 1), ("NotFound.Endpoint", 0)], 9: [("Deleted", 1), ("Deleted", 1)]},
        )
    ],
    "delete_running": [(code_of("DeleteEndpoint"), {}, {"refused": DENIED, "allowed": None})],
    "delete_failed": [(on_failed("DeleteEndpoint"), {}, {"refused": DENIED, "allowed": None})],
    "delete_transitional": [(on_the_way("DeleteEndpoint"), {}, {"refused": DENIED, "allowed": None})],
    "start_running": [(code_of("StartEndpoint"), {}, {"error": DENIED, "noop": None})],
    "start_failed": [(on_failed("StartEndpoint"), {}, {"refused": DENIED, "accepted": None})],
    "start_transitional": [(on_the_way("StartEndpoint"), {}, {"refused": DENIED, "accepted": None})],
    "stop_stopped": [(on_stopped("StopEndpoint"), {}, {"error": DENIED, "noop": None})],
    "stop_transitional": [(on_the_way("StopEndpoint"), {}, {"refused": DENIED, "accepted": None})],
    "update_stopped": [(on_stopped("UpdateEndpoint", Name="x"), {}, {"refused": DENIED, "accepted": None})],
    "update_transitional": [(on_the_way("UpdateEndpoint", Name="x"), {}, {"refused": DENIED, "accepted": None})],
    "update_rolling": [(rolling_update, {}, {"refused": DENIED, "accepted": None})],
    "wrong_state_code": [
        (
            wrong_state,
            {},
            {DENIED: (DENIED, 403), "OperationDenied.InvalidState": ("OperationDenied.InvalidState", 403)},
        )
    ],
    "wrong_state_status": [(wrong_state, {}, {"403": (DENIED, 403), 400: (DENIED, 400), 409: (DENIED, 409)})],
    "update_tags": [
        (
            tags_after([{"Key": "b", "Value": "2"}]),
            {},
            {
                "replaced": {"b": "2"},
                "merged": {"a": "1", "b": "2"},
                "ignored": {"a": "1"},
                "refused": "InvalidParameter.Tags",
            },
        )
    ],
    "empty_tags_clear": [(tags_after([]), {}, {True: {}, False: {"a": "1"}})],
    "create_moderation": [
        (
            lambda account: (
                account("CreateEndpoint", Name="n", ModelReference=MODEL, Moderation={"Strategy": "Basic"}).code
                or next(iter(account.ark.endpoints.values())).moderation
            ),
            {},
            {"applied": "Basic", "ignored": None, "rejected": "InvalidParameter.Moderation"},
        )
    ],
    "update_moderation": [
        (
            updated({"Moderation": {"Strategy": "Default"}}, {"Moderation": {"Strategy": "Basic"}}, "Moderation"),
            {},
            {
                "applied": {"Strategy": "Basic"},
                "ignored": {"Strategy": "Default"},
                "rejected": "InvalidParameter.Moderation",
            },
        )
    ],
    "moderation_values": [
        (
            create_code(Moderation={"Strategy": "Skip"}),
            {},
            {"any": None, "four": None, "two": "InvalidParameter.Moderation.Strategy"},
        ),
        (
            create_code(Moderation={"Strategy": "Odd"}),
            {},
            {"any": None, "four": "InvalidParameter.Moderation.Strategy"},
        ),
    ],
    "partial_rate_limit": [
        (
            updated({"RateLimit": LIMITS}, {"RateLimit": {"Rpm": 11}}, "RateLimit"),
            {},
            {
                "merged": {"Rpm": 11, "Tpm": 20},
                "resets": {"Rpm": 11},
                "rejected": "MissingParameter.RateLimit.Tpm",
            },
        )
    ],
    "create_partial_rate_limit": [
        (create_code(RateLimit={"Tpm": 1}), {}, {"accepted": None, "rejected": "MissingParameter.RateLimit.Rpm"})
    ],
    "zero_limit": [
        (shows("RateLimit", RateLimit={"Rpm": 0, "Tpm": 5}), {}, {"kept": {"Rpm": 0, "Tpm": 5}, "default": {"Tpm": 5}})
    ],
    "limit_over_account": [
        (
            create_code(RateLimit={"Rpm": 30001, "Tpm": 5}),
            {},
            {"accepted": None, "refused": "InvalidParameter.RateLimit.Rpm"},
        )
    ],
    "names_unique": [
        (
            same_name("default"),
            {},
            {"no": None, False: None, "project": "Duplicated.Name", "account": "Duplicated.Name"},
        ),
        (same_name("other"), {}, {"project": None, "account": "Duplicated.Name"}),
    ],
    "name_max_length": [
        (create_code(Name="x" * 9), {}, {"none": None, None: None, 9: None, 8: "InvalidParameter.Name"})
    ],
    "description_max_length": [
        (create_code(Description="x" * 9), {}, {"none": None, 9: None, 8: "InvalidParameter.Description"})
    ],
    "tag_rules": [
        (create_code(Tags=[{"Key": "a!"}]), {}, {"none": None, "platform": "InvalidParameter.Tags.Key"}),
        (
            create_code(Tags=[{"Key": "a", "Value": "x" * 256}]),
            {},
            {"none": None, "platform": "InvalidParameter.Tags.Value"},
        ),
        (
            create_code(Tags=[{"Key": str(number)} for number in range(51)]),
            {},
            {"none": None, "platform": "InvalidParameter.Tags"},
        ),
    ],
    "model_reference": [
        (create_code(ModelReference=None), {}, {"required": "MissingParameter.ModelReference", "optional": None})
    ],
    "model_version": [
        (
            create_code(ModelReference={"FoundationModel": {"Name": "deepseek-v3"}}),
            {},
            {"required": "MissingParameter.ModelReference.FoundationModel.ModelVersion", "primary": None},
        )
    ],
    "models": [
        (
            create_code(ModelReference={"FoundationModel": {"Name": "new", "ModelVersion": "1"}}),
            {},
            {"any": None, "catalogue": "NotFound.FoundationModel"},
        ),
        (
            create_code(ModelReference={"FoundationModel": {"Name": "deepseek-v3", "ModelVersion": "1"}}),
            {},
            {"any": None, "catalogue": "NotFound.FoundationModelVersion"},
        ),
    ],
    "model_not_open": [
        (
            create_code(ModelReference={"FoundationModel": {"Name": "sandbox-not-open", "ModelVersion": "250101"}}),
            {},
            {
                "OperationDenied.ServiceNotOpen/403": "OperationDenied.ServiceNotOpen",
                "ModelNotOpen/404": "ModelNotOpen",
            },
        )
    ],
    "cli_members": [(create_code(BatchOnly=True), {}, {"refused": "InvalidParameter.BatchOnly", "accepted": None})],
    "dry_run": [
        (
            dry_run,
            {},
            {
                "error": ("DryRunOperation", False, False, []),
                "empty": (None, False, False, []),
                "with_id": (None, True, False, []),
            },
        )
    ],
    "max_endpoints": [(quota, {}, {"none": [(None, 200)] * 2, 1: [(None, 200), ("QuotaExceeded", 429)]})],
    "quota_answer": [
        (
            quota,
            {"max_endpoints": 0},
            {
                "QuotaExceeded/403": [("QuotaExceeded", 403)] * 2,
                "SetLimitExceeded/429": [("SetLimitExceeded", 429)] * 2,
            },
        )
    ],
    "not_found": [
        (
            unknown_id,
            {},
            {
                "NotFound.Endpoint/404": NOT_FOUND,
                "NotFound.Endpoint/400": ("NotFound.Endpoint", 400),
                "InvalidEndpoint.NotFound/404": ("InvalidEndpoint.NotFound", 404),
            },
        )
    ],
    "malformed_id": [
        (code_of("GetEndpoint", Id="junk"), {}, {"not_found": NOT_FOUND[0], "invalid_parameter": "InvalidParameter.Id"})
    ],
    "certificate": [
        (
            lambda account: account("GetEndpointCertificate", Id=account.create()).code,
            {},
            {"all": None, "none": "NotFound.Certificate"},
        )
    ],
    "certificate_absence": [
        (
            certificate,
            {"certificate": "none"},
            {
                "not_found": ("NotFound.Certificate", "<absent>"),
                "empty": (None, "<absent>"),
                "empty_members": (None, ""),
                "denied": ("OperationDenied.UnsupportedPhase", "<absent>"),
            },
        )
    ],
    "site": [(through_gateway(SG), {}, {"auto": (None, 200, SG, None), "volcengine": (None, 200, BJ, None)})],
    "unknown_region": [
        (
            through_gateway("eu-west-1"),
            {},
            {"refused": ("ServiceNotFound", 404, "eu-west-1", None), "empty": (None, 200, "eu-west-1", None)},
        )
    ],
    "timestamp_status": [
        (
            through_gateway(ahead=-901),
            {},
            {400: ("InvalidTimestamp", 400, BJ, None), "403": ("InvalidTimestamp", 403, BJ, None)},
        )
    ],
    "timestamp_future_seconds": [
        (through_gateway(ahead=60), {}, {900: (None, 200, BJ, None), 30: ("InvalidTimestamp", 403, BJ, None)})
    ],
    "requests_per_second": [
        (through_gateway(calls=2), {}, {"none": (None, 200, BJ, None), 1: ("FlowLimitExceeded", 429, BJ, None)})
    ],
    "requests_burst": [
        (through_gateway(calls=2), SLOW, {1: ("FlowLimitExceeded", 429, BJ, None), 2: (None, 200, BJ, None)})
    ],
    "throttle_style": [
        (
            through_gateway(calls=2),
            SLOW,
            {429: ("FlowLimitExceeded", 429, BJ, None), "flow_limit": ("AccountFlowLimitExceeded", 200, BJ, None)},
        )
    ],
    "throttle_retry_after": [
        (
            through_gateway(calls=2),
            SLOW,
            {
                "none": ("FlowLimitExceeded", 429, BJ, None),
                "seconds": ("FlowLimitExceeded", 429, BJ, "2"),
                "date": ("FlowLimitExceeded", 429, BJ, "Fri, 02 Jan 2026 03:04:07 GMT"),
            },
        )
    ],
}


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
    assert probe(Account(**{**others, switch: value})) == expected


def test_every_switch_is_shown_with_two_values_or_more() -> None:
    assert set(CASES) == {switch.name for switch in ARK_SWITCHES}
    for switch, cases in CASES.items():
        shown = {repr(expected) for _probe, _others, outcomes in cases for expected in outcomes.values()}
        assert len(shown) > 1, switch


def test_defaults_are_allowed_and_documented() -> None:
    assert ArkService().switches == SwitchValues(SERVICE_SWITCHES)
    for switch in ARK_SWITCHES:
        assert switch.meaning
        assert switch.section


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"get_shap": "flat"}, "no switch 'get_shap'; did you mean get_shape?"),
        ({"zzz": 1}, "the switches are"),
        ({"get_shape": "round"}, "get_shape: 'round' is not allowed; give one of flat, nested."),
        ({"start_seconds": -1}, "give a number of seconds, 0 or more"),
        ({"start_seconds": True}, "start_seconds: True"),
        ({"start_seconds": "nan"}, "start_seconds: 'nan'"),
        ({"page_size_cap": 0}, "an integer, 1 or more"),
        ({"page_size_cap": 1.5}, "an integer, 1 or more"),
        ({"requests_per_second": 0}, "a number above 0, or none"),
        ({"empty_tags_clear": "perhaps"}, "true or false"),
        ({"starting_status": " "}, "any non-empty text"),
        (["get_shape"], "must be a mapping"),
    ],
)
def test_bad_switch_is_answered_with_a_sentence(values: Any, words: str) -> None:
    with pytest.raises(InvalidSwitch) as caught:
        SwitchValues(ARK_SWITCHES, values)
    assert words in str(caught.value)


def test_change_sets_all_or_nothing() -> None:
    switches = SwitchValues(ARK_SWITCHES)
    with pytest.raises(InvalidSwitch, match="no switch"):
        switches.change({"get_shape": "nested", "no such": 1})
    assert switches["get_shape"] == "flat"
    assert switches.change({"get_shape": "nested", "start_seconds": "0.2"}) == ["get_shape"]
    assert switches.replace({}, dry_run=True) == ["get_shape"]
    assert switches.replace({}) == ["get_shape"]
    assert switches["get_shape"] == "flat"
