# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action that asks clouds what they do, and tells it. It runs on the controller."""

from __future__ import annotations

import hashlib
import os
import secrets
import string
from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase

from ansible_collections.inference.endpoints.plugins.module_utils._engine import fields
from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import EndpointError
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec, masking
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest import variables
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.families import FAMILIES, action_group
from ansible_collections.inference.endpoints.plugins.plugin_utils._report import folder as report_folder

from . import report
from .calls import Asker
from .clouds import CLOUDS
from .ledger import Cleaner, Ledger
from .questions import READ, WRITE, Cloud, Settings
from .run import Outcome, probe

LEVELS = (READ, WRITE)

#: The options that clouds have, by name, beside those that say how to connect to each.
CLOUD_OPTIONS = {field.name: field for cloud in CLOUDS.values() for field in cloud.options}
OPTIONS = ("clouds", "level", "confirm", "report_dir", *CLOUD_OPTIONS, *CLOUDS)

#: Where it stands what a probe makes, in the folder of the report.
_LEDGER = "probe-ledger.json"

#: Seconds that one call may wait to be repeated.
_BUDGET = 120.0

_LETTERS = string.ascii_lowercase + string.digits


class ProbeAction(ActionBase):
    """Asks each cloud the questions of its table."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Do the task."""
        result = super().run(tmp, task_vars)
        given = self._given()
        hidden: set[str] = set()
        connections = {name: self._connection_of(name, given[name], hidden) for name in given["clouds"]}
        problems = [problem for _params, found in connections.values() for problem in found]
        if given["report_dir"]:
            folder = str((task_vars or {}).get("playbook_dir") or self._loader.get_basedir())
            given["report_dir"] = os.path.normpath(os.path.join(folder, os.path.expanduser(given["report_dir"])))
        problems += _problems(given)
        if problems:
            return {**result, "failed": True, "changed": False, "msg": "\n".join(problems), "errors": problems}
        writes = given["level"] == WRITE and given["confirm"] and not self._task.check_mode
        outcomes: dict[str, Outcome] = {}
        calls, left = 0, []
        for name, (params, _found) in connections.items():
            try:
                client = FAMILIES[name]().connect(params, hidden.add, Clock(), _BUDGET)
            except EndpointError as error:
                return {**result, "failed": True, "changed": False, "msg": str(remove_values(str(error), hidden))}
            ask = Asker(client)
            ledger = Ledger(os.path.join(given["report_dir"], _LEDGER), _account(client)) if writes else None
            try:
                outcomes[name], more = _asked(CLOUDS[name], _settings(CLOUDS[name], params, given), ask, ledger)
                left += [f"{name}: {each}" for each in more]
            finally:
                client.close()
                calls += ask.calls
        told = {**_told(outcomes, given), "calls": calls}
        if given["level"] == WRITE and not writes:
            told["summary"] += [f"{name}: {_plan(CLOUDS[name], given)}" for name in outcomes]
        if left:
            text = f"Endpoints of the probe are left: {', '.join(left)}. Run it again; {_LEDGER} names them"
            told.update(failed=True, msg="\n".join(filter(None, (told.get("msg"), text))))
        return {**result, "changed": writes, **remove_values(told, hidden)}

    def _given(self) -> dict[str, Any]:
        """Return the options as plain values.

        :raises AnsibleActionFail: one is not known, or of another type.
        """
        unknown = sorted(set(self._task.args) - set(OPTIONS))
        if unknown:
            raise AnsibleActionFail(f"{unknown[0]}: found an unknown option; expected {', '.join(OPTIONS)}")
        args = {name: value for name, value in self._task.args.items() if not variables.is_omitted(value)}
        given = {name: variables.plain(args.get(name)) for name in OPTIONS}
        clouds = given["clouds"] or list(CLOUDS)
        if not isinstance(clouds, list) or not set(clouds) <= set(CLOUDS):
            raise AnsibleActionFail(f"probe_clouds: found something else; expected a list of {', '.join(CLOUDS)}")
        if (given["level"] or READ) not in LEVELS:
            raise AnsibleActionFail(f"probe_level: found {given['level']}; expected {' or '.join(LEVELS)}")
        for name in CLOUDS:
            if not isinstance(given[name] or {}, dict):
                raise AnsibleActionFail(f"probe_{name}: found something else; expected connection options")
        for name, field in CLOUD_OPTIONS.items():
            given[name] = given[name] or field.default
        return {
            **given,
            "clouds": list(dict.fromkeys(clouds)),
            "level": given["level"] or READ,
            "confirm": boolean(given["confirm"] or False, strict=False),
            "report_dir": given["report_dir"] or "",
        }

    def _connection_of(self, name: str, own: dict[str, Any] | None, hidden: set[str]) -> tuple[dict, list[str]]:
        """Return the connection options of a cloud, and what is wrong with them."""
        family = FAMILIES[name]
        table = argspec.connection(family)
        names = {field.name for field in table}
        given = {key: value for key, value in self._module_defaults(action_group(family)).items() if key in names}
        given.update(own or {})
        hidden.update(masking.secrets_in(table, given))
        checked = ArgumentSpecValidator(fields.argument_spec(table)).validate(given)
        if checked.error_messages:
            return {}, [f"probe_{name}: {remove_values(text, hidden)}" for text in checked.error_messages]
        params = fields.by_name(table, checked.validated_parameters)
        hidden.update(family.connection_secrets(params))
        found = argspec.problems(params, table, family)
        return params, [f"probe_{name}.{sentence}" for sentence in remove_values(found, hidden)]

    def _module_defaults(self, group: str) -> dict[str, Any]:
        """Return what ``module_defaults`` says for the modules of a group."""
        said: dict[str, Any] = {}
        for each in self._task.module_defaults or ():
            said.update(each)
        found: dict[str, Any] = variables.plain(self._templar.template(said.get(group) or {}))
        return found


