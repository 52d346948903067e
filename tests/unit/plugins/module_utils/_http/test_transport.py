# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a socket can do to a request, and which error it becomes: a server on loopback does it, nothing is imitated."""

from __future__ import annotations

import base64
import datetime
import gzip
import http.server
import ipaddress
import itertools
import pathlib
import socket
import ssl
import sys
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.effects import READ, WRITE, Call
from ansible_collections.inference.endpoints.plugins.module_utils._engine.errors import (
    CallFailed,
    MissingLibrary,
    Unclear,
    Unsent,
)
from ansible_collections.inference.endpoints.plugins.module_utils._http import transport
from ansible_collections.inference.endpoints.plugins.module_utils._http.transport import Answer, Transport, url_problems

from ...loopback import Loopback, Received, answer, hang, packet, raw, reset

GET = Call("GetEndpoint", {}, READ, "ep-1")
DEFAULTS = {"validate_certs": True, "ca_path": None, "request_timeout": 5.0, "max_retries": 5}


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "requests_ca_bundle", "curl_ca_bundle"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def sign(request: Any) -> Any:
    request.headers["Authorization"] = "signed"
    return request


def connect(url: str, hide: Any = lambda text: None, clock: Clock | None = None, **options: Any) -> Transport:
    return Transport(url, sign, {**DEFAULTS, **options}, hide, clock or Clock())


def send(link: Transport, body: bytes = b"{}", call: Call = GET) -> Answer:
    headers = {"Content-Type": "application/json"}
    return link.send(call, "POST", "/", headers, {"Action": "GetEndpoint", "Q": "a b/é"}, body)


def failure(url: str, **options: Any) -> CallFailed:
    with pytest.raises(CallFailed) as caught:
        send(connect(url, **options))
    return caught.value


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


# --- what arrives


def test_a_request_arrives_as_it_was_given() -> None:
    with Loopback([answer(b'{"a": 1}', "418 Teapot", X_Own="yes")]) as server:
        got = send(connect(server.url), '{"Name":"测试"}'.encode())
    assert (got.status, got.headers["x-own"], got.body) == (418, "yes", b'{"a": 1}')
    (request,) = server.requests
    assert request.line == "POST /?Action=GetEndpoint&Q=a+b%2F%C3%A9 HTTP/1.1"
    assert request.body == '{"Name":"测试"}'.encode()
    assert request.headers["authorization"] == "signed"


def test_one_connection_carries_many_requests() -> None:
    with Loopback([answer(b"x" * size) for size in (0, 1, 70_000, 3, 200_000)]) as server:
        link = connect(server.url)
        assert [len(send(link).body) for _turn in range(5)] == [0, 1, 70_000, 3, 200_000]
        link.close()
    assert (server.accepted, len(server.requests)) == (1, 5)


def test_a_chunked_and_a_compressed_answer_are_put_together_and_the_connection_goes_on() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"

    def in_chunks(connection: socket.socket) -> bool:
        connection.sendall(chunked)
        return True

    zipped = answer(gzip.compress(b"z" * 100_000), Content_Encoding="gzip")
    with Loopback([in_chunks, zipped, answer(b"end")]) as server:
        link = connect(server.url)
        assert [send(link).body for _turn in range(3)] == [b"abcdefg", b"z" * 100_000, b"end"]
    assert server.accepted == 1


def test_a_connection_that_the_server_has_closed_meanwhile_is_made_anew() -> None:
    # The server closes after each answer without having announced it.
    with Loopback([raw(packet(b"1")), raw(packet(b"2"))]) as server:
        link = connect(server.url)
        assert send(link).body == b"1"
        assert server.closed.acquire(timeout=5)
        assert send(link).body == b"2"
    assert server.accepted == 2


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
def test_a_redirect_is_an_answer_and_not_followed(status: str) -> None:
    with Loopback([]) as elsewhere, Loopback([answer(b"", status, Location=elsewhere.url)]) as server:
        assert send(connect(server.url)).status == int(status[:3])
    assert elsewhere.accepted == 0


