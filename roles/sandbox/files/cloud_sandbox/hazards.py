# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service may do although no documentation mentions it, one switch each."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from .switch_values import Switch

_ALTERATIONS: dict[str, Callable[[str], str]] = {
    "given": str,
    "trimmed": str.strip,
    "lower": str.lower,
    "nfc": lambda text: unicodedata.normalize("NFC", text),
}
_WAYS = tuple(_ALTERATIONS)

HAZARD_SWITCHES = (
    Switch("stored_name", "given", "what Ark stores of an endpoint's name", "", _WAYS),
    Switch("stored_project", "given", "what Ark stores of a project's name", "", _WAYS),
    Switch("stored_model", "given", "what Ark stores of a model's name", "", _WAYS),
    # Their names have no characters that could be composed otherwise, and those of MaaS no spaces.
    Switch(
        "fabric_stored_name", "given", "what Fabric stores of an endpoint's name", "", ("given", "trimmed", "lower")
    ),
    Switch("maas_stored_name", "given", "what MaaS stores of an endpoint's name", "", ("given", "lower")),
    Switch("maas_stored_model", "given", "what MaaS stores of a model's name", "", _WAYS),
    Switch(
        "list_shift",
        0,
        "each further page of ListEndpoints begins so many endpoints late, as if the list moved while it is read",
        "",
        kind="count",
    ),
    Switch("fabric_list_shift", 0, "the same for the list of Fabric", "", kind="count"),
)


def stored(text: str, way: str) -> str:
    """Return what a service stores of a text."""
    return _ALTERATIONS[way](text)
