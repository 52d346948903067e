# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret is left in a result, whatever both are; a result without one stays as it is."""

from __future__ import annotations

import datetime

import pytest
from ansible.module_utils.common.parameters import remove_values
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.inference.endpoints.plugins.module_utils._task.masking import masked

TEXTS = st.text('ab"\\\n\x00é\u2028\ud83d😀1.ne', max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


@given(VALUES, st.sets(TEXTS.filter(bool), max_size=3))
@example("a 😀 b", {"😀"})
@example(float("nan"), {"nan"})
@example(1e22, {"+22"})
def test_a_result_is_masked_as_ansible_masks_it(value, secrets):
    kept = {"changed": True, "msg": None}
    # repr, since a NaN is not equal to itself
    assert repr(masked({"value": value, **kept}, secrets)) == repr({"value": remove_values(value, secrets), **kept})


def test_what_has_no_secret_is_not_copied():
    result = {"endpoints": [{"name": "chat"}]}
    assert masked(result, {"S3CRET"}) is result


@pytest.mark.parametrize("value", [{"S3CRET"}, [datetime.date(2026, 12, 1), "S3CRET"], b"S3CRET"])
def test_what_json_cannot_say_is_masked_as_well(value):
    assert "S3CRET" not in str(masked({"value": value}, {"S3CRET"}))


def test_a_result_may_be_nested_deeply():
    value: list = ["S3CRET"]
    for _level in range(100_000):
        value = [value]
    found = masked({"value": value}, {"S3CRET"})["value"]
    while isinstance(found, list):
        (found,) = found
    assert found == "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
