# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The open questions of MaaS, one switch each. Sections are those of the Huawei reference."""

from __future__ import annotations

from ..switch_values import Switch

_READS = (
    Switch(
        "maas_status_words",
        "active",
        "words of status for enabled and disabled: those, text 1/0, 1/0, unknown ones, or no status",
        "5.5, 11 #12",
        ("active", "enabled", "running", "digits", "numbers", "unknown", "absent"),
    ),
    Switch(
        "maas_transient_status",
        "none",
        "status for maas_transient_seconds after a create, or none",
        "5.1",
        ("none",),
        kind="word",
    ),
    Switch("maas_transient_seconds", 0.5, "how long that status is shown", "5.1", kind="seconds"),
    Switch("maas_cbc_status", "present", "items have cbc_status", "5.5, 11 #12", ("present", "absent")),
    Switch(
        "maas_served_model",
        "same",
        "served_model_name: the model_name of the create, another form of it, or absent",
        "5.5",
        ("same", "display", "absent"),
    ),
    Switch("maas_list_moderation", "present", "items have moderation", "5.5", ("present", "absent")),
    Switch("maas_list_remark", "present", "items have remark", "5.5, 11 #13", ("present", "absent")),
    Switch(
        "maas_list_model_members",
        "present",
        "items have model_version_id and resident_model_id",
        "5.5",
        ("present", "absent"),
    ),
    Switch(
        "maas_list_service_members",
        "absent",
        "items have region and infer_service_id",
        "5.5, 11 #13",
        ("absent", "present"),
    ),
    Switch("maas_list_times", "absent", "items have create_time and update_time", "11 #13", ("absent", "present")),
    Switch("maas_unset_members", "null", "how a member without a value is shown", "5.5", ("null", "omitted", "empty")),
    Switch("maas_unknown_members", False, "answers carry members that no document names", "5.5, 11 #13", kind="bool"),
    Switch("maas_count", "text", "form of count", "5.5, 9.2 #11", ("text", "number", "absent")),
    Switch("maas_total", "present", "a list says total", "5.5", ("present", "absent")),
    Switch("maas_quantity_limit", "present", "a list says quantity_limit", "5.5", ("present", "absent")),
    Switch("maas_items_cap", "none", "a list never has more items", "5.5", kind="optional_count", minimum=1),
    Switch(
        "maas_empty_list",
        "array",
        "items of an empty list; absent only beside a total",
        "5.5",
        ("array", "null", "absent"),
    ),
    Switch("maas_list_order", "newest_first", "order of a list", "5.5", ("newest_first", "oldest_first")),
    Switch(
        "maas_list_lag_seconds", 0, "how long lists do not yet show a write (see maas_lag_scope)", "6", kind="seconds"
    ),
    Switch(
        "maas_lag_scope",
        "create",
        "which writes lists lag behind: only creates, or all writes",
        "6",
        ("create", "writes"),
    ),
)

