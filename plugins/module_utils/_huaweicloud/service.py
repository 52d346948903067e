# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the resources of Huawei Cloud connect."""

from __future__ import annotations

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

    @classmethod
    def connection_warnings(cls, params: dict) -> list[str]:
        return connection.warnings(params, os.environ, cls.regions)
