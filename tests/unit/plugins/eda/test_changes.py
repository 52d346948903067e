# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From two looks to the events between them."""

from __future__ import annotations

import json

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.changes import (
    Look,
    advanced,
    nothing_known,
)
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.drift import Drift

FAMILY = ArkEndpoint()
AT = "2026-01-02T03:04:05+00:00"
KEY = json.dumps({"name": "chat", "project_name": "default"})


def endpoint(endpoint_id: str = "ep-1", **attributes) -> dict:
    base = {"Id": endpoint_id, "Name": f"name of {endpoint_id}", "Status": "Running", "ProjectName": "default"}
    return {**FAMILY.attributes({**base, "UpdateTime": "2026-01-01T00:00:00Z"}), **attributes}


def look(
    *endpoints: dict, gone: tuple[str, ...] = (), there: tuple[str, ...] = (), drifts: list[Drift] | None = None
) -> Look:
    return Look(
        {each["endpoint_id"]: each for each in endpoints},
        {**dict.fromkeys(gone, False), **dict.fromkeys(there, True)},
        drifts,
        AT,
    )


def told(*looks: Look, all_appear: bool = False) -> list[list[dict]]:
    """The events of each look; what is known passes through JSON in between, as through a state file."""
    known = nothing_known("s")
    result = []
    for each in looks:
        known = advanced(FAMILY, json.loads(json.dumps(known)), each, all_appear=all_appear)
        result.append(known["pending"])
        known["pending"] = []
    return result


def kinds(*looks: Look, **more) -> list[list[str]]:
    return [[f"{event['type']} {event['endpoint_id']}" for event in events] for events in told(*looks, **more)]


ONE, TWO = endpoint("ep-1"), endpoint("ep-2")
LATER = "2026-01-01T01:00:00Z"

STORIES = {
    "nothing happens": ([look(ONE), look(ONE), look(ONE)], [[], [], []]),
    "one more": ([look(ONE), look(ONE, TWO), look(ONE, TWO)], [[], ["appeared ep-2"], []]),
    "gone, says a read": ([look(ONE, TWO), look(ONE, gone=("ep-2",)), look(ONE)], [[], ["disappeared ep-2"], []]),
    "gone, says the status": ([look(ONE), look(endpoint(status="Deleted")), look()], [[], ["disappeared ep-1"], []]),
    "a list that leaves it out once": ([look(ONE), look(), look(ONE), look()], [[], [], [], []]),
    "a list that leaves it out twice": ([look(ONE), look(), look(), look()], [[], [], ["disappeared ep-1"], []]),
    "back again": (
        [look(ONE), look(gone=("ep-1",)), look(ONE)],
        [[], ["disappeared ep-1"], ["appeared ep-1"]],
    ),
    "changed while a list left it out": (
        [look(ONE), look(), look(endpoint(description="new"))],
        [[], [], ["changed ep-1"]],
    ),
    "status": ([look(ONE), look(endpoint(status="Stopped"))], [[], ["status_changed ep-1"]]),
    "there and back": (
        [look(ONE), look(endpoint(status="Stopped")), look(ONE)],
        [[], ["status_changed ep-1"], ["status_changed ep-1"]],
    ),
    "status and more": (
        [look(ONE), look(endpoint(status="Failed", name="new"))],
        [[], ["status_changed ep-1", "changed ep-1"]],
    ),
    "only times and reasons": ([look(ONE), look(endpoint(update_time=LATER, status_reason="x"))], [[], []]),
    "a server that lags behind": (
        [
            look(ONE),
            look(endpoint(name="new", update_time=LATER)),
            look(ONE),
            look(endpoint(name="new", update_time=LATER)),
        ],
        [[], ["changed ep-1"], [], []],
    ),
    "a member that nobody knows": ([look(ONE), look(endpoint(odd_member=1))], [[], ["changed ep-1"]]),
}


@pytest.mark.parametrize("story", STORIES)
def test_stories(story):
    looks, events = STORIES[story]
    assert kinds(*looks) == events


def test_the_first_look_may_tell_of_all():
    assert kinds(look(ONE, TWO), look(ONE, TWO), all_appear=True) == [["appeared ep-1", "appeared ep-2"], []]


