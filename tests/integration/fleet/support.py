# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role in playbooks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible.plugins.filter.core import to_nice_yaml

#: What texts in YAML have been taken for, and what writing systems can do to a program.
HAZARDS = json.loads((Path(__file__).parent / "hazards.json").read_text(encoding="utf-8"))

ROLE = "inference.endpoints.fleet"
MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}
OTHER_MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250528"}}


def fleet(title: str = "fleet", **variables: Any) -> dict[str, Any]:
    """A task that runs the role with these variables, the prefix left out."""
    named = {f"fleet_{name}": value for name, value in variables.items()}
    return {"name": title, "ansible.builtin.include_role": {"name": ROLE}, "vars": named}


def with_keywords(task: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    """The same task with these keywords for each task of the role, such as ``check_mode``."""
    role = {**task["ansible.builtin.include_role"], "apply": keywords}
    return {**task, "ansible.builtin.include_role": role}


def tried(task: dict[str, Any]) -> dict[str, Any]:
    """The same, after whose failure the play goes on."""
    return {"name": "try", "block": [task], "rescue": [{"ansible.builtin.meta": "noop"}]}


def look(title: str = "result") -> dict[str, Any]:
    """A task that shows the fact that the role has set."""
    return {"name": title, "ansible.builtin.debug": {"var": "fleet_result"}}


def write(folder: Path, name: str, manifest: Any) -> None:
    """A manifest file in any script: Ansible's own filter writes what PyYAML alone would break (U+0085)."""
    (folder / name).write_text(to_nice_yaml(manifest), encoding="utf-8")
