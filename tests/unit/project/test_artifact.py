# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tarball that ansible-galaxy builds: what a user of the collection needs, and nothing else."""

from __future__ import annotations

import pathlib
import subprocess
import tarfile

import pytest

from .files import ROOT, module_names, tracked_files

TOP_LEVEL = {
    "CHANGELOG.md",
    "FILES.json",
    "LICENSE",
    "MANIFEST.json",
    "README.md",
    "README.zh-CN.md",
    "SECURITY.md",
    "changelogs",
    "docs",
    "extensions",
    "meta",
    "playbooks",
    "plugins",
    "requirements.txt",
    "roles",
}
LARGEST = 600 * 1024


@pytest.fixture(scope="module")
def artifact(tmp_path_factory):
    """The tarball of the checkout as it stands, with whatever caches and environments lie about in it."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        ["ansible-galaxy", "collection", "build", "--output-path", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (tarball,) = folder.glob("inference-endpoints-*.tar.gz")
    return tarball


@pytest.fixture(scope="module")
def members(artifact):
    with tarfile.open(artifact) as archive:
        return {pathlib.PurePosixPath(member.name) for member in archive.getmembers() if member.isfile()}


def test_it_is_small(artifact):
    assert artifact.stat().st_size < LARGEST


def test_its_top_level_is_what_is_expected(members):
    assert {member.parts[0] for member in members} == TOP_LEVEL


def test_it_holds_only_files_of_the_repository(members):
    tracked = {pathlib.PurePosixPath(path.relative_to(ROOT).as_posix()) for path in tracked_files()}
    made_by_build = {pathlib.PurePosixPath("MANIFEST.json"), pathlib.PurePosixPath("FILES.json")}
    assert members - tracked - made_by_build == set()


def test_all_modules_are_in_it(members):
    modules = {member.stem for member in members if member.match("plugins/modules/*.py")}
    assert modules - {"__init__"} == set(module_names())


def test_every_file_of_the_plugins_is_in_it(members):
    tracked = {path.relative_to(ROOT).as_posix() for path in tracked_files()}
    missing = {name for name in tracked if name.startswith("plugins/")} - {member.as_posix() for member in members}
    assert missing == set()
