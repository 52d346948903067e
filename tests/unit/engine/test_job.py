# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a declared model takes where a rolling update changes it: every decision (contract section 10)."""

from __future__ import annotations

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine import plan
from ansible_collections.inference.endpoints.plugins.module_utils._engine.desired import Desired
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import Refused
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint

ARK = ArkEndpoint()
NEVER, START, COMPLETE = "never", "start", "complete"


def model(version: str) -> dict:
    return {"foundation_model": {"name": "doubao-1-5-pro-32k", "model_version": version}}


OLD, NEW, THIRD = model("250115"), model("250715"), model("251015")
ANY = {"foundation_model": {"name": "doubao-1-5-pro-32k"}}
UNSHOWN: dict = {"custom_model_id": None, "foundation_model": None}
CUSTOM = {"custom_model_id": "cm-1"}


def job(to: dict, status: str = "Running") -> dict:
    return {"rolling_id": "eprol-1", "status": status, "percent": 40, "model_reference": to}


def planned(desired: dict, shown: dict, job: dict | None, mode: str, **more) -> plan.Plan:
    options = {"state": "present", "recreate": "never", "declared": {}, "observed": {}, **more}
    observed = ARK.shape({"name": "chat", "project_name": "default", "model_reference": shown})
    observed.update({"endpoint_id": "ep-1", "status": "Running", "rolling": job, **options["observed"]})
    declaration = Desired(
        options["state"],
        "ep-1",
        {"model_reference": desired, **options["declared"]},
        {},
        {"purge_tags": True},
        options["recreate"],
        {"rolling_update": mode},
    )
    return plan.decide(ARK, declaration, observed)


@pytest.mark.parametrize(
    ("desired", "shown", "job", "verbs"),
    [
        # wanted and shown are the same, and nothing rolls
        (OLD, OLD, None, {START: [], COMPLETE: []}),
        (NEW, NEW, job(NEW), {START: [], COMPLETE: []}),  # the endpoint is the proof, not the status of the job
        (OLD, OLD, job(NEW, "Reverted"), {START: [], COMPLETE: []}),
        # nothing rolls
        (NEW, OLD, None, {START: ["begin_job"], COMPLETE: ["begin_job"]}),
        (NEW, OLD, job(NEW, "Reverted"), {START: ["begin_job"], COMPLETE: ["begin_job"]}),
        (THIRD, NEW, job(NEW, "Reverted"), {START: ["begin_job"], COMPLETE: ["begin_job"]}),
        # a rolling to the wanted model is under way
        (NEW, OLD, job(NEW), {START: [], COMPLETE: ["await_job"]}),
        (NEW, OLD, job(NEW, "a word of tomorrow"), {START: [], COMPLETE: ["await_job"]}),
        # a rolling away from the wanted model is under way
        (OLD, OLD, job(NEW), {START: ["cancel_job"], COMPLETE: ["cancel_job"]}),
        (OLD, OLD, job(NEW, "Reverting"), {START: [], COMPLETE: ["await_job"]}),
        # a rolling that was cancelled, in the words that services have for that
        (OLD, OLD, job(NEW, "Cancelled"), {START: [], COMPLETE: []}),
        (NEW, OLD, job(NEW, "CANCELED"), {START: ["begin_job"], COMPLETE: ["begin_job"]}),
        # without a version, the present model and the new one are as declared
        (ANY, OLD, job(NEW), {START: [], COMPLETE: ["await_job"]}),
        # a rolling of which the service does not show the new model
        (NEW, OLD, job(UNSHOWN), {START: [], COMPLETE: ["await_job"]}),
        (OLD, OLD, job(UNSHOWN), {START: [], COMPLETE: []}),
        (NEW, OLD, {**job(OLD), "model_reference": None}, {START: [], COMPLETE: ["await_job"]}),
    ],
)
def test_what_is_done(desired, shown, job, verbs):
    for mode, expected in verbs.items():
        assert [step.verb for step in planned(desired, shown, job, mode).steps] == expected


def test_a_rolling_to_another_model_is_in_the_way_and_both_are_named():
    with pytest.raises(
        Refused, match=r"250715 is under way \(eprol-1, status Running, 40 %\), and .*251015 is declared"
    ):
        planned(THIRD, OLD, job(NEW), START)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"observed": {"support_rolling": False}}, "support_rolling: false"),
        ({"observed": {"status": "Stopped"}, "declared": {"description": "new"}}, "the endpoint is stopped"),
        ({"state": "stopped"}, "state: stopped is declared"),
    ],
)
def test_a_rolling_that_cannot_begin_is_refused_before_any_write(change, reason):
    with pytest.raises(Refused, match=reason):
        planned(NEW, OLD, None, COMPLETE, **change)


@pytest.mark.parametrize(("desired", "shown"), [(CUSTOM, OLD), (NEW, CUSTOM)])
def test_a_custom_model_never_rolls(desired, shown):
    with pytest.raises(Refused, match="custom model"):
        planned(desired, shown, None, START)


def test_never_is_as_before():
    with pytest.raises(Refused, match="cannot be changed in place"):
        planned(NEW, OLD, job(NEW), NEVER)
    assert planned(NEW, OLD, None, NEVER, recreate="create_first").steps[0].verb == "create"


def test_what_cannot_roll_is_decided_by_recreate():
    unit = {"declared": {"model_unit_id": "mu-2"}, "observed": {"model_unit_id": "mu-1"}}
    with pytest.raises(Refused, match="model_unit_id"):
        planned(NEW, OLD, None, START, **unit)
    steps = planned(NEW, OLD, None, START, recreate="delete_first", **unit).steps
    assert [step.verb for step in steps] == ["stop", "delete", "create"]


def test_other_changes_come_before_the_rolling():
    declared = {"description": "new"}
    assert [step.verb for step in planned(NEW, OLD, None, START, declared=declared).steps] == ["update", "begin_job"]
    stopped = planned(NEW, OLD, None, START, declared=declared, state="started", observed={"status": "Stopped"})
    assert [step.verb for step in stopped.steps] == ["start", "update", "begin_job"]


def test_the_difference_shows_both_models():
    found = planned(NEW, OLD, None, START)
    assert (found.before["model_reference"], found.after["model_reference"]) == (OLD, NEW)
    assert [name for step in found.steps for name in step.names(ARK)] == ["CreateEndpointRolling"]


@pytest.mark.parametrize(("mode", "version"), [(START, "250115"), (COMPLETE, "250715")])
def test_what_the_endpoint_will_show_depends_on_the_wait(mode, version):
    predicted = planned(NEW, OLD, None, mode).predicted
    assert predicted["model_reference"]["foundation_model"]["model_version"] == version
    assert predicted["rolling"] is None


def test_waiting_for_a_rolling_of_another_run_changes_nothing():
    found = planned(NEW, OLD, job(NEW), COMPLETE)
    assert found.before == found.after
    assert [name for step in found.steps for name in step.names(ARK)] == []
