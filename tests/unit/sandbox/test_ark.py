# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Ark service under its default switches: life of an endpoint, refusals, lists."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cloud_sandbox.ark.members import MEMBERS, Member, any_text
from cloud_sandbox.endpoint_service import InvalidMember, UnknownEndpoint

from .support import MODEL, Account

GOOD = {"Name": "n", "ModelReference": MODEL}


def test_life_of_an_endpoint() -> None:
    account = Account()
    created = account("CreateEndpoint", **GOOD, RateLimit={"Rpm": 10, "Tpm": 5})
    endpoint_id = created.result["Id"]
    assert re.fullmatch(r"ep-20260102030405-[a-z0-9]{5}", endpoint_id)
    assert created.effect
    assert account.get(endpoint_id)["Status"] == "Scheduling"
    account.clock.tick(0.2)
    assert account.get(endpoint_id)["Status"] == "Running"
    assert account("UpdateEndpoint", Id=endpoint_id, Name="m", Description="d").effect
    assert account("StopEndpoint", Id=endpoint_id).effect
    account.clock.tick(0.2)
    assert account.get(endpoint_id)["Status"] == "Stopped"
    assert account("StartEndpoint", Id=endpoint_id).effect
    account.clock.tick(1)
    account("StopEndpoint", Id=endpoint_id)
    account.clock.tick(1)
    assert account("DeleteEndpoint", Id=endpoint_id).effect
    account.clock.tick(1)
    assert account("GetEndpoint", Id=endpoint_id).code == "NotFound.Endpoint"
    assert account("DeleteEndpoint", Id=endpoint_id).code == "NotFound.Endpoint"
    assert account.ark.state() == []


def test_get_shows_what_was_given() -> None:
    account = Account()
    endpoint_id = account.create(
        "测试 🚀",
        Description="d",
        ProjectName="p",
        Tags=[{"Key": "k", "Value": "v"}, {"Key": "é"}],
        ModelUnitId="mu-1",
        RateLimit={"Rpm": 1, "Tpm": 2},
        Moderation={"Strategy": "Basic"},
    )
    shown = account.get(endpoint_id)
    assert account.user_tags(endpoint_id) == {"k": "v", "é": ""}
    del shown["Tags"]
    assert shown == {
        "Id": endpoint_id,
        "Name": "测试 🚀",
        "Description": "d",
        "ProjectName": "p",
        "ModelReference": MODEL,
        "EndpointModelType": "FoundationModel",
        "ModelUnitId": "mu-1",
        "RateLimit": {"Rpm": 1, "Tpm": 2},
        "Status": "Running",
        "CreateTime": "2026-01-02T03:04:05Z",
        "UpdateTime": "2026-01-02T03:04:05Z",
        "SupportRolling": True,
        "BatchOnly": False,
        "SupportScaleTier": True,
        "Moderation": {"Strategy": "Basic"},
    }


