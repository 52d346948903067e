# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Parts of Ark's replies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from .questions import Replies, Reply

#: States that last.
STEADY = frozenset(("Running", "Stopped", "Failed", "Abnormal", "Deleted"))
DRY_RUN_CODE = "DryRunOperation"


def items(reply: Reply) -> list[dict[str, Any]]:
    """Return the endpoints that a list shows."""
    found = reply.result.get("Items")
    return [item for item in found if isinstance(item, dict) and item.get("Id")] if isinstance(found, list) else []


def are_none(replies: Replies) -> bool:
    """Tell whether lists show nothing."""
    return all(not reply.code and not items(reply) for reply in replies)


def is_whole(reply: Reply) -> bool:
    """Tell whether a list shows all that there is."""
    total = reply.result.get("TotalCount")
    return not reply.code and isinstance(total, int) and total == len(items(reply))


def endpoints(replies: Replies) -> list[dict[str, Any]]:
    """Return what successful reads show, without the wrapping that some have."""
    shown = (reply.result.get("Endpoint") or reply.result for reply in replies if not reply.code)
    return [endpoint for endpoint in shown if isinstance(endpoint, dict) and endpoint.get("Id")]


def limits(endpoint: Mapping[str, Any]) -> dict[str, Any]:
    """Return the limits that an endpoint shows."""
    found = endpoint.get("RateLimit")
    return found if isinstance(found, dict) else {}


def is_limited(endpoint: Mapping[str, Any]) -> bool:
    """Tell whether an endpoint shows a limit of requests or tokens."""
    return any(limits(endpoint).get(member) is not None for member in ("Rpm", "Tpm"))


def content_generation(endpoint: Mapping[str, Any]) -> str:
    """Return where the limits of image and video generation are, or ''."""
    if endpoint.get("ContentGeneration"):
        return "member"
    return "nested" if limits(endpoint).get("ContentGeneration") else ""


def both(listed: Replies, got: Replies) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield endpoints as the list and as their own reads show them."""
    whole = {endpoint["Id"]: endpoint for endpoint in endpoints(got)}
    return ((item, whole[item["Id"]]) for item in items(listed[0]) if item["Id"] in whole)


def times(reply: Reply) -> list[datetime]:
    """Return when the endpoints of a list were made; nothing if not all of them tell."""
    try:
        return [datetime.fromisoformat(str(item["CreateTime"]).replace("Z", "+00:00")) for item in items(reply)]
    except (KeyError, ValueError):
        return []


def exists(reply: Reply) -> bool:
    """Tell whether the service knows an action."""
    return reply.code != "InvalidActionOrVersion"


def status(reply: Reply) -> str:
    """Return the status of the endpoint that a reply shows, or ''."""
    found = endpoints([reply])
    return str(found[0].get("Status")) if found else ""


def is_accepted(reply: Reply) -> bool:
    """Tell whether a request was accepted, be it as a dry run."""
    return reply.code in ("", DRY_RUN_CODE)


def strategy(reply: Reply) -> str | None:
    """Return the moderation that is shown, '' for none, and None where reads do not show it."""
    for endpoint in endpoints([reply]):
        if "SupportScaleTier" in endpoint or endpoint.get("Moderation"):
            return str((endpoint.get("Moderation") or {}).get("Strategy") or "")
    return None


def user_tags(replies: Replies) -> list[str]:
    """Return the keys of the tags that a user gave, as the last reply shows them."""
    tags = endpoints(replies[-1:])[0].get("Tags") or ()
    return [str(tag.get("Key")) for tag in tags if not str(tag.get("Key")).startswith(("sys:", "volc:"))]
