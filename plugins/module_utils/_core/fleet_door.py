# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The door of a module that makes a whole set of endpoints true: one sweep, one plan, many calls at once."""

from __future__ import annotations

import signal
from collections import Counter
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from . import door, fleet, schema, transport
from .crew import Crew, Limiter
from .errors import BadInput, EndpointError, Refused
from .family import Family
from .fleet import Aim, Prune
from .plan import Want
from .reconcile import UNREAD, Run, Timing, reconcile

_OPTIONS: dict[str, dict] = {
    "prune": {"type": "bool", "default": False},
    "prune_allow_empty": {"type": "bool", "default": False},
    "prune_max": {"type": "int"},
    "prune_tags": {
        "type": "list",
        "elements": "dict",
        "options": {
            "key": {"type": "str", "required": True, "no_log": False},
            "value": {"type": "str", "default": ""},
        },
    },
    "concurrency": {"type": "int", "default": 8},
    "requests_per_second": {"type": "float"},
}

_MOST_REASONS = 10


def run_endpoints(family_class: type[Family]) -> None:
    """``main()`` of a module that manages a set of endpoints."""
    module = AnsibleModule(
        argument_spec={
            **family_class.connection_options(),
            **transport.OPTIONS,
            "endpoints": {
                "type": "list",
                "elements": "dict",
                "required": True,
                "options": door.endpoint_options(family_class),
            },
            **{name: {"type": "str"} for name in family_class.scope},
            **_OPTIONS,
            **door.WAIT_OPTIONS,
        },
        supports_check_mode=True,
    )
    report: dict[str, Any] = {"results": [], "actions": []}
    try:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        family = family_class()
        wants = _checked_wants(module.params, family_class)
        job = _Job(module, family, wants)
        report = job.report()
        if report["summary"]["failed"]:
            module.fail_json(msg=_failure(report), **report)
        module.exit_json(**report)
    except EndpointError as error:
        door.fail(module, error)
    except Exception as error:
        door.bug(module, error)


def _checked_wants(params: dict, family: type[Family]) -> list[Want]:
    """:raises BadInput: with all that is wrong, each with its path."""
    declaration = {
        "type": "object",
        "properties": {
            "endpoints": {"type": "array", "items": door.endpoint_schema(family)},
            **{
                name: {"type": "string", "pattern": r"\S", schema.REMEDY: "a text that is not empty"}
                for name in family.scope
            },
            "prune_max": {"type": "integer", "minimum": 0},
            "prune_tags": {"type": "array", "uniqueKeys": "key"},
            "concurrency": {
                "type": "integer",
                "minimum": 1,
                "maximum": 64,
                schema.REMEDY: "a whole number from 1 to 64",
            },
            "requests_per_second": {"type": "number", "exclusiveMinimum": 0},
            **door.WAIT_RULES,
        },
    }
    found = door.problems(params, declaration, family)
    given = _given_scope(params, family)
    if params["prune"] and not given:
        found.append(f"{next(iter(family.scope))}: missing; prune deletes within it, so it must be said")
    if params["prune"] and not params["endpoints"] and not params["prune_allow_empty"]:
        found.append(
            "endpoints: found an empty list; with prune that would delete everything, so prune_allow_empty too"
        )
    if found:
        raise BadInput(found)
    wants = [door.to_want(_with_default_scope(entry, given), family) for entry in params["endpoints"]]
    repeated = fleet.repeated(wants)
    if repeated:
        raise BadInput(repeated)
    return wants


def _with_default_scope(entry: dict, given: dict) -> dict:
    """An entry by name is looked for in the task's scope; of an entry by id the scope is managed only if it says so."""
    if entry.get("endpoint_id"):
        return entry
    return {**given, **{name: value for name, value in entry.items() if value is not None}}


def _given_scope(params: dict, family: type[Family]) -> dict:
    return {name: params[name] for name in family.scope if params[name]}


