# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module's own main() in this process, against HTTP calls that a test lists in order, on a clock without waiting."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import urllib3
from ansible.module_utils import basic
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from ansible_collections.inference.endpoints.plugins.module_utils._core import transport

try:
    from ansible.module_utils.testing import patch_module_args
except ImportError:  # ansible-core 2.18

    @contextlib.contextmanager
    def patch_module_args(args: dict[str, Any] | None = None) -> Iterator[None]:
        with mock.patch.object(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": args or {}}).encode()):
            yield


MOMENT = 1_767_323_045.0  # 2026-01-02T03:04:05Z
WRITES = ("CreateEndpoint", "UpdateEndpoint", "StartEndpoint", "StopEndpoint", "DeleteEndpoint")
KEYS = {"access_key": "AK", "secret_key": "SK-canary-7d1f", "session_token": "ST-canary-93ab"}
HOST = "ark.cn-beijing.volcengineapi.com"


class Exchange(NamedTuple):
    """One HTTP call: what must be sent, and what comes back. With ``many``, as often in a row as the module likes."""

    action: str
    arguments: dict
    status: int
    body: bytes
    headers: dict[str, str]
    many: bool = False


def call(
    action: str,
    arguments: dict,
    result: Any = None,
    *,
    error: str | None = None,
    status: int = 200,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Exchange:
    """``error`` is a code, ``body`` replaces the platform's envelope."""
    metadata: dict[str, Any] = {"RequestId": f"R-{action}", "Action": action}
    if error:
        metadata["Error"] = {"Code": error, "Message": "no"}
    envelope = json.dumps({"ResponseMetadata": metadata, "Result": result or {}}).encode()
    return Exchange(action, arguments, status, envelope if body is None else body, headers or {})


def listing(name: str | None, *items: dict, project: str | None = "default", page: int = 1, **more: Any) -> Exchange:
    """A ListEndpoints for a name in a project."""
    request: dict[str, Any] = {"PageNumber": page, "PageSize": 100, "SortBy": "CreateTime", "SortOrder": "Asc"}
    if project:
        request["ProjectName"] = project
    if name:
        request["Filter"] = {"Name": name}
    answer = {"TotalCount": len(items), "PageNumber": page, "PageSize": 100, "Items": list(items)}
    return call("ListEndpoints", {**request, **more.pop("request", {})}, {**answer, **more})


class Script:
    """Plays the exchanges; ``problems`` says where the module did otherwise."""

    def __init__(self, exchanges: tuple[Exchange, ...], *, check_mode: bool, host: str) -> None:
        self.left = list(exchanges)
        self.problems: list[str] = []
        self.host = host
        self.check_mode = check_mode

    def send(self, adapter: HTTPAdapter, request: PreparedRequest, **_options: Any) -> Response:
        url = urlsplit(request.url or "")
        query = parse_qs(str(url.query))
        action = query["Action"][0]
        arguments = json.loads(request.body or b"null")
        if self.check_mode and action in WRITES:
            self.problems.append(f"{action} in check mode")
        if not self.left:
            self.problems.append(f"unlisted: {action} {arguments}")
            raise ConnectionRefusedError("no more calls")
        expected = self.left.pop(0)
        if expected.many and (action, arguments) == (expected.action, expected.arguments):
            self.left.insert(0, expected)
        elif expected.many and self.left:
            expected = self.left.pop(0)
        if (action, arguments) != (expected.action, expected.arguments):
            self.problems.append(f"sent {action} {arguments}, the test lists {expected.action} {expected.arguments}")
        self._check_form(request, url, query)
        raw = urllib3.HTTPResponse(
            body=io.BytesIO(expected.body),
            headers={"Content-Type": "application/json", **expected.headers},
            status=expected.status,
            preload_content=False,
        )
        return adapter.build_response(request, raw)

    def _check_form(self, request: PreparedRequest, url: Any, query: dict) -> None:
        body = request.body or b""
        form = {
            "method": (request.method, "POST"),
            "url": ((url.scheme, url.netloc, url.path), ("https", self.host, "/")),
            "version": (query.get("Version"), ["2024-01-01"]),
            "query": (sorted(query), ["Action", "Version"]),
            "content type": (request.headers.get("Content-Type"), "application/json"),
            "host": (request.headers.get("Host"), self.host),
            "token": (request.headers.get("X-Security-Token"), KEYS["session_token"]),
            "hash": (
                request.headers.get("X-Content-Sha256"),
                hashlib.sha256(body.encode() if isinstance(body, str) else body).hexdigest(),
            ),
            "signature": (
                str(request.headers.get("Authorization")).split("/", maxsplit=1)[0],
                "HMAC-SHA256 Credential=AK",
            ),
        }
        self.problems.extend(f"{name}: {found} is not {want}" for name, (found, want) in form.items() if found != want)


class Clock:
    """Sleeping takes no time; a second passes with each look, so that nothing loops for ever."""

    def __init__(self) -> None:
        self.time = 0.0
        self.slept = 0.0

    def now(self) -> float:
        self.time += 0.01
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.time += seconds


def run(
    main: Callable[[], None],
    *exchanges: Exchange,
    check_mode: bool = False,
    host: str = HOST,
    environment: dict[str, str] | None = None,
    **options: Any,
) -> dict:
    """The result of the module; its calls must be exactly the ``exchanges``."""
    script = Script(exchanges, check_mode=check_mode, host=host)
    clock = Clock()
    args = {**KEYS, **options, "_ansible_check_mode": check_mode, "_ansible_remote_tmp": "/tmp"}
    output, errors = io.StringIO(), io.StringIO()

    def send(adapter: HTTPAdapter, request: PreparedRequest, **more: Any) -> Response:
        return script.send(adapter, request, **more)

    with (
        patch_module_args(args),
        mock.patch.object(HTTPAdapter, "send", send),
        mock.patch.object(transport, "Clock", return_value=transport.Clock(clock.now, clock.sleep, lambda: MOMENT)),
        mock.patch.dict("os.environ", environment or {}, clear=True),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(errors),
        contextlib.suppress(SystemExit),
    ):
        main()
    told = output.getvalue() + errors.getvalue()
    assert script.problems == [], "\n".join(script.problems) + told
    assert not [exchange for exchange in script.left if not exchange.many], (
        f"never sent: {[exchange.action for exchange in script.left]}\n{told}"
    )
    result = json.loads(output.getvalue())
    for name in ("secret_key", "session_token"):
        assert KEYS[name] not in told, "a secret is in the output"
    return result
