# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task needs of its surroundings, and what a task is to them. A module is one host, an action plugin another.

A module file describes its task once: ``TASK = Task(options, run)``. Its ``main()`` is ``run_module(TASK)``; its action
plugin names the same ``TASK``. ``run`` gets a Host, raises EndpointError for each failure that it foresees, and returns
the result as plain JSON values, with ``failed: True`` and ``msg`` where a failure has a result of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any, Callable, NamedTuple, Protocol

from .._engine.clock import Clock
from .._engine.errors import EndpointError
from .._engine.fields import Field
from .._engine.resource import Resource
from .._engine.scheduler import Cancellation
from . import result


class Host(Protocol):
    """Where a task runs.

    :ivar params: the options, checked against the specification, aliases resolved, defaults filled in.
    """

    params: dict
    check_mode: bool
    #: Takes a sentence about how far the task is; None where nobody listens.
    tell_progress: Callable[[str], Any] | None

    def hide(self, secret: str) -> Any:
        """Show this text in no result, warning, failure or log."""

    def warn(self, text: str) -> None:
        """Give a warning; secrets in it are masked."""

    def clock(self, cancellation: Cancellation | None = None) -> Clock:
        """Return the time; a cancellation ends whoever sleeps."""

    def connect(self, resource: Resource, clock: Clock, budget: float) -> Any:
        """Return a client of the resource's service, for these params.

        :param budget: seconds that one call may spend on retries.
        """

    def interruptible(self) -> AbstractContextManager[Cancellation]:
        """Turn signals, and the loss of whoever takes the result, into a cancellation until the context ends."""


class Task(NamedTuple):
    """A task of a module.

    :ivar options: the options, as a field table.
    :ivar run: does the task on a host and returns its result.
    :ivar secrets: finds further texts in the options that no result may show, before they are checked.
    :ivar checked_secrets: the same, once the options are checked and the environment counts as well.
    :ivar is_silent: the options go to no log, since any of them may hold a secret under a name of the user's.
    """

    options: tuple[Field, ...]
    run: Callable[[Host], dict]
    secrets: Callable[[Any], Iterable[str]] = lambda _options: ()
    checked_secrets: Callable[[dict], Iterable[str]] = lambda _params: ()
    is_silent: bool = False


#: The member of a module's result, with -vvv alone, that its action plugin shows and takes out.
TOLD = "told_by_module"


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
    except Exception as error:  # what is no failure of ours is a bug, to be told without secrets
        return result.bug(error)
