# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The families that plugins on the controller read, each one entry: what they need to know beside the engine."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NamedTuple

from ansible_collections.inference.endpoints.plugins.module_utils._engine.resource import Resource
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.connection import connection


class ControllerSource(NamedTuple):
    """A family as it is read on the controller.

    :ivar name: its key in manifests, and what variables of hosts begin with.
    :ivar place: from checked options to where the endpoints are, the environment included; no secrets.
    :ivar account: from checked options to what tells accounts apart and is no secret, such as an access key id.
    """

    name: str
    endpoint: type[Resource]
    place: Callable[[dict], dict]
    account: Callable[[dict], str]

    def asked(self, params: dict) -> list:
        """What is read, and where: the same for two readings that show the same to one account. Without secrets."""
        names = (*(each.name for each in self.endpoint.filters), *self.endpoint.extras)
        filters = {name: params.get(name) for name in names}
        return [self.place(params), filters]


def _ark_place(params: dict) -> dict:
    where = connection(params, os.environ)
    return {"site": params["site"], "region": where.region, "api_url": where.api_url or None}


def _ark_account(params: dict) -> str:
    return connection(params, os.environ).account


ARK = ControllerSource("ark", ArkEndpoint, _ark_place, _ark_account)
