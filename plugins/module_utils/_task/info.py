# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build tasks that read: endpoints, or something else over the connection of a kind of endpoint."""

from __future__ import annotations

from typing import Callable

from .._engine.driver import drive
from .._engine.effects import Process
from .._engine.errors import BadInput
from .._engine.fields import Field
from .._engine.resource import Resource
from .._engine.search import search
from . import argspec
from .endpoint import connected, endpoint_task
from .host import Host, Task


def info_task(resource_class: type[Resource]) -> Task:
    """Return the task of a module that reads endpoints of this kind."""
    return _reading_task(resource_class, (*resource_class.filters, *argspec.extras(resource_class)), _endpoints)


def _endpoints(resource: Resource, params: dict) -> Process:
    found = yield from search(resource, params)
    return {"endpoints": found, **resource.account_facts()}


def query_task(resource_class: type[Resource], options: tuple[Field, ...], query: Callable[[dict], Process]) -> Task:
    """Return a task that runs ``query`` and returns its result.

    :param query: returns, for the options, a process whose result has members of the task's result.
    """
    return _reading_task(resource_class, options, lambda _resource, params: query(params))


def _reading_task(
    resource_class: type[Resource], options: tuple[Field, ...], read: Callable[[Resource, dict], Process]
) -> Task:
    def run(host: Host) -> dict:
        found = argspec.problems(host.params, (*argspec.connection(resource_class), *options), resource_class)
        if found:
            raise BadInput(found)
        resource = resource_class()
        return {"changed": False, **drive(read(resource, host.params), connected(host, resource))}

    return endpoint_task(resource_class, options, run)
