# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Ark does with updates, starts, stops and deletions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .ark_creates import accepts, moderation
from .ark_replies import STEADY, endpoints, limits, status, user_tags
from .questions import Answered, Finding, New, Replies, Reply, Settings, Untold, write_question


def _update_moderation(settings: Settings, update: Replies, read: Replies) -> Finding:
    if update[0].code:
        return Answered("rejected") if update[0].code.endswith(".Moderation") else New(f"refused with {update[0].code}")
    return moderation(settings, update, read)


def _partial_rate_limit(_settings: Settings, both: Replies, update: Replies, read: Replies) -> Finding:
    if update[0].code:
        return Answered("rejected") if "RateLimit" in update[0].code else New(f"refused with {update[0].code}")
    before, after = (limits(endpoints(replies[-1:])[0]).get("Tpm") for replies in (both, read))
    if before != 1000:
        return Untold("limits are not shown")
    return Answered("merged" if after == 1000 else "resets")


def _zero_limit(_settings: Settings, made: Replies, read: Replies) -> Finding:
    (endpoint,) = endpoints(made[-1:])
    limit = limits(endpoints(read[-1:])[0])
    if endpoint.get("Description") == "" or limit.get("Tpm") != 1000:
        return Untold("a limit of 0 and none are shown alike")
    return Answered("kept" if limit.get("Rpm") == 0 else "default")


_KEPT_TAGS = {"c": "replaced", "abc": "merged", "ab": "ignored"}


def _update_tags(_settings: Settings, update: Replies, read: Replies) -> Finding:
    if update[0].code:
        return Answered("refused") if "Tags" in update[0].code else New(f"refused with {update[0].code}")
    kept = _KEPT_TAGS.get("".join(sorted(user_tags(read))))
    return Answered(kept) if kept else New("other tags than were given")


def _empty_tags_clear(settings: Settings, update: Replies, read: Replies, after: Replies) -> Finding:
    if _update_tags(settings, update, read) != Answered("replaced"):
        return Untold("tags are not replaced by updates")
    return Answered(not user_tags(after))


def _word(_settings: Settings, polled: Replies) -> Finding:
    words = [status(reply) for reply in polled]
    word = next((word for word in words if word and word not in STEADY), None)
    return Answered(word) if word else Untold("no state on the way was seen, which may be too short")


def _updating(settings: Settings, _update: Replies, polled: Replies) -> Finding:
    return _word(settings, polled)


def _wrong_state(part: Callable[[Reply], Any]) -> Callable[..., Finding]:
    def read_off(_settings: Settings, *needs: Replies) -> Finding:
        found = [part(reply) for replies in needs for reply in replies if reply.kind == "WrongState"]
        return Answered(found[0]) if found else Untold("nothing was refused because of a state")

    return read_off


def _deleted_record(_settings: Settings, polled: Replies) -> Finding:
    if any(status(reply) == "Deleted" for reply in polled):
        return Answered("kept")
    return Untold("a deleted endpoint was not seen, which may be shown for a short time")


QUESTIONS = (
    write_question(
        "update_moderation",
        "What becomes of an update's moderation?",
        "moderation moderation_read",
        _update_moderation,
        "applied",
        "ignored",
        "rejected",
        open=11,
    ),
    write_question(
        "partial_rate_limit",
        "What becomes of the limit that an update leaves out?",
        "limit_read limit_partial limit_partial_read",
        _partial_rate_limit,
        "merged",
        "resets",
        "rejected",
        open=10,
    ),
    write_question(
        "zero_limit", "What is a limit of 0?", "made limit_zero_read", _zero_limit, "kept", "default", open=10
    ),
    write_question(
        "update_tags",
        "What does an update do with tags?",
        "tags tags_read",
        _update_tags,
        "replaced",
        "merged",
        "ignored",
        "refused",
        open=9,
    ),
    write_question(
        "empty_tags_clear",
        "Does an empty list clear the tags?",
        "tags tags_read tags_none_read",
        _empty_tags_clear,
        True,
        False,
        open=9,
    ),
    write_question(
        "delete_running",
        "May a running endpoint be deleted?",
        "delete_running",
        accepts("allowed", "refused", "WrongState"),
        "allowed",
        "refused",
        open=5,
    ),
    write_question(
        "start_running",
        "Is a start of a running endpoint an error?",
        "start_again",
        accepts("noop", "error", "WrongState"),
        "error",
        "noop",
        open=6,
    ),
    write_question(
        "stop_stopped",
        "Is a stop of a stopped endpoint an error?",
        "stop_again",
        accepts("noop", "error", "WrongState"),
        "error",
        "noop",
        open=6,
    ),
    write_question(
        "update_stopped",
        "May a stopped endpoint be updated?",
        "update_stopped",
        accepts("accepted", "refused", "WrongState"),
        "accepted",
        "refused",
        open=12,
    ),
    write_question(
        "wrong_state_code",
        "What is the code of a refusal for a state?",
        "start_again stop_again delete_running",
        _wrong_state(lambda reply: reply.code),
        "OperationDenied.EndpointStatus",
        "OperationDenied.InvalidState",
        "OperationDenied.UnsupportedPhase",
        open=5,
        is_lenient=True,
    ),
    write_question(
        "wrong_state_status",
        "What is the HTTP status of that refusal?",
        "start_again stop_again delete_running",
        _wrong_state(lambda reply: str(reply.status)),
        "403",
        "400",
        "409",
        open=5,
        is_lenient=True,
    ),
    write_question("starting_status", "What is the Status on the way to running?", "made", _word, open=4),
    write_question("updating_status", "What is the Status after an update?", "limit limit_read", _updating, open=4),
    write_question("stopping_status", "What is the Status on the way to stopped?", "stopped", _word, open=4),
    write_question("deleting_status", "What is the Status on the way to deletion?", "deleted", _word, open=4),
    write_question(
        "deleted_record", "Is a deleted endpoint shown?", "deleted", _deleted_record, "gone", "kept", open=7
    ),
)