_WRITES = (
    Switch(
        "maas_create_reply",
        "id",
        "where the answer to a create has the id: this member, data.id, a text, or nowhere",
        "5.1, 11 #11",
        ("id", "endpoint_id", "custom_endpoint_id", "nested", "text", "item", "none"),
    ),
    Switch("maas_create_status", "200", "HTTP status of a create", "5.1", ("200", "201")),
    Switch(
        "maas_edit_reply",
        "number",
        "answer to an edit: 1, a text, an object, or no body",
        "5.1, 9.2 #10",
        ("number", "text", "object", "empty"),
    ),
    Switch(
        "maas_edit_omitted",
        "kept",
        "members that an edit leaves out: kept, moderation alone goes back to true, or all are reset",
        "5.4, 11 #14",
        ("kept", "moderation_reset", "reset"),
    ),
    Switch("maas_edit_disabled", "accepted", "an edit of a disabled endpoint", "11 #16", ("accepted", "refused")),
    Switch("maas_create_remark", "accepted", "remark in a create", "5.3", ("accepted", "ignored", "refused")),
    Switch("maas_create_tpm", "accepted", "tpm in a create", "5.3", ("accepted", "ignored", "refused")),
    Switch("maas_create_moderation", "accepted", "moderation in a create", "5.3", ("accepted", "ignored", "refused")),
    Switch(
        "maas_zero_limit",
        "kept",
        "rpm or tpm of 0: kept, no limit, or refused",
        "5.4, 11 #14",
        ("kept", "null", "refused"),
    ),
    Switch(
        "maas_null_limit",
        "clears",
        "rpm or tpm of null: no limit, as if left out, or refused",
        "5.4, 11 #14",
        ("clears", "kept", "refused"),
    ),
    Switch("maas_limit_maximum", "none", "highest rpm and tpm of a model", "5.3", kind="optional_count", minimum=1),
    Switch(
        "maas_moderation_level",
        "V2",
        "customer level of the account; below V2 the guard cannot be switched off",
        "5.3, 5.11",
        ("V2", "V1"),
    ),
    Switch(
        "maas_agreement_needed",
        "every_edit",
        "when moderation false needs agreement_id in an edit",
        "5.4",
        ("every_edit", "change"),
    ),
    Switch(
        "maas_agreement_id", "af247c14-2bee-4d78-a5e8-a419ea62b6c6", "id of the latest disclaimer", "5.6", kind="word"
    ),
    Switch(
        "maas_stale_agreement",
        "ModelArts.6998/400",
        "an agreement_id that is not the latest: taken, or this refusal",
        "5.6",
        ("ModelArts.6998/400", "ModelArts.0104/400", "accepted"),
    ),
    Switch("maas_source", "required", "source in a create", "5.3", ("required", "optional")),
    Switch(
        "maas_sources", "both", "accepted sources: both, or built-in services only", "5.3, 9.2 #7", ("both", "built_in")
    ),
    Switch(
        "maas_modelarts_service",
        "usable",
        "a ModelArts service to front",
        "5.10",
        ("usable", "not_mounted", "no_permission"),
    ),
    Switch("maas_models", "any", "which built-in models exist: any, or these names", "5.3", ("any",), kind="word"),
    Switch(
        "maas_unknown_request_members",
        "refused",
        "members of a request that no document names",
        "5.3",
        ("refused", "ignored"),
    ),
    Switch(
        "maas_name_characters",
        "ascii",
        "names: ASCII, with Chinese characters, or any of the ASCII ones as the first",
        "5.7, 9.2 #3",
        ("ascii", "chinese", "any_first"),
    ),
    Switch("maas_name_scope", "account", "where a name may exist only once", "5.7, 9.2 #4", ("account", "project")),
    Switch("maas_deleted_name", "burned", "the name of a deleted endpoint", "5.7", ("burned", "reusable")),
    Switch("maas_renamed_name", "reusable", "a name that a rename has freed", "5.7, 11 #17", ("reusable", "burned")),
    Switch("maas_quota", 10, "how many endpoints the account may have", "5.11, 9.2 #2, 11 #21", kind="count"),
    Switch(
        "maas_control_repeat",
        "accepted",
        "activate on an enabled, deactivate on a disabled endpoint",
        "5.8, 11 #16",
        ("accepted", "refused"),
    ),
    Switch("maas_delete_enabled", "accepted", "a delete of an enabled endpoint", "11 #18", ("accepted", "refused")),
    Switch(
        "maas_wrong_state",
        "ModelArts.6999/400",
        "code and HTTP status of a refusal for the endpoint's state",
        "5.10",
        ("ModelArts.6999/400", "ModelArts.6999/409"),
    ),
    Switch(
        "maas_not_found",
        "ModelArts.6291/400",
        "answer for an id that does not exist; empty has no body",
        "5.10, 9.2 #5",
        ("ModelArts.6291/400", "ModelArts.6291/404", "empty/404"),
    ),
    Switch("maas_signing", "accepted", "signed requests", "2, 9.2 #8, 11 #15", ("accepted", "refused")),
    Switch(
        "maas_token_refusal",
        "APIGW.0301/401",
        "code and HTTP status for an unusable token",
        "2.1, 9.2 #6",
        ("APIGW.0301/401", "ModelArts.0104/400", "ModelArts.0104/401", "ModelArts.0104/404"),
    ),
)

MAAS_SWITCHES: tuple[Switch, ...] = _READS + _WRITES
