#!/bin/sh
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Prints the Python that the development environment is made with: 3.11 or newer, 3.12 or 3.13 preferred, since
# the newest ansible-core needs 3.12. Each candidate is run before it is believed: a shim on PATH may exist and fail.
# usage: tools/find_python.sh [PYTHON]     (with PYTHON, only that one is considered)
set -eu

usable() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if [ "${1:-}" ]; then
    if usable "$1"; then
        echo "$1"
        exit 0
    fi
    echo "PYTHON=$1 is not usable: it must run, be version 3.11 or newer and have the modules venv and ensurepip." >&2
    exit 1
fi

# pyenv keeps the real interpreters apart from its shims, which answer only for the active version.
pyenv=${PYENV_ROOT:-${HOME:-/nonexistent}/.pyenv}/versions
for candidate in \
    python3.12 "$pyenv"/3.12*/bin/python3.12 python3.13 "$pyenv"/3.13*/bin/python3.13 python3.14 \
    python3.11 "$pyenv"/3.11*/bin/python3.11 python3 python; do
    if usable "$candidate"; then
        echo "$candidate"
        exit 0
    fi
done

echo "No usable Python found. Install Python 3.11 or newer with venv (on Debian and Ubuntu the package python3-venv)," >&2
echo "or name one: make PYTHON=/path/to/python3.12" >&2
exit 1
