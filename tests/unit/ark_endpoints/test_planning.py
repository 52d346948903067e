# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is meant, what contradicts, what is pruned: tables over fleet.py, which calls nobody."""

from __future__ import annotations

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine import bulk_plan
from ansible_collections.inference.endpoints.plugins.module_utils._engine.bulk_plan import Prune
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import Ambiguous, Refused
from ansible_collections.inference.endpoints.plugins.module_utils._engine.lookup import UNREAD, in_scope
from ansible_collections.inference.endpoints.plugins.module_utils._engine.plan import compare_with
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint

from .world import entry

FAMILY = ArkEndpoint()
DEFAULT, TEAM = {"project_name": "default"}, {"project_name": "team"}


def desired(*args, **options):
    return argspec.to_desired(entry(*args, **options), ArkEndpoint)


def shown(endpoint_id, name, status="Running", project="default", **members):
    always = {"Id": endpoint_id, "Name": name, "Status": status, "ProjectName": project}
    model = {"ModelReference": {"CustomModelId": "cm-1"}}
    return FAMILY.attributes({**always, **model, **members})


def listed(*endpoints, scope=None):
    scope = DEFAULT if scope is None else scope
    return {bulk_plan.key_of(scope): list(endpoints)}


def match_all(desired_set, *endpoints, unlisted=None):
    return bulk_plan.match_all(FAMILY, desired_set, listed(*endpoints), unlisted or {})


@pytest.mark.parametrize(
    ("desired_set", "given", "scopes"),
    [
        ([], {}, []),
        ([], TEAM, [(TEAM, 0)]),
        ([desired("a")], {}, [(DEFAULT, 1)]),
        ([desired("a"), desired("b")], DEFAULT, [(DEFAULT, 2)]),
        ([desired("a"), desired("b", state="absent")], {}, [(DEFAULT, 1)]),
        ([desired("a", project_name="team"), desired("b")], {}, [(TEAM, 1), (DEFAULT, 1)]),
        ([desired(endpoint_id="ep-1")], {}, []),
        ([desired(endpoint_id="ep-1")], TEAM, [(TEAM, 0)]),
        ([desired(endpoint_id="ep-1", project_name="team")], {}, [(TEAM, 0)]),
    ],
)
def test_each_scope_that_is_named_is_swept_once(desired_set, given, scopes):
    """And how many endpoints it has at least, if nothing has changed."""
    assert bulk_plan.scopes_of(FAMILY, desired_set, given) == scopes


@pytest.mark.parametrize(
    ("scope", "project", "belongs"),
    [(DEFAULT, "default", True), (DEFAULT, "team", False), (DEFAULT, None, True), (DEFAULT, "", True)],
)
def test_what_belongs_to_a_scope(scope, project, belongs):
    assert in_scope(scope, {"project_name": project}) is belongs


@pytest.mark.parametrize(
    ("endpoints", "expected"),
    [
        ([], None),
        ([shown("ep-1", "a")], "ep-1"),
        ([shown("ep-1", "A"), shown("ep-2", "aa")], None),
        ([shown("ep-1", "a", "Deleting")], UNREAD),
        ([shown("ep-1", "a", "Deleting"), shown("ep-2", "a")], "ep-2"),
        ([shown("ep-1", "a", "Deleted")], None),
        ([shown("ep-1", "a", "Failed")], "ep-1"),
    ],
)
def test_who_is_meant_by_a_name(endpoints, expected):
    (match,) = match_all([desired("a")], *endpoints)
    found = match.observed
    assert (found["endpoint_id"] if isinstance(found, dict) and found is not UNREAD else found) == expected
    assert match.known_ids == {each["endpoint_id"] for each in endpoints if each["name"] == "a"}
    assert match.error is None


