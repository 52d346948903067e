# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a manifest: the role's own check, the published schema, and that the two agree."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import BadInput
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest import families
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.validate import problems

from .manifests import ENTRY, HAZARDS, MODEL, ark, module_params

ROOT = Path(__file__).resolve().parents[3]
PUBLISHED = json.loads((ROOT / "docs" / "manifest.schema.json").read_text(encoding="utf-8"))
GENERATOR = [sys.executable, str(ROOT / "tools" / "manifest_schema.py")]
EDITOR = Draft202012Validator(PUBLISHED)

FULL = ark(
    project_name="default",
    prune=True,
    prune_allow_empty=False,
    prune_max=0,
    prune_tags=[{"key": "team", "value": "chat"}, {"key": "managed"}],
    concurrency=64,
    requests_per_second=0.5,
    wait=True,
    wait_timeout=1,
    wait_interval=0.1,
    defaults={
        "state": "present",
        "project_name": "p",
        "description": "",
        "model_reference": MODEL,
        "model_unit_id": "",
        "moderation": {"strategy": "Basic"},
        "rate_limit": {"tpm": 0},
        "tags": [],
        "purge_tags": False,
        "recreate": "delete_first",
    },
    endpoints=[
        {**ENTRY, "rate_limit": {"rpm": 1, "tpm": 2}, "tags": [{"key": "a", "value": "b"}, {"key": "c"}]},
        {"endpoint_id": "ep-1", "model_reference": {"custom_model_id": "cm-1"}},
        {"name": "gone", "state": "absent", "recreate": "never"},
        {"name": "bare", "rate_limit": None, "tags": None, "state": None, "recreate": None},
    ],
    groups=[{"defaults": {"state": "stopped"}, "endpoints": [{"name": "x"}]}, {"endpoints": []}],
)

TEXT = "a text; what looks like a number or like yes and no goes in quotes"

