# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What MaaS does with edits, names, controls and deletions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .maas_calls import item
from .maas_creates import agreed, seen_of
from .maas_writes import ATTEMPTS, HIGHEST, INVALID, MALFORMED, RPM, TAKEN, TPM, first
from .questions import (
    PRESENCE,
    Answered,
    Finding,
    New,
    Question,
    Replies,
    Reply,
    Seen,
    Settings,
    Untold,
    told,
    write_question,
)

_FIRST = f"list {' '.join(ATTEMPTS)} made"
_EDITS = "edit edit_part edit_back edit_null edit_zero edit_unknown edit_highest edit_disabled"
_STATES = ("ModelArts.6999/400", "ModelArts.6999/409")
_NOT_FOUND = ("ModelArts.6291/400", "ModelArts.6291/404", "empty/404")
_NOTHING = Untold("what it needs could not be made")

#: The numbers of edits, by which lists show them.
_NUMBERS = {"edit_read": 1, "edit_part_read": 2, "edit_back_read": 3, "edit_null_read": 4, "edit_zero_read": 5}
_NUMBERS["edit_highest_read"] = 7


def _after(seen: Seen, read: str) -> dict[str, Any] | None:
    """Return the first endpoint as the list shows it after an edit; None if it does not show the edit."""
    each = item(seen[read][-1], first(seen)) if seen[read] else None
    return each if each and each.get("tpm") == TPM + _NUMBERS[read] else None


# --- the answer to an edit, and what it leaves out


def _edit_form(reply: Reply) -> Finding:
    if reply.document is None:
        return Answered("empty")
    kinds = {int: "number", str: "text", dict: "object"}
    form = kinds.get(type(reply.document))
    return Answered(form) if form else New("another form of answer")


def _edit_reply(_settings: Settings, *needs: Replies) -> Finding:
    return agreed([reply for replies in needs for reply in replies], _edit_form)


def _list_remark(seen: Seen) -> Finding:
    after = _after(seen, "edit_read")
    if after is None:
        return Untold("the list does not show the edit")
    return Answered("present" if "remark" in after else "absent")


def _keeps_rpm(seen: Seen) -> bool | None:
    """Tell whether an edit without rpm keeps it; None if that was not seen."""
    before, after = _after(seen, "edit_read"), _after(seen, "edit_part_read")
    if before is None or after is None or before.get("rpm") != RPM:
        return None
    return after.get("rpm") == RPM


def _edit_omitted(seen: Seen) -> Finding:
    if _keeps_rpm(seen) is False:
        return Answered("reset")
    return Untold("limits are kept; what becomes of moderation cannot be told without switching the guard off")


def _refusal(seen: Seen, name: str) -> Finding | None:
    """Return what the refusal of an edit means for a value in it; None if it was accepted."""
    if not seen[name]:
        return _NOTHING
    code = seen[name][0].code
    if not code:
        return None
    return Answered("refused") if code.endswith(INVALID) and seen["edit"] and not seen["edit"][0].code else _NOTHING


def _null_limit(seen: Seen) -> Finding:
    found = _refusal(seen, "edit_null")
    if found:
        return found
    before, after = _after(seen, "edit_back_read"), _after(seen, "edit_null_read")
    if before is None or after is None or before.get("rpm") != RPM + 1:
        return Untold("the lists do not show the edits")
    if after.get("rpm") == RPM + 1:
        return Answered("kept")
    # Where an edit resets what it leaves out, nothing and left out look alike.
    return Answered("clears") if _keeps_rpm(seen) else Untold("an edit resets what it leaves out as well")


def _zero_limit(seen: Seen) -> Finding:
    found = _refusal(seen, "edit_zero")
    if found:
        return found
    after = _after(seen, "edit_zero_read")
    if after is None:
        return Untold("the list does not show the edit")
    return Answered({0: "kept", None: "null"}[after.get("rpm")]) if not after.get("rpm") else New("another limit")


def _unknown(seen: Seen) -> Finding:
    return _refusal(seen, "edit_unknown") or Answered("ignored")


def _limit_maximum(seen: Seen) -> Finding:
    found = _refusal(seen, "edit_highest")
    if found:
        return Untold("there is one, or it could not be tried") if isinstance(found, Answered) else found
    after = _after(seen, "edit_highest_read")
    if after is None:
        return Untold("the list does not show the edit")
    return Answered("none") if after.get("rpm") == HIGHEST else New("another limit than was given")


def _lag_scope(seen: Seen) -> Finding:
    looks = [seen[name] for name in _NUMBERS if _after(seen, name)]
    if any(len(replies) > 1 for replies in looks):
        return Answered("writes")
    if len(seen["made"]) > 1 and looks:
        return Answered("create")
    return Untold("lists were not seen to lag")


# --- names


def _name(code: str, accepted: str, rejected: str) -> Callable[..., Finding]:
    """Return what reads off whether a rename is accepted; a refusal counts if its code ends so."""

    def read_off(_settings: Settings, rename: Replies) -> Finding:
        found = rename[0].code
        if not found:
            return Answered(accepted)
        return Answered(rejected) if found.endswith(code) else New(f"refused with {found}")

    return read_off


