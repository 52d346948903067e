# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A set of declarations against what lists show: who is meant, what contradicts, what is to be pruned. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from . import compare
from .errors import EndpointError, Refused
from .lookup import UNREAD, ambiguity, hides_scope
from .plan import Desired, job_mode, lacking_to_create, taken_name
from .resource import GONE, LEAVING, RUNNING, STOPPED, Resource
from .wording import told

#: The place of a declaration that nobody has made.
PRUNED = "pruned"


class Prune(NamedTuple):
    """What to do with endpoints of ``scope`` that nobody declares.

    :ivar tags: only those that carry all of these (key, value) pairs.
    """

    scope: dict
    tags: tuple[tuple[str, str], ...] = ()


class Match(NamedTuple):
    """One declaration and the endpoint that it is about, as far as the lists tell.

    :ivar place: where the declaration stands, such as ``endpoints[3]``; PRUNED for one that nobody declares.
    :ivar observed: attributes from a list, None when there is none yet, UNREAD when only a look of its own can tell.
    :ivar error: why this declaration cannot be carried out.
    """

    place: str
    desired: Desired
    observed: dict | None
    known_ids: frozenset[str] = frozenset()
    error: EndpointError | None = None

    @property
    def shown(self) -> dict:
        """What a list shows of the endpoint; empty where there is none, or none has been listed."""
        return self.observed if isinstance(self.observed, dict) else {}


def key_of(scope: dict) -> tuple:
    """A scope as something that can be looked up."""
    return tuple(sorted(scope.items()))


def scopes_of(resource: Resource, desired_set: list[Desired], given: dict) -> list[tuple[dict, int]]:
    """The scopes to sweep: the given one, that of each entry by name, and those that entries by id mention.

    With each, how many endpoints an unchanged set has there at least. ``given``: the scope that the task names for all;
    empty when it names none.
    """
    found = {key_of(given): (given, 0)} if given or not resource.scope else {}
    for desired in desired_set:
        scope = desired.scope or mentioned_scope(resource, desired)
        if scope or not resource.scope:
            key = key_of(scope)
            there = desired.state != "absent" and not desired.endpoint_id
            found[key] = (scope, found.get(key, (scope, 0))[1] + there)
    return list(found.values())


def mentioned_scope(resource: Resource, desired: Desired) -> dict:
    scope = {name: desired.attributes[name] for name in resource.scope if name in desired.attributes}
    return scope if len(scope) == len(resource.scope) else {}


def repeated(desired_set: list[Desired]) -> list[str]:
    """Entries that address one endpoint twice, told before anything is looked at."""
    problems: list[str] = []
    seen: dict[Any, int] = {}
    for index, desired in enumerate(desired_set):
        address: Any = desired.endpoint_id or (desired.attributes["name"], key_of(desired.scope))
        first = seen.setdefault(address, index)
        if first != index:
            problems.append(
                f"endpoints[{index}]: found {desired.label} again, as in endpoints[{first}]; expected each only once"
            )
    return problems


def unseen(desired_set: list[Desired], listed: dict[tuple, list[dict]]) -> list[tuple[str, dict]]:
    """Return name and scope of each entry by name that the list of its scope does not show."""
    names = {scope_key: {each["name"] for each in endpoints} for scope_key, endpoints in listed.items()}
    by_name = [(each.attributes["name"], each.scope) for each in desired_set if not each.endpoint_id]
    return [(name, scope) for name, scope in by_name if name not in names.get(key_of(scope), (name,))]


def match_all(
    resource: Resource,
    desired_set: list[Desired],
    listed: dict[tuple, list[dict]],
    unlisted: dict[tuple, EndpointError],
) -> list[Match]:
    """Each declaration with its endpoint.

    ``listed`` has the endpoints of every scope that was swept, ``unlisted`` why a scope could not be, or a
    name in a scope could not be looked for.
    """
    by_id = {each["endpoint_id"]: each for endpoints in listed.values() for each in endpoints}
    by_name: dict[tuple, list[dict]] = {}
    for scope_key, endpoints in listed.items():
        for each in endpoints:
            by_name.setdefault((scope_key, each["name"]), []).append(each)
    return [
        _match_by_id(resource, f"endpoints[{index}]", desired, by_id.get(desired.endpoint_id))
        if desired.endpoint_id
        else _match_by_name(resource, f"endpoints[{index}]", desired, by_name, _why_unlisted(desired, unlisted))
        for index, desired in enumerate(desired_set)
    ]


