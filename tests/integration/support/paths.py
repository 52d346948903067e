# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things are."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SANDBOX_PACKAGE_PARENT = ROOT / "roles" / "sandbox" / "files"

#: Scripts of the environment that runs the tests, ansible-playbook among them.
BIN = Path(sys.executable).parent

sys.path.insert(0, str(ROOT / "tools"))
from link_tree import link_tree  # noqa: E402  (it lies in tools, which is no package)

#: The folder that holds ansible_collections/inference/endpoints.
COLLECTIONS = link_tree()
