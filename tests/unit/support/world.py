# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A world without sockets and without waiting: the engine and the Ark family against the sandbox's own core."""

from __future__ import annotations

import random
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine import driver
from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import (
    Batch,
    Call,
    Claim,
    FindByName,
    NoClaims,
    Poll,
)
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    EndpointError,
    NotConverged,
    Unclear,
)
from ansible_collections.inference.endpoints.plugins.module_utils._engine.reconcile import reconcile
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import Resource
from ansible_collections.inference.endpoints.plugins.module_utils._engine.run import Run, Timing
from ansible_collections.inference.endpoints.plugins.module_utils._http.retry import delays, with_retries
from ansible_collections.inference.endpoints.plugins.module_utils._http.transport import Answer
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.answers import PlatformAnswers
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from cloud_sandbox.cloud import Cloud
from cloud_sandbox.signature import Credentials

CREDENTIALS = Credentials("AK", "SK", auth_token="static-token")
EPOCH = 1_767_323_045.0  # 2026-01-02T03:04:05Z
MODEL = {"foundation_model": {"name": "doubao-1-5-thinking-pro", "model_version": "250428"}}
OTHER_MODEL = {"foundation_model": {"name": "doubao-1-5-thinking-pro", "model_version": "250715"}}
WRITES = tuple(ArkEndpoint.actions.values())


class Outcome:
    """What a task reports: ``changed``, ``endpoint``, ``actions``, ``diff``, ``error`` and the calls it made."""

    def __init__(self, run: Run, endpoint: dict | None, error: EndpointError | None, calls: list[str]) -> None:
        self.run = run
        self.endpoint = endpoint
        self.error = error
        self.calls = calls
        self.actions = (
            [name for step in run.plan.steps for name in step.names(run.resource)]
            if run.check_mode and run.plan
            else run.actions
        )
        self.changed = bool(self.actions)
        if isinstance(error, NotConverged) and len(self.actions) == 1:
            self.changed = error.moved
        self.diff = {"before": run.plan.before, "after": run.plan.after} if run.plan else None
        self.warnings = run.warnings


class World:
    """One account on a clock of its own."""

    def __init__(
        self, *, latency: float = 0.01, seed: int = 1, faults: list[dict] | None = None, **switches: Any
    ) -> None:
        self.time = EPOCH
        self.retries = 5
        self.latency = latency
        self.random = random.Random(seed)
        self.cloud = Cloud(CREDENTIALS, switches, faults=faults, now=lambda: self.time, seed=seed)
        self.gateway = self.cloud.gateway
        self.service = self.cloud.ark
        self.resource: Resource = ArkEndpoint()
        self.bound = self.resource
        self.claims = NoClaims()
        self.clock = Clock(now=lambda: self.time, sleep=self.sleep, wall=lambda: self.time)

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.time += seconds

    @property
    def log(self) -> list[dict]:
        return list(self.gateway.log)

    def effects(self) -> list[str]:
        """The writes that took effect, in order."""
        return [entry["action"] for entry in self.gateway.log if entry["effect"]]

    def once(self, call: Call) -> dict:
        """One call; what a socket would do to it is told as the transport would tell it."""
        self.time += self.latency
        outcome = self.gateway.call(call.action, call.arguments)
        self.time += outcome.delay
        if outcome.kind != "answer":
            self.time += min(outcome.seconds, 30.0) if outcome.kind == "hang" else 0.0
            raise Unclear(f"{call.action}: {outcome.kind}", action=call.action, code="ConnectionError")
        headers = {**outcome.headers, "Content-Type": outcome.content_type}
        return PlatformAnswers("ark", Clock(wall=lambda: self.time)).result_of(
            call, Answer(outcome.status, headers, outcome.body)
        )

    def perform(self, effect: Any) -> Any:
        if isinstance(effect, Call):
            return with_retries(
                lambda: self.once(effect),
                effect.kind,
                retries=5,
                budget=600.0,
                clock=self.clock,
                may_wait=lambda retries: delays(retries, self.random.uniform),
            )
        if isinstance(effect, Batch):
            return effect.results(self.perform)
        if isinstance(effect, Claim):
            return self.claims.claim(None, effect)
        if isinstance(effect, FindByName):
            return driver.drive(self.bound.find(effect.name, effect.scope), self.perform)
        self.sleep(effect.after if isinstance(effect, Poll) else effect.seconds)
        return driver.drive(self.bound.read(effect.endpoint_id), self.perform) if isinstance(effect, Poll) else None

    def task(
        self, *, check_mode: bool = False, wait: bool = True, wait_timeout: float = 60.0, **options: Any
    ) -> Outcome:
        """As the module for one endpoint with these options."""
        options = {"state": "present", "recreate": "never", "purge_tags": True, **options}
        desired = argspec.to_desired(options, type(self.resource))
        timing = Timing(wait, wait_timeout, 5.0, self.retries)
        run = Run(self.resource, desired, timing, now=self.clock.now, check_mode=check_mode)
        self.bound = run.resource
        start = len(self.gateway.log)
        endpoint, error = None, None
        try:
            endpoint = driver.drive(reconcile(run), self.perform)
        except EndpointError as failure:
            error = failure
        calls = [entry["action"] for entry in self.log[start:]]
        return Outcome(run, endpoint, error, calls)

    def ok(self, **options: Any) -> Outcome:
        """A task that must succeed."""
        outcome = self.task(**options)
        assert outcome.error is None, str(outcome.error)
        return outcome

    def refused(self, kind: type[EndpointError], **options: Any) -> Outcome:
        """A task that must fail in this way."""
        outcome = self.task(**options)
        assert outcome.error.__class__ is kind, repr(outcome.error)
        return outcome

    def foretold(self, **options: Any) -> Outcome:
        """A task in check mode and then for real: the outcome of the latter, with which the former must agree."""
        effects = len(self.effects())
        check = self.task(check_mode=True, **options)
        assert not set(check.calls) & set(WRITES), check.calls
        assert len(self.effects()) == effects
        real = self.task(**options)
        if check.error is not None:
            assert real.error.__class__ is type(check.error), (check.error, real.error)
            return real
        assert real.error is None, str(real.error)
        assert (check.changed, check.actions, check.diff) == (real.changed, real.actions, real.diff)
        assert (check.endpoint is None) == (real.endpoint is None)
        if real.endpoint is not None:
            assert check.endpoint.keys() <= real.endpoint.keys()
            wrong = {
                name: (value, real.endpoint[name])
                for name, value in check.endpoint.items()
                if not _agrees(value, real.endpoint[name])
            }
            assert not wrong, wrong
        return real

    def endpoints(self, name: str | None = None) -> list[dict]:
        """What the service truly has, under the API's names."""
        return [one for one in self.service.state() if name in (None, one["Name"]) and one["Status"] != "Deleted"]

    def only(self, name: str) -> dict:
        """The one endpoint of this name that the service has."""
        found = self.endpoints(name)
        assert len(found) == 1, found
        return found[0]

    def force(self, name: str, **members: Any) -> None:
        """What the platform, or somebody else, does to the endpoint of this name."""
        self.service.force(self.only(name)["Id"], members)

    def settle(self) -> None:
        """Let every change and every lag pass."""
        self.time += 3600


def _agrees(foretold: Any, real: Any) -> bool:
    """Whether nothing that check mode foretells is wrong; what it cannot know it leaves out."""
    if foretold in (None, "", []):
        return True
    if isinstance(foretold, dict) and isinstance(real, dict):
        return all(_agrees(value, real.get(name)) for name, value in foretold.items())
    return foretold == real
