# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark runs; of its figures only those that do not depend on the machine are held to a value."""

from __future__ import annotations

import pytest

from . import task_cost


@pytest.mark.timeout(600)
def test_task_cost(capsys):
    with capsys.disabled():
        print()
        task_cost.main()
    document = task_cost.json.loads(task_cost.RESULT.read_text(encoding="utf-8"))
    assert document["requests"]["ark_endpoint by id, nothing to do"] == ["GetEndpoint"]
    assert document["requests"]["ark_endpoint by name, nothing to do"] == ["ListEndpoints", "GetEndpoint"]
