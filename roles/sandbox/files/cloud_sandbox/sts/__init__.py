# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""STS of Volcengine and BytePlus: temporary keys of roles (Ark reference 9.2)."""

from __future__ import annotations

from .service import StsService
from .switches import STS_SWITCHES

__all__ = ["STS_SWITCHES", "StsService"]
