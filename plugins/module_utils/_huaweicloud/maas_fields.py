# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The field tables of a MaaS endpoint: attributes, filters (Huawei reference, section 5)."""

from __future__ import annotations

import re

from .._engine.fields import FIXED, READ_ONLY, Field, Filter

BUILT_IN, OWN_SERVICE = "custom_from_maas", "custom_from_modelarts_v2"


def _same_model(declared: str, served: str) -> bool:
    """Return whether both are names of one model: a list may show it in another form than a create has it."""
    plain = re.sub(r"[^a-z0-9]", "", declared.lower())
    return plain == re.sub(r"[^a-z0-9]", "", served.lower()) or declared in served.split()


FIELDS = (
    Field(
        "name",
        "endpoint_name",
        essential=True,
        to_create=True,
        least=1,
        most=64,
        pattern=r"^[\u3400-\u9fff\uf900-\ufaffA-Za-z][\u3400-\u9fff\uf900-\ufaffA-Za-z0-9_.-]*$",
        remedy="1 to 64 letters, digits, - _ and ., first a letter (on the China site also Chinese characters)",
    ),
    Field("description", "remark", aliases=("remark",), most=256),
    Field("source", role=FIXED, choices=(BUILT_IN, OWN_SERVICE), initial=BUILT_IN, unread=True),
    Field("model_name", role=FIXED, identifier=True, also=("served_model_name",), unread=True, same=_same_model),
    Field("service_region", "region", role=FIXED, identifier=True, unread=True),
    Field("infer_service_id", role=FIXED, identifier=True, unread=True),
    # Whether 0 means no limit is not known; a list shows null where there is none (section 5.4).
    Field("rpm", kind="int", minimum=0, absent=0),
    Field("tpm", kind="int", minimum=0, absent=0),
    Field("moderation", kind="bool", unread=True),
    Field("endpoint_id", "id", role=READ_ONLY),
    Field("status", role=READ_ONLY),
    Field("cbc_status", role=READ_ONLY),
    Field("served_model_name", role=READ_ONLY),
    Field("model_version_id", role=READ_ONLY),
    Field("resident_model_id", role=READ_ONLY),
    Field("create_time", role=READ_ONLY),
    Field("update_time", role=READ_ONLY, volatile=True),
)

FILTERS = (
    Filter("endpoint_ids", kind="list", values="str", identifier=True, selects="endpoint_id"),
    Filter("name", identifier=True, selects="name"),
    Filter("source", choices=(BUILT_IN, OWN_SERVICE), selects="source"),
)