# --- faults


def test_a_refused_port_means_not_sent() -> None:
    port = free_port()
    error = failure(f"http://127.0.0.1:{port}")
    assert error.__class__ is Unsent
    assert (error.code, error.status, error.request_id) == ("ConnectionError", None, None)
    assert str(error) == (
        f"GetEndpoint on endpoint ep-1: no answer from http://127.0.0.1:{port}: [Errno 111] Connection refused."
        " Check host and port in api_url, and that the service listens there"
    )


def test_a_host_that_does_not_exist_means_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_arguments: Any, **_options: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    error = failure("http://ark.example.invalid")
    assert error.__class__ is Unsent
    assert str(error).endswith("known. Check the host in api_url, and this machine's DNS")


def test_a_connection_that_is_not_taken_in_time_means_not_sent() -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    fillers = [socket.socket() for _turn in range(4)]
    for filler in fillers:
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
    try:
        error = failure(f"http://127.0.0.1:{listener.getsockname()[1]}", request_timeout=0.05)
    finally:
        for filler in (*fillers, listener):
            filler.close()
    assert (type(error), error.code) == (Unsent, "Timeout")


CUT = b'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"ResponseMetadata"'


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        (reset(), "ConnectionError"),
        (reset(b"HTTP/1.1 200 OK\r\nContent-Le"), "ConnectionError"),
        (reset(CUT), "ConnectionError"),
        (raw(b""), "ConnectionError"),
        (raw(CUT), "ConnectionError"),
        (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc"), "ConnectionError"),
        (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc"), "ConnectionError"),
        (raw(packet(b"no gzip", Content_Encoding="gzip")), "ConnectionError"),
        (raw(b"SSH-2.0-OpenSSH_9.9\r\n"), "ConnectionError"),
        (raw(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n"), "ConnectionError"),
    ],
    ids=[
        "reset",
        "reset-in-head",
        "reset-in-body",
        "closed",
        "cut-off",
        "cut-off-chunk",
        "no-chunk",
        "no-gzip",
        "no-http",
        "too-many-headers",
    ],
)
def test_what_happens_after_the_request_was_sent_is_unclear(deed: Any, code: str) -> None:
    with Loopback([deed]) as server:
        error = failure(server.url)
    assert error.__class__ is Unclear
    assert (error.action, error.code, error.status) == ("GetEndpoint", code, None)
    assert str(error).startswith(f"GetEndpoint on endpoint ep-1: no answer from {server.url}: ")
    assert len(server.requests) == 1


def test_silence_and_a_body_that_stops_are_timeouts_of_unclear_effect() -> None:
    release = threading.Event()

    def half(connection: socket.socket) -> bool:
        connection.sendall(CUT)
        return hang(release)(connection)

    with Loopback([hang(release)]) as silent, Loopback([half]) as stopping:
        for url in (silent.url, stopping.url):
            error = failure(url, request_timeout=0.05)
            assert (type(error), error.code) == (Unclear, "Timeout")
        release.set()


def test_a_body_that_drips_ends_at_the_time_for_one_request() -> None:
    # A byte goes out for each look at the clock, so each byte is in time, and the whole is not.
    ticks, tick = itertools.count(), threading.Semaphore(0)

    def now() -> float:
        tick.release()
        return float(next(ticks))

    def drip(connection: socket.socket) -> bool:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while tick.acquire(timeout=5):
            connection.sendall(b"x")
        return False

    with Loopback([drip]) as server:
        error = failure(server.url, clock=Clock(now=now), request_timeout=3.0)
        tick.release(1000)  # lets the server find out that nobody listens any more
    assert (type(error), error.code) == (Unclear, "Timeout")
    assert str(error) == (
        f"GetEndpoint on endpoint ep-1: the answer of {server.url} took longer than 3 s. Check api_url, or raise"
        " request_timeout"
    )
    assert next(ticks) < 10  # the time was up, and not the patience of the server


def test_an_endless_body_ends_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_MOST_BYTES", 100_000)
    with Loopback([raw(packet(b"x" * 1_000_000))]) as server:
        error = failure(server.url)
    assert (type(error), error.code) == (Unclear, "AnswerTooLarge")


def test_tls_on_a_plain_port_is_told_with_the_scheme_to_check() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def refuse() -> None:
            connection, _address = listener.accept()
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=refuse, daemon=True).start()
        error = failure(f"https://127.0.0.1:{listener.getsockname()[1]}")
    assert (type(error), error.code) == (CallFailed, "TlsError")
    assert str(error).endswith("Check api_url: this port does not speak TLS, so http:// may be meant")


class Connections(http.server.BaseHTTPRequestHandler):
    """Resets the first connection without an answer; on others it answers all requests. ``seen`` has the ports."""

    protocol_version = "HTTP/1.1"
    seen: list[int]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        first = not self.seen
        self.seen.append(self.client_address[1])
        if first:
            reset()(self.connection)
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_arguments: Any) -> None:
        """Nothing to the terminal."""


