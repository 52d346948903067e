# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the endpoint services of Huawei Cloud have in common."""

from __future__ import annotations

import copy
import uuid
from typing import Any

from ..endpoint_service import EndpointService, R
from ..messages import ApiError, Reply
from ..record_store import RecordStore
from . import envelope
from .used_names import UsedNames


class HuaweiService(EndpointService[R]):
    """The endpoints of a service and the ``names`` that were used once and may not be used again."""

    def __init__(self, *arguments: Any, names: RecordStore | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.names = UsedNames(names)

    def is_empty(self) -> bool:
        """Tell whether there is nothing that `reset` would forget."""
        return super().is_empty() and not any(self.names)

    def reset(self) -> None:
        """Forget all endpoints and all used names."""
        super().reset()
        self.names.clear()

    def _reply(self, status: int, payload: Any, record: R | None = None, *, effect: bool = False) -> Reply:
        request_id = self._new_uuid().hex
        headers = envelope.request_id_header(self.switches, request_id)
        # What a caller does to an answer must not reach the records.
        return Reply(status, copy.deepcopy(payload), None, request_id, record.id if record else None, effect, headers)

    def _error(self, error: ApiError, solution: str | None = None) -> Reply:
        return envelope.answer(error, self.switches, self._new_uuid().hex, solution=solution)

    def _new_uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self._random.getrandbits(128), version=4)
