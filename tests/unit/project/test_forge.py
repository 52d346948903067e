# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a public forge reads: the workflow calls what .ci/run calls, the issue forms are such."""

from __future__ import annotations

import json
import os
import re
import subprocess

from .files import ROOT, load_yaml

FORMS = sorted(path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
KINDS = {"markdown", "textarea", "input", "dropdown", "checkboxes"}


def stages() -> list[str]:
    """The commands of .ci/run, in order."""
    _shell, _tool, given = (ROOT / ".ci" / "run").read_text(encoding="utf-8").partition("tools/stages.sh CI")
    return re.findall(r'"([^"]+)"', given)


def test_the_workflow_runs_every_stage(tmp_path):
    workflow = load_yaml(".github/workflows/ci.yml")["jobs"]
    (script,) = [step["run"] for step in workflow["targets"]["steps"] if step.get("id") == "read"]
    output = tmp_path / "output"
    subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        env={**os.environ, "GITHUB_OUTPUT": str(output)},
        check=True,
    )
    name, _equals, targets = output.read_text(encoding="utf-8").strip().partition("=")
    assert name == "targets"
    assert [f"make {target}" for target in json.loads(targets)] == [
        stage for stage in stages() if stage != "make setup"
    ]
    assert workflow["check"]["steps"][-1]["run"] == "make ${{ matrix.target }}"


def test_every_stage_is_a_target_of_make():
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert stages()
    assert [
        stage for stage in stages() if not re.search(rf"^{stage.removeprefix('make ')}:", rules, re.MULTILINE)
    ] == []


def test_issue_forms_are_forms():
    assert FORMS
    for path in FORMS:
        form = load_yaml(path.relative_to(ROOT).as_posix())
        assert form["name"], path.name
        assert form["description"], path.name
        ids = [element["id"] for element in form["body"] if element["type"] != "markdown"]
        assert ids, path.name
        assert len(ids) == len(set(ids)), path.name
        assert {element["type"] for element in form["body"]} <= KINDS, path.name
        assert all("value" in element["attributes"] or "label" in element["attributes"] for element in form["body"])
