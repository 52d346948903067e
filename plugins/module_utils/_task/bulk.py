# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The door of a module that makes a whole set of endpoints true: one sweep, one plan, many calls at once."""

from __future__ import annotations

import select
import signal
from collections import Counter
from typing import Any, Callable

from .._engine import bulk_plan, schema
from .._engine.bulk_plan import Match, Prune
from .._engine.clock import Clock
from .._engine.errors import BadInput, EndpointError, Refused
from .._engine.lookup import UNREAD
from .._engine.plan import Desired, compare_with
from .._engine.rate_limiter import RateLimiter
from .._engine.reconcile import reconcile
from .._engine.resource import GONE, LEAVING, Process, Resource
from .._engine.run import Run, Timing
from .._engine.scheduler import Cancellation, Scheduler
from . import single

_FILLED = {"type": "string", "pattern": r"\S", schema.REMEDY: "a text that is not empty"}

_OPTIONS: dict[str, dict] = {
    "prune": {"type": "bool", "default": False},
    "prune_allow_empty": {"type": "bool", "default": False},
    "prune_max": {"type": "int"},
    "concurrency": {"type": "int", "default": 8},
    "requests_per_second": {"type": "float"},
}
_RULES: dict[str, dict] = {
    "prune": {"type": "boolean"},
    "prune_allow_empty": {"type": "boolean"},
    "prune_max": {"type": "integer", "minimum": 0},
    "concurrency": {"type": "integer", "minimum": 1, "maximum": 64, schema.REMEDY: "a whole number from 1 to 64"},
    "requests_per_second": {"type": "number", "minimum": 0.001},
    "wait": {"type": "boolean"},
    **single.WAIT_RULES,
}

#: For families whose endpoints have tags.
_TAG_OPTIONS: dict[str, dict] = {
    "prune_tags": {
        "type": "list",
        "elements": "dict",
        "options": {
            "key": {"type": "str", "required": True, "no_log": False},
            "value": {"type": "str", "default": ""},
        },
    },
}
_TAG_RULES: dict[str, dict] = {
    "prune_tags": {
        "type": "array",
        "uniqueKeys": "key",
        "items": {
            "type": "object",
            "properties": {"key": _FILLED, "value": {"type": "string"}},
            "required": ["key"],
            "additionalProperties": False,
        },
    },
}


def set_options(resource: type[Resource]) -> dict[str, dict]:
    """The options about the whole set, as ``AnsibleModule`` wants them."""
    tags = _TAG_OPTIONS if _has_tags(resource) else {}
    return {**{name: {"type": "str"} for name in resource.scope}, **_OPTIONS, **tags, **single.WAIT_OPTIONS}


def set_rules(resource: type[Resource]) -> dict[str, dict]:
    """What those must fulfil, as properties of a JSON Schema."""
    return {**dict.fromkeys(resource.scope, _FILLED), **_RULES, **(_TAG_RULES if _has_tags(resource) else {})}


def _has_tags(resource: type[Resource]) -> bool:
    return any(field.name == "tags" for field in resource.fields)


#: Of a long list, so many are named in a message; ``results`` has them all.
_MOST_TOLD = 10


def run_endpoints(resource_class: type[Resource]) -> None:
    """``main()`` of a module that manages a set of endpoints."""
    cancellation = Cancellation(is_heard)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, cancellation.cancel)
    module = single.open_module(
        resource_class,
        {
            "endpoints": {
                "type": "list",
                "elements": "dict",
                "required": True,
                "options": single.endpoint_options(resource_class, in_set=True),
            },
            **set_options(resource_class),
        },
    )
    try:
        desired_set = checked_desired(module.params, resource_class)
        single.warn(module, resource_class.connection_warnings(module.params))
        job = Job(
            module.params, resource_class(), desired_set, module.no_log_values.add, cancellation, module.check_mode
        )
        report = job.report()
        single.warn(module, job.warnings())
        if report["summary"]["failed"]:
            module.fail_json(msg=failure(report), **job.common_cause(), **report)
        module.exit_json(**report)
    except EndpointError as error:
        single.fail(module, error)
    except Exception as error:
        single.bug(module, error)


def checked_desired(params: dict, resource: type[Resource]) -> list[Desired]:
    """:raises BadInput: with all that is wrong, each with its path."""
    declaration = {
        "type": "object",
        "properties": {
            "endpoints": {"type": "array", "items": single.endpoint_schema(resource)},
            **set_rules(resource),
        },
    }
    found = single.problems(params, declaration, resource)
    given = _given_scope(params, resource)
    for number, entry in enumerate(params["endpoints"]):
        found.extend(_entry_problems(entry, number, given, resource))
    if params["prune"] and resource.scope and not given:
        found.append(f"{next(iter(resource.scope))}: missing; prune deletes within it, so it must be said")
    if params["prune"] and not params["endpoints"] and not params["prune_allow_empty"]:
        found.append(
            "endpoints: found an empty list; with prune that would delete everything, so prune_allow_empty too"
        )
    if found:
        raise BadInput(found)
    desired_set = [
        single.to_desired(_with_default_scope(entry, given, resource), resource) for entry in params["endpoints"]
    ]
    repeated = bulk_plan.repeated(desired_set)
    if repeated:
        raise BadInput(repeated)
    return desired_set


