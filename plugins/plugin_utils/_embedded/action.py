# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Ansible runs for a task of a bulk module: the module, in a child of the worker where that is the same.

To run a module Ansible packs it, starts a shell for a folder, one to run it and one to clear up, and a Python that
unpacks and compiles it; on the machine that Ansible runs on, that is many times what the module itself needs. All
else that Ansible does with options and results is left to it.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
from typing import Any, ClassVar

from ansible import constants
from ansible.executor import module_common
from ansible.module_utils.common.text.converters import to_text
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action.normal import ActionModule as NormalAction
from ansible.release import __version__ as core
from ansible.utils.display import Display

from . import child
from .conditions import VARIABLE, Situation, is_likely, obstacle

#: Of a module that says nothing else about how its options are sent.
_PROFILE = "legacy"


class EmbeddedAction(NormalAction):
    """Runs the module of its own name."""

    _embeds = False
    #: A child that gets ready while the task's options are templated. A worker does one thing after the other.
    _forerunner: ClassVar[child.Child | None] = None

    @classmethod
    def finalize_task_arg(cls, name: str, value: Any, templar: Any, context: Any) -> Any:
        """What Ansible from 2.19 on calls for each option, before this has an instance."""
        if cls._forerunner is None and is_likely(templar.available_variables):
            EmbeddedAction._forerunner = child.Child(cls._module(), _profile())
        try:
            return super().finalize_task_arg(name, value, templar, context)
        except BaseException:
            cls._take_forerunner(dismiss=True)
            raise

    @classmethod
    def _take_forerunner(cls, *, dismiss: bool = False) -> child.Child | None:
        forerunner, EmbeddedAction._forerunner = cls._forerunner, None
        if forerunner is None or not dismiss:
            return forerunner
        forerunner.dismiss()
        return None

    @classmethod
    def _module(cls) -> str:
        return cls.__module__.replace(".plugins.action.", ".plugins.modules.")

    def _execute_module(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._environment_added: dict[str, Any] = {}
        self._compute_environment_string(self._environment_added)
        why_not = obstacle(self._situation(kwargs.get("task_vars") or {}))
        self._embeds = why_not is None
        if why_not:
            self._take_forerunner(dismiss=True)
            Display().vvv(f"The module runs as a process of its own: {why_not}", host=self._play_context.remote_addr)
        else:
            # A worker lives for one task. What it holds already is no garbage, and to look through that again and
            # again while results come in would take longer than reading them.
            gc.freeze()
            gc.set_threshold(child.GARBAGE_LOOKED_FOR_AFTER)
        return super()._execute_module(*args, **kwargs)

    def _situation(self, task_vars: dict[str, Any]) -> Situation:
        host_vars = task_vars
        if self._task.delegate_to:
            host_vars = task_vars.get("ansible_delegated_vars", {}).get(self._task.delegate_to, {})
        return Situation(
            wanted=boolean(self._templar.template(task_vars.get(VARIABLE, True)), strict=False),
            core=core,
            connection=type(self._connection).__module__,
            become=bool(self._connection.become or self._task.become),
            asynchronous=bool(self._task.async_val),
            keeps_files=bool(constants.config.get_config_value("DEFAULT_KEEP_REMOTE_FILES")),
            interpreter=self._interpreter(host_vars),
            own_interpreter=sys.executable or "",
            own_flags=bool(sys.flags.ignore_environment or sys.flags.no_user_site or sys.flags.isolated),
            environment=self._environment_added,
            controller_environment=os.environ,
            files_limit=self._files_limit(task_vars),
            threads=threading.active_count(),
            can_fork=hasattr(os, "fork") and os.path.isdir("/dev/fd"),
        )

    def _interpreter(self, host_vars: dict[str, Any]) -> str:
        given = constants.config.get_config_value("INTERPRETER_PYTHON", variables=host_vars)
        found = str(self._templar.template(given) or "").strip()
        if found.startswith("auto"):
            found = str((host_vars.get("ansible_facts") or {}).get("discovered_interpreter_python") or "")
        return found

    def _files_limit(self, task_vars: dict[str, Any]) -> int:
        given = constants.config.get_config_value("PYTHON_MODULE_RLIMIT_NOFILE", variables=task_vars)
        return int(self._templar.template(given))

    # --- what Ansible calls on its way to running a module

    def _is_pipelining_enabled(self, *args: Any, **kwargs: Any) -> bool:
        return self._embeds or super()._is_pipelining_enabled(*args, **kwargs)

    def _configure_module(self, module_name: str, module_args: dict[str, Any], task_vars: dict[str, Any]) -> Any:
        if not self._embeds:
            return super()._configure_module(module_name, module_args, task_vars)
        path = self._shared_loader_obj.module_loader.find_plugin(
            module_name, ".py", collection_list=self._task.collections
        )
        shebang = f"#!{sys.executable}"
        try:
            data = _as_json({"ANSIBLE_MODULE_ARGS": module_args})
        except TypeError:  # Ansible has its own words for options that are no JSON
            return super()._configure_module(module_name, module_args, task_vars)
        built = getattr(module_common, "_BuiltModule", None)
        if built is None:  # ansible-core 2.18
            return "new", shebang, data, path
        return built(b_module_data=data, module_style="new", shebang=shebang, serialization_profile=_PROFILE), path

    def _low_level_execute_command(self, *args: Any, **kwargs: Any) -> Any:
        params = kwargs.get("in_data")
        if not self._embeds or params is None:
            return super()._low_level_execute_command(*args, **kwargs)
        environment = {str(name): str(value) for name, value in self._environment_added.items()}
        Display().vvv(f"RUN {self._module()} in a child of the worker", host=self._play_context.remote_addr)
        runner = self._take_forerunner() or child.Child(self._module(), _profile())
        outcome = runner.run(child.Order(params, environment, self._loader.get_basedir()))
        output, errors = (to_text(text, errors="surrogate_then_replace") for text in outcome[1:])
        return {
            "rc": outcome.status,
            "stdout": output,
            "stdout_lines": output.splitlines(),
            "stderr": errors,
            "stderr_lines": errors.splitlines(),
        }


def _profile() -> str | None:
    return _PROFILE if hasattr(module_common, "_BuiltModule") else None


def _as_json(params: dict[str, Any]) -> bytes:
    """The form in which Ansible sends options to a module."""
    from ansible.module_utils.common import json as module_json

    forms: Any = module_json
    if not hasattr(forms, "get_module_encoder"):  # ansible-core 2.18
        return json.dumps(params, cls=forms.AnsibleJSONEncoder, vault_to_text=True).encode()
    return json.dumps(params, cls=forms.get_module_encoder(_PROFILE, forms.Direction.CONTROLLER_TO_MODULE)).encode()
