#!/bin/sh
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Copies what git tracks, and what it would track, to TARGET/ansible_collections/inference/endpoints as a git
# repository of its own: ansible-test resolves links and takes only a real folder of that name.
# usage: tools/clean_tree.sh TARGET
set -eu

cd "$(dirname "$0")/.."
target=$1/ansible_collections/inference/endpoints
rm -rf "$target"
mkdir -p "$target"
# A file that was deleted but not yet committed is still listed, and cannot be copied.
git -c core.quotepath=off ls-files -co --exclude-standard | while IFS= read -r file; do
    if [ -e "$file" ]; then printf '%s\n' "$file"; fi
done | tar -cf - -T - | tar -xf - -C "$target"
git -C "$target" init --quiet
