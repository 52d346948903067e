#!/bin/sh
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The browser that the tests of the fleet report open, with a font. Where there is one, nothing is done; root of a
# Debian gets its package; anybody else is told what to install. BROWSER names a browser of another name.
set -eu

for name in "${BROWSER:-chromium}" chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium ..."
    log=$(mktemp)
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update >"$log" 2>&1 &&
        apt-get install --yes --no-install-recommends chromium fonts-dejavu-core >>"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    cat "$log" >&2
    rm -f "$log"
fi

echo "No browser found. Install Chromium (on Debian and Ubuntu the package chromium), or name one in BROWSER." >&2
exit 1
