# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The open questions of rolling updates. Sections are those of the Ark reference and of its additions."""

from __future__ import annotations

from ..switch_values import Switch

ROLLING_SWITCHES = (
    Switch("rolling_seconds", 2, "how long a rolling takes; a real one took 49 minutes", "4.8, A7", kind="seconds"),
    Switch("rolling_step", 2, "by how much the percentage grows at a time", "4.8", kind="count", minimum=1),
    Switch(
        "rolling_outcome",
        "completed",
        "how a rolling ends: with the new model, or reverted half-way",
        "4.8",
        ("completed", "reverted"),
    ),
    Switch("rolling_revert_seconds", 0.2, "how long a cancelled rolling takes to revert", "4.8", kind="seconds"),
    Switch(
        "rolling_model_lag_seconds",
        0,
        "how long after the end the endpoint still shows the old model",
        "A7",
        kind="seconds",
    ),
    Switch("rolling_status", "Running", "Status of a rolling under way", "4.8", ("Running",), kind="word"),
    Switch("rolling_reverting_status", "Reverting", "Status on the way back", "4.8", ("Reverting",), kind="word"),
    Switch("rolling_reverted_status", "Reverted", "Status of one that was reverted", "4.8", ("Reverted",), kind="word"),
    Switch(
        "rolling_done_status",
        "Succeeded",
        "Status after the end; what it really says is not known",
        "4.8, A7",
        ("Succeeded", "Running", "Reverted"),
        kind="word",
    ),
    Switch(
        "rolling_cancel_done",
        "reverted",
        "CancelEndpointRolling after the end: the rolling reads Reverted, the endpoint keeps the model; or refused",
        "A7",
        ("reverted", "refused"),
    ),
    Switch("rolling_id_when_done", "cleared", "RollingId of the endpoint after the end", "4.8", ("cleared", "kept")),
    Switch(
        "rolling_dry_run",
        "error",
        "success of a dry run: error DryRunOperation, empty result, or a result with an Id",
        "3.6, A6",
        ("error", "empty", "with_id"),
    ),
    Switch("rolling_other_model", "accepted", "a rolling to another foundation model", "4.8", ("accepted", "refused")),
    Switch("rolling_same_model", "refused", "a rolling to the present model", "4.8", ("refused", "accepted")),
    Switch("rolling_second", "refused", "a rolling while another is under way", "4.8", ("refused", "accepted")),
    Switch("rolling_stopped", "refused", "a rolling of an endpoint that does not run", "4.8", ("refused", "accepted")),
    Switch(
        "rolling_actions",
        "present",
        "which sites know the actions of rolling",
        "4.8",
        ("present", "volcengine", "absent"),
    ),
    Switch(
        "rolling_permission",
        "granted",
        "permission for those actions, or the refusal",
        "A6",
        ("granted", "AccessDenied/403", "LackPolicy/403"),
    ),
    Switch(
        "rolling_model_shape",
        "foundation_model",
        "RollingIn and RollingOut are {FoundationModel: {Name, ModelVersion}} or {Name, ModelVersion}",
        "4.8",
        ("foundation_model", "flat"),
    ),
    Switch(
        "rolling_shape", "nested", "GetEndpointRolling answers RollingInfo, or its members", "4.8", ("nested", "flat")
    ),
)
