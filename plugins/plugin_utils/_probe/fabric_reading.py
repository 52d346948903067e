# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What reading tells about Fabric: the calls, and the questions that their replies answer.

No answer is assumed: this release is right under all that the sandbox plays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.connection import KEYS
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.fabric_fields import FIELDS

from . import answers, huaweicloud
from .answers import among, first_told, form_of, has_any, optional
from .fabric import FAILED, FORM, code_of
from .name_filter import NameFilter
from .observations import always
from .questions import NO_ENDPOINT, Answer, Level, Observation, Requests, Seen, Untold
from .replies import Endpoint

# --- calls

#: Endpoints that are read one by one, and those whose earlier version is read.
_MOST_READS, _MOST_EARLIER = 10, 4

_SIGNED = re.compile(r"[\w. -]*[. ][\w. -]*")

_NAMES = NameFilter(
    FORM,
    "list",
    "list_named",
    lambda text: {"limit": 100, "name": text},
    "workspace",
    usable=r"[\u3400-\u9fff\uf900-\ufaffA-Za-z0-9_-]{1,128}",
    substring="fuzzy",
)


def _next_page(seen: Seen) -> list[dict[str, Any]]:
    count = len(FORM.items(seen.first("list")))
    return [{"limit": 100, "offset": count}] if count else []


def _signed(seen: Seen) -> Endpoint | None:
    """Return the first listed endpoint with a dot or a space in its name."""
    return next((item for item in FORM.items(seen.first("list")) if _SIGNED.fullmatch(FORM.name_of(item))), None)


def _signed_filter(seen: Seen) -> list[dict[str, Any]]:
    item = _signed(seen)
    return [{"limit": 100, "name": FORM.name_of(item) if item else f"probe.{seen.settings.token}"}]


def _telling(seen: Seen) -> list[dict[str, Any]]:
    """Return requests about endpoints of a list, one of each type and status before others of the same."""
    first: dict[tuple[str, str], Endpoint] = {}
    items = FORM.items(seen.first("list"))
    for item in items:
        first.setdefault((str(item.get("type")), str(item.get("status"))), item)
    ordered = [*first.values(), *(item for item in items if item not in first.values())]
    return [{"id": item["id"]} for item in ordered[:_MOST_READS]]


def _changed(seen: Seen) -> list[dict[str, Any]]:
    changed = [item for item in FORM.items(seen.first("list")) if item.get("update_time") != item.get("create_time")]
    return [{"id": item["id"], "version": "PREVIOUS"} for item in changed[:_MOST_EARLIER]]


def _nobodys(member: str, **more: Any) -> Requests:
    """Return a request with an id in the form of ids, made from the token, that no endpoint has."""

    def requests(seen: Seen) -> list[dict[str, Any]]:
        digits = seen.settings.token.encode().hex()
        nobodys_id = f"{digits[:8]}-{digits[8:12]}-4{digits[12:15]}-8{digits[:3]}-{digits[3:15]}"
        return [{member: nobodys_id, **more}]

    return requests


_VISIBILITIES = ("PRIVATE", "PUBLIC", "ALL")

_OBSERVATIONS = (
    Observation("list", "ListEndpoints", always({"limit": 100})),
    Observation("list_next", "ListEndpoints", _next_page),
    Observation("list_101", "ListEndpoints", always({"limit": 101})),
    Observation("list_none", "ListEndpoints", _nobodys("endpoint_id", limit=100)),
    Observation(
        "list_visible", "ListEndpoints", always(*({"limit": 100, "visibility": word} for word in _VISIBILITIES))
    ),
    Observation("list_named", "ListEndpoints", _NAMES.requests),
    Observation("list_signed", "ListEndpoints", _signed_filter),
    Observation("nowhere", "ShowNothing", lambda seen: [{"nothing": seen.settings.name} for _listed in seen["list"]]),
    Observation("show", "ShowEndpoint", _telling),
    Observation("show_earlier", "ShowEndpoint", _changed),
    Observation("show_unknown", "ShowEndpoint", _nobodys("id")),
)

READING = Level(_OBSERVATIONS)
ask = READING.ask


# --- what endpoints show

_GOT = FORM.shown_in("show")

#: What answers are known to show.
_KNOWN = frozenset(name for field in FIELDS for name in (field.api, *field.also))
_KNOWN_RESOURCES = frozenset(("apu", "dpu", "mu"))

_NEW_NAMES = frozenset(("target_ongoing_requests", "max_ongoing_requests"))
_OLD_NAMES = frozenset(("target_num_ongoing_requests_per_replica", "max_concurrent_queries"))


def _of_status(*statuses: str) -> Callable[[Seen], list[Endpoint]]:
    """Return what returns the endpoints of these statuses."""
    return lambda seen: [endpoint for endpoint in _GOT(seen) if endpoint.get("status") in statuses]


