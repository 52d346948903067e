# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What reading alone tells about Ark. Where nothing that the account has tells, nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from .questions import (
    NO_ENDPOINT,
    Answered,
    Finding,
    New,
    Observation,
    Question,
    Replies,
    Reply,
    Settings,
    Untold,
    refused,
    told,
)

#: Endpoints that are read one by one.
_MOST_READS = 5

#: What GetEndpoint is known to show.
_KNOWN = frozenset(
    "Id Name Description ProjectName Tags ModelReference ModelUnitId EndpointModelType RateLimit Status StatusReason"
    " CreateTime UpdateTime RollingId SupportRolling BatchOnly SupportScaleTier ScaleTierId Moderation"
    " ContentGeneration".split()
)
_KNOWN_LIMITS = frozenset(("Rpm", "Tpm", "ContentGeneration"))

_NOT_FOUND = (
    "NotFound.Endpoint/404",
    "ResourceNotFound.Endpoint/404",
    "InvalidEndpointOrModel.NotFound/404",
    "InvalidEndpoint.NotFound/404",
    "NotFound.Endpoint/400",
)

_TIMES = (
    (re.compile(r"[0-9T:-]+Z"), "utc"),
    (re.compile(r"[0-9T:-]+\+08:00"), "offset"),
    (re.compile(r"[0-9T:-]+\.[0-9]+Z"), "fraction"),
)

Seen = Mapping[str, Replies]


# --- calls


def _always(*requests: dict[str, Any]) -> Callable[[Settings, Seen], list[dict[str, Any]]]:
    return lambda _settings, _seen: [dict(request) for request in requests]


def _first_endpoints(_settings: Settings, seen: Seen) -> list[dict[str, Any]]:
    return [{"Id": item["Id"]} for item in items(seen["list"][0])[:_MOST_READS]]


def _first_custom(_settings: Settings, seen: Seen) -> list[dict[str, Any]]:
    return [{"Id": item["Id"]} for item in items(seen["list_custom"][0])[:1]]


def name_fragments(name: str) -> dict[str, str] | None:
    """Return filters by the way of matching that finds the name; None if the name does not lend itself."""
    inner, prefix = name[1:-1], name[:-1]
    swapped = inner.swapcase()
    if len(name) < 4 or name.startswith(inner) or swapped in name or swapped.casefold() != inner.casefold():
        return None
    return {"case_insensitive": swapped, "substring": inner, "prefix": prefix, "exact": name}


def _named(seen: Seen) -> dict[str, Any] | None:
    return next((item for item in items(seen["list"][0]) if name_fragments(str(item.get("Name", "")))), None)


