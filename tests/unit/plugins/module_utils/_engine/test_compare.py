# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Desired against actual: what counts as a difference, and what an update, a diff and a recreate are made of."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.inference.endpoints.plugins.module_utils._engine import compare
from ansible_collections.inference.endpoints.plugins.module_utils._engine import merge as merging
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import FIELDS, ArkEndpoint

FOUNDATION = {"foundation_model": {"name": "m", "model_version": "1"}}


def observed(**changes: Any) -> dict:
    """An endpoint as it is read, with these attributes otherwise."""
    base = ArkEndpoint().shape(
        {
            "name": "n",
            "project_name": "default",
            "model_reference": FOUNDATION,
            "rate_limit": {"rpm": 10, "tpm": 5},
            "tags": [{"key": "a", "value": "1"}, {"key": "b", "value": ""}],
        }
    )
    return {**base, **changes}


def update_values(desired: dict, present: dict) -> dict:
    return merging.update_values(FIELDS, compare.against(FIELDS, desired, present, {}), present)


def paths(desired: dict, present: dict) -> list[str]:
    return [difference.path for difference in compare.differences(FIELDS, desired, present)]


BASE_SHOWN = {"custom_model_id": "cm-1", "foundation_model": {"name": "m", "model_version": "1"}}
UNSET_MODEL = {"custom_model_id": "", "foundation_model": {"name": "", "model_version": None}}


@pytest.mark.parametrize(
    ("desired", "present", "differing"),
    [
        # Unmentioned is unmanaged.
        ({}, {}, []),
        ({"name": "n"}, {"description": "whatever"}, []),
        # Texts: missing, null and empty are the same.
        ({"description": ""}, {"description": None}, []),
        ({"description": ""}, {"description": ""}, []),
        ({"description": ""}, {"description": "d"}, ["description"]),
        ({"description": "d"}, {"description": None}, ["description"]),
        ({"description": "D"}, {"description": "d"}, ["description"]),
        ({"description": "d "}, {"description": "d"}, ["description"]),
        ({"model_unit_id": ""}, {"model_unit_id": None}, []),
        ({"model_unit_id": "mu-1"}, {"model_unit_id": ""}, ["model_unit_id"]),
        # Every endpoint has a name, a project and a model, so an answer without says nothing.
        ({"name": "x"}, {"name": None}, []),
        ({"name": "x"}, {"name": "y"}, ["name"]),
        ({"project_name": "p"}, {"project_name": None}, []),
        ({"project_name": "p"}, {"project_name": "q"}, ["project_name"]),
        ({"model_reference": FOUNDATION}, {"model_reference": None}, []),
        # Dicts: member by member; 0 is a number and not nothing.
        ({"rate_limit": {"rpm": 10}}, {}, []),
        ({"rate_limit": {"rpm": 11}}, {}, ["rate_limit.rpm"]),
        ({"rate_limit": {"rpm": 11, "tpm": 6}}, {}, ["rate_limit.rpm", "rate_limit.tpm"]),
        ({"rate_limit": {"rpm": 0}}, {"rate_limit": None}, ["rate_limit.rpm"]),
        ({"rate_limit": {"rpm": 0}}, {"rate_limit": {"rpm": None, "tpm": 5}}, ["rate_limit.rpm"]),
        ({"moderation": {"strategy": "Basic"}}, {"moderation": None}, ["moderation.strategy"]),
        ({"moderation": {"strategy": "Basic"}}, {"moderation": {"strategy": "Basic", "new": 1}}, []),
        # Exactly one kind of model rules.
        ({"model_reference": FOUNDATION}, {}, []),
        ({"model_reference": {"foundation_model": {"name": "m"}}}, {}, []),
        (
            {"model_reference": {"foundation_model": {"name": "m", "model_version": "2"}}},
            {},
            ["model_reference.foundation_model.model_version"],
        ),
        (
            {"model_reference": {"foundation_model": {"name": "o", "model_version": "2"}}},
            {},
            ["model_reference.foundation_model.name", "model_reference.foundation_model.model_version"],
        ),
        ({"model_reference": {"custom_model_id": "cm-1"}}, {}, ["model_reference"]),
        ({"model_reference": {"custom_model_id": "cm-1"}}, {"model_reference": BASE_SHOWN}, []),
        (
            {"model_reference": {"custom_model_id": "cm-2"}},
            {"model_reference": BASE_SHOWN},
            ["model_reference.custom_model_id"],
        ),
        ({"model_reference": FOUNDATION}, {"model_reference": BASE_SHOWN}, ["model_reference"]),
        ({"model_reference": FOUNDATION}, {"model_reference": {**FOUNDATION, "custom_model_id": ""}}, []),
        # Every endpoint has a model and a project, so one that is shown empty says nothing.
        ({"model_reference": FOUNDATION}, {"model_reference": UNSET_MODEL}, []),
        ({"project_name": "default"}, {"project_name": ""}, []),
        # Tags: a set.
        ({"tags": [{"key": "b", "value": ""}, {"key": "a", "value": "1"}]}, {}, []),
        ({"tags": [{"key": "b"}, {"key": "a", "value": "1"}]}, {}, []),
        ({"tags": [{"key": "a", "value": "1"}]}, {}, ["tags"]),
        ({"tags": [{"key": "A", "value": "1"}, {"key": "b", "value": ""}]}, {}, ["tags"]),
        ({"tags": []}, {}, ["tags"]),
        ({"tags": []}, {"tags": []}, []),
        ({"tags": []}, {"tags": None}, []),
        ({"tags": [{"key": "a", "value": "1"}]}, {"tags": [{"key": "a", "value": "1", "new": 1}]}, []),
        # What is read-only is never compared.
        ({"status": "Stopped", "endpoint_id": "other"}, {}, []),
    ],
)
def test_differences(desired: dict, present: dict, differing: list[str]) -> None:
    assert paths(desired, observed(**present)) == differing


