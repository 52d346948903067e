# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The event source inference.endpoints.ark_endpoint of Event-Driven Ansible."""

from __future__ import annotations

import asyncio
import importlib.util
import pathlib
import sys
from typing import Any

DOCUMENTATION = r"""
---
short_description: Events of inference endpoints of Volcengine Ark or BytePlus ModelArk
description:
  - Looks at endpoints again and again and tells what has happened to them, and how they are not as manifests declare.
  - A look costs one request for each hundred endpoints. With manifests the projects that they name are listed as well,
    unless that is the same list.
  - An endpoint that a list does not show any more is read singly, and is taken for gone when that says so, or when a
    second list does not show it either. Answers that are older than what is known already are not heeded.
  - What the service says is handed on as it is, and anybody who may change an endpoint can have written it. Do not let
    a playbook take texts of an event for templates or commands; an id is enough to find everything else.
  - A look that fails changes nothing that is known, so what happens meanwhile is told by the first one that succeeds.
    Between two looks only the difference is seen.
options:
  site:
    description: The platform.
    type: str
    choices: [volcengine, byteplus]
    default: volcengine
  access_key:
    description: The access key id. If not given, the variables of the environment that the modules look at count.
    type: str
  secret_key:
    description: The secret access key. The environment as above.
    type: str
  session_token:
    description: The token of temporary credentials. The environment as above.
    type: str
  profile:
    description: A profile of the CLI's configuration file, with keys, token and region. The environment as above.
    type: str
  config_file:
    description: The configuration file of the CLI, or its folder. The environment as above.
    type: path
  assume_role:
    description: A role whose temporary keys sign the requests, with the members that the modules document.
    type: dict
  region:
    description: The region of the service. The environment as above.
    type: str
  api_url:
    description: A base URL to use instead of the site's own host. The environment as above.
    type: str
  validate_certs:
    description: Whether to verify the TLS certificate of the service.
    type: bool
    default: true
  ca_path:
    description: A file or directory with the CA certificates to trust.
    type: path
  request_timeout:
    description: Seconds that one request may take.
    type: float
    default: 30
  max_retries:
    description: How often one call is repeated at most, before the look has failed.
    type: int
    default: 5
  endpoint_ids:
    description: Only endpoints with these ids.
    type: list
    elements: str
  name:
    description: Only endpoints with exactly this name.
    type: str
  project_name:
    description: Only endpoints of this project. If not given, whatever the service shows for the account.
    type: str
  statuses:
    description: Only endpoints with one of these statuses.
    type: list
    elements: str
  endpoint_model_types:
    description: Only endpoints for one of these kinds of model.
    type: list
    elements: str
  foundation_model_name:
    description: Only endpoints for this base model.
    type: str
  model_versions:
    description: Only endpoints for one of these versions of a base model.
    type: list
    elements: str
  custom_model_ids:
    description: Only endpoints for one of these models of your own.
    type: list
    elements: str
  tag_filters:
    description: Only endpoints that have all of these tags, each a key and, if given, one of some values.
    type: list
    elements: dict
  details:
    description: Whether to read each endpoint singly for what the list does not tell; one request for each.
    type: bool
    default: false
  certificate:
    description: Whether to read each endpoint's certificate; one request for each.
    type: bool
    default: false
  rolling:
    description: Whether to read each endpoint's latest rolling update; one request for each that has one.
    type: bool
    default: false
    version_added: 0.2.0
  interval:
    description: Seconds between two looks.
    type: float
    default: 60
  longest_pause:
    description:
      - Seconds that are waited at most after a look that failed. The pauses grow exponentially from the interval, with
        jitter; a pause that the service asks for is kept.
    type: float
    default: 600
  initial_events:
    description:
      - Whether the first look tells of every endpoint that it appeared. By default it is only what later looks are held
        against; what has drifted is told in any case.
    type: bool
    default: false
  manifests:
    description:
      - Paths of manifests, as the role inference.endpoints.fleet takes them, merged in order. What a run of the role
        would do is drift. They are read again when they change.
    type: list
    elements: str
  state_file:
    description:
      - A file that keeps what is known, so that a restart neither repeats nor loses an event. Each source needs one of
        its own. When the process is killed, the events of the last look may come again; their event_id is the same.
      - It holds what the service says of the endpoints, and no credentials. Only its owner may read it.
    type: path
  model_events:
    description:
      - Whether to tell of endpoints whose model version is retiring, or whose model is deprecated. It costs two
        requests, and one more for each model in use.
    type: bool
    default: false
    version_added: 0.2.0
  check_api_key:
    description:
      - An API key of applications. If it is given, each endpoint that runs is asked whether it answers, and those that
        do not are told, and told again when they answer. It costs one request and some tokens for each endpoint.
    type: str
    version_added: 0.2.0
  check_base_url:
    description: The URL of the data plane, instead of the site's own.
    type: str
    version_added: 0.2.0
  check_interval:
    description: Seconds between two times that models are looked at, and endpoints are asked.
    type: float
    default: 3600
    version_added: 0.2.0
requirements:
  - ansible-core
  - requests
"""

