# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What exists as a manifest: what is in it, what is not, and that the engine finds nothing to do about it."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible.plugins.filter.core import to_json, to_nice_json, to_nice_yaml, to_yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.inference.endpoints.plugins.filter import to_manifest as plugin
from ansible_collections.inference.endpoints.plugins.module_utils._engine import bulk_plan, plan
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.export import manifest_of
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.loader import parse
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.merge import merged

from .manifests import HAZARDS, module_params

ARK = ArkEndpoint()


def shown(**members: Any) -> dict:
    """Attributes of an endpoint that the service shows with these members."""
    known = {
        "Id": "ep-1",
        "Name": "chat",
        "ProjectName": "default",
        "Status": "Running",
        "ModelReference": {"FoundationModel": {"Name": "m", "ModelVersion": "1"}},
        "CreateTime": "2026-01-02T03:04:05Z",
    }
    return ARK.attributes({name: value for name, value in {**known, **members}.items() if value is not ...})


MODEL = {"foundation_model": {"name": "m", "model_version": "1"}}
ENTRY = {"name": "chat", "project_name": "default", "model_reference": MODEL, "tags": []}


@pytest.mark.parametrize(
    ("members", "difference"),
    [
        ({}, {}),
        ({"Description": ""}, {"description": ""}),
        ({"Description": None}, {}),
        ({"ModelUnitId": "mu-1"}, {"model_unit_id": "mu-1"}),
        ({"Moderation": {"Strategy": "Basic"}}, {"moderation": {"strategy": "Basic"}}),
        ({"Moderation": {"Strategy": None}}, {}),
        ({"RateLimit": {"Rpm": 0, "Tpm": None}}, {"rate_limit": {"rpm": 0}}),
        ({"RateLimit": {}}, {}),
        (
            {"Tags": [{"Key": "b"}, {"Key": "a", "Value": "1"}, {"Key": "sys:x", "Value": "y"}]},
            {"tags": [{"key": "a", "value": "1"}, {"key": "b", "value": ""}]},
        ),
        (
            {"ModelReference": {"CustomModelId": "cm-1", "FoundationModel": {"Name": "base"}}},
            {"model_reference": {"custom_model_id": "cm-1"}},
        ),
        ({"Status": "Stopped"}, {"state": "stopped"}),
        ({"Status": "Failed"}, {}),
        ({"Status": "Scheduling"}, {}),
        ({"SomethingNew": {"A": 1}, "ScaleTierId": "st-1", "BatchOnly": True}, {}),
    ],
)
def test_an_entry_has_what_is_managed_and_set(members, difference):
    assert manifest_of([shown(**members)], "ark", "stopped", False) == (
        {"ark": {"endpoints": [{**ENTRY, **difference}]}},
        [],
    )


@pytest.mark.parametrize(
    ("run_states", "states"),
    [("stopped", [None, "stopped", None]), ("all", ["started", "stopped", None]), ("none", [None, None, None])],
)
def test_which_run_states_are_exported(run_states, states):
    endpoints = [shown(Id=f"ep-{word}", Name=word, Status=word) for word in ("Running", "Stopped", "Failed")]
    manifest, _notes = manifest_of(endpoints, "ark", run_states, False)
    assert [entry.get("state") for entry in manifest["ark"]["endpoints"]] == states


def test_endpoints_that_share_a_name_are_addressed_by_id():
    endpoints = [
        shown(Id="ep-1"),
        shown(Id="ep-2"),
        shown(Id="ep-3", ProjectName="other"),
        shown(Id="ep-4", Name=" "),
        shown(Id="ep-5", Name="no project", ProjectName=...),
        shown(Id="ep-6", Name="leaving", Status="Deleting"),
        shown(Id="ep-7", Name="left", Status="Deleted"),
    ]
    manifest, notes = manifest_of(endpoints, "ark", "stopped", False)
    addresses = [(entry.get("endpoint_id"), entry.get("name")) for entry in manifest["ark"]["endpoints"]]
    assert addresses == [("ep-1", None), ("ep-2", None), (None, "chat"), ("ep-4", None), ("ep-5", "no project")]
    assert notes == ["ep-4: name: found ' '; expected a text that is not empty; it was left out, so it is not managed"]


