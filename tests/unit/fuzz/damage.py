# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways in which bytes arrive otherwise than they should."""

from __future__ import annotations

import gzip
import json
import zlib

from cloud_sandbox.gateway import Outcome

from .wire import Damage, Packet, http

MEGABYTE = 1024 * 1024


def _chunks(body: bytes, size: int = 7) -> bytes:
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def _before(text: bytes) -> Damage:
    return lambda outcome: Packet(text + http(outcome).data, ends=False)


def _instead(data: bytes) -> Damage:
    return lambda _outcome: Packet(data)


def _padded(outcome: Outcome) -> Packet:
    """The true answer with ten megabytes in a member that nobody knows."""
    document = json.loads(outcome.body)
    return http(outcome, json.dumps({**document, "Padding": "x" * (10 * MEGABYTE)}).encode())


#: The answer is all there, though not as usual: nothing may come of it.
HARMLESS: dict[str, Damage] = {
    "gzip": lambda outcome: http(outcome, gzip.compress(outcome.body), Content_Encoding="gzip"),
    "deflate": lambda outcome: http(outcome, zlib.compress(outcome.body), Content_Encoding="deflate"),
    "chunked": lambda outcome: http(outcome, _chunks(outcome.body), Transfer_Encoding="chunked", Content_Length=None),
    "no length": lambda outcome: http(outcome, Content_Length=None, Connection="close")._replace(ends=True),
    "text/html": lambda outcome: http(outcome, Content_Type="text/html"),
    "no type": lambda outcome: http(outcome, Content_Type=None),
    "odd type": lambda outcome: http(outcome, Content_Type="application/json; charset=utf-16; ö=\x01"),
    "unknown encoding": lambda outcome: http(outcome, Content_Encoding="identity"),
    "an early hint": _before(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a cookie": lambda outcome: http(outcome, Set_Cookie="a=b; Domain=.example.com; \x02"),
    "odd dates": lambda outcome: http(outcome, Date="yesterday", Retry_After="٣", Last_Modified="Fri, 99 Foo"),
    "a location": lambda outcome: http(outcome, Location="https://elsewhere.example.com/"),
    "an endless wish": lambda outcome: http(outcome, Retry_After="9" * 400),
    "ninety headers": lambda outcome: http(outcome, **{f"X_{number}": "x" for number in range(90)}),
    "closed at once": lambda outcome: http(outcome)._replace(ends=True),
    "spaces around": lambda outcome: http(outcome, b" \r\n\t" + outcome.body + b"\n\n"),
}
LARGE_AND_HARMLESS: dict[str, Damage] = {"ten megabytes of padding": _padded}


def _cut(share: float) -> Damage:
    return lambda outcome: Packet(http(outcome).data[: int(-len(outcome.body) * (1 - share))])


def _body(change: bytes | None = None, *, insert: bytes = b"", **headers: str | None) -> Damage:
    def damage(outcome: Outcome) -> Packet:
        middle = len(outcome.body) // 2
        body = outcome.body[:middle] + insert + outcome.body[middle:] if change is None else change
        return http(outcome, body, "200 OK", **headers)

    return damage


#: There is no answer that says anything: what the call did is not known.
BROKEN: dict[str, Damage] = {
    "nothing": _instead(b""),
    "half a status line": _instead(b"HTTP/1."),
    "no HTTP": _instead(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "binary": _instead(bytes(range(256)) * 4),
    "status without a number": _instead(b"HTTP/1.1 abc OK\r\n\r\n{}"),
    "headers that stop": _instead(b"HTTP/1.1 200 OK\r\nContent-Type: applica"),
    "a header beyond all measure": _instead(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n{}"),
    "two hundred headers": _instead(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n{}"),
    "no body": _cut(0.0),
    "a tenth of the body": _cut(0.1),
    "all but the last tenth": _cut(0.9),
    "empty body": _body(b""),
    "blank body": _body(b"  \n"),
    "invalid UTF-8": _body(b'{"ResponseMetadata": {"RequestId": "\xff\xfe\xc3"}, "Result": {}}'),
    "NUL inside": _body(insert=b"\0"),
    "half, said to be whole": _body(b'{"ResponseMetadata": {"RequestId": "1"}, "Resu'),
    "UTF-16 without a mark": _body("¡no JSON!".encode("utf-16-le")),
    "not gzip": _body(Content_Encoding="gzip"),
    "broken gzip": _body(gzip.compress(b"{}" * 99)[:-9], Content_Encoding="gzip"),
    "broken chunks": _body(b"zz\r\n{}\r\n", Transfer_Encoding="chunked", Content_Length=None),
    "chunks that stop": lambda outcome: Packet(
        http(outcome, b"ff\r\n{}", Transfer_Encoding="chunked", Content_Length=None).data
    ),
    "length too long": lambda outcome: http(outcome, Content_Length=str(len(outcome.body) + 9))._replace(ends=True),
    "a number": _body(b"42"),
    "null": _body(b"null"),
    "a list": _body(b"[]"),
    "NaN": _body(b"NaN"),
    "a text": _body(b'"ok"'),
    "an empty mapping": _body(b"{}"),
    "metadata that is a list": _body(b'{"ResponseMetadata": []}'),
    "metadata that is null": _body(b'{"ResponseMetadata": null, "Result": {}}'),
    "a page": _body(b"<!DOCTYPE html><html></html>", Content_Type="text/html"),
    "deep nesting": _body(b"[" * 100_000),
    "deep nesting, closed": _body(b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
    "a number without end": _body(b'{"ResponseMetadata": {"RequestId": ' + b"9" * 10_000 + b"}}"),
    "status 500 and a true body": lambda outcome: http(outcome, status="500 Oops"),
    "status 503 and nothing": lambda outcome: http(outcome, b"", "503 Busy", Retry_After="1"),
    "status 204": lambda outcome: http(outcome, b"", "204 No Content"),
    "status 299 and a page": lambda outcome: http(outcome, b"<p>", "299 What"),
    "status 599": lambda outcome: http(outcome, b"{}", "599 Nobody"),
    "status 999": lambda outcome: http(outcome, b"{}", "999 Denied"),
}
LARGE_AND_BROKEN: dict[str, Damage] = {
    "ten megabytes of text": _body(b"x" * (10 * MEGABYTE)),
    "ten megabytes in a list": _body(b"[" + b"1," * (5 * MEGABYTE) + b"1]"),
    "ten megabytes out of ten kilobytes": _body(gzip.compress(b" " * (10 * MEGABYTE)), Content_Encoding="gzip"),
}

#: An answer of somebody else that says no: the task fails, unless a later look shows that all is well.
FOREIGN_REFUSALS: dict[str, Damage] = {
    "a redirect": lambda outcome: http(outcome, b"", "302 Found", Location="http://127.0.0.1:1/elsewhere"),
    "a redirect to nowhere": lambda outcome: http(outcome, b"", "301 Moved", Location="://"),
    "not modified": lambda outcome: http(outcome, b"", "304 Not Modified"),
    "a login page": lambda outcome: http(outcome, b"<html>", "401 Who", WWW_Authenticate="Basic realm=x"),
    "a proxy that wants a password": lambda outcome: http(outcome, b"", "407 Proxy", Proxy_Authenticate="Basic"),
    "another service's 404": lambda outcome: http(outcome, b'{"detail": "Not Found"}', "404 Not Found"),
    "a teapot": lambda outcome: http(outcome, b"[]", "418 I'm a teapot"),
    "too large": lambda outcome: http(outcome, b"", "413 Too Large"),
}