@pytest.mark.parametrize(
    ("endpoints", "known"),
    [([], False), ([shown("ep-1", "x")], True), ([shown("ep-1", "x", "Deleting")], False)],
)
def test_who_is_meant_by_an_id(endpoints, known):
    (match,) = match_all([desired(endpoint_id="ep-1")], *endpoints)
    assert (match.observed is not UNREAD) is known


def test_a_name_of_several_endpoints_is_ambiguous_and_all_are_told():
    (match,) = match_all([desired("a")], shown("ep-1", "a"), shown("ep-2", "a", "Stopped"))
    assert isinstance(match.error, Ambiguous)
    assert all(text in str(match.error) for text in ("ep-1", "ep-2", "endpoint_id"))


def test_a_scope_that_could_not_be_listed_fails_its_entries_alone():
    error = Refused("no")
    by_id, other, lost = match_all(
        [desired(endpoint_id="ep-1"), desired("a"), desired("a", project_name="team")],
        shown("ep-1", "x"),
        unlisted={bulk_plan.key_of(TEAM): error},
    )
    assert (by_id.error, other.error, lost.error) == (None, None, error)


@pytest.mark.parametrize(
    ("desired_set", "found"),
    [
        ([desired("a"), desired("b")], []),
        ([desired("a"), desired("a", project_name="team")], []),
        ([desired(endpoint_id="ep-1"), desired(endpoint_id="ep-1")], ["endpoints[1]: found endpoint ep-1 again"]),
        ([desired("a"), desired("b"), desired("a", state="absent")], ["endpoints[2]: found endpoint 'a'"]),
        ([desired("a"), desired("a"), desired("a")], ["endpoints[1]: ", "endpoints[2]: "]),
    ],
)
def test_one_address_twice_is_told_before_any_call(desired_set, found):
    problems = bulk_plan.repeated(desired_set)
    assert len(problems) == len(found)
    assert all(problem.startswith(start) for problem, start in zip(problems, found, strict=True))


PAIR = (shown("ep-1", "a"), shown("ep-2", "b"))


@pytest.mark.parametrize(
    ("desired_set", "place"),
    [
        ([desired("a"), desired("b")], None),
        # One endpoint by id and by name.
        ([desired(endpoint_id="ep-1"), desired("a")], 1),
        ([desired("a"), desired(endpoint_id="ep-1", state="stopped")], 1),
        ([desired(endpoint_id="ep-1", name="new"), desired("a")], 1),
        # Names that change places are no contradiction.
        ([desired(endpoint_id="ep-1", name="b"), desired(endpoint_id="ep-2", name="a")], None),
        # One name for two endpoints is one.
        ([desired(endpoint_id="ep-1", name="b"), desired("b")], 1),
        ([desired(endpoint_id="ep-1", name="c"), desired("c")], 1),
        ([desired(endpoint_id="ep-1", name="c"), desired(endpoint_id="ep-2", name="c")], 1),
        # Unless the other is to go.
        ([desired(endpoint_id="ep-1", name="b"), desired("b", state="absent")], None),
        ([desired(endpoint_id="ep-1", name="b"), desired(endpoint_id="ep-2", state="absent")], None),
        # Who knows where endpoints are, and what their names are now, that no list shows.
        ([desired(endpoint_id="ep-8", name="x"), desired(endpoint_id="ep-9", name="x")], None),
        ([desired(endpoint_id="ep-8", name="a"), desired("a")], None),
        # The same name in two projects.
        ([desired("a"), desired("a", project_name="team")], None),
    ],
)
def test_contradictions_that_the_lists_bring_to_light(desired_set, place):
    problems = bulk_plan.conflicts(FAMILY, match_all(desired_set, *PAIR))
    assert [problem.split(":")[0] for problem in problems] == ([] if place is None else [f"endpoints[{place}]"])


TAGGED = {"Tags": [{"Key": "team", "Value": "x"}, {"Key": "sys:ark:createdBy", "Value": "me"}]}
STOCK = (
    shown("ep-1", "a"),
    shown("ep-2", "b", **TAGGED),
    shown("ep-3", "c", "Stopped"),
    shown("ep-4", "d", "Deleting"),
    shown("ep-5", "e", "Deleted"),
    shown("ep-6", "f", "Scheduling", **TAGGED),
)


