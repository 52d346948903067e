# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation says what is: every page is followed from beginning to end, and what it names exists.

A page is followed with the collection installed from its tarball, against a sandbox. docs/events.md is followed by
``controller_plugins/test_rulebook.py``, since it needs Java.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from .support.guide import Reader, blocks
from .support.paths import ROOT

ROOT_PAGES = ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "SECURITY.md")
GUIDES = sorted((ROOT / "docs").glob("*.md"))
PAGES = [*(ROOT / name for name in ROOT_PAGES), *GUIDES]
#: README.zh-CN.md has the same commands and code as README.md, to which tests/unit/project/test_readme.py holds it.
FOLLOWED = [
    page
    for page in PAGES
    if page.name not in ("events.md", "README.zh-CN.md")
    and any(block.kind in ("file", "commands") for block in blocks(page))
]

#: Every reason for a block that is not run. A new one is added here on purpose, or the block is made to run.
WHY_NOT_RUN = {
    "Terraform and Pulumi are not among the tools that the tests install": 1,
}

#: Files for a form of a controller, which a test of their own looks at.
FOR_A_FORM = ("credential-type/inputs.yml", "credential-type/injectors.yml")

SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "plugins" / "module_utils").rglob("*.py"))


def name_of(page: Path) -> str:
    """What a test is called after."""
    return page.name


# --- following a page


@pytest.mark.slow
@pytest.mark.timeout(1200)  # a page is up to twenty runs of ansible-playbook
@pytest.mark.parametrize("page", FOLLOWED, ids=name_of)
def test_a_reader_gets_there(page, reader: Reader, sandbox, tarball):
    """Files are written, commands run, and what they print is as the page says."""
    if page.parent == ROOT:  # such a page takes an account for granted; every guide starts a sandbox of its own
        reader.environment.update(sandbox.environment)
    if page.name == "CONTRIBUTING.md":
        reader.environment["PWD"] = str(ROOT)
        del reader.environment["TMPDIR"]  # tests within a test: their sockets' paths would get too long
    if "collection install" not in page.read_text(encoding="utf-8"):
        install = ["ansible-galaxy", "collection", "install", str(tarball)]
        subprocess.run(install, env=reader.environment, check=True, capture_output=True)
    reader.follow(page)
    assert reader.done


# --- what blocks there are


def test_there_is_something_to_follow():
    assert len(FOLLOWED) >= 10


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_block_says_what_it_is(page):
    found = blocks(page)
    assert [f"line {block.line}" for block in found if not block.kind] == []
    assert page.read_text(encoding="utf-8").count("```") == 2 * len(found)


def test_what_is_not_run_has_a_reason_and_is_little():
    reasons = [block.value for page in PAGES for block in blocks(page) if block.kind == "not run"]
    assert {reason: reasons.count(reason) for reason in reasons} == WHY_NOT_RUN


@pytest.mark.parametrize("page", FOLLOWED, ids=name_of)
def test_every_file_is_used_and_told_by_its_name(page):
    """A command or another file names it, and so does the text, since the comment is not to be seen."""
    found = blocks(page)
    text = page.read_text(encoding="utf-8")
    unused, untold = [], []
    for block in found:
        if block.kind == "file":
            others = " ".join(other.text for other in found if other is not block)
            last = block.value.rpartition("/")[2]
            if last not in others and last.rpartition(".")[0] not in others and block.value not in FOR_A_FORM:
                unused.append(block.value)
            if f"`{block.value}`" not in text:
                untold.append(block.value)
    assert (unused, untold) == ([], [])


def titled_how(page: Path) -> bool:
    """Whether a page is a guide, which answers a question."""
    return "\n# How do I " in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", [page for page in GUIDES if titled_how(page)], ids=name_of)
def test_a_guide_starts_afresh_fits_on_two_screens_and_ends_with_what_was_proven(page):
    text = page.read_text(encoding="utf-8")
    assert "ansible-playbook inference.endpoints.sandbox" in text
    assert re.findall(r"^## (.+)$", text, re.MULTILINE)[-1] in ("What was proven", "What you have seen")
    assert len(text.split()) <= 800


