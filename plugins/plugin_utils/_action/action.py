# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action plugin of every module of the collection: it runs the task in Ansible's worker, or as a module."""

from __future__ import annotations

import contextlib
import contextvars
import functools
import importlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

from ansible import constants
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.plugins.action.normal import ActionModule as NormalAction
from ansible.utils.display import Display

from ansible_collections.inference.endpoints.plugins.module_utils._engine import fields
from ansible_collections.inference.endpoints.plugins.module_utils._engine.cancellation import Interrupted
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec, masking, result
from ansible_collections.inference.endpoints.plugins.module_utils._task.host import MODULE_MESSAGES, Task, outcome

from . import log
from .conditions import VARIABLE, Situation, obstacle
from .host import ActionHost
from .plain import plain

# Ansible imports this file before it forks a worker, so that no task pays for the import of the library.
with contextlib.suppress(ImportError):  # the task tells what is missing
    importlib.import_module("requests")


#: A variable that a user may set to false, so that no task reports its progress.
PROGRESS = "inference_endpoints_progress"

#: Asked here, before the fork, since a worker's own standard error is no terminal.
_HAS_TERMINAL = sys.stderr.isatty()


class TaskAction(NormalAction):
    """Runs a task where Ansible runs.

    An action plugin needs no more than a subclass::

        class ActionModule(TaskAction):
            task = TASK  # of the module of the same name
    """

    task: ClassVar[Task]
    #: The options as plain values, until they have been checked.
    _given: dict[str, Any]

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the task in the worker; if that could differ from a module's process, run the module."""
        variables = task_vars or {}
        environment = self._environment()
        why_not = self._prepare(variables, environment)
        if why_not:
            self._tell(f"The task runs as a process: {why_not}")
            ended = super().run(tmp, task_vars)
            for text in ended.pop(MODULE_MESSAGES, ()):
                self._tell(text)
            return ended
        self._tell("The task runs in the worker")
        ended = ActionBase.run(self, tmp, task_vars)
        try:
            with _surroundings(self._loader.get_basedir(), environment or {}):
                return {**ended, **self._do(variables)}
        except BaseException:
            ActionHost.disconnect()
            raise

    def _tell(self, text: str) -> None:
        Display().vvv(text, host=self._play_context.remote_addr)

    # --- where it runs

    def _prepare(self, variables: dict[str, Any], environment: dict[str, str] | None) -> str | None:
        """Take the options of the task; return why it must be a process, or None."""
        why_not = obstacle(self._situation(variables, environment))
        try:
            self._given = plain(self._task.args)
        except TypeError as error:
            return why_not or str(error)
        return why_not

    def _situation(self, variables: dict[str, Any], environment: dict[str, str] | None) -> Situation:
        host_variables = variables
        if self._task.delegate_to:
            host_variables = variables.get("ansible_delegated_vars", {}).get(self._task.delegate_to, {})
        limit = _config("PYTHON_MODULE_RLIMIT_NOFILE", variables)
        return Situation(
            enabled=boolean(self._templar.template(variables.get(VARIABLE, True)), strict=False),
            connection=type(self._connection).__module__,
            become=bool(self._connection.become or self._task.become),
            asynchronous=bool(self._task.async_val),
            keeps_files=bool(_config("DEFAULT_KEEP_REMOTE_FILES", variables)),
            interpreter=self._interpreter(host_variables),
            own_interpreter=sys.executable or "",
            own_flags=bool(sys.flags.ignore_environment or sys.flags.no_user_site or sys.flags.isolated),
            environment=environment,
            controller_environment=os.environ,
            files_limit=int(self._templar.template(limit)),
            platform=sys.platform,
        )

    def _interpreter(self, variables: dict[str, Any]) -> str:
        found = str(self._templar.template(_config("INTERPRETER_PYTHON", variables)) or "").strip()
        if found.startswith("auto"):
            found = str((variables.get("ansible_facts") or {}).get("discovered_interpreter_python") or "")
        return found

    def _environment(self) -> dict[str, str] | None:
        """Return what the task adds to the environment; None if it is no mapping."""
        given = self._task.environment or []
        found: dict[str, str] = {}
        for each in given if isinstance(given, list) else [given]:
            added = self._templar.template(each) if each else {}
            if not isinstance(added, Mapping):
                return None
            found.update({str(name): str(value) for name, value in added.items()})
        return found

    # --- in the worker

    def _do(self, variables: dict[str, Any]) -> dict[str, Any]:
        hidden = self.task.secrets_given(self._given)
        params, refused = self._checked(self._given)
        host = ActionHost(params, bool(self._task.check_mode), hidden, self._progress(variables), self._tell)
        if refused is None:
            self._log(params, hidden, variables)
            host.params = fields.by_name(self.task.options, params)
            self._given = {}  # the checked options are a copy, and a set may have 10,000 entries
            refused = result.failure(Interrupted()) if ActionHost.interrupted else None
        ended = refused or outcome(self.task, host)
        if host.warnings:
            ended["warnings"] = host.warnings
        if _config("INJECT_INVOCATION", variables, default=True):
            ended["invocation"] = {"module_args": host.params}
        return masking.masked(ended, hidden)

    def _progress(self, variables: dict[str, Any]) -> Callable[[str], None] | None:
        """Return a function that shows progress, or None if nobody would see it."""
        display, name = Display(), str(self._task.action).rpartition(".")[2]
        enabled = boolean(self._templar.template(variables.get(PROGRESS, True)), strict=False)
        if not enabled or self._task.no_log or not (_HAS_TERMINAL or display.verbosity):
            return None
        return lambda text: display.display(f"{name}: {text}", stderr=True)

    def _checked(self, given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any] | None]:
        """Return the options as a module gets them, and the failure if Ansible's checks refuse them."""
        table = self.task.options
        spec, validator = _specification(table)
        try:
            checked = validator.validate(given)
        except argspec.UNCHECKABLE as error:
            return {**dict.fromkeys(spec), **given}, result.failure(argspec.uncheckable(table, given, error))
        params = {**given, **checked.validated_parameters}
        if not checked.error_messages:
            refused = argspec.structures(table, given)
            return params, result.failure(refused) if refused else None
        message = checked.errors.msg
        if isinstance(checked.errors[0], UnsupportedError):
            message = f"Unsupported parameters for ({self._task.action}) module: {message}"
        return params, argspec.refusal(table, given, message)

    def _log(self, params: dict[str, Any], hidden: set[str], variables: dict[str, Any]) -> None:
        if self.task.is_silent or self._task.no_log or _config("DEFAULT_NO_TARGET_SYSLOG", variables):
            return
        text = log.invocation(_specification(self.task.options)[0], params, hidden)
        context = _config("TARGET_LOG_INFO", variables)
        facility = variables.get("ansible_syslog_facility") or constants.config.get_config_value(
            "DEFAULT_SYSLOG_FACILITY"
        )
        log.write(str(self._task.action), f"{context} {text}" if context else text, str(facility))


