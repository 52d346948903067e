# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read the sets of one manifest without their invalid parts, so that all problems can be told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ansible_collections.inference.endpoints.plugins.module_utils._engine import fields
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import Resource
from ansible_collections.inference.endpoints.plugins.module_utils._engine.wording import dotted
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec

from .families import connection_options
from .loader import Source


class Entry(NamedTuple):
    """What one manifest says about one endpoint.

    :ivar layers: the defaults of its group, if any, and its own options.
    :ivar is_doubtful: some of it is invalid, so contradictions in it are not told.
    """

    source: Source
    path: str
    layers: tuple[dict, ...]
    is_doubtful: bool


class DeclaredSet(NamedTuple):
    """What one manifest says about one set of a family.

    :ivar options: those of the bulk module and of the connection, null included.
    :ivar is_doubtful: something that its entries inherit is invalid.
    :ivar is_somewhere: its connection and scope are valid.
    :ivar is_scoped: its scope is valid.
    :ivar in_list: whether it stands in a list of sets.
    """

    source: Source
    path: str
    options: dict[str, Any]
    defaults: dict[str, Any]
    entries: list[Entry]
    is_doubtful: bool
    is_somewhere: bool
    is_scoped: bool
    in_list: bool


def sets_of(document: dict[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    """Yield each set of a family with its path."""
    part = document.get(name)
    if isinstance(part, list):
        yield from ((f"{name}[{index}]", each) for index, each in enumerate(part))
    elif name in document:
        yield name, part


def elements(part: Any, path: str, name: str) -> Iterator[tuple[str, Any]]:
    """Yield the elements of the list ``name`` in a set or a group, each with its path."""
    given = part.get(name) if isinstance(part, dict) else None
    yield from (
        (f"{path}.{name}[{index}]", each) for index, each in enumerate(given if isinstance(given, list) else ())
    )


def declared_sets(source: Source, family: type[Resource], wrong: Iterable[str]) -> Iterator[DeclaredSet]:
    """Yield the sets of a family that a manifest declares.

    :param wrong: the paths of invalid parts.
    """
    reader = _Reader(source, family, wrong)
    for path, part in sets_of(source.document, family.key) if isinstance(source.document, dict) else ():
        if isinstance(part, dict) and path not in reader.wrong:
            yield reader.read(path, part, in_list=path != family.key)


class _Reader:
    """Reads the valid parts of the sets of one manifest."""

    def __init__(self, source: Source, family: type[Resource], wrong: Iterable[str]) -> None:
        self.wrong = set(wrong)
        self._source = source
        self._family = family
        self._members = argspec.entries(family).members
        #: The paths of invalid parts and of all that contains them.
        self._touched = {path[: end.start()] for path in self.wrong for end in re.finditer(r"(?=[.\[])|$", path)}

    def read(self, path: str, part: dict, *, in_list: bool) -> DeclaredSet:
        """Return the set at ``path``."""
        known = {*(field.name for field in argspec.of_set(self._family)), *connection_options(self._family)}
        options = self._valid(part, path, known)
        defaults = self._defaults(part, path)
        entries = list(self._entries(part, path, ()))
        for place, group in elements(part, path, "groups"):
            if isinstance(group, dict):
                entries += self._entries(group, place, (self._defaults(group, place),))
        scopes = {f"{path}.{name}" for name in self._family.scope}
        scopes |= {f"{path}.defaults.{name}" for name in self._family.scope}
        connecting = {f"{path}.{name}" for name in connection_options(self._family)}
        inherited = [f"{path}.defaults", *(f"{path}.{name}" for name in known)]
        return DeclaredSet(
            self._source,
            path,
            options,
            defaults,
            entries,
            is_doubtful=not self._touched.isdisjoint(inherited),
            is_somewhere=self._touched.isdisjoint(scopes | connecting),
            is_scoped=self._touched.isdisjoint(scopes),
            in_list=in_list,
        )

    def _valid(self, part: dict, path: str, known: Iterable[str]) -> dict[str, Any]:
        return {name: part[name] for name in known if name in part and f"{path}.{name}" not in self._touched}

    def _defaults(self, part: dict, path: str) -> dict[str, Any]:
        return self._options(part.get("defaults"), f"{path}.defaults", "defaults")

    def _options(self, part: Any, path: str, name: str) -> dict[str, Any]:
        if not isinstance(part, dict) or path in self.wrong:
            return {}
        right = {key: value for key, value in part.items() if dotted(path, [key]) not in self._touched}
        return fields.by_name(self._members, right)

    def _entries(self, part: dict, path: str, above: tuple[dict, ...]) -> Iterator[Entry]:
        for place, own in elements(part, path, "endpoints"):
            identifying = (f"{place}.{name}" for name in (*argspec.ADDRESS, *self._family.scope))
            if isinstance(own, dict) and place not in self.wrong and self._touched.isdisjoint(identifying):
                doubtful = not self._touched.isdisjoint((place, f"{path}.defaults"))
                yield Entry(self._source, place, (*above, self._options(own, place, "endpoints")), doubtful)
