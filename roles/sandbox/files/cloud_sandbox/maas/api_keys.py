# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API keys of MaaS (additions of 2026-11, section 3): created, changed, listed and deleted on the control plane.

Of a key only its hash and a mask are stored: the plaintext is in the answer to the create and nowhere else.
"""

from __future__ import annotations

import hashlib
import ipaddress
import random
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from ..huaweicloud.schema import Array, Boolean, Object, Schema, SchemaError, String
from ..huaweicloud.views import when
from ..messages import ApiError
from ..record_store import RecordStore
from ..switch_values import SwitchValues
from .validation import invalid

LIMIT = 30
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
_CHANGEABLE: dict[str, Schema] = {
    "description": String(0, 100),
    "allow_all": Boolean(),
    "ip_whitelist": Array(String(1), 0, 100),
    "resident_model_version_whitelist": Array(String(1)),
    "endpoint_whitelist": Array(String(1)),
}
_CREATE = Object({"label": String(0, 100, r"[A-Za-z0-9_-]*"), **_CHANGEABLE}, ("allow_all",))
# The update takes label and id, and ignores them.
_UPDATE = Object({"label": String(), "id": String(), **_CHANGEABLE}, ("allow_all",))


@dataclass(kw_only=True)
class MaasApiKey:
    """One key. Times are UTC seconds; ``digest`` is the SHA-256 of the plaintext."""

    id: str
    project_id: str
    label: str
    digest: str
    mask: str
    created: float
    updated: float
    description: str = ""
    allow_all: bool = True
    ip_whitelist: list[str] = field(default_factory=list)
    resident_model_version_whitelist: list[str] = field(default_factory=list)
    endpoint_whitelist: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the whole record as JSON types."""
        return asdict(self)

    def allows_address(self, address: str) -> bool:
        """Tell whether a client may use the key."""
        if self.allow_all:
            return True
        client = ipaddress.ip_address(address)
        return any(client in network for one in self.ip_whitelist for network in networks(one))


def networks(text: str) -> list[ipaddress.IPv4Network]:
    """Return what an address, a range or a CIDR covers; raises ValueError."""
    first, dash, last = text.partition("-")
    if dash:
        ends = ipaddress.IPv4Address(first.strip()), ipaddress.IPv4Address(last.strip())
        return list(ipaddress.summarize_address_range(*ends))
    return [ipaddress.IPv4Network(text)]


