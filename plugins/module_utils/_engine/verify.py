# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read back what a write should have done, and see that lists show it."""

from __future__ import annotations

from . import compare
from .effects import FindByName, Poll, Process, Sleep
from .errors import CallFailed, NotConverged, WaitFailed
from .identity import IdentityCheck
from .resource import GONE, LEAVING
from .run import Run
from .wording import quoted
from .writes import scope_of


def read_back(
    run: Run,
    endpoint_id: str,
    observed: dict | None,
    desired: dict,
    before: dict,
    action: str,
    begun: frozenset[str] = frozenset(),
) -> Process:
    """Read an endpoint until nothing of ``desired`` differs; return its attributes.

    Reads may lag, so a difference counts only if it lasts.

    :param observed: the endpoint's attributes, if already read.
    :param before: the attributes before the write; empty for a create.
    :param action: the API's name of the write, for messages.
    :param begun: states in which the service is still applying the write; an endpoint in one is returned as it is.
    :raises NotConverged: the server accepted the write, but what is read still differs.
    :raises WaitFailed: ``wait_timeout`` was up while a difference may still be due to lag.
    """
    fields, until = run.resource.fields, run.lag_end()
    check = None if before else IdentityCheck(run, endpoint_id, desired)
    differing: list[compare.Difference] = []
    for pause in run.pauses():
        if observed is None:
            observed = yield Poll(endpoint_id, 0.0, True)
        differing = compare.differences(fields, desired, observed) if observed else []
        if observed and (not differing or run.resource.run_state(observed) in begun):
            return observed
        if observed and check:
            check(observed)
        if run.now() >= until:
            break
        yield Sleep(pause)
        observed = None
    if observed is None or until >= run.deadline:
        raise _unconfirmed(run, endpoint_id, action, "" if observed is None else _told(differing))
    identity = [each for each in differing if each.fixed]
    if check and identity:
        raise check.refusal(identity)
    old = compare.view(fields, before)
    kept = {name: old[name] for name in desired if name in old}
    raise NotConverged(
        f"{action} on endpoint {endpoint_id} was accepted, but it had no effect on: {_told(differing)}. The server does"
        " not support this value or this change; nothing further was tried",
        not before or bool(compare.differences(fields, kept, observed)),
    )


def _unconfirmed(run: Run, endpoint_id: str, action: str, differing: str) -> CallFailed:
    """Return the failure of a write whose outcome is open.

    :param differing: how the last read differs; empty if nothing could be read.
    """
    if not differing:
        return CallFailed(
            f"{action} was accepted, but the endpoint {endpoint_id} cannot be read", action=action, code="EndpointGone"
        )
    return WaitFailed(
        f"{action} on endpoint {endpoint_id} was accepted, but does not show yet, and {run.timing.timeout:g} s"
        f" (wait_timeout) are up: {differing}",
        action=action,
        code="WaitTimeout",
    )


def _told(differing: list[compare.Difference]) -> str:
    return "; ".join(map(str, differing))


def see_listed(run: Run, endpoint_id: str, values: dict) -> Process:
    """Wait until the list shows the endpoint under its name, so that the next task by name finds it.

    Warn if the list shows other new endpoints of that name: another controller may have created one at the same moment.
    """
    if not run.resource.reads_singly:
        return  # the list has shown it already
    until = run.lag_end()
    for pause in run.pauses():
        matches = yield FindByName(values["name"], scope_of(run, values), endpoint_id)
        ids = {match["endpoint_id"] for match in matches if run.resource.run_state(match) not in (LEAVING, GONE)}
        others = ids - run.known_ids - {endpoint_id}
        if others:
            run.warnings.append(
                f"Other endpoints named {quoted(values['name'])} exist as well ({', '.join(sorted(others))}). If two"
                " controllers manage this name, delete the one that is not wanted, by its endpoint_id"
            )
        if endpoint_id in ids:
            return
        if run.now() >= until:
            run.warnings.append(
                f"The list does not show {endpoint_id} under the name {quoted(values['name'])} yet. Until it does, a"
                " task that addresses it by name will not find it; use endpoint_id"
            )
            return
        yield Sleep(pause)
