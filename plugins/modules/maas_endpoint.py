#!/usr/bin/python
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: maas_endpoint
short_description: Manage one custom endpoint of Huawei Cloud ModelArts Studio (MaaS)
version_added: 0.1.0
description:
  - Creates, changes, enables, disables and deletes a custom endpoint of MaaS, a named entry with limits of its own in
    front of a model that runs already.
  - Name, description, limits and content guard are changed in place, and the id stays. The service may reset what an
    edit leaves out, so each edit carries everything that can be changed.
  - Callers of the model give the endpoint's name, not its id. A rename breaks them until they give the new name, so it
    gives a warning. Whether the old name can be had again is not documented.
  - The name of a deleted endpoint stays taken for ever (C(ModelArts.6271)). What cannot be changed in place can
    therefore not be replaced under the same name, see O(recreate).
  - What a task does not mention is not compared, not changed and not reset.
  - The service does not show everything that can be declared. RV(unverified) names what of the task could not be
    compared.
author:
  - inference.endpoints contributors (@inference-endpoints)
extends_documentation_fragment:
  - inference.endpoints.attributes
  - inference.endpoints.attributes.manages
  - inference.endpoints.huaweicloud
  - inference.endpoints.transport
  - inference.endpoints.maas_endpoint
  - inference.endpoints.maas_endpoint.service
  - inference.endpoints.wait
seealso:
  - module: inference.endpoints.maas_endpoint_info
  - module: inference.endpoints.maas_endpoints
"""

EXAMPLES = r"""
- name: An endpoint for a built-in model, with limits
  inference.endpoints.maas_endpoint:
    name: DeepSeek-Test
    description: DeepSeek endpoint test
    model_name: deepseek-v3.2
    rpm: 60
    tpm: 100000
  register: test

- name: Another limit for requests; the id and the limit for tokens stay
  inference.endpoints.maas_endpoint:
    name: DeepSeek-Test
    rpm: 120

- name: Another name, by id; callers must be told, since they give the name
  inference.endpoints.maas_endpoint:
    endpoint_id: "{{ test.endpoint_id }}"
    name: DeepSeek-Prod

- name: No content guard; this signs the latest disclaimer in your name
  inference.endpoints.maas_endpoint:
    name: DeepSeek-Prod
    moderation: false
    accept_agreement: true

- name: With the guard again
  inference.endpoints.maas_endpoint:
    name: DeepSeek-Prod
    moderation: true

- name: No requests over the weekend
  inference.endpoints.maas_endpoint:
    name: DeepSeek-Prod
    state: stopped

- name: Another model needs another endpoint, of another name
  inference.endpoints.maas_endpoint:
    name: Qwen-Prod
    model_name: qwen3-32b

- name: The old one goes when the callers have moved; its name stays taken
  inference.endpoints.maas_endpoint:
    name: DeepSeek-Prod
    state: absent
"""

RETURN = r"""
endpoint:
  description:
    - The endpoint as it is now; V(null) when it does not exist.
    - In check mode, the endpoint as it would be; what cannot be known is V(null).
    - Every key is always there. Members that the service sends and this collection does not know are added.
  returned: success
  type: dict
  contains:
    endpoint_id:
      description: The id of the endpoint.
      type: str
      sample: c4513589-df2e-4d58-ab0c-d5a6f2000000
    id:
      description: The same as RV(endpoint.endpoint_id).
      type: str
      sample: c4513589-df2e-4d58-ab0c-d5a6f2000000
    name:
      description: The name of the endpoint.
      type: str
      sample: DeepSeek-Test
    description:
      description: Free text about the endpoint.
      type: str
      sample: DeepSeek endpoint test
    source:
      description: Where the model comes from.
      type: str
      sample: custom_from_maas
    model_name:
      description:
        - The built-in model that the endpoint serves, as the service names it in a list; V(null) where it shows none.
      type: str
      sample: deepseek-v3.2
    service_region:
      description: The region of the ModelArts service; V(null) where the service does not show it.
      type: str
    infer_service_id:
      description: The id of the ModelArts service; V(null) where the service does not show it.
      type: str
    rpm:
      description: Most requests per minute; V(null) if there is no limit.
      type: int
      sample: 60
    tpm:
      description: Most tokens per minute; V(null) if there is no limit.
      type: int
      sample: 100000
    moderation:
      description: Whether the content guard is on; V(null) where the service does not show it.
      type: bool
      sample: true
    status:
      description: The status in the word of the service. No document says which words there are.
      type: str
      sample: running
    cbc_status:
      description: The status of billing in the word of the service. No document says which words there are.
      type: str
      sample: normal
    served_model_name:
      description: The built-in model that is used, as the service shows it.
      type: str
      sample: deepseek-v3.2
    model_version_id:
      description: The version of the model; empty for the whole model.
      type: str
      sample: ''
    resident_model_id:
      description: The id of the built-in model.
      type: str
      sample: m-0123456789
    create_time:
      description: When the endpoint was created, where the service shows it.
      type: str
    update_time:
      description: When the endpoint was last changed, where the service shows it.
      type: str
