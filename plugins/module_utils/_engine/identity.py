# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Notice that the service stored a new endpoint under another name, or changed what cannot be changed later."""

from __future__ import annotations

import unicodedata
from typing import Any

from . import compare
from .errors import StoredOtherwise
from .run import Run
from .steps import CREATE
from .wording import as_text

#: A name that differs for so many seconds is no stale read.
_LASTS = 1.0


class IdentityCheck:
    """Refuses a new endpoint if the service has changed its name, or what cannot be changed later.

    A stale read of a new endpoint shows nothing rather than another name. So a name that differs is conclusive if it is
    a usual form of the declared one, or if it lasts.
    """

    def __init__(self, run: Run, endpoint_id: str, values: dict) -> None:
        self._run = run
        self._endpoint_id = endpoint_id
        self._values = values
        self._other_name: tuple[str, float] | None = None

    def __call__(self, observed: dict) -> None:
        """Check what a read shows.

        :raises StoredOtherwise: it is conclusive.
        """
        differing = compare.differences(self._run.resource.fields, self._values, observed)
        identity = [each for each in differing if each.fixed or each.field.name == "name"]
        if any(is_near(each.desired, each.observed) or self._lasts(each) for each in identity):
            raise self.refusal(identity)

    def refusal(self, differing: list[compare.Difference]) -> StoredOtherwise:
        """Return the failure that tells what was declared and what the service stored."""
        pairs = [f"{each.path} {as_text(each.observed)}, declared {as_text(each.desired)}" for each in differing]
        return StoredOtherwise(
            f"{self._run.resource.actions[CREATE]}: the service has stored endpoint {self._endpoint_id} otherwise than"
            f" declared: {'; '.join(pairs)}. Declare what the service stores",
            True,
        )

    def _lasts(self, difference: compare.Difference) -> bool:
        if difference.field.name != "name":
            return False
        now, name = self._run.now(), difference.observed
        if self._other_name is None or self._other_name[0] != name:
            self._other_name = (name, now)
        return now - self._other_name[1] >= _LASTS


def is_near(desired: Any, observed: Any) -> bool:
    """Return whether one text is a form of the other that services make: trimmed, another case, other Unicode."""
    texts = isinstance(desired, str) and isinstance(observed, str)
    return texts and desired != observed and _folded(desired) == _folded(observed)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())
