# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox as a process of its own: start it detached, find it again, stop it.

The data folder says everything: ``sandbox.lock`` is held by the living server, ``sandbox.json`` has its pid and
address, ``sandbox.log`` its last words. Keys go through standard input and the loopback interface, never through a
file or a command line.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from .control import InvalidSettings, credentials_of
from .faults import InvalidFault, parse_faults
from .switch_values import InvalidSwitch, SwitchValues

STATE_NAME, LOCK_NAME, LOG_NAME = "sandbox.json", "sandbox.lock", "sandbox.log"
START_TIMEOUT = 60.0
STOP_TIMEOUT = 10.0
# What a running sandbox takes over at once; the rest needs a restart, or is used at the next start.
CHANGEABLE = (
    "access_key",
    "secret_key",
    "session_token",
    "auth_token",
    "domain_name",
    "api_keys",
    "switches",
    "faults",
)
SETTINGS = frozenset((*CHANGEABLE, "fresh", "host", "port", "data_dir", "lifetime_seconds"))

# Loopback is never reached through a proxy.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class SandboxError(RuntimeError):
    """Something cannot be done; the text is a sentence that says what to do."""


def validated_settings(given: Any) -> dict[str, Any]:
    """Settings with defaults filled in; raises `SandboxError` with a sentence."""
    from .switches import ALL_SWITCHES

    if not isinstance(given, dict):
        raise SandboxError("The settings must be a JSON object on standard input.")
    unknown = sorted(set(given) - SETTINGS)
    if unknown:
        raise SandboxError(f"There is no setting {unknown[0]!r}; the settings are {', '.join(sorted(SETTINGS))}.")
    settings: dict[str, Any] = {"host": "127.0.0.1", "port": 0, "lifetime_seconds": None, "fresh": False, **given}
    if not settings.get("data_dir"):
        raise SandboxError("data_dir is missing; give the folder where the sandbox keeps its state.")
    settings["data_dir"] = str(Path(settings["data_dir"]).expanduser().absolute())
    if not isinstance(settings["fresh"], bool):
        raise SandboxError(f"fresh is {settings['fresh']!r}; give true or false.")
    port = settings["port"]
    if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port <= 65535:
        raise SandboxError(f"port is {port!r}; give a number from 1 to 65535, or 0 for a free one.")
    lifetime = settings["lifetime_seconds"] or None
    if lifetime is not None and (isinstance(lifetime, bool) or not isinstance(lifetime, int | float) or lifetime < 0):
        raise SandboxError(f"lifetime_seconds is {lifetime!r}; give a number of seconds, or 0 for no end.")
    settings["lifetime_seconds"] = lifetime
    try:
        credentials_of(settings)
        SwitchValues(ALL_SWITCHES, settings.get("switches") or {})
        parse_faults(settings.get("faults") or [])
    except (InvalidSettings, InvalidSwitch, InvalidFault) as problem:
        raise SandboxError(str(problem)) from None
    return settings


# ---- the living server -------------------------------------------------------------------------------------


