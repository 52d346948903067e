# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints of one service in memory, stored record by record, and the settable by hand that tests need."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from .record import Record
from .record_store import RecordStore
from .switch_values import SwitchValues
from .transition import DELETED

R = TypeVar("R", bound=Record)


class UnknownEndpoint(LookupError):
    """No endpoint has that id."""


class InvalidMember(ValueError):
    """A member that cannot be set by hand; the text is a sentence."""


class EndpointService(Generic[R]):
    """All endpoints of a service.

    ``now`` gives UTC seconds; ``seed`` makes ids reproducible; ``store`` keeps the endpoints.
    """

    record_class: type[R]

    def __init__(
        self,
        switches: SwitchValues,
        *,
        now: Callable[[], float],
        seed: int | None = None,
        store: RecordStore | None = None,
    ) -> None:
        self.switches = switches
        self.endpoints: dict[str, R] = {}
        self.store = store
        self._now = now
        # Names of things, not secrets: a seedable generator is what tests need.
        self._random = random.Random(seed)
        self._sequence = 0
        for record in sorted(
            map(self.record_class.from_json, store.load() if store else []), key=lambda one: one.sequence
        ):
            self.endpoints[record.id] = record
            self._sequence = record.sequence

    # ---- what a service says about itself ----------------------------------------------------------------------

    def _lag(self) -> float:
        """Return how many seconds lists may lag behind a write."""
        raise NotImplementedError

    def _remains(self, record: R, now: float) -> bool:
        """Tell whether reads still show that a record is deleted."""
        return False

    def _truth(self, record: R) -> dict[str, Any]:
        """Return every member as it truly is, under API names."""
        raise NotImplementedError

    def _settable(self) -> Mapping[str, Callable[[R, Any], None]]:
        """Return what sets each member by hand, by API name."""
        raise NotImplementedError

    # ---- records -----------------------------------------------------------------------------------------------

    def _current(self, now: float) -> list[R]:
        """Return all records as they truly are, oldest first; forget those that no read can show any more."""
        for record in list(self.endpoints.values()):
            record.settle(now)
            if record.phase == DELETED and not record.lags(now, self._lag()) and not self._remains(record, now):
                self._forget(record)
        return list(self.endpoints.values())

    def _add(self, record: R) -> None:
        self._sequence = record.sequence
        self.endpoints[record.id] = record
        self.save(record)

    def save(self, record: R) -> None:
        """Store the present state of an endpoint."""
        if self.store is not None:
            self.store.save(record)

    def _forget(self, record: R) -> None:
        del self.endpoints[record.id]
        if self.store is not None:
            self.store.delete(record.id)

    # ---- for tests that play the platform ----------------------------------------------------------------------

    def is_empty(self) -> bool:
        """Tell whether there is nothing that `reset` would forget."""
        return not self.endpoints

    def reset(self) -> None:
        """Forget all endpoints."""
        for record in list(self.endpoints.values()):
            self._forget(record)

    def force(self, endpoint_id: str, members: Mapping[str, Any]) -> dict[str, Any]:
        """Set members by hand (API names), as a fault of the platform or another person would.

        :returns: the true state after it.
        :raises UnknownEndpoint, InvalidMember: nothing has been set then.
        """
        record = self.endpoints.get(endpoint_id)
        if record is None:
            raise UnknownEndpoint(f"There is no endpoint {endpoint_id}.")
        record.settle(self._now())
        after = self.record_class.from_json(record.to_json())
        settable = self._settable()
        for member, value in members.items():
            if member not in settable:
                raise InvalidMember(f"The member {member!r} cannot be set; settable are {', '.join(sorted(settable))}.")
            try:
                settable[member](after, value)
            except (TypeError, ValueError, KeyError, AttributeError):
                raise InvalidMember(f"The value {value!r} cannot be set as {member}.") from None
        if after.phase == DELETED and record.phase != DELETED:
            after.deleted_at = self._now()
        self.endpoints[endpoint_id] = after
        self.save(after)
        return self._truth(after)

    def state(self) -> list[dict[str, Any]]:
        """Return every endpoint as it truly is now, oldest first."""
        return [self._truth(record) for record in self._current(self._now())]


def setter(attribute: str, *kinds: type) -> Callable[[Any, Any], None]:
    """Return what sets an attribute to a value of one of the kinds and raises TypeError for another."""

    def put(record: Any, value: Any) -> None:
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise TypeError
        setattr(record, attribute, value)

    return put
