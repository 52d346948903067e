# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole set of endpoints against the sandbox's own core: one thread, a clock of its own, no sockets."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.cancellation import Cancellation
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import EndpointError
from ansible_collections.inference.endpoints.plugins.module_utils._http.retry import delays, with_retries
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec, bulk
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint

from ..support.world import MODEL, WRITES, World

OPTIONS = {
    **{field.name: field.default for field in (*argspec.connection(ArkEndpoint), *argspec.of_set(ArkEndpoint))},
    "access_key": "AK",
    "secret_key": "SK",
}

LIMITS = {"rate_limit": {"rpm": 5, "tpm": 50}}


def entry(name: str | None = None, **options: Any) -> dict:
    """One entry as Ansible's argument specification hands it over; a name alone declares a model too."""
    given = {"name": name, "state": "present", "recreate": "never", "purge_tags": True, **options}
    if name and not {"endpoint_id", "model_reference"} & set(options) and options.get("state") != "absent":
        given["model_reference"] = MODEL
    return given


class Fleet:
    """What a task over a set reports, and the calls that it made."""

    def __init__(self, report: dict, warnings: list[str], calls: list[str], error: EndpointError | None = None) -> None:
        self.report = report
        self.warnings = warnings
        self.calls = Counter(calls)
        self.error = error
        self.results = report.get("results", [])
        self.summary = {word: count for word, count in report.get("summary", {}).items() if count}
        self.outcomes = [result["outcome"] for result in self.results]
        self.actions = report.get("actions", [])

    def told(self) -> tuple:
        """What check mode and the real run must agree on."""
        keys = ("name", "outcome", "changed", "actions", "failed")
        rows = [[result[key] for key in keys] for result in self.results]
        return self.report["changed"], self.actions, self.report["diff"], self.report["summary"], rows


class _Client:
    """Stands for the module's client: the same retries, and the same limiter."""

    def __init__(self, world: FleetWorld) -> None:
        self._world = world
        self.limiter: Any = None

    def perform(self, call: Call) -> Any:
        world = self._world
        return with_retries(
            lambda: world.once(call),
            call.kind,
            retries=5,
            budget=600.0,
            clock=world.clock,
            limiter=self.limiter,
            may_wait=lambda retries: delays(retries, world.random.uniform),
        )


class FleetWorld(World):
    """One account, and tasks over sets of its endpoints."""

    def run(
        self,
        entries: list[dict],
        *,
        check_mode: bool = False,
        cancellation: Cancellation | None = None,
        claims: Any = None,
        **options: Any,
    ) -> Fleet:
        """As the module ``ark_endpoints`` with these options, each call done on this thread."""
        params = {**OPTIONS, **options, "endpoints": entries}
        start = len(self.gateway.log)
        outcomes, result, error = [], {}, None
        try:
            desired_set = argspec.checked_set(params, ArkEndpoint)
            params["concurrency"] = 0
            outcomes = bulk.run_set(
                params,
                ArkEndpoint(),
                desired_set,
                _Client(self),
                self.clock,
                cancellation or Cancellation(),
                check_mode=check_mode,
                claims=claims,
            )
            result = bulk.result_of(outcomes)
        except EndpointError as failure:
            error = failure
        warnings = [warning for outcome in outcomes for warning in outcome.run.warnings]
        return Fleet(result, warnings, [each["action"] for each in self.log[start:]], error)

    def good(self, entries: list[dict], **options: Any) -> Fleet:
        """A task in which nothing may fail."""
        done = self.run(entries, **options)
        assert done.error is None, str(done.error)
        assert "failed" not in done.summary, bulk.failure_message(done.report)
        return done

    def foretold(self, entries: list[dict], **options: Any) -> Fleet:
        """A task in check mode, then for real; both must tell the same, and check mode must not write."""
        effects = len(self.effects())
        check = self.run(entries, check_mode=True, **options)
        assert len(self.effects()) == effects
        assert not set(check.calls) & set(WRITES)
        real = self.run(entries, **options)
        assert str(check.error) == str(real.error)
        assert check.error is not None or check.told() == real.told()
        return real

    def stock(self, count: int, **options: Any) -> list[dict]:
        """Create so many endpoints; their entries."""
        entries = [entry(f"e{number:04d}", **options) for number in range(count)]
        self.good(entries)
        self.settle()
        return entries

    def id_of(self, name: str) -> str:
        """The id of the only endpoint of this name."""
        return self.only(name)["Id"]


def calls(done: Fleet) -> dict[str, int]:
    """How often each action was called."""
    return dict(done.calls)
