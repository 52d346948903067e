# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is inherited, what overrides what, and what is wrong only when manifests come together."""

from __future__ import annotations

import pytest

from ansible_collections.inference.endpoints.plugins.filter.fleet_manifest import fleet_manifest
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import FIELDS
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.merge import MergedSet, laid_over, merged

from .manifests import MODEL, sources


def one(*texts: str) -> MergedSet:
    """The one set of manifests that are right."""
    families, errors = merged(sources(*texts))
    assert errors == []
    (family,) = families
    return family


def wrong(*texts: str) -> list[str]:
    """What is wrong with manifests; then there are no sets."""
    families, errors = merged(sources(*texts))
    assert families == []
    return errors


def tags(**values: str) -> list[dict]:
    return [{"key": key, "value": value} for key, value in values.items()]


@pytest.mark.parametrize(
    ("base", "over", "result"),
    [
        ({"description": "a"}, {}, {"description": "a"}),
        ({"description": "a"}, {"description": ""}, {"description": ""}),
        ({"description": "a"}, {"description": None}, {"description": None}),
        ({"description": None}, {"description": "a"}, {"description": "a"}),
        ({"rate_limit": {"rpm": 1, "tpm": 2}}, {"rate_limit": {"tpm": 3}}, {"rate_limit": {"rpm": 1, "tpm": 3}}),
        ({"rate_limit": {"rpm": 1}}, {"rate_limit": None}, {"rate_limit": None}),
        ({"rate_limit": None}, {"rate_limit": {"rpm": 1}}, {"rate_limit": {"rpm": 1}}),
        ({"tags": tags(a="1", b="2")}, {"tags": tags(b="3", c="4")}, {"tags": tags(a="1", b="3", c="4")}),
        ({"tags": tags(a="1")}, {"tags": []}, {"tags": tags(a="1")}),
        ({"tags": tags(a="1")}, {"tags": [{"key": "a"}]}, {"tags": [{"key": "a"}]}),
        ({"tags": tags(a="1")}, {"tags": None}, {"tags": None}),
        (
            {"model_reference": MODEL},
            {"model_reference": {"custom_model_id": "cm-1"}},
            {"model_reference": {"custom_model_id": "cm-1"}},
        ),
        (
            {"model_reference": MODEL},
            {"model_reference": {"foundation_model": {"name": "other"}}},
            {"model_reference": {"foundation_model": {"name": "other"}}},
        ),
    ],
)
def test_one_layer_on_another(base, over, result):
    assert laid_over(FIELDS, base, over) == result


def test_an_entry_inherits_from_its_group_and_its_family():
    family = one(
        """
        ark:
          project_name: default
          concurrency: 4
          defaults:
            rate_limit: {rpm: 1, tpm: 2}
            tags: [{key: a, value: family}, {key: b, value: family}]
            description: family
          endpoints:
            - {name: plain}
          groups:
            - defaults:
                rate_limit: {rpm: 10}
                tags: [{key: b, value: group}, {key: c, value: group}]
                state: stopped
              endpoints:
                - name: in-group
                  description: own
                  tags: [{key: c, value: own}]
                - {name: bare, tags: null, rate_limit: null, description: null, state: null}
        """
    )
    assert family.module == "inference.endpoints.ark_endpoints"
    assert family.options == {"project_name": "default", "concurrency": 4}
    assert family.endpoints == [
        {
            "rate_limit": {"rpm": 1, "tpm": 2},
            "tags": tags(a="family", b="family"),
            "description": "family",
            "name": "plain",
        },
        {
            "rate_limit": {"rpm": 10, "tpm": 2},
            "tags": tags(a="family", b="group", c="own"),
            "description": "own",
            "state": "stopped",
            "name": "in-group",
        },
        {"name": "bare"},
    ]
    assert family.origins == [
        ["a.yml, line 10: ark.endpoints[0]"],
        ["a.yml, line 17: ark.groups[0].endpoints[0]"],
        ["a.yml, line 20: ark.groups[0].endpoints[1]"],
    ]


def test_an_alias_is_merged_under_the_name_of_its_option():
    families, errors = merged(
        sources(
            """
            maas:
              defaults: {model_name: m, remark: family}
              endpoints:
                - {name: plain}
                - {name: own, description: own}
                - {name: bare, remark: null}
                - {name: later, remark: first}
              groups:
                - defaults: {description: group}
                  endpoints:
                    - {name: in-group}
                    - {name: own-in-group, remark: own}
            """,
            """
            maas:
              endpoints:
                - {name: later, description: second}
                - {name: own, remark: second}
            """,
        )
    )
    assert errors == []
    assert [{**entry, "model_name": None} for entry in families[0].endpoints] == [
        {"name": name, "model_name": None, **({"description": text} if text else {})}
        for name, text in (
            ("plain", "family"),
            ("own", "second"),
            ("bare", None),
            ("later", "second"),
            ("in-group", "group"),
            ("own-in-group", "own"),
        )
    ]
    (sentence,) = wrong("maas: {endpoints: [{name: x, model_name: m, description: a, remark: b}]}")
    assert sentence.startswith("a.yml, line 1: maas.endpoints[0].remark: found ")


