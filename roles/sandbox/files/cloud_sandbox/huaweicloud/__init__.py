# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Huawei Cloud services share: gateway, signature, tokens, error envelope. Sections are those of the Huawei
reference."""

from .iam import IamService
from .switches import HUAWEI_SWITCHES, IAM_SWITCHES

__all__ = ["HUAWEI_SWITCHES", "IAM_SWITCHES", "IamService"]
