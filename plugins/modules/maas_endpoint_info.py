#!/usr/bin/python
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: maas_endpoint_info
short_description: Read custom endpoints of Huawei Cloud ModelArts Studio (MaaS)
version_added: 0.1.0
description:
  - Returns the endpoints that all given filters select, and how many the account may have. The service has one list of
    all endpoints and no call that reads a single one.
author:
  - inference.endpoints contributors (@inference-endpoints)
extends_documentation_fragment:
  - inference.endpoints.attributes
  - inference.endpoints.attributes.info
  - inference.endpoints.huaweicloud
  - inference.endpoints.transport
  - inference.endpoints.maas_endpoint.service
options:
  endpoint_ids:
    description: Only endpoints with these ids.
    type: list
    elements: str
  name:
    description: Only the endpoint with exactly this name.
    type: str
  source:
    description: Only endpoints whose model comes from there.
    type: str
    choices:
      custom_from_maas: Built-in services of MaaS.
      custom_from_modelarts_v2: Real-time services of your own on ModelArts.
seealso:
  - module: inference.endpoints.maas_endpoint
  - module: inference.endpoints.maas_endpoints
"""

EXAMPLES = r"""
- name: All endpoints of the account
  inference.endpoints.maas_endpoint_info:
  register: found

- name: How many more there may be
  ansible.builtin.debug:
    msg: "{{ (found.quantity_limit or 0) - found.endpoints | length }}"

- name: One endpoint by name
  inference.endpoints.maas_endpoint_info:
    name: DeepSeek-Test
"""

RETURN = r"""
endpoints:
  description:
    - The endpoints, ordered by the time of creation, then by id; empty if none is selected.
    - Every key is always there; what the service did not send is V(null). Members that the service sends and this
      collection does not know are added.
  returned: success
  type: list
  elements: dict
  contains:
    endpoint_id:
      description: The id of the endpoint.
      type: str
      sample: c4513589-df2e-4d58-ab0c-d5a6f2000000
    id:
      description: The same as RV(endpoints[].endpoint_id).
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
quantity_limit:
  description: How many endpoints the account may have; V(null) where the service does not say.
  returned: success
  type: int
  sample: 10
errors:
  description: "All that is wrong with the options, each as C(path: what was found; what is expected)."
  returned: when options are wrong
  type: list
  elements: str
  sample: ["name: found ''; expected a text that is not empty"]
action:
  description: The API action that failed, or was waited for.
  returned: when a call failed
  type: str
  sample: ListEndpoints
error_code:
  description:
    - The error code of the service. Where there was no answer of the service it is one of C(ConnectionError),
      C(Timeout), C(TlsError), C(ForeignAnswer), C(WaitTimeout), C(EndpointFailed), C(EndpointGone) and the like.
  returned: when a call failed
  type: str
  sample: APIGW.0301
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
from ansible_collections.inference.endpoints.plugins.module_utils._task.info import info_task

TASK = info_task(MaasEndpoint)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