def _unset(endpoints: list[Endpoint]) -> str | None:
    """Return how members without a value are shown, None where it cannot be told."""
    forms = (
        answers.unset_form(each, "description", *(("error_msg",) if each.get("status") == "RUNNING" else ()))
        for each in endpoints
    )
    return next(filter(None, forms), None)


def _ray_shape(endpoint: Endpoint) -> str | None:
    ray = endpoint.get("ray_resource") or {}
    if "head_group_spec" in ray:
        return "response"
    return "request" if "head_node_resource" in ray else None


def _services(seen: Seen) -> list[dict[str, Any]]:
    """Return the configurations of Ray services that are shown."""
    found = ((endpoint.get("config") or {}).get("ray_service_config") for endpoint in _GOT(seen))
    return [service for service in found if isinstance(service, dict)]


def _deployments(seen: Seen) -> Iterator[dict[str, Any]]:
    for service in _services(seen):
        for application in (service.get("ray_serve_config") or {}).get("applications") or ():
            yield from application.get("deployments") or ()


@ask("fabric_defaults", "Which defaults are filled in?")
def _defaults(seen: Seen) -> Answer:
    lacking = any("max_replicas_per_node" not in deployment for deployment in _deployments(seen)) or any(
        "enable_custom" not in (service.get("ray_cluster_config") or {}) for service in _services(seen)
    )
    pools = (unit for endpoint in _GOT(seen) for unit in (endpoint.get("reserved_resource") or {}).items())
    if lacking or any(kind in ("apu", "dpu") and "max_num" not in pool for kind, pool in pools):
        return "absent"
    return Untold("no endpoint lacks a default, which may be because all were given")


@ask("fabric_autoscaling_shown", "Which names does autoscaling_config show?")
def _autoscaling(seen: Seen) -> Answer:
    names = {name for deployment in _deployments(seen) for name in deployment.get("autoscaling_config") or ()}
    if names & _NEW_NAMES and names & _OLD_NAMES:
        return "given"
    return Untold("endpoints do not show both the older and the newer names")


ask("fabric_show_config", "Is config shown?", 1)(
    among(
        lambda seen: [each for each in _GOT(seen) if "config" in each or each.get("type") == "ray_service"],
        has_any("config"),
        nothing="the workspace shows no Ray service",
    )
)
ask("fabric_show_caches", "Under which name is the list of caches shown?", 9)(
    optional(_GOT, _unset, "caches", "cache_list", is_named=True)
)
ask("fabric_show_public_access", "Is public_access shown?", 9)(among(_GOT, has_any("public_access")))
ask("fabric_show_custom_image", "Is custom_image_id shown?")(optional(_GOT, _unset, "custom_image_id"))
ask("fabric_show_log_config", "Is log_config shown?")(optional(_GOT, _unset, "log_config"))
ask("fabric_ray_shape", "In which form is ray_resource shown?")(
    first_told(_GOT, _ray_shape, "the workspace shows no Ray cluster")
)
ask("fabric_data_infos", "Do data_infos show more than was given?")(
    among(
        lambda seen: [info for service in _services(seen) for info in service.get("data_infos") or ()],
        has_any("output_path"),
        "extended",
        "as_sent",
        "no Ray service shows data_infos",
    )
)
ask("fabric_urls", "Does a running endpoint show urls?")(
    among(_of_status("RUNNING"), lambda each: each.get("urls"), nothing="the workspace shows no running endpoint")
)
ask("fabric_failure_details", "Does a failed endpoint say why?")(
    among(
        _of_status(*FAILED),
        lambda each: each.get("error_code") or each.get("error_msg"),
        nothing="the workspace shows no failed endpoint",
    )
)
ask("fabric_unset_members", "How is a member without a value shown?")(
    first_told(_GOT, lambda each: _unset([each]), "every endpoint has a description")
)
ask("fabric_unknown_members", "Are there members that no document names?", 10)(
    among(
        _GOT,
        lambda each: set(each) - _KNOWN or set(each.get("reserved_resource") or {}) - _KNOWN_RESOURCES,
        True,
        False,
    )
)
ask("fabric_time_form", "In which form are times?")(
    form_of(_GOT, "create_time", milliseconds=r"[0-9T:-]+\.[0-9]+Z", seconds=r"[0-9T:-]+Z", offset=r"[0-9T:-]+\+08:00")
)
ask("fabric_id_form", "In which form are ids?")(
    form_of(_GOT, "id", plain=r"[0-9a-f]{32}", hyphens=r"[0-9a-f]+(-[0-9a-f]+){4}")
)
ask("fabric_previous_version", "Is the version before an update shown?")(
    first_told(
        FORM.shown_in("show_earlier"),
        lambda _each: "present",
        "no endpoint shows an earlier version, which may be because none was updated",
    )
)


# --- how lists are made

#: Members that list items of the brief form have, and some that only the whole endpoint has.
_BRIEF = frozenset(("visibility", "description", "cap", "reserved_resource", "ray_resource", "error_code"))
_WHOLE = frozenset(("runtime_env_type", "urls", "config", "business_engine_instance_ids"))


