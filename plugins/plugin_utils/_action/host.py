# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a task in Ansible's worker, without a process of its own.

The worker is a process that Ansible forks for one task on one host. It runs all items of a loop and then ends. So what
is kept here, such as connections, lives as long as the task.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
from collections.abc import Iterator
from typing import Any, Callable, ClassVar

from ansible.module_utils.common.parameters import remove_values

from ansible_collections.inference.endpoints.plugins.module_utils._engine.cancellation import Cancellation
from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import Resource
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._task.host import credentials_sentence

#: Signals that end a task: from the terminal, from Ansible or the operator, at the end of the session.
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

#: Seconds that an interrupted worker has to hand over its result.
_GRACE = 5.0


class ActionHost:
    """The worker as a Host.

    :param hidden: texts that no result may show; ``hide`` adds to it.
    :param display: shows how far the task is; None if nobody would see it.
    :param tell: shows a sentence with -vvv.
    """

    #: Clients, by everything that they depend on.
    _connections: ClassVar[dict[str, _Connection]] = {}
    #: Whether a signal has ended a task of this worker. If so, no other item begins.
    interrupted: ClassVar[bool] = False
    #: The cancellations of tasks that run side by side; None if one task runs at a time.
    _on_threads: ClassVar[list[Cancellation] | None] = None

    def __init__(
        self,
        params: dict,
        check_mode: bool,
        hidden: set[str],
        display: Callable[[str], Any] | None = None,
        tell: Callable[[str], Any] = lambda _text: None,
    ) -> None:
        self.params = params
        self.check_mode = check_mode
        self.hide = hidden.add
        self.warnings: list[str] = []
        self._hidden = hidden
        self._tell = tell
        self.tell_progress = display and (lambda text: display(str(remove_values(text, hidden))))

    def warn(self, text: str) -> None:
        """Give a warning, with secrets masked."""
        self.warnings.append(remove_values(text, self._hidden))

    def clock(self, cancellation: Cancellation | None = None) -> Clock:
        """Return the time; a cancellation ends whoever sleeps."""
        return Clock(sleep=cancellation.sleep) if cancellation else Clock()

    def connect(self, resource: Resource, clock: Clock, budget: float) -> Any:
        """Return a client; items of a task that connect alike share one."""
        names = {field.name for field in argspec.connection(type(resource))} | {"concurrency"}
        where = {name: self.params.get(name) for name in names}
        key = json.dumps([str(type(resource)), where, budget, dict(os.environ)], sort_keys=True)
        connection = self._connections.setdefault(key, _Connection())
        connection.attach(self.hide, clock)
        if connection.client is None:
            self._tell(credentials_sentence(resource, self.params))
            connection.client = resource.connect(self.params, connection.hide, connection.clock(), budget)
        return connection.client

    @classmethod
    def disconnect(cls) -> None:
        """Forget all clients, since a call was interrupted."""
        cls._connections.clear()

    @contextlib.contextmanager
    def interruptible(self) -> Iterator[Cancellation]:
        """Turn signals, and the end of Ansible itself, into a cancellation."""
        parent = os.getppid()
        cancellation = Cancellation(lambda: os.getppid() == parent)
        if self._on_threads is None:
            with _signals([cancellation]):
                yield cancellation
            return
        self._on_threads.append(cancellation)
        if ActionHost.interrupted:
            cancellation.cancel()
        yield cancellation

    @classmethod
    @contextlib.contextmanager
    def several(cls) -> Iterator[None]:
        """Let tasks run on threads within the context. The main thread gets the signals, which cancel all of them."""
        cancellations: list[Cancellation] = []
        cls._on_threads = cancellations
        try:
            with _signals(cancellations):
                yield
        finally:
            cls._on_threads = None


@contextlib.contextmanager
def _signals(cancellations: list[Cancellation]) -> Iterator[None]:
    """Let signals cancel, within the context."""

    def interrupt(*_given: Any) -> None:
        ActionHost.interrupted = True
        for cancellation in cancellations:
            cancellation.cancel()

    kept = {number: signal.getsignal(number) for number in _SIGNALS}
    try:
        for number, handler in kept.items():
            if handler is not signal.SIG_IGN:  # as under nohup
                signal.signal(number, interrupt)
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
        if any(cancellation.cancelled for cancellation in cancellations):
            _end_soon()


def _end_soon() -> None:
    """End the worker if it does not end by itself.

    If Ansible itself is ending, nobody reads the pipe that takes the result. A result that is larger than the pipe
    would then block the worker for ever.
    """
    timer = threading.Timer(_GRACE, os._exit, (1,))
    timer.daemon = True
    timer.start()


class _Connection:
    """A client that several items use one after the other, and what belongs to the present item."""

    def __init__(self) -> None:
        self.client: Any = None
        self._secrets: set[str] = set()
        self._hide: Callable[[str], Any] = self._secrets.add
        self._clock = Clock()

    def attach(self, hide: Callable[[str], Any], clock: Clock) -> None:
        """Serve another item, whose results hide the known secrets as well."""
        self._hide, self._clock = hide, clock
        for secret in self._secrets:
            hide(secret)

    def hide(self, secret: str) -> None:
        """Hide a secret from the results of this item and of those that follow."""
        self._secrets.add(secret)
        self._hide(secret)

    def clock(self) -> Clock:
        """Return a clock that always is that of the present item."""
        # pylint: disable-next=unnecessary-lambda
        return Clock(lambda: self._clock.now(), lambda seconds: self._clock.sleep(seconds), lambda: self._clock.wall())
