# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What YAML files turn into, and what is said about those that are none."""

from __future__ import annotations

import datetime

import pytest
from ansible.plugins.filter.core import to_nice_yaml

from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest import variables
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.loader import (
    Unreadable,
    line_of,
    parse,
    read,
)

from .manifests import HAZARDS


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-1", -1),
        ("1.5", 1.5),
        ("0123", "0123"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("1e3", "1e3"),
        ("2026-01-01", "2026-01-01"),
        ("=", "="),
    ],
)
def test_only_what_is_plainly_a_number_is_one(text, value):
    parsed = parse(f"key: {text}", "m.yml").document["key"]
    assert parsed == value
    assert parsed.__class__ is type(value)


@pytest.mark.parametrize("text", HAZARDS)
def test_a_text_that_was_written_as_yaml_is_read_as_it_was(text):
    assert parse(to_nice_yaml({"key": text}), "m.yml").document == {"key": text}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "ark:\n  endpoints:\n    - name: a\n   - name: b\n",
            "m.yml, line 4: this is not valid YAML: while parsing a block mapping, ",
        ),
        ("a: 1\nb: [\n", "m.yml, line 3: this is not valid YAML: "),
        ("a: 1\n---\nb: 2\n", "m.yml, line 2: this is not valid YAML: "),
        (
            "ark:\n  wait: true\n  wait: false\n",
            "m.yml, line 3: found the key 'wait' again, as in line 2; each key once",
        ),
        ("ark:\n  yes: 1\n", "m.yml, line 2: found the key yes; a key that is a text, in quotes if need be"),
        (
            "ark:\n  {{ foo }}: 1\n",
            "m.yml, line 2: found {{, which begins a template; manifests are not templates; where one is needed, use a",
        ),
        ("ark:\n  wait: {{ foo['x'] }}\n", "m.yml, line 2: found {{, which begins a template; manifests are not"),
        ("ark:\n  {% if a %}\n", "m.yml, line 2: found {%, which begins a template; manifests are not templates"),
        ("'{{ a }}': 1\n'{{ a }}': 2\n", "m.yml, line 2: found the key '{{ a }}' again, as in line 1; each key once"),
        ("ark: '{{ a }}': 2\n", "m.yml, line 1: this is not valid YAML: "),
        (
            "a: !python/object:os.system {}\n",
            "m.yml, line 1: this is not valid YAML: could not determine a constructor",
        ),
        ("a: &a [{b: *a}]\n", "m.yml: an alias stands inside of what it stands for, so that there is no end of it"),
        ("a: \x00\n", "m.yml: this is not valid YAML: "),
        ("$ANSIBLE_VAULT;1.1;AES256\n3132\n", "m.yml: found a file that is encrypted with Ansible Vault; "),
        ("a: !vault |\n  abc\n", "m.yml, line 1: this is not valid YAML: found a value that is encrypted with Ansible"),
        (f"a: {'9' * 5000}\n", "m.yml: Exceeds the limit"),
        ("[" * 3000, "m.yml: it is nested more than 100 levels deep, so it is no manifest"),
        (f"{'[' * 100_000}{']' * 100_000}", "m.yml: it is nested more than 100 levels deep, so it is no manifest"),
    ],
)
def test_what_is_no_manifest_is_told_with_its_line(text, sentence):
    with pytest.raises(Unreadable) as caught:
        parse(text, "m.yml")
    assert str(caught.value).startswith(sentence)


def test_files_are_looked_for_in_the_folder_of_the_playbook(tmp_path):
    (tmp_path / "m.yml").write_text("\ufeffark: {}\n", encoding="utf-8")
    assert read("m.yml", str(tmp_path)).document == {"ark": {}}
    assert read(str(tmp_path / "m.yml"), "elsewhere").document == {"ark": {}}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing.yml", "missing.yml: No such file or directory (looked for "),
        (".", ".: Is a directory"),
        ("latin.yml", "latin.yml: byte 3 is not valid UTF-8; save the file as UTF-8"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, name, sentence):
    (tmp_path / "latin.yml").write_bytes(b"a: \xe9\n")
    with pytest.raises(Unreadable) as caught:
        read(name, str(tmp_path))
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("ark", 2),
        ("ark.endpoints[1].rate_limit.rpm", 7),
        ("ark.endpoints[1].unknown", 5),
        ("ark.endpoints[9]", 3),
        ("the manifest", 1),
    ],
)
def test_the_line_of_a_path(path, line):
    text = "---\nark:\n  endpoints:\n    - name: a\n    - name: b\n      rate_limit:\n        rpm: -1\n"
    assert line_of(parse(text, "m.yml").root, path) == line


def test_variables_are_a_manifest_too_and_their_templates_may_yield_texts():
    given = {
        "ark": {
            "wait": "no",
            "requests_per_second": "2.5",
            "endpoints": [{"name": "a", "rate_limit": {"rpm": "10"}, "description": datetime.date(2026, 1, 2)}],
        },
        "maas": {},
    }
    (found,) = variables.inline(given)
    assert found.document == {
        "ark": {
            "wait": False,
            "requests_per_second": 2.5,
            "endpoints": [{"name": "a", "rate_limit": {"rpm": 10}, "description": "2026-01-02"}],
        }
    }
    assert found.problem("ark.wait: found") == "fleet_ark.wait: found"


def test_variables_that_are_not_set_are_no_manifest():
    assert variables.inline({"ark": {}, "maas": {}}) == []
