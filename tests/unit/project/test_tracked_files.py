# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for every file of the repository."""

from __future__ import annotations

import re

import pytest

from .files import ROOT, tracked_files

# Formats in which a licence header can stand. An __init__.py that ansible-test wants empty is let through by its size.
WITH_HEADER = {".cfg", ".css", ".ini", ".j2", ".js", ".py", ".sh", ".sql", ".toml", ".txt", ".yaml", ".yml"}
GENERATED = {"changelogs/changelog.yaml"}

# A machine's own folders. Written with brackets, or this file would break its own rule.
MACHINE_PATH = re.compile(r"(?<![\w.~}\])-])/(wor[k]|roo[t]|far[m])(?![\w-])")


def text_of(path):
    """A file's text, or None when it is not text."""
    content = path.read_bytes()
    return None if b"\0" in content else content.decode("utf-8")


@pytest.fixture(scope="module")
def texts():
    found = {path.relative_to(ROOT).as_posix(): text_of(path) for path in tracked_files()}
    assert "galaxy.yml" in found
    return {name: text for name, text in found.items() if text is not None}


def test_source_files_say_what_licence_they_are_under(texts):
    missing = [
        name
        for name, text in texts.items()
        if ("." + name.rpartition(".")[2] in WITH_HEADER or name.endswith(("Makefile", ".ci/run")))
        and text.strip()
        and name not in GENERATED
        and "SPDX-License-Identifier: GPL-3.0-or-later" not in "\n".join(text.splitlines()[:12])
    ]
    assert missing == []


def test_no_file_names_a_path_of_the_machine_it_was_written_on(texts):
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def test_files_end_with_one_newline_and_have_no_carriage_returns(texts):
    odd = [name for name, text in texts.items() if text and ("\r" in text or not text.endswith("\n"))]
    assert odd == []
