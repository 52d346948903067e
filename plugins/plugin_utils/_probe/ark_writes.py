# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tells about Ark only if endpoints are made: two of them, changed, stopped, started and deleted.

Each update carries a description of its own. Only a read that shows it counts, so that reads may lag.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ as READS
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call

from .ark_reads import Seen, endpoints, is_limited, items, limits
from .ledger import Upkeep, removal
from .questions import WRITE, Answered, Finding, New, Observation, Question, Replies, Reply, Settings, Untold

_STEADY = frozenset(("Running", "Stopped", "Failed", "Abnormal", "Deleted"))
_DRY_RUN_CODE = "DryRunOperation"
_INT32 = 2**31 - 1

Requests = Callable[[Settings, Seen], list[dict[str, Any]]]


def _is_accepted(reply: Reply) -> bool:
    return reply.code in ("", _DRY_RUN_CODE)


def _status(reply: Reply) -> str:
    found = endpoints([reply])
    return str(found[0].get("Status")) if found else ""


def _is_gone(reply: Reply) -> bool:
    return reply.kind == "NotFound" or _status(reply) == "Deleted"


UPKEEP = Upkeep(
    lambda name, project: Call(
        "ListEndpoints", {"ProjectName": project, "Filter": {"Name": name}, "PageSize": 100}, READS
    ),
    lambda reply, name: [item["Id"] for item in items(reply) if item.get("Name") == name],
    lambda endpoint_id: removal("GetEndpoint", endpoint_id),
    lambda endpoint_id: removal("StopEndpoint", endpoint_id),
    lambda endpoint_id: removal("DeleteEndpoint", endpoint_id),
    _is_gone,
)


# --- calls


def _body(settings: Settings, **more: Any) -> dict[str, Any]:
    return {
        "Name": f"probe-{settings.token}",
        "ModelReference": settings.model_reference,
        "ProjectName": settings.project_name,
        **more,
    }


