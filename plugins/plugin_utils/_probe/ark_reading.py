# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What reading tells about Ark: the calls, and the questions that their replies answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .answers import among, coded, first_told, form_of, has_any, not_found, order_of, outcome, refused, told, unset_form
from .ark import FORM, is_limited, limits
from .name_filter import NameFilter
from .observations import always
from .questions import NO_ENDPOINT, Answer, Level, New, Observation, ReadOff, Reply, Requests, Seen, Untold
from .replies import Endpoint, Endpoints

# --- calls

#: Endpoints that are read one by one.
_MOST_READS = 5


def _list(**more: Any) -> dict[str, Any]:
    return {"PageSize": 100, **more}


def _listed(name: str, most: int) -> Requests:
    """Return requests about the first endpoints of a list."""
    return lambda seen: [{"Id": item["Id"]} for item in FORM.items(seen.first(name))[:most]]


def _unknown(prefix: str) -> Requests:
    """Return a request about an id that nobody has."""
    return lambda seen: [{"Id": f"{prefix}-20200101000000-{seen.settings.token[:5]}"}]


def _listed_models(seen: Seen) -> list[dict[str, Any]]:
    models = (item.get("ModelReference") or {} for item in FORM.items(seen.first("list")))
    names = sorted({(model.get("FoundationModel") or {}).get("Name") or "" for model in models} - {""})
    return [{"FoundationModelNames": names[:1]}] if names else []


_NAMES = NameFilter(FORM, "list", "list_named", lambda text: _list(Filter={"Name": text}))

_OBSERVATIONS = (
    Observation("list", "ListEndpoints", always(_list())),
    Observation("list_101", "ListEndpoints", always({"PageSize": 101})),
    Observation(
        "list_sorted",
        "ListEndpoints",
        always(*(_list(SortBy="CreateTime", SortOrder=order) for order in ("Asc", "Desc"))),
    ),
    Observation(
        "list_project", "ListEndpoints", lambda seen: [_list(ProjectName=seen.settings.options["project_name"])]
    ),
    Observation("list_no_project", "ListEndpoints", lambda seen: [_list(ProjectName=seen.settings.name)]),
    Observation("list_custom", "ListEndpoints", always(_list(Filter={"EndpointModelTypes": ["CustomModel"]}))),
    Observation("list_named", "ListEndpoints", _NAMES.requests),
    Observation("get", "GetEndpoint", _listed("list", _MOST_READS)),
    Observation("get_custom", "GetEndpoint", _listed("list_custom", 1)),
    Observation("get_unknown", "GetEndpoint", _unknown("ep")),
    Observation("get_malformed", "GetEndpoint", lambda seen: [{"Id": f"no endpoint {seen.settings.token}"}]),
    Observation("certificate", "GetEndpointCertificate", _listed("list", 2)),
    Observation("get_rolling", "GetEndpointRolling", _unknown("er")),
    Observation("list_keys", "ListApiKeys", always({})),
    Observation("activations", "ListModelActivations", always({"PageSize": 10})),
    Observation("limits", "ListModelRateLimit", _listed_models),
)

READING = Level(_OBSERVATIONS)
ask = READING.ask


# --- what endpoints show

_GOT, _LISTED = FORM.shown_in("get"), FORM.listed_in("list")

#: What GetEndpoint is known to show.
_KNOWN = frozenset(
    "Id Name Description ProjectName Tags ModelReference ModelUnitId EndpointModelType RateLimit Status StatusReason"
    " CreateTime UpdateTime RollingId SupportRolling BatchOnly SupportScaleTier ScaleTierId Moderation"
    " ContentGeneration".split()
)
_KNOWN_LIMITS = frozenset(("Rpm", "Tpm", "ContentGeneration"))


@ask("get_shape", "Is what GetEndpoint returns wrapped?", 14)
def _shape(seen: Seen) -> Answer:
    if not _GOT(seen):
        return NO_ENDPOINT
    first = next(reply for reply in seen["get"] if not reply.code)
    return "nested" if isinstance(first.result.get("Endpoint"), dict) else "flat"


def _custom_models(seen: Seen) -> list[dict[str, Any]]:
    models = (endpoint.get("ModelReference") or {} for endpoint in FORM.shown(seen["get_custom"]))
    return [model for model in models if model.get("CustomModelId")]


def _content_generation(endpoint: Mapping[str, Any]) -> str | None:
    """Return where the limits of image and video generation are."""
    if endpoint.get("ContentGeneration"):
        return "member"
    return "nested" if limits(endpoint).get("ContentGeneration") else None


