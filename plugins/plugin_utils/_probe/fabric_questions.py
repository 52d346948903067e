# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The questions about Fabric, and the calls whose replies answer them.

No answer is assumed: this release is right under all that the sandbox plays.
"""

from __future__ import annotations

from collections.abc import Callable

from . import fabric_answers as answers
from . import fabric_shapes as reads
from .fabric_replies import FAILED, STALLED
from .questions import READ, WRITE, Finding, Question

_MAKE = "make_both make_logs make_public make"
_TWIN = "make_twin make_bare make_second"


def _read(
    name: str, text: str, needs: str, read_off: Callable[..., Finding], *open_ones: int, hears_denial: bool = False
) -> Question:
    needed = tuple(needs.split())
    return Question(f"fabric_{name}", text, needed, read_off, (), READ, open_ones, hears_denial=hears_denial)


def _write(
    name: str, text: str, needs: str, read_off: Callable[..., Finding], *open_ones: int, is_lenient: bool = False
) -> Question:
    needed = tuple(needs.split())
    return Question(f"fabric_{name}", text, needed, read_off, (), WRITE, open_ones, is_lenient=is_lenient)


READ_QUESTIONS = (
    _read("show_config", "Is config shown?", "show", reads.show_config, 1),
    _read("show_caches", "Under which name is the list of caches shown?", "show", reads.show_caches, 9),
    _read("show_public_access", "Is public_access shown?", "show", reads.show_public_access, 9),
    _read("show_custom_image", "Is custom_image_id shown?", "show", reads.show_custom_image),
    _read("show_log_config", "Is log_config shown?", "show", reads.show_log_config),
    _read("ray_shape", "In which form is ray_resource shown?", "show", reads.ray_shape),
    _read("data_infos", "Do data_infos show more than was given?", "show", reads.data_infos),
    _read("defaults", "Which defaults are filled in?", "show", reads.defaults),
    _read("autoscaling_shown", "Which names does autoscaling_config show?", "show", reads.autoscaling),
    _read("urls", "Does a running endpoint show urls?", "show", reads.urls),
    _read("failure_details", "Does a failed endpoint say why?", "show", reads.failure_details),
    _read("unset_members", "How is a member without a value shown?", "show", reads.unset_members),
    _read("unknown_members", "Are there members that no document names?", "show", reads.unknown_members, 10),
    _read("time_form", "In which form are times?", "show", reads.time_form),
    _read("id_form", "In which form are ids?", "show", reads.id_form),
    _read("previous_version", "Is the version before an update shown?", "show_earlier", reads.earlier_version),
    _read("list_items", "Which members do lists show?", "list show", reads.list_items),
    _read("total", "Do lists say how much there is?", "list", reads.total),
    _read("empty_list", "How is an empty list shown?", "list_none", reads.empty_list),
    _read("list_order", "How are lists ordered?", "list", reads.list_order),
    _read("page_cap", "How many items has a page at most?", "list list_next", reads.page_cap),
    _read("limit_over_100", "Is a limit above 100 refused?", "list_101", reads.limit_over_100),
    _read("name_filter", "How does the filter name match?", "list list_named", reads.name_filter),
    _read(
        "name_filter_characters",
        "Does the filter name understand dots and spaces?",
        "list list_signed",
        reads.name_filter_characters,
    ),
    _read(
        "list_default_visibility",
        "What does a list without visibility cover?",
        "list list_visible",
        reads.default_visibility,
    ),
    _read("names_unique", "Must names be unique?", "list", reads.names_unique, 4),
    _read("not_found", "What is the answer for an id that does not exist?", "show_unknown", reads.not_found, 5),
    _read("code_prefix", "Do codes begin with the name of the service?", "show_unknown", reads.code_prefix),
    _read("solution_msg", "Do errors have solution_msg?", "show_unknown", reads.solution_msg),
    _read(
        "project_header",
        "Must signed requests tell the project?",
        "list",
        reads.project_header,
        hears_denial=True,
    ),
)

WRITE_QUESTIONS = (
    _write(
        "agreement", "Is the agreement registered that a creation may need?", _MAKE, answers.agreement, is_lenient=True
    ),
    _write("inference", "Is the inference feature enabled?", _MAKE, answers.inference, is_lenient=True),
    _write("create_reply", "What does the reply to a creation show?", _MAKE, answers.body_of, is_lenient=True),
    _write("write_status", "What is the HTTP status of accepted writes?", _MAKE, answers.status, is_lenient=True),
    _write(
        "create_log_config",
        "What becomes of log_config in a creation?",
        "make_both make_logs made",
        answers.log_config,
        is_lenient=True,
    ),
    _write(
        "sdk_members",
        "What becomes of members in a creation that only the SDK has?",
        _MAKE,
        answers.sdk_members,
        is_lenient=True,
    ),
    _write("names_unique", "Must names be unique?", f"list {_TWIN}", answers.names_unique, 4, is_lenient=True),
    _write("duplicate", "What is the answer for a name that is taken?", _TWIN, answers.duplicate, 4, is_lenient=True),
    _write(
        "block_types",
        "Must an endpoint have the block of its type?",
        "make_bare make_second",
        answers.block_types,
        3,
        is_lenient=True,
    ),
    _write("deleted_name", "Is the name of a deleted endpoint free?", "make_twin reuse", answers.deleted_name, 4),
    _write(
        "creating_status", "What is the status while creating?", f"{_MAKE} witness made", answers.word, is_lenient=True
    ),
    _write("updating_status", "What is the status while updating?", "nested nested_read", answers.word),
    _write("deleting_status", "What is the status while deleting?", "gone", answers.word),
    _write(
        "update_transitional",
        "May an endpoint be updated on its way between states?",
        "moving_update witness",
        answers.moving_update,
        6,
    ),
    _write(
        "delete_transitional",
        "May an endpoint be deleted on its way between states?",
        "moving_update moving_delete second_now witness_again",
        answers.moving_delete,
        6,
    ),
    _write(
        "wrong_state",
        "What is the answer that refuses a write for a state?",
        "moving_update moving_delete witness",
        answers.wrong_state,
        6,
    ),
    _write("update_failed", "May a failed endpoint be updated?", "made nested", answers.in_state(FAILED), 6),
    _write("update_stalled", "May a frozen endpoint be updated?", "made nested", answers.in_state(STALLED), 6),
    _write("delete_failed", "May a failed endpoint be deleted?", "second second_delete", answers.in_state(FAILED), 6),
    _write("delete_stalled", "May a frozen endpoint be deleted?", "second second_delete", answers.in_state(STALLED), 6),
    _write("update_reply", "What does the reply to an update show?", "nested", answers.body_of),
    _write("update_nested", "Does an update replace objects?", "made nested nested_read", answers.nested, 2),
    _write("update_omitted", "What becomes of what an update leaves out?", "renamed_read", answers.omitted, 2),
    _write("previous_version", "Is the version before an update shown?", "earlier", answers.earlier_version),
    _write("lag_scope", "Behind which writes do reads lag?", "nested_read", answers.lag_scope),
    _write(
        "update_create_only", "May an update have members of a creation?", "plain typed", answers.accepts("ignored")
    ),
    _write(
        "unknown_request_members",
        "May requests have members that no document names?",
        "plain unknown",
        answers.accepts("ignored"),
    ),
    _write(
        "description_characters",
        "Which characters may descriptions have?",
        "plain signs",
        answers.accepts("any", "console"),
    ),
    _write("name_characters", "May names be Chinese?", "plain chinese", answers.accepts("chinese", "ascii")),
    _write(
        "inference_name_length",
        "How long may names be?",
        "long_128 long_65 long_64",
        answers.name_length,
        is_lenient=True,
    ),
    _write(
        "delete_flag", "Is is_delete_app_instance known?", "delete_flag delete", answers.delete_flag, is_lenient=True
    ),
    _write(
        "delete_reply",
        "What does the reply to a deletion show?",
        "delete_flag delete",
        answers.body_of,
        is_lenient=True,
    ),
    _write("deleted_record", "Is a deleted endpoint shown?", "gone gone_listed gone_again", answers.deleted_record, 5),
)