def _name_filters(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
    item = _named(seen)
    fragments = name_fragments(item["Name"]) if item else None
    if not fragments:
        return []
    texts = (f"probe-{settings.token}", *fragments.values())
    return [{"Filter": {"Name": text}, "PageSize": 100} for text in texts]


def _listed_models(_settings: Settings, seen: Seen) -> list[dict[str, Any]]:
    models = (item.get("ModelReference") or {} for item in items(seen["list"][0]))
    names = sorted({(model.get("FoundationModel") or {}).get("Name") or "" for model in models} - {""})
    return [{"FoundationModelNames": names[:1]}] if names else []


OBSERVATIONS = (
    Observation("list", "ListEndpoints", _always({"PageSize": 100})),
    Observation("list_101", "ListEndpoints", _always({"PageSize": 101})),
    Observation(
        "list_sorted",
        "ListEndpoints",
        _always(*({"PageSize": 100, "SortBy": "CreateTime", "SortOrder": order} for order in ("Asc", "Desc"))),
    ),
    Observation(
        "list_project",
        "ListEndpoints",
        lambda settings, _seen: [{"PageSize": 100, "ProjectName": settings.project_name}],
    ),
    Observation(
        "list_no_project",
        "ListEndpoints",
        lambda settings, _seen: [{"PageSize": 100, "ProjectName": f"probe-{settings.token}"}],
    ),
    Observation(
        "list_custom", "ListEndpoints", _always({"PageSize": 100, "Filter": {"EndpointModelTypes": ["CustomModel"]}})
    ),
    Observation("list_named", "ListEndpoints", _name_filters),
    Observation("get", "GetEndpoint", _first_endpoints),
    Observation("get_custom", "GetEndpoint", _first_custom),
    Observation(
        "get_unknown", "GetEndpoint", lambda settings, _seen: [{"Id": f"ep-20200101000000-{settings.token[:5]}"}]
    ),
    Observation("get_malformed", "GetEndpoint", lambda settings, _seen: [{"Id": f"no endpoint {settings.token}"}]),
    Observation("certificate", "GetEndpointCertificate", lambda settings, seen: _first_endpoints(settings, seen)[:2]),
    Observation(
        "get_rolling",
        "GetEndpointRolling",
        lambda settings, _seen: [{"Id": f"er-20200101000000-{settings.token[:5]}"}],
    ),
    Observation("list_keys", "ListApiKeys", _always({})),
    Observation("activations", "ListModelActivations", _always({"PageSize": 10})),
    Observation("limits", "ListModelRateLimit", _listed_models),
)


# --- parts of replies


def items(reply: Reply) -> list[dict[str, Any]]:
    """Return the endpoints that a list shows."""
    found = reply.result.get("Items")
    return [item for item in found if isinstance(item, dict) and item.get("Id")] if isinstance(found, list) else []


def _is_whole(reply: Reply) -> bool:
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


def _content_generation(endpoint: Mapping[str, Any]) -> str:
    if endpoint.get("ContentGeneration"):
        return "member"
    return "nested" if limits(endpoint).get("ContentGeneration") else ""


def _both(listed: Replies, got: Replies) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield endpoints as the list and as their own reads show them."""
    whole = {endpoint["Id"]: endpoint for endpoint in endpoints(got)}
    return ((item, whole[item["Id"]]) for item in items(listed[0]) if item["Id"] in whole)


def _times(reply: Reply) -> list[datetime]:
    try:
        return [datetime.fromisoformat(str(item["CreateTime"]).replace("Z", "+00:00")) for item in items(reply)]
    except (KeyError, ValueError):
        return []


def _exists(reply: Reply) -> bool:
    return reply.code != "InvalidActionOrVersion"


# --- how answers are read off


def _get_shape(_settings: Settings, got: Replies) -> Finding:
    if not endpoints(got):
        return NO_ENDPOINT
    first = next(reply for reply in got if not reply.code)
    return Answered("nested" if isinstance(first.result.get("Endpoint"), dict) else "flat")


def _get_newer_members(_settings: Settings, got: Replies) -> Finding:
    found = endpoints(got)
    if not found:
        return NO_ENDPOINT
    newer = {"BatchOnly", "SupportRolling", "SupportScaleTier"}
    return Answered("present" if any(newer & set(endpoint) for endpoint in found) else "absent")


def _unset_members(_settings: Settings, got: Replies) -> Finding:
    for endpoint in endpoints(got):
        for member in ("Description", "StatusReason"):
            if endpoint.get(member, "") in ("", None):
                return Answered({None: "null", "": "empty"}[endpoint[member]] if member in endpoint else "omitted")
    return NO_ENDPOINT


def _unknown_members(_settings: Settings, got: Replies) -> Finding:
    found = endpoints(got)
    if not found:
        return NO_ENDPOINT
    return Answered(any(set(each) - _KNOWN or set(limits(each)) - _KNOWN_LIMITS for each in found))


def _time_form(_settings: Settings, got: Replies) -> Finding:
    for endpoint in endpoints(got):
        text = str(endpoint.get("CreateTime", ""))
        form = next((name for pattern, name in _TIMES if pattern.fullmatch(text)), None)
        return Answered(form) if form else New("a time in another form")
    return NO_ENDPOINT


def _custom_model_base(_settings: Settings, got: Replies) -> Finding:
    for endpoint in endpoints(got):
        model = endpoint.get("ModelReference") or {}
        if model.get("CustomModelId"):
            return Answered("shown" if (model.get("FoundationModel") or {}).get("Name") else "absent")
    return Untold("the account shows no endpoint of a custom model")


def _system_tags(_settings: Settings, got: Replies) -> Finding:
    found = endpoints(got)
    if not found:
        return NO_ENDPOINT
    keys = (str(tag.get("Key")) for endpoint in found for tag in endpoint.get("Tags") or ())
    return Answered("present" if any(key.startswith("sys:") for key in keys) else "absent")


def _shown_default_rate_limit(_settings: Settings, got: Replies) -> Finding:
    if any(not is_limited(endpoint) for endpoint in endpoints(got)):
        return Answered("none")
    return Untold("every endpoint shows limits, which may be its own")


def _shown_default_moderation(_settings: Settings, got: Replies) -> Finding:
    if any("SupportScaleTier" in each and not each.get("Moderation") for each in endpoints(got)):
        return Answered("none")
    return Untold("no endpoint is without a moderation, and they may be its own")


def _name_filter(_settings: Settings, listed: Replies, named: Replies) -> Finding:
    item = _named({"list": listed})
    if item is None:
        return Untold("the account shows no endpoint whose name lends itself to the question")
    if any(not _is_whole(reply) for reply in named):
        return Untold("the lists that the filter yields do not come whole")
    found = [any(each["Id"] == item["Id"] for each in items(reply)) for reply in named]
    if found[0]:
        return Answered("ignored")
    # The whole name comes last: what that does not find is there no more.
    if not found[-1]:
        return Untold("the filter does not find an endpoint by its own name")
    return Answered(next(way for way, hit in zip(name_fragments(item["Name"]) or {}, found[1:]) if hit))


def _project_filter(_settings: Settings, listed: Replies, nowhere: Replies) -> Finding:
    if nowhere[0].code:
        return New(f"a list of a project that does not exist is refused with {nowhere[0].code}")
    if items(nowhere[0]):
        return Answered("ignored")
    return Answered("applied") if items(listed[0]) else NO_ENDPOINT


def _list_scope(settings: Settings, listed: Replies, nowhere: Replies, own: Replies) -> Finding:
    if items(nowhere[0]):
        return Untold("lists are not filtered by project")
    if any(item.get("ProjectName") not in (None, "", "default") for item in items(listed[0])):
        return Answered("account")
    shown = {item["Id"] for item in items(listed[0])}
    hidden = (item for item in items(own[0]) if item["Id"] not in shown)
    if _is_whole(listed[0]) and any(item.get("ProjectName") not in (None, "", "default") for item in hidden):
        return Answered("default")
    return Untold("the account shows no endpoint outside the project default; probe_project_name may name one")


def _list_rate_limit(_settings: Settings, listed: Replies, got: Replies) -> Finding:
    limited = [item for item, endpoint in _both(listed, got) if is_limited(endpoint)]
    if not limited:
        return Untold("no endpoint shows limits")
    return Answered("present" if any(map(is_limited, limited)) else "absent")


def _list_rolling_fields(_settings: Settings, listed: Replies) -> Finding:
    found = items(listed[0])
    if not found:
        return NO_ENDPOINT
    return Answered("present" if any({"RollingId", "SupportRolling"} & set(item) for item in found) else "absent")


def _list_sort(_settings: Settings, ordered: Replies) -> Finding:
    up, down = map(_times, ordered)
    if up and down and up == sorted(up) and down == sorted(down, reverse=True) and up[0] < down[0]:
        return Answered("applied")
    up_ids, down_ids = ([item["Id"] for item in items(reply)] for reply in ordered)
    if len(set(up)) > 1 and up_ids == down_ids:
        return Answered("ignored")
    return Untold("the account shows no two endpoints of different ages")


def _list_order(_settings: Settings, listed: Replies) -> Finding:
    times = _times(listed[0])
    if len(set(times)) < 2:
        return Untold("the account shows no two endpoints of different ages")
    if times == sorted(times):
        return Answered("oldest_first")
    return Answered("newest_first") if times == sorted(times, reverse=True) else New("another order than by age")


def _page_size_cap(_settings: Settings, listed: Replies) -> Finding:
    size = listed[0].result.get("PageSize")
    if listed[0].code:
        return refused(listed[0])
    return Answered(size) if isinstance(size, int) and size > 0 else New("a list that does not tell its PageSize")


def _page_size_over_100(_settings: Settings, over: Replies) -> Finding:
    if over[0].code:
        is_refused = over[0].code.startswith("InvalidParameter")
        return Answered("refused") if is_refused else New(f"refused with {over[0].code}")
    return Answered("capped")


def _failed_status(_settings: Settings, listed: Replies, got: Replies) -> Finding:
    words = {str(each.get("Status")) for each in (*items(listed[0]), *endpoints(got))}
    word = next((word for word in ("Failed", "Abnormal") if word in words), None)
    return Answered(word) if word else Untold("the account shows no failed endpoint")


def _not_found(_settings: Settings, unknown: Replies) -> Finding:
    if not unknown[0].code:
        return New("an endpoint, though the id is random")
    return told(f"{unknown[0].code}/{unknown[0].status}", _NOT_FOUND)


def _malformed_id(_settings: Settings, unknown: Replies, malformed: Replies) -> Finding:
    code = malformed[0].code
    if code and code == unknown[0].code:
        return Answered("not_found")
    return Answered("invalid_parameter") if code.startswith("InvalidParameter") else New(code or "a success")


def _certificate(settings: Settings, got: Replies, certificates: Replies) -> Finding:
    if any(reply.result.get("PCAInstanceCertificate") for reply in certificates):
        return Answered("all")
    absence = _certificate_absence(settings, got, certificates)
    return Answered("none") if isinstance(absence, Answered) else absence


def _certificate_absence(_settings: Settings, got: Replies, certificates: Replies) -> Finding:
    for endpoint, reply in zip(got, certificates):
        if endpoint.code or reply.result.get("PCAInstanceCertificate"):
            continue
        if not reply.code:
            return Answered("empty_members" if reply.result else "empty")
        if reply.code.startswith("OperationDenied."):
            return Answered("denied")
        return Answered("not_found") if "NotFound" in reply.code else New(f"refused with {reply.code}")
    return Untold("no endpoint without a certificate was seen")


def _by_site(settings: Settings, replies: Replies) -> Finding:
    """Return which sites know an action; the reply of one site leaves some of it open."""
    if not replies:
        return NO_ENDPOINT
    on_first = settings.site == "volcengine"
    if _exists(replies[0]):
        return Untold("this site knows the action; BytePlus may not") if on_first else Answered("present")
    return Answered("absent") if on_first else Untold("this site does not know the action; Volcengine may")


def _rolling_permission(_settings: Settings, rolling: Replies) -> Finding:
    reply = rolling[0]
    if not _exists(reply):
        return Untold("the action does not exist")
    if reply.code.startswith(("AccessDenied", "Lack")):
        return told(f"{reply.code}/{reply.status}", ("AccessDenied/403", "LackPolicy/403"))
    return Answered("granted")


def _presence(_settings: Settings, replies: Replies) -> Finding:
    return Answered("present" if _exists(replies[0]) else "absent")


def _model_limit_members(_settings: Settings, shown: Replies) -> Finding:
    found = shown[0].result.get("Items") if shown else None
    if not found:
        return Untold("no limits of a model are shown")
    return Answered("all" if any("CurrentTpd" in item for item in found) else "first")


def _content_generation_place(_settings: Settings, got: Replies) -> Finding:
    place = next(filter(None, map(_content_generation, endpoints(got))), None)
    return Answered(place) if place else Untold("no endpoint shows limits of image or video generation")


def _list_content_generation(_settings: Settings, listed: Replies, got: Replies) -> Finding:
    limited = [item for item, endpoint in _both(listed, got) if _content_generation(endpoint)]
    if not limited:
        return Untold("no endpoint shows limits of image or video generation")
    return Answered("present" if any(map(_content_generation, limited)) else "absent")


_PRESENCE = ("present", "absent")
_SITES = ("present", "volcengine", "absent")

QUESTIONS = (
    Question("get_shape", "Is what GetEndpoint returns wrapped?", ("get",), _get_shape, ("flat", "nested"), open=(14,)),
    Question(
        "get_newer_members", "Does GetEndpoint show newer members?", ("get",), _get_newer_members, _PRESENCE, open=(14,)
    ),
    Question(
        "unset_members",
        "How is a member without a value shown?",
        ("get",),
        _unset_members,
        ("omitted", "null", "empty"),
    ),
    Question("unknown_members", "Are there members that no document names?", ("get",), _unknown_members, (False, True)),
    Question("time_form", "In which form are times?", ("get",), _time_form, ("utc", "offset", "fraction")),
    Question(
        "custom_model_base",
        "Does the reference of a custom model show its base?",
        ("get_custom",),
        _custom_model_base,
        ("absent", "shown"),
    ),
    Question("system_tags", "Do endpoints carry system tags?", ("get",), _system_tags, _PRESENCE, open=(9,)),
    Question(
        "shown_default_rate_limit",
        "Which limits does an endpoint without its own show?",
        ("get",),
        _shown_default_rate_limit,
        ("none", "account"),
        open=(13,),
    ),
    Question(
        "shown_default_moderation",
        "Which moderation does an endpoint without its own show?",
        ("get",),
        _shown_default_moderation,
        ("none", "Default"),
        open=(13,),
    ),
    Question(
        "name_filter",
        "How does Filter.Name match?",
        ("list", "list_named"),
        _name_filter,
        ("exact", "prefix", "substring", "case_insensitive", "ignored"),
        open=(3,),
    ),
    Question(
        "project_filter",
        "Are lists filtered by ProjectName?",
        ("list", "list_no_project"),
        _project_filter,
        ("applied", "ignored"),
        open=(15,),
    ),
    Question(
        "list_scope_without_project",
        "What does a list without ProjectName cover?",
        ("list", "list_no_project", "list_project"),
        _list_scope,
        ("account", "default"),
        open=(15,),
    ),
    Question("list_rate_limit", "Do lists show RateLimit?", ("list", "get"), _list_rate_limit, _PRESENCE),
    Question(
        "list_rolling_fields",
        "Do lists show what belongs to rolling updates?",
        ("list",),
        _list_rolling_fields,
        _PRESENCE,
    ),
    Question("list_sort", "Are SortBy and SortOrder applied?", ("list_sorted",), _list_sort, ("applied", "ignored")),
    Question(
        "list_order", "How are lists ordered without SortBy?", ("list",), _list_order, ("newest_first", "oldest_first")
    ),
    Question("page_size_cap", "How many items has a page at most?", ("list",), _page_size_cap, tuple(range(1, 101))),
    Question(
        "page_size_over_100",
        "Is a PageSize above 100 refused?",
        ("list_101",),
        _page_size_over_100,
        ("refused", "capped"),
    ),
    Question(
        "failed_status",
        "What is the Status of a failed endpoint?",
        ("list", "get"),
        _failed_status,
        ("Failed", "Abnormal"),
        open=(4,),
    ),
    Question(
        "not_found",
        "What is the answer for an id that does not exist?",
        ("get_unknown",),
        _not_found,
        _NOT_FOUND,
        open=(7,),
    ),
    Question(
        "malformed_id",
        "What is the answer for an id that cannot be one?",
        ("get_unknown", "get_malformed"),
        _malformed_id,
        ("not_found", "invalid_parameter"),
        open=(7,),
    ),
    Question(
        "certificate",
        "Do endpoints have certificates?",
        ("get", "certificate"),
        _certificate,
        ("all", "none"),
        open=(20,),
    ),
    Question(
        "certificate_absence",
        "What is the answer where there is no certificate?",
        ("get", "certificate"),
        _certificate_absence,
        ("not_found", "empty", "empty_members", "denied"),
        open=(20,),
    ),
    Question("rolling_actions", "Which sites know rolling updates?", ("get_rolling",), _by_site, _SITES, open=(17,)),
    Question(
        "rolling_permission",
        "May these credentials use rolling updates?",
        ("get_rolling",),
        _rolling_permission,
        ("granted", "AccessDenied/403", "LackPolicy/403"),
        hears_denial=True,
    ),
    Question("ark_key_list", "Does the action ListApiKeys exist?", ("list_keys",), _presence, _PRESENCE),
    Question("activation_list", "Does ListModelActivations exist?", ("activations",), _presence, _PRESENCE),
    Question("model_limits", "Which sites know ListModelRateLimit?", ("limits",), _by_site, _SITES),
    Question(
        "model_limit_members",
        "Which members have the limits of a model?",
        ("limits",),
        _model_limit_members,
        ("all", "first"),
    ),
    Question(
        "content_generation",
        "Where are the limits of image and video generation?",
        ("get",),
        _content_generation_place,
        ("unknown", "member", "nested"),
        open=(22,),
    ),
    Question(
        "list_content_generation",
        "Do lists show them?",
        ("list", "get"),
        _list_content_generation,
        ("absent", "present"),
    ),
)
