# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what was known and what is seen now to events, and to what is known from then on. Pure.

What is known is a dict that JSON can carry:

- ``stream``: the name of this sequence of events, ``count``: how many there have been;
- ``endpoints``: attributes by id, None before the first look; ``missed``: ids that the last look did not show;
- ``drifted``: for each declaration that has drifted, a digest of how;
- ``retiring``, ``unhealthy``: by id, what has been told of its model and of its answers;
- ``pending``: events that have not been handed over yet.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any, NamedTuple

from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import GONE, Resource

from .drift import Drift

APPEARED, CHANGED, DISAPPEARED, STATUS_CHANGED = "appeared", "changed", "disappeared", "status_changed"
DRIFTED, DRIFT_ENDED = "drifted", "drift_ended"
MODEL_RETIRING, ENDPOINT_UNHEALTHY = "model_retiring", "endpoint_unhealthy"


class Notice(NamedTuple):
    """Something to be told of an endpoint once.

    :ivar mark: what tells it from another such thing about the same endpoint.
    :ivar more: members of the event.
    """

    mark: str
    more: dict


class Look(NamedTuple):
    """What one look at the service has shown.

    :ivar endpoints: those that are watched, by id.
    :ivar exist: for ids that are known and not listed what a single read says: whether there is such an endpoint.
    :ivar drifts: of all declarations; None when there are no manifests.
    :ivar at: when, RFC 3339.
    :ivar retiring: notices about models that are about to go, by id; None when they were not asked for.
    :ivar unhealthy: the same about endpoints that do not answer.
    """

    endpoints: dict[str, dict]
    exist: dict[str, bool]
    drifts: list[Drift] | None
    at: str
    retiring: dict[str, Notice] | None = None
    unhealthy: dict[str, Notice] | None = None


def nothing_known(stream: str) -> dict:
    """What is known before the first look."""
    return {"stream": stream, "count": 0, "endpoints": None, "missed": [], "drifted": {}, "pending": []}


def advanced(family: Resource, name: str, known: dict, look: Look, *, all_appear: bool) -> dict:
    """What is known after a look; ``pending`` has the new events after those that were pending already.

    :param name: of the family, for the events.
    :param all_appear: whether the first look tells of every endpoint, or is only what later ones are held against.
    """
    teller = _Teller(family, name, known, look.at)
    seen = {each: attributes for each, attributes in look.endpoints.items() if family.run_state(attributes) != GONE}
    before = known["endpoints"]
    if before is None:
        before = {} if all_appear else seen
    after: dict[str, dict] = {}
    missed = []
    for endpoint_id, attributes in seen.items():
        earlier = before.get(endpoint_id)
        if earlier is None:
            teller.tell(APPEARED, attributes)
        elif _is_stale(earlier, attributes):
            attributes = earlier
        else:
            teller.compare(earlier, attributes)
        after[endpoint_id] = attributes
    for endpoint_id, attributes in before.items():
        if endpoint_id in seen:
            continue
        exists = False if endpoint_id in look.endpoints else look.exist.get(endpoint_id)
        # A list may lag behind, so that one which leaves out an endpoint is believed only the second time.
        if exists is False or endpoint_id in known["missed"]:
            state = family.run_state(attributes) if exists else GONE
            teller.tell(DISAPPEARED, attributes, exists=exists, run_state=state)
        else:
            missed.append(endpoint_id)
            after[endpoint_id] = attributes
    drifted = known["drifted"] if look.drifts is None else _drifted(teller, known["drifted"], look.drifts)
    noticed = {
        name: _noticed(teller, kind, known.get(name, {}), notices, after)
        for name, kind, notices in (
            ("retiring", MODEL_RETIRING, look.retiring),
            ("unhealthy", ENDPOINT_UNHEALTHY, look.unhealthy),
        )
    }
    return {
        **noticed,
        "stream": known["stream"],
        "count": teller.count,
        "endpoints": after,
        "missed": missed,
        "drifted": drifted,
        "pending": known["pending"] + teller.events,
    }


class _Teller:
    """Makes events, each with a number of its own."""

    def __init__(self, family: Resource, name: str, known: dict, at: str) -> None:
        self._family = family
        self._name = name
        self._stream = known["stream"]
        self._at = at
        self.count: int = known["count"]
        self.events: list[dict] = []

    def tell(self, kind: str, attributes: dict | None, **more: Any) -> None:
        shown = attributes or {}
        self.count += 1
        self.events.append(
            {
                "event_id": f"{self._stream}-{self.count}",
                "type": kind,
                "family": self._name,
                "observed_at": self._at,
                "endpoint_id": shown.get("endpoint_id"),
                "name": shown.get("name"),
                "status": shown.get("status"),
                "run_state": self._family.run_state(attributes),
                **{name: shown.get(name) for name in self._family.scope},
                "endpoint": attributes,
                **more,
            }
        )

    def tell_of_drift(self, kind: str, key: str, endpoint: dict | None, **more: Any) -> None:
        address = json.loads(key)
        self.tell(kind, endpoint, declared=address, **({} if endpoint else address), **more)

    def compare(self, before: dict, after: dict) -> None:
        if before.get("status") != after.get("status"):
            earlier = {"status": before.get("status"), "run_state": self._family.run_state(before)}
            self.tell(STATUS_CHANGED, after, previous=earlier)
        # The status has an event of its own, and what any write changes says nothing.
        aside = {"status", *(field.name for field in self._family.fields if field.volatile)}
        names = [name for name in {**before, **after} if name not in aside and before.get(name) != after.get(name)]
        if names:
            changes = {name: {"before": before.get(name), "after": after.get(name)} for name in names}
            self.tell(CHANGED, after, changes=changes)


def _drifted(teller: _Teller, before: dict[str, str], drifts: list[Drift]) -> dict[str, str]:
    """Told when it begins, when it becomes another one, and when it ends, be it since nobody declares it any more."""
    after = {}
    ended: dict[str, dict | None] = {key: None for key in before if key not in {drift.key for drift in drifts}}
    for drift in drifts:
        if not drift.is_judged:
            after.update({key: digest for key, digest in before.items() if key == drift.key})
        elif drift.found is not None:
            after[drift.key] = _digest({name: value for name, value in drift.found.items() if name != "declared_in"})
            if before.get(drift.key) != after[drift.key]:
                teller.tell_of_drift(DRIFTED, drift.key, drift.endpoint, drift=drift.found)
        elif drift.key in before:
            ended[drift.key] = drift.endpoint
    for key, endpoint in ended.items():
        teller.tell_of_drift(DRIFT_ENDED, key, endpoint)
    return after


def _noticed(
    teller: _Teller, kind: str, before: dict[str, str], notices: dict[str, Notice] | None, endpoints: dict[str, dict]
) -> dict[str, str]:
    """Tell what has begun or has become another thing; what has ended is told anew when it begins again."""
    if notices is None:
        return before
    for endpoint_id, notice in notices.items():
        if before.get(endpoint_id) != notice.mark:
            teller.tell(kind, endpoints.get(endpoint_id), **notice.more)
    return {endpoint_id: notice.mark for endpoint_id, notice in notices.items()}


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _is_stale(known: dict, attributes: dict) -> bool:
    """Whether an answer is older than what is known: of several servers one may lag behind."""
    before, after = _moment(known.get("update_time")), _moment(attributes.get("update_time"))
    return before is not None and after is not None and after < before


def _moment(text: Any) -> float | None:
    try:
        moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment.timestamp() if moment.tzinfo else None
