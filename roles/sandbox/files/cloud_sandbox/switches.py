# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All switches of the sandbox: those of Ark and its data plane, of the Huawei Cloud services, and of STS."""

from __future__ import annotations

from . import ark, maas
from .fabric import FABRIC_SWITCHES
from .hazards import HAZARD_SWITCHES
from .huaweicloud import HUAWEI_SWITCHES, IAM_SWITCHES
from .sts import STS_SWITCHES
from .switch_values import Switch

ALL_SWITCHES: tuple[Switch, ...] = (
    *ark.ARK_SWITCHES,
    *ark.ROLLING_SWITCHES,
    *ark.ENTITLEMENT_SWITCHES,
    *ark.CONTENT_GENERATION_SWITCHES,
    *ark.KEY_SWITCHES,
    *ark.DATA_PLANE_SWITCHES,
    *HUAWEI_SWITCHES,
    *IAM_SWITCHES,
    *FABRIC_SWITCHES,
    *maas.MAAS_SWITCHES,
    *maas.KEY_SWITCHES,
    *maas.DATA_PLANE_SWITCHES,
    *STS_SWITCHES,
    *HAZARD_SWITCHES,
)
