# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the guides get from the forge into the documentation site; "make docs" shows that it builds."""

from __future__ import annotations

import importlib.util
import re

import pytest

from .files import ROOT, load_yaml


@pytest.fixture(scope="module")
def guides():
    """The extension of Sphinx, which lies beside its configuration."""
    spec = importlib.util.spec_from_file_location("guides", ROOT / "docs" / "docsite" / "guides.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_page_is_in_one_group(guides):
    listed = [name for _heading, names in guides.groups() for name in names]
    assert sorted(listed) == sorted(guides.pages())
    assert len(listed) > 12


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("[a](fleets.md)", "[a](fleets.md)"),
        ("[a](fleets.md#pruning)", "[a](fleets.md#pruning)"),
        ("[a](#pruning)", "[a](#pruning)"),
        ("[a](../roles/sandbox/README.md#switches)", "[a](role-sandbox.md#switches)"),
        ("[a](../README.md)", "[a](REPOSITORY/blob/main/README.md)"),
        ("[a](../roles)", "[a](REPOSITORY/tree/main/roles)"),
        ("[a](https://example.org/b.md)", "[a](https://example.org/b.md)"),
        ("```text\n[a](../README.md)\n```", "```text\n[a](../README.md)\n```"),
        ("<!--\na licence\n-->\n# A", "# A"),
        ("<!-- file: a/b.yml -->\n```yaml\nb: 1\n```", "```{code-block} yaml\n:caption: a/b.yml\n\nb: 1\n```"),
        ("<!-- output -->\n```text\nok\n```", "```text\nok\n```"),
        ("```mermaid\na --> b\n```", "```text\na --> b\n```"),
    ],
)
def test_what_becomes_of_markdown(there, here, guides):
    repository = load_yaml("galaxy.yml")["repository"]
    assert guides.in_the_site(there, ROOT / "docs" / "rules.md") == here.replace("REPOSITORY", repository)


def test_code_is_the_same_on_the_site(guides):
    for path in guides.pages().values():
        text = path.read_text(encoding="utf-8")
        shown = guides.in_the_site(text, path)
        code = re.findall(r"^```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        assert [block for block in code if block not in shown] == []


def test_the_options_of_the_event_source_are_shown(guides):
    page = guides.pages()["events"]
    shown = guides.in_the_site(page.read_text(encoding="utf-8"), page)
    assert "```{eval-rst}\n\n.. list-table::\n" in shown
    assert shown.count('<div class="ansibleOptionAnchor" id="parameter-') > 20
    assert ":ansible-option-default-bold:`Default:` :ansible-option-default:`60`\n" in shown
    assert ":ansible-option-type:`list` / :ansible-option-elements:`elements=str`\n" in shown


def test_the_inventory_is_one_that_intersphinx_reads(guides):
    head, packed = guides.inventory().split(b"zlib.\n", 1)
    assert head.startswith(b"# Sphinx inventory version 2\n")
    lines = guides.zlib.decompress(packed).decode().splitlines()
    assert [line for line in lines if not re.fullmatch(r"\w+ std:(label|envvar) -1 [\w/.#-]+ .+", line)] == []
    assert len(lines) == len(guides.OUTSIDE)
