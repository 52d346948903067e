# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client is kept for the items of a task: one TLS handshake for a loop."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import socket
import ssl
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ..support.playbook import GROUP, INFO, MODULE, SET
from .story import MODEL, PROCESS, WORKER, entries


class TlsRelay:
    """Speaks TLS on one side and passes all on to a server.

    :ivar handshakes: how many there were.
    """

    def __init__(self, url: str, context: ssl.SSLContext) -> None:
        parts = urlsplit(url)
        self._behind = (parts.hostname, parts.port)
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        self.handshakes = 0

    def __enter__(self) -> TlsRelay:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        with contextlib.suppress(OSError):  # wakes the thread that waits in accept
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _address = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with self._context.wrap_socket(connection, server_side=True) as front:
            self.handshakes += 1
            with socket.create_connection(self._behind) as behind:
                threading.Thread(target=_pass_on, args=(behind, front), daemon=True).start()
                _pass_on(front, behind)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError, ValueError):
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """A TLS context of a server at 127.0.0.1, and the file with its certificate."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "relay")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context, folder / "certificate.pem"


def seven(module: str, **options: Any) -> dict:
    return {module: {"name": "{{ item }}", **options}, "loop": [f"e{number}" for number in range(7)]}


#: What is done in a loop, how it is run, and how often hands are shaken.
LOOPS = {
    "one by one": (seven(MODULE, model_reference=MODEL), WORKER, 1),
    "reads": (seven(INFO), WORKER, 1),
    "sets": ({SET: {"endpoints": entries(3), "concurrency": 1}, "loop": [1, 2, 3]}, WORKER, 1),
    "processes": ({INFO: {"name": "{{ item }}"}, "loop": ["a", "b"]}, PROCESS, 2),
}


def test_a_loop_shakes_hands_once(sandbox, certificate, playbooks):
    """Each loop goes through a relay of its own."""
    context, path = certificate
    with contextlib.ExitStack() as stack:
        relays = {name: stack.enter_context(TlsRelay(sandbox.url, context)) for name in LOOPS}
        tasks = []
        for name, (work, way, _handshakes) in LOOPS.items():
            defaults = {**sandbox.connection, "api_url": relays[name].url, "ca_path": str(path)}
            block = {"block": [{"name": name, **work}], "module_defaults": {GROUP: defaults}, "vars": way}
            tasks.append(block)
        run = playbooks.run(tasks)
    assert [len([item for item in run.items if item.name == name]) for name in LOOPS] == [7, 7, 3, 2]
    assert {name: relay.handshakes for name, relay in relays.items()} == {
        name: handshakes for name, (_work, _way, handshakes) in LOOPS.items()
    }
