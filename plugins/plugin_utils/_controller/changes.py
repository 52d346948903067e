# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compare what is known with a new look, and make events of the differences. Pure.

What is known is a dict that JSON can carry:

- ``stream``: the name of this sequence of events; ``count``: the number of events so far;
- ``endpoints``: attributes by id, None before the first look; ``missed``: ids that the last look did not show;
- ``drifted``: for each declaration that has drifted, a digest of the drift;
- ``retiring``, ``unhealthy``: by id, the mark of the last notice about its model and about its answers;
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
MODEL_RETIRING, ENDPOINT_UNHEALTHY, ENDPOINT_HEALTHY = "model_retiring", "endpoint_unhealthy", "endpoint_healthy"


class Notice(NamedTuple):
    """What was found when an endpoint was asked about; it is told once.

    :ivar mark: tells this finding from another of its kind about the same endpoint; empty if there is nothing to tell.
    :ivar more: members of the event.
    """

    mark: str
    more: dict


class Look(NamedTuple):
    """What one look at the service has shown.

    :ivar endpoints: the watched endpoints by id.
    :ivar exist: for each known id that the list lacks, whether a single read finds the endpoint.
    :ivar drifts: the drift of each declaration; None without manifests.
    :ivar at: time of the look, RFC 3339.
    :ivar retiring: notices by id about models that will be withdrawn; None if they were not asked for.
    :ivar unhealthy: notices by id about endpoints that were asked whether they answer; None if none was.
    """

    endpoints: dict[str, dict]
    exist: dict[str, bool]
    drifts: list[Drift] | None
    at: str
    retiring: dict[str, Notice] | None = None
    unhealthy: dict[str, Notice] | None = None


def nothing_known(stream: str) -> dict:
    """Return what is known before the first look."""
    return {"stream": stream, "count": 0, "endpoints": None, "missed": [], "drifted": {}, "pending": []}


def advanced(family: Resource, known: dict, look: Look, *, all_appear: bool) -> dict:
    """Return what is known after a look; new events come last in ``pending``.

    :param all_appear: whether the first look makes an event for each endpoint.
    """
    writer = _EventWriter(family, known, look.at)
    seen = {each: attributes for each, attributes in look.endpoints.items() if family.run_state(attributes) != GONE}
    before = known["endpoints"]
    if before is None:
        before = {} if all_appear else seen
    after: dict[str, dict] = {}
    missed = []
    for endpoint_id, attributes in seen.items():
        earlier = before.get(endpoint_id)
        if earlier is None:
            writer.write(APPEARED, attributes)
        elif _is_stale(earlier, attributes):
            attributes = earlier
        else:
            writer.compare(earlier, attributes)
        after[endpoint_id] = attributes
    for endpoint_id, attributes in before.items():
        if endpoint_id in seen:
            continue
        exists = False if endpoint_id in look.endpoints else look.exist.get(endpoint_id)
        # A list may be stale, so an endpoint has disappeared only if two lists in a row lack it.
        if exists is False or endpoint_id in known["missed"]:
            state = family.run_state(attributes) if exists else GONE
            writer.write(DISAPPEARED, attributes, exists=exists, run_state=state)
        else:
            missed.append(endpoint_id)
            after[endpoint_id] = attributes
    drifted = known["drifted"] if look.drifts is None else _drifted(writer, known["drifted"], look.drifts)
    noticed = {
        name: _noticed(writer, kinds, known.get(name, {}), notices, after)
        for name, kinds, notices in (
            ("retiring", (MODEL_RETIRING, ""), look.retiring),
            ("unhealthy", (ENDPOINT_UNHEALTHY, ENDPOINT_HEALTHY), look.unhealthy),
        )
    }
    return {
        **noticed,
        "stream": known["stream"],
        "count": writer.count,
        "endpoints": after,
        "missed": missed,
        "drifted": drifted,
        "pending": known["pending"] + writer.events,
    }


