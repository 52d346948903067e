# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import textwrap

# How much a Ray node may use and is sure of; said four times in the tree.
_RESOURCE = r"""
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
"""
_BOUNDS = r"""
limits:
  description: The most that the node may use.
  type: dict
  suboptions:{resource}
requests:
  description: What the node is sure of.
  type: dict
  suboptions:{resource}
""".replace("{resource}", textwrap.indent(_RESOURCE.rstrip(), "    "))

# A pool of resources that does not go below a number.
_POOL = r"""
spec_code:
  description: Code of a specification.
  type: str
  required: true
warm_up_num:
  description: How many are kept ready, 0 or more.
  type: int
  required: true
max_num:
  description: How many there may be, not below that. If not given, as many as are kept ready.
  type: int
"""
_DEMAND = r"""
spec_code:
  description: Code of a specification.
  type: str
  required: true
min:
  description: The least number, 0 or more.
  type: int
  required: true
max:
  description: The greatest number, not below the least.
  type: int
  required: true
"""

# The service of Ray Serve that an endpoint of the type ray_service runs.
_RAY_SERVICE_CONFIG = r"""
ray_serve_config:
  description: What Ray Serve runs.
  type: dict
  required: true
  suboptions:
    applications:
      description: The applications, at most 5, told apart by their names.
      type: list
      elements: dict
      suboptions:
        name:
          description: Name of the application, up to 64 characters.
          type: str
          required: true
        import_path:
          description: What to import, such as V(serve_app:app).
          type: str
          required: true
        route_prefix:
          description: Path under which it answers, unlike that of any other application.
          type: str
        runtime_env:
          description: What it runs in.
          type: dict
          required: true
          suboptions:
            working_dir:
              description: The folder with its code, a remote URI or a local path.
              type: str
            env_vars:
              description:
                - Environment variables; the values are texts.
                - A value whose name sounds like a secret (a token, a password, a key) is masked in results and logs.
              type: dict
        deployments:
          description: The deployments of the application, 1 to 5, told apart by their names.
          type: list
          elements: dict
          required: true
          suboptions:
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
              suboptions:
                num_cpus:
                  description: CPU cores, 0 or more.
                  type: float
                memory:
                  description: Memory, 0 or more.
                  type: float
                resources:
                  description: Other resources, a text that is JSON, up to 1024 characters.
                  type: json
            autoscaling_config:
              description:
                - How the number of replicas follows the load.
                - Editions of the API name two members differently; which name a region takes, the service decides.
              type: dict
              suboptions:
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
  required: true
  suboptions:
    enable_custom:
      description: Whether cores, memory and NPUs are given instead of specifications.
      type: bool
    head_group_spec:
      description: The head node.
      type: dict
      required: true
      suboptions:{head}
    worker_group_specs:
      description: The groups of worker nodes, 1 to 1000, told apart by their names.
      type: list
      elements: dict
      required: true
      suboptions:
        name:
          description: Name of the group, up to 128 letters, digits, V(_) and V(-).
          type: str
        min_replicas:
          description: The least number of nodes, 0 to 10000.
          type: int
        max_replicas:
          description: The greatest number of nodes, 1 to 10000 and not below the least.
          type: int{worker}
log_config:
  description: Where logs go. An update ignores it, so it cannot be changed in place.
  type: dict
  suboptions:
    lts:
      description: Log Tank Service.
      type: dict
      suboptions:
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
  suboptions:
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
  suboptions:
    enable_independent_api:
      description: Whether the service has an API of its own.
      type: bool
    backend_timeout:
      description: How long the service may take to answer, 0 to 600000; probably in milliseconds.
      type: int
agency_config:
  description: The agency that the service acts as.
  type: dict
  suboptions:
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
  suboptions:
    input_path:
      description: Path of the data, 4 to 1024 characters.
      type: str
      required: true
""".replace("{head}", textwrap.indent(_BOUNDS.rstrip(), " " * 8)).replace(
    "{worker}", textwrap.indent(_BOUNDS.rstrip(), " " * 8)
)

