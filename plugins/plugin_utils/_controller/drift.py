# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What manifests declare against what there is, by the engine's own plan: a drift is what a run would do."""

from __future__ import annotations

import json
import os
from typing import Any, NamedTuple

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.inference.endpoints.plugins.module_utils._engine import bulk_plan, fields
from ansible_collections.inference.endpoints.plugins.module_utils._engine.bulk_plan import Match, Prune
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Process, counting_calls
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import BadInput, Refused
from ansible_collections.inference.endpoints.plugins.module_utils._engine.job_writes import with_job
from ansible_collections.inference.endpoints.plugins.module_utils._engine.lookup import UNREAD
from ansible_collections.inference.endpoints.plugins.module_utils._engine.plan import Desired, compare_with, decide
from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import (
    CHANGING,
    GONE,
    LEAVING,
    Resource,
)
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec, result
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest import loader
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.families import identity_options
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.merge import MergedSet, merged


class Declared(NamedTuple):
    """What manifests declare of one family.

    :ivar desired_set: the entries; ``origins`` says for each where it stands.
    :ivar given: the scope that is named for all.
    :ivar prune: what nobody declares is to go; None when it may stay.
    """

    desired_set: list[Desired]
    origins: list[list[str]]
    given: dict
    prune: Prune | None


class Drift(NamedTuple):
    """How one endpoint is not as declared.

    :ivar key: tells one declaration from another, whatever the manifests look like.
    :ivar is_judged: it could be told; while an endpoint is on its way to another state it cannot.
    :ivar found: what is to be told, None when it is as declared.
    """

    key: str
    is_judged: bool = False
    endpoint: dict | None = None
    found: dict | None = None


def declared(name: str, family: type[Resource], paths: list[str], folder: str, connection: dict) -> list[Declared]:
    """Return what the manifests declare of the family ``name``, set by set.

    :param connection: the options that the service is reached with; sets of other connections are left out.
    :raises BadInput: with all that is wrong in them.
    """
    sets, found = merged(loader.read_all(paths, folder))
    if found:
        raise BadInput(found)
    identity = identity_options(family)
    ours = [
        each
        for each in sets
        if each.name == name
        and all(connection.get(option) == value for option, value in each.connection.items() if option in identity)
    ]
    if not ours:
        foreign = " of this connection" if any(each.name == name for each in sets) else ""
        raise BadInput(
            [f"manifests: found no {name}{foreign} in {', '.join(paths)}; expected one that declares endpoints of it"]
        )
    return [_declared(each, family) for each in ours]


def _declared(said: MergedSet, family: type[Resource]) -> Declared:
    options = said.options
    given = {scope: options[scope] for scope in family.scope if options.get(scope)}
    desired_set = [argspec.to_desired(_with_scope(entry, given, family), family) for entry in said.endpoints]
    prune = None
    if options.get("prune"):
        tags = tuple((tag["key"], tag.get("value") or "") for tag in options.get("prune_tags") or ())
        prune = Prune(given, tags)
    return Declared(desired_set, said.origins, given, prune)


def _with_scope(entry: dict, given: dict, family: type[Resource]) -> dict:
    """An entry as the bulk module sees it, with its defaults; of one by id the scope counts only if it says so."""
    checked = ArgumentSpecValidator(fields.argument_spec(argspec.declaration(family, in_set=True))).validate(entry)
    if checked.error_messages:
        raise BadInput(checked.error_messages)
    options = {name: value for name, value in checked.validated_parameters.items() if value is not None}
    by_id = options.get("endpoint_id") and not family.ids_in_scope
    return {**({} if by_id else given), **options}


def stamp(paths: list[str], folder: str) -> tuple:
    """Changes when a manifest does."""
    found: list[tuple] = []
    for path in paths:
        try:
            status = os.stat(os.path.join(folder, os.path.expanduser(path)))
        except OSError as error:
            found.append((path, error.errno))
        else:
            found.append((path, status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(found)


def drifts(family: Resource, wanted: Declared) -> Process:
    """The drift of each declaration.

    :raises BadInput: declarations turn out to be about one endpoint.
    """
    listed: dict[tuple, list[dict]] = {}
    may_lack: dict[tuple, list[dict]] = {}
    for scope, expected in bulk_plan.scopes_of(family, wanted.desired_set, wanted.given):
        scope_key = bulk_plan.key_of(scope)
        listed[scope_key], calls = yield from counting_calls(family.list_scope(scope, expected))
        if calls > 1:
            may_lack[scope_key] = listed[scope_key]
    # A list of several pages may have moved while it was read: what it lacks is looked for on its own.
    for name, scope in bulk_plan.unseen(wanted.desired_set, may_lack):
        listed[bulk_plan.key_of(scope)].extend((yield from family.find(name, scope)))
    matches = bulk_plan.match_all(family, wanted.desired_set, listed, {})
    conflicts = bulk_plan.conflicts(family, matches)
    if conflicts:
        raise BadInput(conflicts)
    places: list[list[str]] = list(wanted.origins)
    if wanted.prune:
        pruned = bulk_plan.to_prune(family, matches, listed, wanted.prune)
        matches, places = matches + pruned, places + [["pruned"]] * len(pruned)
    result = []
    for match, origins in zip(matches, places, strict=True):
        bound = family.bind(match.desired.scope, match.desired.call_options)
        actual = yield from _actual(bound, match)
        key = _key(match.desired)
        judged = Drift(key) if actual is UNREAD else Drift(key, True, actual, _judged(bound, match, actual, origins))
        result.append(judged)
    return result


def _actual(family: Resource, match: Match) -> Process:
    """What there is; UNREAD while nothing can be said about it."""
    actual = match.observed
    if match.error is not None:
        return None
    if actual is UNREAD:
        if not match.desired.endpoint_id:
            return UNREAD  # one of that name is on its way out
        actual = yield from family.read(match.desired.endpoint_id)
    elif actual is not None and bulk_plan.needs_a_read(
        family, match.desired, actual, compare_with(family, match.desired, actual)
    ):
        read = yield from family.read(actual["endpoint_id"])
        actual = UNREAD if read is None else read  # a list that lags behind, or the read does
    if actual is not UNREAD and actual is not None and family.run_state(actual) in (CHANGING, LEAVING):
        return UNREAD
    if actual is not UNREAD and family.run_state(actual) == GONE:
        return None
    return (yield from with_job(family, match.desired, actual))


def _judged(family: Resource, match: Match, actual: dict | None, origins: list[str]) -> dict | None:
    told: dict[str, Any] = {"declared_in": origins, "actions": [], "diff": None, "msg": ""}
    if match.error is not None:
        return {**told, "msg": str(match.error)}
    if actual is None and match.desired.endpoint_id and match.desired.state != "absent":
        return {**told, "msg": f"{match.desired.label} does not exist"}
    try:
        plan = decide(family, match.desired, actual)
    except (BadInput, Refused) as error:
        return {**told, "msg": str(error)}
    actions = [name for step in plan.steps for name in step.names(family)]
    if not actions:
        return None
    diff = result.diff_of(plan, match.desired.label)
    return {**told, "actions": actions, "diff": {"before": diff["before"], "after": diff["after"]}}


def _key(want: Desired) -> str:
    address = {"endpoint_id": want.endpoint_id} if want.endpoint_id else {"name": want.attributes["name"], **want.scope}
    return json.dumps(address, sort_keys=True, ensure_ascii=False)
