# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""API keys of MaaS: their attributes, and the calls about them (additions, section 3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from .._engine.attributes import from_api
from .._engine.effects import READ, Call, Process
from .._engine.errors import CallFailed
from .._engine.fields import READ_ONLY, Field, to_api
from .._http.client import described_in, is_key
from .._http.pagination import PageFormat
from .answers import places_in
from .masking import MASK

_KEYS = "/v2/{project_id}/maas/api-auth/api-keys"
#: A deletion has another version of the API.
_DELETE = "/v1/{project_id}/maas/api-auth/api-keys"

#: How many keys there may be, which is the largest page as well.
MOST_KEYS = 30

#: Attributes that an update sets. It takes the label and the id too, and ignores them.
CHANGEABLE = (
    Field("description", "description"),
    Field("allow_all", "allow_all", "bool"),
    Field("ip_whitelist", "ip_whitelist", "list"),
    Field("model_versions", "resident_model_version_whitelist", "list"),
    Field("endpoints", "endpoint_whitelist", "list"),
)
FIELDS = (
    Field("key_id", "id", role=READ_ONLY, also=("key_id", "api_key_id")),
    Field("label", "label", role=READ_ONLY),
    *CHANGEABLE,
    Field("create_time", "create_at", role=READ_ONLY, also=("create_time", "created_at")),
)

#: The options of the info module, and what they must fulfil.
FILTERS = (Field("label", identifier=True),)

#: The list; an answer may leave out what is empty.
_LIST = PageFormat("items", "id", "total", ("count", "user_api_key_quota"))

#: Which member of the answer to a create has the key is not clear from the documentation.
_PLACES = ("api_key", "data", "result", "item")
_MEMBERS = ("api_key", "key", "value", "secret", "token")


def attributes(raw: dict) -> dict:
    """Return an item of the list as attributes; mask a key that the service shows in full."""
    return from_api(FIELDS, {**raw, **{name: MASK for name in _MEMBERS if is_key(raw.get(name))}})


def list_keys() -> Process:
    """Return all keys as attributes, oldest first, and how many there may be.

    :raises CallFailed: the service says that there are more keys than it shows.
    """
    found: dict[str, dict] = {}
    while True:
        query = {"offset": len(found), "limit": MOST_KEYS}
        arguments = {"method": "GET", "path": _KEYS, "query": query}
        answer = yield Call("ListApiKeys", arguments, READ, usable=_is_list)
        page = described_in(answer, "api_key_list")
        known = len(found)
        for item in map(attributes, _LIST.items_of(page)):
            if item["key_id"]:
                found.setdefault(item["key_id"], item)
        total = _LIST.total_of(page)
        if total is None or len(found) >= total:
            break
        if len(found) == known:
            raise CallFailed(
                f"ListApiKeys shows {len(found)} of {total} keys, so what exists cannot be told. Report this to the"
                " support of the service",
                action="ListApiKeys",
                code="ListIncomplete",
            )
    quota = answer.get("user_api_key_quota")
    ordered = sorted(found.values(), key=lambda item: (str(item["create_time"] or ""), item["key_id"]))
    return ordered, quota if isinstance(quota, int) and not isinstance(quota, bool) else None


def search(params: dict) -> Process:
    """Return the keys that the options of the info module select, and how many keys there may be."""
    keys, quota = yield from list_keys()
    return {"api_keys": keys if params["label"] is None else family(keys, params["label"]), "quota": quota}


def create(label: str, values: dict) -> Process:
    """Create a key; return its id, or None if the answer has none, and the key."""
    body = {"label": label, **to_api(CHANGEABLE, values)}
    arguments = {"method": "POST", "path": _KEYS, "body": body}
    answer = yield Call("CreateApiKey", arguments, usable=lambda result: bool(_key_in(result)))
    return _id_in(answer), _key_in(answer)


def update(key_id: str, values: dict) -> Process:
    """Set all attributes that can be changed."""
    arguments = {"method": "PUT", "path": f"{_KEYS}/{quote(key_id, safe='')}", "body": to_api(CHANGEABLE, values)}
    yield Call("UpdateApiKey", arguments)


def delete(key_id: str) -> Process:
    """Delete a key, which is effective at once."""
    yield Call("DeleteApiKey", {"method": "DELETE", "path": f"{_DELETE}/{quote(key_id, safe='')}"})


def family(keys: Iterable[dict], label: str) -> list[dict]:
    """Return the keys with a label and its successors from rotations, oldest first.

    Labels are unique and cannot be changed, so a successor has a label of its own: ``label-r`` and ten digits.
    """
    pattern = re.compile(rf"{re.escape(label)}(-r([0-9]{{10}}))?")
    members = [(match.group(2) or "", key) for key in keys if (match := pattern.fullmatch(str(key["label"])))]
    return [key for _number, key in sorted(members, key=lambda member: member[0])]


def successor_label(label: str, keys: Iterable[dict], wall: float) -> str:
    """Return the label of the next key of a family. ``wall`` is the time in seconds since 1970."""
    taken = {key["label"] for key in keys}
    number = int(wall)
    while (successor := f"{label}-r{number:010d}") in taken:
        number += 1
    return successor


def _is_list(answer: dict) -> bool:
    return _LIST.is_page(described_in(answer, "api_key_list")) or _LIST.is_page(answer)


def _key_in(answer: dict) -> str:
    found = (place.get(member) for place in places_in(answer, _PLACES) for member in _MEMBERS)
    return next((str(value) for value in found if is_key(value)), "")


def _id_in(answer: dict) -> str | None:
    found = (from_api(FIELDS, place)["key_id"] for place in places_in(answer, _PLACES))
    return next(filter(None, found), None)
