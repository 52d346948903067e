# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Named switches: one for each question that the public record of a service leaves open.

A service brings a table of `Switch`; `SwitchValues` holds the chosen value of each and refuses what the table does not
know. Values can be changed while the service runs.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any


class InvalidSwitch(ValueError):
    """A switch or a value that does not exist; the text is a sentence that names the remedy."""


@dataclass(frozen=True)
class Switch:
    """One open question.

    ``kind`` is one of ``choice`` (a word of ``choices``), ``word`` (any text, ``choices`` are those with a meaning of
    their own), ``bool``, ``seconds`` (number >= 0), ``count`` (integer >= ``minimum``), ``optional_count`` and
    ``optional_rate`` (the same, or ``none``).
    """

    name: str
    default: Any
    meaning: str
    section: str
    choices: tuple[str, ...] = ()
    kind: str = "choice"
    minimum: int = 0

    @cached_property
    def initial(self) -> Any:
        """Return the default in canonical form."""
        return self.accept(self.default)

    def allowed(self) -> str:
        """Return what may be given, in words."""
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        if self.kind == "word":
            verb = "has" if len(self.choices) == 1 else "have"
            return "any non-empty text" + (f" ({', '.join(self.choices)} {verb} a meaning)" if self.choices else "")
        if self.kind == "bool":
            return "true or false"
        if self.kind == "seconds":
            return "a number of seconds, 0 or more"
        number = f"an integer, {self.minimum} or more" if "count" in self.kind else "a number above 0"
        return number + (", or none" if self.kind.startswith("optional") else "")

    def accept(self, value: Any) -> Any:
        """Return the value in canonical form; raises `InvalidSwitch` if it is not allowed."""
        try:
            return self._convert(value)
        except (TypeError, ValueError):
            raise InvalidSwitch(f"switch {self.name}: {value!r} is not allowed; give {self.allowed()}.") from None

    def _convert(self, value: Any) -> Any:
        converters = {"choice": self._choice, "word": self._word, "bool": self._bool}
        return converters.get(self.kind, self._number)(value)

    def _choice(self, value: Any) -> str:
        # YAML reads an unquoted no as false and null as nothing; both are meant as the words.
        word = {False: "no", None: "none"}.get(value) if value is None or value is False else str(value)
        if word not in self.choices:
            raise ValueError
        return word

    def _word(self, value: Any) -> str:
        if value is None or value is False:
            value = "none"
        if not isinstance(value, str) or not value.strip():
            raise ValueError
        return value

    def _bool(self, value: Any) -> bool:
        if isinstance(value, str) and value.lower() in ("true", "yes", "false", "no"):
            return value.lower() in ("true", "yes")
        if not isinstance(value, bool):
            raise ValueError
        return value

    def _number(self, value: Any) -> float | None:
        if self.kind.startswith("optional") and (value is None or value is False or value == "none"):
            return None
        if isinstance(value, bool):
            raise ValueError
        number = float(value)
        is_count = "count" in self.kind
        least = self.minimum if is_count else 0
        if not math.isfinite(number) or number < least or (is_count and number != int(number)):
            raise ValueError
        if self.kind == "optional_rate" and number == 0:
            raise ValueError
        return int(number) if is_count else number


class SwitchValues(Mapping[str, Any]):
    """The value of every switch of a table. Reading is by name; `change` validates and sets."""

    def __init__(self, table: Iterable[Switch], values: Mapping[str, Any] | None = None) -> None:
        self.table = {switch.name: switch for switch in table}
        self._values = {switch.name: switch.initial for switch in self.table.values()}
        self.change(values or {})

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def checked(self, values: Any) -> dict[str, Any]:
        """Return the values in canonical form, unset; raises `InvalidSwitch` with every problem, one sentence each."""
        if not isinstance(values, Mapping):
            raise InvalidSwitch(f"switches must be a mapping of names to values, found {type(values).__name__}.")
        accepted, problems = {}, []
        for name, value in values.items():
            switch = self.table.get(name)
            if switch is None:
                near = difflib.get_close_matches(str(name), self.table, n=1)
                hint = f"did you mean {near[0]}?" if near else f"the switches are {', '.join(sorted(self.table))}."
                problems.append(f"there is no switch {name!r}; {hint}")
                continue
            try:
                accepted[name] = switch.accept(value)
            except InvalidSwitch as problem:
                problems.append(str(problem))
        if problems:
            raise InvalidSwitch(" ".join(problems))
        return accepted

    def change(self, values: Any) -> list[str]:
        """Set switches; all of them or, with `InvalidSwitch`, none. Returns the names whose value is now another."""
        accepted = self.checked(values)
        changed = [name for name, value in accepted.items() if self._values[name] != value]
        self._values.update(accepted)
        return sorted(changed)

    def replace(self, values: Any, *, dry_run: bool = False) -> list[str]:
        """Set switches and put all others back to their defaults; returns the names whose value is (would be) another.

        With ``dry_run`` nothing is set.
        """
        desired = {name: switch.initial for name, switch in self.table.items()}
        desired.update(self.checked(values))
        changed = sorted(name for name, value in desired.items() if self._values[name] != value)
        if not dry_run:
            self._values = desired
        return changed

    def describe(self) -> list[dict[str, Any]]:
        """Return the table with present values, for people and for the documentation."""
        return [
            {
                "name": switch.name,
                "value": self._values[switch.name],
                "default": switch.default,
                "allowed": switch.allowed(),
                "meaning": switch.meaning,
            }
            for switch in self.table.values()
        ]