def _entry_problems(entry: dict, number: int, given: dict, resource: type[Resource]) -> list[str]:
    place = f"endpoints[{number}]"
    missing = [name for name, default in resource.scope.items() if default is None and not (entry[name] or given)]
    lacks = [f"{place}.{name}: missing; give it here, or as {name} for the whole set" for name in missing]
    return [*lacks, *single.contradictions(entry, resource, place)]


def _with_default_scope(entry: dict, given: dict, resource: type[Resource]) -> dict:
    """An entry by name is looked for in the task's scope; of an entry by id the scope is managed only if it says so."""
    if entry.get("endpoint_id") and not resource.ids_in_scope:
        return entry
    return {**given, **{name: value for name, value in entry.items() if value is not None}}


def _given_scope(params: dict, resource: type[Resource]) -> dict:
    return {name: params[name] for name in resource.scope if params[name]}


def is_heard() -> bool:
    """Whether there is a reader of the standard output still, who learns what has been done."""
    listener = select.poll()
    listener.register(1, 0)
    return not any(event & (select.POLLERR | select.POLLHUP) for _number, event in listener.poll(0))


class Job:
    """One run of the module: look, decide, do, tell.

    :raises BadInput: entries turn out to contradict each other.
    :raises Refused: too much would be pruned.
    """

    def __init__(
        self,
        params: dict,
        resource: Resource,
        desired_set: list[Desired],
        hide: Callable[[str], Any],
        cancellation: Cancellation,
        check_mode: bool,
        clock: Clock | None = None,
    ) -> None:
        self._params = params
        self._resource = resource
        self._check_mode = check_mode
        self._timing = Timing(
            params["wait"], float(params["wait_timeout"]), params["wait_interval"], params["max_retries"]
        )
        self._clock = clock or Clock(sleep=cancellation.sleep)
        self._deadline = self._clock.now() + self._timing.timeout
        client = resource.connect(params, hide, self._clock, self._timing.timeout)
        client.limiter = RateLimiter(params["requests_per_second"], self._clock)
        concurrency = params["concurrency"]
        self._scheduler = Scheduler(resource, client.perform, self._clock, concurrency, self._deadline, cancellation)
        try:
            self._matches = self._look(desired_set)
            self._runs = [self._begin(number, match) for number, match in enumerate(self._matches)]
            self._scheduler.run()
        finally:
            self._scheduler.close()
        self._errors = {number: self._with_place(number, error) for number, error in self._scheduler.errors.items()}

    def _with_place(self, number: Any, error: EndpointError) -> EndpointError:
        return error.below(self._matches[number].place) if isinstance(error, BadInput) else error

    def _look(self, desired_set: list[Desired]) -> list[Match]:
        params, scheduler = self._params, self._scheduler
        given = _given_scope(params, type(self._resource))
        for scope, expected in bulk_plan.scopes_of(self._resource, desired_set, given):
            scheduler.sweep(bulk_plan.key_of(scope), scope, expected)
        scheduler.run()
        listed: dict[Any, list[dict]] = dict(scheduler.results)
        unlisted: dict[Any, EndpointError] = dict(scheduler.errors)
        scheduler.results.clear()
        scheduler.errors.clear()
        found = bulk_plan.match_all(self._resource, desired_set, listed, unlisted)
        conflicts = bulk_plan.conflicts(self._resource, found)
        if conflicts:
            raise BadInput(conflicts)
        scope_key = bulk_plan.key_of(given)
        if scope_key in unlisted and (params["prune"] or not found):
            raise unlisted[scope_key]
        if not params["prune"]:
            return found
        return found + bulk_plan.hold_back(self._resource, found, self._to_prune(found, listed, given))

    def _to_prune(self, found: list[Match], listed: dict[tuple, list[dict]], scope: dict) -> list[Match]:
        tags = tuple((tag["key"], tag["value"]) for tag in self._params.get("prune_tags") or ())
        most = self._params["prune_max"]
        pruned = bulk_plan.to_prune(self._resource, found, listed, Prune(scope, tags))
        if most is not None and len(pruned) > most:
            names = [f"{match.shown.get('name')} ({match.desired.endpoint_id})" for match in pruned]
            raise Refused(
                f"{len(pruned)} endpoints would be pruned, and prune_max allows {most}; nothing was changed. They"
                f" are: {_some(names)}. Declare them, or raise prune_max"
            )
        return pruned

    def _begin(self, number: int, match: Match) -> Run:
        run = Run(self._resource, match.desired, self._timing, now=self._clock.now, check_mode=self._check_mode)
        run.deadline = self._deadline
        run.known_ids = match.known_ids
        observed = match.observed
        if observed is not UNREAD and observed is not None:
            run.endpoint_id = observed["endpoint_id"]
            run.scope = {name: observed.get(name) for name in self._resource.scope}
        if match.error is not None:
            self._scheduler.errors[number] = match.error
        else:
            self._scheduler.add(number, self._one(run, observed), run)
        return run

    def _one(self, run: Run, observed: dict | None) -> Process:
        """As ``reconcile``; an endpoint of which a list shows too little is read by its id, not searched for again."""
        if observed is UNREAD or observed is None:
            return (yield from reconcile(run, observed))
        compared = compare_with(run.resource, run.desired, observed)
        if not bulk_plan.needs_a_read(run.resource, run.desired, compared):
            return (yield from reconcile(run, observed, compared))
        found = yield from run.resource.read(observed["endpoint_id"])
        return (yield from reconcile(run, found if self._confirms(run, found) else UNREAD))

    def _confirms(self, run: Run, found: dict | None) -> bool:
        """Whether a read shows what a list has shown: an endpoint that is there, under the name that was looked for."""
        named = run.desired.endpoint_id or (found or {}).get("name") in (None, run.desired.attributes["name"])
        return bool(named) and self._resource.run_state(found) not in (LEAVING, GONE)

    # --- the result

    def warnings(self) -> list[str]:
        """What the user should know although nothing failed."""
        return [warning for run in self._runs for warning in run.warnings]

    def report(self) -> dict:
        """What the module returns, whether or not an entry failed."""
        results = [
            self._result(number, match, run) for number, (match, run) in enumerate(zip(self._matches, self._runs))
        ]
        counted = Counter(result["outcome"] for result in results)
        words = ("created", "updated", "recreated", "deleted", "unchanged", "failed")
        return {
            "changed": any(result["changed"] for result in results),
            "results": results,
            "actions": [action for result in results for action in result["actions"]],
            "summary": {"total": len(results), **{word: counted[word] for word in words}},
            "diff": [
                single.diff_of(run.plan, _header(run.desired, match))
                for match, run, result in zip(self._matches, self._runs, results)
                if run.plan is not None and result["changed"]
            ],
        }

    def common_cause(self) -> dict:
        """What is to be said once when one failed call is why entries failed, and nothing else is."""
        causes = {id(error): error for error in self._errors.values()}
        return next(iter(causes.values())).details() if len(causes) == 1 else {}

    def _result(self, number: int, match: Match, run: Run) -> dict:
        error = self._errors.get(number)
        actions = single.actions_of(run, failed=error is not None)
        endpoint = self._scheduler.results.get(number)
        shown = endpoint or match.shown
        result = {
            "name": run.desired.attributes.get("name") or shown.get("name"),
            "endpoint_id": run.endpoint_id,
            "outcome": bulk_plan.outcome_of(actions, self._resource) if error is None else "failed",
            "changed": single.changed_by(actions, error),
            "actions": actions,
            "failed": error is not None,
            "msg": "" if error is None else str(error),
            "endpoint": endpoint,
            "place": match.place,
        }
        if run.previous_id:
            result["previous_endpoint_id"] = run.previous_id
        if error is not None:
            result.update(error.details())
        result.update(single.unverified_in(run.resource, run.desired, endpoint))
        return result


