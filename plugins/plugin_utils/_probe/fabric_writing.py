# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What writing tells about Fabric: two endpoints are made, changed and deleted.

Both are of the type inference and reserve nothing, so they cost nothing. What may be refused is tried first, and what
is certainly accepted last, so two endpoints are enough. The first endpoint is left alone while the second one is
changed and deleted on its way: as the older one, it shows that the other was still on its way, too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from . import answers
from .answers import NOT_FOR_A_STATE, outcome, refused, refused_anew, told
from .fabric import FAILED, FORM, STALLED, STILL_BUSY, UNREADABLE, code_of, mine
from .fabric_reading import name_kinds
from .observations import change, change_and_look, only_if
from .questions import NOT_MADE, Answer, Level, Observation, ReadOff, Reply, Requests, Seen, Untold
from .replies import FIRST, SECOND, Endpoint

# --- calls that make

#: Members that are tried on the first endpoint, most at once first. Each has the value that it has without being given.
_LOGS, _PUBLIC = {"log_config": {"enable_lts_log": False}}, {"public_access": False}

#: The size in the vendor's example. It is used if the workspace shows no other.
_SPEC = "mu.llama3.8b"


def _reserved(seen: Seen) -> dict[str, Any]:
    resources = ((item.get("reserved_resource") or {}).get("mu") or {} for item in FORM.items(seen.first("list")))
    spec = next((mu["spec_code"] for mu in resources if mu.get("spec_code")), _SPEC)
    return {"reserved_resource": {"mu": {"spec_code": spec, "min": 0, "max": 1}}}


def _make(name: str, number: int, more: dict[str, Any], end: str = "", *, is_bare: bool = False) -> Observation:
    """Return an attempt to make the first or the second endpoint, if those before were refused.

    :param more: members that are tried.
    :param end: the end of the name.
    """

    def requests(seen: Seen) -> list[dict[str, Any]]:
        if number:
            seen.endpoint(FIRST)
        body = {"name": seen.settings.name + end, "type": "inference", "description": "probe"}
        return [{**body, **({} if is_bare else _reserved(seen)), **more}] if len(seen.made) == number else []

    return Observation(name, "CreateEndpoint", requests, makes=True)


def _find(name: str) -> Observation:
    """Return a search for an endpoint that was made by a call whose reply does not tell its id. Lists may lag."""

    def requests(seen: Seen) -> list[dict[str, Any]]:
        return [mine(name=made.name) for made in seen.made.values() if not made.endpoint_id]

    def is_there(seen: Seen, _reply: Reply) -> bool:
        return all(made.endpoint_id for made in seen.made.values())

    return Observation(name, "ListEndpoints", requests, finds=True, until=is_there, most=30)


# --- calls that change and delete

#: A refusal for the state of an endpoint may look like a fault of the server. Only endpoints of the probe are at stake.
_HEARS = (STILL_BUSY,)


def _is_running(seen: Seen) -> bool:
    """Tell whether the first endpoint was running when it was seen last."""
    reads = [replies for name, replies in seen.replies.items() if replies and name.endswith(("made", "_read"))]
    return bool(reads) and FORM.status_of(reads[-1][-1]) == "RUNNING"


def _is_too_long(update: str) -> Callable[[Seen], Any]:
    """Return what tells that an update was refused, which gives a longer name."""
    return lambda seen: _is_running(seen) and seen.first(update).code


def _is_second_gone(seen: Seen) -> bool:
    """Tell whether the second endpoint is no more: what reads do not show may also be new, as they may lag."""
    reads = seen.all("second_now second second_gone")
    is_certain = any(map(FORM.status_of, reads)) or any(reply.kind == "NotFound" for reply in seen["second_delete"])
    return is_certain and any(map(FORM.is_gone, reads[-1:]))


def _is_name_free(seen: Seen) -> bool:
    """Tell whether the name of the second endpoint is that of a deleted one, and of no other."""
    return _is_running(seen) and _is_second_gone(seen) and bool(seen.accepted("make_bare", "make_second"))


