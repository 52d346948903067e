# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What writing tells about Ark: two endpoints are made, changed, stopped, started and deleted.

Each update carries a description of its own. Only a read that shows it counts, so that reads may lag.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import to_api
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.rolling import MODEL_REFERENCE

from . import answers
from .answers import NOT_FOR_A_STATE, code_has, first_told, outcome, read_back, state_refusals
from .ark import FORM, is_limited, limits
from .observations import change, change_and_look, only_if
from .questions import Answer, Level, New, Observation, ReadOff, Reply, Requests, Seen, Settings, Untold
from .replies import FIRST, SECOND

_DRY_RUN = "DryRunOperation"
_SUCCESSES = ("", _DRY_RUN)
_BASIC = {"Strategy": "Basic"}


# --- calls


def _body(settings: Settings, **more: Any) -> dict[str, Any]:
    given = settings.options[MODEL_REFERENCE.name]
    return {
        "Name": settings.name,
        "ModelReference": to_api((MODEL_REFERENCE,), {MODEL_REFERENCE.name: given})[MODEL_REFERENCE.api],
        "ProjectName": settings.options["project_name"],
        **more,
    }


def _create(**more: Any) -> Requests:
    return lambda seen: [_body(seen.settings, **more)]


def _check(seen: Seen) -> list[dict[str, Any]]:
    where = {"ProjectName": seen.settings.options["project_name"], "PageSize": 100}
    return [{**where, "Filter": {"Name": seen.settings.name}}]


def _made_nothing(seen: Seen) -> bool:
    """Tell whether the list after the first dry run shows for sure that nothing came of it."""
    return FORM.found(seen.first("dry_check"), seen.settings.name) == []


def _dry(name: str, **more: Any) -> Observation:
    """Return a dry run that is only sent if the first one made nothing."""

    def requests(seen: Seen) -> list[dict[str, Any]]:
        body = {**_body(seen.settings, DryRun=True), **more}
        return [{key: value for key, value in body.items() if value is not None}]

    def is_safe(seen: Seen) -> bool:
        return seen.first("dry_run").code in _SUCCESSES and _made_nothing(seen)

    return Observation(name, "CreateEndpoint", only_if(is_safe, requests), makes=True)


def _make_second(seen: Seen) -> list[dict[str, Any]]:
    seen.endpoint(FIRST)
    is_moderated = any(reply.code in _SUCCESSES for reply in seen["dry_moderation"])
    return [_body(seen.settings, **({"Moderation": _BASIC} if is_moderated else {}))]


def _if_last(name: str, status: str, requests: Requests) -> Requests:
    """Return requests that are only made if the last reply to an observation showed this status."""
    return only_if(lambda seen: FORM.status_of(seen.last(name)) == status, requests)


def _until(name: str, requests: Requests, *statuses: str, follows: str = "") -> Observation:
    """Return reads until one shows one of these statuses."""
    return Observation(
        name, "GetEndpoint", requests, follows, until=lambda _seen, reply: FORM.status_of(reply) in statuses
    )


def _update(name: str, **more: Any) -> tuple[Observation, Observation]:
    """Return an update of the first endpoint, and the reads until it shows."""
    text = f"probe {name}"

    def shows(_seen: Seen, reply: Reply) -> bool:
        is_new = any(each.get("Description") == text for each in FORM.shown([reply]))
        return is_new and not FORM.is_moving(FORM.status_of(reply))

    update = _if_last("made", "Running", FORM.about(FIRST, Description=text, **more))
    return change_and_look(name, update, "GetEndpoint", FORM.about(FIRST), shows)


_FIRST, _SECOND = FORM.about(FIRST), FORM.about(SECOND)
_ENDS_OF_A_START = ("Running", "Failed", "Abnormal")
_HIGHEST = 2**31 - 1

