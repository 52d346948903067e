# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    # What every module says of itself. A module adds what is particular to it, such as an exception.
    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    support: full
    description: Can run in C(check_mode) and tell what it would change, without changing anything.
  diff_mode:
    description: Will return details on what has changed or would change, when in diff mode.
  idempotent:
    description:
      - Run a second time with the same arguments, it changes nothing and says so, provided that nobody else has changed
        the endpoint meanwhile.
  platform:
    support: full
    platforms: posix
    description: Target operating systems that the module runs on. It needs no access but HTTPS to the service.
"""

    MANAGES = r"""
options: {}
attributes:
  check_mode:
    details:
      - In check mode as well the task waits for an endpoint that is on its way to another state, since the next step
        depends on where it arrives.
  diff_mode:
    support: full
    details:
      - The difference is also returned as RV(ignore:diff) when diff mode is off.
  idempotent:
    support: full
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    details:
      - This module only reads.
  diff_mode:
    support: N/A
    details:
      - This module changes nothing.
  idempotent:
    support: full
"""
