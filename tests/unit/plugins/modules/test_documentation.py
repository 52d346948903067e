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
from unittest import mock

import pytest
from ansible.module_utils.basic import AnsibleModule

from ansible_collections.inference.endpoints.plugins import modules
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field, may_be_unread
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import CERTIFICATE
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.families import FAMILIES

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


ATTRIBUTES = {"action_group", "check_mode", "diff_mode", "idempotent", "platform"}


@pytest.mark.parametrize("name", NAMES)
def test_a_module_documents_how_it_behaves(name: str, documentation: dict[str, dict]) -> None:
    doc = documentation[name]["doc"]
    assert set(doc["attributes"]) >= ATTRIBUTES
    # A data plane takes none of the options that a group is for.
    groups = [] if name == "endpoint_check" else [f"inference.endpoints.{FAMILIES[family_of(name)].cloud}"]
    assert doc["attributes"]["action_group"].get("membership", []) == groups
    assert documentation[name]["examples"].strip()
    assert documentation[name]["return"]


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
            "aliases": sorted(option.get("aliases") or []),
            "suboptions": spoken(option.get("options") or option.get("suboptions") or {}),
        }
    return told


@pytest.mark.parametrize("name", NAMES)
def test_the_documented_options_are_those_that_are_taken(name: str, documentation: dict[str, dict]) -> None:
    assert spoken(documentation[name]["doc"]["options"]) == spoken(argument_spec(name))


#: By cloud, the options that no log shows.
SECRETS = {
    "ark": {"secret_key", "session_token"},
    "huaweicloud": {"secret_key", "security_token", "auth_token", "password"},
}


def family_of(name: str) -> str:
    return name.split("_", maxsplit=1)[0]


def logged_never(options: dict, place: str = "") -> set[str]:
    """The paths of the options that no log may show, at any depth."""
    found = {f"{place}{name}" for name, rules in options.items() if rules.get("no_log")}
    for name, rules in options.items():
        found |= logged_never(rules.get("options") or {}, f"{place}{name}.")
    return found


@pytest.mark.parametrize("name", NAMES)
def test_secrets_are_not_logged_and_nothing_else_is_hidden(name: str) -> None:
    secrets = {"api_key"} if name == "endpoint_check" else SECRETS.get(FAMILIES[family_of(name)].cloud, set())
    assert logged_never(argument_spec(name)) == secrets


# --- what is returned

#: Kinds of fields that a result has in another form.
RETURNED_AS = {"map": "dict", "json": "str"}


def contents(table: tuple[Field, ...]) -> dict:
    """The attributes of a field table as the documentation of a result tells them: type, and what is inside."""
    return {field.name: (RETURNED_AS.get(field.kind, field.kind), contents(field.members)) for field in table}


#: What results of a family show beside its fields and ``id``.
DERIVED: dict[str, dict] = {"ark": {"system_tags": ("list", {}), "certificate": ("dict", contents(CERTIFICATE))}}
RETURNED = [
    (name, "endpoints" if name.endswith("_info") else "endpoint")
    for name in NAMES
    if name.endswith(("_endpoint", "_endpoint_info"))
]


def documented(entry: dict) -> dict:
    return {name: (inner["type"], documented(inner)) for name, inner in (entry.get("contains") or {}).items()}


@pytest.mark.parametrize(("name", "key"), RETURNED)
def test_the_documented_attributes_are_those_of_the_table(name: str, key: str, documentation: dict[str, dict]) -> None:
    family = family_of(name)
    told = documented(documentation[name]["return"][key])
    assert told == {**contents(FAMILIES[family].fields), "id": ("str", {}), **DERIVED.get(family, {})}


def in_words(contents: dict, key: str) -> str:
    """What a module says about attributes, whatever it calls the member of the result that has them."""
    return json.dumps(contents, sort_keys=True).replace(f"RV({key}.", "RV(")


@pytest.mark.parametrize(
    ("manages", "key", "reads", "keys"),
    [
        *((f"{name}_endpoint", "endpoint", f"{name}_endpoint_info", "endpoints") for name in FAMILIES),
        ("maas_api_key", "key", "maas_api_key_info", "api_keys"),
    ],
)
def test_two_modules_describe_the_same_attributes_in_the_same_words(
    manages: str, key: str, reads: str, keys: str, documentation: dict[str, dict]
) -> None:
    one = documentation[manages]["return"][key]["contains"]
    many = documentation[reads]["return"][keys]["contains"]
    assert in_words(one, key) == in_words(many, f"{keys}[]")


FAILURE = {"action", "error_code", "http_status", "request_id", "errors"}
ENDPOINT = {"endpoint", "endpoint_id", "previous_endpoint_id", "actions", "diff"}
SET = {"results", "summary", "actions", "diff"}
SUCCESS = {
    "ark_api_key": {"api_key", "endpoint_ids", "expires_at", "dest", "actions", "diff", "candidates"},
    "ark_model_info": {"models"},
    "endpoint_check": {"verdict", "latency_seconds", "usage", "msg"},
    "maas_api_key": {"api_key", "key", "key_id", "previous_key_id", "dest", "actions", "diff"},
    "maas_api_key_info": {"api_keys", "quota"},
}
#: What results about the endpoints of a family tell beside what all do.
FACTS = {"maas_endpoint_info": {"quantity_limit"}}
for _key, _family in FAMILIES.items():
    _unverified = {"unverified"} if any(map(may_be_unread, _family.fields)) else set()
    SUCCESS[f"{_key}_endpoint"] = ENDPOINT | _unverified
    SUCCESS[f"{_key}_endpoint_info"] = {"endpoints"} | FACTS.get(f"{_key}_endpoint_info", set())
    SUCCESS[f"{_key}_endpoints"] = SET


@pytest.mark.parametrize("name", NAMES)
def test_the_keys_of_every_result_are_documented(name: str, documentation: dict[str, dict]) -> None:
    candidates = {"candidates"} if name.endswith("_endpoint") else set()
    failure = FAILURE - {"action"} if name == "endpoint_check" else FAILURE
    assert set(documentation[name]["return"]) == failure | SUCCESS[name] | candidates


#: The keys of each result of a set; a failure adds others.
RESULT = {"name", "endpoint_id", "outcome", "changed", "actions", "failed", "msg", "endpoint", "place"}


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("_endpoints")])
def test_the_keys_of_each_result_of_a_set_are_documented(name: str, documentation: dict[str, dict]) -> None:
    of_a_failure = {*FAILURE, "candidates", "previous_endpoint_id"}
    unverified = {"unverified"} if "unverified" in SUCCESS[name.removesuffix("s")] else set()
    told = documentation[name]["return"]
    assert set(told["results"]["contains"]) == RESULT | of_a_failure | unverified
    assert set(told["summary"]["contains"]) == {
        "total",
        "created",
        "updated",
        "recreated",
        "deleted",
        "unchanged",
        "failed",
    }
