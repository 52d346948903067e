# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rolling updates: an endpoint moves to another model under the same id (Ark reference 4.8, additions A6 and A7)."""

from __future__ import annotations

import string
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from random import Random
from typing import Any

from ..messages import ApiError, Reply
from ..record_store import RecordStore
from ..switch_values import SwitchValues
from ..transition import RUNNING
from . import validation, views
from .endpoints import Action, ArkEndpoints
from .envelope import reply
from .errors import coded, gateway_error, invalid, missing
from .record import Endpoint

UNDER_WAY, REVERTING, REVERTED, DONE = "under_way", "reverting", "reverted", "done"
_ID_LETTERS = string.ascii_lowercase + string.digits
_MEMBERS = frozenset("EndpointId ModelReference Description DryRun".split())


@dataclass(kw_only=True)
class Rolling:
    """One job. Times are UTC seconds; the percentage grows from ``starts`` on, in steps, for ``seconds``."""

    id: str
    endpoint_id: str
    region: str
    rolling_in: dict[str, Any]
    rolling_out: dict[str, Any]
    created: float
    starts: float
    seconds: float
    step: int
    description: str = ""
    reverts: float | None = None
    revert_seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the whole record as JSON types."""
        return asdict(self)

    @property
    def step_seconds(self) -> float:
        """Return how long one step takes."""
        return self.seconds * self.step / 100

    def phase(self, now: float) -> str:
        """Return how far the job is."""
        if self.reverts is not None and now >= self.reverts:
            return REVERTING if now < self.reverts + self.revert_seconds else REVERTED
        return DONE if now >= self.starts + self.seconds else UNDER_WAY

    def percent(self, now: float) -> int:
        """Return how much of the traffic goes to the new model."""
        phase = self.phase(now)
        if phase in (REVERTED, DONE):
            return 100 if phase == DONE else 0
        moment = now if phase == UNDER_WAY or self.reverts is None else self.reverts
        part = min(1.0, max(0.0, (moment - self.starts) / self.seconds)) if self.seconds else 1.0
        # Sums of fractions: a step that is full but for rounding is full.
        return int(part * 100 / self.step + 1e-9) * self.step

    def updated(self, now: float) -> float:
        """Return when the job last moved."""
        ended = {DONE: self.starts + self.seconds, REVERTED: (self.reverts or 0) + self.revert_seconds}
        return ended.get(self.phase(now), now)


class ArkRollings:
    """The jobs of one account. ``now`` gives UTC seconds; ``seed`` makes ids reproducible; ``store`` keeps them."""

    def __init__(
        self,
        endpoints: ArkEndpoints,
        switches: SwitchValues,
        *,
        now: Callable[[], float],
        seed: int | None = None,
        store: RecordStore | None = None,
    ) -> None:
        self.endpoints = endpoints
        self.switches = switches
        self.jobs = {one["id"]: Rolling(**one) for one in (store.load() if store else [])}
        self._now = now
        self._random = Random(seed)
        self._store = store

    def actions(self) -> dict[str, Action]:
        """Return the actions by name; each takes a body and a region."""
        actions: dict[str, Action] = {
            "CreateEndpointRolling": self._create,
            "GetEndpointRolling": self._get,
            "RollbackEndpointRolling": self._rollback,
            "CancelEndpointRolling": self._cancel,
        }
        return {name: self._offered(name, action) for name, action in actions.items()}

    def reset(self) -> None:
        """Forget all jobs."""
        for job_id in list(self.jobs):
            del self.jobs[job_id]
            if self._store is not None:
                self._store.delete(job_id)

    def _offered(self, name: str, action: Action) -> Action:
        def perform(body: dict[str, Any], region: str) -> Reply:
            offer = self.switches["rolling_actions"]
            if offer == "absent" or (offer == "volcengine" and not region.startswith("cn-")):
                raise gateway_error("InvalidActionOrVersion", f"Could not find operation {name}.")
            permission = self.switches["rolling_permission"]
            if permission != "granted":
                raise coded(permission, f"You are not authorized to perform {name}.")
            return action(body, region)

        return perform

    # ---- actions -----------------------------------------------------------------------------------------------

    def _create(self, body: dict[str, Any], region: str) -> Reply:
        switches, now = self.switches, self._now()
        body = validation.only(body, _MEMBERS, switches)
        for member in ("EndpointId", "ModelReference"):
            if member not in body:
                raise missing(member)
        if not isinstance(body.get("DryRun", False), bool):
            raise invalid("DryRun", "it must be a boolean")
        record = self.endpoints.require(validation.text(body["EndpointId"], "EndpointId"), region)
        model = self.endpoints.catalogue.reference(body["ModelReference"])
        self._check(record, model, now)
        seconds = switches["rolling_seconds"]
        job = Rolling(
            id=self._new_id(now),
            endpoint_id=record.id,
            region=region,
            rolling_in=model,
            rolling_out=record.model_reference,
            created=now,
            starts=now,
            seconds=seconds,
            step=switches["rolling_step"],
            description=validation.description(body.get("Description", ""), switches),
            reverts=now + seconds / 2 if switches["rolling_outcome"] == "reverted" else None,
            revert_seconds=switches["rolling_revert_seconds"],
        )
        if body.get("DryRun"):
            return self._dry_run(job)
        self.endpoints.begin_rolling(record, job.id)
        self._schedule(record, job)
        return reply({"Id": job.id}, record.id, effect=True)

    def _dry_run(self, job: Rolling) -> Reply:
        answer = self.switches["rolling_dry_run"]
        if answer == "error":
            raise ApiError("DryRunOperation", 400, "The request is valid; nothing was done since DryRun is set.")
        return reply({"Id": job.id} if answer == "with_id" else {})

    def _check(self, record: Endpoint, model: dict[str, Any], now: float) -> None:
        switches = self.switches
        present, desired = record.model_reference.get("FoundationModel"), model.get("FoundationModel")
        if desired is None:
            raise invalid("ModelReference", "a custom model cannot be rolled to")
        if present is None or not record.support_rolling:
            raise ApiError(
                "OperationDenied.UnsupportedPhase", 403, f"The endpoint {record.id} does not support rolling."
            )
        if record.phase != RUNNING and switches["rolling_stopped"] == "refused":
            raise self.endpoints.wrong_state(record, "rolled")
        if self._active(record, now) is not None and switches["rolling_second"] == "refused":
            raise ApiError("OperationDenied.InvalidState", 403, f"The endpoint {record.id} is rolling already.")
        if present["Name"] != desired["Name"] and switches["rolling_other_model"] == "refused":
            raise invalid("ModelReference", "only another version of the same model is allowed")
        if present == desired and switches["rolling_same_model"] == "refused":
            raise invalid("ModelReference", "the endpoint has this model")

    def _get(self, body: dict[str, Any], region: str) -> Reply:
        job, now = self._require(body, region), self._now()
        words = {
            UNDER_WAY: "rolling_status",
            REVERTING: "rolling_reverting_status",
            REVERTED: "rolling_reverted_status",
            DONE: "rolling_done_status",
        }
        form = self.switches["time_form"]
        info = {
            "Id": job.id,
            "EndpointId": job.endpoint_id,
            "Status": self.switches[words[job.phase(now)]],
            "RollingIn": self._model(job.rolling_in),
            "RollingOut": self._model(job.rolling_out),
            "RollingGray": job.percent(now),
            "RollingStrategy": {"Step": job.step, "WaitDuration": 1},
            "CreateTime": views.when(job.created, form),
            "UpdateTime": views.when(job.updated(now), form),
        }
        return reply({"RollingInfo": info} if self.switches["rolling_shape"] == "nested" else info, job.endpoint_id)

    def _rollback(self, body: dict[str, Any], region: str) -> Reply:
        """Go one step back."""
        job, now = self._require(body, region), self._now()
        if job.phase(now) != UNDER_WAY:
            raise self._ended(job)
        job.starts = min(now, job.starts + job.step_seconds)
        return self._changed(job, now)

    def _cancel(self, body: dict[str, Any], region: str) -> Reply:
        """Go back to 0 %. After 100 % the endpoint keeps the new model, whatever the job says then."""
        job, now = self._require(body, region), self._now()
        phase = job.phase(now)
        if phase in (REVERTING, REVERTED) or (phase == DONE and self.switches["rolling_cancel_done"] == "refused"):
            raise self._ended(job)
        job.reverts = now
        job.revert_seconds = self.switches["rolling_revert_seconds"]
        return self._changed(job, now)

    # ---- what the actions stand on -----------------------------------------------------------------------------

    def _changed(self, job: Rolling, now: float) -> Reply:
        record = self.endpoints.endpoints.get(job.endpoint_id)
        if record is not None:
            record.settle(now)
            if record.rolling_id == job.id and record.rolling_ends is not None:
                self._schedule(record, job)
                return reply({"Id": job.id}, job.endpoint_id, effect=True)
        self._save(job)
        return reply({"Id": job.id}, job.endpoint_id, effect=True)

    def _schedule(self, record: Endpoint, job: Rolling) -> None:
        """Store the job, and let the endpoint know what it will come to."""
        reverts = job.reverts is not None
        record.rolling_model = None if reverts else job.rolling_in
        ends = job.reverts + job.revert_seconds if job.reverts is not None else job.starts + job.seconds
        record.rolling_ends = ends + (0 if reverts else self.switches["rolling_model_lag_seconds"])
        record.rolling_id_stays = self.switches["rolling_id_when_done"] == "kept"
        self.endpoints.save(record)
        self._save(job)

    def _save(self, job: Rolling) -> None:
        self.jobs[job.id] = job
        if self._store is not None:
            self._store.save(job)

    def _active(self, record: Endpoint, now: float) -> Rolling | None:
        job = self.jobs.get(record.rolling_id)
        return job if job is not None and job.phase(now) in (UNDER_WAY, REVERTING) else None

    def _require(self, body: dict[str, Any], region: str) -> Rolling:
        body = validation.only(body, frozenset(("Id",)), self.switches)
        if not body.get("Id"):
            raise missing("Id")
        job = self.jobs.get(validation.text(body["Id"], "Id"))
        if job is None or job.region != region:
            raise ApiError("NotFound.EndpointRolling", 404, f"The rolling {body['Id']} does not exist.")
        return job

    @staticmethod
    def _ended(job: Rolling) -> ApiError:
        return ApiError("OperationDenied.InvalidState", 403, f"The rolling {job.id} has ended.")

    def _model(self, reference: dict[str, Any]) -> dict[str, Any]:
        if self.switches["rolling_model_shape"] == "flat":
            return dict(reference["FoundationModel"])
        return {"FoundationModel": dict(reference["FoundationModel"])}

    def _new_id(self, now: float) -> str:
        stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime(now))
        return f"eprol-{stamp}-{''.join(self._random.choices(_ID_LETTERS, k=5))}"
