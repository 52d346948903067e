# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Match a set of declarations with the endpoints that lists show; find conflicts and what to prune. Pure."""

from __future__ import annotations

from itertools import chain
from typing import Any, NamedTuple

from . import compare
from .desired import Desired
from .errors import EndpointError, Refused
from .job import job_mode
from .lookup import UNREAD, ambiguity, group_by_name, hides_scope
from .plan import lacking_to_create, taken_name
from .resource import GONE, LEAVING, RUNNING, STOPPED, Resource
from .wording import as_text, quoted

#: The place of the deletion of an endpoint that no entry declares.
PRUNED = "pruned"


class Prune(NamedTuple):
    """Which endpoints to delete that no entry declares.

    :ivar scope: only endpoints of this scope.
    :ivar tags: only endpoints with all of these pairs of key and value.
    """

    scope: dict
    tags: tuple[tuple[str, str], ...] = ()


class Match(NamedTuple):
    """One declaration and the endpoint that it means, as far as the lists tell.

    :ivar place: where the declaration stands, such as ``endpoints[3]``; PRUNED if no entry declares it.
    :ivar observed: attributes from a list; None if there is no endpoint; UNREAD if a read of its own must tell.
    :ivar known_ids: the ids of all endpoints that the lists show under the name.
    :ivar error: why this declaration cannot be carried out.
    """

    place: str
    desired: Desired
    observed: dict | None
    known_ids: frozenset[str] = frozenset()
    error: EndpointError | None = None

    @property
    def attributes(self) -> dict:
        """Return what a list shows of the endpoint; empty if no list shows it."""
        return self.observed if isinstance(self.observed, dict) else {}


def key_of(scope: dict) -> tuple:
    """Return a scope as a key of dicts."""
    return tuple(sorted(scope.items()))


def scopes_of(resource: Resource, desired_set: list[Desired], given: dict) -> list[tuple[dict, int]]:
    """Return the scopes to sweep: the given one, that of each entry by name, and those that entries by id mention.

    :param given: the scope of the whole set; empty if the task gives none.
    :returns: with each scope, how many endpoints an unchanged set has there at least.
    """
    found = {key_of(given): (given, 0)} if given or not resource.scope else {}
    for desired in desired_set:
        scope = desired.scope or _mentioned_scope(resource, desired)
        if scope or not resource.scope:
            key = key_of(scope)
            is_expected = desired.state != "absent" and not desired.endpoint_id
            found[key] = (scope, found.get(key, (scope, 0))[1] + is_expected)
    return list(found.values())


def _mentioned_scope(resource: Resource, desired: Desired) -> dict:
    scope = {name: desired.attributes[name] for name in resource.scope if name in desired.attributes}
    return scope if len(scope) == len(resource.scope) else {}


def repeated(desired_set: list[Desired]) -> list[str]:
    """Return a problem for each entry that has the address of an earlier one; needs no list."""
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
    """Return each declaration with its endpoint.

    :param listed: the endpoints of each scope that was swept.
    :param unlisted: why a scope could not be swept, or a name in a scope could not be looked for.
    """
    by_id = {each["endpoint_id"]: each for endpoints in listed.values() for each in endpoints}
    named = {scope_key: group_by_name(endpoints) for scope_key, endpoints in listed.items()}
    return [
        _match_by_id(resource, f"endpoints[{index}]", desired, by_id.get(desired.endpoint_id))
        if desired.endpoint_id
        else _match_by_name(resource, f"endpoints[{index}]", desired, named, unlisted)
        for index, desired in enumerate(desired_set)
    ]


def refuse_taken_names(resource: Resource, matches: list[Match], listed: dict[tuple, list[dict]]) -> list[Match]:
    """Return the matches, with an error for each rename to a name that a list shows at another endpoint."""
    named = group_by_name(chain.from_iterable(listed.values())) if resource.names_are_unique else {}
    return [_refuse_taken_name(resource, match, named) for match in matches]


def _refuse_taken_name(resource: Resource, match: Match, named: dict[str, list[dict]]) -> Match:
    name, observed = match.desired.attributes.get("name"), match.attributes
    is_judged = match.error is not None or match.desired.state == "absent" or match.observed is UNREAD
    if is_judged or name in (None, observed.get("name")):
        return match
    own_id = observed.get("endpoint_id", "")
    taken = taken_name(resource, match.desired, name, own_id, named.get(name, []))
    return match._replace(error=taken)


def _match_by_id(resource: Resource, place: str, desired: Desired, known: dict | None) -> Match:
    settled = known is not None and resource.run_state(known) not in (LEAVING, GONE)
    return Match(place, desired, known if settled else UNREAD)


