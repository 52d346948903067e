# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several sets of a family: what is one set, what is several, and what contradicts itself."""

from __future__ import annotations

import pytest

from ansible_collections.inference.endpoints.plugins.filter.fleet_manifest import fleet_manifest
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.merge import MergedSet, merged
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.variables import inline

from .manifests import sources


def right(*texts: str) -> list[MergedSet]:
    sets, errors = merged(sources(*texts))
    assert errors == []
    return sets


def wrong(*texts: str) -> list[str]:
    sets, errors = merged(sources(*texts))
    assert sets == []
    return errors


def names(sets: list[MergedSet]) -> list[list[str]]:
    return [[entry["name"] for entry in each.endpoints] for each in sets]


A, B = "endpoints: [{name: a}]", "endpoints: [{name: b}]"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([f"ark: {{{A}}}", f"ark: {{{B}}}"], [["a", "b"]]),
        ([f"ark: {{{A}}}", f"ark: [{{{B}}}]"], [["a", "b"]]),
        # The default of an option is what leaving it out means.
        ([f"ark: {{{A}}}", f"ark: {{site: volcengine, {B}}}"], [["a", "b"]]),
        ([f"ark: {{site: byteplus, {A}}}", f"ark: {{site: byteplus, {B}}}"], [["a", "b"]]),
        ([f"ark: {{site: byteplus, {A}}}", f"ark: {{{B}}}"], [["a"], ["b"]]),
        ([f"ark: {{region: r, {A}}}", f"ark: {{region: s, {B}}}"], [["a"], ["b"]]),
        ([f"ark: {{api_url: 'http://h:1', {A}}}", f"ark: {{api_url: 'http://h:2', {B}}}"], [["a"], ["b"]]),
        ([f"ark: [{{site: byteplus, {A}}}, {{{B}}}]"], [["a"], ["b"]]),
        # How a service is waited for is no matter of which service it is.
        ([f"ark: {{request_timeout: 5, {A}}}", f"ark: {{max_retries: 1, {B}}}"], [["a", "b"]]),
        # Sets of one connection are told apart by their scope, where a list says so.
        ([f"ark: [{{project_name: p, {A}}}, {{project_name: q, {B}}}]"], [["a"], ["b"]]),
        ([f"ark: [{{project_name: p, {A}}}, {{{B}}}]"], [["a"], ["b"]]),
        ([f"ark: [{{project_name: p, {A}}}]", f"ark: [{{project_name: q, {B}}}]"], [["a"], ["b"]]),
        ([f"ark: [{{project_name: p, {A}}}, {{project_name: q}}]", f"ark: {{project_name: q, {B}}}"], [["a"], ["b"]]),
        ([f"ark: {{project_name: p, {A}}}", f"ark: {{project_name: q, {B}}}"], [["a", "b"]]),
        ([f"ark: [{{project_name: p, {A}}}]", f"ark: {{{B}}}"], [["a", "b"]]),
        # One connection and scope in one list is one set, if nothing contradicts.
        ([f"ark: [{{project_name: p, {A}}}, {{project_name: p, concurrency: 4, {B}}}]"], [["a", "b"]]),
        ([f"maas: [{{region: r, {A}}}, {{region: s, {A}}}]"], [["a"], ["a"]]),
        ([f"maas: [{{project_id: r, {A}}}, {{project_id: r, {B}}}]"], [["a", "b"]]),
    ],
)
def test_sets_of_one_connection_are_one(texts, expected):
    assert names(right(*texts)) == expected


def test_connection_options_are_merged_and_told_apart_from_those_of_the_set():
    (one,) = right(
        "ark: {site: byteplus, request_timeout: 5, max_retries: 1, concurrency: 4}",
        "ark: {site: byteplus, request_timeout: 7, max_retries: null, endpoints: [{name: x, origin: t.x}]}",
    )
    assert (one.connection, one.options) == ({"site": "byteplus", "request_timeout": 7}, {"concurrency": 4})
    assert one.endpoints == [{"name": "x"}]  # where an entry comes from is no option
    assert one.label == ""


