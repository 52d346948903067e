# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build tasks that create a key for applications and deliver it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable

from .._engine.driver import drive
from .._engine.effects import Process
from .._engine.errors import BadInput, EndpointError
from .._engine.fields import Field
from .._engine.resource import Resource
from . import argspec, key_file, result
from .endpoint import connected, endpoint_task
from .host import Host, Task


@dataclass
class KeyJob:
    """One run of such a task, as its process sees it.

    :ivar file: the file that gets the key, if there is one.
    :ivar wall: seconds since 1970 at the start.
    :ivar hide: takes a key that no result may show.
    :ivar actions: the writes that have been done, in check mode those that would be.
    :ivar delivered: the key as a member of the result, if there is no file. A failure after that has it as well.
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
        """Write a key to the file, or return it as a member of the result if there is no file.

        :raises NotDelivered: the file could not be written.
        """
        if not self.file.path:
            self.delivered = {"api_key": key}
        else:
            self.hide(key)
            self.file.write(key, about)
        return self.delivered

    def restrict_file(self) -> bool:
        """Remove permissions of the file beyond its mode, in check mode not; return whether there are any."""
        is_open = self.file.is_open_to_others()
        if is_open and not self.check_mode:
            self.file.restrict()
        return is_open


def key_task(
    resource_class: type[Resource],
    options: tuple[Field, ...],
    contradictions: Callable[[dict], list[str]],
    manage: Callable[[KeyJob], Process],
) -> Task:
    """Return a task that runs ``manage`` and returns its result.

    :param contradictions: returns how checked options contradict each other, as sentences.
    :param manage: returns the process of a job; its result has members of the task's result, ``changed`` among them.
    """

    own = (*options, *key_file.OPTIONS)

    def run(host: Host) -> dict:
        file = key_file.KeyFile(host.params)
        found = argspec.problems(host.params, (*argspec.connection(resource_class), *own), resource_class)
        found = [*found, *([] if found else contradictions(host.params)), *file.problems()]
        if found:
            raise BadInput(found)
        perform = connected(host, resource_class())
        job = KeyJob(host.params, host.check_mode, file, host.clock().wall(), host.hide, host.warn)
        try:
            ended = drive(manage(job), perform)
        except EndpointError as error:
            done = [] if host.check_mode else job.actions
            return {**result.failure(error), **job.delivered, "actions": done, "changed": bool(done)}
        finally:
            file.discard()
        return {**ended, "actions": job.actions, "dest": file.path}

    return endpoint_task(resource_class, own, run)
