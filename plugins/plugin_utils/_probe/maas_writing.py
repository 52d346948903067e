# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What writing tells about MaaS: two endpoints are made, edited, renamed, disabled, enabled and deleted.

Each edit carries a tpm of its own. Only a list that shows it counts, so that lists may lag.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import RUNNING, STOPPED
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import MaasEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas_fields import BUILT_IN

from . import answers
from .answers import NO_WORD, NOT_FOR_A_STATE, of_success, outcome, told
from .maas import ACTIVATE, DEACTIVATE, FORM, IDS, id_in
from .maas_reading import PAIRS, ask_of_list, is_known, pair_of, shown
from .observations import always, change, change_and_look, only_if
from .questions import NOT_MADE, Answer, Level, New, Observation, ReadOff, Reply, Seen, Unseen, Untold
from .replies import FIRST, SECOND, Endpoint

#: What is given to creations, and in edits, so that it is known again.
_MADE_REMARK, _EDITED_REMARK, _TPM, _RPM = "probe made", "probe edited", 1000, 10
_HIGHEST = 2**31 - 1

#: How the code ends of what is wrong in a request, of a name that is taken, and of one that is malformed.
_INVALID, _TAKEN, _MALFORMED = ".0104", ".6271", ".6274"

#: The creations of a first endpoint, by the end of its name: with all that a creation may not take, then with some.
_ATTEMPTS: dict[str, tuple[str, dict[str, Any]]] = {
    "make": ("-a", {"remark": _MADE_REMARK, "tpm": _TPM, "moderation": True}),
    "make_remark": ("-b", {"remark": _MADE_REMARK}),
    "make_tpm": ("-c", {"tpm": _TPM}),
    "make_moderation": ("-d", {"moderation": True}),
    "make_plain": ("-e", {}),
}
#: Those of the second, with and without a source.
_SECONDS: dict[str, tuple[str, dict[str, Any]]] = {
    "make_second": ("-f", {}),
    "make_sourced": ("-g", {"source": BUILT_IN}),
}
_MAKE, _MAKE_SECOND = " ".join(_ATTEMPTS), " ".join(_SECONDS)


# --- calls that make


def _may_write(seen: Seen) -> bool:
    """Tell whether the account has room for two endpoints, and its list shows all that there is."""
    listed = seen.first("list")
    total, limit = listed.result.get("total"), listed.result.get("quantity_limit")
    has_room = not (isinstance(total, int) and isinstance(limit, int)) or limit - total >= 2
    return not listed.code and FORM.is_whole(listed) and has_room


def _is_refused(seen: Seen, name: str, code: str) -> bool:
    return any(reply.code.endswith(code) for reply in seen[name])


def _all_is_refused(seen: Seen) -> bool:
    return _is_refused(seen, "make", _INVALID)


def _create(name: str, is_due: Callable[[Seen], Any]) -> Observation:
    end, more = {**_ATTEMPTS, **_SECONDS}[name]

    def requests(seen: Seen) -> list[dict[str, Any]]:
        source = {} if name in _SECONDS else {"source": BUILT_IN}
        body = {"endpoint_name": seen.settings.name + end, "model_name": seen.settings.options["model_name"]}
        return [{**body, **source, **more}]

    return Observation(name, "CreateEndpoint", only_if(is_due, requests), makes=True)


def _looked(
    name: str, follows: str, until: Callable[[Seen, Reply], bool], most: int, *, finds: bool = False
) -> Observation:
    """Return lists until one shows what is waited for, but not for ever."""
    return Observation(name, "ListEndpoints", always({}), follows, finds=finds, until=until, most=most, is_needed=False)


def _find(name: str, creations: str) -> Observation:
    """Return lists until one shows all that these creations made."""

    def are_shown(seen: Seen, reply: Reply) -> bool:
        accepted = seen.accepted(*creations.split())
        return all(each in seen.made and FORM.item(reply, seen.made[each]) for each in accepted)

    return _looked(name, creations, are_shown, 30, finds=True)


# --- calls that change and delete


