# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much was tried. FUZZ_TIMES multiplies the examples of each test; FUZZ_FIGURES names a folder for the counts.

``python tests/unit/fuzz/figures.py <folder>`` adds up what all processes have written there.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
from collections import Counter
from pathlib import Path

TIMES = int(os.environ.get("FUZZ_TIMES", "1"))

_counts: Counter = Counter()
_folder = os.environ.get("FUZZ_FIGURES")


def examples(usual: int) -> dict:
    """Settings for hypothesis: how many cases."""
    return {"max_examples": usual * TIMES}


def count(what: str, times: int = 1) -> None:
    """Note that something was tried."""
    if _folder and not _counts:
        atexit.register(_write, Path(_folder).absolute())
    _counts[what] += times


def _write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{os.getpid()}.json").write_text(json.dumps(_counts), encoding="utf-8")


def added_up(folder: Path) -> Counter:
    """The counts of all processes."""
    total: Counter = Counter()
    for path in folder.glob("*.json"):
        total.update(json.loads(path.read_text(encoding="utf-8")))
    return total


if __name__ == "__main__":
    for kind, number in sorted(added_up(Path(sys.argv[1])).items()):
        print(f"{number:>9,}  {kind}")