class _Job:
    """One run of the module: look, decide, do, tell."""

    def __init__(self, module: AnsibleModule, family: Family, wants: list[Want]) -> None:
        params = module.params
        self._module = module
        self._family = family
        self._clock = transport.Clock()
        self._timing = Timing(
            params["wait"], float(params["wait_timeout"]), params["wait_interval"], params["max_retries"]
        )
        client = family.connect(params, module.no_log_values.add, self._clock, self._timing.timeout)
        client.limiter = Limiter(params["requests_per_second"], self._clock)
        deadline = self._clock.now() + self._timing.timeout
        self._crew = Crew(family, client.perform, self._clock, params["concurrency"], deadline)
        try:
            self._aims = self._look(wants)
            self._runs = [self._begin(number, aim) for number, aim in enumerate(self._aims)]
            self._crew.run()
        finally:
            self._crew.close()

    def _look(self, wants: list[Want]) -> list[Aim]:
        params, family = self._module.params, self._family
        given = _given_scope(params, type(family))
        scopes = fleet.scopes_of(family, wants, given)
        for scope in scopes:
            self._crew.add(fleet.key_of(scope), family.list_scope(scope))
        self._crew.run()
        for error in self._crew.errors.values():
            raise error
        listed = dict(self._crew.results)
        for scope in scopes:
            self._crew.remember(scope, listed[fleet.key_of(scope)])
        self._crew.results.clear()
        found = fleet.aims(family, wants, listed)
        conflicts = fleet.conflicts(family, found)
        if conflicts:
            raise BadInput(conflicts)
        if not params["prune"]:
            return found
        tags = tuple((tag["key"], tag["value"]) for tag in params["prune_tags"] or ())
        prune = Prune(given, tags, params["prune_max"])
        pruned = fleet.to_prune(family, found, listed, prune)
        if prune.most is not None and len(pruned) > prune.most:
            names = ", ".join(
                f"{aim.want.attributes['name']} ({aim.want.endpoint_id})" for aim in pruned[:_MOST_REASONS]
            )
            raise Refused(
                f"{len(pruned)} endpoints would be pruned, and prune_max allows {prune.most}; nothing was changed. They"
                f" are: {names}{' and more' if len(pruned) > _MOST_REASONS else ''}. Declare them, or raise prune_max"
            )
        return found + pruned

    def _begin(self, number: int, aim: Aim) -> Run:
        run = Run(self._family, aim.want, self._timing, now=self._clock.now, check_mode=self._module.check_mode)
        run.known_ids = aim.known_ids
        actual = aim.actual
        if actual is not UNREAD and actual is not None:
            run.endpoint_id = actual["endpoint_id"]
            run.scope = {name: actual.get(name) for name in self._family.scope}
            if fleet.needs_a_read(self._family, aim.want, actual):
                actual = UNREAD
        if aim.error is not None:
            self._crew.errors[number] = aim.error
        else:
            self._crew.add(number, self._one(run, actual), run)
        return run

    def _one(self, run: Run, actual: dict | None):
        """As ``reconcile``; an endpoint that lists show is read by its id, without another search for its name."""
        if actual is UNREAD and run.endpoint_id:
            found = yield from self._family.read(run.endpoint_id)
            if found is not None and self._family.run_state(found) not in ("leaving", "gone"):
                actual = found
        return (yield from reconcile(run, actual))

    # --- the result

    def report(self) -> dict:
        """What the module returns, whether or not an entry failed."""
        results = [self._result(number, aim, run) for number, (aim, run) in enumerate(zip(self._aims, self._runs))]
        for run in self._runs:
            for warning in run.warnings:
                self._module.warn(warning)
        counted = Counter("failed" if result["failed"] else result["outcome"] for result in results)
        words = ("created", "updated", "recreated", "deleted", "unchanged", "failed")
        return {
            "changed": any(result["changed"] for result in results),
            "results": results,
            "actions": [action for result in results for action in result["actions"]],
            "summary": {"total": len(results), **{word: counted[word] for word in words}},
            "diff": [door.diff_of(run.plan, run.want) for run, result in zip(self._runs, results) if run.plan and run.plan.steps],
        }

    def _result(self, number: int, aim: Aim, run: Run) -> dict:
        error = self._crew.errors.get(number)
        actions = door.actions_of(run, failed=error is not None)
        endpoint = self._crew.results.get(number)
        result = {
            "name": run.want.attributes.get("name") or (endpoint or {}).get("name"),
            "endpoint_id": run.endpoint_id,
            "outcome": fleet.outcome_of(actions, self._family),
            "changed": door.changed_by(actions, error),
            "actions": actions,
            "failed": error is not None,
            "msg": "" if error is None else str(error),
            "endpoint": endpoint,
            "place": aim.place,
        }
        if run.previous_id:
            result["previous_endpoint_id"] = run.previous_id
        if error is not None:
            result.update(error.details(), outcome="failed")
        return result


def _failure(report: dict) -> str:
    """What an operator needs to know at a glance: how many failed, of how many, and why."""
    failed = [result for result in report["results"] if result["failed"]]
    lines = [f"{result['place']} {result['name'] or result['endpoint_id']}: {result['msg']}" for result in failed]
    if len(lines) > _MOST_REASONS:
        lines[_MOST_REASONS:] = [f"and {len(lines) - _MOST_REASONS} more, see results"]
    summary = report["summary"]
    done = ", ".join(f"{summary[word]} {word}" for word in summary if word not in ("total", "failed") and summary[word])
    return f"{len(failed)} of {summary['total']} endpoints failed ({done or 'none succeeded'}): " + " | ".join(lines)
