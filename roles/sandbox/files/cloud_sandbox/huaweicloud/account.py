# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints of one service in memory: ids, keeping, and what playing the platform needs."""

from __future__ import annotations

import copy
import random
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from ..answers import Refused, Reply
from ..endpoints import BadMember, UnknownEndpoint
from ..moves import DELETED
from ..readings import Readings
from ..shelf import Journal
from . import envelope
from .names import UsedNames
from .record import Record

R = TypeVar("R", bound=Record)


class Endpoints(Generic[R]):
    """All endpoints of a service. ``names`` are those that were used once.

    ``now`` gives UTC seconds; ``seed`` makes ids reproducible; ``journal`` keeps the endpoints.
    """

    record_class: type[R]

    def __init__(
        self,
        readings: Readings,
        *,
        now: Callable[[], float],
        seed: int | None = None,
        journal: Journal | None = None,
        names: UsedNames | None = None,
    ) -> None:
        self.readings = readings
        self.endpoints: dict[str, R] = {}
        self.journal = journal
        self.names = names or UsedNames()
        self._now = now
        # Names of things, not secrets: a seedable generator is what tests need.
        self._random = random.Random(seed)
        self._sequence = 0

    # ---- answers -----------------------------------------------------------------------------------------------

    def _reply(self, status: int, payload: Any, record: R | None = None, *, effect: bool = False) -> Reply:
        request_id = self._new_uuid().hex
        headers = envelope.request_id_header(self.readings, request_id)
        # What a caller does to an answer must not reach the records.
        return Reply(status, copy.deepcopy(payload), None, request_id, record.id if record else None, effect, headers)

    def _refused(self, refusal: Refused, solution: str | None = None) -> Reply:
        return envelope.answer(refusal, self.readings, self._new_uuid().hex, solution=solution)

    def _new_uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self._random.getrandbits(128), version=4)

    # ---- records -----------------------------------------------------------------------------------------------

    def _settled(self, now: float) -> list[R]:
        """All records as they truly are, oldest first; those that nobody can see any more are forgotten."""
        for record in list(self.endpoints.values()):
            record.settle(now)
            if record.phase == DELETED and not record.lags(now, self._lag()) and not self._remains(record, now):
                self._forget(record)
        return list(self.endpoints.values())

    def _remains(self, record: R, now: float) -> bool:
        """Whether reads may still show that a record is deleted."""
        return False

    def _lag(self) -> float:
        """How long reads may not show a write, in seconds."""
        raise NotImplementedError

    def _add(self, record: R) -> None:
        self._sequence = record.sequence
        self.endpoints[record.id] = record
        self._saved(record)

    def _saved(self, record: R) -> None:
        if self.journal is not None:
            self.journal.save(record)

    def _forget(self, record: R) -> None:
        del self.endpoints[record.id]
        if self.journal is not None:
            self.journal.drop(record.id)

    # ---- for those who play the platform -----------------------------------------------------------------------

    def restore(self, documents: list[dict[str, Any]]) -> None:
        """Take over endpoints that were kept elsewhere."""
        for record in sorted(map(self.record_class.from_json, documents), key=lambda one: one.sequence):
            self.endpoints[record.id] = record
            self._sequence = max(self._sequence, record.sequence)

    def reset(self) -> None:
        """Forget all endpoints and all used names."""
        for record in list(self.endpoints.values()):
            self._forget(record)
        self.names.clear()

    def force(self, endpoint_id: str, members: Mapping[str, Any]) -> dict[str, Any]:
        """Set members by hand (API names), as a platform fault or another person would; the true state after it.

        Raises `UnknownEndpoint`, `BadMember`.
        """
        record = self.endpoints.get(endpoint_id)
        if record is None:
            raise UnknownEndpoint(f"There is no endpoint {endpoint_id}.")
        record.settle(self._now())
        after = self.record_class.from_json(record.to_json())
        settable = self._forcible()
        for member, value in members.items():
            if member not in settable:
                raise BadMember(f"The member {member!r} cannot be set; settable are {', '.join(sorted(settable))}.")
            try:
                settable[member](after, value)
            except (TypeError, ValueError, KeyError, AttributeError):
                raise BadMember(f"The value {value!r} cannot be set as {member}.") from None
        if after.phase == DELETED and record.phase != DELETED:
            after.deleted_at = self._now()
        self.endpoints[endpoint_id] = after
        self._saved(after)
        return self._truth(after)

    def state(self) -> list[dict[str, Any]]:
        """Every endpoint as it truly is now, oldest first."""
        return [self._truth(record) for record in self._settled(self._now())]

    def _truth(self, record: R) -> dict[str, Any]:
        raise NotImplementedError

    def _forcible(self) -> dict[str, Callable[[R, Any], None]]:
        raise NotImplementedError


def setter(attribute: str, *kinds: type) -> Callable[[Any, Any], None]:
    """Sets an attribute to a value of one of the kinds; raises TypeError for another."""

    def put(record: Any, value: Any) -> None:
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise TypeError
        setattr(record, attribute, value)

    return put