def _is_steady(_seen: Seen, reply: Reply) -> bool:
    status = FORM.status_of(reply)
    return bool(status) and not FORM.is_moving(status)


def _is_settled(seen: Seen, reply: Reply) -> bool:
    return _is_steady(seen, reply) or (FORM.is_gone(reply) and bool(seen.accepted("moving_delete")))


def _is_deleted(_seen: Seen, reply: Reply) -> bool:
    return FORM.is_gone(reply) or FORM.status_of(reply) == "DELETE_FAILED"


def _update(
    update: str, rename: Callable[[str], str] | None = None, is_due: Callable[[Seen], Any] = _is_running, **more: Any
) -> tuple[Observation, Observation]:
    """Return an update of the first endpoint, and the reads until it shows.

    :param rename: returns the name that it gives to the endpoint.
    :param is_due: tells from earlier replies whether it can tell anything.
    :param more: what it changes besides; it has a description of its own if there is none.
    """
    changes = {"description": f"probe {update}", **more}

    def requests(seen: Seen) -> list[dict[str, Any]]:
        body = {**changes, "name": rename(seen.settings.name) if rename else None}
        return FORM.about(FIRST, **{member: value for member, value in body.items() if value is not None})(seen)

    def is_new(endpoint: Endpoint) -> bool:
        if changes["description"]:
            return endpoint.get("description") == changes["description"]
        return FORM.name_of(endpoint).endswith("-x")

    def shows(seen: Seen, reply: Reply) -> bool:
        return _is_steady(seen, reply) and any(map(is_new, FORM.shown([reply])))

    return change_and_look(update, only_if(is_due, requests), "ShowEndpoint", _FIRST, shows, _HEARS)


def _change(name: str, action: str, requests: Requests) -> Observation:
    return change(name, action, requests, hears=_HEARS)


def _show(
    name: str, requests: Requests, until: Callable[[Seen, Reply], bool] | None = None, follows: str = ""
) -> Observation:
    return Observation(name, "ShowEndpoint", requests, follows, until=until)


def _if_made(name: str, requests: Requests) -> Requests:
    return only_if(lambda seen: seen[name], requests)


_FIRST, _SECOND = FORM.about(FIRST), FORM.about(SECOND)

_OBSERVATIONS = (
    _make("make_both", FIRST, {**_LOGS, **_PUBLIC}),
    _make("make_logs", FIRST, _LOGS),
    _make("make_public", FIRST, _PUBLIC),
    _make("make", FIRST, {}),
    _find("find"),
    _make("make_twin", SECOND, {}),
    _make("make_bare", SECOND, {}, "-2", is_bare=True),
    _make("make_second", SECOND, {}, "-2"),
    _find("find_second"),
    _change("moving_update", "UpdateEndpoint", FORM.about(SECOND, description="probe moving")),
    _show("witness", _if_made("moving_update", _FIRST)),
    _change("moving_delete", "DeleteEndpoint", _SECOND),
    _show("second_now", _SECOND),
    _show("witness_again", _if_made("moving_delete", _FIRST)),
    _show("made", _FIRST, _is_steady),
    _show("second", _SECOND, _is_settled),
    _change("second_delete", "DeleteEndpoint", _SECOND),
    _show("second_gone", _SECOND, _is_deleted, "moving_delete second_delete"),
    *_update("nested", is_due=lambda _seen: True, reserved_resource={}),
    _show("earlier", _if_made("nested_read", FORM.about(FIRST, version="PREVIOUS"))),
    *_update("plain"),
    *_update("typed", type="inference"),
    *_update("unknown", probe=True),
    *_update("signs", description="probe <signs>"),
    *_update("renamed", lambda name: f"{name}-x", description=None),
    *_update("chinese", lambda name: f"{name}-\u63a2\u6d4b"),
    *_update("long_128", lambda name: name.ljust(128, "x")),
    *_update("long_65", lambda name: name.ljust(65, "x"), _is_too_long("long_128")),
    *_update("long_64", lambda name: name.ljust(64, "x"), _is_too_long("long_65")),
    *_update("reuse", lambda name: f"{name}-2", _is_name_free),
    _change("delete_flag", "DeleteEndpoint", FORM.about(FIRST, is_delete_app_instance="false")),
    _change("delete", "DeleteEndpoint", only_if(lambda seen: not seen.accepted("delete_flag"), _FIRST)),
    _show("gone", _FIRST, _is_deleted, "delete_flag delete"),
    Observation(
        "gone_listed",
        "ListEndpoints",
        _if_made("gone", lambda seen: [mine(endpoint_id=seen.endpoint(FIRST).endpoint_id)]),
    ),
    _show("gone_again", _if_made("gone", _FIRST)),
)

