# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module is in its action group, has an action plugin and unit tests."""

from __future__ import annotations

import importlib

import pytest

from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.families import FAMILIES

from .files import ROOT, load_yaml, module_names

#: A data plane takes none of the options that a group is for.
WITHOUT_GROUP = ["endpoint_check"]


def test_the_action_groups_hold_all_modules_and_nothing_else():
    expected: dict[str, list[str]] = {}
    for name in set(module_names()) - set(WITHOUT_GROUP):
        expected.setdefault(FAMILIES[name.split("_")[0]].cloud, []).append(name)
    groups = load_yaml("meta/runtime.yml")["action_groups"]
    assert {group: sorted(members) for group, members in groups.items()} == {
        group: sorted(members) for group, members in expected.items()
    }


@pytest.mark.parametrize("name", module_names())
def test_a_module_has_unit_tests(name):
    tests = ROOT / "tests" / "unit"
    found = [*tests.rglob(f"test_{name}.py"), *tests.rglob(f"{name}/test_*.py")]
    assert found, f"{name} needs tests/unit/plugins/modules/test_{name}.py or a folder {name}/ with tests"


@pytest.mark.parametrize("name", module_names())
def test_a_module_has_an_action_plugin_with_its_task(name):
    collection = "ansible_collections.inference.endpoints.plugins"
    action = importlib.import_module(f"{collection}.action.{name}").ActionModule
    assert action.task is importlib.import_module(f"{collection}.modules.{name}").TASK


def test_there_is_no_action_plugin_without_a_module():
    documented = [path.stem for path in (ROOT / "plugins" / "modules").glob("*.yml")]  # actions that are no modules
    actions = [path.stem for path in (ROOT / "plugins" / "action").glob("*.py")]
    assert sorted(actions) == sorted([*module_names(), *documented])
