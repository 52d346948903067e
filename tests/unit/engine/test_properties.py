# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every declaration and whatever endpoints there are before it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import Ambiguous, BadInput, Refused
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import to_api

from ..fuzz.figures import examples
from ..support.world import MODEL, OTHER_MODEL, World

CUSTOM_MODEL = {"custom_model_id": "cm-20260101000000-abcde"}

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
tag_lists = st.lists(
    st.fixed_dictionaries(
        {"key": st.sampled_from(["team", "env", "成本", "Team"]), "value": st.sampled_from(["", "a", "b"])}
    ),
    max_size=4,
    unique_by=lambda tag: tag["key"],
)
limits = st.one_of(
    st.fixed_dictionaries({"rpm": st.integers(0, 20)}),
    st.fixed_dictionaries({"tpm": st.integers(0, 20)}),
    st.fixed_dictionaries({"rpm": st.integers(0, 20), "tpm": st.integers(0, 20)}),
)
models = st.sampled_from([MODEL, OTHER_MODEL, CUSTOM_MODEL])
attributes = st.fixed_dictionaries(
    {},
    optional={
        "description": texts,
        "rate_limit": limits,
        "tags": tag_lists,
        "moderation": st.fixed_dictionaries({"strategy": st.sampled_from(["Default", "Basic", "Skip"])}),
        "model_unit_id": st.sampled_from(["mu-1", "mu-2"]),
    },
)
names = st.sampled_from(["chat", "chat", "Chat", "talk"])
projects = st.sampled_from(["default", "default", "lab"])
present = st.lists(
    st.tuples(names, projects, models, attributes, st.sampled_from(["Running", "Stopped", "Failed"])), max_size=3
)
declarations = st.builds(
    lambda base, more: {**base, **more},
    st.fixed_dictionaries(
        {
            "name": names,
            "state": st.sampled_from(["present", "present", "started", "stopped", "absent"]),
            "purge_tags": st.booleans(),
        },
        optional={
            "project_name": projects,
            "model_reference": models,
            "recreate": st.sampled_from(["never", "create_first", "delete_first"]),
        },
    ),
    attributes,
)
readings = st.fixed_dictionaries(
    {},
    optional={
        "unset_members": st.sampled_from(["omitted", "null", "empty"]),
        "get_shape": st.sampled_from(["flat", "nested"]),
        "tag_order": st.sampled_from(["given", "reversed"]),
        "unknown_members": st.booleans(),
        "custom_model_base": st.sampled_from(["absent", "shown"]),
        "system_tags": st.sampled_from(["present", "absent"]),
        "list_rate_limit": st.sampled_from(["present", "absent"]),
        "name_filter": st.sampled_from(["exact", "prefix", "substring", "case_insensitive", "ignored"]),
        "page_size_cap": st.sampled_from([1, 100]),
    },
)

thorough = settings(**examples(50))


def populated(endpoints: list[tuple], switches: dict) -> World:
    """A world in which these endpoints are, made by somebody else."""
    world = World(**switches)
    for name, project, model, more, status in endpoints:
        values = {"name": name, "project_name": project, "model_reference": model, **more}
        reply = world.service.perform("CreateEndpoint", to_api(world.resource.fields, values))
        world.settle()
        world.service.force(reply.endpoint_id, {"Status": status})
        world.time += 1
    return world


def truth(world: World) -> dict[str, dict]:
    """Every endpoint by id: its user tags in an order of their own, without times."""
    found = {}
    for one in world.endpoints():
        tags = sorted((tag["Key"], tag["Value"]) for tag in one.get("Tags", []) if not tag["Key"].startswith("sys:"))
        kept = {member: value for member, value in one.items() if member not in ("UpdateTime", "Tags")}
        found[one["Id"]] = {**kept, "Tags": tags}
    return found


EXPECTED_REFUSALS = (Ambiguous, BadInput, Refused)


