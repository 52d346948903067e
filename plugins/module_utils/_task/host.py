# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Task and Host: what a module does, and what it needs of the place where it runs: a module or an action plugin.

A module file describes its task once: ``TASK = Task(options, run)``. Its ``main()`` is ``run_module(TASK)``; its action
plugin names the same ``TASK``. ``run`` gets a Host and returns the result as plain JSON values. It raises EndpointError
for a failure that it expects, or returns ``failed: True`` and ``msg`` if the failure has a result of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any, Callable, NamedTuple, Protocol

from .._engine.cancellation import Cancellation
from .._engine.clock import Clock
from .._engine.errors import EndpointError
from .._engine.fields import Field
from .._engine.resource import Resource
from . import masking, result


class Host(Protocol):
    """Where a task runs.

    :ivar params: the options, checked against the specification, aliases resolved, defaults filled in.
    """

    params: dict
    check_mode: bool
    #: Shows a sentence about how far the task is; None if nobody would see it.
    tell_progress: Callable[[str], Any] | None

    def hide(self, secret: str) -> Any:
        """Mask this text in every result, warning, failure and log."""

    def warn(self, text: str) -> None:
        """Give a warning, with secrets masked."""

    def clock(self, cancellation: Cancellation | None = None) -> Clock:
        """Return the time; a cancellation ends whoever sleeps."""

    def connect(self, resource: Resource, clock: Clock, budget: float) -> Any:
        """Return a client of the resource's service, for these params.

        :param budget: seconds that one call may spend on retries.
        """

    def interruptible(self) -> AbstractContextManager[Cancellation]:
        """Turn signals, and the end of the process that takes the result, into a cancellation within the context."""


class Task(NamedTuple):
    """The task of a module.

    :ivar options: the options, as a field table.
    :ivar run: does the task on a host and returns its result.
    :ivar secrets: finds, in options that are not checked yet, further texts that no result may show.
    :ivar checked_secrets: finds them in checked options and in the environment.
    :ivar is_silent: no log gets the options, since users may put secrets into them under names of their own.
    """

    options: tuple[Field, ...]
    run: Callable[[Host], dict]
    secrets: Callable[[Any], Iterable[str]] = lambda _options: ()
    checked_secrets: Callable[[dict], Iterable[str]] = lambda _params: ()
    is_silent: bool = False

    def secrets_given(self, given: dict) -> set[str]:
        """Return all secrets in options that are not checked yet."""
        return masking.secrets_in(self.options, given) | set(self.secrets(given))


#: With -vvv, the member of a module's result that its action plugin shows and removes.
MODULE_MESSAGES = "module_messages"


def credentials_sentence(resource: Resource, params: dict) -> str:
    """Return where the credentials of a task come from, without a value."""
    return f"Credentials: {resource.connection_source(params)}"


def outcome(task: Task, host: Host) -> dict:
    """Return the result of a task, whatever happens; a failed one has ``failed: True``."""
    try:
        for secret in (*task.checked_secrets(host.params), *task.secrets(host.params)):
            host.hide(secret)
        return task.run(host)
    except EndpointError as error:
        return result.failure(error)
    except Exception as error:  # a bug; the host masks the secrets in its result
        return result.bug(error)
