# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run many processes at once, with a bounded number of calls in flight, at the pace that the server takes.

The processes themselves (effects.py) run on one thread, so they need no locks. Only calls run on others.
"""

from __future__ import annotations

import contextlib
import heapq
import queue
import threading
from collections import deque
from collections.abc import Hashable
from typing import Any, Callable

from .bulk_plan import key_of
from .cancellation import Cancellation, Interrupted
from .clock import Clock
from .effects import READ, Batch, Call, Claim, FindByName, NoClaims, Poll, Process, Sleep
from .errors import CallFailed, EndpointError, Unclear
from .poller import Poller, ReadTask
from .resource import Resource
from .run import Run

#: Seconds between two checks whether the result of the run is still wanted.
_CHECK_INTERVAL = 0.5


class Scheduler:
    """Runs processes to their ends. The failure of one does not stop the others.

    :param perform: makes a call; several threads use it at once.
    :param concurrency: calls in flight; 0 makes each at once on this thread.
    :param deadline: time on the clock after which no write begins.
    :param cancellation: may end the run early.
    :param claims: keep other tasks on this machine from creating the same.
    :ivar results: by key, the results of the processes that have ended.
    :ivar errors: by key, the failures of the others that have ended.
    """

    def __init__(
        self,
        resource: Resource,
        perform: Callable[[Call], Any],
        clock: Clock,
        concurrency: int,
        deadline: float,
        cancellation: Cancellation,
        claims: NoClaims | None = None,
    ) -> None:
        self._claims = claims or NoClaims()
        self._perform = perform
        self._clock = clock
        self._deadline = deadline
        self._cancellation = cancellation
        self._checked_at = clock.now()
        self._inbox = cancellation.inbox
        self._concurrency = concurrency
        self._threads: list[threading.Thread] = []
        self._processes: dict[Hashable, Process] = {}
        self._ready: deque = deque()
        self._calls: queue.SimpleQueue = queue.SimpleQueue()
        self._unanswered = 0
        self._batches: dict[Hashable, _OpenBatch] = {}
        self._timers: list = []
        self._sequence = 0
        self._doubts: dict[Hashable, tuple[EndpointError, int]] = {}
        self._over = False
        self._poller = Poller(resource, clock, self.add, self._answer)
        self.results: dict[Hashable, Any] = {}
        self.errors: dict[Hashable, EndpointError] = {}

    def add(self, key: Hashable, process: Process, run: Run | None = None) -> None:
        """Accept a process.

        :param run: its state if it is a reconciliation; a list may then answer its polls.
        """
        self._processes[key] = process
        if run is not None:
            self._poller.runs[key] = run
        self._ready.append((key, None, None))

    def sweep(self, key: Hashable, scope: dict, expected: int) -> None:
        """Accept the sweep of a scope. Its result is the list of endpoints, which the poller remembers as well."""
        self.add(key, self._poller.sweep(scope, expected))

    def may_lack(self, scope: dict) -> bool:
        """Return whether the list of a scope that was swept may lack endpoints."""
        return self._poller.may_lack(key_of(scope))

    def find(self, key: Hashable, name: str, scope: dict) -> None:
        """Accept the search for a name. Its result is the list of endpoints of that name."""

        def look() -> Process:
            return (yield FindByName(name, scope, ""))

        self.add(key, look())

    def run(self, watch: Callable[[], Any] = lambda: None) -> None:
        """Run until every process has ended; ``results`` and ``errors`` then have their outcomes.

        :param watch: called at each turn, so that it can report progress.
        """
        while self._processes and not self._is_to_end():
            self._turn()
            watch()
        if self._processes:
            self._abandon()

    def close(self) -> None:
        """End the threads, after the calls in flight."""
        self._cancellation.end()
        self._drop_calls()
        for _thread in self._threads:
            self._calls.put(None)
        for thread in self._threads:
            thread.join()
        self._poller.forget()

    # --- one turn

    def _turn(self) -> None:
        while self._ready:
            self._step(*self._ready.popleft())
        if not self._concurrency and not self._calls.empty():
            self._do(*self._calls.get_nowait())
        now = self._clock.now()
        while self._timers and self._timers[0][0] <= now:
            self._answer(heapq.heappop(self._timers)[2], None)
        wake = self._timers[0][0] if self._timers else None
        if self._unanswered < (self._concurrency or 1):
            # Polls can wait while there are calls to send: later, one list answers more of them.
            due = self._poller.serve(now)
            wake = due if wake is None or (due is not None and due < wake) else wake
        if not self._ready and self._processes:
            self._rest(wake)

    def _answer(self, key: Hashable, value: Any, error: EndpointError | None = None) -> None:
        self._ready.append((key, value, error))

    def _step(self, key: Hashable, value: Any, error: EndpointError | None) -> None:
        process = self._processes.get(key)
        if process is None:
            return
        try:
            effect = process.throw(error) if error is not None else process.send(value)
        except StopIteration as end:
            del self._processes[key]
            self._claims.release(key)
            if not isinstance(key, ReadTask):
                self.results[key] = end.value
        except EndpointError as failure:
            del self._processes[key]
            self._claims.release(key)
            self.errors[key] = failure
        else:
            if not self._over:
                self._accept(key, effect)

    def _accept(self, key: Hashable, effect: Any) -> None:
        if isinstance(effect, Call):
            self._send(key, None, effect)
        elif isinstance(effect, Batch):
            self._batches[key] = _OpenBatch(effect)
            for number, call in enumerate(effect.calls):
                self._send(key, number, call)
        elif isinstance(effect, (Poll, FindByName)):
            self._poller.ask(key, effect)
        elif isinstance(effect, Claim):
            # First, so that the call that follows is under way while the other processes begin.
            self._ready.appendleft((key, self._claims.claim(key, effect), None))
        elif isinstance(effect, Sleep):
            self._sequence += 1
            heapq.heappush(self._timers, (self._clock.now() + effect.seconds, self._sequence, key))

    def _send(self, key: Hashable, number: int | None, call: Call) -> None:
        """Give a call to the threads, which take the next one by themselves, whatever this thread does meanwhile."""
        self._unanswered += 1
        self._calls.put((key, number, call))
        if len(self._threads) < min(self._unanswered, self._concurrency):
            self._threads.append(threading.Thread(target=self._work, name="call"))
            self._threads[-1].start()

    def _work(self) -> None:
        """Make calls until None takes the place of one."""
        while (job := self._calls.get()) is not None:
            self._do(*job)

    def _drop_calls(self) -> None:
        """Take back the calls that have not begun."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._calls.get_nowait()
                self._unanswered -= 1

    def _do(self, key: Hashable, number: int | None, call: Call) -> None:
        """Make a call; its outcome goes to the thread of the processes."""
        value: Any = None
        error: BaseException | None = None
        try:
            if self._cancellation.cancelled:
                raise Interrupted
            if call.kind != READ and self._clock.now() >= self._deadline:
                raise CallFailed(
                    f"{call.action} was not sent, since the time for the whole set was up (wait_timeout)",
                    action=call.action,
                    code="WaitTimeout",
                )
            value = self._perform(call)
        except BaseException as caught:  # the thread of the processes tells failures from bugs
            error = caught
        self._inbox.put((key, number, call, value, error))

    def _rest(self, wake: float | None) -> None:
        """Wait for an answer, but no longer than until something else is due."""
        wait = None if wake is None else max(0.0, wake - self._clock.now())
        if not self._concurrency and not self._unanswered:
            if wait is None:
                raise RuntimeError(f"{len(self._processes)} processes wait for nothing")
            self._clock.sleep(max(wait, 0.001))
            return
        try:
            self._receive(self._inbox.get(timeout=_CHECK_INTERVAL if wait is None else min(wait, _CHECK_INTERVAL)))
            while True:
                self._receive(self._inbox.get_nowait())
        except queue.Empty:
            return

    def _receive(self, answer: tuple | None) -> None:
        if answer is None:
            return
        key, number, call, value, error = answer
        self._unanswered -= 1
        if isinstance(error, Interrupted):
            return  # the call has not begun, and the run is about to end
        if error is not None and not isinstance(error, EndpointError):
            raise error
        if isinstance(error, Unclear) and call.kind != READ:
            self._doubts[key] = (error, self._done_by(key))
        if number is None:
            self._answer(key, value, error)
            return
        batch = self._batches[key]
        if batch.receive(number, value, error):
            del self._batches[key]
            self._answer(key, None if batch.error else batch.results, batch.error)

    # --- ending early

    def _is_to_end(self) -> bool:
        now = self._clock.now()
        if now - self._checked_at >= _CHECK_INTERVAL:
            self._checked_at = now
            self._cancellation.cancelled = self._cancellation.cancelled or not self._cancellation.is_wanted()
        return self._cancellation.cancelled

    def _abandon(self) -> None:
        """Begin no further call, and wait for those in flight, so that their outcomes are known."""
        self._over = True
        self._cancellation.end()
        self._drop_calls()
        while self._ready or self._unanswered:
            while self._ready:
                self._step(*self._ready.popleft())
            if self._unanswered:
                self._receive(self._inbox.get())
        for key, process in self._processes.items():
            process.close()
            self._claims.release(key)
            if not isinstance(key, ReadTask):
                self.errors[key] = Interrupted(self._doubt_about(key))
        self._processes.clear()

    def _doubt_about(self, key: Hashable) -> str:
        """Return, for an interrupted process, that it is not known whether its last write took effect, or ''."""
        error, done_before = self._doubts.get(key, (None, 0))
        if error is None or self._done_by(key) > done_before:
            return ""
        return f", and whether its last call took effect is not known ({error})"

    def _done_by(self, key: Hashable) -> int:
        run = self._poller.runs.get(key)
        return len(run.actions) if run else 0


class _OpenBatch:
    """A Batch whose calls have not all been answered.

    :ivar error: the first failure of a call that is needed.
    """

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._open = len(batch.calls)
        self.results: list[Any] = [None] * len(batch.calls)
        self.error: EndpointError | None = None

    def receive(self, number: int, value: Any, error: EndpointError | None) -> bool:
        """Keep the outcome of a call; return whether it was the last one."""
        if self._batch.is_needed(number):
            self.error = self.error or error
        self.results[number] = error or value
        self._open -= 1
        return self._open == 0