class _EventWriter:
    """Makes events and numbers them."""

    def __init__(self, family: Resource, known: dict, at: str) -> None:
        self._family = family
        self._stream = known["stream"]
        self._at = at
        self.count: int = known["count"]
        self.events: list[dict] = []

    def write(self, kind: str, attributes: dict | None, **more: Any) -> None:
        observed = attributes or {}
        self.count += 1
        self.events.append(
            {
                "event_id": f"{self._stream}-{self.count}",
                "type": kind,
                "family": self._family.key,
                "observed_at": self._at,
                "endpoint_id": observed.get("endpoint_id"),
                "name": observed.get("name"),
                "status": observed.get("status"),
                "run_state": self._family.run_state(attributes),
                **{name: observed.get(name) for name in self._family.scope},
                "endpoint": attributes,
                **more,
            }
        )

    def write_drift(self, kind: str, key: str, endpoint: dict | None, **more: Any) -> None:
        address = json.loads(key)
        self.write(kind, endpoint, declared=address, **({} if endpoint else address), **more)

    def compare(self, before: dict, after: dict) -> None:
        if before.get("status") != after.get("status"):
            earlier = {"status": before.get("status"), "run_state": self._family.run_state(before)}
            self.write(STATUS_CHANGED, after, previous=earlier)
        # The status has an event of its own. A volatile field changes with every write, so it says nothing.
        aside = {"status", *(field.name for field in self._family.fields if field.volatile)}
        names = [name for name in {**before, **after} if name not in aside and before.get(name) != after.get(name)]
        if names:
            changes = {name: {"before": before.get(name), "after": after.get(name)} for name in names}
            self.write(CHANGED, after, changes=changes)


def _drifted(writer: _EventWriter, before: dict[str, str], drifts: list[Drift]) -> dict[str, str]:
    """Tell each drift that has begun, changed or ended; return the digests of those that last."""
    after = {}
    ended: dict[str, dict | None] = {key: None for key in before if key not in {drift.key for drift in drifts}}
    for drift in drifts:
        if not drift.is_judged:
            after.update({key: digest for key, digest in before.items() if key == drift.key})
        elif drift.details is not None:
            after[drift.key] = _digest({name: value for name, value in drift.details.items() if name != "declared_in"})
            if before.get(drift.key) != after[drift.key]:
                writer.write_drift(DRIFTED, drift.key, drift.endpoint, drift=drift.details)
        elif drift.key in before:
            ended[drift.key] = drift.endpoint
    for key, endpoint in ended.items():
        writer.write_drift(DRIFT_ENDED, key, endpoint)
    return after


def _noticed(
    writer: _EventWriter,
    kinds: tuple[str, str],
    before: dict[str, str],
    notices: dict[str, Notice] | None,
    endpoints: dict[str, dict],
) -> dict[str, str]:
    """Tell what has begun, has become another thing, or has ended; what begins again is told anew.

    :param kinds: the events of a beginning and of an end; the second is empty if no event tells the end.
    """
    begun, ended = kinds
    # An endpoint that was not asked about, since it does not run, is known as before.
    after = {endpoint_id: mark for endpoint_id, mark in before.items() if endpoint_id in endpoints}
    for endpoint_id, notice in (notices or {}).items():
        mark = after.pop(endpoint_id, "")
        kind = begun if notice.mark else ended
        if notice.mark != mark and kind:
            writer.write(kind, endpoints.get(endpoint_id), **notice.more)
        if notice.mark:
            after[endpoint_id] = notice.mark
    return after


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _is_stale(known: dict, attributes: dict) -> bool:
    """Return whether an answer is a stale read: older than what is known."""
    before, after = _moment(known.get("update_time")), _moment(attributes.get("update_time"))
    return before is not None and after is not None and after < before


def _moment(text: Any) -> float | None:
    try:
        moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment.timestamp() if moment.tzinfo else None