def _first(seen: Seen, reply: Reply) -> Endpoint:
    """Return the first endpoint as a list shows it, {} if it does not."""
    return FORM.item(reply, seen.endpoint(FIRST))


def _edit(number: int, name: str, **body: Any) -> tuple[Observation, Observation]:
    """Return an edit of the first endpoint, and the lists until one shows it."""

    def shows(seen: Seen, reply: Reply) -> bool:
        return bool(_first(seen, reply).get("tpm") == _TPM + number)

    update = FORM.about(FIRST, tpm=_TPM + number, **body)
    return change_and_look(name, update, "ListEndpoints", always({}), shows, most=12, is_needed=False)


def _rename(
    name: str, follows: str, begin: str = "", end: str = "", like: int = FIRST, malformed: str = ""
) -> Observation:
    """Return an edit that gives the first endpoint a name.

    :param like: the endpoint whose name it is, with these texts around it.
    :param malformed: an edit whose name must have been refused for its form, or this one is not made.
    """

    def requests(seen: Seen) -> list[dict[str, Any]]:
        if malformed and not _is_refused(seen, malformed, _MALFORMED):
            return []
        return FORM.about(FIRST, endpoint_name=f"{begin}{seen.endpoint(like).name}{end}")(seen)

    return change(name, "UpdateEndpoint", requests, follows)


def _differs_from(name: str) -> Callable[[Seen, Reply], bool]:
    """Return what tells that the first endpoint's status is another than in an earlier list."""
    return lambda seen, reply: _first(seen, reply).get("status") != _first(seen, seen.last(name)).get("status")


_DELETIONS = "delete_enabled delete_second"
_DISABLE, _ENABLE = FORM.about(FIRST, **DEACTIVATE), FORM.about(FIRST, **ACTIVATE)
_SECOND = FORM.about(SECOND)

_OBSERVATIONS = (
    _create("make", _may_write),
    _create("make_remark", _all_is_refused),
    _create("make_tpm", _all_is_refused),
    _create("make_moderation", lambda seen: _all_is_refused(seen) and len(seen.accepted(*_MAKE.split()[:3])) < 2),
    _create("make_plain", lambda seen: _all_is_refused(seen) and not seen.accepted(*_MAKE.split()[:4])),
    _find("made", _MAKE),
    Observation("settled", "ListEndpoints", always({}), _MAKE, after=5.0),
    *_edit(1, "edit", remark=_EDITED_REMARK, rpm=_RPM),
    *_edit(2, "edit_part"),
    *_edit(3, "edit_back", rpm=_RPM + 1),
    *_edit(4, "edit_null", rpm=None),
    *_edit(5, "edit_zero", rpm=0),
    *_edit(6, "edit_unknown", rpm=_RPM, probe="probe"),
    *_edit(7, "edit_highest", rpm=_HIGHEST),
    _rename("rename", _MAKE, end="-r"),
    _rename("rename_back", "rename"),
    _rename("rename_digit", "rename", begin="1"),
    _rename("rename_chinese", "rename", begin="\u6d4b", malformed="rename_digit"),
    change("activate_again", "ActivateEndpoint", _ENABLE),
    change("deactivate", "DeactivateEndpoint", _DISABLE),
    _looked("disabled", "deactivate", _differs_from("settled"), 8),
    change("deactivate_again", "DeactivateEndpoint", _DISABLE, "deactivate"),
    change("edit_disabled", "UpdateEndpoint", FORM.about(FIRST, remark=_MADE_REMARK), "deactivate"),
    change("activate", "ActivateEndpoint", _ENABLE, "deactivate"),
    _looked("enabled", "activate", _differs_from("disabled"), 8),
    _create("make_second", lambda seen: seen.endpoint(FIRST) and len(seen.made) == 1),
    _create("make_sourced", lambda seen: _is_refused(seen, "make_second", _INVALID)),
    _find("made_second", _MAKE_SECOND),
    change("delete_enabled", "DeleteEndpoint", _SECOND),
    change(
        "deactivate_second",
        "DeactivateEndpoint",
        only_if(lambda seen: not seen.accepted("delete_enabled"), FORM.about(SECOND, **DEACTIVATE)),
    ),
    change("delete_second", "DeleteEndpoint", _SECOND, "deactivate_second"),
    change("deactivate_deleted", "DeactivateEndpoint", FORM.about(SECOND, **DEACTIVATE), _DELETIONS),
    _rename("rename_deleted", _DELETIONS, like=SECOND),
)

