# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compare manifests with the endpoints that exist. The engine's own plan decides: drift is what a run would change."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any, NamedTuple

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.inference.endpoints.plugins.module_utils._engine import bulk_plan, fields
from ansible_collections.inference.endpoints.plugins.module_utils._engine.bulk_plan import Match, Prune
from ansible_collections.inference.endpoints.plugins.module_utils._engine.desired import Desired
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Process, counting_calls
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import BadInput, Refused
from ansible_collections.inference.endpoints.plugins.module_utils._engine.job_writes import with_job
from ansible_collections.inference.endpoints.plugins.module_utils._engine.lookup import UNREAD
from ansible_collections.inference.endpoints.plugins.module_utils._engine.plan import compare_with, decide
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import (
    CHANGING,
    GONE,
    LEAVING,
    Resource,
)
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest import loader
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.families import identity_options
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.merge import MergedSet, merged


class Declared(NamedTuple):
    """One set of endpoints that manifests declare.

    :ivar origins: for each of ``desired_set`` the places that declare it.
    :ivar given: the scope that is named for the whole set.
    :ivar prune: which undeclared endpoints a run would delete; None for none.
    """

    desired_set: list[Desired]
    origins: list[list[str]]
    given: dict
    prune: Prune | None


class Drift(NamedTuple):
    """How one endpoint compares with its declaration.

    :ivar key: the address in the declaration, the same wherever the manifests have it.
    :ivar is_judged: False while the endpoint is on its way to another state, so that it cannot be judged.
    :ivar details: what a run would change, or why it would fail; None when the endpoint is as declared.
    """

    key: str
    is_judged: bool = False
    endpoint: dict | None = None
    details: dict | None = None


def declared(family: type[Resource], paths: list[str], folder: str, connection: dict) -> list[Declared]:
    """Return the sets of the family that the manifests declare for one connection.

    :param connection: the options that the service is reached with; sets with other values are left out.
    :raises BadInput: with all that is wrong in the manifests.
    """
    sets, problems = merged(loader.read_all(paths, folder))
    if problems:
        raise BadInput(problems)
    sets = [each for each in sets if each.name == family.key]
    ours = [each for each in sets if _is_of(each.connection, connection, identity_options(family))]
    if not ours:
        foreign = " of this connection" if sets else ""
        files = ", ".join(paths)
        raise BadInput(
            [f"manifests: found no {family.key}{foreign} in {files}; expected one that declares endpoints of it"]
        )
    return [_declared(each, family) for each in ours]


def _is_of(options: dict, connection: dict, identity: set[str]) -> bool:
    return all(connection.get(name) == value for name, value in options.items() if name in identity)


def _declared(merged_set: MergedSet, family: type[Resource]) -> Declared:
    options = merged_set.options
    given = {scope: options[scope] for scope in family.scope if options.get(scope)}
    desired_set = [argspec.to_desired(_checked(entry, given, family), family) for entry in merged_set.endpoints]
    prune = None
    if options.get("prune"):
        tags = tuple((tag["key"], tag.get("value") or "") for tag in options.get("prune_tags") or ())
        prune = Prune(given, tags)
    return Declared(desired_set, merged_set.origins, given, prune)


def _checked(entry: dict, given: dict, family: type[Resource]) -> dict:
    """Return an entry as the bulk module sees it: with its defaults, and with the scope of the set.

    An entry by id gets the scope of the set only if the scope is part of the address.
    """
    validator = ArgumentSpecValidator(fields.argument_spec(argspec.declaration(family, in_set=True)))
    checked = validator.validate(entry)
    if checked.error_messages:
        raise BadInput(checked.error_messages)
    options = {name: value for name, value in checked.validated_parameters.items() if value is not None}
    by_id = options.get("endpoint_id") and not family.ids_in_scope
    return {**({} if by_id else given), **options}


