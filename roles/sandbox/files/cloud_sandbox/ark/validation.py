# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may stand in the body of a write, and the errors for everything else (Ark reference 3.3, 4.1, 4.4, 7).

The checks are stricter than a real server need be: members that a client must never send (read-only ones, unknown
ones, system tags) are refused, so that tests can tell that it does not send them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..messages import ApiError
from ..switch_values import SwitchValues
from .errors import gateway_error, invalid, missing

CREATE_MEMBERS = frozenset(
    "Name ModelReference Description Tags ProjectName RateLimit Moderation DryRun Domain ServiceInfo".split()
)
UPDATE_MEMBERS = frozenset("Id Name Description RateLimit Tags Moderation ServiceInfo".split())
# Known to the vendor's tool only (Ark reference 4.1); accepted with the switch cli_members.
CLI_MEMBERS = frozenset(
    "BatchOnly DataDelivery DedicatedToPtu DedicatedToDynamicPtu ContentGeneration InferenceFoundry AllowDataCollected"
    " NeedWatermark WatermarkInfo IsIntelligent IntelligentRouter Fallback LimitCoefficient DeploymentType IsAgentic"
    " AgenticStrategy IsAicc SpecifyRegion".split()
)

SYSTEM_TAG_PREFIXES = ("sys:", "volc:")
ACCOUNT_LIMITS = {"Rpm": 30000, "Tpm": 5000000}
MODERATION_VALUES = {"four": ("Basic", "Customized", "Default", "Skip"), "two": ("Default", "Basic")}
INT32 = 2**31 - 1

_TAG_TEXT = re.compile(r"[\w .:/=+\-@]*\Z")
_ENDPOINT_ID = re.compile(r"ep-\d{14}-[a-z0-9]{5}\Z")


