# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The field table at work: options, payloads and attributes that follow from it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.inference.endpoints.plugins.module_utils._engine import fields
from ansible_collections.inference.endpoints.plugins.module_utils._engine.attributes import from_api, snake_case
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import (
    Field,
    mentioned,
    to_api,
)
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import (
    CERTIFICATE,
    FIELDS,
    ArkEndpoint,
)

#: Contract section 5, word by word.
MANAGED = {
    "name",
    "description",
    "project_name",
    "model_reference",
    "model_unit_id",
    "moderation",
    "rate_limit",
    "tags",
}
READ_ONLY = {
    "endpoint_id",
    "id",
    "endpoint_model_type",
    "status",
    "status_reason",
    "batch_only",
    "support_rolling",
    "rolling_id",
    "support_scale_tier",
    "scale_tier_id",
    "create_time",
    "update_time",
    "certificate",
}
DERIVED = {"id", "certificate", "system_tags"}
NAMES = {field.name for field in FIELDS}

FULL = {
    "Id": "ep-20260102030405-abcde",
    "Name": "测试",
    "Description": "d",
    "ProjectName": "default",
    "ModelReference": {"FoundationModel": {"Name": "doubao", "ModelVersion": "250115"}, "CustomModelId": None},
    "ModelUnitId": "",
    "Moderation": {"Strategy": "Default"},
    "RateLimit": {"Rpm": 10, "Tpm": 5},
    "Tags": [{"Key": "b", "Value": "2"}, {"Key": "a", "Value": "1"}],
    "EndpointModelType": "FoundationModel",
    "Status": "Running",
    "StatusReason": "",
    "BatchOnly": False,
    "SupportRolling": True,
    "RollingId": "",
    "SupportScaleTier": False,
    "ScaleTierId": "",
    "CreateTime": "2026-01-02T03:04:05Z",
    "UpdateTime": "2026-01-02T03:04:05Z",
}


# --- options


def test_the_options_are_the_managed_attributes_of_the_contract() -> None:
    spec = fields.argument_spec(FIELDS)
    assert set(spec) >= MANAGED | {"purge_tags"}
    assert spec["rate_limit"] == {"type": "dict", "options": {"rpm": {"type": "int"}, "tpm": {"type": "int"}}}
    assert spec["tags"] == {
        "type": "list",
        "elements": "dict",
        "options": {
            "key": {"type": "str", "required": True, "no_log": False},
            "value": {"type": "str", "default": ""},
        },
    }
    assert spec["purge_tags"] == {"type": "bool", "default": True}
    assert spec["model_reference"]["options"]["foundation_model"]["options"] == {
        "name": {"type": "str", "required": True},
        "model_version": {"type": "str"},
    }
    assert spec["moderation"]["options"] == {"strategy": {"type": "str", "required": True}}


INNER = (Field("size", "size", "int", aliases=("count",)),)
#: Options with further names, at any depth.
ALIASED = (
    Field("text", "text", aliases=("remark", "note")),
    Field("one", "one", "dict", members=INNER),
    Field("many", "many", "list", members=INNER),
    Field("data", "data", "map"),
)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({}, {}),
        ({"text": "a"}, {"text": "a"}),
        ({"remark": "a"}, {"text": "a"}),
        ({"note": "a"}, {"text": "a"}),
        ({"note": None}, {"text": None}),
        # As Ansible leaves it.
        ({"remark": "a", "text": "a"}, {"text": "a"}),
        ({"remark": "", "text": None}, {"text": ""}),
        (
            {"one": {"count": 1}, "many": [{"count": 2}, {"size": 3}]},
            {"one": {"size": 1}, "many": [{"size": 2}, {"size": 3}]},
        ),
        ({"one": None, "many": "no list"}, {"one": None, "many": "no list"}),
        # The keys of data are the user's own.
        ({"data": {"remark": "a"}, "other": 1}, {"data": {"remark": "a"}, "other": 1}),
    ],
)
def test_an_alias_is_a_name_of_its_option(given: dict, meant: dict) -> None:
    assert fields.by_name(ALIASED, given) == meant


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ({"model": "a", "served": "b"}, "a"),
        ({"model": "", "served": "b"}, "b"),
        ({"model": None, "served": "b"}, "b"),
        ({"served": "b"}, "b"),
        ({"model": "", "served": None}, ""),
        ({"model": ""}, ""),
        ({}, None),
    ],
)
def test_a_member_that_says_nothing_gives_way_to_another_of_the_same_meaning(raw: dict, value: str | None) -> None:
    assert from_api((Field("model", "model", also=("served",)),), raw) == {"model": value}


