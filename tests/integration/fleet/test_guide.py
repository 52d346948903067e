# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/fleets.md: every playbook in it works, and the manifests in it come to what it says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ansible_collections.inference.endpoints.plugins.filter.fleet_manifest import fleet_manifest

from ..support.paths import ROOT
from ..support.playbook import Playbooks, Run
from ..support.sandbox import WRITES, Sandbox

GUIDE = (ROOT / "docs" / "fleets.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```yaml\n(.*?)```", GUIDE, re.DOTALL))


def lay_out(folder: Path) -> None:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def limits(sandbox: Sandbox) -> dict[str, tuple]:
    return {one["Name"]: (one["RateLimit"]["Rpm"], one["RateLimit"]["Tpm"]) for one in sandbox.endpoints()}


def tags_of(one: dict) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in one["Tags"] if not tag["Key"].startswith("sys:")}


def test_every_block_of_yaml_is_a_file_that_this_test_uses():
    assert GUIDE.count("```yaml\n") == len(FILES)
    assert sorted(FILES) == sorted(
        "fleet.yml production.yml check-manifests.yml prune.yml export.yml apply.yml fleet/base.yml"
        " fleet/production.yml fleet/regions.yml".split()
    )


def test_the_manifest_over_two_sites_is_two_sets(tmp_path):
    lay_out(tmp_path)
    found = fleet_manifest(["fleet/regions.yml"], {}, str(tmp_path))
    assert found["errors"] == []
    assert [(each["label"], len(each["endpoints"])) for each in found["families"]] == [
        ("site volcengine, region cn-beijing", 1),
        ("site byteplus, region ap-southeast-1", 1),
    ]


@pytest.mark.slow
def test_the_guide_from_beginning_to_end(sandbox, playbooks: Playbooks):
    lay_out(playbooks.folder)

    def run(name: str, *arguments: str) -> Run:
        done = playbooks.run_file(playbooks.folder / name, *arguments, environment=sandbox.environment)
        assert done.status == 0, done.output
        return done

    run("fleet.yml")
    assert limits(sandbox) == {
        "chat-prod": (600, 100000),
        "chat-small": (60, 100000),
        "search-blue": (600, 100000),
        "search-green": (600, 100000),
    }
    blue = sandbox.only("search-blue")
    assert blue["Status"] == "Stopped"
    assert tags_of(blue) == {"managed-by": "fleet", "team": "search"}
    assert sandbox.only("search-green")["Status"] == "Running"

    run("check-manifests.yml")
    run("production.yml", "--check")
    report = json.loads((playbooks.folder / "reports" / "fleet-report.json").read_text(encoding="utf-8"))
    assert (report["check_mode"], report["families"]["ark"]["summary"]["updated"]) == (True, 4)
    run("production.yml")
    assert limits(sandbox) == {
        "chat-prod": (1200, 200000),
        "chat-small": (60, 200000),
        "search-blue": (600, 200000),
        "search-green": (600, 200000),
    }
    assert sandbox.only("search-blue")["Status"] == "Running"

    mark = sandbox.mark()
    run("export.yml")
    run("apply.yml", "--check")
    run("apply.yml")
    assert not set(sandbox.calls(after=mark)) & set(WRITES)

    (playbooks.folder / "fleet" / "base.yml").write_text(
        FILES["fleet/base.yml"].replace("    - name: chat-small\n      rate_limit:\n        rpm: 60\n", ""),
        encoding="utf-8",
    )
    run("prune.yml")
    assert sorted(limits(sandbox)) == ["chat-prod", "search-blue", "search-green"]
