# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP server around the services: connections, waiting, and faults that only a socket can show."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import signal
import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from .cloud import Cloud
from .control import PREFIX, Control, credentials_of
from .gateway import EVENT_STREAM, Outcome
from .messages import HttpRequest
from .record_store import StateFile

STORE_NAME = "state.sqlite"
#: Longest header that is read, in bytes: tokens have up to 65,534 characters (Huawei reference 2.1).
HEADER_LENGTH = 70_000


def host_of_url(host: str) -> str:
    """Return a host as it stands in a URL."""
    return f"[{host}]" if ":" in host else host


def _is_loopback(peer: str | None) -> bool:
    try:
        return ipaddress.ip_address((peer or "").partition("%")[0]).is_loopback
    except ValueError:
        return False


class SandboxServer:
    """One sandbox: services, their gateway and the control interface behind one port.

    ``settings`` has ``access_key``, ``secret_key`` and, optionally, ``session_token``, ``auth_token``, ``domain_name``,
    ``switches``, ``faults``.
    Raises a `ValueError` or `StateFileError` with a sentence when something cannot be used.
    """

    def __init__(
        self,
        settings: dict[str, Any],
        data_dir: Path | None = None,
        identity: dict[str, Any] | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        credentials = credentials_of(settings)
        self.store = StateFile(data_dir / STORE_NAME) if data_dir else None
        self.cloud = Cloud(
            credentials, settings.get("switches") or {}, faults=settings.get("faults"), now=now, store=self.store
        )
        self.gateway = self.cloud.gateway
        self.control = Control(self.cloud, identity if identity is not None else {})
        self._runner: web.ServerRunner | None = None

    async def listen(self, host: str, port: int) -> int:
        """Begin to answer; returns the port, which is a free one if 0 was asked. Raises OSError."""
        self._runner = web.ServerRunner(web.Server(self._handle, access_log=None, max_field_size=HEADER_LENGTH))
        await self._runner.setup()
        # Hanging requests are not waited for when the server ends.
        site = web.TCPSite(self._runner, host, port, shutdown_timeout=0.1)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """Stop answering and put the state away."""
        if self._runner:
            await self._runner.cleanup()
        if self.store:
            self.store.close()

    async def _handle(self, base: web.BaseRequest) -> web.StreamResponse:
        body = await base.read()
        path, _mark, query = base.path_qs.partition("?")
        request = HttpRequest(
            base.method, path, base.rel_url.raw_query_string or query, base.headers, body, base.remote or ""
        )
        if path.startswith(PREFIX):
            return self._control(request, base.remote)
        pending = self.gateway.admit(request)
        if pending.delay_before:
            await asyncio.sleep(pending.delay_before)
        outcome = self.gateway.complete(pending)
        if outcome.delay:
            await asyncio.sleep(outcome.delay)
        if outcome.kind == "answer" and outcome.content_type == EVENT_STREAM:
            return await self._stream(base, outcome)
        if outcome.kind == "answer":
            content_type = outcome.content_type if outcome.body else None
            return web.Response(
                body=outcome.body or None, status=outcome.status, headers=outcome.headers, content_type=content_type
            )
        return await self._break(base, outcome)

    async def _stream(self, base: web.BaseRequest, outcome: Outcome) -> web.StreamResponse:
        """Send the events one by one."""
        response = web.StreamResponse(status=outcome.status, headers=outcome.headers)
        response.content_type = outcome.content_type
        await response.prepare(base)
        for event in outcome.body.split(b"\n\n")[:-1]:
            await response.write(event + b"\n\n")
        await response.write_eof()
        return response

    def _control(self, request: HttpRequest, peer: str | None) -> web.Response:
        if not _is_loopback(peer):
            return web.json_response({"error": "The control interface answers this machine only."}, status=403)
        answer = self.control.handle(request)
        return web.json_response(answer.document, status=answer.status, dumps=_dumps)

    async def _break(self, base: web.BaseRequest, outcome: Outcome) -> web.StreamResponse:
        """Hang, cut the answer off, or reset the connection."""
        if outcome.kind == "hang":
            await asyncio.sleep(outcome.seconds)
        response = web.StreamResponse(status=outcome.status or 200)
        transport = base.transport
        if transport is None:
            return response
        if outcome.kind == "cut":
            response.content_length = len(outcome.body)
            response.content_type = outcome.content_type
            await response.prepare(base)
            await response.write(outcome.body[: len(outcome.body) // 2])
            transport.close()
        else:
            raw = transport.get_extra_info("socket")
            if raw is not None:
                # With no time to linger the kernel sends a reset instead of an orderly end.
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        return response


def _dumps(document: Any) -> str:
    return json.dumps(document, ensure_ascii=True)


async def serve(
    server: SandboxServer, host: str, port: int, lifetime: float | None, ready: Callable[[int], None]
) -> None:
    """Run until SIGTERM, SIGINT or the end of ``lifetime`` seconds; ``ready`` is told the port."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        ready(await server.listen(host, port))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), lifetime)
    finally:
        await server.close()
