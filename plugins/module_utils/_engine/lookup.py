# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the one endpoint that a declaration means: by its id, or by its name within its scope."""

from __future__ import annotations

from typing import Any

from .effects import Process, Sleep
from .errors import Ambiguous, NotFound, WaitFailed
from .plan import Desired
from .resource import GONE, LEAVING, Resource
from .run import Run
from .wait import SETTLED, wait_for
from .wording import content, told

#: Stands for attributes that have not been read yet, where None says that there is no such endpoint.
UNREAD: Any = object()


def in_scope(scope: dict, attributes: dict) -> bool:
    """Whether an endpoint belongs to a scope: a server may ignore the scope that a list call asks for."""
    return all(attributes.get(name) in (None, "", value) for name, value in scope.items() if value)


def hides_scope(scope: dict, attributes: dict) -> bool:
    """Return whether it does not show what scope the endpoint belongs to."""
    return any(attributes.get(name) in (None, "") for name, value in scope.items() if value)


def locate(run: Run) -> Process:
    """Return the endpoint that is meant, read in full, or None; wait for one on its way out."""
    observed = yield from (_by_id(run, run.desired.endpoint_id) if run.desired.endpoint_id else _by_name(run))
    # One that was observed before, and has vanished while it was waited for, is not what a create would replace.
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
                f" {told(observed.get('status'))})",
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
    """Whether an endpoint on its way out is all that was asked for."""
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
                # Seen leaving, then read as gone: a list that still shows it is only late.
                gone.add(observed["endpoint_id"])
                continue
        elif state != GONE and observed["name"] in (None, desired.attributes["name"]):
            return observed
        elif state == GONE and desired.state == "absent" and run.now() >= until:
            return None
        # The list and the single read contradict each other: one of them lags, so look again.
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
    """Return the matches that belong to the scope; where the list does not show that, a read does.

    ``foreign``: ids of those that a read has shown elsewhere; more are added.
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
    """The one endpoint among those listed that a single read confirms, or one on its way out if there is no other.

    None when no read confirms one, and, before ``until``, when only some of several are confirmed: a list may go on
    showing what has been deleted, and a read may not show yet what has been created.

    :raises Ambiguous: several are confirmed.
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
    there = []
    for match in live:
        observed = yield from resource.read(match["endpoint_id"])
        if resource.run_state(observed) not in (LEAVING, GONE):
            there.append(observed)
    if len(there) > 1:
        raise ambiguity(resource, run.desired, there)
    return there[0] if there and run.now() >= until else None


def ambiguity(resource: Resource, desired: Desired, matches: list[dict]) -> Ambiguous:
    """The refusal of a name that several endpoints bear; it lists what tells them apart."""
    shown = [
        {name: match.get(name) for name in resource.tells_apart}
        for match in sorted(matches, key=lambda match: str(match.get("create_time")))
    ]
    listing = "; ".join(", ".join(f"{name} {content(value)}" for name, value in row.items()) for row in shown)
    return Ambiguous(
        f"{len(matches)} endpoints match {desired.label}: {listing}. Say which one is meant with endpoint_id", shown
    )
