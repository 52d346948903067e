# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on demand: which request is hit by what. Deciding only; the server and `gateway` carry it out.

A fault is a mapping with ``kind`` and, all optional,

- ``action``: name, list of names, or ``*`` (default); ``service``: one of `SERVICES`, a list, or ``*`` (default);
  ``endpoint_id`` and ``name``: only requests that name that endpoint in body or path;
- ``skip``: that many matching requests are spared first; ``count``: that many are hit, then no more;
- ``probability`` with ``seed``: each is hit with that probability, reproducibly;
- ``when``: ``before`` (default; the action does not take effect) or ``after`` (it does, but the client is told wrong);
- what the kind needs: ``seconds`` (latency, hang), ``status``, ``code``, ``message`` (error, throttle, html),
  ``retry_after`` in seconds with ``retry_after_form`` ``seconds`` or ``date`` (throttle, error), ``body`` (html,
  garbage, foreign).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

SERVICES = ("ark", "fabric", "maas", "iam", "ark_data", "maas_data", "sts")

KINDS = {
    "latency": "answers later by `seconds`",
    "throttle": "429 FlowLimitExceeded, with Retry-After when `retry_after` is given",
    "flow_limit": "AccountFlowLimitExceeded inside HTTP 200",
    "error": "`status` (500) with its documented code, or with `code`",
    "reset": "the connection is reset without an answer",
    "cut_body": "the connection ends in the middle of the body",
    "html": "an HTML page with `status` (502)",
    "hang": "no answer for `seconds` (3600), then the connection is reset",
    "garbage": "a body that is not JSON with `status` (200)",
    "foreign": "a JSON document of some other service with `status` (200)",
}

# What the services call the name of an endpoint in a body.
_NAME_MEMBERS = ("Name", "name", "endpoint_name")

_DEFAULT_STATUS = {"throttle": 429, "flow_limit": 200, "error": 500, "html": 502}
_DEFAULT_SECONDS = {"latency": 1.0, "hang": 3600.0}


class InvalidFault(ValueError):
    """A fault that makes no sense; the text is a sentence that says where and why."""


@dataclass(frozen=True)
class Fault:
    """One validated fault; see the module for the meaning of the members."""

    kind: str
    action: tuple[str, ...] = ("*",)
    service: tuple[str, ...] = ("*",)
    endpoint_id: str | None = None
    name: str | None = None
    skip: int = 0
    count: int | None = None
    probability: float | None = None
    seed: int | None = None
    when: str = "before"
    seconds: float = 0.0
    status: int = 200
    code: str | None = None
    message: str = "This fault was ordered."
    retry_after: float | None = None
    retry_after_form: str = "seconds"
    body: str | None = None

    def matches(self, action: str | None, body: Any, service: str = "ark", endpoint_id: str | None = None) -> bool:
        """Tell whether the fault is meant for a request, its turn aside."""
        if "*" not in self.action and action not in self.action:
            return False
        if "*" not in self.service and service not in self.service:
            return False
        given = body if isinstance(body, dict) else {}
        if self.endpoint_id is not None and self.endpoint_id not in (
            endpoint_id,
            given.get("Id"),
            given.get("EndpointId"),
        ):
            return False
        return self.name is None or self.name in [given.get(member) for member in _NAME_MEMBERS]


def _whole(least: int) -> Callable[[Any], int]:
    def convert(value: Any) -> int:
        number = int(str(value))
        if isinstance(value, bool) or number < least:
            raise ValueError
        return number

    return convert


def _number(least: float, most: float = float("inf")) -> Callable[[Any], float]:
    def convert(value: Any) -> float:
        number = float(value)
        if isinstance(value, bool) or not least <= number <= most:
            raise ValueError
        return number

    return convert


def _word(*allowed: str) -> Callable[[Any], str]:
    def convert(value: Any) -> str:
        if not isinstance(value, str) or (allowed and value not in allowed):
            raise ValueError
        return value

    return convert


def _names(*allowed: str) -> Callable[[Any], tuple[str, ...]]:
    convert = _word(*allowed)

    def convert_all(value: Any) -> tuple[str, ...]:
        names = (value,) if isinstance(value, str) else tuple(value)
        if not names or not all(convert(name) for name in names):
            raise ValueError
        return names

    return convert_all


_MEMBERS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "kind": (_word(*KINDS), "one of " + ", ".join(KINDS)),
    "action": (_names(), "an action's name, a list of names, or *"),
    "service": (_names(*SERVICES, "*"), f"one of {', '.join(SERVICES)}, a list of them, or *"),
    "endpoint_id": (_word(), "text"),
    "name": (_word(), "text"),
    "skip": (_whole(0), "an integer, 0 or more"),
    "count": (_whole(1), "an integer, 1 or more"),
    "probability": (_number(0, 1), "a number from 0 to 1"),
    "seed": (_whole(0), "an integer, 0 or more"),
    "when": (_word("before", "after"), "before or after"),
    "seconds": (_number(0), "a number, 0 or more"),
    "status": (_whole(200), "an HTTP status"),
    "code": (_word(), "text"),
    "message": (_word(), "text"),
    "retry_after": (_number(0), "a number of seconds, 0 or more"),
    "retry_after_form": (_word("seconds", "date"), "seconds or date"),
    "body": (_word(), "text"),
}


