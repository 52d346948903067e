# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the collection and the sandbox's package importable, whichever way the tests are started.

ansible-test puts the collection on the path itself. For plain pytest it is the link tree of tools/link_tree.py.
"""

from __future__ import annotations

import importlib.util
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def collection_is_importable() -> bool:
    """Whether something else has already given the collection its name."""
    try:
        return importlib.util.find_spec("ansible_collections.inference.endpoints") is not None
    except ModuleNotFoundError:
        return False


sys.path.insert(0, str(ROOT / "roles" / "sandbox" / "files"))
if not collection_is_importable():
    sys.path.insert(0, str(ROOT / "tools"))
    from link_tree import link_tree

    sys.path.insert(0, str(link_tree()))
