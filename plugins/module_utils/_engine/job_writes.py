# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Begin, cancel and await the job that changes an attribute."""

from __future__ import annotations

from typing import Any

from .desired import Desired
from .effects import Poll, Process, Sleep
from .errors import CallFailed, NotConverged, WaitFailed, WrongState
from .job import COMPLETE, JobState, described, hides_value, job_mode, may_lead_to, shows, state_of
from .recovery import write_until_known
from .resource import FAILED, GONE, Resource
from .run import LAG_SECONDS, Run
from .steps import Step
from .verify import read_back
from .write_policy import Sight, Verb
from .writes import EndpointWrite

#: Seconds between two reads of a job whose endpoint is polled.
_JOB_INTERVAL = LAG_SECONDS


def with_job(resource: Resource, desired: Desired, observed: Any) -> Process:
    """Return the attributes with the endpoint's latest job, if the declaration may change an attribute by a job."""
    spec = resource.job
    if not isinstance(observed, dict) or job_mode(resource, desired) is None:
        return observed
    job_id = observed.get(spec.id_field)
    return {**observed, spec.result: (yield from resource.job.read(job_id)) if job_id else None}


def _read_job(run: Run, observed: dict, job_id: str = "") -> Process:
    """Return the job whose id the endpoint shows, or else that of ``job_id``; None if there is none."""
    job_id = observed.get(run.resource.job.id_field) or job_id
    return (yield from run.resource.job.read(job_id)) if job_id else None


class _JobWrite(EndpointWrite):
    """A write about a job of an existing endpoint."""

    def allowed_before(self) -> bool:
        return True

    def finding(self, observed: Any) -> str:
        spec = self.run.resource.job
        return f"the endpoint's {spec.noun} is {described(spec, (observed or {}).get(spec.result))}"

    def look(self, pause: float) -> Process:
        observed = yield Poll(self.endpoint_id, pause, True)
        return (yield from with_job(self.run.resource, self.run.desired, observed))


class Begin(_JobWrite):
    """The beginning of a job."""

    verb = Verb.BEGIN_JOB

    def __init__(self, run: Run, step: Step, before: dict) -> None:
        super().__init__(run, step, before)
        self.value = _value(run)
        self.old_job = before.get(run.resource.job.id_field)
        self.job_id = ""
        self._attempts = 0

    def send(self) -> Process:
        self._attempts += 1
        try:
            self.job_id = (yield from self.run.resource.job.begin(self.endpoint_id, self.value)) or ""
        except CallFailed as error:
            # The attempt whose answer was lost has probably begun a job; a read will show it.
            if self._attempts > 1 and 400 <= (error.status or 0) < 500:
                raise error.saying(str(error), WrongState) from error
            raise

    def new_job_id(self, observed: dict) -> str:
        """Return the id of a job that the endpoint did not show before; empty while it shows none."""
        job_id = observed.get(self.run.resource.job.id_field)
        return job_id if job_id and job_id != self.old_job else ""

    def sight(self, observed: Any) -> Sight:
        resource, spec = self.run.resource, self.run.resource.job
        if observed is None:
            return Sight.ABSENT
        job = observed.get(spec.result)
        leads = bool(job and self.new_job_id(observed)) and may_lead_to(resource, self.value, job)
        begun = leads and state_of(resource, job, observed) is JobState.UNDER_WAY
        return Sight.REACHED if begun or shows(resource, self.value, observed) else Sight.UNCHANGED


class Cancel(_JobWrite):
    """The cancellation of a job."""

    verb = Verb.CANCEL_JOB
    gone_is_fine = True

    def send(self) -> Process:
        spec = self.run.resource.job
        yield from self.run.resource.job.cancel(self.endpoint_id, (self.run.job or {})[spec.id_field])

    def sight(self, observed: Any) -> Sight:
        if observed is None:
            return Sight.ABSENT
        state = state_of(self.run.resource, observed.get(self.run.resource.job.result), observed)
        return Sight.UNCHANGED if state is JobState.UNDER_WAY else Sight.REACHED


