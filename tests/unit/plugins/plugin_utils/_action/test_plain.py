# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What crosses the border into a task: plain JSON values."""

from __future__ import annotations

import datetime
import json

import pytest
from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.inference.endpoints.plugins.plugin_utils._action.plain import plain


class Text(str):
    """A text with something attached to it."""


class Number(int):
    """A number with something attached to it."""


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        7,
        1.5,
        "思 {{ x }}",
        wrap_var("{{ x }}"),
        Text("a"),
        Number(7),
        {Text("a"): [Text("b"), (Number(1), None)]},
        wrap_var({"a": ["{{ b }}"]}),
    ],
)
def test_a_value_is_the_same_and_of_pythons_own_types(value):
    def types(one) -> set[type]:
        inner = [*one, *one.values()] if isinstance(one, dict) else one if isinstance(one, list) else []
        return {type(one)}.union(*map(types, inner))

    told = plain(value)
    assert told == json.loads(json.dumps(value))
    assert types(told) <= {type(None), bool, int, float, str, list, dict}


class Vaulted:
    """As ansible-core 2.18 has vaulted text: decrypted when it is needed."""

    __ENCRYPTED__ = True

    def __str__(self) -> str:  # pylint: disable=invalid-str-returned
        return Text("secret")


def test_vaulted_text_is_opened():
    told = plain({"a": Vaulted()})
    assert (told, type(told["a"])) == ({"a": "secret"}, str)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"a": [datetime.date(2026, 1, 2)]}, "a value that JSON has no type for"),
        ({"a": {1: "b"}}, "a key that is no text"),
        (b"a", "a value that JSON has no type for"),
        (object(), "a value that JSON has no type for"),
    ],
)
def test_what_json_has_no_words_for_is_refused(value, words):
    with pytest.raises(TypeError, match=words):
        plain(value)
