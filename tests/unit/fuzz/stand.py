# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module's own main() in this process against the sandbox's core, on a clock without waiting.

Everything is the real thing down to urllib3's pool: Ansible's argument checks, the client, the signature, which the
sandbox verifies. Only the socket is missing, and threads: the calls of a bulk module are done one after another.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import json
import random
import signal
import socket
import traceback
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from unittest import mock
from urllib.parse import urlsplit

import urllib3
from ansible.module_utils import basic
from ansible.module_utils.common import warnings

from ansible_collections.inference.endpoints.plugins.module_utils._engine import bulk
from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._module import host
from cloud_sandbox.cloud import Cloud
from cloud_sandbox.gateway import Outcome
from cloud_sandbox.messages import HttpRequest
from cloud_sandbox.signature import Credentials

EPOCH = 1_767_323_045.0  # 2026-01-02T03:04:05Z

#: What happens to an answer on its way: the number of the request, the action, and the answer.
Change = Callable[[int, str, Outcome], Outcome]


class TaskResult(NamedTuple):
    """What a run of a module has said and done.

    :ivar result: the result, None where there is none that can be read.
    :ivar calls: the actions that the service was asked for.
    :ivar effects: those that changed something.
    :ivar stumbled: what Ansible's own checks of the options died of, before the module had a say.
    """

    result: dict | None
    output: str
    calls: list[str]
    effects: list[str]
    stumbled: Exception | None = None

    @property
    def failed(self) -> bool:
        return self.result is None or bool(self.result.get("failed"))