EXAMPLES = r"""
- name: Endpoints of a project
  hosts: localhost
  sources:
    - inference.endpoints.ark_endpoint:
        project_name: default
        interval: 30
        manifests:
          - fleet/base.yml
        state_file: /var/lib/eda/ark_endpoint.json
  rules:
    - name: An endpoint has failed
      condition: event.type == "status_changed" and event.run_state == "failed"
      action:
        debug:
          msg: "{{ event.name }} ({{ event.endpoint_id }}): {{ event.endpoint.status_reason }}"
"""

RETURN = r"""
event_id:
  description: Different for each event; one that comes again after the process was killed has it again.
type:
  description:
    - C(appeared), C(disappeared), C(status_changed), C(changed) (any other attribute), C(drifted) (it has begun or has
      become another drift), C(drift_ended), C(model_retiring), C(endpoint_unhealthy) or C(endpoint_healthy) (one of
      which the former was told answers again).
family:
  description: C(ark).
observed_at:
  description: When the look was made, RFC 3339.
endpoint_id:
  description: The id of the endpoint; null where there is none.
name:
  description: Its name.
project_name:
  description: Its project.
status:
  description: Its status in the word of the service.
run_state:
  description: C(running), C(stopped), C(failed), C(changing), C(leaving) or C(gone).
endpoint:
  description: All attributes as the info module returns them; the last that were known when it has disappeared.
previous:
  description: "C(status_changed): the C(status) and C(run_state) before."
changes:
  description: "C(changed): for each attribute that differs C(before) and C(after)."
exists:
  description:
    - "C(disappeared): true when it can still be read, so that only the filters do not select it any more, false when a
      read says that it is gone, null when two lists in a row did not show it and it was not read."
retirement:
  description: "C(model_retiring): C(version_status), C(deprecated), and C(msg)."
check:
  description:
    - "C(endpoint_unhealthy), C(endpoint_healthy): what M(inference.endpoints.endpoint_check) returns, C(verdict) and
      C(msg) among it."
declared:
  description: "C(drifted), C(drift_ended): the address that the manifest gives it, by id or by name and project."
drift:
  description:
    - "C(drifted): C(actions) that a run would do, C(diff) (C(before), C(after)), C(declared_in) (places in manifests),
      and C(msg) when a run would fail."
"""


def _make_importable() -> None:
    """Let Python find the collection by its name, if nothing has done so in this process.

    Ansible's own loader would do, but where it is at work ansible-rulebook cannot load the next source of a collection.
    """
    try:
        if importlib.util.find_spec("ansible_collections.inference.endpoints") is not None:
            return
    except ModuleNotFoundError:
        pass  # there is no collection at all yet
    folders = [each.parent for each in pathlib.Path(__file__).parents if each.name == "ansible_collections"]
    if not folders:  # a file that has been copied elsewhere
        from ansible import constants

        folders = [pathlib.Path(each) for each in constants.COLLECTIONS_PATHS]
    for folder in folders:
        if (folder / "ansible_collections/inference/endpoints").is_dir():
            sys.path.append(str(folder))
            package = importlib.import_module("ansible_collections")
            # The package that comes with the collections of the community is a closed one.
            if str(folder / "ansible_collections") not in package.__path__:
                package.__path__.append(str(folder / "ansible_collections"))
            return


async def main(queue: asyncio.Queue, args: dict[str, Any]) -> None:
    """Put events into the queue until cancelled."""
    _make_importable()
    from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
    from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.following import follow

    await follow(queue, args, ArkEndpoint)
