# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    # Where a key for applications goes.
    DOCUMENTATION = r"""
options:
  dest:
    description:
      - The file that the key is written to, atomically. It holds nothing but the key.
      - A second file, with C(.json) added to the name, says what the key is for. It holds no secret.
      - The folder must exist. It is checked before a key is made.
      - Without this option the key is returned as RV(api_key) by the run that makes it, and never again. Set C(no_log)
        on a task that registers it.
    type: path
  dest_mode:
    description: The mode of both files, as an octal number in quotes.
    type: str
    default: "0600"
notes:
  - No key is in any log, difference or report of this collection, at any verbosity. Ansible itself shows RV(api_key)
    in the result of a task without C(no_log).
"""
