# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection under another namespace, as "make build NAMESPACE=acme" builds it: it runs without its own name."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from .support.paths import BIN, ROOT
from .support.playbook import Playbooks

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_the_demo_runs_under_another_namespace(tmp_path, playbooks: Playbooks):
    environment = {
        **playbooks.environment(),
        "ANSIBLE_COLLECTIONS_PATH": str(tmp_path / "collections"),
        "PATH": f"{BIN}:/usr/bin:/bin",
    }
    dist = tmp_path / "dist"
    build = [sys.executable, str(ROOT / "tools" / "build_as.py"), "acme", str(dist)]
    subprocess.run(build, env=environment, check=True, capture_output=True)
    (tarball,) = dist.glob("acme-endpoints-*.tar.gz")
    install = [str(BIN / "ansible-galaxy"), "collection", "install", "--offline", str(tarball)]
    subprocess.run(install, env=environment, check=True, capture_output=True)

    home = tmp_path / "collections" / "ansible_collections" / "acme" / "endpoints"
    left = [
        f"{path.relative_to(home)}: {line}"
        for path in home.rglob("*")
        if path.is_file()
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"(?<!inference-endpoints/)inference\\?\.endpoints\b(?! contributors)|inference/endpoints", line)
    ]
    assert left == []

    demos = [str(home / "docs" / "demo" / name) for name in ("ark_endpoint.yml", "huaweicloud.yml")]
    environment["ANSIBLE_CONFIG"] = str(home / "docs" / "demo" / "ansible.cfg")
    done = subprocess.run(
        [str(BIN / "ansible-playbook"), *demos], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "failed=0" in done.stdout
