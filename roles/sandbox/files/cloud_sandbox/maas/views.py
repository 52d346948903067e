# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a stored MaaS endpoint looks in lists, under every reading of the reference (Huawei reference 5.5, 5.6)."""

from __future__ import annotations

import hashlib
from typing import Any

from ..huaweicloud.views import Members, when
from ..huaweicloud.views import listed as in_list
from ..switch_values import SwitchValues
from .record import MaasEndpoint

#: Words for an enabled and for a disabled endpoint.
STATUS_WORDS: dict[str, tuple[Any, Any]] = {
    "active": ("ACTIVE", "INACTIVE"),
    "enabled": ("enabled", "disabled"),
    "running": ("RUNNING", "STOPPED"),
    "digits": ("1", "0"),
    "numbers": (1, 0),
    "unknown": ("S_20", "S_40"),
}


def item(record: MaasEndpoint, switches: SwitchValues) -> dict[str, Any]:
    """Return one item of a list."""
    shown = Members(switches, "maas_unset_members")
    shown["id"] = record.id
    shown["source"] = record.source
    words = STATUS_WORDS.get(switches["maas_status_words"])
    if words is not None:
        shown["status"] = record.word or words[0 if record.enabled else 1]
    if switches["maas_cbc_status"] == "present":
        shown["cbc_status"] = "NORMAL"
    shown["endpoint_name"] = record.name
    if switches["maas_list_remark"] == "present":
        shown.put("remark", record.remark)
    # No limit is null in the documented list, whatever stands for other members without a value.
    for member in ("rpm", "tpm"):
        if getattr(record, member) is not None or switches["maas_unset_members"] != "omitted":
            shown[member] = getattr(record, member)
    _model(shown, record, switches)
    if switches["maas_list_moderation"] == "present":
        shown["moderation"] = record.moderation
    if switches["maas_list_service_members"] == "present":
        shown.put("region", record.region)
        shown.put("infer_service_id", record.infer_service_id)
    if switches["maas_list_times"] == "present":
        shown["create_time"] = when(record.created, "milliseconds")
        shown["update_time"] = when(record.updated, "milliseconds")
    if switches["maas_unknown_members"]:
        shown["workspace"] = {"id": "0"}
    return dict(shown)


def _model(shown: Members, record: MaasEndpoint, switches: SwitchValues) -> None:
    reading = switches["maas_served_model"]
    if reading != "absent":
        name = record.model_name
        shown.put("served_model_name", f"MaaS {name}" if name and reading == "display" else name)
    if switches["maas_list_model_members"] == "present":
        shown.put("model_version_id", None)
        shown.put("resident_model_id", resident_model_id(record))


def resident_model_id(record: MaasEndpoint) -> str | None:
    """Return the id of the built-in model behind an endpoint."""
    name = record.model_name
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:32] if name else None


def listed(records: list[MaasEndpoint], switches: SwitchValues) -> dict[str, Any]:
    """Return the document of a list of these endpoints, which come oldest first."""
    ordered = records[::-1] if switches["maas_list_order"] == "newest_first" else records
    cap = switches["maas_items_cap"]
    items = [item(record, switches) for record in (ordered if cap is None else ordered[:cap])]
    total = len(records) if switches["maas_total"] == "present" else None
    document = in_list("items", items, total, switches["maas_empty_list"])
    if switches["maas_count"] != "absent":
        document["count"] = str(len(items)) if switches["maas_count"] == "text" else len(items)
    if switches["maas_quantity_limit"] == "present":
        document["quantity_limit"] = switches["maas_quota"]
    return document


def agreement(switches: SwitchValues, language: str) -> dict[str, Any]:
    """Return the latest disclaimer. What it says is not that of a real one."""
    texts = {
        "en": ("Content guard disclaimer of the sandbox", "The guard is on.", "Without the guard you answer yourself."),
        "zh": ("沙箱内容护栏免责声明", "护栏已开启。", "关闭护栏后由您自行负责。"),
    }
    data, opened, closed = texts[language]
    known: str = switches["maas_agreement_id"]
    return {
        "id": hashlib.sha256(known.encode()).hexdigest()[:32],
        "agreement_id": known,
        "agreement_data": data,
        "open_notice": opened,
        "close_notice": closed,
    }