def refuse_taken_names(resource: Resource, found: list[Match], listed: dict[tuple, list[dict]]) -> list[Match]:
    """Return the matches; those that are to get a name which a list shows at another endpoint are refused."""
    every = [each for endpoints in listed.values() for each in endpoints] if resource.names_are_unique else []
    by_name: dict[str, list[dict]] = {}
    for each in every:
        by_name.setdefault(each["name"], []).append(each)
    return [_with_taken_name(resource, match, by_name) for match in found]


def _with_taken_name(resource: Resource, match: Match, by_name: dict[str, list[dict]]) -> Match:
    name, shown = match.desired.attributes.get("name"), match.shown
    if match.error is not None or match.desired.state == "absent" or not shown or name in (None, shown["name"]):
        return match
    matches = by_name.get(name, [])
    return match._replace(error=taken_name(resource, match.desired, name, shown["endpoint_id"], matches))


def _why_unlisted(desired: Desired, unlisted: dict[tuple, EndpointError]) -> EndpointError | None:
    scope_key = key_of(desired.scope)
    return unlisted.get(scope_key) or unlisted.get((scope_key, desired.attributes["name"]))


def _match_by_id(resource: Resource, place: str, desired: Desired, known: dict | None) -> Match:
    settled = known is not None and resource.run_state(known) not in (LEAVING, GONE)
    return Match(place, desired, known if settled else UNREAD)


def _match_by_name(
    resource: Resource, place: str, desired: Desired, by_name: dict[tuple, list[dict]], error: EndpointError | None
) -> Match:
    if error is not None:
        return Match(place, desired, UNREAD, frozenset(), error)
    matches = by_name.get((key_of(desired.scope), desired.attributes["name"]), [])
    known_ids = frozenset(match["endpoint_id"] for match in matches)
    states = [resource.run_state(match) for match in matches]
    live = [match for match, state in zip(matches, states) if state not in (LEAVING, GONE)]
    if len(live) > 1:
        return Match(place, desired, UNREAD, known_ids, ambiguity(resource, desired, live))
    if live:
        return Match(place, desired, live[0], known_ids)
    return Match(place, desired, UNREAD if LEAVING in states else None, known_ids)


def conflicts(resource: Resource, found: list[Match]) -> list[str]:
    """Entries that turn out to be about one endpoint, or that would give two endpoints one name."""
    problems: list[str] = []
    by_id: dict[str, str] = {}
    by_name: dict[tuple, tuple[str, bool]] = {}
    for match in found:
        endpoint_id = match.desired.endpoint_id or match.shown.get("endpoint_id")
        first = by_id.setdefault(endpoint_id, match.place) if endpoint_id else match.place
        if first != match.place:
            problems.append(
                f"{match.place}: found {endpoint_id}, which {first} is about as well; expected each only once"
            )
            continue
        name = match.desired.attributes.get("name")
        if match.desired.state == "absent" or not name:
            continue
        if match.observed is UNREAD and not match.desired.scope:
            continue  # who knows in which scope it is, and what its name is now
        scope = match.desired.scope or {key: match.shown.get(key) for key in resource.scope}
        kept = match.shown.get("name") == name
        first, first_kept = by_name.setdefault((name, key_of(scope)), (match.place, kept))
        # Endpoints that share a name already may go on sharing it.
        if first != match.place and not (kept and first_kept):
            problems.append(
                f"{match.place}: found the name {told(name)}, which {first} gives to another endpoint; expected another"
            )
    return problems