def _header(desired: Desired, match: Match) -> str:
    return (
        f"endpoint {match.shown.get('name')!r} ({desired.endpoint_id}), pruned"
        if match.place == bulk_plan.PRUNED
        else desired.label
    )


def failure(report: dict) -> str:
    """What an operator needs to know at a glance: how many failed, of how many, where, and why.

    Failures of one kind are told once, with the places of all.
    """
    kinds: dict[tuple, list[dict]] = {}
    for result in report["results"]:
        if result["failed"]:
            cause = (result.get("action"), result.get("error_code"))
            kinds.setdefault(cause if any(cause) else (result["msg"],), []).append(result)
    told = []
    for failed in kinds.values():
        places = _some([f"{result['place']} {result['name'] or result['endpoint_id']}" for result in failed])
        told.append(f"{places}: {failed[0]['msg']}")
    if len(told) > _MOST_TOLD:
        told[_MOST_TOLD:] = [f"and {len(told) - _MOST_TOLD} more reasons, see results"]
    summary = report["summary"]
    done = ", ".join(f"{summary[word]} {word}" for word in summary if word not in ("total", "failed") and summary[word])
    gone = [result for result in report["results"] if result["place"] == bulk_plan.PRUNED and not result["failed"]]
    pruned = _some([f"{result['name']} ({result['endpoint_id']})" for result in gone])
    done = f"{done or 'none succeeded'}{'; pruned: ' if pruned else ''}{pruned}"
    return f"{summary['failed']} of {summary['total']} endpoints failed ({done}): {' | '.join(told)}"


def _some(texts: list[str]) -> str:
    more = len(texts) - _MOST_TOLD
    return ", ".join(texts[:_MOST_TOLD]) + (f" and {more} more" if more > 0 else "")
