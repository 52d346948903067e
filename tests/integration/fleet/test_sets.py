# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One manifest over several sites and accounts, each of which is a sandbox of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..support.playbook import Playbooks
from ..support.sandbox import Sandbox
from .support import MODEL, ROLE, fleet, look, with_keywords, write

MADE = f"{ROLE} : Make the endpoints true"
TOLD = f"{ROLE} : Tell what became of the endpoints"
LIST = "ListEndpoints"


@pytest.fixture(scope="module")
def other_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("other")) as sandbox:
        yield sandbox


@pytest.fixture
def other(other_sandbox: Sandbox) -> Sandbox:
    other_sandbox.reset()
    return other_sandbox


def entry(name: str, **options: object) -> dict:
    return {"name": name, "model_reference": MODEL, **options}


def names(sandbox: Sandbox) -> list[str]:
    return sorted(one["Name"] for one in sandbox.endpoints())


def test_each_set_goes_to_its_service(sandbox: Sandbox, other: Sandbox, playbooks: Playbooks) -> None:
    here, there = {"api_url": sandbox.url}, {"api_url": other.url, "site": "byteplus", "region": "ap-southeast-1"}
    sets = [{**here, "endpoints": [entry("a")]}, {**there, "defaults": {"tags": [{"key": "k", "value": "v"}]}}]
    write(playbooks.folder, "fleet.yml", {"ark": sets})
    # A file has no secrets; a variable has. What neither says comes from module_defaults.
    secret = {**there, **other.connection, "endpoints": [entry("b")]}
    variables = {"manifests": ["fleet.yml"], "ark": secret, "report_dir": "reports"}
    foreseen = [with_keywords(fleet(**variables), check_mode=True), look("foreseen")]
    run = playbooks.run([*foreseen, fleet(**variables), look()], sandbox=sandbox)
    assert [each["summary"]["created"] for each in run["foreseen"]["fleet_result"]["ark"]] == [1, 1]
    assert (names(sandbox), names(other)) == (["a"], ["b"])
    since = run.end_of("foreseen")
    assert [each.effects(since=since) for each in (sandbox, other)] == [["CreateEndpoint"]] * 2
    assert [each.effects() for each in (sandbox, other)] == [["CreateEndpoint"]] * 2
    labels = ["site volcengine", "site byteplus"]
    result = run["result"]["fleet_result"]
    assert [each["label"].split(",")[0] for each in result["ark"]] == labels
    assert [each["results"][0]["name"] for each in result["ark"]] == ["a", "b"]
    assert [line.split(",")[0] for line in run.all(TOLD)[-1]["msg"][:2]] == [f"ark ({label}" for label in labels]
    text = (playbooks.folder / "reports" / "fleet-report.md").read_text(encoding="utf-8")
    assert "site byteplus" in text
    assert other.connection["secret_key"] not in run.output + text

    marks = sandbox.mark(), other.mark()
    again = playbooks.run([fleet(**variables), look()], sandbox=sandbox)
    assert again["result"]["fleet_result"]["changed"] is False
    assert (sandbox.calls(after=marks[0]), other.calls(after=marks[1])) == ([LIST], [LIST])
    # No change, few tasks: the check of the variables, the work, the fact, what became of it.
    assert "ok=6 " in again.output  # with the include and the look of the test
    assert "skipped=0 " in again.output


@pytest.mark.parametrize("embedded", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_pruning_stays_within_its_set(sandbox: Sandbox, other: Sandbox, playbooks: Playbooks, embedded: bool) -> None:
    before = [entry("kept"), entry("old"), entry("elsewhere", project_name="p")]
    sets = [{"api_url": each.url, "endpoints": before} for each in (sandbox, other)]
    pruning = {"project_name": "default", "prune": True, "endpoints": [entry("kept")]}
    variables = {"ark": [{"api_url": sandbox.url, **pruning}, {"api_url": other.url, "endpoints": [entry("kept")]}]}
    task = {**fleet(**variables), "vars": {**fleet(**variables)["vars"], "inference_endpoints_embedded": embedded}}
    run = playbooks.run([fleet(ark=sets), task, look()], sandbox=sandbox)
    assert [each["summary"]["deleted"] for each in run["result"]["fleet_result"]["ark"]] == [1, 0]
    assert names(sandbox) == ["elsewhere", "kept"]
    assert names(other) == ["elsewhere", "kept", "old"]


def test_a_set_that_fails_stops_no_other(sandbox: Sandbox, other: Sandbox, playbooks: Playbooks) -> None:
    wrong = {"api_url": other.url, "access_key": "AK", "secret_key": "canary-of-the-other", "endpoints": [entry("b")]}
    task = {"name": "try", "block": [fleet(ark=[wrong, {"endpoints": [entry("a")]}])], "rescue": [look()]}
    run = playbooks.run([task], sandbox=sandbox)
    failed, made = run["result"]["fleet_result"]["ark"]
    assert (failed["failed"], made["failed"], names(sandbox)) == (True, False, ["a"])
    assert run[MADE]["msg"].startswith(f"ark (api_url {other.url})")
    assert "canary" not in run.output


def test_sets_of_different_connections_run_side_by_side(sandbox: Sandbox, other: Sandbox, playbooks: Playbooks) -> None:
    """Each set takes seconds; the second begins before the first has ended."""
    for each in (sandbox, other):
        each.switch(start_seconds=2.0)
    sets = [{"api_url": each.url, "endpoints": [entry("a")]} for each in (sandbox, other)]
    playbooks.run([fleet(ark=sets)], sandbox=sandbox)
    first, second = ([call["time"] for call in each.log()] for each in (sandbox, other))
    assert max(min(first), min(second)) < min(max(first), max(second))


def test_a_default_that_json_has_no_type_for_is_left_to_the_module(sandbox: Sandbox, playbooks: Playbooks) -> None:
    date = "{{ '2026-01-02' | to_datetime('%Y-%m-%d') }}"
    defaults = {"inference.endpoints.ark_endpoints": {"prune_max": date}}
    block = [fleet(ark={"endpoints": [entry("a")]})]
    run = playbooks.run(
        [{"name": "try", "module_defaults": defaults, "block": block, "rescue": [look()]}], sandbox=sandbox
    )
    assert "prune_max: found '2026-01-02" in run[MADE]["msg"]
    assert names(sandbox) == []
