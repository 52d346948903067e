# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One endpoint made true: find it, decide, do what is decided.

This is a process (resource.py): it yields calls and polls and never touches a socket or a clock. One driver runs it
alone, another runs hundreds of them at once, and a test runs it against a model of a server.
"""

from __future__ import annotations

from typing import Any

from .apply import apply_plan
from .compare import Comparison
from .lookup import UNREAD, locate
from .plan import decide, new_name, taken_name
from .resource import Process
from .run import Run
from .wait import SETTLED, wait_for


def reconcile(run: Run, observed: Any = UNREAD, compared: Comparison | None = None) -> Process:
    """Make ``run.desired`` true, or, in check mode, say what that would take.

    ``observed``: the endpoint's attributes, if already read; ``compared``: their comparison with what is desired.

    :returns: the endpoint's attributes as they are at the end (as foretold, in check mode), None when it is gone.
    :raises EndpointError: anything that prevents it; ``run`` then still tells what has been done.
    """
    is_listed = observed is not UNREAD  # with what else the list shows (bulk_plan.py)
    if observed is UNREAD:
        observed = yield from locate(run)
    while True:
        if observed is None and run.absence is not None and run.desired.state != "absent":
            raise run.absence
        run.plan = decide(run.resource, run.desired, observed, compared)
        if not run.plan.unsettled:
            break
        settled = yield from wait_for(run, observed["endpoint_id"], SETTLED, run.resource.read_action, full=True)
        observed, compared = settled if settled is not None else (yield from locate(run)), None
    name = None if is_listed else new_name(run.plan, observed)
    if name is not None:
        shown = run.resource.last_shown(name)
        refusal = taken_name(run.resource, run.desired, name, observed["endpoint_id"], shown)
        if refusal is not None:
            raise refusal
    run.warnings.extend(run.plan.warnings)
    if not run.plan.steps:
        return observed
    if run.check_mode:
        if any(step.verb == "create" for step in run.plan.steps):
            run.previous_id, run.endpoint_id = run.endpoint_id, None
        return run.plan.predicted
    return (yield from apply_plan(run, run.plan, observed))
