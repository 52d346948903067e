# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What reading alone tells about MaaS: how lists look. The same is asked again of lists with what the probe made."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import CHANGING
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.connection import KEYS
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import (
    BUILT_IN,
    OWN_SERVICE,
    MaasEndpoint,
)

from .maas_calls import items
from .questions import (
    NO_ENDPOINT,
    PRESENCE,
    READ,
    WRITE,
    Answered,
    Finding,
    New,
    Observation,
    Question,
    Replies,
    Settings,
    Untold,
    always,
    refused,
)

_KNOWN = frozenset(
    "id source status cbc_status endpoint_name remark rpm tpm served_model_name model_version_id resident_model_id"
    " moderation region infer_service_id create_time update_time".split()
)
#: Members whose value is a text if they have one.
_TEXTS = ("remark", "model_version_id", "region", "infer_service_id")

#: Words for an enabled and for a disabled endpoint, by value of the switch.
PAIRS: dict[str, tuple[Any, Any]] = {
    "active": ("ACTIVE", "INACTIVE"),
    "enabled": ("enabled", "disabled"),
    "running": ("RUNNING", "STOPPED"),
    "digits": ("1", "0"),
    "numbers": (1, 0),
}

OBSERVATIONS = (
    Observation("list", "ListEndpoints", always({})),
    Observation(
        # A project that nobody has: its list is empty, or refused.
        "elsewhere",
        "ListEndpoints",
        lambda settings, _seen: [{"project_id": f"{settings.token.encode().hex():0>32}"}],
    ),
    Observation("nowhere", "ShowNothing", lambda settings, _seen: [{"id": f"probe-{settings.token}"}]),
    Observation("agreement", "ShowAgreement", always({"lang": "en"})),
    Observation("keys", "ListApiKeys", always({})),
)

Items = Sequence[dict[str, Any]]


# --- what several questions look at


def is_known(word: Any) -> bool:
    """Tell whether the collection takes a status for that of an endpoint that has come to rest."""
    return MaasEndpoint().run_state({"status": word}) != CHANGING


def pair_of(word: Any) -> str | None:
    """Return the value of the switch whose words have this one."""
    return next((name for name, pair in PAIRS.items() if any(_is_same(word, each) for each in pair)), None)


def shown(word: Any) -> str:
    """Return a status for people; what is no word of an API is not shown."""
    return str(word) if re.fullmatch(r"[A-Za-z0-9_]{1,40}", str(word)) else "of another form"


def _is_same(word: Any, known: Any) -> bool:
    return type(word) is type(known) and word == known


def _unset(found: Items) -> str | None:
    """Return how a member without a value is shown; None if no endpoint tells."""
    for each in found:
        if "rpm" not in each or "tpm" not in each or ("resident_model_id" in each) > ("model_version_id" in each):
            return "omitted"
    values = {None if each[member] is None else "" for each in found for member in _TEXTS if not each.get(member, "-")}
    return {None: "null", "": "empty"}[values.pop()] if len(values) == 1 else None


def _is_shown(found: Items, *members: str) -> bool:
    return any(member in each for each in found for member in members)


# --- how answers are read off


def _with_items(read_off: Callable[[Items], Finding]) -> Callable[..., Finding]:
    """Return what reads off the last list, if that has endpoints."""

    def of_last(_settings: Settings, listed: Replies) -> Finding:
        found = items(listed[-1])
        return read_off(found) if found else NO_ENDPOINT

    return of_last


def _presence(*members: str) -> Callable[..., Finding]:
    """Return what reads off whether items have a member that always has a value."""
    return _with_items(lambda found: Answered("present" if _is_shown(found, *members) else "absent"))


def _optional(members: tuple[str, ...], is_set: Callable[[dict[str, Any]], bool]) -> Callable[..., Finding]:
    """Return what reads off whether items have members that may be without a value.

    :param is_set: tells that an endpoint certainly has a value for them.
    """

    def read_off(found: Items) -> Finding:
        if _is_shown(found, *members):
            return Answered("present")
        if _unset(found) in ("null", "empty") or any(map(is_set, found)):
            return Answered("absent")
        return Untold("members without a value are left out, and no endpoint is known to have one")

    return _with_items(read_off)


def _status_words(found: Items) -> Finding:
    words = [each["status"] for each in found if each.get("status") is not None]
    if not words:
        return Answered("absent")
    known = {pair_of(word) for word in words} - {None}
    if len(known) == 1:
        return Answered(known.pop())
    if known:
        return New(f"the statuses {', '.join(sorted(set(map(shown, words))))}")
    told = next((word for word in words if is_known(word)), None)
    if told is not None:
        return New(f"the status {shown(told)}")
    return Untold(f"the status {shown(words[0])} is no word that this release knows, and may be of a state on the way")


def _served_model(found: Items) -> Finding:
    built_in = [each for each in found if each.get("source") == BUILT_IN]
    if built_in and not _is_shown(built_in, "served_model_name"):
        return Answered("absent")
    return Untold("the models that the endpoints were made of are not known")


def _unset_members(found: Items) -> Finding:
    form = _unset(found)
    return Answered(form) if form else Untold("no member is known to be without a value")


def _unknown_members(found: Items) -> Finding:
    return Answered(any(set(each) - _KNOWN for each in found))


def _list_order(found: Items) -> Finding:
    made = [str(each["create_time"]) for each in found if each.get("create_time")]
    if len(set(made)) < 2 or len(made) < len(found):
        return Untold("the list does not show when two endpoints were made")
    if made == sorted(made):
        return Answered("oldest_first")
    return Answered("newest_first") if made == sorted(made, reverse=True) else New("another order than by age")


