# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""End a run early: on a signal, or when nobody is left to take its result."""

from __future__ import annotations

import queue
import threading
from typing import Any, Callable

from .errors import EndpointError


class Interrupted(EndpointError):
    """The run was told to end (Ctrl-C, a termination signal), or nobody is left to take its result."""

    def __init__(self, doubt: str = "") -> None:
        super().__init__(f"Interrupted before it was done{doubt}; run the task again to complete it")


class Cancellation:
    """Ends a run early: it wakes every thread that sleeps, so that none goes on to another call.

    A signal handler may call ``cancel``, which only sets a flag and wakes the thread of the processes.

    :param is_wanted: returns whether somebody is left to take the result of the run.
    """

    def __init__(self, is_wanted: Callable[[], bool] = lambda: True) -> None:
        self.cancelled = False
        self.is_wanted = is_wanted
        self.inbox: queue.SimpleQueue = queue.SimpleQueue()
        self._over = threading.Event()

    def cancel(self, *_signal: Any) -> None:
        """Ask the run to end."""
        self.cancelled = True
        self.inbox.put(None)

    def end(self) -> None:
        """Let every sleep raise, those under way included."""
        self._over.set()

    def sleep(self, seconds: float) -> None:
        """Sleep as ``time.sleep`` does.

        :raises Interrupted: the run has ended.
        """
        if self._over.wait(seconds):
            raise Interrupted
