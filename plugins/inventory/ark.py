# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: ark
short_description: Inference endpoints of Volcengine Ark or BytePlus ModelArk as hosts
version_added: 0.1.0
author:
  - inference.endpoints contributors (@inference-endpoints)
description:
  - Reads endpoints and makes each a host, so that a play can do something for each endpoint, and so that a controller
    can slice the work among its hosts.
  - Its file is YAML, and its name ends in C(ark.yml), C(ark.yaml), C(inference_endpoints.yml) or
    C(inference_endpoints.yaml).
  - A source costs one request for each hundred endpoints, as long as O(details) and O(certificate) are V(false).
    Endpoints that are being deleted are listed as long as the service shows them.
  - What the service says is data. Nothing in it is taken for a template or becomes a setting of Ansible. From
    ansible-core 2.19 on it is untrusted, with 2.18 it is marked as unsafe.
  - A host is an endpoint and no machine. Let plays run with C(connection=local).
extends_documentation_fragment:
  - inference.endpoints.ark_plugin
  - inference.endpoints.ark_plugin.filters
  - constructed
  - inventory_cache
options:
  plugin:
    description: Says that the file is for this plugin.
    type: str
    required: true
    choices: [inference.endpoints.ark]
  sources:
    description:
      - Several projects, regions, accounts or sites. Each entry has the options for connecting and the filters of this
        plugin, from O(site) to O(details); what it leaves out is as said beside O(sources).
      - Without it, the options beside it describe the only source.
      - Two sources that show the same endpoint (with the same site, region and O(api_url)) make one host.
    type: list
    elements: dict
  details:
    description:
      - Whether to read each endpoint singly for the attributes that the list call of the service does not return
        (C(moderation), C(batch_only), C(support_scale_tier), C(scale_tier_id)). This costs one request for each
        endpoint.
      - With V(false) those are V(null).
    type: bool
    default: false
  hostname:
    description:
      - What hosts are named by.
      - An endpoint whose name is not its alone, or cannot be the name of a host, is named by its id in any case, and a
        warning says so. Letters of any script, digits, V(-), V(_) and V(.) can be in the name of a host; blanks and
        what has a meaning in patterns or paths cannot.
    type: str
    choices:
      name: The name of the endpoint.
      endpoint_id: The id of the endpoint, which never changes.
    default: name
  hostvars_prefix:
    description:
      - What the names of the variables begin with. All attributes that M(inference.endpoints.ark_endpoint_info) returns
        are variables, for instance C(ark_status), and in addition C(ark_site), C(ark_region) and C(ark_api_url), which
        tell where the endpoint is.
      - With an empty text the variables are named as the attributes; those of which the name means something to Ansible
        (C(name), C(tags)) keep V(ark_) in front.
      - Characters that the name of a variable cannot have become V(_).
    type: str
    default: ark_
notes:
  - The options for connecting and the filters may be templates, with lookups and extra variables in them.
    Others, such as O(cache), may not.
  - The cache holds what the service has said, and never credentials. When the options for connecting or the filters
    change, it is not used.
seealso:
  - module: inference.endpoints.ark_endpoint_info
  - plugin: inference.endpoints.ark_endpoint_id
    plugin_type: lookup
"""

EXAMPLES = r"""
# production.ark.yml: the endpoints of one project, with credentials from the environment
plugin: inference.endpoints.ark
project_name: default
keyed_groups:
  - key: ark_status
    prefix: status
  - key: ark_tags | items2dict
    prefix: tag
groups:
  limited: ark_rate_limit is not none
compose:
  model: ark_model_reference.foundation_model.name

---
# everywhere.ark.yml: two projects of one site and a region of the other, in groups by region
plugin: inference.endpoints.ark
strict: true
statuses: [Running]
sources:
  - project_name: default
  - project_name: search
  - site: byteplus
    region: ap-southeast-1
    access_key: "{{ lookup('ansible.builtin.env', 'OTHER_ACCESS_KEY') }}"
    secret_key: "{{ lookup('ansible.builtin.env', 'OTHER_SECRET_KEY') }}"
hostname: endpoint_id
keyed_groups:
  - key: ark_region
    prefix: region
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: /var/cache/ansible/ark
cache_timeout: 600
"""

from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.hosts import EndpointInventory


class InventoryModule(EndpointInventory):
    """The inventory of Ark endpoints."""

    NAME = "inference.endpoints.ark"
    family = ArkEndpoint
    files = ("ark", "inference_endpoints")