def begin_job(run: Run, step: Step, before: dict, wait: bool) -> Process:
    """Begin a job and see that the service shows it; if the task waits for it, wait until it has ended."""
    action, write = run.resource.actions[step.verb], Begin(run, step, before)
    observed = yield from write_until_known(run, write)
    awaits, until = run.job_mode == COMPLETE and wait, run.lag_end()
    for pause in run.pauses():
        observed = yield Poll(write.endpoint_id, 0.0, True)
        if observed is None:
            raise _failed(run, write.endpoint_id, action, "EndpointGone", "the endpoint cannot be read any more")
        new_id = write.new_job_id(observed)
        run.job = (yield from run.resource.job.read(new_id or write.job_id)) if new_id or write.job_id else None
        # Another run goes by what the endpoint shows, and would begin a second job.
        if shows(run.resource, write.value, observed) or (run.job and (new_id or awaits)):
            break
        if run.now() >= until:
            _tell_unshown(run, write, action)
            break
        yield Sleep(pause)
    return (yield from await_job(run, step, observed, wait)) if awaits else observed


def _tell_unshown(run: Run, write: Begin, action: str) -> None:
    """Warn of a job that the endpoint does not show.

    :raises NotConverged: nothing shows it.
    """
    noun = run.resource.job.noun
    if not run.job:
        raise NotConverged(
            f"{action} on endpoint {write.endpoint_id} was accepted, but no {noun} shows. Run the task again. If it"
            " ends the same way, ask the vendor whether this endpoint can be updated so",
            False,
        )
    run.warnings.append(
        f"The endpoint {write.endpoint_id} does not show its {noun} {write.job_id} yet. Until it does, another run does"
        " not know of it"
    )


def cancel_job(run: Run, step: Step, before: dict, wait: bool) -> Process:
    """Cancel a job; if the task waits for it, wait until the job is no longer under way."""
    observed = yield from write_until_known(run, Cancel(run, step, before))
    if run.job_mode == COMPLETE and wait:
        return (yield from await_job(run, step, observed, wait))
    observed = yield Poll(before["endpoint_id"], 0.0, True)
    observed = yield from with_job(run.resource, run.desired, observed)
    run.note_job(observed)
    return observed


def await_job(run: Run, step: Step, before: dict, wait: bool) -> Process:
    """Wait until the endpoint shows the step's value and no job leads to another value.

    The job is read less often than the endpoint, whose polls a list may answer for many endpoints at once.

    :raises WaitFailed: the job was reverted or is gone, the endpoint failed, or ``wait_timeout`` was up.
    """
    if not wait:
        return before
    spec, resource = run.resource.job, run.resource
    endpoint_id, value = before["endpoint_id"], _value(run)
    action = resource.actions.get(step.verb) or resource.read_action
    had_failed = resource.run_state(before) == FAILED
    job_id = (run.job or {}).get(spec.id_field) or ""
    read_at, astray_since, pause = float("-inf"), float("inf"), 0.0
    for next_pause in run.pauses():
        observed = yield Poll(endpoint_id, pause)
        if resource.run_state(observed) == GONE:
            raise _failed(run, endpoint_id, action, "EndpointGone", "the endpoint cannot be found any more")
        if run.now() - read_at >= _JOB_INTERVAL or run.expired() or shows(resource, value, observed):
            read_at = run.now()
            run.job = yield from _read_job(run, observed, job_id)
        state = state_of(resource, run.job, observed)
        if shows(resource, value, observed) and (state is JobState.NONE or hides_value(resource, run.job)):
            return (yield from read_back(run, endpoint_id, None, {spec.field: value}, before, action))
        # A stale read may show a job that leads elsewhere, so it counts only if it lasts.
        leads = state is not JobState.NONE and (
            may_lead_to(resource, value, run.job) or shows(resource, value, observed)
        )
        astray_since = float("inf") if leads else min(astray_since, run.now())
        if run.now() - astray_since >= LAG_SECONDS:
            raise _failed(run, endpoint_id, action, "JobReverted", f"the {spec.noun} does not lead there any more")
        if resource.run_state(observed) == FAILED and not had_failed:
            reason = observed.get("status_reason") or "the server gives no reason"
            raise _failed(run, endpoint_id, action, "EndpointFailed", f"the endpoint has failed: {reason}")
        if run.expired():
            what = f"not there after {run.timing.timeout:g} s (wait_timeout); a further run goes on waiting"
            raise _failed(run, endpoint_id, action, "WaitTimeout", what)
        pause = next_pause
    return before


def _failed(run: Run, endpoint_id: str, action: str, code: str, what: str) -> WaitFailed:
    spec = run.resource.job
    return WaitFailed(
        f"{action}: {spec.noun} of endpoint {endpoint_id}: {what} ({described(spec, run.job)})",
        action=action,
        code=code,
    )


def _value(run: Run) -> Any:
    """Return the desired value of the attribute."""
    return run.desired.attributes[run.resource.job.field]
