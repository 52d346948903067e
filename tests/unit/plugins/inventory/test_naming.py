# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of hosts and variables from names that anybody may have given to an endpoint."""

from __future__ import annotations

import re

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import Refused
from ansible_collections.inference.endpoints.plugins.module_utils._engine.wording import as_text
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.naming import (
    Seen,
    host_names,
    is_usable,
    variable_names,
)


def seen(*pairs: tuple[str, str | None], source: int = 0) -> list[Seen]:
    return [Seen(source, {"endpoint_id": endpoint_id, "name": name}) for endpoint_id, name in pairs]


@pytest.mark.parametrize(
    "name",
    [
        "chat",
        "chat-prod_2.1",
        "智能客服",
        "نقطة",
        "обслуживание",
        "한국어",
        "ไทย",
        "हिन्दी",
        "e\u0301",
        "🚀",
        "👩\u200d💻",
        "0123",
    ],
)
def test_letters_of_any_script_can_name_a_host(name):
    assert is_usable(name)
    assert host_names(seen(("ep-1", name)), "name") == ([name], [])


@pytest.mark.parametrize(
    "name",
    [
        None,
        "",
        "a b",
        "a\u00a0b",
        "a\nb",
        "a\x00b",
        "a\u202eb",  # turns the direction of writing
        "\ufeffa",
        "\ud800",
        "all",
        "ungrouped",
        "localhost",
        "127.0.0.1",
        "::1",
        "a:b",
        "a,b",
        "a[1:3]",
        "!a",
        "~a",
        "&a",
        "a*",
        "a?",
        "@a",
        "-a",
        ".a",
        "../a",
        "a/b",
        "a\\b",
        "{{ a }}",
        "{% a %}",
        "a#b",
        "a=b",
    ],
)
def test_what_means_something_to_ansible_or_cannot_be_seen_does_not(name):
    assert not is_usable(name)
    (host,), (note,) = host_names(seen(("ep-1", name)), "name")
    assert host == "ep-1"
    assert note == f"names that cannot be a host's; their hosts are named by id: {as_text(name)} of ep-1"


def test_a_name_of_several_goes_to_none_of_them():
    found = seen(("ep-1", "chat"), ("ep-2", "search"), ("ep-3", "chat"))
    names, (note,) = host_names(found, "name")
    assert names == ["ep-1", "search", "ep-3"]
    assert note == "names that several endpoints bear; their hosts are named by id: 'chat' of ep-1, ep-3"
    assert host_names(list(reversed(found)), "name")[0] == ["ep-3", "search", "ep-1"]


def test_a_name_that_is_the_id_of_another_is_not_used():
    names, notes = host_names(seen(("ep-1", "ep-2"), ("ep-2", "chat")), "name")
    assert (names, len(notes)) == (["ep-1", "chat"], 1)


def test_by_id():
    assert host_names(seen(("ep-1", "chat"), ("ep-2", "chat")), "endpoint_id") == (["ep-1", "ep-2"], [])


def test_one_id_in_two_places_makes_two_hosts():
    found = seen(("ep-1", "chat")) + seen(("ep-1", "search"), source=1)
    names, (note,) = host_names(found, "endpoint_id")
    assert names == ["ep-1_source1", "ep-1_source2"]
    assert note.endswith("whose hosts end in the source's number: ep-1")


@pytest.mark.parametrize("endpoint_id", ["../x", "all", "a b"])
def test_an_id_that_cannot_name_a_host_is_refused(endpoint_id):
    with pytest.raises(Refused, match=re.escape(repr(endpoint_id))):
        host_names(seen((endpoint_id, "chat")), "name")


def test_a_long_list_is_cut():
    _names, (note,) = host_names(seen(*((f"ep-{number:02}", "a b") for number in range(12))), "name")
    assert note.endswith("'a b' of ep-08, 'a b' of ep-09 and 2 more")


@pytest.mark.parametrize(
    ("prefix", "attribute", "variable"),
    [
        ("ark_", "name", "ark_name"),
        ("ark_", "odd-Member.x", "ark_odd_Member_x"),
        ("ark_", "字段", "ark___"),
        ("", "status", "status"),
        ("", "endpoint_id", "endpoint_id"),
        # What is a keyword of plays, a function of templates, a magic variable or a setting keeps the prefix.
        ("", "name", "ark_name"),
        ("", "tags", "ark_tags"),
        ("", "environment", "ark_environment"),
        ("", "lookup", "ark_lookup"),
        ("", "hostvars", "ark_hostvars"),
        ("", "inventory_hostname", "ark_inventory_hostname"),
        ("", "ansible_connection", "ark_ansible_connection"),
        ("", "class", "ark_class"),
        ("", "2nd", "ark_2nd"),
    ],
)
def test_variables_have_names_that_are_nothing_else(prefix, attribute, variable):
    assert variable_names([attribute], prefix, "ark_") == {attribute: variable}


def test_two_attributes_never_share_a_variable():
    names = variable_names(["a_b", "a-b", "a.b"], "ark_", "ark_")
    assert names == {"a_b": "ark_a_b", "a-b": "ark_a_b_", "a.b": "ark_a_b__"}
