# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of tasks about endpoints as field tables, and the checks of what a user gives."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any, Callable, TypeVar, cast

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from .._engine import bulk_plan, fields, validation
from .._engine.desired import Desired
from .._engine.errors import BadInput
from .._engine.fields import Field, list_of
from .._engine.resource import Resource
from .._engine.run import Timing
from .._engine.wording import dotted
from .._http import transport

#: Options about waiting.
WAIT = (
    Field("wait", kind="bool", default=True),
    Field("wait_timeout", kind="int", default=600, above=0, maximum=transport.LONGEST),
    Field("wait_interval", kind="float", default=5.0, above=0, maximum=transport.LONGEST),
)

#: Options about a whole set.
_SET = (
    Field("prune", kind="bool", default=False),
    Field("prune_allow_empty", kind="bool", default=False),
    Field("prune_max", kind="int", minimum=0),
    Field("concurrency", kind="int", default=8, minimum=1, maximum=64),
    Field("requests_per_second", kind="float", minimum=0.001),
)

#: For sets of endpoints that have tags.
_PRUNE_TAGS = list_of("prune_tags", Field("key", filled=True, required=True), Field("value", default=""), key="key")

#: The options that say which endpoint is meant: one of them is needed.
ADDRESS = ("name", "endpoint_id")

#: What Ansible's own checks raise for some values, such as a number in place of a mapping.
UNCHECKABLE = (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError)


_Builder = TypeVar("_Builder", bound=Callable[..., Any])


def _built_once(build: _Builder) -> _Builder:
    """Keep the table of each resource, so that the items of a loop share it, and what is cached for it."""
    return cast(_Builder, functools.cache(build))  # mypy takes no class for hashable


@_built_once
def connection(resource: type[Resource]) -> tuple[Field, ...]:
    """Return the options that say where and as whom to connect."""
    return (*resource.connection_options(), *transport.OPTIONS)


def extras(resource: type[Resource]) -> tuple[Field, ...]:
    """Return the options that ask for attributes which cost a call of their own."""
    return tuple(Field(extra, kind="bool", default=False) for extra in resource.extras)


@_built_once
def declaration(resource: type[Resource], *, in_set: bool = False) -> tuple[Field, ...]:
    """Return the options that declare one endpoint.

    :param in_set: it is an entry of a set, for which the scope may be given once.
    """
    scope = {name: default is None and not in_set for name, default in resource.scope.items()}
    return (
        Field("state", choices=resource.states, default="present"),
        Field("endpoint_id", identifier=True),
        Field("recreate", choices=("never", "create_first", "delete_first"), default="never"),
        *(replace(field, required=scope.get(field.name, field.required)) for field in resource.fields),
        *resource.call_options,
    )


@_built_once
def of_set(resource: type[Resource]) -> tuple[Field, ...]:
    """Return the options about a whole set."""
    tags = (_PRUNE_TAGS,) if any(field.name == "tags" for field in resource.fields) else ()
    scope = (replace(field, role=fields.CHANGEABLE) for field in resource.fields if field.name in resource.scope)
    return (*(replace(field, required=False) for field in scope), *_SET, *tags, *WAIT)


@_built_once
def entries(resource: type[Resource]) -> Field:
    """Return the option that holds the entries of a set."""
    return list_of("endpoints", *declaration(resource, in_set=True), required=True)


# --- checks


def problems(params: dict, table: tuple[Field, ...], resource: type[Resource]) -> list[str]:
    """Return the problems of options that Ansible has checked, as ``path: found X; expected Y``."""
    given = {field.name: params.get(field.name) for field in fields.options(table)}
    return [
        *validation.problems(table, given),
        *transport.problems(params),
        *resource.connection_problems(params),
    ]


def contradictions(params: dict, resource: type[Resource], place: str = "") -> list[str]:
    """Return how one declaration of an endpoint contradicts itself, as sentences with their paths."""
    found = resource.contradictions(fields.without_none(params))
    return [f"{dotted(place, [path])}: {sentence}" for path, sentence in found]


def without_address(params: dict, place: str = "") -> list[str]:
    """Return the problem of a declaration that does not say which endpoint it means."""
    if any(params.get(name) is not None for name in ADDRESS):
        return []
    return [f"{dotted(place, ['name'])}: missing; expected name or endpoint_id, to say which endpoint is meant"]


def checked_endpoint(params: dict, resource: type[Resource]) -> Desired:
    """Return the declaration in the options of a task about one endpoint.

    :raises BadInput: with all problems.
    """
    table = (*connection(resource), *declaration(resource), *WAIT)
    found = problems(params, table, resource) + without_address(params) + contradictions(params, resource)
    if found:
        raise BadInput(found)
    return to_desired(params, resource)


