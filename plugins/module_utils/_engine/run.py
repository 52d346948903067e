# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state of one reconciliation: what it is to do, how long it may take, and what it has done so far."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Callable, NamedTuple

from .desired import Desired
from .errors import CallFailed
from .job import job_mode, without_awaiting_jobs
from .plan import Plan
from .resource import Resource

#: Reads may lag behind writes (contract rule 6: look for at least 5 seconds). Bounded by ``wait_timeout``.
LAG_SECONDS = 6.0

_FIRST_PAUSE, _GROWTH = 0.1, 1.6


class Timing(NamedTuple):
    """How long to wait.

    :ivar wait: wait until the endpoint has settled.
    :ivar timeout: seconds for the whole task.
    :ivar interval: the longest pause between two polls, in seconds.
    :ivar retries: how often a write may be sent again whose effect is unclear.
    """

    wait: bool = True
    timeout: float = 600.0
    interval: float = 5.0
    retries: int = 5


class Run:
    """The state of one endpoint's reconciliation. It tells what has been done, also after a failure.

    :ivar deadline: the time at which ``wait_timeout`` is up, on the clock of ``now``.
    :ivar actions: the API's names of the writes that took effect, in order.
    :ivar endpoint_id: the id of the endpoint, as soon as there is one.
    :ivar previous_id: the id of the endpoint that a recreate has replaced.
    :ivar scope: the scope whose list shows the endpoint; empty if that is not known.
    :ivar known_ids: the ids of endpoints that had the name before this task created one.
    :ivar absence: why there is no endpoint with the declared id.
    :ivar job_mode: the kind of job that the task asks for; None for none.
    :ivar job: the endpoint's job, as read last.
    """

    def __init__(
        self,
        resource: Resource,
        desired: Desired,
        timing: Timing,
        *,
        now: Callable[[], float],
        check_mode: bool = False,
    ) -> None:
        self.resource = resource.bind(desired.scope, desired.call_options)
        self.desired = desired if timing.wait else without_awaiting_jobs(resource, desired)
        self.timing = timing
        self.check_mode = check_mode
        self.now = now
        self.deadline = now() + timing.timeout
        self.actions: list[str] = []
        self.warnings: list[str] = []
        self.endpoint_id: str | None = desired.endpoint_id
        self.previous_id: str | None = None
        self.scope = desired.scope
        self.plan: Plan | None = None
        self.known_ids: frozenset[str] = frozenset()
        self.absence: CallFailed | None = None
        self.job_mode = job_mode(resource, self.desired)
        self.job: dict | None = None

    def record(self, verb: str, extra_actions: tuple[str, ...] = ()) -> None:
        """Note a write that took effect."""
        self.actions.extend((*extra_actions, self.resource.actions[verb]))

    def note_job(self, observed: dict | None) -> None:
        """Remember the job that an endpoint shows."""
        self.job = (observed or {}).get(self.resource.job.result)

    def expired(self) -> bool:
        """Return whether ``wait_timeout`` is up."""
        return self.now() >= self.deadline

    def lag_end(self) -> float:
        """Return the time until which a read that contradicts a write may be stale."""
        return min(self.now() + LAG_SECONDS, self.deadline)

    def pauses(self) -> Iterator[float]:
        """Yield the seconds between polls: they grow from a tenth to the interval, and end on the deadline."""
        pause = min(_FIRST_PAUSE, self.timing.interval)
        while True:
            yield max(0.0, min(pause, self.deadline - self.now()))
            pause = min(pause * _GROWTH, self.timing.interval)
