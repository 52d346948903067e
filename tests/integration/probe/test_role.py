# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role in real playbooks: what it says, what it writes, and that the sandbox takes its answers."""

from __future__ import annotations

from typing import Any

import yaml

from ..support.playbook import GROUP
from ..support.sandbox import SECRET_KEY

ROLE = "inference.endpoints.probe"
MODEL = {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": "250115"}}


def probe(**variables: Any) -> dict[str, Any]:
    """A task that runs the role with these variables, the prefix left out."""
    named = {f"probe_{name}": value for name, value in variables.items()}
    return {"name": "probe", "ansible.builtin.include_role": {"name": ROLE}, "vars": named}


def make(*names: str) -> dict[str, Any]:
    entries = [{"name": name, "model_reference": MODEL} for name in names]
    return {"name": "make", "inference.endpoints.ark_endpoints": {"endpoints": entries}}


def look() -> dict[str, Any]:
    return {"name": "answers", "ansible.builtin.debug": {"var": "probe_answers"}}


def test_a_report_that_can_be_sent_and_answers_that_the_sandbox_takes(sandbox, playbooks):
    sandbox.switch(get_shape="nested", name_filter="prefix", certificate="none")
    playbooks.run([make("Kitchen", "garden")], sandbox=sandbox)
    mark = sandbox.mark()
    run = playbooks.run([probe(report_dir="reports"), look()], sandbox=sandbox)
    found = run["answers"]["probe_answers"]
    assert (found["get_shape"], found["name_filter"], found["certificate"]) == ("nested", "prefix", "none")
    assert not sandbox.effects(after=mark)
    assert len(sandbox.calls(after=mark)) == run[f"{ROLE} : Ask the clouds"]["calls"]

    summary = run[f"{ROLE} : Tell what was found"]["msg"]
    count = len(found)
    assert summary[0] == f"ark: This release fits your cloud: {count} of {count} answers as assumed."

    folder = playbooks.folder / "reports"
    written = yaml.safe_load((folder / "probe-answers.yml").read_text(encoding="utf-8"))
    assert written == {"sandbox_switches": found}
    sandbox.reset()
    sandbox.switch(**written["sandbox_switches"])

    text = (folder / "probe-report.md").read_text(encoding="utf-8")
    secrets = ["Kitchen", "garden", "ep-", SECRET_KEY, sandbox.access_key]
    assert not [secret for secret in secrets if secret in text]
    assert "| GetEndpoint | 404 | NotFound.Endpoint |" in text


def test_credentials_that_are_no_good(sandbox, playbooks):
    defaults = {GROUP: {**sandbox.connection, "secret_key": "another"}}
    run = playbooks.attempt([probe()], play={"module_defaults": defaults})
    task = run[f"{ROLE} : Ask the clouds"]
    assert task["failed"]
    assert "SignatureDoesNotMatch" in task["msg"]


def test_nothing_is_asked_with_options_that_are_wrong(sandbox, playbooks):
    run = playbooks.attempt([probe(ark={"site": "elsewhere"})], sandbox=sandbox)
    assert "site" in run[f"{ROLE} : Ask the clouds"]["msg"]
    assert sandbox.calls() == []


def write_level(**more: Any) -> dict[str, Any]:
    return probe(report_dir="reports", level="write", model_reference=MODEL, **more)


def test_writing_is_confirmed_first(sandbox, playbooks):
    run = playbooks.run([write_level()], sandbox=sandbox)
    assert "Nothing was written." in run[f"{ROLE} : Tell what was found"]["msg"][-1]
    playbooks.run([write_level(confirm=True)], "--check", sandbox=sandbox)
    assert not sandbox.effects()


def test_two_endpoints_are_made_and_nothing_of_them_is_left(sandbox, playbooks):
    sandbox.switch(update_tags="merged", stop_stopped="noop", names_unique="no")
    playbooks.run([make("Kitchen")], sandbox=sandbox)
    mark = sandbox.mark()
    run = playbooks.run([write_level(confirm=True), look()], sandbox=sandbox)
    found = run["answers"]["probe_answers"]
    assert (found["update_tags"], found["stop_stopped"], found["names_unique"]) == ("merged", "noop", "no")
    assert sandbox.effects(after=mark).count("CreateEndpoint") == 2
    assert [one["Name"] for one in sandbox.endpoints()] == ["Kitchen"]
    folder = playbooks.folder / "reports"
    assert sorted(path.name for path in folder.iterdir()) == ["probe-answers.yml", "probe-report.md"]
    text = (folder / "probe-report.md").read_text(encoding="utf-8")
    assert not [secret for secret in ("Kitchen", "ep-", "probe-k", SECRET_KEY) if secret in text]


def test_a_level_that_writes_needs_a_model_and_a_folder(sandbox, playbooks):
    run = playbooks.attempt([probe(level="write", confirm=True)], sandbox=sandbox)
    message = run[f"{ROLE} : Ask the clouds"]["msg"]
    assert "probe_report_dir: missing" in message
    assert "probe_model_reference: missing" in message
    assert sandbox.calls() == []