@pytest.mark.parametrize(
    ("desired_set", "tags", "pruned"),
    [
        ([], (), ["ep-1", "ep-2", "ep-3", "ep-6"]),
        ([desired("a")], (), ["ep-2", "ep-3", "ep-6"]),
        ([desired("a", state="absent"), desired("new")], (), ["ep-2", "ep-3", "ep-6"]),
        ([desired(endpoint_id="ep-3"), desired(endpoint_id="ep-9")], (), ["ep-1", "ep-2", "ep-6"]),
        ([desired("a", project_name="team")], (), ["ep-1", "ep-2", "ep-3", "ep-6"]),
        ([], (("team", "x"),), ["ep-2", "ep-6"]),
        ([desired("b")], (("team", "x"),), ["ep-6"]),
        ([], (("team", "y"),), []),
        ([], (("team", "x"), ("more", "")), []),
        ([], (("sys:ark:createdBy", "me"),), ["ep-2", "ep-6"]),
    ],
)
def test_what_is_pruned(desired_set, tags, pruned):
    found = bulk_plan.match_all(FAMILY, desired_set, listed(*STOCK), {})
    aimed = bulk_plan.to_prune(FAMILY, found, listed(*STOCK), Prune(DEFAULT, tags))
    assert [match.observed["endpoint_id"] for match in aimed] == pruned
    assert {(match.place, match.desired.state) for match in aimed} <= {("pruned", "absent")}


def test_a_name_that_several_bear_prunes_none_of_them():
    twins = (shown("ep-1", "a"), shown("ep-2", "a"))
    assert not bulk_plan.to_prune(FAMILY, match_all([desired("a")], *twins), listed(*twins), Prune(DEFAULT))


@pytest.mark.parametrize(
    ("options", "members", "needed"),
    [
        ({}, {}, False),
        ({"rate_limit": {"rpm": 1}}, {"RateLimit": {"Rpm": 1, "Tpm": 5}}, False),
        ({"rate_limit": {"rpm": 2}}, {"RateLimit": {"Rpm": 1, "Tpm": 5}}, True),
        ({"rate_limit": {"rpm": 1}}, {}, True),
        ({"moderation": {"strategy": "Basic"}}, {"Moderation": {"Strategy": "Basic"}}, True),
        ({"moderation": {"strategy": "Basic"}, "state": "absent"}, {}, False),
        ({"state": "stopped"}, {}, True),
        ({"state": "stopped"}, {"Status": "Stopped"}, False),
        ({"tags": [{"key": "team", "value": "x"}]}, TAGGED, False),
        ({"tags": []}, TAGGED, True),
        ({"tags": [{"key": "more", "value": ""}], "purge_tags": False}, TAGGED, True),
        ({"tags": [{"key": "team", "value": "x"}], "purge_tags": False}, TAGGED, False),
    ],
)
def test_when_a_list_item_is_not_enough(options, members, needed):
    declared = desired("a", model_reference={"custom_model_id": "cm-1"}, **options)
    item = shown("ep-1", "a", **members)
    assert bulk_plan.needs_a_read(FAMILY, declared, item, compare_with(FAMILY, declared, item)) is needed


@pytest.mark.parametrize(
    ("verbs", "word"),
    [
        ("", "unchanged"),
        ("Create", "created"),
        ("Create Stop", "created"),
        ("Update", "updated"),
        ("Start Update", "updated"),
        ("Stop", "updated"),
        ("Stop Delete", "deleted"),
        ("Create Stop Delete", "recreated"),
        ("Delete Create", "recreated"),
    ],
)
def test_the_word_of_the_summary(verbs, word):
    assert bulk_plan.outcome_of([f"{verb}Endpoint" for verb in verbs.split()], FAMILY) == word
