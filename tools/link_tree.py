# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Give the checkout the name that Python and Ansible import it by.

Usage: python tools/link_tree.py

Both look for ansible_collections/inference/endpoints on a path. build/tree holds that name as a link to the
checkout, so what they load is always the working copy. The path of build/tree is printed.
"""

from __future__ import annotations

import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
TREE = ROOT / "build" / "tree"


def link_tree() -> pathlib.Path:
    """Make the link if it is not there, and return the folder that holds ansible_collections."""
    link = TREE / "ansible_collections" / "inference" / "endpoints"
    link.parent.mkdir(parents=True, exist_ok=True)
    try:
        link.symlink_to(os.path.relpath(ROOT, link.parent), target_is_directory=True)
    except FileExistsError:
        if not link.samefile(ROOT):
            raise
    return TREE


if __name__ == "__main__":
    print(link_tree())