#: Fields that answers may leave out although they are set.
UNREAD = (
    Field("text", "text", unread=True),
    Field("flag", "flag", "bool", unread=True),
    Field("mounts", "mounts", "list", unread=True, key="path", members=(Field("path", "path"),)),
    Field("log", "log", "dict", unread=True, members=(Field("on", "on", "bool", absent=False), Field("to", "to"))),
    Field("pool", "pool", "dict", members=(Field("spec", "spec"), Field("note", "note", unread=True))),
)


@pytest.mark.parametrize(
    ("desired", "present", "differing", "unverified"),
    [
        *(({"text": "x"}, {"text": shown}, [], ["text"]) for shown in (None, "")),
        *(({"mounts": [{"path": "/a"}]}, {"mounts": shown}, [], ["mounts"]) for shown in (None, [])),
        *(({"log": {"on": True}}, {"log": shown}, [], ["log"]) for shown in (None, {}, {"on": None, "to": ""})),
        *(({"pool": {"note": "x"}}, {"pool": {"spec": "s", "note": shown}}, [], ["pool.note"]) for shown in (None, "")),
        ({"flag": True}, {"flag": None}, [], ["flag"]),
        # What is shown counts, be it false; and what is set can be cleared.
        ({"flag": True}, {"flag": False}, ["flag"], []),
        ({"text": "x"}, {"text": "y"}, ["text"], []),
        ({"text": ""}, {"text": "y"}, ["text"], []),
        ({"mounts": []}, {"mounts": [{"path": "/a"}]}, ["mounts"], []),
        ({"log": {"to": ""}}, {"log": {"on": False, "to": "y"}}, ["log.to"], []),
        ({"log": {"on": True}}, {"log": {"on": False, "to": ""}}, ["log.on"], []),
        ({"pool": {"note": ""}}, {"pool": {"note": "y"}}, ["pool.note"], []),
        # A field that every answer shows is cleared where it is shown empty.
        ({"pool": {"spec": "s"}}, {"pool": {"spec": ""}}, ["pool.spec"], []),
    ],
)
def test_what_is_shown_empty_is_unread_as_what_is_not_shown(
    desired: dict, present: dict, differing: list[str], unverified: list[str]
) -> None:
    assert [found.path for found in compare.differences(UNREAD, desired, present)] == differing
    assert compare.unverified(UNREAD, desired, present) == unverified


