# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Ark control plane as a model in memory: no sockets, no waiting, the clock is the caller's.

``ArkService(switches, now=clock).perform("CreateEndpoint", {...})`` gives a `Reply`. Everything that the reference
leaves open is a switch (`ark.switches`). Transitions between states take time of that clock and are worked out when
a request looks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from ..hazards import HAZARD_SWITCHES
from ..messages import ApiError, Reply
from ..record_store import RecordStore
from ..switch_values import SwitchValues
from . import envelope, validation
from .catalogue import Catalogue
from .content_generation import CONTENT_GENERATION_SWITCHES
from .endpoints import Action, ArkEndpoints
from .entitlements import ENTITLEMENT_SWITCHES, Entitlements
from .errors import gateway_error
from .rolling import ArkRollings
from .rolling_switches import ROLLING_SWITCHES
from .switches import ARK_SWITCHES

SERVICE_SWITCHES = (
    *ARK_SWITCHES,
    *ROLLING_SWITCHES,
    *ENTITLEMENT_SWITCHES,
    *CONTENT_GENERATION_SWITCHES,
    *HAZARD_SWITCHES,
)
SITE_REGIONS = {"volcengine": "cn-beijing", "byteplus": "ap-southeast-1"}


class ArkService(ArkEndpoints):
    """All actions of one account.

    ``switches`` is a mapping of switch names to values, or a `SwitchValues` of a table that has `SERVICE_SWITCHES`;
    ``now`` gives UTC seconds; ``seed`` makes ids reproducible; ``catalogue`` is a list of models in the form of
    `catalogue.default_catalogue`; ``store`` keeps the endpoints, ``rollings`` their rolling updates.
    """

    def __init__(
        self,
        switches: Mapping[str, Any] | None = None,
        *,
        now: Callable[[], float] = time.time,
        seed: int | None = None,
        catalogue: list[dict[str, Any]] | None = None,
        store: RecordStore | None = None,
        rollings: RecordStore | None = None,
    ) -> None:
        values = switches if isinstance(switches, SwitchValues) else SwitchValues(SERVICE_SWITCHES, switches)
        super().__init__(values, Catalogue(catalogue, values), now=now, seed=seed, store=store)
        self.rollings = ArkRollings(self, values, now=now, seed=seed, store=rollings)
        self._requests = 0
        self._actions: dict[str, Action] = {
            **self.actions(),
            **self.rollings.actions(),
            **self.catalogue.actions(),
            **Entitlements(self.catalogue, values).actions(),
        }

    def reset(self) -> None:
        """Forget all endpoints and rolling updates."""
        super().reset()
        self.rollings.reset()

    def add_actions(self, actions: Mapping[str, Action]) -> None:
        """Let the service have further actions."""
        self._actions.update(actions)

    @property
    def action_names(self) -> tuple[str, ...]:
        """Return the names of the actions that exist."""
        return tuple(self._actions)

    def perform(
        self, action: str, body: dict[str, Any], *, site: str = "volcengine", region: str | None = None
    ) -> Reply:
        """Do one action and answer with the whole document that a server would send.

        Never raises for anything that a client can cause. ``region`` is that of the site unless given; endpoints of
        one region are not visible in another.
        """
        region = region or SITE_REGIONS[site]
        try:
            known = region in SITE_REGIONS.values()
            if not known and self.switches["unknown_region"] == "refused":
                raise gateway_error("ServiceNotFound", f"There is no service ark in the region {region}.")
            if action not in self._actions:
                raise gateway_error(
                    "InvalidActionOrVersion", f"Could not find operation {action} for version {envelope.VERSION}."
                )
            answer = self._actions[action](validation.whole_body(body), region)
        except ApiError as error:
            return self.error_reply(error, action, region)
        return envelope.complete(answer, self._request_id(), action, region)

    def error_reply(self, error: ApiError, action: str | None, region: str) -> Reply:
        """Return the answer for an error in the service's envelope."""
        return envelope.error_reply(error, self._request_id(), action, region)

    def _request_id(self) -> str:
        """Return a new request id: the time and a number."""
        self._requests += 1
        return f"{time.strftime('%Y%m%d%H%M%S', time.gmtime(self._now()))}{self._requests:020X}"