def test_answers_do_not_share_state() -> None:
    account = Account()
    endpoint_id = account.create(Tags=[{"Key": "k", "Value": "v"}], RateLimit={"Rpm": 1, "Tpm": 2})
    shown = account.get(endpoint_id)
    shown["ModelReference"]["FoundationModel"]["Name"] = "x"
    shown["Tags"][0]["Value"] = "x"
    shown["RateLimit"]["Rpm"] = 99
    assert account.get(endpoint_id) != shown
    assert account.get(endpoint_id)["ModelReference"] == MODEL


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Name": None}, "MissingParameter.Name"),
        ({"Name": ""}, "InvalidParameter.Name"),
        ({"Name": 7}, "InvalidParameter.Name"),
        ({"Status": "Running"}, "InvalidParameter.Status"),
        ({"CreateTime": "2026-01-02T03:04:05Z"}, "InvalidParameter.CreateTime"),
        ({"Id": "ep-1"}, "InvalidParameter.Id"),
        ({"name": "n"}, "InvalidParameter.name"),
        ({"ModelReference": None}, "MissingParameter.ModelReference"),
        ({"ModelReference": {}}, "MissingParameter.ModelReference.FoundationModel"),
        ({"ModelReference": {**MODEL, "CustomModelId": "cm-1"}}, "InvalidParameter.ModelReference"),
        ({"ModelReference": {"Model": 1}}, "InvalidParameter.ModelReference.Model"),
        (
            {"ModelReference": {"FoundationModel": {"ModelVersion": "1"}}},
            "MissingParameter.ModelReference.FoundationModel.Name",
        ),
        (
            {"ModelReference": {"FoundationModel": {"Name": "doubao-seed-1-6", "ModelVersion": "991231"}}},
            "OperationDenied.InvalidState",
        ),
        ({"Tags": {"a": "b"}}, "InvalidParameter.Tags"),
        ({"Tags": [{"Value": "b"}]}, "MissingParameter.Tags.Key"),
        ({"Tags": [{"Key": "a"}, {"Key": "a"}]}, "Duplicate.Tags.Key"),
        ({"Tags": [{"Key": "sys:x"}]}, "InvalidParameter.Tags"),
        ({"Tags": [{"Key": "volc:x"}]}, "InvalidParameter.Tags"),
        ({"Tags": [{"Key": "a", "Value": 1}]}, "InvalidParameter.Tags.Value"),
        ({"Tags": [{"Key": "a", "Colour": "red"}]}, "InvalidParameter.Tags.Colour"),
        ({"RateLimit": {"Rpm": -1, "Tpm": 1}}, "InvalidParameter.RateLimit.Rpm"),
        ({"RateLimit": {"Rpm": 1, "Tpm": 2**31}}, "InvalidParameter.RateLimit.Tpm"),
        ({"RateLimit": {"Rpm": True, "Tpm": 1}}, "InvalidParameter.RateLimit.Rpm"),
        ({"RateLimit": {"Rpm": "1", "Tpm": 1}}, "InvalidParameter.RateLimit.Rpm"),
        ({"RateLimit": {"Ipm": 1}}, "InvalidParameter.RateLimit.Ipm"),
        ({"Moderation": {}}, "InvalidParameter.Moderation.Strategy"),
        ({"Moderation": "Basic"}, "InvalidParameter.Moderation"),
        ({"DryRun": "yes"}, "InvalidParameter.DryRun"),
        ({"Domain": "Moon"}, "InvalidParameter.Domain"),
        ({"Domain": "Mlp"}, "MissingParameter.ServiceInfo"),
        ({"ServiceInfo": {"Region": "cn-beijing"}}, "MissingParameter.ServiceInfo.Id"),
    ],
)
def test_create_refuses(change: dict[str, Any], code: str) -> None:
    account = Account()
    reply = account("CreateEndpoint", **{**GOOD, **change})
    assert reply.code == code
    assert reply.http_status == (403 if code.startswith("OperationDenied") else 400)
    assert not reply.effect
    assert account.ark.state() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Name": ""}, "InvalidParameter.Name"),
        ({"Status": "Stopped"}, "InvalidParameter.Status"),
        ({"ModelReference": MODEL}, "InvalidParameter.ModelReference"),
        ({"ProjectName": "p"}, "InvalidParameter.ProjectName"),
        ({"ModelUnitId": "m"}, "InvalidParameter.ModelUnitId"),
        ({"DryRun": True}, "InvalidParameter.DryRun"),
        ({"Tags": [{"Key": "sys:ark:createdBy", "Value": "me"}]}, "InvalidParameter.Tags"),
        ({"RateLimit": {"Rpm": 1.5, "Tpm": 1}}, "InvalidParameter.RateLimit.Rpm"),
        ({"Description": 1}, "InvalidParameter.Description"),
    ],
)
def test_update_refuses_and_changes_nothing(change: dict[str, Any], code: str) -> None:
    account = Account()
    endpoint_id = account.create(Description="d", Tags=[{"Key": "k", "Value": "v"}])
    before = account.get(endpoint_id)
    # A valid member beside the bad one: all or nothing.
    reply = account("UpdateEndpoint", **{"Id": endpoint_id, "Description": "new", **change})
    assert (reply.code, reply.effect) == (code, False)
    assert account.get(endpoint_id) == before


def test_update_touches_only_what_is_given() -> None:
    account = Account()
    endpoint_id = account.create(Description="d", Tags=[{"Key": "k", "Value": "v"}], RateLimit={"Rpm": 1, "Tpm": 2})
    before = account.get(endpoint_id)
    account("UpdateEndpoint", Id=endpoint_id, Name="renamed")
    assert account.get(endpoint_id) == {**before, "Name": "renamed", "UpdateTime": "2026-01-02T03:04:06Z"}


def test_effect_tells_whether_anything_changed() -> None:
    account = Account(start_running="noop", stop_stopped="noop")
    endpoint_id = account.create()
    assert not account("UpdateEndpoint", Id=endpoint_id, Name="one").effect
    assert not account("StartEndpoint", Id=endpoint_id).effect
    assert account("UpdateEndpoint", Id=endpoint_id, Name="two").effect
    assert not account("GetEndpoint", Id=endpoint_id).effect