BROKEN: list[tuple[Any, list[str]]] = [
    (None, ["the manifest: found nothing; expected a mapping with ark, dataartsfabric or maas"]),
    ([], ["the manifest: found a list; expected a mapping with ark, dataartsfabric or maas"]),
    ("text", ["the manifest: found a single value; expected a mapping with ark, dataartsfabric or maas"]),
    ({}, ["the manifest: found nothing in it; expected a mapping with ark, dataartsfabric or maas"]),
    ({"arc": {}}, ["arc: unknown option; did you mean ark?"]),
    ({"ark": None}, ["ark: found nothing; expected a mapping"]),
    (
        ark(endpoints={"name": "x"}),
        [
            (
                "ark.endpoints: found a mapping with name; expected a list of mappings with state, "
                "endpoint_id, recreate, name, description, project_name and others"
            )
        ],
    ),
    (
        ark(endpoints={}),
        [
            (
                "ark.endpoints: found an empty mapping; expected a list of mappings with state, "
                "endpoint_id, recreate, name, description, project_name and others"
            )
        ],
    ),
    (
        ark(endpoints=[{"name": "x", "tags": {"a": "b"}}]),
        [("ark.endpoints[0].tags: found a mapping with a; expected a list of mappings with key and value")],
    ),
    (
        ark(endpoints=[{"name": "x", "tags": [{"key": True}]}]),
        [
            (
                "ark.endpoints[0].tags[0].key: found true; expected a text that is not empty, in quotes, "
                "since YAML reads it as a number or a truth value"
            )
        ],
    ),
    (
        ark(endpoints=[None]),
        [
            (
                "ark.endpoints[0]: found nothing; expected a mapping with state, endpoint_id, recreate, "
                "name, description, project_name and others"
            )
        ],
    ),
    (
        ark(endpoints=[{"name": None}]),
        [("ark.endpoints[0].name: missing; expected name or endpoint_id, to say which endpoint is meant")],
    ),
    (
        ark(endpoints=None, groups=None),
        ["ark.endpoints: found nothing; expected a list", "ark.groups: found nothing; expected a list"],
    ),
    (ark(endpoints=[{"name": " "}]), ["ark.endpoints[0].name: found ' '; expected a text that is not empty"]),
    (
        ark(endpoints=[{"name": True}]),
        [
            (
                "ark.endpoints[0].name: found true; expected a text that is not empty, in quotes, since "
                "YAML reads it as a number or a truth value"
            )
        ],
    ),
    (
        ark(endpoints=[{}]),
        [("ark.endpoints[0].name: missing; expected name or endpoint_id, to say which endpoint is meant")],
    ),
    (
        ark(endpoints=[{"name": "x", "state": "running"}]),
        [("ark.endpoints[0].state: found 'running'; expected one of present, started, stopped, absent")],
    ),
    (
        ark(groups=[{"endpoints": []}, {"endpoints": [{"name": "x", "rate_limit": {"rpm": -1, "tpm": 1.5}}]}]),
        [
            ("ark.groups[1].endpoints[0].rate_limit.rpm: found -1; expected a whole number of at least 0"),
            ("ark.groups[1].endpoints[0].rate_limit.tpm: found 1.5; expected a whole number of at least 0"),
        ],
    ),
    (
        ark(defaults={"rate_limit": {}}),
        ["ark.defaults.rate_limit: found none of rpm and tpm; expected at least one of them"],
    ),
    (
        ark(groups=[{"defaults": {}}]),
        [
            (
                "ark.groups[0].endpoints: missing; expected a list of mappings with state, endpoint_id, "
                "recreate, name, description, project_name and others"
            )
        ],
    ),
    (
        ark(endpoints=[{"name": "x", "tags": [{"key": "sys:a"}, {"key": "b", "value": 5}]}]),
        [
            (
                "ark.endpoints[0].tags[0].key: found 'sys:a'; expected no sys: or volc: at its "
                "beginning, which belongs to the platform"
            ),
            (
                "ark.endpoints[0].tags[1].value: found 5; expected a text, in quotes, since YAML reads "
                "it as a number or a truth value"
            ),
        ],
    ),
    (
        ark(endpoints=[{"name": "x", "model_reference": {**MODEL, "custom_model_id": "cm-1"}}]),
        [
            (
                "ark.endpoints[0].model_reference: found foundation_model and custom_model_id; expected "
                "exactly one of custom_model_id and foundation_model"
            )
        ],
    ),
    (
        ark(endpoints=[{"name": "x", "model_reference": {"foundation_model": {"name": "m", "model_version": 250115}}}]),
        [
            (
                "ark.endpoints[0].model_reference.foundation_model.model_version: found 250115; expected "
                "a text that is not empty, in quotes, since YAML reads it as a number or a truth value"
            )
        ],
    ),
    (ark(concurrency=65), ["ark.concurrency: found 65; expected a whole number from 1 to 64"]),
    (ark(prune="yes"), ["ark.prune: found 'yes'; expected true or false"]),
    (ark(wait_timeout=0), ["ark.wait_timeout: found 0; expected a whole number above 0, at most 1000000"]),
    (ark(requests_per_second="fast"), ["ark.requests_per_second: found 'fast'; expected a number of at least 0.001"]),
    (ark(prune_tags=[{"value": "x"}]), ["ark.prune_tags[0].key: missing; expected a text that is not empty"]),
]


def maas(**said: Any) -> dict:
    return {"maas": said}


ONCE = "only one of description and remark, which are two names of one option"
BROKEN += [
    (
        maas(endpoints=[{"name": "x", "remark": "a", "description": "a"}]),
        [
            (
                "maas.endpoints[0].remark: found description and remark; expected only one of them, for "
                "they are names of one option"
            )
        ],
    ),
    (
        maas(defaults={"remark": "a", "description": "b"}),
        [
            (
                "maas.defaults.remark: found description and remark; expected only one of them, for they "
                "are names of one option"
            )
        ],
    ),
    (
        maas(endpoints=[{"name": "x", "remark": 5}]),
        [
            (
                "maas.endpoints[0].remark: found 5; expected a text of 0 to 256 characters, in quotes, "
                "since YAML reads it as a number or a truth value"
            )
        ],
    ),
]

