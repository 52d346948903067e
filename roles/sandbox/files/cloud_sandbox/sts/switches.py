# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The open questions of STS, one switch each."""

from __future__ import annotations

from ..switch_values import Switch

STS_SWITCHES = (
    Switch("sts_role", "any", "the role that may be assumed: any, or the TRN of the only one", "9.2", ("any",), "word"),
    Switch(
        "sts_oidc_token",
        "any",
        "the OIDC token that is accepted: any, or the only one",
        "9.2",
        ("any",),
        "word",
    ),
    Switch("sts_seconds", 0, "how long temporary keys last, whatever is asked for; 0: as asked", "9.2", kind="seconds"),
)