def to_prune(resource: Resource, found: list[Match], listed: dict[tuple, list[dict]], prune: Prune) -> list[Match]:
    """The deletion of every endpoint in the scope of ``prune`` that no entry is about."""
    named = {
        match.desired.attributes["name"]
        for match in found
        if match.desired.scope == prune.scope and not match.desired.endpoint_id
    }
    declared = {match.desired.endpoint_id or match.shown.get("endpoint_id") for match in found}
    result = []
    for attributes in listed[key_of(prune.scope)]:
        tags = [*(attributes.get("tags") or []), *(attributes.get("system_tags") or [])]
        carried = [(tag.get("key"), tag.get("value") or "") for tag in tags]
        if (
            attributes["endpoint_id"] not in declared
            and attributes["name"] not in named
            and resource.run_state(attributes) not in (LEAVING, GONE)
            and all(tag in carried for tag in prune.tags)
        ):
            scope = prune.scope if resource.ids_in_scope else {}
            desired = Desired("absent", attributes["endpoint_id"], {}, scope, {})
            result.append(Match(PRUNED, desired, attributes))
    return result


def hold_back(resource: Resource, found: list[Match], pruned: list[Match]) -> list[Match]:
    """``pruned``, refused where an entry neither exists nor can be created: it may mean one of them by a wrong name."""
    astray = [
        match
        for match in found
        if match.observed is None
        and match.error is None
        and match.desired.state != "absent"
        and lacking_to_create(resource, match.desired)
    ]
    if not astray:
        return pruned
    said = ", ".join(f"{match.place} ({match.desired.label})" for match in astray)
    why = f"not pruned, since it may be what is meant by {said}, which does not exist and lacks what creating it needs"
    return [
        match._replace(
            error=Refused(f"endpoint {told(match.shown.get('name'))} ({match.desired.endpoint_id}) was {why}")
        )
        for match in pruned
    ]


def is_enough(resource: Resource, desired: Desired, observed: dict, compared: compare.Comparison) -> bool:
    """Whether a list item can stand for the single read: it shows every managed attribute, as it is desired."""
    if desired.state == "absent":
        return True
    # What names it and where it is has been asked for; what else every endpoint has, a list may leave out.
    asked = ("name", *resource.scope)
    unseen = (
        field.name
        for field in resource.fields
        if not field.listed or (field.essential and field.name not in asked and not compare.view((field,), observed))
    )
    return not compared.differing and not any(name in compared.desired for name in unseen)


def needs_a_read(resource: Resource, desired: Desired, observed: dict, compared: compare.Comparison) -> bool:
    """Whether a list item is not enough to decide: it lacks what is managed, or shows what would be changed."""
    if not resource.reads_singly:
        return False
    hides_job = job_mode(resource, desired) is not None and not _tells_of_job(resource, observed)
    return (
        hides_job or _is_doubtful(resource, desired, observed) or not is_enough(resource, desired, observed, compared)
    )


def _is_doubtful(resource: Resource, desired: Desired, observed: dict) -> bool:
    """Return whether the declared state takes a write that the word of a list alone does not justify.

    A list may lag. A deletion of what is gone does no harm, but if the server ignores the scope of a list call and
    does not show it either, the endpoint may belong to another one.
    """
    if desired.state == "absent":
        return hides_scope(desired.scope, observed)
    goal = {"started": RUNNING, "stopped": STOPPED}.get(desired.state)
    return goal not in (None, resource.run_state(observed))


def _tells_of_job(resource: Resource, item: dict) -> bool:
    """Return whether the list shows jobs: a list may leave out what is empty, and may leave out all about jobs."""
    spec = resource.job
    return spec is not None and any(item.get(name) is not None for name in (spec.id_field, spec.support_field))


def outcome_of(actions: list[str], resource: Resource) -> str:
    """The word under which a summary counts an entry that did not fail."""
    created, deleted = (resource.actions[verb] in actions for verb in ("create", "delete"))
    if created and deleted:
        return "recreated"
    if created:
        return "created"
    if deleted:
        return "deleted"
    return "updated" if actions else "unchanged"


#: Of a long list, so many are named in a message; ``results`` has them all.
MOST_LISTED = 10


def listed(texts: list[str]) -> str:
    """Return a list for a sentence, cut short when it is long."""
    more = len(texts) - MOST_LISTED
    return ", ".join(texts[:MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