class MaasApiKeys:
    """The keys of one account. ``now`` gives UTC seconds; ``store`` keeps them."""

    def __init__(
        self,
        switches: SwitchValues,
        *,
        now: Callable[[], float],
        seed: int | None = None,
        store: RecordStore | None = None,
    ) -> None:
        self.switches = switches
        self._now = now
        self._store = store
        # Keys of a sandbox protect nothing: a seedable generator is what tests need.
        self._random = random.Random(seed)
        known = (MaasApiKey(**document) for document in (store.load() if store else []))
        self.keys: dict[str, MaasApiKey] = {key.id: key for key in sorted(known, key=lambda one: one.created)}

    def find(self, plaintext: str) -> MaasApiKey | None:
        """Return the key that may be used now, or nothing."""
        digest = _digest(plaintext)
        known = next((key for key in self.keys.values() if key.digest == digest), None)
        usable = known and self._now() >= known.created + self.switches["maas_key_activation_seconds"]
        return known if usable else None

    def reset(self) -> None:
        """Forget all keys."""
        for key_id in list(self.keys):
            self._forget(key_id)

    # ---- actions: each takes parameters and body, returns status and document, raises `ApiError` -----------------

    def create(self, parameters: dict[str, Any], body: Any) -> tuple[int, Any]:
        """Make a key; the answer has its plaintext."""
        self._check_permission("create")
        given = self._checked(_CREATE, body)
        label = given.get("label") or f"ak-{self._random.randrange(10**6):06d}"
        if any(key.label == label for key in self.keys.values()):
            raise ApiError(self.switches["maas_key_label_code"], 400, f"The label {label} is in use.")
        if len(self.keys) >= LIMIT:
            raise ApiError("ModelArts.6297", 400, f"The quota of {LIMIT} API keys is used up.")
        plaintext = "".join(self._random.choices(_LETTERS, k=64))
        now = self._now()
        key = MaasApiKey(
            id=str(uuid.UUID(int=self._random.getrandbits(128), version=4)),
            project_id=parameters["project_id"],
            digest=_digest(plaintext),
            mask=f"{plaintext[:4]}****{plaintext[-4:]}",
            created=now,
            updated=now,
            **{**given, "label": label},
        )
        self._put(key)
        shown = {**self._shown(key), "api_key": plaintext}
        forms = {
            "flat": shown,
            "nested": {"api_key": shown},
            "data": {"data": shown},
            "brief": {"id": key.id, "api_key": plaintext},
        }
        return 200, forms[self.switches["maas_key_create_reply"]]

    def update(self, parameters: dict[str, Any], body: Any) -> tuple[int, Any]:
        """Change a key. What is left out is reset, or kept, as the switch says; label and id stay."""
        self._check_permission("create")
        key = self._require(parameters)
        given = self._checked(_UPDATE, body)
        reset = self.switches["maas_key_update_omitted"] == "reset"
        for member in _CHANGEABLE:
            default: Any = True if member == "allow_all" else "" if member == "description" else []
            setattr(key, member, given.get(member, default if reset else getattr(key, member)))
        key.updated = self._now()
        self._put(key)
        return 200, self._shown(key)

    def list_page(self, parameters: dict[str, Any], body: Any) -> tuple[int, Any]:
        """Return a page of the keys, newest first, with masks."""
        self._check_permission("list")
        offset = _number(parameters, "offset", 0, 0, 10**6)
        limit = _number(parameters, "limit", LIMIT, 1, 1000)
        found = [key for key in self.keys.values() if key.project_id == parameters["project_id"]]
        if parameters.get("order", "desc").lower() == "desc":
            found.reverse()
        items = [self._shown(key) for key in found[offset : offset + limit]]
        listed = {"items": items, "total": len(found), "count": len(items)}
        return 200, {"api_key_list": listed, "user_api_key_quota": LIMIT}

    def delete(self, parameters: dict[str, Any], body: Any) -> tuple[int, Any]:
        """Delete a key, at once."""
        self._check_permission("delete")
        self._forget(self._require(parameters).id)
        return 204, None

    # ---- what the actions stand on -----------------------------------------------------------------------------

    def _checked(self, schema: Object, body: Any) -> dict[str, Any]:
        allow_unknown = self.switches["maas_unknown_request_members"] == "ignored"
        try:
            given = schema.validate(body, "", allow_unknown)
        except SchemaError as problem:
            raise invalid(problem.path, str(problem)) from None
        addresses = given.get("ip_whitelist", [])
        if given["allow_all"] and addresses:
            raise invalid("ip_whitelist", "it must be empty when allow_all is true")
        if len(set(addresses)) != len(addresses):
            raise invalid("ip_whitelist", "an address is given more than once")
        for one in addresses:
            try:
                networks(one)
            except (ValueError, TypeError):
                raise invalid("ip_whitelist", f"{one} is no address, range or CIDR") from None
        return given

    def _require(self, parameters: dict[str, Any]) -> MaasApiKey:
        key = self.keys.get(parameters["key_id"])
        if key is None or key.project_id != parameters["project_id"]:
            code, status = self.switches["maas_key_not_found"].rsplit("/", 1)
            raise ApiError(code, int(status), f"The API key {parameters['key_id']} does not exist.")
        return key

    def _check_permission(self, what: str) -> None:
        if self.switches["maas_key_permission"] == f"no_{what}":
            raise ApiError("ModelArts.0108", 403, f"The permission modelarts:apiKey:{what} is missing.")

    def _shown(self, key: MaasApiKey) -> dict[str, Any]:
        stamps = {"create_at": when(key.created, "milliseconds"), "update_at": when(key.updated, "milliseconds")}
        members = {"id": key.id, "label": key.label, "api_key": key.mask}
        return {**members, **{member: getattr(key, member) for member in _CHANGEABLE}, **stamps}

    def _put(self, key: MaasApiKey) -> None:
        self.keys[key.id] = key
        if self._store is not None:
            self._store.save(key)

    def _forget(self, key_id: str) -> None:
        del self.keys[key_id]
        if self._store is not None:
            self._store.delete(key_id)


def _digest(plaintext: str) -> str:
    return hashlib.sha256(plaintext.encode("utf-8", "surrogateescape")).hexdigest()


def _number(parameters: dict[str, Any], name: str, default: int, minimum: int, maximum: int) -> int:
    value = parameters.get(name, str(default))
    if not value.isdigit() or not minimum <= int(value) <= maximum:
        raise invalid(name, f"it must be an integer from {minimum} to {maximum}")
    return int(value)
