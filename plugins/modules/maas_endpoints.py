#!/usr/bin/python
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: maas_endpoints
short_description: Manage a whole set of custom endpoints of Huawei Cloud ModelArts Studio (MaaS)
version_added: 0.1.0
description:
  - Brings many endpoints to their declared state in one task. It reads the list of endpoints once, decides for the
    whole set, and then makes several calls at a time. An unchanged set costs one request.
  - O(prune) is about all endpoints of the account in O(region). The names of those that it deletes stay taken for ever.
  - The failure of one entry does not stop the others. If an entry has failed, the task fails when all are done, and
    RV(results) tells what happened to each.
  - A task that is interrupted begins no further call, waits for the calls in flight, and tells for each entry how far
    it came. The same happens when Ansible itself ends. Another run completes the work.
author:
  - inference.endpoints contributors (@inference-endpoints)
extends_documentation_fragment:
  - inference.endpoints.attributes
  - inference.endpoints.attributes.manages
  - inference.endpoints.huaweicloud
  - inference.endpoints.transport
  - inference.endpoints.bulk
  - inference.endpoints.maas_endpoint.set
  - inference.endpoints.maas_endpoint.service
  - inference.endpoints.wait
seealso:
  - module: inference.endpoints.maas_endpoint
  - module: inference.endpoints.maas_endpoint_info
"""

EXAMPLES = r"""
- name: The endpoints of a team
  inference.endpoints.maas_endpoints:
    endpoints:
      - name: chat-prod
        model_name: deepseek-v3.2
        rpm: 600
        tpm: 100000
      - name: chat-test
        state: stopped
        model_name: deepseek-v3.2
        rpm: 10

- name: Other limits for both, gently
  inference.endpoints.maas_endpoints:
    requests_per_second: 5
    endpoints:
      - name: chat-prod
        rpm: 1200
      - name: chat-test
        rpm: 60

- name: No others; at most five may be deleted, and their names are lost
  inference.endpoints.maas_endpoints:
    prune: true
    prune_max: 5
    endpoints:
      - name: chat-prod
        model_name: deepseek-v3.2
"""

RETURN = r"""
results:
  description:
    - What happened to each entry, in the order of O(endpoints), and then to each pruned endpoint.
  returned: unless the task as a whole is refused
  type: list
  elements: dict
  contains:
    name:
      description: The name of the endpoint.
      type: str
      sample: DeepSeek-Test
    endpoint_id:
      description: The id of the endpoint; V(null) when there is none.
      type: str
      sample: c4513589-df2e-4d58-ab0c-d5a6f2000000
    previous_endpoint_id:
      description: The id of the endpoint that has been replaced; only after a recreate.
      type: str
      sample: 7d0c0b1e-51f7-4d0a-8a43-2f6f3c000000
    place:
      description: Where the entry stands in the task, or V(pruned).
      type: str
      sample: endpoints[0]
    outcome:
      description: One of V(created), V(updated), V(recreated), V(deleted), V(unchanged), V(failed).
      type: str
      sample: created
    changed:
      description: Whether this endpoint was changed.
      type: bool
      sample: true
    actions:
      description: The API's write actions done on it, in order. In check mode those that would be done.
      type: list
      elements: str
      sample: [CreateEndpoint]
    failed:
      description: Whether this entry failed.
      type: bool
      sample: false
    msg:
      description: Why it failed; empty otherwise.
      type: str
      sample: ''
    unverified:
      description:
        - The paths of what the entry declares and the service does not show, so that nobody can tell whether it is so.
      type: list
      elements: str
      sample: [service_region, infer_service_id]
    action:
      description: The API action that failed; only after the failure of a call.
      type: str
      sample: UpdateEndpoint
    error_code:
      description: The error code of the service, or one of this collection; only after the failure of a call.
      type: str
      sample: ModelArts.6271
    http_status:
      description: The HTTP status of the answer; only after the failure of a call.
      type: int
      sample: 400
    request_id:
      description: The id of the request; only after the failure of a call.
      type: str
      sample: 0f1e2d3c4b5a69788796a5b4c3d2e1f0
    errors:
      description:
        - "What is wrong with the entry, each as C(path: what was found; what is expected); only where that shows once
          it is known what exists."
      type: list
      elements: str
      sample: ["endpoints[3].model_name: missing; endpoint 'chat' does not exist, and creating it needs this"]
    candidates:
      description: The endpoints that bear the name; only after the failure of an ambiguous one.
      type: list
      elements: dict
    endpoint:
      description:
        - The endpoint as RV(inference.endpoints.maas_endpoint#module:endpoint) describes it.
      type: dict
      sample: {"endpoint_id": "c4513589-df2e-4d58-ab0c-d5a6f2000000", "name": "DeepSeek-Test", "status": "running"}
summary:
  description: How many entries (and pruned endpoints) there were, and what became of them.
  returned: unless the task as a whole is refused
  type: dict
  contains:
    total:
      description: All of them.
      type: int
      sample: 2
    created:
      description: Created.
      type: int
      sample: 1
    updated:
      description: Changed in place, enabled or disabled.
      type: int
      sample: 0
    recreated:
      description: Replaced.
      type: int
      sample: 0
    deleted:
      description: Deleted, also by pruning.
      type: int
      sample: 0
    unchanged:
      description: As declared already.
      type: int
      sample: 1
    failed:
      description: Failed.
      type: int
      sample: 0
action:
  description: The API action that failed.
  returned: when one failed call, such as that for a list, is all that made entries fail
  type: str
  sample: ListEndpoints
error_code:
  description: The error code of the service, or one of this collection.
  returned: as RV(action)
  type: str
  sample: APIGW.0301
http_status:
  description: The HTTP status of the answer; V(null) when there was none.
  returned: as RV(action)
  type: int
  sample: 400
request_id:
  description: The id of the request; V(null) when there was no answer.
  returned: as RV(action)
  type: str
  sample: 0f1e2d3c4b5a69788796a5b4c3d2e1f0
actions:
  description: The API's write actions of all entries, entry by entry. In check mode those that would be done.
  returned: always
  type: list
  elements: str
  sample: [CreateEndpoint]
diff:
  description: The plan, one difference for each endpoint that changes; the same in check mode and in the real run.
  returned: unless the task as a whole is refused
  type: list
  elements: dict
  sample: []
errors:
  description: "All that is wrong with the options, each as C(path: what was found; what is expected)."
  returned: when options are wrong
  type: list
  elements: str
  sample: ["endpoints[17].rpm: found -1; expected a whole number of at least 0"]
"""

from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import MaasEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._module.host import run_module
from ansible_collections.inference.endpoints.plugins.module_utils._task.bulk import bulk_task

TASK = bulk_task(MaasEndpoint)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
