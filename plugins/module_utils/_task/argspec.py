# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of tasks about endpoints: their specification for Ansible, their JSON Schema, and what breaks either."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from .._engine import bulk_plan, fields, schema
from .._engine.errors import BadInput
from .._engine.plan import Desired
from .._engine.resource import Resource
from .._engine.run import Timing
from .._http import transport

WAIT_OPTIONS: dict[str, dict] = {
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 600},
    "wait_interval": {"type": "float", "default": 5.0},
}
WAIT_RULES: dict[str, dict] = {
    "wait_timeout": {"type": "integer", "exclusiveMinimum": 0, "maximum": transport.LONGEST},
    "wait_interval": {"type": "number", "exclusiveMinimum": 0, "maximum": transport.LONGEST},
}

#: What Ansible's own checks die of, such as a number where a mapping belongs.
UNCHECKABLE = (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError)

#: Beyond this, a number is a mistake.
_HUGE = 1e18


def endpoint_options(resource: type[Resource], *, in_set: bool = False) -> dict:
    """The options that declare one endpoint of this family. ``in_set``: what they lack may be said for a whole set."""
    spec = {
        "state": {"type": "str", "choices": list(resource.states), "default": "present"},
        "endpoint_id": {"type": "str"},
        "recreate": {"type": "str", "choices": ["never", "create_first", "delete_first"], "default": "never"},
        **fields.argument_spec(resource.fields),
        **resource.call_options,
    }
    for name, default in resource.scope.items():
        spec[name] = dict(spec[name], required=default is None and not in_set)
    return spec


def endpoint_schema(resource: type[Resource]) -> dict:
    """The JSON Schema of one endpoint's declaration: nested, conditional and cross-field rules included."""
    result = schema.for_fields(resource.fields)
    result["properties"].update(
        state={"enum": list(resource.states)},
        endpoint_id={"type": "string", "pattern": r"\S", schema.REMEDY: "the id of an endpoint"},
        recreate={"enum": ["never", "create_first", "delete_first"]},
        **{name: _call_option_schema(option) for name, option in resource.call_options.items()},
    )
    result["allOf"] = [
        *result.get("allOf", ()),
        {
            "anyOf": [{"required": ["name"]}, {"required": ["endpoint_id"]}],
            schema.BLAMED: ["name"],
            schema.REMEDY: "name or endpoint_id is needed to say which endpoint is meant",
        },
    ]
    return result


def _call_option_schema(option: dict) -> dict:
    if option["type"] == "bool":
        return {"type": "boolean"}
    return {"type": "string", "pattern": r"\S", schema.REMEDY: "a text that is not empty"}


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
    **WAIT_RULES,
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


def extra_options(resource: type[Resource]) -> dict[str, dict]:
    """The options that ask for attributes which cost a call of their own."""
    return {extra: {"type": "bool", "default": False} for extra in resource.extras}


def set_options(resource: type[Resource]) -> dict[str, dict]:
    """The options about the whole set, as ``AnsibleModule`` wants them."""
    tags = _TAG_OPTIONS if _has_tags(resource) else {}
    return {**{name: {"type": "str"} for name in resource.scope}, **_OPTIONS, **tags, **WAIT_OPTIONS}


def set_rules(resource: type[Resource]) -> dict[str, dict]:
    """What those must fulfil, as properties of a JSON Schema."""
    return {**dict.fromkeys(resource.scope, _FILLED), **_RULES, **(_TAG_RULES if _has_tags(resource) else {})}


def _has_tags(resource: type[Resource]) -> bool:
    return any(field.name == "tags" for field in resource.fields)


def misfits(spec: dict, params: dict, place: str = "") -> list[str]:
    """What Ansible's own checks refuse in these options, all of it, each with its path.

    Ansible stops at the first, does not say which element of a list it is in, and does not survive some values.
    """
    names = {alias: name for name, option in spec.items() for alias in (name, *option.get("aliases", ()))}
    unknown = [name for name in params if name not in names]
    found = [f"{schema.dotted(place, [name])}: found an unknown option; {_listed(spec)}" for name in unknown]
    given = {names[name]: value for name, value in params.items() if name in names}
    for name, option in spec.items():
        path = schema.dotted(place, [name])
        if given.get(name) is None and option.get("required"):
            found.append(f"{path}: missing; it is needed")
        elif name in given:
            found.extend(_misfits_in(name, option, given[name], path))
    return found


def _listed(spec: dict) -> str:
    return f"known are {', '.join(sorted(spec))}"


def _misfits_in(name: str, option: dict, value: Any, path: str) -> list[str]:
    kind = option["type"]
    if isinstance(value, (int, float)) and kind in ("int", "float") and not -_HUGE < value < _HUGE:
        return [f"{path}: found a number that is not finite or too large; one between -1e18 and 1e18"]
    if "options" in option and kind == "list" and isinstance(value, list):
        element = {"type": "dict", "options": option["options"]}
        pairs = ((each, f"{path}[{index}]") for index, each in enumerate(value))
        return [sentence for each, inner in pairs for sentence in _misfits_in(name, element, each, inner)]
    if "options" in option and kind == "dict" and isinstance(value, dict):
        return misfits(option["options"], value, path)
    if _ansible_takes(name, option, value):
        return []
    shown = repr(value) if len(repr(value)) <= _MOST_SHOWN else f"{repr(value)[:_MOST_SHOWN]}..."
    said = "what is none" if option.get("no_log") else shown
    choices = f"one of {', '.join(map(str, option['choices']))}" if "choices" in option else _KINDS.get(kind, kind)
    return [f"{path}: found {said}; {choices}"]


