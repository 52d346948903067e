# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import textwrap

# The options that declare one endpoint: at the top of a task, or in each entry of a set.
_DECLARATION = r"""
  state:
    description:
      - The state that the endpoint should have.
    type: str
    choices:
      present: The endpoint exists as declared. The task neither starts nor stops it; a new endpoint runs.
      started: The endpoint exists as declared and runs.
      stopped: The endpoint exists as declared and is stopped, so it serves no requests.
      absent: The endpoint does not exist. The task stops it first if the service requires that.
    default: present
  endpoint_id:
    description:
      - The id of an existing endpoint, such as V(ep-20260102030405-abcde). It addresses this endpoint whatever its name
        is; O(name) is then the name that the endpoint should have.
      - An endpoint cannot be created with an id of your choice.
    type: str
  name:
    description:
      - The name of the endpoint. Without O(endpoint_id) the endpoint is found by this name in O(project_name); upper
        and lower case differ.
      - The service allows several endpoints with one name. A task that addresses such a name fails and lists them.
      - One of O(name) and O(endpoint_id) is needed.
    type: str
  project_name:
    description:
      - The project of the endpoint, in which it is found by O(name).
      - Without O(endpoint_id) the default is V(default). With O(endpoint_id) and without this option, the project is
        not managed.
      - It cannot be changed in place, see O(recreate).
    type: str
  description:
    description:
      - Free text about the endpoint. An empty text clears it.
    type: str
  model_reference:
    description:
      - The model that the endpoint serves. Needed to create an endpoint.
      - Exactly one of the two suboptions must be given.
      - It cannot be changed in place. See O(rolling_update) for a new model under the same id, and O(recreate) for a
        new endpoint.
    type: dict
    suboptions:
      foundation_model:
        description: A base model of the platform.
        type: dict
        suboptions:
          name:
            description: Name of the model, in lower case, such as V(doubao-1-5-pro-32k).
            type: str
            required: true
          model_version:
            description: Version of the model, such as V(250115).
            type: str
      custom_model_id:
        description: Id of a model of your own, tuned or imported, such as V(cm-20260102030405-abcde).
        type: str
  rolling_update:
    description:
      - What to do when O(model_reference) differs from the model of an existing endpoint. A rolling update moves the
        traffic of the endpoint to the new model step by step, and the endpoint keeps its id.
      - If another attribute differs that cannot be changed in place, O(recreate) decides.
      - A rolling update needs a running endpoint and a foundation model on both sides. It was seen to take 49 minutes.
      - If the present model is declared during a rolling update, V(start) and V(complete) cancel that update.
    type: str
    choices:
      never: Begin no rolling update; O(recreate) decides.
      start: Begin a rolling update, and end when the service shows it.
      complete: Begin a rolling update, or join one that has begun, and wait until the endpoint has the model.
        With C(wait=false) it is the same as V(start).
    default: never
    version_added: 0.2.0
  model_unit_id:
    description:
      - Id of a prepaid model unit. An empty text means payment per token.
      - It cannot be changed in place, see O(recreate).
    type: str
  moderation:
    description:
      - The content guardrail. The service decides which strategies an account may use.
    type: dict
    suboptions:
      strategy:
        description: The strategy, such as V(Default) (low latency) or V(Basic) (returns the category of the risk).
        type: str
        required: true
  rate_limit:
    description:
      - How much the endpoint may be used. At least one of the two suboptions must be given; the other then keeps its
        present value.
      - A create without this option gets the limits that the account has for the model.
    type: dict
    suboptions:
      rpm:
        description: Requests per minute, 0 or more.
        type: int
      tpm:
        description: Tokens per minute, 0 or more.
        type: int
  content_generation:
    description:
      - Limits of video and image generation. At least one of the two suboptions must be given; the other then keeps its
        present value. V(-1) means no limit, V(0) blocks calls without stopping the endpoint.
      - A create does not take them, so the task updates a new endpoint at once.
    type: dict
    version_added: 0.2.0
    suboptions:
      concurrent_requests:
        description: Requests at the same time, V(-1) or more.
        type: int
      create_task_rpm:
        description: Created tasks per minute, V(-1) or more.
        type: int
  tags:
    description:
      - The tags of the endpoint. Without this option, tags are not managed.
      - Keys that begin with V(sys:) or V(volc:) belong to the platform; the task neither sets nor removes them.
    type: list
    elements: dict
    suboptions:
      key:
        description: Key of the tag; each key may be given once.
        type: str
        required: true
      value:
        description: Value of the tag.
        type: str
        default: ''
  purge_tags:
    description:
      - Whether a given O(tags) replaces all tags, so that others are removed and V([]) removes all. With V(false) the
        given tags are added or changed, and others stay.
    type: bool
    default: true
  recreate:
    description:
      - What to do when something differs that cannot be changed in place (O(model_reference), O(model_unit_id),
        O(project_name)).
      - A new endpoint has a new id, so callers must be told. The new endpoint takes over from the old one everything
        that the task does not mention; it is stopped if the old one was, unless O(state=started).
    type: str
    choices:
      never: Fail, and say what differs.
      create_first: Create the new endpoint, wait until it runs, then delete the old one. Both exist for a while.
      delete_first: Delete the old endpoint, then create the new one. There is none for a while.
    default: never
"""

_SET = r"""
options:
  project_name:
    description:
      - The project of the entries that are addressed by name and have no project of their own, and the project that
        O(prune) is about.
      - Without this option, entries by name without a project of their own are in the project V(default).
    type: str
  prune_tags:
    description:
      - Prune only endpoints that carry all of these tags.
    type: list
    elements: dict
    suboptions:
      key:
        description: Key of the tag.
        type: str
        required: true
      value:
        description: Value of the tag.
        type: str
        default: ''
  endpoints:
    description:
      - The endpoints. Each entry takes the options of M(inference.endpoints.ark_endpoint) that declare an endpoint.
      - Two entries for one endpoint are refused before anything is changed.
    type: list
    elements: dict
    required: true
    suboptions:
"""


class ModuleDocFragment:
    # The declaration of one Ark endpoint.
    DOCUMENTATION: str = "options:\n" + _DECLARATION

    # A set of such declarations.
    SET: str = _SET + textwrap.indent(_DECLARATION, "    ").replace("O(", "O(endpoints[].")