@ask("fabric_list_items", "Which members do lists show?")
def _list_items(seen: Seen) -> Answer:
    pairs = list(FORM.pairs(seen, "list", "show"))
    if not pairs:
        return NO_ENDPOINT
    if any(_WHOLE & set(item) for item, _whole in pairs):
        return "full"
    is_minimal = any(_BRIEF & set(whole) and not _BRIEF & set(item) for item, whole in pairs)
    return "minimal" if is_minimal else "brief"


@ask("fabric_page_cap", "How many items has a page at most?")
def _page_cap(seen: Seen) -> Answer:
    count = len(FORM.items(seen.first("list")))
    if count == 100 or any(map(FORM.items, seen["list_next"])):
        return count
    return Untold("the workspace has too few endpoints to fill a page")


@ask("fabric_name_filter_characters", "Does the filter name understand dots and spaces?")
def _filter_characters(seen: Seen) -> Answer:
    item, reply = _signed(seen), seen.first("list_signed")
    if reply.code:
        return "refused" if reply.status == 400 else answers.refused_anew(reply)
    if item is None:
        return Untold("the workspace shows no endpoint with a dot or a space in its name")
    if any(each["id"] == item["id"] for each in FORM.items(reply)):
        return "any"
    is_whole = FORM.is_whole(reply)
    return "unmatched" if is_whole else Untold("the list that the filter yields does not come whole")


@ask("fabric_list_default_visibility", "What does a list without visibility cover?")
def _default_visibility(seen: Seen) -> Answer:
    listed, visible = seen["list"], seen["list_visible"]
    if not all(map(FORM.is_whole, (*listed, *visible))):
        return Untold("the lists do not come whole")
    private, public, every, default = ({item["id"] for item in FORM.items(reply)} for reply in (*visible, *listed))
    owners = [item.get("owner") for item in FORM.items(visible[0])]
    own = private | {item["id"] for item in FORM.items(visible[1]) if item.get("owner") in owners}
    sets = {"own": own, "PRIVATE": private, "PUBLIC": public, "ALL": every}
    fitting = [word for word, ids in sets.items() if ids == default]
    if len(fitting) == 1 and private:
        return fitting[0]
    return Untold("the workspace shows too few endpoints, private and public, own and of others")


def name_kinds(seen: Seen) -> list[tuple[str, str, str]]:
    """Return owner, name and type of each running endpoint of the list."""
    running = (item for item in FORM.items(seen.first("list")) if item.get("status") == "RUNNING")
    return [(str(item.get("owner")), FORM.name_of(item), str(item.get("type"))) for item in running]


@ask("fabric_names_unique", "Must names be unique?", 4)
def _names_unique(seen: Seen) -> Answer:
    kinds = name_kinds(seen)
    if len(set(kinds)) < len(kinds):
        return "no"
    return Untold("the workspace shows no two endpoints of one name and type")


ask("fabric_total", "Do lists say how much there is?")(answers.list_has("list", "total"))
ask("fabric_empty_list", "How is an empty list shown?")(answers.empty_list(FORM, "list_none"))
ask("fabric_list_order", "How are lists ordered?")(
    lambda seen: answers.order_of(
        FORM.times(seen.first("list")), "the workspace shows no two endpoints of different ages"
    )
)
ask("fabric_limit_over_100", "Is a limit above 100 refused?")(
    answers.outcome("list_101", "capped", "refused", lambda reply: reply.status == 400)
)
ask("fabric_name_filter", "How does the filter name match?")(_NAMES.read_off)


# --- refusals

_NOT_FOUND = ("00010009/400", "00010009/404", "common.01000001/404", "empty/404")


ask("fabric_not_found", "What is the answer for an id that does not exist?", 5)(
    answers.not_found("show_unknown", _NOT_FOUND, code_of)
)


@ask("fabric_code_prefix", "Do codes begin with the name of the service?")
def _code_prefix(seen: Seen) -> Answer:
    code = seen.first("show_unknown").code
    if code.startswith("dataartsfabric."):
        return "present"
    return "absent" if re.fullmatch("[0-9]{8}", code) else Untold(f"the code {code} is none of the service's")


def _errors(seen: Seen) -> list[dict[str, Any]]:
    document = seen.first("show_unknown").document
    parts = (document, document.get("error")) if isinstance(document, dict) else ()
    return [part for part in parts if isinstance(part, dict) and "error_code" in part]


@ask("fabric_project_header", "Must signed requests tell the project?")
def _project_header(seen: Seen) -> Answer:
    if seen.settings.options["way"] != KEYS or seen.settings.options["has_project"]:
        return Untold("the connection tells the project")
    (listed,) = seen.even_denied("list")
    return answers.refused(listed) if listed.code else "optional"


ask("fabric_solution_msg", "Do errors have solution_msg?")(
    among(_errors, has_any("solution_msg"), nothing="no error in the documented form was seen")
)
huaweicloud.ask_gateway(READING, "list")
