# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Drive one process to its end, on one thread."""

from __future__ import annotations

from functools import partial
from typing import Any, Callable

from .clock import Clock
from .effects import Batch, Call, Claim, FindByName, NoClaims, Poll, Process, Sleep
from .errors import EndpointError
from .resource import Resource


def drive(process: Process, perform: Callable[[Any], Any]) -> Any:
    """Run a process to its end and return its result.

    :param perform: does an effect, and returns its result or raises an EndpointError.
    """
    advance: Callable[[], Any] = partial(next, process)
    while True:
        try:
            effect = advance()
        except StopIteration as end:
            return end.value
        try:
            advance = partial(process.send, perform(effect))
        except EndpointError as error:
            advance = partial(process.throw, error)


def performer(
    resource: Resource,
    call: Callable[[Call], Any],
    clock: Clock,
    watch: Callable[[str, dict | None], Any] = lambda _endpoint_id, _observed: None,
    claims: NoClaims | None = None,
) -> Callable[[Any], Any]:
    """Return a function that does every effect of a process of this resource, one call after the other.

    :param call: makes one call; returns its result or raises an EndpointError.
    :param watch: takes the id of each endpoint that is polled, and what the poll shows.
    :param claims: keep other tasks on this machine from creating the same; the caller releases them.
    """
    granted = claims or NoClaims()

    def perform(effect: Any) -> Any:
        if isinstance(effect, Call):
            return call(effect)
        if isinstance(effect, Batch):
            return effect.results(call)
        if isinstance(effect, Claim):
            return granted.claim(None, effect)
        if isinstance(effect, FindByName):
            return drive(resource.find(effect.name, effect.scope), perform)
        clock.sleep(effect.seconds if isinstance(effect, Sleep) else effect.after)
        if not isinstance(effect, Poll):
            return None
        observed = drive(resource.read(effect.endpoint_id), perform)
        watch(effect.endpoint_id, observed)
        return observed

    return perform
