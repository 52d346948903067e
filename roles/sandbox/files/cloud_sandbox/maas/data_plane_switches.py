# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The open questions of MaaS's data plane and of its keys. Sections are those of the additions of 2026-11."""

from __future__ import annotations

from ..switch_values import Switch

KEY_SWITCHES = (
    Switch("maas_key_activation_seconds", 0, "how long a new key cannot be used yet", "3", kind="seconds"),
    Switch(
        "maas_key_create_reply",
        "flat",
        "where the answer to a create has the key: its members, those under api_key or data, or id and api_key alone",
        "3",
        ("flat", "nested", "data", "brief"),
    ),
    Switch("maas_key_update_omitted", "kept", "members that an update leaves out", "3", ("kept", "reset")),
    Switch(
        "maas_key_endpoint_form",
        "id",
        "what endpoint_whitelist names an endpoint by",
        "3",
        ("id", "name", "either"),
    ),
    Switch("maas_key_label_code", "ModelArts.6271", "code for a label in use", "3", ("ModelArts.6271",), kind="word"),
    Switch(
        "maas_key_not_found",
        "ModelArts.0104/404",
        "answer for a key that does not exist",
        "3",
        ("ModelArts.0104/404", "ModelArts.0104/400"),
    ),
    Switch(
        "maas_key_permission",
        "all",
        "what the caller of the control plane may do with keys",
        "H5",
        ("all", "no_create", "no_list", "no_delete"),
    ),
)

DATA_PLANE_SWITCHES = (
    Switch(
        "maas_data_error_shape",
        "openai",
        "errors of the data plane: an object error, or error_code and error_msg",
        "H6",
        ("openai", "flat"),
    ),
    Switch(
        "maas_data_refusal",
        "none",
        "every call of an endpoint is refused with this, as with an account that is frozen",
        "H6",
        ("none", "ModelArts.81006/401", "ModelArts.81005/401", "ModelArts.81004/401", "ModelArts.81004/403"),
    ),
    Switch(
        "maas_data_disabled",
        "ModelArts.81004/403",
        "answer to a call of a disabled endpoint",
        "H6",
        ("ModelArts.81004/403", "ModelArts.81004/401", "ModelArts.81009/404"),
    ),
    Switch(
        "maas_key_refusal",
        "ModelArts.81015/403",
        "answer to a key whose allow-list does not have the client, or the endpoint",
        "H6",
        ("ModelArts.81015/403", "ModelArts.81015/401"),
    ),
)
