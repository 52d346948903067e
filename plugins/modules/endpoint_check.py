#!/usr/bin/python
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: endpoint_check
short_description: Ask an inference endpoint whether it answers
version_added: 0.2.0
description:
  - Sends one request to the data plane, as an application would, and says in one word what came of it.
  - A verdict that is not among O(accept) fails the task. The failure says what to do.
  - The module knows Volcengine Ark, BytePlus ModelArk, Huawei Cloud MaaS, and any server that speaks as OpenAI's does.
  - It uses the API key of an application, never the access keys of the other modules.
author:
  - inference.endpoints contributors (@inference-endpoints)
extends_documentation_fragment:
  - inference.endpoints.attributes
attributes:
  check_mode:
    details:
      - Only the key is checked, as with O(kind=auth), since the other kinds cost tokens.
      - That the key is good is a success in check mode, whatever O(accept) says.
  diff_mode:
    support: N/A
    details:
      - This module changes nothing.
  idempotent:
    support: full
  action_group:
    support: none
    membership: []
    description: The module is in no action group, since it takes other options than those of the groups.
options:
  provider:
    description:
      - The data plane. It decides the default of O(base_url), and how a key is checked.
    type: str
    choices:
      ark: Volcengine Ark.
      byteplus: BytePlus ModelArk.
      maas: Huawei Cloud ModelArts Studio (MaaS).
      openai: Any other server that speaks as OpenAI's does.
    default: ark
  model:
    description:
      - What a caller gives as C(model). For Ark it is the id of the endpoint, for MaaS its name.
      - Needed unless O(kind=auth).
    type: str
  base_url:
    description:
      - The URL of the data plane, up to what stands before C(/chat/completions).
      - Defaults to C(https://ark.cn-beijing.volces.com/api/v3), C(https://ark.ap-southeast.bytepluses.com/api/v3) or
        C(https://api.modelarts-maas.com/v2), by O(provider). O(provider=openai) has no default.
    type: str
  api_key:
    description:
      - The API key of an application.
      - If not given, the environment variable E(ARK_API_KEY), E(BYTEPLUS_API_KEY), E(MAAS_API_KEY) or
        E(OPENAI_API_KEY) is used, by O(provider).
    type: str
  kind:
    description: What is asked.
    type: str
    choices:
      chat: A chat completion. It costs some tokens.
      embeddings: An embedding. It costs some tokens.
      auth: Whether the key is good. It costs nothing, and tells nothing about an endpoint.
    default: chat
  prompt:
    description: What is said to the model.
    type: str
    default: Hi
  max_tokens:
    description: Most tokens that a chat completion may have.
    type: int
    default: 1
  timeout:
    description: Seconds for one request.
    type: float
    default: 60.0
  attempts:
    description:
      - How often to ask at most. Every verdict that is not among O(accept) is asked for again.
      - A key or an endpoint that has just been created may need some minutes.
    type: int
    default: 1
  interval:
    description: Seconds between two attempts.
    type: float
    default: 10.0
  accept:
    description: The verdicts that are no failure.
    type: list
    elements: str
    choices:
      - ok
      - bad_key
      - no_permission
      - not_found
      - closed
      - overdue
      - model_not_open
      - model_id_disabled
      - throttled
      - refused
      - server_error
      - unreachable
      - foreign_answer
    default: [ok]
  validate_certs:
    description: Whether to verify the TLS certificate of the service. Turn this off for tests only.
    type: bool
    default: true
  ca_path:
    description: Path of a file or directory with the CA certificates to trust.
    type: path
requirements:
  - requests
seealso:
  - module: inference.endpoints.ark_api_key
  - module: inference.endpoints.ark_endpoint
  - module: inference.endpoints.maas_api_key
  - module: inference.endpoints.maas_endpoint
"""

EXAMPLES = r"""
- name: Create an endpoint
  inference.endpoints.ark_endpoint:
    name: checked-chat
    model_reference:
      foundation_model:
        name: doubao-1-5-pro-32k
        model_version: "250115"
  register: made

- name: It answers
  inference.endpoints.endpoint_check:
    model: "{{ made.endpoint_id }}"

- name: The key is good, which costs nothing to know
  inference.endpoints.endpoint_check:
    kind: auth

- name: Stop the endpoint
  inference.endpoints.ark_endpoint:
    endpoint_id: "{{ made.endpoint_id }}"
    state: stopped

- name: It answers no more, be it at once or some seconds later
  inference.endpoints.endpoint_check:
    model: "{{ made.endpoint_id }}"
    accept: [closed]
    attempts: 5
    interval: 2
"""

RETURN = r"""
verdict:
  description:
    - What the answer means. The last one, if there were several attempts.
    - "V(ok): the endpoint answers; with O(kind=auth), the key is good."
    - "V(bad_key): the data plane does not know the key, or it has expired."
    - "V(no_permission): the key may not use this endpoint, model or address."
    - "V(not_found): there is no such endpoint or model, or the key may not see it."
    - "V(closed): the endpoint is stopped."
    - "V(overdue): the account has unpaid bills, or no balance."
    - "V(model_not_open): the model is not activated for the account."
    - "V(model_id_disabled): the account takes ids of endpoints only, not of models."
    - "V(throttled): a limit has been reached, of the endpoint or of the account."
    - "V(refused): the endpoint does not take this request."
    - "V(server_error): the service has a fault."
    - "V(unreachable): there was no answer."
    - "V(foreign_answer): what answered is no such data plane."
  returned: unless options are wrong
  type: str
  sample: ok
  choices:
    - ok
    - bad_key
    - no_permission
    - not_found
    - closed
    - overdue
    - model_not_open
    - model_id_disabled
    - throttled
    - refused
    - server_error
    - unreachable
    - foreign_answer
latency_seconds:
  description: Seconds until the whole answer was there.
  returned: unless options are wrong
  type: float
  sample: 0.412
usage:
  description: The tokens that the request has used, as the data plane tells them; V(null) if it does not.
  returned: unless options are wrong
  type: dict
  sample: {"prompt_tokens": 9, "completion_tokens": 1, "total_tokens": 10}
error_code:
  description: The error code of the data plane, or ours where there was no answer; V(null) for a success.
  returned: unless options are wrong
  type: str
  sample: InvalidEndpoint.ClosedEndpoint
http_status:
  description: The HTTP status of the answer; V(null) when there was none.
  returned: unless options are wrong
  type: int
  sample: 200
request_id:
  description: The id of the request, to be given to the support of the service; V(null) where none was told.
  returned: unless options are wrong
  type: str
  sample: 021767323045000aabbccddeeff00112233
msg:
  description: What was asked, what came of it, and what to do.
  returned: always
  type: str
  sample: "chat with ep-20260102030405-abcde: ok after 0.412 s"
errors:
  description: "All that is wrong with the options, each as C(path: what was found; what is expected)."
  returned: when options are wrong
  type: list
  elements: str
  sample: ["model: missing; expected the endpoint's id (Ark) or its name (MaaS)"]
"""

from ansible_collections.inference.endpoints.plugins.module_utils._data_plane import check
from ansible_collections.inference.endpoints.plugins.module_utils._module.host import run_module
from ansible_collections.inference.endpoints.plugins.module_utils._task.host import Task

TASK = Task(check.OPTIONS, check.run, check.secrets_in, check.secrets)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
