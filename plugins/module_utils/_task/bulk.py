# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A task that manages a whole set of endpoints: one sweep, one plan, many calls at once."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from functools import partial
from typing import Any, Callable

from .._engine import bulk_plan
from .._engine.bulk import BulkRun, Outcome, Settings
from .._engine.bulk_plan import Prune, listed
from .._engine.clock import Clock
from .._engine.effects import NoClaims
from .._engine.plan import Desired
from .._engine.rate_limiter import RateLimiter
from .._engine.resource import Resource
from .._engine.scheduler import Cancellation
from . import argspec, result
from .claims import FileClaims
from .endpoint import endpoint_task
from .host import Host, Task
from .progress import Progress


def bulk_task(resource_class: type[Resource]) -> Task:
    """Return the task of a module that manages a set of endpoints of this kind."""
    options = (argspec.entries(resource_class), *argspec.of_set(resource_class))
    return endpoint_task(resource_class, options, partial(_run, resource_class))


def _run(resource_class: type[Resource], host: Host) -> dict:
    with host.interruptible() as cancellation:
        desired_set = argspec.checked_set(host.params, resource_class)
        for text in resource_class.connection_warnings(host.params):
            host.warn(text)
        resource, clock = resource_class(), host.clock(cancellation)
        client = host.connect(resource, clock, float(host.params["wait_timeout"]))
        with closing(FileClaims(client.account)) as claims:
            bulk = bulk_run(
                host.params,
                resource,
                desired_set,
                client,
                clock,
                cancellation,
                check_mode=host.check_mode,
                tell_progress=host.tell_progress,
                claims=claims,
            )
            bulk.run()
    for text in bulk.warnings():
        host.warn(text)
    return result_of(bulk)


def bulk_run(
    params: dict,
    resource: Resource,
    desired_set: list[Desired],
    client: Any,
    clock: Clock,
    cancellation: Cancellation,
    *,
    check_mode: bool,
    tell_progress: Callable[[str], Any] | None = None,
    claims: NoClaims | None = None,
) -> BulkRun:
    """Return the run, not yet begun, that these options ask for."""
    progress = Progress(tell_progress, clock.now)

    def watch(done: int, failed: int, total: int) -> None:
        progress.report(lambda: f"{done} of {total} endpoints done, {failed} failed")

    scope = argspec.given_scope(params, type(resource))
    tags = tuple((tag["key"], tag["value"]) for tag in params.get("prune_tags") or ())
    settings = Settings(
        timing=argspec.to_timing(params),
        scope=scope,
        prune=Prune(scope, tags) if params["prune"] else None,
        prune_max=params["prune_max"],
        concurrency=params["concurrency"],
        check_mode=check_mode,
    )
    client.limiter = RateLimiter(params["requests_per_second"], clock)
    return BulkRun(resource, desired_set, settings, client.perform, clock, cancellation, watch, claims)


def result_of(bulk: BulkRun) -> dict:
    """Return the result of a run that has ended, failed or not."""
    told = report(bulk.outcomes())
    if not told["summary"]["failed"]:
        return told
    check_mode = any(outcome.run.check_mode for outcome in bulk.outcomes())
    return {"failed": True, "msg": failure(told, check_mode=check_mode), **_common_cause(bulk.outcomes()), **told}


def report(outcomes: list[Outcome]) -> dict:
    """Return what a result tells whether or not an entry failed."""
    results = [_entry_result(outcome) for outcome in outcomes]
    counted = Counter(entry["outcome"] for entry in results)
    words = ("created", "updated", "recreated", "deleted", "unchanged", "failed")
    return {
        "changed": any(entry["changed"] for entry in results),
        "results": results,
        "actions": [action for entry in results for action in entry["actions"]],
        "summary": {"total": len(results), **{word: counted[word] for word in words}},
        "diff": [
            result.diff_of(outcome.run.plan, _header(outcome))
            for outcome, entry in zip(outcomes, results)
            if outcome.run.plan is not None and entry["changed"]
        ],
    }


def _common_cause(outcomes: list[Outcome]) -> dict:
    """Return what is to be told once when one failed call is why entries failed, and nothing else is."""
    causes = {id(outcome.error): outcome.error for outcome in outcomes if outcome.error is not None}
    return next(iter(causes.values())).details() if len(causes) == 1 else {}


def _entry_result(outcome: Outcome) -> dict:
    match, run, endpoint, error = outcome
    actions = result.actions_of(run, failed=error is not None)
    shown = endpoint or match.shown
    entry = {
        "name": run.desired.attributes.get("name") or shown.get("name"),
        "endpoint_id": run.endpoint_id,
        "outcome": bulk_plan.outcome_of(actions, run.resource) if error is None else "failed",
        "changed": result.changed_by(actions, error),
        "actions": actions,
        "failed": error is not None,
        "msg": "" if error is None else str(error),
        "endpoint": endpoint,
        "place": match.place,
    }
    if run.previous_id:
        entry["previous_endpoint_id"] = run.previous_id
    if error is not None:
        entry.update(error.details())
    entry.update(result.unverified_in(run.resource, run.desired, endpoint))
    return entry


def _header(outcome: Outcome) -> str:
    match, desired = outcome.match, outcome.run.desired
    if match.place != bulk_plan.PRUNED:
        return desired.label
    return f"endpoint {match.shown.get('name')!r} ({desired.endpoint_id}), pruned"


def failure(report: dict, *, check_mode: bool = False) -> str:
    """Return what an operator needs to know at a glance: how many failed, of how many, where, and why.

    Failures of one kind are told once, with the places of all.
    """
    kinds: dict[tuple, list[dict]] = {}
    for entry in report["results"]:
        if entry["failed"]:
            cause = (entry.get("action"), entry.get("error_code"))
            kinds.setdefault(cause if any(cause) else (entry["msg"],), []).append(entry)
    told = []
    for failed in kinds.values():
        places = listed([f"{entry['place']} {entry['name'] or entry['endpoint_id']}" for entry in failed])
        told.append(f"{places}: {failed[0]['msg']}")
    if len(told) > bulk_plan.MOST_LISTED:
        told[bulk_plan.MOST_LISTED :] = [f"and {len(told) - bulk_plan.MOST_LISTED} more reasons, see results"]
    summary = report["summary"]
    return (
        f"{summary['failed']} of {summary['total']} endpoints failed ({_done(report, check_mode)}): {' | '.join(told)}"
    )


def _done(report: dict, check_mode: bool) -> str:
    """Return how many endpoints did not fail, by outcome; of the pruned ones, which."""
    pruned = [entry for entry in report["results"] if entry["place"] == bulk_plan.PRUNED and not entry["failed"]]
    counts = {**report["summary"], "deleted": report["summary"]["deleted"] - len(pruned), "pruned": len(pruned)}
    parts = [
        f"{count} {'would be ' if check_mode and word != 'unchanged' else ''}{word}"
        for word, count in counts.items()
        if word not in ("total", "failed") and count
    ]
    names = listed([f"{entry['name']} ({entry['endpoint_id']})" for entry in pruned])
    return (", ".join(parts) or "none succeeded") + (f": {names}" if pruned else "")
