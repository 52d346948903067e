# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a task as a module, in a process of its own."""

from __future__ import annotations

import contextlib
import select
import signal
from collections.abc import Iterator
from typing import Any, Callable, NoReturn

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.parameters import remove_values

from .._engine import fields
from .._engine.cancellation import Cancellation
from .._engine.clock import Clock
from .._engine.resource import Resource
from .._task import argspec, result
from .._task.host import MODULE_MESSAGES, Task, credentials_sentence, outcome

#: The verbosity of -vvv.
_LOUD = 3


def run_module(task: Task) -> None:
    """Run a task as the ``main()`` of a module."""
    module = _open(task)
    host = ModuleHost(module)
    ended = outcome(task, host)
    if module._verbosity >= _LOUD and host.messages:
        # A module cannot write to the terminal. Its action plugin shows this, and removes it from the result.
        ended[MODULE_MESSAGES] = host.messages
    if ended.pop("failed", False):
        module.fail_json(**ended)
    module.exit_json(**ended)


class ModuleHost:
    """Ansible's module as a Host."""

    def __init__(self, module: AnsibleModule) -> None:
        self.params = module.params
        self.messages: list[str] = []
        self.check_mode = module.check_mode
        self.tell_progress: Callable[[str], Any] | None = None  # Ansible shows a module's output only at its end
        self.hide = module.no_log_values.add
        self._module = module

    def warn(self, text: str) -> None:
        # Ansible masks secrets in a result, but not in warnings.
        self._module.warn(remove_values(text, self._module.no_log_values))

    def clock(self, cancellation: Cancellation | None = None) -> Clock:
        return Clock(sleep=cancellation.sleep) if cancellation else Clock()

    def connect(self, resource: Resource, clock: Clock, budget: float) -> Any:
        self.messages.append(credentials_sentence(resource, self.params))
        return resource.connect(self.params, self.hide, clock, budget)

    @contextlib.contextmanager
    def interruptible(self) -> Iterator[Cancellation]:
        cancellation = Cancellation(is_heard)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
                signal.signal(number, cancellation.cancel)
        yield cancellation


def is_heard() -> bool:
    """Return whether the standard output still has a reader, to which the result can go."""
    listener = select.poll()
    listener.register(1, 0)
    return not any(event & (select.POLLERR | select.POLLHUP) for _number, event in listener.poll(0))


class _Module(AnsibleModule):
    """Ansible's module, which also tells the paths of values that Ansible's own checks refuse.

    In ansible-core 2.18 it fails before it has looked for secrets, and repeats all options in its result.
    """

    def __init__(self, task: Task, spec: dict, **more: Any) -> None:
        self._task = task
        self.given: dict = {}
        self._is_checked = False
        super().__init__(argument_spec=spec, supports_check_mode=True, **more)
        self._is_checked = True

    @property
    def params(self) -> dict:
        """Return the options. Ansible's checks remove what they refuse, so ``given`` keeps the original ones."""
        return self._params

    @params.setter
    def params(self, params: dict) -> None:
        self._params = params
        self.given = self.given or {name: value for name, value in params.items() if not name.startswith("_ansible_")}

    def add_path_info(self, kwargs: dict) -> dict:
        """Add nothing: a result with ``dest`` does not get owner, mode and size of the file."""
        return kwargs

    def fail_json(self, msg: str, **kwargs: Any) -> NoReturn:
        self.no_log_values.update(self._task.secrets_given(self.given))
        if not self._is_checked:
            kwargs.update(argspec.refusal(self._task.options, self.given, msg))
            msg = kwargs.pop("msg")
        super().fail_json(msg, **kwargs)


def _open(task: Task) -> AnsibleModule:
    """Return a module for this task. End the process if Ansible finds the options wrong."""
    spec = fields.argument_spec(task.options)
    try:
        module = _Module(task, spec, no_log=task.is_silent)
    except argspec.UNCHECKABLE as error:
        bare = {
            name: {"type": "raw", **{word: option[word] for word in ("no_log", "aliases") if word in option}}
            for name, option in spec.items()
        }
        # Ansible's log does not take every text either.
        module = _Module(task, bare, no_log=True)
        module.fail_json(**result.failure(argspec.uncheckable(task.options, module.given, error)))
    refused = argspec.structures(task.options, module.given)
    if refused:
        module.fail_json(**result.failure(refused))
    module.params = fields.by_name(task.options, module.params)
    return module
