# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module is in its action group, documents how it behaves, and has unit tests."""

from __future__ import annotations

import importlib
import json
import os
import subprocess

import pytest

from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.families import FAMILIES

from .files import ROOT, load_yaml, module_names

#: A data plane takes none of the options that a group is for.
WITHOUT_GROUP = ["endpoint_check"]
ATTRIBUTES = {"action_group", "check_mode", "diff_mode", "idempotent", "platform"}


@pytest.fixture(scope="module")
def documentation(tmp_path_factory):
    """What ansible-doc says about all modules of the checkout, by short name."""
    tree = tmp_path_factory.mktemp("tree")
    namespace = tree / "ansible_collections" / "inference"
    namespace.mkdir(parents=True)
    (namespace / "endpoints").symlink_to(ROOT, target_is_directory=True)
    run = subprocess.run(
        ["ansible-doc", "--json", "--type", "module", *(f"inference.endpoints.{name}" for name in module_names())],
        env={**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(tree)},
        check=True,
        capture_output=True,
        text=True,
    )
    return {name.rpartition(".")[2]: content for name, content in json.loads(run.stdout).items()}


def test_the_action_groups_hold_all_modules_and_nothing_else():
    expected: dict[str, list[str]] = {}
    for name in set(module_names()) - set(WITHOUT_GROUP):
        expected.setdefault(FAMILIES[name.split("_")[0]].cloud, []).append(name)
    groups = load_yaml("meta/runtime.yml")["action_groups"]
    assert {group: sorted(members) for group, members in groups.items()} == {
        group: sorted(members) for group, members in expected.items()
    }


@pytest.mark.parametrize("name", module_names())
def test_a_module_documents_how_it_behaves(name, documentation):
    doc = documentation[name]["doc"]
    assert set(doc["attributes"]) >= ATTRIBUTES
    groups = [] if name in WITHOUT_GROUP else [f"inference.endpoints.{FAMILIES[name.split('_')[0]].cloud}"]
    assert doc["attributes"]["action_group"].get("membership", []) == groups
    assert documentation[name]["examples"].strip()
    assert documentation[name]["return"]


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
