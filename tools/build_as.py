# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the collection's tarball under any namespace.

Usage: python tools/build_as.py NAMESPACE FOLDER

galaxy.yml, imports, names of plugins and paths carry the namespace. This rewrites all of them in a clean copy of what
git tracks, and builds that. The checkout stays as it is. Authors, licence headers and the repository keep their names.
"""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
OWN = "inference"

#: What Galaxy takes for a namespace.
NAMESPACE = re.compile(r"[a-z][a-z0-9_]+")

#: The namespace where it is a part of a name: inference.endpoints.fleet, ansible_collections/inference/endpoints,
#: inference-endpoints-0.2.0.tar.gz. Not that of the contributors, nor of the repository inference-endpoints/….
NAMED = re.compile(
    rf"(?<![\w/-]){OWN}(?=\\?\.endpoints\b(?! contributors))"
    rf"|(?<=group/){OWN}(?=\.endpoints\b)"
    rf"|(?<=ansible_collections/){OWN}(?=/endpoints\b)"
    rf"|(?<=ansible_collections\.){OWN}(?=\.endpoints\b)"
    rf"|\b{OWN}(?=-endpoints-\d)"
    rf"|(?<=^namespace: ){OWN}$",
    re.MULTILINE,
)


def rename(text: str, namespace: str) -> str:
    """The text of a file, for a collection of this namespace."""
    return NAMED.sub(namespace, text)


def build(namespace: str, folder: pathlib.Path) -> None:
    """Build from a clean copy that carries the namespace."""
    with tempfile.TemporaryDirectory() as temporary:
        subprocess.run([str(ROOT / "tools" / "clean_tree.sh"), temporary], check=True)
        copy = pathlib.Path(temporary) / "ansible_collections" / OWN / "endpoints"
        for path in copy.rglob("*"):
            if path.is_file() and ".git" not in path.relative_to(copy).parts:
                text = path.read_text(encoding="utf-8")
                path.write_text(rename(text, namespace), encoding="utf-8")
        subprocess.run(
            ["ansible-galaxy", "collection", "build", "--force", "--output-path", str(folder), str(copy)], check=True
        )


def main(arguments: list[str]) -> int:
    if len(arguments) != 2 or not NAMESPACE.fullmatch(arguments[0]):
        print(__doc__, file=sys.stderr)
        return 2
    build(arguments[0], pathlib.Path(arguments[1]).resolve())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
