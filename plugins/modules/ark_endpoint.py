#!/usr/bin/python
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: ark_endpoint
short_description: Manage one inference endpoint of Volcengine Ark or BytePlus ModelArk
version_added: 0.1.0
description:
  - Creates, changes, starts, stops and deletes an inference endpoint, the object whose id applications give as the
    model when they call a large language model.
  - Name, description, rate limits, tags, moderation and run state are changed in place, so the id stays and callers go
    on working. What cannot be changed in place is never replaced silently, see O(recreate).
  - What a task does not mention is not compared, not changed and not reset.
author:
  - inference.endpoints contributors (@inference-endpoints)
extends_documentation_fragment:
  - inference.endpoints.attributes
  - inference.endpoints.attributes.manages
  - inference.endpoints.ark
  - inference.endpoints.transport
  - inference.endpoints.ark_endpoint
  - inference.endpoints.wait
options:
  certificate:
    description:
      - Also read the endpoint's certificate for application-layer encryption, into RV(endpoint.certificate). This costs
        one more request.
    type: bool
    default: false
  rolling:
    description:
      - Also read the endpoint's latest rolling update, into RV(endpoint.rolling). This costs
        one request more for each endpoint that has one.
    type: bool
    default: false
    version_added: 0.2.0
seealso:
  - module: inference.endpoints.ark_endpoint_info
"""

EXAMPLES = r"""
- name: An endpoint for a foundation model, with limits
  inference.endpoints.ark_endpoint:
    name: EndpointDemo
    description: endpoint description
    model_reference:
      foundation_model:
        name: doubao-1-5-thinking-pro
        model_version: '250428'
    tags:
      - key: env
        value: test
    project_name: default
    rate_limit:
      tpm: 5
      rpm: 10
  register: demo

- name: Another limit for requests; the id and the limit for tokens stay
  inference.endpoints.ark_endpoint:
    name: EndpointDemo
    rate_limit:
      rpm: 20

- name: Another name, by id
  inference.endpoints.ark_endpoint:
    endpoint_id: "{{ demo.endpoint_id }}"
    name: EndpointRenamed

- name: One more tag, whatever others there are
  inference.endpoints.ark_endpoint:
    name: EndpointRenamed
    purge_tags: false
    tags:
      - key: owner
        value: 平台组

- name: No requests over the weekend
  inference.endpoints.ark_endpoint:
    name: EndpointRenamed
    state: stopped

- name: Another model version, behind a new id; the old endpoint goes when the new one runs
  inference.endpoints.ark_endpoint:
    name: EndpointRenamed
    state: started
    model_reference:
      foundation_model:
        name: doubao-1-5-thinking-pro
        model_version: '250715'
    recreate: create_first
  register: replaced

- name: No such endpoint
  inference.endpoints.ark_endpoint:
    name: EndpointRenamed
    state: absent

