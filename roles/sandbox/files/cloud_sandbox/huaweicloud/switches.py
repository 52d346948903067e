# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Open questions about what the Huawei Cloud services share. Sections are those of the Huawei reference."""

from __future__ import annotations

from ..switch_values import Switch

HUAWEI_SWITCHES: tuple[Switch, ...] = (
    Switch("huawei_gateway_prefix", "APIGW", "how the gateway's codes begin", "8", ("APIGW", "APIG")),
    Switch(
        "huawei_envelope",
        "flat",
        "members of an error: error_code, errorCode, code, or error_code one object deeper",
        "4.11, 5.10, 7",
        ("flat", "camel", "code_message", "nested"),
    ),
    Switch(
        "huawei_forbidden_shape",
        "flat",
        "a 403: as other errors, or with a numeric code, a title and a nested error",
        "4.11",
        ("flat", "nested"),
    ),
    Switch("huawei_request_id", "present", "answers have the header X-Request-Id", "4.1, 7", ("present", "absent")),
    Switch("huawei_clock_skew_seconds", 900, "how far off a client's clock may be", "2.2", kind="seconds"),
    Switch(
        "huawei_lock_after_failures",
        "none",
        "wrong signatures in a row before the key is locked",
        "2.2",
        kind="optional_count",
    ),
    Switch("huawei_lock_seconds", 60, "how long it is locked then", "2.2", kind="seconds"),
    Switch(
        "huawei_content_type",
        "required",
        "writes without Content-Type application/json",
        "2, 5.2",
        ("required", "any"),
    ),
)

IAM_SWITCHES: tuple[Switch, ...] = (
    Switch("iam_token_seconds", 86400, "how long a token is good", "2.1", kind="seconds"),
    Switch("iam_token_length", 0, "least length of a token, in characters", "2.1", kind="count"),
    Switch(
        "iam_projects",
        "one",
        "projects that a look-up by name finds; with none no token for a named project either",
        "2.4",
        ("one", "none", "several"),
    ),
    Switch(
        "iam_error_shape",
        "nested",
        "IAM's own errors: an object error with a numeric code, or error_code and error_msg",
        "4.11, 7",
        ("nested", "flat"),
    ),
)
