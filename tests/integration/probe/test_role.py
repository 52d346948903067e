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
WORKSPACE = "e935d0eff4eb4b95aff19d33ae9f57a6"
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
    run = playbooks.run([make("Kitchen", "garden"), probe(report_dir="reports"), look()], sandbox=sandbox)
    begun = run.end_of("make")
    found = run["answers"]["probe_answers"]
    assert (found["get_shape"], found["name_filter"], found["certificate"]) == ("nested", "prefix", "none")
    assert not sandbox.effects(since=begun)
    assert len(sandbox.calls(since=begun)) == run[f"{ROLE} : Ask the clouds"]["calls"]

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


def test_what_cannot_be_asked(sandbox, playbooks):
    """Options that are wrong, with which nothing is asked; then credentials that are no good."""
    attempts = [
        probe(ark={"site": "elsewhere"}),
        probe(level="write", confirm=True, clouds=["ark", "dataartsfabric"]),
        probe(ark={"secret_key": "another"}),
    ]
    tasks = [{"block": [each], "rescue": [{"ansible.builtin.meta": "noop"}]} for each in attempts]
    run = playbooks.run(tasks, sandbox=sandbox)
    options, writing, credentials = (task for task in run.tasks if task.name == f"{ROLE} : Ask the clouds")
    assert all(task.failed for task in (options, writing, credentials))
    assert "site" in options.result["msg"]
    assert "probe_report_dir: missing" in writing.result["msg"]
    assert "probe_model_reference: missing" in writing.result["msg"]
    assert "probe_workspace_id: missing" in writing.result["msg"]
    assert sandbox.log()[0]["time"] > writing.at
    assert "SignatureDoesNotMatch" in credentials.result["msg"]
    assert not sandbox.effects()


def write_level(**more: Any) -> dict[str, Any]:
    return probe(report_dir="reports", level="write", model_reference=MODEL, **more)


def test_writing_is_confirmed_first(sandbox, playbooks):
    foreseen = write_level(confirm=True)
    foreseen["ansible.builtin.include_role"]["apply"] = {"check_mode": True}
    run = playbooks.run([write_level(), foreseen], sandbox=sandbox)
    unconfirmed, _foreseen = run.all(f"{ROLE} : Tell what was found")
    assert "Nothing was written." in unconfirmed["msg"][-1]
    assert not sandbox.effects()


def test_two_endpoints_of_each_cloud_are_made_and_nothing_of_them_is_left(sandbox, playbooks):
    quick = dict.fromkeys((f"{verb}_seconds" for verb in ("start", "stop", "delete")), 0)
    quick.update(dict.fromkeys((f"fabric_{verb}_seconds" for verb in ("create", "update", "delete")), 0))
    ark = {"update_tags": "merged", "stop_stopped": "noop", "names_unique": "no", "delete_running": "allowed"}
    fabric = {"fabric_update_omitted": "reset", "fabric_total": "absent"}
    maas = {"maas_count": "number", "maas_edit_reply": "object", "huawei_gateway_prefix": "APIG"}
    sandbox.switch(**quick, **ark, **fabric, **maas)
    huawei = {**sandbox.connection, "region": "cn-southwest-2"}
    defaults = {GROUP: sandbox.connection, "group/inference.endpoints.huaweicloud": huawei}
    there = {"workspace_id": WORKSPACE, "name": "Kitchen", "type": "inference"}
    made = {"name": "make another", "inference.endpoints.dataartsfabric_endpoint": there}
    asked = probe(
        clouds=["maas", "ark", "dataartsfabric"],
        level="write",
        confirm=True,
        report_dir="reports",
        model_reference=MODEL,
        model_name="deepseek-v3",
        workspace_id=WORKSPACE,
        # Fabric is asked without a project.
        maas={"project_id": "0a1b2c3d4e5f60718293a4b5c6d7e8f9"},
    )
    run = playbooks.run([make("Kitchen"), made, asked, look()], play={"module_defaults": defaults})
    begun = run.end_of("make another")
    found = run["answers"]["probe_answers"]
    told = {**ark, **fabric, **maas, "fabric_project_header": "optional"}
    assert {switch: found[switch] for switch in told} == told
    assert sandbox.effects(since=begun).count("CreateEndpoint") == 6
    assert sandbox.effects(since=begun).count("DeleteEndpoint") == 6
    state = sandbox.control("GET", "state")
    assert [one["Name"] for one in sandbox.endpoints()] == ["Kitchen"]
    assert [one["name"] for one in state["fabric"]] == ["Kitchen"]
    assert state["maas"] == []

    summary = run[f"{ROLE} : Tell what was found"]["msg"]
    assert [line.partition(":")[0] for line in summary] == ["maas", "ark", "dataartsfabric", "report"]
    folder = playbooks.folder / "reports"
    assert sorted(path.name for path in folder.iterdir()) == ["probe-answers.yml", "probe-report.md"]
    written = yaml.safe_load((folder / "probe-answers.yml").read_text(encoding="utf-8"))
    assert written == {"sandbox_switches": found}
    sandbox.reset()
    sandbox.switch(**written["sandbox_switches"])
    text = (folder / "probe-report.md").read_text(encoding="utf-8")
    private = ("Kitchen", "ep-", "probe-", "deepseek", WORKSPACE, SECRET_KEY, sandbox.access_key)
    assert not [secret for secret in private if secret in text.split("# What", 1)[1]]
