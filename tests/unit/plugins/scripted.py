# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module's own main() in this process, against HTTP calls that a test lists in order, on a clock without waiting.

How a family's calls look on the wire is a ``Dialect``; see scripted_ark.py and scripted_huaweicloud.py.
"""

from __future__ import annotations

import contextlib
import io
import json
import signal
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from unittest import mock

import urllib3
from ansible.module_utils import basic
from requests import PreparedRequest, Response, exceptions
from requests.adapters import HTTPAdapter

from ansible_collections.inference.endpoints.plugins.module_utils._engine import bulk
from ansible_collections.inference.endpoints.plugins.module_utils._engine.clock import Clock
from ansible_collections.inference.endpoints.plugins.module_utils._engine.scheduler import Scheduler
from ansible_collections.inference.endpoints.plugins.module_utils._module import host as module_host

try:
    from ansible.module_utils.testing import patch_module_args
except ImportError:  # ansible-core 2.18

    @contextlib.contextmanager
    def patch_module_args(args: dict[str, Any] | None = None) -> Iterator[None]:
        with mock.patch.object(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": args or {}}).encode()):
            yield


#: The result repeats the options, as it does at high verbosity; ansible-core 2.18 always does it.
_LOUD = {"_ansible_inject_invocation": True} if "inject_invocation" in basic.PASS_VARS else {}

MOMENT = 1_767_323_045.0  # 2026-01-02T03:04:05Z


class Exchange(NamedTuple):
    """One HTTP call: what must be sent, and what comes back.

    A ``status`` of 0: no answer, the connection breaks. With ``many``, as often in a row as the module likes.
    """

    action: str
    arguments: Any
    status: int
    body: bytes
    headers: dict[str, str]
    many: bool = False


class Dialect(NamedTuple):
    """How one family's calls look on the wire.

    :ivar read: a request as the action and the arguments of an Exchange.
    :ivar faults: what is wrong with the form of a request that is sent to this host, as sentences.
    :ivar writes: whether an action changes something.
    :ivar options: the options that every run has; ``secrets`` are those of them that nothing may show.
    :ivar host: where requests go.
    """

    read: Callable[[PreparedRequest], tuple[str, Any]]
    faults: Callable[[PreparedRequest, str], list[str]]
    writes: Callable[[str], bool]
    options: dict[str, Any]
    secrets: tuple[str, ...]
    host: str


class Script:
    """Plays the exchanges; ``problems`` says where the module did otherwise."""

    def __init__(self, dialect: Dialect, exchanges: tuple[Exchange, ...], *, check_mode: bool, host: str) -> None:
        self.dialect = dialect
        self.left = list(exchanges)
        self.problems: list[str] = []
        self.host = host
        self.check_mode = check_mode

    def send(self, adapter: HTTPAdapter, request: PreparedRequest, **_options: Any) -> Response:
        action, arguments = self.dialect.read(request)
        if self.check_mode and self.dialect.writes(action):
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
        self.problems.extend(self.dialect.faults(request, self.host))
        if expected.status == 0:
            raise exceptions.ConnectionError("the connection broke")
        raw = urllib3.HTTPResponse(
            body=io.BytesIO(expected.body),
            headers={"Content-Type": "application/json", **expected.headers},
            status=expected.status,
            preload_content=False,
        )
        return adapter.build_response(request, raw)


class PassingTime:
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


def one_at_a_time(resource: Any, perform: Any, clock: Any, _concurrency: int, *more: Any) -> Scheduler:
    """The scheduler of a set without threads, so that its calls come in an order that a test can list."""
    return Scheduler(resource, perform, clock, 0, *more)


@contextlib.contextmanager
def signals_kept() -> Iterator[None]:
    """A module that manages a set takes over signals, which are this process's own."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def run_script(
    dialect: Dialect,
    main: Callable[[], None],
    *exchanges: Exchange,
    check_mode: bool = False,
    host: str | None = None,
    environment: dict[str, str] | None = None,
    **options: Any,
) -> dict:
    """The result of the module, with all its warnings; its calls must be exactly the ``exchanges``."""
    script = Script(dialect, exchanges, check_mode=check_mode, host=host or dialect.host)
    passing = PassingTime()
    fake = Clock(passing.now, passing.sleep, lambda: MOMENT)
    args = {**dialect.options, **options, "_ansible_check_mode": check_mode, "_ansible_remote_tmp": "/tmp", **_LOUD}
    output, errors = io.StringIO(), io.StringIO()
    warnings: list[str] = []

    def send(adapter: HTTPAdapter, request: PreparedRequest, **more: Any) -> Response:
        return script.send(adapter, request, **more)

    def warn(_module: basic.AnsibleModule, text: str, **_more: Any) -> None:
        warnings.append(text)

    with (
        signals_kept(),
        patch_module_args(args),
        mock.patch.object(HTTPAdapter, "send", send),
        # In the process of a test Ansible's own shows them on the terminal.
        mock.patch.object(basic.AnsibleModule, "warn", warn),
        mock.patch.object(module_host, "Clock", return_value=fake),
        mock.patch.object(bulk, "Scheduler", one_at_a_time),
        mock.patch.dict("os.environ", environment or {}, clear=True),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(errors),
        contextlib.suppress(SystemExit),
    ):
        main()
    told = output.getvalue() + errors.getvalue() + "\n".join(warnings)
    assert script.problems == [], "\n".join(script.problems) + told
    assert not [exchange for exchange in script.left if not exchange.many], (
        f"never sent: {[exchange.action for exchange in script.left]}\n{told}"
    )
    result = {**json.loads(output.getvalue()), "warnings": warnings}
    for name in dialect.secrets:
        assert dialect.options[name] not in told, "a secret is in the output"
    return result
