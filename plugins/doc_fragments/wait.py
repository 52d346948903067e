# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    # Waiting for an endpoint to settle.
    DOCUMENTATION = r"""
options:
  wait:
    description:
      - Whether to wait until the endpoint has settled. After a creation or a start that is the running state, after
        a stop the stopped state, after a deletion it is gone.
      - With V(false) the module still waits between the steps that one task needs, such as the stop before a deletion,
        but not for the last step to settle.
    type: bool
    default: true
  wait_timeout:
    description:
      - Seconds to wait at most, over all steps of the task. Must be above 0.
    type: int
    default: 600
  wait_interval:
    description:
      - Longest pause between two looks at the endpoint, in seconds. The first pauses are much shorter. Must be above 0.
    type: float
    default: 5.0
"""
