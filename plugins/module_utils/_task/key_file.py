# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A key in a file: the key alone in ``dest``, what belongs to it in ``dest`` with ``.json`` behind it."""

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
    """A key, or what belongs to it, could not be written."""


class KeyFile:
    """The file that a task delivers a key to, if any.

    Writing is atomic: each file is complete under a temporary name before it replaces the old one.
    """

    def __init__(self, params: dict) -> None:
        self.path: str | None = params["dest"] or None
        self._mode_text = params["dest_mode"]
        self._parts: dict[str, str] = {}

    @property
    def _mode(self) -> int:
        return int(self._mode_text, 8)

    def problems(self) -> list[str]:
        """Return why the file cannot be written, as sentences ``path: found; expected``."""
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

    @property
    def _about_path(self) -> str:
        return f"{self.path}.json"

    def exists(self) -> bool:
        """Return whether there is a file with something in it."""
        try:
            return bool(self.path) and os.stat(self.path or "").st_size > 0
        except OSError:
            return False

    def about(self) -> dict:
        """Return what belongs to the key that the file holds; empty if that is not known."""
        if not self.exists():
            return {}
        try:
            with open(self._about_path, encoding="utf-8") as file:
                about = json.load(file)
        except (OSError, ValueError, RecursionError):
            return {}
        return about if isinstance(about, dict) else {}

    def is_open_to_others(self) -> bool:
        """Return whether one of the files grants more than the mode says."""
        if not self.path:
            return False
        paths = [path for path in (self.path, self._about_path) if os.path.exists(path)]
        return any(stat.S_IMODE(os.stat(path).st_mode) & ~self._mode for path in paths)

    def restrict(self) -> None:
        """Take back what the files grant beyond the mode."""
        for path in (self.path, self._about_path):
            if path and os.path.exists(path):
                os.chmod(path, self._mode)

    def prepare(self) -> None:
        """Open both files under temporary names, so that a key can be written once it is made.

        :raises Refused: they cannot be made; there is no key yet.
        """
        if not self.path:
            return
        folder, name = os.path.split(os.path.abspath(self.path))
        try:
            for path in (self.path, self._about_path):
                descriptor, self._parts[path] = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
                os.fchmod(descriptor, self._mode)
                os.close(descriptor)
        except OSError as error:
            self.discard()
            raise Refused(f"dest: {folder} cannot be written: {error.strerror}. No key has been made") from error

    def write(self, key: str, about: dict) -> None:
        """Put a key in place of what the file holds.

        :raises NotDelivered: it could not be written; the old content is there still, or nothing.
        """
        if not self.path:
            return
        try:
            self._fill(self.path, key)
            self._fill(self._about_path, _as_text(about))
            # What belongs to the old key must never stand beside the new one.
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._about_path)
            self._put(self.path)
        except OSError as error:
            self.discard()
            raise NotDelivered(f"dest: {self.path} could not be written: {error.strerror}") from error
        # From here on the key is delivered. Without the second file, nothing is known of it, which is safe.
        with contextlib.suppress(OSError):
            self._put(self._about_path)
        self.discard()

    def write_about(self, about: dict) -> None:
        """Put in place what belongs to the key, which stays.

        :raises NotDelivered: it could not be written.
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
        """Remove what has been opened under temporary names."""
        for path in self._parts.values():
            with contextlib.suppress(OSError):
                os.unlink(path)
        self._parts.clear()

    def remove(self) -> None:
        """Remove both files."""
        for path in (self.path, self._about_path):
            if path:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(path)


def _as_text(about: dict) -> str:
    return json.dumps(about, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
