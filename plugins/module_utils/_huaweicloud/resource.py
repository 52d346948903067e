# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the resources of Huawei Cloud share: how they connect, and what a declaration binds them to."""

from __future__ import annotations

import copy
import os

from .._http.cloud_resource import CloudResource
from . import connection
from .client import Client


class HuaweiResource(CloudResource):
    """A resource of a Huawei Cloud service.

    :cvar regions: the regions in which the service is documented.
    """

    cloud = "huaweicloud"
    connecting = connection
    client = Client
    regions: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._scope: dict = {}
        self._call_options: dict = {}

    def bind(self, scope: dict, call_options: dict) -> HuaweiResource:
        bound = copy.copy(self)
        bound._scope, bound._call_options = scope, call_options
        return bound

    @classmethod
    def connection_warnings(cls, params: dict) -> list[str]:
        return connection.warnings(params, os.environ, cls.regions)
