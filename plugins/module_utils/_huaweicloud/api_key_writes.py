# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Do each write on an API key of MaaS exactly once, even if answers get lost and the list lags."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Any, Callable

from .._engine.effects import Process, Sleep
from .._engine.errors import CallFailed, NotConverged, Unclear
from . import api_keys

#: Pauses in seconds before looks at a list that may be stale after a write; five seconds in total.
_LOOKS = (0.0, 0.5, 1.0, 1.5, 2.0)
_ATTEMPTS = 3


@dataclass
class Keys:
    """The keys of an account.

    :ivar actions: gets each write that took effect.
    :ivar listed: all keys as the last list showed them.
    """

    actions: list[str]
    listed: list[dict] = field(default_factory=list)

    def list(self) -> Process:
        """List the keys; return how many there may be."""
        self.listed, quota = yield from api_keys.list_keys()
        return quota

    def create(self, label: str, values: dict) -> Process:
        """Create a key; return its id and its text.

        If the answer is lost, the key is lost too, so this deletes it and creates another one.
        """
        lost = False
        for attempt in range(_ATTEMPTS):
            try:
                key_id, text = yield from api_keys.create(label, values)
            except CallFailed as error:
                # A label that is in use may be that of a key whose answer was lost.
                lost = lost or isinstance(error, Unclear)
                was_made = lost and (yield from self._delete_lost(label))
                if not was_made and not isinstance(error, Unclear):
                    raise
                if attempt == _ATTEMPTS - 1:
                    raise error.saying(f"{error}. No key was made whose content is known") from error
            else:
                self.actions.append("CreateApiKey")
                if lost or not key_id:
                    key_id = yield from self._only(label, key_id)
                return key_id, text

    def update(self, label: str, key_id: str, values: dict) -> Process:
        """Set all members of a key, and read it back to see whether the service applied them."""
        lost: Unclear | None = None
        for _attempt in range(_ATTEMPTS):
            lost = None
            try:
                yield from api_keys.update(key_id, values)
            except Unclear as error:
                lost = error
            key = yield from self._look_for(lambda key: key["key_id"] == key_id and not differing(key, values))
            if key is not None:
                self.actions.append("UpdateApiKey")
                return key
            if lost is None:
                break
        if lost is not None:
            raise lost
        observed = next((key for key in self.listed if key["key_id"] == key_id), None)
        wrong = differing(observed, values) if observed else list(values)
        raise NotConverged(
            f"UpdateApiKey on the key {label}: the server accepted it, but did not apply {', '.join(wrong)}", False
        )

    def delete(self, key_id: str) -> Process:
        """Delete a key; one that is gone already is deleted."""
        for attempt in range(_ATTEMPTS):
            try:
                yield from api_keys.delete(key_id)
                break
            except CallFailed as error:
                yield from self.list()
                if all(key["key_id"] != key_id for key in self.listed):
                    break
                if not isinstance(error, Unclear) or attempt == _ATTEMPTS - 1:
                    raise
        self.actions.append("DeleteApiKey")

    def _delete_lost(self, label: str) -> Process:
        """Delete the key of a label whose answer was lost; return whether there is one."""
        found = yield from self._look_for(lambda key: key["label"] == label)
        if found is not None:
            self.actions.append("CreateApiKey")
            yield from self.delete(found["key_id"])
        return found is not None

    def _only(self, label: str, key_id: str | None) -> Process:
        """Return the id of the newest key with this label, and delete the others."""
        found = yield from self._look_for(lambda key: key["label"] == label)
        if key_id is None:
            return found["key_id"] if found else None
        for key in [key for key in self.listed if key["label"] == label and key["key_id"] != key_id]:
            yield from self.delete(key["key_id"])
        return key_id

    def _look_for(self, is_it: Callable[[dict], bool]) -> Process:
        """Return the key that ``is_it`` accepts, or None; list the keys as long as the list may be stale."""
        for seconds in _LOOKS:
            yield Sleep(seconds)
            yield from self.list()
            found = next(filter(is_it, self.listed), None)
            if found is not None:
                return found
        return None


def differing(observed: dict, desired: dict) -> list[str]:
    """Return the names of the attributes that are not as desired."""
    return [name for name, value in desired.items() if _form(name, observed.get(name)) != _form(name, value)]


def _form(name: str, value: Any) -> Any:
    """Return a value as it is compared. An empty value is the same as none, and the order of a list says nothing."""
    if isinstance(value, list):
        return sorted(_plain_address(str(each)) if name == "ip_whitelist" else str(each) for each in value) or None
    return value if isinstance(value, bool) else value or None


def _plain_address(text: str) -> str:
    """Return an address, a range or a CIDR in one form, since services write them in several."""
    try:
        return str(ipaddress.ip_network(text.strip(), strict=False))
    except ValueError:
        return "-".join(part.strip() for part in text.split("-"))