def test_what_a_task_mentions() -> None:
    params = {
        "name": "n",
        "description": "",
        "rate_limit": {"rpm": 0, "tpm": None},
        "tags": [],
        "model_reference": {"custom_model_id": None, "foundation_model": {"name": "m", "model_version": None}},
        "moderation": None,
        "endpoint_id": "ep-1",
        "status": "Running",
        "state": "present",
    }
    assert mentioned(FIELDS, params) == {
        "name": "n",
        "description": "",
        "rate_limit": {"rpm": 0},
        "tags": [],
        "model_reference": {"foundation_model": {"name": "m"}},
    }


# --- attributes


def test_every_attribute_of_the_contract_is_always_there() -> None:
    resource = ArkEndpoint()
    for raw in ({}, FULL):
        assert set(resource.attributes(raw)) == NAMES | DERIVED >= MANAGED | READ_ONLY
    empty = resource.attributes({})
    assert {name for name, value in empty.items() if value is not None} == {"tags", "system_tags"}
    assert (empty["tags"], empty["system_tags"]) == ([], [])


def test_a_full_answer() -> None:
    assert ArkEndpoint().attributes(FULL) == {
        **dict.fromkeys(NAMES),
        "endpoint_id": "ep-20260102030405-abcde",
        "id": "ep-20260102030405-abcde",
        "name": "测试",
        "description": "d",
        "project_name": "default",
        "model_reference": {
            "foundation_model": {"name": "doubao", "model_version": "250115"},
            "custom_model_id": None,
        },
        "model_unit_id": "",
        "moderation": {"strategy": "Default"},
        "rate_limit": {"rpm": 10, "tpm": 5},
        "tags": [{"key": "a", "value": "1"}, {"key": "b", "value": "2"}],
        "system_tags": [],
        "endpoint_model_type": "FoundationModel",
        "status": "Running",
        "status_reason": "",
        "batch_only": False,
        "support_rolling": True,
        "rolling_id": "",
        "support_scale_tier": False,
        "scale_tier_id": "",
        "create_time": "2026-01-02T03:04:05Z",
        "update_time": "2026-01-02T03:04:05Z",
        "certificate": None,
    }


def test_the_platforms_tags_are_kept_apart() -> None:
    tags = [{"Key": key} for key in ("volc:x", "user", "sys:ark:createdBy", "System", "volc")]
    found = ArkEndpoint().attributes({"Tags": tags})
    assert found["tags"] == [{"key": key, "value": ""} for key in ("System", "user", "volc")]
    assert [tag["key"] for tag in found["system_tags"]] == ["sys:ark:createdBy", "volc:x"]


def test_the_certificates_names() -> None:
    raw = {
        "PCAName": "n",
        "PCAHost": "h",
        "PCAInstanceCertificate": "leaf",
        "PCASubCACertificate": "sub",
        "PCARootCACertificate": "root",
        "NotBefore": 1,
        "NotAfter": 2,
        "PCASomethingNew": 3,
    }
    assert from_api(CERTIFICATE, raw) == {
        "pca_name": "n",
        "pca_host": "h",
        "pca_instance_certificate": "leaf",
        "pca_sub_ca_certificate": "sub",
        "pca_root_ca_certificate": "root",
        "not_before": 1,
        "not_after": 2,
        "pca_something_new": 3,
    }


@pytest.mark.parametrize(
    ("member", "name"),
    [
        ("UpdateTime", "update_time"),
        ("SomeURLPart", "some_url_part"),
        ("PCAHost", "pca_host"),
        ("HTTP2Port", "http2_port"),
        ("Ipm", "ipm"),
        ("snake_already", "snake_already"),
        ("camelCase", "camel_case"),
        ("X", "x"),
        ("", ""),
        ("测试", "测试"),
    ],
)
def test_names_of_members_that_no_table_knows(member: str, name: str) -> None:
    assert snake_case(member) == name


def test_unknown_members_are_kept_at_every_depth() -> None:
    found = ArkEndpoint().attributes(
        {
            "Domain": "Ark",
            "ServiceInfo": {"ServiceId": "s", "Parts": [{"PartName": 1}]},
            "RateLimit": {"Rpm": 1, "Ipm": 2},
            "Tags": [{"Key": "k", "Value": "v", "Scope": "s"}],
            "ModelReference": {"FoundationModel": {"Name": "m", "DisplayName": "M"}},
        }
    )
    assert found["domain"] == "Ark"
    assert found["service_info"] == {"service_id": "s", "parts": [{"part_name": 1}]}
    assert found["rate_limit"] == {"rpm": 1, "tpm": None, "ipm": 2}
    assert found["tags"] == [{"key": "k", "value": "v", "scope": "s"}]
    assert found["model_reference"]["foundation_model"]["display_name"] == "M"


