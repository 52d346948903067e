#!/usr/bin/python
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ark_endpoints
short_description: Manage a whole set of inference endpoints of Volcengine Ark or BytePlus ModelArk
version_added: 0.1.0
description:
  - Brings many endpoints to their declared state in one task. It reads the lists of the projects concerned once,
    decides for the whole set, and then makes several calls at a time. An unchanged set of several hundred endpoints
    costs a few list calls.
  - The pages of a list that the entries by name should fill are asked for at once. Where those endpoints do not exist
    yet, that is up to one list call more for each hundred entries, and no more than 19 for a project.
  - The failure of one entry does not stop the others. If an entry has failed, the task fails when all are done, and
    RV(results) tells what happened to each.
  - A task that is interrupted begins no further call, waits for the calls in flight, and tells for each entry how far
    it came. The same happens when Ansible itself ends. Another run completes the work.
author:
  - inference.endpoints contributors (@inference-endpoints)
extends_documentation_fragment:
  - inference.endpoints.attributes
  - inference.endpoints.attributes.manages
  - inference.endpoints.ark
  - inference.endpoints.transport
  - inference.endpoints.ark_endpoint.set
  - inference.endpoints.bulk
  - inference.endpoints.wait
seealso:
  - module: inference.endpoints.ark_endpoint
  - module: inference.endpoints.ark_endpoint_info
"""

EXAMPLES = r"""
- name: The endpoints of a team
  inference.endpoints.ark_endpoints:
    project_name: default
    endpoints:
      - name: chat-prod
        model_reference:
          foundation_model:
            name: doubao-1-5-pro-32k
            model_version: '250115'
        rate_limit:
          rpm: 600
          tpm: 100000
        tags:
          - key: team
            value: chat
      - name: chat-test
        state: stopped
        model_reference:
          foundation_model:
            name: doubao-1-5-pro-32k
            model_version: '250115'
        tags:
          - key: team
            value: chat

- name: Other limits for both, gently
  inference.endpoints.ark_endpoints:
    requests_per_second: 5
    endpoints:
      - name: chat-prod
        rate_limit:
          rpm: 1200
      - name: chat-test
        rate_limit:
          rpm: 60

- name: Only these may carry the team's tag; at most five others may be deleted
  inference.endpoints.ark_endpoints:
    project_name: default
    prune: true
    prune_max: 5
    prune_tags:
      - key: team
        value: chat
    endpoints:
      - name: chat-prod
        model_reference:
          foundation_model:
            name: doubao-1-5-pro-32k
            model_version: '250115'
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
      sample: chat-prod
    endpoint_id:
      description: The id of the endpoint; V(null) when there is none.
      type: str
      sample: ep-20260102030405-abcde
    previous_endpoint_id:
      description: The id of the endpoint that has been replaced; only after a recreate.
      type: str
      sample: ep-20250102030405-edcba
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
    action:
      description: The API action that failed; only after the failure of a call.
      type: str
      sample: UpdateEndpoint
    error_code:
      description: The error code of the service, or one of this collection; only after the failure of a call.
      type: str
      sample: OperationDenied.EndpointStatus
    http_status:
      description: The HTTP status of the answer; only after the failure of a call.
      type: int
      sample: 403
    request_id:
      description: The id of the request; only after the failure of a call.
      type: str
      sample: 202601020304050A0B0C0D0E0F
    errors:
      description:
        - "What is wrong with the entry, each as C(path: what was found; what is expected); only where that shows once
          it is known what exists."
      type: list
      elements: str
      sample: ["endpoints[3].model_reference: missing; endpoint 'chat' does not exist, and creating it needs this"]
    candidates:
      description: The endpoints that bear the name; only after the failure of an ambiguous one.
      type: list
      elements: dict
    endpoint:
      description:
        - The endpoint as RV(inference.endpoints.ark_endpoint#module:endpoint) describes it. Attributes that were not
          read, since the list does not show them, are V(null).
      type: dict
      sample: {"endpoint_id": "ep-20260102030405-abcde", "name": "chat-prod", "status": "Running"}
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
      description: Changed in place, started or stopped.
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
  sample: AccessDenied
http_status:
  description: The HTTP status of the answer; V(null) when there was none.
  returned: as RV(action)
  type: int
  sample: 403
request_id:
  description: The id of the request; V(null) when there was no answer.
  returned: as RV(action)
  type: str
  sample: 202601020304050A0B0C0D0E0F
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
  sample: ["endpoints[17].rate_limit.rpm: found -1; expected a whole number of at least 0"]
"""

from ansible_collections.inference.endpoints.plugins.module_utils._module.host import run_module
from ansible_collections.inference.endpoints.plugins.module_utils._task.bulk import bulk_task
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint

TASK = bulk_task(ArkEndpoint)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