#: Beyond what JSON Schema can say.
BROKEN_FOR_THE_ROLE: list[tuple[Any, list[str]]] = [
    (
        ark(endpoints=[{"name": "x", "tags": [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]}]),
        [("ark.endpoints[0].tags[1].key: found 'a' again, as in ark.endpoints[0].tags[0]; expected each only once")],
    ),
    (
        ark(endpoints=[{"name": "half of \ud83d"}]),
        ["ark.endpoints[0].name: found 'half of \\ud83d'; expected a text that is valid Unicode"],
    ),
    (
        ark(wait_interval=float("inf")),
        [
            (
                "ark.wait_interval: found a number that is too large or none at all; expected a number "
                "above 0, at most 1000000"
            )
        ],
    ),
]


def test_a_manifest_with_everything_in_it_is_right():
    assert problems(FULL) == []
    EDITOR.validate(FULL)


@pytest.mark.parametrize("option", ["description", "remark"])
def test_an_alias_stands_wherever_its_option_may(option):
    said = {option: "a"}
    entries = [{"name": "x", **said}, {"name": "y", option: None}]
    document = maas(defaults=said, endpoints=entries, groups=[{"defaults": said, "endpoints": [{"name": "z", **said}]}])
    assert problems(document) == []
    EDITOR.validate(document)


@pytest.mark.parametrize(("document", "sentences"), BROKEN)
def test_a_broken_manifest_is_told_with_path_finding_and_remedy(document, sentences):
    assert problems(document) == sentences
    assert not EDITOR.is_valid(document)


@pytest.mark.parametrize(("document", "sentences"), BROKEN_FOR_THE_ROLE)
def test_what_json_schema_cannot_say_the_role_says(document, sentences):
    assert problems(document) == sentences


def test_every_problem_is_told_at_once():
    document = ark(concurrency=0, defaults={"name": "x"}, endpoints=[{"name": ""}, {}], groups=[{}])
    assert [sentence.split(":", maxsplit=1)[0] for sentence in problems(document)] == [
        "ark.concurrency",
        "ark.defaults.name",
        "ark.endpoints[0].name",
        "ark.groups[0].endpoints",
        "ark.endpoints[1].name",
    ]


CANARY = "canary-AKLT-0123456789"
OPTIONS = [
    (name, option)
    for name, family in families.FAMILIES.items()
    for option in sorted(families.connection_options(family))
]


@pytest.mark.parametrize(("name", "option"), OPTIONS)
def test_a_connection_option_stands_beside_the_endpoints_and_nowhere_else(name, option):
    entry = {"name": "x"}
    for document, path in (
        ({name: {"defaults": {option: CANARY}, "endpoints": []}}, f"{name}.defaults.{option}"),
        ({name: {"endpoints": [{**entry, option: {"x": CANARY}}]}}, f"{name}.endpoints[0].{option}"),
        ({name: [{"groups": [{option: CANARY, "endpoints": []}]}]}, f"{name}[0].groups[0].{option}"),
        ({name: {"groups": [{"endpoints": [{**entry, option: 1}]}]}}, f"{name}.groups[0].endpoints[0].{option}"),
        ({option: CANARY, name: {}}, option),
    ):
        for secrets in (True, False):
            (sentence,) = problems(document, secrets=secrets)
            assert sentence.startswith(f"{path}: found a connection option (its value is not shown); expected it be")
            assert CANARY not in sentence
        assert not EDITOR.is_valid(document)


