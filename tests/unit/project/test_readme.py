# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""README.md and README.zh-CN.md say the same, and what the collection holds."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from .files import ROOT, module_names

ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
BOTH = {"README.md": ENGLISH, "README.zh-CN.md": CHINESE}

FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def without_comments(code: str) -> str:
    """Commands, without what stands behind them in the reader's language."""
    return re.sub(r"[ \t]*#.*", "", code)


def outline(text: str) -> list[str]:
    """What follows what: headings by level, code by language, tables by columns, paragraphs."""
    found = []
    for piece in re.split(r"\n{2,}", FENCED.sub(r"`\1`", re.sub(r"<!--.*?-->\n*", "", text, flags=re.DOTALL)).strip()):
        if piece.startswith("#"):
            found.append(piece.split(" ")[0])
        elif piece.startswith("|"):
            found.append(f"table of {piece.count(chr(10)) + 1} lines and {piece.splitlines()[1].count('-|')} columns")
        else:
            found.append(piece if re.fullmatch(r"`\w+`", piece) else "paragraph")
    return found


def test_they_have_the_same_outline():
    assert outline(CHINESE) == outline(ENGLISH)
    assert len(outline(ENGLISH)) >= 25


def test_they_have_the_same_commands_and_code():
    both = [[(kind, without_comments(code)) for kind, code in FENCED.findall(text)] for text in (CHINESE, ENGLISH)]
    assert both[0] == both[1]


def test_they_link_to_the_same_pages():
    chinese, english = (re.findall(r"\]\(([^)]+)\)", text) for text in (CHINESE, ENGLISH))
    assert ["README.md" if link == "README.zh-CN.md" else link for link in english] == chinese


def test_they_name_the_same_things():
    """Options, variables, modules and files, each as often."""
    chinese, english = (Counter(re.findall(r"`([^`\n]+)`", FENCED.sub("", text))) for text in (CHINESE, ENGLISH))
    assert chinese == english


@pytest.mark.parametrize("page", BOTH)
def test_the_two_commands_come_first(page):
    first = without_comments(FENCED.search(BOTH[page]).group(2)).split()
    assert first == "make demo make test".split()
    assert BOTH[page][: BOTH[page].index("```")].count("\n## ") == 0


@pytest.mark.parametrize("page", BOTH)
def test_all_content_is_named(page):
    plugins = [
        path.stem
        for kind in ("filter", "inventory", "lookup")
        for path in (ROOT / "plugins" / kind).glob("*.py")
        if path.stem != "__init__"
    ]
    roles = [path.name for path in (ROOT / "roles").iterdir() if (path / "meta").is_dir()]
    assert [name for name in (*module_names(), *plugins, *roles) if f"`{name}`" not in BOTH[page]] == []


def test_chinese_is_chinese():
    """No paragraph or heading was left as it was, and punctuation beside Chinese is Chinese."""
    prose = FENCED.sub("", re.sub(r"<!--.*?-->", "", CHINESE, flags=re.DOTALL))
    pieces = [piece for piece in re.split(r"\n{2,}", prose) if piece.strip() and not piece.startswith("[English]")]
    assert [piece for piece in pieces if not re.search(r"[\u4e00-\u9fff]", piece)] == []
    assert re.findall(r"[\u4e00-\u9fff][,;:!?]", prose) == []