def test_all_by_id_on_demand():
    manifest, _notes = manifest_of([shown()], "ark", "stopped", True)
    assert manifest["ark"]["endpoints"] == [{"endpoint_id": "ep-1", **ENTRY}]


def test_what_cannot_be_declared_is_left_out_and_told():
    manifest, notes = manifest_of([shown(RateLimit={"Rpm": -1, "Tpm": 5})], "ark", "stopped", False)
    assert manifest["ark"]["endpoints"] == [ENTRY]
    assert notes == [
        "ep-1: rate_limit.rpm: found -1; expected a whole number of at least 0; it was left out, so it is not managed"
    ]


@pytest.mark.parametrize(
    ("endpoints", "options", "sentence"),
    [
        ({"endpoints": []}, {}, "found no list"),
        ("text", {}, "found no list"),
        ([{"name": "x"}], {}, r"\[0\]: found no endpoint"),
        ([], {"family": "mars"}, "family: found 'mars'; expected one of ark, dataartsfabric, maas"),
        ([], {"run_states": "some"}, "run_states: found 'some'; expected one of stopped, all, none"),
        ([], {"family": ["ark"]}, "family: found a list of 1; expected one of"),
        ([], {"by_id": "perhaps"}, "by_id: found 'perhaps'; expected true or false"),
    ],
)
def test_bad_input_of_the_filter(endpoints, options, sentence):
    with pytest.raises(AnsibleFilterError, match=sentence):
        plugin.to_manifest(endpoints, **options)


def test_several_sites_become_several_sets():
    sets = [
        {"site": "volcengine", "endpoints": [shown()]},
        {"site": "byteplus", "region": "ap-southeast-1", "endpoints": [shown(Name="asia"), shown(Id="ep-2", Name="b")]},
    ]
    manifest = plugin.to_manifest(sets)
    assert [{**each, "endpoints": [one["name"] for one in each["endpoints"]]} for each in manifest["ark"]] == [
        {"site": "volcengine", "endpoints": ["chat"]},
        {"site": "byteplus", "region": "ap-southeast-1", "endpoints": ["asia", "b"]},
    ]
    merged_sets, errors = merged([parse(to_nice_yaml(manifest), "m.yml")])
    assert errors == []
    assert [len(each.endpoints) for each in merged_sets] == [1, 2]


@pytest.mark.parametrize(
    ("endpoints", "path"),
    [
        ([shown(Name="********-chat")], "[0].name"),
        ([shown(), shown(Tags=[{"Key": "a", "Value": "my ******** word"}])], "[1].tags[0].value"),
        ([shown(Description="VALUE_SPECIFIED_IN_NO_LOG_PARAMETER")], "[0].description"),
        ([{"endpoints": [shown(ModelUnitId="********")]}], "[0].endpoints[0].model_unit_id"),
    ],
)
def test_what_ansible_has_masked_is_not_exported(endpoints, path):
    with pytest.raises(AnsibleFilterError) as caught:
        plugin.to_manifest(endpoints)
    assert str(caught.value).startswith(f"to_manifest: {path}: found a text that Ansible has masked")


@pytest.mark.parametrize("option", ["secret_key", "access_key", "concurrency"])
def test_a_set_has_no_other_options(option):
    with pytest.raises(AnsibleFilterError, match=rf"\[0\]\.{option}: found an option that no file holds"):
        plugin.to_manifest([{option: "canary", "endpoints": []}])


SERIALISERS = {
    "to_yaml": to_yaml,
    "to_nice_yaml": to_nice_yaml,
    "to_nice_yaml indented": partial(to_nice_yaml, indent=2),
    "to_json": to_json,
    "to_nice_json": to_nice_json,
    "to_json as it is": partial(to_json, ensure_ascii=False),
    "to_nice_json as it is": partial(to_nice_json, ensure_ascii=False),
}


