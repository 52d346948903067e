# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How answers about Fabric are read off calls that only read. Where nothing that is shown tells, nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.connection import KEYS
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.fabric_fields import FIELDS

from .ark_reads import name_fragments
from .fabric_reads import named, signed
from .fabric_replies import FAILED, coded, is_whole, items, name_of, pairs, shown
from .questions import NO_ENDPOINT, Answered, Finding, New, Replies, Reply, Settings, Untold, refused, told

#: What answers are known to show.
_KNOWN = frozenset(name for field in FIELDS for name in (field.api, *field.also))
_KNOWN_RESOURCES = frozenset(("apu", "dpu", "mu"))

#: Members that list items of the brief form have, and some that only the whole endpoint has.
_BRIEF = frozenset(("visibility", "description", "cap", "reserved_resource", "ray_resource", "error_code"))
_WHOLE = frozenset(("runtime_env_type", "urls", "config", "business_engine_instance_ids"))

_TIMES = (
    (re.compile(r"[0-9T:-]+\.[0-9]+Z"), "milliseconds"),
    (re.compile(r"[0-9T:-]+Z"), "seconds"),
    (re.compile(r"[0-9T:-]+\+08:00"), "offset"),
)
_IDS = ((re.compile(r"[0-9a-f]{32}"), "plain"), (re.compile(r"[0-9a-f]+(-[0-9a-f]+){4}"), "hyphens"))

_NEW_NAMES = frozenset(("target_ongoing_requests", "max_ongoing_requests"))
_OLD_NAMES = frozenset(("target_num_ongoing_requests_per_replica", "max_concurrent_queries"))

_NOT_FOUND = ("00010009/400", "00010009/404", "common.01000001/404", "empty/404")


Endpoints = list[dict[str, Any]]


# --- parts of replies


def _ray_services(endpoints: Endpoints) -> Iterator[dict[str, Any]]:
    """Yield the configurations of Ray services that are shown."""
    for endpoint in endpoints:
        found = (endpoint.get("config") or {}).get("ray_service_config")
        if isinstance(found, dict):
            yield found


def _deployments(endpoints: Endpoints) -> Iterator[dict[str, Any]]:
    for service in _ray_services(endpoints):
        for application in (service.get("ray_serve_config") or {}).get("applications") or ():
            yield from application.get("deployments") or ()


def _unset(endpoints: Endpoints) -> str:
    """Return how members without a value are shown, '' where it cannot be told."""
    for endpoint in endpoints:
        members = ("description", "error_msg") if endpoint.get("status") == "RUNNING" else ("description",)
        for member in members:
            if not endpoint.get(member):
                return {None: "null"}.get(endpoint[member], "empty") if member in endpoint else "omitted"
    return ""


def _times(reply: Reply) -> list[datetime]:
    try:
        return [datetime.fromisoformat(str(item["create_time"]).replace("Z", "+00:00")) for item in items(reply)]
    except (KeyError, ValueError):
        return []


# --- how answers are read off


def _of_endpoints(read_off: Callable[[Endpoints], Finding]) -> Callable[..., Finding]:
    """Return what reads an answer off all endpoints that are shown."""

    def finding(_settings: Settings, replies: Replies) -> Finding:
        found = shown(replies)
        return read_off(found) if found else NO_ENDPOINT

    return finding


def _member(*names: str, always: bool = False) -> Callable[..., Finding]:
    """Return what reads off under which of these names a member is shown, or that it is not.

    :param always: it is shown even if it has no value.
    """

    def read_off(found: Endpoints) -> Finding:
        name = next((name for name in names if any(name in endpoint for endpoint in found)), None)
        if name:
            return Answered(name if len(names) > 1 else "present")
        # Where members without a value are shown, this one would be.
        if always or _unset(found) in ("null", "empty"):
            return Answered("absent")
        return Untold(f"no endpoint shows {' or '.join(names)}, which may be because none has it")

    return _of_endpoints(read_off)


show_caches = _member("caches", "cache_list")
show_public_access = _member("public_access", always=True)
show_custom_image = _member("custom_image_id")
show_log_config = _member("log_config")


@_of_endpoints
def show_config(found: Endpoints) -> Finding:
    if any("config" in endpoint for endpoint in found):
        return Answered("present")
    if any(endpoint.get("type") == "ray_service" for endpoint in found):
        return Answered("absent")
    return Untold("the workspace shows no Ray service")


