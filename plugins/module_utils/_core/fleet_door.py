# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The door of a module that makes a whole set of endpoints true: one sweep, one plan, many calls at once."""

from __future__ import annotations

import select
import signal
from collections import Counter
from typing import Any, Callable

from . import door, fleet, schema
from .crew import Bell, Crew, Limiter
from .errors import BadInput, EndpointError, Refused
from .family import GONE, LEAVING, Family, Process
from .fleet import Aim, Prune
from .plan import Want, hold_against
from .reconcile import UNREAD, Run, Timing, reconcile
from .transport import Clock

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
    **door.WAIT_RULES,
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


def set_options(family: type[Family]) -> dict[str, dict]:
    """The options about the whole set, as ``AnsibleModule`` wants them."""
    tags = _TAG_OPTIONS if _has_tags(family) else {}
    return {**{name: {"type": "str"} for name in family.scope}, **_OPTIONS, **tags, **door.WAIT_OPTIONS}


def set_rules(family: type[Family]) -> dict[str, dict]:
    """What those must fulfil, as properties of a JSON Schema."""
    return {**dict.fromkeys(family.scope, _FILLED), **_RULES, **(_TAG_RULES if _has_tags(family) else {})}


def _has_tags(family: type[Family]) -> bool:
    return any(field.name == "tags" for field in family.fields)


#: Of a long list, so many are named in a message; ``results`` has them all.
_MOST_TOLD = 10


def run_endpoints(family_class: type[Family]) -> None:
    """``main()`` of a module that manages a set of endpoints."""
    bell = Bell(is_heard)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, bell.ring)
    module = door.open_module(
        family_class,
        {
            "endpoints": {
                "type": "list",
                "elements": "dict",
                "required": True,
                "options": door.endpoint_options(family_class, in_set=True),
            },
            **set_options(family_class),
        },
    )
    try:
        wants = checked_wants(module.params, family_class)
        door.warn(module, family_class.connection_warnings(module.params))
        job = Job(module.params, family_class(), wants, module.no_log_values.add, bell, module.check_mode)
        report = job.report()
        door.warn(module, job.warnings())
        if report["summary"]["failed"]:
            module.fail_json(msg=failure(report), **job.common_cause(), **report)
        module.exit_json(**report)
    except EndpointError as error:
        door.fail(module, error)
    except Exception as error:
        door.bug(module, error)


def checked_wants(params: dict, family: type[Family]) -> list[Want]:
    """:raises BadInput: with all that is wrong, each with its path."""
    declaration = {
        "type": "object",
        "properties": {
            "endpoints": {"type": "array", "items": door.endpoint_schema(family)},
            **set_rules(family),
        },
    }
    found = door.problems(params, declaration, family)
    given = _given_scope(params, family)
    for number, entry in enumerate(params["endpoints"]):
        found.extend(_entry_problems(entry, number, given, family))
    if params["prune"] and family.scope and not given:
        found.append(f"{next(iter(family.scope))}: missing; prune deletes within it, so it must be said")
    if params["prune"] and not params["endpoints"] and not params["prune_allow_empty"]:
        found.append(
            "endpoints: found an empty list; with prune that would delete everything, so prune_allow_empty too"
        )
    if found:
        raise BadInput(found)
    wants = [door.to_want(_with_default_scope(entry, given, family), family) for entry in params["endpoints"]]
    repeated = fleet.repeated(wants)
    if repeated:
        raise BadInput(repeated)
    return wants


def _entry_problems(entry: dict, number: int, given: dict, family: type[Family]) -> list[str]:
    place = f"endpoints[{number}]"
    missing = [name for name, default in family.scope.items() if default is None and not (entry[name] or given)]
    lacks = [f"{place}.{name}: missing; give it here, or as {name} for the whole set" for name in missing]
    return [*lacks, *door.contradictions(entry, family, place)]


def _with_default_scope(entry: dict, given: dict, family: type[Family]) -> dict:
    """An entry by name is looked for in the task's scope; of an entry by id the scope is managed only if it says so."""
    if entry.get("endpoint_id") and not family.ids_in_scope:
        return entry
    return {**given, **{name: value for name, value in entry.items() if value is not None}}