def present(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that have a value: null counts as not sent."""
    return {key: value for key, value in body.items() if value is not None}


def only(body: Mapping[str, Any], allowed: frozenset[str], switches: SwitchValues) -> dict[str, Any]:
    """Return the body without nulls; raises InvalidParameter.<Field> for the first member that is not allowed."""
    for key in body:
        if key not in allowed and not (key in CLI_MEMBERS and switches["cli_members"] == "accepted"):
            raise invalid(key, "no such member can be given in this request")
    return present(body)


def text(value: Any, field: str, *, empty: bool = False, longest: int | None = None) -> str:
    """Return the value if it is a string."""
    if not isinstance(value, str):
        raise invalid(field, "it must be a string")
    if not value.strip() and not empty:
        raise invalid(field, "it must not be empty")
    if longest is not None and len(value) > longest:
        raise invalid(field, f"it must not be longer than {longest} characters")
    return value


def mapping(value: Any, field: str, members: tuple[str, ...]) -> dict[str, Any]:
    """Return the value if it is an object with no members but the given ones."""
    if not isinstance(value, Mapping):
        raise invalid(field, "it must be an object")
    for key in value:
        if key not in members:
            raise invalid(f"{field}.{key}", "there is no such member")
    return present(value)


def endpoint_id(body: Mapping[str, Any], switches: SwitchValues) -> str:
    """Return the ``Id`` of a body."""
    if body.get("Id") in (None, ""):
        raise missing("Id")
    given = text(body["Id"], "Id")
    if switches["malformed_id"] == "invalid_parameter" and not _ENDPOINT_ID.match(given):
        raise invalid("Id", "it is not an endpoint id")
    return given


def name(value: Any, switches: SwitchValues) -> str:
    """Return an endpoint name."""
    return text(value, "Name", longest=switches["name_max_length"])


def description(value: Any, switches: SwitchValues) -> str:
    """Return a description; the empty one is allowed."""
    return text(value, "Description", empty=True, longest=switches["description_max_length"])


def tags(value: Any, switches: SwitchValues) -> dict[str, str]:
    """Return tags by key."""
    if not isinstance(value, list):
        raise invalid("Tags", "it must be an array")
    found: dict[str, str] = {}
    for item in value:
        item = mapping(item, "Tags", ("Key", "Value"))
        if item.get("Key") in (None, ""):
            raise missing("Tags.Key")
        key = text(item["Key"], "Tags.Key", empty=True)
        tag_value = text(item.get("Value", ""), "Tags.Value", empty=True)
        if key.startswith(SYSTEM_TAG_PREFIXES):
            raise invalid("Tags", f"the key {key} is reserved for the system")
        if key in found:
            raise ApiError("Duplicate.Tags.Key", 400, f"The tag key {key} is given more than once.")
        if switches["tag_rules"] == "platform":
            _platform_rules(key, tag_value)
        found[key] = tag_value
    if switches["tag_rules"] == "platform" and len(found) > 50:
        raise invalid("Tags", "there may be at most 50 tags")
    return found


def _platform_rules(key: str, value: str) -> None:
    if len(key) > 128 or not _TAG_TEXT.match(key):
        raise invalid("Tags.Key", "1 to 128 letters, digits, blanks and _ . : / = + - @ are allowed")
    if len(value) > 255 or not _TAG_TEXT.match(value):
        raise invalid("Tags.Value", "up to 255 letters, digits, blanks and _ . : / = + - @ are allowed")


def rate_limit(value: Any, switches: SwitchValues, *, update: bool) -> dict[str, int | None]:
    """Return the limits to store: a member that is not in the answer stays as it is, ``None`` means the default."""
    given = mapping(value, "RateLimit", ("Rpm", "Tpm"))
    result: dict[str, int | None] = {}
    for member in ("Rpm", "Tpm"):
        if member not in given:
            partial = switches["partial_rate_limit"] if update else switches["create_partial_rate_limit"]
            if partial == "rejected":
                raise missing(f"RateLimit.{member}")
            if partial == "resets":
                result[member] = None
            continue
        limit = given[member]
        if isinstance(limit, bool) or not isinstance(limit, int) or not 0 <= limit <= INT32:
            raise invalid(f"RateLimit.{member}", f"it must be an integer from 0 to {INT32}")
        if limit > ACCOUNT_LIMITS[member] and switches["limit_over_account"] == "refused":
            raise invalid(f"RateLimit.{member}", f"the account's limit for the model is {ACCOUNT_LIMITS[member]}")
        result[member] = None if limit == 0 and switches["zero_limit"] == "default" else limit
    return result


def moderation(value: Any, switches: SwitchValues, policy: str) -> str | None:
    """Return the strategy to store, or nothing if the policy is to ignore it."""
    if policy == "rejected":
        raise invalid("Moderation", "it cannot be given in this request")
    strategy = text(mapping(value, "Moderation", ("Strategy",)).get("Strategy", ""), "Moderation.Strategy")
    accepted = MODERATION_VALUES.get(switches["moderation_values"])
    if accepted and strategy not in accepted:
        raise invalid("Moderation.Strategy", f"it must be one of {', '.join(accepted)}")
    return None if policy == "ignored" else strategy


def service_info(value: Any) -> dict[str, Any]:
    """Return the service of the machine-learning platform behind an endpoint."""
    given = mapping(value, "ServiceInfo", ("Id", "Region"))
    if not given.get("Id"):
        raise missing("ServiceInfo.Id")
    return given


def page(body: Mapping[str, Any], switches: SwitchValues) -> tuple[int, int]:
    """Return ``PageNumber`` and ``PageSize`` as they will be served (Ark reference 4.3)."""
    numbers = []
    for member, default in (("PageNumber", 1), ("PageSize", 10)):
        value = body.get(member)
        value = default if value is None else value
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise invalid(member, "it must be an integer from 1")
        numbers.append(value)
    number, size = numbers
    if size > 100 and switches["page_size_over_100"] == "refused":
        raise invalid("PageSize", "it must not be above 100")
    return number, min(size, 100, switches["page_size_cap"])


def strings(value: Any, field: str) -> list[str]:
    """Return a list of strings."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise invalid(field, "it must be an array of strings")
    return value


def whole_body(body: Any) -> dict[str, Any]:
    """Return the body of a request if it is an object."""
    if not isinstance(body, dict):
        raise gateway_error("MissingParameter", "The body of the request must be a JSON object.")
    return body
