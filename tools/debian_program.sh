#!/bin/sh
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A program that only some tests need. Where one of these names is found, nothing is done; root of a Debian gets the
# packages; anybody else is told what to install.
# usage: tools/debian_program.sh "NAME [NAME]..." "PACKAGE [PACKAGE]..."
set -eu

names=$1
packages=$2

for name in $names; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing $packages ..."
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # several packages are several words
    if apt-get update >"$log" 2>&1 && apt-get install --yes --no-install-recommends $packages >>"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    cat "$log" >&2
    rm -f "$log"
fi

echo "None of these programs found: $names. Install one (on Debian and Ubuntu the packages: $packages)." >&2
exit 1
