# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the replies of a cloud show endpoints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from ansible_collections.inference.endpoints.plugins.module_utils._http.pagination import PageFormat

from .questions import NO_ENDPOINT, Made, Replies, Reply, Requests, Seen, Unseen

Endpoint = dict[str, Any]
Endpoints = Callable[[Seen], list[Endpoint]]

#: The two endpoints that a probe makes.
FIRST, SECOND = 0, 1


class EndpointFormat(NamedTuple):
    """How the replies of a cloud show endpoints.

    :ivar page: the format of lists.
    :ivar name: the member with the name of an endpoint; ``status`` and ``created`` those with its status and its age.
    :ivar steady: states that an endpoint leaves only if something is done about it.
    :ivar deleted: the state of a deleted endpoint that is still shown.
    :ivar wrapper: the member that replies to reads and writes may have around the endpoint.
    :ivar is_whole_without_total: a list that does not tell how much there is shows all.
    """

    page: PageFormat
    name: str
    status: str
    created: str
    steady: frozenset[str] = frozenset()
    deleted: str = ""
    wrapper: str = ""
    is_whole_without_total: bool = False

    # --- what one reply shows

    def items(self, reply: Reply) -> list[Endpoint]:
        """Return the endpoints that a list shows."""
        return [item for item in self.page.items_of(reply.result) if item[self.page.key]]

    def shown(self, replies: Replies) -> list[Endpoint]:
        """Return the endpoints that successful replies about one endpoint show."""
        found = (reply.result.get(self.wrapper) or reply.result for reply in replies if not reply.code)
        key = self.page.key
        return [{**each, key: str(each[key])} for each in found if isinstance(each, dict) and each.get(key)]

    def is_whole(self, reply: Reply) -> bool:
        """Tell whether a list shows all that it selects."""
        total = self.page.total_of(reply.result)
        if total is None:
            return not reply.code and (self.is_whole_without_total or not self.items(reply))
        return not reply.code and total <= len(self.items(reply))

    def item(self, reply: Reply, made: Made) -> Endpoint:
        """Return an endpoint as a list shows it, {} if it does not."""
        return next((each for each in self.items(reply) if each[self.page.key] == made.endpoint_id), {})

    def name_of(self, endpoint: Mapping[str, Any]) -> str:
        """Return the name that an endpoint shows."""
        return str(endpoint.get(self.name) or "")

    def found(self, reply: Reply, name: str) -> list[str] | None:
        """Return the ids of the endpoints of a name, None if a list does not tell."""
        ids = [str(item[self.page.key]) for item in self.items(reply) if item.get(self.name) == name]
        return ids if not reply.code and (ids or self.is_whole(reply)) else None

    def status_of(self, reply: Reply) -> str:
        """Return the status that a reply shows, '' for none."""
        return next((str(each.get(self.status) or "") for each in self.shown([reply])), "")

    def last(self, seen: Seen, name: str) -> Endpoint:
        """Return the endpoint that the last reply to an observation shows, {} for none."""
        return next(iter(self.shown([seen.last(name)])), {})

    def is_moving(self, status: str) -> bool:
        """Tell whether an endpoint of this status is on the way to another."""
        return bool(status) and status not in (*self.steady, self.deleted)

    def is_gone(self, reply: Reply, _endpoint_id: str = "") -> bool:
        """Tell whether the reply to a read shows that the endpoint exists no more."""
        return reply.kind == "NotFound" or self.status_of(reply) == self.deleted

    def times(self, reply: Reply) -> list[datetime]:
        """Return when the endpoints of a list were made; nothing if not all of them tell."""
        texts = [str(item.get(self.created)) for item in self.items(reply)]
        try:
            return [datetime.fromisoformat(text.replace("Z", "+00:00")) for text in texts]
        except ValueError:
            return []

    # --- what replies have shown when an answer is read off

    def listed_in(self, name: str) -> Endpoints:
        """Return what returns the endpoints of the last list of an observation; it raises ``Unseen`` for none."""
        return lambda seen: _some(self.items(seen.last(name)))

    def shown_in(self, name: str) -> Endpoints:
        """Return what returns the endpoints that replies to reads show; it raises ``Unseen`` for none."""
        return lambda seen: _some(self.shown(seen[name]))

    def pairs(self, seen: Seen, listed: str, got: str) -> Iterator[tuple[Endpoint, Endpoint]]:
        """Yield endpoints as a list and as their own reads show them."""
        key = self.page.key
        whole = {endpoint[key]: endpoint for endpoint in self.shown(seen[got])}
        return ((item, whole[item[key]]) for item in self.items(seen.first(listed)) if item[key] in whole)

    # --- calls about the endpoints that the probe made

    def about(self, number: int, **more: Any) -> Requests:
        """Return a request about the first or the second endpoint, with these arguments."""
        return lambda seen: [{self.page.key: seen.endpoint(number).endpoint_id, **more}]


def _some(endpoints: list[Endpoint]) -> list[Endpoint]:
    if not endpoints:
        raise Unseen(NO_ENDPOINT)
    return endpoints
