# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls that only read, of Fabric."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from .ark_reads import name_fragments
from .fabric_replies import items, name_of
from .questions import Observation, Reply, Seen, Settings

#: Endpoints that are read one by one, and those whose earlier version is read.
_MOST_READS, _MOST_EARLIER = 10, 4

#: Names that the list's filter is documented to understand, and names that have a dot or a space besides.
_FILTERABLE = re.compile(r"[\u3400-\u9fff\uf900-\ufaffA-Za-z0-9_-]{1,128}")
_SIGNED = re.compile(r"[\w. -]*[. ][\w. -]*")

Requests = Callable[[Settings, Seen], list[dict[str, Any]]]


def all_of(settings: Settings, body: Any = None, *, method: str = "GET", **query: Any) -> dict[str, Any]:
    """Return a request about the endpoints of the workspace."""
    path = f"/v1/workspaces/{quote(settings.options['workspace_id'], safe='')}/endpoints"
    return {"method": method, "path": path, "query": query, "body": body}


def search(settings: Settings, name: str) -> dict[str, Any]:
    """Return a request that lists the caller's own endpoints of a name. It leaves nothing to defaults."""
    return all_of(settings, limit=100, name=name, visibility="PRIVATE")


def one_of(
    settings: Settings, endpoint_id: str, body: Any = None, *, method: str = "GET", **query: Any
) -> dict[str, Any]:
    """Return a request about one endpoint."""
    request = all_of(settings, body, method=method, **query)
    return {**request, "path": f"{request['path']}/{quote(endpoint_id, safe='')}"}


def _list(**query: Any) -> Requests:
    return lambda settings, _seen: [all_of(settings, **query)]


def _next_page(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
    count = len(items(seen["list"][0]))
    return [all_of(settings, limit=100, offset=count)] if count else []


def _by_visibility(settings: Settings, _seen: Seen) -> list[dict[str, Any]]:
    return [all_of(settings, limit=100, visibility=word) for word in ("PRIVATE", "PUBLIC", "ALL")]


def named(reply: Reply) -> dict[str, Any] | None:
    """Return the first listed endpoint whose name lends itself to filters."""
    usable = (item for item in items(reply) if _FILTERABLE.fullmatch(name_of(item)))
    return next((item for item in usable if name_fragments(name_of(item))), None)


def _name_filters(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
    item = named(seen["list"][0])
    fragments = name_fragments(name_of(item)) if item else None
    if not fragments:
        return []
    return [all_of(settings, limit=100, name=text) for text in (f"probe-{settings.token}", *fragments.values())]


def signed(reply: Reply) -> dict[str, Any] | None:
    """Return the first listed endpoint with a dot or a space in its name."""
    return next((item for item in items(reply) if _SIGNED.fullmatch(name_of(item))), None)


def _signed_filter(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
    item = signed(seen["list"][0])
    return [all_of(settings, limit=100, name=name_of(item) if item else f"probe.{settings.token}")]


def _telling(reply: Reply) -> list[dict[str, Any]]:
    """Return endpoints of a list, one of each type and status before others of the same."""
    seen: set[tuple[str, str]] = set()
    first: list[dict[str, Any]] = []
    rest: list[dict[str, Any]] = []
    for item in items(reply):
        kind = (str(item.get("type")), str(item.get("status")))
        (rest if kind in seen else first).append(item)
        seen.add(kind)
    return [*first, *rest][:_MOST_READS]


def _show(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
    return [one_of(settings, item["id"]) for item in _telling(seen["list"][0])]


def _show_earlier(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
    changed = [item for item in items(seen["list"][0]) if item.get("update_time") != item.get("create_time")]
    return [one_of(settings, item["id"], version="PREVIOUS") for item in changed[:_MOST_EARLIER]]


def _nobodys_id(settings: Settings) -> str:
    """Return an id in the form of ids, made from the token, that no endpoint has."""
    digits = settings.token.encode().hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[12:15]}-8{digits[:3]}-{digits[3:15]}"


def _show_nothing(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
    request = all_of(settings)
    path = request["path"].replace("/endpoints", f"/probe-{settings.token}")
    return [{**request, "path": path}] if seen["list"] else []


OBSERVATIONS = (
    Observation("list", "ListEndpoints", _list(limit=100)),
    Observation("list_next", "ListEndpoints", _next_page),
    Observation("list_101", "ListEndpoints", _list(limit=101)),
    Observation(
        "list_none",
        "ListEndpoints",
        lambda settings, _seen: [all_of(settings, limit=100, endpoint_id=_nobodys_id(settings))],
    ),
    Observation("list_visible", "ListEndpoints", _by_visibility),
    Observation("list_named", "ListEndpoints", _name_filters),
    Observation("list_signed", "ListEndpoints", _signed_filter),
    Observation("nowhere", "ShowNothing", _show_nothing),
    Observation("show", "ShowEndpoint", _show),
    Observation("show_earlier", "ShowEndpoint", _show_earlier),
    Observation("show_unknown", "ShowEndpoint", lambda settings, _seen: [one_of(settings, _nobodys_id(settings))]),
)