def _given_scope(params: dict, family: type[Family]) -> dict:
    return {name: params[name] for name in family.scope if params[name]}


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
        family: Family,
        wants: list[Want],
        hide: Callable[[str], Any],
        bell: Bell,
        check_mode: bool,
        clock: Clock | None = None,
    ) -> None:
        self._params = params
        self._family = family
        self._check_mode = check_mode
        self._timing = Timing(
            params["wait"], float(params["wait_timeout"]), params["wait_interval"], params["max_retries"]
        )
        self._clock = clock or Clock(sleep=bell.sleep)
        self._deadline = self._clock.now() + self._timing.timeout
        client = family.connect(params, hide, self._clock, self._timing.timeout)
        client.limiter = Limiter(params["requests_per_second"], self._clock)
        concurrency = params["concurrency"]
        self._crew = Crew(family, client.perform, self._clock, concurrency, self._deadline, bell)
        try:
            self._aims = self._look(wants)
            self._runs = [self._begin(number, aim) for number, aim in enumerate(self._aims)]
            self._crew.run()
        finally:
            self._crew.close()
        self._errors = {number: self._with_place(number, error) for number, error in self._crew.errors.items()}

    def _with_place(self, number: Any, error: EndpointError) -> EndpointError:
        return error.below(self._aims[number].place) if isinstance(error, BadInput) else error

    def _look(self, wants: list[Want]) -> list[Aim]:
        params, crew = self._params, self._crew
        given = _given_scope(params, type(self._family))
        for scope, expected in fleet.scopes_of(self._family, wants, given):
            crew.sweep(fleet.key_of(scope), scope, expected)
        crew.run()
        listed: dict[Any, list[dict]] = dict(crew.results)
        unlisted: dict[Any, EndpointError] = dict(crew.errors)
        crew.results.clear()
        crew.errors.clear()
        found = fleet.aims(self._family, wants, listed, unlisted)
        conflicts = fleet.conflicts(self._family, found)
        if conflicts:
            raise BadInput(conflicts)
        scope_key = fleet.key_of(given)
        if scope_key in unlisted and (params["prune"] or not found):
            raise unlisted[scope_key]
        if not params["prune"]:
            return found
        return found + fleet.hold_back(self._family, found, self._to_prune(found, listed, given))

    def _to_prune(self, found: list[Aim], listed: dict[tuple, list[dict]], scope: dict) -> list[Aim]:
        tags = tuple((tag["key"], tag["value"]) for tag in self._params.get("prune_tags") or ())
        most = self._params["prune_max"]
        pruned = fleet.to_prune(self._family, found, listed, Prune(scope, tags))
        if most is not None and len(pruned) > most:
            names = [f"{aim.shown.get('name')} ({aim.want.endpoint_id})" for aim in pruned]
            raise Refused(
                f"{len(pruned)} endpoints would be pruned, and prune_max allows {most}; nothing was changed. They"
                f" are: {_some(names)}. Declare them, or raise prune_max"
            )
        return pruned

    def _begin(self, number: int, aim: Aim) -> Run:
        run = Run(self._family, aim.want, self._timing, now=self._clock.now, check_mode=self._check_mode)
        run.deadline = self._deadline
        run.known_ids = aim.known_ids
        actual = aim.actual
        if actual is not UNREAD and actual is not None:
            run.endpoint_id = actual["endpoint_id"]
            run.scope = {name: actual.get(name) for name in self._family.scope}
        if aim.error is not None:
            self._crew.errors[number] = aim.error
        else:
            self._crew.add(number, self._one(run, actual), run)
        return run

    def _one(self, run: Run, actual: dict | None) -> Process:
        """As ``reconcile``; an endpoint of which a list shows too little is read by its id, not searched for again."""
        if actual is UNREAD or actual is None:
            return (yield from reconcile(run, actual))
        compared = hold_against(run.family, run.want, actual)
        if not fleet.needs_a_read(run.family, run.want, compared):
            return (yield from reconcile(run, actual, compared))
        found = yield from run.family.read(actual["endpoint_id"])
        return (yield from reconcile(run, found if self._confirms(run, found) else UNREAD))

    def _confirms(self, run: Run, found: dict | None) -> bool:
        """Whether a read shows what a list has shown: an endpoint that is there, under the name that was looked for."""
        named = run.want.endpoint_id or (found or {}).get("name") in (None, run.want.attributes["name"])
        return bool(named) and self._family.run_state(found) not in (LEAVING, GONE)

    # --- the result

    def warnings(self) -> list[str]:
        """What the user should know although nothing failed."""
        return [warning for run in self._runs for warning in run.warnings]

    def report(self) -> dict:
        """What the module returns, whether or not an entry failed."""
        results = [self._result(number, aim, run) for number, (aim, run) in enumerate(zip(self._aims, self._runs))]
        counted = Counter(result["outcome"] for result in results)
        words = ("created", "updated", "recreated", "deleted", "unchanged", "failed")
        return {
            "changed": any(result["changed"] for result in results),
            "results": results,
            "actions": [action for result in results for action in result["actions"]],
            "summary": {"total": len(results), **{word: counted[word] for word in words}},
            "diff": [
                door.diff_of(run.plan, _header(run.want, aim))
                for aim, run, result in zip(self._aims, self._runs, results)
                if run.plan is not None and result["changed"]
            ],
        }

    def common_cause(self) -> dict:
        """What is to be said once when one failed call is why entries failed, and nothing else is."""
        causes = {id(error): error for error in self._errors.values()}
        return next(iter(causes.values())).details() if len(causes) == 1 else {}

    def _result(self, number: int, aim: Aim, run: Run) -> dict:
        error = self._errors.get(number)
        actions = door.actions_of(run, failed=error is not None)
        endpoint = self._crew.results.get(number)
        shown = endpoint or aim.shown
        result = {
            "name": run.want.attributes.get("name") or shown.get("name"),
            "endpoint_id": run.endpoint_id,
            "outcome": fleet.outcome_of(actions, self._family) if error is None else "failed",
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
            result.update(error.details())
        result.update(door.unverified_in(run.family, run.want, endpoint))
        return result


def _header(want: Want, aim: Aim) -> str:
    return (
        f"endpoint {aim.shown.get('name')!r} ({want.endpoint_id}), pruned" if aim.place == fleet.PRUNED else want.label
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
    gone = [result for result in report["results"] if result["place"] == fleet.PRUNED and not result["failed"]]
    pruned = _some([f"{result['name']} ({result['endpoint_id']})" for result in gone])
    done = f"{done or 'none succeeded'}{'; pruned: ' if pruned else ''}{pruned}"
    return f"{summary['failed']} of {summary['total']} endpoints failed ({done}): {' | '.join(told)}"


def _some(texts: list[str]) -> str:
    more = len(texts) - _MOST_TOLD
    return ", ".join(texts[:_MOST_TOLD]) + (f" and {more} more" if more > 0 else "")
