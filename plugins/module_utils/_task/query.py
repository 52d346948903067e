# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build tasks that read something else than endpoints, over the connection of a kind of endpoint."""

from __future__ import annotations

from typing import Callable

from .._engine.driver import drive
from .._engine.effects import Process
from .._engine.fields import Field
from .._engine.resource import Resource
from . import argspec
from .endpoint import connected, endpoint_task
from .host import Host, Task


def query_task(
    resource_class: type[Resource],
    options: tuple[Field, ...],
    search: Callable[[dict], Process],
) -> Task:
    """Return a task that runs ``search`` and returns its result.

    :param search: returns, for the options, a process whose result has members of the task's result.
    """

    def run(host: Host) -> dict:
        argspec.check(host.params, (*argspec.connection(resource_class), *options), resource_class)
        return {"changed": False, **drive(search(host.params), connected(host, resource_class()))}

    return endpoint_task(resource_class, options, run)
