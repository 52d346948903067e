# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input: each mistake is one sentence with its path, what was found and what is expected, and all come at once."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.inference.endpoints.plugins.module_utils._engine import validation
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._http import transport
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.fabric import FabricEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint

MODEL = {"foundation_model": {"name": "m", "model_version": "1"}}
TABLE = (*argspec.declaration(ArkEndpoint), *argspec.WAIT, *transport.OPTIONS)


def found(place: str = "", **options: Any) -> list[str]:
    return validation.problems(TABLE, options, place)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"name": "n"},
        {"endpoint_id": "ep-1", "name": "other", "state": "absent"},
        {"name": "测试 🚀", "description": "", "tags": [], "model_unit_id": ""},
        {"name": "n", "description": " two\nlines "},
        {"name": "n", "model_reference": MODEL},
        {"name": "n", "model_reference": {"custom_model_id": "cm", "foundation_model": None}},
        {"name": "n", "rate_limit": {"rpm": 0, "tpm": None}},
        {"name": "n", "tags": [{"key": "sys", "value": "v"}, {"key": "Sys:x", "value": ""}]},
        {"name": "n", "tags": [{"key": " a ", "value": " b "}]},
        {"name": "n", "description": "*** not masked ***", "tags": [{"key": "a", "value": "*" * 20}]},
        {"name": "n", "recreate": "create_first"},
        {"name": "n", "wait_interval": 0.001, "wait_timeout": 1, "max_retries": 0, "request_timeout": 0.1},
    ],
)
def test_good_input(options: dict) -> None:
    assert found(**options) == []


ONE_OF = "exactly one of custom_model_id and foundation_model"
FILLED = "a text that is not empty"
TRIM = "no blanks or line ends around it, which the filter trim removes"
PLATFORM = "no sys: or volc: at its beginning, which belongs to the platform"
MASKED = "found a text that Ansible has masked; expected the text itself"
TAGS = "a list of mappings with key and value"


