# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Redirects and proxies: what is signed goes to nobody else, and a proxy's password is told to nobody else."""

from __future__ import annotations

import contextlib
import http.server
import threading
from typing import Any

from ..support.playbook import INFO, MODULE, SET
from .keys import BY_OPTION, LOUD, MODEL, SECRETS, files_with, variables

PROXY_PASSWORD = "pw-canary-%2F%40-5d1c"
PROXY_PASSWORD_MEANT = "pw-canary-/@-5d1c"


class Listener:
    """An HTTP server on loopback that answers every request alike and remembers what it was sent."""

    def __init__(self, status: int, **headers: str) -> None:
        self.requests: list[tuple[str, dict[str, str]]] = []
        requests = self.requests

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                requests.append((self.requestline, dict(self.headers)))
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_CONNECT(self) -> None:
                self.do_POST()

            def log_message(self, *_arguments: Any) -> None:
                """Tests are quiet."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Listener:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def three(**options: Any) -> list[dict[str, Any]]:
    """A task of each module that reaches no service."""
    keys = {**BY_OPTION, "max_retries": 0, **options}
    tasks: list[dict[str, Any]] = [
        {"name": "single", MODULE: {**keys, "name": "one", "model_reference": MODEL}},
        {"name": "read", INFO: keys},
        {"name": "bulk", SET: {**keys, "endpoints": [{"name": "one", "model_reference": MODEL}]}},
    ]
    return [task | {"ignore_errors": True} for task in tasks]


def test_credentials_do_not_follow_a_redirect(playbooks, tmp_path_factory):
    elsewhere = variables(tmp_path_factory.mktemp("elsewhere"))
    statuses = [301, 302, 303, 307, 308]
    with contextlib.ExitStack() as stack:
        other = stack.enter_context(Listener(200))
        location = f"http://localhost:{other.port}/?Action=x"
        first = [stack.enter_context(Listener(status, Location=location)) for status in statuses]
        tasks = [task for each in first for task in three(api_url=each.url)]
        run = playbooks.attempt(tasks, "-vvvv", *elsewhere, environment=LOUD)
    assert [len(each.requests) for each in first] == [3] * len(statuses)
    assert all("Authorization" in headers for each in first for _line, headers in each.requests)
    assert other.requests == []
    found = [(task.result["error_code"], task.result["http_status"]) for task in run.tasks if task.failed]
    assert found == [("ForeignAnswer", status) for status in statuses for _module in range(3)]
    assert all("redirects are not followed" in task.result["msg"] for task in run.tasks)
    assert not any(secret in run.output for secret in SECRETS)


def test_a_proxys_password_is_not_told(playbooks, tmp_path_factory):
    """By a proxy that refuses, and by one that is not there, whatever the scheme of the service."""
    elsewhere = variables(tmp_path_factory.mktemp("elsewhere"))
    tasks = [task for scheme in ("http", "https") for task in three(api_url=f"{scheme}://ark.example.com")]
    with Listener(407, Proxy_Authenticate="Basic") as proxy:
        runs = []
        for where in (f"127.0.0.1:{proxy.port}", "127.0.0.1:9"):
            address = f"http://me:{PROXY_PASSWORD}@{where}"
            proxies = {"http_proxy": address, "https_proxy": address, "NO_PROXY": "", "no_proxy": ""}
            runs.append(playbooks.attempt(tasks, "-vvvv", "--diff", *elsewhere, environment={**LOUD, **proxies}))
    assert len(proxy.requests) == 6
    canaries = (*SECRETS, PROXY_PASSWORD, PROXY_PASSWORD_MEANT)
    for run in runs:
        assert [task.outcome for task in run.tasks] == ["failed"] * 6
        assert all(task.result["error_code"] for task in run.tasks), run.output
        assert [secret for secret in canaries if secret in run.output] == []
    assert files_with(playbooks.folder, canaries) == files_with(playbooks.scratch, canaries) == []