@_of_endpoints
def ray_shape(found: Endpoints) -> Finding:
    for endpoint in found:
        ray = endpoint.get("ray_resource") or {}
        if "head_group_spec" in ray or "head_node_resource" in ray:
            return Answered("response" if "head_group_spec" in ray else "request")
    return Untold("the workspace shows no Ray cluster")


@_of_endpoints
def data_infos(found: Endpoints) -> Finding:
    infos = [info for service in _ray_services(found) for info in service.get("data_infos") or ()]
    if not infos:
        return Untold("no Ray service shows data_infos")
    return Answered("extended" if any("output_path" in info for info in infos) else "as_sent")


@_of_endpoints
def defaults(found: Endpoints) -> Finding:
    lacking = any("max_replicas_per_node" not in deployment for deployment in _deployments(found)) or any(
        "enable_custom" not in (service.get("ray_cluster_config") or {}) for service in _ray_services(found)
    )
    pools = (unit for endpoint in found for unit in (endpoint.get("reserved_resource") or {}).items())
    if lacking or any(kind in ("apu", "dpu") and "max_num" not in pool for kind, pool in pools):
        return Answered("absent")
    return Untold("no endpoint lacks a default, which may be because all were given")


@_of_endpoints
def autoscaling(found: Endpoints) -> Finding:
    names = {name for deployment in _deployments(found) for name in deployment.get("autoscaling_config") or ()}
    if names & _NEW_NAMES and names & _OLD_NAMES:
        return Answered("given")
    return Untold("endpoints do not show both the older and the newer names")


@_of_endpoints
def urls(found: Endpoints) -> Finding:
    running = [endpoint for endpoint in found if endpoint.get("status") == "RUNNING"]
    if not running:
        return Untold("the workspace shows no running endpoint")
    return Answered("present" if any(endpoint.get("urls") for endpoint in running) else "absent")


@_of_endpoints
def failure_details(found: Endpoints) -> Finding:
    failed = [endpoint for endpoint in found if endpoint.get("status") in FAILED]
    if not failed:
        return Untold("the workspace shows no failed endpoint")
    is_told = any(endpoint.get("error_code") or endpoint.get("error_msg") for endpoint in failed)
    return Answered("present" if is_told else "absent")


@_of_endpoints
def unset_members(found: Endpoints) -> Finding:
    way = _unset(found)
    return Answered(way) if way else Untold("every endpoint has a description")


@_of_endpoints
def unknown_members(found: Endpoints) -> Finding:
    return Answered(
        any(set(each) - _KNOWN or set(each.get("reserved_resource") or {}) - _KNOWN_RESOURCES for each in found)
    )


def _form(member: str, forms: tuple[tuple[re.Pattern[str], str], ...]) -> Callable[..., Finding]:
    def read_off(found: Endpoints) -> Finding:
        text = str(found[0].get(member))
        form = next((name for pattern, name in forms if pattern.fullmatch(text)), None)
        return Answered(form) if form else New(f"a {member} in another form")

    return _of_endpoints(read_off)


time_form = _form("create_time", _TIMES)
id_form = _form("id", _IDS)


def earlier_version(_settings: Settings, earlier: Replies) -> Finding:
    if shown(earlier):
        return Answered("present")
    return Untold("no endpoint shows an earlier version, which may be because none was updated")


def list_items(_settings: Settings, listed: Replies, replies: Replies) -> Finding:
    both = list(pairs(listed, replies))
    if not both:
        return NO_ENDPOINT
    if any(_WHOLE & set(item) for item, _whole in both):
        return Answered("full")
    return Answered(
        "minimal" if any(_BRIEF & set(whole) and not _BRIEF & set(item) for item, whole in both) else "brief"
    )


def total(_settings: Settings, listed: Replies) -> Finding:
    return refused(listed[0]) if listed[0].code else Answered("present" if "total" in listed[0].result else "absent")


def empty_list(_settings: Settings, none: Replies) -> Finding:
    result = none[0].result
    if none[0].code or items(none[0]):
        return Untold("no list is empty")
    if "endpoints" not in result:
        return Answered("absent")
    if result["endpoints"] is None:
        return Answered("null") if "total" in result else Untold("without a total, null may stand for no list")
    return Answered("array") if result["endpoints"] == [] else New("something else than a list")