def test_what_an_event_says():
    _first, (status, change) = told(look(ONE), look(endpoint(status="Failed", status_reason="no stock", name="new")))
    after = endpoint(status="Failed", status_reason="no stock", name="new")
    about = {
        "family": "ark",
        "observed_at": AT,
        "endpoint_id": "ep-1",
        "name": "new",
        "project_name": "default",
        "status": "Failed",
        "run_state": "failed",
        "endpoint": after,
    }
    assert status == {
        **about,
        "event_id": "s-1",
        "type": "status_changed",
        "previous": {"status": "Running", "run_state": "running"},
    }
    assert change == {
        **about,
        "event_id": "s-2",
        "type": "changed",
        "changes": {"name": {"before": "name of ep-1", "after": "new"}},
    }


@pytest.mark.parametrize(
    ("looks", "exists", "state"),
    [
        ([look(gone=("ep-1",))], False, "gone"),
        ([look(), look(there=("ep-1",))], True, "running"),
        ([look(), look()], None, "gone"),
    ],
    ids=["deleted", "no longer selected", "not read"],
)
def test_what_is_said_of_one_that_disappeared(looks, exists, state):
    *_others, (event,) = told(look(ONE), *looks)
    assert (event["exists"], event["run_state"], event["endpoint"]) == (exists, state, ONE)


def test_every_event_has_an_id_of_its_own():
    events = [each for events in told(*STORIES["there and back"][0], all_appear=True) for each in events]
    assert [each["event_id"] for each in events] == ["s-1", "s-2", "s-3"]


def test_what_is_pending_stays_in_front():
    known = {**nothing_known("s"), "endpoints": {}, "pending": [{"event_id": "s-0"}]}
    assert [each["event_id"] for each in advanced(FAMILY, known, look(ONE), all_appear=False)["pending"]] == [
        "s-0",
        "s-1",
    ]


def test_nothing_is_changed_in_place():
    known = {**nothing_known("s"), "endpoints": {"ep-1": ONE}, "missed": [], "drifted": {KEY: "x"}}
    before = json.dumps(known)
    advanced(FAMILY, known, look(TWO, drifts=[]), all_appear=False)
    assert json.dumps(known) == before


# --- drift


def drift(what: str | None, *, is_there: bool = True, declared_in: str = "a.yml") -> list[Drift]:
    found = None if what is None else {"msg": what, "actions": [], "diff": None, "declared_in": [declared_in]}
    return [Drift(KEY, True, ONE if is_there else None, found)]


NOT_JUDGED = [Drift(KEY)]
DRIFTS = {
    "none": ([drift(None), drift(None)], [[], []]),
    "from the first look on": ([drift("a"), drift("a")], [["drifted"], []]),
    "begins, goes on, ends": (
        [drift(None), drift("a"), drift("a"), drift(None)],
        [[], ["drifted"], [], ["drift_ended"]],
    ),
    "becomes another": ([drift("a"), drift("b"), drift("b")], [["drifted"], ["drifted"], []]),
    "cannot be judged for a while": ([drift("a"), NOT_JUDGED, drift("a")], [["drifted"], [], []]),
    "is judged at last": ([NOT_JUDGED, drift("a")], [[], ["drifted"]]),
    "the line in the manifest moves": ([drift("a"), drift("a", declared_in="b.yml")], [["drifted"], []]),
    "nobody declares it any more": ([drift("a"), [], []], [["drifted"], ["drift_ended"], []]),
    "the manifest cannot be read for a while": ([drift("a"), None, drift("a")], [["drifted"], [], []]),
}


@pytest.mark.parametrize("story", DRIFTS)
def test_stories_of_drift(story):
    drifts, events = DRIFTS[story]
    assert [[event["type"] for event in each] for each in told(*(look(ONE, drifts=each) for each in drifts))] == events


def test_what_is_said_of_drift():
    ((event,), (ended,)) = told(look(ONE, drifts=drift("a")), look(ONE, drifts=drift(None)))
    assert (event["endpoint_id"], event["drift"]["msg"]) == ("ep-1", "a")
    assert event["declared"] == ended["declared"] == {"name": "chat", "project_name": "default"}
    assert "drift" not in ended


def test_what_does_not_exist_goes_by_its_address():
    ((event,),) = told(look(drifts=drift("missing", is_there=False)))
    assert (event["name"], event["project_name"], event["endpoint"]) == ("chat", "default", None)
    assert (event["endpoint_id"], event["run_state"]) == (None, "gone")
