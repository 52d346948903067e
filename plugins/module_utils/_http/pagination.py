# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Request every page of a list, and return each endpoint once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Callable, NamedTuple

from .._engine.effects import Batch, Call, Process, Sleep
from .._engine.errors import EndpointError

#: Pairs of a member of an endpoint and its value.
Sought = Sequence[tuple[str, str]]

_PAGES_AT_ONCE = 20

#: A list that moves while it is read is read at most so many times.
_SWEEPS = 3

#: Seconds before each repetition of a request whose answer says nothing; after the last, the answer is believed.
_SILENCES = (0.2, 0.5)


class PageFormat(NamedTuple):
    """The format of the answers to a list call.

    :ivar items: the member with the endpoints.
    :ivar key: the member of an endpoint that is its id.
    :ivar total: the member with the number of endpoints on all pages.
    :ivar markers: members that show that an answer without ``items`` is an empty page.
    :ivar omits: the server may leave out whatever is empty or zero. Then an answer that says nothing is an empty page
        if it comes again. Otherwise it is no page.
    """

    items: str
    key: str
    total: str
    markers: tuple[str, ...]
    omits: bool = False

    def is_page(self, answer: dict) -> bool:
        """Return whether an answer is a page, maybe an empty one: then its items are null, or a marker is there."""
        items = answer.get(self.items)
        return isinstance(items, list) or (items is None and not self.is_silent(answer))

    def is_silent(self, answer: dict) -> bool:
        """Return whether an answer says nothing at all."""
        is_marked = any(answer.get(member) is not None for member in (self.total, *self.markers))
        return not is_marked and self.items not in answer

    def is_first_page(self, answer: dict) -> bool:
        """Return whether an answer can be the first page: it is empty only if the list is."""
        if self.is_silent(answer):
            return self.omits
        return self.is_page(answer) and (bool(self.items_of(answer)) or not self.total_of(answer))

    def items_of(self, answer: dict) -> list[dict]:
        """Return the endpoints on a page, each with its id as a text, empty if it has none."""
        items = answer.get(self.items)
        listed = items if isinstance(items, list) else []
        return [
            item if isinstance(item.get(self.key), str) else {**item, self.key: as_id(item.get(self.key))}
            for item in listed
            if isinstance(item, dict)
        ]

    def ids_in(self, answers: list[dict]) -> set[str]:
        """Return the ids of the endpoints on these pages."""
        return {item[self.key] for answer in answers for item in self.items_of(answer) if item[self.key]}

    def total_of(self, answer: dict) -> int | None:
        """Return how many endpoints the list has, or None if the answer does not say or contradicts itself."""
        total = answer.get(self.total)
        if isinstance(total, str) and total.isdecimal():
            total = int(total[:18])
        if not isinstance(total, int) or isinstance(total, bool) or total < len(self.items_of(answer)):
            return None
        return total


def as_id(value: Any) -> str:
    """Return the id of an endpoint, which a service may send as a number, or '' if it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def sweep(form: PageFormat, page: Callable[[int, int], Call], expected: int = 1, sought: Sought = ()) -> Process:
    """Return every endpoint of a list, each once, as the answers show it.

    An endpoint that is deleted between two pages moves others to a page that has been read already. So a list of
    several pages is read again while its count does not fit, or while it does not show what is sought. It is not read
    again once it shows all that it showed the time before.

    :param page: returns the call for a page, by its number from 1 and by how many endpoints the first page had.
    :param expected: the number of pages that the list probably has; so many are requested at once.
    :param sought: endpoints to look for, each as a member and its value.
    """
    found: dict[str, dict] = {}
    before: set[str] | None = None
    for _attempt in range(_SWEEPS):
        answers = yield from _all_pages(form, page, expected)
        ids = form.ids_in(answers)
        items = [item for answer in answers for item in form.items_of(answer)]
        found.update({item[form.key]: item for item in items if item[form.key]})
        totals = {form.total_of(answer) or 0 for answer in answers}
        if len(answers) == 1:
            break
        is_stable = len(form.items_of(answers[0])) == len(items) or (before is not None and before <= ids)
        if len(totals) == 1 and len(found) >= max(totals) and (is_stable or _is_shown(found.values(), sought)):
            break
        before = ids
    return list(found.values())


def _is_shown(items: Collection[dict], sought: Sought) -> bool:
    return all(any(item.get(member) == value for item in items) for member, value in sought)


def _first_pages(form: PageFormat, first: Call, *further: Call) -> Process:
    """Return the first page, and the further pages up to the first one that is empty or failed."""
    first = first._replace(usable=form.is_first_page)
    answers = yield Batch([first, *further], needed=1)
    for seconds in _SILENCES:
        if not form.is_silent(answers[0]):
            break
        yield Sleep(seconds)
        answers = [(yield first)]
    pages = [answers[0]]
    for answer in answers[1:]:
        if isinstance(answer, EndpointError) or not form.items_of(answer):
            break
        pages.append(answer)
    return pages


def _all_pages(form: PageFormat, page: Callable[[int, int], Call], expected: int) -> Process:
    answers = yield from _first_pages(
        form, *(page(number, 0) for number in range(1, min(expected, _PAGES_AT_ONCE) + 1))
    )
    size, seen = len(form.items_of(answers[0])), sum(len(form.items_of(answer)) for answer in answers)
    ids = form.ids_in(answers)
    while form.items_of(answers[-1]):
        total = form.total_of(answers[-1])
        if total is not None and seen >= total:
            break
        # A server may make its pages smaller than requested, so the size of the first one counts. If no page tells
        # the total, only an empty page is the end.
        ahead = 1 if total is None else min(-(-(total - seen) // size), _PAGES_AT_ONCE)
        numbers = range(len(answers) + 1, len(answers) + ahead + 1)
        batch = yield Batch([page(number, size)._replace(usable=form.is_page) for number in numbers])
        answers.extend(batch)
        seen += sum(len(form.items_of(answer)) for answer in batch)
        if ids.issuperset(form.ids_in(batch)):
            break  # the server repeats a page, whatever it says of their number
        ids |= form.ids_in(batch)
    return answers
