# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reconcile one endpoint: find it, decide, do what is decided.

This is a process (effects.py): it yields calls and polls, and uses no socket and no clock. The driver runs one of them,
the scheduler hundreds at once, and tests run it against a model of a server.
"""

from __future__ import annotations

from typing import Any

from .apply import apply_plan
from .compare import Comparison
from .effects import Claim, Process, Sleep
from .job_writes import with_job
from .lookup import UNREAD, locate
from .plan import Plan, decide, new_name, taken_name
from .run import Run
from .steps import CREATE
from .wait import SETTLED, wait_for
from .writes import scope_of

#: Seconds that a creation waits at most for another task on this machine that may be creating the same endpoint.
_LONGEST_WAIT_FOR_CLAIM = 60.0


def reconcile(run: Run, observed: Any = UNREAD, compared: Comparison | None = None) -> Process:
    """Make the endpoint as ``run.desired`` declares it; in check mode, only plan.

    :param observed: the endpoint's attributes, if a list has shown them.
    :param compared: their comparison with what is desired.
    :returns: the endpoint's attributes at the end, in check mode the predicted ones; None if it is gone.
    :raises EndpointError: what prevents it; ``run`` still tells what has been done.
    """
    is_listed = observed is not UNREAD  # then bulk_plan.py has looked for taken names
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
    if attributes is None or run.job_mode is None:
        return attributes
    return {**attributes, run.resource.job.result: run.job}


def _settle_and_decide(run: Run, observed: Any, compared: Comparison | None = None) -> Process:
    """Wait until the endpoint has settled, if its plan depends on that; return its attributes and the plan."""
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
    own_id = (observed or {}).get("endpoint_id", "")
    refusal = taken_name(run.resource, run.desired, name, own_id, run.resource.last_shown(name))
    if refusal is not None:
        raise refusal


def _claim_creation(run: Run, observed: Any, plan: Plan) -> Process:
    """Before a creation, keep other tasks on this machine from creating the same endpoint.

    While another task has the claim, look again: this task adopts what the other creates as soon as the list shows it.
    If claims cannot be had, the task goes on without.

    :returns: the endpoint's attributes and the plan, both of the last look.
    """
    until = run.now() + min(_LONGEST_WAIT_FOR_CLAIM, (run.deadline - run.now()) / 2)
    for pause in run.pauses():
        creation = next((step for step in plan.steps if step.verb == CREATE), None)
        if creation is None:
            break
        claimed = yield Claim(creation.values["name"], scope_of(run, creation.values))
        if claimed.is_busy and run.now() < until:
            yield Sleep(pause)
        elif not claimed.was_taken:
            break
        observed, plan = yield from _settle_and_decide(run, (yield from locate(run)))
    return observed, plan
