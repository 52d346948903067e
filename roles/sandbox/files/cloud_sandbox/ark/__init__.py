# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Ark control plane of Volcengine and BytePlus, endpoint actions of version 2024-01-01."""

from .content_generation import CONTENT_GENERATION_SWITCHES
from .data_plane_switches import DATA_PLANE_SWITCHES, KEY_SWITCHES
from .entitlements import ENTITLEMENT_SWITCHES
from .rolling_switches import ROLLING_SWITCHES
from .service import SERVICE_SWITCHES, SITE_REGIONS, ArkService
from .switches import ARK_SWITCHES

__all__ = [
    "ARK_SWITCHES",
    "CONTENT_GENERATION_SWITCHES",
    "DATA_PLANE_SWITCHES",
    "ENTITLEMENT_SWITCHES",
    "KEY_SWITCHES",
    "ROLLING_SWITCHES",
    "SERVICE_SWITCHES",
    "SITE_REGIONS",
    "ArkService",
]
