# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter inference.endpoints.to_litellm; to_litellm.yml beside this file is its documentation."""

from __future__ import annotations

from typing import Any

from ansible.errors import AnsibleFilterError

from ansible_collections.inference.endpoints.plugins.plugin_utils._gateway import configuration
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.templating import as_data
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest.variables import plain


def to_litellm(endpoints: Any, **options: Any) -> list[dict]:
    """Return what the documentation says.

    :raises AnsibleFilterError: an endpoint or an option is wrong.
    """
    try:
        given = configuration.options(plain(options))
        return as_data(configuration.to_litellm(plain(endpoints), given))
    except configuration.Refused as error:
        raise AnsibleFilterError(f"to_litellm: {error}") from None


class FilterModule:
    """The filter."""

    def filters(self) -> dict:
        """Return the filter by its name."""
        return {"to_litellm": to_litellm}
