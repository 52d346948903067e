# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input: each mistake is one sentence with the path, what was found and what is allowed, and all come at once."""

from __future__ import annotations

import sys
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.inference.endpoints.plugins.module_utils._engine import schema
from ansible_collections.inference.endpoints.plugins.module_utils._engine.compiled_schema import plainly
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import MissingLibrary
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field, without_none
from ansible_collections.inference.endpoints.plugins.module_utils._http import transport
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint

MODEL = {"foundation_model": {"name": "m", "model_version": "1"}}
WAITS = {
    "wait_timeout": {"type": "integer", "exclusiveMinimum": 0},
    "wait_interval": {"type": "number", "exclusiveMinimum": 0},
}


def found(place: str = "", **options: Any) -> list[str]:
    declaration = argspec.endpoint_schema(ArkEndpoint)
    declaration["properties"].update(WAITS, **transport.RULES)
    return schema.problems(declaration, without_none(options), place)


@pytest.mark.parametrize(
    "options",
    [
        {"name": "n"},
        {"endpoint_id": "ep-1"},
        {"endpoint_id": "ep-1", "name": "other", "state": "absent"},
        {"name": "测试 🚀", "description": "", "tags": [], "model_unit_id": ""},
        {"name": "n", "model_reference": MODEL},
        {"name": "n", "model_reference": {"custom_model_id": "cm", "foundation_model": None}},
        {"name": "n", "rate_limit": {"rpm": 0, "tpm": None}},
        {"name": "n", "tags": [{"key": "sys", "value": "v"}, {"key": "Sys:x", "value": ""}]},
        {"name": "n", "recreate": "create_first"},
        {"name": "n", "recreate": "never", "state": "absent"},
        {"name": "n", "wait_interval": 0.001, "wait_timeout": 1, "max_retries": 0, "request_timeout": 0.1},
    ],
)
def test_good_input(options: dict) -> None:
    assert found(**options) == []


ONE_OF = "exactly one of custom_model_id and foundation_model"
NOT_EMPTY = "a text that is not empty"
PLATFORM = "a key that does not begin with sys: or volc:; those belong to the platform"