@thorough
@given(endpoints=present, declared=declarations, switches=readings)
def test_check_mode_is_the_real_run_and_the_second_run_changes_nothing(endpoints, declared, switches):
    world = populated(endpoints, switches)
    before = truth(world)
    outcome = world.foretold(**declared)
    if outcome.error is not None:
        assert isinstance(outcome.error, EXPECTED_REFUSALS), repr(outcome.error)
        assert outcome.actions == []
        assert truth(world) == before
        return
    assert outcome.changed == (truth(world) != before)
    after = truth(world)
    again = world.foretold(**declared)
    assert again.error is None
    assert not again.changed
    assert again.diff["before"] == again.diff["after"]
    assert truth(world) == after


@thorough
@given(endpoints=present, one=attributes, model=models, declared=declarations, switches=readings)
def test_what_is_not_mentioned_is_not_touched(endpoints, one, model, declared, switches):
    others = [other for other in endpoints if other[:2] != ("ours", "default")]
    status = "Stopped" if len(one) % 2 else "Running"
    world = populated([*others, ("ours", "default", model, one, status)], switches)
    before = truth(world)
    state = "present" if declared["state"] == "absent" else declared["state"]
    outcome = world.ok(**{"recreate": "delete_first", **_at_home(declared), "name": "ours", "state": state})
    after = truth(world)
    old, new = before.pop(outcome.run.previous_id or outcome.run.endpoint_id), after.pop(outcome.run.endpoint_id)
    assert after == before
    members = {
        "Description": "description",
        "ModelReference": "model_reference",
        "ModelUnitId": "model_unit_id",
        "Moderation": "moderation",
        "Tags": "tags",
    }
    for member, option in members.items():
        if option not in declared:
            assert new.get(member) == old.get(member), member
    assert _limits(new, switches) == {**_limits(old, switches), **declared.get("rate_limit", {})}
    assert new["Status"] == {"started": "Running", "stopped": "Stopped", "present": status}[state]


def _limits(one: dict, switches: dict) -> dict:
    """The limits as this service shows them; if it shows what is unset as 0, nobody can tell the two apart."""
    unset = 0 if switches.get("unset_members") == "empty" else None
    limits = one.get("RateLimit") or {}
    return {option: limits.get(member, unset) for member, option in {"Rpm": "rpm", "Tpm": "tpm"}.items()}


def _at_home(declared: dict) -> dict:
    """A declaration that does not move the endpoint elsewhere and that may replace it."""
    kept = {name: value for name, value in declared.items() if name != "project_name"}
    return {**kept, "recreate": "delete_first"} if kept.get("recreate") == "never" else kept


@thorough
@given(data=st.data(), tags=tag_lists, switches=readings)
def test_the_order_of_tags_means_nothing(data, tags, switches):
    world = World(**switches)
    assert world.ok(name="chat", model_reference=MODEL, tags=tags).changed
    shuffled = data.draw(st.permutations(tags))
    outcome = world.foretold(name="chat", tags=shuffled)
    assert not outcome.changed
    assert outcome.endpoint["tags"] == sorted(tags, key=lambda tag: tag["key"])
    some = data.draw(st.lists(st.sampled_from(tags), unique_by=lambda tag: tag["key"])) if tags else []
    assert not world.foretold(name="chat", tags=some, purge_tags=False).changed


@thorough
@given(endpoints=present, declared=declarations, switches=readings)
def test_nothing_read_only_and_nothing_unmentioned_is_sent(endpoints, declared, switches):
    world = populated(endpoints, switches)
    start = len(world.log)
    world.task(**{**declared, "recreate": "never"})
    members = {"Name": "name", "ProjectName": "project_name", "ModelReference": "model_reference", "Tags": "tags"}
    members.update(Description="description", RateLimit="rate_limit", Moderation="moderation", Id="endpoint_id")
    members.update(ModelUnitId="model_unit_id")
    for entry in world.log[start:]:
        if entry["action"] in ("CreateEndpoint", "UpdateEndpoint"):
            allowed = {"endpoint_id", "name", *declared} | ({"project_name"} if "Create" in entry["action"] else set())
            assert {members[member] for member in entry["body"]} <= allowed
            assert not any(tag["Key"].startswith("sys:") for tag in entry["body"].get("Tags", []))