def test_a_later_manifest_lays_itself_over_an_earlier_one():
    family = one(
        """
        ark:
          project_name: default
          prune: true
          prune_max: 3
          wait: false
          defaults: {description: all, rate_limit: {rpm: 1}, tags: [{key: a, value: base}]}
          endpoints:
            - {name: first, rate_limit: {tpm: 9}, state: started}
            - {name: second, description: own}
            - {name: elsewhere, project_name: other}
            - {endpoint_id: ep-1, name: new-name}
        """,
        """
        ark:
          prune_max: null
          wait: true
          defaults: {rate_limit: {rpm: 2}, tags: [{key: b, value: later}]}
          groups:
            - defaults: {rate_limit: {rpm: 5}, description: group}
              endpoints:
                - {name: second}
                - {name: first, state: absent}
                - {name: third}
                - {endpoint_id: ep-1, description: by id}
        """,
    )
    both = tags(a="base", b="later")
    assert family.options == {"project_name": "default", "prune": True, "wait": True}
    assert family.endpoints == [
        {"name": "first", "description": "group", "rate_limit": {"rpm": 5, "tpm": 9}, "tags": both, "state": "absent"},
        {"name": "second", "description": "group", "rate_limit": {"rpm": 5}, "tags": both},
        {"name": "elsewhere", "project_name": "other", "description": "all", "rate_limit": {"rpm": 2}, "tags": both},
        {"endpoint_id": "ep-1", "name": "new-name", "description": "by id", "rate_limit": {"rpm": 5}, "tags": both},
        {"name": "third", "description": "group", "rate_limit": {"rpm": 5}, "tags": both},
    ]
    assert family.origins[0] == ["a.yml, line 9: ark.endpoints[0]", "b.yml, line 10: ark.groups[0].endpoints[1]"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ark: {endpoints: [{name: x, project_name: default}]}", "ark: {endpoints: [{name: x}]}"),
        ("ark: {project_name: p, endpoints: [{name: x}]}", "ark: {endpoints: [{name: x, project_name: p}]}"),
        (
            "ark: {groups: [{defaults: {project_name: p}, endpoints: [{name: x}]}]}",
            "ark: {defaults: {project_name: p}, endpoints: [{name: x}]}",
        ),
    ],
)
def test_one_endpoint_is_one_however_its_project_is_said(first, second):
    assert len(one(first, second).endpoints) == 1
    assert len(one(second, first).endpoints) == 1


def test_the_same_name_in_two_projects_is_two_endpoints():
    family = one("ark: {endpoints: [{name: x}, {name: x, project_name: p}, {name: X}]}")
    assert len(family.endpoints) == 3


def test_an_inherited_recreate_does_not_get_into_the_way_of_a_deletion():
    family = one(
        "ark: {defaults: {recreate: create_first}, endpoints: [{name: a, state: absent}, {name: b}]}",
        "ark: {endpoints: [{name: b, recreate: delete_first}]}",
        "ark: {endpoints: [{name: b, state: absent}]}",
    )
    assert family.endpoints == [
        {"name": "a", "state": "absent", "recreate": "create_first"},
        {"name": "b", "state": "absent", "recreate": "delete_first"},
    ]


def test_one_manifest_declares_an_endpoint_once():
    endpoints = "ark:\n  endpoints:\n    - {name: x}\n    - {endpoint_id: e}\n"
    group = "  groups:\n    - endpoints:\n        - {name: x}\n        - {endpoint_id: e, name: y}\n"
    assert wrong(endpoints + group) == [
        "a.yml, line 7: ark.groups[0].endpoints[0]: found name 'x', project_name 'default' again, as in"
        " ark.endpoints[0]; one entry for each in one manifest",
        "a.yml, line 8: ark.groups[0].endpoints[1]: found endpoint_id 'e' again, as in ark.endpoints[1]; one entry for"
        " each in one manifest",
    ]


def test_pruning_is_refused_where_it_would_delete_too_much():
    assert wrong("ark:\n  prune: true\n") == [
        "a.yml, line 2: ark.prune: found true without project_name; prune deletes within it, so it must be said",
        "a.yml, line 2: ark.prune: found true and no endpoints; that would delete everything, so it needs"
        " prune_allow_empty",
    ]
    assert one("ark: {prune: true, prune_allow_empty: true}", "ark: {project_name: p}").endpoints == []


