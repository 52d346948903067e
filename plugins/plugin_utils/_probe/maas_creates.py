# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What MaaS makes of creations, and which of them it accepts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import RUNNING, STOPPED
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import MaasEndpoint

from .maas_calls import id_in, item, items
from .maas_reads import PAIRS, is_known, pair_of, shown
from .maas_writes import ATTEMPTS, INVALID, MADE_REMARK, SECONDS, TPM, accepted, first, id_of, second, status
from .questions import Answered, Finding, New, Replies, Reply, Seen, Settings, Untold, told, write_question

_MADE = f"list {' '.join(ATTEMPTS)} made settled"


def seen_of(names: str, needs: tuple[Replies, ...]) -> Seen:
    """Return replies by observation, as requests get them."""
    return dict(zip(names.split(), needs))


# --- the answer to a creation


def agreed(replies: Replies, read_off: Callable[[Reply], Finding]) -> Finding:
    """Return what all accepted calls tell alike."""
    found = [read_off(reply) for reply in replies if not reply.code]
    if not found:
        return Untold("nothing was accepted")
    return found[0] if all(each == found[0] for each in found) else Untold("the answers differ from each other")


def _created_form(reply: Reply) -> Finding:
    document = reply.document
    if document is None:
        return Answered("none")
    if isinstance(document, str):
        return Answered("text")
    if not isinstance(document, dict):
        return New("another form of answer")
    if "endpoint_name" in document:
        return Answered("item")
    member = next((name for name in ("id", "endpoint_id", "custom_endpoint_id") if name in document), None)
    if member is None:
        return Answered("nested") if id_in(reply) else Untold("the answer shows no id where it is looked for")
    return Answered(member)


def _of_creations(read_off: Callable[[Reply], Finding]) -> Callable[..., Finding]:
    return lambda _settings, *needs: agreed([reply for replies in needs for reply in replies], read_off)


# --- what a creation may carry


def _member(name: str, attempt: str, made: Callable[[dict[str, Any], Seen], Finding]) -> Callable[..., Finding]:
    """Return what reads off what became of a member of a creation.

    :param attempt: the creation that had it alone.
    :param made: reads off an endpoint that was made with it.
    """

    def read_off(_settings: Settings, *needs: Replies) -> Finding:
        seen = seen_of(f"{_MADE} edit edit_read", needs)
        taken = accepted(seen, "make", attempt)
        if taken:
            each = item(seen["settled"][-1], id_of(seen, taken[0])) if seen["settled"] else None
            return made(each, seen) if each else Untold("the list does not show what was made")
        others = [each for each in accepted(seen, *ATTEMPTS) if each != attempt]
        if not others or not accepted(seen, "edit"):
            return Untold("no endpoint could be made that takes such values")
        # With two endpoints made of the other members, this one is what the first creation was refused for.
        is_left_over = not seen[attempt] and len(others) == 2
        if is_left_over or (seen[attempt] and seen[attempt][0].code.endswith(INVALID)):
            return Answered("refused")
        return Untold(f"{name} was not tried")

    return read_off


def _remark_made(each: dict[str, Any], seen: Seen) -> Finding:
    if each.get("remark") == MADE_REMARK:
        return Answered("accepted")
    edited = item(seen["edit_read"][-1], each["id"]) if seen["edit_read"] else None
    return Answered("ignored") if edited and edited.get("remark") else Untold("lists do not show a remark")


def _tpm_made(each: dict[str, Any], _seen: Seen) -> Finding:
    return Answered("accepted" if each.get("tpm") == TPM else "ignored")


def _moderation_made(_each: dict[str, Any], _seen: Seen) -> Finding:
    return Untold("it is accepted or ignored; switching the guard off, which would tell, signs a disclaimer")


def _source(_settings: Settings, without: Replies, sourced: Replies) -> Finding:
    if without and not without[0].code:
        return Answered("optional")
    if sourced and not sourced[0].code:
        return Answered("required")
    return Untold("a creation without it was not tried, as it would take a third endpoint")


# --- how lists show what was made


def _served_model(settings: Settings, *needs: Replies) -> Finding:
    seen = seen_of(_MADE, needs)
    each = item(seen["settled"][-1], first(seen)) if seen["settled"] else None
    if each is None:
        return Untold("the list does not show what was made")
    given, served = settings.options["model_name"], each.get("served_model_name")
    if served is None:
        return Answered("absent")
    if served == given:
        return Answered("same")
    return Answered("display") if given in str(served).split() else New("another name than was given")