def test_after_a_reset_each_write_takes_a_fresh_connection() -> None:
    """A server that resets connections after its answers must not meet a write on a used one."""
    write = Call("CreateEndpoint", {}, WRITE, about="chat")
    handler = type("Handler", (Connections,), {"seen": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        link = connect(f"http://127.0.0.1:{server.server_port}")
        with pytest.raises(Unclear, match="CreateEndpoint on endpoint chat: no answer"):
            send(link, call=write)
        for call in (GET, GET, write, write, GET):
            send(link, call=call)
        link.close()
        server.shutdown()
    broken, first, second, third, fourth, last = handler.seen
    assert first == second
    assert fourth == last
    assert len({broken, first, third, fourth}) == 4


# --- TLS


@pytest.fixture(scope="module")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, str]:
    """A server's TLS context with a certificate that no bundle knows, and the path of that certificate."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    begin = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=3))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    folder: pathlib.Path = tmp_path_factory.mktemp("tls")
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context, str(folder / "certificate.pem")


def test_an_unknown_certificate_is_refused_for_good(own_certificate: tuple[ssl.SSLContext, str]) -> None:
    with Loopback([answer()], own_certificate[0]) as server:
        error = failure(server.url)
    assert error.__class__ is CallFailed
    assert error.code == "TlsError"
    assert "certificate verify failed" in str(error)
    assert server.requests == []


def test_ca_path_the_environment_and_validate_certs_make_it_known(
    own_certificate: tuple[ssl.SSLContext, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    context, path = own_certificate
    with Loopback([answer(b"1"), answer(b"2"), answer(b"3"), answer(b"4")], context) as server:
        links = [connect(server.url, ca_path=path), connect(server.url, validate_certs=False)]
        for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
            monkeypatch.setenv(variable, path)
            links.append(connect(server.url))
            monkeypatch.delenv(variable)
        bodies = []
        for link in links:
            bodies.append(send(link).body)
            link.close()
    assert bodies == [b"1", b"2", b"3", b"4"]


def test_validate_certs_false_is_not_overruled_by_a_bundle(
    own_certificate: tuple[ssl.SSLContext, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/bundle.pem")
    with Loopback([answer(b"1")], own_certificate[0]) as server:
        assert send(connect(server.url, validate_certs=False)).body == b"1"


def test_an_answer_lost_inside_tls_is_unclear(own_certificate: tuple[ssl.SSLContext, str]) -> None:
    context, path = own_certificate
    for deed in (reset(), raw(b""), reset(CUT), raw(CUT)):
        with Loopback([deed], context) as server:
            error = failure(server.url, ca_path=path)
        assert error.__class__ is Unclear, error


def test_a_bundle_that_is_missing_or_none_is_said_so(tmp_path: pathlib.Path) -> None:
    (tmp_path / "none.pem").write_text("no certificate")
    with Loopback([]) as server:
        for name, code in (("missing.pem", "RequestError"), ("none.pem", "TlsError")):
            error = failure(server.url.replace("http:", "https:"), ca_path=str(tmp_path / name))
            assert (type(error), error.code) == (CallFailed, code), str(error)


# --- proxies


def through(proxy: str, monkeypatch: pytest.MonkeyPatch, **more: str) -> tuple[list[Received], set[str]]:
    hidden: set[str] = set()
    with Loopback([answer(b"by proxy")]) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy % server.port)
        for name, value in more.items():
            monkeypatch.setenv(name, value)
        assert send(connect("http://ark.example.invalid", hide=hidden.add)).body == b"by proxy"
    return server.requests, hidden


def test_the_environments_proxy_is_used_and_its_password_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    (request,), hidden = through("http://user:p%%40ss@127.0.0.1:%d", monkeypatch)
    assert request.line == "POST http://ark.example.invalid/?Action=GetEndpoint&Q=a+b%2F%C3%A9 HTTP/1.1"
    assert request.headers["proxy-authorization"] == "Basic " + base64.b64encode(b"user:p@ss").decode()
    assert hidden == {"p%40ss", "p@ss"}


def test_a_proxy_may_be_written_without_a_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    requests, hidden = through("127.0.0.1:%d", monkeypatch)
    assert (len(requests), hidden) == (1, set())


def test_no_proxy_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback([answer(b"direct")]) as server:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        assert send(connect(server.url)).body == b"direct"


def test_the_environment_of_the_task_has_its_own_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    with Loopback([answer(b"by proxy"), answer(b"direct")]) as server:
        environment = {"http_proxy": server.url, "NO_PROXY": "other.example"}
        target = "http://ark.example.invalid"
        link = Transport(target, sign, DEFAULTS, lambda text: None, Clock(), environment)
        assert send(link).body == b"by proxy"
        link = Transport(
            server.url, sign, DEFAULTS, lambda text: None, Clock(), {**environment, "NO_PROXY": "127.0.0.1"}
        )
        assert send(link).body == b"direct"


@pytest.mark.parametrize("target", ["http://ark.example.invalid", "https://ark.example.invalid"])
@pytest.mark.parametrize("variable", ["HTTP{s}_PROXY", "ALL_PROXY"])
def test_a_dead_proxy_is_named_with_the_variable(target: str, variable: str) -> None:
    name = variable.format(s="S" if target.startswith("https") else "")
    port = free_port()
    link = Transport(target, sign, DEFAULTS, lambda text: None, Clock(), {name: f"http://user:S3CRET@127.0.0.1:{port}"})
    with pytest.raises(Unsent) as caught:
        send(link)
    assert caught.value.code == "ProxyError"
    assert str(caught.value) == (
        f"GetEndpoint on endpoint ep-1: no answer from {target}: the proxy 127.0.0.1:{port} (from {name}) failed:"
        " [Errno 111] Connection refused. Check that it runs, or name the host in NO_PROXY to go without it"
    )


@pytest.mark.parametrize(
    ("status", "kind", "remedy"),
    [
        ("407 Proxy Authentication Required", CallFailed, "Check its credentials and rules"),
        ("403 Forbidden", CallFailed, "Check its credentials and rules"),
        ("502 Bad Gateway", Unsent, "Check that it runs"),
    ],
)
def test_what_a_proxy_says_to_a_tunnel(status: str, kind: type, remedy: str) -> None:
    with Loopback([raw(packet(b"", status))]) as proxy:
        link = Transport(
            "https://ark.example.invalid", sign, DEFAULTS, lambda text: None, Clock(), {"HTTPS_PROXY": proxy.url}
        )
        with pytest.raises(CallFailed) as caught:
            send(link)
    assert (type(caught.value), caught.value.code) == (kind, "ProxyError")
    assert f"(from HTTPS_PROXY) failed: Tunnel connection failed: {status}. {remedy}" in str(caught.value)


@pytest.mark.parametrize(
    ("proxy", "password"),
    [
        ("http://user:s3cr[t@127.0.0.1:1", "s3cr[t"),
        ("http://user:s3:cr@t@h:port", "s3:cr@t"),
        ("ftp://user:s3cr[t@h:1", "s3cr[t"),
        ("user:secret@127.0.0.1:1", "secret"),
        ("http://", None),
        ("no proxy", None),
    ],
)
def test_a_proxy_that_is_none_is_a_failure_and_its_password_hidden(
    proxy: str, password: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden: set[str] = set()
    monkeypatch.setenv("HTTP_PROXY", proxy)
    with pytest.raises(CallFailed):
        send(connect("http://ark.example.invalid", hide=hidden.add))
    assert hidden == ({password} if password else set())


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "requests", None)
    with pytest.raises(MissingLibrary) as caught:
        connect("http://127.0.0.1:1")
    assert caught.value.library == "requests"
    assert "ModuleNotFoundError" in caught.value.reason


# --- base URLs

WRONG_FORM = "expected a URL that begins with http:// or https:// and names a host"
CREDENTIALS = "api_url: found a URL with credentials in it; expected those as access_key and secret_key"


@pytest.mark.parametrize(
    ("url", "sentences"),
    [
        ("http://127.0.0.1:8181", []),
        ("https://ark.cn-beijing.volcengineapi.com", []),
        ("https://[::1]:8443/prefix/", []),
        ("HTTP://host", []),
        ("https://host/a@b", []),
        ("127.0.0.1:8181", [f"api_url: found '127.0.0.1:8181'; {WRONG_FORM}"]),
        ("localhost", [f"api_url: found 'localhost'; {WRONG_FORM}"]),
        ("ftp://host", [f"api_url: found 'ftp://host'; {WRONG_FORM}"]),
        ("http://", [f"api_url: found 'http://'; {WRONG_FORM}"]),
        ("http://:8181", [f"api_url: found 'http://:8181'; {WRONG_FORM}"]),
        ("http://ho st", [f"api_url: found 'http://ho st'; {WRONG_FORM}"]),
        (" http://host", [f"api_url: found ' http://host'; {WRONG_FORM}"]),
        ("http://host?x=1", ["api_url: found 'http://host?x=1'; expected a base URL without query and fragment"]),
        ("http://host/#x", ["api_url: found 'http://host/#x'; expected a base URL without query and fragment"]),
        ("http://user:s3cret@host", [CREDENTIALS]),
        ("http://user@host", [CREDENTIALS]),
        ("http://:s3cret@host", [CREDENTIALS]),
        ("user:s3cret@host:8181", [CREDENTIALS]),
        ("ftp://user:s3cret@host", [CREDENTIALS]),
        ("//user:s3cret@ho st", [CREDENTIALS]),
        ("http://user:1#s3cret@host", [CREDENTIALS]),
        (
            "http://host:99999",
            [
                "api_url: found a text that is no URL (Port out of range 0-65535); expected something like https://host:port"
            ],
        ),
        (
            "http://[::1",
            ["api_url: found a text that is no URL (Invalid IPv6 URL); expected something like https://host:port"],
        ),
        ("http://u:s3cret@ho℀st", ["api_url: found a text that is no URL; expected something like https://host:port"]),
        ("http://u:s3cret@h:port", ["api_url: found a text that is no URL; expected something like https://host:port"]),
    ],
)
def test_base_urls(url: str, sentences: list[str]) -> None:
    assert url_problems(url) == sentences


@given(st.text(), st.text())
def test_no_sentence_about_a_url_repeats_credentials(before: str, after: str) -> None:
    for url in (f"{before}s3cret@{after}", f"http://u:s3cret@{after}", f"http://{before}:s3cret@{after}"):
        found = url_problems(url)
        assert not any("s3cret" in sentence for sentence in found)