@functools.cache
def _specification(table: tuple[Field, ...]) -> tuple[dict[str, dict], ArgumentSpecValidator]:
    """Return a table as Ansible's argument specification, and Ansible's check; the items of a loop share them."""
    spec = fields.argument_spec(table)
    return spec, ArgumentSpecValidator(spec)


def run_side_by_side(
    chains: list[list[TaskAction]], variables: dict[str, Any], most: int
) -> list[list[dict[str, Any]]] | None:
    """Run chains of tasks in the worker: the tasks of a chain one after the other, chains side by side.

    :param most: the number of chains at a time.
    :returns: the results; None if a task must be a process.
    """
    first = chains[0][0]
    environment = first._environment()
    if any(action._prepare(variables, environment) for chain in chains for action in chain):
        return None

    def run(chain: list[TaskAction]) -> list[dict[str, Any]]:
        return [action._do(variables) for action in chain]

    folder = first._loader.get_basedir()
    with _surroundings(folder, environment or {}), ActionHost.several(), ThreadPoolExecutor(most) as pool:
        ended = [pool.submit(contextvars.copy_context().run, run, chain) for chain in chains]
        return [each.result() for each in ended]


def _config(name: str, variables: dict[str, Any], *, default: Any = None) -> Any:
    """Return a setting of Ansible, or the default if this ansible-core does not have it."""
    if default is not None and name not in constants.config.get_configuration_definitions():
        return default
    return constants.config.get_config_value(name, variables=variables)


@contextlib.contextmanager
def _surroundings(folder: str, environment: Mapping[str, str]) -> Iterator[None]:
    """Set the folder and the environment that a process of the task would have, within the context."""
    own_folder, own_values = os.getcwd(), {name: os.environ.get(name) for name in environment}
    try:
        os.chdir(folder)
        os.environ.update(environment)
        yield
    finally:
        for name, value in own_values.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        os.chdir(own_folder)
