#!/bin/sh
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs the named stages one after the other, stops at the first that fails, and closes with a table of durations.
# usage: tools/stages.sh TITLE NAME COMMAND [NAME COMMAND]...
set -eu

title=$1
shift
table=
total=0
while [ "$#" -ge 2 ]; do
    printf '\n=== %s: %s\n' "$title" "$1"
    start=$(date +%s)
    status=0
    sh -c "$2" || status=$?
    seconds=$(($(date +%s) - start))
    total=$((total + seconds))
    if [ "$status" -eq 0 ]; then
        verdict=ok
    else
        verdict="FAILED (exit $status)"
    fi
    table="$table$(printf '    %-14s %5d s  %s' "$1" "$seconds" "$verdict")
"
    failed=$1
    shift 2
    [ "$status" -eq 0 ] || break
done

printf '\n=== %s: summary\n%s    %-14s %5d s\n' "$title" "$table" total "$total"
if [ "$status" -ne 0 ]; then
    printf '%s FAILED in stage "%s"\n' "$title" "$failed" >&2
    exit 1
fi
printf '%s passed\n' "$title"
