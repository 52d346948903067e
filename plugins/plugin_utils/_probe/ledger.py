# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a probe makes, on disk before it is made, so that nothing is left behind and nothing else is deleted."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ, WRITE, Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import CallFailed

from .questions import Reply

#: How often, and how many seconds apart, an endpoint is looked at until it is gone.
_MOST_LOOKS, _PAUSE = 60, 5.0

#: How often an endpoint is looked for by its name, as lists may lag.
_MOST_SEARCHES = 4


class Upkeep(NamedTuple):
    """The calls of a cloud that find and remove what a probe made.

    :ivar search: returns the call that lists endpoints with a name in a project.
    :ivar found: returns the ids of those with exactly this name that a reply to it shows.
    :ivar actions: the calls that read, stop and delete an endpoint, as functions of its id.
    :ivar is_gone: tells from a reply to a read that an endpoint exists no more.
    """

    search: Callable[[str, str], Call]
    found: Callable[[Reply, str], list[str]]
    read: Callable[[str], Call]
    stop: Callable[[str], Call]
    delete: Callable[[str], Call]
    is_gone: Callable[[Reply], bool]


class Ledger:
    """The endpoints that probes of an account made or may have made, in a file.

    :param account: tells accounts apart; what others made is left alone.
    """

    def __init__(self, path: str, account: str) -> None:
        self._path = path
        self._account = account
        self._entries: list[dict[str, Any]] = []
        with contextlib.suppress(FileNotFoundError), open(path, encoding="utf-8") as file:
            self._entries = json.load(file)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter([entry for entry in self._entries if entry["account"] == self._account])

    def begin(self, name: str, project_name: str) -> dict[str, Any]:
        """Write down that an endpoint is about to be made, and return its entry."""
        entry = next((each for each in self if each["name"] == name), None)
        if entry is None:
            entry = {"account": self._account, "name": name, "project_name": project_name, "ids": [], "unsure": 0}
            self._entries.append(entry)
        entry["unsure"] += 1
        self._save()
        return entry

    def settle(self, entry: dict[str, Any], ids: list[str], unsure: int) -> None:
        """Write down which endpoints were made, and from how many calls others may have come."""
        entry.update(ids=sorted({*entry["ids"], *ids}), unsure=unsure)
        self._save()

    def forget(self, entry: dict[str, Any]) -> None:
        """Strike out an entry of which nothing is left."""
        self._entries = [each for each in self._entries if each is not entry]
        self._save()

    def _save(self) -> None:
        if not self._entries:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._path)
            return
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=os.path.dirname(self._path), delete=False) as file:
            json.dump(self._entries, file, indent=4)
            file.flush()
            os.fsync(file.fileno())
        os.replace(file.name, self._path)


def clean(ledger: Ledger, upkeep: Upkeep, ask: Callable[[Call], Reply], sleep: Callable[[float], Any]) -> list[str]:
    """Delete what the ledger names, by id, and return the names of what could not be deleted."""
    left = []
    for entry in ledger:
        if entry["unsure"] and not _find(ledger, entry, upkeep, ask, sleep):
            left.append(entry["name"])
            continue
        are_gone = [_remove(each, upkeep, ask, sleep) for each in entry["ids"]]
        if all(are_gone):
            ledger.forget(entry)
        else:
            left.append(entry["name"])
    return left


def _find(ledger: Ledger, entry: dict, upkeep: Upkeep, ask: Callable[[Call], Reply], sleep: Callable) -> bool:
    """Write down the ids of what bears the entry's name, which nobody else uses; tell whether that was possible."""
    ids: list[str] = []
    answered = False
    for _number in range(_MOST_SEARCHES):
        sleep(_PAUSE)
        with contextlib.suppress(CallFailed):
            reply = ask(upkeep.search(entry["name"], entry["project_name"]))
            answered = answered or not reply.code
            ids += upkeep.found(reply, entry["name"])
    if answered:
        ledger.settle(entry, ids, 0)
    return answered


def _remove(endpoint_id: str, upkeep: Upkeep, ask: Callable[[Call], Reply], sleep: Callable) -> bool:
    """Delete an endpoint, stopping it first where it must be; tell whether it is gone."""
    for _number in range(_MOST_LOOKS):
        with contextlib.suppress(CallFailed):
            if upkeep.is_gone(ask(upkeep.read(endpoint_id))):
                return True
            if ask(upkeep.delete(endpoint_id)).code:
                ask(upkeep.stop(endpoint_id))
        sleep(_PAUSE)
    return False


def removal(action: str, endpoint_id: str) -> Call:
    """Return a call of Ark's style about an endpoint."""
    return Call(action, {"Id": endpoint_id}, READ if action.startswith("Get") else WRITE, endpoint_id)