def checked_set(params: dict, resource: type[Resource]) -> list[Desired]:
    """Return the declarations in the options of a task about a set.

    :raises BadInput: with all problems, each with its path.
    """
    found = problems(params, (*connection(resource), entries(resource), *of_set(resource)), resource)
    given = given_scope(params, resource)
    for number, entry in enumerate(params["endpoints"]):
        found.extend(_entry_problems(entry, f"endpoints[{number}]", given, resource))
    if params["prune"]:
        found.extend(_prune_problems(params, given, resource))
    if found:
        raise BadInput(found)
    desired = [to_desired(_with_default_scope(entry, given, resource), resource) for entry in params["endpoints"]]
    repeated = bulk_plan.repeated(desired)
    if repeated:
        raise BadInput(repeated)
    return desired


def _entry_problems(entry: dict, place: str, given: dict, resource: type[Resource]) -> list[str]:
    missing = [name for name, default in resource.scope.items() if default is None and not (entry[name] or given)]
    lacks = [f"{place}.{name}: missing; expected here, or as {name} for the whole set" for name in missing]
    return [*lacks, *without_address(entry, place), *contradictions(entry, resource, place)]


def _prune_problems(params: dict, given: dict, resource: type[Resource]) -> list[str]:
    found = []
    if resource.scope and not given:
        found.append(f"{next(iter(resource.scope))}: missing; expected with prune, which deletes within it")
    if not params["endpoints"] and not params["prune_allow_empty"]:
        found.append("endpoints: found an empty list; expected prune_allow_empty too, since prune deletes everything")
    if params.get("prune_tags") == []:
        found.append("prune_tags: found an empty list; expected tags, or no prune_tags to prune whatever their tags")
    return found


def _with_default_scope(entry: dict, given: dict, resource: type[Resource]) -> dict:
    """Return an entry with the set's scope; an entry by id has that only if the scope is part of its address."""
    if entry.get("endpoint_id") and not resource.ids_in_scope:
        return entry
    return {**given, **{name: value for name, value in entry.items() if value is not None}}


def given_scope(params: dict, resource: type[Resource]) -> dict:
    """Return the scope that is given for the whole set."""
    return {name: params[name] for name in resource.scope if params[name]}


def to_desired(params: dict, resource: type[Resource]) -> Desired:
    """Return the declaration of one endpoint for the engine.

    :param params: checked options.
    """
    attributes = fields.mentioned(resource.fields, params)
    scope = {}
    if resource.ids_in_scope or not params.get("endpoint_id"):
        scope = {name: attributes.setdefault(name, default) for name, default in resource.scope.items()}
    purge = {field.purge: params.get(field.purge, True) for field in resource.fields if field.purge}
    call_options = {field.name: params.get(field.name) for field in resource.call_options}
    return Desired(
        params["state"], params.get("endpoint_id"), attributes, scope, purge, params["recreate"], call_options
    )


def to_timing(params: dict) -> Timing:
    """Return how long to wait.

    :param params: checked options.
    """
    return Timing(params["wait"], float(params["wait_timeout"]), params["wait_interval"], params["max_retries"])


# --- options that Ansible's own checks refuse


def as_ansible_takes(field: Field, value: Any) -> Any:
    """Return ``value`` converted to the kind of ``field`` as Ansible does it: a text may be a number or a bool.

    :raises ValueError: Ansible does not convert it, or would make a text of a list or a mapping.
    """
    if value is None or validation.is_structured_text(field, value):
        raise ValueError
    if field.kind == "list" and field.members:
        return validation.as_it_is(field, value)  # Ansible makes a list of a text, but not a list of mappings
    try:
        checked = _alone(field).validate({field.name: value})
    except UNCHECKABLE as error:
        raise ValueError from error
    if checked.error_messages:
        raise ValueError
    return checked.validated_parameters[field.name]


#: Keys of an argument specification that a check of one value alone needs.
_OF_ONE = ("type", "no_log")


@functools.lru_cache(maxsize=512)
def _alone(field: Field) -> ArgumentSpecValidator:
    """Return Ansible's check of one option's type, without its members, which are checked with their paths."""
    spec = fields.argument_spec((replace(field, role=fields.CHANGEABLE, purge=None, members=(), default=None),))
    option = {word: rule for word, rule in spec[field.name].items() if word in _OF_ONE}
    return ArgumentSpecValidator({field.name: option})


def structures(table: tuple[Field, ...], given: dict) -> BadInput | None:
    """Return the failure for lists and mappings in place of texts, which Ansible would convert."""
    found = list(validation.structured_texts(table, given))
    return BadInput(found) if found else None


def refusal(table: tuple[Field, ...], given: dict, message: str) -> dict:
    """Return the result for options that Ansible's own checks refuse: its message, then each problem with its path."""
    found = validation.problems(table, given, convert=as_ansible_takes)
    result = {"failed": True, "changed": False, "actions": [], "msg": message}
    if found:
        result.update(
            msg=f"{message} ({found[0]})" if len(found) == 1 else f"{message.rstrip('.')}. {BadInput(found)}",
            errors=found,
        )
    return result


def uncheckable(table: tuple[Field, ...], given: dict, error: Exception) -> BadInput:
    """Return the failure for options with which Ansible's own checks raise an error."""
    found = validation.problems(table, given, convert=as_ansible_takes)
    return BadInput(found or [f"options: found what cannot be read ({type(error).__name__}); expected plain values"])
