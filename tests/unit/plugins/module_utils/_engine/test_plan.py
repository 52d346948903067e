# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From (state, want, actual) to the steps and to what a diff will show."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.inference.endpoints.plugins.module_utils._engine.desired import Desired
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import Refused
from ansible_collections.inference.endpoints.plugins.module_utils._engine.plan import decide
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint

ARK = ArkEndpoint()
MODEL = {"foundation_model": {"name": "m", "model_version": "1"}}
OTHER = {"foundation_model": {"name": "m", "model_version": "2"}}
STATUS = {
    "running": "Running",
    "stopped": "Stopped",
    "failed": "Failed",
    "changing": "Scheduling",
    "stopping": "Stopping",
    "leaving": "Deleting",
}
BEFORE = {
    "name": "n",
    "description": "d",
    "project_name": "default",
    "model_reference": MODEL,
    "rate_limit": {"rpm": 10, "tpm": 5},
    "tags": [],
}


def there(state: str, **changes: Any) -> dict:
    """An endpoint in this state."""
    known = {"endpoint_id": "ep-1", "status": STATUS[state], "update_time": "T", "status_reason": "why"}
    return ARK.finish({**ARK.shape({**BEFORE, **changes}), **known})


def wanted(state: str, recreate: str = "never", endpoint_id: str | None = None, **attributes: Any) -> Desired:
    attributes = {"name": "n", **({} if endpoint_id else {"project_name": "default"}), **attributes}
    scope = {} if endpoint_id else {"project_name": attributes["project_name"]}
    return Desired(state, endpoint_id, attributes, scope, {"purge_tags": True}, recreate)


C, U, S, P, D = "create", "update", "start", "stop", "delete"
NEW = {"description": "new"}
VALUES = {"name": "n", "project_name": "default", "model_reference": MODEL}

TABLE = [
    # state, actual, what else is declared, steps, what changes in the diff (None: all of it)
    ("present", None, {"model_reference": MODEL}, [C], None),
    ("started", None, {"model_reference": MODEL}, [C], None),
    ("stopped", None, {"model_reference": MODEL}, [C, P], None),
    ("absent", None, {}, [], None),
    ("present", "running", {}, [], {}),
    ("present", "stopped", {}, [], {}),
    ("present", "failed", {}, [], {}),
    ("present", "changing", {}, [], {}),
    ("present", "running", NEW, [U], NEW),
    ("present", "stopped", NEW, [U], NEW),
    ("present", "failed", NEW, [U], NEW),
    ("present", "changing", NEW, [U], NEW),
    ("started", "running", {}, [], {}),
    ("started", "stopped", {}, [S], {"run_state": "running"}),
    ("started", "failed", {}, [S], {"run_state": "running"}),
    ("started", "changing", {}, [S], {"run_state": "running"}),
    ("started", "running", NEW, [U], NEW),
    ("started", "stopped", NEW, [S, U], {**NEW, "run_state": "running"}),
    ("stopped", "stopped", {}, [], {}),
    ("stopped", "running", {}, [P], {"run_state": "stopped"}),
    ("stopped", "failed", {}, [P], {"run_state": "stopped"}),
    ("stopped", "changing", {}, [P], {"run_state": "stopped"}),
    ("stopped", "running", NEW, [U, P], {**NEW, "run_state": "stopped"}),
    ("stopped", "stopped", NEW, [U], NEW),
    ("absent", "running", {}, [P, D], None),
    ("absent", "stopped", {}, [D], None),
    ("absent", "failed", {}, [D], None),
    ("absent", "changing", {}, [P, D], None),
    ("absent", "stopping", {}, [D], None),
    ("absent", "leaving", {}, [], {}),
    ("absent", "running", {"model_reference": OTHER, **NEW}, [P, D], None),
]


@pytest.mark.parametrize(("state", "observed", "declared", "steps", "changes"), TABLE)
def test_decisions(state: str, observed: str | None, declared: dict, steps: list[str], changes: dict | None) -> None:
    plan = decide(ARK, wanted(state, **declared), there(observed) if observed else None)
    run_state = {"stopping": "changing"}.get(observed or "", observed)
    before = dict(BEFORE, run_state=run_state) if observed else {}
    assert [step.verb for step in plan.steps] == steps
    assert plan.before == before
    if changes is not None:
        assert plan.after == {**before, **changes}
    elif state == "absent":
        assert (plan.after, plan.predicted) == ({}, None)
    else:
        assert plan.after == {**VALUES, "run_state": "stopped" if P in steps else "running"}
    assert plan.unsettled == (observed == "changing" and state != "absent" and bool(steps))
    assert bool(plan.warnings) == (observed == "failed" and state == "present")


