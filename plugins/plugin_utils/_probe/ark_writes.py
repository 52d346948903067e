# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls that make two endpoints of Ark, change, stop, start and delete them.

Each update carries a description of its own. Only a read that shows it counts, so that reads may lag.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ as READS
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import WRITE as WRITES
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field, to_api
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.rolling import MODEL_REFERENCE

from .ark_replies import STEADY, are_none, endpoints, is_accepted, items, status
from .questions import WRITE, Observation, Reply, Seen, Settings, Upkeep

_INT32 = 2**31 - 1
_TAGS = [{"Key": key, "Value": "probe"} for key in ("b", "a")]

Requests = Callable[[Settings, Seen], list[dict[str, Any]]]


def _addressed(action: str) -> Callable[[str, str], Call]:
    """Return a function of an endpoint's id and project that returns the call of an action about it."""
    kind = READS if action.startswith("Get") else WRITES
    return lambda endpoint_id, _project: Call(action, {"Id": endpoint_id}, kind, endpoint_id)


def _found(reply: Reply, name: str) -> list[str] | None:
    return None if reply.code else [item["Id"] for item in items(reply) if item.get("Name") == name]


def _is_gone(reply: Reply, _endpoint_id: str = "") -> bool:
    return reply.kind == "NotFound" or status(reply) == "Deleted"


UPKEEP = Upkeep(
    scope=lambda call: str(call.arguments["ProjectName"]),
    is_certain=lambda call, reply: not reply.code and not call.arguments.get("DryRun"),
    made=lambda reply: str(reply.result.get("Id") or ""),
    search=lambda name, project: Call(
        "ListEndpoints", {"ProjectName": project, "Filter": {"Name": name}, "PageSize": 100}, READS
    ),
    found=_found,
    read=_addressed("GetEndpoint"),
    stop=_addressed("StopEndpoint"),
    delete=_addressed("DeleteEndpoint"),
    is_gone=_is_gone,
)

#: What the endpoints are made with.
OPTIONS = (Field("project_name", default="default"), MODEL_REFERENCE)


def _body(settings: Settings, **more: Any) -> dict[str, Any]:
    given = settings.options[MODEL_REFERENCE.name]
    return {
        "Name": f"probe-{settings.token}",
        "ModelReference": to_api((MODEL_REFERENCE,), {MODEL_REFERENCE.name: given})[MODEL_REFERENCE.api],
        "ProjectName": settings.options["project_name"],
        **more,
    }


