# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A socket in front of a Stand, so that an answer can be damaged down to its bytes."""

from __future__ import annotations

import contextlib
import io
import socket
import threading
from collections.abc import Callable
from typing import NamedTuple

from cloud_sandbox.gateway import Outcome
from cloud_sandbox.messages import HttpRequest

from .stand import Stand


class Packet(NamedTuple):
    """What goes over the wire instead of an answer; ``ends``: and then the connection is closed."""

    data: bytes
    ends: bool = True


Damage = Callable[[Outcome], Packet]


def http(outcome: Outcome, body: bytes | None = None, status: str = "", **headers: str | None) -> Packet:
    """The answer as HTTP. ``headers`` add to the usual ones, and replace them; None leaves one out."""
    body = outcome.body if body is None else body
    usual = {"Content-Type": outcome.content_type, "Content-Length": str(len(body)), **outcome.headers}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}\r\n" for name, value in {**usual, **given}.items() if value is not None]
    head = f"HTTP/1.1 {status or f'{outcome.status} Some'}\r\n{''.join(lines)}\r\n"
    return Packet(head.encode() + body, ends=False)


class Wire:
    """Serves a Stand on loopback.

    :ivar damage: what is done to the answer of a request with this number; others arrive as they are.
    :ivar accepted: how many connections there were.
    :ivar problems: what was wrong with the server itself.
    """

    def __init__(self, stand: Stand) -> None:
        self.stand = stand
        self.damage: dict[int, Damage] = {}
        self.accepted = 0
        self.problems: list[Exception] = []
        self._number = 0
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Wire:
        self.stand.wired = True
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        self._thread.join(10)

    def _accept(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            self.accepted += 1
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        # A client that breaks off is what some tests are about.
        with contextlib.suppress(OSError), connection, connection.makefile("rb") as reader:
            try:
                while self._serve(connection, reader):
                    pass
            except ValueError as error:
                self.problems.append(error)

    def _serve(self, connection: socket.socket, reader: io.BufferedReader) -> bool:
        words = reader.readline().decode("latin-1").split()
        if len(words) != 3:
            return False
        headers: dict[str, str] = {}
        while line := reader.readline().decode("latin-1").strip():
            name, _colon, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = reader.read(int(headers.get("content-length", "0")))
        path, _mark, query = words[1].partition("?")
        self.stand.time += self.stand.latency
        outcome = self.stand.outcome(HttpRequest(words[0], path, query, headers, body))
        with self._lock:
            damage, self._number = self.damage.get(self._number, http), self._number + 1
        packet = damage(outcome)
        connection.sendall(packet.data)
        return not packet.ends
