# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Decide what follows a write whose answer may be lost, while reads may lag. Pure: this is the whole policy."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple


class Verb(Enum):
    """A write, as far as the decision differs."""

    CREATE = "create"
    UPDATE = "update"
    START = "start"
    STOP = "stop"
    #: A stop that only prepares a deletion, which the server may allow without it.
    STOP_TO_DELETE = "stop to delete"
    DELETE = "delete"
    #: A deletion before which a stop may be tried.
    DELETE_OR_STOP = "delete or stop"
    #: A deletion after a stop.
    DELETE_STOPPED = "delete stopped"
    BEGIN_JOB = "begin job"
    CANCEL_JOB = "cancel job"


class Answer(Enum):
    """What the server answered to a write. Any other failure ends the task."""

    ACCEPTED = "accepted"
    #: The endpoint's state does not allow the write.
    WRONG_STATE = "wrong state"
    #: Refused after an unclear answer, in a state that allows the write: the server is still doing the first one.
    AT_WORK = "at work"
    NOT_FOUND = "not found"
    UNCLEAR = "unclear"


class Sight(Enum):
    """What a read shows, compared with the goal of the write and with the endpoint before it."""

    REACHED = "reached"
    #: It has left a settled state, towards the goal as far as the status tells.
    BEGUN = "begun"
    MOVING = "moving"
    #: It is on its way with the same status word as before the write.
    LINGERING = "lingering"
    UNCHANGED = "unchanged"
    #: It has settled in a state that is neither the goal nor the one before.
    ELSEWHERE = "elsewhere"
    ABSENT = "absent"
    #: More than one new endpoint has the name.
    SEVERAL = "several"


class Next(Enum):
    """What follows."""

    DONE = "done"
    #: Wait until the endpoint settles; repeat unless it has reached the goal.
    WAIT = "wait"
    LOOK_AGAIN = "look again"
    REPEAT = "repeat"
    STOP_FIRST = "stop first"
    GIVE_UP = "give up"


class Patience(NamedTuple):
    """What may still be waited for.

    :ivar lagging: a read may still be stale.
    :ivar time: ``wait_timeout`` is not up.
    :ivar tries: an unclear write may be sent again.
    """

    lagging: bool
    time: bool
    tries: bool


#: What shows that an endpoint has not settled.
ON_THE_WAY = (Sight.BEGUN, Sight.MOVING, Sight.LINGERING)
_SWITCHES = (Verb.START, Verb.STOP, Verb.STOP_TO_DELETE)


def next_move(verb: Verb, answers: Sequence[Answer], sight: Sight, patience: Patience) -> Next:
    """Decide what follows a write.

    :param answers: the answers to this write so far, the last one last.
    :param sight: what a read shows now; after an acceptance first what was there before.
    """
    last = answers[-1]
    if sight is Sight.REACHED:
        return Next.DONE
    if last is Answer.ACCEPTED:
        return _after_acceptance(verb, sight, patience)
    if sight is Sight.SEVERAL or not patience.time:
        return Next.GIVE_UP
    if sight is Sight.BEGUN:
        return Next.WAIT
    if last is Answer.WRONG_STATE:
        return _after_refusal(verb, answers, sight, patience)
    if last is Answer.AT_WORK:
        return Next.REPEAT if sight is Sight.ELSEWHERE else Next.LOOK_AGAIN
    if sight in ON_THE_WAY or patience.lagging:
        return Next.LOOK_AGAIN
    return Next.REPEAT if patience.tries else Next.GIVE_UP


def _after_acceptance(verb: Verb, sight: Sight, patience: Patience) -> Next:
    """Believe the server, unless the endpoint was on its way to another state and may arrive there."""
    if verb not in _SWITCHES or sight is Sight.UNCHANGED:
        return Next.DONE
    if not patience.time:
        return Next.GIVE_UP
    if patience.lagging:
        return Next.LOOK_AGAIN
    if sight is Sight.LINGERING and verb is Verb.STOP_TO_DELETE:
        return Next.DONE
    return Next.LOOK_AGAIN if sight in ON_THE_WAY else Next.REPEAT


def _after_refusal(verb: Verb, answers: Sequence[Answer], sight: Sight, patience: Patience) -> Next:
    """Ask again once the state has changed; a deletion changes it by a stop."""
    if sight in ON_THE_WAY:
        return Next.WAIT
    if sight is Sight.ELSEWHERE:
        return Next.REPEAT
    if verb is Verb.DELETE_OR_STOP and Answer.UNCLEAR not in answers:
        return Next.STOP_FIRST
    if patience.lagging:
        return Next.LOOK_AGAIN
    if verb is Verb.DELETE_OR_STOP:
        return Next.STOP_FIRST
    # The server may notice the stop late, so its first refusal after that is not final.
    if verb is Verb.DELETE_STOPPED and answers.count(Answer.WRONG_STATE) == 1:
        return Next.REPEAT
    return Next.GIVE_UP
