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
      - The words of the status are not documented, so this collection knows the usual ones. Any other word means that
        the endpoint is on its way to another state; the task waits up to C(wait_timeout) before it changes the
        endpoint. If the service shows no status, the task sends the call, reports a change and gives a warning.
    type: str
    choices:
      present: The endpoint exists as declared. The task neither enables nor disables it; a new endpoint is enabled.
      started: The endpoint exists as declared and is enabled.
      stopped: The endpoint exists as declared and is disabled, so it serves no requests.
      absent: The endpoint does not exist. Its name stays taken for ever, so no other endpoint can have it.
    default: present
  endpoint_id:
    description:
      - The id of an existing endpoint. It addresses this endpoint whatever its name is; O(name) is then the name that
        the endpoint should have.
      - An endpoint cannot be created with an id of your choice.
    type: str
  name:
    description:
      - The name of the endpoint, up to 64 letters, digits, V(-), V(_) and V(.), first a letter. On the China site
        Chinese characters count as letters.
      - Without O(endpoint_id) the endpoint is found by this name; upper and lower case differ.
      - A name is unique in the account, the names of deleted endpoints included.
      - One of O(name) and O(endpoint_id) is needed.
    type: str
  description:
    description:
      - Free text about the endpoint, up to 256 characters. An empty text clears it.
    type: str
    aliases: [remark]
  source:
    description:
      - Where the model comes from. If it is not given, a new endpoint is for a built-in service.
      - It cannot be changed in place, see O(recreate).
    type: str
    choices:
      custom_from_maas: A built-in service of MaaS, see O(model_name).
      custom_from_modelarts_v2: >-
        A real-time service of your own on ModelArts, see O(service_region) and O(infer_service_id). The international
        site may not have it.
  model_name:
    description:
      - The built-in model that the endpoint serves, as the service's list of models names it, upper and lower case as
        there. Needed to create an endpoint, unless O(source=custom_from_modelarts_v2).
      - It cannot be changed in place, see O(recreate).
    type: str
  service_region:
    description:
      - The region of the ModelArts service. Needed to create an endpoint with O(source=custom_from_modelarts_v2).
      - The service does not show it afterwards, see RV(ignore:unverified).
    type: str
  infer_service_id:
    description:
      - The id of the ModelArts service. Needed to create an endpoint with O(source=custom_from_modelarts_v2).
      - The service does not show it afterwards, see RV(ignore:unverified).
    type: str
  rpm:
    description:
      - Most requests per minute, 0 or more. Only the console of the service shows which values a model allows.
      - What V(0) means is not documented. If the service shows no limit, V(0) is no difference.
    type: int
  tpm:
    description:
      - Most tokens per minute, 0 or more, as O(rpm).
    type: int
  moderation:
    description:
      - Whether the content guard is on. It is on by default for a new endpoint.
      - To switch it off is to sign a disclaimer, so V(false) needs O(agreement_id) or O(accept_agreement).
      - The service allows it from account level V2 on.
    type: bool
  agreement_id:
    description:
      - The id of the latest disclaimer of the content guard. Sending it signs the disclaimer.
      - It is sent with O(moderation) only.
    type: str
  accept_agreement:
    description:
      - Whether the latest disclaimer of the content guard may be fetched and signed in your name, where
        O(moderation=false) needs that and O(agreement_id) is not given. RV(ignore:actions) then holds C(SignAgreement).
      - Read the disclaimer before you set this.
    type: bool
    default: false
  recreate:
    description:
      - What to do when something differs that cannot be changed in place (O(source), O(model_name), O(service_region),
        O(infer_service_id)).
      - Since the name of a deleted endpoint stays taken, and two endpoints cannot have one name, an endpoint can be
        replaced only under another O(name), that is by O(endpoint_id).
      - A new endpoint has a new name, which callers give, so they must be told. The new endpoint takes over from the
        old one everything that the task does not mention, as far as the service shows it.
    type: str
    choices:
      never: Fail, and say what differs.
      create_first: Create the new endpoint, then delete the old one. Both exist for a while.
      delete_first: >-
        Delete the old endpoint, then create the new one. There is none for a while, but it works where the account may
        have no more endpoints.
    default: never
"""

_SET = r"""
options:
  endpoints:
    description:
      - The endpoints. Each entry takes the options of M(inference.endpoints.maas_endpoint) that declare an endpoint.
      - Two entries for one endpoint are refused before anything is changed.
    type: list
    elements: dict
    required: true
    suboptions:
"""


class ModuleDocFragment:
    # The declaration of one custom endpoint of MaaS.
    DOCUMENTATION: str = "options:\n" + _DECLARATION

    # A set of such declarations.
    SET: str = _SET + textwrap.indent(_DECLARATION, "    ").replace("O(", "O(endpoints[].")

    # Where the service is described.
    SERVICE = r"""
options: {}
seealso:
  - name: Huawei Cloud ModelArts Studio (MaaS), managing custom endpoints
    description: API documentation of Huawei Cloud, international site.
    link: https://support.huaweicloud.com/intl/en-us/api-maas/api-maas-0014.html
notes:
  - Custom endpoints are documented for the regions V(ap-southeast-1) (Hong Kong, international site) and
    V(cn-southwest-2) (Guiyang 1, China site).
  - Nothing of this has been run against the real service.
"""
