# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many manifests into one set for each family: what is inherited, and what overrides what. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import Resource
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec

from .families import FAMILIES, ManifestFamily, by_name
from .loader import Source
from .validate import problems


class Entry(NamedTuple):
    """What one manifest says about one endpoint. ``layers``: its group's defaults, if any, and its own options."""

    source: Source
    path: str
    layers: tuple[dict, ...]


class Wrong(NamedTuple):
    """A problem of a manifest, as ``path: found; allowed``."""

    source: Source
    sentence: str


def merged(sources: list[Source]) -> tuple[list[dict], list[str]]:
    """The families that the manifests declare, ready for the bulk modules, and all that is wrong, by file and line.

    A family is ``name``, ``module``, ``options`` (of the bulk module), ``endpoints`` and, one for each of those,
    ``origins``: the places that declare it. With a problem in any manifest there are no families.

    :raises MissingLibrary: see ``problems``.
    """
    wrong = [Wrong(source, sentence) for source in sources for sentence in _problems_of(source)]
    if wrong:
        return [], _in_order(sources, wrong)
    families: list[dict] = []
    sources = [source._replace(document=by_name(source.document)) for source in sources]
    for name, family in FAMILIES.items():
        said = [source for source in sources if name in source.document]
        if said:
            result, found = _family(name, family, said)
            families.append(result)
            wrong.extend(found)
    return ([], _in_order(sources, wrong)) if wrong else (families, [])


def _problems_of(source: Source) -> list[str]:
    return [source.unreadable] if source.unreadable else problems(source.document)


def _in_order(sources: list[Source], wrong: list[Wrong]) -> list[str]:
    """What is wrong in words, file by file, and in each from its beginning to its end."""
    told: list[str] = []
    for source in sources:
        sentences = source.in_order(each.sentence for each in wrong if each.source is source)
        told += sentences if source.unreadable else map(source.problem, sentences)
    return told


def _family(name: str, family: ManifestFamily, sources: list[Source]) -> tuple[dict, list[Wrong]]:
    fields = family.endpoint.fields
    options: dict[str, Any] = {}
    defaults: dict[str, Any] = {}
    for source in sources:
        said = source.document[name]
        known = argspec.set_options(family.endpoint)
        options.update({option: said[option] for option in known if option in said})
        defaults = laid_over(fields, defaults, said.get("defaults", {}))
    options = {option: value for option, value in options.items() if value is not None}

    found: list[Wrong] = []
    declared: dict[tuple, dict] = {}
    origins: dict[tuple, list[Entry]] = {}
    for source in sources:
        for entry in _entries(name, source):
            own: dict[str, Any] = {}
            for layer in entry.layers:
                own = laid_over(fields, own, layer)
            address = _address(family.endpoint, laid_over(fields, defaults, own), options)
            earlier = origins.setdefault(address, [])
            if earlier and earlier[-1].source is source:
                sentence = (
                    f"{entry.path}: found {_label(address)} again, as in {source.prefix}{earlier[-1].path}; one entry"
                    " for each in one manifest"
                )
                found.append(Wrong(source, sentence))
                continue
            earlier.append(entry)
            declared[address] = laid_over(fields, declared.get(address, {}), own)
    endpoints = [_final(laid_over(fields, defaults, own)) for own in declared.values()]
    for entry, places in zip(endpoints, origins.values(), strict=True):
        last = places[-1]
        wrong = _entry_problems(family.endpoint, entry, options, last.path)
        found.extend(Wrong(last.source, sentence) for sentence in wrong)
    found.extend(_prune_problems(name, family.endpoint, options, endpoints, sources))
    result = {
        "name": name,
        "module": family.module,
        "options": options,
        "endpoints": endpoints,
        "origins": [[entry.source.place(entry.path) for entry in entries] for entries in origins.values()],
    }
    return result, found


def _entries(name: str, source: Source) -> list[Entry]:
    said = source.document[name]
    found = [Entry(source, f"{name}.endpoints[{index}]", (own,)) for index, own in enumerate(said.get("endpoints", ()))]
    for number, group in enumerate(said.get("groups", ())):
        for index, own in enumerate(group["endpoints"]):
            path = f"{name}.groups[{number}].endpoints[{index}]"
            found.append(Entry(source, path, (group.get("defaults", {}), own)))
    return found


def laid_over(fields: tuple[Field, ...], base: dict, over: dict) -> dict:
    """``over`` on ``base``: tags add up by key, the members of a limit one by one, anything else is replaced.

    Null says that the option is not managed, whatever lies below.
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
    scope = ((name, entry.get(name) or options.get(name) or default) for name, default in family.scope.items())
    return (("name", entry["name"]), *scope)


def _label(address: tuple) -> str:
    return ", ".join(f"{name} {value!r}" for name, value in address)


def _final(entry: dict) -> dict:
    return {name: value for name, value in entry.items() if value is not None}


def _entry_problems(family: type[Resource], entry: dict, options: dict, path: str) -> list[str]:
    """What an entry, with all that it inherits, says against itself or leaves out."""
    missing = [
        f"{path}.{scope}: missing; give it here, in defaults, or for the whole set"
        for scope, default in family.scope.items()
        if default is None and not entry.get(scope) and not options.get(scope)
    ]
    return [*missing, *argspec.contradictions(entry, family, path)]


def _prune_problems(
    name: str, family: type[Resource], options: dict, endpoints: list, sources: list[Source]
) -> list[Wrong]:
    """What pruning needs, told where it is asked for."""
    if not options.get("prune"):
        return []
    source = next(source for source in reversed(sources) if source.document[name].get("prune"))
    found = [
        f"{name}.prune: found true without {scope}; prune deletes within it, so it must be said"
        for scope in family.scope
        if not options.get(scope)
    ]
    if not endpoints and not options.get("prune_allow_empty"):
        found.append(
            f"{name}.prune: found true and no endpoints; that would delete everything, so it needs prune_allow_empty"
        )
    return [Wrong(source, sentence) for sentence in found]
