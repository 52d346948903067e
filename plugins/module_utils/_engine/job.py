# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An attribute that changes by a job of its own: decide what to do about the job. Pure.

The proof is the endpoint's own attribute, never the status of the job.
"""

from __future__ import annotations

from enum import Enum

from . import compare
from .errors import Refused
from .fields import without_none
from .resource import STOPPED, Job, Resource
from .wording import told

#: The choices of the option that allows a job.
NEVER, START, COMPLETE = "never", "start", "complete"

#: The statuses of a job that has gone back.
_REVERTED = ("reverted", "canceled", "cancelled", "rolled_back", "rolledback")
#: How the status of a job begins that is on its way back.
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


def state_of(resource: Resource, job: dict | None, observed: dict) -> JobState:
    """Return what a job does to an endpoint.

    A job whose new value the endpoint shows has ended, whatever the status of the job says.
    """
    if not job:
        return JobState.NONE
    status = str(job.get("status") or "").lower()
    if status in _REVERTED or shows(resource, job.get(spec_of(resource).field), observed):
        return JobState.NONE
    return JobState.GOING_BACK if status.startswith(_GOING_BACK) else JobState.UNDER_WAY


def shows(resource: Resource, value: dict | None, observed: dict | None) -> bool:
    """Return whether an endpoint, or a job, shows a value of the attribute. Nothing shows a value that is not known."""
    name = spec_of(resource).field
    if not value or not _tells_value(resource, observed):
        return False
    return not compare.differences(resource.fields, {name: without_none(value)}, observed or {})


def hides_value(resource: Resource, job: dict | None) -> bool:
    """Return whether the service shows a job without its new value."""
    return bool(job) and not _tells_value(resource, job)


def _tells_value(resource: Resource, shown: dict | None) -> bool:
    """Return whether an endpoint, or a job, shows any value of the attribute."""
    name = spec_of(resource).field
    return bool(compare.view(resource.fields, {name: (shown or {}).get(name)}))


def may_lead_to(resource: Resource, value: dict, job: dict | None) -> bool:
    """Return whether a job may be one to a value."""
    return shows(resource, value, job) or hides_value(resource, job)


def next_job_move(resource: Resource, mode: str, label: str, value: dict, observed: dict) -> JobMove:
    """Decide what the desired value of the attribute takes.

    :param mode: START or COMPLETE.
    :param label: names the endpoint in messages.
    :param observed: the endpoint, with its latest job.
    :raises Refused: a job to another value is in the way.
    """
    spec = spec_of(resource)
    job = observed.get(spec.result)
    state = state_of(resource, job, observed)
    is_there = shows(resource, value, observed)
    wait = JobMove.AWAIT if mode == COMPLETE else JobMove.NOTHING
    if state is JobState.NONE:
        return JobMove.NOTHING if is_there else JobMove.BEGIN
    # A declaration without a version fits the present model as well as the new one.
    if shows(resource, value, job):
        return wait
    if hides_value(resource, job):
        return JobMove.NOTHING if is_there else wait
    if is_there:
        return wait if state is JobState.GOING_BACK else JobMove.CANCEL
    raise Refused(
        f"{label}: a {spec.noun} to {told((job or {}).get(spec.field))} is under way ({described(spec, job)}), and"
        f" {told(value)} is declared. Wait until it has ended, or declare {told(observed.get(spec.field))} to cancel it"
    )


def check_begin(resource: Resource, state: str, label: str, value: dict, observed: dict) -> None:
    """Check that a job can be begun.

    :param state: the desired ``state`` of the endpoint.
    :raises Refused: it cannot, with the reason.
    """
    spec = spec_of(resource)
    reason = resource.job_obstacle(value, observed)
    if reason is None and state == "stopped":
        reason = "it needs a running endpoint, and state: stopped is declared"
    if reason is None and state == "present" and resource.run_state(observed) == STOPPED:
        reason = "the endpoint is stopped. Start it, or declare state: started"
    if reason:
        raise Refused(
            f"{label}: a {spec.noun} from {told(observed.get(spec.field))} to {told(value)} cannot begin: {reason}"
        )


def described(spec: Job, job: dict | None) -> str:
    """Return a job in words."""
    if not job:
        return "it does not show"
    percent = "" if job.get("percent") is None else f", {job['percent']} %"
    return f"{job.get(spec.id_field)}, status {job.get('status') or 'unknown'}{percent}"


def spec_of(resource: Resource) -> Job:
    """Return what the resource says of its job.

    :raises ValueError: it has none.
    """
    if resource.job is None:
        raise ValueError(f"{type(resource).__name__} has no job")
    return resource.job