def test_what_is_unread_is_no_part_of_a_view() -> None:
    empty = {"text": "", "mounts": [], "log": {}, "flag": None, "pool": {"spec": "s", "note": ""}}
    assert set(compare.view(UNREAD, empty)) == {"pool"}
    assert compare.view(UNREAD, {"flag": False}) == {"flag": False}


def test_a_difference_tells_both_values() -> None:
    (found,) = compare.differences(FIELDS, {"model_reference": {"custom_model_id": "cm-1"}}, observed())
    assert str(found) == "model_reference: found m 1, expected cm-1"
    (found,) = compare.differences(FIELDS, {"rate_limit": {"rpm": 0}}, observed())
    assert str(found) == "rate_limit.rpm: found 10, expected 0"
    assert found.field.name == "rate_limit"


@pytest.mark.parametrize(
    ("purge", "declared", "wanted"),
    [
        (True, [{"key": "c", "value": "3"}], [("c", "3")]),
        (False, [{"key": "c", "value": "3"}], [("a", "1"), ("b", ""), ("c", "3")]),
        (False, [{"key": "a", "value": "2"}], [("a", "2"), ("b", "")]),
        (False, [], [("a", "1"), ("b", "")]),
        (True, [], []),
    ],
)
def test_tags_that_are_not_purged_stay(purge: bool, declared: list, wanted: list) -> None:
    found = compare.complete(FIELDS, {"tags": declared}, observed(), {"purge_tags": purge})
    assert [(tag["key"], tag["value"]) for tag in found["tags"]] == wanted


def test_tags_that_are_not_mentioned_are_not_completed() -> None:
    assert compare.complete(FIELDS, {"name": "n"}, observed(), {"purge_tags": False}) == {"name": "n"}


def test_a_view_has_what_is_set_and_writable() -> None:
    shown = observed(
        description="",
        moderation={"strategy": None},
        model_reference=BASE_SHOWN,
        rate_limit={"rpm": 0, "tpm": None, "ipm": 3},
        status="Running",
    )
    assert compare.view(FIELDS, shown) == {
        "name": "n",
        "project_name": "default",
        "model_reference": {"custom_model_id": "cm-1"},
        "rate_limit": {"rpm": 0},
        "tags": [{"key": "a", "value": "1"}, {"key": "b", "value": ""}],
    }
    assert compare.view(FIELDS, {}) == {}


@pytest.mark.parametrize(
    ("base", "over", "result"),
    [
        ({"rate_limit": {"rpm": 1, "tpm": 2}}, {"rate_limit": {"rpm": 3}}, {"rate_limit": {"rpm": 3, "tpm": 2}}),
        ({}, {"rate_limit": {"rpm": 3}}, {"rate_limit": {"rpm": 3}}),
        ({"description": "d"}, {"description": ""}, {"description": ""}),
        ({"tags": [{"key": "a", "value": "1"}]}, {"tags": []}, {"tags": []}),
        ({"name": "n", "description": "d"}, {"name": "o"}, {"name": "o", "description": "d"}),
        ({"model_reference": FOUNDATION}, {"model_reference": {"custom_model_id": "c"}}, None),
        # The same model keeps the version that is not mentioned; another model must not inherit it.
        (
            {"model_reference": FOUNDATION},
            {"model_reference": {"foundation_model": {"name": "m"}}},
            {"model_reference": FOUNDATION},
        ),
        ({"model_reference": FOUNDATION}, {"model_reference": {"foundation_model": {"name": "o"}}}, None),
    ],
)
def test_merging(base: dict, over: dict, result: dict | None) -> None:
    assert merging.merge(FIELDS, base, over) == (over if result is None else result)


@pytest.mark.parametrize(
    ("desired", "values"),
    [
        ({}, {}),
        ({"name": "n"}, {}),
        ({"name": "o", "description": ""}, {"name": "o"}),
        ({"rate_limit": {"rpm": 11}}, {"rate_limit": {"rpm": 11, "tpm": 5}}),
        ({"rate_limit": {"rpm": 10}}, {}),
        ({"moderation": {"strategy": "Basic"}}, {"moderation": {"strategy": "Basic"}}),
        ({"tags": []}, {"tags": []}),
        ({"project_name": "other", "model_unit_id": "mu"}, {}),
    ],
)
def test_an_update_carries_what_differs_and_its_companions(desired: dict, values: dict) -> None:
    assert update_values(desired, observed()) == values