def test_problems_of_all_manifests_are_told_together():
    assert wrong("ark: {endpoints: [{}]}", "ark:\n  wait: 1\n", "ark: {endpoints: [{name: right}]}") == [
        "a.yml, line 1: ark.endpoints[0].name: missing; expected name or endpoint_id, to say which endpoint is meant",
        "b.yml, line 2: ark.wait: found 1; expected true or false",
    ]


def test_problems_are_told_in_the_order_in_which_one_reads():
    entries = "\n".join(
        f"    - {{name: e{number}, state: {'gone' if number in (2, 10) else 'started'}}}" for number in range(11)
    )
    found = wrong(f"ark:\n  wait: 5\n  endpoints:\n{entries}\n  concurrency: 0\n")
    assert [sentence.partition(": found")[0] for sentence in found] == [
        "a.yml, line 2: ark.wait",
        "a.yml, line 6: ark.endpoints[2].state",
        "a.yml, line 14: ark.endpoints[10].state",
        "a.yml, line 15: ark.concurrency",
    ]
    doubled = "ark:\n  endpoints:\n    - {name: x}\n    - {name: x}\n"
    unscoped = "dataartsfabric:\n  endpoints:\n    - {name: y, type: inference}\n"
    assert [sentence.split(":")[0] for sentence in wrong(unscoped + doubled, doubled)] == [
        "a.yml, line 3",
        "a.yml, line 7",
        "b.yml, line 4",
    ]


def test_a_variable_with_many_entries_is_told_from_the_first_to_the_last():
    endpoints = [{"name": f"e{number}", "state": "gone"} for number in range(11)]
    found = fleet_manifest([], {"ark": {"endpoints": endpoints}})["errors"]
    assert [sentence.partition(":")[0] for sentence in found] == [
        f"fleet_ark.endpoints[{number}].state" for number in range(11)
    ]


def test_files_that_cannot_be_read_stand_where_they_are_given(tmp_path):
    (tmp_path / "a.yml").write_text("ark: {wait: 5}\n", encoding="utf-8")
    found = fleet_manifest(["a.yml", "missing.yml", "a.yml"], {}, str(tmp_path))["errors"]
    assert [sentence.partition(":")[0] for sentence in found] == ["a.yml, line 1", "missing.yml", "a.yml, line 1"]


def test_the_filter_reads_files_and_variables(tmp_path):
    (tmp_path / "base.yml").write_text("ark: {endpoints: [{name: x, description: file}]}\n", encoding="utf-8")
    found = fleet_manifest(["base.yml"], {"ark": {"endpoints": [{"name": "x", "state": "stopped"}]}}, str(tmp_path))
    assert found == {
        "families": [
            {
                "name": "ark",
                "label": "",
                "connection": {},
                "module": "inference.endpoints.ark_endpoints",
                "options": {},
                "endpoints": [{"name": "x", "description": "file", "state": "stopped"}],
                "origins": [["base.yml, line 1: ark.endpoints[0]", "fleet_ark.endpoints[0]"]],
            }
        ],
        "sources": ["base.yml", "variables"],
        "errors": [],
    }


def test_the_filter_tells_everything_that_is_wrong(tmp_path):
    (tmp_path / "broken.yml").write_text("ark: [\n", encoding="utf-8")
    found = fleet_manifest(["missing.yml", "broken.yml"], {"ark": {"wait": 3}, "maas": {"x": 1}}, str(tmp_path))
    assert found["families"] == []
    missing, broken, *inline = found["errors"]
    assert missing.startswith("missing.yml: No such file")
    assert broken.startswith("broken.yml, line 2: this is not valid YAML")
    assert [sentence.partition(";")[0] for sentence in inline] == [
        "fleet_ark.wait: found 3",
        "fleet_maas.x: unknown option",
    ]


def test_no_manifest_at_all_is_an_error():
    assert fleet_manifest([], {"ark": {}})["errors"] == [
        "there is no manifest: set fleet_manifests to a list of YAML files, or fleet_ark or fleet_dataartsfabric or"
        " fleet_maas"
    ]


def test_what_an_entry_says_against_itself_is_told_with_all_that_it_inherits():
    said = {
        "maas": {"defaults": {"moderation": False}, "endpoints": [{"name": "chat", "model_name": "m"}]},
        "dataartsfabric": {
            "endpoints": [
                {"name": "a", "type": "ray", "workspace_id": "w"},
                {"name": "b", "type": "inference", "log_config": {"enable_obs_log": True}},
            ]
        },
    }
    found = fleet_manifest([], said)["errors"]
    assert [sentence.partition(";")[0] for sentence in found] == [
        "fleet_dataartsfabric.endpoints[1].log_config.enable_obs_log: found true",
        "fleet_dataartsfabric.endpoints[1].workspace_id: missing",
        "fleet_maas.endpoints[0].moderation: found false without an agreement",
    ]
