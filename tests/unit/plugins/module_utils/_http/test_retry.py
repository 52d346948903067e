# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Retries, pauses and base URLs: the parts of the transport that need no socket."""

from __future__ import annotations

import contextlib
import email.utils

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ, WRITE
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    CallFailed,
    NotFound,
    Throttled,
    Unclear,
    Unsent,
    WrongState,
)
from ansible_collections.inference.endpoints.plugins.module_utils._http.retry import (
    delays,
    http_date,
    retry_after,
    with_retries,
)

WALL = 1_767_323_045.0  # 2026-01-02T03:04:05Z


class Patience:
    """A clock on which sleeping takes no time, and what was slept."""

    def __init__(self) -> None:
        self.time = 100.0
        self.slept: list[float] = []
        self.clock = Clock(now=lambda: self.time, sleep=self._sleep, wall=lambda: WALL)

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


def fault(kind: type[CallFailed], after: float | None = None) -> CallFailed:
    return kind(f"{kind.__name__} happened", action="X", code="C", status=500, request_id="R", retry_after=after)


THROTTLED = ". The service throttles: try again later, or send fewer calls"


def attempt(outcomes: list, kind: str, *, retries: int = 5, budget: float = 60.0, pause: float = 1.0):
    """Send until ``outcomes`` say otherwise; the result or the error, how often was sent, and what was slept."""
    patience, left = Patience(), iter(outcomes)

    def send() -> str:
        outcome = next(left)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    try:
        result = with_retries(
            send,
            kind,
            retries=retries,
            budget=budget,
            clock=patience.clock,
            may_wait=lambda count: iter([pause] * count),
        )
    except CallFailed as error:
        result = error
    return result, len(outcomes) - len(list(left)), patience.slept


@pytest.mark.parametrize(
    ("kind", "read", "write"),
    [(Throttled, 2, 2), (Unsent, 2, 2), (Unclear, 2, 1), (NotFound, 1, 1), (WrongState, 1, 1), (CallFailed, 1, 1)],
)
def test_what_is_sent_again(kind: type[CallFailed], read: int, write: int) -> None:
    for calls, how in ((read, READ), (write, WRITE)):
        result, sent, slept = attempt([fault(kind), "done"], how)
        assert sent == calls
        assert slept == [1.0] * (calls - 1)
        assert result == "done" if calls == 2 else isinstance(result, kind)


class Notes:
    """A limiter that only takes notes."""

    def __init__(self) -> None:
        self.slowed: list[float | None] = []

    def take(self) -> None:
        pass

    def answered(self) -> None:
        pass

    def throttled(self, retry_after: float | None) -> None:
        self.slowed.append(retry_after)


@pytest.mark.parametrize("how", [READ, WRITE])
@pytest.mark.parametrize(
    ("kind", "status", "slowed"),
    [
        (Throttled, 429, [3.0]),
        (Throttled, 200, [3.0]),
        (Unclear, 503, [3.0]),
        (Unclear, 500, []),
        (CallFailed, 403, []),
    ],
)
def test_a_server_that_has_too_much_to_do_slows_all_calls_down(
    how: str, kind: type[CallFailed], status: int, slowed: list[float]
) -> None:
    patience, notes = Patience(), Notes()
    left = iter([kind("x", action="X", code="C", status=status, retry_after=3.0), "done"])

    def send() -> str:
        outcome = next(left)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    with contextlib.suppress(CallFailed):
        with_retries(send, how, retries=5, budget=60.0, clock=patience.clock, limiter=notes)
    assert notes.slowed == slowed


def test_after_the_last_retry_the_failure_says_so_and_keeps_its_details() -> None:
    result, sent, slept = attempt([fault(Throttled, 2.0)] * 4, WRITE, retries=3)
    assert (sent, slept) == (4, [2.0, 2.0, 2.0])
    assert str(result) == "Throttled happened. Given up (max_retries: 3)" + THROTTLED
    assert result.__class__ is Throttled
    assert result.details() == {"action": "X", "error_code": "C", "http_status": 500, "request_id": "R"}
    assert result.retry_after == 2.0


def test_no_retries_are_none() -> None:
    assert attempt([fault(Unsent)], READ, retries=0)[1:] == (1, [])


def test_retry_after_lengthens_a_pause_and_never_shortens_it() -> None:
    assert attempt([fault(Throttled, 7.0), fault(Throttled, 0.1), "done"], READ) == ("done", 3, [7.0, 1.0])


def test_a_pause_beyond_the_budget_is_not_begun() -> None:
    result, sent, slept = attempt([fault(Throttled, 31.0)] * 2, READ, budget=60.0)
    assert (sent, slept) == (2, [31.0])
    assert str(result) == ("Throttled happened. Waiting 31 s more would exceed the time allowed" + THROTTLED)


def test_a_pause_of_our_own_choice_ends_with_the_budget_and_one_more_try_follows() -> None:
    assert attempt([fault(Throttled)] * 2 + ["done"], READ, budget=5.0, pause=4.0) == ("done", 3, [4.0, 1.0])


def test_when_the_budget_is_spent_the_failure_says_so() -> None:
    result, sent, slept = attempt([fault(Unsent)] * 3, WRITE, budget=5.0, pause=4.0)
    assert (sent, slept) == (3, [4.0, 1.0])
    assert str(result) == "Unsent happened. Given up, since the time allowed is up (5 s)"


def test_a_failure_of_another_kind_ends_the_retries() -> None:
    result, sent, _slept = attempt([fault(Throttled), fault(NotFound), "never"], READ)
    assert (type(result), sent) == (NotFound, 2)


def test_pauses_grow_to_a_bound_and_the_jitter_is_full() -> None:
    bounds: list[tuple[float, float]] = []

    def uniform(low: float, high: float) -> float:
        bounds.append((low, high))
        return high

    assert list(delays(8, uniform)) == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 20.0, 20.0]
    assert {low for low, _high in bounds} == {0.0}


def test_a_great_number_of_retries_keeps_the_bound() -> None:
    assert max(delays(3000)) <= 20.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        ("1.5", 1.5),
        (" 3 ", 3.0),
        (email.utils.formatdate(WALL + 90, usegmt=True), 90.0),
        (email.utils.formatdate(WALL - 90, usegmt=True), 0.0),
        (email.utils.formatdate(WALL + 90, usegmt=True).replace(" GMT", " -0000"), 90.0),
        (email.utils.formatdate(WALL + 90, usegmt=True).replace(" GMT", ""), 90.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("²", None),
        ("٣", None),
        ("1e3", None),
        ("Fri, 99 Foo 2026 99:99:99 GMT", None),
    ],
)
def test_both_forms_of_retry_after(text: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": text}, WALL) == seconds


def test_no_retry_after() -> None:
    assert retry_after({}, WALL) is None


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d+ [A-Z][a-z]{2} \d+ \d+:\d+:\d+ \S*"))
def test_any_header_is_a_number_or_nothing(text: str) -> None:
    found = retry_after({"Retry-After": text}, WALL)
    assert found is None or found >= 0.0
    moment = http_date(text)
    assert moment is None or isinstance(moment, float)