REPLACEMENTS = [
    ("present", "running", "create_first", [C, P, D], "running"),
    ("present", "running", "delete_first", [P, D, C], "running"),
    ("present", "stopped", "create_first", [C, P, D], "stopped"),
    ("present", "stopped", "delete_first", [D, C, P], "stopped"),
    ("started", "stopped", "create_first", [C, D], "running"),
    ("started", "stopped", "delete_first", [D, C], "running"),
    ("stopped", "running", "create_first", [C, P, P, D], "stopped"),
    ("stopped", "running", "delete_first", [P, D, C, P], "stopped"),
    ("present", "failed", "create_first", [C, D], "running"),
    ("present", "failed", "delete_first", [D, C], "running"),
]


@pytest.mark.parametrize(("state", "observed", "recreate", "steps", "run_state"), REPLACEMENTS)
def test_replacements_carry_over_what_is_not_mentioned(
    state: str, observed: str, recreate: str, steps: list[str], run_state: str
) -> None:
    desired = wanted(state, recreate, model_reference=OTHER, rate_limit={"rpm": 11})
    plan = decide(ARK, desired, there(observed))
    values = {**BEFORE, "model_reference": OTHER, "rate_limit": {"rpm": 11, "tpm": 5}}
    assert [step.verb for step in plan.steps] == steps
    (creation,) = [step for step in plan.steps if step.verb == C]
    assert creation.values == values
    assert plan.after == {**values, "run_state": run_state}
    assert plan.predicted is not None
    assert plan.predicted["endpoint_id"] is None
    assert {step.subject for step in plan.steps if step.verb == D} == {"old"}


def test_recreate_alone_replaces_nothing() -> None:
    assert decide(ARK, wanted("present", "delete_first", description="x"), there("running")).steps[0].verb == U
    assert decide(ARK, wanted("present", "delete_first"), there("running")).steps == ()


def test_what_cannot_be_changed_in_place_is_named_with_both_values() -> None:
    desired = wanted("present", endpoint_id="ep-1", model_reference=OTHER, model_unit_id="mu", project_name="p", **NEW)
    with pytest.raises(Refused) as caught:
        decide(ARK, desired, there("running"))
    assert str(caught.value) == (
        "endpoint ep-1 (to be named 'n') differs in what cannot be changed in place:"
        " project_name: found 'default', expected 'p';"
        " model_reference.foundation_model.model_version: found '1', expected '2';"
        " model_unit_id: found nothing, expected 'mu'."
        " Declare the present value, or set recreate to create_first or delete_first to replace the endpoint, which"
        " gives it a new id"
    )


def test_a_prediction_fills_what_is_known() -> None:
    new = decide(ARK, wanted("present", model_reference=MODEL, tags=[{"key": "b"}, {"key": "a"}]), None).predicted
    assert new is not None
    assert {name: value for name, value in new.items() if value is not None} == {
        "name": "n",
        "project_name": "default",
        "model_reference": {**MODEL, "custom_model_id": None},
        "tags": [{"key": "a", "value": ""}, {"key": "b", "value": ""}],
        "system_tags": [],
        "status": "Running",
    }
    changed = decide(ARK, wanted("stopped", **NEW), there("running")).predicted
    assert changed == {**there("running"), **NEW, "status": "Stopped", "update_time": None, "status_reason": None}
    assert decide(ARK, wanted("present"), there("running")).predicted == there("running")


def test_the_warning_about_a_failed_endpoint_has_the_servers_reason() -> None:
    (warning,) = decide(ARK, wanted("present"), there("failed")).warnings
    assert warning.endswith("has failed (status Failed): why")
    silent = {**there("failed"), "status_reason": ""}
    assert decide(ARK, wanted("present"), silent).warnings[0].endswith("the server gives no reason")


declared = st.fixed_dictionaries(
    {},
    optional={
        "description": st.sampled_from(["", "d", "new"]),
        "rate_limit": st.sampled_from([{"rpm": 1}, {"rpm": 10, "tpm": 5}, {"tpm": 0}]),
        "model_reference": st.sampled_from([MODEL, OTHER, {"custom_model_id": "cm"}]),
        "tags": st.lists(
            st.fixed_dictionaries({"key": st.sampled_from("ab"), "value": st.just("")}),
            unique_by=lambda tag: tag["key"],
        ),
        "moderation": st.just({"strategy": "Basic"}),
    },
)


@given(
    state=st.sampled_from(["present", "started", "stopped", "absent"]),
    observed=st.sampled_from(sorted(STATUS)),
    recreate=st.sampled_from(["create_first", "delete_first"]),
    attributes=declared,
)
def test_a_plan_with_steps_shows_a_difference_and_a_second_plan_has_none(
    state: str, observed: str, recreate: str, attributes: dict
) -> None:
    desired = wanted(state, recreate, **attributes)
    plan = decide(ARK, desired, there(observed))
    if observed != "leaving" or state == "absent":
        replaced = any(step.verb == C for step in plan.steps)
        assert bool(plan.steps) == (plan.before != plan.after) or replaced
    if plan.predicted is not None and observed != "leaving":
        after = {**plan.predicted, "endpoint_id": "ep-2"}
        assert decide(ARK, desired, after).steps == ()
        assert decide(ARK, desired, after).before == {name: value for name, value in plan.after.items() if value != ""}
