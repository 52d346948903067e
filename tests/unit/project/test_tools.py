# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripts that the Makefile stands on."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys

import pytest

from .files import ROOT

TOOLS = ROOT / "tools"


@pytest.fixture
def machine(tmp_path):
    """A machine on which only the programs put on it can be found; answers with what find_python.sh says there."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def install(name: str, script: str) -> None:
        path = folder / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def find(*arguments: str) -> subprocess.CompletedProcess:
        environment = {"PATH": str(folder), "HOME": str(tmp_path)}
        command = ["/bin/sh", str(TOOLS / "find_python.sh"), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    return install, find


WORKS = f'exec "{sys.executable}" "$@"'
SHIM = 'echo "the command exists only in other versions" >&2; exit 127'


def test_a_python_on_the_path_that_cannot_run_is_passed_over(machine):
    install, find = machine
    install("python3.12", SHIM)
    install("python3.13", SHIM)
    install("python3", WORKS)
    assert find().stdout == "python3\n"


def test_the_newer_python_is_preferred(machine):
    install, find = machine
    for name in ("python3", "python3.11", "python3.12"):
        install(name, WORKS)
    assert find().stdout == "python3.12\n"


def test_without_a_python_there_is_a_sentence_about_what_to_install(machine):
    install, find = machine
    install("python3", SHIM)
    found = find()
    assert found.returncode == 1
    assert "Install Python 3.11 or newer" in found.stderr


@pytest.mark.parametrize(("script", "status"), [(WORKS, 0), (SHIM, 1)])
def test_a_named_python_is_the_only_one_considered(machine, script, status):
    install, find = machine
    install("python3.12", WORKS)
    install("mine", script)
    found = find("mine")
    assert found.returncode == status
    assert found.stdout == ("mine\n" if status == 0 else "")


def stages(*arguments: str) -> subprocess.CompletedProcess:
    command = [str(TOOLS / "stages.sh"), "trial", *arguments]
    return subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=False)


def test_stages_end_at_the_first_that_fails_and_name_it():
    run = stages("first", "true", "second", "exit 3", "third", "echo must not run")
    assert run.returncode == 1
    assert 'trial FAILED in stage "second"' in run.stderr
    assert "FAILED (exit 3)" in run.stdout
    assert "third" not in run.stdout


def test_stages_that_pass_close_with_a_table():
    run = stages("first", "true", "second", "true")
    assert run.returncode == 0
    lines = run.stdout.splitlines()
    assert [line.split()[0] for line in lines[-4:]] == ["first", "second", "total", "trial"]


def test_a_pin_carries_a_marker_only_where_the_pythons_differ():
    spec = importlib.util.spec_from_file_location("pin_requirements", TOOLS / "pin_requirements.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.pins({"a": "1", "b": "1", "old": "3"}, {"a": "1", "b": "2", "new": "4"}) == [
        "a==1",
        'b==1 ; python_version < "3.12"',
        'b==2 ; python_version >= "3.12"',
        'new==4 ; python_version >= "3.12"',
        'old==3 ; python_version < "3.12"',
    ]


@pytest.fixture(scope="module")
def build_as():
    """The tool that builds under another namespace."""
    spec = importlib.util.spec_from_file_location("build_as", TOOLS / "build_as.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    return tool


@pytest.mark.parametrize(
    ("own", "renamed"),
    [
        ("namespace: inference\nname: endpoints", "namespace: acme\nname: endpoints"),
        ("  inference.endpoints.ark_endpoint:", "  acme.endpoints.ark_endpoint:"),
        ("M(inference.endpoints.ark_endpoint)", "M(acme.endpoints.ark_endpoint)"),
        ("group/inference.endpoints.ark:", "group/acme.endpoints.ark:"),
        ("from ansible_collections.inference.endpoints.plugins", "from ansible_collections.acme.endpoints.plugins"),
        ("ansible_collections/inference/endpoints", "ansible_collections/acme/endpoints"),
        ("inference-endpoints-0.2.0.tar.gz", "acme-endpoints-0.2.0.tar.gz"),
        ("* inference\\.endpoints\\.ark", "* acme\\.endpoints\\.ark"),
        *(
            (same, same)
            for same in (
                "# Copyright (c) 2026, inference.endpoints contributors",
                "https://github.com/inference-endpoints/inference.endpoints/issues",
                "inference_endpoints_embedded: false",
                "  type: inference",
                "  - inference",
                "inference endpoints",
            )
        ),
    ],
)
def test_a_namespace_is_renamed_where_it_is_one(own, renamed, build_as):
    assert build_as.rename(own, "acme") == renamed


@pytest.mark.parametrize("arguments", [["Acme", "x"], ["a-b", "x"], ["acme"]])
def test_a_namespace_that_galaxy_refuses_is_refused(arguments, build_as, capsys):
    assert build_as.main(arguments) == 2
    assert "Usage" in capsys.readouterr().err
