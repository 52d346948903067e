# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All services of a sandbox behind one gateway: no sockets, no waiting, the clock is the caller's.

``Cloud(Credentials("AK", "SK"), now=clock).gateway.request(HttpRequest(...))`` gives an `Outcome`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from .ark import ArkService
from .ark.door import ArkDoor
from .fabric import FabricService
from .fabric.door import FabricDoor
from .faults import FaultPlan
from .gateway import Door, Gateway
from .huaweicloud.access import Access
from .huaweicloud.iam import IamDoor, IamService
from .huaweicloud.names import UsedNames
from .maas import MaasService
from .maas.door import MaasDoor
from .readings import Readings
from .signature import Credentials
from .store import Store
from .switches import ALL_SWITCHES


class Cloud:
    """The services, their gateway and the credentials that all of them accept.

    ``switches`` and ``faults`` are as in the settings; ``now`` gives UTC seconds; ``seed`` makes ids reproducible;
    with a ``store`` the endpoints are those kept there, and stay there. Raises `BadSwitch`, `BadFault`,
    `StoreUnusable`.
    """

    def __init__(
        self,
        credentials: Credentials,
        switches: Mapping[str, Any] | None = None,
        *,
        faults: list[Any] | None = None,
        now: Callable[[], float] = time.time,
        seed: int | None = None,
        store: Store | None = None,
    ) -> None:
        self.readings = Readings(ALL_SWITCHES, switches)
        shelf = store.shelf if store else lambda name: None
        self.ark = ArkService(self.readings, now=now, seed=seed, journal=store)
        self.fabric = FabricService(
            self.readings, now=now, seed=seed, journal=shelf("fabric"), names=UsedNames(shelf("fabric_name"))
        )
        self.maas = MaasService(
            self.readings, now=now, seed=seed, journal=shelf("maas"), names=UsedNames(shelf("maas_name"))
        )
        if store:
            self.ark.restore(store.load())
            for name, service in (("fabric", self.fabric), ("maas", self.maas)):
                service.restore(store.shelf(name).load())
                service.names.restore(store.shelf(f"{name}_name").load())
        self.access = Access(credentials, self.readings, now=now)
        self._ark_door = ArkDoor(self.ark, credentials, now=now)
        doors: list[Door] = [
            self._ark_door,
            FabricDoor(self.fabric, self.access),
            MaasDoor(self.maas, self.access),
            IamDoor(IamService(self.access), self.access),
        ]
        self.gateway = Gateway(doors, self.readings, now=now, faults=FaultPlan(faults or []))

    @property
    def credentials(self) -> Credentials:
        """What every service accepts; may be exchanged at any time."""
        return self.access.credentials

    @credentials.setter
    def credentials(self, wanted: Credentials) -> None:
        self.access.credentials = self._ark_door.credentials = wanted

    def reset(self) -> None:
        """Forget all endpoints and used names."""
        for service in (self.ark, self.fabric, self.maas):
            service.reset()