WRITING = Level(_OBSERVATIONS)
ask = WRITING.ask

ask_of_list(WRITING, "settled")


# --- creations


def _created_form(reply: Reply) -> Answer:
    document = reply.document
    if document is None:
        return "none"
    if isinstance(document, str):
        return "text"
    if not isinstance(document, dict):
        return New("another form of answer")
    if "endpoint_name" in document:
        return "item"
    member = next((name for name in IDS if name in document), None)
    if member is None:
        return "nested" if id_in(reply) else Untold("the answer shows no id where it is looked for")
    return member


def _settled(seen: Seen, number: int = FIRST) -> Endpoint:
    """Return an endpoint as the list shows it when it has come to rest.

    :raises Unseen: the list does not show it.
    """
    found = FORM.item(seen.last("settled"), seen.endpoint(number))
    if not found:
        raise Unseen(Untold("the list does not show what was made"))
    return found


def _created_with(name: str, made: Callable[[Endpoint, Seen], Answer]) -> ReadOff:
    """Answer what became of a member of a creation.

    :param made: reads off an endpoint that was made with it.
    """
    attempt = f"make_{name}"

    def read_off(seen: Seen) -> Answer:
        accepted = seen.accepted(*_ATTEMPTS)
        tries = [each for each in accepted if each in ("make", attempt)]
        if tries:
            return made(_settled(seen, accepted.index(tries[0])), seen)
        if not accepted or not seen.accepted("edit"):
            return Untold("no endpoint could be made that takes such values")
        # With two endpoints made of the other members, this one is what the first creation was refused for.
        is_left_over = not seen[attempt] and len(accepted) == 2
        if is_left_over or _is_refused(seen, attempt, _INVALID):
            return "refused"
        return Untold(f"{name} was not tried")

    return read_off


def _with_remark(each: Endpoint, seen: Seen) -> Answer:
    if each.get("remark") == _MADE_REMARK:
        return "accepted"
    is_shown = any(_first(seen, reply).get("remark") for reply in seen["edit_read"][-1:])
    return "ignored" if is_shown else Untold("lists do not show a remark")


@ask("maas_source", "Must a creation have a source?", 11)
def _source(seen: Seen) -> Answer:
    if seen.accepted("make_second"):
        return "optional"
    if seen.accepted("make_sourced"):
        return "required"
    return Untold("a creation without it was not tried, as it would take a third endpoint")


@ask("maas_served_model", "In which form is a model's name shown?", 13)
def _served_model(seen: Seen) -> Answer:
    given, served = seen.settings.options["model_name"], _settled(seen).get("served_model_name")
    if served is None:
        return "absent"
    if served == given:
        return "same"
    return "display" if given in str(served).split() else New("another name than was given")


def _statuses(seen: Seen, *names: str) -> list[Any]:
    """Return the statuses of the first endpoint in these lists."""
    return [_first(seen, reply).get("status") for reply in seen.all(" ".join(names))]


@ask("maas_transient_status", "What is the status right after a creation?", 12)
def _transient(seen: Seen) -> Answer:
    words = [word for word in _statuses(seen, "made", "settled") if word is not None]
    if len(words) > 1 and words[0] != words[-1] and pair_of(words[0]) is None:
        return words[0]
    return Untold(NO_WORD)


