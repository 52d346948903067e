# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demos that no other test runs; each starts sandboxes of its own and checks itself."""

from __future__ import annotations

import pytest

from .support.paths import ROOT
from .support.playbook import Playbooks

pytestmark = [pytest.mark.slow, pytest.mark.timeout(280)]


@pytest.mark.parametrize("name", ["rolling", "two-sites"])
def test_a_demo_runs_and_shows_no_secret(playbooks: Playbooks, name: str) -> None:
    run = playbooks.run_file(ROOT / "docs" / "demo" / f"{name}.yml", "-vvv")
    assert run.status == 0, run.output
    assert "demo-secret" not in run.output
