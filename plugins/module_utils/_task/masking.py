# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find the secrets in options, and mask secrets in results."""

from __future__ import annotations

import json
from typing import Any

from ansible.module_utils.common.parameters import remove_values

from .._engine.fields import Field


def secrets_in(table: tuple[Field, ...], given: dict) -> set[str]:
    """Return the values of secret options."""
    return {str(given[field.name]) for field in table if field.secret and given.get(field.name)}


def masked(result: dict[str, Any], secrets: set[str]) -> dict[str, Any]:
    """Return a result without secrets.

    As in a module, a secret such as "true" does not mask the keys that tell how the task ended.
    """
    if not _may_show(result, secrets):
        return result  # as it is, since a copy of a large set's result takes time and memory
    kept = {name: value for name, value in result.items() if value is None or isinstance(value, bool)}
    return {**remove_values(result, secrets), **kept}


def _may_show(result: dict[str, Any], secrets: set[str]) -> bool:
    """Return whether a secret is a part of the result's JSON, as each part of a text is a part of the text's JSON."""
    try:
        text = json.dumps(result, allow_nan=False)
    except (RecursionError, TypeError, ValueError):
        return True
    return any(json.dumps(secret)[1:-1] in text for secret in secrets)
