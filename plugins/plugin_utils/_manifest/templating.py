# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What filters take and return: truth values, and texts that Ansible does not render as templates."""

from __future__ import annotations

from typing import Any

import ansible.template
from ansible.errors import AnsibleFilterError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.inference.endpoints.plugins.module_utils._engine.wording import summary


def as_data(value: Any) -> Any:
    """Return ``value`` marked as data, so that Ansible renders no template in it."""
    # Since ansible-core 2.19, only texts that are marked as templates are templates.
    return value if hasattr(ansible.template, "trust_as_template") else wrap_var(value)


def truth(name: str, option: str, value: Any) -> bool:
    """Return the truth value of an option of a filter; a text may tell it.

    :raises AnsibleFilterError: it is none.
    """
    try:
        return bool(boolean(value))
    except TypeError:
        raise AnsibleFilterError(f"{name}: {option}: found {summary(value)}; expected true or false") from None
