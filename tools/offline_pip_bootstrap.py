# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Let ansible-test make its environments where only a package index can be reached.

Usage: python tools/offline_pip_bootstrap.py     (with the Python that ansible-test is installed in)

ansible-test starts each environment with a script that it downloads once and keeps in a cache. Where the file is
not in the cache, one is written that does the same with the pip that every Python brings along.
"""

from __future__ import annotations

import pathlib
import re
import sys

import ansible_test._internal.python_requirements as source

BOOTSTRAP = '''\
"""Install the pip that comes with this Python, then the releases named on the command line."""

import subprocess
import sys

subprocess.run([sys.executable, "-m", "ensurepip", "--default-pip"], check=True, stdout=subprocess.DEVNULL)
releases = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *releases], check=True)
'''


def wanted_versions() -> set[str]:
    """The pip releases that this ansible-test asks for; it tells them only in its source."""
    text = pathlib.Path(source.__file__).read_text(encoding="utf-8")
    return set(re.findall(r"pip='([0-9.]+)'", text))


def main() -> int:
    versions = wanted_versions()
    if not versions:
        print(f"{source.__file__} names no pip release any more; find out where it does.", file=sys.stderr)
        return 1
    cache = pathlib.Path.home() / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for version in sorted(versions):
        path = cache / f"get_pip_{version.replace('.', '_')}.py"
        if not path.exists():
            path.write_text(BOOTSTRAP, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
