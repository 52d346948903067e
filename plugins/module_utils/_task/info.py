# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build tasks that read endpoints."""

from __future__ import annotations

from functools import partial

from .._engine.driver import drive
from .._engine.resource import Resource
from .._engine.search import search
from . import argspec
from .endpoint import connected, endpoint_task
from .host import Host, Task


def info_task(resource_class: type[Resource]) -> Task:
    """Return the task of a module that reads endpoints of this kind."""
    options = (*resource_class.filters, *argspec.extras(resource_class))
    return endpoint_task(resource_class, options, partial(_run, resource_class))


def _run(resource_class: type[Resource], host: Host) -> dict:
    argspec.check(host.params, (*argspec.connection(resource_class), *resource_class.filters), resource_class)
    resource = resource_class()
    perform = connected(host, resource)
    found = drive(search(resource, host.params), perform)
    for endpoint in found:
        for extra in resource.extras:
            if host.params[extra]:
                endpoint[extra] = drive(resource.read_extra(extra, endpoint), perform)
    return {"changed": False, "endpoints": found, **resource.account_facts()}
