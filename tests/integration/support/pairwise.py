# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Few combinations of many switches, such that every two values of every two switches meet in one of them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]
_CANDIDATES = 60


def pairwise(table: Mapping[str, Sequence[Any]], seed: int = 1) -> list[Row]:
    """Rows that cover all pairs of ``table`` (name to values), the same ones for the same seed.

    Greedy: of several rows built at random around a pair that is missing, the one with most missing pairs is taken.
    """
    chance = random.Random(seed)
    missing = set(_all_pairs(table))
    rows = []
    while missing:
        start = min(missing, key=repr)
        row = max(
            (_grown(table, start, missing, chance) for _ in range(_CANDIDATES)), key=lambda row: _new(row, missing)
        )
        missing -= set(_pairs_of(row, table))
        rows.append({name: table[name][index] for name, index in row.items()})
    return rows


def uncovered(table: Mapping[str, Sequence[Any]], rows: Sequence[Row]) -> list[Any]:
    """The pairs that no row has."""
    return [
        ((one, table[one][i]), (other, table[other][j]))
        for (one, i), (other, j) in _all_pairs(table)
        if not any(row[one] == table[one][i] and row[other] == table[other][j] for row in rows)
    ]


def _all_pairs(table: Mapping[str, Sequence[Any]]) -> Any:
    for one, other in itertools.combinations(table, 2):
        for i, j in itertools.product(range(len(table[one])), range(len(table[other]))):
            yield (one, i), (other, j)


def _pairs_of(row: Mapping[str, int], table: Mapping[str, Sequence[Any]]) -> Any:
    return (((one, row[one]), (other, row[other])) for one, other in itertools.combinations(table, 2))


def _new(row: Mapping[str, int], missing: set) -> int:
    names = list(row)
    return sum(((one, row[one]), (other, row[other])) in missing for one, other in itertools.combinations(names, 2))


def _grown(table: Mapping[str, Sequence[Any]], start: Any, missing: set, chance: random.Random) -> dict[str, int]:
    chosen = dict(start)
    names = [name for name in table if name not in chosen]
    chance.shuffle(names)
    for name in names:
        values = list(range(len(table[name])))
        chance.shuffle(values)
        chosen[name] = max(values, key=lambda value: _gain(name, value, chosen, table, missing))
    return {name: chosen[name] for name in table}


def _gain(name: str, value: int, chosen: Mapping[str, int], table: Mapping, missing: set) -> int:
    order = {key: number for number, key in enumerate(table)}
    total = 0
    for other, index in chosen.items():
        pair = ((name, value), (other, index))
        total += (pair if order[name] < order[other] else pair[::-1]) in missing
    return total
