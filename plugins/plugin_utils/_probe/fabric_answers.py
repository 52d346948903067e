# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How answers about Fabric are read off the calls that make, change and delete endpoints."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from .fabric_replies import STILL_BUSY, UNREADABLE, code_of, coded, is_gone, is_moving, items, shown, status_of
from .fabric_shapes import name_kinds
from .questions import Answered, Finding, New, Replies, Reply, Settings, Untold, refused, told

_WRONG_STATE = ("00010999/409", "00010999/400", "00000001/500")
_DUPLICATE = ("00010998/400", "00010998/409")

_NOT_MADE = Untold("what it needs could not be made")


def _is_for_state(reply: Reply) -> bool:
    return reply.kind == "WrongState" or code_of(reply) == STILL_BUSY


def _are_taken(replies: Replies) -> bool:
    return any(not reply.code for reply in replies)


def _of_success(read_off: Callable[[Reply], Finding]) -> Callable[..., Finding]:
    """Return what reads an answer off the first reply that is a success."""

    def finding(_settings: Settings, *needs: Replies) -> Finding:
        found = [reply for replies in needs for reply in replies]
        reply = next((reply for reply in found if not reply.code), None)
        if reply is None:
            return refused(found[-1]) if found else _NOT_MADE
        return read_off(reply)

    return finding


@_of_success
def body_of(reply: Reply) -> Finding:
    if not reply.result:
        return Answered("empty")
    return Answered("id" if set(reply.result) == {"id"} else "full")


@_of_success
def status(reply: Reply) -> Finding:
    return told(str(reply.status), ("202", "200"))


# --- the creation of the first endpoint


def _condition(met: str, not_met: str, *codes: str) -> Callable[..., Finding]:
    """Return what reads off whether a condition of creations is met, which these codes deny."""

    def read_off(_settings: Settings, *needs: Replies) -> Finding:
        found = [reply for replies in needs for reply in replies]
        if any(not reply.code for reply in found):
            return Answered(met)
        return Answered(not_met) if code_of(found[-1]) in codes else refused(found[-1])

    return read_off


agreement = _condition("registered", "missing", "00010005", "00010006")
inference = _condition("enabled", "disabled", "00010195")


def log_config(_settings: Settings, both: Replies, logs: Replies, made: Replies) -> Finding:
    if not (_are_taken(both) or _are_taken(logs)):
        return Untold("it is refused, which may be for the type of the endpoint") if logs else _NOT_MADE
    for endpoint in shown(made):
        if "log_config" in endpoint:
            return Answered("accepted" if endpoint["log_config"] else "ignored")
    return Untold("it is accepted and not shown, so it may be ignored")


def sdk_members(_settings: Settings, both: Replies, logs: Replies, public: Replies, plain: Replies) -> Finding:
    if _are_taken(both) or _are_taken(public):
        return Untold("they are accepted, and what is shown does not tell whether they are ignored")
    return _refusal(both if _are_taken(logs) else public, logs, plain)


def _refusal(tried: Replies, *others: Replies) -> Finding:
    """Return that a member is refused if the same request is accepted without it."""
    if not any(map(_are_taken, others)):
        return _NOT_MADE
    return Answered("refused") if tried[0].status == 400 else New(f"refused with {tried[0].code}")


def block_types(_settings: Settings, bare: Replies, second: Replies) -> Finding:
    if not bare:
        return _NOT_MADE
    if _are_taken(bare):
        return Untold("an endpoint without resources is accepted; one with others costs money")
    return Answered("required") if _are_taken(second) and bare[0].status == 400 else refused(bare[0])


# --- names


def _is_for_name(twin: Replies, bare: Replies, second: Replies) -> bool:
    """Tell whether the refusal of a second endpoint is for its name: with another name it was made."""
    return not _are_taken(twin) and (_are_taken(bare) or _are_taken(second))


def names_unique(_settings: Settings, listed: Replies, twin: Replies, bare: Replies, second: Replies) -> Finding:
    if _are_taken(twin):
        return Answered("no")
    if not _is_for_name(twin, bare, second):
        return refused(twin[0]) if twin else _NOT_MADE
    kinds = name_kinds(listed[0])
    if len(set(kinds)) > len({(owner, name) for owner, name, _kind in kinds}):
        return Answered("type")
    return Untold("the name of an endpoint of the same type is refused, in the workspace or in the account")


def duplicate(_settings: Settings, twin: Replies, bare: Replies, second: Replies) -> Finding:
    return told(coded(twin[0]), _DUPLICATE) if _is_for_name(twin, bare, second) else Untold("no name is refused")


def deleted_name(_settings: Settings, twin: Replies, reuse: Replies) -> Finding:
    if not reuse[0].code:
        return Answered("reusable")
    return Answered("burned") if reuse[0].code == twin[0].code else refused(reuse[0])


