# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: paper_endpoint
short_description: Manage one endpoint of the Paper cloud
version_added: 0.3.0
description:
  - Manage one endpoint of the Paper cloud.
author:
  - inference.endpoints contributors (@inference-endpoints)
extends_documentation_fragment:
  - inference.endpoints.attributes
  - inference.endpoints.attributes.manages
  - inference.endpoints.paper
  - inference.endpoints.transport
  - inference.endpoints.paper_endpoint
  - inference.endpoints.wait
"""

EXAMPLES = r"""
- name: An endpoint
  inference.endpoints.paper_endpoint:
    file: paper.json
    name: chat
    model: small-1
"""

RETURN = r"""
endpoint:
  description: The endpoint as it is now.
  returned: success
  type: dict
  contains:
    name:
      description: The name of the endpoint.
      type: str
    description:
      description: Free text about the endpoint.
      type: str
    model:
      description: The model that the endpoint serves.
      type: str
    replicas:
      description: How many replicas there are.
      type: int
    endpoint_id:
      description: The id of the endpoint.
      type: str
    status:
      description: The status in the word of the service.
      type: str
    id:
      description: The same as RV(endpoint.endpoint_id).
      type: str
endpoint_id:
  description: The id of the endpoint.
  returned: when the options were right
  type: str
previous_endpoint_id:
  description: The id of the endpoint that has been replaced.
  returned: after a recreate
  type: str
candidates:
  description: The endpoints that match.
  returned: when a name is ambiguous
  type: list
  elements: dict
actions:
  description: The API's write actions that the task has done.
  returned: always
  type: list
  elements: str
diff:
  description: The plan, as a difference.
  returned: when the endpoint could be looked at
  type: dict
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
from ansible_collections.inference.endpoints.plugins.module_utils._task.single import single_task

TASK = single_task(PaperEndpoint)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
