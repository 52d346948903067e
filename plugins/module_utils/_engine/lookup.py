# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the one endpoint that a declaration means: by its id, or by its name within its scope."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .desired import Desired
from .effects import Process, Sleep
from .errors import Ambiguous, NotFound, WaitFailed
from .resource import GONE, LEAVING, Resource
from .run import Run
from .wait import SETTLED, wait_for
from .wording import as_text, content

#: In place of attributes: they have not been read yet. None says that there is no such endpoint.
UNREAD: Any = object()


def in_scope(scope: dict, attributes: dict) -> bool:
    """Return whether an endpoint belongs to a scope, since a server may ignore the scope in a list call."""
    return all(attributes.get(name) in (None, "", value) for name, value in scope.items() if value)


def group_by_name(endpoints: Iterable[dict]) -> dict[str, list[dict]]:
    """Return endpoints by their name."""
    found: dict[str, list[dict]] = {}
    for each in endpoints:
        found.setdefault(each["name"], []).append(each)
    return found


def hides_scope(scope: dict, attributes: dict) -> bool:
    """Return whether the attributes do not show to which scope the endpoint belongs."""
    return any(attributes.get(name) in (None, "") for name, value in scope.items() if value)


def locate(run: Run) -> Process:
    """Return the endpoint that the declaration means, read in full, or None; wait for one that is being deleted."""
    observed = yield from (_by_id(run, run.desired.endpoint_id) if run.desired.endpoint_id else _by_name(run))
    # A create would not replace an endpoint that has vanished during the wait.
    run.endpoint_id = run.desired.endpoint_id if observed is None else observed["endpoint_id"]
    return observed


def _by_id(run: Run, endpoint_id: str) -> Process:
    resource = run.resource
    run.absence = None
    try:
        observed = yield from resource.fetch(endpoint_id)
        while resource.run_state(observed) == LEAVING and not _enough(run):
            yield from wait_for(run, endpoint_id, SETTLED, resource.actions["delete"], before=observed)
            observed = yield from resource.fetch(endpoint_id)
        if resource.run_state(observed) == GONE:
            raise NotFound(
                f"Endpoint {endpoint_id} has been deleted, the server only keeps its record (status"
                f" {as_text(observed.get('status'))})",
                action=resource.read_action,
                code="EndpointDeleted",
            )
    except NotFound as error:
        run.absence = error.saying(
            f"{error}. Check the id, the region, the site and what the credentials may see; to create an endpoint"
            " leave endpoint_id out and give its name"
        )
        return None
    return observed


def _enough(run: Run) -> bool:
    """Return whether the task asks for no more than an endpoint that is being deleted."""
    return run.desired.state == "absent" and not run.timing.wait


def _by_name(run: Run) -> Process:
    resource, desired = run.resource, run.desired
    until = run.lag_end()
    gone: set[str] = set()
    foreign: set[str] = set()
    for pause in run.pauses():
        matches = yield from resource.find(desired.attributes["name"], desired.scope)
        run.known_ids = frozenset(match["endpoint_id"] for match in matches)
        matches = [match for match in matches if match["endpoint_id"] not in gone and resource.run_state(match) != GONE]
        matches = yield from _of_scope(run, matches, foreign)
        if not matches:
            return None
        observed = yield from _confirmed(run, matches, until)
        state = resource.run_state(observed)
        if state == LEAVING:
            if _enough(run):
                return observed
            settled = yield from wait_for(
                run, observed["endpoint_id"], SETTLED, resource.actions["delete"], before=observed
            )
            if resource.run_state(settled) == GONE:
                # A list that goes on showing it is stale.
                gone.add(observed["endpoint_id"])
                continue
        elif state != GONE and observed["name"] in (None, desired.attributes["name"]):
            return observed
        elif state == GONE and desired.state == "absent" and run.now() >= until:
            return None
        # The list and the single read contradict each other. One of them lags, so look again.
        if run.expired():
            raise WaitFailed(
                f"The list shows {desired.label} as {matches[0]['endpoint_id']}, but reading that id does not confirm"
                f" it, and this did not change within {run.timing.timeout:g} s. Run the task again, or use endpoint_id",
                action=resource.list_action,
                code="InconsistentReads",
            )
        yield Sleep(pause)
    return None


def _of_scope(run: Run, matches: list[dict], foreign: set[str]) -> Process:
    """Return the matches that belong to the scope; if the list does not show the scope, read the endpoint.

    :param foreign: ids of endpoints that a read has shown in another scope; gets those found here.
    """
    kept = []
    for match in matches:
        if match["endpoint_id"] in foreign:
            continue
        if hides_scope(run.desired.scope, match) and run.resource.reads_singly:
            observed = yield from run.resource.read(match["endpoint_id"])
            if observed is not None and not in_scope(run.desired.scope, observed):
                foreign.add(match["endpoint_id"])
                continue
        kept.append(match)
    return kept


def _confirmed(run: Run, matches: list[dict], until: float) -> Process:
    """Return the one listed endpoint that a single read confirms; if all are being deleted, one of them.

    A list may go on showing what has been deleted, and a read may not show yet what has been created.

    :param until: up to this time, reads that confirm only some of several endpoints prove nothing.
    :returns: None if the reads confirm no endpoint, or prove nothing.
    :raises Ambiguous: the reads confirm several.
    """
    resource = run.resource
    live = [match for match in matches if resource.run_state(match) != LEAVING]
    if not live:
        return matches[0]
    if not resource.reads_singly:
        if len(live) > 1:
            raise ambiguity(resource, run.desired, live)
        return live[0]
    if len(live) == 1:
        return (yield from resource.read(live[0]["endpoint_id"]))
    confirmed = []
    for match in live:
        observed = yield from resource.read(match["endpoint_id"])
        if resource.run_state(observed) not in (LEAVING, GONE):
            confirmed.append(observed)
    if len(confirmed) > 1:
        raise ambiguity(resource, run.desired, confirmed)
    return confirmed[0] if confirmed and run.now() >= until else None


def ambiguity(resource: Resource, desired: Desired, matches: list[dict]) -> Ambiguous:
    """Return the refusal of a name that several endpoints have, with what tells them apart."""
    rows = [
        {name: match.get(name) for name in resource.tells_apart}
        for match in sorted(matches, key=lambda match: str(match.get("create_time")))
    ]
    listing = "; ".join(", ".join(f"{name} {content(value)}" for name, value in row.items()) for row in rows)
    return Ambiguous(
        f"{len(matches)} endpoints match {desired.label}: {listing}. Say which one is meant with endpoint_id", rows
    )
