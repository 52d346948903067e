# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A page of documentation as a reader follows it: files are written, commands run, what they print is compared.

A comment in the line above a fenced block says what the block is:

``<!-- file: NAME -->``     a file of this name, in the reader's folder
``<!-- output -->``         what the commands before it print; ``...`` stands for whatever is left out
``<!-- exit: N -->``        commands, the last of which exits with N instead of 0
``<!-- not run: WHY -->``   nothing that can be run here, and why

Without a comment ``console`` holds commands, and ``text`` and ``mermaid`` are pictures.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

PICTURES = ("text", "mermaid")

_TIMEOUT = 280
_BLOCK = re.compile(r"^(?:<!-- ([\w ]+?)(?:: ([^\n]*?))? -->\n)?```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CHANGES = re.compile(r"ep-\d{14}-\w{5}|\*{3,}|\d{4}-\d\d-\d\dT[\d:]+Z")


class Block(NamedTuple):
    """A fenced block: where it begins, its language and text, and what the comment above it says."""

    line: int
    language: str
    text: str
    mark: str
    value: str

    @property
    def kind(self) -> str:
        """``file``, ``commands``, ``output``, ``not run``, ``picture``, or empty if nobody can tell."""
        if self.mark in ("file", "output", "not run"):
            return self.mark
        if self.language == "console" and self.mark in ("", "exit"):
            return "commands"
        return "picture" if self.language in PICTURES and not self.mark else ""


def blocks(page: Path) -> list[Block]:
    """All fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(text.count("\n", 0, found.start()) + 1, language, content, mark or "", value or "")
        for found in _BLOCK.finditer(text)
        for mark, value, language, content in [found.groups()]
    ]


class Reader:
    """Follows pages in ``folder``. ``put``: what stands for words of the page, such as the number of a free port.

    ``done`` counts the blocks that were written, run or compared.
    """

    def __init__(self, folder: Path, environment: dict[str, str], put: dict[str, str]) -> None:
        self.folder = folder
        self.environment = {**environment, "PWD": str(folder)}
        self.put = put
        self.done = 0
        self._printed = ""

    def follow(self, page: Path) -> None:
        """From its beginning to its end; AssertionError names the line of the block that is not true."""
        for block in blocks(page):
            where = f"{page.name}, line {block.line}"
            if block.kind == "file":
                self._write(block)
            elif block.kind == "commands":
                self._run(block, where)
            elif block.kind == "output":
                self._compare(block, where)
            else:
                assert block.kind, f"{where}: a block of {block.language!r} with nothing that says what becomes of it"
                continue
            self.done += 1

    def _write(self, block: Block) -> None:
        path = self.folder / block.value
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self._with_words_put(block.text), encoding="utf-8")

    def _run(self, block: Block, where: str) -> None:
        kept = self.folder.parent / "environment"
        script = f"{self._with_words_put(block.text)}\nenv -0 >'{kept}'\n"
        wanted = int(block.value) if block.mark == "exit" else 0
        done = subprocess.run(
            ["bash", "-eu", "-o", "pipefail", "-c", script],
            cwd=self.environment["PWD"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=_TIMEOUT,
            check=False,
        )
        self._printed = done.stdout
        assert done.returncode == wanted, f"{where}: exit {done.returncode}\n{done.stdout}"
        if done.returncode == 0:
            entries = kept.read_text(encoding="utf-8").rstrip("\0").split("\0")
            self.environment = dict(entry.split("=", 1) for entry in entries)

    def _compare(self, block: Block, where: str) -> None:
        missing = first_missing(self._with_words_put(block.text), self._printed)
        assert missing is None, f"{where}: not printed, or not in this order: {missing!r}\n{self._printed}"

    def _with_words_put(self, text: str) -> str:
        for word, stand_in in self.put.items():
            text = text.replace(word, stand_in)
        return text


def first_missing(told: str, printed: str) -> str | None:
    """The first line of ``told`` that ``printed`` does not have after the lines before it; None if it has all.

    Ids, times and the stars that fill a line to the width of the terminal may differ; ``...`` stands for anything.
    """
    rest = iter([_CHANGES.sub("*", line).rstrip() for line in printed.splitlines()])
    for line in told.splitlines():
        parts = _CHANGES.sub("*", line).rstrip().split("...")
        wanted = re.compile(".*".join(re.escape(part) for part in parts))
        if any(parts) and not any(wanted.fullmatch(candidate) for candidate in rest):
            return line
    return None
