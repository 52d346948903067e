# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a stored endpoint looks in answers, under every reading of the reference (Ark reference 4.2, 4.3, 4.6, 5)."""

from __future__ import annotations

import base64
import textwrap
import time
from collections.abc import Mapping
from typing import Any

from ..switch_values import SwitchValues
from . import content_generation
from .members import MEMBERS
from .record import Endpoint
from .validation import ACCOUNT_LIMITS

SYSTEM_TAG = {"Key": "sys:ark:createdBy", "Value": "IAMUser/1000000001/sandbox"}
CERTIFICATE_SECONDS = 365 * 24 * 3600


def when(seconds: float, form: str) -> str:
    """Return RFC 3339 in one of the forms of the switch time_form."""
    if form == "offset":
        return time.strftime("%Y-%m-%dT%H:%M:%S+08:00", time.gmtime(seconds + 8 * 3600))
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{whole}.{int(seconds % 1 * 1000):03d}Z" if form == "fraction" else whole + "Z"


def all_tags(endpoint: Endpoint, switches: SwitchValues) -> list[dict[str, str]]:
    """Return system and user tags as shown."""
    shown = [dict(SYSTEM_TAG)] if switches["system_tags"] == "present" else []
    shown += [{"Key": key, "Value": value} for key, value in endpoint.tags.items()]
    return shown[::-1] if switches["tag_order"] == "reversed" else shown


class _Members(dict[str, Any]):
    """An answer under construction that knows how members without a value are shown."""

    def __init__(self, style: str) -> None:
        super().__init__()
        self.style = style

    def put(self, name: str, value: Any, empty: Any = "") -> None:
        if value in (None, "", [], {}):
            if self.style == "omitted":
                return
            value = None if self.style == "null" else empty
        self[name] = value


def endpoint(record: Endpoint, switches: SwitchValues, *, full: bool) -> dict[str, Any]:
    """Return the members of GetEndpoint (``full``) or of an item of ListEndpoints."""
    style = switches["unset_members"]
    shown = _Members(style)
    shown["Id"] = record.id
    shown["Name"] = record.name
    shown.put("Description", record.description)
    shown["ProjectName"] = record.project_name
    shown.put("Tags", all_tags(record, switches), [])
    shown.put("ModelReference", _model_reference(record, switches), {})
    shown["EndpointModelType"] = model_type(record)
    for name, member in MEMBERS.items():
        if full or member.listed:
            shown.put(name, record.members.get(name))
    if full or switches["list_rate_limit"] == "present":
        shown.put("RateLimit", _rate_limit(record, switches), {})
    shown["Status"] = record.word
    shown.put("StatusReason", record.reason)
    shown["CreateTime"] = when(record.created, switches["time_form"])
    shown["UpdateTime"] = when(record.updated, switches["time_form"])
    if switches["get_newer_members"] == "present" if full else switches["list_rolling_fields"] == "present":
        shown.put("RollingId", record.rolling_id)
        shown["SupportRolling"] = record.support_rolling
    if full and switches["get_newer_members"] == "present":
        shown["BatchOnly"] = record.batch_only
        shown["SupportScaleTier"] = record.support_scale_tier
        shown.put("ScaleTierId", record.scale_tier_id)
        strategy = record.moderation
        if strategy is None and switches["shown_default_moderation"] == "Default":
            strategy = "Default"
        shown.put("Moderation", {"Strategy": strategy} if strategy else None, {})
    if switches["unknown_members"]:
        shown["IsAicc"] = False
        shown["IntelligentRouter"] = {"Strategy": "Balanced", "CandidateSets": [{"ModelName": "x", "WeightPCA": 1}]}
        if shown.get("RateLimit"):
            shown["RateLimit"]["Ipm"] = 0
    content_generation.show(shown, record, switches, full=full)
    return dict(shown)


def model_type(record: Endpoint) -> str:
    if "CustomModelId" in record.model_reference:
        return "CustomModel"
    return "FoundationModel" if record.model_reference else "ServiceModel"


def _model_reference(record: Endpoint, switches: SwitchValues) -> dict[str, Any]:
    reference = dict(record.model_reference)
    if "FoundationModel" in reference:
        reference["FoundationModel"] = dict(reference["FoundationModel"])
    if "CustomModelId" in reference and switches["custom_model_base"] == "shown":
        reference["FoundationModel"] = {"Name": "doubao-1-5-pro-32k", "ModelVersion": "250115"}
    if reference and switches["unset_members"] != "omitted":
        blank = None if switches["unset_members"] == "null" else ""
        reference.setdefault("CustomModelId", blank)
        reference.setdefault("FoundationModel", None if blank is None else {"Name": "", "ModelVersion": ""})
    return reference


def _rate_limit(record: Endpoint, switches: SwitchValues) -> dict[str, Any]:
    limits: dict[str, Any] = {"Rpm": record.rpm, "Tpm": record.tpm}
    if switches["shown_default_rate_limit"] == "account":
        limits = {key: ACCOUNT_LIMITS[key] if value is None else value for key, value in limits.items()}
    if all(value is None for value in limits.values()):
        return {}
    if switches["unset_members"] == "omitted":
        return {key: value for key, value in limits.items() if value is not None}
    if switches["unset_members"] == "empty":
        return {key: value or 0 for key, value in limits.items()}
    return limits


def get_result(record: Endpoint, switches: SwitchValues) -> dict[str, Any]:
    """Return the Result of GetEndpoint."""
    members = endpoint(record, switches, full=True)
    return {"Endpoint": members} if switches["get_shape"] == "nested" else members


def _pem(*subjects: str) -> str:
    blocks = []
    for subject in subjects:
        filling = base64.b64encode(f"sandbox, not a real certificate: {subject}".encode()).decode()
        body = "\n".join(textwrap.wrap(filling, 64))
        blocks.append(f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
    return "".join(blocks)


def certificate(record: Endpoint) -> dict[str, Any]:
    """Return the Result of GetEndpointCertificate. The PEM blocks have the form of certificates, not the content."""
    host = f"{record.id}.ark.sandbox.invalid"
    return {
        "PCAName": f"ark-{record.id}",
        "PCAHost": host,
        "PCAInstanceCertificate": _pem(host),
        "PCASubCACertificate": _pem("intermediate", "root"),
        "PCARootCACertificate": _pem("root"),
        "NotBefore": int(record.created),
        "NotAfter": int(record.created) + CERTIFICATE_SECONDS,
    }


def empty_certificate() -> Mapping[str, Any]:
    """Return the same members without content."""
    texts = ("PCAName", "PCAHost", "PCAInstanceCertificate", "PCASubCACertificate", "PCARootCACertificate")
    return {**dict.fromkeys(texts, ""), "NotBefore": 0, "NotAfter": 0}