_OBSERVATIONS = (
    Observation("dry_run", "CreateEndpoint", _create(DryRun=True), makes=True),
    Observation("dry_check", "ListEndpoints", _check, after=10.0),
    _dry("dry_model", ModelReference={"FoundationModel": {"Name": "probe-no-such-model", "ModelVersion": "1"}}),
    _dry("dry_no_model", ModelReference=None),
    _dry("dry_cli", BatchOnly=False),
    _dry("dry_over", RateLimit={"Rpm": _HIGHEST, "Tpm": _HIGHEST}),
    _dry("dry_partial", RateLimit={"Rpm": 10}),
    _dry("dry_tag", Tags=[{"Key": "probe!", "Value": "probe"}]),
    _dry("dry_moderation", Moderation=_BASIC),
    _dry("dry_moderation_four", Moderation={"Strategy": "Customized"}),
    _dry("dry_moderation_any", Moderation={"Strategy": "ProbeOnly"}),
    Observation(
        "make",
        "CreateEndpoint",
        only_if(_made_nothing, _create(Tags=[{"Key": key, "Value": "probe"} for key in ("b", "a")])),
        makes=True,
    ),
    _until("made", _FIRST, *_ENDS_OF_A_START),
    change("start_again", "StartEndpoint", _if_last("made", "Running", _FIRST)),
    *_update("limit", RateLimit={"Rpm": 10, "Tpm": 1000}),
    *_update("limit_partial", RateLimit={"Rpm": 20}),
    *_update("limit_zero", RateLimit={"Rpm": 0, "Tpm": 1000}),
    *_update("tags", Tags=[{"Key": "c", "Value": "probe"}]),
    *_update("tags_none", Tags=[]),
    *_update("moderation", Moderation=_BASIC),
    Observation("make_second", "CreateEndpoint", _make_second, makes=True),
    _until("made_second", _SECOND, *_ENDS_OF_A_START),
    change("delete_running", "DeleteEndpoint", _if_last("made_second", "Running", _SECOND)),
    change("stop", "StopEndpoint", _if_last("made", "Running", _FIRST)),
    _until("stopped", _FIRST, "Stopped", follows="stop"),
    change("stop_again", "StopEndpoint", _if_last("stopped", "Stopped", _FIRST)),
    change(
        "update_stopped",
        "UpdateEndpoint",
        _if_last("stopped", "Stopped", FORM.about(FIRST, Description="probe stopped")),
    ),
    change("delete", "DeleteEndpoint", _if_last("stopped", "Stopped", _FIRST)),
    Observation("deleted", "GetEndpoint", _FIRST, "delete", until=lambda _seen, reply: FORM.is_gone(reply)),
)

WRITING = Level(_OBSERVATIONS)
ask = WRITING.ask


# --- creations


@ask("dry_run", "How does a dry run succeed?", 8)
def _dry_run_form(seen: Seen) -> Answer:
    made = FORM.found(seen.first("dry_check"), seen.settings.name)
    if made is None:
        return Untold("the list after it does not show whether it made an endpoint")
    if made:
        return New("a dry run that makes an endpoint")
    dry = seen.first("dry_run")
    if dry.code == _DRY_RUN:
        return "error"
    if dry.code:
        return Untold(f"the dry run was refused with {dry.code}")
    return "with_id" if dry.result.get("Id") else "empty"


def _dry_outcome(name: str, accepted: str, rejected: str, code: str) -> ReadOff:
    """Answer whether a dry run is accepted; a refusal counts if its code has this in it."""
    return outcome(name, accepted, rejected, code_has(code), successes=_SUCCESSES)


@ask("moderation_values", "Which strategies of moderation are accepted?", 11)
def _moderation_values(seen: Seen) -> Answer:
    names = {"two": "dry_moderation", "four": "dry_moderation_four", "any": "dry_moderation_any"}
    accepted = [word for word, name in names.items() if seen.first(name).code in _SUCCESSES]
    return accepted[-1] if "two" in accepted else Untold("no moderation is accepted")


def _strategy(seen: Seen, name: str) -> str | None:
    """Return the moderation that the last read shows, '' for none, and None where reads do not show it."""
    endpoint = FORM.last(seen, name)
    if "SupportScaleTier" not in endpoint and not endpoint.get("Moderation"):
        return None
    return str((endpoint.get("Moderation") or {}).get("Strategy") or "")


_NO_STRATEGY = Untold("reads do not show a moderation")


def _is_moderated(name: str) -> ReadOff:
    """Answer whether a read shows the moderation that was asked for."""

    def read_off(seen: Seen) -> Answer:
        shown = _strategy(seen, name)
        return _NO_STRATEGY if shown is None else ("applied" if shown == "Basic" else "ignored")

    return read_off


@ask("create_moderation", "What becomes of the moderation of a new endpoint?", 11)
def _create_moderation(seen: Seen) -> Answer:
    if not seen["dry_moderation"]:
        return Untold("dry runs make endpoints")
    dry = seen.first("dry_moderation")
    if dry.code not in _SUCCESSES:
        return "rejected" if dry.code.endswith(".Moderation") else answers.refused_anew(dry)
    if not seen["made_second"]:
        return Untold("the second endpoint could not be made")
    return _is_moderated("made_second")(seen)


@ask("shown_default_moderation", "Which moderation does an endpoint without its own show?", 13)
def _default_moderation(seen: Seen) -> Answer:
    shown = _strategy(seen, "made")
    if shown is None:
        return _NO_STRATEGY
    return (shown or "none") if shown in ("", "Default") else New(f"the moderation {shown[:20]}")


def _tags(seen: Seen, name: str) -> list[str]:
    """Return the keys of the tags that a user gave, as the last reply shows them."""
    keys = [str(tag.get("Key")) for tag in FORM.last(seen, name).get("Tags") or ()]
    return [key for key in keys if not key.startswith(("sys:", "volc:"))]


def _tags_told(name: str, arrange: Callable[[list[str]], list[str]], **known: str) -> ReadOff:
    """Answer which tags an endpoint shows.

    :param known: answers by the keys, arranged.
    """

    def read_off(seen: Seen) -> Answer:
        word = known.get("".join(arrange(_tags(seen, name))))
        return word if word else New("other tags than were given")

    return read_off


