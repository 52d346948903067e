#!/usr/bin/python
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: maas_api_key_info
short_description: Read the API keys of Huawei Cloud ModelArts Studio (MaaS)
version_added: 0.2.0
description:
  - Returns the API keys of a region, masked, and how many there may be.
  - The service shows a key only when it is created.
author:
  - inference.endpoints contributors (@inference-endpoints)
extends_documentation_fragment:
  - inference.endpoints.attributes
  - inference.endpoints.attributes.info
  - inference.endpoints.huaweicloud
  - inference.endpoints.transport
  - inference.endpoints.maas_endpoint.service
options:
  label:
    description: Only the key that M(inference.endpoints.maas_api_key) knows by this label, and its successors.
    type: str
seealso:
  - module: inference.endpoints.maas_api_key
"""

EXAMPLES = r"""
- name: All keys
  inference.endpoints.maas_api_key_info:
  register: found

- name: How many more there may be
  ansible.builtin.debug:
    msg: "{{ (found.quota or 0) - found.api_keys | length }}"

- name: One key
  inference.endpoints.maas_api_key_info:
    label: chat-production
"""

RETURN = r"""
api_keys:
  description:
    - The keys, ordered by the time of creation, then by id; empty if none is selected.
    - Members that the service sends and this collection does not know are added. What may be a key is masked.
  returned: success
  type: list
  elements: dict
  contains:
    key_id:
      description: The id of the key.
      type: str
      sample: 0b3c1e8a-1f3c-4a52-9d57-2a9b6c1d0e4f
    label:
      description:
        - The label of the key as the service has it. That of a successor, which a rotation has made, ends with C(-r)
          and ten digits.
      type: str
      sample: chat-production
    description:
      description: What the key is for.
      type: str
      sample: The chat of the shop
    allow_all:
      description: Whether the key may be used from every address.
      type: bool
      sample: true
    ip_whitelist:
      description: The addresses from which the key may be used.
      type: list
      elements: str
      sample: []
    endpoints:
      description: The endpoints that the key may call, as the service names them; empty for all.
      type: list
      elements: str
      sample: [c4513589-df2e-4d58-ab0c-d5a6f2000000]
    model_versions:
      description: The versions of built-in models that the key may call; empty for all.
      type: list
      elements: str
      sample: []
    create_time:
      description: When the key was created, where the service shows it.
      type: str
      sample: "2026-01-02T03:04:05.000Z"
quota:
  description: How many keys there may be; V(null) where the service does not say.
  returned: success
  type: int
  sample: 30
errors:
  description: "All that is wrong with the options, each as C(path: what was found; what is expected)."
  returned: when options are wrong
  type: list
  elements: str
  sample: ["label: found ''; expected a text that is not empty"]
action:
  description: The API action that failed.
  returned: when a call failed
  type: str
  sample: ListApiKeys
error_code:
  description:
    - The error code of the service. Where there was no answer of the service it is one of C(ConnectionError),
      C(Timeout), C(TlsError), C(ForeignAnswer) and the like.
  returned: when a call failed
  type: str
  sample: APIGW.0301
http_status:
  description: The HTTP status of the answer; V(null) when there was none.
  returned: when a call failed
  type: int
  sample: 401
request_id:
  description: The id of the request, to be given to the support of the service; V(null) when there was no answer.
  returned: when a call failed
  type: str
  sample: 202601020304050A0B0C0D0E0F
"""

from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud import api_keys
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import MaasEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._module.host import run_module
from ansible_collections.inference.endpoints.plugins.module_utils._task.info import query_task

TASK = query_task(MaasEndpoint, api_keys.FILTERS, api_keys.search)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
