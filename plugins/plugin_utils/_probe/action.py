# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action that asks clouds what they do, and tells it. It runs on the controller."""

from __future__ import annotations

import hashlib
import os
import secrets
import string
import tempfile
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
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.rolling import MODEL_REFERENCE
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest import variables
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.families import FAMILIES

from . import report
from .ark import ARK
from .calls import Asker
from .ledger import Ledger, clean
from .questions import READ, WRITE, Cloud, Settings
from .run import Outcome, probe

#: What can be probed, by family.
CLOUDS = {"ark": ARK}

LEVELS = (READ, WRITE)
OPTIONS = ("clouds", "level", "confirm", "project_name", "model_reference", "report_dir", *CLOUDS)

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
        folder = str((task_vars or {}).get("playbook_dir") or self._loader.get_basedir())
        hidden: set[str] = set()
        connections = {name: self._connection_of(name, given[name], hidden) for name in given["clouds"]}
        report_dir = given["report_dir"]
        if report_dir:
            report_dir = os.path.normpath(os.path.join(folder, os.path.expanduser(report_dir)))
        problems = [problem for _params, found in connections.values() for problem in found]
        problems += _problems(given, report_dir)
        if problems:
            return {**result, "failed": True, "changed": False, "msg": "\n".join(problems), "errors": problems}
        writes = given["level"] == WRITE and given["confirm"] and not self._task.check_mode
        outcomes: dict[str, Outcome] = {}
        calls, left = 0, []
        for name, (params, _found) in connections.items():
            try:
                client = FAMILIES[name].endpoint().connect(params, hidden.add, Clock(), _BUDGET)
            except EndpointError as error:
                return {**result, "failed": True, "changed": False, "msg": str(remove_values(str(error), hidden))}
            ask = Asker(client)
            ledger = Ledger(os.path.join(report_dir, _LEDGER), _account(client)) if writes else None
            try:
                outcomes[name], more = _asked(CLOUDS[name], _settings(CLOUDS[name], params, given), ask, ledger)
                left += [f"{name}: {each}" for each in more]
            finally:
                client.close()
                calls += ask.witness.calls
        told = {**_told(outcomes, given, report_dir), "calls": calls}
        if given["level"] == WRITE and not writes:
            told["summary"].append(_plan(given))
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
        if not isinstance(given["model_reference"] or {}, dict):
            raise AnsibleActionFail("probe_model_reference: found something else; expected a mapping")
        for name in CLOUDS:
            if not isinstance(given[name] or {}, dict):
                raise AnsibleActionFail(f"probe_{name}: found something else; expected connection options")
        return {
            **given,
            "clouds": clouds,
            "level": given["level"] or READ,
            "confirm": boolean(given["confirm"] or False, strict=False),
            "project_name": given["project_name"] or "default",
            "report_dir": given["report_dir"] or "",
        }

    def _connection_of(self, name: str, own: dict[str, Any] | None, hidden: set[str]) -> tuple[dict, list[str]]:
        """Return the connection options of a cloud, and what is wrong with them."""
        family = FAMILIES[name]
        table = argspec.connection(family.endpoint)
        names = {field.name for field in table}
        given = {key: value for key, value in self._module_defaults(family.group).items() if key in names}
        given.update(own or {})
        hidden.update(argspec.hidden_values(table, given))
        checked = ArgumentSpecValidator(fields.argument_spec(table)).validate(given)
        if checked.error_messages:
            return {}, [f"probe_{name}: {remove_values(text, hidden)}" for text in checked.error_messages]
        params = fields.by_name(table, checked.validated_parameters)
        hidden.update(family.endpoint.connection_secrets(params))
        found = argspec.problems(params, table, family.endpoint)
        return params, [f"probe_{name}.{sentence}" for sentence in remove_values(found, hidden)]

    def _module_defaults(self, group: str) -> dict[str, Any]:
        """Return what ``module_defaults`` says for the modules of a group."""
        said: dict[str, Any] = {}
        for each in self._task.module_defaults or ():
            said.update(each)
        found: dict[str, Any] = variables.plain(self._templar.template(said.get(f"group/{group}") or {}))
        return found


def _problems(given: Mapping[str, Any], report_dir: str) -> list[str]:
    """Return what is wrong with the options, those of connections aside. The folder for the report is made."""
    found = _unusable(report_dir) if report_dir else []
    model = {"model_reference": given["model_reference"]}
    checked = ArgumentSpecValidator(fields.argument_spec((MODEL_REFERENCE,))).validate(model)
    found += [f"probe_{text}" for text in checked.error_messages]
    if given["level"] == WRITE and not report_dir:
        found.append("probe_report_dir: missing; expected a folder, where it is kept what the probe makes")
    if given["level"] == WRITE and not given["model_reference"]:
        found.append("probe_model_reference: missing; expected the model of the endpoints that the probe makes")
    return found


def _settings(cloud: Cloud, params: Mapping[str, Any], given: Mapping[str, Any]) -> Settings:
    return Settings(_token(), str(params.get("site", "")), given["project_name"], cloud.model(given["model_reference"]))


def _asked(cloud: Cloud, settings: Settings, ask: Asker, ledger: Ledger | None) -> tuple[Outcome, list[str]]:
    """Return what came of a cloud's questions, and what could not be deleted.

    What an earlier run left is deleted first.
    """
    if ledger is None:
        return probe(cloud, settings, ask), []
    clock = Clock()
    clean(ledger, cloud.upkeep, ask, clock.sleep)
    try:
        outcome = probe(cloud, settings, ask, clock, ledger)
    finally:
        left = clean(ledger, cloud.upkeep, ask, clock.sleep)
    return outcome, left


def _account(client: Any) -> str:
    return hashlib.sha256(client.account.encode()).hexdigest()[:16]


def _plan(given: Mapping[str, Any]) -> str:
    return (
        f"Nothing was written. With probe_confirm: true the probe would make at most two endpoints in each of"
        f" {', '.join(given['clouds'])}, named probe- and eight random characters, in the project"
        f" {given['project_name']}; update, stop, start and delete them; and touch no other endpoint."
    )


def _token() -> str:
    return "".join(secrets.choice(_LETTERS) for _place in range(8))


def _unusable(folder: str) -> list[str]:
    """Make the folder for the report, and make sure that files can be made in it; return why it cannot be had."""
    try:
        os.makedirs(folder, mode=0o755, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return [f"probe_report_dir: found {folder}; expected a folder that a report can be written to. {error}"]
    return []


def _told(outcomes: Mapping[str, Outcome], given: Mapping[str, Any], folder: str) -> dict[str, Any]:
    """Write the report and return what the task says."""
    found = report.answers(outcomes)
    summary = [f"{name}: {report.verdict(outcome)}" for name, outcome in outcomes.items()]
    if folder:
        texts = {
            "probe-answers.yml": report.answers_file(found),
            "probe-report.md": report.markdown(CLOUDS, outcomes, f"Asked at the level {given['level']}."),
        }
        for name, text in texts.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        summary.append(f"report: {folder}/probe-report.md, answers: {folder}/probe-answers.yml")
    told: dict[str, Any] = {"answers": found, "summary": summary}
    silent = [name for name, outcome in outcomes.items() if outcome.is_silent]
    if silent:
        told.update(failed=True, msg="\n".join(f"{name}: {_first_failure(outcomes[name])}" for name in silent))
    return told


def _first_failure(outcome: Outcome) -> str:
    return f"no call was answered. The first failure is {next(iter(outcome.failures.values()), 'not known')}"