def _match_by_name(
    resource: Resource,
    place: str,
    desired: Desired,
    named: dict[tuple, dict[str, list[dict]]],
    unlisted: dict[tuple, EndpointError],
) -> Match:
    scope_key, name = key_of(desired.scope), desired.attributes["name"]
    error = unlisted.get(scope_key) or unlisted.get((scope_key, name))
    if error is not None:
        return Match(place, desired, UNREAD, frozenset(), error)
    namesakes = named.get(scope_key, {}).get(name, [])
    known_ids = frozenset(each["endpoint_id"] for each in namesakes)
    states = [resource.run_state(each) for each in namesakes]
    live = [each for each, state in zip(namesakes, states) if state not in (LEAVING, GONE)]
    if len(live) > 1:
        return Match(place, desired, UNREAD, known_ids, ambiguity(resource, desired, live))
    if live:
        return Match(place, desired, live[0], known_ids)
    return Match(place, desired, UNREAD if LEAVING in states else None, known_ids)


def conflicts(resource: Resource, matches: list[Match]) -> list[str]:
    """Return a problem for each entry that means the endpoint of an earlier one, or gives another the same name."""
    problems: list[str] = []
    by_id: dict[str, str] = {}
    given: dict[tuple, tuple[str, bool]] = {}
    for match in matches:
        endpoint_id = match.desired.endpoint_id or match.attributes.get("endpoint_id")
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
            continue  # neither its scope nor its present name is known
        scope = match.desired.scope or {key: match.attributes.get(key) for key in resource.scope}
        kept = match.attributes.get("name") == name
        first, first_kept = given.setdefault((name, key_of(scope)), (match.place, kept))
        # Endpoints that share a name already may keep it.
        if first != match.place and not (kept and first_kept):
            taken = f"the name {quoted(name)}, which {first} gives to another endpoint"
            problems.append(f"{match.place}: found {taken}; expected another")
    return problems


def to_prune(resource: Resource, matches: list[Match], listed: dict[tuple, list[dict]], prune: Prune) -> list[Match]:
    """Return the deletion of each endpoint that ``prune`` selects and no entry means."""
    named = {
        match.desired.attributes["name"]
        for match in matches
        if match.desired.scope == prune.scope and not match.desired.endpoint_id
    }
    declared = {match.desired.endpoint_id or match.attributes.get("endpoint_id") for match in matches}
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


def hold_back(resource: Resource, matches: list[Match], pruned: list[Match]) -> list[Match]:
    """Return ``pruned``, with errors if an entry neither exists nor can be created: its name may be misspelt."""
    unresolved = [
        match
        for match in matches
        if match.observed is None
        and match.error is None
        and match.desired.state != "absent"
        and lacking_to_create(resource, match.desired)
    ]
    if not unresolved:
        return pruned
    entries = ", ".join(f"{match.place} ({match.desired.label})" for match in unresolved)
    why = f"It may be what {entries} means, which does not exist and lacks what creating it needs"
    return [match._replace(error=Refused(f"{pruned_label(match)} was not pruned. {why}")) for match in pruned]


def pruned_label(match: Match) -> str:
    """Return a pruned endpoint as messages call it."""
    return f"endpoint {as_text(match.attributes.get('name'))} ({match.desired.endpoint_id})"


def is_enough(resource: Resource, desired: Desired, observed: dict, compared: compare.Comparison) -> bool:
    """Return whether a list item can replace the single read: it shows every managed attribute, as desired."""
    if desired.state == "absent":
        return True
    # The list call asked for the name and the scope. Other attributes that every endpoint has may be left out.
    asked = ("name", *resource.scope)
    unseen = (
        field.name
        for field in resource.fields
        if not field.listed or (field.essential and field.name not in asked and not compare.view((field,), observed))
    )
    return not compared.differing and not any(name in compared.desired for name in unseen)


def needs_a_read(resource: Resource, desired: Desired, observed: dict, compared: compare.Comparison) -> bool:
    """Return whether a list item is not enough to decide: a managed attribute is missing in it, or differs."""
    if not resource.reads_singly:
        return False
    hides_job = job_mode(resource, desired) is not None and not _shows_jobs(resource, observed)
    return (
        hides_job or _is_doubtful(resource, desired, observed) or not is_enough(resource, desired, observed, compared)
    )


def _is_doubtful(resource: Resource, desired: Desired, observed: dict) -> bool:
    """Return whether the declared state takes a write that a list alone does not justify.

    A list may lag. A deletion of what is gone does no harm. But if the server ignores the scope of a list call and does
    not show it either, the endpoint may belong to another scope.
    """
    if desired.state == "absent":
        return hides_scope(desired.scope, observed)
    goal = {"started": RUNNING, "stopped": STOPPED}.get(desired.state)
    return goal not in (None, resource.run_state(observed))


def _shows_jobs(resource: Resource, item: dict) -> bool:
    """Return whether the list shows jobs. An absent job id proves nothing: a list may leave out what is empty."""
    return any(item.get(name) is not None for name in (resource.job.id_field, resource.job.support_field))


def outcome_of(actions: list[str], resource: Resource) -> str:
    """Return the word under which a summary counts an entry that did not fail."""
    created, deleted = (resource.actions[verb] in actions for verb in ("create", "delete"))
    if created and deleted:
        return "recreated"
    if created:
        return "created"
    if deleted:
        return "deleted"
    return "updated" if actions else "unchanged"
