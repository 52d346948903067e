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
from typing import Any

from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import CallFailed

from .questions import Reply, Upkeep

#: How often, and how many seconds apart, an endpoint is looked at until it is gone.
_MOST_LOOKS, _PAUSE = 60, 5.0

#: How often an endpoint is looked for by its name, as lists may lag.
_MOST_SEARCHES = 4


class Ledger:
    """The endpoints that probes of an account made or may have made, in a file.

    :param account: tells accounts apart; what others made is left alone.
    """

    def __init__(self, path: str, account: str) -> None:
        self._path = path
        self._account = account
        self._entries: list[dict[str, Any]] = []
        with contextlib.suppress(FileNotFoundError), open(path, encoding="utf-8") as file:
            self._entries = [_current(entry) for entry in json.load(file)]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter([entry for entry in self._entries if entry["account"] == self._account])

    def begin(self, name: str, scope: str) -> dict[str, Any]:
        """Write down that an endpoint is about to be made, and return its entry."""
        entry = next((each for each in self if each["name"] == name), None)
        if entry is None:
            entry = {"account": self._account, "name": name, "scope": scope, "ids": [], "unsure": 0, "made": 0}
            self._entries.append(entry)
        entry["unsure"] += 1
        self._save()
        return entry

    def settle(self, entry: dict[str, Any], ids: list[str], unsure: int, made: int = 0) -> None:
        """Write down which endpoints were made.

        :param unsure: from so many calls others may have come.
        :param made: so many more were certainly made, whether their ids are known or not.
        """
        entry.update(ids=sorted({*entry["ids"], *ids}), unsure=unsure, made=entry["made"] + made)
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


def _current(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry as this release writes it; one of 0.2.0 names the project otherwise."""
    return {"made": 0, "scope": entry.get("project_name", ""), **entry}


class Cleaner:
    """Finds and deletes what a ledger names.

    :param ask: makes a call.
    :param sleep: waits so many seconds.
    """

    def __init__(
        self, ledger: Ledger, upkeep: Upkeep, ask: Callable[[Call], Reply], sleep: Callable[[float], Any]
    ) -> None:
        self._ledger = ledger
        self._upkeep = upkeep
        self._ask = ask
        self._sleep = sleep

    def clean(self) -> list[str]:
        """Delete what the ledger names, by id, and return the names of what could not be deleted."""
        left = []
        for entry in self._ledger:
            is_found = not entry["unsure"] or self._find(entry)
            are_gone = [self._remove(each, entry["scope"]) for each in entry["ids"]]
            if is_found and all(are_gone):
                self._ledger.forget(entry)
            else:
                left.append(entry["name"])
        return left

    def _find(self, entry: dict[str, Any]) -> bool:
        """Write down the ids of what bears the entry's name, which nobody else uses; tell whether that was possible."""
        ids: list[str] = []
        is_told = False
        for _number in range(_MOST_SEARCHES):
            self._sleep(_PAUSE)
            with contextlib.suppress(CallFailed):
                found = self._upkeep.found(self._ask(self._upkeep.search(entry["name"], entry["scope"])), entry["name"])
                is_told = is_told or found is not None
                ids += found or []
        is_found = is_told and len({*ids, *entry["ids"]}) >= entry["made"]
        self._ledger.settle(entry, ids, 0 if is_found else entry["unsure"])
        return is_found

    def _remove(self, endpoint_id: str, scope: str) -> bool:
        """Delete an endpoint, stopping it first where it must be; tell whether it is gone.

        What a list does not show may be new. So only what was deleted is gone when it is not shown.
        """
        upkeep, is_deleted = self._upkeep, False
        for _number in range(_MOST_LOOKS):
            with contextlib.suppress(CallFailed):
                reply = self._ask(upkeep.delete(endpoint_id, scope))
                is_deleted = is_deleted or not reply.code
                if reply.kind == "NotFound":
                    return True
                if not is_deleted:
                    self._ask(upkeep.stop(endpoint_id, scope))
                elif upkeep.is_gone(self._ask(upkeep.read(endpoint_id, scope)), endpoint_id):
                    return True
            self._sleep(_PAUSE)
        return False
