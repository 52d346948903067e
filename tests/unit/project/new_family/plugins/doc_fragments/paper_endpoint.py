# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import textwrap

# The options that declare one endpoint: at the top of a task, or in each entry of a set.
_DECLARATION = r"""
  state:
    description: Whether the endpoint exists.
    type: str
    choices: [present, absent]
    default: present
  endpoint_id:
    description: The id of an existing endpoint. One of O(name) and O(endpoint_id) is needed.
    type: str
  name:
    description: The name of the endpoint.
    type: str
  description:
    description: Free text about the endpoint.
    type: str
  model:
    description: The model that the endpoint serves. It cannot be changed in place, see O(recreate).
    type: str
  replicas:
    description: How many replicas there are, 1 or more.
    type: int
  recreate:
    description: What to do when O(model) differs.
    type: str
    choices: [never, create_first, delete_first]
    default: never
"""

_SET = r"""
options:
  endpoints:
    description: The endpoints.
    type: list
    elements: dict
    required: true
    suboptions:
"""


class ModuleDocFragment:
    # The declaration of one endpoint of the Paper cloud.
    DOCUMENTATION: str = "options:\n" + _DECLARATION

    # A set of such declarations.
    SET: str = _SET + textwrap.indent(_DECLARATION, "    ").replace("O(", "O(endpoints[].")
