# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: ark_endpoint_id
short_description: Ids of inference endpoints of Volcengine Ark or BytePlus ModelArk by name
version_added: 0.1.0
author:
  - inference.endpoints contributors (@inference-endpoints)
description:
  - Returns the id of the endpoint with a name, for use in other configuration, since callers of a model give the id.
  - Names are compared exactly and with regard to case. If several endpoints of the project have the name, the lookup
    fails and lists them. Endpoints that are being deleted do not count.
  - One name costs one request. Several cost the list of the project, a request for each hundred endpoints, or one
    request for each name if that is less.
extends_documentation_fragment:
  - inference.endpoints.ark_plugin
options:
  _terms:
    description: Names of endpoints.
    type: list
    elements: str
    required: true
  project_name:
    description: The project that the endpoints are in.
    type: str
    default: default
  on_missing:
    description: What to do about a name that no endpoint has.
    type: str
    choices:
      error: Fail.
      skip: Leave it out, so that there are fewer ids than names.
      empty: Return an empty text in its place.
    default: error
seealso:
  - module: inference.endpoints.ark_endpoint_info
"""

EXAMPLES = r"""
- name: Tell an application which endpoint to use
  ansible.builtin.debug:
    msg: "{{ lookup('inference.endpoints.ark_endpoint_id', 'support-chat') }}"

- name: Ids of several endpoints by name
  ansible.builtin.set_fact:
    models: "{{ dict(names | zip(query('inference.endpoints.ark_endpoint_id', *names, project_name='search'))) }}"
  vars:
    names: [search-blue, search-green]

- name: Whether there is such an endpoint; options for connecting can be kept in a variable
  ansible.builtin.debug:
    msg: "{{ query('inference.endpoints.ark_endpoint_id', 'old-chat', on_missing='skip', **connection) | length > 0 }}"
  vars:
    connection:
      site: byteplus
      region: ap-southeast-1
"""

RETURN = r"""
_raw:
  description: The ids, in the order of the names. A name that is given twice has its id twice.
  type: list
  elements: str
  sample: [ep-20260102030405-abcde]
"""

from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.ids import EndpointIdLookup


class LookupModule(EndpointIdLookup):
    """The lookup of Ark endpoints."""

    family = ArkEndpoint
