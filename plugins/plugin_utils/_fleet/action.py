# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action of the role ``fleet``: read manifests, check, merge, run the sets, report. It runs on the controller."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from ansible_collections.inference.endpoints.plugins.filter.fleet_report import fleet_report
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import Resource
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.plugin_utils._action.action import TaskAction, run_side_by_side
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest import loader, variables
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.families import (
    FAMILIES,
    action_group,
    bulk_module,
    connection_options,
    identity_options,
)
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.merge import MergedSet, merged
from ansible_collections.inference.endpoints.plugins.plugin_utils._report import folder as report_folder

from . import checks
from .checks import CheckedSet, Checks

#: The options of the action.
OPTIONS = ("manifests", "report_dir", *checks.OPTIONS)

#: The most sets that run at a time, and the most calls in flight of all of them together.
MOST_SETS, MOST_CALLS = 8, 64

#: Members of a module's result that are Ansible's, not the module's.
_ANSIBLES = ("invocation", "warnings", "deprecations", "exception")


class FleetAction(ActionBase):
    """Makes endpoints as manifests declare them, and reports their outcomes in one result."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Do the task."""
        result = super().run(tmp, task_vars)
        given, known = self._given(), task_vars or {}
        self._folder = str(known.get("playbook_dir") or self._loader.get_basedir())
        sources = loader.read_all(given["manifests"], self._folder)
        sources += variables.inline({name: self._variable(f"fleet_{name}", known) for name in FAMILIES})
        report_dir = self._path(given["report_dir"]) if given["report_dir"] else ""
        sets, errors = merged(sources)
        errors = errors if sources else [variables.NO_MANIFEST]
        asked, checked = Checks.of(given), [self._checked(each) for each in sets]
        errors = errors or asked.problems(checked)
        if not errors and report_dir:
            reason = report_folder.problem(report_dir)
            found = f"fleet_report_dir: found {given['report_dir']}; expected a folder that can be written to"
            errors = [f"{found}. Nothing was changed. {reason}"] if reason else []
        if errors:
            refused = {"changed": False, "failed": True, "errors": errors}
            return {**result, "failed": True, "msg": "\n".join(errors), "result_file": report_folder.keep(refused)}
        begun = _now()
        results = self._run_all(sets, known)
        warnings = [warning for each in results for warning in each.get("warnings") or ()]
        for each in results:
            for name in _ANSIBLES:
                each.pop(name, None)
        asked.ask(zip(checked, results), check_mode=bool(self._task.check_mode))
        manifest = {
            "families": [each.without_secrets() for each in sets],
            "sources": [each.name or "variables" for each in sources],
        }
        outcome = fleet_report(
            manifest,
            _by_family(sets, results),
            check_mode=bool(self._task.check_mode),
            time=_now(),
            started=begun,
            host=str(known.get("inventory_hostname", "")),
        )
        return {**result, **_reported(outcome, report_dir), "diff": outcome["diff"], "warnings": warnings}

    def _given(self) -> dict[str, Any]:
        """Return the options as plain values.

        :raises AnsibleActionFail: an option is not known, or has another type.
        """
        unknown = sorted(set(self._task.args) - set(OPTIONS))
        if unknown:
            raise AnsibleActionFail(f"{unknown[0]}: found an unknown option; known are {', '.join(OPTIONS)}")
        given = {name: self._task.args.get(name) for name in OPTIONS}
        paths = variables.plain(given["manifests"])
        paths = [] if paths is None or variables.is_omitted(paths) else [paths] if isinstance(paths, str) else paths
        if not isinstance(paths, list) or not all(isinstance(path, str) and path.strip() for path in paths):
            raise AnsibleActionFail("fleet_manifests: found something else; expected a list of paths of YAML files")
        folder = variables.plain(given["report_dir"])
        for name in checks.OPTIONS:
            given[name] = None if variables.is_omitted(given[name]) else variables.plain(given[name])
        given.update(manifests=paths, report_dir="" if folder is None or variables.is_omitted(folder) else str(folder))
        return given

    def _variable(self, name: str, known: dict[str, Any]) -> Any:
        """Return a variable of the role, which as an option of the task would become a text in ansible-core 2.18."""
        # It stands in a mapping, because later releases drop an omitted value there, but refuse it alone.
        return self._templar.template({name: known.get(name)}).get(name)

    def _path(self, path: str) -> str:
        return os.path.join(self._folder, os.path.expanduser(path))

    # --- running the sets

    def _run_all(self, sets: list[MergedSet], known: dict[str, Any]) -> list[dict]:
        """Run each set; return the results in the order of the sets."""
        connections = chains(sets)
        most = min(len(connections), MOST_SETS)
        actions = [[self._action(each, MOST_CALLS // most) for each in chain] for chain in connections]
        ended = run_side_by_side(actions, known, most)
        if ended is None:
            ended = [[action.run(task_vars=known) for action in chain] for chain in actions]
        results = {
            id(each): dict(result)
            for chain, found in zip(connections, ended, strict=True)
            for each, result in zip(chain, found, strict=True)
        }
        return [results[id(each)] for each in sets]

    def _action(self, each: MergedSet, most_calls: int) -> TaskAction:
        """Return the action of the bulk module for a set."""
        family = FAMILIES[each.name]
        module = bulk_module(family)
        task = self._task.copy()
        task.action = module
        task.args = {
            **self._module_defaults(family),
            **self._with_paths(family, each.connection),
            **each.options,
            "endpoints": each.endpoints,
        }
        options = {field.name: field for field in argspec.of_set(family)}
        calls = task.args.get("concurrency") or options["concurrency"].default
        if isinstance(calls, int):
            task.args["concurrency"] = min(calls, most_calls)
        action: TaskAction = self._shared_loader_obj.action_loader.get(
            module,
            task=task,
            connection=self._connection,
            play_context=self._play_context,
            loader=self._loader,
            templar=self._templar,
            shared_loader_obj=self._shared_loader_obj,
        )
        return action

    def _checked(self, each: MergedSet) -> CheckedSet:
        site = {**self._module_defaults(FAMILIES[each.name]), **each.connection}.get("site", "volcengine")
        return CheckedSet(each.name, str(site))

    def _module_defaults(self, family: type[Resource]) -> dict[str, Any]:
        """Return what ``module_defaults`` says for the bulk module of a family."""
        defaults: dict[str, Any] = {}
        for each in self._task.module_defaults or ():
            defaults.update(each)
        group = self._templar.template(defaults.get(action_group(family)) or {})
        return {**group, **self._templar.template(defaults.get(bulk_module(family)) or {})}

    def _with_paths(self, family: type[Resource], connection: dict[str, Any]) -> dict[str, Any]:
        """Return the options with paths relative to the playbook, if the modules run on the controller."""
        if self._connection.transport != "local":
            return connection
        options = connection_options(family)
        return {
            name: self._path(value) if options[name]["type"] == "path" and isinstance(value, str) else value
            for name, value in connection.items()
        }


def chains(sets: list[MergedSet]) -> list[list[MergedSet]]:
    """Return the sets by connection, in their order. Sets of one connection share its rate, so they run in turn."""
    found: dict[str, list[MergedSet]] = {}
    for each in sets:
        where = {name: each.connection.get(name) for name in identity_options(FAMILIES[each.name])}
        found.setdefault(json.dumps([each.name, where], sort_keys=True), []).append(each)
    return list(found.values())


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _reported(outcome: Mapping[str, Any], report_dir: str) -> dict[str, Any]:
    """Write the reports and return the members of the task's result."""
    summary, failures = list(outcome["summary"]), list(outcome["failures"])
    if report_dir:
        try:
            report_folder.write_all(report_dir, dict(outcome))
            summary.append(f"reports: {report_dir}/fleet-report.json, .md and .html")
        except OSError as error:
            failures.append(f"reports: {error}")
    result = outcome["result"]
    members = {"changed": result["changed"], "summary": summary, "result_file": report_folder.keep(result)}
    return {**members, "failed": True, "msg": "\n".join(failures)} if failures else members


def _by_family(sets: list[MergedSet], results: list[dict]) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for each, result in zip(sets, results, strict=True):
        found.setdefault(each.name, []).append(result)
    return found
