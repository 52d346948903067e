# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keep tasks on one machine from creating the same endpoint twice: locks on ranges of a file, one file an account.

A lock ends with its process, however that ends. If no lock can be had, a task goes on without.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import struct
import tempfile
import time
from typing import Any

from .._engine.effects import Claim, Claimed, NoClaims

try:
    import fcntl
except ImportError:  # not on every platform
    fcntl = None  # type: ignore[assignment]  # mypy lets no module be None

#: The folder that a user has on Linux while logged in.
_RUNTIME = "/run/user/{}"

#: The file begins with times: when a claim was last given or returned. Claims with the same remainder share one.
_MOMENT = struct.Struct("d")
_MOMENTS = 4096


class FileClaims(NoClaims):
    """The claims of one task.

    :param account: tells the account and where its service is; no secret.
    """

    def __init__(self, account: str) -> None:
        self._account = account
        #: This clock is the same for all processes of the machine, so it can be compared with what others write.
        self._began = time.monotonic()
        self._files: dict[str, int] = {}
        self._held: dict[Any, tuple[int, int]] = {}
        #: By file and place: the time that this task wrote last, and the last one that another task wrote.
        self._times: dict[tuple[int, int], tuple[float, float]] = {}

    def claim(self, owner: Any, effect: Claim) -> Claimed:
        if fcntl is None or owner in self._held:
            return Claimed()
        number = int.from_bytes(_digest(effect.name)[:7], "big")
        try:
            file = self._file(repr(sorted(effect.scope.items())))
        except OSError:
            return Claimed()
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _place_of_lock(number))
        except OSError as error:
            return Claimed(is_busy=error.errno in (errno.EACCES, errno.EAGAIN))
        self._held[owner] = file, number
        return Claimed(was_taken=self._exchange(file, number) >= self._began)

    def release(self, owner: Any) -> None:
        held = self._held.pop(owner, None)
        if held is not None and fcntl is not None:
            file, number = held
            self._exchange(file, number)
            with contextlib.suppress(OSError):  # it ends with the process at the latest
                fcntl.lockf(file, fcntl.LOCK_UN, 1, _place_of_lock(number))

    def close(self) -> None:
        """Give everything back."""
        for owner in list(self._held):
            self.release(owner)
        while self._files:
            os.close(self._files.popitem()[1])

    def _file(self, scope: str) -> int:
        if scope not in self._files:
            name = _digest(f"{self._account}\n{scope}").hex()[:32]
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
            self._files[scope] = os.open(os.path.join(_folder(), name), flags, 0o600)
        return self._files[scope]

    def _exchange(self, file: int, number: int) -> float:
        """Write the present time for a claim; return the last time that another task wrote there, 0 for none."""
        place, now = number % _MOMENTS * _MOMENT.size, time.monotonic()
        own, others = self._times.get((file, place), (0.0, 0.0))
        try:
            before = os.pread(file, _MOMENT.size, place)
            os.pwrite(file, _MOMENT.pack(now), place)
        except OSError:
            return 0.0
        found = _MOMENT.unpack(before)[0] if len(before) == _MOMENT.size else 0.0
        others = others if found == own else found
        self._times[file, place] = now, others
        return others


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _place_of_lock(number: int) -> int:
    """Return a place behind the times; a lock needs no bytes there."""
    return _MOMENTS * _MOMENT.size + number


def _folder() -> str:
    """Return a folder that belongs to this user alone.

    :raises OSError: there is none.
    """
    runtime = _RUNTIME.format(os.geteuid())
    parent = runtime if _is_private(runtime) else tempfile.gettempdir()
    folder = os.path.join(parent, f"inference-endpoints-{os.geteuid()}")
    with contextlib.suppress(FileExistsError):
        os.mkdir(folder, 0o700)
    if not _is_private(folder):
        raise OSError(f"{folder} does not belong to this user alone")
    return folder


def _is_private(path: str) -> bool:
    try:
        status = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o077
