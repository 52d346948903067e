# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parts of replies of Fabric (Huawei reference 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .questions import Replies, Reply

#: States that an endpoint leaves only if something is done about it.
FAILED = frozenset(("CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"))
STALLED = frozenset(("FROZEN", "INACTIVE", "TRIAL_ENDED"))
_STEADY = FAILED | STALLED | {"RUNNING", "DELETED"}

#: The code of a request that the service cannot read, and that of a refusal which tells to try again later.
UNREADABLE, STILL_BUSY = "common.01000001", "00000001"


def items(reply: Reply) -> list[dict[str, Any]]:
    """Return the endpoints that a list shows."""
    found = reply.result.get("endpoints")
    return _endpoints(found) if isinstance(found, list) and not reply.code else []


def name_of(endpoint: dict[str, Any]) -> str:
    """Return the name that an endpoint shows."""
    return str(endpoint.get("name") or "")


def shown(replies: Replies) -> list[dict[str, Any]]:
    """Return the endpoints that successful replies show."""
    return _endpoints(reply.result.get("endpoint") or reply.result for reply in replies if not reply.code)


def _endpoints(found: Iterable[Any]) -> list[dict[str, Any]]:
    return [{**each, "id": str(each["id"])} for each in found if isinstance(each, dict) and each.get("id")]


def pairs(listed: Replies, replies: Replies) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield endpoints as the list and as their own reads show them."""
    whole = {endpoint["id"]: endpoint for endpoint in shown(replies)}
    return ((item, whole[item["id"]]) for item in items(listed[0]) if item["id"] in whole)


def is_whole(reply: Reply) -> bool:
    """Tell whether a list certainly shows all that it selects."""
    return not reply.code and (not items(reply) or reply.result.get("total") == len(items(reply)))


def status_of(reply: Reply) -> str:
    """Return the status that a reply shows; '' for none."""
    found = shown([reply])
    return str(found[0].get("status") or "") if found else ""


def is_moving(status: str) -> bool:
    """Tell whether an endpoint of this status is on the way to another."""
    return bool(status) and status not in _STEADY


def is_gone(reply: Reply) -> bool:
    """Tell whether a reply to a read shows that the endpoint is no more."""
    return reply.kind == "NotFound" or status_of(reply) == "DELETED"


def code_of(reply: Reply) -> str:
    """Return the code of a refusal without the service's name before it."""
    return reply.code.removeprefix("dataartsfabric.")


def coded(reply: Reply) -> str:
    """Return a refusal as the switches of the sandbox name it."""
    is_mute = reply.code == f"HTTP{reply.status}"
    return f"{'empty' if is_mute else code_of(reply)}/{reply.status}"
