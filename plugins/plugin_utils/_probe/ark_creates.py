# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Ark makes of creations, and which of them it accepts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .ark_replies import DRY_RUN_CODE, are_none, endpoints, is_accepted, is_limited, strategy, user_tags
from .questions import Answered, Finding, New, Replies, Settings, Untold, write_question


def _dry_run(_settings: Settings, dry: Replies, check: Replies) -> Finding:
    if not are_none(check):
        return New("a dry run that makes an endpoint")
    if dry[0].code == DRY_RUN_CODE:
        return Answered("error")
    if dry[0].code:
        return Untold(f"the dry run was refused with {dry[0].code}")
    return Answered("with_id" if dry[0].result.get("Id") else "empty")


def accepts(accepted: Any, rejected: Any, code: str) -> Callable[..., Finding]:
    """Return what reads off whether a request is accepted; a refusal counts if its code has this in it."""

    def read_off(_settings: Settings, *needs: Replies) -> Finding:
        reply = needs[-1][0]
        if is_accepted(reply):
            return Answered(accepted)
        is_meant = code in reply.code if code != "WrongState" else reply.kind == code
        return Answered(rejected) if is_meant else New(f"refused with {reply.code}")

    return read_off


def _moderation_values(_settings: Settings, two: Replies, four: Replies, whatever: Replies) -> Finding:
    if not is_accepted(two[0]):
        return Untold("no moderation is accepted")
    if is_accepted(whatever[0]):
        return Answered("any")
    return Answered("four" if is_accepted(four[0]) else "two")


def _shown_rate_limit(_settings: Settings, made: Replies) -> Finding:
    return Answered("account" if any(map(is_limited, endpoints(made[-1:]))) else "none")


def _shown_moderation(_settings: Settings, made: Replies) -> Finding:
    shown = strategy(made[-1])
    if shown is None:
        return Untold("reads do not show a moderation")
    return Answered(shown or "none") if shown in ("", "Default") else New(f"the moderation {shown[:20]}")


def moderation(_settings: Settings, asked: Replies, read: Replies) -> Finding:
    shown = strategy(read[-1])
    if shown is None:
        return Untold("reads do not show a moderation")
    return Answered("applied" if shown == "Basic" else "ignored")


def _create_moderation(settings: Settings, dry: Replies, made: Replies) -> Finding:
    if not dry:
        return Untold("dry runs make endpoints")
    if not is_accepted(dry[0]):
        return Answered("rejected") if dry[0].code.endswith(".Moderation") else New(f"refused with {dry[0].code}")
    return moderation(settings, dry, made) if made else Untold("the second endpoint could not be made")


def _tag_order(_settings: Settings, made: Replies) -> Finding:
    order = {"ba": "given", "ab": "reversed"}.get("".join(user_tags(made)))
    return Answered(order) if order else New("other tags than were given")


def _names_unique(_settings: Settings, second: Replies) -> Finding:
    if not second[0].code:
        return Answered("no")
    return Untold(f"a second endpoint of the name is refused with {second[0].code}, in one project or in all")


QUESTIONS = (
    write_question(
        "dry_run", "How does a dry run succeed?", "dry_run dry_check", _dry_run, "error", "empty", "with_id", open=8
    ),
    write_question(
        "models",
        "Are models that are not listed accepted?",
        "dry_run dry_model",
        accepts("any", "catalogue", "Model"),
        "any",
        "catalogue",
        open=0,
    ),
    write_question(
        "model_reference",
        "Must a new endpoint have a model?",
        "dry_run dry_no_model",
        accepts("optional", "required", "ModelReference"),
        "required",
        "optional",
        open=0,
    ),
    write_question(
        "cli_members",
        "Are members accepted that only the vendor's tool knows?",
        "dry_run dry_cli",
        accepts("accepted", "refused", "BatchOnly"),
        "refused",
        "accepted",
        open=22,
    ),
    write_question(
        "limit_over_account",
        "May a limit be above the account's?",
        "dry_run dry_over",
        accepts("accepted", "refused", "RateLimit"),
        "accepted",
        "refused",
        open=0,
    ),
    write_question(
        "create_partial_rate_limit",
        "May a new endpoint have one limit?",
        "dry_run dry_partial",
        accepts("accepted", "rejected", "RateLimit"),
        "accepted",
        "rejected",
        open=10,
    ),
    write_question(
        "tag_rules",
        "Do the platform's rules for tags hold?",
        "dry_run dry_tag",
        accepts("none", "platform", "Tags"),
        "none",
        "platform",
        open=0,
    ),
    write_question(
        "moderation_values",
        "Which strategies of moderation are accepted?",
        "dry_moderation dry_moderation_four dry_moderation_any",
        _moderation_values,
        "any",
        "four",
        "two",
        open=11,
    ),
    write_question(
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
    write_question(
        "shown_default_rate_limit",
        "Which limits does an endpoint without its own show?",
        "made",
        _shown_rate_limit,
        "none",
        "account",
        open=13,
    ),
    write_question(
        "shown_default_moderation",
        "Which moderation does an endpoint without its own show?",
        "made",
        _shown_moderation,
        "none",
        "Default",
        open=13,
    ),
    write_question("tag_order", "In which order are tags shown?", "made", _tag_order, "given", "reversed", open=0),
    write_question(
        "names_unique", "Must names be unique?", "make_second", _names_unique, "no", "project", "account", open=1
    ),
)
