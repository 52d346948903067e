# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Merge manifests into sets for the bulk modules: group, inherit, override. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import Resource
from ansible_collections.inference.endpoints.plugins.module_utils._engine.wording import as_text
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec

from . import validate
from .families import FAMILIES, ORIGIN, bulk_module, connection_options, identity_options, secret_options
from .grouping import Connection, Group, Problem, grouped, shown_scope
from .loader import Source
from .sets import DeclaredSet, Entry, declared_sets


class MergedSet(NamedTuple):
    """A set of endpoints, ready for the bulk module of its family.

    :ivar name: the family.
    :ivar label: the options that distinguish the set from the others of its family; empty if it is the only one.
    :ivar connection: the options that say where and as whom to connect, secrets included.
    :ivar options: the options about the whole set.
    :ivar origins: for each of ``endpoints`` the places that declare it.
    """

    name: str
    label: str
    module: str
    connection: dict[str, Any]
    options: dict[str, Any]
    endpoints: list[dict]
    origins: list[list[str]]

    def without_secrets(self) -> dict[str, Any]:
        """Return the set as a value without secrets."""
        hidden = secret_options(FAMILIES[self.name])
        shown = {name: value for name, value in self.connection.items() if name not in hidden}
        return {**self._asdict(), "connection": shown}


class _Finished(NamedTuple):
    """A group of sets that has become one.

    :ivar addresses: for each endpoint its address and the last place that declares it.
    :ivar problems: what is contradictory in it.
    """

    group: Group
    result: MergedSet
    addresses: dict[tuple, Entry]
    problems: list[Problem]


def merged(sources: list[Source]) -> tuple[list[MergedSet], list[str]]:
    """Return the sets that the manifests declare, and all problems by file and line; if there are any, no sets."""
    problems = [Problem(source, sentence) for source in sources for sentence in _problems_of(source)]
    result: list[MergedSet] = []
    for family in FAMILIES.values():
        declared = [
            each
            for source in sources
            for each in declared_sets(source, family, [each.path for each in problems if each.source is source])
        ]
        sets, contradictions = _family(family, declared, complete=not any(each.unreadable for each in sources))
        result += sets
        problems += contradictions
    return ([], _in_order(sources, problems)) if problems else (result, [])


def _problems_of(source: Source) -> list[str]:
    return [source.unreadable] if source.unreadable else validate.problems(source.document, secrets=not source.name)


def _in_order(sources: list[Source], problems: list[Problem]) -> list[str]:
    """Return the problems as sentences, file by file, each file from beginning to end."""
    result: list[str] = []
    for source in sources:
        sentences = source.in_order(each.sentence for each in problems if each.source is source)
        result += sentences if source.unreadable else map(source.problem, sentences)
    return result


def _family(
    family: type[Resource], declared: list[DeclaredSet], *, complete: bool
) -> tuple[list[MergedSet], list[Problem]]:
    """Return the sets of one family, and what is contradictory in them."""
    groups, problems = grouped(family, [each for each in declared if each.is_somewhere])
    groups += [Group(Connection({}, {}), (), [each]) for each in declared if not each.is_somewhere]
    finished = [_merged(family, group, complete=complete) for group in groups]
    problems += [problem for each in finished for problem in each.problems]
    for number, one in enumerate(finished):
        for other in finished[:number]:
            if one.group.is_alike(other.group):
                problems += _overlaps(other, one)
    for one in finished:
        for other in finished:
            if one is not other and one.group.is_alike(other.group):
                problems += _pruned_by(family, one, other)
    labels = _labels(family, [each.result for each in finished])
    return [each.result._replace(label=label) for each, label in zip(finished, labels, strict=True)], problems


def _merged(family: type[Resource], group: Group, *, complete: bool) -> _Finished:
    """Return the one set that the sets of a group make."""
    table = family.fields
    options: dict[str, Any] = {}
    defaults: dict[str, Any] = {}
    for each in group.members:
        options.update(each.options)
        defaults = laid_over(table, defaults, each.defaults)
    options = {option: value for option, value in options.items() if value is not None}
    problems: list[Problem] = []
    declared: dict[tuple, dict] = {}
    places: dict[tuple, list[Entry]] = {}
    for entry in (entry for each in group.members for entry in each.entries):
        own: dict[str, Any] = {}
        for layer in entry.layers:
            own = laid_over(table, own, layer)
        address = _address(family, laid_over(table, defaults, own), options)
        earlier = places.setdefault(address, [])
        if earlier and earlier[-1].source is entry.source:
            problems += [_again(address, entry, earlier[-1])] * group.is_scoped
            continue
        earlier.append(entry)
        declared[address] = laid_over(table, declared.get(address, {}), own)
    whole = [laid_over(table, defaults, own) for own in declared.values()]
    endpoints = [
        {name: value for name, value in each.items() if value is not None and name != ORIGIN} for each in whole
    ]
    for endpoint, entries in zip(endpoints, places.values(), strict=True):
        problems += _entry_problems(family, endpoint, options, entries, group, complete=complete)
    if complete and not group.is_doubtful:
        problems += _prune_problems(family, options, endpoints, group)
    connecting = connection_options(family)
    result = MergedSet(
        family.key,
        "",
        bulk_module(family),
        {option: value for option, value in options.items() if option in connecting},
        {option: options[option] for option in (field.name for field in argspec.of_set(family)) if option in options},
        endpoints,
        [[entry.source.place(entry.path) for entry in entries] for entries in places.values()],
    )
    return _Finished(group, result, {address: entries[-1] for address, entries in places.items()}, problems)


