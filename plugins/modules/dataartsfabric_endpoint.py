#!/usr/bin/python
# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dataartsfabric_endpoint
short_description: Manage one endpoint of Huawei Cloud DataArts Fabric
version_added: 0.1.0
description:
  - Creates, changes and deletes an endpoint in a workspace of DataArts Fabric; this is a Ray cluster, a service of Ray
    Serve, or resources for inference, jobs, services or SQL.
  - Name, description, resources, package and config are changed in place, so the id stays and callers go on working.
    What cannot be changed in place is never replaced silently, see O(recreate).
  - What a task does not mention is not compared and not changed. Since no document says whether an update resets what
    it leaves out, each update carries everything that can be changed.
  - The service does not show everything that can be declared. RV(unverified) names what of the task could not be
    compared.
author:
  - inference.endpoints contributors (@inference-endpoints)
extends_documentation_fragment:
  - inference.endpoints.attributes
  - inference.endpoints.attributes.manages
  - inference.endpoints.huaweicloud
  - inference.endpoints.transport
  - inference.endpoints.dataartsfabric_endpoint
  - inference.endpoints.dataartsfabric_endpoint.service
  - inference.endpoints.wait
seealso:
  - module: inference.endpoints.dataartsfabric_endpoint_info
  - module: inference.endpoints.dataartsfabric_endpoints
"""

EXAMPLES = r"""
- name: An endpoint for model services
  inference.endpoints.dataartsfabric_endpoint:
    workspace_id: e935d0eff4eb4b95aff19d33ae9f57a6
    name: chat-prod
    type: inference
    description: team a
    reserved_resource:
      mu:
        spec_code: mu.llama3.8b
        min: 0
        max: 1
  register: chat

- name: Room for one more; the id stays
  inference.endpoints.dataartsfabric_endpoint:
    workspace_id: e935d0eff4eb4b95aff19d33ae9f57a6
    name: chat-prod
    reserved_resource:
      mu:
        spec_code: mu.llama3.8b
        min: 0
        max: 2

- name: Another name, by id
  inference.endpoints.dataartsfabric_endpoint:
    workspace_id: e935d0eff4eb4b95aff19d33ae9f57a6
    endpoint_id: "{{ chat.endpoint_id }}"
    name: chat-blue

- name: A Ray cluster
  inference.endpoints.dataartsfabric_endpoint:
    workspace_id: e935d0eff4eb4b95aff19d33ae9f57a6
    name: cluster
    type: ray
    ray_resource:
      head_node_resource:
        spec_code: ray.head.4u16g
      work_node_resources:
        - name: workers
          resource:
            spec_code: ray.worker.8u32g
            min: 1
            max: 4

- name: A service of Ray Serve
  inference.endpoints.dataartsfabric_endpoint:
    workspace_id: e935d0eff4eb4b95aff19d33ae9f57a6
    name: translator
    type: ray_service
    config:
      ray_service_config:
        ray_serve_config:
          applications:
            - name: translate
              import_path: serve_app:app
              route_prefix: /translate
              runtime_env:
                working_dir: obs://example/serve_app.zip
                env_vars:
                  LANGUAGE: zh
              deployments:
                - name: Translator
                  autoscaling_config:
                    target_ongoing_requests: 2
                    min_replicas: 1
                    max_replicas: 4
        ray_cluster_config:
          head_group_spec:
            limits:
              spec_code: ray.head.4u16g
          worker_group_specs:
            - name: workers
              min_replicas: 1
              max_replicas: 2
              limits:
                spec_code: ray.worker.8u32g

- name: The endpoint for another purpose, behind a new id; there is none for a while
  inference.endpoints.dataartsfabric_endpoint:
    workspace_id: e935d0eff4eb4b95aff19d33ae9f57a6
    name: cluster
    type: job
    reserved_resource:
      dpu:
        spec_code: dpu.4u16g
        warm_up_num: 1
        max_num: 2
    recreate: delete_first

