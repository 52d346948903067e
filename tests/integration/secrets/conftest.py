# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox that wants the canaries."""

from __future__ import annotations

import pytest

from ..support.sandbox import Sandbox
from .keys import ACCESS_KEY, SECRET_KEY, SESSION_TOKEN


@pytest.fixture
def guarded(sandbox: Sandbox) -> Sandbox:
    sandbox.configure(access_key=ACCESS_KEY, secret_key=SECRET_KEY, session_token=SESSION_TOKEN)
    return sandbox
