# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The calls that make two endpoints of MaaS, edit, rename, disable, enable and delete them.

Each edit carries a tpm of its own. Only a list that shows it counts, so that lists may lag.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import BUILT_IN

from .maas_calls import id_in, is_whole, item, items
from .questions import WRITE, Observation, Reply, Seen, Settings

OPTIONS = (Field("model_name"),)

#: What is given to creations, and in edits, so that it is known again.
MADE_REMARK, EDITED_REMARK, TPM, RPM = "probe made", "probe edited", 1000, 10
HIGHEST = 2**31 - 1

#: The code of what is wrong in a request, of a name that is taken, and of one that is malformed.
INVALID, TAKEN, MALFORMED = ".0104", ".6271", ".6274"

#: The creations of a first endpoint, by the end of its name: with all that a creation may not take, then with some.
ATTEMPTS: dict[str, tuple[str, dict[str, Any]]] = {
    "make": ("-a", {"remark": MADE_REMARK, "tpm": TPM, "moderation": True}),
    "make_remark": ("-b", {"remark": MADE_REMARK}),
    "make_tpm": ("-c", {"tpm": TPM}),
    "make_moderation": ("-d", {"moderation": True}),
    "make_plain": ("-e", {}),
}
#: Those of the second, with and without a source.
SECONDS: dict[str, tuple[str, dict[str, Any]]] = {
    "make_second": ("-f", {}),
    "make_sourced": ("-g", {"source": BUILT_IN}),
}
_ENDS = {name: end for name, (end, _more) in {**ATTEMPTS, **SECONDS}.items()}

Requests = Callable[[Settings, Seen], list[dict[str, Any]]]


# --- what was made


def accepted(seen: Seen, *names: str) -> list[str]:
    """Return which of these calls were made and not refused."""
    return [name for name in names if seen[name] and not seen[name][0].code]


def is_refused(seen: Seen, name: str, code: str) -> bool:
    """Tell whether a call was refused with a code that ends so."""
    return bool(seen[name]) and seen[name][0].code.endswith(code)


def id_of(seen: Seen, name: str) -> str:
    """Return the id of what a creation made, by its answer or else by its name in the lists after it; or ''."""
    known = id_in(seen[name][0]) if seen[name] else ""
    if known:
        return known
    before = {each["id"] for each in items(seen["list"][0])}
    lists = [reply for place in ("made", "made_second") for reply in seen.get(place, ())]
    new = (each for reply in lists for each in items(reply) if each["id"] not in before)
    return next((each["id"] for each in new if _is_ours(each, _ENDS[name])), "")


def first(seen: Seen) -> str:
    """Return the id of the endpoint that is edited, or '' if there is none."""
    return next((id_of(seen, name) for name in accepted(seen, *ATTEMPTS)), "")


def second(seen: Seen) -> str:
    """Return the id of the endpoint that is deleted, or '' if there is none."""
    made = [*accepted(seen, *ATTEMPTS)[1:], *accepted(seen, *SECONDS)]
    return id_of(seen, made[0]) if made else ""


def _is_ours(each: dict[str, Any], end: str) -> bool:
    name = str(each.get("endpoint_name"))
    return name.startswith("probe-") and name.endswith(end)


# --- creations


def _may_write(seen: Seen) -> bool:
    """Tell whether the account has room for two endpoints, and its list shows all that there is."""
    listed = seen["list"][0]
    total, limit = listed.result.get("total"), listed.result.get("quantity_limit")
    has_room = not (isinstance(total, int) and isinstance(limit, int)) or limit - total >= 2
    return not listed.code and is_whole(listed) and has_room