def test_an_unknown_member_does_not_displace_a_known_one() -> None:
    assert from_api(FIELDS, {"Name": "right", "name": "wrong", "NAME": "wrong"})["name"] == "right"


@pytest.mark.parametrize(
    ("member", "value", "name", "shown"),
    [
        ("RateLimit", {"Rpm": "10", "Tpm": 5.0}, "rate_limit", {"rpm": 10, "tpm": 5}),
        ("RateLimit", {"Rpm": 1.5, "Tpm": "many"}, "rate_limit", {"rpm": 1.5, "tpm": "many"}),
        ("RateLimit", {"Rpm": float("inf")}, "rate_limit", {"rpm": float("inf"), "tpm": None}),
        ("RateLimit", {"Rpm": "9" * 30}, "rate_limit", {"rpm": "9" * 30, "tpm": None}),
        ("RateLimit", "none", "rate_limit", None),
        ("RateLimit", [], "rate_limit", None),
        ("Tags", {"Key": "k"}, "tags", []),
        ("Tags", "k=v", "tags", []),
        ("Tags", [None, "k", {"Key": "k"}], "tags", [{"key": "k", "value": ""}]),
        ("Name", 7, "name", "7"),
        ("Name", ["a"], "name", '["a"]'),
        ("Name", False, "name", False),
        ("BatchOnly", "yes", "batch_only", "yes"),
        ("CreateTime", 1767323045, "create_time", "1767323045"),
        ("Status", None, "status", None),
    ],
)
def test_values_of_the_wrong_type_survive(member: str, value: Any, name: str, shown: Any) -> None:
    assert ArkEndpoint().attributes({member: value})[name] == shown


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["Key", "Value", "Name", "Rpm", "FoundationModel"]) | st.text(), inner)
    ),
    max_leaves=10,
)
raw_endpoint = st.dictionaries(st.sampled_from(sorted(FULL)) | st.text(max_size=4), anything, max_size=8)


@given(raw_endpoint)
def test_any_answer_becomes_attributes_that_a_result_can_carry(raw: dict) -> None:
    found = ArkEndpoint().attributes(raw)
    assert set(found) >= MANAGED | READ_ONLY
    assert isinstance(found["tags"], list)
    json.dumps(found)


# --- payloads


def test_a_payload_has_what_is_given_and_nothing_else() -> None:
    values = {
        "name": "n",
        "description": "",
        "rate_limit": {"tpm": 0},
        "tags": [{"key": "k", "value": ""}],
        "model_reference": {"foundation_model": {"name": "m"}},
        "status": None,
    }
    assert to_api(FIELDS, values) == {
        "Name": "n",
        "Description": "",
        "RateLimit": {"Tpm": 0},
        "Tags": [{"Key": "k", "Value": ""}],
        "ModelReference": {"FoundationModel": {"Name": "m"}},
    }


text = st.text(max_size=5)
writable = st.fixed_dictionaries(
    {},
    optional={
        "name": text,
        "description": text,
        "project_name": text,
        "model_reference": st.fixed_dictionaries({"custom_model_id": text})
        | st.fixed_dictionaries(
            {"foundation_model": st.fixed_dictionaries({"name": text}, optional={"model_version": text})}
        ),
        "moderation": st.fixed_dictionaries({"strategy": text}),
        "rate_limit": st.fixed_dictionaries({}, optional={"rpm": st.integers(0, 9), "tpm": st.integers(0, 9)}),
        "tags": st.lists(st.fixed_dictionaries({"key": text, "value": text}), unique_by=lambda tag: tag["key"]),
    },
)


def none_free(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: none_free(inner) for name, inner in value.items() if inner is not None}
    return [none_free(inner) for inner in value] if isinstance(value, list) else value


@given(writable)
def test_what_is_written_is_what_is_read(values: dict) -> None:
    read = none_free(from_api(FIELDS, to_api(FIELDS, values)))
    if "tags" in values:
        values["tags"] = sorted(values["tags"], key=lambda tag: tag["key"])
    assert read == values


def test_a_list_without_a_key_keeps_its_order() -> None:
    plain = Field("steps", "Steps", "list", members=(Field("at", "At", "int"),))
    assert from_api((plain,), {"Steps": [{"At": 2}, {"At": 1}]})["steps"] == [{"at": 2}, {"at": 1}]
    assert from_api((Field("words", "Words", "list"),), {"Words": ["b", "a"]})["words"] == ["b", "a"]
