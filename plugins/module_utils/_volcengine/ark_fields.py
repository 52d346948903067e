# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The field tables of an Ark endpoint: attributes, certificate, filters (Ark reference, sections 4 to 7)."""

from __future__ import annotations

from typing import Any

from .._engine.fields import FIXED, READ_ONLY, Field, Filter, dict_of, list_of
from . import rolling

#: Key prefixes of tags that the platform sets (reference section 7.2).
SYSTEM_PREFIXES = ("sys:", "volc:")

FIELDS = (
    Field("name", "Name", identifier=True, essential=True, to_create=True),
    Field("description", "Description"),
    Field("project_name", "ProjectName", role=FIXED, identifier=True, essential=True),
    rolling.MODEL_REFERENCE,
    Field("model_unit_id", "ModelUnitId", role=FIXED, pattern=r"^\S*$", remedy="the id of a model unit"),
    dict_of(
        "moderation", Field("strategy", "Strategy", identifier=True, required=True), api="Moderation", listed=False
    ),
    dict_of(
        "rate_limit",
        Field("rpm", "Rpm", "int", minimum=0),
        Field("tpm", "Tpm", "int", minimum=0),
        api="RateLimit",
        any_of=("rpm", "tpm"),
        whole=True,
    ),
    # Additions A1: -1 is no limit, 0 blocks calls.
    dict_of(
        "content_generation",
        Field("concurrent_requests", "ConcurrentRequests", "int", minimum=-1, absent=-1),
        Field("create_task_rpm", "CreateTaskRpm", "int", minimum=-1, absent=-1),
        api="ContentGeneration",
        any_of=("concurrent_requests", "create_task_rpm"),
        whole=True,
        late=True,
        listed=False,
    ),
    list_of(
        "tags",
        Field("key", "Key", filled=True, required=True, reserved=SYSTEM_PREFIXES),
        Field("value", "Value", default=""),
        api="Tags",
        key="key",
        purge="purge_tags",
    ),
    Field("endpoint_id", "Id", role=READ_ONLY),
    Field("endpoint_model_type", "EndpointModelType", role=READ_ONLY),
    Field("status", "Status", role=READ_ONLY),
    Field("status_reason", "StatusReason", role=READ_ONLY, volatile=True),
    Field("batch_only", "BatchOnly", "bool", READ_ONLY, listed=False),
    Field("support_rolling", "SupportRolling", "bool", READ_ONLY),
    Field("rolling_id", "RollingId", role=READ_ONLY),
    rolling.ROLLING,
    Field("support_scale_tier", "SupportScaleTier", "bool", READ_ONLY, listed=False),
    Field("scale_tier_id", "ScaleTierId", role=READ_ONLY, listed=False),
    Field("create_time", "CreateTime", role=READ_ONLY),
    Field("update_time", "UpdateTime", role=READ_ONLY, volatile=True),
)

#: GetEndpointCertificate's answer (reference section 4.6).
CERTIFICATE = (
    Field("pca_name", "PCAName"),
    Field("pca_host", "PCAHost"),
    Field("pca_instance_certificate", "PCAInstanceCertificate"),
    Field("pca_sub_ca_certificate", "PCASubCACertificate"),
    Field("pca_root_ca_certificate", "PCARootCACertificate"),
    Field("not_before", "NotBefore", "int"),
    Field("not_after", "NotAfter", "int"),
)


def _carries(attributes: dict, filters: list[dict]) -> bool | None:
    """Return whether an endpoint has these tags, those of the platform included; None when no tag is shown."""
    tags = attributes["tags"] + attributes["system_tags"]
    if filters and not tags:
        return None
    return all(
        any(tag["key"] == each["key"] and (not each.get("values") or tag["value"] in each["values"]) for tag in tags)
        for each in filters
    )


def _filter(name: str, sent: str, selects: Any, kind: str = "str", **rules: Any) -> Filter:
    texts: dict[str, Any] = {"values": "str"} if kind == "list" and "members" not in rules else {}
    return Filter(name, kind=kind, sent=sent, selects=selects, identifier=True, **texts, **rules)


FILTERS = (
    _filter("endpoint_ids", "Filter.Ids", "endpoint_id", "list"),
    _filter("name", "Filter.Name", "name"),
    _filter("project_name", "ProjectName", "project_name", unread=True),
    _filter("statuses", "Filter.Statuses", "status", "list"),
    _filter("endpoint_model_types", "Filter.EndpointModelTypes", "endpoint_model_type", "list"),
    _filter("foundation_model_name", "Filter.FoundationModelName", "model_reference.foundation_model.name"),
    _filter("model_versions", "Filter.ModelVersions", "model_reference.foundation_model.model_version", "list"),
    _filter("custom_model_ids", "Filter.CustomModelIds", "model_reference.custom_model_id", "list"),
    _filter(
        "tag_filters",
        "TagFilters",
        _carries,
        "list",
        members=(Field("key", "Key", filled=True, required=True), Field("values", "Values", "list", values="str")),
    ),
    Filter("details", kind="bool", default=True),
)
