# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role's documents are in step with each other and with the code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

import cloud_sandbox
from cloud_sandbox.__main__ import REQUIREMENT
from cloud_sandbox.faults import KINDS, SERVICES
from cloud_sandbox.switches import ALL_SWITCHES

ROLE = Path(cloud_sandbox.__file__).resolve().parents[2]
README = (ROLE / "README.md").read_text(encoding="utf-8")


def load(path: str) -> Any:
    return yaml.safe_load((ROLE / path).read_text(encoding="utf-8"))


def test_readme_has_every_switch_as_it_is() -> None:
    for switch in ALL_SWITCHES:
        default = str(switch.default).lower() if isinstance(switch.default, bool) else switch.default
        allowed = switch.allowed().removeprefix("one of ")
        row = f"| `{switch.name}` | `{default}` | {allowed} | {switch.meaning} |"
        assert row in README.splitlines()


def test_readme_has_every_fault_and_variable() -> None:
    for kind, meaning in KINDS.items():
        assert f"| `{kind}` | {meaning} |" in README.splitlines()
    for service in SERVICES:
        assert f"`{service}`" in README
    for variable in load("defaults/main.yml"):
        assert f"`{variable}`" in README


def test_argument_specs_name_the_defaults() -> None:
    options = load("meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    defaults = load("defaults/main.yml")
    assert set(options) == set(defaults)
    computed = {"sandbox_data_dir", "sandbox_python"}
    for name in set(options) - computed:
        assert options[name]["default"] == defaults[name], name


def test_the_requirement_is_the_same_everywhere() -> None:
    lines = (ROLE / "files" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == [REQUIREMENT]
