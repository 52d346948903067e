# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The open questions of Ark's data plane and of its keys. Sections are those of the Ark reference."""

from __future__ import annotations

from ..switch_values import Switch

KEY_SWITCHES = (
    Switch(
        "ark_key_resource_ids",
        "required",
        "GetApiKey for endpoints without ResourceIds: refused, or a key for all",
        "4.7, A2",
        ("required", "optional"),
    ),
    Switch(
        "ark_key_unknown_resource",
        "refused",
        "GetApiKey for an endpoint that does not exist",
        "4.7",
        ("refused", "accepted"),
    ),
    Switch(
        "ark_key_calls_per_minute",
        "none",
        "how often GetApiKey may be called",
        "4.7, A2",
        kind="optional_count",
        minimum=1,
    ),
    Switch("ark_key_list", "present", "the actions ListApiKeys and GetRawApiKey exist", "A2", ("present", "absent")),
)

DATA_PLANE_SWITCHES = (
    Switch(
        "ark_data_refusal",
        "none",
        "every call of an endpoint is refused with this, as with an account that is overdue",
        "A10",
        (
            "none",
            "AccountOverdueError/403",
            "InvalidEndpoint.ClosedEndpoint/400",
            "AccessDenied/403",
            "ModelNotOpen/404",
            "ModelAccountRpmRateLimitExceeded/429",
        ),
    ),
    Switch(
        "ark_data_not_found",
        "InvalidEndpointOrModel.NotFound/404",
        "answer to a call of an endpoint that does not exist",
        "A10",
        ("InvalidEndpointOrModel.NotFound/404", "InvalidEndpoint.NotFound/404"),
    ),
    Switch(
        "ark_data_model_id",
        "served",
        "a call by the id of a model: served, or this refusal",
        "A10",
        (
            "served",
            "InvalidEndpointOrModel.ModelIDAccessDisabled/404",
            "InvalidEndpointOrModel.ModelIDAccessDisabled/403",
            "InvalidEndpointOrModel.ModelIDAccessDisabled/400",
        ),
    ),
    Switch(
        "ark_data_transitional",
        "closed",
        "a call of an endpoint on its way between states: closed, ServerOverloaded, or served",
        "A10",
        ("closed", "overloaded", "served"),
    ),
    Switch(
        "ark_data_pool_rpm",
        "none",
        "calls a minute of the account to one model, over all its endpoints",
        "A11",
        kind="optional_count",
    ),
    Switch(
        "ark_key_scope_answer",
        "AccessDenied/403",
        "answer to a temporary key that is for other endpoints",
        "A10",
        ("AccessDenied/403", "AuthenticationError/401", "InvalidEndpointOrModel.NotFound/404"),
    ),
    Switch(
        "ark_data_no_task",
        "ResourceNotFound/404",
        "answer for a task that does not exist, if the key is good",
        "A5",
        ("ResourceNotFound/404", "NotFound/404"),
    ),
)