@pytest.mark.parametrize(("name", "option"), OPTIONS)
def test_files_hold_no_secrets_and_variables_may(name, option):
    family = families.FAMILIES[name]
    spec = families.connection_options(family)[option]
    value = {"str": CANARY, "path": CANARY, "bool": True, "float": 1.0, "int": 1, "dict": {}}[spec["type"]]
    value = (spec.get("choices") or [value])[0]
    if option.endswith("_url"):
        value = "http://127.0.0.1:8181"
    for document, path in (({name: {option: value}}, name), ({name: [{}, {option: value}]}, f"{name}[1]")):
        assert problems(document, secrets=True) == []
        found = problems(document)
        assert EDITOR.is_valid(document) is (found == [])
        if option in families.secret_options(family):
            (sentence,) = found
            assert sentence.startswith(f"{path}.{option}: found a credential (its value is not shown); no file holds")
            assert f"fleet_{name}" in sentence
            assert CANARY not in sentence
        else:
            assert found == []


def test_credentials_are_secret_in_every_family():
    secret = {name: families.secret_options(family) for name, family in families.FAMILIES.items()}
    huawei = {"access_key", "secret_key", "security_token", "auth_token", "user_name", "password", "domain_name"}
    assert secret == {
        "ark": {"access_key", "secret_key", "session_token"},
        "dataartsfabric": huawei,
        "maas": huawei,
    }


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"site": "aws"}, "ark.site: found 'aws'; expected one of volcengine, byteplus"),
        ({"api_url": "http://me:canary@host"}, "ark.api_url: found a URL with credentials in it; expected those as "),
        (
            {"api_url": "host:80"},
            "ark.api_url: found 'host:80'; expected a URL that begins with http:// or https://",
        ),
        ({"request_timeout": 0}, "ark.request_timeout: found 0; expected a number above 0"),
        ({"validate_certs": "no"}, "ark.validate_certs: found 'no'; expected true or false"),
    ],
)
def test_connection_options_are_checked(said, sentence):
    (found,) = problems(ark(**said))
    assert found.startswith(sentence)
    assert "canary" not in found


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ([], "ark: found an empty list; expected a list of at least 1"),
        ([None], "ark[0]: found nothing; expected a mapping"),
        ("text", "ark: found 'text'; expected a mapping"),
        ([{}, {"concurrency": 0}], "ark[1].concurrency: found 0; expected a whole number from 1 to 64"),
        (
            [{"endpoints": [{"name": "x", "state": "on"}]}],
            "ark[0].endpoints[0].state: found 'on'; expected one of present, ",
        ),
    ],
)
def test_a_list_of_sets_is_checked_set_by_set(said, sentence):
    (found,) = problems({"ark": said})
    assert found.startswith(sentence)
    assert not EDITOR.is_valid({"ark": said})


def test_an_unknown_key_is_told_without_its_value():
    (sentence,) = problems(ark(endpoints=[{**ENTRY, "passwort": "canary"}]))
    assert sentence.startswith("ark.endpoints[0].passwort: unknown option; expected one of content_generation, ")
    assert "canary" not in sentence


def test_names_of_connection_options_are_data_where_the_keys_are_the_users_own():
    entry = {
        "name": "e",
        "type": "ray_service",
        "config": {
            "ray_service_config": {
                "ray_serve_config": {
                    "applications": [
                        {
                            "name": "a",
                            "import_path": "m:a",
                            "runtime_env": {"env_vars": {"region": "r", "password": "p"}},
                            "deployments": [{"user_config": {"access_key": 1}}],
                        }
                    ]
                },
                "ray_cluster_config": {"head_group_spec": {}, "worker_group_specs": [{"min_replicas": 1}]},
            }
        },
    }
    assert problems({"dataartsfabric": {"endpoints": [entry]}}) == []
    named = {"dataartsfabric": {"endpoints": [dict(entry, region="cn-north-4")]}}
    assert problems(named)[0].startswith("dataartsfabric.endpoints[0].region: found a connection option")


# --- the published schema is the same check


