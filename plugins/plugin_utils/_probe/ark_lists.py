# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How Ark lists endpoints."""

from __future__ import annotations

from .ark_reads import name_fragments, named
from .ark_replies import both, content_generation, is_limited, is_whole, items, times
from .questions import NO_ENDPOINT, PRESENCE, Answered, Finding, New, Question, Replies, Settings, Untold, refused


def _name_filter(_settings: Settings, listed: Replies, by_name: Replies) -> Finding:
    item = named({"list": listed})
    if item is None:
        return Untold("the account shows no endpoint whose name lends itself to the question")
    if any(not is_whole(reply) for reply in by_name):
        return Untold("the lists that the filter yields do not come whole")
    found = [any(each["Id"] == item["Id"] for each in items(reply)) for reply in by_name]
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
    if is_whole(listed[0]) and any(item.get("ProjectName") not in (None, "", "default") for item in hidden):
        return Answered("default")
    return Untold("the account shows no endpoint outside the project default; probe_project_name may name one")


def _list_rate_limit(_settings: Settings, listed: Replies, got: Replies) -> Finding:
    limited = [item for item, endpoint in both(listed, got) if is_limited(endpoint)]
    if not limited:
        return Untold("no endpoint shows limits")
    return Answered("present" if any(map(is_limited, limited)) else "absent")


def _list_rolling_fields(_settings: Settings, listed: Replies) -> Finding:
    found = items(listed[0])
    if not found:
        return NO_ENDPOINT
    return Answered("present" if any({"RollingId", "SupportRolling"} & set(item) for item in found) else "absent")


def _list_sort(_settings: Settings, ordered: Replies) -> Finding:
    up, down = map(times, ordered)
    if up and down and up == sorted(up) and down == sorted(down, reverse=True) and up[0] < down[0]:
        return Answered("applied")
    up_ids, down_ids = ([item["Id"] for item in items(reply)] for reply in ordered)
    if len(set(up)) > 1 and up_ids == down_ids:
        return Answered("ignored")
    return Untold("the account shows no two endpoints of different ages")


def _list_order(_settings: Settings, listed: Replies) -> Finding:
    made = times(listed[0])
    if len(set(made)) < 2:
        return Untold("the account shows no two endpoints of different ages")
    if made == sorted(made):
        return Answered("oldest_first")
    return Answered("newest_first") if made == sorted(made, reverse=True) else New("another order than by age")


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


def _list_content_generation(_settings: Settings, listed: Replies, got: Replies) -> Finding:
    limited = [item for item, endpoint in both(listed, got) if content_generation(endpoint)]
    if not limited:
        return Untold("no endpoint shows limits of image or video generation")
    return Answered("present" if any(map(content_generation, limited)) else "absent")


QUESTIONS = (
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
    Question("list_rate_limit", "Do lists show RateLimit?", ("list", "get"), _list_rate_limit, PRESENCE),
    Question(
        "list_rolling_fields",
        "Do lists show what belongs to rolling updates?",
        ("list",),
        _list_rolling_fields,
        PRESENCE,
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
        "list_content_generation",
        "Do lists show the limits of image and video generation?",
        ("list", "get"),
        _list_content_generation,
        ("absent", "present"),
    ),
)
