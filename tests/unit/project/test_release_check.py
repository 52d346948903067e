# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tools/release_check.py says of a project that is ready, and of one that lacks one thing."""

from __future__ import annotations

import importlib.util
import io
import json
import pathlib
import tarfile

import pytest

from .files import ROOT

READY = {
    "galaxy.yml": "version: 1.2.3\n",
    "README.md": "ansible-galaxy collection install inference-endpoints-1.2.3.tar.gz\n",
    "docs/guide.md": "See inference-endpoints-1.2.3.tar.gz.\n",
    "CHANGELOG.md": "# Release Notes\n\n## v1\\.2\\.3\n\n## v1\\.2\\.2\n",
    "changelogs/changelog.yaml": "releases:\n  1.2.3:\n    release_date: '2026-01-02'\n",
}
TARBALL = (
    *("CHANGELOG.md", "LICENSE", "README.md", "changelogs/changelog.yaml", "meta/execution-environment.yml"),
    *("meta/runtime.yml", "plugins/modules/a.py", "requirements.txt", "roles/sandbox/files/requirements.txt"),
)


@pytest.fixture
def check(tmp_path):
    """Lays out a project with these files and this tarball, and gives what is said of it."""
    spec = importlib.util.spec_from_file_location("release_check", ROOT / "tools" / "release_check.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)

    def lay_out(files: dict, members=TARBALL, version: str = "1.2.3", link: str = "") -> list[str]:
        for name, content in {**READY, **files}.items():
            path = tmp_path / "project" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is not None:
                path.write_text(content, encoding="utf-8")
        (tmp_path / "project" / "changelogs" / "fragments").mkdir(exist_ok=True)
        return list(tool.problems(tmp_path / "project", pack(tmp_path, members, version, link)))

    return lay_out


def pack(folder: pathlib.Path, members, version: str, link: str) -> pathlib.Path:
    path = folder / f"inference-endpoints-{version}.tar.gz"
    contents = {**dict.fromkeys(members, b""), "MANIFEST.json": json.dumps({"collection_info": {"version": version}})}
    with tarfile.open(path, "w:gz") as archive:
        for name, content in contents.items():
            data = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        if link:
            member = tarfile.TarInfo(link)
            member.type, member.linkname = tarfile.SYMTYPE, "README.md"
            archive.addfile(member)
    return path


def test_what_is_ready_needs_no_words(check):
    assert check({}) == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"CHANGELOG.md": "## v1.2.30\n"}, "CHANGELOG.md: there is no section v1.2.3; make changelog"),
        ({"changelogs/changelog.yaml": None}, "changelogs/changelog.yaml: there is no release 1.2.3; make changelog"),
        ({"changelogs/changelog.yaml": ""}, "changelogs/changelog.yaml: there is no release 1.2.3; make changelog"),
        (
            {"changelogs/changelog.yaml": "releases:\n  1.2.3: {}\n"},
            "changelogs/changelog.yaml: release 1.2.3 has no release_date; make changelog",
        ),
        (
            {"changelogs/fragments/b.yml": "", "changelogs/fragments/a.yaml": ""},
            "changelogs/fragments: a.yaml, b.yml are in no release; make changelog",
        ),
        (
            {"README.zh-CN.md": "\ninference-endpoints-1.2.2.tar.gz\n"},
            "README.zh-CN.md, line 2: names the tarball of 1.2.2; that of 1.2.3",
        ),
        (
            {"docs/guide.md": "inference-endpoints-1.tar.gz"},
            "docs/guide.md, line 1: names the tarball of 1; that of 1.2.3",
        ),
    ],
)
def test_what_the_checkout_lacks_is_said_with_its_place(check, files, said):
    assert check(files) == [said]


def test_a_version_is_three_numbers(check):
    said = check({"galaxy.yml": "version: 1.2\n"}, version="1.2")
    assert "galaxy.yml: version is '1.2'; three whole numbers such as 1.2.3" in said


def test_a_tarball_of_another_version(check):
    assert check({}, version="1.2.2") == [
        "inference-endpoints-1.2.2.tar.gz: is not the tarball of 1.2.3; make build",
        "inference-endpoints-1.2.2.tar.gz: its manifest says version 1.2.2; 1.2.3, make build",
    ]


def test_what_the_tarball_lacks_or_has_too_much(check):
    surplus = ("plugins/modules/__pycache__/a.pyc", "tests/unit/a.py", ".venv/pyvenv.cfg", "docs/a.log")
    assert check({}, members=(*TARBALL[1:], *surplus), link="docs/b") == [
        "inference-endpoints-1.2.3.tar.gz: lacks CHANGELOG.md; see build_ignore in galaxy.yml",
        "inference-endpoints-1.2.3.tar.gz: has .venv/pyvenv.cfg, docs/a.log, plugins/modules/__pycache__/a.pyc,"
        " tests/unit/a.py; add them to build_ignore in galaxy.yml",
        "inference-endpoints-1.2.3.tar.gz: has links or devices, docs/b; plain files only",
    ]
