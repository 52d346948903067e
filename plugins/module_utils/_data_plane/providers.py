# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Data planes: the services where applications call endpoints (additions A4, A5, H1, H6)."""

from __future__ import annotations

import re
from typing import NamedTuple


class Provider(NamedTuple):
    """A data plane with the API of OpenAI.

    :ivar base_url: what its URLs begin with; empty if the user must give it.
    :ivar api_key_env: the environment variable that holds the key of applications.
    :ivar model: the attribute of an endpoint that a caller gives as ``model``.
    :ivar litellm: the prefix of the model in LiteLLM.
    :ivar key_check: a path whose answer tells whether a key is valid, and costs nothing.
    """

    base_url: str
    api_key_env: str
    model: str
    litellm: str
    key_check: str


#: The path of a task that does not exist, so that a request for it costs nothing (additions A5).
NO_TASK = "/contents/generations/tasks/cgt-20240101000000-none0"

PROVIDERS: dict[str, Provider] = {
    "ark": Provider("https://ark.cn-beijing.volces.com/api/v3", "ARK_API_KEY", "endpoint_id", "volcengine", NO_TASK),
    "byteplus": Provider(
        "https://ark.ap-southeast.bytepluses.com/api/v3", "BYTEPLUS_API_KEY", "endpoint_id", "openai", NO_TASK
    ),
    "maas": Provider("https://api.modelarts-maas.com/v2", "MAAS_API_KEY", "name", "openai", "/models"),
    "openai": Provider("", "OPENAI_API_KEY", "endpoint_id", "openai", "/models"),
}

#: From a site of the control plane to its data plane.
OF_SITE = {"volcengine": "ark", "byteplus": "byteplus"}

#: Environment variables with keys of the control plane, which are no keys of a data plane.
CONTROL_PLANE_VARIABLES = tuple(
    f"{prefix}_{name}"
    for prefix, names in (
        ("VOLCENGINE", "ACCESS_KEY SECRET_KEY SESSION_TOKEN"),
        ("VOLC", "ACCESSKEY SECRETKEY SESSION_TOKEN"),
        ("BYTEPLUS", "ACCESS_KEY SECRET_KEY ACCESSKEY SECRETKEY SESSION_TOKEN"),
        ("HW", "ACCESS_KEY SECRET_KEY SECURITY_TOKEN AUTH_TOKEN"),
        ("HUAWEICLOUD_SDK", "AK SK SECURITY_TOKEN"),
    )
    for name in names.split()
)

_ACCESS_KEY = re.compile(r"AK(LT|TP|AP)[A-Za-z0-9+/=_-]{8,}")


def is_access_key(text: str) -> bool:
    """Return whether ``text`` is an access key id of the control plane, which no data plane accepts."""
    return bool(_ACCESS_KEY.fullmatch(text))
