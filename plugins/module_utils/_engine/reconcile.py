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
from .effects import Claim, Process, Sleep
from .job_writes import with_job
from .lookup import UNREAD, locate
from .plan import CREATE, Plan, decide, new_name, taken_name
from .run import Run
from .wait import SETTLED, wait_for
from .writes import scope_of

#: For so many seconds at most a creation waits for another task on this machine that may be creating the same.
_PATIENCE = 60.0


def reconcile(run: Run, observed: Any = UNREAD, compared: Comparison | None = None) -> Process:
    """Make ``run.desired`` true, or, in check mode, say what that would take.

    ``observed``: the endpoint's attributes, if already read; ``compared``: their comparison with what is desired.

    :returns: the endpoint's attributes as they are at the end (as foretold, in check mode), None when it is gone.
    :raises EndpointError: anything that prevents it; ``run`` then still tells what has been done.
    """
    is_listed = observed is not UNREAD  # with what else the list shows (bulk_plan.py)
    if observed is UNREAD:
        observed = yield from locate(run)
    observed, plan = yield from _settle_and_decide(run, observed, compared)
    if not is_listed:
        _refuse_taken_name(run, observed, plan)
    if not run.check_mode:
        observed, plan = yield from _claim_creation(run, observed, plan)
    run.warnings.extend(plan.warnings)
    if not plan.steps:
        return observed
    if run.check_mode:
        if any(step.verb == CREATE for step in plan.steps):
            run.previous_id, run.endpoint_id = run.endpoint_id, None
        return plan.predicted
    return _with_last_job(run, (yield from apply_plan(run, plan, observed)))


def _with_last_job(run: Run, attributes: dict | None) -> dict | None:
    if attributes is None or run.job_mode is None or run.resource.job is None:
        return attributes
    return {**attributes, run.resource.job.result: run.job}


def _settle_and_decide(run: Run, observed: Any, compared: Comparison | None = None) -> Process:
    """Make the plan once the endpoint is no longer on its way elsewhere; return its attributes and the plan."""
    while True:
        if observed is None and run.absence is not None and run.desired.state != "absent":
            raise run.absence
        observed = yield from with_job(run.resource, run.desired, observed)
        run.note_job(observed)
        run.plan = plan = decide(run.resource, run.desired, observed, compared)
        if not plan.unsettled:
            return observed, plan
        settled = yield from wait_for(run, observed["endpoint_id"], SETTLED, run.resource.read_action, full=True)
        observed, compared = settled if settled is not None else (yield from locate(run)), None


def _refuse_taken_name(run: Run, observed: Any, plan: Plan) -> None:
    name = new_name(plan, observed)
    if name is None:
        return
    shown = run.resource.last_shown(name)
    refusal = taken_name(run.resource, run.desired, name, observed["endpoint_id"], shown)
    if refusal is not None:
        raise refusal


def _claim_creation(run: Run, observed: Any, plan: Plan) -> Process:
    """Before a creation, see that no other task on this machine makes the same endpoint; return what there is now.

    While another task has the claim, look again: what it makes is adopted as soon as the list shows it. A claim that
    cannot be had is no reason to fail.
    """
    patience = run.now() + min(_PATIENCE, (run.deadline - run.now()) / 2)
    for pause in run.pauses():
        creation = next((step for step in plan.steps if step.verb == CREATE), None)
        if creation is None:
            break
        claimed = yield Claim(creation.values["name"], scope_of(run, creation.values))
        if claimed.is_busy and run.now() < patience:
            yield Sleep(pause)
        elif not claimed.was_taken:
            break
        observed, plan = yield from _settle_and_decide(run, (yield from locate(run)))
    return observed, plan
