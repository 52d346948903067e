# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All pairs: few rows in which every two values of every two parameters stand together once at least."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence
from typing import Any


def all_pairs(domains: Mapping[str, Sequence[Any]], *, seed: int = 1, tries: int = 1) -> list[dict[str, Any]]:
    """Rows for ``domains``; the same seed gives the same rows. Each row is the best of ``tries`` greedy ones."""
    dice = random.Random(seed)
    names = list(domains)
    pairs = itertools.combinations(range(len(names)), 2)
    missing = {
        (one, left, other, right)
        for one, other in pairs
        for left in range(len(domains[names[one]]))
        for right in range(len(domains[names[other]]))
    }
    rows = []
    while missing:
        row, covered = max(
            (_row(names, domains, missing, dice) for _try in range(tries)), key=lambda found: len(found[1])
        )
        missing -= covered
        rows.append({name: domains[name][row[place]] for place, name in enumerate(names)})
    return rows


def uncovered(domains: Mapping[str, Sequence[Any]], rows: Sequence[Mapping[str, Any]]) -> list[tuple]:
    """The pairs of (name, value) that no row has."""
    return [
        ((one, left), (other, right))
        for one, other in itertools.combinations(domains, 2)
        for left, right in itertools.product(domains[one], domains[other])
        if not any(row[one] == left and row[other] == right for row in rows)
    ]


def _row(names: list[str], domains: Mapping[str, Sequence[Any]], missing: set, dice: random.Random) -> tuple:
    one, left, other, right = dice.choice(sorted(missing))
    row = {one: left, other: right}
    rest = [place for place in range(len(names)) if place not in row]
    dice.shuffle(rest)
    for place in rest:
        values = list(range(len(domains[names[place]])))
        dice.shuffle(values)
        row[place] = max(values, key=lambda value: sum(_pair(place, value, *item) in missing for item in row.items()))
    covered = {_pair(*item, *item2) for item, item2 in itertools.combinations(row.items(), 2)} & missing
    return row, covered


def _pair(one: int, left: int, other: int, right: int) -> tuple[int, int, int, int]:
    return (one, left, other, right) if one < other else (other, right, one, left)
