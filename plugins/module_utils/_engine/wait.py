# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Wait until an endpoint has reached a state."""

from __future__ import annotations

from typing import Callable

from .effects import Poll, Process
from .errors import WaitFailed
from .resource import FAILED, GONE, OTHER, RUNNING, STOPPED
from .run import Run
from .wording import as_text

SETTLED = frozenset((RUNNING, STOPPED, FAILED, OTHER, GONE))


def wait_for(
    run: Run,
    endpoint_id: str,
    goals: frozenset[str],
    action: str,
    *,
    before: dict | None = None,
    full: bool = False,
    check: Callable[[dict], None] = lambda _attributes: None,
) -> Process:
    """Poll until the endpoint's state is one of ``goals``.

    :param action: the API's name of what was done, for messages.
    :param before: the attributes before that. A failure that they show is not its outcome.
    :param check: gets what each poll shows, and may raise.
    :returns: the endpoint's attributes, with ``full`` from the single read; None if it is gone.
    :raises WaitFailed: it failed, it vanished, or ``wait_timeout`` was up.
    """
    resource, lag_end = run.resource, run.lag_end()
    failed_before = before if before is not None and resource.run_state(before) == FAILED else None
    moved = False
    last_seen, pause = None, 0.0
    for next_pause in run.pauses():
        # Pages shift while they are read, so absence from a list proves a deletion only after a delete.
        observed = yield Poll(endpoint_id, pause, full, goals == frozenset((GONE,)))
        state = resource.run_state(observed)
        if observed is not None:
            check(observed)
        if state in goals:
            return None if state == GONE else observed
        last_seen = observed or last_seen
        if state == GONE and lag_end <= run.now() < run.deadline:
            raise _wait_failed(run, endpoint_id, action, "EndpointGone", "cannot be found any more", last_seen)
        moved = moved or state not in (FAILED, GONE)
        # A failure from before the action shows until the action does. It may show again if reads lag unequally.
        late = run.now() < lag_end and (not moved or _same_failure(observed, failed_before))
        # An endpoint that has failed shows its failure until it is gone. A failed deletion has another reason.
        lasting = goals == frozenset((GONE,)) and not moved and _same_failure(observed, failed_before, ever=True)
        old_failure = failed_before is not None and (late or lasting)
        if state == FAILED and not old_failure:
            reason = observed.get("status_reason") or "the server gives no reason"
            raise _wait_failed(run, endpoint_id, action, "EndpointFailed", f"has failed: {reason}", last_seen)
        if state == OTHER and before is None:
            what = f"has settled, and is not {' or '.join(sorted(goals))}"
            raise _wait_failed(run, endpoint_id, action, "EndpointNotRunning", what, last_seen)
        if run.expired():
            what = f"is not {' or '.join(sorted(goals))} after {run.timing.timeout:g} s (wait_timeout)"
            raise _wait_failed(run, endpoint_id, action, "WaitTimeout", what, last_seen)
        pause = next_pause
    return None


def _same_failure(observed: dict | None, before: dict | None, *, ever: bool = False) -> bool:
    """Return whether both show one failure: of the same moment, or, with ``ever``, with the same reason."""
    names = ("status", "status_reason") if ever else ("status", "status_reason", "update_time")
    if observed is None or before is None:
        return False
    return all(observed.get(name) == before.get(name) for name in names)


def _wait_failed(run: Run, endpoint_id: str, action: str, code: str, what: str, last_seen: dict | None) -> WaitFailed:
    seen = last_seen or {}
    last = f"; its last status was {as_text(seen.get('status'))}" if last_seen else "; it was never seen"
    reason = seen.get("status_reason")
    if reason and reason not in what:
        last += f" ({reason})"
    name = f" ({seen['name']})" if seen.get("name") else ""
    return WaitFailed(f"{action}: endpoint {endpoint_id}{name} {what}{last}", action=action, code=code)
