#!/usr/bin/python
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: maas_api_key
short_description: Manage an API key of Huawei Cloud ModelArts Studio (MaaS)
version_added: 0.2.0
description:
  - Creates, changes, replaces and deletes an API key that applications call endpoints with.
  - The service shows a key only once, in the answer to the call that creates it. It is written to O(dest), or returned
    as RV(api_key) by the run that creates it.
  - A key is usable some minutes after it was created. M(inference.endpoints.endpoint_check) can wait for that.
  - If the answer to a creation is lost, nobody knows the key. It is then deleted, and another one is created.
author:
  - inference.endpoints contributors (@inference-endpoints)
extends_documentation_fragment:
  - inference.endpoints.attributes
  - inference.endpoints.huaweicloud
  - inference.endpoints.transport
  - inference.endpoints.maas_endpoint.service
  - inference.endpoints.api_key
attributes:
  check_mode:
    details:
      - No key is made, changed or deleted.
  diff_mode:
    support: full
    details:
      - The difference is also returned as RV(diff) when diff mode is off. No key is in it.
  idempotent:
    support: partial
    details:
      - With O(state=rotated), each run replaces the key. With the other states, a second run changes nothing.
options:
  state:
    description: What is to be.
    type: str
    choices:
      present: The key exists, with these attributes.
      absent: The key does not exist. If O(dest) holds it, both files are removed.
      rotated:
        - The key is replaced. A successor is made and delivered, then the old key is deleted.
        - Where there is no key yet, it is created.
    default: present
  label:
    description:
      - What the key is known by.
      - A label is unique and cannot be changed, so that of a successor is this one with C(-r) and ten digits behind it.
        This module takes it for the same key.
      - Up to 100 letters, digits, C(_) and C(-); up to 88 with O(state=rotated).
    type: str
    required: true
  description:
    description: What the key is for, up to 100 characters. An empty text clears it.
    type: str
  ip_whitelist:
    description:
      - The addresses, ranges or CIDRs from which the key may be used, at most 100.
      - An empty list allows every address.
    type: list
    elements: str
  endpoints:
    description:
      - The names or ids of the endpoints that the key may call.
      - An empty list allows all.
    type: list
    elements: str
  model_versions:
    description:
      - The versions of built-in models that the key may call.
      - An empty list allows all.
    type: list
    elements: str
seealso:
  - module: inference.endpoints.maas_api_key_info
  - module: inference.endpoints.maas_endpoint
  - module: inference.endpoints.endpoint_check
"""

EXAMPLES = r"""
- name: The chat has a key
  inference.endpoints.maas_api_key:
    label: chat-production
    description: The chat of the shop
    dest: maas.key

- name: It may be used from one network only
  inference.endpoints.maas_api_key:
    label: chat-production
    ip_whitelist: [10.0.0.0/8]
    dest: maas.key

- name: Replace it
  inference.endpoints.maas_api_key:
    label: chat-production
    state: rotated
    dest: maas.key

- name: Get a key into a variable
  inference.endpoints.maas_api_key:
    label: batch
  register: batch
  no_log: true

- name: Delete both
  inference.endpoints.maas_api_key:
    label: "{{ item }}"
    state: absent
    dest: maas.key
  loop: [chat-production, batch]
"""

RETURN = r"""
api_key:
  description:
    - The key. It is not returned again, so register it and set C(no_log) on the task.
    - A task that has made a key and fails after that returns it too.
  returned: when a key was made and O(dest) is not given
  type: str
  sample: "********"
key:
  description:
    - The key's attributes; V(null) when it is absent. In check mode those that it would have.
    - Members that the service sends and this collection does not know are added.
  returned: success
  type: dict
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
key_id:
  description: The id of the key; V(null) when it is absent, or would be created in check mode.
  returned: success
  type: str
  sample: 0b3c1e8a-1f3c-4a52-9d57-2a9b6c1d0e4f
previous_key_id:
  description: The id of the key that was replaced.
  returned: when a key was replaced
  type: str
  sample: 5f0c2d1b-7a77-4f0e-8a0c-0c1d2e3f4a5b
dest:
  description: The file that holds the key; V(null) if O(dest) is not given.
  returned: success
  type: str
  sample: /etc/chat/maas.key
actions:
  description: The API write actions that were done, or would be done in check mode.
  returned: always
  type: list
  elements: str
  sample: [CreateApiKey, DeleteApiKey]
diff:
  description: The attributes of the key before and after. It never holds a key.
  returned: success
  type: dict
  sample:
    before: {}
    after: {"label": "chat-production", "description": "The chat of the shop", "key": "present"}
errors:
  description: "All that is wrong with the options, each as C(path: what was found; what is expected)."
  returned: when options are wrong
  type: list
  elements: str
  sample: ["label: found 'a b'; expected 1 to 100 letters, digits, _ and -"]
action:
  description: The API action that failed.
  returned: when a call failed
  type: str
  sample: CreateApiKey
error_code:
  description:
    - The error code of the service. Where there was no answer of the service it is one of C(ConnectionError),
      C(Timeout), C(TlsError), C(ForeignAnswer) and the like.
  returned: when a call failed
  type: str
  sample: ModelArts.6297
http_status:
  description: The HTTP status of the answer; V(null) when there was none.
  returned: when a call failed
  type: int
  sample: 400
request_id:
  description: The id of the request, to be given to the support of the service; V(null) when there was no answer.
  returned: when a call failed
  type: str
  sample: 202601020304050A0B0C0D0E0F
"""

from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud import api_key
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import MaasEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._module.host import run_module
from ansible_collections.inference.endpoints.plugins.module_utils._task.key import key_task

TASK = key_task(MaasEndpoint, api_key.OPTIONS, api_key.contradictions, api_key.manage)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
