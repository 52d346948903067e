# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What manifests declare against what there is."""

from __future__ import annotations

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import BadInput
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.drift import (
    Drift,
    declared,
    drifts,
    stamp,
)
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.reading import ControllerError, Reader

from ..inventory.account import KEYS, account, calls, fill

REFERENCE = """
        model_reference:
          foundation_model:
            name: doubao-1-5-thinking-pro
            model_version: "250428"
"""


@pytest.fixture
def world():
    with account() as found:
        yield found


@pytest.fixture
def judged(world, tmp_path):
    """A function from manifests to the drifts by name or id: True is 'as declared', None 'cannot be told yet'."""

    def judge(*manifests: str) -> dict:
        paths = [f"m{number}.yml" for number in range(len(manifests))]
        for path, text in zip(paths, manifests, strict=True):
            (tmp_path / path).write_text(text, encoding="utf-8")
        sets = declared(ArkEndpoint, paths, str(tmp_path), CONNECTION)
        reader = Reader(ArkEndpoint, KEYS)
        found = [Drift(*each) for wanted in sets for each in reader.run(drifts(ArkEndpoint(), wanted))]
        return {each.key: (each.details or True) if each.is_judged else None for each in found}

    return judge


#: The connection of the watch.
CONNECTION = {"site": "volcengine", "region": "cn-beijing", "profile": None}


def entry(**options) -> str:
    lines = "".join(f"        {name}: {value}\n" for name, value in options.items())
    return f"ark:\n  endpoints:\n      - {lines.strip()}\n"


BY_NAME = '{"name": "chat", "project_name": "default"}'


def test_as_declared_costs_one_list(world, judged):
    fill(world, "chat", description="x")
    assert judged(entry(name="chat", description="x", state="started") + REFERENCE) == {BY_NAME: True}
    assert calls(world) == ["ListEndpoints"]


@pytest.mark.parametrize(
    ("options", "actions", "before", "after"),
    [
        ({"description": "new"}, ["UpdateEndpoint"], {"description": "x"}, {"description": "new"}),
        ({"state": "stopped"}, ["StopEndpoint"], {"run_state": "running"}, {"run_state": "stopped"}),
        ({"state": "absent"}, ["StopEndpoint", "DeleteEndpoint"], {"run_state": "running"}, None),
        ({"rate_limit": "{rpm: 5}"}, ["UpdateEndpoint"], {}, {"rate_limit": {"rpm": 5}}),
        ({"tags": "[{key: a}]"}, ["UpdateEndpoint"], {}, {"tags": [{"key": "a", "value": ""}]}),
    ],
)
def test_what_a_run_would_do_is_drift(world, judged, options, actions, before, after):
    fill(world, "chat", description="x")
    found = judged(entry(name="chat", **options))[BY_NAME]
    assert (found["actions"], found["msg"]) == (actions, "")
    assert found["diff"]["before"].items() >= before.items()
    assert found["diff"]["after"].items() >= after.items() if after else found["diff"]["after"] == {}
    assert found["declared_in"] == ["m0.yml, line 3: ark.endpoints[0]"]
    assert set(calls(world)) <= {"ListEndpoints", "GetEndpoint"}


def test_what_is_missing(judged):
    found = judged(entry(name="chat") + REFERENCE)[BY_NAME]
    assert (found["actions"], found["diff"]["before"]) == (["CreateEndpoint"], {})
    assert judged(entry(name="chat", state="absent")) == {BY_NAME: True}


def test_what_a_run_would_refuse(world, judged):
    fill(world, "chat")
    world.force("chat", ModelReference={"FoundationModel": {"Name": "another", "ModelVersion": "1"}})
    found = judged(entry(name="chat") + REFERENCE)[BY_NAME]
    assert "cannot be changed in place: model_reference" in found["msg"]
    assert judged(entry(name="new"))[BY_NAME.replace("chat", "new")]["msg"].startswith(
        "1 problem in the options: model_"
    )


def test_a_name_that_several_bear(world, judged):
    fill(world, "chat")
    world.service.force(fill(world, "twin")[0], {"Name": "chat"})
    assert judged(entry(name="chat"))[BY_NAME]["msg"].startswith("2 endpoints match endpoint 'chat'")


def test_what_the_list_does_not_tell_is_read(world, judged):
    fill(world, "chat", moderation={"strategy": "Basic"})
    assert judged(entry(name="chat", moderation="{strategy: Basic}")) == {BY_NAME: True}
    assert calls(world) == ["ListEndpoints", "GetEndpoint"]


