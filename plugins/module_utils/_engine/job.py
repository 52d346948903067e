# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Decide what to do about the job that changes an attribute. Pure.

The endpoint's own attribute is the truth, never the status of the job.
"""

from __future__ import annotations

from enum import Enum

from . import compare
from .desired import Desired
from .errors import Refused
from .fields import without_none
from .resource import STOPPED, Job, Resource
from .wording import as_text

#: The choices of the option that allows a job.
NEVER, START, COMPLETE = "never", "start", "complete"

#: The statuses of a job that has been reverted.
_REVERTED = ("reverted", "canceled", "cancelled", "rolled_back", "rolledback")
#: How the status of a job begins that is being reverted.
_GOING_BACK = ("revert", "cancel", "roll_back", "rollback", "rollingback")


class JobState(Enum):
    """What a job means for its endpoint."""

    #: There is none, it has ended, or it was reverted.
    NONE = "none"
    UNDER_WAY = "under way"
    GOING_BACK = "going back"


class JobMove(Enum):
    """What to do about a job."""

    NOTHING = "nothing"
    BEGIN = "begin"
    AWAIT = "await"
    CANCEL = "cancel"


def job_mode(resource: Resource, desired: Desired) -> str | None:
    """Return what kind of job the declaration asks for (START or COMPLETE), None for none."""
    if resource.job.field not in desired.attributes:
        return None
    mode = desired.call_options.get(resource.job.option)
    return mode if mode in (START, COMPLETE) else None


def without_awaiting_jobs(resource: Resource, desired: Desired) -> Desired:
    """Return the declaration of a task that does not wait: it begins a job and no more."""
    if job_mode(resource, desired) is None:
        return desired
    return desired._replace(call_options={**desired.call_options, resource.job.option: START})


def state_of(resource: Resource, job: dict | None, observed: dict) -> JobState:
    """Return what a job means for an endpoint.

    A job whose new value the endpoint shows has ended, whatever the status of the job says.
    """
    if not job:
        return JobState.NONE
    status = str(job.get("status") or "").lower()
    if status in _REVERTED or shows(resource, job.get(resource.job.field), observed):
        return JobState.NONE
    return JobState.GOING_BACK if status.startswith(_GOING_BACK) else JobState.UNDER_WAY


def shows(resource: Resource, value: dict | None, observed: dict | None) -> bool:
    """Return whether an endpoint, or a job, shows this value of the attribute; False if the value is not known."""
    name = resource.job.field
    if not value or not _tells_value(resource, observed):
        return False
    return not compare.differences(resource.fields, {name: without_none(value)}, observed or {})


def hides_value(resource: Resource, job: dict | None) -> bool:
    """Return whether the service shows a job without its new value."""
    return bool(job) and not _tells_value(resource, job)


def _tells_value(resource: Resource, observed: dict | None) -> bool:
    """Return whether an endpoint, or a job, shows any value of the attribute."""
    name = resource.job.field
    return bool(compare.view(resource.fields, {name: (observed or {}).get(name)}))


def may_lead_to(resource: Resource, value: dict, job: dict | None) -> bool:
    """Return whether a job may lead to a value."""
    return shows(resource, value, job) or hides_value(resource, job)


def next_job_move(resource: Resource, mode: str, label: str, value: dict, observed: dict) -> JobMove:
    """Decide what leads to the desired value of the attribute.

    :param mode: START or COMPLETE.
    :param label: names the endpoint in messages.
    :param observed: the endpoint, with its latest job.
    :raises Refused: a job to another value is in the way.
    """
    spec = resource.job
    job = observed.get(spec.result)
    state = state_of(resource, job, observed)
    is_reached = shows(resource, value, observed)
    wait = JobMove.AWAIT if mode == COMPLETE else JobMove.NOTHING
    if state is JobState.NONE:
        return JobMove.NOTHING if is_reached else JobMove.BEGIN
    # A declaration without a version fits the present model as well as the new one.
    if shows(resource, value, job):
        return wait
    if hides_value(resource, job):
        return JobMove.NOTHING if is_reached else wait
    if is_reached:
        return wait if state is JobState.GOING_BACK else JobMove.CANCEL
    present, other = observed.get(spec.field), (job or {}).get(spec.field)
    raise Refused(
        f"{label}: a {spec.noun} to {as_text(other)} is under way ({described(spec, job)}), and {as_text(value)} is"
        f" declared. Wait until it has ended, or declare {as_text(present)} to cancel it"
    )


def check_begin(resource: Resource, state: str, label: str, value: dict, observed: dict) -> None:
    """Check that a job can be begun.

    :param state: the desired ``state`` of the endpoint.
    :raises Refused: it cannot, with the reason.
    """
    spec = resource.job
    reason = spec.obstacle(value, observed)
    if reason is None and state == "stopped":
        reason = "it needs a running endpoint, and state: stopped is declared"
    if reason is None and state == "present" and resource.run_state(observed) == STOPPED:
        reason = "the endpoint is stopped. Start it, or declare state: started"
    if reason:
        present = as_text(observed.get(spec.field))
        raise Refused(f"{label}: a {spec.noun} from {present} to {as_text(value)} cannot begin: {reason}")


def described(spec: Job, job: dict | None) -> str:
    """Return a job in words."""
    if not job:
        return "it does not show"
    percent = "" if job.get("percent") is None else f", {job['percent']} %"
    return f"{job.get(spec.id_field)}, status {job.get('status') or 'unknown'}{percent}"