def name_length(_settings: Settings, longest: Replies, longer: Replies, shorter: Replies) -> Finding:
    if _are_taken(longest):
        return Answered(128)
    if _are_taken(shorter) and longer and code_of(longer[0]) == UNREADABLE:
        return Answered(64)
    return Untold("the limit is neither 128 characters nor 64")


# --- states


def moving_update(_settings: Settings, update: Replies, witness: Replies) -> Finding:
    """Read off what became of a change to the younger endpoint; the older one tells that both were on the way."""
    if not any(map(is_moving, map(status_of, witness))):
        return Untold("the endpoint was on its way for too short a time")
    if not update[0].code:
        return Answered("accepted")
    return Answered("refused") if _is_for_state(update[0]) else refused(update[0])


def moving_delete(settings: Settings, update: Replies, delete: Replies, now: Replies, witness: Replies) -> Finding:
    if update[0].code:
        return moving_update(settings, delete, witness)
    # The update may have brought the endpoint on a way of its own, of which the older one tells nothing.
    return moving_update(settings, delete, now) if delete[0].code else Untold("the update before it was accepted")


def wrong_state(_settings: Settings, update: Replies, delete: Replies, witness: Replies) -> Finding:
    found = [reply for replies in (update, delete) for reply in replies if _is_for_state(reply)]
    if not found or not any(map(is_moving, map(status_of, witness))):
        return Untold("nothing was refused because of a state")
    return told(coded(found[0]), _WRONG_STATE)


def in_state(states: Collection[str]) -> Callable[..., Finding]:
    """Return what reads off whether writes are accepted in a state that the endpoint may happen to be in."""

    def read_off(_settings: Settings, before: Replies, write: Replies) -> Finding:
        if status_of(before[-1]) not in states:
            return Untold("the endpoint was in no such state")
        if not write[0].code:
            return Answered("accepted")
        return Answered("refused") if _is_for_state(write[0]) else refused(write[0])

    return read_off


def word(_settings: Settings, *needs: Replies) -> Finding:
    words = [status_of(reply) for replies in needs for reply in replies]
    found = next(filter(is_moving, words), None)
    return Answered(found) if found else Untold("no state on the way was seen, which may be too short")


# --- updates


def _resources(replies: Replies) -> Any:
    return next((endpoint.get("reserved_resource") for endpoint in shown(replies[-1:])), None)


def nested(_settings: Settings, made: Replies, update: Replies, read: Replies) -> Finding:
    if not _resources(made):
        return Untold("what the endpoint has reserved is not shown")
    return Answered("merged" if _resources(read) else "replaced")


def omitted(_settings: Settings, read: Replies) -> Finding:
    return Answered("kept" if shown(read[-1:])[0].get("description") else "reset")


def accepts(accepted: Any, not_accepted: Any = "refused") -> Callable[..., Finding]:
    """Return what reads off whether an update is accepted; a refusal counts if a plain update was accepted before."""

    def read_off(_settings: Settings, plain: Replies, update: Replies) -> Finding:
        if not update[0].code:
            return Answered(accepted)
        is_meant = not plain[0].code and code_of(update[0]) == UNREADABLE
        return Answered(not_accepted) if is_meant else refused(update[0])

    return read_off


def lag_scope(_settings: Settings, read: Replies) -> Finding:
    first = shown(read[:1])
    if first and first[0].get("description") != shown(read[-1:])[0].get("description"):
        return Answered("writes")
    return Untold("reads showed the update at once")


def earlier_version(_settings: Settings, earlier: Replies) -> Finding:
    if shown(earlier):
        return Answered("present")
    return Answered("absent") if earlier[0].kind == "NotFound" else refused(earlier[0])


# --- the end


def delete_flag(_settings: Settings, flagged: Replies, plain: Replies) -> Finding:
    if not flagged:
        return _NOT_MADE
    if _are_taken(flagged):
        return Untold("it is accepted; whether it has an effect, only a Ray cluster tells, which costs money")
    is_meant = code_of(flagged[0]) == UNREADABLE and _are_taken(plain)
    return Answered("refused") if is_meant else refused(flagged[0])


def deleted_record(_settings: Settings, gone: Replies, listed: Replies, again: Replies) -> Finding:
    in_list = [str(item.get("status")) for reply in listed for item in items(reply)]
    is_shown = [status_of(reply) == "DELETED" for reply in (gone[-1], again[0])]
    if all(is_shown) and in_list in ([], ["DELETED"]):
        return Answered("kept" if in_list else "kept_in_show")
    if in_list == ["DELETED"] and not any(is_shown) and is_gone(gone[-1]):
        return Answered("kept_in_list")
    return Untold("a deleted endpoint was not seen, which may be shown for a short time")