def _problems(given: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the options, those of connections aside. The folder for the report is made."""
    folder, found = given["report_dir"], []
    reason = report_folder.problem(folder) if folder else ""
    if reason:
        found.append(f"probe_report_dir: found {folder}; expected a folder that a report can be written to. {reason}")
    options = {name: given[name] for name in CLOUD_OPTIONS}
    checked = ArgumentSpecValidator(fields.argument_spec(tuple(CLOUD_OPTIONS.values()))).validate(options)
    found += [f"probe_{text}" for text in checked.error_messages]
    clouds = [CLOUDS[name] for name in given["clouds"]]
    lacking = {option for cloud in clouds for option in cloud.to_ask if not given[option]}
    found += [f"probe_{option}: missing; nothing can be asked without it" for option in sorted(lacking)]
    if given["level"] == WRITE:
        if not folder:
            found.append("probe_report_dir: missing; expected a folder, where it is kept what the probe makes")
        lacking = {option for cloud in clouds for option in cloud.to_write if not given[option]}
        found += [f"probe_{option}: missing; the level write makes endpoints with it" for option in sorted(lacking)]
    return found


def _settings(cloud: Cloud, params: Mapping[str, Any], given: Mapping[str, Any]) -> Settings:
    token = "".join(secrets.choice(_LETTERS) for _place in range(8))
    return Settings(token, {**cloud.place(params), **{field.name: given[field.name] for field in cloud.options}})


def _asked(cloud: Cloud, settings: Settings, ask: Asker, ledger: Ledger | None) -> tuple[Outcome, list[str]]:
    """Return what came of a cloud's questions, and what could not be deleted.

    What an earlier run left is deleted first.
    """
    if ledger is None:
        return probe(cloud, settings, ask), []
    clock = Clock()
    cleaner = Cleaner(ledger, cloud.upkeep, ask, clock.sleep)
    cleaner.clean()
    try:
        outcome = probe(cloud, settings, ask, clock, ledger)
    finally:
        left = cleaner.clean()
    return outcome, left


def _account(client: Any) -> str:
    return hashlib.sha256(client.account.encode()).hexdigest()[:16]


def _plan(cloud: Cloud, given: Mapping[str, Any]) -> str:
    return (
        "Nothing was written. With probe_confirm: true the probe would make at most two endpoints, named probe- and"
        f" eight random characters, {cloud.plan.format_map(given)}; and touch no other endpoint."
    )


def _told(outcomes: Mapping[str, Outcome], given: Mapping[str, Any]) -> dict[str, Any]:
    """Write the report and return what the task says."""
    found, folder = report.answers(outcomes), given["report_dir"]
    summary = [f"{name}: {report.verdict(outcome)}" for name, outcome in outcomes.items()]
    apart = report.disagreements(outcomes)
    if apart:
        summary.append(f"The clouds differ, and no answer is given, in {', '.join(apart)}.")
    if folder:
        heading = f"Asked at the level {given['level']}."
        report_folder.write(folder, "probe-answers.yml", report.answers_file(CLOUDS, found))
        report_folder.write(folder, "probe-report.md", report.markdown(CLOUDS, outcomes, heading))
        summary.append(f"report: {folder}/probe-report.md, answers: {folder}/probe-answers.yml")
    merged = {switch: value for own in found.values() for switch, value in own.items()}
    told: dict[str, Any] = {"answers": merged, "summary": summary}
    silent = [name for name, outcome in outcomes.items() if outcome.is_silent]
    if silent:
        told.update(failed=True, msg="\n".join(f"{name}: {_first_failure(outcomes[name])}" for name in silent))
    return told


def _first_failure(outcome: Outcome) -> str:
    return f"no call was answered. The first failure is {next(iter(outcome.failures.values()), 'not known')}"