def test_the_published_schema_is_up_to_date_and_standard():
    Draft202012Validator.check_schema(PUBLISHED)
    run = subprocess.run([*GENERATOR, "--check"], capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode()
    assert not {"remedy", "blamed", "uniqueKeys"} & set(_words(PUBLISHED))


def test_an_outdated_schema_is_noticed_and_renewed(tmp_path):
    target = tmp_path / "schema.json"
    target.write_text("{}\n", encoding="utf-8")
    command = [*GENERATOR, "--target", str(target)]
    outdated = subprocess.run([*command, "--check"], capture_output=True, text=True, check=False)
    assert (outdated.returncode, target.read_text(encoding="utf-8")) == (1, "{}\n")
    assert "is not up to date" in outdated.stderr
    subprocess.run(command, check=True)
    assert json.loads(target.read_text(encoding="utf-8")) == PUBLISHED


def _words(schema: Any) -> list[str]:
    if isinstance(schema, dict):
        return [*schema, *(word for inner in schema.values() for word in _words(inner))]
    return [word for inner in schema for word in _words(inner)] if isinstance(schema, list) else []


def test_every_option_is_described_for_editors():
    for definition in (*PUBLISHED["$defs"].values(),):
        assert [name for name, rule in definition["properties"].items() if not rule.get("description")] == []


def _places(value: Any, path: tuple = ()) -> list[tuple]:
    found = [path] if path else []
    if isinstance(value, dict):
        found += [place for name, inner in value.items() for place in _places(inner, (*path, name))]
    if isinstance(value, list):
        found += [place for index, inner in enumerate(value) for place in _places(inner, (*path, index))]
    return found


_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 70),
    st.floats(-1, 2),
    st.sampled_from(["", " ", "x", "absent", "never", "create_first", "sys:x", "volc:y", *HAZARDS]),
    st.just({}),
    st.just([]),
    st.just({"rpm": 1}),
    st.just([{"key": "only"}]),
)
_KEYS = st.sampled_from(["name", "endpoint_id", "state", "recreate", "rpm", "tags", "key", "other", "defaults", "wait"])


@st.composite
def changed_manifests(draw: st.DrawFn) -> Any:
    """The full manifest with up to three values replaced, taken out or added anywhere."""
    document = copy.deepcopy(FULL)
    for _number in range(draw(st.integers(1, 3))):
        *above, last = draw(st.sampled_from(_places(document)))
        container = document
        for part in above:
            container = container[part]
        kind = draw(st.sampled_from(["replace", "remove", "add"]))
        if kind == "replace":
            container[last] = copy.deepcopy(draw(_VALUES))
        elif kind == "remove":
            del container[last]
        elif isinstance(container, dict):
            container[draw(_KEYS)] = copy.deepcopy(draw(_VALUES))
        if not _places(document):
            break
    return document


@given(changed_manifests())
def test_the_role_and_the_published_schema_accept_the_same_manifests(document):
    found = [sentence for sentence in problems(document) if "again, as in" not in sentence]
    assert (found == []) is EDITOR.is_valid(document), found


# --- and the bulk module's own


def _module_accepts(options: dict) -> bool:
    try:
        argspec.checked_set(module_params(**options), ArkEndpoint)
    except BadInput:
        return False
    return True


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("project_name", ["p"]),
        ("prune_max", [-1, 0, 1, 2.0, 2.5]),
        ("concurrency", [0, 1, 64, 65]),
        ("requests_per_second", [-1.0, 0.0, 0.1]),
        ("wait_timeout", [-1, 0, 1, 1.0]),
        ("wait_interval", [-1.0, 0.0, 0.1]),
        ("prune_tags", [[{"key": "sys:a"}], [{"key": " "}], [{"key": "a", "value": "b"}, {"key": "a"}], []]),
    ],
)
def test_ranges_of_options_are_those_of_the_bulk_module(name, values):
    for value in values:
        assert _module_accepts({name: value}) is (problems(ark(**{name: value})) == []), value


def test_no_option_of_a_manifest_is_called_like_a_connection_option():
    for family in families.FAMILIES.values():
        names = {field.name for field in (*argspec.of_set(family), *families.entry_fields(family))}
        assert not names & families.connection_options(family).keys()
