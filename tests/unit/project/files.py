# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests about the project itself look at: its root, its YAML files, its modules, its tracked files."""

from __future__ import annotations

import os
import pathlib
import subprocess

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]


def load_yaml(path: str) -> dict:
    """The content of a YAML file, its path given from the root."""
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def module_names() -> list[str]:
    """The modules of the collection, by file name."""
    return sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py") if path.stem != "__init__")


def tracked_files() -> list[pathlib.Path]:
    """Files that git tracks or would track; those deleted but not yet committed are left out."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    return [path for name in listing.split(b"\0") if name and (path := ROOT / os.fsdecode(name)).is_file()]