class Stand:
    """All services of the sandbox, and modules that run against it.

    :ivar wired: whether requests come over a socket (wire.py) rather than straight from urllib3's pool.
    :ivar ahead: seconds by which the module's clock is ahead of the service's.
    :ivar refusals: how many of the answers that a test has changed say no.
    :ivar change: what happens to answers on their way to the module; nothing, unless a test says so.
    """

    def __init__(self, credentials: Credentials, switches: dict[str, Any] | None = None, latency: float = 0.05) -> None:
        self.time = EPOCH
        self.latency = latency
        self.cloud = Cloud(credentials, switches, now=self.now, seed=1)
        self.gateway = self.cloud.gateway
        self.change: Change = lambda _number, _action, outcome: outcome
        self.wired = False
        self.refusals = 0
        self.ahead = 0.0
        self._sent = 0

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        if seconds > 9e9:
            raise OverflowError("timestamp too large to convert to C PyTime_t")  # as time.sleep says
        self.time += seconds

    def settle(self) -> None:
        """Let every change and every lag pass."""
        self.time += 3600

    def truth(self) -> list[dict]:
        """What Ark has, without what differs from run to run."""
        volatile = ("Id", "CreateTime", "UpdateTime")
        found = [one for one in self.cloud.ark.state() if one["Status"] != "Deleted"]
        return [{name: value for name, value in one.items() if name not in volatile} for one in found]

    @property
    def effects(self) -> list[str]:
        return [entry["action"] for entry in self.gateway.log if entry["effect"]]

    def run(self, main: Callable[[], None], options: dict | str, *, check_mode: bool = False) -> TaskResult:
        """Run a module with these options, or with a JSON text of them."""
        log = len(self.gateway.log)
        self._sent = 0
        output, stumbled = io.StringIO(), None
        with contextlib.ExitStack() as stack:
            for patch in self._patches(options, check_mode):
                stack.enter_context(patch)
            stack.enter_context(contextlib.redirect_stdout(output))
            stack.enter_context(contextlib.redirect_stderr(output))
            stack.enter_context(_signals_kept())
            stack.enter_context(contextlib.suppress(SystemExit))
            try:
                main()
            except Exception as error:
                if not any(frame.name == "__init__" and frame.filename == basic.__file__ for frame in _frames(error)):
                    raise
                stumbled = error
        entries = list(self.gateway.log)[log:]
        try:
            # In a process that has loaded a controller's code, Ansible prints warnings above the result.
            result = json.loads(output.getvalue().strip().rpartition("\n")[2])
        except ValueError:
            result = None
        calls = [entry["action"] for entry in entries]
        effects = [entry["action"] for entry in entries if entry["effect"]]
        return TaskResult(result, output.getvalue(), calls, effects, stumbled)

    def _patches(self, options: dict | str, check_mode: bool) -> Iterator[Any]:
        inner = options if isinstance(options, str) else json.dumps(options)
        internal = json.dumps({"_ansible_check_mode": check_mode, "_ansible_remote_tmp": "/tmp"})
        joined = f"{internal[:-1]}, {inner.strip()[1:]}" if inner.strip("{} \n") else internal
        yield mock.patch.object(basic, "_ANSIBLE_ARGS", f'{{"ANSIBLE_MODULE_ARGS": {joined}}}'.encode())
        if hasattr(basic, "_ANSIBLE_PROFILE"):  # since ansible-core 2.19
            yield mock.patch.object(basic, "_ANSIBLE_PROFILE", "legacy")
        yield mock.patch.object(warnings, "_global_warnings", type(warnings._global_warnings)())
        if not self.wired:
            yield mock.patch.object(urllib3.HTTPConnectionPool, "urlopen", self._urlopen())
        yield mock.patch.dict("os.environ", {}, clear=True)
        yield mock.patch.object(host, "Clock", self._clock)
        yield mock.patch.object(bulk, "Scheduler", _on_one_thread(bulk.Scheduler))
        yield mock.patch.object(host, "is_heard", return_value=True)

    def _clock(self, now: Any = None, sleep: Callable[[float], None] | None = None, wall: Any = None) -> Any:
        def doze(seconds: float) -> None:
            if sleep is not None:
                sleep(0)  # who was woken for good must not go on
            self.sleep(seconds)

        return _Clock(self.now, doze, lambda: self.time + self.ahead)

    # --- instead of a socket

    def _urlopen(self) -> Callable:
        stand = self

        def urlopen(pool: Any, method: str, url: str, body: Any = None, headers: Any = None, **more: Any) -> Any:
            with socket.socket() as taken:  # which is what a connection does with it, and what it may refuse
                taken.settimeout(more["timeout"].connect_timeout)
            parts = urlsplit(url)
            content = body.encode() if isinstance(body, str) else body or b""
            asked = {name.lower(): value for name, value in headers.items()}
            return stand._answer(pool, HttpRequest(method, parts.path, parts.query, asked, content), more["timeout"])

        return urlopen

    def _answer(self, pool: Any, request: HttpRequest, timeout: Any) -> urllib3.HTTPResponse:
        self.time += self.latency
        outcome = self.outcome(request)
        if outcome.kind == "hang":
            self.time += min(outcome.seconds, timeout.read_timeout)
            raise urllib3.exceptions.ReadTimeoutError(pool, request.path, "Read timed out.")
        if outcome.kind == "reset":
            raise urllib3.exceptions.ProtocolError("Connection aborted.", ConnectionResetError(104, "reset by peer"))
        headers = {"Content-Type": outcome.content_type, "Content-Length": str(len(outcome.body)), **outcome.headers}
        body = outcome.body[: len(outcome.body) // 2] if outcome.kind == "cut" else outcome.body
        return urllib3.HTTPResponse(io.BytesIO(body), headers=headers, status=outcome.status, preload_content=False)

    def outcome(self, request: HttpRequest) -> Outcome:
        """What comes of a request, changed on its way as the test says."""
        ticket = self.gateway.admit(request)
        self.time += ticket.delay_before
        outcome = self.gateway.complete(ticket)
        self.time += outcome.delay
        number, self._sent = self._sent, self._sent + 1
        return self.change(number, ticket.call.action, outcome)


_Clock = Clock


def _on_one_thread(scheduler: Any) -> Callable:
    def made(*given: Any, **named: Any) -> Any:
        bound = inspect.signature(scheduler).bind(*given, **named)
        bound.arguments["concurrency"] = 0
        return scheduler(*bound.args, **bound.kwargs)

    return made


@contextlib.contextmanager
def _signals_kept() -> Iterator[None]:
    """A bulk module answers to signals; in this process the test runner is to do that again afterwards."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _frames(error: Exception) -> list[traceback.FrameSummary]:
    return traceback.extract_tb(error.__traceback__)


def dice(seed: Any) -> random.Random:
    """Chance that is the same each time."""
    return random.Random(str(seed))
