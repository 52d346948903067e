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
from .wording import told

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
    """Poll until the endpoint's state is one of ``goals``; its attributes then, None when it is gone.

    ``action`` is what is being waited for; ``before`` the attributes from before that, so that a failure that was
    there already is not taken for its outcome. ``check`` may refuse what is seen on the way.

    :raises WaitFailed: it failed, it vanished, or ``wait_timeout`` was up.
    """
    resource = run.resource
    lag_end = run.lag_end()
    failed_before = before if before is not None and resource.run_state(before) == FAILED else None
    moved = False
    seen, pause = None, 0.0
    for next_pause in run.pauses():
        # A list that does not show it is word enough only of what has been deleted: pages shift while they are read.
        attributes = yield Poll(endpoint_id, pause, full, goals == frozenset((GONE,)))
        state = resource.run_state(attributes)
        if attributes is not None:
            check(attributes)
        if state in goals:
            return None if state == GONE else attributes
        seen = attributes or seen
        if state == GONE and lag_end <= run.now() < run.deadline:
            raise _wait_failed(run, endpoint_id, action, "EndpointGone", "cannot be found any more", seen)
        moved = moved or state not in (FAILED, GONE)
        # A failure from before the action shows until the action does, and may show again where reads lag unequally.
        late = run.now() < lag_end and (not moved or _same_failure(attributes, failed_before))
        # What has failed before is shown as such until it is gone; a deletion that fails says so in other words.
        lasting = goals == frozenset((GONE,)) and not moved and _same_failure(attributes, failed_before, ever=True)
        old_failure = failed_before is not None and (late or lasting)
        if state == FAILED and not old_failure:
            reason = attributes.get("status_reason") or "the server gives no reason"
            raise _wait_failed(run, endpoint_id, action, "EndpointFailed", f"has failed: {reason}", seen)
        if state == OTHER and before is None:
            what = f"has settled, and is not {' or '.join(sorted(goals))}"
            raise _wait_failed(run, endpoint_id, action, "EndpointNotRunning", what, seen)
        if run.expired():
            what = f"is not {' or '.join(sorted(goals))} after {run.timing.timeout:g} s (wait_timeout)"
            raise _wait_failed(run, endpoint_id, action, "WaitTimeout", what, seen)
        pause = next_pause
    return None


def _same_failure(attributes: dict | None, before: dict | None, *, ever: bool = False) -> bool:
    """Whether it is the failure from before: of the same moment, or, with ``ever``, in the same words."""
    compared = ("status", "status_reason") if ever else ("status", "status_reason", "update_time")
    if attributes is None or before is None:
        return False
    return all(attributes.get(name) == before.get(name) for name in compared)


def _wait_failed(run: Run, endpoint_id: str, action: str, code: str, what: str, seen: dict | None) -> WaitFailed:
    last = f"; its last status was {told(seen.get('status'))}" if seen else "; it was never seen"
    reason = seen.get("status_reason") if seen else None
    if reason and reason not in what:
        last += f" ({reason})"
    name = f" ({seen['name']})" if seen and seen.get("name") else ""
    return WaitFailed(f"{action}: endpoint {endpoint_id}{name} {what}{last}", action=action, code=code)