@pytest.mark.parametrize("name", SERIALISERS)
def test_an_export_is_read_back_whatever_wrote_it(name):
    texts = [*HAZARDS, "\x7f", "\x9f", "\ufeff", "\U0001f600\U0001f600", "\\ud83d\\ude00", "a\\", "\u2029"]
    tags = [{"key": f"k{number}", "value": text} for number, text in enumerate(texts)]
    manifest = {"ark": {"endpoints": [{"name": "x", "tags": tags}]}}
    source = parse(SERIALISERS[name](manifest), "m.yml")
    assert source.document == manifest
    assert source.place("ark.endpoints[0]").startswith("m.yml, line ")


def test_the_filter_warns_about_what_it_leaves_out(monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(plugin.Display, "warning", lambda self, text: told.append(text))
    assert plugin.to_manifest([shown(RateLimit={"Rpm": -1})])["ark"]["endpoints"] == [ENTRY]
    assert [text.split(":")[:3] for text in told] == [["to_manifest", " ep-1", " rate_limit.rpm"]]


# --- there and back, by the engine's own decision

_TEXT = st.one_of(st.sampled_from(HAZARDS), st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))


@st.composite
def accounts(draw: st.DrawFn) -> list[dict]:
    """Endpoints as a service may show them."""
    found = []
    for number in range(draw(st.integers(1, 4))):
        pairs = draw(st.dictionaries(_TEXT, st.one_of(st.none(), st.just(""), _TEXT), max_size=3))
        found.append(
            shown(
                Id=f"ep-{number}",
                Name=draw(st.one_of(st.sampled_from(["same", "one", "two"]), _TEXT)),
                ProjectName=draw(st.sampled_from(["default", "p", "yes"])),
                Description=draw(st.one_of(st.just(...), st.none(), st.just(""), _TEXT)),
                Status=draw(st.sampled_from(["Running", "Stopped", "Failed"])),
                Moderation=draw(
                    st.one_of(st.just(...), st.just({}), st.builds(lambda text: {"Strategy": text}, _TEXT))
                ),
                RateLimit=draw(st.sampled_from([..., None, {}, {"Rpm": 0}, {"Rpm": 5, "Tpm": 7}])),
                ModelReference=draw(
                    st.sampled_from(
                        [
                            {"FoundationModel": {"Name": "1.5", "ModelVersion": "0123"}},
                            {"FoundationModel": {"Name": "m", "ModelVersion": None}},
                            {"CustomModelId": "cm-1", "FoundationModel": {"Name": "m"}},
                        ]
                    )
                ),
                Tags=[{"Key": key, "Value": value} for key, value in pairs.items()],
            )
        )
    return found


@given(accounts(), st.sampled_from(["stopped", "all", "none"]), st.booleans())
def test_an_export_changes_nothing(endpoints, run_states, by_id):
    manifest, _notes = manifest_of(endpoints, "ark", run_states, by_id)
    text = to_nice_yaml(manifest)
    sets, errors = merged([parse(text, "m.yml")])
    assert errors == []
    (family,) = sets

    entries = [{"state": "present", "recreate": "never", **entry} for entry in family.endpoints]
    desired_set = argspec.checked_set(module_params(endpoints=entries), ArkEndpoint)
    listed: dict[tuple, list[dict]] = {}
    for each in endpoints:
        listed.setdefault(bulk_plan.key_of({"project_name": each["project_name"]}), []).append(each)
    for want, match in zip(desired_set, bulk_plan.match_all(ARK, desired_set, listed, {}), strict=True):
        assert match.error is None
        if isinstance(match.observed, dict):
            actual = match.observed
        else:
            (actual,) = [each for each in endpoints if each["endpoint_id"] == want.endpoint_id]
        assert plan.decide(ARK, want, actual).steps == ()
