# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A set of declarations against what lists show: who is meant, what contradicts, what is to be pruned. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from . import compare
from .errors import EndpointError, Refused
from .family import GONE, LEAVING, Family
from .plan import Want, lacking_to_create
from .reconcile import UNREAD, ambiguity

#: The place of a declaration that nobody has made.
PRUNED = "pruned"


class Prune(NamedTuple):
    """What to do with endpoints of ``scope`` that nobody declares.

    :ivar tags: only those that carry all of these (key, value) pairs.
    """

    scope: dict
    tags: tuple[tuple[str, str], ...] = ()


class Aim(NamedTuple):
    """One declaration and the endpoint that it is about, as far as the lists tell.

    :ivar place: where the declaration stands, such as ``endpoints[3]``; PRUNED for one that nobody declares.
    :ivar actual: attributes from a list, None when there is none yet, UNREAD when only a look of its own can tell.
    :ivar error: why this declaration cannot be carried out.
    """

    place: str
    want: Want
    actual: dict | None
    known_ids: frozenset[str] = frozenset()
    error: EndpointError | None = None

    @property
    def shown(self) -> dict:
        """What a list shows of the endpoint; empty where there is none, or none has been listed."""
        return self.actual if isinstance(self.actual, dict) else {}


def key_of(scope: dict) -> tuple:
    """A scope as something that can be looked up."""
    return tuple(sorted(scope.items()))


def in_scope(scope: dict, attributes: dict) -> bool:
    """Whether an endpoint belongs to a scope: a server may ignore the scope that a list call asks for."""
    return all(attributes.get(name) in (None, "", value) for name, value in scope.items() if value)


def scopes_of(family: Family, wants: list[Want], given: dict) -> list[tuple[dict, int]]:
    """The scopes to sweep: the given one, that of each entry by name, and those that entries by id mention.

    With each, how many endpoints an unchanged set has there at least. ``given``: the scope that the task names for all;
    empty when it names none.
    """
    found = {key_of(given): (given, 0)} if given or not family.scope else {}
    for want in wants:
        scope = want.scope or mentioned_scope(family, want)
        if scope or not family.scope:
            key = key_of(scope)
            there = want.state != "absent" and not want.endpoint_id
            found[key] = (scope, found.get(key, (scope, 0))[1] + there)
    return list(found.values())


def mentioned_scope(family: Family, want: Want) -> dict:
    scope = {name: want.attributes[name] for name in family.scope if name in want.attributes}
    return scope if len(scope) == len(family.scope) else {}


def repeated(wants: list[Want]) -> list[str]:
    """Entries that address one endpoint twice, told before anything is looked at."""
    problems: list[str] = []
    seen: dict[Any, int] = {}
    for index, want in enumerate(wants):
        address: Any = want.endpoint_id or (want.attributes["name"], key_of(want.scope))
        first = seen.setdefault(address, index)
        if first != index:
            problems.append(
                f"endpoints[{index}]: found {want.label} again, as in endpoints[{first}]; one entry for each"
            )
    return problems


def aims(
    family: Family, wants: list[Want], listed: dict[tuple, list[dict]], unlisted: dict[tuple, EndpointError]
) -> list[Aim]:
    """Each declaration with its endpoint.

    ``listed`` has the endpoints of every scope that was swept, ``unlisted`` why a scope could not be.
    """
    by_id = {each["endpoint_id"]: each for endpoints in listed.values() for each in endpoints}
    by_name: dict[tuple, list[dict]] = {}
    for scope_key, endpoints in listed.items():
        for each in endpoints:
            by_name.setdefault((scope_key, each["name"]), []).append(each)
    return [
        _aim_by_id(family, f"endpoints[{index}]", want, by_id.get(want.endpoint_id))
        if want.endpoint_id
        else _aim_by_name(family, f"endpoints[{index}]", want, by_name, unlisted.get(key_of(want.scope)))
        for index, want in enumerate(wants)
    ]


def _aim_by_id(family: Family, place: str, want: Want, known: dict | None) -> Aim:
    settled = known is not None and family.run_state(known) not in (LEAVING, GONE)
    return Aim(place, want, known if settled else UNREAD)