def _name_characters(_settings: Settings, digit: Replies, chinese: Replies) -> Finding:
    if not digit:
        return _NOTHING
    found = _name(MALFORMED, "any_first", "ascii")(_settings, digit)
    return _name(MALFORMED, "chinese", "ascii")(_settings, chinese) if chinese else found


# --- states


def _of_state(_settings: Settings, *needs: Replies) -> Finding:
    """Return whether what a state may forbid is accepted; all calls must agree."""
    found = {_state_answer(reply) for replies in needs for reply in replies}
    if not found:
        return _NOTHING
    return found.pop() if len(found) == 1 else Untold("the answers differ from each other")


def _state_answer(reply: Reply) -> Finding:
    if not reply.code:
        return Answered("accepted")
    return Answered("refused") if reply.kind == "WrongState" else New(f"refused with {reply.code}")


def _wrong_state(_settings: Settings, *needs: Replies) -> Finding:
    found = [f"{reply.code}/{reply.status}" for replies in needs for reply in replies if reply.kind == "WrongState"]
    return told(found[0], _STATES) if found else Untold("nothing was refused because of a state")


def _not_found(_settings: Settings, deleted: Replies) -> Finding:
    reply = deleted[0]
    if not reply.code:
        return Untold("an endpoint that was deleted is still there")
    code = "empty" if reply.document is None else reply.code
    return told(f"{code}/{reply.status}", _NOT_FOUND)


_POLICY = ("accepted", "refused")


def _ask_edit(
    switch: str, text: str, needs: str, read_off: Callable[[Seen], Finding], *assumes: Any, open: int
) -> Question:
    """Return a question about edits.

    :param needs: observations that it needs besides the creations and the first edit.
    """
    names = f"{_FIRST} edit edit_read {needs}"

    def read_needs(_settings: Settings, *replies: Replies) -> Finding:
        return read_off(seen_of(names, replies))

    return write_question(switch, text, names, read_needs, *assumes, open=open, is_lenient=True)


QUESTIONS = (
    write_question(
        "maas_edit_reply",
        "What is the answer to an edit?",
        _EDITS,
        _edit_reply,
        *("number", "text", "object", "empty"),
        open=0,
        is_lenient=True,
    ),
    _ask_edit("maas_list_remark", "Do lists show remark?", "", _list_remark, *PRESENCE, open=13),
    _ask_edit(
        "maas_edit_omitted",
        "What becomes of what an edit leaves out?",
        "edit_part_read",
        _edit_omitted,
        *("kept", "moderation_reset", "reset"),
        open=14,
    ),
    _ask_edit(
        "maas_null_limit",
        "What is a limit of null?",
        "edit_part_read edit_back_read edit_null edit_null_read",
        _null_limit,
        "clears",
        "kept",
        "refused",
        open=14,
    ),
    _ask_edit(
        "maas_zero_limit",
        "What is a limit of 0?",
        "edit_zero edit_zero_read",
        _zero_limit,
        "kept",
        "null",
        "refused",
        open=14,
    ),
    _ask_edit(
        "maas_unknown_request_members",
        "Are members refused that no document names?",
        "edit_unknown",
        _unknown,
        *("refused", "ignored"),
        open=0,
    ),
    _ask_edit(
        "maas_limit_maximum", "Is there a highest limit?", "edit_highest edit_highest_read", _limit_maximum, open=0
    ),
    _ask_edit(
        "maas_lag_scope",
        "Which writes do lists lag behind?",
        " ".join(list(_NUMBERS)[1:]),
        _lag_scope,
        "create",
        "writes",
        open=0,
    ),
    write_question(
        "maas_renamed_name",
        "May a name be used again that a rename has freed?",
        "rename_back",
        _name(TAKEN, "reusable", "burned"),
        *("reusable", "burned"),
        open=17,
    ),
    write_question(
        "maas_deleted_name",
        "May the name of a deleted endpoint be used again?",
        "rename_deleted",
        _name(TAKEN, "reusable", "burned"),
        *("burned", "reusable"),
        open=17,
    ),
    write_question(
        "maas_name_characters",
        "With what may names begin?",
        "rename_digit rename_chinese",
        _name_characters,
        *("ascii", "chinese", "any_first"),
        open=0,
        is_lenient=True,
    ),
    write_question(
        "maas_control_repeat",
        "Is enabling what is enabled an error?",
        "activate_again deactivate_again",
        _of_state,
        *_POLICY,
        open=16,
        is_lenient=True,
    ),
    write_question(
        "maas_edit_disabled", "May a disabled endpoint be edited?", "edit_disabled", _of_state, *_POLICY, open=16
    ),
    write_question(
        "maas_delete_enabled", "May an enabled endpoint be deleted?", "delete_enabled", _of_state, *_POLICY, open=18
    ),
    write_question(
        "maas_wrong_state",
        "What is the refusal for a state?",
        "activate_again deactivate_again edit_disabled delete_enabled",
        _wrong_state,
        *_STATES,
        open=16,
        is_lenient=True,
    ),
    write_question(
        "maas_not_found",
        "What is the answer for an id that does not exist?",
        "deactivate_deleted",
        _not_found,
        *_NOT_FOUND,
        open=16,
    ),
)
