# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Store in a file what an event source knows, so that a restart neither repeats nor loses an event."""

from __future__ import annotations

import json
import os
import tempfile
from typing import Any, NamedTuple

from .reading import ControllerError

#: The version of the file; increase it when a member changes its meaning.
_FORM = 1

#: The members of what is known, with their types.
_KNOWN: dict[str, type | tuple[type, ...]] = {
    "stream": str,
    "count": int,
    "endpoints": (dict, type(None)),
    "missed": list,
    "drifted": dict,
    "pending": list,
}


def _is_form(held: Any) -> bool:
    """Return whether this is what ``save`` writes."""
    if not isinstance(held, dict) or held.get("form") != _FORM or "asked" not in held:
        return False
    known = held.get("known")
    if not isinstance(known, dict) or not known.keys() >= _KNOWN.keys():
        return False
    if not all(isinstance(known[name], kind) for name, kind in _KNOWN.items()):
        return False
    return all(isinstance(each, dict) for each in (*(known["endpoints"] or {}).values(), *known["pending"]))


class Memory(NamedTuple):
    """A file with what is known; without a path nothing is stored.

    :ivar asked: what is watched. A file about something else is ignored.
    """

    path: str | None
    asked: Any

    def load(self) -> tuple[dict | None, bool]:
        """Return what was known, or None; and whether the file is about something else than ``asked``.

        :raises ControllerError: the file cannot be read, or is not such a file.
        """
        if self.path is None:
            return None, False
        try:
            with open(self.path, encoding="utf-8") as file:
                held = json.load(file)
        except FileNotFoundError:
            return None, False
        except OSError as error:
            raise ControllerError(f"state_file: {self.path} cannot be read: {error.strerror}") from None
        except (ValueError, RecursionError):
            held = None
        if not _is_form(held):
            raise ControllerError(
                f"state_file: {self.path} is not a state file of this version; remove it to begin with what is there"
                " now, or name another"
            )
        return (held["known"], False) if held["asked"] == self.asked else (None, True)

    def save(self, known: dict) -> None:
        """Write the file atomically.

        :raises ControllerError: the file cannot be written.
        """
        if self.path is None:
            return
        content = json.dumps({"form": _FORM, "asked": self.asked, "known": known}, ensure_ascii=False)
        folder = os.path.dirname(os.path.abspath(self.path))
        temporary = None
        try:
            # NamedTemporaryFile makes a file that only its owner can read.
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder, delete=False) as file:
                temporary = file.name
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.path)
        except OSError as error:
            if temporary is not None and os.path.exists(temporary):
                os.unlink(temporary)
            raise ControllerError(f"state_file: {self.path} cannot be written: {error.strerror}") from None
