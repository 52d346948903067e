# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    # How a whole set of endpoints is made true.
    DOCUMENTATION = r"""
options:
  prune:
    description:
      - Whether to delete the endpoints that O(endpoints) does not list. The project or workspace, where the service has
        them, must then be given at the top of the task; endpoints of others are never pruned.
    type: bool
    default: false
  prune_allow_empty:
    description:
      - Whether O(prune) may be used with an empty O(endpoints), which deletes everything in the scope.
    type: bool
    default: false
  prune_max:
    description:
      - If more endpoints than this would be pruned, the task fails before it changes anything.
    type: int
  concurrency:
    description:
      - How many calls may be in flight at the same time, from 1 to 64.
    type: int
    default: 8
  requests_per_second:
    description:
      - Most calls a second, over all endpoints. There is no limit by default.
      - When the service throttles, the task slows down, and speeds up again later.
    type: float
"""