endpoint_id:
  description: The id of the endpoint, also of one that has just been deleted; V(null) when there is none.
  returned: when the options were right
  type: str
  sample: c4513589-df2e-4d58-ab0c-d5a6f2000000
previous_endpoint_id:
  description: The id of the endpoint that has been replaced.
  returned: after a recreate
  type: str
  sample: 7d0c0b1e-51f7-4d0a-8a43-2f6f3c000000
actions:
  description:
    - The API's write actions that the task has done, in order. In check mode those that it would do.
    - Also returned when the task fails; it then names what had been done by then.
  returned: always
  type: list
  elements: str
  sample: [CreateEndpoint]
unverified:
  description:
    - The paths of what the task declares and the service does not show, so that nobody can tell whether it is so. Such
      a value is sent when something is created or changed, and never is a difference by itself.
  returned: success
  type: list
  elements: str
  sample: [service_region, infer_service_id]
diff:
  description:
    - The plan, as a difference over the managed attributes and C(run_state). It is the same in check mode and in the
      real run.
  returned: when the endpoint could be looked at
  type: dict
  contains:
    before:
      description: How it is; empty when there is no endpoint.
      type: dict
      sample: {"name": "DeepSeek-Test", "rpm": 60, "run_state": "running", "source": "custom_from_maas", "tpm": 100000}
    before_header:
      description: Which endpoint this is about.
      type: str
      sample: endpoint 'DeepSeek-Test'
    after_header:
      description: The same.
      type: str
      sample: endpoint 'DeepSeek-Test'
    after:
      description: How it will be; empty when there will be no endpoint.
      type: dict
      sample: {"name": "DeepSeek-Test", "rpm": 120, "run_state": "running", "source": "custom_from_maas", "tpm": 100000}
candidates:
  description: The endpoints that match, each with id, source, model and time of creation.
  returned: when a name is ambiguous
  type: list
  elements: dict
  sample:
    - endpoint_id: c4513589-df2e-4d58-ab0c-d5a6f2000000
      source: custom_from_maas
      model_name: deepseek-v3.2
      create_time: null
errors:
  description: "All that is wrong with the options, each as C(path: what was found; what is expected)."
  returned: when options are wrong
  type: list
  elements: str
  sample: ["rpm: found -1; expected a whole number of at least 0"]
action:
  description: The API action that failed, or was waited for.
  returned: when a call failed
  type: str
  sample: UpdateEndpoint
error_code:
  description:
    - The error code of the service. Where there was no answer of the service it is one of C(ConnectionError),
      C(Timeout), C(TlsError), C(ForeignAnswer), C(WaitTimeout), C(EndpointFailed), C(EndpointGone) and the like.
  returned: when a call failed
  type: str
  sample: ModelArts.6271
http_status:
  description: The HTTP status of the answer; V(null) when there was none.
  returned: when a call failed
  type: int
  sample: 400
request_id:
  description: The id of the request, to be given to the support of the service; V(null) when there was no answer.
  returned: when a call failed
  type: str
  sample: 0f1e2d3c4b5a69788796a5b4c3d2e1f0
"""

from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import MaasEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._module.host import run_module
from ansible_collections.inference.endpoints.plugins.module_utils._task.single import single_task

TASK = single_task(MaasEndpoint)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
