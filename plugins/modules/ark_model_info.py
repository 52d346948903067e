#!/usr/bin/python
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ark_model_info
short_description: Read the models of Volcengine Ark or BytePlus ModelArk
version_added: 0.2.0
description:
  - Returns the catalogue of foundation models, and if asked for, their versions, whether they are activated, and the
    limits of the account.
  - With P(inference.endpoints.retiring_endpoints#filter) it shows the endpoints whose model is about to go.
author:
  - inference.endpoints contributors (@inference-endpoints)
extends_documentation_fragment:
  - inference.endpoints.attributes
  - inference.endpoints.attributes.info
  - inference.endpoints.ark
  - inference.endpoints.transport
options:
  names:
    description:
      - Only models with exactly these names.
      - An empty list selects nothing. Without this option all models are returned.
    type: list
    elements: str
  versions:
    description: Whether to read the versions of each model. It costs at least one call per model.
    type: bool
    default: false
  activation:
    description:
      - Whether to read which models are activated, deprecated or overdue.
      - Models that are deprecated and no longer in the catalogue are then returned too.
    type: bool
    default: false
  limits:
    description:
      - Whether to read the limits that the account has for each model.
      - Not every site offers this.
    type: bool
    default: false
seealso:
  - module: inference.endpoints.ark_endpoint_info
  - plugin: inference.endpoints.retiring_endpoints
    plugin_type: filter
"""

EXAMPLES = r"""
- name: The names of all models
  inference.endpoints.ark_model_info:
  register: catalogue

- name: Is the model activated, and which versions are there?
  inference.endpoints.ark_model_info:
    names: [doubao-1-5-pro-32k]
    versions: true
    activation: true
  register: found

- name: Read the endpoints
  inference.endpoints.ark_endpoint_info:
  register: info

- name: No endpoint has a model that is about to go
  ansible.builtin.assert:
    that: going == []
    fail_msg: "{{ going | map(attribute='retirement.msg') | join(', ') }}"
  vars:
    going: "{{ info.endpoints | inference.endpoints.retiring_endpoints(found.models) }}"
"""

RETURN = r"""
models:
  description:
    - The models, ordered by name; empty if none is selected.
    - Members that the service sends and this collection does not know are added.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name of the model.
      type: str
      sample: doubao-1-5-pro-32k
    display_name:
      description: The name that is shown to people.
      type: str
      sample: Doubao-1.5-pro-32k
    vendor:
      description: Who made the model.
      type: str
      sample: bytedance
    versions:
      description: The versions, ordered by name; V(null) unless O(versions=true).
      type: list
      elements: dict
      contains:
        model_version:
          description: The version.
          type: str
          sample: "250115"
        status:
          description: C(Published), C(Retiring) or C(Unpublished).
          type: str
          sample: Published
    activated:
      description: Whether the model is activated; V(null) unless O(activation=true), or where the service does not say.
      type: bool
      sample: true
    deprecated:
      description: Whether the model is deprecated; V(null) unless O(activation=true).
      type: bool
      sample: false
    overdue:
      description: Whether the model is blocked by unpaid bills; V(null) unless O(activation=true).
      type: bool
      sample: false
    limits:
      description: The limits of the account, as the service names them; V(null) unless O(limits=true).
      type: dict
      sample: {"default_rate_limit": {"rpm": 1200, "tpm": 800000}, "current_rate_limit": {"rpm": 1200, "tpm": 800000}}
errors:
  description: "All that is wrong with the options, each as C(path: what was found; what is expected)."
  returned: when options are wrong
  type: list
  elements: str
  sample: ["names[0]: found ''; expected a text that is not empty"]
action:
  description: The API action that failed.
  returned: when a call failed
  type: str
  sample: ListModelRateLimit
error_code:
  description:
    - The error code of the service. Where there was no answer of the service it is one of C(ConnectionError),
      C(Timeout), C(TlsError), C(ForeignAnswer) and the like.
  returned: when a call failed
  type: str
  sample: AccessDenied
http_status:
  description: The HTTP status of the answer; V(null) when there was none.
  returned: when a call failed
  type: int
  sample: 403
request_id:
  description: The id of the request, to be given to the support of the service; V(null) when there was no answer.
  returned: when a call failed
  type: str
  sample: 202601020304050A0B0C0D0E0F
"""

from ansible_collections.inference.endpoints.plugins.module_utils._module.host import run_module
from ansible_collections.inference.endpoints.plugins.module_utils._task.info import query_task
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine import models
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint

TASK = query_task(ArkEndpoint, models.OPTIONS, models.search)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