def list_order(_settings: Settings, listed: Replies) -> Finding:
    times = _times(listed[0])
    if len(set(times)) < 2:
        return Untold("the workspace shows no two endpoints of different ages")
    if times == sorted(times):
        return Answered("oldest_first")
    return Answered("newest_first") if times == sorted(times, reverse=True) else New("another order than by age")


def page_cap(_settings: Settings, listed: Replies, following: Replies) -> Finding:
    count = len(items(listed[0]))
    if count == 100 or any(map(items, following)):
        return Answered(count)
    return Untold("the workspace has too few endpoints to fill a page")


def limit_over_100(_settings: Settings, over: Replies) -> Finding:
    if not over[0].code:
        return Answered("capped")
    return Answered("refused") if over[0].status == 400 else New(f"refused with {over[0].code}")


def name_filter(_settings: Settings, listed: Replies, filtered: Replies) -> Finding:
    item = named(listed[0])
    if item is None:
        return Untold("the workspace shows no endpoint whose name lends itself to the question")
    if items(filtered[0]):
        return Answered("ignored")
    ways = zip(name_fragments(name_of(item)) or {}, filtered[1:])
    for way, reply in ways:
        if any(each["id"] == item["id"] for each in items(reply)):
            return Answered({"substring": "fuzzy"}.get(way, way))
        if not is_whole(reply):
            return Untold("the lists that the filter yields do not come whole")
    return Untold("the filter does not find an endpoint by its own name")


def name_filter_characters(_settings: Settings, listed: Replies, filtered: Replies) -> Finding:
    item, reply = signed(listed[0]), filtered[0]
    if reply.code:
        return Answered("refused") if reply.status == 400 else New(f"refused with {reply.code}")
    if item is None:
        return Untold("the workspace shows no endpoint with a dot or a space in its name")
    if any(each["id"] == item["id"] for each in items(reply)):
        return Answered("any")
    return Answered("unmatched") if is_whole(reply) else Untold("the list that the filter yields does not come whole")


def default_visibility(_settings: Settings, listed: Replies, visible: Replies) -> Finding:
    if not all(map(is_whole, (*listed, *visible))):
        return Untold("the lists do not come whole")
    private, public, every = ({item["id"] for item in items(reply)} for reply in visible)
    owners = [item.get("owner") for item in items(visible[0])]
    own = private | {item["id"] for item in items(visible[1]) if item.get("owner") in owners}
    shown_ids = {item["id"] for item in items(listed[0])}
    sets = {"own": own, "PRIVATE": private, "PUBLIC": public, "ALL": every}
    fitting = [word for word, ids in sets.items() if ids == shown_ids]
    if len(fitting) == 1 and private:
        return Answered(fitting[0])
    return Untold("the workspace shows too few endpoints, private and public, own and of others")


def name_kinds(listed: Reply) -> list[tuple[str, str, str]]:
    """Return owner, name and type of each running endpoint of a list."""
    running = (item for item in items(listed) if item.get("status") == "RUNNING")
    return [(str(item.get("owner")), name_of(item), str(item.get("type"))) for item in running]


def names_unique(_settings: Settings, listed: Replies) -> Finding:
    kinds = name_kinds(listed[0])
    if len(set(kinds)) < len(kinds):
        return Answered("no")
    return Untold("the workspace shows no two endpoints of one name and type")


# --- refusals


def not_found(_settings: Settings, unknown: Replies) -> Finding:
    if not unknown[0].code:
        return New("an endpoint, though the id is random")
    return told(coded(unknown[0]), _NOT_FOUND)


def code_prefix(_settings: Settings, unknown: Replies) -> Finding:
    code = unknown[0].code
    if code.startswith("dataartsfabric."):
        return Answered("present")
    return Answered("absent") if re.fullmatch("[0-9]{8}", code) else Untold(f"the code {code} is none of the service's")


def solution_msg(_settings: Settings, unknown: Replies) -> Finding:
    document = unknown[0].document
    parts = (document, document.get("error")) if isinstance(document, dict) else ()
    errors = [part for part in parts if isinstance(part, dict) and "error_code" in part]
    if not errors:
        return Untold("no error in the documented form was seen")
    return Answered("present" if "solution_msg" in errors[0] else "absent")


def project_header(settings: Settings, listed: Replies) -> Finding:
    if settings.options["way"] != KEYS or settings.options["has_project"]:
        return Untold("the connection tells the project")
    return refused(listed[0]) if listed[0].code else Answered("optional")
