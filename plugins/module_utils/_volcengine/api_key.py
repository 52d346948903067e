# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make a temporary API key of Ark: its endpoints, and how long it is valid (Ark reference 4.7, additions A2)."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from .._engine.effects import Call, Process
from .._engine.errors import Ambiguous, Refused, Unclear
from .._engine.fields import Field
from .._engine.resource import GONE, LEAVING
from .._http.client import is_key
from .ark import ArkEndpoint

#: Thirty days (reference 4.7).
_LONGEST = 2_592_000

OPTIONS = (
    Field("endpoint_ids", kind="list", values="str", identifier=True, least=1),
    Field("endpoint_names", kind="list", values="str", identifier=True, least=1),
    Field("project_name", identifier=True, default="default"),
    Field("duration_seconds", kind="int", default=86400, minimum=1, maximum=_LONGEST),
    Field("min_remaining_seconds", kind="int", minimum=0),
)


def contradictions(params: dict) -> list[str]:
    """Return which options contradict each other, as sentences ``path: found; expected``."""
    found = []
    if (params["endpoint_ids"] is None) == (params["endpoint_names"] is None):
        both = "both of them" if params["endpoint_ids"] is not None else "neither of them"
        found.append(f"endpoint_ids, endpoint_names: found {both}; expected one of the two")
    if _min_remaining(params) >= params["duration_seconds"]:
        found.append(
            f"min_remaining_seconds: found {_min_remaining(params)}; expected less than duration_seconds, which is"
            f" {params['duration_seconds']}, since otherwise every run would make a key"
        )
    return found


def _min_remaining(params: dict) -> int:
    """Return for how many more seconds a key must be valid to be kept."""
    given = params["min_remaining_seconds"]
    return params["duration_seconds"] // 2 if given is None else given


def _is_good(about: dict, params: dict, place: dict, wall: float) -> bool:
    """Return whether the key in a file is for these endpoints, and valid for long enough.

    :param about: what belongs to the key.
    :param place: where the key was made, as it stands in ``about``.
    :param wall: seconds since 1970.
    """
    asked = "endpoint_ids" if params["endpoint_ids"] is not None else "endpoint_names"
    endpoints, expires = about.get(asked), about.get("expires")
    if not isinstance(endpoints, list) or not isinstance(expires, (int, float)):
        return False
    scope = {**place, "project_name": params["project_name"]} if asked == "endpoint_names" else place
    same = set(map(str, endpoints)) == set(params[asked]) and all(about.get(name) == scope[name] for name in scope)
    return same and expires - wall > _min_remaining(params)


def _endpoint_ids(params: dict) -> Process:
    """Return the ids of the endpoints, looked up by name where names were given.

    :raises Refused: a name is not that of exactly one endpoint.
    """
    if params["endpoint_ids"] is not None:
        return sorted(set(params["endpoint_ids"]))
    ark, found = ArkEndpoint(), []
    for name in sorted(set(params["endpoint_names"])):
        listed = yield from ark.find(name, {"project_name": params["project_name"]})
        endpoints = [each for each in listed if ark.run_state(each) not in (LEAVING, GONE)]
        if not endpoints:
            raise Refused(
                f"endpoint_names: project {params['project_name']} has no endpoint {name}; create it first, or give"
                " its project_name"
            )
        if len(endpoints) > 1:
            ids = ", ".join(each["endpoint_id"] for each in endpoints)
            raise Ambiguous(
                f"endpoint_names: {name} is the name of several endpoints: {ids}; use endpoint_ids", endpoints
            )
        found.append(endpoints[0]["endpoint_id"])
    return sorted(found)


def manage(job: Any) -> Process:
    """Make a key unless the file has a good one; return the members of the result.

    :param job: the task's ``KeyJob``.
    :raises Refused: an endpoint is not there, or the file cannot be written.
    """
    params, file = job.params, job.file
    place, about = {"site": params["site"]}, file.about()
    result = {"endpoint_ids": about.get("endpoint_ids"), "expires_at": _moment(about.get("expires"))}
    before = {"endpoint_ids": result["endpoint_ids"], "expires_at": result["expires_at"]}
    if _is_good(about, params, place, job.wall):
        return {"changed": job.restrict_file(), **result, "diff": {"before": before, "after": before}}
    ids = yield from _endpoint_ids(params)
    diff = {"before": before, "after": {"endpoint_ids": ids, "expires_at": f"{params['duration_seconds']} s from now"}}
    made = {"changed": True, "endpoint_ids": ids, "expires_at": None, "diff": diff}
    if job.check_mode:
        job.actions.append("GetApiKey")
        return made
    file.prepare()
    key, expires = yield from _make(job, ids)
    names = params["endpoint_names"]
    belongs = {**place, "project_name": params["project_name"], "endpoint_ids": ids, "endpoint_names": names}
    delivered = job.deliver(key, {**belongs, "expires": expires, "expires_at": _moment(expires)})
    return {**made, "expires_at": _moment(expires), **delivered}


def _make(job: Any, ids: list[str]) -> Process:
    """Make a key; return it, and when it expires in seconds since 1970."""
    duration = job.params["duration_seconds"]
    arguments = {"DurationSeconds": duration, "ResourceType": "endpoint", "ResourceIds": ids}
    try:
        answer = yield Call("GetApiKey", arguments, usable=lambda result: is_key(result.get("ApiKey")))
    except Unclear as error:
        job.actions.append("GetApiKey")
        raise error.saying(
            f"{error}. If a key was made, nobody has it, and it ends by itself within {duration} s. Run the task again"
        ) from error
    job.actions.append("GetApiKey")
    expires = answer.get("ExpiredTime")
    known = isinstance(expires, (int, float)) and not isinstance(expires, bool) and expires > 0
    return answer["ApiKey"], int(expires) if known else int(job.wall + duration)


def _moment(expires: Any) -> str | None:
    """Return seconds since 1970 as text."""
    try:
        return datetime.fromtimestamp(expires, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (TypeError, ValueError, OverflowError, OSError):
        return None
