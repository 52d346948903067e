# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task that reads something else than endpoints, over the connection of a kind of endpoint."""

from __future__ import annotations

from typing import Callable

from .._engine.driver import drive, performer
from .._engine.effects import Process
from .._engine.fields import Field
from .._engine.resource import Resource
from . import argspec
from .endpoint import endpoint_task
from .host import Host, Task
from .info import RETRY_BUDGET


def query_task(
    resource_class: type[Resource],
    options: tuple[Field, ...],
    search: Callable[[dict], Process],
) -> Task:
    """Return a task that runs ``search`` and returns its result.

    :param search: makes of the options a process that returns members of the result.
    """

    def run(host: Host) -> dict:
        argspec.check(host.params, (*argspec.connection(resource_class), *options), resource_class)
        for text in resource_class.connection_warnings(host.params):
            host.warn(text)
        resource, clock = resource_class(), host.clock()
        perform = performer(resource, host.connect(resource, clock, RETRY_BUDGET).perform, clock)
        return {"changed": False, **drive(search(host.params), perform)}

    return endpoint_task(resource_class, options, run)