def _lock(data_dir: Path) -> int | None:
    """Hold the folder; nothing if somebody else does. The lock lasts as long as the descriptor."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data_dir / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        raise SandboxError(f"The data folder {data_dir} cannot be used ({problem}); choose another one.") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def serve_in_foreground(settings: dict[str, Any]) -> None:
    """Run the server in this process until it is told to stop. Raises `SandboxError`."""
    from .record_store import StateFileError
    from .server import STORE_NAME, SandboxServer, host_of_url, serve

    data_dir = Path(settings["data_dir"])
    descriptor = _lock(data_dir)
    if descriptor is None:
        raise SandboxError(f"Another sandbox is using {data_dir}.")
    identity: dict[str, Any] = {"status": "ok", "pid": os.getpid()}
    state = data_dir / STATE_NAME

    def ready(port: int) -> None:
        host = settings["host"]
        # A server on all addresses is reached at loopback.
        reach = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
        identity.update(host=host, port=port, api_url=f"http://{host_of_url(reach)}:{port}")
        draft = state.with_suffix(".new")
        draft.write_text(json.dumps(identity), encoding="utf-8")
        draft.replace(state)

    try:
        if settings["fresh"]:
            for part in data_dir.glob(f"{STORE_NAME}*"):
                part.unlink()
        server = SandboxServer(settings, data_dir, identity)
        asyncio.run(serve(server, settings["host"], settings["port"], settings["lifetime_seconds"], ready))
    except OSError as problem:
        raise SandboxError(
            f"Cannot listen on {settings['host']} port {settings['port']} ({problem.strerror or problem}); "
            "choose another port, or 0 for a free one."
        ) from None
    except StateFileError as problem:
        raise SandboxError(str(problem)) from None
    finally:
        state.unlink(missing_ok=True)
        os.close(descriptor)


# ---- those who look for it ---------------------------------------------------------------------------------


def running(data_dir: Path) -> dict[str, Any] | None:
    """Return pid and address of the living sandbox of a folder, or nothing."""
    # The state file comes after the lock: without it the lock is left alone, since a server may be about to take it.
    if not (data_dir / STATE_NAME).exists():
        return None
    descriptor = _lock(data_dir)
    if descriptor is not None:
        os.close(descriptor)
        return None
    try:
        state: dict[str, Any] = json.loads((data_dir / STATE_NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        # It is just starting or just ending.
        return None
    return state


def _ask(state: dict[str, Any], method: str, path: str, document: Any = None) -> Any:
    request = urllib.request.Request(
        f"{state['api_url']}/_sandbox/{path}",
        method=method,
        data=None if document is None else json.dumps(document).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with _OPENER.open(request, timeout=START_TIMEOUT) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as problem:
        raise SandboxError(json.load(problem).get("error", str(problem))) from None
    except (OSError, ValueError) as problem:
        raise SandboxError(
            f"The sandbox at {state['api_url']} does not answer ({problem}); stop it and start again."
        ) from None


def _same_address(state: dict[str, Any], settings: dict[str, Any]) -> bool:
    return state["host"] == settings["host"] and settings["port"] in (0, state["port"])


def _report(state: dict[str, Any], *, changed: bool, changes: list[str]) -> dict[str, Any]:
    return {
        "changed": changed,
        "changes": changes,
        "pid": state["pid"],
        "port": state["port"],
        "api_url": state["api_url"],
    }


def start(settings: dict[str, Any], *, dry_run: bool = False) -> dict[str, Any]:
    """See that a sandbox with these settings runs; says whether anything had to be (would be) changed."""
    from .server import host_of_url

    settings = validated_settings(settings)
    data_dir = Path(settings["data_dir"])
    state = running(data_dir)
    if state is not None and _same_address(state, settings):
        desired = {key: settings.get(key) for key in (*CHANGEABLE, "fresh")}
        told = _ask(state, "PUT", "settings?dry_run=true" if dry_run else "settings", desired)
        return _report(state, changed=told["changed"], changes=told["changes"])
    if dry_run:
        url = f"http://{host_of_url(settings['host'])}:{settings['port']}"
        return _report({"pid": None, "port": settings["port"], "api_url": url}, changed=True, changes=["started"])
    if state is not None:
        stop(data_dir)
    _check_port_free(settings)
    return _report(_launch(settings, data_dir), changed=True, changes=["started"])


def _check_port_free(settings: dict[str, Any]) -> None:
    """Say early and clearly that the port is taken; the server itself finds out too, should somebody be faster."""
    host, port = settings["host"], settings["port"]
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        raise SandboxError(
            f"Cannot listen on {host} port {port} ({problem.strerror or problem}); "
            "choose another port, or 0 for a free one."
        ) from None


def _launch(settings: dict[str, Any], data_dir: Path) -> dict[str, Any]:
    held = _lock(data_dir)
    if held is not None:
        # What a killed server left behind says nothing about the new one.
        (data_dir / STATE_NAME).unlink(missing_ok=True)
        os.close(held)
    package_parent = str(Path(__file__).resolve().parent.parent)
    paths = [package_parent, *filter(None, [os.environ.get("PYTHONPATH")])]
    with open(data_dir / LOG_NAME, "wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "cloud_sandbox", "serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=log,
            cwd=data_dir,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,
        )
        assert child.stdin is not None
        child.stdin.write(json.dumps(settings).encode())
        child.stdin.close()
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        state = running(data_dir)
        if state is not None:
            _ask(state, "GET", "health")
            return state
        if child.poll() is not None:
            raise SandboxError(_failure_reason(data_dir, child.returncode))
        time.sleep(0.02)
    child.kill()
    child.wait()
    raise SandboxError(f"The sandbox did not answer within {START_TIMEOUT:.0f} seconds; see {data_dir / LOG_NAME}.")


def _failure_reason(data_dir: Path, code: int) -> str:
    """Return why a server ended at once: its own sentence, or where to look."""
    words = (data_dir / LOG_NAME).read_text(encoding="utf-8", errors="replace").strip()
    if words and "\n" not in words:
        return words
    return f"The sandbox ended at once with status {code}; see {data_dir / LOG_NAME}."


def stop(data_dir: Path, *, dry_run: bool = False) -> dict[str, Any]:
    """See that no sandbox runs on the folder; says whether one had to be (would be) stopped."""
    state = running(data_dir)
    if state is None:
        return {"changed": False}
    if dry_run:
        return {"changed": True}
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(state["pid"], number)
        except ProcessLookupError:
            break
        if _wait_until_free(data_dir, STOP_TIMEOUT):
            break
    else:
        raise SandboxError(f"The sandbox with pid {state['pid']} could not be stopped.")
    (data_dir / STATE_NAME).unlink(missing_ok=True)
    return {"changed": True}


def _wait_until_free(data_dir: Path, seconds: float) -> bool:
    """Wait until the lock is free."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        descriptor = _lock(data_dir)
        if descriptor is not None:
            os.close(descriptor)
            return True
        time.sleep(0.02)
    return False


def status(data_dir: Path) -> dict[str, Any]:
    """Tell whether a sandbox runs on the folder, and where."""
    state = running(data_dir)
    return {"running": False} if state is None else {"running": True, **state}
