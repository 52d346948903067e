# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Group sets of several manifests that are one set, since they have one connection and one scope. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import Resource
from ansible_collections.inference.endpoints.plugins.module_utils._engine.wording import as_text

from .families import connection_options, identity_options, secret_options
from .loader import Source
from .sets import DeclaredSet

#: Options that come from the environment or the service if a set leaves them out.
_DEFAULTED = ("region", "project_id")


class Problem(NamedTuple):
    """A problem of a manifest, as ``path: found; expected``."""

    source: Source
    sentence: str

    @property
    def path(self) -> str:
        """Return the path."""
        return self.sentence.split(": ", 1)[0]


class Connection(NamedTuple):
    """Where and as whom a set connects.

    :ivar place: the options that distinguish accounts, sites and regions and may be shown.
    :ivar credentials: the options that may not be shown.
    """

    place: dict[str, Any]
    credentials: dict[str, Any]

    def may_be(self, other: Connection) -> bool:
        """Return whether both may be one connection: the places are equal, and the credentials do not differ."""
        same = self.credentials == other.credentials or not self.credentials or not other.credentials
        return self.place == other.place and same

    def differences(self, other: Connection) -> list[str]:
        """Return the options that differ; an option that only one of them gives may have its default in the other."""
        if self.credentials != other.credentials:
            return sorted(self.credentials.keys() | other.credentials.keys())
        mine, theirs = self.place, other.place
        differing = [name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name)]
        return [name for name in differing if name not in _DEFAULTED or (name in mine and name in theirs)]


@dataclass
class Group:
    """Sets that become one set.

    :ivar scope: the project or workspace that the sets name; empty for none.
    """

    connection: Connection
    scope: tuple
    members: list[DeclaredSet]

    @property
    def is_doubtful(self) -> bool:
        """Return whether something that the entries inherit is wrong."""
        return any(each.is_doubtful for each in self.members)

    @property
    def is_somewhere(self) -> bool:
        """Return whether connection and scope are valid."""
        return all(each.is_somewhere for each in self.members)

    @property
    def is_scoped(self) -> bool:
        """Return whether the scope is valid."""
        return all(each.is_scoped for each in self.members)

    def is_alike(self, other: Group) -> bool:
        """Return whether both reach, or may reach, one account in one region."""
        return self.is_somewhere and other.is_somewhere and not self.connection.differences(other.connection)

    def has_member_of(self, source: Source) -> bool:
        """Return whether a set of this manifest is in the group."""
        return any(member.source is source for member in self.members)

    def add(self, declared: DeclaredSet, connection: Connection, scope: tuple) -> None:
        """Add a set of another manifest, or one with the same connection and scope."""
        self.members.append(declared)
        self.scope = scope if any(scope) else self.scope
        self.connection = connection if connection.credentials else self.connection


def grouped(family: type[Resource], declared: list[DeclaredSet]) -> tuple[list[Group], list[Problem]]:
    """Return the groups that sets belong to, in the order of their first members, and what is contradictory.

    Sets of several manifests belong together if their connection is the same. A set without credentials takes those of
    a set of another manifest. In a list, sets of one connection differ by their scope.

    :param declared: sets of one family, in the order of the manifests.
    """
    groups: list[Group] = []
    problems: list[Problem] = []
    for each in declared:
        connection, scope = _connection(family, each), _scope(family, each)
        alike = [
            group
            for group in groups
            if group.connection == connection
            or (group.connection.may_be(connection) and not group.has_member_of(each.source))
        ]
        chosen = _choices(alike, each, scope)
        if chosen is None:
            problems.append(_ambiguous(each, alike))
        elif not chosen:
            rivals = [group for group in groups if group.connection.place == connection.place and group.scope == scope]
            problems += [_ambiguous(each, rivals)] * any(_is_shared(group, secret_options(family)) for group in rivals)
            groups.append(Group(connection, scope, [each]))
        for group in chosen or ():
            problems += _contradictions(family, group, each)
            group.add(each, connection, scope)
    return groups, problems


def _is_shared(group: Group, secret: set[str]) -> bool:
    """Return whether a set without credentials has been given those of another manifest."""
    return bool(group.connection.credentials) and any(secret.isdisjoint(each.options) for each in group.members)


def _connection(family: type[Resource], declared: DeclaredSet) -> Connection:
    """Return the connection of a set, with the defaults of options that the set leaves out."""
    options, secret = connection_options(family), secret_options(family)
    values = {name: declared.options.get(name) for name in identity_options(family)}
    values = {name: options[name].get("default") if value is None else value for name, value in values.items()}
    given = {name: value for name, value in values.items() if value is not None}
    credentials = {name: value for name, value in given.items() if name in secret}
    return Connection({name: value for name, value in given.items() if name not in secret}, credentials)


def _scope(family: type[Resource], declared: DeclaredSet) -> tuple:
    return tuple(declared.options.get(name) for name in family.scope)


def _choices(alike: list[Group], declared: DeclaredSet, scope: tuple) -> list[Group] | None:
    """Return the groups of its connection that a set belongs to: none if it makes a new group, None if it is ambiguous.

    A set without endpoints and scope belongs to all of them.
    """
    same = [group for group in alike if group.scope == scope]
    if same or not alike:
        return same
    if any(group.has_member_of(declared.source) for group in alike):
        return []
    if len(alike) == 1:
        in_list = declared.in_list or any(member.in_list for member in alike[0].members)
        return [] if in_list and any(scope) and any(alike[0].scope) else alike
    if any(scope):
        return []
    return None if declared.entries else alike


def _ambiguous(declared: DeclaredSet, alike: list[Group]) -> Problem:
    known = [f"{member.source.prefix}{member.path}" for group in alike for member in group.members[:1]]
    return Problem(
        declared.source,
        f"{declared.path}: found a set that may belong to several of its connection ({', '.join(known)}); what tells"
        " them apart, such as the project, the workspace or a profile",
    )


def _contradictions(family: type[Resource], group: Group, declared: DeclaredSet) -> list[Problem]:
    """Return the options that contradict each other in two sets of one manifest, connection and scope."""
    found = []
    secret = secret_options(family)
    for member in (member for member in group.members if member.source is declared.source):
        pairs = ((member.options, declared.options, ""), (member.defaults, declared.defaults, "defaults."))
        for before, after, below in pairs:
            for name in sorted(before.keys() & after.keys()):
                if before[name] != after[name]:
                    values = "another value than" if name in secret else f"{_shown(after[name])}, and"
                    last = "" if name in secret else f"{_shown(before[name])} "
                    path = f"{declared.path}.{below}{name}"
                    sentence = (
                        f"{path}: found {values} {last}in {declared.source.prefix}{member.path}, which has the same"
                        " connection and scope; one value for both"
                    )
                    found.append(Problem(declared.source, sentence))
    return found


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def shown_scope(scope: dict[str, Any]) -> str:
    """Return a scope in words."""
    return ", ".join(f"{name} {as_text(value)}" for name, value in scope.items()) or "the same account"