def test_labels_say_what_tells_sets_apart():
    sets = right(
        """
        ark:
          - {site: volcengine, region: cn-beijing, project_name: p}
          - {site: volcengine, region: cn-beijing, project_name: q}
          - {site: byteplus, project_name: p}
        maas: {region: r}
        """
    )
    assert [(each.name, each.label) for each in sets] == [
        ("ark", "site volcengine, region cn-beijing, project_name p"),
        ("ark", "site volcengine, region cn-beijing, project_name q"),
        ("ark", "site byteplus, project_name p"),
        ("maas", ""),
    ]


@pytest.mark.parametrize(
    ("texts", "sentences"),
    [
        (
            ["ark:\n- {project_name: p, concurrency: 4}\n- {project_name: p, concurrency: 8}\n"],
            [
                "a.yml, line 3: ark[1].concurrency: found 8, and 4 in ark[0], which has the same connection and scope;"
                " one value for both"
            ],
        ),
        (
            ["ark:\n- {defaults: {state: started}}\n- defaults:\n    state: stopped\n"],
            [
                'a.yml, line 4: ark[1].defaults.state: found "stopped", and "started" in ark[0], which has the same'
                " connection and scope; one value for both"
            ],
        ),
        (
            [f"ark:\n- {{{A}}}\n- {{{A}}}\n"],
            [
                "a.yml, line 3: ark[1].endpoints[0]: found name 'a', project_name 'default' again, as in"
                " ark[0].endpoints[0]; one entry for each in one manifest"
            ],
        ),
        (
            # Who leaves the region out may mean the same one.
            [f"ark: {{{A}}}", f"ark: {{region: cn-beijing, {A}}}"],
            [
                "b.yml, line 1: ark.endpoints[0]: found name 'a', project_name 'default' again, as in a.yml, line 1:"
                " ark.endpoints[0]; one entry, or a region in both sets"
            ],
        ),
        (
            # An entry may name a project of its own, and with it another set's.
            ["ark:\n- {project_name: p, endpoints: [{name: x}]}\n- endpoints:\n  - {name: x, project_name: p}\n"],
            [
                "a.yml, line 4: ark[1].endpoints[0]: found name 'x', project_name 'p' again, as in ark[0].endpoints[0];"
                " one entry in one set"
            ],
        ),
        (
            ["ark:\n- {project_name: p, prune: true, endpoints: []}\n- endpoints:\n  - {name: y, project_name: p}"],
            [
                "a.yml, line 2: ark[0].prune: found true and no endpoints; that would delete everything, so it needs"
                " prune_allow_empty",
                "a.yml, line 4: ark[1].endpoints[0]: found an endpoint of project_name 'p', which a.yml, line 2: ark[0]"
                " prunes; an entry of that set",
            ],
        ),
        (
            [f"ark: [{{project_name: p, {A}}}, {{project_name: q, {B}}}]", "ark: {endpoints: [{name: c}]}"],
            [
                "b.yml, line 1: ark: found a set that may belong to several of its connection (ark[0], ark[1]); what"
                " tells them apart, such as the project, the workspace or a profile"
            ],
        ),
        (
            ["maas:\n- {region: r, prune: true, endpoints: [{name: x}]}\n- {region: r, prune: false}\n"],
            [
                "a.yml, line 3: maas[1].prune: found false, and true in maas[0], which has the same connection and"
                " scope; one value for both"
            ],
        ),
    ],
)
def test_contradictions_are_refused(texts, sentences):
    assert wrong(*texts) == sentences


def test_pruning_in_two_accounts_is_a_matter_of_each():
    text = "ark:\n" + "".join(
        f"- {{region: {region}, project_name: p, prune: true, endpoints: [{{name: x}}]}}\n" for region in "rs"
    )
    assert [each.options["prune"] for each in right(text)] == [True, True]


