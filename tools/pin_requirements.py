# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write constraints.txt: the exact release of everything that the development environment installs.

Usage: python tools/pin_requirements.py OLD_PYTHON NEW_PYTHON

OLD_PYTHON is a Python 3.11, NEW_PYTHON a 3.12. Both resolve the requirement files anew; where they differ
(ansible-core 2.20 and later need 3.12) the pin carries an environment marker.
"""

from __future__ import annotations

import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = ("requirements.txt", "requirements-dev.txt", "roles/sandbox/files/requirements.txt")
BOUNDARY = (3, 12)
HEADER = """\
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Made by "make pins" from: {sources}. Do not edit.
"""


def version_of(python: str) -> tuple[int, int]:
    """The (major, minor) version of an interpreter."""
    code = "import sys; print(*sys.version_info[:2])"
    major, minor = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    return int(major), int(minor)


def resolve(python: str) -> dict[str, str]:
    """What pip would install for the requirement files into an empty environment: normalised name to version."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, "-m", "venv", folder], check=True)
        report = pathlib.Path(folder, "report.json")
        command = [f"{folder}/bin/python", "-m", "pip", "install", "--quiet", "--dry-run", "--report", str(report)]
        for source in SOURCES:
            command += ["-r", str(ROOT / source)]
        subprocess.run(command, check=True)
        installs = json.loads(report.read_text(encoding="utf-8"))["install"]
    return {re.sub(r"[-_.]+", "-", item["metadata"]["name"]).lower(): item["metadata"]["version"] for item in installs}


def pins(old: dict[str, str], new: dict[str, str]) -> list[str]:
    """One line for each package and version, with a marker where only one of the two Pythons uses it."""
    lines = []
    for name in sorted({*old, *new}):
        if old.get(name) == new.get(name):
            lines.append(f"{name}=={old[name]}")
            continue
        for versions, relation in ((old, "<"), (new, ">=")):
            if name in versions:
                lines.append(f'{name}=={versions[name]} ; python_version {relation} "{BOUNDARY[0]}.{BOUNDARY[1]}"')
    return lines


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    old, new = arguments
    if not version_of(old) < BOUNDARY <= version_of(new):
        print(f"{old} must be older than Python 3.12 and {new} must not.", file=sys.stderr)
        return 2
    text = HEADER.format(sources=", ".join(SOURCES)) + "\n".join(pins(resolve(old), resolve(new))) + "\n"
    (ROOT / "constraints.txt").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
