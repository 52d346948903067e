# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    # How to reach the Paper cloud, and the group of the modules that do.
    DOCUMENTATION = r"""
options:
  file:
    description: The file that holds the endpoints. Its folder must exist.
    type: path
    required: true
attributes:
  action_group:
    support: full
    description: Use C(group/inference.endpoints.paper) in C(module_defaults) to set defaults for this module.
    membership:
      - inference.endpoints.paper
"""
