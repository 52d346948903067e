# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role's documents are in step with each other and with the code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.inference.endpoints.plugins.plugin_utils._fleet.action import OPTIONS
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.families import FAMILIES

ROOT = Path(__file__).resolve().parents[3]
ROLE = ROOT / "roles" / "fleet"


def load(path: str) -> Any:
    return yaml.safe_load((ROLE / path).read_text(encoding="utf-8"))


def test_variables_are_documented_with_their_defaults():
    options = load("meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    defaults = load("defaults/main.yml")
    assert {name: option["default"] for name, option in options.items()} == defaults
    readme = (ROLE / "README.md").read_text(encoding="utf-8")
    assert [name for name in defaults if f"`{name}`" not in readme] == []


def test_the_task_hands_over_every_variable():
    (block,) = load("tasks/main.yml")
    task = block["block"][0]["inference.endpoints.fleet"]
    read_by_the_action = {f"fleet_{name}" for name in FAMILIES}
    handed_over = [name for name in load("defaults/main.yml") if name not in read_by_the_action]
    assert task == {name.removeprefix("fleet_"): f"{{{{ {name} }}}}" for name in handed_over}


def test_the_action_documents_its_options():
    content = yaml.safe_load((ROOT / "plugins" / "modules" / "fleet.yml").read_text(encoding="utf-8"))
    assert set(content["DOCUMENTATION"]["options"]) == set(OPTIONS)


@pytest.mark.parametrize("name", ["fleet_manifest", "fleet_report", "to_manifest"])
def test_filters_are_documented(name):
    content = yaml.safe_load((ROOT / "plugins" / "filter" / f"{name}.yml").read_text(encoding="utf-8"))
    assert content["DOCUMENTATION"]["name"] == name
    assert content["DOCUMENTATION"]["version_added"] == "0.1.0"
    assert yaml.safe_load(content["EXAMPLES"])
    assert content["RETURN"]["_value"]["type"] == "dict"
