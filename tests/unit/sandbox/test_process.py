# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line and the server as real processes: start, take over settings, restart, stop."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cloud_sandbox
from cloud_sandbox.process import SandboxError, start, status, stop

from .client import Client
from .support import MODEL

FILES = Path(cloud_sandbox.__file__).resolve().parents[1]
SECRET = "SK"


def command(*arguments: str, settings: Any = None) -> dict[str, Any]:
    """What a command prints. Proxies of the environment must not matter."""
    done = subprocess.run(
        [sys.executable, "-m", "cloud_sandbox", *arguments],
        input=settings if isinstance(settings, str) else json.dumps(settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(FILES), "http_proxy": "http://127.0.0.1:9", "no_proxy": ""},
    )
    assert done.stderr == ""
    document: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (1 if document.get("failed") else 0)
    return document


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    yield folder
    stop(folder)


def settings_for(data_dir: Path, **more: Any) -> dict[str, Any]:
    return {"port": 0, "access_key": "AK", "secret_key": SECRET, "data_dir": str(data_dir), **more}


def test_life_of_a_server(data_dir: Path) -> None:
    assert status(data_dir) == {"running": False}
    planned = start(settings_for(data_dir), dry_run=True)
    assert (planned["changed"], data_dir.exists()) == (True, False)
    started = command("start", settings=settings_for(data_dir, switches={"start_seconds": 0}))
    assert started["changed"]
    client = Client(started["port"])
    http_status, created = client("CreateEndpoint", Name="kept", ModelReference=MODEL)
    assert http_status == 200

    # Nothing to do; other switches and faults at run time; the same again.
    same = start(settings_for(data_dir, switches={"start_seconds": 0}))
    assert (same["changed"], same["pid"], same["api_url"]) == (False, started["pid"], started["api_url"])
    other = settings_for(
        data_dir, switches={"get_shape": "nested"}, faults=[{"kind": "error", "action": "StopEndpoint"}]
    )
    planned = start(other, dry_run=True)
    assert planned["changes"] == ["switches.get_shape", "switches.start_seconds", "faults"]
    assert client.control("GET", "switches")[1]["get_shape"] == "flat"
    changed = start(other)
    assert (changed["changed"], changed["pid"]) == (True, started["pid"])
    assert client.control("GET", "switches")[1]["get_shape"] == "nested"
    assert not start(other)["changed"]

    # The key is on no command line and in no file.
    assert SECRET not in Path(f"/proc/{started['pid']}/cmdline").read_text().split("\0")
    for path in data_dir.iterdir():
        assert f'"{SECRET}"'.encode() not in path.read_bytes()

    # Stop and start again: the endpoint is still there, at another port if need be.
    client.close()
    assert command("stop", "--dry-run", "--data-dir", str(data_dir)) == {"changed": True}
    assert command("status", "--data-dir", str(data_dir))["pid"] == started["pid"]
    assert command("stop", "--data-dir", str(data_dir)) == {"changed": True}
    assert stop(data_dir) == {"changed": False}
    again = start(settings_for(data_dir))
    assert again["pid"] != started["pid"]
    client = Client(again["port"])
    assert client("GetEndpoint", Id=created["Result"]["Id"])[1]["Result"]["Name"] == "kept"
    client.close()


def test_fresh_forgets_what_an_earlier_run_left(data_dir: Path) -> None:
    fresh = settings_for(data_dir, fresh=True)
    client = Client(start(fresh)["port"])
    created = client("CreateEndpoint", Name="old", ModelReference=MODEL)[1]

    # On a server that runs.
    assert start(settings_for(data_dir))["changes"] == []
    assert start(fresh, dry_run=True)["changes"] == ["endpoints"]
    assert client("GetEndpoint", Id=created["Result"]["Id"])[0] == 200
    assert start(fresh)["changes"] == ["endpoints"]
    assert client("ListEndpoints")[1]["Result"]["TotalCount"] == 0
    assert start(fresh)["changes"] == []

    # On what a stopped one has left, even if no sandbox can read it.
    client("CreateEndpoint", Name="old", ModelReference=MODEL)
    client.close()
    stop(data_dir)
    client = Client(start(fresh)["port"])
    assert client("ListEndpoints")[1]["Result"]["TotalCount"] == 0
    client.close()
    stop(data_dir)
    for path in data_dir.glob("state.sqlite*"):
        path.write_bytes(b"no database")
    with pytest.raises(SandboxError, match="cannot be used as the sandbox's store"):
        start(settings_for(data_dir))
    assert start(fresh)["changes"] == ["started"]


def test_a_relative_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    started = start(settings_for(Path("here")))
    assert status(Path("here"))["pid"] == started["pid"]
    assert stop(tmp_path / "here") == {"changed": True}


def test_a_killed_server_loses_nothing(data_dir: Path) -> None:
    started = start(settings_for(data_dir))
    client = Client(started["port"])
    client("CreateEndpoint", Name="kept", ModelReference=MODEL)
    client.close()
    os.kill(started["pid"], 9)
    os.waitpid(started["pid"], 0)
    again = start(settings_for(data_dir))
    assert again["changed"]
    client = Client(again["port"])
    assert [one["Name"] for one in client("ListEndpoints")[1]["Result"]["Items"]] == ["kept"]
    client.close()


def test_a_server_may_end_by_itself(data_dir: Path) -> None:
    started = start(settings_for(data_dir, lifetime_seconds=2))  # long enough to be seen on a busy machine
    _pid, ending = os.waitpid(started["pid"], 0)
    assert os.waitstatus_to_exitcode(ending) == 0
    assert status(data_dir) == {"running": False}


def test_a_port_in_use_is_named(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SandboxError) as caught:
            start(settings_for(data_dir, port=port))
    assert f"Cannot listen on 127.0.0.1 port {port}" in str(caught.value)
    assert "choose another port" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"port": 70000}, "port is 70000; give a number"),
        ({"port": "8181"}, "port is '8181'"),
        ({"colour": 1}, "no setting 'colour'"),
        ({"access_key": ""}, "access_key must be a non-empty text"),
        ({"secret_key": 7}, "secret_key must be a non-empty text"),
        ({"switches": {"get_shap": 1}}, "did you mean get_shape?"),
        ({"faults": [{"kind": "flood"}]}, "faults[0]: kind is 'flood'"),
        ({"lifetime_seconds": -1}, "lifetime_seconds is -1"),
        ({"fresh": "yes"}, "fresh is 'yes'"),
        ({"data_dir": ""}, "data_dir is missing"),
        ({"data_dir": "/dev/null/x"}, "/dev/null/x cannot be used"),
    ],
)
def test_bad_settings_are_answered_with_a_sentence(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    with pytest.raises(SandboxError) as caught:
        start({**settings_for(tmp_path), **change})
    assert words in str(caught.value)


def test_settings_must_be_json() -> None:
    assert "not valid JSON" in command("start", settings="{")["msg"]
    assert "JSON object" in command("start", settings=[1])["msg"]