@pytest.mark.parametrize(
    ("options", "sentences"),
    [
        ({}, ["name: missing; name or endpoint_id is needed to say which endpoint is meant"]),
        ({"state": "absent"}, ["name: missing; name or endpoint_id is needed to say which endpoint is meant"]),
        ({"name": ""}, [f"name: found ''; {NOT_EMPTY}"]),
        ({"name": " \t　"}, [f"name: found ' \\t\\u3000'; {NOT_EMPTY}"]),
        ({"endpoint_id": ""}, ["endpoint_id: found ''; the id of an endpoint"]),
        ({"name": "n", "endpoint_id": " "}, ["endpoint_id: found ' '; the id of an endpoint"]),
        ({"name": "n", "project_name": ""}, [f"project_name: found ''; {NOT_EMPTY}"]),
        ({"name": "n", "model_reference": {}}, [f"model_reference: found nothing in it; {ONE_OF}"]),
        (
            {"name": "n", "model_reference": {"custom_model_id": None, "foundation_model": None}},
            [f"model_reference: found nothing in it; {ONE_OF}"],
        ),
        (
            {"name": "n", "model_reference": {"custom_model_id": "cm", **MODEL}},
            [f"model_reference: found custom_model_id, foundation_model; {ONE_OF}"],
        ),
        (
            {"name": "n", "model_reference": {"custom_model_id": ""}},
            [f"model_reference.custom_model_id: found ''; {NOT_EMPTY}"],
        ),
        (
            {"name": "n", "model_reference": {"foundation_model": {"name": " ", "model_version": ""}}},
            [
                f"model_reference.foundation_model.model_version: found ''; {NOT_EMPTY}",
                f"model_reference.foundation_model.name: found ' '; {NOT_EMPTY}",
            ],
        ),
        (
            {"name": "n", "model_reference": {"foundation_model": {"model_version": "1"}}},
            ["model_reference.foundation_model.name: missing; it is needed"],
        ),
        ({"name": "n", "moderation": {}}, ["moderation.strategy: missing; it is needed"]),
        ({"name": "n", "moderation": {"strategy": ""}}, [f"moderation.strategy: found ''; {NOT_EMPTY}"]),
        ({"name": "n", "rate_limit": {}}, ["rate_limit: found nothing in it; at least one of rpm and tpm"]),
        (
            {"name": "n", "rate_limit": {"rpm": None, "tpm": None}},
            ["rate_limit: found nothing in it; at least one of rpm and tpm"],
        ),
        ({"name": "n", "rate_limit": {"rpm": -1}}, ["rate_limit.rpm: found -1; a whole number of at least 0"]),
        ({"name": "n", "rate_limit": {"tpm": 1.5}}, ["rate_limit.tpm: found 1.5; a value of type integer"]),
        ({"name": "n", "rate_limit": {"tpm": "5"}}, ["rate_limit.tpm: found '5'; a value of type integer"]),
        ({"name": "n", "rate_limit": {"tpm": True}}, ["rate_limit.tpm: found True; a value of type integer"]),
        (
            {"name": "n", "rate_limit": {"rpm": 1, "ipm": 2}},
            ["rate_limit.ipm: found an unknown option; known are rpm, tpm"],
        ),
        ({"name": "n", "tags": [{"value": "v"}]}, ["tags[0].key: missing; it is needed"]),
        ({"name": "n", "tags": [{"key": ""}]}, [f"tags[0].key: found ''; {NOT_EMPTY}"]),
        ({"name": "n", "tags": [{"key": "a"}, {"key": "sys:x"}]}, [f"tags[1].key: found 'sys:x'; {PLATFORM}"]),
        ({"name": "n", "tags": [{"key": "volc:x"}]}, [f"tags[0].key: found 'volc:x'; {PLATFORM}"]),
        (
            {"name": "n", "tags": [{"key": "a"}, {"key": "b"}, {"key": "a"}, {"key": "a"}]},
            [
                "tags[2].key: 'a' again, as in [0]; each key at most once",
                "tags[3].key: 'a' again, as in [0]; each key at most once",
            ],
        ),
        ({"name": "n", "state": "gone"}, ["state: found 'gone'; one of present, started, stopped, absent"]),
        ({"name": "n", "wait_timeout": 0}, ["wait_timeout: found 0; a number above 0"]),
        ({"name": "n", "wait_interval": -0.5}, ["wait_interval: found -0.5; a number above 0"]),
        ({"name": "n", "wait_interval": float("nan")}, ["wait_interval: found nan; a finite number"]),
        ({"name": "n", "wait_interval": float("inf")}, ["wait_interval: found inf; a finite number"]),
        ({"name": "n", "request_timeout": 0.0}, ["request_timeout: found 0.0; a number above 0"]),
        ({"name": "n", "max_retries": -1}, ["max_retries: found -1; a whole number of at least 0"]),
        ({"name": "n\ud800"}, ["name: found 'n\\ud800'; a text that is valid Unicode"]),
        (
            {"name": "n", "tags": [{"key": "a"}, {"key": "b", "value": "\udcff"}]},
            ["tags[1].value: found '\\udcff'; a text that is valid Unicode"],
        ),
        ({"name": "n", "colour": "red"}, ["colour: found an unknown option; known are "]),
    ],
)
def test_bad_input(options: dict, sentences: list[str]) -> None:
    assert [text[: len(sentence)] for text, sentence in zip(found(**options), sentences)] == sentences
    assert len(found(**options)) == len(sentences)


def test_all_mistakes_are_told_at_once_and_in_order() -> None:
    assert found(
        name="",
        state="absent",
        recreate="create_first",
        rate_limit={"rpm": -1, "tpm": -2},
        tags=[{"key": "sys:a"}, {"key": "sys:a"}],
        wait_timeout=-1,
    ) == [
        f"name: found ''; {NOT_EMPTY}",
        "rate_limit.rpm: found -1; a whole number of at least 0",
        "rate_limit.tpm: found -2; a whole number of at least 0",
        f"tags[0].key: found 'sys:a'; {PLATFORM}",
        "tags[1].key: 'sys:a' again, as in [0]; each key at most once",
        f"tags[1].key: found 'sys:a'; {PLATFORM}",
        "wait_timeout: found -1; a number above 0",
    ]


def test_below_a_place_the_path_begins_with_it() -> None:
    assert found("endpoints[17]", name="n", rate_limit={"rpm": -1}) == [
        "endpoints[17].rate_limit.rpm: found -1; a whole number of at least 0"
    ]
    assert found("endpoints[17]") == [
        "endpoints[17].name: missing; name or endpoint_id is needed to say which endpoint is meant"
    ]


def test_a_long_value_is_cut() -> None:
    (sentence,) = found(name="n", rate_limit={"rpm": "9" * 500})
    assert sentence == f"rate_limit.rpm: found '{'9' * 76}...; a value of type integer"