def stamp(paths: list[str], folder: str) -> tuple:
    """Return a value that changes when one of the files does."""
    stamps: list[tuple] = []
    for path in paths:
        try:
            status = os.stat(os.path.join(folder, os.path.expanduser(path)))
        except OSError as error:
            stamps.append((path, error.errno))
        else:
            stamps.append((path, status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(stamps)


def drifts(family: Resource, declaration: Declared) -> Process:
    """Return the drift of each endpoint that is declared, or that a run would prune.

    :raises BadInput: two declarations are about one endpoint.
    """
    listed = yield from _list(family, declaration)
    matches = bulk_plan.match_all(family, declaration.desired_set, listed, {})
    conflicts = bulk_plan.conflicts(family, matches)
    if conflicts:
        raise BadInput(conflicts)
    judged: list[tuple[Match, list[str]]] = list(zip(matches, declaration.origins, strict=True))
    if declaration.prune:
        pruned = bulk_plan.to_prune(family, matches, listed, declaration.prune)
        judged += [(match, ["pruned"]) for match in pruned]
    return (yield from _judge(family, judged))


def _list(family: Resource, declaration: Declared) -> Process:
    """Return the endpoints of all scopes that are declared, by scope."""
    listed: dict[tuple, list[dict]] = {}
    may_lack: dict[tuple, list[dict]] = {}
    for scope, expected in bulk_plan.scopes_of(family, declaration.desired_set, declaration.given):
        scope_key = bulk_plan.key_of(scope)
        listed[scope_key], calls = yield from counting_calls(family.list_scope(scope, expected))
        if calls > 1:
            may_lack[scope_key] = listed[scope_key]
    # A list of several pages can change while it is read, so each name that it lacks is looked up.
    for name, scope in bulk_plan.unseen(declaration.desired_set, may_lack):
        listed[bulk_plan.key_of(scope)].extend((yield from family.find(name, scope)))
    return listed


def _judge(family: Resource, matches: Iterable[tuple[Match, list[str]]]) -> Process:
    result = []
    for match, origins in matches:
        bound = family.bind(match.desired.scope, match.desired.call_options)
        observed = yield from _observe(bound, match)
        key = _key(match.desired)
        if observed is UNREAD:
            result.append(Drift(key))
        else:
            result.append(Drift(key, True, observed, _details(bound, match, observed, origins)))
    return result


def _observe(family: Resource, match: Match) -> Process:
    """Return the endpoint as it is, read singly where the list is not enough; UNREAD while it is on its way."""
    observed = match.observed
    if match.error is not None:
        return None
    if observed is UNREAD:
        if not match.desired.endpoint_id:
            return UNREAD  # an endpoint of that name is being deleted
        observed = yield from family.read(match.desired.endpoint_id)
    elif observed is not None and bulk_plan.needs_a_read(
        family, match.desired, observed, compare_with(family, match.desired, observed)
    ):
        read = yield from family.read(observed["endpoint_id"])
        observed = UNREAD if read is None else read  # either the list or the read is stale
    if observed is UNREAD:
        return UNREAD
    state = family.run_state(observed)
    if state in (CHANGING, LEAVING):
        return UNREAD
    return None if state == GONE else (yield from with_job(family, match.desired, observed))


def _details(family: Resource, match: Match, observed: dict | None, origins: list[str]) -> dict | None:
    details: dict[str, Any] = {"declared_in": origins, "actions": [], "diff": None, "msg": ""}
    if match.error is not None:
        return {**details, "msg": str(match.error)}
    if observed is None and match.desired.endpoint_id and match.desired.state != "absent":
        return {**details, "msg": f"{match.desired.label} does not exist"}
    try:
        plan = decide(family, match.desired, observed)
    except (BadInput, Refused) as error:
        return {**details, "msg": str(error)}
    actions = [name for step in plan.steps for name in step.names(family)]
    return {**details, "actions": actions, "diff": {"before": plan.before, "after": plan.after}} if actions else None


def _key(desired: Desired) -> str:
    address = {"endpoint_id": desired.endpoint_id} if desired.endpoint_id else {}
    address = address or {"name": desired.attributes["name"], **desired.scope}
    return json.dumps(address, sort_keys=True, ensure_ascii=False)