def _listed_with(test: Callable[[Endpoint], Any]) -> Endpoints:
    """Return what returns the endpoints of the list whose own reads pass a test."""
    return lambda seen: [item for item, whole in FORM.pairs(seen, "list", "get") if test(whole)]


_NO_GENERATION = "no endpoint shows limits of image or video generation"

ask("get_newer_members", "Does GetEndpoint show newer members?", 14)(
    among(_GOT, has_any("BatchOnly", "SupportRolling", "SupportScaleTier"))
)
ask("unset_members", "How is a member without a value shown?")(
    first_told(_GOT, lambda each: unset_form(each, "Description", "StatusReason"))
)
ask("unknown_members", "Are there members that no document names?")(
    among(_GOT, lambda each: set(each) - _KNOWN or set(limits(each)) - _KNOWN_LIMITS, True, False)
)
ask("time_form", "In which form are times?")(
    form_of(_GOT, "CreateTime", utc=r"[0-9T:-]+Z", offset=r"[0-9T:-]+\+08:00", fraction=r"[0-9T:-]+\.[0-9]+Z")
)
ask("custom_model_base", "Does the reference of a custom model show its base?")(
    among(
        _custom_models,
        lambda model: (model.get("FoundationModel") or {}).get("Name"),
        "shown",
        nothing="the account shows no endpoint of a custom model",
    )
)
ask("system_tags", "Do endpoints carry system tags?", 9)(
    among(_GOT, lambda each: any(str(tag.get("Key")).startswith("sys:") for tag in each.get("Tags") or ()))
)
ask("shown_default_rate_limit", "Which limits does an endpoint without its own show?", 13)(
    first_told(
        _GOT, lambda each: None if is_limited(each) else "none", "every endpoint shows limits, which may be its own"
    )
)
ask("shown_default_moderation", "Which moderation does an endpoint without its own show?", 13)(
    first_told(
        _GOT,
        lambda each: "none" if "SupportScaleTier" in each and not each.get("Moderation") else None,
        "no endpoint is without a moderation, and they may be its own",
    )
)
ask("failed_status", "What is the Status of a failed endpoint?", 4)(
    first_told(
        lambda seen: [each.get("Status") for each in (*_LISTED(seen), *_GOT(seen))],
        lambda word: word if word in ("Failed", "Abnormal") else None,
        "the account shows no failed endpoint",
    )
)
ask("content_generation", "Where are the limits of image and video generation?", 22)(
    first_told(_GOT, _content_generation, _NO_GENERATION)
)


# --- how lists are made


@ask("project_filter", "Are lists filtered by ProjectName?", 15)
def _project_filter(seen: Seen) -> Answer:
    nowhere = seen.first("list_no_project")
    if nowhere.code:
        return New(f"a list of a project that does not exist is refused with {nowhere.code}")
    if FORM.items(nowhere):
        return "ignored"
    return "applied" if _LISTED(seen) else NO_ENDPOINT


def _is_elsewhere(item: Endpoint) -> bool:
    return item.get("ProjectName") not in (None, "", "default")


@ask("list_scope_without_project", "What does a list without ProjectName cover?", 15)
def _scope(seen: Seen) -> Answer:
    listed, own, nowhere = (FORM.items(seen.first(name)) for name in ("list", "list_project", "list_no_project"))
    if nowhere:
        return Untold("lists are not filtered by project")
    if any(map(_is_elsewhere, listed)):
        return "account"
    shown = [item["Id"] for item in listed]
    if FORM.is_whole(seen.first("list")) and any(_is_elsewhere(item) for item in own if item["Id"] not in shown):
        return "default"
    return Untold("the account shows no endpoint outside the project default; probe_project_name may name one")


@ask("list_sort", "Are SortBy and SortOrder applied?")
def _sort(seen: Seen) -> Answer:
    up, down = map(FORM.times, seen["list_sorted"])
    if up and down and up == sorted(up) and down == sorted(down, reverse=True) and up[0] < down[0]:
        return "applied"
    up_ids, down_ids = ([item["Id"] for item in FORM.items(reply)] for reply in seen["list_sorted"])
    if len(set(up)) > 1 and up_ids == down_ids:
        return "ignored"
    return Untold("the account shows no two endpoints of different ages")