@ask("names_unique", "Must names be unique?", 1)
def _names_unique(seen: Seen) -> Answer:
    code = seen.first("make_second").code
    if not code:
        return "no"
    return Untold(f"a second endpoint of the name is refused with {code}, in one project or in all")


ask("models", "Are models that are not listed accepted?")(_dry_outcome("dry_model", "any", "catalogue", "Model"))
ask("model_reference", "Must a new endpoint have a model?")(
    _dry_outcome("dry_no_model", "optional", "required", "ModelReference")
)
ask("cli_members", "Are members accepted that only the vendor's tool knows?", 22)(
    _dry_outcome("dry_cli", "accepted", "refused", "BatchOnly")
)
ask("limit_over_account", "May a limit be above the account's?")(
    _dry_outcome("dry_over", "accepted", "refused", "RateLimit")
)
ask("create_partial_rate_limit", "May a new endpoint have one limit?", 10)(
    _dry_outcome("dry_partial", "accepted", "rejected", "RateLimit")
)
ask("tag_rules", "Do the platform's rules for tags hold?")(_dry_outcome("dry_tag", "none", "platform", "Tags"))
ask("shown_default_rate_limit", "Which limits does an endpoint without its own show?", 13)(
    lambda seen: "account" if is_limited(FORM.last(seen, "made")) else "none"
)
ask("tag_order", "In which order are tags shown?")(_tags_told("made", list, ba="given", ab="reversed"))


# --- changes

_STATE_CALLS = "start_again stop_again delete_running"
_STATE_CODES = ("OperationDenied.EndpointStatus", "OperationDenied.InvalidState", "OperationDenied.UnsupportedPhase")


def _limit_after_partial(seen: Seen) -> Answer:
    if limits(FORM.last(seen, "limit_read")).get("Tpm") != 1000:
        return Untold("limits are not shown")
    return "merged" if limits(FORM.last(seen, "limit_partial_read")).get("Tpm") == 1000 else "resets"


@ask("zero_limit", "What is a limit of 0?", 10)
def _zero_limit(seen: Seen) -> Answer:
    made, limit = FORM.last(seen, "made"), limits(FORM.last(seen, "limit_zero_read"))
    if made.get("Description") == "" or limit.get("Tpm") != 1000:
        return Untold("a limit of 0 and none are shown alike")
    return "kept" if limit.get("Rpm") == 0 else "default"


_update_tags = read_back(
    "tags", _tags_told("tags_read", sorted, c="replaced", abc="merged", ab="ignored"), "refused", code_has("Tags")
)


@ask("empty_tags_clear", "Does an empty list clear the tags?", 9)
def _empty_tags(seen: Seen) -> Answer:
    if _update_tags(seen) != "replaced":
        return Untold("tags are not replaced by updates")
    return not _tags(seen, "tags_none_read")


def _state_outcome(name: str, accepted: str, refused: str) -> ReadOff:
    return outcome(name, accepted, refused, answers.is_for_state)


ask("update_moderation", "What becomes of an update's moderation?", 11)(
    read_back("moderation", _is_moderated("moderation_read"), "rejected", code_has(".Moderation"))
)
ask("partial_rate_limit", "What becomes of the limit that an update leaves out?", 10)(
    read_back("limit_partial", _limit_after_partial, "rejected", code_has("RateLimit"))
)
ask("update_tags", "What does an update do with tags?", 9)(_update_tags)
ask("delete_running", "May a running endpoint be deleted?", 5)(_state_outcome("delete_running", "allowed", "refused"))
ask("start_running", "Is a start of a running endpoint an error?", 6)(_state_outcome("start_again", "noop", "error"))
ask("stop_stopped", "Is a stop of a stopped endpoint an error?", 6)(_state_outcome("stop_again", "noop", "error"))
ask("update_stopped", "May a stopped endpoint be updated?", 12)(_state_outcome("update_stopped", "accepted", "refused"))
ask("wrong_state_code", "What is the code of a refusal for a state?", 5, assumes=_STATE_CODES)(
    first_told(state_refusals(_STATE_CALLS), lambda reply: reply.code, NOT_FOR_A_STATE)
)
ask("wrong_state_status", "What is the HTTP status of that refusal?", 5, assumes=("403", "400", "409"))(
    first_told(state_refusals(_STATE_CALLS), lambda reply: str(reply.status), NOT_FOR_A_STATE)
)
ask("starting_status", "What is the Status on the way to running?", 4)(answers.word_on_the_way(FORM, "made"))
ask("updating_status", "What is the Status after an update?", 4)(answers.word_on_the_way(FORM, "limit_read"))
ask("stopping_status", "What is the Status on the way to stopped?", 4)(answers.word_on_the_way(FORM, "stopped"))
ask("deleting_status", "What is the Status on the way to deletion?", 4)(answers.word_on_the_way(FORM, "deleted"))
ask("deleted_record", "Is a deleted endpoint shown?", 7)(
    first_told(
        lambda seen: seen["deleted"],
        lambda reply: "kept" if FORM.status_of(reply) == "Deleted" else None,
        "a deleted endpoint was not seen, which may be shown for a short time",
    )
)