def _count(_settings: Settings, listed: Replies) -> Finding:
    count = listed[-1].result.get("count")
    if count is None:
        return Answered("absent")
    return Answered("number" if isinstance(count, int) else "text")


def _member(name: str) -> Callable[..., Finding]:
    return lambda _settings, listed: Answered("present" if name in listed[-1].result else "absent")


def _quota(_settings: Settings, listed: Replies) -> Finding:
    limit = listed[-1].result.get("quantity_limit")
    return Answered(limit) if isinstance(limit, int) else Untold("the list does not tell")


def _items_cap(_settings: Settings, listed: Replies) -> Finding:
    total, count = listed[-1].result.get("total"), len(items(listed[-1]))
    if isinstance(total, int) and total > count > 0:
        return Answered(count)
    return Untold(f"a list has not been seen to leave endpoints out; this one has {count}")


def _empty_list(_settings: Settings, listed: Replies) -> Finding:
    reply = listed[0]
    if reply.code:
        return refused(reply)
    if items(reply):
        return Untold("the list is not empty")
    if "items" not in reply.result:
        return Answered("absent")
    if reply.result["items"] is not None:
        return Answered("array")
    return Answered("null") if "total" in reply.result else Untold("without a total, items could not be left out")


def _agreement_id(_settings: Settings, agreement: Replies) -> Finding:
    reply = agreement[0]
    return refused(reply) if reply.code else Answered(reply.result["agreement_id"])


def _signing(settings: Settings, listed: Replies) -> Finding:
    if settings.options["way"] != KEYS:
        return Untold("the connection has a token, so that requests are not signed")
    if listed[0].code:
        return Untold(f"signed requests are refused with {listed[0].code}, which may be for wrong keys")
    return Answered("accepted")


def _key_permission(_settings: Settings, keys: Replies) -> Finding:
    if keys[0].status == 403:
        return Answered("no_list")
    return Untold("what else is permitted can only be told by making a key")


# --- the table


def _of_lists(level: str, listed: str) -> tuple[Question, ...]:
    """Return the questions that any list with endpoints may answer."""

    def ask(switch: str, text: str, read_off: Callable[..., Finding], assumes: tuple[Any, ...], *open: int) -> Question:
        return Question(switch, text, (listed,), read_off, assumes, level, open)

    return (
        ask("maas_cbc_status", "Do lists show cbc_status?", _presence("cbc_status"), PRESENCE, 12),
        ask("maas_list_moderation", "Do lists show moderation?", _presence("moderation"), PRESENCE, 13),
        ask("maas_list_remark", "Do lists show remark?", _optional(("remark",), lambda each: False), PRESENCE, 13),
        ask(
            "maas_list_model_members",
            "Do lists show the ids of a model?",
            _optional(("model_version_id", "resident_model_id"), lambda each: each.get("source") == BUILT_IN),
            PRESENCE,
            13,
        ),
        ask(
            "maas_list_service_members",
            "Do lists show the ModelArts service?",
            _optional(("region", "infer_service_id"), lambda each: each.get("source") == OWN_SERVICE),
            PRESENCE,
            13,
        ),
        ask("maas_list_times", "Do lists show times?", _presence("create_time", "update_time"), PRESENCE, 13),
        ask(
            "maas_unset_members",
            "How is a member without a value shown?",
            _with_items(_unset_members),
            ("null", "omitted", "empty"),
            13,
        ),
        ask(
            "maas_unknown_members",
            "Are there members that no document names?",
            _with_items(_unknown_members),
            (False, True),
            13,
        ),
    )


QUESTIONS = (
    Question(
        "maas_status_words",
        "Which words tell whether an endpoint is enabled?",
        ("list",),
        _with_items(_status_words),
        (*PAIRS, "unknown", "absent"),
        open=(12,),
    ),
    Question(
        "maas_served_model",
        "In which form is a model's name shown?",
        ("list",),
        _with_items(_served_model),
        ("same", "display", "absent"),
        open=(13,),
    ),
    Question(
        "maas_list_order",
        "In which order are lists?",
        ("list",),
        _with_items(_list_order),
        ("newest_first", "oldest_first"),
    ),
    Question("maas_count", "Of which type is count?", ("list",), _count, ("text", "number", "absent"), open=(13,)),
    Question("maas_total", "Do lists tell total?", ("list",), _member("total"), PRESENCE),
    Question("maas_quantity_limit", "Do lists tell the quota?", ("list",), _member("quantity_limit"), PRESENCE),
    Question("maas_quota", "How many endpoints may there be?", ("list",), _quota, (), open=(21,)),
    Question("maas_items_cap", "Do lists leave endpoints out?", ("list",), _items_cap, ("none",)),
    *(
        Question(
            "maas_empty_list",
            "How does an empty list look?",
            (listed,),
            _empty_list,
            ("array", "null", "absent"),
        )
        for listed in ("list", "elsewhere")
    ),
    Question("maas_agreement_id", "Which disclaimer is the latest?", ("agreement",), _agreement_id, ()),
    Question(
        "maas_signing",
        "Are signed requests accepted?",
        ("list",),
        _signing,
        ("accepted", "refused"),
        open=(15,),
        hears_denial=True,
    ),
    Question(
        "maas_key_permission",
        "What may these credentials do with API keys?",
        ("keys",),
        _key_permission,
        ("all", "no_create", "no_list", "no_delete"),
        open=(20,),
        hears_denial=True,
    ),
    *_of_lists(READ, "list"),
    *_of_lists(WRITE, "settled"),
)
