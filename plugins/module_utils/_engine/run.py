# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One reconciliation under way: what it was asked for, how long it may take, and what it has done so far."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Callable, NamedTuple

from .errors import CallFailed
from .plan import Desired, Plan, job_mode, without_awaiting_jobs
from .resource import Resource

#: Reads may lag behind writes (contract rule 6: look for at least 5 seconds). Bounded by ``wait_timeout``.
LAG_SECONDS = 6.0

_FIRST_PAUSE, _GROWTH = 0.1, 1.6


class Timing(NamedTuple):
    """How long to wait. ``interval`` and ``timeout`` in seconds; ``retries`` of a create or another write."""

    wait: bool = True
    timeout: float = 600.0
    interval: float = 5.0
    retries: int = 5


class Run:
    """One endpoint's reconciliation under way: its inputs, and what has been done so far, whatever happens next.

    :ivar actions: the API's names of the writes that took effect, in order.
    :ivar endpoint_id: the id of the endpoint that the run is about, as soon as there is one.
    :ivar previous_id: the id of the endpoint that a recreate has replaced.
    :ivar job_mode: what kind of job the task asks for; None for none.
    :ivar job: the endpoint's job as read last.
    :ivar scope: where lists show the endpoint; empty when that is not known.
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
        """Keep the job that an endpoint shows."""
        self.job = observed.get(self.resource.job.result) if observed and self.resource.job else None

    def expired(self) -> bool:
        return self.now() >= self.deadline

    def lag_end(self) -> float:
        """Until when a read that contradicts a write may be put down to lag."""
        return min(self.now() + LAG_SECONDS, self.deadline)

    def pauses(self) -> Iterator[float]:
        """Seconds between looks: they grow from a tenth to the interval, and end on the deadline."""
        pause = min(_FIRST_PAUSE, self.timing.interval)
        while True:
            yield max(0.0, min(pause, self.deadline - self.now()))
            pause = min(pause * _GROWTH, self.timing.interval)