def _dry(name: str, **more: Any) -> Observation:
    """Return a dry run that is only sent if the first one made nothing."""

    def requests(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
        makes_nothing = is_accepted(seen["dry_run"][0]) and are_none(seen["dry_check"])
        body = {**_body(settings, DryRun=True), **more}
        return [{key: value for key, value in body.items() if value is not None}] if makes_nothing else []

    return Observation(name, "CreateEndpoint", requests, WRITE, makes=True)


def _id(seen: Seen, name: str) -> str:
    return next((str(reply.result["Id"]) for reply in seen[name] if reply.result.get("Id")), "")


def _on(made: str, **more: Any) -> Requests:
    """Return a request about the endpoint that was made, if it was."""
    return lambda _settings, seen: [{"Id": _id(seen, made), **more}] if _id(seen, made) else []


def _if_last(name: str, wanted: str, requests: Requests) -> Requests:
    """Return requests that are only sent if the last read showed this status."""
    return lambda settings, seen: requests(settings, seen) if _last_status(seen, name) == wanted else []


def _last_status(seen: Seen, name: str) -> str:
    return status(seen[name][-1]) if seen[name] else ""


def _reached(*statuses: str) -> Callable[[Seen, Reply], bool]:
    return lambda _seen, reply: status(reply) in statuses


def _update(name: str, **more: Any) -> tuple[Observation, Observation]:
    """Return an update of the first endpoint, and the reads until it shows."""
    text = f"probe {name}"

    def shows(_seen: Seen, reply: Reply) -> bool:
        return any(each.get("Description") == text for each in endpoints([reply])) and status(reply) in STEADY

    def read(_settings: Settings, seen: Seen) -> list[dict[str, Any]]:
        return [{"Id": _id(seen, "make")} for reply in seen[name] if not reply.code]

    requests = _if_last("made", "Running", _on("make", Description=text, **more))
    return (
        Observation(name, "UpdateEndpoint", requests, WRITE, writes=True),
        Observation(f"{name}_read", "GetEndpoint", read, WRITE, until=shows),
    )


def _make_second(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
    if not _id(seen, "make"):
        return []
    moderated = seen["dry_moderation"] and is_accepted(seen["dry_moderation"][0])
    return [_body(settings, **({"Moderation": {"Strategy": "Basic"}} if moderated else {}))]


OBSERVATIONS = (
    Observation("dry_run", "CreateEndpoint", lambda settings, _seen: [_body(settings, DryRun=True)], WRITE, makes=True),
    Observation(
        "dry_check",
        "ListEndpoints",
        lambda settings, _seen: [
            {
                "ProjectName": settings.options["project_name"],
                "PageSize": 100,
                "Filter": {"Name": f"probe-{settings.token}"},
            }
        ],
        WRITE,
        after=10.0,
    ),
    _dry("dry_model", ModelReference={"FoundationModel": {"Name": "probe-no-such-model", "ModelVersion": "1"}}),
    _dry("dry_no_model", ModelReference=None),
    _dry("dry_cli", BatchOnly=False),
    _dry("dry_over", RateLimit={"Rpm": _INT32, "Tpm": _INT32}),
    _dry("dry_partial", RateLimit={"Rpm": 10}),
    _dry("dry_tag", Tags=[{"Key": "probe!", "Value": "probe"}]),
    _dry("dry_moderation", Moderation={"Strategy": "Basic"}),
    _dry("dry_moderation_four", Moderation={"Strategy": "Customized"}),
    _dry("dry_moderation_any", Moderation={"Strategy": "ProbeOnly"}),
    Observation(
        "make",
        "CreateEndpoint",
        lambda settings, seen: [_body(settings, Tags=_TAGS)] if are_none(seen["dry_check"]) else [],
        WRITE,
        makes=True,
    ),
    Observation("made", "GetEndpoint", _on("make"), WRITE, until=_reached("Running", "Failed", "Abnormal")),
    Observation("start_again", "StartEndpoint", _if_last("made", "Running", _on("make")), WRITE, writes=True),
    *_update("limit", RateLimit={"Rpm": 10, "Tpm": 1000}),
    *_update("limit_partial", RateLimit={"Rpm": 20}),
    *_update("limit_zero", RateLimit={"Rpm": 0, "Tpm": 1000}),
    *_update("tags", Tags=[{"Key": "c", "Value": "probe"}]),
    *_update("tags_none", Tags=[]),
    *_update("moderation", Moderation={"Strategy": "Basic"}),
    Observation("make_second", "CreateEndpoint", _make_second, WRITE, makes=True),
    Observation(
        "made_second", "GetEndpoint", _on("make_second"), WRITE, until=_reached("Running", "Failed", "Abnormal")
    ),
    Observation(
        "delete_running", "DeleteEndpoint", _if_last("made_second", "Running", _on("make_second")), WRITE, writes=True
    ),
    Observation("stop", "StopEndpoint", _if_last("made", "Running", _on("make")), WRITE, writes=True),
    Observation(
        "stopped",
        "GetEndpoint",
        lambda settings, seen: _on("make")(settings, seen) if seen["stop"] and not seen["stop"][0].code else [],
        WRITE,
        until=_reached("Stopped"),
    ),
    Observation("stop_again", "StopEndpoint", _if_last("stopped", "Stopped", _on("make")), WRITE, writes=True),
    Observation(
        "update_stopped",
        "UpdateEndpoint",
        _if_last("stopped", "Stopped", _on("make", Description="probe stopped")),
        WRITE,
        writes=True,
    ),
    Observation("delete", "DeleteEndpoint", _if_last("stopped", "Stopped", _on("make")), WRITE, writes=True),
    Observation(
        "deleted",
        "GetEndpoint",
        lambda settings, seen: _on("make")(settings, seen) if seen["delete"] and not seen["delete"][0].code else [],
        WRITE,
        until=lambda _seen, reply: _is_gone(reply),
    ),
)
