# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server on loopback that does to a connection exactly what a test says, down to the byte and the reset."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable
from typing import NamedTuple


class Received(NamedTuple):
    """One request as it arrived. Header names are in lower case."""

    line: str
    headers: dict[str, str]
    body: bytes


#: What to do with a connection once a request has been read from it; true when it may carry another one.
Deed = Callable[[socket.socket], bool]


class Loopback:
    """Accepts connections and does the ``deeds`` in order, one for each request.

    :ivar requests: what has been received, in order.
    :ivar accepted: how many connections there were.
    :ivar closed: released for each connection that the server has done with.
    """

    def __init__(self, deeds: Iterable[Deed], context: ssl.SSLContext | None = None) -> None:
        self._deeds = iter(deeds)
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"
        self.requests: list[Received] = []
        self.accepted = 0
        self.closed = threading.Semaphore(0)
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        # On Linux a shutdown, unlike a close, wakes the thread that waits in accept.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        for connection in self._open:
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            self.accepted += 1
            self._open.append(connection)
            # A client that breaks off, in a handshake or later, is what some tests are about.
            with contextlib.suppress(OSError):
                self._serve(connection)
            connection.close()
            self.closed.release()

    def _serve(self, connection: socket.socket) -> None:
        if self._context:
            connection = self._context.wrap_socket(connection, server_side=True)
            self._open[-1] = connection
        reader = connection.makefile("rb")
        again = True
        while again and (request := _read(reader)):
            self.requests.append(request)
            deed = next(self._deeds, None)
            again = bool(deed and deed(connection))
        reader.close()
        connection.close()


def _read(reader: socket.SocketIO) -> Received | None:
    line = reader.readline().decode("latin-1").strip()
    if not line:
        return None
    headers: dict[str, str] = {}
    while header := reader.readline().decode("latin-1").strip():
        name, _colon, value = header.partition(":")
        headers[name.lower()] = value.strip()
    return Received(line, headers, reader.read(int(headers.get("content-length", "0"))))


def packet(body: bytes = b"{}", status: str = "200 OK", **headers: str) -> bytes:
    """An HTTP answer as bytes."""
    lines = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    lines.update({name.replace("_", "-"): value for name, value in headers.items()})
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def answer(body: bytes = b"{}", status: str = "200 OK", **headers: str) -> Deed:
    """A complete answer, after which the connection stays open."""

    def deed(connection: socket.socket) -> bool:
        connection.sendall(packet(body, status, **headers))
        return True

    return deed


def raw(data: bytes) -> Deed:
    """These bytes and then the end of the connection."""

    def deed(connection: socket.socket) -> bool:
        connection.sendall(data)
        return False

    return deed


def reset(before: bytes = b"") -> Deed:
    """These bytes and then a reset."""

    def deed(connection: socket.socket) -> bool:
        if before:
            connection.sendall(before)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False

    return deed


def hang(release: threading.Event) -> Deed:
    """No answer until ``release`` is set."""

    def deed(_connection: socket.socket) -> bool:
        release.wait(10)
        return False

    return deed