def test_without_a_present_value_a_companion_is_not_invented() -> None:
    for absent in (None, {"rpm": None, "tpm": None}, {"rpm": 5, "tpm": None}):
        found = update_values({"rate_limit": {"rpm": 11}}, observed(rate_limit=absent))
        assert found == {"rate_limit": {"rpm": 11}}


# --- laws

text = st.text("ab:", max_size=3)
filled = st.text("ab", min_size=1, max_size=2)
tag_list = st.lists(st.fixed_dictionaries({"key": filled, "value": text}), max_size=4, unique_by=lambda tag: tag["key"])
declaration = st.fixed_dictionaries(
    {},
    optional={
        "name": filled,
        "description": text,
        "project_name": filled,
        "model_unit_id": text,
        "model_reference": st.fixed_dictionaries({"custom_model_id": filled})
        | st.fixed_dictionaries(
            {"foundation_model": st.fixed_dictionaries({"name": filled}, optional={"model_version": filled})}
        ),
        "moderation": st.fixed_dictionaries({"strategy": filled}),
        "rate_limit": st.fixed_dictionaries({"rpm": st.integers(0, 3)}, optional={"tpm": st.integers(0, 3)})
        | st.fixed_dictionaries({"tpm": st.integers(0, 3)}),
        "tags": tag_list,
    },
)


@given(declaration, declaration)
def test_what_is_merged_is_there(base: dict, over: dict) -> None:
    assert compare.differences(FIELDS, over, merging.merge(FIELDS, base, over)) == []


@given(declaration)
def test_merging_with_itself_or_nothing_changes_nothing(values: dict) -> None:
    assert merging.merge(FIELDS, values, values) == values
    assert merging.merge(FIELDS, values, {}) == values
    assert merging.merge(FIELDS, {}, values) == values


@given(declaration, declaration)
def test_merging_keeps_what_is_not_mentioned(base: dict, over: dict) -> None:
    merged = merging.merge(FIELDS, base, over)
    assert {name: merged[name] for name in base if name not in over} == {
        name: base[name] for name in base if name not in over
    }


@given(declaration)
def test_nothing_differs_from_itself_as_it_is_read(values: dict) -> None:
    assert compare.differences(FIELDS, values, ArkEndpoint().shape(values)) == []


@given(declaration, declaration)
def test_what_is_not_mentioned_does_not_differ(desired: dict, present: dict) -> None:
    found = {difference.field.name for difference in compare.differences(FIELDS, desired, present)}
    assert found <= set(desired)


@given(declaration, declaration)
def test_an_update_leaves_no_difference_that_can_be_changed(desired: dict, present: dict) -> None:
    shown = ArkEndpoint().shape(present)
    updated = {**shown, **ArkEndpoint().shape(update_values(desired, shown))}
    updated = {name: updated[name] if name in update_values(desired, shown) else shown[name] for name in shown}
    left = compare.differences(FIELDS, desired, updated)
    assert {difference.field.role for difference in left} <= {"fixed"}
    assert not set(update_values(desired, updated))


@given(tag_list, tag_list, st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_tags_means_nothing(wanted: list, present: list, random: Any, purge: bool) -> None:
    shuffled = list(wanted)
    random.shuffle(shuffled)
    found = [
        compare.complete(FIELDS, {"tags": tags}, {"tags": list(present)}, {"purge_tags": purge})
        for tags in (wanted, shuffled)
    ]
    assert found[0] == found[1]
    assert paths({"tags": shuffled}, {"tags": wanted}) == []


@given(declaration)
def test_a_view_of_what_was_declared_declares_the_same(values: dict) -> None:
    shown = ArkEndpoint().shape(values)
    assert compare.differences(FIELDS, compare.view(FIELDS, shown), shown) == []
    assert compare.view(FIELDS, compare.view(FIELDS, shown)) == compare.view(FIELDS, shown)
