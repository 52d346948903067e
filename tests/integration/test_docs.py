# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""README.md and docs/ say what is: playbooks run, and tests, links and make targets that are named exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from .support.paths import ROOT, SANDBOX_PACKAGE_PARENT

PAGES = [ROOT / "README.md", *(ROOT / "docs" / f"{name}.md" for name in ("rules", "troubleshooting", "extending"))]
MODEL = {"FoundationModel": {"Name": "doubao-1-5-pro-32k", "ModelVersion": "250115"}}


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_first_playbook(sandbox, playbooks):
    """As it stands, with credentials in the environment; the second time nothing changes."""
    first, _on_a_sandbox = blocks(ROOT / "README.md", "yaml")
    path = playbooks.write("first.yml", yaml.safe_load(first))
    changed = [playbooks.run_file(path, environment=sandbox.environment) for _turn in range(2)]
    assert [run.status for run in changed] == [0, 0], changed[-1].output
    assert [run["It exists, with these limits"]["changed"] for run in changed] == [True, False]
    made = sandbox.only("support-chat")
    assert made["ModelReference"] == MODEL
    assert made["Id"] in changed[0].output


@pytest.fixture
def own_folder(tmp_path):
    """A data folder for a sandbox that a playbook starts; the sandbox is stopped in the end."""
    yield tmp_path / "data"
    subprocess.run(
        [sys.executable, "-m", "cloud_sandbox", "stop", "--data-dir", str(tmp_path / "data")],
        cwd=SANDBOX_PACKAGE_PARENT,
        check=True,
        capture_output=True,
    )


def test_the_playbook_with_the_sandbox_role(playbooks, own_folder):
    """On a free port, in a folder of its own."""
    _first, on_a_sandbox = blocks(ROOT / "README.md", "yaml")
    path = playbooks.write("sandbox.yml", yaml.safe_load(on_a_sandbox))
    settings = {"sandbox_port": 0, "sandbox_data_dir": str(own_folder), "sandbox_lifetime_seconds": 120}
    extra = playbooks.write("settings.yml", settings)
    run = playbooks.run_file(path, "--extra-vars", f"@{extra}")
    assert run.status == 0, run.output
    assert run["An endpoint in the sandbox"]["endpoint"]["status"] == "Running"


def test_the_tests_behind_the_rules_exist():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "rules.md").read_text(encoding="utf-8"))
    assert len(named) > 20
    missing = [
        f"{path}::{test}"
        for path, test in named
        if not (ROOT / path).is_file() or f"def {test}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_targets_and_files_exist(page):
    text = page.read_text(encoding="utf-8")
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE))
    assert {target for target in targets if not re.search(rf"^{target}:", rules, re.MULTILINE)} == set()
    files = set(re.findall(r"`((?:plugins|roles|tests|meta|docs)/[\w./-]+)`", text))
    assert {file for file in files if not (ROOT / file).exists()} == set()


def test_the_codes_of_the_table_are_those_of_the_code():
    """Every code of our own is explained, and none is that does not exist."""
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "plugins" / "module_utils").rglob("*.py"))
    page = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
    ours = page[page.index("## Codes of this collection") : page.index("## Codes of the service")]
    explained = {
        code for line in ours.splitlines() for code in re.findall(r"`(\w+)`", line.split("|")[1] if "|" in line else "")
    }
    explained.discard("error_code")
    used = set(re.findall(r'code="(\w+)"', sources)) | set(re.findall(r'_no_answer\(\w+, [^"]*"(\w+)"', sources))
    used |= set(re.findall(r'_wait_failed\([^"]*"(\w+)"', sources)) | set(re.findall(r'code = "(\w+)"', sources))
    assert {code for code in explained if f'"{code}"' not in sources} == set()
    assert used <= explained
