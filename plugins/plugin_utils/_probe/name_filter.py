# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a list's filter for names matches: lists are filtered by parts of the name of an endpoint that they show."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .questions import Answer, Reply, Seen, Untold
from .replies import Endpoint, EndpointFormat


class NameFilter:
    """The filter for names of a cloud's lists.

    :param listed: the observation of an unfiltered list; ``filtered`` that of the filtered ones.
    :param request: returns the arguments of a list that is filtered by a text.
    :param place: where the endpoints are, for people.
    :param usable: names that the filter is documented to understand.
    :param substring: what the switch calls a filter that finds any part of a name.
    """

    def __init__(
        self,
        form: EndpointFormat,
        listed: str,
        filtered: str,
        request: Callable[[str], dict[str, Any]],
        place: str = "account",
        usable: str = ".*",
        substring: str = "substring",
    ) -> None:
        self._form = form
        self._listed = listed
        self._filtered = filtered
        self._request = request
        self._place = place
        self._usable = re.compile(usable)
        self._substring = substring

    def requests(self, seen: Seen) -> list[dict[str, Any]]:
        """Return lists that are filtered by a name that nobody has, and by parts of one that lends itself."""
        item = self._named(seen.first(self._listed))
        texts = (seen.settings.name, *self._fragments(item).values()) if item else ()
        return [self._request(text) for text in texts]

    def read_off(self, seen: Seen) -> Answer:
        """Answer the widest way in which the filter matches."""
        item, replies = self._named(seen.first(self._listed)), seen[self._filtered]
        if item is None:
            return Untold(f"the {self._place} shows no endpoint whose name lends itself to the question")
        if self._form.items(replies[0]):
            return "ignored"
        for way, reply in zip(self._fragments(item), replies[1:]):
            if item[self._form.page.key] in (each[self._form.page.key] for each in self._form.items(reply)):
                return way
            if not self._form.is_whole(reply):
                return Untold("the lists that the filter yields do not come whole")
        # The whole name comes last: what that does not find is there no more.
        return Untold("the filter does not find an endpoint by its own name")

    def _named(self, listed: Reply) -> Endpoint | None:
        """Return the first listed endpoint whose name lends itself."""
        items = self._form.items(listed)
        return next(filter(self._fragments, items), None)

    def _fragments(self, endpoint: Endpoint) -> dict[str, str]:
        """Return filters by the way of matching that finds the endpoint, the widest first; {} for an unfit name."""
        name = self._form.name_of(endpoint)
        inner, prefix, swapped = name[1:-1], name[:-1], name[1:-1].swapcase()
        is_told_apart = not name.startswith(inner) and swapped not in name and swapped.casefold() == inner.casefold()
        if len(name) < 4 or not is_told_apart or not self._usable.fullmatch(name):
            return {}
        return {"case_insensitive": swapped, self._substring: inner, "prefix": prefix, "exact": name}
