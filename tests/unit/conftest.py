# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the collection and the sandbox's package importable, and the cases of hypothesis the same each time.

ansible-test puts the collection on the path itself. For plain pytest it is the link tree of tools/link_tree.py.
"""

from __future__ import annotations

import importlib.util
import os
import pathlib
import sys

from hypothesis import HealthCheck, settings

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

# Whether a merge is possible must not depend on luck or on a busy machine: "make fuzz" asks for other and more cases.
settings.register_profile(
    "endpoints",
    max_examples=30 * int(os.environ.get("FUZZ_TIMES", "1")),
    derandomize="FUZZ_TIMES" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
settings.load_profile("endpoints")
