# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keep a key in a file: the key alone in ``dest``, its facts (expiry, endpoints) in ``dest`` with ``.json`` added."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import tempfile

from .._engine.errors import EndpointError, Refused
from .._engine.fields import Field

OPTIONS = (
    Field("dest", kind="path"),
    Field("dest_mode", default="0600", pattern=r"^0?[0-7]{3}$", remedy='an octal mode in quotes, such as "0600"'),
)


class NotDelivered(EndpointError):
    """A key, or its facts, could not be written."""


class KeyFile:
    """The file that a task delivers a key to, if any.

    Writing is atomic: each file is complete under a temporary name before it replaces the old one.
    """

    def __init__(self, params: dict) -> None:
        self.path: str | None = params["dest"] or None
        self._about_path = f"{self.path}.json"
        self._paths = (self.path, self._about_path) if self.path else ()
        self._mode_text = params["dest_mode"]
        self._parts: dict[str, str] = {}

    @property
    def _mode(self) -> int:
        return int(self._mode_text, 8)

    def problems(self) -> list[str]:
        """Return why the file cannot be written, as sentences ``path: found X; expected Y``."""
        found: list[str] = []
        if not self.path:
            return found
        folder = os.path.dirname(os.path.abspath(self.path))
        if not os.path.isdir(folder):
            found.append(f"dest: found {self.path}, whose folder does not exist; expected a file in an existing folder")
        elif not os.access(folder, os.W_OK | os.X_OK):
            found.append(f"dest: found {self.path}, whose folder may not be written; expected one that may")
        elif os.path.isdir(self.path) or os.path.isdir(self._about_path):
            found.append(f"dest: found {self.path}, which is a folder, or {self._about_path} is; expected a file")
        return found

    def exists(self) -> bool:
        """Return whether there is a file with something in it."""
        try:
            return bool(self.path) and os.stat(self.path or "").st_size > 0
        except OSError:
            return False

    def about(self) -> dict:
        """Return the facts of the key in the file; empty if they are not known."""
        if not self.exists():
            return {}
        try:
            with open(self._about_path, encoding="utf-8") as file:
                about = json.load(file)
        except (OSError, ValueError, RecursionError):
            return {}
        return about if isinstance(about, dict) else {}

    def is_open_to_others(self) -> bool:
        """Return whether one of the files has permissions beyond the mode."""
        existing = filter(os.path.exists, self._paths)
        return any(stat.S_IMODE(os.stat(path).st_mode) & ~self._mode for path in existing)

    def restrict(self) -> None:
        """Remove permissions of the files beyond the mode."""
        for path in filter(os.path.exists, self._paths):
            os.chmod(path, self._mode)

    def prepare(self) -> None:
        """Create both files under temporary names, so that a key can be written as soon as it exists.

        :raises Refused: they cannot be created; there is no key yet.
        """
        folder, name = os.path.split(os.path.abspath(self.path or ""))
        try:
            for path in self._paths:
                descriptor, self._parts[path] = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
                os.fchmod(descriptor, self._mode)
                os.close(descriptor)
        except OSError as error:
            self.discard()
            raise Refused(f"dest: {folder} cannot be written: {error.strerror}. No key has been made") from error

    def write(self, key: str, about: dict) -> None:
        """Replace the key in the file, and its facts.

        :raises NotDelivered: it could not be written; the file has its old content, or none.
        """
        if not self.path:
            return
        try:
            self._fill(self.path, key)
            self._fill(self._about_path, _as_text(about))
            # The facts of the old key must never stand beside the new one.
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._about_path)
            self._put(self.path)
        except OSError as error:
            self.discard()
            raise NotDelivered(f"dest: {self.path} could not be written: {error.strerror}") from error
        # From here on the key is delivered. Without its facts, the next run takes it for expired, which is safe.
        with contextlib.suppress(OSError):
            self._put(self._about_path)
        self.discard()

    def write_about(self, about: dict) -> None:
        """Replace the facts of the key, which stays.

        :raises NotDelivered: they could not be written.
        """
        self.prepare()
        try:
            self._fill(self._about_path, _as_text(about))
            self._put(self._about_path)
        except OSError as error:
            raise NotDelivered(f"dest: {self._about_path} could not be written: {error.strerror}") from error
        finally:
            self.discard()

    def _put(self, path: str) -> None:
        os.replace(self._parts[path], path)
        del self._parts[path]

    def _fill(self, path: str, text: str) -> None:
        with open(self._parts[path], "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())

    def discard(self) -> None:
        """Remove the files under temporary names."""
        for path in self._parts.values():
            with contextlib.suppress(OSError):
                os.unlink(path)
        self._parts.clear()

    def remove(self) -> None:
        """Remove both files."""
        for path in self._paths:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)


def _as_text(about: dict) -> str:
    return json.dumps(about, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
