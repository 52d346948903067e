# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many processes at once: calls on a bounded number of threads, and one look at a list where many wait.

The processes themselves (family.py) run on one thread, so they need no locks. Only calls leave it.
"""

from __future__ import annotations

import heapq
import queue
import threading
from collections import deque
from collections.abc import Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable

from .errors import CallFailed, EndpointError
from .family import CHANGING, READ, Call, Family, Listing, Pause, Poll, Process, Together
from .fleet import is_enough, key_of
from .reconcile import Run
from .transport import Clock

#: A status may wait this long while there are still writes to be sent.
_PATIENCE = 1.0

#: Sweeps of one scope begin at least this far apart, in seconds.
_SWEEP_DISTANCE = 0.2


class Interrupted(EndpointError):
    """The run was told to end (Ctrl-C, a termination signal)."""


class Crew:
    """Runs processes to their ends, whatever becomes of each.

    :param perform: does a call; used from several threads at once.
    :param concurrency: calls in flight; 0 does each at once on this thread.
    """

    def __init__(
        self, family: Family, perform: Callable[[Call], Any], clock: Clock, concurrency: int, deadline: float
    ) -> None:
        self._family = family
        self._perform = perform
        self._clock = clock
        self._deadline = deadline
        self._pool = ThreadPoolExecutor(concurrency, "call") if concurrency else None
        self._answers: queue.SimpleQueue = queue.SimpleQueue()
        self._processes: dict[Hashable, Process] = {}
        self._runs: dict[Hashable, Run] = {}
        self._ready: deque = deque()
        self._calls: deque = deque()
        self._timers: list = []
        self._polls: dict[Hashable, tuple[float, float, Poll]] = {}
        self._listings: dict[Hashable, tuple[float, Listing]] = {}
        self._lists: dict[tuple, tuple[float, dict[str, dict]]] = {}
        self._sweeping: dict[tuple, float] = {}
        self._swept_at: dict[tuple, float] = {}
        self._gathering: dict[Hashable, list] = {}
        self._in_flight = 0
        self._width = concurrency or 1
        self._sequence = 0
        self.results: dict[Hashable, Any] = {}
        self.errors: dict[Hashable, EndpointError] = {}

    def add(self, key: Hashable, process: Process, run: Run | None = None) -> None:
        """Take on a process. ``run``: the reconciliation that it is, which lets a list stand for its polls."""
        self._processes[key] = process
        if run is not None:
            self._runs[key] = run
        self._ready.append((key, None, None))

    def remember(self, scope: dict, endpoints: list[dict]) -> None:
        """What a list of this scope showed."""
        self._lists[key_of(scope)] = (self._clock.now(), {each["endpoint_id"]: each for each in endpoints})

    def run(self) -> None:
        """Until every process has ended; then ``results`` and ``errors`` say how."""
        try:
            while self._processes:
                self._turn()
        except KeyboardInterrupt:
            self._abandon()

    def close(self) -> None:
        """Let the threads end; none of them is writing any more."""
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)

    # --- one turn

    def _turn(self) -> None:
        while self._ready:
            self._step(*self._ready.popleft())
        self._send()
        now = self._clock.now()
        while self._timers and self._timers[0][0] <= now:
            self._ready.append((heapq.heappop(self._timers)[2], None, None))
        if not self._calls or any(due + _PATIENCE <= now for due, _asked, _poll in self._polls.values()):
            self._serve(now)
        if not self._ready:
            self._rest()

    def _step(self, key: Hashable, value: Any, error: EndpointError | None) -> None:
        process = self._processes.get(key)
        if process is None:
            return
        try:
            effect = process.throw(error) if error is not None else process.send(value)
        except StopIteration as end:
            del self._processes[key]
            self.results[key] = end.value
        except EndpointError as failure:
            del self._processes[key]
            self.errors[key] = failure
        else:
            self._take(key, effect)

    def _take(self, key: Hashable, effect: Any) -> None:
        now = self._clock.now()
        if isinstance(effect, Call):
            self._calls.append((key, None, effect))
        elif isinstance(effect, Together):
            self._gathering[key] = [len(effect.calls), [None] * len(effect.calls), None]
            self._calls.extend((key, number, call) for number, call in enumerate(effect.calls))
        elif isinstance(effect, Poll):
            self._polls[key] = (now + effect.after, now, effect)
        elif isinstance(effect, Listing):
            self._listings[key] = (now, effect)
        elif isinstance(effect, Pause):
            self._sequence += 1
            heapq.heappush(self._timers, (now + effect.seconds, self._sequence, key))

    def _send(self) -> None:
        while self._calls and (self._pool is None or self._in_flight < self._width):
            key, number, call = self._calls.popleft()
            self._in_flight += 1
            if self._pool is None:
                self._answers.put((key, number, *self._do(call)))
                return
            self._pool.submit(
                lambda key=key, number=number, call=call: self._answers.put((key, number, *self._do(call)))
            )

    def _do(self, call: Call) -> tuple[Any, EndpointError | BaseException | None]:
        try:
            if call.kind != READ and self._clock.now() >= self._deadline:
                raise CallFailed(
                    f"{call.action} was not sent, since the time for the whole set was up (wait_timeout)",
                    action=call.action,
                    code="WaitTimeout",
                )
            return self._perform(call), None
        except BaseException as error:  # carried to the thread of the processes, which tells failures from bugs
            return None, error

    def _rest(self) -> None:
        """Wait for an answer, but no longer than until something else is due."""
        due = [self._timers[0][0]] if self._timers else []
        due.extend(poll[0] for poll in self._polls.values())
        if self._listings:
            due.append(self._clock.now() + _SWEEP_DISTANCE)
        wait = max(0.0, min(due) - self._clock.now()) if due else None
        if self._in_flight == 0:
            self._clock.sleep(max(wait or 0.0, 0.001))
            return
        try:
            self._receive(self._answers.get(timeout=None if wait is None else max(wait, 0.001)))
            while True:
                self._receive(self._answers.get_nowait())
        except queue.Empty:
            return

    def _receive(self, answer: tuple) -> None:
        key, number, value, error = answer
        self._in_flight -= 1
        if error is not None and not isinstance(error, EndpointError):
            raise error
        if number is None:
            self._ready.append((key, value, error))
            return
        gathering = self._gathering[key]
        gathering[0] -= 1
        gathering[1][number] = value
        gathering[2] = gathering[2] or error
        if gathering[0] == 0:
            del self._gathering[key]
            self._ready.append((key, None if gathering[2] else gathering[1], gathering[2]))

    # --- polls, by list or one by one

    def _serve(self, now: float) -> None:
        """Answer polls: by one sweep of a scope where that takes fewer calls than a read for each."""
        waiting: dict[tuple | None, list[Hashable]] = {}
        for key, (due, _asked, poll) in self._polls.items():
            waiting.setdefault(self._scope_key(key, poll), []).append(key)
        for scope_key, keys in waiting.items():
            due_keys = [key for key in keys if self._polls[key][0] <= now]
            if not due_keys:
                continue
            if scope_key is not None and len(due_keys) > self._pages(scope_key):
                self._sweep(scope_key, now)
            elif scope_key not in self._sweeping:
                for key in due_keys:
                    self._read(key, self._polls.pop(key)[2])
        for key, (_asked, listing) in list(self._listings.items()):
            scope_key = key_of(listing.scope)
            listed = self._lists.get(scope_key)
            if listed and listing.endpoint_id in listed[1]:
                del self._listings[key]
                matches = [each for each in listed[1].values() if each["name"] == listing.name]
                self._ready.append((key, matches, None))
            else:
                self._sweep(scope_key, now)

    def _scope_key(self, key: Hashable, poll: Poll) -> tuple | None:
        """The scope whose list would show the endpoint of a poll, if that is known and is being swept."""
        run = self._runs.get(key)
        if run is None or not poll.endpoint_id:
            return None
        scope = run.want.scope or run.scope
        return key_of(scope) if scope and key_of(scope) in self._lists else None

    def _pages(self, scope_key: tuple) -> int:
        return self._family.pages(len(self._lists[scope_key][1]) + len(self._polls))

    def _sweep(self, scope_key: tuple, now: float) -> None:
        if scope_key in self._sweeping or now - self._swept_at.get(scope_key, now - 60) < _SWEEP_DISTANCE:
            return
        self._sweeping[scope_key] = now
        self.add(("sweep", scope_key), self._swept(scope_key, now))

    def _swept(self, scope_key: tuple, began: float) -> Process:
        """A sweep, and the answers that it gives to those who had asked before it began."""
        error = None
        try:
            endpoints = yield from self._family.list_scope(dict(scope_key))
            listed = {each["endpoint_id"]: each for each in endpoints}
            self._lists[scope_key] = (began, listed)
        except EndpointError as failure:
            error = failure
        del self._sweeping[scope_key]
        self._swept_at[scope_key] = self._clock.now()
        for key, (due, asked, poll) in list(self._polls.items()):
            if asked > began or self._scope_key(key, poll) != scope_key:
                continue
            del self._polls[key]
            if error is not None:
                self._ready.append((key, None, error))
                continue
            shown = listed.get(poll.endpoint_id)
            if (shown is None and not poll.may_be_gone) or (
                shown is not None and poll.full and not self._can_stand_for_read(key, shown)
            ):
                self._read(key, poll)
            else:
                self._ready.append((key, shown, None))
        for key, (asked, listing) in list(self._listings.items()):
            if asked > began or key_of(listing.scope) != scope_key:
                continue
            del self._listings[key]
            matches = [] if error else [each for each in listed.values() if each["name"] == listing.name]
            self._ready.append((key, matches, error))

    def _can_stand_for_read(self, key: Hashable, shown: dict) -> bool:
        run = self._runs[key]
        if self._family.run_state(shown) == CHANGING:
            return True
        return run.plan is not None and is_enough(self._family, run.want, shown, run.plan.desired)

    def _read(self, key: Hashable, poll: Poll) -> None:
        reader = ("read", key)
        self.add(reader, self._reading(key, poll))

    def _reading(self, key: Hashable, poll: Poll) -> Process:
        try:
            attributes = yield from self._family.read(poll.endpoint_id)
        except EndpointError as error:
            self._ready.append((key, None, error))
        else:
            self._ready.append((key, attributes, None))

    # --- ending early

    def _abandon(self) -> None:
        """No further call is begun; those in flight are waited for, so that what they did is known."""
        self._calls.clear()
        while self._in_flight:
            key, number, value, error = self._answers.get()
            self._in_flight -= 1
            if number is None and not isinstance(key, tuple):
                self._last_word(key, value, error)
        for key in list(self._processes):
            if key not in self.results:
                self.errors[key] = Interrupted("Interrupted before it was done; run the task again to complete it")
        self._processes.clear()

    def _last_word(self, key: Hashable, value: Any, error: Any) -> None:
        process = self._processes[key]
        try:
            if error is None:
                process.send(value)
            process.close()
        except (StopIteration, EndpointError):
            return


class Limiter:
    """At most so many calls a second, over all threads; slower while the server throttles, and faster again after.

    :param most: calls per second, or None.
    """

    def __init__(self, most: float | None, clock: Clock) -> None:
        self._most = most
        self._rate = most
        self._clock = clock
        self._lock = threading.Lock()
        self._next = 0.0
        self._sent: deque = deque(maxlen=50)
        self._slowed_at = 0.0
        self._raised_at = 0.0

    def take(self) -> None:
        """Wait for a turn."""
        with self._lock:
            now = self._clock.now()
            turn = max(now, self._next)
            self._next = turn + (1.0 / self._rate if self._rate else 0.0)
            self._sent.append(turn)
        if turn > now:
            self._clock.sleep(turn - now)

    def throttled(self, retry_after: float | None) -> None:
        """The server turned a call away. One burst of refusals slows down once."""
        with self._lock:
            now = self._clock.now()
            pause = retry_after or 0.0
            if now - self._slowed_at > 0.5:
                self._slowed_at = self._raised_at = now
                recent = [moment for moment in self._sent if moment > now - 1.0]
                self._rate = max(0.5, 0.7 * (self._rate or max(len(recent), 1)))
                pause = max(pause, 0.5)
            self._next = max(self._next, now + pause)

    def answered(self) -> None:
        """The server took a call: a little faster, every second without a refusal."""
        with self._lock:
            now = self._clock.now()
            if self._rate and self._rate != self._most and now - self._raised_at > 1.0:
                self._raised_at = now
                self._rate = min(self._rate * 1.15 + 0.5, self._most or float("inf"))
