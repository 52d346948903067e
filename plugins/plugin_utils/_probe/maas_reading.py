# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What reading tells about MaaS: the calls, and the questions that their replies answer.

Much is asked again of lists that show what the probe made.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import CHANGING
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.connection import KEYS
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import MaasEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas_fields import BUILT_IN, OWN_SERVICE

from . import huaweicloud
from .answers import among, empty_list, has_any, list_has, optional, order_of, refused
from .maas import FORM
from .observations import always
from .questions import Answer, Level, New, Observation, Seen, Untold
from .replies import Endpoint

_OBSERVATIONS = (
    Observation("list", "ListEndpoints", always({})),
    # A project that nobody has: its list is empty, or refused.
    Observation(
        "elsewhere", "ListEndpoints", lambda seen: [{"project_id": f"{seen.settings.token.encode().hex():0>32}"}]
    ),
    Observation("nowhere", "ShowNothing", lambda seen: [{"nothing": seen.settings.name}]),
    Observation("agreement", "ShowAgreement", always({"lang": "en"})),
    Observation("keys", "ListApiKeys", always({})),
)

READING = Level(_OBSERVATIONS)
ask = READING.ask

_LISTED = FORM.listed_in("list")


# --- what endpoints show

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


def is_known(word: Any) -> bool:
    """Tell whether the collection takes a status for that of an endpoint that has come to rest."""
    return MaasEndpoint().run_state({"status": word}) != CHANGING


def pair_of(word: Any) -> str | None:
    """Return the value of the switch whose words have this one."""
    return next(
        (name for name, pair in PAIRS.items() if any(type(word) is type(each) and word == each for each in pair)), None
    )


def shown(word: Any) -> str:
    """Return a status for people; what is no word of an API is not shown."""
    return str(word) if re.fullmatch(r"[A-Za-z0-9_]{1,40}", str(word)) else "of another form"


@ask("maas_status_words", "Which words tell whether an endpoint is enabled?", 12)
def _status_words(seen: Seen) -> Answer:
    words = [each["status"] for each in _LISTED(seen) if each.get("status") is not None]
    if not words:
        return "absent"
    known = {pair_of(word) for word in words} - {None}
    if len(known) == 1:
        return known.pop()
    if known:
        return New(f"the statuses {', '.join(sorted(set(map(shown, words))))}")
    told = next((word for word in words if is_known(word)), None)
    if told is not None:
        return New(f"the status {shown(told)}")
    return Untold(f"the status {shown(words[0])} is no word that this release knows, and may be of a state on the way")


@ask("maas_served_model", "In which form is a model's name shown?", 13)
def _served_model(seen: Seen) -> Answer:
    built_in = [each for each in _LISTED(seen) if each.get("source") == BUILT_IN]
    if built_in and not any("served_model_name" in each for each in built_in):
        return "absent"
    return Untold("the models that the endpoints were made of are not known")


def _unset(found: list[Endpoint]) -> str | None:
    """Return how a member without a value is shown; None if no endpoint tells."""
    for each in found:
        if "rpm" not in each or "tpm" not in each or ("resident_model_id" in each) > ("model_version_id" in each):
            return "omitted"
    values = {None if each[member] is None else "" for each in found for member in _TEXTS if not each.get(member, "-")}
    return {None: "null", "": "empty"}[values.pop()] if len(values) == 1 else None


def _is_from(source: str) -> Callable[[Endpoint], bool]:
    return lambda endpoint: endpoint.get("source") == source


def ask_of_list(level: Level, name: str) -> None:
    """Ask what any list with endpoints may answer.

    :param name: the observation of the list.
    """
    found, ask = FORM.listed_in(name), level.ask

    @ask("maas_unset_members", "How is a member without a value shown?", 13)
    def _unset_members(seen: Seen) -> Answer:
        form = _unset(found(seen))
        return form if form else Untold("no member is known to be without a value")

    ask("maas_cbc_status", "Do lists show cbc_status?", 12)(among(found, has_any("cbc_status")))
    ask("maas_list_moderation", "Do lists show moderation?", 13)(among(found, has_any("moderation")))
    ask("maas_list_remark", "Do lists show remark?", 13)(optional(found, _unset, "remark"))
    ask("maas_list_model_members", "Do lists show the ids of a model?", 13)(
        optional(found, _unset, "model_version_id", "resident_model_id", is_set=_is_from(BUILT_IN))
    )
    ask("maas_list_service_members", "Do lists show the ModelArts service?", 13)(
        optional(found, _unset, "region", "infer_service_id", is_set=_is_from(OWN_SERVICE))
    )
    ask("maas_list_times", "Do lists show times?", 13)(among(found, has_any("create_time", "update_time")))
    ask("maas_unknown_members", "Are there members that no document names?", 13)(
        among(found, lambda each: set(each) - _KNOWN, True, False)
    )


# --- how lists are made


@ask("maas_list_order", "In which order are lists?")
def _list_order(seen: Seen) -> Answer:
    texts = [str(each["create_time"]) for each in _LISTED(seen) if each.get("create_time")]
    times = texts if len(texts) == len(_LISTED(seen)) else []
    return order_of(times, "the list does not show when two endpoints were made")


@ask("maas_count", "Of which type is count?", 13)
def _count(seen: Seen) -> Answer:
    count = seen.first("list").result.get("count")
    if count is None:
        return "absent"
    return "number" if isinstance(count, int) else "text"


@ask("maas_quota", "How many endpoints may there be?", 21)
def _quota(seen: Seen) -> Answer:
    limit = seen.first("list").result.get("quantity_limit")
    return limit if isinstance(limit, int) else Untold("the list does not tell")


@ask("maas_items_cap", "Do lists leave endpoints out?", assumes=("none",))
def _items_cap(seen: Seen) -> Answer:
    listed = seen.first("list")
    total, count = listed.result.get("total"), len(FORM.items(listed))
    if isinstance(total, int) and total > count > 0:
        return count
    return Untold(f"a list has not been seen to leave endpoints out; this one has {count}")


@ask("maas_agreement_id", "Which disclaimer is the latest?")
def _agreement_id(seen: Seen) -> Answer:
    reply = seen.first("agreement")
    return refused(reply) if reply.code else reply.result["agreement_id"]


@ask("maas_signing", "Are signed requests accepted?", 15)
def _signing(seen: Seen) -> Answer:
    (listed,) = seen.even_denied("list")
    if seen.settings.options["way"] != KEYS:
        return Untold("the connection has a token, so that requests are not signed")
    if listed.code:
        return Untold(f"signed requests are refused with {listed.code}, which may be for wrong keys")
    return "accepted"


@ask("maas_key_permission", "What may these credentials do with API keys?", 20)
def _key_permission(seen: Seen) -> Answer:
    (keys,) = seen.even_denied("keys")
    if keys.status == 403:
        return "no_list"
    return Untold("what else is permitted can only be told by making a key")


ask("maas_total", "Do lists tell total?")(list_has("list", "total"))
ask("maas_quantity_limit", "Do lists tell the quota?")(list_has("list", "quantity_limit"))
for _name in ("list", "elsewhere"):
    ask("maas_empty_list", "How does an empty list look?")(empty_list(FORM, _name))
ask_of_list(READING, "list")
huaweicloud.ask_gateway(READING, "elsewhere", "keys")
