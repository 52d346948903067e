# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: paper_endpoints
short_description: Manage a set of endpoints of the Paper cloud
version_added: 0.3.0
description:
  - Manage a set of endpoints of the Paper cloud.
author:
  - inference.endpoints contributors (@inference-endpoints)
extends_documentation_fragment:
  - inference.endpoints.attributes
  - inference.endpoints.attributes.manages
  - inference.endpoints.paper
  - inference.endpoints.transport
  - inference.endpoints.paper_endpoint.set
  - inference.endpoints.bulk
  - inference.endpoints.wait
"""

EXAMPLES = r"""
- name: Two endpoints
  inference.endpoints.paper_endpoints:
    file: paper.json
    endpoints:
      - name: chat
        model: small-1
      - name: search
        model: large-2
"""

RETURN = r"""
results:
  description: What happened to each entry.
  returned: unless the task as a whole is refused
  type: list
  elements: dict
  contains:
    name:
      description: See M(inference.endpoints.ark_endpoints).
      type: str
    endpoint_id:
      description: See M(inference.endpoints.ark_endpoints).
      type: str
    previous_endpoint_id:
      description: See M(inference.endpoints.ark_endpoints).
      type: str
    place:
      description: See M(inference.endpoints.ark_endpoints).
      type: str
    outcome:
      description: See M(inference.endpoints.ark_endpoints).
      type: str
    changed:
      description: See M(inference.endpoints.ark_endpoints).
      type: bool
    actions:
      description: See M(inference.endpoints.ark_endpoints).
      type: list
      elements: str
    failed:
      description: See M(inference.endpoints.ark_endpoints).
      type: bool
    msg:
      description: See M(inference.endpoints.ark_endpoints).
      type: str
    action:
      description: See M(inference.endpoints.ark_endpoints).
      type: str
    error_code:
      description: See M(inference.endpoints.ark_endpoints).
      type: str
    http_status:
      description: See M(inference.endpoints.ark_endpoints).
      type: int
    request_id:
      description: See M(inference.endpoints.ark_endpoints).
      type: str
    errors:
      description: See M(inference.endpoints.ark_endpoints).
      type: list
      elements: str
    candidates:
      description: See M(inference.endpoints.ark_endpoints).
      type: list
      elements: str
    endpoint:
      description: See M(inference.endpoints.ark_endpoints).
      type: dict
summary:
  description: What became of the entries.
  returned: unless the task as a whole is refused
  type: dict
  contains:
    total:
      description: See M(inference.endpoints.ark_endpoints).
      type: int
    created:
      description: See M(inference.endpoints.ark_endpoints).
      type: int
    updated:
      description: See M(inference.endpoints.ark_endpoints).
      type: int
    recreated:
      description: See M(inference.endpoints.ark_endpoints).
      type: int
    deleted:
      description: See M(inference.endpoints.ark_endpoints).
      type: int
    unchanged:
      description: See M(inference.endpoints.ark_endpoints).
      type: int
    failed:
      description: See M(inference.endpoints.ark_endpoints).
      type: int
actions:
  description: The API's write actions that the task has done.
  returned: always
  type: list
  elements: str
diff:
  description: The plan, as a difference.
  returned: when the endpoint could be looked at
  type: list
  elements: dict
errors:
  description: All that is wrong with the options.
  returned: when options are wrong
  type: list
  elements: str
action:
  description: The API action that failed, or was waited for.
  returned: when a call failed
  type: str
error_code:
  description: The error code of the service.
  returned: when a call failed
  type: str
http_status:
  description: The HTTP status of the answer.
  returned: when a call failed
  type: int
request_id:
  description: The id of the request.
  returned: when a call failed
  type: str
"""

from ansible_collections.inference.endpoints.plugins.module_utils._module.host import run_module
from ansible_collections.inference.endpoints.plugins.module_utils._paper.paper import PaperEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._task.bulk import bulk_task

TASK = bulk_task(PaperEndpoint)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
