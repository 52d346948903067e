# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run leaves behind, and what others on the machine can see of it: no keys."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..support.playbook import MODULE, SET
from ..support.programs import end
from ..support.until import until
from .keys import BY_OPTION, MODEL, SECRETS, files_with, variables


def command_lines() -> list[bytes]:
    """Those of all processes of the machine, which everybody can read."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found.append((folder / "cmdline").read_bytes())
        except OSError:  # it has ended meanwhile
            continue
    return found


@pytest.mark.parametrize("form", ["single", "bulk"])
def test_no_key_on_a_command_line_in_a_file_or_in_the_services_log(guarded, playbooks, tmp_path_factory, form):
    guarded.fault(kind="latency", seconds=3, action="CreateEndpoint", count=1)
    keys = {"api_url": guarded.url, **BY_OPTION}
    declared = {"name": "one", "model_reference": MODEL}
    call = {MODULE: {**keys, **declared}} if form == "single" else {SET: {**keys, "endpoints": [declared]}}
    play = {"hosts": "all", "gather_facts": False, "tasks": [{"name": "create", **call}]}
    # A module in a child of Ansible's worker has no command line of its own.
    path = playbooks.write("long.yml", [{**play, "vars": {"inference_endpoints_embedded": False}}])
    process = playbooks.start_file(
        path,
        "-vvvv",
        *variables(tmp_path_factory.mktemp("elsewhere")),
        environment={"ANSIBLE_REMOTE_TEMP": str(playbooks.folder / "remote")},
    )
    try:
        until(lambda: "ListEndpoints" in guarded.calls())
        seen = command_lines()
        output, _nothing = process.communicate(timeout=120)
    finally:
        end(process)
    assert process.returncode == 0, output
    assert any(b"AnsiballZ_ark_endpoint" in line for line in seen)
    assert not any(secret.encode() in line for line in seen for secret in SECRETS)
    assert not any(secret in output for secret in SECRETS)
    assert files_with(playbooks.folder, SECRETS) == files_with(playbooks.scratch, SECRETS) == []
    assert list((playbooks.folder / "remote").rglob("AnsiballZ*")) == []
    told = json.dumps(guarded.log()) + json.dumps(guarded.control("GET", "state"))
    assert not any(secret in told for secret in SECRETS)
    assert files_with(guarded.data_dir, SECRETS) == []
