# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pace of calls, on a clock that only moves when somebody waits."""

from __future__ import annotations

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.rate_limiter import RateLimiter


class Time:
    """A clock, and a limiter on it."""

    def __init__(self, most: float | None) -> None:
        self.now = 1000.0
        self.limiter = RateLimiter(most, Clock(now=lambda: self.now, sleep=self.sleep))

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.now += seconds

    def calls(self, count: int, seconds: float = 0.0) -> float:
        """Make so many answered calls, each taking ``seconds``; the seconds that all of them took."""
        start = self.now
        for _number in range(count):
            self.limiter.take()
            self.now += seconds
            self.limiter.answered()
        return self.now - start


def test_without_a_ceiling_nothing_waits():
    assert Time(None).calls(1000) == 0


@pytest.mark.parametrize("most", [0.5, 5.0, 20.0, 300.0])
def test_the_ceiling_is_kept_from_the_first_call_on(most):
    assert Time(most).calls(101) == pytest.approx(100 / most)


def test_calls_that_take_their_time_are_not_slowed_further():
    assert Time(10.0).calls(100, seconds=0.2) == pytest.approx(20.0)


def test_idle_time_is_not_saved_up_for_a_burst():
    time = Time(10.0)
    time.calls(1)
    time.now += 60
    assert time.calls(11) == pytest.approx(1.0)


def test_a_burst_of_refusals_slows_down_once():
    time = Time(10.0)
    for _thread in range(8):
        time.limiter.throttled(None)
        time.now += 0.01
    assert time.limiter.rate == pytest.approx(7.0)
    time.now += 1
    time.limiter.throttled(None)
    assert time.limiter.rate == pytest.approx(4.9)


def test_without_a_ceiling_the_rate_starts_from_what_was_sent_in_the_last_second():
    time = Time(None)
    time.calls(40, seconds=0.02)
    time.limiter.throttled(None)
    assert time.limiter.rate == pytest.approx(28.0)


def test_a_refusal_pauses_everybody():
    time = Time(100.0)
    time.limiter.throttled(None)
    assert time.calls(1) == pytest.approx(0.5)


@pytest.mark.parametrize("seconds", [1.0, 3.0, 30.0])
def test_retry_after_is_honoured_by_all_calls_that_follow(seconds):
    time = Time(None)
    time.limiter.throttled(seconds)
    assert time.calls(1) == pytest.approx(seconds)


def test_a_shorter_retry_after_does_not_shorten_a_longer_one():
    time = Time(None)
    time.limiter.throttled(9.0)
    time.limiter.throttled(1.0)
    assert time.calls(1) == pytest.approx(9.0)


def test_it_speeds_up_again_to_the_ceiling_and_not_above():
    time = Time(20.0)
    for _burst in range(5):
        time.limiter.throttled(None)
        time.now += 1
    slow = time.limiter.rate
    assert slow < 4
    time.calls(20)
    assert slow < time.limiter.rate < 20
    time.calls(400)
    assert time.limiter.rate == 20.0


def test_it_never_stops_altogether():
    time = Time(1.0)
    for _burst in range(50):
        time.limiter.throttled(None)
        time.now += 1
    assert time.limiter.rate == 0.5


def test_throttling_never_lifts_a_very_low_ceiling():
    time = Time(0.1)
    time.limiter.throttled(None)
    assert time.limiter.rate == 0.1


@pytest.mark.parametrize("allowed", [5.0, 20.0])
def test_it_settles_near_what_the_server_allows(allowed):
    """Against a bucket that refills ``allowed`` times a second and holds one token."""
    time = Time(None)
    tokens, at, answered, refused = 1.0, time.now, 0, 0
    start = time.now
    while answered < 400:
        time.limiter.take()
        tokens, at = min(1.0, tokens + (time.now - at) * allowed), time.now
        time.now += 0.005
        if tokens >= 1:
            tokens, answered = tokens - 1, answered + 1
            time.limiter.answered()
        else:
            refused += 1
            time.limiter.throttled(None)
    assert answered / (time.now - start) > 0.5 * allowed
    assert refused < 0.2 * answered