@pytest.mark.parametrize(
    ("options", "sentences"),
    [
        # Texts that name something.
        ({"name": ""}, [f"name: found ''; expected {FILLED}"]),
        ({"name": " \t　"}, [f"name: found ' \\t\\u3000'; expected {FILLED}"]),
        ({"name": "chat "}, [f"name: found 'chat '; expected {TRIM}"]),
        ({"endpoint_id": "ep-1\n"}, [f"endpoint_id: found 'ep-1\\n'; expected {TRIM}"]),
        ({"project_name": "\u00a0p"}, [f"project_name: found '\\xa0p'; expected {TRIM}"]),
        ({"model_unit_id": " mu"}, [f"model_unit_id: found ' mu'; expected {TRIM}"]),
        (
            {"model_reference": {"foundation_model": {"name": " ", "model_version": "250115\r\n"}}},
            [
                f"model_reference.foundation_model.name: found ' '; expected {FILLED}",
                f"model_reference.foundation_model.model_version: found '250115\\r\\n'; expected {TRIM}",
            ],
        ),
        # Masked texts, wherever they would be sent.
        ({"name": "********-chat"}, [f"name: {MASKED}"]),
        ({"description": "see VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}, [f"description: {MASKED}"]),
        ({"tags": [{"key": "a", "value": "********"}]}, [f"tags[0].value: {MASKED}"]),
        (
            {"model_reference": {"custom_model_id": "cm-****************"}},
            [f"model_reference.custom_model_id: {MASKED}"],
        ),
        # Choices, numbers and truth values.
        ({"state": "gone"}, ["state: found 'gone'; expected one of present, started, stopped, absent"]),
        ({"rate_limit": {"rpm": -1}}, ["rate_limit.rpm: found -1; expected a whole number of at least 0"]),
        ({"rate_limit": {"tpm": 1.5}}, ["rate_limit.tpm: found 1.5; expected a whole number of at least 0"]),
        ({"rate_limit": {"tpm": "5"}}, ["rate_limit.tpm: found '5'; expected a whole number of at least 0"]),
        ({"rate_limit": {"tpm": True}}, ["rate_limit.tpm: found true; expected a whole number of at least 0"]),
        (
            {"rate_limit": {"tpm": 10**30}},
            ["rate_limit.tpm: found a number that is too large or none at all; expected a whole number of at least 0"],
        ),
        ({"wait_timeout": 0}, ["wait_timeout: found 0; expected a whole number above 0, at most 1000000"]),
        ({"wait_interval": -0.5}, ["wait_interval: found -0.5; expected a number above 0, at most 1000000"]),
        (
            {"wait_interval": math.nan},
            [
                "wait_interval: found a number that is too large or none at all;"
                " expected a number above 0, at most 1000000"
            ],
        ),
        ({"max_retries": -1}, ["max_retries: found -1; expected a whole number of at least 0"]),
        ({"purge_tags": "no"}, ["purge_tags: found 'no'; expected true or false"]),
        # Mappings.
        ({"rate_limit": 60}, ["rate_limit: found 60; expected a mapping with at least one of rpm and tpm"]),
        ({"rate_limit": {}}, ["rate_limit: found none of rpm and tpm; expected at least one of them"]),
        ({"rate_limit": {"rpm": None}}, ["rate_limit: found none of rpm and tpm; expected at least one of them"]),
        ({"model_reference": {}}, [f"model_reference: found nothing in it; expected {ONE_OF}"]),
        ({"model_reference": "m"}, [f"model_reference: found 'm'; expected a mapping with {ONE_OF}"]),
        (
            {"model_reference": {"custom_model_id": "cm", **MODEL}},
            [f"model_reference: found custom_model_id and foundation_model; expected {ONE_OF}"],
        ),
        (
            {"model_reference": {"foundation_model": {"model_version": "1"}}},
            [f"model_reference.foundation_model.name: missing; expected {FILLED}"],
        ),
        ({"moderation": {}}, [f"moderation.strategy: missing; expected {FILLED}"]),
        # Lists.
        ({"tags": {"a": "b"}}, [f"tags: found a mapping with a; expected {TAGS}"]),
        ({"tags": ["a"]}, ["tags[0]: found 'a'; expected a mapping with key and value"]),
        ({"tags": [None]}, ["tags[0]: found nothing; expected a mapping with key and value"]),
        ({"tags": [{"value": "v"}]}, [f"tags[0].key: missing; expected {FILLED}"]),
        ({"tags": [{"key": "a"}, {"key": "sys:x"}]}, [f"tags[1].key: found 'sys:x'; expected {PLATFORM}"]),
        (
            {"tags": [{"key": "a"}, {"key": "b"}, {"key": "a"}]},
            ["tags[2].key: found 'a' again, as in tags[0]; expected each only once"],
        ),
        # What no request can carry.
        ({"name": "n\ud800"}, ["name: found 'n\\ud800'; expected a text that is valid Unicode"]),
        (
            {"tags": [{"key": "b", "value": "\udcff"}]},
            ["tags[0].value: found '\\udcff'; expected a text that is valid Unicode"],
        ),
        # Options that there are not.
        ({"model_referance": MODEL}, ["model_referance: unknown option; did you mean model_reference?"]),
        ({"rate_limit": {"rmp": 1, "tpm": 1}}, ["rate_limit.rmp: unknown option; did you mean rpm?"]),
        ({"rate_limit": {"rpm": 1, "colour": 2}}, ["rate_limit.colour: unknown option; expected one of rpm, tpm"]),
    ],
)
def test_bad_input(options: dict, sentences: list[str]) -> None:
    assert found(**options) == sentences


def test_all_mistakes_are_told_at_once_in_the_order_of_the_table() -> None:
    assert found(
        wait_timeout=-1,
        tags=[{"key": "sys:a"}, {"key": "sys:a"}],
        rate_limit={"tpm": -2, "rpm": -1},
        name="",
    ) == [
        f"name: found ''; expected {FILLED}",
        "rate_limit.rpm: found -1; expected a whole number of at least 0",
        "rate_limit.tpm: found -2; expected a whole number of at least 0",
        f"tags[0].key: found 'sys:a'; expected {PLATFORM}",
        f"tags[1].key: found 'sys:a'; expected {PLATFORM}",
        "tags[1].key: found 'sys:a' again, as in tags[0]; expected each only once",
        "wait_timeout: found -1; expected a whole number above 0, at most 1000000",
    ]


def test_what_there_is_is_listed_once_however_many_options_are_unknown() -> None:
    told = found(colour=1, shape=2, desciption="x")
    assert told[0].startswith("colour: unknown option; expected one of ca_path, content_generation, description, ")
    assert told[1:] == ["shape: unknown option", "desciption: unknown option; did you mean description?"]


def test_below_a_place_the_path_begins_with_it() -> None:
    (sentence,) = found("endpoints[17]", rate_limit={"rpm": -1})
    assert sentence.startswith("endpoints[17].rate_limit.rpm: ")


def test_a_long_value_is_cut() -> None:
    (sentence,) = found(rate_limit={"rpm": "9" * 500})
    assert sentence.startswith(f"rate_limit.rpm: found '{'9' * 76}...; ")


def test_a_secret_is_not_shown() -> None:
    table = (Field("token", secret=True),)
    assert validation.problems(table, {"token": 12}) == ["token: found what is not shown; expected a text"]
    assert validation.problems(table, {"token": "half \ud83d"}) == [
        "token: found half a character; expected a text that is valid Unicode"
    ]


ALIASED = (
    Field("text", aliases=("remark",), most=3),
    Field("in", kind="dict", members=(Field("a", aliases=("b", "c")),)),
)


@pytest.mark.parametrize(
    ("values", "sentences"),
    [
        ({"text": "abc"}, []),
        ({"remark": "abc", "in": {"c": "x"}}, []),
        ({"remark": "abcd"}, ["remark: found 'abcd'; expected a text of 0 to 3 characters"]),
        (
            {"remark": "a", "text": "a"},
            ["remark: found text and remark; expected only one of them, for they are names of one option"],
        ),
        (
            {"in": {"b": "x", "c": "y"}},
            ["in.c: found b and c; expected only one of them, for they are names of one option"],
        ),
    ],
)
def test_an_option_has_all_its_names_and_is_given_under_one(values: dict, sentences: list[str]) -> None:
    assert validation.problems(ALIASED, values) == sentences


def test_what_is_the_users_own_is_checked_for_what_no_request_carries() -> None:
    table = (Field("env", kind="map", values="str"), Field("any", kind="map"), Field("ids", kind="list", values="str"))
    assert validation.problems(table, {"env": {"A": "1", "B": None}, "any": {"a": [1, None]}, "ids": ["x"]}) == []
    assert validation.problems(
        table, {"env": {"A": 1}, "any": {"a": [{"b": "********"}, math.inf]}, "ids": ["x", 5, None]}
    ) == [
        "env.A: found 1; expected a text",
        f"any.a[0].b: {MASKED}",
        "any.a[1]: found inf; expected a finite number",
        "ids[1]: found 5; expected a text",
        "ids[2]: found nothing; expected a text",
    ]


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
KEYS = ["name", "state", "tags", "rate_limit", "model_reference", "moderation", "recreate", "odd", "config"]


@given(st.dictionaries(st.sampled_from(KEYS), anything), st.sampled_from([ArkEndpoint, FabricEndpoint]))
def test_any_options_are_right_or_told_in_sentences(options: dict, resource: Any) -> None:
    for convert in (validation.as_it_is, argspec.as_ansible_takes):
        for sentence in validation.problems(argspec.declaration(resource), options, convert=convert):
            path, _colon, rest = sentence.partition(": ")
            assert path
            assert rest
            sentence.encode()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"name": {"a": "b"}}, "name: found a mapping with a; expected a text that is not empty"),
        ({"description": ["a"]}, "description: found a list of 1; expected a text"),
        ({"ca_path": {}}, "ca_path: found an empty mapping; expected the path of a file"),
        ({"tags": [{"key": "k"}, {"key": "l", "value": {}}]}, "tags[1].value: found an empty mapping; expected a text"),
        (
            {"moderation": {"strategy": ["Basic"]}},
            "moderation.strategy: found a list of 1; expected a text that is not",
        ),
    ],
)
def test_a_structure_is_no_text(options, sentence):
    (told,) = validation.structured_texts(TABLE, options)
    assert told.startswith(sentence)


def test_what_is_no_structure_is_left_to_the_other_rules():
    good = {"name": 5, "tags": "k=v", "rate_limit": [], "unknown": {}, "moderation": None, "description": True}
    assert list(validation.structured_texts(TABLE, good)) == []