def parse_faults(items: Any) -> list[Fault]:
    """Validate a list of faults; raises `InvalidFault` with every problem."""
    if not isinstance(items, list):
        raise InvalidFault(f"faults must be a list, found {type(items).__name__}.")
    faults, problems = [], []
    for place, item in enumerate(items):
        try:
            faults.append(_parse(item))
        except InvalidFault as problem:
            problems.append(f"faults[{place}]: {problem}")
    if problems:
        raise InvalidFault(" ".join(problems))
    return faults


def _parse(item: Any) -> Fault:
    if not isinstance(item, dict) or "kind" not in item:
        raise InvalidFault(f"a fault is a mapping with a kind, one of {', '.join(KINDS)}; found {item!r}.")
    values: dict[str, Any] = {}
    for member, value in item.items():
        if member not in _MEMBERS:
            raise InvalidFault(f"there is no member {member!r}; allowed are {', '.join(_MEMBERS)}.")
        if value is None:
            continue
        convert, allowed = _MEMBERS[member]
        try:
            values[member] = convert(value)
        except (TypeError, ValueError):
            raise InvalidFault(f"{member} is {value!r}; give {allowed}.") from None
    values.setdefault("status", _DEFAULT_STATUS.get(values["kind"], 200))
    values.setdefault("seconds", _DEFAULT_SECONDS.get(values["kind"], 0.0))
    if values["status"] > 599:
        raise InvalidFault(f"status is {values['status']}; give an HTTP status.")
    return Fault(**values)


class _ActiveFault:
    """A fault with its turn: how many matching requests it has seen and hit."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.seen = 0
        self.hits = 0
        self._random = random.Random(fault.seed)

    def triggers(self, action: str | None, body: Any, service: str, endpoint_id: str | None) -> bool:
        fault = self.fault
        meant = fault.matches(action, body, service, endpoint_id)
        if not meant or (fault.count is not None and self.hits >= fault.count):
            return False
        self.seen += 1
        if self.seen <= fault.skip:
            return False
        if fault.probability is not None and self._random.random() >= fault.probability:
            return False
        self.hits += 1
        return True


class FaultPlan:
    """The armed faults, in order. Of several that match a request the first triggers; latencies add to it."""

    def __init__(self, items: Any = None) -> None:
        self.items: list[dict[str, Any]] = []
        self._armed: list[_ActiveFault] = []
        self.replace(items or [])

    def replace(self, items: Any) -> None:
        """Arm these faults and no others; counters start anew. Raises `InvalidFault`."""
        armed = [_ActiveFault(fault) for fault in parse_faults(items)]
        self.items, self._armed = list(items), armed

    def add(self, item: Any) -> None:
        """Arm one more fault, after the others. Raises `InvalidFault`."""
        armed = [_ActiveFault(fault) for fault in parse_faults([item])]
        self.items = [*self.items, item]
        self._armed += armed

    def decide(
        self, action: str | None, body: Any = None, *, service: str = "ark", endpoint_id: str | None = None
    ) -> list[Fault]:
        """Return the faults that hit this request: any number of latencies and at most one other."""
        struck: list[Fault] = []
        decided = False
        for armed in self._armed:
            is_latency = armed.fault.kind == "latency"
            if (is_latency or not decided) and armed.triggers(action, body, service, endpoint_id):
                struck.append(armed.fault)
                decided = decided or not is_latency
        return struck

    def describe(self) -> list[dict[str, Any]]:
        """Return the faults as given, with how many requests each has seen and hit."""
        return [
            {**item, "seen": armed.seen, "hits": armed.hits}
            for item, armed in zip(self.items, self._armed, strict=True)
        ]


def retry_after_header(seconds: float, form: str, now: float) -> str:
    """Return a Retry-After value: whole seconds, or the HTTP date of that moment (both rounded up)."""
    whole = int(-(-seconds // 1))
    return str(whole) if form == "seconds" else formatdate(-(-(now + seconds) // 1), usegmt=True)


class TokenBucket:
    """A rate over all calls. ``rate`` is in calls per second; at most ``burst`` come at once."""

    def __init__(self) -> None:
        self._tokens = 0.0
        self._at: float | None = None

    def take(self, rate: float, burst: int, now: float) -> float:
        """Return 0 if a call may pass now, otherwise the seconds until one may."""
        if self._at is None:
            self._tokens = float(burst)
        else:
            self._tokens = min(float(burst), self._tokens + max(0.0, now - self._at) * rate)
        self._at = now
        # Tokens are sums of fractions: one that is full but for rounding is full.
        if self._tokens >= 1 - 1e-9:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / rate
