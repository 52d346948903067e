# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo from the endpoint to the answer: the router of the real litellm completes chats; no key is shown."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from ..support.paths import ROOT
from ..support.playbook import Playbooks

DEMO = ROOT / "docs" / "demo" / "from-endpoint-to-answer.yml"
PYTHON = os.environ.get("LITELLM_PYTHON", str(ROOT / "build" / "litellm" / "bin" / "python"))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_from_the_endpoint_to_the_answer(playbooks: Playbooks, tmp_path: Path) -> None:
    """Endpoints of three platforms answer through the router, and a stopped one is in it no more."""
    keys = tmp_path / "keys"
    keys.mkdir()
    given = json.dumps({"litellm_python": PYTHON, "folder_path": str(keys)})
    run = playbooks.run_file(DEMO, "-vvvv", "--extra-vars", given)
    assert run.status == 0, run.output

    asked = [task.result["stdout"] for task in run.tasks if task.name.startswith("Ask each model")]
    assert [sorted(json.loads(each)) for each in asked] == [
        ["DeepSeek-1", "chat-cn", "chat-sea"],
        ["DeepSeek-1", "chat-sea"],
    ]
    checks = [task for task in run.items if task.name == "Each endpoint answers"]
    assert [check.result["verdict"] for check in checks] == ["ok"] * 3

    made = {path.name: path.read_text(encoding="utf-8") for path in keys.glob("*.key")}
    assert set(made) == {"ark.key", "byteplus.key", "maas.key"}
    shown = [run.output, *(json.dumps(task.result) for task in (*run.tasks, *run.items))]
    shown += [path.read_text(encoding="utf-8") for path in keys.iterdir() if path.suffix != ".key"]
    assert [name for name, key in made.items() if any(key in text for text in shown)] == []
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in keys.glob("*.key*")} == dict.fromkeys(
        [*made, *(f"{name}.json" for name in made)], "0o600"
    )
    assert re.search(r"os\.environ/MAAS_API_KEY", (keys / "litellm.yml").read_text(encoding="utf-8"))
