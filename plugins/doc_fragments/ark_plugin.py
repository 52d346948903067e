# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.inference.endpoints.plugins.doc_fragments import ark, transport
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.connection import SITES
from ansible_collections.inference.endpoints.plugins.modules import ark_endpoint_info
from ansible_collections.inference.endpoints.plugins.plugin_utils._controller.documenting import (
    for_plugins,
    some_options,
)

_SITES = SITES.values()
_VARIABLES = {
    **{
        option: list(dict.fromkeys(family[number] for site in _SITES for family in site.families))
        for number, option in enumerate(("access_key", "secret_key", "session_token"))
    },
    "profile": [variable for site in _SITES for variable in site.profiles.name_variables],
    "config_file": [variable for site in _SITES for variable in site.profiles.file_variables],
    "region": [variable for site in _SITES for variable in site.region_variables],
    "api_url": ["ARK_API_URL"],
}
_NOTES = [
    "Proxies are taken from the usual environment variables E(HTTP_PROXY), E(HTTPS_PROXY) and E(NO_PROXY).",
    "It runs on the controller, and so the environment variables are those of the controller. Of the variables for"
    " credentials and regions only those of O(site) are looked at.",
]


class ModuleDocFragment:
    # How to reach Volcengine Ark or BytePlus ModelArk from a plugin, made from what the modules say.
    DOCUMENTATION: str = for_plugins(
        [ark.ModuleDocFragment.DOCUMENTATION, transport.ModuleDocFragment.DOCUMENTATION], _VARIABLES, _NOTES
    )

    # Which endpoints, as in the info module.
    FILTERS: str = some_options(
        ark_endpoint_info.DOCUMENTATION,
        [*(each.name for each in ArkEndpoint.filters if each.name != "details"), *ArkEndpoint.extras],
    )
