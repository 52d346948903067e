# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Do each write exactly once, even if answers get lost and reads lag: one loop, which follows the policy of writes."""

from __future__ import annotations

from typing import Any

from .effects import Process, Sleep
from .errors import CallFailed, NotFound, Unclear, WrongState
from .run import Run
from .write_policy import ON_THE_WAY, Answer, Next, Patience, Sight, Verb, next_move


class Write:
    """One write, as the loop needs it. Subclasses (writes.py) say how to send it and how to recognise its effect.

    :ivar before: the endpoint before the write was sent last.
    :ivar wait: wait for the write's outcome.
    :ivar gone_is_fine: an endpoint that does not exist is no failure.
    """

    verb: Verb
    gone_is_fine = False

    def __init__(self, run: Run, before: dict | None, wait: bool) -> None:
        self.run = run
        self.before = before
        self.wait = wait

    def send(self) -> Process:
        """Send the write.

        :raises CallFailed: it did not succeed, or it is not known whether it did.
        """
        raise NotImplementedError

    def look(self, pause: float) -> Process:
        """Read what the write is about after ``pause`` seconds, and return it."""
        raise NotImplementedError

    def sight(self, observed: Any) -> Sight:
        """Judge what a read shows."""
        raise NotImplementedError

    def shows_effect(self, observed: Any) -> bool:
        """Return whether a read proves that a write whose answer was lost has taken effect."""
        return self.sight(observed) is Sight.REACHED

    def allowed_before(self) -> bool:
        """Return whether the state before the write allows it, so that a refusal means an earlier one is at work."""
        return False

    def record(self) -> None:
        """Record that the write took effect."""
        raise NotImplementedError

    def finding(self, observed: Any) -> str:
        """Describe what a read shows, for the failure of a write whose effect is unknown."""
        raise NotImplementedError

    def without_effect(self, failure: CallFailed | None, observed: Any) -> CallFailed:
        """Return the failure of a write that certainly had no effect.

        :param failure: the last refusal; None if the server accepted the write.
        """
        raise NotImplementedError

    def stop_first(self, observed: Any) -> Process:
        """Stop an endpoint that the server does not delete as it is; return its attributes."""
        raise NotImplementedError


def write_until_known(run: Run, write: Write) -> Process:
    """Send a write until it is known to have taken effect; return what the last read showed.

    The write is recorded once, as soon as its effect is certain.

    :raises CallFailed: the server refuses the write, or its effect stays unknown.
    """
    answers: list[Answer] = []
    lost: Unclear | None = None
    recorded = False
    while True:
        failure: CallFailed | None = None
        try:
            yield from write.send()
        except (NotFound, Unclear, WrongState) as error:
            if isinstance(error, NotFound) and not write.gone_is_fine:
                raise
            failure = error
        answers.append(_answer(failure, lost, write))
        lost = failure if isinstance(failure, Unclear) else lost
        since = run.now()
        observed, move = yield from _look(run, write, answers, lost)
        if not recorded and (failure is None or (lost is not None and write.shows_effect(observed))):
            recorded = True
            write.record()
        if recorded and not write.wait:
            return observed
        if move is Next.WAIT:
            observed = yield from _settle(run, write, lost, since if isinstance(failure, WrongState) else None)
            move = Next.GIVE_UP if run.expired() else Next.REPEAT
            move = Next.DONE if write.sight(observed) is Sight.REACHED else move
        if move is Next.DONE:
            return observed
        if move is Next.GIVE_UP:
            if lost:
                raise _still_unclear(failure or lost, write.finding(observed))
            raise write.without_effect(failure, observed)
        if move is Next.STOP_FIRST:
            observed = yield from write.stop_first(observed)
            answers.clear()
        yield from _respect_retry_after(run, failure, since)
        write.before = observed or write.before


def _answer(failure: CallFailed | None, lost: Unclear | None, write: Write) -> Answer:
    if failure is None:
        return Answer.ACCEPTED
    if isinstance(failure, Unclear):
        return Answer.UNCLEAR
    if isinstance(failure, NotFound):
        return Answer.NOT_FOUND
    return Answer.AT_WORK if lost is not None and write.allowed_before() else Answer.WRONG_STATE


def _look(run: Run, write: Write, answers: list[Answer], lost: Unclear | None) -> Process:
    """Look until a move other than another look follows; return what the last read showed, and the move."""
    until = run.lag_end()
    unclear = sum(answer in (Answer.UNCLEAR, Answer.NOT_FOUND) for answer in answers)
    tries = unclear <= run.timing.retries
    observed: Any = write.before
    pause = None if answers[-1] is Answer.ACCEPTED else 0.0
    pauses = run.pauses()
    while True:
        if pause is not None:
            observed = yield from _observed(write, lost, pause)
        now = run.now()
        patience = Patience(now < until, not run.expired(), tries)
        move = next_move(write.verb, answers, write.sight(observed), patience)
        if move is not Next.LOOK_AGAIN:
            return observed, move
        pause = next(pauses, run.timing.interval)
        pause = min(pause, until - now) if now < until else pause


def _settle(run: Run, write: Write, lost: Unclear | None, until: float | None) -> Process:
    """Look until the endpoint has settled, or the time is up.

    :param until: up to this time, any state but the goal may be a stale read; None for the usual lag.
    """
    until = run.lag_end() if until is None else until
    for pause in run.pauses():
        observed = yield from _observed(write, lost, pause)
        sight = write.sight(observed)
        if sight is Sight.REACHED or run.expired() or (sight not in ON_THE_WAY and run.now() >= until):
            return observed
    return None


def _observed(write: Write, lost: Unclear | None, pause: float) -> Process:
    try:
        return (yield from write.look(pause))
    except CallFailed as error:
        if lost is None:
            raise
        raise _still_unclear(lost, f"looking for its effect failed as well: {error}") from error


def _respect_retry_after(run: Run, failure: CallFailed | None, since: float) -> Process:
    """Sleep until the time that the server named (Retry-After) when it refused."""
    seconds = since + (failure.retry_after or 0.0) - run.now() if failure else 0.0
    if seconds > 0:
        yield Sleep(min(seconds, max(0.0, run.deadline - run.now())))


def _still_unclear(error: Any, finding: str) -> CallFailed:
    """Return the failure of a write whose effect is unknown."""
    return error.saying(
        f"{error}. Whether it took effect is not known: {finding}. Look at the endpoints, then run the task again"
    )
