# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A headless Chromium that opens a page and answers questions about it, driven by its own debugging protocol."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import os
import shutil
import subprocess
import time
from collections.abc import Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any

import aiohttp

#: Debian's package is "chromium"; BROWSER names another one.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

#: Texts whose contrast with what lies behind them is below 4.5, as "text: ratio".
PALE = """(() => {
  const numbers = (colour) => (colour.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const channel = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (element) => {
    const veils = [];
    for (let each = element; each; each = each.parentElement) {
      const colour = numbers(getComputedStyle(each).backgroundColor);
      const opaque = colour.length < 4 || colour[3] === 1;
      if (!opaque && colour[3] !== 0) veils.push(colour);
      if (opaque) {
        const over = (below, [r, g, b, a]) => [r, g, b].map((value, at) => value * a + below[at] * (1 - a));
        return veils.reverse().reduce(over, colour.slice(0, 3));
      }
    }
    throw new Error('nothing behind ' + element.outerHTML.slice(0, 80));
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const pale = new Set();
  let seen = 0;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const shown = element.checkVisibility() && !/SCRIPT|OPTION/.test(element.tagName);
    if (!shown || !walker.currentNode.data.trim()) continue;
    seen += 1;
    const [one, other] = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) pale.add(walker.currentNode.data.trim().slice(0, 40) + ': ' + ratio.toFixed(2));
  }
  for (const field of document.querySelectorAll('input, select')) {
    for (const pseudo of [null, '::placeholder']) {
      const colours = [numbers(getComputedStyle(field, pseudo).color), ground(field)].map(light);
      const ratio = (Math.max(...colours) + 0.05) / (Math.min(...colours) + 0.05);
      if (ratio < 4.5) pale.add(field.id + (pseudo || '') + ': ' + ratio.toFixed(2));
    }
  }
  return { seen, pale: [...pale] };
})()"""

#: How long a busy machine may take for a step.
_PATIENCE = 120


def executable() -> str:
    """The browser, or a failure that says how to get one: a test that quietly does nothing proves nothing."""
    found = next(filter(None, map(shutil.which, filter(None, (os.environ.get("BROWSER"), *NAMES)))), None)
    assert found, (
        f"no browser: install Debian's package chromium, or name one in BROWSER (looked for {', '.join(NAMES)})"
    )
    return found


class Browser:
    """One browser process with one page; started when entered, ended when left."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        self._numbers = itertools.count(1)
        self.complaints: list[str] = []

    def __enter__(self) -> Browser:
        command = [executable(), "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={self._folder}"]
        # A container's root has no sandbox of the browser's own, and little shared memory.
        command += ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run"]
        command += ["--disable-quic", "--disable-background-networking", "--disable-component-update"]
        command += ["--disable-sync", "about:blank"]
        self._log = (self._folder / "log.txt").open("wb")
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log)
        try:
            self._do(self._attach())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._do(self._socket.close())
        self._do(self._session.close())
        self._end()

    def _end(self) -> None:
        self._process.terminate()
        self._process.wait(_PATIENCE)
        self._log.close()
        self._loop.close()

    def _do(self, step: Coroutine[Any, Any, Any]) -> Any:
        return self._loop.run_until_complete(asyncio.wait_for(step, _PATIENCE))

    async def _attach(self) -> None:
        port_file = self._folder / "DevToolsActivePort"
        end = time.monotonic() + _PATIENCE
        while not (port_file.exists() and port_file.read_text().strip()):
            log = (self._folder / "log.txt").read_text(errors="replace")
            assert self._process.poll() is None, f"the browser ended at once: {log}"
            assert time.monotonic() < end, f"the browser did not start: {log}"
            await asyncio.sleep(0.05)
        port = port_file.read_text().split()[0]
        self._session = aiohttp.ClientSession()
        async with self._session.get(f"http://127.0.0.1:{port}/json/list") as answer:
            (target,) = [each for each in await answer.json() if each["type"] == "page"]
        self._socket = await self._session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0)
        for domain in ("Page", "Runtime", "Log"):
            await self._command(f"{domain}.enable")

    async def _command(self, method: str, **parameters: Any) -> dict:
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while True:
            message = await self._next()
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]

    async def _next(self) -> dict:
        message = json.loads((await self._socket.receive()).data)
        # What the browser has to say about the page: errors of scripts, what its policy refused, failed loads.
        if message.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
            self.complaints.append(json.dumps(message["params"]))
        return message

    async def _load(self, address: str) -> None:
        await self._command("Page.navigate", url=address)
        while (await self._next()).get("method") != "Page.loadEventFired":
            pass

    def open(self, page: Path | str, *, width: int = 1280, height: int = 900, dark: bool = False) -> None:
        """Show a file, or an address, in a window of this size."""
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self._do(self._command("Emulation.setEmulatedMedia", media="screen", features=scheme))
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self._do(self._command("Emulation.setDeviceMetricsOverride", **size))
        self._do(self._load(page if isinstance(page, str) else page.as_uri()))

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression (or of the promise that it gives) in the page."""
        parameters = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        result = self._do(self._command("Runtime.evaluate", **parameters))
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def press(self, key: str, text: str = "") -> None:
        """One key of the keyboard."""
        for kind in ("keyDown", "keyUp"):
            typed = {"text": text} if text and kind == "keyDown" else {}
            codes = {"Tab": 9, "Enter": 13, "Escape": 27}
            self._do(
                self._command(
                    "Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=codes.get(key, 0), **typed
                )
            )

    def picture(self, path: Path) -> None:
        """A PNG of what the window shows."""
        result = self._do(self._command("Page.captureScreenshot", format="png"))
        path.write_bytes(base64.b64decode(result["data"]))

    def on_paper(self) -> None:
        """Show the page as it would be printed."""
        self._do(self._command("Emulation.setEmulatedMedia", media="print"))

    def printed(self) -> bytes:
        """The page as PDF, as a printer would get it."""
        result = self._do(self._command("Page.printToPDF", printBackground=False, transferMode="ReturnAsBase64"))
        return base64.b64decode(result["data"])