# --- what pages name


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!\w+:)([^)#]*)(?:#([^)]*))?\)", text)
    broken = []
    for link, anchor in links:
        target = (page.parent / link).resolve() if link else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(f"{link}#{anchor}")
    assert broken == []


def anchors(page: Path) -> set[str]:
    """The anchors that a forge makes from the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_guide_is_in_the_list():
    """docs/README.md is the table of contents of the site as well."""
    listed = set(re.findall(r"\]\(([\w-]+\.md)\)", (ROOT / "docs" / "README.md").read_text(encoding="utf-8")))
    assert listed == {page.name for page in GUIDES} - {"README.md"}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_make_targets_and_files_exist(page):
    text = page.read_text(encoding="utf-8")
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE))
    assert {target for target in targets if not re.search(rf"^{target}:", rules, re.MULTILINE)} == set()
    files = set(re.findall(r"`((?:plugins|roles|tests|meta|docs|tools|changelogs)/[\w./-]+)`", text))
    assert {file for file in files if not (ROOT / file).exists()} == set()


def test_the_tests_behind_the_rules_exist():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "rules.md").read_text(encoding="utf-8"))
    assert len(named) > 20
    missing = [
        f"{path}::{test}"
        for path, test in named
        if not (ROOT / path).is_file() or f"def {test}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert missing == []


# --- tables


def test_the_codes_of_the_table_are_those_of_the_code():
    """Every code of our own is explained, and none is that does not exist."""
    page = (ROOT / "docs" / "error-codes.md").read_text(encoding="utf-8")
    ours = page[page.index("## Codes of this collection") : page.index("## Frequent codes of the service")]
    explained = {
        code for line in ours.splitlines() for code in re.findall(r"`(\w+)`", line.split("|")[1] if "|" in line else "")
    }
    explained.discard("error_code")
    used = set(re.findall(r'code="(\w+)"', SOURCES)) | set(re.findall(r'_no_answer\(\w+, [^"]*"(\w+)"', SOURCES))
    used |= set(re.findall(r'_wait_failed\([^"]*"(\w+)"', SOURCES)) | set(re.findall(r'code = "(\w+)"', SOURCES))
    assert {code for code in explained if f'"{code}"' not in SOURCES} == set()
    assert used <= explained


def rows(page: str, first_heading: str) -> list[list[str]]:
    """The rows of the table whose first column has this heading."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    lines = text[text.index(f"| {first_heading} |") :].splitlines()
    table = lines[2 : next(number for number, line in enumerate(lines) if not line.startswith("|"))]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table]


def test_the_attributes_compared_with_terraform_are_the_managed_ones_of_the_field_table():
    """Names, and what can be changed in place."""
    from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import CHANGEABLE, FIXED, Field
    from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import FIELDS

    how = {CHANGEABLE: "in place", FIXED: "`recreate`"}

    def named(fields: tuple[Field, ...], path: str = "", role: Any = None) -> list[tuple[str, str]]:
        found = []
        for field in fields:
            its = role or field.role
            name = f"{path}{field.name}"
            if field.members:
                found += named(field.members, f"{name}.", its)
            elif its in how:
                found.append((f"`{name}`", how[its]))
        return found

    assert [(row[0], row[-1]) for row in rows("which-tool.md", "Attribute")] == named(FIELDS)


def test_the_arithmetic_of_a_fleet():
    """Calls follow from the endpoints, and times from the calls and the rate in the heading of the column."""
    seconds = {"s": 1, "min": 60, "h": 3600, "days": 86400}
    cost = {
        "nothing": lambda endpoints: endpoints // 100,
        "1 % changed": lambda endpoints: endpoints // 100 + 3 * endpoints // 100,
        "all created": lambda endpoints: endpoints,
    }
    table = rows("speed.md", "Endpoints of an account")
    assert len(table) == 6
    for endpoints, what, calls, *times in table:
        said = int(calls.split()[0].replace(",", ""))
        assert said == cost[what.split(":")[0]](int(endpoints.replace(",", ""))), (endpoints, what)
        for rate, time in zip((2, 5, 20), times, strict=True):
            number, unit = time.split()
            assert float(number) * seconds[unit] == pytest.approx(said / rate, rel=0.15), (endpoints, what, time)


def test_a_controller_injects_what_the_modules_read():
    """The credential type of docs/credentials.md: every field is used, and every variable is one that is looked at."""
    found = {
        block.value: yaml.safe_load(block.text)
        for block in blocks(ROOT / "docs" / "credentials.md")
        if block.kind == "file"
    }
    inputs, injectors = (found[name] for name in FOR_A_FORM)
    fields = {field["id"] for field in inputs["fields"]}
    assert set(inputs["required"]) <= fields
    assert {name for value in injectors["env"].values() for name in re.findall(r"\w+", value)} == fields
    from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.connection import SITES

    looked_at = {name for site in SITES.values() for family in site.families for name in family}
    looked_at |= {name for site in SITES.values() for name in site.region_variables}
    assert {name for name in injectors["env"] if name not in looked_at and f'"{name}"' not in SOURCES} == set()
    secret = {field["id"] for field in inputs["fields"] if field.get("secret")}
    assert secret == {"secret_key", "session_token"}
