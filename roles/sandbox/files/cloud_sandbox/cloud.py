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
from .ark.api import ArkApi
from .ark.api_keys import ArkApiKeys
from .ark.data_plane import ArkDataPlane
from .fabric import FabricService
from .fabric.api import FabricApi
from .faults import FaultPlan
from .gateway import Api, Gateway
from .huaweicloud.authenticator import Authenticator
from .huaweicloud.iam import IamApi, IamService
from .maas import MaasService
from .maas.api import MaasApi
from .maas.data_plane import MaasDataPlane
from .record_store import RecordStore, StateFile
from .signature import Credentials
from .sts import StsService
from .sts.api import StsApi
from .switch_values import SwitchValues
from .switches import ALL_SWITCHES


class Cloud:
    """The services, their gateway and the credentials that all of them accept.

    ``switches`` and ``faults`` are as in the settings; ``now`` gives UTC seconds; ``seed`` makes ids reproducible;
    with a ``store`` the endpoints are those kept there, and stay there. Raises `InvalidSwitch`, `InvalidFault`,
    `StateFileError`.
    """

    def __init__(
        self,
        credentials: Credentials,
        switches: Mapping[str, Any] | None = None,
        *,
        faults: list[Any] | None = None,
        now: Callable[[], float] = time.time,
        seed: int | None = None,
        store: StateFile | None = None,
    ) -> None:
        self.switches = SwitchValues(ALL_SWITCHES, switches)
        options: dict[str, Any] = {"now": now, "seed": seed}

        def records(kind: str) -> RecordStore | None:
            return store.records(kind) if store else None

        self.ark = ArkService(self.switches, store=records("ark"), rollings=records("ark_rolling"), **options)
        self.fabric = FabricService(self.switches, store=records("fabric"), names=records("fabric_name"), **options)
        self.maas = MaasService(
            self.switches,
            store=records("maas"),
            names=records("maas_name"),
            keys=records("maas_api_key"),
            **options,
        )
        self.authenticator = Authenticator(credentials, self.switches, now=now)
        self.sts = StsService(self.switches, **options)
        self._ark_api = ArkApi(self.ark, credentials, now=now, temporary=self.sts.temporary)
        self._sts_api = StsApi(self.sts, credentials, now=now)
        self._ark_keys = ArkApiKeys(self.ark, credentials, self.switches, now=now)
        self.ark.add_actions(self._ark_keys.actions())
        self._maas_data_plane = MaasDataPlane(self.maas, self.maas.keys, credentials, self.switches, now=now)
        apis: list[Api] = [
            self._ark_api,
            self._sts_api,
            ArkDataPlane(self.ark, self._ark_keys, self.switches, now=now),
            self._maas_data_plane,
            FabricApi(self.fabric, self.authenticator),
            MaasApi(self.maas, self.authenticator),
            IamApi(IamService(self.authenticator), self.authenticator),
        ]
        self.gateway = Gateway(apis, self.switches, now=now, faults=FaultPlan(faults or []))

    @property
    def credentials(self) -> Credentials:
        """Return what every service accepts; may be exchanged at any time."""
        return self.authenticator.credentials

    @credentials.setter
    def credentials(self, desired: Credentials) -> None:
        for holder in (self.authenticator, self._ark_api, self._sts_api, self._ark_keys, self._maas_data_plane):
            holder.credentials = desired

    def is_empty(self) -> bool:
        """Tell whether there is nothing that `reset` would forget."""
        return all(service.is_empty() for service in (self.ark, self.fabric, self.maas))

    def reset(self) -> None:
        """Forget all endpoints, keys, rolling updates and used names."""
        for service in (self.ark, self.fabric, self.maas):
            service.reset()
