# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell what a release still lacks: everything that must agree on the version, and what the tarball holds.

Usage: python tools/release_check.py TARBALL

Prints a line for each problem and ends with 1, or with 0 when there is none.
"""

from __future__ import annotations

import json
import pathlib
import re
import sys
import tarfile
from collections.abc import Iterator

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent

#: A release by semantic versioning, without the parts that Galaxy does not show by default.
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")

#: Without these a collection cannot be used, read or trusted.
NEEDED = {"CHANGELOG.md", "LICENSE", "README.md", "changelogs/changelog.yaml", "meta/execution-environment.yml"}
NEEDED |= {"meta/runtime.yml", "requirements.txt", "roles/sandbox/files/requirements.txt"}

#: What tools and tests leave or need; none of it is for users.
FORBIDDEN = re.compile(
    r"(^|/)(\.[^/]+|__pycache__|tests|tools|collections|build|venv|[^/]+\.(pyc|log|retry|orig|rej))(/|$)"
)


def problems(root: pathlib.Path, tarball: pathlib.Path) -> Iterator[str]:
    """All that is wrong, a sentence each, with the place and the remedy."""
    version = str(_yaml(root / "galaxy.yml")["version"])
    if not VERSION.fullmatch(version):
        yield f"galaxy.yml: version is {version!r}; three whole numbers such as 1.2.3"
    yield from _changelog(root, version)
    yield from _documents(root, version)
    yield from _tarball(tarball, version)


def _changelog(root: pathlib.Path, version: str) -> Iterator[str]:
    path = root / "changelogs" / "changelog.yaml"
    releases = (_yaml(path) or {}).get("releases", {}) if path.exists() else {}
    if version not in releases:
        yield f"changelogs/changelog.yaml: there is no release {version}; make changelog"
    elif not releases[version].get("release_date"):
        yield f"changelogs/changelog.yaml: release {version} has no release_date; make changelog"
    headings = (root / "CHANGELOG.md").read_text(encoding="utf-8").replace("\\", "").splitlines()  # it escapes points
    if f"## v{version}" not in headings:
        yield f"CHANGELOG.md: there is no section v{version}; make changelog"
    left = sorted(path.name for path in (root / "changelogs" / "fragments").glob("*.y*ml"))
    if left:
        yield f"changelogs/fragments: {', '.join(left)} are in no release; make changelog"


def _documents(root: pathlib.Path, version: str) -> Iterator[str]:
    for path in [*sorted(root.glob("README*.md")), *sorted((root / "docs").glob("*.md"))]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for named in re.findall(r"inference-endpoints-(\d[\w.+-]*?)\.tar\.gz", line):
                if named != version:
                    where = f"{path.relative_to(root).as_posix()}, line {number}"
                    yield f"{where}: names the tarball of {named}; that of {version}"


def _tarball(tarball: pathlib.Path, version: str) -> Iterator[str]:
    if not re.fullmatch(rf"[a-z0-9_]+-endpoints-{re.escape(version)}\.tar\.gz", tarball.name):
        yield f"{tarball.name}: is not the tarball of {version}; make build"
    with tarfile.open(tarball) as archive:
        files = {member.name for member in archive.getmembers() if member.isfile()}
        odd = sorted(member.name for member in archive.getmembers() if not (member.isfile() or member.isdir()))
        manifest = archive.extractfile("MANIFEST.json") if "MANIFEST.json" in files else None
        told = json.load(manifest)["collection_info"] if manifest else {}
    if told.get("version") != version:
        yield f"{tarball.name}: its manifest says version {told.get('version')}; {version}, make build"
    if missing := sorted(NEEDED - files):
        yield f"{tarball.name}: lacks {', '.join(missing)}; see build_ignore in galaxy.yml"
    if surplus := sorted(name for name in files if FORBIDDEN.search(name)):
        yield f"{tarball.name}: has {', '.join(surplus)}; add them to build_ignore in galaxy.yml"
    if odd:
        yield f"{tarball.name}: has links or devices, {', '.join(odd)}; plain files only"


def _yaml(path: pathlib.Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    found = list(problems(ROOT, pathlib.Path(arguments[0])))
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