- name: No such endpoint, nor what was deployed on it
  inference.endpoints.dataartsfabric_endpoint:
    workspace_id: e935d0eff4eb4b95aff19d33ae9f57a6
    name: chat-blue
    state: absent
    delete_app_instances: true
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
      sample: b5a2e4a6c58f4f6f9d3d9a0c1e2f3a4b
    id:
      description: The same as RV(endpoint.endpoint_id).
      type: str
      sample: b5a2e4a6c58f4f6f9d3d9a0c1e2f3a4b
    workspace_id:
      description: The workspace that the endpoint is in.
      type: str
      sample: e935d0eff4eb4b95aff19d33ae9f57a6
    name:
      description: The name of the endpoint.
      type: str
      sample: chat-prod
    type:
      description: What the endpoint is for.
      type: str
      sample: inference
    description:
      description: Free text about the endpoint.
      type: str
      sample: team a
    reserved_resource:
      description: The resources of an endpoint of the type V(service), V(inference), V(job) or V(sql).
      type: dict
      contains:
        apu:
          description: Resources of the kind APU.
          type: dict
          contains:
            spec_code:
              description: Code of a specification.
              type: str
            warm_up_num:
              description: How many are kept ready, 0 or more.
              type: int
            max_num:
              description: How many there may be, not below that. If not given, as many as are kept ready.
              type: int
        dpu:
          description: Resources of the kind DPU.
          type: dict
          contains:
            spec_code:
              description: Code of a specification.
              type: str
            warm_up_num:
              description: How many are kept ready, 0 or more.
              type: int
            max_num:
              description: How many there may be, not below that. If not given, as many as are kept ready.
              type: int
            use_public_resource:
              description: Whether work may overflow to the public endpoint. The service may not show it afterwards.
              type: bool
        mu:
          description: Model units.
          type: dict
          contains:
            spec_code:
              description: Code of a specification.
              type: str
            min:
              description: The least number, 0 or more.
              type: int
            max:
              description: The greatest number, not below the least.
              type: int
    ray_resource:
      description:
        - The nodes of an endpoint of the type V(ray), in the form of the option, whichever form the service uses.
      type: dict
      contains:
        head_node_resource:
          description: The head node.
          type: dict
          contains:
            spec_code:
              description: Code of a specification.
              type: str
        work_node_resources:
          description: The groups of worker nodes, told apart by their names.
          type: list
          elements: dict
          contains:
            name:
              description: Name of the group.
              type: str
            resource:
              description: The nodes of the group.
              type: dict
              contains:
                spec_code:
                  description: Code of a specification.
                  type: str
                min:
                  description: The least number, 0 or more.
                  type: int
                max:
                  description: The greatest number, not below the least.
                  type: int
    cap:
      description: The package with the image that runs.
      type: dict
      contains:
        cap_id:
          description: Id of the package, 32 to 36 letters, digits and hyphens.
          type: str
        version_id:
          description: Id of a version of it, 32 to 36 letters, digits and hyphens.
          type: str
    config:
      description:
        - What an endpoint of the type V(ray_service) runs; V(null) where the service does not show it. The list call of
          the service does not return it.
      type: dict
      contains:
        ray_service_config:
          description: The service of Ray Serve and its cluster.
          type: dict
          contains:
            ray_serve_config:
              description: What Ray Serve runs.
              type: dict
              contains:
                applications:
                  description: The applications, at most 5, told apart by their names.
                  type: list
                  elements: dict
                  contains:
                    name:
                      description: Name of the application, up to 64 characters.
                      type: str
                    import_path:
                      description: What to import, such as V(serve_app:app).
                      type: str
                    route_prefix:
                      description: Path under which it answers, unlike that of any other application.
                      type: str
                    runtime_env:
                      description: What it runs in.
                      type: dict
                      contains:
                        working_dir:
                          description: The folder with its code, a remote URI or a local path.
                          type: str
                        env_vars:
                          description: Environment variables; the values are texts.
                          type: dict
                    deployments:
                      description: The deployments of the application, 1 to 5, told apart by their names.
                      type: list
                      elements: dict
                      contains:
                        name:
                          description: Name of the deployment, up to 64 characters.
                          type: str
                        num_replicas:
                          description: How many replicas run, 0 to 1000.
                          type: int
                        max_replicas_per_node:
                          description: How many replicas may run on one node, 1 to 100.
                          type: int
                        max_ongoing_requests:
                          description: How many requests a replica handles at a time, 1 to 100000.
                          type: int
                        max_queued_requests:
                          description: How many requests may wait, up to 100000; V(-1) means any number.
                          type: int
                        user_config:
                          description: Data for the deployment, in a form of its own.
                          type: dict
                        ray_actor_options:
                          description: What each replica needs.
                          type: dict
                          contains:
                            num_cpus:
                              description: CPU cores, 0 or more.
                              type: float
                            memory:
                              description: Memory, 0 or more.
                              type: float
                            resources:
                              description: Other resources, a text that is JSON, up to 1024 characters.
                              type: str
                        autoscaling_config:
                          description: How the number of replicas follows the load.
                          type: dict
                          contains:
                            target_ongoing_requests:
                              description: How many requests a replica is to have on average, 1 to 1000.
                              type: int
                            target_num_ongoing_requests_per_replica:
                              description: The same under its older name.
                              type: int
                            max_ongoing_requests:
                              description: How many requests a replica handles at a time, 1 or more.
                              type: int
                            max_concurrent_queries:
                              description: The same under its older name.
                              type: int
                            min_replicas:
                              description: The least number of replicas, 0 to 1000.
                              type: int
                            max_replicas:
                              description: The greatest number of replicas, up to 1000 and not below the least.
                              type: int
                            initial_replicas:
                              description: The number of replicas to begin with, 0 to 1000.
                              type: int
                            upscale_delay_s:
                              description: Seconds of load before there are more replicas, 0 to 86400.
                              type: int
                            downscale_delay_s:
                              description: Seconds without load before there are fewer replicas, 0 to 86400.
                              type: int
            ray_cluster_config:
              description: The Ray cluster that it runs on.
              type: dict
              contains:
                enable_custom:
                  description: Whether cores, memory and NPUs are given instead of specifications.
                  type: bool
                head_group_spec:
                  description: The head node.
                  type: dict
                  contains:
                    limits:
                      description: The most that the node may use.
                      type: dict
                      contains:
                        spec_code:
                          description: Code of a specification.
                          type: str
                        cpu_resource:
                          description: CPU cores, 0 to 192.
                          type: int
                        memory_resource:
                          description: Memory, 0 to 1536; the unit is not documented.
                          type: int
                        npu_resource:
                          description: NPUs, 0 to 8.
                          type: int
                    requests:
                      description: What the node is sure of.
                      type: dict
                      contains:
                        spec_code:
                          description: Code of a specification.
                          type: str
                        cpu_resource:
                          description: CPU cores, 0 to 192.
                          type: int
                        memory_resource:
                          description: Memory, 0 to 1536; the unit is not documented.
                          type: int
                        npu_resource:
                          description: NPUs, 0 to 8.
                          type: int
                worker_group_specs:
                  description: The groups of worker nodes, 1 to 1000, told apart by their names.
                  type: list
                  elements: dict
                  contains:
                    name:
                      description: Name of the group, up to 128 letters, digits, V(_) and V(-).
                      type: str
                    min_replicas:
                      description: The least number of nodes, 0 to 10000.
                      type: int
                    max_replicas:
                      description: The greatest number of nodes, 1 to 10000 and not below the least.
                      type: int
                    limits:
                      description: The most that the node may use.
                      type: dict
                      contains:
                        spec_code:
                          description: Code of a specification.
                          type: str
                        cpu_resource:
                          description: CPU cores, 0 to 192.
                          type: int
                        memory_resource:
                          description: Memory, 0 to 1536; the unit is not documented.
                          type: int
                        npu_resource:
                          description: NPUs, 0 to 8.
                          type: int
                    requests:
                      description: What the node is sure of.
                      type: dict
                      contains:
                        spec_code:
                          description: Code of a specification.
                          type: str
                        cpu_resource:
                          description: CPU cores, 0 to 192.
                          type: int
                        memory_resource:
                          description: Memory, 0 to 1536; the unit is not documented.
                          type: int
                        npu_resource:
                          description: NPUs, 0 to 8.
                          type: int
            log_config:
              description: Where logs go. An update ignores it, so it cannot be changed in place.
              type: dict
              contains:
                lts:
                  description: Log Tank Service.
                  type: dict
                  contains:
                    enabled:
                      description: Whether logs go there.
                      type: bool
                    log_group_id:
                      description: Id of an existing log group.
                      type: str
                    log_stream_id:
                      description: Id of an existing log stream.
                      type: str
            oidc_config:
              description: Identity by OpenID Connect.
              type: dict
              contains:
                enable_oidc:
                  description: Whether it is used.
                  type: bool
                client_id:
                  description: Id of the client, up to 64 letters, digits, V(_), V(-) and V(.).
                  type: str
                namespace:
                  description: The namespace, of the form V(ray-svc-xxx).
                  type: str
            api_config:
              description: The API of the service.
              type: dict
              contains:
                enable_independent_api:
                  description: Whether the service has an API of its own.
                  type: bool
                backend_timeout:
                  description: How long the service may take to answer, 0 to 600000; probably in milliseconds.
                  type: int
            agency_config:
              description: The agency that the service acts as.
              type: dict
              contains:
                enable_agency:
                  description: Whether it acts as one.
                  type: bool
                agency_name:
                  description: Name of the agency, up to 64 characters.
                  type: str
            data_infos:
              description: The data that it reads, at most one item.
              type: list
              elements: dict
              contains:
                input_path:
                  description: Path of the data, 4 to 1024 characters.
                  type: str
    cache_list:
      description: The distributed caches that are mounted; V(null) where the service does not show them.
      type: list
      elements: dict
      contains:
        mnt_path:
          description: Where it is mounted.
          type: str
        cache_ins_id:
          description: Id of an existing cache.
          type: str
    public_access:
      description: Whether the endpoint can be reached from the internet; V(null) where the service does not show it.
      type: bool
      sample: false
    custom_image_id:
      description: Id of the image of your own that runs; V(null) where the service does not show it.
      type: str
      sample: '0123456789abcdef0123456789abcdef'
    log_config:
      description: Where logs go, in an older edition of the API; V(null) where the service does not show it.
      type: dict
      contains:
        enable_lts_log:
          description: Whether logs go to Log Tank Service.
          type: bool
        enable_obs_log:
          description: Whether logs go to Object Storage Service; only together with C(enable_lts_log).
          type: bool
        obs_path:
          description: Where to there.
          type: str
    status:
      description:
        - The status in the word of the service. V(RUNNING) is at rest; V(CREATE_FAILED), V(UPDATE_FAILED) and
          V(DELETE_FAILED) have failed; V(FROZEN), V(INACTIVE) and V(TRIAL_ENDED) are at rest but serve nothing; others
          are on the way.
      type: str
      sample: RUNNING
    status_reason:
      description:
        - What the service says about a failure, that is RV(endpoint.error_code) and RV(endpoint.error_msg).
      type: str
    error_code:
      description: The error code of an endpoint that has failed.
      type: str
    error_msg:
      description: The error message of an endpoint that has failed.
      type: str
    visibility:
      description: V(PRIVATE) or V(PUBLIC).
      type: str
      sample: PRIVATE
    owner:
      description: >-
        Who has created it: C(domain_name), C(domain_id), C(user_name), C(user_id).
      type: dict
      sample: {domain_name: corp, user_name: example}
    urls:
      description: >-
        The addresses of the endpoint: C(name), C(address), C(type) and C(token), which is masked. The list call of the
        service does not return them.
      type: list
      elements: dict
      sample: [{address: 'https://example.com/v1', name: ApiInvoke, token: '********', type: PUBLIC}]
    business_engine_instance_ids:
      description: The ids of the engines behind it. The list call of the service does not return them.
      type: list
      elements: str
      sample: []
    tokens_quota:
      description: >-
        How many tokens may be used and have been: C(total), C(used), C(expire_time). The list call of the service does
        not return it.
      type: dict
    runtime_env_type:
      description: V(RELEASE) or V(GRAY). The list call of the service does not return it.
      type: str
      sample: RELEASE
    create_time:
      description: When the endpoint was created.
      type: str
      sample: '2026-01-02T03:04:05.000Z'
    update_time:
      description: When the endpoint was last changed.
      type: str
      sample: '2026-01-02T03:04:05.000Z'