def test_by_id(world, judged):
    (there,) = fill(world, "chat")
    key = f'{{"endpoint_id": "{there}"}}'
    assert judged(entry(endpoint_id=there, name="chat")) == {key: True}
    assert judged(entry(endpoint_id=there, name="new"))[key]["actions"] == ["UpdateEndpoint"]
    gone = '{"endpoint_id": "ep-nowhere"}'
    assert judged(entry(endpoint_id="ep-nowhere", name="chat"))[gone]["msg"].endswith("does not exist")
    assert judged(entry(endpoint_id="ep-nowhere", state="absent")) == {gone: True}


@pytest.mark.parametrize("status", ["Scheduling", "Stopping", "Deleting"])
def test_what_is_on_its_way_is_not_judged(world, judged, status):
    fill(world, "chat")
    world.force("chat", Status=status)
    assert judged(entry(name="chat", description="new")) == {BY_NAME: None}


def test_what_nobody_declares_is_drift_where_it_would_be_pruned(world, judged):
    _chat, other, _tagged = fill(world, "chat", "other", "tagged")
    manifest = entry(name="chat") + "  project_name: default\n  prune: true\n"
    found = judged(manifest)
    assert {found[key]["actions"][-1] for key in found if key != BY_NAME} == {"DeleteEndpoint"}
    assert len(found) == 3
    assert found[f'{{"endpoint_id": "{other}"}}']["declared_in"] == ["pruned"]
    assert judged(manifest + "  prune_tags: [{key: none}]\n") == {BY_NAME: True}


def test_later_manifests_override(world, judged):
    fill(world, "chat", description="x")
    assert judged(entry(name="chat", description="new"), entry(name="chat", description="x")) == {BY_NAME: True}


def test_every_project_that_is_named_is_listed(world, judged):
    fill(world, "a")
    fill(world, "b", project_name="search")
    manifest = "ark:\n  endpoints:\n    - name: a\n    - name: b\n      project_name: search\n"
    assert list(judged(manifest).values()) == [True, True]
    assert calls(world) == ["ListEndpoints"] * 2


@pytest.mark.parametrize(
    ("manifest", "sentence"),
    [
        ("ark: [", "m0.yml, line 2: this is not valid YAML"),
        ("ark:\n  endpoints:\n    - nme: a\n", "m0.yml, line 3: ark.endpoints[0]"),
        ("{}", "m0.yml"),
    ],
)
def test_a_broken_manifest_is_told(judged, manifest, sentence):
    with pytest.raises(BadInput) as told:
        judged(manifest)
    assert sentence in str(told.value)


def test_two_entries_about_one_endpoint_are_told(world, judged):
    (there,) = fill(world, "chat")
    with pytest.raises(ControllerError, match=r"which endpoints.0. is about as well"):
        judged(f"ark:\n  endpoints:\n    - name: chat\n    - endpoint_id: {there}\n      name: x\n")


def test_a_file_that_changes_or_goes_is_noticed(tmp_path):
    (tmp_path / "a.yml").write_text("1")
    first = stamp(["a.yml"], str(tmp_path))
    assert stamp(["a.yml"], str(tmp_path)) == first
    (tmp_path / "a.yml").write_text("22")
    second = stamp(["a.yml"], str(tmp_path))
    (tmp_path / "a.yml").unlink()
    assert len({first, second, stamp(["a.yml"], str(tmp_path))}) == 3


def test_sets_of_other_connections_are_no_drift_here(world, judged):
    fill(world, "chat")
    here = "- {region: cn-beijing, endpoints: [{name: chat}]}"
    manifest = f"ark:\n{here}\n- {{site: byteplus, endpoints: [{{name: other}}]}}\n- {{region: r, prune: false}}\n"
    assert judged(manifest) == {BY_NAME: True}
    with pytest.raises(BadInput, match="found no ark of this connection in m0"):
        judged("ark: {site: byteplus, endpoints: [{name: other}]}")


def test_each_set_of_this_connection_is_judged(world, judged):
    fill(world, "chat")
    found = judged(
        "ark:\n- {project_name: default, endpoints: [{name: chat}]}\n- {project_name: p, endpoints: [{name: x}]}\n"
    )
    assert found[BY_NAME] is True
    assert found['{"name": "x", "project_name": "p"}'] is not True
