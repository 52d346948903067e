# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What follows a write: every combination of verb, answers, sight and patience, with the reason beside it."""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.write_policy import (
    Answer,
    Next,
    Patience,
    Sight,
    Verb,
    next_move,
)

SWITCHES = (Verb.START, Verb.STOP, Verb.STOP_TO_DELETE)
ON_THE_WAY = (Sight.BEGUN, Sight.MOVING, Sight.LINGERING)
NO_WORD = (Answer.UNCLEAR, Answer.NOT_FOUND)


class Rule(NamedTuple):
    """What follows where all conditions hold; None stands for anything. The first rule that fits decides."""

    verb: Any
    last: Any
    sight: Any
    move: Next
    why: str
    lagging: bool | None = None
    time: bool | None = None
    tries: bool | None = None
    doubtful: bool | None = None
    first_refusal: bool | None = None

    def fits(self, verb: Verb, answers: tuple[Answer, ...], sight: Sight, left: Patience) -> bool:
        facts = {
            "lagging": left.lagging,
            "time": left.time,
            "tries": left.tries,
            "doubtful": Answer.UNCLEAR in answers,
            "first_refusal": answers.count(Answer.WRONG_STATE) == 1,
        }
        return (
            (self.verb is None or verb in self.verb)
            and (self.last is None or answers[-1] in self.last)
            and (self.sight is None or sight in self.sight)
            and all(getattr(self, name) in (None, fact) for name, fact in facts.items())
        )


ACCEPTED, REFUSED, AT_WORK = (Answer.ACCEPTED,), (Answer.WRONG_STATE,), (Answer.AT_WORK,)

RULES = (
    Rule(None, None, (Sight.REACHED,), Next.DONE, "the goal is there, whoever has brought it about"),
    # --- the server has accepted
    Rule(
        tuple(set(Verb) - set(SWITCHES)), ACCEPTED, None, Next.DONE, "the server's word counts; reading back comes next"
    ),
    Rule(SWITCHES, ACCEPTED, (Sight.UNCHANGED,), Next.DONE, "it was at rest, so waiting for the goal comes next"),
    Rule(SWITCHES, ACCEPTED, None, Next.GIVE_UP, "it was on its way, and never arrived", time=False),
    Rule(SWITCHES, ACCEPTED, None, Next.LOOK_AGAIN, "what is read may be from before the switch", lagging=True),
    Rule(
        (Verb.STOP_TO_DELETE,),
        ACCEPTED,
        (Sight.LINGERING,),
        Next.DONE,
        "it shows no sign of the stop, and may stay so for ever; the server may delete it all the same",
    ),
    Rule(SWITCHES, ACCEPTED, ON_THE_WAY, Next.LOOK_AGAIN, "it has not arrived yet"),
    Rule(SWITCHES, ACCEPTED, None, Next.REPEAT, "it has arrived elsewhere: the switch was swallowed by the other way"),
    # --- no answer, or a refusal
    Rule(None, None, (Sight.SEVERAL,), Next.GIVE_UP, "which of the new endpoints is ours cannot be told"),
    Rule(None, None, None, Next.GIVE_UP, "wait_timeout is up", time=False),
    Rule(None, None, (Sight.BEGUN,), Next.WAIT, "it has set off after the write: where to shows when it arrives"),
    # --- refused because of the state
    Rule(None, REFUSED, ON_THE_WAY, Next.WAIT, "what is on its way may allow the write once it has arrived"),
    Rule(None, REFUSED, (Sight.ELSEWHERE,), Next.REPEAT, "the refusal was about a state that is past"),
    Rule(
        (Verb.DELETE_OR_STOP,),
        REFUSED,
        None,
        Next.STOP_FIRST,
        "nothing of ours is at work, so the state forbids the deletion",
        doubtful=False,
    ),
    Rule(None, REFUSED, None, Next.LOOK_AGAIN, "the state that is read may be from before the refusal", lagging=True),
    Rule((Verb.DELETE_OR_STOP,), REFUSED, None, Next.STOP_FIRST, "the first deletion is not at work after all"),
    Rule(
        (Verb.DELETE_STOPPED,),
        REFUSED,
        None,
        Next.REPEAT,
        "that it has stopped may show later to the server's own deletion",
        first_refusal=True,
    ),
    Rule(None, REFUSED, None, Next.GIVE_UP, "the state forbids the write, and will not change by itself"),
    # --- refused, although the state allows it: an earlier call is at work
    Rule(None, AT_WORK, (Sight.ELSEWHERE,), Next.REPEAT, "the earlier call has ended elsewhere"),
    Rule(None, AT_WORK, None, Next.LOOK_AGAIN, "the earlier call will show, however late"),
    # --- no answer, or one that contradicts what is read
    Rule(None, NO_WORD, ON_THE_WAY, Next.LOOK_AGAIN, "where it goes shows when it arrives"),
    Rule(None, NO_WORD, None, Next.LOOK_AGAIN, "the effect may show late", lagging=True),
    Rule(None, NO_WORD, None, Next.REPEAT, "an effect would show by now, so there was none", tries=True),
    Rule(None, NO_WORD, None, Next.GIVE_UP, "max_retries is used up"),
)

HISTORIES = [history for length in (1, 2, 3) for history in itertools.product(Answer, repeat=length)]
PATIENCE = [Patience(*flags) for flags in itertools.product((True, False), repeat=3)]


@pytest.mark.parametrize("verb", Verb, ids=lambda verb: verb.value)
def test_every_combination_is_decided_by_the_first_rule_that_fits(verb):
    for answers, sight, left in itertools.product(HISTORIES, Sight, PATIENCE):
        rule = next(rule for rule in RULES if rule.fits(verb, answers, sight, left))
        assert next_move(verb, answers, sight, left) is rule.move, (verb, answers, sight, left, rule.why)


def test_no_rule_is_idle():
    used = {
        next(number for number, rule in enumerate(RULES) if rule.fits(verb, answers, sight, left))
        for verb, answers, sight, left in itertools.product(Verb, HISTORIES, Sight, PATIENCE)
    }
    assert used == set(range(len(RULES)))


def test_no_write_is_sent_again_while_its_effect_may_still_show():
    for verb, answers, sight in itertools.product(Verb, HISTORIES, Sight):
        if answers[-1] is Answer.UNCLEAR:
            move = next_move(verb, answers, sight, Patience(lagging=True, time=True, tries=True))
            assert move not in (Next.REPEAT, Next.STOP_FIRST)
