# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Ark shows of an endpoint."""

from __future__ import annotations

import re

from .ark_replies import content_generation, endpoints, is_limited, items, limits
from .questions import NO_ENDPOINT, PRESENCE, Answered, Finding, New, Question, Replies, Settings, Untold

#: What GetEndpoint is known to show.
_KNOWN = frozenset(
    "Id Name Description ProjectName Tags ModelReference ModelUnitId EndpointModelType RateLimit Status StatusReason"
    " CreateTime UpdateTime RollingId SupportRolling BatchOnly SupportScaleTier ScaleTierId Moderation"
    " ContentGeneration".split()
)
_KNOWN_LIMITS = frozenset(("Rpm", "Tpm", "ContentGeneration"))


_TIMES = (
    (re.compile(r"[0-9T:-]+Z"), "utc"),
    (re.compile(r"[0-9T:-]+\+08:00"), "offset"),
    (re.compile(r"[0-9T:-]+\.[0-9]+Z"), "fraction"),
)


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


def _failed_status(_settings: Settings, listed: Replies, got: Replies) -> Finding:
    words = {str(each.get("Status")) for each in (*items(listed[0]), *endpoints(got))}
    word = next((word for word in ("Failed", "Abnormal") if word in words), None)
    return Answered(word) if word else Untold("the account shows no failed endpoint")


def _content_generation_place(_settings: Settings, got: Replies) -> Finding:
    place = next(filter(None, map(content_generation, endpoints(got))), None)
    return Answered(place) if place else Untold("no endpoint shows limits of image or video generation")


QUESTIONS = (
    Question("get_shape", "Is what GetEndpoint returns wrapped?", ("get",), _get_shape, ("flat", "nested"), open=(14,)),
    Question(
        "get_newer_members", "Does GetEndpoint show newer members?", ("get",), _get_newer_members, PRESENCE, open=(14,)
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
    Question("system_tags", "Do endpoints carry system tags?", ("get",), _system_tags, PRESENCE, open=(9,)),
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
        "failed_status",
        "What is the Status of a failed endpoint?",
        ("list", "get"),
        _failed_status,
        ("Failed", "Abnormal"),
        open=(4,),
    ),
    Question(
        "content_generation",
        "Where are the limits of image and video generation?",
        ("get",),
        _content_generation_place,
        ("unknown", "member", "nested"),
        open=(22,),
    ),
)