def _ansible_takes(name: str, option: dict, value: Any) -> bool:
    alone = {word: rule for word, rule in option.items() if word not in ("aliases", "required")}
    try:
        return not ArgumentSpecValidator({name: alone}).validate({name: value}).error_messages
    except UNCHECKABLE:
        return False


#: Of a value that is refused, so many characters are repeated.
_MOST_SHOWN = 80

#: What an option of each type takes, in words.
_KINDS = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list",
    "dict": "a mapping",
    "path": "the path of a file",
}


def contradictions(params: dict, resource: type[Resource], place: str = "") -> list[str]:
    """What one declaration of an endpoint says against itself, as sentences with paths below ``place``."""
    found = resource.contradictions(fields.without_none(params))
    return [f"{schema.dotted(place, [path])}: {sentence}" for path, sentence in found]


def check(params: dict, declaration: dict, resource: type[Resource]) -> None:
    """:raises BadInput: with all that is wrong."""
    found = problems(params, declaration, resource)
    if found:
        raise BadInput(found)


def problems(params: dict, declaration: dict, resource: type[Resource]) -> list[str]:
    """What in ``params`` breaks ``declaration`` (a JSON Schema) or cannot be connected with, as sentences."""
    declaration["properties"].update(transport.RULES)
    declaration.pop("additionalProperties", None)  # Ansible has refused unknown options already
    given = {name: value for name, value in fields.without_none(params).items() if name in declaration["properties"]}
    return [
        *schema.problems(declaration, given),
        *transport.problems(params),
        *resource.connection_problems(params),
    ]


def to_desired(params: dict, resource: type[Resource]) -> Desired:
    """The declaration of one endpoint as the engine wants it; ``params`` have been checked."""
    attributes = fields.mentioned(resource.fields, params)
    scope = {}
    if resource.ids_in_scope or not params.get("endpoint_id"):
        scope = {name: attributes.setdefault(name, default) for name, default in resource.scope.items()}
    purge = {field.purge: params.get(field.purge, True) for field in resource.fields if field.purge}
    call_options = {name: params.get(name) for name in resource.call_options}
    return Desired(
        params["state"], params.get("endpoint_id"), attributes, scope, purge, params["recreate"], call_options
    )


def checked_desired(params: dict, resource: type[Resource]) -> list[Desired]:
    """:raises BadInput: with all that is wrong, each with its path."""
    declaration = {
        "type": "object",
        "properties": {
            "endpoints": {"type": "array", "items": endpoint_schema(resource)},
            **set_rules(resource),
        },
    }
    found = problems(params, declaration, resource)
    given = given_scope(params, resource)
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
    desired_set = [to_desired(_with_default_scope(entry, given, resource), resource) for entry in params["endpoints"]]
    repeated = bulk_plan.repeated(desired_set)
    if repeated:
        raise BadInput(repeated)
    return desired_set


def _entry_problems(entry: dict, number: int, given: dict, resource: type[Resource]) -> list[str]:
    place = f"endpoints[{number}]"
    missing = [name for name, default in resource.scope.items() if default is None and not (entry[name] or given)]
    lacks = [f"{place}.{name}: missing; give it here, or as {name} for the whole set" for name in missing]
    return [*lacks, *contradictions(entry, resource, place)]


def _with_default_scope(entry: dict, given: dict, resource: type[Resource]) -> dict:
    """An entry by name is looked for in the task's scope; of an entry by id the scope is managed only if it says so."""
    if entry.get("endpoint_id") and not resource.ids_in_scope:
        return entry
    return {**given, **{name: value for name, value in entry.items() if value is not None}}


def given_scope(params: dict, resource: type[Resource]) -> dict:
    return {name: params[name] for name in resource.scope if params[name]}


def to_timing(params: dict) -> Timing:
    """How long to wait, of options that have been checked."""
    return Timing(params["wait"], float(params["wait_timeout"]), params["wait_interval"], params["max_retries"])


def refusal(spec: dict, given: dict, message: str) -> dict:
    """Return the result for options that Ansible's own checks refuse: its words, and where in the options that is."""
    found = misfits(spec, given)
    if len(found) == 1:
        message = f"{message} ({found[0].partition(': ')[0]})"
    elif found:
        message = f"{message}. {BadInput(found)}"
    return {"failed": True, "changed": False, "actions": [], "msg": message, **({"errors": found} if found else {})}


def uncheckable(spec: dict, given: dict, error: Exception) -> BadInput:
    """Return what is wrong with options that Ansible's own checks died of."""
    found = misfits(spec, given) + [
        sentence
        for name, option in spec.items()
        for sentence in schema.unwritable(given.get(name), name, told=not option.get("no_log"))
    ]
    return BadInput(found or [f"options: found what cannot be read: {type(error).__name__}"])


def hidden_values(spec: dict, given: dict) -> set[str]:
    """Return the values of options that Ansible itself is to hide."""
    values = (given.get(name) for name, option in spec.items() if option.get("no_log"))
    return {str(value) for value in values if value}
