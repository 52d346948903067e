# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the account may do with models: whether they are activated, and its limits (additions A8 and A9)."""

from __future__ import annotations

from typing import Any

from ..messages import Reply
from ..switch_values import Switch, SwitchValues
from . import validation
from .catalogue import Catalogue
from .endpoints import Action
from .envelope import reply
from .errors import gateway_error, invalid

ENTITLEMENT_SWITCHES = (
    Switch("activation_list", "present", "the action ListModelActivations exists", "A8", ("present", "absent")),
    Switch(
        "activation_large_pages",
        "served",
        "pages of more than 20 activations with prices: served, or InternalServiceTimeout",
        "A8",
        ("served", "timeout"),
    ),
    Switch(
        "model_limits",
        "present",
        "which sites know the action ListModelRateLimit",
        "4.9, A9",
        ("present", "volcengine", "absent"),
    ),
    Switch(
        "model_limit_members",
        "all",
        "members of a model's limits: all, or without tokens a day and content generation",
        "A9",
        ("all", "first"),
    ),
)

_RELIABLE_PAGE = 20
_LIMITS = {"FastTpm": 0, "Ipm": 0, "LoraTpm": 0}


class Entitlements:
    """The actions about activated models and limits."""

    def __init__(self, catalogue: Catalogue, switches: SwitchValues) -> None:
        self.catalogue = catalogue
        self.switches = switches

    def actions(self) -> dict[str, Action]:
        """Return the actions by name; each takes a body and a region."""
        return {"ListModelActivations": self._activations, "ListModelRateLimit": self._limits}

    def _activations(self, body: dict[str, Any], region: str) -> Reply:
        if self.switches["activation_list"] == "absent":
            raise gateway_error("InvalidActionOrVersion", "Could not find operation ListModelActivations.")
        number, size = validation.page(body, self.switches)
        if self.switches["activation_large_pages"] == "timeout" and size > _RELIABLE_PAGE and body.get("WithPrice"):
            raise gateway_error("InternalServiceTimeout", "The service did not answer in time.")
        condition = validation.mapping(
            body.get("Filter", {}), "Filter", ("FoundationModelNames", "States", "IncludeDeprecatedModels")
        )
        names, states = condition.get("FoundationModelNames"), condition.get("States")
        found = [
            item
            for item in map(self._activation, self.catalogue.models.values())
            if (not names or item["FoundationModelName"] in names)
            and (not states or item["State"] in states)
            and (condition.get("IncludeDeprecatedModels") or not item["IsDeprecated"])
        ]
        items = found[(number - 1) * size : number * size]
        return reply({"TotalCount": len(found), "PageNumber": number, "PageSize": size, "Items": items})

    @staticmethod
    def _activation(model: dict[str, Any]) -> dict[str, Any]:
        return {
            "FoundationModelName": model["Name"],
            "DisplayName": model["DisplayName"],
            "VendorName": model["VendorName"],
            "State": "Available" if model["Activated"] else "Unavailable",
            "IsDeprecated": model["Deprecated"],
            "IsOverdue": model["Overdue"],
        }

    def _limits(self, body: dict[str, Any], region: str) -> Reply:
        offer = self.switches["model_limits"]
        if offer == "absent" or (offer == "volcengine" and not region.startswith("cn-")):
            raise gateway_error("InvalidActionOrVersion", "Could not find operation ListModelRateLimit.")
        names = validation.strings(body.get("FoundationModelNames", []), "FoundationModelNames")
        if not names:
            raise invalid("FoundationModelNames", "it must not be empty")
        return reply({"Items": [self._limit(name) for name in names if name in self.catalogue.models]})

    def _limit(self, name: str) -> dict[str, Any]:
        limits = {**validation.ACCOUNT_LIMITS, **_LIMITS}
        shown: dict[str, Any] = {"FoundationModelName": name, "DefaultRateLimit": limits, "CurrentRateLimit": limits}
        if self.switches["model_limit_members"] == "all":
            generation = {"ConcurrentRequests": 10, "CreateTaskRpm": 600}
            shown |= {"DefaultTpd": 0, "CurrentTpd": 0, "ContentGenerationRateLimit": generation}
        return shown