def test_all_that_is_wrong_in_all_files_is_told_at_once():
    first = """
ark:
  prune: true
  endpoints:
    - {name: a, rate_limit: {rpm: -1}}
    - {name: b}
    - {name: b}
    - {name: a}
dataartsfabric:
  endpoints:
    - {name: c, type: ray}
    - {name: d, type: inference, workspace_id: w, log_config: {enable_obs_log: true}}
"""
    second = "maas:\n  endpoints:\n    - {name: e, model_name: m, moderation: false}\n    - {name: e, model_name: 5}\n"
    found = wrong(first, second)
    assert [sentence.partition(";")[0] for sentence in found] == [
        "a.yml, line 3: ark.prune: found true without project_name",
        "a.yml, line 5: ark.endpoints[0].rate_limit.rpm: found -1",
        "a.yml, line 7: ark.endpoints[2]: found name 'b', project_name 'default' again, as in ark.endpoints[1]",
        "a.yml, line 8: ark.endpoints[3]: found name 'a', project_name 'default' again, as in ark.endpoints[0]",
        "a.yml, line 11: dataartsfabric.endpoints[0].workspace_id: missing",
        "a.yml, line 12: dataartsfabric.endpoints[1].log_config.enable_obs_log: found true",
        "b.yml, line 3: maas.endpoints[0].moderation: found false without an agreement",
        "b.yml, line 4: maas.endpoints[1]: found name 'e' again, as in maas.endpoints[0]",
        "b.yml, line 4: maas.endpoints[1].model_name: found 5",
    ]


def test_a_wrong_connection_hides_no_duplicate():
    found = wrong(f"ark:\n- secret_key: s\n  endpoints: [{{name: a}}]\n  groups: [{{{A}}}]\n")
    assert len(found) == 2
    assert "found name 'a', project_name 'default' again" in found[1]


@pytest.mark.parametrize(
    "text",
    [
        "ark: {project_name: 5, prune: true, endpoints: [{name: a}, {name: a, project_name: q}]}",
        "ark: {defaults: {project_name: 5}, endpoints: [{name: a}, {name: a, project_name: default}]}",
        "dataartsfabric: {workspace_id: 5, endpoints: [{name: a, type: ray}]}",
        "dataartsfabric: {endpoints: [{name: a, workspace_id: 5, type: ray}]}",
        "maas: {defaults: {agreement_id: 5}, endpoints: [{name: a, model_name: m, moderation: false}]}",
        "ark: {prune: 5, endpoints: 7}",
    ],
)
def test_what_may_follow_from_a_mistake_is_not_told(text):
    assert all(": found 5;" in sentence or ": found 7;" in sentence for sentence in wrong(text))


def test_secrets_of_variables_are_not_in_the_filters_answer():
    found = fleet_manifest([], {"ark": {"site": "byteplus", "access_key": "AK-canary", "secret_key": "canary"}})
    assert found["errors"] == []
    assert found["families"][0]["connection"] == {"site": "byteplus"}
    assert "canary" not in str(found)


def test_a_set_without_endpoints_and_scope_is_about_all_of_its_connection():
    sets = right(
        f"ark: [{{project_name: p, {A}}}, {{project_name: q, {B}}}, {{site: byteplus}}]", "ark: {concurrency: 4}"
    )
    assert [each.options.get("concurrency") for each in sets] == [4, 4, None]


FIRST, SECOND = {"access_key": "AK1", "secret_key": "SK1"}, {"access_key": "AK2", "secret_key": "SK2"}


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        # The variables give the credentials of what files declare.
        (FIRST, ["AK1"]),
        ({**FIRST, "endpoints": [{"name": "b"}]}, ["AK1"]),
        # Of one place and several accounts each has its own.
        ([{**FIRST, "site": "byteplus"}, {**SECOND, "site": "byteplus"}], [None, "AK1", "AK2"]),
        ([FIRST, {"site": "byteplus"}], ["AK1", None]),
    ],
)
def test_credentials_come_from_variables(said, keys):
    sets, errors = merged([*sources(f"ark: {{{A}}}"), *inline({"ark": said})])
    assert errors == []
    assert [each.connection.get("access_key") for each in sets] == keys


def test_it_is_not_guessed_whose_credentials_are_meant():
    _sets, errors = merged([*sources(f"ark: {{{A}}}"), *inline({"ark": [FIRST, SECOND]})])
    (sentence,) = errors
    assert sentence.startswith(
        "fleet_ark[1]: found a set that may belong to several of its connection (ark); what tells"
    )
    assert "AK" not in sentence
