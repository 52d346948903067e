#!/bin/sh
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# ansible-test sanity on a clean copy of the checkout, for every Python that the installed ansible-core supports
# and that this machine has. Arguments are passed on: tools/sanity.sh --test validate-modules
# VENV names the development environment (default .venv).
set -eu

cd "$(dirname "$0")/.."
bin=$(cd "${VENV:-.venv}/bin" && pwd)

# ansible-test takes any python3.N on PATH at its word, and a shim that cannot run ends the whole test.
# So the shims go and the interpreters behind them come.
path=$bin
old_ifs=$IFS
IFS=:
for folder in $PATH; do
    case $folder in
        */shims | "$bin") ;;
        *) path=$path:$folder ;;
    esac
done
IFS=$old_ifs
for folder in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin; do
    if [ -d "$folder" ]; then path=$path:$folder; fi
done
PATH=$path
export PATH
unset PYTHONPATH PYTHONDONTWRITEBYTECODE

python tools/offline_pip_bootstrap.py
tools/clean_tree.sh build/sanity
cd build/sanity/ansible_collections/inference/endpoints
exec ansible-test sanity --venv --color no "$@"