- name: An endpoint of BytePlus ModelArk
  inference.endpoints.ark_endpoint:
    site: byteplus
    name: support-bot
    model_reference:
      foundation_model:
        name: seed-1-6
        model_version: '250615'
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
      description: The id of the endpoint; callers of the model give it as the model.
      type: str
      sample: ep-20260102030405-abcde
    id:
      description: The same as RV(endpoint.endpoint_id).
      type: str
      sample: ep-20260102030405-abcde
    name:
      description: The name of the endpoint.
      type: str
      sample: EndpointDemo
    description:
      description: Free text about the endpoint.
      type: str
      sample: endpoint description
    project_name:
      description: The project that the endpoint belongs to.
      type: str
      sample: default
    model_reference:
      description: The model that the endpoint serves.
      type: dict
      contains:
        foundation_model:
          description: The base model, or V(null).
          type: dict
          contains:
            name:
              description: Name of the model.
              type: str
              sample: doubao-1-5-pro-32k
            model_version:
              description: Version of the model.
              type: str
              sample: '250115'
        custom_model_id:
          description: Id of a model of your own, or V(null).
          type: str
          sample: cm-20260102030405-abcde
    model_unit_id:
      description: Id of the prepaid model unit, if any.
      type: str
      sample: ''
    moderation:
      description: The content guardrail. The list call of the service does not return it.
      type: dict
      contains:
        strategy:
          description: The strategy.
          type: str
          sample: Default
    rate_limit:
      description: How much the endpoint may be used.
      type: dict
      contains:
        rpm:
          description: Requests per minute.
          type: int
          sample: 10
        tpm:
          description: Tokens per minute.
          type: int
          sample: 5
    content_generation:
      description: Limits of video and image generation; V(-1) means no limit. The list call may not return it.
      type: dict
      contains:
        concurrent_requests:
          description: Requests at the same time.
          type: int
          sample: -1
        create_task_rpm:
          description: Created tasks per minute.
          type: int
          sample: 60
    tags:
      description: The tags that users have set, ordered by key; empty if there are none.
      type: list
      elements: dict
      contains:
        key:
          description: Key of the tag.
          type: str
          sample: env
        value:
          description: Value of the tag.
          type: str
          sample: test
    system_tags:
      description: The tags that the platform has set, those whose key begins with V(sys:) or V(volc:).
      type: list
      elements: dict
      sample: [{"key": "sys:ark:createdBy", "value": "IAMUser/1000/example"}]
    endpoint_model_type:
      description: V(FoundationModel), V(CustomModel) or another kind that the service names.
      type: str
      sample: FoundationModel
    status:
      description:
        - The status in the word of the service. V(Running) and V(Stopped) are at rest; V(Failed) and V(Abnormal) have
          failed; others are on the way.
      type: str
      sample: Running
    status_reason:
      description: What the service says about the status, for instance why the endpoint has failed.
      type: str
      sample: ''
    batch_only:
      description: Whether only batch inference may use the endpoint. The list call of the service does not return it.
      type: bool
      sample: false
    support_rolling:
      description: Whether the service can switch the model version of this endpoint.
      type: bool
      sample: true
    rolling_id:
      description: Id of a switch of the model version, if any.
      type: str
      sample: ''
    rolling:
      description:
        - The endpoint's latest rolling update; V(null) if there is none, or if the task does not ask for it.
      type: dict
      version_added: 0.2.0
      contains:
        rolling_id:
          description: Id of the rolling update.
          type: str
          sample: eprol-20260102030405-abcde
        status:
          description: Status in the words of the service. The endpoint's own model is the proof, not this word.
          type: str
          sample: Running
        percent:
          description: How much of the traffic goes to the new model.
          type: int
          sample: 40
        model_reference:
          description: The new model.
          type: dict
          contains:
            foundation_model:
              description: A base model of the platform.
              type: dict
              contains:
                name:
                  description: Name of the model.
                  type: str
                  sample: doubao-1-5-pro-32k
                model_version:
                  description: Version of the model.
                  type: str
                  sample: '250715'
            custom_model_id:
              description: Id of a model of your own; always V(null), since such a model cannot be rolled.
              type: str
              sample: null
        create_time:
          description: When the rolling update began.
          type: str
          sample: '2026-01-02T03:04:05Z'
        update_time:
          description: When it changed last.
          type: str
          sample: '2026-01-02T03:24:05Z'
    support_scale_tier:
      description: Whether a TPM guarantee package is possible. The list call of the service does not return it.
      type: bool
      sample: false
    scale_tier_id:
      description: Id of the TPM guarantee package, if any. The list call of the service does not return it.
      type: str
      sample: ''
    create_time:
      description: When the endpoint was created.
      type: str
      sample: '2026-01-02T03:04:05Z'
    update_time:
      description: When the endpoint was last changed.
      type: str
      sample: '2026-01-02T03:04:05Z'
    certificate:
      description:
        - The certificate for application-layer encryption; V(null) if the endpoint has none, or if O(certificate) is
          V(false).
      type: dict
      contains:
        pca_name:
          description: Name of the certificate.
          type: str
          sample: example
        pca_host:
          description: Subject of the certificate.
          type: str
          sample: ep-20260102030405-abcde.example.com
        pca_instance_certificate:
          description: The leaf certificate, PEM.
          type: str
          sample: "-----BEGIN CERTIFICATE-----..."
        pca_sub_ca_certificate:
          description: The intermediate and the root certificate, PEM.
          type: str
          sample: "-----BEGIN CERTIFICATE-----..."
        pca_root_ca_certificate:
          description: The root certificate, PEM.
          type: str
          sample: "-----BEGIN CERTIFICATE-----..."
        not_before:
          description: Begin of the validity, seconds since 1970.
          type: int
          sample: 1767322800
        not_after:
          description: End of the validity, seconds since 1970.
          type: int
          sample: 1798858800
endpoint_id:
  description: The id of the endpoint, also of one that has just been deleted; V(null) when there is none.
  returned: when the options were right
  type: str
  sample: ep-20260102030405-abcde
previous_endpoint_id:
  description: The id of the endpoint that has been replaced.
  returned: after a recreate
  type: str
  sample: ep-20250102030405-edcba
actions:
  description:
    - The API's write actions that the task has done, in order. In check mode those that it would do.
    - Also returned when the task fails; it then names what had been done by then.
  returned: always
  type: list
  elements: str
  sample: [CreateEndpoint]
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
      sample: {"name": "EndpointDemo", "rate_limit": {"rpm": 10, "tpm": 5}, "run_state": "running"}
    before_header:
      description: Which endpoint this is about.
      type: str
      sample: endpoint 'EndpointDemo' in project 'default'
    after_header:
      description: The same.
      type: str
      sample: endpoint 'EndpointDemo' in project 'default'
    after:
      description: How it will be; empty when there will be no endpoint.
      type: dict
      sample: {"name": "EndpointDemo", "rate_limit": {"rpm": 20, "tpm": 5}, "run_state": "running"}
candidates:
  description: The endpoints that match, each with id, project, model and time of creation.
  returned: when a name is ambiguous
  type: list
  elements: dict
  sample:
    - endpoint_id: ep-20260102030405-abcde
      project_name: default
      model_reference: {foundation_model: {name: doubao-1-5-pro-32k, model_version: '250115'}, custom_model_id: null}
      create_time: '2026-01-02T03:04:05Z'
errors:
  description: "All that is wrong with the options, each as C(path: what was found; what is expected)."
  returned: when options are wrong
  type: list
  elements: str
  sample: ["rate_limit.rpm: found -1; expected a whole number of at least 0"]
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
  sample: OperationDenied.EndpointStatus
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
from ansible_collections.inference.endpoints.plugins.module_utils._task.single import single_task
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint

TASK = single_task(ArkEndpoint)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