def _create(name: str, is_due: Callable[[Seen], bool]) -> Observation:
    end, more = {**ATTEMPTS, **SECONDS}[name]

    def requests(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
        source = {} if name in SECONDS else {"source": BUILT_IN}
        body = {"endpoint_name": f"probe-{settings.token}{end}", "model_name": settings.options["model_name"]}
        return [{**body, **source, **more}] if is_due(seen) else []

    return Observation(name, "CreateEndpoint", requests, WRITE, makes=True)


def _all_is_refused(seen: Seen) -> bool:
    return is_refused(seen, "make", INVALID)


def _is_plain_due(seen: Seen) -> bool:
    return _all_is_refused(seen) and not accepted(seen, *list(ATTEMPTS)[:-1])


def _are_made(names: tuple[str, ...]) -> Callable[[Seen, Reply], bool]:
    """Return what tells that a list shows all that these creations made."""

    def are_shown(seen: Seen, reply: Reply) -> bool:
        wanted = [_ENDS[name] for name in accepted(seen, *names)]
        return all(any(_is_ours(each, end) for each in items(reply)) for end in wanted)

    return are_shown


def _if_made(*names: str) -> Requests:
    return lambda _settings, seen: [{}] if accepted(seen, *names) else []


def _looked(name: str, requests: Requests, until: Callable[[Seen, Reply], bool], **more: Any) -> Observation:
    """Return lists until one shows what is waited for, but not for ever."""
    return Observation(name, "ListEndpoints", requests, WRITE, until=until, is_needed=False, **more)


# --- changes of the first endpoint


def _on(
    endpoint: Callable[[Seen], str], call: str, name: str, is_due: Callable[[Seen], bool], /, **arguments: Any
) -> Observation:
    """Return a change of one of the two endpoints, if it was made."""

    def requests(_settings: Settings, seen: Seen) -> list[dict[str, Any]]:
        return [{"id": endpoint(seen), **arguments}] if endpoint(seen) and is_due(seen) else []

    return Observation(name, call, requests, WRITE, writes=True)


def _edit(number: int, name: str, **body: Any) -> tuple[Observation, Observation]:
    """Return an edit of the first endpoint, and the lists until one shows it."""
    tpm = TPM + number

    def shows(seen: Seen, reply: Reply) -> bool:
        return (item(reply, first(seen)) or {}).get("tpm") == tpm

    edit = _on(first, "UpdateEndpoint", name, lambda seen: bool(seen["settled"]), tpm=tpm, **body)
    return edit, _looked(f"{name}_read", _if_made(name), shows, most=12)


def _rename(name: str, begin: str, end: str, is_due: Callable[[Seen], bool]) -> Observation:
    """Return an edit that gives the first endpoint the name that it was made with, between these texts."""

    def requests(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
        made = accepted(seen, *ATTEMPTS)
        if not made or not first(seen) or not is_due(seen):
            return []
        return [{"id": first(seen), "endpoint_name": f"{begin}probe-{settings.token}{_ENDS[made[0]]}{end}"}]

    return Observation(name, "UpdateEndpoint", requests, WRITE, writes=True)


def _rename_deleted(settings: Settings, seen: Seen) -> list[dict[str, Any]]:
    made = [*accepted(seen, *ATTEMPTS)[1:], *accepted(seen, *SECONDS)]
    is_deleted = made and accepted(seen, "delete_enabled", "delete_second")
    return [{"id": first(seen), "endpoint_name": f"probe-{settings.token}{_ENDS[made[0]]}"}] if is_deleted else []


def status(reply: Reply, endpoint_id: str) -> Any:
    """Return the status that a list shows of an endpoint."""
    return (item(reply, endpoint_id) or {}).get("status")


def _differs_from(name: str) -> Callable[[Seen, Reply], bool]:
    """Return what tells that the first endpoint's status is another than in an earlier list."""
    return lambda seen, reply: status(reply, first(seen)) != status(seen[name][-1], first(seen))


# --- the table


def _always(_seen: Seen) -> bool:
    return True


def _has_deleted(seen: Seen) -> bool:
    return bool(accepted(seen, "delete_enabled", "delete_second"))


_ACTIVATE, _DEACTIVATE = {"action": "activate"}, {"action": "deactivate"}

OBSERVATIONS = (
    _create("make", _may_write),
    _create("make_remark", _all_is_refused),
    _create("make_tpm", _all_is_refused),
    _create("make_moderation", lambda seen: _all_is_refused(seen) and len(accepted(seen, *list(ATTEMPTS)[:3])) < 2),
    _create("make_plain", _is_plain_due),
    _looked("made", _if_made(*ATTEMPTS), _are_made(tuple(ATTEMPTS)), finds=True, most=30),
    Observation("settled", "ListEndpoints", _if_made(*ATTEMPTS), WRITE, after=5.0),
    *_edit(1, "edit", remark=EDITED_REMARK, rpm=RPM),
    *_edit(2, "edit_part"),
    *_edit(3, "edit_back", rpm=RPM + 1),
    *_edit(4, "edit_null", rpm=None),
    *_edit(5, "edit_zero", rpm=0),
    *_edit(6, "edit_unknown", rpm=RPM, probe="probe"),
    *_edit(7, "edit_highest", rpm=HIGHEST),
    _rename("rename", "", "-r", lambda seen: bool(seen["settled"])),
    _rename("rename_back", "", "", lambda seen: bool(accepted(seen, "rename"))),
    _rename("rename_digit", "1", "", lambda seen: bool(accepted(seen, "rename"))),
    _rename("rename_chinese", "\u6d4b", "", lambda seen: is_refused(seen, "rename_digit", MALFORMED)),
    _on(first, "ActivateEndpoint", "activate_again", _always, **_ACTIVATE),
    _on(first, "DeactivateEndpoint", "deactivate", _always, **_DEACTIVATE),
    _looked("disabled", _if_made("deactivate"), _differs_from("settled"), most=8),
    _on(
        first, "DeactivateEndpoint", "deactivate_again", lambda seen: bool(accepted(seen, "deactivate")), **_DEACTIVATE
    ),
    _on(first, "UpdateEndpoint", "edit_disabled", lambda seen: bool(accepted(seen, "deactivate")), remark=MADE_REMARK),
    _on(first, "ActivateEndpoint", "activate", lambda seen: bool(accepted(seen, "deactivate")), **_ACTIVATE),
    _looked("enabled", _if_made("activate"), _differs_from("disabled"), most=8),
    _create("make_second", lambda seen: bool(first(seen)) and len(accepted(seen, *ATTEMPTS)) == 1),
    _create("make_sourced", lambda seen: is_refused(seen, "make_second", INVALID)),
    _looked("made_second", _if_made(*SECONDS), _are_made(tuple(SECONDS)), finds=True, most=30),
    _on(second, "DeleteEndpoint", "delete_enabled", _always),
    _on(
        second,
        "DeactivateEndpoint",
        "deactivate_second",
        lambda seen: not accepted(seen, "delete_enabled"),
        **_DEACTIVATE,
    ),
    _on(second, "DeleteEndpoint", "delete_second", lambda seen: bool(accepted(seen, "deactivate_second"))),
    _on(second, "DeactivateEndpoint", "deactivate_deleted", _has_deleted, **_DEACTIVATE),
    Observation("rename_deleted", "UpdateEndpoint", _rename_deleted, WRITE, writes=True),
)
