# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox in a process of its own, as a test sees it: its address, its request log, its switches."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

from .paths import SANDBOX_PACKAGE_PARENT

ACCESS_KEY = "AKLTintegration"
SECRET_KEY = "c2FuZGJveC1zZWNyZXQ="
#: What applications call endpoints with.
API_KEY = "a-key-of-an-application"

#: Should the tests be killed, the server ends by itself.
LIFETIME_SECONDS = 3600

WRITES = ("CreateEndpoint", "UpdateEndpoint", "StartEndpoint", "StopEndpoint", "DeleteEndpoint")

_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Sandbox:
    """Started on a free port when entered, stopped when left, whatever happened in between."""

    def __init__(self, data_dir: Path, **settings: Any) -> None:
        self.data_dir = data_dir
        self.access_key = settings.get("access_key", ACCESS_KEY)
        self.secret_key = settings.get("secret_key", SECRET_KEY)
        self._settings = {
            "access_key": self.access_key,
            "secret_key": self.secret_key,
            "lifetime_seconds": LIFETIME_SECONDS,
            "port": 0,
            "api_keys": [API_KEY],
            "data_dir": str(data_dir),
            **settings,
        }
        self.url = ""

    def __enter__(self) -> Sandbox:
        self.url = self._command("start", settings=self._settings)["api_url"]
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._command("stop", "--data-dir", str(self.data_dir))

    @property
    def connection(self) -> dict[str, str]:
        """The connection options of a task."""
        return {"api_url": self.url, "access_key": self.access_key, "secret_key": self.secret_key}

    @property
    def environment(self) -> dict[str, str]:
        """The same as environment variables."""
        return {
            "ARK_API_URL": self.url,
            "VOLCENGINE_ACCESS_KEY": self.access_key,
            "VOLCENGINE_SECRET_KEY": self.secret_key,
            "HUAWEICLOUD_API_URL": self.url,
            "HW_AUTH_URL": self.url,
            "HW_REGION_NAME": "cn-southwest-2",
            "HW_ACCESS_KEY": self.access_key,
            "HW_SECRET_KEY": self.secret_key,
        }

    def control(self, method: str, path: str, document: Any = None) -> Any:
        """One request to the control interface; raises AssertionError with what it says is wrong."""
        request = urllib.request.Request(
            f"{self.url}/_sandbox/{path}",
            method=method,
            data=None if document is None else json.dumps(document).encode(),
        )
        try:
            with _NO_PROXY.open(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as problem:
            raise AssertionError(problem.read().decode()) from problem

    def reset(self) -> None:
        """No endpoints, no log, no faults, every switch at its default."""
        self.control("POST", "reset")
        self.configure()

    def configure(self, switches: dict[str, Any] | None = None, **credentials: str) -> None:
        """No faults, these switches, the others at their defaults; want these credentials until the next reset."""
        own = {name: self._settings[name] for name in ("access_key", "secret_key", "api_keys")}
        self.control("PUT", "settings", {**own, **credentials, "switches": switches or {}})

    def switch(self, **switches: Any) -> None:
        """Set some switches."""
        self.control("PATCH", "switches", switches)

    def fault(self, **fault: Any) -> None:
        """Add one fault."""
        self.control("POST", "faults", fault)

    def log(self, after: int = 0, since: float = 0.0) -> list[dict[str, Any]]:
        """The requests with an n above ``after`` that came ``since`` then, oldest first."""
        return [entry for entry in self.control("GET", f"log?after={after}") if entry["time"] > since]

    def calls(self, after: int = 0, since: float = 0.0) -> list[str]:
        """The actions of those requests."""
        return [entry["action"] for entry in self.log(after, since)]

    def effects(self, after: int = 0, since: float = 0.0) -> list[str]:
        """The actions of those that changed something."""
        return [entry["action"] for entry in self.log(after, since) if entry["effect"]]

    def mark(self) -> int:
        """What to give as ``after`` to see only what comes from now on."""
        return max((entry["n"] for entry in self.log()), default=0)

    def endpoints(self) -> list[dict[str, Any]]:
        """Every endpoint as it truly is, under the API's names; those already deleted are left out."""
        return [one for one in self.control("GET", "state")["endpoints"] if one["Status"] != "Deleted"]

    def only(self, name: str) -> dict[str, Any]:
        """The one endpoint of this name."""
        (found,) = [one for one in self.endpoints() if one["Name"] == name]
        return found

    def _command(self, *arguments: str, settings: dict[str, Any] | None = None) -> dict[str, Any]:
        paths = [str(SANDBOX_PACKAGE_PARENT), *filter(None, [os.environ.get("PYTHONPATH")])]
        done = subprocess.run(
            [sys.executable, "-m", "cloud_sandbox", *arguments],
            input=json.dumps(settings),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)
