#!/usr/bin/python
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ark_api_key
short_description: Make a temporary API key for endpoints of Volcengine Ark or BytePlus ModelArk
version_added: 0.2.0
description:
  - Gets a temporary API key that calls the given endpoints, and writes it to a file that only its owner can read.
  - A file whose key is for these endpoints and good for long enough is left alone, without any call.
  - The service has no call that takes a temporary key back. It ends by itself.
  - The service allows few of these calls in a short time.
author:
  - inference.endpoints contributors (@inference-endpoints)
extends_documentation_fragment:
  - inference.endpoints.attributes
  - inference.endpoints.ark
  - inference.endpoints.transport
  - inference.endpoints.api_key
attributes:
  check_mode:
    details:
      - Endpoints are looked up by name, but no key is made.
  diff_mode:
    support: full
    details:
      - The difference is also returned as RV(diff) when diff mode is off. No key is in it.
  idempotent:
    support: partial
    details:
      - With O(dest), the task changes nothing while the key is good for longer than O(min_remaining_seconds).
      - Without O(dest), each run makes a key.
options:
  endpoint_ids:
    description:
      - The ids of the endpoints that the key may call.
      - Give this or O(endpoint_names).
    type: list
    elements: str
  endpoint_names:
    description:
      - The names of the endpoints, looked up in O(project_name).
      - Each must be the name of exactly one endpoint.
    type: list
    elements: str
  project_name:
    description: The project in which O(endpoint_names) are looked up.
    type: str
    default: default
  duration_seconds:
    description: How long the key is good, at most 30 days.
    type: int
    default: 86400
  min_remaining_seconds:
    description:
      - A new key is made when the one in O(dest) is good for no longer than this.
      - Defaults to half of O(duration_seconds).
    type: int
seealso:
  - module: inference.endpoints.endpoint_check
  - module: inference.endpoints.ark_endpoint
"""

EXAMPLES = r"""
- name: Create an endpoint
  inference.endpoints.ark_endpoint:
    name: keyed-chat
    model_reference:
      foundation_model:
        name: doubao-1-5-pro-32k
        model_version: "250115"

- name: The application has a key for it, renewed a day before it ends
  inference.endpoints.ark_api_key:
    endpoint_names: [keyed-chat]
    duration_seconds: 604800
    min_remaining_seconds: 86400
    dest: ark.key

- name: Get a key into a variable
  inference.endpoints.ark_api_key:
    endpoint_names: [keyed-chat]
    duration_seconds: 900
  register: temporary
  no_log: true
"""

RETURN = r"""
api_key:
  description:
    - The key. It is not returned again, so register it and set C(no_log) on the task.
  returned: when a key was made and O(dest) is not given
  type: str
  sample: "********"
endpoint_ids:
  description: The ids of the endpoints that the key may call.
  returned: success
  type: list
  elements: str
  sample: [ep-20260102030405-abcde]
expires_at:
  description: When the key ends; V(null) in check mode if a key would be made.
  returned: success
  type: str
  sample: "2026-01-03T03:04:05Z"
dest:
  description: The file that holds the key; V(null) if O(dest) is not given.
  returned: success
  type: str
  sample: /etc/chat/ark.key
actions:
  description: The API write actions that were done, or would be done in check mode.
  returned: always
  type: list
  elements: str
  sample: [GetApiKey]
diff:
  description: The endpoints and the end of the key before and after. It never holds a key.
  returned: success
  type: dict
  sample:
    before: {"endpoint_ids": null, "expires_at": null}
    after: {"endpoint_ids": ["ep-20260102030405-abcde"], "expires_at": "86400 s from now"}
candidates:
  description: The endpoints that share a name.
  returned: when one of O(endpoint_names) is the name of several endpoints
  type: list
  elements: dict
  sample: []
errors:
  description: "All that is wrong with the options, each as C(path: what was found; what is expected)."
  returned: when options are wrong
  type: list
  elements: str
  sample: ["min_remaining_seconds: found 90000; expected less than duration_seconds"]
action:
  description: The API action that failed.
  returned: when a call failed
  type: str
  sample: GetApiKey
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
from ansible_collections.inference.endpoints.plugins.module_utils._task.key import key_task
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine import api_key
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint

TASK = key_task(ArkEndpoint, api_key.OPTIONS, api_key.contradictions, api_key.manage)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