# The options that declare one endpoint: at the top of a task, or in each entry of a set.
_DECLARATION = r"""
  state:
    description:
      - The state that the endpoint should have. The service has no call that stops an endpoint.
    type: str
    choices:
      present: The endpoint exists as declared.
      absent: The endpoint does not exist. See also O(delete_app_instances).
    default: present
  endpoint_id:
    description:
      - The id of an existing endpoint in O(workspace_id). It addresses this endpoint whatever its name is; O(name) is
        then the name that the endpoint should have.
      - An endpoint cannot be created with an id of your choice.
    type: str
  name:
    description:
      - The name of the endpoint, 1 to 128 letters, digits, Chinese characters, V(_), V(-), V(.) and spaces. For some
        types the service allows only 64 characters.
      - Without O(endpoint_id) the endpoint is found by this name in O(workspace_id); upper and lower case differ.
      - One of O(name) and O(endpoint_id) is needed.
    type: str
  type:
    description:
      - What the endpoint is for. Needed to create one.
      - It cannot be changed in place, see O(recreate).
    type: str
    choices:
      service: Resources for services, see O(reserved_resource).
      ray: A Ray cluster, see O(ray_resource).
      inference: Resources for model services, see C(mu) in O(reserved_resource). Models are deployed on it separately.
      job: Resources for jobs, see O(reserved_resource).
      ray_service: A service of Ray Serve, see O(config).
      sql: Resources for SQL, see C(dpu) in O(reserved_resource).
      container_job: Only the vendor's SDK has this type; it is not documented.
      notebook: Only the vendor's SDK has this type; it is not documented.
  description:
    description:
      - Free text about the endpoint. An empty text clears it.
    type: str
  reserved_resource:
    description:
      - The resources of an endpoint of the type V(service), V(inference), V(job) or V(sql).
      - Suboptions that are left out keep their present values.
    type: dict
    suboptions:
      apu:
        description: Resources of the kind APU.
        type: dict
        suboptions:{pool}
      dpu:
        description: Resources of the kind DPU.
        type: dict
        suboptions:{pool}
          use_public_resource:
            description: Whether work may overflow to the public endpoint. The service may not show it afterwards.
            type: bool
      mu:
        description: Model units.
        type: dict
        suboptions:{mu}
  ray_resource:
    description:
      - The nodes of an endpoint of the type V(ray).
    type: dict
    suboptions:
      head_node_resource:
        description: The head node.
        type: dict
        required: true
        suboptions:
          spec_code:
            description: Code of a specification.
            type: str
            required: true
      work_node_resources:
        description: The groups of worker nodes, told apart by their names.
        type: list
        elements: dict
        required: true
        suboptions:
          name:
            description: Name of the group.
            type: str
            required: true
          resource:
            description: The nodes of the group.
            type: dict
            required: true
            suboptions:{demand}
  cap:
    description:
      - The package with the image to run. At least one of the two suboptions must be given.
    type: dict
    suboptions:
      cap_id:
        description: Id of the package, 32 to 36 letters, digits and hyphens.
        type: str
      version_id:
        description: Id of a version of it, 32 to 36 letters, digits and hyphens.
        type: str
  config:
    description:
      - What an endpoint of the type V(ray_service) runs.
      - The service may not show it afterwards, see RV(ignore:unverified).
    type: dict
    suboptions:
      ray_service_config:
        description: The service of Ray Serve and its cluster.
        type: dict
        suboptions:{service}
  cache_list:
    description:
      - The distributed caches that are mounted.
      - It cannot be changed in place, see O(recreate). The service may not show it, see RV(ignore:unverified).
    type: list
    elements: dict
    suboptions:
      mnt_path:
        description: Where it is mounted.
        type: str
        required: true
      cache_ins_id:
        description: Id of an existing cache.
        type: str
        required: true
  public_access:
    description:
      - Whether the endpoint can be reached from the internet.
      - It cannot be changed in place, see O(recreate). The service may not show it, see RV(ignore:unverified).
    type: bool
  custom_image_id:
    description:
      - Id of an image of your own to run, 32 to 36 letters, digits and hyphens.
      - It cannot be changed in place, see O(recreate). The service may not show it, see RV(ignore:unverified).
    type: str
  log_config:
    description:
      - Where logs go, in an older version of the API; newer versions have a C(log_config) in O(config) instead.
      - It cannot be changed in place, see O(recreate). The service may not show it, see RV(ignore:unverified).
    type: dict
    suboptions:
      enable_lts_log:
        description: Whether logs go to Log Tank Service.
        type: bool
      enable_obs_log:
        description: Whether logs go to Object Storage Service; only together with C(enable_lts_log).
        type: bool
      obs_path:
        description: The path in Object Storage Service.
        type: str
  delete_app_instances:
    description:
      - Whether a deletion also deletes what has been deployed on the endpoint. Otherwise the service may refuse to
        delete an endpoint that is in use.
    type: bool
    default: false
  recreate:
    description:
      - What to do when something differs that cannot be changed in place (O(type), O(cache_list), O(public_access),
        O(custom_image_id), O(log_config)).
      - A new endpoint has a new id, so callers must be told. The new endpoint takes over from the old one everything
        that the task does not mention, as far as the service shows it, but not what was deployed on it.
      - If O(type) differs, the new endpoint does not take over what is not documented with its type; a warning names
        it.
    type: str
    choices:
      never: Fail, and say what differs.
      create_first: Create the new endpoint, wait until it runs, then delete the old one. Both exist for a while.
      delete_first: Delete the old endpoint, then create the new one. There is none for a while.
    default: never
"""
for _place, _text, _depth in (
    ("{pool}", _POOL, 10),
    ("{mu}", _DEMAND, 10),
    ("{demand}", _DEMAND, 14),
    ("{service}", _RAY_SERVICE_CONFIG, 10),
):
    _DECLARATION = _DECLARATION.replace(_place, textwrap.indent(_text.rstrip(), " " * _depth))

_WORKSPACE = r"""
options:
  workspace_id:
    description:
      - The id of the workspace that the endpoint is in, 1 to 36 letters, digits and hyphens.
    type: str
    required: true
"""

_SET = r"""
options:
  workspace_id:
    description:
      - The id of the workspace of the entries that do not say their own, and what O(prune) is about.
    type: str
  endpoints:
    description:
      - The endpoints. Each entry takes the options of M(inference.endpoints.dataartsfabric_endpoint) that declare an
        endpoint.
      - Two entries for one endpoint are refused before anything is changed.
    type: list
    elements: dict
    required: true
    suboptions:
      workspace_id:
        description:
          - The id of the workspace that the endpoint is in. If not given, O(workspace_id).
        type: str
"""


class ModuleDocFragment:
    # The declaration of one endpoint of DataArts Fabric.
    DOCUMENTATION: str = _WORKSPACE + _DECLARATION

    # A set of such declarations.
    SET: str = _SET + textwrap.indent(_DECLARATION, "    ").replace("O(", "O(endpoints[].")

    # Where the service is described.
    SERVICE = r"""
options: {}
seealso:
  - name: Huawei Cloud DataArts Fabric, managing endpoints
    description: API documentation of Huawei Cloud, international site.
    link: https://support.huaweicloud.com/intl/en-us/api-fabric/CreateEndpoint.html
notes:
  - The service is documented for the regions V(cn-north-4) and V(cn-southwest-2).
  - Nothing of this has been run against the real service.
"""
