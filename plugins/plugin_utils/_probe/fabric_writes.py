# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls that make two endpoints of Fabric, change and delete them.

Both are of the type inference and reserve nothing, so they cost nothing. What may be refused is tried first, and what
is certainly accepted last, so two endpoints are enough. The first endpoint is left alone while the second one is
changed and deleted on its way: as the older one, it shows that the other was still on its way, too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .fabric_reads import Requests, all_of, one_of, search
from .fabric_replies import STILL_BUSY, is_gone, is_moving, items, name_of, shown, status_of
from .questions import WRITE, Observation, Reply, Seen, Settings

#: Members that are tried on the first endpoint, most at once first. Each has the value that it has without being given.
_LOGS, _PUBLIC = {"log_config": {"enable_lts_log": False}}, {"public_access": False}
_TRIALS: dict[str, dict[str, Any]] = {
    "make_both": {**_LOGS, **_PUBLIC},
    "make_logs": _LOGS,
    "make_public": _PUBLIC,
    "make": {},
}
_MAKE = tuple(_TRIALS)
_MAKE_SECOND = ("make_twin", "make_bare", "make_second")

#: The size in the vendor's example. It is used if the workspace shows no other.
_SPEC = "mu.llama3.8b"

#: What each update of the first endpoint changes, in their order. Those with a name of their own are in ``_names``.
_CHANGES: dict[str, dict[str, Any]] = {
    "nested": {"reserved_resource": {}},
    "plain": {},
    "typed": {"type": "inference"},
    "unknown": {"probe": True},
    "signs": {"description": "probe <signs>"},
    "renamed": {"description": None},
    "chinese": {},
    "long_128": {},
    "long_65": {},
    "long_64": {},
    "reuse": {},
}

#: A refusal for the state of an endpoint may look like a fault of the server. Only endpoints of the probe are at stake.
_HEARS = (STILL_BUSY,)

#: How often an endpoint is looked for in lists, which may lag.
_MOST_SEARCHES = 30


def _first_name(settings: Settings) -> str:
    return f"probe-{settings.token}"


def _second_name(settings: Settings) -> str:
    return f"probe-{settings.token}-2"


def _names(settings: Settings) -> dict[str, str]:
    """Return the names that updates give to the first endpoint."""
    name = _first_name(settings)
    long = {f"long_{length}": name.ljust(length, "x") for length in (128, 65, 64)}
    chinese = f"{name}-\u63a2\u6d4b"
    return {"renamed": f"{name}-x", "chinese": chinese, "reuse": _second_name(settings), **long}


# --- what earlier replies tell


def _accepted(seen: Seen, *names: str) -> Reply | None:
    """Return the success among the replies to these observations."""
    return next((reply for name in names for reply in seen[name] if not reply.code), None)


def _first_id(settings: Settings, seen: Seen) -> str:
    """Return the id of the first endpoint, as the reply to its creation or a list shows it; '' for none."""
    return _id(_accepted(seen, *_MAKE), seen.get("find", ()), _first_name(settings))


def _second_id(settings: Settings, seen: Seen) -> str:
    """Return the id of the second endpoint; '' for none."""
    name = _first_name(settings) if _accepted(seen, "make_twin") else _second_name(settings)
    return _id(_accepted(seen, *_MAKE_SECOND), seen.get("find_second", ()), name, but=_first_id(settings, seen))


def _id(made: Reply | None, found: Any, name: str, *, but: str = "") -> str:
    if made is None or made.result.get("id"):
        return str(made.result["id"]) if made else ""
    ids = [str(item["id"]) for reply in found[-1:] for item in items(reply) if name_of(item) == name]
    return next((endpoint_id for endpoint_id in ids if endpoint_id != but), "")


def _last_status(seen: Seen) -> str:
    """Return the status in which the first endpoint was seen last."""
    reads = [seen["made"], *(seen.get(f"{update}_read", ()) for update in _CHANGES)]
    last = [replies for replies in reads if replies][-1:]
    return status_of(last[0][-1]) if last else ""


