# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom endpoints of ModelArts Studio MaaS of Huawei Cloud, ``/v1/{project_id}/maas/...``."""

from .data_plane_switches import DATA_PLANE_SWITCHES, KEY_SWITCHES
from .service import MaasService
from .switches import MAAS_SWITCHES

__all__ = ["DATA_PLANE_SWITCHES", "KEY_SWITCHES", "MAAS_SWITCHES", "MaasService"]
