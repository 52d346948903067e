# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account that exists, exported and applied back: nothing changes, whatever names and tags there are."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from ..support.playbook import info
from ..support.sandbox import WRITES, Sandbox
from .support import HAZARDS, MODEL, OTHER_MODEL, fleet, look, write

EXPORT = {
    "name": "export",
    "ansible.builtin.copy": {
        "content": "{{ info.endpoints | inference.endpoints.to_manifest | ansible.builtin.to_nice_yaml(indent=2) }}",
        "dest": "{{ playbook_dir }}/exported.yml",
        "mode": "0644",
    },
}


def declared() -> list[dict]:
    """Entries that use every attribute, and every hazard as a description and tag, and, trimmed, as a name."""
    hazards = [
        {
            "name": (f"{text} #{number}" if number % 2 else text).strip(),
            "description": text,
            "model_reference": MODEL,
            "tags": [{"key": text, "value": HAZARDS[-1 - number]}, {"key": "without value"}],
        }
        for number, text in enumerate(HAZARDS)
    ]
    return [
        *hazards,
        {"name": "empty description", "description": "", "model_reference": MODEL},
        {"name": "limits", "rate_limit": {"rpm": 0, "tpm": 5}, "model_reference": OTHER_MODEL},
        {"name": "one limit", "rate_limit": {"tpm": 5}, "model_reference": MODEL},
        {"name": "own model", "model_reference": {"custom_model_id": "cm-20260102030405-abcde"}},
        {"name": "prepaid", "model_unit_id": "mu-20260102030405-abcde", "model_reference": MODEL},
        {"name": "guarded", "moderation": {"strategy": "Basic"}, "model_reference": MODEL},
        {"name": "stopped", "state": "stopped", "model_reference": MODEL},
        {"name": "elsewhere", "project_name": "team-推理", "model_reference": MODEL},
        {"name": "yes", "project_name": "0123", "model_reference": MODEL},
        {"name": "first twin", "model_reference": MODEL, "tags": [{"key": "twin", "value": "1"}]},
        {"name": "second twin", "model_reference": MODEL, "state": "stopped"},
    ]


class Account(NamedTuple):
    """An account as it was made, without what a new one has of its own, and as it was then."""

    made: dict[tuple, dict]
    then: list[dict]


@pytest.fixture(scope="module")
def account(shared_sandbox, shared_playbooks) -> Account:
    """Everything that is declared, exported; then two of them are given one name, which no task can bring about."""
    write(shared_playbooks.folder, "manifest.yml", {"ark": {"endpoints": declared()}})
    tasks = [fleet(manifests=["manifest.yml"]), info("read") | {"register": "info"}, EXPORT]
    shared_playbooks.run(tasks, sandbox=shared_sandbox)
    made = essence(shared_sandbox)
    for name in ("first twin", "second twin"):
        shared_sandbox.control("PATCH", f"endpoints/{shared_sandbox.only(name)['Id']}", {"Name": "twins"})
    return Account(made, shared_sandbox.endpoints())


@pytest.mark.parametrize(
    "switches",
    [
        {},
        {
            "get_shape": "nested",
            "unset_members": "null",
            "unknown_members": True,
            "custom_model_base": "shown",
            "tag_order": "reversed",
            "shown_default_rate_limit": "account",
            "shown_default_moderation": "Default",
            "list_rate_limit": "absent",
        },
        {"unset_members": "empty", "time_form": "fraction", "get_newer_members": "absent", "page_size_cap": 7},
    ],
    ids=["usual", "talkative", "terse"],
)
def test_an_export_applied_back_changes_nothing(account, shared_sandbox, playbooks, switches):
    sandbox = shared_sandbox
    assert {one["Name"] for one in account.then if one["ProjectName"] == "default"} >= {
        entry["name"] for entry in declared()[: len(HAZARDS)]
    }
    sandbox.configure(switches)

    mark = sandbox.mark()
    run = playbooks.run(
        [info("read") | {"register": "info"}, EXPORT, fleet(manifests=["exported.yml"]), look()], sandbox=sandbox
    )
    result = run["result"]["fleet_result"]
    assert (result["changed"], result["failed"]) == (False, False)
    summary = result["ark"]["summary"]
    assert summary["total"] == summary["unchanged"] == len(declared())
    assert not set(sandbox.calls(after=mark)) & set(WRITES)
    assert sandbox.endpoints() == account.then

    text = (playbooks.folder / "exported.yml").read_text(encoding="utf-8")
    assert text.count("endpoint_id: ep-") == 2
    assert text.count("state: stopped") == 2
    assert "sys:" not in text
    assert "null" not in [line.split(": ")[-1] for line in text.splitlines()]
    for attribute in ("description", "project_name", "model_unit_id", "custom_model_id", "rate_limit", "tags"):
        assert f"{attribute}:" in text


def test_an_export_makes_a_lost_account_anew(account, sandbox, shared_playbooks):
    shared_playbooks.run([fleet(manifests=["exported.yml"])], sandbox=sandbox)
    assert essence(sandbox) == account.made


def essence(sandbox: Sandbox) -> dict[tuple, dict]:
    """Every endpoint by project and name, without what a new one has of its own."""
    volatile = ("Id", "CreateTime", "UpdateTime")
    return {
        (one["ProjectName"], one["Name"]): {
            **{member: value for member, value in one.items() if member not in volatile},
            "Tags": sorted(one["Tags"], key=lambda tag: tag["Key"]),
        }
        for one in sandbox.endpoints()
    }