@ask("page_size_cap", "How many items has a page at most?", assumes=range(1, 101))
def _page_size(seen: Seen) -> Answer:
    listed = seen.first("list")
    size = listed.result.get("PageSize")
    if listed.code:
        return refused(listed)
    return size if isinstance(size, int) and size > 0 else New("a list that does not tell its PageSize")


ask("name_filter", "How does Filter.Name match?", 3)(_NAMES.read_off)
ask("list_rate_limit", "Do lists show RateLimit?")(
    among(_listed_with(is_limited), is_limited, nothing="no endpoint shows limits")
)
ask("list_rolling_fields", "Do lists show what belongs to rolling updates?")(
    among(_LISTED, has_any("RollingId", "SupportRolling"))
)
ask("list_order", "How are lists ordered without SortBy?")(
    lambda seen: order_of(FORM.times(seen.first("list")), "the account shows no two endpoints of different ages")
)
ask("page_size_over_100", "Is a PageSize above 100 refused?")(
    outcome("list_101", "capped", "refused", lambda reply: reply.code.startswith("InvalidParameter"))
)
ask("list_content_generation", "Do lists show the limits of image and video generation?")(
    among(_listed_with(_content_generation), _content_generation, nothing=_NO_GENERATION)
)


# --- which actions there are, and how they refuse

_NOT_FOUND = (
    "NotFound.Endpoint/404",
    "ResourceNotFound.Endpoint/404",
    "InvalidEndpointOrModel.NotFound/404",
    "InvalidEndpoint.NotFound/404",
    "NotFound.Endpoint/400",
)


def _exists(reply: Reply) -> bool:
    """Tell whether the service knows an action."""
    return reply.code != "InvalidActionOrVersion"


ask("not_found", "What is the answer for an id that does not exist?", 7)(not_found("get_unknown", _NOT_FOUND))


@ask("malformed_id", "What is the answer for an id that cannot be one?", 7)
def _malformed_id(seen: Seen) -> Answer:
    code = seen.first("get_malformed").code
    if code and code == seen.first("get_unknown").code:
        return "not_found"
    return "invalid_parameter" if code.startswith("InvalidParameter") else New(code or "a success")


@ask("certificate", "Do endpoints have certificates?", 20)
def _certificate(seen: Seen) -> Answer:
    if any(reply.result.get("PCAInstanceCertificate") for reply in seen["certificate"]):
        return "all"
    absence = _certificate_absence(seen)
    return "none" if isinstance(absence, str) else absence


@ask("certificate_absence", "What is the answer where there is no certificate?", 20)
def _certificate_absence(seen: Seen) -> Answer:
    for endpoint, reply in zip(seen["get"], seen["certificate"]):
        if endpoint.code or reply.result.get("PCAInstanceCertificate"):
            continue
        if not reply.code:
            return "empty_members" if reply.result else "empty"
        if reply.code.startswith("OperationDenied."):
            return "denied"
        return "not_found" if "NotFound" in reply.code else New(f"refused with {reply.code}")
    return Untold("no endpoint without a certificate was seen")


def _by_site(name: str) -> ReadOff:
    """Return which sites know an action; the reply of one site leaves some of it open."""

    def read_off(seen: Seen) -> Answer:
        if not seen[name]:
            return NO_ENDPOINT
        on_first = seen.settings.options["site"] == "volcengine"
        if _exists(seen.first(name)):
            return Untold("this site knows the action; BytePlus may not") if on_first else "present"
        return "absent" if on_first else Untold("this site does not know the action; Volcengine may")

    return read_off


@ask("rolling_permission", "May these credentials use rolling updates?")
def _rolling_permission(seen: Seen) -> Answer:
    (reply,) = seen.even_denied("get_rolling")
    if not _exists(reply):
        return Untold("the action does not exist")
    if reply.code.startswith(("AccessDenied", "Lack")):
        return told(coded(reply), ("AccessDenied/403", "LackPolicy/403"))
    return "granted"


ask("rolling_actions", "Which sites know rolling updates?", 17)(_by_site("get_rolling"))
ask("ark_key_list", "Does the action ListApiKeys exist?")(among(lambda seen: seen["list_keys"], _exists))
ask("activation_list", "Does ListModelActivations exist?")(among(lambda seen: seen["activations"], _exists))
ask("model_limits", "Which sites know ListModelRateLimit?")(_by_site("limits"))
ask("model_limit_members", "Which members have the limits of a model?")(
    among(
        lambda seen: [item for reply in seen["limits"] for item in reply.result.get("Items") or ()],
        has_any("CurrentTpd"),
        "all",
        "first",
        "no limits of a model are shown",
    )
)
