# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all tasks about a kind of endpoint share: the connection, its options and its secrets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable

from .._engine import fields
from .._engine.clock import Clock
from .._engine.driver import performer
from .._engine.fields import Field
from .._engine.resource import Resource
from .._http import transport
from . import argspec
from .host import Host, Task

#: Seconds that a task without ``wait_timeout`` may spend on retries of one call.
_RETRY_BUDGET = 600.0


def endpoint_task(resource_class: type[Resource], options: tuple[Field, ...], run: Callable[[Host], dict]) -> Task:
    """Return a task with these options and those of the connection to the resource's service."""

    def secrets(given: Any) -> Iterator[str]:
        found: list[str] = []
        # A URL with credentials is refused, but Ansible repeats the options of a task with its result.
        transport.hide_passwords(str(given.get("api_url") or ""), found.append)
        yield from found
        yield from resource_class.secrets_in(given)

    return Task(
        (*argspec.connection(resource_class), *options),
        run,
        secrets,
        resource_class.connection_secrets,
        # Ansible writes the options to the log of the system before anybody can say what in them is a secret.
        fields.has_free_maps(resource_class.fields),
    )


def connect(host: Host, resource: Resource, clock: Clock, budget: float) -> Any:
    """Return a client of the resource's service; warn of doubtful connection options.

    :param budget: seconds that one call may spend on retries.
    """
    for text in resource.connection_warnings(host.params):
        host.warn(text)
    return host.connect(resource, clock, budget)


def connected(host: Host, resource: Resource) -> Callable[[Any], Any]:
    """Connect for a task that does not wait; return the function that performs the effects of its processes."""
    clock = host.clock()
    return performer(resource, connect(host, resource, clock, _RETRY_BUDGET).perform, clock)
