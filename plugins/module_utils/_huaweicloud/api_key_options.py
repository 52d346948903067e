# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of a task about an API key of MaaS, and what is wrong with them."""

from __future__ import annotations

import ipaddress

#: What a successor's label has in addition.
_SUFFIX = len("-r0123456789")
_LONGEST_LABEL = 100

_TEXTS = {"type": "list", "elements": "str"}

OPTIONS: dict[str, dict] = {
    "state": {"type": "str", "choices": ["present", "absent", "rotated"], "default": "present"},
    "label": {"type": "str", "required": True},
    "description": {"type": "str"},
    "ip_whitelist": _TEXTS,
    "endpoints": _TEXTS,
    "model_versions": _TEXTS,
}

_ITEMS = {
    "type": "array",
    "items": {"type": "string", "pattern": r"^\S([^\n]*\S)?\Z", "remedy": "a text without blanks around it"},
}

#: What the options must fulfil, as properties of a JSON Schema.
RULES: dict[str, dict] = {
    "label": {
        "type": "string",
        "pattern": r"^[A-Za-z0-9_-]{1,100}\Z",
        "remedy": "1 to 100 letters, digits, _ and -",
    },
    "description": {"type": "string", "maxLength": 100},
    "ip_whitelist": {"type": "array", "maxItems": 100},
    "endpoints": _ITEMS,
    "model_versions": _ITEMS,
}


def contradictions(params: dict) -> list[str]:
    """Return what no schema can say, as sentences ``path: found; expected``."""
    found = [
        f"ip_whitelist[{index}]: found {address!r}; expected an address, a range such as 10.0.0.1-10.0.0.9, or a CIDR"
        for index, address in enumerate(params["ip_whitelist"] or ())
        if not _is_address(address)
    ]
    most = _LONGEST_LABEL - _SUFFIX
    if params["state"] == "rotated" and len(params["label"]) > most:
        found.append(
            f"label: found {len(params['label'])} characters; expected at most {most} with state rotated, since the"
            " label of a successor is longer"
        )
    return found


def _is_address(text: str) -> bool:
    first, dash, last = text.partition("-")
    try:
        if dash:
            return ipaddress.ip_address(first.strip()) <= ipaddress.ip_address(last.strip())  # type: ignore[operator]
        return bool(ipaddress.ip_network(text, strict=False))
    except (TypeError, ValueError):
        return False
