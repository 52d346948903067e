# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Five hosts of one play that declare the same endpoint at the same time, on a service whose reads lag."""

from __future__ import annotations

import pytest

from .support.playbook import MODULE, SET

CHAT = {
    "name": "chat",
    "model_reference": {"foundation_model": {"name": "doubao-1-5-thinking-pro", "model_version": "250428"}},
}
HOSTS = {f"h{number}": {} for number in range(1, 6)}


@pytest.mark.parametrize(
    "embedded", [pytest.param(True, id="action"), pytest.param(False, id="process", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("task", [{MODULE: CHAT}, {SET: {"endpoints": [CHAT]}}], ids=["single", "set"])
def test_five_hosts_make_one_endpoint(sandbox, playbooks, task, embedded):
    sandbox.switch(list_lag_seconds=2, read_lag_seconds=1)
    run = playbooks.run(
        [{"name": "declare", "vars": {"inference_endpoints_embedded": embedded}, **task}],
        "--forks",
        "5",
        sandbox=sandbox,
        hosts=HOSTS,
    )
    assert sandbox.effects() == ["CreateEndpoint"]
    assert len(sandbox.endpoints()) == 1
    assert sorted(each.result["changed"] for each in run.tasks) == [False] * 4 + [True]