def _is_second_gone(seen: Seen) -> bool:
    """Tell whether the second endpoint is no more: what reads do not show may also be new, as they may lag."""
    reads = [reply for name in ("second_now", "second", "second_gone") for reply in seen[name]]
    is_certain = any(map(status_of, reads)) or any(reply.kind == "NotFound" for reply in seen["second_delete"])
    return is_certain and any(map(is_gone, reads[-1:]))


# --- calls that make


def _body(seen: Seen, name: str, *, is_bare: bool = False, **more: Any) -> dict[str, Any]:
    resources = ((item.get("reserved_resource") or {}).get("mu") or {} for item in items(seen["list"][0]))
    spec = next((mu["spec_code"] for mu in resources if mu.get("spec_code")), _SPEC)
    reserved = {} if is_bare else {"reserved_resource": {"mu": {"spec_code": spec, "min": 0, "max": 1}}}
    return {"name": name, "type": "inference", "description": "probe", **reserved, **more}


def _make(name: str) -> Observation:
    """Return an attempt to make the first endpoint, if those before were refused."""

    def requests(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
        if _accepted(seen, *_MAKE[: _MAKE.index(name)]):
            return []
        return [all_of(settings, _body(seen, _first_name(settings), **_TRIALS[name]), method="POST")]

    return Observation(name, "CreateEndpoint", requests, WRITE, makes=True)


def _make_second(name: str, call_it: Callable[[Settings], str], *, is_bare: bool = False) -> Observation:
    """Return an attempt to make the second endpoint, if there is a first one and the attempts before were refused."""

    def requests(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
        if not _first_id(settings, seen) or _accepted(seen, *_MAKE_SECOND[: _MAKE_SECOND.index(name)]):
            return []
        return [all_of(settings, _body(seen, call_it(settings), is_bare=is_bare), method="POST")]

    return Observation(name, "CreateEndpoint", requests, WRITE, makes=True)


def _find(name: str, made: tuple[str, ...], call_it: Callable[[Settings, Seen], str]) -> Observation:
    """Return a search for an endpoint that was made by a call whose reply does not tell its id."""

    def requests(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
        reply = _accepted(seen, *made)
        is_needed = reply is not None and not reply.result.get("id")
        return [search(settings, call_it(settings, seen))] if is_needed else []

    def is_there(seen: Seen, reply: Reply) -> bool:
        known = {item["id"] for each in seen.get("find", ())[-1:] for item in items(each)}
        return any(name_of(item).startswith("probe-") and item["id"] not in known for item in items(reply))

    return Observation(name, "ListEndpoints", requests, WRITE, finds=True, until=is_there, most=_MOST_SEARCHES)


# --- calls that change and delete


def _first(method: str = "GET", body: Any = None, **query: Any) -> Requests:
    """Return a request about the first endpoint, if there is one."""

    def requests(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
        found = _first_id(settings, seen)
        return [one_of(settings, found, body, method=method, **query)] if found else []

    return requests


def _second(method: str = "GET", body: Any = None) -> Requests:
    """Return a request about the second endpoint, if there is one."""

    def requests(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
        found = _second_id(settings, seen)
        return [one_of(settings, found, body, method=method)] if found else []

    return requests


def _if(condition: Callable[[Seen], Any], requests: Requests) -> Requests:
    """Return requests that are only made if earlier replies allow it."""
    return lambda settings, seen: requests(settings, seen) if condition(seen) else []


def _change(name: str, action: str, requests: Requests) -> Observation:
    """Return a call that changes an endpoint of the probe."""
    return Observation(name, action, requests, WRITE, writes=True, hears=_HEARS)


def _show(name: str, requests: Requests, until: Callable[[Seen, Reply], bool] | None = None) -> Observation:
    return Observation(name, "ShowEndpoint", requests, WRITE, until=until)


def _is_steady(_seen: Seen, reply: Reply) -> bool:
    return bool(status_of(reply)) and not is_moving(status_of(reply))


def _is_settled(seen: Seen, reply: Reply) -> bool:
    return _is_steady(seen, reply) or (is_gone(reply) and _accepted(seen, "moving_delete") is not None)


def _is_deleted(_seen: Seen, reply: Reply) -> bool:
    return is_gone(reply) or status_of(reply) == "DELETE_FAILED"


def _is_due(update: str, seen: Seen) -> bool:
    """Tell whether an update is to be sent: those before it say whether it can tell anything."""
    if update == "nested":
        return True
    if update == "reuse" and not (_is_second_gone(seen) and _accepted(seen, "make_bare", "make_second")):
        return False
    longer = {"long_65": "long_128", "long_64": "long_65"}.get(update)
    if longer and not any(reply.code for reply in seen[longer]):
        return False
    return _last_status(seen) == "RUNNING"


def _update(update: str) -> tuple[Observation, Observation]:
    """Return an update of the first endpoint, and the reads until it shows, as reads may lag."""
    changes = {"description": f"probe {update}", **_CHANGES[update]}

    def requests(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
        body = {**changes, "name": _names(settings).get(update)}
        body = {member: value for member, value in body.items() if value is not None}
        return _first("PUT", body)(settings, seen) if _is_due(update, seen) else []

    def shows(seen: Seen, reply: Reply) -> bool:
        return _is_steady(seen, reply) and any(map(_is_new, shown([reply])))

    def _is_new(endpoint: dict[str, Any]) -> bool:
        if changes["description"]:
            return endpoint.get("description") == changes["description"]
        return name_of(endpoint).endswith("-x")

    read = _if(lambda seen: _accepted(seen, update), _first())
    return _change(update, "UpdateEndpoint", requests), _show(f"{update}_read", read, shows)


OBSERVATIONS = (
    *map(_make, _MAKE),
    _find("find", _MAKE, lambda settings, _seen: _first_name(settings)),
    _make_second("make_twin", _first_name),
    _make_second("make_bare", _second_name, is_bare=True),
    _make_second("make_second", _second_name),
    _find(
        "find_second",
        _MAKE_SECOND,
        lambda settings, seen: (_first_name if _accepted(seen, "make_twin") else _second_name)(settings),
    ),
    _change("moving_update", "UpdateEndpoint", _second("PUT", {"description": "probe moving"})),
    _show("witness", _if(lambda seen: seen["moving_update"], _first())),
    _change("moving_delete", "DeleteEndpoint", _second("DELETE")),
    _show("second_now", _second()),
    _show("witness_again", _if(lambda seen: seen["moving_delete"], _first())),
    _show("made", _first(), _is_steady),
    _show("second", _second(), _is_settled),
    _change("second_delete", "DeleteEndpoint", _second("DELETE")),
    _show("second_gone", _if(lambda seen: _accepted(seen, "moving_delete", "second_delete"), _second()), _is_deleted),
    *_update("nested"),
    _show("earlier", _if(lambda seen: seen["nested_read"], _first(version="PREVIOUS"))),
    *(each for update in list(_CHANGES)[1:] for each in _update(update)),
    _change("delete_flag", "DeleteEndpoint", _first("DELETE", is_delete_app_instance="false")),
    _change("delete", "DeleteEndpoint", _if(lambda seen: not _accepted(seen, "delete_flag"), _first("DELETE"))),
    _show("gone", _if(lambda seen: _accepted(seen, "delete_flag", "delete"), _first()), _is_deleted),
    Observation(
        "gone_listed",
        "ListEndpoints",
        lambda settings, seen: (
            [all_of(settings, limit=100, endpoint_id=_first_id(settings, seen), visibility="PRIVATE")]
            if seen["gone"]
            else []
        ),
        WRITE,
    ),
    _show("gone_again", _if(lambda seen: seen["gone"], _first())),
)