@pytest.mark.parametrize(
    "action",
    ["GetEndpoint", "UpdateEndpoint", "StartEndpoint", "StopEndpoint", "DeleteEndpoint", "GetEndpointCertificate"],
)
def test_an_id_is_needed_and_must_exist(action: str) -> None:
    account = Account()
    assert account(action).code == "MissingParameter.Id"
    assert account(action, Id=7).code == "InvalidParameter.Id"
    assert account(action, Id="ep-20260102030405-zzzzz").code == "NotFound.Endpoint"
    assert account(action, Id="ep-20260102030405-zzzzz", Status="Running").code == "InvalidParameter.Status"


def test_unknown_actions_and_regions_are_not_missing_endpoints() -> None:
    account = Account()
    reply = account("DescribeEndpoint")
    assert (reply.code, reply.http_status) == ("InvalidActionOrVersion", 404)
    assert reply.payload["ResponseMetadata"]["Error"]["CodeN"] == 100008
    reply = account.ark.perform("GetEndpoint", {"Id": "x"}, region="mars-1")
    assert (reply.code, reply.http_status) == ("ServiceNotFound", 404)


def test_sites_do_not_see_each_other() -> None:
    account = Account()
    endpoint_id = account.create()
    assert account.ark.perform("GetEndpoint", {"Id": endpoint_id}, site="byteplus").code == "NotFound.Endpoint"
    assert account.ark.perform("ListEndpoints", {}, site="byteplus").result["TotalCount"] == 0


def test_lists_have_pages() -> None:
    account = Account()
    for number in range(25):
        account.create(f"e{number}")
    pages = [account("ListEndpoints", PageNumber=number).result for number in (1, 2, 3, 4)]
    assert [len(page["Items"]) for page in pages] == [10, 10, 5, 0]
    assert {page["TotalCount"] for page in pages} == {25}
    names = [item["Name"] for page in pages for item in page["Items"]]
    assert names == [f"e{number}" for number in range(24, -1, -1)]
    assert len(account("ListEndpoints", PageSize=100, SortBy="CreateTime", SortOrder="Asc").result["Items"]) == 25


def test_list_filters() -> None:
    account = Account()
    first = account.create("a", Tags=[{"Key": "env", "Value": "test"}])
    account.create("b", Tags=[{"Key": "env", "Value": "prod"}], ModelReference={"CustomModelId": "cm-1"})
    account.stopped("c")
    table: list[tuple[dict[str, Any], list[str]]] = [
        ({"Filter": {"Ids": [first]}}, ["a"]),
        ({"Filter": {"Statuses": ["Stopped"]}}, ["c"]),
        ({"Filter": {"EndpointModelTypes": ["CustomModel"]}}, ["b"]),
        ({"Filter": {"FoundationModelName": "doubao-1-5-pro-32k"}}, ["c", "a"]),
        ({"Filter": {"FoundationModelNames": ["other"]}}, []),
        ({"Filter": {"ModelVersions": ["250115"], "Name": "a"}}, ["a"]),
        ({"Filter": {"CustomModelIds": ["cm-1"]}}, ["b"]),
        ({"TagFilters": [{"Key": "env", "Values": ["test", "dev"]}]}, ["a"]),
        ({"TagFilters": [{"Key": "env"}]}, ["b", "a"]),
        ({"TagFilters": [{"Key": "sys:ark:createdBy", "Values": ["IAMUser/1000000001/sandbox"]}]}, ["c", "b", "a"]),
    ]
    for body, names in table:
        assert account.names(**body) == names, body


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"PageNumber": 0}, "InvalidParameter.PageNumber"),
        ({"PageSize": "10"}, "InvalidParameter.PageSize"),
        ({"Colour": 1}, "InvalidParameter.Colour"),
        ({"Filter": {"Colour": 1}}, "InvalidParameter.Filter.Colour"),
        ({"Filter": {"Ids": "ep-1"}}, "InvalidParameter.Filter.Ids"),
        ({"TagFilters": {"Key": "a"}}, "InvalidParameter.TagFilters"),
        ({"TagFilters": [{"Values": []}]}, "MissingParameter.TagFilters.Key"),
        ({"SortBy": "Colour"}, "InvalidParameter.SortBy"),
        ({"SortOrder": "Up"}, "InvalidParameter.SortOrder"),
    ],
)
def test_list_refuses(body: dict[str, Any], code: str) -> None:
    assert Account()("ListEndpoints", **body).code == code


