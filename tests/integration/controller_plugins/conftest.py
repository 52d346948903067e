# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives tests the commands of a controller."""

from __future__ import annotations

import pytest

from ..support.sandbox import Sandbox
from .controller import Controller


@pytest.fixture
def controller(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Controller:
    """Commands that find the sandbox, and the way into it, in their environment.

    Their folder has a short name: ansible-core 2.21 makes a socket in it for each playbook, whose path may have no more
    than a hundred characters or so.
    """
    return Controller(tmp_path_factory.mktemp("c"), sandbox.environment)