WRITING = Level(_OBSERVATIONS)
ask = WRITING.ask


# --- creations

_MAKE = "make_both make_logs make_public make"

_WRONG_STATE = ("00010999/409", "00010999/400", "00000001/500")
_DUPLICATE = ("00010998/400", "00010998/409")


def _coded(reply: Reply) -> str:
    return answers.coded(reply, code_of(reply))


def _condition(met: str, not_met: str, *codes: str) -> ReadOff:
    """Answer whether a condition of creations is met, which these codes deny."""

    def read_off(seen: Seen) -> Answer:
        if seen.accepted(*_MAKE.split()):
            return met
        last = seen.all(_MAKE)[-1]
        return not_met if code_of(last) in codes else refused(last)

    return read_off


def _body_of(names: str) -> ReadOff:
    """Answer what the body of an accepted write shows."""

    def tell(reply: Reply) -> Answer:
        if not reply.result:
            return "empty"
        return "id" if set(reply.result) == {"id"} else "full"

    return answers.of_success(names, tell)


@ask("fabric_create_log_config", "What becomes of log_config in a creation?")
def _log_config(seen: Seen) -> Answer:
    if not seen.accepted("make_both", "make_logs"):
        is_tried = seen["make_logs"]
        return Untold("it is refused, which may be for the type of the endpoint") if is_tried else NOT_MADE
    for endpoint in FORM.shown(seen["made"]):
        if "log_config" in endpoint:
            return "accepted" if endpoint["log_config"] else "ignored"
    return Untold("it is accepted and not shown, so it may be ignored")


@ask("fabric_sdk_members", "What becomes of members in a creation that only the SDK has?")
def _sdk_members(seen: Seen) -> Answer:
    if seen.accepted("make_both", "make_public"):
        return Untold("they are accepted, and what is shown does not tell whether they are ignored")
    if not seen.accepted("make_logs", "make"):
        return NOT_MADE
    tried = seen.first("make_both" if seen.accepted("make_logs") else "make_public")
    return "refused" if tried.status == 400 else refused_anew(tried)


@ask("fabric_block_types", "Must an endpoint have the block of its type?", 3)
def _block_types(seen: Seen) -> Answer:
    bare = seen.first("make_bare")
    if not bare.code:
        return Untold("an endpoint without resources is accepted; one with others costs money")
    return "required" if seen.accepted("make_second") and bare.status == 400 else refused(bare)


def _is_for_name(seen: Seen) -> bool:
    """Tell whether the refusal of the second endpoint is for its name: with another name it was made."""
    return not seen.accepted("make_twin") and bool(seen.accepted("make_bare", "make_second"))


@ask("fabric_names_unique", "Must names be unique?", 4)
def _names_unique(seen: Seen) -> Answer:
    twin = seen.first("make_twin")
    if not twin.code:
        return "no"
    if not _is_for_name(seen):
        return refused(twin)
    kinds = name_kinds(seen)
    if len(set(kinds)) > len({(owner, name) for owner, name, _kind in kinds}):
        return "type"
    return Untold("the name of an endpoint of the same type is refused, in the workspace or in the account")