def _dry(name: str, **more: Any) -> Observation:
    """Return a dry run that is only sent if the first one made nothing."""

    def requests(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
        makes_nothing = _is_accepted(seen["dry_run"][0]) and _are_none(seen["dry_check"])
        body = {**_body(settings, DryRun=True), **more}
        return [{key: value for key, value in body.items() if value is not None}] if makes_nothing else []

    return Observation(name, "CreateEndpoint", requests, WRITE, makes=True)


def _are_none(replies: Replies) -> bool:
    return all(not reply.code and not items(reply) for reply in replies)


def _id(seen: Seen, name: str) -> str:
    return next((str(reply.result["Id"]) for reply in seen[name] if reply.result.get("Id")), "")


def _on(made: str, **more: Any) -> Requests:
    """Return a request about the endpoint that was made, if it was."""
    return lambda _settings, seen: [{"Id": _id(seen, made), **more}] if _id(seen, made) else []


def _if_last(name: str, status: str, requests: Requests) -> Requests:
    """Return requests that are only sent if the last read showed this status."""
    return lambda settings, seen: requests(settings, seen) if _last_status(seen, name) == status else []


def _last_status(seen: Seen, name: str) -> str:
    return _status(seen[name][-1]) if seen[name] else ""


def _reached(*statuses: str) -> Callable[[Reply], bool]:
    return lambda reply: _status(reply) in statuses


def _update(name: str, **more: Any) -> tuple[Observation, Observation]:
    """Return an update of the first endpoint, and the reads until it shows."""
    text = f"probe {name}"

    def shows(reply: Reply) -> bool:
        return any(each.get("Description") == text for each in endpoints([reply])) and _status(reply) in _STEADY

    def read(_settings: Settings, seen: Seen) -> list[dict[str, Any]]:
        return [{"Id": _id(seen, "make")} for reply in seen[name] if not reply.code]

    requests = _if_last("made", "Running", _on("make", Description=text, **more))
    return (
        Observation(name, "UpdateEndpoint", requests, WRITE, writes=True),
        Observation(f"{name}_read", "GetEndpoint", read, WRITE, until=shows),
    )


def _make_second(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
    if not _id(seen, "make"):
        return []
    moderated = seen["dry_moderation"] and _is_accepted(seen["dry_moderation"][0])
    return [_body(settings, **({"Moderation": {"Strategy": "Basic"}} if moderated else {}))]


_TAGS = [{"Key": key, "Value": "probe"} for key in ("b", "a")]

OBSERVATIONS = (
    Observation("dry_run", "CreateEndpoint", lambda settings, _seen: [_body(settings, DryRun=True)], WRITE, makes=True),
    Observation(
        "dry_check",
        "ListEndpoints",
        lambda settings, _seen: [
            {"ProjectName": settings.project_name, "PageSize": 100, "Filter": {"Name": f"probe-{settings.token}"}}
        ],
        WRITE,
        after=10.0,
    ),
    _dry("dry_model", ModelReference={"FoundationModel": {"Name": "probe-no-such-model", "ModelVersion": "1"}}),
    _dry("dry_no_model", ModelReference=None),
    _dry("dry_cli", BatchOnly=False),
    _dry("dry_over", RateLimit={"Rpm": _INT32, "Tpm": _INT32}),
    _dry("dry_partial", RateLimit={"Rpm": 10}),
    _dry("dry_tag", Tags=[{"Key": "probe!", "Value": "probe"}]),
    _dry("dry_moderation", Moderation={"Strategy": "Basic"}),
    _dry("dry_moderation_four", Moderation={"Strategy": "Customized"}),
    _dry("dry_moderation_any", Moderation={"Strategy": "ProbeOnly"}),
    Observation(
        "make",
        "CreateEndpoint",
        lambda settings, seen: [_body(settings, Tags=_TAGS)] if _are_none(seen["dry_check"]) else [],
        WRITE,
        makes=True,
    ),
    Observation("made", "GetEndpoint", _on("make"), WRITE, until=_reached("Running", "Failed", "Abnormal")),
    Observation("start_again", "StartEndpoint", _if_last("made", "Running", _on("make")), WRITE, writes=True),
    *_update("limit", RateLimit={"Rpm": 10, "Tpm": 1000}),
    *_update("limit_partial", RateLimit={"Rpm": 20}),
    *_update("limit_zero", RateLimit={"Rpm": 0, "Tpm": 1000}),
    *_update("tags", Tags=[{"Key": "c", "Value": "probe"}]),
    *_update("tags_none", Tags=[]),
    *_update("moderation", Moderation={"Strategy": "Basic"}),
    Observation("make_second", "CreateEndpoint", _make_second, WRITE, makes=True),
    Observation(
        "made_second", "GetEndpoint", _on("make_second"), WRITE, until=_reached("Running", "Failed", "Abnormal")
    ),
    Observation(
        "delete_running", "DeleteEndpoint", _if_last("made_second", "Running", _on("make_second")), WRITE, writes=True
    ),
    Observation("stop", "StopEndpoint", _if_last("made", "Running", _on("make")), WRITE, writes=True),
    Observation(
        "stopped",
        "GetEndpoint",
        lambda settings, seen: _on("make")(settings, seen) if seen["stop"] and not seen["stop"][0].code else [],
        WRITE,
        until=_reached("Stopped"),
    ),
    Observation("stop_again", "StopEndpoint", _if_last("stopped", "Stopped", _on("make")), WRITE, writes=True),
    Observation(
        "update_stopped",
        "UpdateEndpoint",
        _if_last("stopped", "Stopped", _on("make", Description="probe stopped")),
        WRITE,
        writes=True,
    ),
    Observation("delete", "DeleteEndpoint", _if_last("stopped", "Stopped", _on("make")), WRITE, writes=True),
    Observation(
        "deleted",
        "GetEndpoint",
        lambda settings, seen: _on("make")(settings, seen) if seen["delete"] and not seen["delete"][0].code else [],
        WRITE,
        until=_is_gone,
    ),
)


# --- how answers are read off


def _dry_run(_settings: Settings, dry: Replies, check: Replies) -> Finding:
    if not _are_none(check):
        return New("a dry run that makes an endpoint")
    if dry[0].code == _DRY_RUN_CODE:
        return Answered("error")
    if dry[0].code:
        return Untold(f"the dry run was refused with {dry[0].code}")
    return Answered("with_id" if dry[0].result.get("Id") else "empty")


def _accepts(accepted: Any, rejected: Any, code: str) -> Callable[..., Finding]:
    """Return what reads off whether a request is accepted; a refusal counts if its code has this in it."""

    def read_off(_settings: Settings, *needs: Replies) -> Finding:
        reply = needs[-1][0]
        if _is_accepted(reply):
            return Answered(accepted)
        is_meant = code in reply.code if code != "WrongState" else reply.kind == code
        return Answered(rejected) if is_meant else New(f"refused with {reply.code}")

    return read_off


def _moderation_values(_settings: Settings, two: Replies, four: Replies, whatever: Replies) -> Finding:
    if not _is_accepted(two[0]):
        return Untold("no moderation is accepted")
    if _is_accepted(whatever[0]):
        return Answered("any")
    return Answered("four" if _is_accepted(four[0]) else "two")


def _shown_rate_limit(_settings: Settings, made: Replies) -> Finding:
    return Answered("account" if any(map(is_limited, endpoints(made[-1:]))) else "none")


def _strategy(reply: Reply) -> str | None:
    """Return the moderation that is shown, '' for none, and None where reads do not show it."""
    for endpoint in endpoints([reply]):
        if "SupportScaleTier" in endpoint or endpoint.get("Moderation"):
            return str((endpoint.get("Moderation") or {}).get("Strategy") or "")
    return None


def _shown_moderation(_settings: Settings, made: Replies) -> Finding:
    shown = _strategy(made[-1])
    if shown is None:
        return Untold("reads do not show a moderation")
    return Answered(shown or "none") if shown in ("", "Default") else New(f"the moderation {shown[:20]}")


def _moderation(_settings: Settings, asked: Replies, read: Replies) -> Finding:
    shown = _strategy(read[-1])
    if shown is None:
        return Untold("reads do not show a moderation")
    return Answered("applied" if shown == "Basic" else "ignored")


def _create_moderation(settings: Settings, dry: Replies, made: Replies) -> Finding:
    if not dry:
        return Untold("dry runs make endpoints")
    if not _is_accepted(dry[0]):
        return Answered("rejected") if dry[0].code.endswith(".Moderation") else New(f"refused with {dry[0].code}")
    return _moderation(settings, dry, made) if made else Untold("the second endpoint could not be made")


def _update_moderation(settings: Settings, update: Replies, read: Replies) -> Finding:
    if update[0].code:
        return Answered("rejected") if update[0].code.endswith(".Moderation") else New(f"refused with {update[0].code}")
    return _moderation(settings, update, read)


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


def _user_tags(replies: Replies) -> list[str]:
    tags = endpoints(replies[-1:])[0].get("Tags") or ()
    return [str(tag.get("Key")) for tag in tags if not str(tag.get("Key")).startswith(("sys:", "volc:"))]


def _tag_order(_settings: Settings, made: Replies) -> Finding:
    order = {("b", "a"): "given", ("a", "b"): "reversed"}.get(tuple(_user_tags(made)))
    return Answered(order) if order else New("other tags than were given")


_KEPT_TAGS = {"c": "replaced", "abc": "merged", "ab": "ignored"}


def _update_tags(_settings: Settings, update: Replies, read: Replies) -> Finding:
    if update[0].code:
        return Answered("refused") if "Tags" in update[0].code else New(f"refused with {update[0].code}")
    kept = _KEPT_TAGS.get("".join(sorted(_user_tags(read))))
    return Answered(kept) if kept else New("other tags than were given")


def _empty_tags_clear(settings: Settings, update: Replies, read: Replies, after: Replies) -> Finding:
    if _update_tags(settings, update, read) != Answered("replaced"):
        return Untold("tags are not replaced by updates")
    return Answered(not _user_tags(after))


def _word(_settings: Settings, polled: Replies) -> Finding:
    words = [_status(reply) for reply in polled]
    word = next((word for word in words if word and word not in _STEADY), None)
    return Answered(word) if word else Untold("no state on the way was seen, which may be too short")


def _updating(settings: Settings, _update: Replies, polled: Replies) -> Finding:
    return _word(settings, polled)


def _names_unique(_settings: Settings, second: Replies) -> Finding:
    if not second[0].code:
        return Answered("no")
    return Untold(f"a second endpoint of the name is refused with {second[0].code}, in one project or in all")


def _wrong_state(part: Callable[[Reply], Any]) -> Callable[..., Finding]:
    def read_off(_settings: Settings, *needs: Replies) -> Finding:
        found = [part(reply) for replies in needs for reply in replies if reply.kind == "WrongState"]
        return Answered(found[0]) if found else Untold("nothing was refused because of a state")

    return read_off


def _deleted_record(_settings: Settings, polled: Replies) -> Finding:
    if any(_status(reply) == "Deleted" for reply in polled):
        return Answered("kept")
    return Untold("a deleted endpoint was not seen, which may be shown for a short time")


def _ask(
    switch: str, text: str, needs: str, read_off: Callable[..., Finding], *assumes: Any, open: int, **more: Any
) -> Question:
    return Question(switch, text, tuple(needs.split()), read_off, assumes, WRITE, (open,) if open else (), **more)


QUESTIONS = (
    _ask("dry_run", "How does a dry run succeed?", "dry_run dry_check", _dry_run, "error", "empty", "with_id", open=8),
    _ask(
        "models",
        "Are models that are not listed accepted?",
        "dry_run dry_model",
        _accepts("any", "catalogue", "Model"),
        "any",
        "catalogue",
        open=0,
    ),
    _ask(
        "model_reference",
        "Must a new endpoint have a model?",
        "dry_run dry_no_model",
        _accepts("optional", "required", "ModelReference"),
        "required",
        "optional",
        open=0,
    ),
    _ask(
        "cli_members",
        "Are members accepted that only the vendor's tool knows?",
        "dry_run dry_cli",
        _accepts("accepted", "refused", "BatchOnly"),
        "refused",
        "accepted",
        open=22,
    ),
    _ask(
        "limit_over_account",
        "May a limit be above the account's?",
        "dry_run dry_over",
        _accepts("accepted", "refused", "RateLimit"),
        "accepted",
        "refused",
        open=0,
    ),
    _ask(
        "create_partial_rate_limit",
        "May a new endpoint have one limit?",
        "dry_run dry_partial",
        _accepts("accepted", "rejected", "RateLimit"),
        "accepted",
        "rejected",
        open=10,
    ),
    _ask(
        "tag_rules",
        "Do the platform's rules for tags hold?",
        "dry_run dry_tag",
        _accepts("none", "platform", "Tags"),
        "none",
        "platform",
        open=0,
    ),
    _ask(
        "moderation_values",
        "Which strategies of moderation are accepted?",
        "dry_moderation dry_moderation_four dry_moderation_any",
        _moderation_values,
        "any",
        "four",
        "two",
        open=11,
    ),
    _ask(
        "create_moderation",
        "What becomes of the moderation of a new endpoint?",
        "dry_moderation made_second",
        _create_moderation,
        "applied",
        "ignored",
        "rejected",
        open=11,
        is_lenient=True,
    ),
    _ask(
        "update_moderation",
        "What becomes of an update's moderation?",
        "moderation moderation_read",
        _update_moderation,
        "applied",
        "ignored",
        "rejected",
        open=11,
    ),
    _ask(
        "shown_default_rate_limit",
        "Which limits does an endpoint without its own show?",
        "made",
        _shown_rate_limit,
        "none",
        "account",
        open=13,
    ),
    _ask(
        "shown_default_moderation",
        "Which moderation does an endpoint without its own show?",
        "made",
        _shown_moderation,
        "none",
        "Default",
        open=13,
    ),
    _ask("tag_order", "In which order are tags shown?", "made", _tag_order, "given", "reversed", open=0),
    _ask(
        "partial_rate_limit",
        "What becomes of the limit that an update leaves out?",
        "limit_read limit_partial limit_partial_read",
        _partial_rate_limit,
        "merged",
        "resets",
        "rejected",
        open=10,
    ),
    _ask("zero_limit", "What is a limit of 0?", "made limit_zero_read", _zero_limit, "kept", "default", open=10),
    _ask(
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
    _ask(
        "empty_tags_clear",
        "Does an empty list clear the tags?",
        "tags tags_read tags_none_read",
        _empty_tags_clear,
        True,
        False,
        open=9,
    ),
    _ask("names_unique", "Must names be unique?", "make_second", _names_unique, "no", "project", "account", open=1),
    _ask(
        "delete_running",
        "May a running endpoint be deleted?",
        "delete_running",
        _accepts("allowed", "refused", "WrongState"),
        "allowed",
        "refused",
        open=5,
    ),
    _ask(
        "start_running",
        "Is a start of a running endpoint an error?",
        "start_again",
        _accepts("noop", "error", "WrongState"),
        "error",
        "noop",
        open=6,
    ),
    _ask(
        "stop_stopped",
        "Is a stop of a stopped endpoint an error?",
        "stop_again",
        _accepts("noop", "error", "WrongState"),
        "error",
        "noop",
        open=6,
    ),
    _ask(
        "update_stopped",
        "May a stopped endpoint be updated?",
        "update_stopped",
        _accepts("accepted", "refused", "WrongState"),
        "accepted",
        "refused",
        open=12,
    ),
    _ask(
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
    _ask(
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
    _ask("starting_status", "What is the Status on the way to running?", "made", _word, open=4),
    _ask("updating_status", "What is the Status after an update?", "limit limit_read", _updating, open=4),
    _ask("stopping_status", "What is the Status on the way to stopped?", "stopped", _word, open=4),
    _ask("deleting_status", "What is the Status on the way to deletion?", "deleted", _word, open=4),
    _ask("deleted_record", "Is a deleted endpoint shown?", "deleted", _deleted_record, "gone", "kept", open=7),
)
