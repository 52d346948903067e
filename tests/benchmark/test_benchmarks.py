# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmarks run; of their figures only those that do not depend on the machine are held to a value."""

from __future__ import annotations

import sys

import pytest

from . import fleet, task_cost

pytestmark = pytest.mark.slow


@pytest.mark.timeout(600)
def test_task_cost(capsys):
    with capsys.disabled():
        print()
        task_cost.main()
    document = task_cost.json.loads(task_cost.RESULT.read_text(encoding="utf-8"))
    assert document["requests"]["ark_endpoint by id, nothing to do"] == ["GetEndpoint"]
    assert document["requests"]["ark_endpoint by name, nothing to do"] == ["ListEndpoints", "GetEndpoint"]


def test_a_set_and_its_page(tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- figures -->\nold\n<!-- end of figures -->\nafter\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["fleet.py", "--sizes", "3", "--repeat", "1", "--sweep", "0", "--page", str(page)])
    fleet.main()
    text = page.read_text(encoding="utf-8")
    assert "| List calls when there is nothing to do | 1 |" in text
    assert "old" not in text
    assert text.startswith("before\n<!-- figures -->\n")
    assert text.endswith("\n<!-- end of figures -->\nafter\n")


def test_shards_are_projects_of_their_own_and_are_added_up():
    class Stage:
        plays: list[tuple[str, int]] = []

        def play(self, tasks, declared):
            (options,) = tasks[0].values()
            self.plays.append((options["project_name"], len(declared)))
            return fleet.Measured(1.0, 0.5, 0.25, 50.0 + len(self.plays), {"ListEndpoints": 10})

    done = fleet.in_shards(Stage(), 10_000, 10)
    assert Stage.plays == [(f"shard-{number}", 1000) for number in range(10)]
    assert done == (10.0, 5.0, 2.5, 60.0, {"ListEndpoints": 100})