@ask("maas_status_words", "Which words tell whether an endpoint is enabled?", 12)
def _status_words(seen: Seen) -> Answer:
    words = [
        _settled(seen).get("status"),
        *(_statuses(seen, name)[-1] for name in ("disabled", "enabled") if seen[name]),
    ]
    if words[0] is None:
        return "absent"
    enabled, disabled = words[-1], words[1] if len(words) == 3 else None
    if disabled is None or enabled == disabled:
        return Untold("the status does not tell whether an endpoint is enabled")
    for name, pair in PAIRS.items():
        if (pair_of(enabled), pair_of(disabled)) == (name, name) and (enabled, disabled) == pair:
            return name
    if words[0] != enabled:
        return Untold("the status had not come to rest")
    if not is_known(enabled) and not is_known(disabled):
        return "unknown"
    are_read = [MaasEndpoint().run_state({"status": word}) for word in (enabled, disabled)] == [RUNNING, STOPPED]
    fit = "which this release reads rightly" if are_read else "which this release does not read rightly"
    return New(f"the statuses {shown(enabled)} and {shown(disabled)}, {fit}")


@ask("maas_list_order", "In which order are lists?")
def _list_order(seen: Seen) -> Answer:
    lists = seen["made_second"] or seen["made"]
    ids = [each["id"] for each in FORM.items(lists[-1])] if lists else []
    elder, younger = (seen.endpoint(number).endpoint_id for number in (FIRST, SECOND))
    if elder not in ids or younger not in ids:
        return Untold("the list does not show two endpoints whose ages are known")
    return "oldest_first" if ids.index(elder) < ids.index(younger) else "newest_first"


_CREATIONS = f"{_MAKE} {_MAKE_SECOND}"

ask("maas_create_reply", "Where has the answer to a creation the id?", 11)(of_success(_CREATIONS, _created_form))
ask("maas_create_status", "What is the HTTP status of a creation?", 11)(
    of_success(_CREATIONS, lambda reply: told(str(reply.status), ("200", "201")))
)
ask("maas_create_remark", "May a creation have remark?", 11)(_created_with("remark", _with_remark))
ask("maas_create_tpm", "May a creation have tpm?", 11)(
    _created_with("tpm", lambda each, _seen: "accepted" if each.get("tpm") == _TPM else "ignored")
)
ask("maas_create_moderation", "May a creation have moderation?", 11)(
    _created_with(
        "moderation",
        lambda _each, _seen: Untold(
            "it is accepted or ignored; switching the guard off, which would tell, signs a disclaimer"
        ),
    )
)


# --- edits

_EDITS = "edit edit_part edit_back edit_null edit_zero edit_unknown edit_highest edit_disabled"

#: The numbers of edits, by which lists show them.
_NUMBERS = {"edit_read": 1, "edit_part_read": 2, "edit_back_read": 3, "edit_null_read": 4, "edit_zero_read": 5}
_NUMBERS["edit_highest_read"] = 7


def _is_shown(seen: Seen, read: str) -> bool:
    """Tell whether the list after an edit shows it."""
    return any(_first(seen, reply).get("tpm") == _TPM + _NUMBERS[read] for reply in seen[read][-1:])


def _after(seen: Seen, read: str) -> Endpoint:
    """Return the first endpoint as the list after an edit shows it.

    :raises Unseen: it does not show the edit.
    """
    if not _is_shown(seen, read):
        raise Unseen(Untold("the list does not show the edit"))
    return _first(seen, seen.last(read))


def _edit_form(reply: Reply) -> Answer:
    if reply.document is None:
        return "empty"
    form = {int: "number", str: "text", dict: "object"}.get(type(reply.document))
    return form if form else New("another form of answer")


def _keeps_rpm(seen: Seen) -> bool:
    """Tell whether an edit without rpm keeps it."""
    if _after(seen, "edit_read").get("rpm") != _RPM:
        raise Unseen(Untold("the list does not show the edit"))
    return bool(_after(seen, "edit_part_read").get("rpm") == _RPM)


@ask("maas_edit_omitted", "What becomes of what an edit leaves out?", 14)
def _edit_omitted(seen: Seen) -> Answer:
    if not _keeps_rpm(seen):
        return "reset"
    return Untold("limits are kept; what becomes of moderation cannot be told without switching the guard off")


def _edited(name: str, tell: ReadOff) -> ReadOff:
    """Answer what became of an edit. If the first edit was accepted, it is refused for a value in it."""

    def read_off(seen: Seen) -> Answer:
        if not seen.first(name).code:
            return tell(seen)
        return "refused" if _is_refused(seen, name, _INVALID) and seen.accepted("edit") else NOT_MADE

    return read_off