@pytest.mark.parametrize(
    ("place", "path", "text"),
    [
        ("", [], "options"),
        ("", ["a"], "a"),
        ("", ["tags", 2, "key"], "tags[2].key"),
        ("endpoints[3]", ["name"], "endpoints[3].name"),
        ("endpoints", [0], "endpoints[0]"),
    ],
)
def test_paths(place: str, path: list, text: str) -> None:
    assert schema.dotted(place, path) == text


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema", None)
    with pytest.raises(MissingLibrary) as caught:
        found(name="")
    assert caught.value.library == "jsonschema"


def test_right_options_do_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema", None)
    assert found(name="n", model_reference=MODEL, tags=[{"key": "a", "value": "测试"}], rate_limit={"rpm": 0}) == []


def test_the_schema_is_itself_valid_and_forbids_what_the_table_does_not_know() -> None:
    from jsonschema import Draft202012Validator

    declaration = argspec.endpoint_schema(ArkEndpoint)
    Draft202012Validator.check_schema(declaration)
    assert declaration["additionalProperties"] is False
    assert set(declaration["properties"]) == set(argspec.endpoint_options(ArkEndpoint))


def test_a_bool_and_an_unbounded_int_of_a_table() -> None:
    table = (Field("flag", "Flag", "bool"), Field("size", "Size", "int"))
    assert schema.problems(schema.for_fields(table), {"flag": "x", "size": -1}) == [
        "flag: found 'x'; a value of type boolean"
    ]


ALIASED = (
    Field("text", "text", aliases=("remark",), most=3),
    Field("in", "in", "dict", members=(Field("a", "a", aliases=("b", "c")),)),
)


@pytest.mark.parametrize(
    ("values", "sentences"),
    [
        ({"text": "abc"}, []),
        ({"remark": "abc", "in": {"c": "x"}}, []),
        ({"remark": "abcd"}, ["remark: found 'abcd'; a text of 0 to 3 characters"]),
        ({"other": 1}, ["other: found an unknown option; known are in, remark, text"]),
        (
            {"remark": "a", "text": "a"},
            ["remark: found remark, text; only one of text and remark, which are two names of one option"],
        ),
        ({"in": {"b": "x", "c": "y"}}, ["in.c: found b, c; only one of b and c, which are two names of one option"]),
    ],
)
def test_an_option_has_all_its_names_and_is_given_under_one(values: dict, sentences: list[str]) -> None:
    declaration = schema.for_fields(ALIASED)
    assert schema.problems(declaration, values) == sentences
    assert plainly(declaration)(values) is (sentences == [])


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["key", "value", "rpm", "foundation_model", "name", "other"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["name", "state", "tags", "rate_limit", "model_reference", "moderation", "recreate", "odd"]),
        anything,
    )
)
def test_any_options_are_right_or_told_in_sentences(options: dict) -> None:
    for sentence in found(**options):
        path, _colon, rest = sentence.partition(": ")
        assert path
        assert rest
        sentence.encode()


right_or_wrong = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["n", "", "测试", "\ud800", 7]),
        "endpoint_id": st.sampled_from(["ep-1", " ", None]),
        "state": st.sampled_from(["present", "absent", "odd"]),
        "recreate": st.sampled_from(["never", "create_first"]),
        "rate_limit": st.dictionaries(
            st.sampled_from(["rpm", "tpm", "ipm"]), st.sampled_from([0, 1, -1, True, 1.0, 1.5, float("nan"), "1"])
        ),
        "tags": st.lists(
            st.dictionaries(st.sampled_from(["key", "value"]), st.sampled_from(["a", "b", "", "sys:a", "\udcff"]))
        ),
        "model_reference": st.dictionaries(
            st.sampled_from(["custom_model_id", "foundation_model"]),
            st.sampled_from(["cm", "", {"name": "m"}, {"model_version": "1"}, {}]),
        ),
        "wait_interval": st.sampled_from([1, 0.5, 0, float("inf"), True]),
    },
)


@given(right_or_wrong)
def test_the_quick_yes_is_never_wrong(options: dict) -> None:
    declaration = argspec.endpoint_schema(ArkEndpoint)
    declaration["properties"].update(WAITS)
    if plainly(declaration)(options):
        with mock.patch.object(schema, "plainly", return_value=lambda _values: False):
            assert schema.problems(declaration, options) == []