@ask("fabric_duplicate", "What is the answer for a name that is taken?", 4)
def _duplicate(seen: Seen) -> Answer:
    return told(_coded(seen.first("make_twin")), _DUPLICATE) if _is_for_name(seen) else Untold("no name is refused")


ask("fabric_agreement", "Is the agreement registered that a creation may need?")(
    _condition("registered", "missing", "00010005", "00010006")
)
ask("fabric_inference", "Is the inference feature enabled?")(_condition("enabled", "disabled", "00010195"))
ask("fabric_create_reply", "What does the reply to a creation show?")(_body_of(_MAKE))
ask("fabric_write_status", "What is the HTTP status of accepted writes?")(
    answers.of_success(_MAKE, lambda reply: told(str(reply.status), ("202", "200")))
)


# --- states


def _is_for_state(reply: Reply) -> bool:
    return answers.is_for_state(reply) or code_of(reply) == STILL_BUSY


def _state_outcome(name: str) -> ReadOff:
    return outcome(name, "accepted", "refused", _is_for_state, refused)


def _was_moving(seen: Seen, witness: str) -> bool:
    """Tell whether the first endpoint was still on its way, so that the second one, which is younger, was, too."""
    return FORM.is_moving(FORM.status_of(seen.first(witness)))


def _while_moving(seen: Seen, name: str, witness: str) -> Answer:
    if not _was_moving(seen, witness):
        return Untold("the endpoint was on its way for too short a time")
    return _state_outcome(name)(seen)


@ask("fabric_delete_transitional", "May an endpoint be deleted on its way between states?", 6)
def _moving_delete(seen: Seen) -> Answer:
    if seen.first("moving_update").code:
        return _while_moving(seen, "moving_delete", "witness_again")
    # The update may have brought the endpoint on a way of its own, of which the older one tells nothing.
    is_refused = seen.first("moving_delete").code
    return (
        _while_moving(seen, "moving_delete", "second_now")
        if is_refused
        else Untold("the update before it was accepted")
    )


@ask("fabric_wrong_state", "What is the answer that refuses a write for a state?", 6)
def _wrong_state(seen: Seen) -> Answer:
    was_moving = _was_moving(seen, "witness")
    found = list(filter(_is_for_state, seen.all("moving_update moving_delete")))
    return told(_coded(found[0]), _WRONG_STATE) if found and was_moving else Untold(NOT_FOR_A_STATE)


def _in_state(states: Collection[str], before: str, name: str) -> ReadOff:
    """Answer whether a write is accepted in a state that the endpoint may happen to be in."""

    def read_off(seen: Seen) -> Answer:
        if FORM.status_of(seen.last(before)) not in states:
            return Untold("the endpoint was in no such state")
        return _state_outcome(name)(seen)

    return read_off


ask("fabric_creating_status", "What is the status while creating?")(
    answers.word_on_the_way(FORM, f"{_MAKE} witness made")
)
ask("fabric_updating_status", "What is the status while updating?")(answers.word_on_the_way(FORM, "nested nested_read"))
ask("fabric_deleting_status", "What is the status while deleting?")(answers.word_on_the_way(FORM, "gone"))
ask("fabric_update_transitional", "May an endpoint be updated on its way between states?", 6)(
    lambda seen: _while_moving(seen, "moving_update", "witness")
)
ask("fabric_update_failed", "May a failed endpoint be updated?", 6)(_in_state(FAILED, "made", "nested"))
ask("fabric_update_stalled", "May a frozen endpoint be updated?", 6)(_in_state(STALLED, "made", "nested"))
ask("fabric_delete_failed", "May a failed endpoint be deleted?", 6)(_in_state(FAILED, "second", "second_delete"))
ask("fabric_delete_stalled", "May a frozen endpoint be deleted?", 6)(_in_state(STALLED, "second", "second_delete"))


# --- updates and deletions


