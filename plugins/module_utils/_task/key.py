# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task that makes a key for applications and delivers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable

from .._engine.driver import drive, performer
from .._engine.effects import Process
from .._engine.errors import BadInput, EndpointError
from .._engine.fields import Field
from .._engine.resource import Resource
from . import argspec, key_file, result
from .endpoint import endpoint_task
from .host import Host, Task
from .info import RETRY_BUDGET


@dataclass
class KeyJob:
    """One run of such a task, as the process that does it sees it.

    :ivar file: where the key goes.
    :ivar wall: seconds since 1970 at the start.
    :ivar hide: told a key that no result may show.
    :ivar actions: the writes that have been done; in check mode those that would be done.
    :ivar delivered: the key, where the result is all that delivers it; a failure after that has it too.
    """

    params: dict
    check_mode: bool
    file: key_file.KeyFile
    wall: float
    hide: Callable[[str], Any]
    warn: Callable[[str], Any]
    actions: list[str] = field(default_factory=list)
    delivered: dict[str, str] = field(default_factory=dict)

    def deliver(self, key: str, about: dict) -> dict:
        """Write a key, or return it as a member of the result if there is no file for it.

        :raises NotDelivered: it could not be written.
        """
        if not self.file.path:
            self.delivered = {"api_key": key}
        else:
            self.hide(key)
            self.file.write(key, about)
        return self.delivered


def key_task(
    resource_class: type[Resource],
    options: tuple[Field, ...],
    contradictions: Callable[[dict], list[str]],
    manage: Callable[[KeyJob], Process],
) -> Task:
    """Return a task that runs ``manage`` and returns its result.

    :param contradictions: says what checked options say against each other.
    :param manage: makes of a job a process that returns members of the result, ``changed`` among them.
    """

    own = (*options, *key_file.OPTIONS)

    def run(host: Host) -> dict:
        file = key_file.KeyFile(host.params)
        found = argspec.problems(host.params, (*argspec.connection(resource_class), *own), resource_class)
        found = [*found, *([] if found else contradictions(host.params)), *file.problems()]
        if found:
            raise BadInput(found)
        for text in resource_class.connection_warnings(host.params):
            host.warn(text)
        resource, clock = resource_class(), host.clock()
        perform = performer(resource, host.connect(resource, clock, RETRY_BUDGET).perform, clock)
        job = KeyJob(host.params, host.check_mode, file, clock.wall(), host.hide, host.warn)
        try:
            ended = drive(manage(job), perform)
        except EndpointError as error:
            done = [] if host.check_mode else job.actions
            return {**result.failure(error), **job.delivered, "actions": done, "changed": bool(done)}
        finally:
            file.discard()
        return {**ended, "actions": job.actions, "dest": file.path}

    return endpoint_task(resource_class, own, run)
