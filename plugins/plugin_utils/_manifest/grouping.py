# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which sets of several manifests are one set: those of one connection and one scope. Pure."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import Resource

from .families import connection_options, identity_options, secret_options
from .loader import Source
from .sets import DeclaredSet


class Wrong(NamedTuple):
    """A problem of a manifest, as ``path: found; allowed``."""

    source: Source
    sentence: str

    @property
    def path(self) -> str:
        """Where it is."""
        return self.sentence.split(": ", 1)[0]


class Group:
    """Sets that become one.

    :ivar identity: the connection options that tell one account, site or region from another.
    :ivar scope: the project or workspace that the sets name; empty for none.
    """

    def __init__(self, identity: dict[str, Any], scope: tuple, members: list[DeclaredSet]) -> None:
        self.identity = identity
        self.scope = scope
        self.members = members

    @property
    def is_doubtful(self) -> bool:
        """Whether something that the entries inherit is wrong."""
        return any(each.is_doubtful for each in self.members)

    @property
    def is_somewhere(self) -> bool:
        """Whether connection and scope are right."""
        return all(each.is_somewhere for each in self.members)

    def is_alike(self, other: Group) -> bool:
        """Return whether both have one connection."""
        return self.is_somewhere and other.is_somewhere and self.identity == other.identity


def grouped(family: type[Resource], declared: list[DeclaredSet], wrong: list[Wrong]) -> list[Group]:
    """Return the groups that sets belong to, in the order of their first members; what is contradictory gets told.

    Sets of several files belong together if their connection is the same. In a list, sets of one connection are told
    apart by their scope.

    :param declared: sets of one family, in the order of the manifests.
    """
    groups: list[Group] = []
    for each in declared:
        identity, scope = _identity(family, each), _scope(family, each)
        alike = [group for group in groups if group.identity == identity]
        group = _choice(alike, each, scope, wrong)
        if group is None:
            groups.append(Group(identity, scope, [each]))
            continue
        wrong += _contradictions(family, group, each)
        group.members.append(each)
        group.scope = scope if any(scope) else group.scope
    return groups


def _identity(family: type[Resource], declared: DeclaredSet) -> dict[str, Any]:
    """Return what is said about the connection; an option's default is what leaving it out means."""
    options = connection_options(family)
    said = {name: declared.options.get(name) for name in identity_options(family)}
    said = {name: options[name].get("default") if value is None else value for name, value in said.items()}
    return {name: value for name, value in said.items() if value is not None}


def _scope(family: type[Resource], declared: DeclaredSet) -> tuple:
    return tuple(declared.options.get(name) for name in family.scope)


def _choice(alike: list[Group], declared: DeclaredSet, scope: tuple, wrong: list[Wrong]) -> Group | None:
    """Return the group that a set belongs to among those of its connection; None for one of its own."""
    same = next((group for group in alike if group.scope == scope), None)
    if same is not None or not alike:
        return same
    if any(member.source is declared.source for group in alike for member in group.members):
        return None
    (only, *others) = alike
    if not others:
        in_list = declared.in_list or any(member.in_list for member in only.members)
        return None if in_list and any(scope) and any(only.scope) else only
    if any(scope):
        return None
    known = ", ".join(str(value) for group in alike for value in group.scope if value)
    wrong.append(
        Wrong(
            declared.source,
            f"{declared.path}: found a set that may belong to several sets of its connection ({known}); the project or"
            " workspace of the one that is meant",
        )
    )
    return None


def _contradictions(family: type[Resource], group: Group, declared: DeclaredSet) -> list[Wrong]:
    """Return what two sets of one manifest, connection and scope say against each other."""
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
                    found.append(Wrong(declared.source, sentence))
    return found


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def shown_scope(scope: dict[str, Any]) -> str:
    """Return a scope in words."""
    return ", ".join(f"{name} {value!r}" for name, value in scope.items()) or "the same account"