def _aim_by_name(
    family: Family, place: str, want: Want, by_name: dict[tuple, list[dict]], error: EndpointError | None
) -> Aim:
    if error is not None:
        return Aim(place, want, UNREAD, frozenset(), error)
    matches = by_name.get((key_of(want.scope), want.attributes["name"]), [])
    known_ids = frozenset(match["endpoint_id"] for match in matches)
    states = [family.run_state(match) for match in matches]
    live = [match for match, state in zip(matches, states) if state not in (LEAVING, GONE)]
    if len(live) > 1:
        return Aim(place, want, UNREAD, known_ids, ambiguity(family, want, live))
    if live:
        return Aim(place, want, live[0], known_ids)
    return Aim(place, want, UNREAD if LEAVING in states else None, known_ids)


def conflicts(family: Family, found: list[Aim]) -> list[str]:
    """Entries that turn out to be about one endpoint, or that would give two endpoints one name."""
    problems: list[str] = []
    by_id: dict[str, str] = {}
    by_name: dict[tuple, tuple[str, bool]] = {}
    for aim in found:
        endpoint_id = aim.want.endpoint_id or aim.shown.get("endpoint_id")
        first = by_id.setdefault(endpoint_id, aim.place) if endpoint_id else aim.place
        if first != aim.place:
            problems.append(f"{aim.place}: found {endpoint_id}, which {first} is about as well; one entry for each")
            continue
        name = aim.want.attributes.get("name")
        if aim.want.state == "absent" or not name:
            continue
        if aim.actual is UNREAD and not aim.want.scope:
            continue  # who knows in which scope it is, and what its name is now
        scope = aim.want.scope or {key: aim.shown.get(key) for key in family.scope}
        kept = aim.shown.get("name") == name
        first, first_kept = by_name.setdefault((name, key_of(scope)), (aim.place, kept))
        # Endpoints that share a name already may go on sharing it.
        if first != aim.place and not (kept and first_kept):
            problems.append(
                f"{aim.place}: found the name {name!r}, which {first} gives to another endpoint; another name"
            )
    return problems


def to_prune(family: Family, found: list[Aim], listed: dict[tuple, list[dict]], prune: Prune) -> list[Aim]:
    """The deletion of every endpoint in the scope of ``prune`` that no entry is about."""
    named = {aim.want.attributes["name"] for aim in found if aim.want.scope == prune.scope and not aim.want.endpoint_id}
    declared = {aim.want.endpoint_id or aim.shown.get("endpoint_id") for aim in found}
    result = []
    for attributes in listed[key_of(prune.scope)]:
        tags = [*(attributes.get("tags") or []), *(attributes.get("system_tags") or [])]
        carried = [(tag.get("key"), tag.get("value") or "") for tag in tags]
        if (
            attributes["endpoint_id"] not in declared
            and attributes["name"] not in named
            and family.run_state(attributes) not in (LEAVING, GONE)
            and all(wanted in carried for wanted in prune.tags)
        ):
            scope = prune.scope if family.ids_in_scope else {}
            want = Want("absent", attributes["endpoint_id"], {}, scope, {})
            result.append(Aim(PRUNED, want, attributes))
    return result


def hold_back(family: Family, found: list[Aim], pruned: list[Aim]) -> list[Aim]:
    """``pruned``, refused where an entry neither exists nor can be created: it may mean one of them by a wrong name."""
    astray = [
        aim
        for aim in found
        if aim.actual is None
        and aim.error is None
        and aim.want.state != "absent"
        and lacking_to_create(family, aim.want)
    ]
    if not astray:
        return pruned
    said = ", ".join(f"{aim.place} ({aim.want.label})" for aim in astray)
    why = f"not pruned, since it may be what is meant by {said}, which does not exist and lacks what creating it needs"
    return [
        aim._replace(error=Refused(f"endpoint {aim.shown.get('name')!r} ({aim.want.endpoint_id}) was {why}"))
        for aim in pruned
    ]


def is_enough(family: Family, want: Want, compared: compare.Comparison) -> bool:
    """Whether a list item can stand for the single read: it shows every managed attribute, as it is desired."""
    if want.state == "absent":
        return True
    unlisted = (field.name for field in family.fields if not field.listed)
    return not compared.differing and not any(name in compared.desired for name in unlisted)


def needs_a_read(family: Family, want: Want, compared: compare.Comparison) -> bool:
    """Whether a list item is not enough to decide: it lacks what is managed, or shows what would be changed."""
    return family.reads_singly and not is_enough(family, want, compared)


def outcome_of(actions: list[str], family: Family) -> str:
    """The word under which a summary counts an entry that did not fail."""
    created, deleted = (family.actions[verb] in actions for verb in ("create", "delete"))
    if created and deleted:
        return "recreated"
    if created:
        return "created"
    if deleted:
        return "deleted"
    return "updated" if actions else "unchanged"
