# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of a task about an API key of MaaS, and what is wrong with them."""

from __future__ import annotations

import ipaddress

from .._engine.fields import Field
from .._engine.wording import quoted

#: What a successor's label has in addition.
_SUFFIX = len("-r0123456789")
_LONGEST_LABEL = 100

OPTIONS = (
    Field("state", choices=("present", "absent", "rotated"), default="present"),
    Field("label", required=True, pattern=r"^[A-Za-z0-9_-]{1,100}$", remedy="1 to 100 letters, digits, _ and -"),
    Field("description", most=100),
    Field("ip_whitelist", kind="list", values="str", most=100),
    Field("endpoints", kind="list", values="str", identifier=True),
    Field("model_versions", kind="list", values="str", identifier=True),
)


def contradictions(params: dict) -> list[str]:
    """Return what no schema can say, as sentences ``path: found; expected``."""
    found = [
        f"ip_whitelist[{index}]: found {quoted(address)}; expected an address, a range such as 10.0.0.1-10.0.0.9, or a"
        " CIDR"
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


def plain_address(text: str) -> str:
    """Return an address, a range or a CIDR in one form, since services write them in several."""
    try:
        return str(ipaddress.ip_network(text.strip(), strict=False))
    except ValueError:
        return "-".join(part.strip() for part in text.split("-"))


def _is_address(text: str) -> bool:
    first, dash, last = text.partition("-")
    try:
        if dash:
            return ipaddress.ip_address(first.strip()) <= ipaddress.ip_address(last.strip())  # type: ignore[operator]
        return bool(ipaddress.ip_network(text, strict=False))
    except (TypeError, ValueError):
        return False