def laid_over(fields: tuple[Field, ...], base: dict, over: dict) -> dict:
    """Return ``base`` with ``over`` laid over it: tags merge by key, limits by member, other values are replaced.

    Null says that the option is not managed, whatever ``base`` has.
    """
    by_name = {field.name: field for field in fields}
    result = dict(base)
    for name, value in over.items():
        field, below = by_name.get(name), base.get(name)
        if field is not None and field.purge and value is not None and below is not None:
            result[name] = list({**_by_key(field, below), **_by_key(field, value)}.values())
        elif field is not None and field.any_of and value is not None and below is not None:
            result[name] = {**below, **value}
        else:
            result[name] = value
    return result


def _by_key(field: Field, elements: list[dict]) -> dict:
    return {element[field.key]: element for element in elements}


def _address(family: type[Resource], entry: dict, options: dict) -> tuple:
    if entry.get("endpoint_id"):
        return (("endpoint_id", entry["endpoint_id"]),)
    return (("name", entry["name"]), *_scope_of(family, entry, options).items())


def _scope_of(family: type[Resource], entry: dict, options: dict) -> dict[str, Any]:
    return {name: entry.get(name) or options.get(name) or default for name, default in family.scope.items()}


# --- problems that only show when declarations are merged


def _again(address: tuple, entry: Entry, earlier: Entry, remedy: str = "one entry for each in one manifest") -> Problem:
    label = ", ".join(f"{name} {as_text(value)}" for name, value in address)
    path = f"{earlier.source.prefix}{earlier.path}"
    where = path if entry.source is earlier.source else earlier.source.place(earlier.path)
    return Problem(entry.source, f"{entry.path}: found {label} again, as in {where}; {remedy}")


def _entry_problems(
    family: type[Resource], endpoint: dict, options: dict, entries: list[Entry], group: Group, *, complete: bool
) -> list[Problem]:
    """Return what an entry, with all that it inherits, contradicts or lacks."""
    last = entries[-1]
    found = [
        f"{last.path}.{scope}: missing; give it here, in defaults, or for the whole set"
        for scope, default in family.scope.items()
        if default is None and complete and group.is_scoped and not endpoint.get(scope) and not options.get(scope)
    ]
    if not group.is_doubtful and not any(entry.is_doubtful for entry in entries):
        found += argspec.contradictions(endpoint, family, last.path)
    return [Problem(last.source, sentence) for sentence in found]


def _prune_problems(family: type[Resource], options: dict, endpoints: list, group: Group) -> list[Problem]:
    """Return what a set with ``prune`` lacks."""
    if not options.get("prune"):
        return []
    member = next(each for each in reversed(group.members) if each.options.get("prune"))
    found = [
        f"{member.path}.prune: found true without {scope}; prune deletes within it, so it must be said"
        for scope in family.scope
        if not options.get(scope)
    ]
    if not endpoints and not options.get("prune_allow_empty") and not any(each.entries for each in group.members):
        found.append(
            f"{member.path}.prune: found true and no endpoints; that would delete everything, so it needs"
            " prune_allow_empty"
        )
    return [Problem(member.source, sentence) for sentence in found]


def _overlaps(earlier: _Finished, later: _Finished) -> list[Problem]:
    """Return a problem for each endpoint that two sets declare which have, or may have, one connection."""
    both = later.addresses.keys() & earlier.addresses.keys()
    places = [each.group.connection.place for each in (earlier, later)]
    open_options = sorted(places[0].keys() ^ places[1].keys())
    remedy = f"one entry, or a {' and a '.join(open_options)} in both sets" if open_options else "one entry in one set"
    return [_again(address, later.addresses[address], earlier.addresses[address], remedy) for address in both]


def _pruned_by(family: type[Resource], pruning: _Finished, other: _Finished) -> list[Problem]:
    """Return a problem for each entry of another set that ``pruning`` would delete."""
    if not pruning.result.options.get("prune"):
        return []
    scope = {name: pruning.result.options.get(name) for name in family.scope}
    where = pruning.group.members[-1]
    return [
        Problem(
            entry.source,
            f"{entry.path}: found an endpoint of {shown_scope(scope)}, which {where.source.place(where.path)} prunes;"
            " an entry of that set",
        )
        for endpoint, entry in zip(other.result.endpoints, other.addresses.values(), strict=True)
        if _scope_of(family, endpoint, other.result.options) == scope
    ]


# --- labels of sets


def _labels(family: type[Resource], sets: list[MergedSet]) -> list[str]:
    """Return for each set the options that distinguish it from the others; a single set has an empty label."""
    if len(sets) < 2:
        return [""] * len(sets)
    known = connection_options(family)
    names = [name for name in known if name in identity_options(family) - secret_options(family)] + list(family.scope)
    shown = [
        {name: {**each.connection, **each.options}.get(name, known.get(name, {}).get("default")) for name in names}
        for each in sets
    ]
    telling = [name for name in names if len({repr(each[name]) for each in shown}) > 1]
    labels = [", ".join(f"{name} {_short(each[name])}" for name in telling if each[name] is not None) for each in shown]
    labels = [label or "neither " + " nor ".join(telling) if telling else "" for label in labels]
    return [
        label if labels.count(label) == 1 else f"{label} set {number}".strip()
        for number, label in enumerate(labels, start=1)
    ]


def _short(value: Any) -> str:
    return str(value.get("role_trn") or "from the environment") if isinstance(value, dict) else str(value)