def test_certificate() -> None:
    account = Account()
    endpoint_id = account.create()
    shown = account("GetEndpointCertificate", Id=endpoint_id, Type="any").result
    assert shown["NotAfter"] - shown["NotBefore"] == 365 * 24 * 3600
    assert shown["PCASubCACertificate"].count("BEGIN CERTIFICATE") == 2
    assert endpoint_id in shown["PCAHost"]


def test_catalogue() -> None:
    account = Account()
    models = account("ListFoundationModels", Filter={"Name": "DOUBAO"}, PageSize=2).result
    assert (models["TotalCount"], len(models["Items"])) == (4, 2)
    assert account("GetFoundationModel", Name="deepseek-v3").result["PrimaryVersion"] == "250324"
    assert account("GetFoundationModel", Name="none").code == "NotFound.FoundationModel"
    assert account("GetFoundationModel").code == "MissingParameter.Name"
    versions = account("ListFoundationModelVersions", FoundationModelName="doubao-1-5-pro-32k").result["Items"]
    assert [(one["ModelVersion"], one["Status"]) for one in versions] == [
        ("250115", "Published"),
        ("240101", "Retiring"),
    ]
    account.ark.catalogue.replace([{"Name": "mine", "Versions": [{"ModelVersion": "1"}]}])
    assert account("ListFoundationModels").result["TotalCount"] == 1


def test_lag_shows_the_state_before_the_last_writes() -> None:
    account = Account(read_lag_seconds=2, lag_scope="writes", delete_running="allowed", delete_seconds=0)
    endpoint_id = account("CreateEndpoint", **GOOD).endpoint_id or ""
    account.clock.tick(3)
    account("UpdateEndpoint", Id=endpoint_id, Name="second")
    account.clock.tick(1)
    account("UpdateEndpoint", Id=endpoint_id, Name="third")
    assert account.get(endpoint_id)["Name"] == "n"
    account.clock.tick(1)
    assert account.get(endpoint_id)["Name"] == "second"
    account.clock.tick(1)
    assert account.get(endpoint_id)["Name"] == "third"
    account("DeleteEndpoint", Id=endpoint_id)
    assert account.get(endpoint_id)["Name"] == "third"
    assert account("DeleteEndpoint", Id=endpoint_id).code == "NotFound.Endpoint"
    account.clock.tick(2)
    assert account("GetEndpoint", Id=endpoint_id).code == "NotFound.Endpoint"
    assert account.ark.state() == []


def test_force_plays_the_platform() -> None:
    account = Account()
    endpoint_id = account.create()
    account.ark.force(endpoint_id, {"Status": "Abnormal", "StatusReason": "image pull error", "Name": "other"})
    shown = account.get(endpoint_id)
    assert (shown["Status"], shown["StatusReason"], shown["Name"]) == ("Abnormal", "image pull error", "other")
    assert account("StartEndpoint", Id=endpoint_id).code is None
    account.clock.tick(1)
    assert account.get(endpoint_id)["Status"] == "Running"
    account.ark.force(endpoint_id, {"Status": "Migrating"})
    account.clock.tick(1000)
    assert account.get(endpoint_id)["Status"] == "Migrating"
    account.ark.force(endpoint_id, {"Status": "Deleted"})
    assert account("GetEndpoint", Id=endpoint_id).code == "NotFound.Endpoint"


def test_force_refuses_with_a_sentence() -> None:
    account = Account()
    endpoint_id = account.create()
    with pytest.raises(InvalidMember, match="'Colour' cannot be set; settable are BatchOnly"):
        account.ark.force(endpoint_id, {"Colour": 1})
    with pytest.raises(InvalidMember, match="cannot be set as RateLimit"):
        account.ark.force(endpoint_id, {"Name": "x", "RateLimit": {"Rpm": "many"}})
    assert account.get(endpoint_id)["Name"] == "one"
    with pytest.raises(UnknownEndpoint, match="no endpoint ep-1"):
        account.ark.force("ep-1", {})


def test_a_new_member_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MEMBERS, "Priority", Member(any_text))
    monkeypatch.setitem(MEMBERS, "Zone", Member(any_text, update=False, listed=False))
    account = Account()
    one = account.create(Priority="low", Zone="a")
    shown = account.get(one)
    assert (shown["Priority"], shown["Zone"]) == ("low", "a")
    assert account("UpdateEndpoint", Id=one, Priority="high").effect
    assert not account("UpdateEndpoint", Id=one, Priority="high").effect
    assert account("UpdateEndpoint", Id=one, Zone="b").code == "InvalidParameter.Zone"
    assert account("UpdateEndpoint", Id=one, Priority=1).code == "InvalidParameter.Priority"
    (item,) = account.items()
    assert (item["Priority"], "Zone" in item) == ("high", False)