@ask("fabric_deleted_name", "Is the name of a deleted endpoint free?", 4)
def _deleted_name(seen: Seen) -> Answer:
    twin, reuse = seen.first("make_twin"), seen.first("reuse")
    if not reuse.code:
        return "reusable"
    return "burned" if reuse.code == twin.code else refused(reuse)


@ask("fabric_update_nested", "Does an update replace objects?", 2)
def _nested(seen: Seen) -> Answer:
    if not FORM.last(seen, "made").get("reserved_resource"):
        return Untold("what the endpoint has reserved is not shown")
    return "merged" if FORM.last(seen, "nested_read").get("reserved_resource") else "replaced"


@ask("fabric_previous_version", "Is the version before an update shown?")
def _earlier_version(seen: Seen) -> Answer:
    earlier = seen.first("earlier")
    if not earlier.code:
        return "present"
    return "absent" if earlier.kind == "NotFound" else refused(earlier)


@ask("fabric_lag_scope", "Behind which writes do reads lag?")
def _lag_scope(seen: Seen) -> Answer:
    first, last = FORM.shown([seen.first("nested_read")]), FORM.last(seen, "nested_read")
    if first and first[0].get("description") != last.get("description"):
        return "writes"
    return Untold("reads showed the update at once")


def _accepts(name: str, accepted: str, rejected: str = "refused") -> ReadOff:
    """Answer whether an update is accepted; a refusal counts if a plain update was accepted before."""

    def is_unreadable(reply: Reply) -> bool:
        return code_of(reply) == UNREADABLE

    def read_off(seen: Seen) -> Answer:
        update = seen.first(name)
        if update.code and seen.first("plain").code:
            return refused(update)
        return outcome(name, accepted, rejected, is_unreadable, refused)(seen)

    return read_off


@ask("fabric_inference_name_length", "How long may names be?")
def _name_length(seen: Seen) -> Answer:
    if seen.accepted("long_128"):
        return 128
    if seen.accepted("long_64") and code_of(seen.first("long_65")) == UNREADABLE:
        return 64
    return Untold("the limit is neither 128 characters nor 64")


@ask("fabric_delete_flag", "Is is_delete_app_instance known?")
def _delete_flag(seen: Seen) -> Answer:
    flagged = seen.first("delete_flag")
    if not flagged.code:
        return Untold("it is accepted; whether it has an effect, only a Ray cluster tells, which costs money")
    is_meant = code_of(flagged) == UNREADABLE and seen.accepted("delete")
    return "refused" if is_meant else refused(flagged)


@ask("fabric_deleted_record", "Is a deleted endpoint shown?", 5)
def _deleted_record(seen: Seen) -> Answer:
    gone, again = seen.last("gone"), seen.first("gone_again")
    in_list = [str(item.get("status")) for reply in seen["gone_listed"] for item in FORM.items(reply)]
    is_shown = [FORM.status_of(reply) == "DELETED" for reply in (gone, again)]
    if all(is_shown) and in_list in ([], ["DELETED"]):
        return "kept" if in_list else "kept_in_show"
    if in_list == ["DELETED"] and not any(is_shown) and FORM.is_gone(gone):
        return "kept_in_list"
    return Untold("a deleted endpoint was not seen, which may be shown for a short time")


ask("fabric_update_reply", "What does the reply to an update show?")(_body_of("nested"))
ask("fabric_update_omitted", "What becomes of what an update leaves out?", 2)(
    lambda seen: "kept" if FORM.last(seen, "renamed_read").get("description") else "reset"
)
ask("fabric_update_create_only", "May an update have members of a creation?")(_accepts("typed", "ignored"))
ask("fabric_unknown_request_members", "May requests have members that no document names?")(
    _accepts("unknown", "ignored")
)
ask("fabric_description_characters", "Which characters may descriptions have?")(_accepts("signs", "any", "console"))
ask("fabric_name_characters", "May names be Chinese?")(_accepts("chinese", "chinese", "ascii"))
ask("fabric_delete_reply", "What does the reply to a deletion show?")(_body_of("delete_flag delete"))
