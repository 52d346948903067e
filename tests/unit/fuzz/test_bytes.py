# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers damaged on the wire: real sockets, the real client, every kind of damage at every call of every task."""

from __future__ import annotations

from typing import Any

import pytest

from .damage import BROKEN, FOREIGN_REFUSALS, HARMLESS, LARGE_AND_BROKEN, LARGE_AND_HARMLESS
from .figures import TIMES, count
from .stand import dice
from .stories import STORIES, clean, story
from .subjects import ARK
from .verdict import actions_of, check_form
from .wire import Damage, Wire


def damaged(title: str, number: int, kind: str, damage: Damage, *, must_pass: bool) -> None:
    """The task with the answer to one call damaged: as without, or a typed failure that a plain run heals."""
    told, expected = story(title), clean(title)
    with Wire(told.stand) as wire:
        wire.damage[number] = damage
        outcome = told.run(api_url=wire.url)
        assert wire.problems == [], (kind, wire.problems)
        count("damaged answers")
        place = f"{kind}, call {number} of {title}: {outcome.output}"
        check_form(outcome, ARK.secrets)
        if not outcome.failed:
            same_result(outcome.result, expected.told.result, place)
            assert sorted(outcome.effects) == sorted(expected.told.effects), place
        else:
            assert not must_pass, place
            # Who answers in the service's place, after it has acted, is not found out; that it was another is said.
            unknown = "s not known" in str(outcome.result) or "is not one of the API" in str(outcome.result)
            assert sorted(actions_of(outcome)) == sorted(outcome.effects) or unknown, place
            told.stand.settle()
            wire.damage.clear()
            again = told.run(api_url=wire.url)
            check_form(again, ARK.secrets)
            assert not again.failed, (place, again.output)
    told.stand.settle()
    assert told.stand.truth() == expected.truth or outcome.failed, place
    names = [(one["Name"], one["ProjectName"]) for one in told.stand.truth() if one["Name"] != "twin"]
    assert len(names) == len(set(names)), place


def same_result(result: Any, expected: Any, place: str) -> None:
    for key in ("changed", "actions", "diff", "summary"):
        assert result.get(key) == expected.get(key), place


def calls_to_damage(title: str, kinds: dict[str, Damage]) -> list[tuple[int, str]]:
    """Each kind at each call; usually each kind in three stories, at one call, and other kinds in each story."""
    calls = range(len(clean(title).told.calls))
    if TIMES > 1:
        return [(number, kind) for kind in kinds for number in calls]
    turn = list(STORIES).index(title)
    meant = [kind for place, kind in enumerate(kinds) if (place - turn) % 4 == 0]
    return [(dice(f"{title} {kind}").choice(calls), kind) for kind in meant]


each_story = pytest.mark.parametrize("title", STORIES)


@each_story
def test_an_odd_but_whole_answer_changes_nothing(title):
    for number, kind in calls_to_damage(title, HARMLESS):
        damaged(title, number, kind, HARMLESS[kind], must_pass=True)


@each_story
def test_a_broken_answer_is_an_unclear_one(title):
    for number, kind in calls_to_damage(title, BROKEN):
        damaged(title, number, kind, BROKEN[kind], must_pass=True)


@each_story
def test_a_refusal_by_somebody_else_is_a_typed_failure(title):
    for number, kind in calls_to_damage(title, FOREIGN_REFUSALS):
        damaged(title, number, kind, FOREIGN_REFUSALS[kind], must_pass=False)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        *(("create", kind) for kind in (*LARGE_AND_HARMLESS, *LARGE_AND_BROKEN)),
        ("read", "ten megabytes of padding"),
        ("a set", "ten megabytes of text"),
    ],
)
def test_ten_megabytes(title, kind):
    number = clean(title).told.calls.index("CreateEndpoint") if title != "read" else 0
    damaged(title, number, kind, {**LARGE_AND_HARMLESS, **LARGE_AND_BROKEN}[kind], must_pass=True)
