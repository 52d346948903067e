# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task that reads endpoints."""

from __future__ import annotations

from functools import partial

from .._engine.driver import drive, performer
from .._engine.resource import Resource
from .._engine.search import search
from . import argspec
from .endpoint import endpoint_task
from .host import Host, Task

#: Seconds that a task without ``wait_timeout`` may spend on retries of one call.
RETRY_BUDGET = 600.0


def info_task(resource_class: type[Resource]) -> Task:
    """Return the task of a module that reads endpoints of this kind."""
    options = (*resource_class.filters, *argspec.extras(resource_class))
    return endpoint_task(resource_class, options, partial(_run, resource_class))


def _run(resource_class: type[Resource], host: Host) -> dict:
    resource = resource_class()
    argspec.check(host.params, (*argspec.connection(resource_class), *resource_class.filters), resource_class)
    for text in resource_class.connection_warnings(host.params):
        host.warn(text)
    clock = host.clock()
    perform = performer(resource, host.connect(resource, clock, RETRY_BUDGET).perform, clock)
    found = drive(search(resource, host.params), perform)
    for endpoint in found:
        for extra in resource.extras:
            if host.params[extra]:
                endpoint[extra] = drive(resource.read_extra(extra, endpoint), perform)
    return {"changed": False, "endpoints": found, **resource.account_facts()}