def _null_limit(seen: Seen) -> Answer:
    if _after(seen, "edit_back_read").get("rpm") != _RPM + 1:
        return Untold("the list does not show the edit")
    if _after(seen, "edit_null_read").get("rpm") == _RPM + 1:
        return "kept"
    # Where an edit resets what it leaves out, nothing and left out look alike.
    return "clears" if _keeps_rpm(seen) else Untold("an edit resets what it leaves out as well")


def _zero_limit(seen: Seen) -> Answer:
    rpm = _after(seen, "edit_zero_read").get("rpm")
    return New("another limit") if rpm else ("null" if rpm is None else "kept")


@ask("maas_limit_maximum", "Is there a highest limit?")
def _limit_maximum(seen: Seen) -> Answer:
    if seen.first("edit_highest").code:
        return Untold("there is one, or it could not be tried")
    is_kept = _after(seen, "edit_highest_read").get("rpm") == _HIGHEST
    return "none" if is_kept else New("another limit than was given")


@ask("maas_lag_scope", "Which writes do lists lag behind?")
def _lag_scope(seen: Seen) -> Answer:
    looks = [seen[name] for name in _NUMBERS if _is_shown(seen, name)]
    if any(len(replies) > 1 for replies in looks):
        return "writes"
    return "create" if len(seen["made"]) > 1 and looks else Untold("lists were not seen to lag")


ask("maas_edit_reply", "What is the answer to an edit?")(of_success(_EDITS, _edit_form))
ask("maas_list_remark", "Do lists show remark?", 13)(
    lambda seen: "present" if "remark" in _after(seen, "edit_read") else "absent"
)
ask("maas_null_limit", "What is a limit of null?", 14)(_edited("edit_null", _null_limit))
ask("maas_zero_limit", "What is a limit of 0?", 14)(_edited("edit_zero", _zero_limit))
ask("maas_unknown_request_members", "Are members refused that no document names?")(
    _edited("edit_unknown", lambda _seen: "ignored")
)


# --- names and states

_STATES = ("ModelArts.6999/400", "ModelArts.6999/409")
_NOT_FOUND = ("ModelArts.6291/400", "ModelArts.6291/404", "empty/404")
_REPEATED = "activate_again deactivate_again"


def _name_outcome(name: str, accepted: str, rejected: str, code: str) -> ReadOff:
    return outcome(name, accepted, rejected, lambda reply: reply.code.endswith(code))


@ask("maas_name_characters", "With what may names begin?")
def _name_characters(seen: Seen) -> Answer:
    if seen["rename_chinese"]:
        return _name_outcome("rename_chinese", "chinese", "ascii", _MALFORMED)(seen)
    return _name_outcome("rename_digit", "any_first", "ascii", _MALFORMED)(seen)


def _state_outcome(names: str) -> ReadOff:
    return outcome(names, "accepted", "refused", answers.is_for_state)


ask("maas_not_found", "What is the answer for an id that does not exist?", 16)(
    answers.not_found("deactivate_deleted", _NOT_FOUND, found=Untold("an endpoint that was deleted is still there"))
)
ask("maas_renamed_name", "May a name be used again that a rename has freed?", 17)(
    _name_outcome("rename_back", "reusable", "burned", _TAKEN)
)
ask("maas_deleted_name", "May the name of a deleted endpoint be used again?", 17)(
    _name_outcome("rename_deleted", "reusable", "burned", _TAKEN)
)
ask("maas_control_repeat", "Is enabling what is enabled an error?", 16)(_state_outcome(_REPEATED))
ask("maas_edit_disabled", "May a disabled endpoint be edited?", 16)(_state_outcome("edit_disabled"))
ask("maas_delete_enabled", "May an enabled endpoint be deleted?", 18)(_state_outcome("delete_enabled"))
ask("maas_wrong_state", "What is the refusal for a state?", 16)(
    answers.first_told(
        answers.state_refusals(f"{_REPEATED} edit_disabled delete_enabled"),
        lambda reply: told(answers.coded(reply), _STATES),
        NOT_FOR_A_STATE,
    )
)
