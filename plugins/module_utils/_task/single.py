# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build tasks that manage one endpoint."""

from __future__ import annotations

from functools import partial
from typing import Any, Callable

from .._engine.driver import drive, performer
from .._engine.errors import EndpointError
from .._engine.reconcile import reconcile
from .._engine.resource import Resource
from .._engine.run import Run
from . import argspec, result
from .claims import FileClaims
from .endpoint import connect, endpoint_task
from .host import Host, Task
from .progress import Progress


def single_task(resource_class: type[Resource]) -> Task:
    """Return the task of a module that manages one endpoint of this kind."""
    options = (*argspec.declaration(resource_class), *argspec.WAIT, *argspec.extras(resource_class))
    return endpoint_task(resource_class, options, partial(_run, resource_class))


def _run(resource_class: type[Resource], host: Host) -> dict:
    desired = argspec.checked_endpoint(host.params, resource_class)
    timing = argspec.to_timing(host.params)
    resource = resource_class().bind(desired.scope, desired.call_options)
    clock = host.clock()
    client = connect(host, resource, clock, timing.timeout)
    run = Run(resource, desired, timing, now=clock.now, check_mode=host.check_mode)
    claims = FileClaims(client.account)
    try:
        perform = performer(resource, client.perform, clock, _watch(host, run), claims)
        endpoint = drive(reconcile(run), perform)
        _read_extras(host.params, resource, endpoint, perform)
        return result.success(run, endpoint)
    except EndpointError as error:
        return result.failure(error, run)
    except Exception as error:  # a bug; its result tells what was done
        return result.bug(error, run)
    finally:
        claims.close()
        for text in run.warnings:
            host.warn(text)


def _watch(host: Host, run: Run) -> Callable[[str, dict | None], None]:
    """Return a function that reports progress: the state of the endpoint that the task waits for."""
    progress = Progress(host.tell_progress, run.now)

    def watch(endpoint_id: str, observed: dict | None) -> None:
        seen = observed or {}
        name = seen.get("name") or run.desired.attributes.get("name") or endpoint_id
        progress.report(lambda: f"{name} is {seen.get('status', 'not to be seen')}", run.timing.timeout)

    return watch


def _read_extras(params: dict, resource: Resource, endpoint: dict | None, perform: Callable[[Any], Any]) -> None:
    for extra in resource.extras:
        if endpoint and endpoint.get("endpoint_id") and params[extra]:
            endpoint[extra] = drive(resource.read_extra(extra, endpoint), perform)
