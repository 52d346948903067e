# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter inference.endpoints.retiring_endpoints; retiring_endpoints.yml beside it is its documentation."""

from __future__ import annotations

from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.models import retiring
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.templating import as_data
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.variables import plain


def retiring_endpoints(endpoints: Any, models: Any) -> list[dict]:
    """Return what the documentation says.

    :raises AnsibleFilterError: endpoints or models are no lists of such.
    """
    shown = {"endpoints": (plain(endpoints), "endpoint_id"), "models": (plain(models), "name")}
    for option, (value, key) in shown.items():
        if not isinstance(value, list) or not all(isinstance(each, dict) and each.get(key) for each in value):
            module = "ark_endpoint_info" if option == "endpoints" else "ark_model_info"
            raise AnsibleFilterError(f"retiring_endpoints: {option}: found something else; expected those of {module}")
    return as_data(retiring(shown["endpoints"][0], shown["models"][0]))


class FilterModule:
    """The filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"retiring_endpoints": retiring_endpoints}
