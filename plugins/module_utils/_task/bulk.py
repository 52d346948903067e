# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build tasks that manage a whole set of endpoints."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from functools import partial
from typing import Any, Callable

from .._engine import bulk_plan
from .._engine.bulk import BulkRun, Outcome, Settings
from .._engine.bulk_plan import Prune
from .._engine.cancellation import Cancellation
from .._engine.clock import Clock
from .._engine.desired import Desired
from .._engine.effects import NoClaims
from .._engine.rate_limiter import RateLimiter
from .._engine.resource import Resource
from .._engine.wording import MOST_NAMED, shortened
from . import argspec, result
from .claims import FileClaims
from .endpoint import connect, endpoint_task
from .host import Host, Task
from .progress import Progress


def bulk_task(resource_class: type[Resource]) -> Task:
    """Return the task of a module that manages a set of endpoints of this kind."""
    options = (argspec.entries(resource_class), *argspec.of_set(resource_class))
    return endpoint_task(resource_class, options, partial(_run, resource_class))


def _run(resource_class: type[Resource], host: Host) -> dict:
    with host.interruptible() as cancellation:
        desired_set = argspec.checked_set(host.params, resource_class)
        resource, clock = resource_class(), host.clock(cancellation)
        client = connect(host, resource, clock, float(host.params["wait_timeout"]))
        with closing(FileClaims(client.account)) as claims:
            outcomes = run_set(
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
    for outcome in outcomes:
        for text in outcome.run.warnings:
            host.warn(text)
    return result_of(outcomes)


def run_set(
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
) -> list[Outcome]:
    """Make a set as these options say; return the outcome of each entry, then of each endpoint that was pruned."""
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
    return BulkRun(resource, desired_set, settings, client.perform, clock, cancellation, watch, claims).run()


def result_of(outcomes: list[Outcome]) -> dict:
    """Return the result of a run that has ended, failed or not."""
    report = _report(outcomes)
    if not report["summary"]["failed"]:
        return report
    check_mode = any(outcome.run.check_mode for outcome in outcomes)
    message = failure_message(report, check_mode=check_mode)
    return {"failed": True, "msg": message, **_common_cause(outcomes), **report}


def _report(outcomes: list[Outcome]) -> dict:
    """Return the keys that a result has whether or not an entry failed."""
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
    """Return the details of the failed call that is the only reason why entries failed, if there is such a call."""
    causes = {id(outcome.error): outcome.error for outcome in outcomes if outcome.error is not None}
    return next(iter(causes.values())).details() if len(causes) == 1 else {}


def _entry_result(outcome: Outcome) -> dict:
    match, run, endpoint, error = outcome
    actions = result.actions_of(run, failed=error is not None)
    attributes = endpoint or match.attributes
    entry = {
        "name": run.desired.attributes.get("name") or attributes.get("name"),
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
    return f"{bulk_plan.pruned_label(match)}, pruned"


def failure_message(report: dict, *, check_mode: bool = False) -> str:
    """Return what an operator needs to know at a glance: how many failed, of how many, where, and why.

    Failures of one kind share one sentence, which names the places of all.
    """
    kinds: dict[tuple, list[dict]] = {}
    for entry in report["results"]:
        if entry["failed"]:
            cause = (entry.get("action"), entry.get("error_code"))
            kinds.setdefault(cause if any(cause) else (entry["msg"],), []).append(entry)
    reasons = []
    for failed in kinds.values():
        places = shortened([f"{entry['place']} {entry['name'] or entry['endpoint_id']}" for entry in failed])
        reasons.append(f"{places}: {failed[0]['msg']}")
    if len(reasons) > MOST_NAMED:
        reasons[MOST_NAMED:] = [f"and {len(reasons) - MOST_NAMED} more reasons, see results"]
    summary, done = report["summary"], _done(report, check_mode)
    return f"{summary['failed']} of {summary['total']} endpoints failed ({done}): {' | '.join(reasons)}"


def _done(report: dict, check_mode: bool) -> str:
    """Return how many endpoints did not fail, by outcome, and the names of the pruned ones."""
    pruned = [entry for entry in report["results"] if entry["place"] == bulk_plan.PRUNED and not entry["failed"]]
    counts = {**report["summary"], "deleted": report["summary"]["deleted"] - len(pruned), "pruned": len(pruned)}
    parts = [
        f"{count} {'would be ' if check_mode and word != 'unchanged' else ''}{word}"
        for word, count in counts.items()
        if word not in ("total", "failed") and count
    ]
    names = shortened([f"{entry['name']} ({entry['endpoint_id']})" for entry in pruned])
    return (", ".join(parts) or "none succeeded") + (f": {names}" if pruned else "")
