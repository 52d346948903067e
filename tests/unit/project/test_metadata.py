# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""galaxy.yml, meta/ and the requirement files agree with each other."""

from __future__ import annotations

import ast
import re

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from .files import ROOT, load_yaml

SEMVER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?")


def requirements(path: str) -> dict[str, Requirement]:
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {requirement.name.lower().replace("_", "-"): requirement for requirement in found}


def test_the_collection_has_its_name_and_a_semantic_version():
    galaxy = load_yaml("galaxy.yml")
    assert (galaxy["namespace"], galaxy["name"]) == ("inference", "endpoints")
    assert SEMVER.fullmatch(galaxy["version"])


def test_it_needs_no_other_collection():
    assert load_yaml("galaxy.yml")["dependencies"] == {}


def test_the_licence_is_named_and_its_text_is_there():
    assert load_yaml("galaxy.yml")["license"] == ["GPL-3.0-or-later"]
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in text
    assert "END OF TERMS AND CONDITIONS" in text


@pytest.mark.parametrize(
    ("core", "accepted"), [("2.17.14", False), ("2.18.0", True), ("2.19.14", True), ("2.21.5", True)]
)
def test_the_cores_that_are_promised_are_accepted(core, accepted):
    assert (core in SpecifierSet(load_yaml("meta/runtime.yml")["requires_ansible"])) is accepted


def test_the_cores_that_are_tried_are_those_that_are_promised():
    (table,) = re.findall(r"^CORES = (\{.*\})$", (ROOT / "noxfile.py").read_text(encoding="utf-8"), re.MULTILINE)
    cores = list(ast.literal_eval(table))
    assert load_yaml("meta/runtime.yml")["requires_ansible"] == f">={cores[0]}.0"
    assert cores == sorted(cores)


def test_an_execution_environment_gets_what_the_modules_need():
    dependencies = load_yaml("meta/execution-environment.yml")["dependencies"]
    assert set(requirements(dependencies["python"])) == {"requests"}


@pytest.mark.parametrize("path", ["requirements.txt", "requirements-dev.txt", "roles/sandbox/files/requirements.txt"])
def test_every_requirement_has_a_pin_that_satisfies_it(path):
    pins: dict[str, list[str]] = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pin = Requirement(line)
            pins.setdefault(pin.name, []).append(str(pin.specifier).removeprefix("=="))
    for name, requirement in requirements(path).items():
        assert name in pins, f"{path}: {name} has no pin; run make pins"
        for version in pins[name]:
            assert version in requirement.specifier, f"{path}: {requirement} refuses the pin {version}; run make pins"


def test_modules_are_checked_against_the_python_that_is_promised():
    assert load_yaml("tests/config.yml")["modules"]["python_requires"] == ">=3.9"
