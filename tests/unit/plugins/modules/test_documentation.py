# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module documents is what it takes and what it returns."""

from __future__ import annotations

import importlib
import json
import os
import pathlib
import subprocess
from typing import Any
from unittest import mock

import pytest
from ansible.module_utils.basic import AnsibleModule

from ansible_collections.inference.endpoints.plugins import modules
from ansible_collections.inference.endpoints.plugins.module_utils._core.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import CERTIFICATE, FIELDS

FOLDER = pathlib.Path(next(iter(modules.__path__)))
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


@pytest.fixture(scope="module")
def documentation(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """From a module's name to what ansible-doc says, fragments merged."""
    namespace = tmp_path_factory.mktemp("tree") / "ansible_collections" / "inference"
    namespace.mkdir(parents=True)
    (namespace / "endpoints").symlink_to(FOLDER.parent.parent.resolve(), target_is_directory=True)
    run = subprocess.run(
        ["ansible-doc", "--json", "--type", "module", *(f"inference.endpoints.{name}" for name in NAMES)],
        env={**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(namespace.parent.parent)},
        check=True,
        capture_output=True,
        text=True,
    )
    return {name.rpartition(".")[2]: content for name, content in json.loads(run.stdout).items()}


class Taken(BaseException):
    """Ends a main() once it has said what it takes; nothing of the collection catches it."""


def argument_spec(name: str) -> dict:
    module = importlib.import_module(f"{modules.__name__}.{name}")
    with mock.patch.object(AnsibleModule, "__init__", side_effect=Taken) as made, pytest.raises(Taken):
        module.main()
    return made.call_args.kwargs["argument_spec"]


def spoken(options: dict) -> dict:
    """An argument spec in the words of the documentation."""
    told = {}
    for name, option in options.items():
        kind = option.get("type", "str")
        told[name] = {
            "type": kind,
            "elements": option.get("elements"),
            "required": bool(option.get("required")),
            "default": option.get("default"),
            "choices": sorted(option.get("choices") or []),
            "suboptions": spoken(option.get("options") or option.get("suboptions") or {}),
        }
    return told


@pytest.mark.parametrize("name", NAMES)
def test_the_documented_options_are_those_that_are_taken(name: str, documentation: dict[str, dict]) -> None:
    assert spoken(documentation[name]["doc"]["options"]) == spoken(argument_spec(name))


@pytest.mark.parametrize("name", NAMES)
def test_secrets_are_not_logged_and_nothing_else_is_hidden(name: str) -> None:
    spec = argument_spec(name)
    assert {option for option, rules in spec.items() if rules.get("no_log")} == {"secret_key", "session_token"}


def contents(table: tuple[Field, ...]) -> dict:
    return {field.name: contents(field.members) for field in table}


DERIVED: dict[str, Any] = {"id": {}, "system_tags": {}, "certificate": contents(CERTIFICATE)}
RETURNED = {"ark_endpoint": "endpoint", "ark_endpoint_info": "endpoints"}


def documented(entry: dict) -> dict:
    return {name: documented(inner) for name, inner in (entry.get("contains") or {}).items()}


@pytest.mark.parametrize(("name", "key"), RETURNED.items())
def test_the_documented_attributes_are_those_of_the_table(name: str, key: str, documentation: dict[str, dict]) -> None:
    assert documented(documentation[name]["return"][key]) == {**contents(FIELDS), **DERIVED}


@pytest.mark.parametrize("name", RETURNED)
def test_the_keys_of_every_result_are_documented(name: str, documentation: dict[str, dict]) -> None:
    failure = {"action", "error_code", "http_status", "request_id", "errors"}
    success = {
        "ark_endpoint": {"endpoint", "endpoint_id", "previous_endpoint_id", "actions", "diff"},
        "ark_endpoint_info": {"endpoints"},
    }
    assert set(documentation[name]["return"]) >= failure | success[name]
