# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of clouds: it agrees with the sandbox, with the documentation, and with itself."""

from __future__ import annotations

import importlib
from collections import Counter

import pytest
import yaml

from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.families import FAMILIES
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe import report
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.action import OPTIONS
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.clouds import CLOUDS
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.questions import Answered
from ansible_collections.inference.endpoints.plugins.plugin_utils._probe.run import Outcome
from cloud_sandbox.hazards import HAZARD_SWITCHES
from cloud_sandbox.switch_values import Switch

from ..project.files import ROOT

ROLE = ROOT / "roles" / "probe"


def switches(name: str) -> list[Switch]:
    """The switches of the sandbox that a cloud's questions are about. Hazards are no questions."""
    packages = [importlib.import_module(f"cloud_sandbox.{package}") for package in CLOUDS[name].sandbox]
    tables = [getattr(each, key) for each in packages for key in each.__all__ if key.endswith("_SWITCHES")]
    hazards = {switch.name for switch in HAZARD_SWITCHES}
    return [switch for table in tables for switch in table if switch.name not in hazards]


def loaded(path: str) -> dict:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CLOUDS)
def test_each_switch_is_asked_for_or_not_asked_for_a_reason(name):
    cloud = CLOUDS[name]
    unasked = [switch for each in cloud.unasked for switch in each.switches]
    assert [switch for switch, count in Counter(unasked).items() if count > 1] == []
    asked = {question.switch for question in cloud.questions}
    assert asked & set(unasked) == set()
    assert asked | set(unasked) == {switch.name for switch in switches(name)}


@pytest.mark.parametrize("name", CLOUDS)
def test_questions_assume_what_the_sandbox_plays(name):
    known = {switch.name: switch for switch in switches(name)}
    for question in CLOUDS[name].questions:
        choices = known[question.switch].choices
        if known[question.switch].kind == "choice" and question.assumes:
            assert set(question.assumes) == set(choices), question.switch


@pytest.mark.parametrize(("switch", "value"), [("wrong_state_code", "OperationDenied.Other"), ("page_size_cap", 200)])
def test_what_is_not_assumed_is_new(switch, value):
    (question,) = [question for question in CLOUDS["ark"].questions if question.switch == switch]
    assert report.verdict(Outcome([(question, Answered(value))], {}, {})).endswith(f"1 new: {switch}.")


@pytest.mark.parametrize("name", CLOUDS)
def test_observations_are_told_apart(name):
    names = [each.name for level in (CLOUDS[name].reading, CLOUDS[name].writing) for each in level.observations]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", CLOUDS)
def test_reading_makes_and_changes_nothing(name):
    assert not any(each.makes or each.writes for each in CLOUDS[name].reading.observations)


def test_clouds_are_families():
    assert set(CLOUDS) <= set(FAMILIES)


def test_the_documentation_has_every_cloud_and_option():
    module = loaded("plugins/modules/probe.yml")["DOCUMENTATION"]["options"]
    role = loaded("roles/probe/meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    assert set(module) == set(OPTIONS)
    assert module["clouds"]["choices"] == role["probe_clouds"]["choices"] == list(CLOUDS)
    variables = [f"probe_{option}" for option in OPTIONS]
    assert set(role) == set(variables)
    assert set(loaded("roles/probe/defaults/main.yml")) == set(variables)
    (task,) = [task["inference.endpoints.probe"] for task in loaded("roles/probe/tasks/main.yml") if "register" in task]
    assert task == {option: f"{{{{ probe_{option} }}}}" for option in OPTIONS}
    text = (ROLE / "README.md").read_text(encoding="utf-8")
    assert [variable for variable in variables if f"`{variable}`" not in text] == []
