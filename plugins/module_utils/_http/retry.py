# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Retry what may safely be sent again, with jittered exponential backoff that honours Retry-After."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import timezone
from email.utils import parsedate_to_datetime
from typing import Any, Callable

from .._engine.clock import Clock
from .._engine.effects import READ
from .._engine.errors import CallFailed, Throttled, Unclear, Unsent

#: The HTTP status of a server that has too much to do.
_OVERLOADED = 503

_FIRST_DELAY, _LONGEST_DELAY = 0.5, 20.0


def delays(retries: int, uniform: Callable[[float, float], float] = random.uniform) -> Iterator[float]:
    """Yield the seconds before each retry: exponential backoff with full jitter."""
    for number in range(retries):
        yield uniform(0.0, min(_LONGEST_DELAY, _FIRST_DELAY * 2 ** min(number, 10)))


def with_retries(
    send: Callable[[], Any],
    kind: str,
    *,
    retries: int,
    budget: float,
    clock: Clock,
    limiter: Any = None,
    may_wait: Callable = delays,
) -> Any:
    """Send a call, and retry it if that is safe: a read after any passing fault, a write that certainly had no effect.

    :param kind: READ or WRITE.
    :param retries: how often to retry; rejections for rate do not count if there is a limiter.
    :param budget: seconds for all pauses together.
    :param limiter: paces the calls of several threads (RateLimiter); None if there is one thread.
    :param may_wait: gives the seconds before each retry.
    """
    deadline = clock.now() + budget
    safe = (Throttled, Unsent, Unclear) if kind == READ else (Throttled, Unsent)
    waits = may_wait(retries)
    while True:
        if limiter is not None:
            limiter.take()
        try:
            answer = send()
        except CallFailed as error:
            # The calls that follow must be slower even if this one is not retried.
            paced = limiter is not None and isinstance(error, Throttled)
            if limiter is not None and (paced or error.status == _OVERLOADED):
                limiter.throttled(error.retry_after)
            if not isinstance(error, safe):
                raise
            delay = 0.0 if paced else next(waits, None)
            if delay is None:
                raise _given_up(error, f"Given up (max_retries: {retries})") from error
            # The pause that the server asks for must fit into the budget; the jitter is cut to what is left of it.
            room = deadline - clock.now()
            least = error.retry_after or 0.0
            if room <= 0:
                raise _given_up(error, f"Given up, since the time allowed is up ({budget:g} s)") from error
            if least > room:
                raise _given_up(error, f"Waiting {least:.0f} s more would exceed the time allowed") from error
            if not paced:
                clock.sleep(min(max(delay, least), room))
        else:
            if limiter is not None:
                limiter.answered()
            return answer


def _given_up(error: CallFailed, why: str) -> CallFailed:
    remedy = ". The service throttles: try again later, or send fewer calls" if isinstance(error, Throttled) else ""
    return error.saying(f"{error}. {why}{remedy}")


def retry_after(headers: Any, wall: float) -> float | None:
    """Return the Retry-After header, a number or a date, in seconds from now."""
    text = (headers.get("Retry-After") or "").strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]*)?", text):
        return float(text)
    moment = http_date(text)
    return None if moment is None else max(0.0, moment - wall)


def http_date(text: str | None) -> float | None:
    """Return a date of HTTP, in UTC if it has no zone, as seconds since 1970, or None for any other text."""
    try:
        moment = parsedate_to_datetime(text or "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