endpoint_id:
  description: The id of the endpoint, also of one that has just been deleted; V(null) when there is none.
  returned: when the options were right
  type: str
  sample: b5a2e4a6c58f4f6f9d3d9a0c1e2f3a4b
previous_endpoint_id:
  description: The id of the endpoint that has been replaced.
  returned: after a recreate
  type: str
  sample: 00112233445566778899aabbccddeeff
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
  sample: [config, public_access]
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
      sample: {"name": "chat-prod", "description": "team a", "type": "inference", "run_state": "running"}
    before_header:
      description: Which endpoint this is about.
      type: str
      sample: endpoint 'chat-prod' in workspace e935d0eff4eb4b95aff19d33ae9f57a6
    after_header:
      description: The same.
      type: str
      sample: endpoint 'chat-prod' in workspace e935d0eff4eb4b95aff19d33ae9f57a6
    after:
      description: How it will be; empty when there will be no endpoint.
      type: dict
      sample: {"name": "chat-prod", "description": "team b", "type": "inference", "run_state": "running"}
candidates:
  description: The endpoints that match, each with id, workspace, type and time of creation.
  returned: when a name is ambiguous
  type: list
  elements: dict
  sample:
    - endpoint_id: b5a2e4a6c58f4f6f9d3d9a0c1e2f3a4b
      workspace_id: e935d0eff4eb4b95aff19d33ae9f57a6
      type: inference
      create_time: '2026-01-02T03:04:05.000Z'
errors:
  description: "All that is wrong with the options, each as C(path: what was found; what is expected)."
  returned: when options are wrong
  type: list
  elements: str
  sample: ["reserved_resource.mu.max: found 0; expected at least min, which is 1"]
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
  sample: dataartsfabric.00010195
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

from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.fabric import FabricEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._module.host import run_module
from ansible_collections.inference.endpoints.plugins.module_utils._task.single import single_task

TASK = single_task(FabricEndpoint)


def main() -> None:
    run_module(TASK)


if __name__ == "__main__":
    main()
