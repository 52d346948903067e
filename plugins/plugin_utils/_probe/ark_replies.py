# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How Ark shows endpoints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._http.pagination import PageFormat

from .replies import EndpointFormat

FORM = EndpointFormat(
    PageFormat("Items", "Id", "TotalCount", ()),
    name="Name",
    status="Status",
    created="CreateTime",
    steady=frozenset(("Running", "Stopped", "Failed", "Abnormal")),
    deleted="Deleted",
    wrapper="Endpoint",
)


def limits(endpoint: Mapping[str, Any]) -> dict[str, Any]:
    """Return the limits that an endpoint shows."""
    found = endpoint.get("RateLimit")
    return found if isinstance(found, dict) else {}


def is_limited(endpoint: Mapping[str, Any]) -> bool:
    """Tell whether an endpoint shows a limit of requests or tokens."""
    return any(limits(endpoint).get(member) is not None for member in ("Rpm", "Tpm"))