def _transient(_settings: Settings, *needs: Replies) -> Finding:
    seen = seen_of(_MADE, needs)
    words = [status(reply, first(seen)) for reply in (*seen["made"], *seen["settled"])]
    told_words = [word for word in words if word is not None]
    if len(told_words) > 1 and told_words[0] != told_words[-1] and pair_of(told_words[0]) is None:
        return Answered(told_words[0])
    return Untold("no state on the way was seen, which may be too short")


def _status_words(_settings: Settings, *needs: Replies) -> Finding:
    seen = seen_of(f"{_MADE} disabled enabled", needs)
    if not seen["settled"] or not item(seen["settled"][-1], first(seen)):
        return Untold("the list does not show what was made")
    words = [
        status(replies[-1], first(seen)) for replies in map(seen.get, ("settled", "disabled", "enabled")) if replies
    ]
    if words[0] is None:
        return Answered("absent")
    enabled, disabled = words[-1], words[1] if len(words) == 3 else None
    if disabled is None or enabled == disabled:
        return Untold("the status does not tell whether an endpoint is enabled")
    for name, pair in PAIRS.items():
        if (pair_of(enabled), pair_of(disabled)) == (name, name) and (enabled, disabled) == pair:
            return Answered(name)
    if words[0] != enabled:
        return Untold("the status had not come to rest")
    if not is_known(enabled) and not is_known(disabled):
        return Answered("unknown")
    are_read = [MaasEndpoint().run_state({"status": word}) for word in (enabled, disabled)] == [RUNNING, STOPPED]
    fit = "which this release reads rightly" if are_read else "which this release does not read rightly"
    return New(f"the statuses {shown(enabled)} and {shown(disabled)}, {fit}")


def _list_order(_settings: Settings, *needs: Replies) -> Finding:
    seen = seen_of(f"{_MADE} {' '.join(SECONDS)} made_second", needs)
    last = seen["made_second"] or seen["made"]
    ids = [each["id"] for each in items(last[-1])] if last else []
    elder, younger = first(seen), second(seen)
    if elder not in ids or younger not in ids:
        return Untold("the list does not show two endpoints whose ages are known")
    return Answered("oldest_first" if ids.index(elder) < ids.index(younger) else "newest_first")


_POLICY = ("accepted", "ignored", "refused")
_CREATIONS = " ".join((*ATTEMPTS, *SECONDS))

QUESTIONS = (
    write_question(
        "maas_create_reply",
        "Where has the answer to a creation the id?",
        _CREATIONS,
        _of_creations(_created_form),
        *("id", "endpoint_id", "custom_endpoint_id", "nested", "text", "item", "none"),
        open=11,
        is_lenient=True,
    ),
    write_question(
        "maas_create_status",
        "What is the HTTP status of a creation?",
        _CREATIONS,
        _of_creations(lambda reply: told(str(reply.status), ("200", "201"))),
        *("200", "201"),
        open=11,
        is_lenient=True,
    ),
    *(
        write_question(
            f"maas_create_{name}",
            f"May a creation have {name}?",
            f"{_MADE} edit edit_read",
            _member(name, f"make_{name}", made),
            *_POLICY,
            open=11,
            is_lenient=True,
        )
        for name, made in (("remark", _remark_made), ("tpm", _tpm_made), ("moderation", _moderation_made))
    ),
    write_question(
        "maas_source",
        "Must a creation have a source?",
        "make_second make_sourced",
        _source,
        *("required", "optional"),
        open=11,
        is_lenient=True,
    ),
    write_question(
        "maas_served_model",
        "In which form is a model's name shown?",
        _MADE,
        _served_model,
        *("same", "display", "absent"),
        open=13,
        is_lenient=True,
    ),
    write_question(
        "maas_transient_status",
        "What is the status right after a creation?",
        _MADE,
        _transient,
        open=12,
        is_lenient=True,
    ),
    write_question(
        "maas_status_words",
        "Which words tell whether an endpoint is enabled?",
        f"{_MADE} disabled enabled",
        _status_words,
        *(*PAIRS, "unknown", "absent"),
        open=12,
        is_lenient=True,
    ),
    write_question(
        "maas_list_order",
        "In which order are lists?",
        f"{_MADE} {' '.join(SECONDS)} made_second",
        _list_order,
        *("newest_first", "oldest_first"),
        open=0,
        is_lenient=True,
    ),
)
